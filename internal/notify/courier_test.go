package notify

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// TestALetterWithALinkLeavesAtOnce holds that the link is in the letter, and never in an error.
func TestALetterWithALinkLeavesAtOnce(t *testing.T) {
	const link = "https://cairn.example.org/sign-in/link/secret"
	failing := &Courier{channel: refusing{}, compose: &composer{log: slog.New(slog.DiscardHandler)}}
	err := failing.SignInLink(t.Context(), "anna", link)
	if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "@") {
		t.Errorf("the error is %v", err)
	}
}

// refusing repeats all that it was given, as a careless mail server may.
type refusing struct{}

func (refusing) Send(_ context.Context, _ func(context.Context) (Letter, error)) error {
	return errors.New("no such mailbox anna@example.org for https://cairn.example.org/sign-in/link/secret")
}

func TestOnlyWhoseTaskItIsHasItsLink(t *testing.T) {
	link := func(p improvement.PersonID, n improvement.Notice) (string, error) {
		return "/task/" + string(p) + "-" + n.Task, nil
	}
	step := improvement.Notice{Kind: improvement.NoticeTask, Task: "step/1", TaskKind: improvement.TaskStep}
	with := func(change func(*improvement.Notice)) improvement.Delivery {
		n := step
		change(&n)
		return improvement.Delivery{Person: "anna", Notice: n}
	}
	for _, tt := range []struct {
		name string
		d    improvement.Delivery
		want string
	}{
		{"their step", with(func(*improvement.Notice) {}), "https://c/task/anna-step/1"},
		{"reminded of theirs", with(func(n *improvement.Notice) { n.Kind, n.Owner = improvement.NoticeReminder, "anna" }), "https://c/task/anna-step/1"},
		{"another's", with(func(n *improvement.Notice) { n.Kind, n.Owner = improvement.NoticeReminder, "ben" }), ""},
		{"told of another's", with(func(n *improvement.Notice) { n.Kind = improvement.NoticeEscalated }), ""},
		{"a vote", with(func(n *improvement.Notice) { n.TaskKind = improvement.TaskVote }), ""},
		{"no task", with(func(n *improvement.Notice) { n.Task = "" }), ""},
	} {
		c := &composer{taskLink: link, baseURL: "https://c"}
		if got := c.actAt(tt.d, &opening{}); got != tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
	if got := (&composer{taskLink: link}).actAt(with(func(*improvement.Notice) {}), &opening{}); got != "" {
		t.Errorf("without pages to link to: %q", got)
	}
}
