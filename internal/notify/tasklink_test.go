package notify

import (
	"errors"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// linking makes links that tell what they are made of.
func linking(person improvement.PersonID, address string, n improvement.Notice) (Links, error) {
	of := "/task/" + string(person) + "-" + strings.ReplaceAll(address, "@", "-at-") + "-" + strings.ReplaceAll(n.Task, "/", "-")
	links := Links{Do: of, Until: "2026-03-17"}
	if n.PhotoByLink() {
		links.Photo = of + "/photo"
	}
	return links, nil
}

func linkComposer() composer {
	return composer{baseURL: "https://cairn.example.org", taskLink: linking}
}

// asked is a notice that asks for a task of a kind.
func asked(kind improvement.TaskKind, task, what string) improvement.Notice {
	n := aReminder()
	n.Kind, n.TaskKind, n.Task, n.What, n.Owner = improvement.NoticeTask, kind, task, sealed(what), ""
	n.To = improvement.Recipient{Person: "ann"}
	return n
}

func TestLettersWithLinksToATask(t *testing.T) {
	ofSam := message("ann", asked(improvement.TaskAgreement, "agreement/1/4", "Asking the wee ones what they like"))
	ofSam.Notices[0].For, ofSam.Notices[0].Notice.To.Person = "sam", "sam"
	for name, m := range map[string]improvement.Message{
		"link-step": message("ann", asked(improvement.TaskStep, "step/1.1", "Ask the families")),
		"link-several": message("ann", asked(improvement.TaskStep, "step/1.1", "Ask the families"),
			asked(improvement.TaskCollect, "step/1.4/2026-03-03", "Breakfasts served")),
		"link-agreement": ofSam,
	} {
		t.Run(name, func(t *testing.T) {
			l := write(t, linkComposer(), m)
			golden(t, "letters/"+name+".txt", "To: "+l.ToName+" <"+l.To+">\nSubject: "+l.Subject+"\n\n"+l.Text)
			golden(t, "letters/"+name+".html", l.HTML)
		})
	}
}

// TestOnlyWhoseTaskItIsHasItsLink holds that a link goes to whose task it is, and to a letter that asks
// for it.
func TestOnlyWhoseTaskItIsHasItsLink(t *testing.T) {
	step := func(change func(n *improvement.Notice)) improvement.Notice {
		n := asked(improvement.TaskStep, "step/1.1", "Ask the families")
		change(&n)
		return n
	}
	for name, one := range map[string]struct {
		notice improvement.Notice
		links  int
	}{
		"asked for":            {step(func(*improvement.Notice) {}), 2},
		"reminded":             {step(func(n *improvement.Notice) { n.Kind, n.Owner = improvement.NoticeReminder, "ann" }), 2},
		"late":                 {step(func(n *improvement.Notice) { n.Kind, n.Owner = improvement.NoticeOverdue, "ann" }), 2},
		"of another":           {step(func(n *improvement.Notice) { n.Kind, n.Owner = improvement.NoticeReminder, "ben" }), 0},
		"a hand may be needed": {step(func(n *improvement.Notice) { n.Kind, n.Owner = improvement.NoticeEscalated, "ben" }), 0},
		"taken over":           {step(func(n *improvement.Notice) { n.Kind = improvement.NoticeClaimed }), 0},
		"no task":              {step(func(n *improvement.Notice) { n.Task = "" }), 0},
		"a plan":               {asked(improvement.TaskPlan, "plan/1", ""), 0},
		"a vote":               {asked(improvement.TaskVote, "vote/1", ""), 0},
		"a part":               {asked(improvement.TaskAgreement, "agreement/1/1", "The hall"), 1},
		"a group's part": {func() improvement.Notice {
			n := asked(improvement.TaskAgreement, "agreement/1/3", "Cooking")
			n.To = improvement.Recipient{Body: "group", Role: improvement.GroupLead}
			return n
		}(), 0},
	} {
		l := write(t, linkComposer(), message("ann", one.notice))
		if got := strings.Count(l.Text, "/task/"); got != one.links {
			t.Errorf("%s: %d links, want %d: %s", name, got, one.links, l.Text)
		}
	}
	without := linkComposer()
	without.baseURL = ""
	if l := write(t, without, message("ann", step(func(*improvement.Notice) {}))); strings.Contains(l.Text, "/task/") {
		t.Errorf("without pages to link to: %s", l.Text)
	}
}

// TestALetterWithoutItsLinksIsNotSent holds that what cannot be signed is tried again.
func TestALetterWithoutItsLinksIsNotSent(t *testing.T) {
	cause := errors.New("no key")
	c := composer{directory: somePeople(), opener: openWords{}, baseURL: "https://cairn.example.org",
		taskLink: func(improvement.PersonID, string, improvement.Notice) (Links, error) { return Links{}, cause }}
	if _, err := c.letter(t.Context(), message("ann", asked(improvement.TaskStep, "step/1.1", "Ask"))); !errors.Is(err, cause) {
		t.Errorf("it went, or failed otherwise: %v", err)
	}
}
