package notify

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

func write(t *testing.T, c composer, m improvement.Message) Letter {
	t.Helper()
	c.directory, c.opener = somePeople(), openWords{}
	l, err := c.letter(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func message(to improvement.PersonID, notices ...improvement.Notice) improvement.Message {
	m := improvement.Message{ID: "m1", Person: to}
	for _, n := range notices {
		m.Notices = append(m.Notices, improvement.Delivery{Person: to, Notice: n})
	}
	return m
}

func threeThings() []improvement.Notice {
	step := aReminder()
	step.Kind, step.TaskKind, step.What = improvement.NoticeEscalated, improvement.TaskStep, sealed("Ask the families")
	step.Owner = "ben"
	decision := aReminder()
	decision.Kind, decision.TaskKind, decision.Owner = improvement.NoticeDecision, "", ""
	decision.Outcome = "agreed"
	decision.Reason = sealed("Mondays got better.\nPlease <carry> on & tell the families.")
	return []improvement.Notice{aReminder(), step, decision}
}

func TestLetters(t *testing.T) {
	child := message("ann", aReminder())
	child.Notices[0].For = "sam"
	child.Notices[0].Notice.Owner = "sam"
	erased := aReminder()
	erased.Title = gone
	decided := threeThings()[2]
	decided.Subject, decided.Outcome = "approval/test-of-change/breakfast/1", "adopt: agreed"
	ofSam := message("ann", decided, decided)
	ofSam.Notices[0].For = "sam"
	heardBack := improvement.Notice{
		Kind: improvement.NoticeHeardBack, Subject: "priority/east-buses", Title: sealed("Everybody gets home after six."), Item: "5d41402a",
	}
	tests := []struct {
		name     string
		composer composer
		message  improvement.Message
	}{
		{"one", composer{baseURL: "https://cairn.example.org"}, message("ann", aReminder())},
		{"several", composer{baseURL: "https://cairn.example.org"}, message("ann", threeThings()...)},
		{"rehearsal", composer{rehearsal: true}, message("ben", aReminder())},
		{"for-a-child", composer{baseURL: "https://cairn.example.org"}, child},
		{"erased", composer{}, message("gone", erased)},
		{"heard-back", composer{}, message("voice/5d41402a", heardBack)},
		{"your-part", composer{partaking: did{}}, message("ben", decided, aReminder(), decided)},
		{"your-part-of-a-child", composer{partaking: did{}}, ofSam},
		{"no-part", composer{partaking: did{}}, message("cat", decided)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := write(t, tt.composer, tt.message)
			golden(t, "letters/"+tt.name+".txt", "To: "+l.ToName+" <"+l.To+">\nSubject: "+l.Subject+"\n\n"+l.Text)
			golden(t, "letters/"+tt.name+".html", l.HTML)
		})
	}
}

func TestSubjectOfSeveral(t *testing.T) {
	other := aReminder()
	other.Title = sealed("Drop-in")
	harm := other
	harm.Kind = improvement.NoticeHarm
	tests := []struct {
		name    string
		notices []improvement.Notice
		want    string
	}{
		{"of one test", threeThings(), "3 things in “Breakfast club”"},
		{"of two tests", []improvement.Notice{aReminder(), other}, "2 things for you"},
		{"of what is kept back", []improvement.Notice{
			{Kind: improvement.NoticeUnsafe, Item: "voice/1"}, {Kind: improvement.NoticeUnsafe, Item: "voice/2"},
		}, "Urgent: 2 things for you"},
		{"one of them urgent", []improvement.Notice{aReminder(), harm}, "Urgent: 2 things for you"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := write(t, composer{}, message("ann", tt.notices...)).Subject; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestMarkupInWordsIsShownNotObeyed(t *testing.T) {
	n := aReminder()
	n.Title = sealed(`<script>alert(1)</script>`)
	l := write(t, composer{baseURL: "https://cairn.example.org"}, message("ann", n))
	if strings.Contains(l.HTML, "<script>") {
		t.Error("markup reached the letter")
	}
	if !strings.Contains(l.Text, "<script>") {
		t.Error("the plain text should show the words as they were written")
	}
}

// noOpener cannot reach the record.
type noOpener struct{}

func (noOpener) Open(context.Context, improvement.Words) (string, error) {
	return "", improvement.ErrUnavailable
}

func TestALetterThatCannotBeWrittenIsNotSent(t *testing.T) {
	c := composer{directory: somePeople(), opener: noOpener{}}
	if _, err := c.letter(t.Context(), message("ann", aReminder())); !errors.Is(err, improvement.ErrUnavailable) {
		t.Errorf("words that cannot be opened: %v", err)
	}
	c.opener = openWords{}
	if _, err := c.letter(t.Context(), message("nobody", aReminder())); !errors.Is(err, improvement.ErrNotFound) {
		t.Errorf("a person not on record: %v", err)
	}
}
