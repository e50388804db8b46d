package intake

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

func reader() Reader { return Reader{Sealer: openSealer{}, Author: "keith-link-worker"} }

func TestRefusals(t *testing.T) {
	cases := []struct {
		name, command, doc string
		field, says        string
	}{
		{"a mistyped field", "plan", "objective: Learn\nstpes: []\n",
			"", `line 2: "stpes" is not known here. Did you mean steps?`},
		{"a mistyped field inside", "plan", "steps:\n  - what: A\n  - what: B\n    dew: 2027-03-01\n",
			"steps[2]", `line 4: "dew" is not known here. Did you mean due?`},
		{"an unknown field", "send-back", "reason: More\nbecause: I say so\n",
			"", `line 2: "because" is not known here. Known here: reason.`},
		{"a field of a command without any", "agree-plan", "yes: please\n",
			"", `line 1: "yes" is not known here.`},
		{"a field twice", "send-back", "reason: One\nreason: Two\n",
			"reason", "line 2: This is written twice. Keep one."},
		{"a list for a text", "send-back", "reason: [One, Two]\n",
			"reason", "line 1: Write one text here, not a list and not fields."},
		{"fields for a text", "plan", "objective:\n  what: Learn\n",
			"objective", "line 2: Write one text here, not a list and not fields."},
		{"a text for a list", "plan", "steps: many\n",
			"steps", "line 1: Write a list here: each entry on a line of its own that begins with a dash."},
		{"a text for fields", "plan", "steps:\n  - Bake\n",
			"steps[1]", "line 2: Write fields here, each as a name, a colon and what it is."},
		{"a list for a document", "plan", "- one\n- two\n",
			"", "line 1: Write fields here, each as a name, a colon and what it is."},
		{"a list among texts", "minute", "reasons:\n  - Fine\n  - [a]\n",
			"reasons[2]", "line 3: Write one text here, not a list and not fields."},
		{"a comma between braces", "step-done", "{step: 1.1, note: Done, and dusted}\n",
			"", `line 1: "and dusted" stands by itself. Between braces, put quotes around a text that contains a comma.`},
		{"no date", "pause", "reason: Snow\nuntil: next week\n",
			"until", `line 2: "next week" is not a date. Write it as 2026-11-03, 3/11/2026 or 3 November 2026.`},
		{"a day that is none", "plan", "steps:\n  - {what: Bake, due: 30/2/2027}\n",
			"steps[1].due", `line 2: "30/2/2027" is not a date: February 2027 has 28 days. Check the day.`},
		{"a story's day outside a story", "pause", "until: day 12\n",
			"until", `line 1: "day 12" is for stories only. Write the date, such as 3 November 2026.`},
		{"no number", "measure", "measure: late\npoints:\n  - {date: 3/11/2026, value: 87%}\n",
			"points[1].value", `line 3: "87%" is not a number. Write digits, with a point for decimals and no commas or units.`},
		{"a number beyond all", "measure", "points:\n  - {date: 3/11/2026, value: .inf}\n",
			"points[1].value", `line 2: ".inf" is not a number. Write digits, with a point for decimals and no commas or units.`},
		{"a value left out", "measure", "points:\n  - date: 3/11/2026\n    note: Snow\n",
			"points[1].value", "line 2: value is missing. Write a number."},
		{"no whole number", "act", "cycles: 1.5\n",
			"cycles", `line 1: "1.5" is not a whole number. Write digits only.`},
		{"neither yes nor no", "finish-do", "as_planned: mostly\n",
			"as_planned", `line 1: "mostly" does not answer it. Write yes or no.`},
		{"no answer", "finish-do", "unplanned: Rain\n",
			"as_planned", "line 1: as_planned is missing. Write yes or no."},
		{"no identifier", "step-assign", "step: 1.1\nto: The Cook\n",
			"to", `line 2: "The Cook" is not an identifier. Use up to 63 small letters, digits and hyphens, such as breakfast-club.`},
		{"a line break in a word", "vote", "choice: |\n  agree\n  or not\n",
			"choice", "line 1: This has characters that cannot be seen, or a line break. Type it again, on one line."},
		{"a second document", "send-back", "reason: One\n---\nreason: Two\n",
			"", "line 2: A second document begins here. Keep each in a file of its own."},
		{"an alias", "plan", "objective: &a Learn\nsteps: *a\n",
			"", "line 1: An anchor or alias (& or *) is not used here. Write the text out, or put quotes around it."},
		{"an unknown alias", "send-back", "reason: *a\n",
			"", "This document cannot be read (unknown anchor 'a' referenced). Check the indentation, and put quotes around a text that contains a colon, a comma or a question mark."},
		{"a tag", "send-back", "reason: !!binary aGk=\n",
			"", "line 1: !!binary is not used here. Write plain text, or put quotes around it."},
		{"bad indentation", "plan", "objective: Learn\n  steps: []\n",
			"", "line 2: This cannot be read (mapping values are not allowed in this context). Check the indentation, and put quotes around a text that contains a colon, a comma or a question mark."},
		{"invalid UTF-8", "send-back", "reason: fine\nmore: \xff\n",
			"", "line 2: There are letters here that are not UTF-8. Save the document as UTF-8 and try again."},
		{"a text that is too long", "send-back", "reason: " + strings.Repeat("a", improvement.MaxTextLength+1),
			"reason", "line 1: This text has 20001 characters; 20000 is the most. Shorten it, or send it in parts."},
		{"two megabytes", "send-back", "reason: " + strings.Repeat("a", 2<<20),
			"document", "This is larger than 1 MB, the most that a document may have. Shorten it, or attach long texts as files."},
		{"a list without end", "plan", "steps:\n" + strings.Repeat("- {}\n", 2001),
			"steps", "line 2: There are 2001 entries here; 2000 is the most. Split them up."},
		{"a part that is no number", "agreement-agree", "party: first\n",
			"party", `line 1: "first" is not a number from 1 on. Write digits only.`},
		{"a part before the first", "agreement-decline", "party: 0\n",
			"party", `line 1: "0" is not a number from 1 on. Write digits only.`},
		{"hours without an amount", "act", "costs:\n  - {kind: staff-hours}\n",
			"costs[1].amount", "line 2: amount is missing. Write a number."},
		{"a mark of nothing known", "study", "outcomes:\n  - {outcome: o1, marked: emerging}\n",
			"outcomes[1]", `line 2: "marked" is not known here. Did you mean mark?`},
		{"an unknown command", "agree", "",
			"do", `"agree" is not something one can do. Did you mean agree-plan?`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := reader().Command(t.Context(), c.command, []byte(c.doc))
			refusal, ok := improvement.Refusal(err)
			if !ok {
				t.Fatalf("got %v, want a refusal", err)
			}
			var many *Faults
			if errors.As(err, &many) {
				refusal = faultOf(many, c.field)
			}
			if refusal.Code != improvement.Invalid || refusal.Field != c.field || refusal.Message != c.says {
				t.Errorf("got  %s %q %s\nwant %s %q %s", refusal.Code, refusal.Field, refusal.Message, improvement.Invalid, c.field, c.says)
			}
		})
	}
}

func faultOf(f *Faults, field string) *improvement.Error {
	for _, fault := range f.List {
		if fault.Field == field {
			return fault
		}
	}
	return f.List[0]
}

func TestAliasBombIsRefused(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for i := 'b'; i < 'j'; i++ {
		bomb += fmt.Sprintf("%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", i, i, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1)
	}
	_, err := reader().Command(t.Context(), "plan", []byte(bomb))
	if refusal, ok := improvement.Refusal(err); !ok || refusal.Code != improvement.Invalid {
		t.Errorf("got %v", err)
	}
}

func TestFaultsAreToldTogether(t *testing.T) {
	_, err := reader().Command(t.Context(), "plan", []byte("steps:\n  - {what: A, due: soon}\n  - {what: B, who: B b}\nobjectiv: C\n"))
	var faults *Faults
	if !errors.As(err, &faults) || len(faults.List) != 3 || faults.More != 0 {
		t.Fatalf("got %v", err)
	}
	for i, line := range []string{"line 2", "line 3", "line 4"} {
		if !strings.HasPrefix(faults.List[i].Message, line) {
			t.Errorf("fault %d is %q, want %s", i+1, faults.List[i].Message, line)
		}
	}
	if refusal, ok := improvement.Refusal(err); !ok || refusal != faults.List[0] {
		t.Error("the first fault is not found in the error")
	}
	_, err = reader().Command(t.Context(), "plan", []byte(strings.Repeat("x: 1\n", 30)))
	if !errors.As(err, &faults) || len(faults.List) != 10 || faults.More != 20 {
		t.Errorf("got %v", err)
	}
	if !strings.HasSuffix(err.Error(), "\nand 20 more") {
		t.Errorf("the rest is not counted: %v", err)
	}
}

func TestWordsAreSealedForTheirAuthor(t *testing.T) {
	c, err := reader().Command(t.Context(), "plan", []byte("objective: ' Learn '\nquestions:\n  - {question: Why now, prediction: }\n"))
	if err != nil {
		t.Fatal(err)
	}
	p := c.Test.(improvement.SubmitPlan).Plan
	if p.Objective.By != "keith-link-worker" || unsealed(p.Objective) != "Learn" {
		t.Errorf("the objective is %+v", p.Objective)
	}
	if !p.Questions[0].Prediction.Empty() || p.Questions[0].Prediction.By != "" {
		t.Errorf("an empty prediction is %+v", p.Questions[0].Prediction)
	}
}

type brokenSealer struct{}

func (brokenSealer) Seal(context.Context, string, improvement.PersonID, string) (improvement.Words, error) {
	return improvement.Words{}, fmt.Errorf("keys: %w", improvement.ErrUnavailable)
}

func TestASealerThatFailsIsNotTheDocumentsFault(t *testing.T) {
	_, err := Reader{Sealer: brokenSealer{}, Author: "east-lwo"}.Command(t.Context(), "send-back", []byte("reason: More\n"))
	if _, refused := improvement.Refusal(err); refused || !errors.Is(err, improvement.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

func TestTextsStayAsWritten(t *testing.T) {
	c, err := reader().Command(t.Context(), "step-done", []byte("step: 1.10\nnote: 2026-11-03\n"))
	if err != nil {
		t.Fatal(err)
	}
	done := c.Test.(improvement.CompleteStep)
	if done.Step != "1.10" || unsealed(done.Note) != "2026-11-03" {
		t.Errorf("got step %q, note %q", done.Step, unsealed(done.Note))
	}
}

func TestCommandsHaveTheirWireNames(t *testing.T) {
	docs := map[string]string{"finish-do": "as_planned: yes", "measure-correct": "value: 1", "settle-concern": "keep_hidden: yes"}
	for _, name := range CommandNames() {
		c, err := reader().Command(t.Context(), name, []byte(docs[name]))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wire, of := "", ""
		if c.Test != nil {
			wire = c.Test.CommandName()
		}
		if c.Approval != nil {
			wire, of = wire+c.Approval.CommandName(), "-approval"
		}
		if c.Round != nil {
			wire, of = wire+c.Round.CommandName(), "-round"
		}
		if c.Commission != nil {
			wire, of = wire+c.Commission.CommandName(), "-commission"
		}
		if c.Review != nil { // they are done to a review: no other lifecycle takes their names
			wire += "review-" + c.Review.CommandName()
		}
		if c.Issue != nil {
			wire += c.Issue.CommandName()
		}
		if wire != name && wire+of != name {
			t.Errorf("%s reads as %q", name, wire)
		}
	}
}

const shortStory = `title: Short
begins: 2026-08-31
launch: {as: east-lwo, on: day 0 10:00, charter: {id: short}}
moves:
`

func TestStoryRefusals(t *testing.T) {
	cases := []struct{ name, doc, field, says string }{
		{"no beginning", strings.Replace(shortStory, "begins: 2026-08-31\n", "", 1),
			"begins", "line 1: begins is missing. Write the date of day 0."},
		{"no launch", "begins: 2026-08-31\n",
			"launch", "line 1: launch is missing. Say who launches the test, when, and its charter."},
		{"an unknown command", shortStory + "  - {on: day 1 10:00, as: east-lwo, do: agre-plan}\n",
			"moves[1].do", `line 5: "agre-plan" is not something one can do. Did you mean agree-plan?`},
		{"an unknown field of a command", shortStory + "  - on: day 1 10:00\n    as: east-lwo\n    do: send-back\n    with:\n      reasons: More\n",
			"moves[1].with", `line 9: "reasons" is not known here. Did you mean reason?`},
		{"a fault in the charter", strings.Replace(shortStory, "{id: short}", "{id: Short}", 1),
			"launch.charter.id", `line 3: "Short" is not an identifier. Use up to 63 small letters, digits and hyphens, such as breakfast-club.`},
		{"no moment", shortStory + "  - {on: Monday, as: east-lwo, do: agree-plan}\n",
			"moves[1].on", `line 5: "Monday" is not a moment of a story. Write the day and the time, such as day 3 10:00.`},
		{"nobody", shortStory + "  - {on: day 1 10:00, do: agree-plan}\n",
			"moves[1].as", "line 5: as is missing. Say who does it."},
		{"out of order", shortStory + "  - {on: day 2 10:00, as: a, do: resume}\n  - {on: day 1 10:00, as: a, do: resume}\n",
			"moves[2]", "line 6: This move is earlier than the one before it. Put them in the order in which they happen."},
		{"a speed", strings.Replace(shortStory, "title: Short", "rehearse: {speed: fast}", 1),
			"rehearse.speed", `line 1: "fast" is not a speed. Write how long a day lasts, such as 1d=200ms.`},
		{"a file elsewhere", strings.Replace(shortStory, "title: Short", "directory: ../../etc/passwd", 1),
			"directory", "line 1: Name a file in the folder of this one, such as directory.yaml."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := ReadStory([]byte(c.doc))
			refusal, ok := improvement.Refusal(err)
			if !ok || refusal.Field != c.field || refusal.Message != c.says {
				t.Errorf("got %v\nwant %s: %s", err, c.field, c.says)
			}
		})
	}
}

func TestDirectoryRefusals(t *testing.T) {
	cases := []struct{ name, doc, field, says string }{
		{"twice", "people:\n  - {id: a, name: A}\n  - {id: a, name: B}\n",
			"people[2].id", `line 3: "a" stands on line 2 already. Give each its own identifier.`},
		{"no address", "people:\n  - {id: a, name: A, email: a.example.org}\n",
			"people[1].email", "line 2: This is not an email address. Write it as name@example.org."},
		{"a misspelt role", "bodies:\n  - id: east\n    kind: lmg\n    name: East\n    members:\n      - {person: a, roll: chair}\n",
			"bodies[1].members[1]", `line 6: "roll" is not known here. Did you mean role?`},
		{"a long name", "themes:\n  - {id: a, name: " + strings.Repeat("a", 201) + "}\n",
			"themes[1].name", "line 2: This has 201 characters; 200 is the most."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := reader().Directory(t.Context(), []byte(c.doc))
			refusal, ok := improvement.Refusal(err)
			if !ok || refusal.Field != c.field || refusal.Message != c.says {
				t.Errorf("got %v\nwant %s: %s", err, c.field, c.says)
			}
		})
	}
}

func TestMembersAreLeftAloneWhereNoneAreStated(t *testing.T) {
	d, err := reader().Directory(t.Context(), []byte(`bodies:
  - {id: east, kind: lmg, name: East}
  - {id: west, kind: lmg, name: West, members: []}
`))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Bodies) != 2 || len(d.Members) != 1 || d.Members[0].Body.ID != "west" {
		t.Errorf("got %+v", d)
	}
}

// An outcome is a text, one of the list, or a text with a name; what is given in kind may
// have no amount.
func TestOutcomesAndCostsOfACharter(t *testing.T) {
	c, err := reader().Charter(t.Context(), []byte(
		"outcomes:\n  - Calmer mornings\n  - {core: heard}\n  - {id: fed, text: Nobody is hungry}\ncosts:\n  - {kind: in-kind, note: The hall}\n"))
	if err != nil {
		t.Fatal(err)
	}
	o := c.Outcomes
	if len(o) != 3 || unsealed(o[0].Text) != "Calmer mornings" || o[0].ID != "" || o[1].ID != "heard" || !o[1].Chosen || o[2].ID != "fed" || unsealed(o[2].Text) != "Nobody is hungry" {
		t.Errorf("the outcomes are %+v", o)
	}
	if c.Costs[0].Amount != 0 || unsealed(c.Costs[0].Note) != "The hall" {
		t.Errorf("the costs are %+v", c.Costs)
	}
	for doc, says := range map[string]string{
		"outcomes:\n  - [a]\n":                       "{core: ...} to choose from the list",
		"outcomes:\n  - {core: heard, text: Both}\n": "not both",
		"outcomes:\n  - {cor: heard}\n":              "Did you mean core?",
	} {
		if _, err := reader().Charter(t.Context(), []byte(doc)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: got %v, want %q", doc, err, says)
		}
	}
}
