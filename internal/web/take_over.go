package web

import (
	"context"
	"net/url"

	"github.com/cairnqi/cairn/improvement"
	"github.com/google/uuid"
)

// othersStepsPage lists open steps of others in one's groups that one could take over.
type othersStepsPage struct {
	Steps []othersStep
	More  bool // there are more tests than are looked at
}

func (othersStepsPage) head() head {
	return head{Template: "take-over", Title: "Take something over", Crumbs: []crumb{{"Your tasks", "/"}},
		Help: "Steps that others in your action groups have. When you take one over it is yours, and whoever had it is told."}
}

// othersStep is a step of somebody else.
type othersStep struct {
	What, Whose, Test, Path, Due string
	Overdue                      bool
	Press                        press
}

// testsToTakeFrom is how many tests are looked through, those with the nearest due day.
const testsToTakeFrom = 20

func showOthersSteps(ctx context.Context, v *visit) (answer, error) {
	found, err := v.Programmes.Tests(ctx, improvement.TestsFilter{Mine: v.who.Person, Open: true, Stage: improvement.StageDo, ByDue: true, Today: v.today(), Limit: testsToTakeFrom})
	if err != nil {
		return answer{}, err
	}
	list := make([]improvement.Listing, len(found.Tests))
	for i, l := range found.Tests {
		list[i] = l.Listing
	}
	states, err := v.statesOf(ctx, list)
	if err != nil {
		return answer{}, err
	}
	page := othersStepsPage{More: found.Later}
	people := []improvement.PersonID{v.who.Person}
	var tests []*improvement.TestOfChange
	for _, l := range found.Tests {
		t, err := improvement.RestoreTest(states[l.Subject])
		if err != nil {
			return answer{}, err
		}
		for _, s := range t.Claimable(v.who) {
			people = append(people, s.Who)
		}
		tests = append(tests, t)
	}
	if err := v.meet(ctx, people, nil); err != nil {
		return answer{}, err
	}
	for _, t := range tests {
		for _, s := range t.Claimable(v.who) {
			page.Steps = append(page.Steps, v.othersStep(t, s))
		}
	}
	return show(page)
}

func (v *visit) othersStep(t *improvement.TestOfChange, s improvement.Step) othersStep {
	path := testPath(t.Charter.ID)
	what := v.words.Line(s.What)
	if s.Measure != "" {
		what = "Record " + v.words.Line(t.Measure(s.Measure).Name)
	}
	return othersStep{
		What: what, Whose: v.words.Person(s.Who), Test: v.words.Line(t.Charter.Title), Path: path,
		Due: s.Due.Plain(), Overdue: !v.Now().Before(s.Due.End()),
		Press: press{path + "/steps/" + url.PathEscape(string(s.ID)) + "/claim", "Take it over", what, uuid.NewString()},
	}
}

// claimStep takes a step over with one press.
func claimStep(ctx context.Context, v *visit) (answer, error) {
	f, err := v.posted()
	if err != nil {
		return answer{}, err
	}
	f.values.Set("step", v.path("step"))
	if err := v.onTest(ctx, f, "step-claim", "It is yours now. Whoever had it is told. Thank you."); err != nil {
		return answer{}, err
	}
	return goTo("/")
}
