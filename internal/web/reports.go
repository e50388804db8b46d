package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/report"
)

// Reports is what reports are made of.
type Reports interface {
	report.Tests
	report.Counted
	report.Decisions
	report.Shelf
}

// reportKind is a report that may be asked for.
type reportKind struct {
	name, title, help string
	when              string // what of a row lies in the period; empty: it has no period
	places, causes    bool   // its rows name bodies, and priorities
	// table makes it; of is the test that it is about, as whoever asks may know it, or nil.
	table func(ctx context.Context, v *visit, n *reportNames, of *improvement.TestOfChange, q report.Query) (report.Table, error)
}

// reportsOfAll are the reports on all that is on record.
var reportsOfAll = []reportKind{
	{"tests", "Tests of change", "Each test with what became of it.", "Launched", true, true,
		func(ctx context.Context, v *visit, n *reportNames, _ *improvement.TestOfChange, q report.Query) (report.Table, error) {
			return report.TestsOfChange(ctx, v.Reports, n, q), nil
		}},
	{"outcomes", "Tests by theme and outcome", "How many tests there were of each theme, and what came of them.", "Launched or decided", false, false,
		func(ctx context.Context, v *visit, n *reportNames, _ *improvement.TestOfChange, q report.Query) (report.Table, error) {
			return report.Outcomes(ctx, v.Reports, n, q)
		}},
	{"decisions", "Decisions", "What the Locality Management Groups decided, with votes, quorum and minute. Nobody is named.", "Decided", true, false,
		func(ctx context.Context, v *visit, n *reportNames, _ *improvement.TestOfChange, q report.Query) (report.Table, error) {
			ahead := &readAhead{Reports: v.Reports, record: v.Record, states: map[improvement.SubjectID]json.RawMessage{}}
			return report.DecisionsOf(ctx, ahead, ahead, n, q), nil
		}},
	{"evidence", "Evidence", "The library of evidence. What is hidden is left out.", "Seen, measured or said", true, true,
		func(ctx context.Context, v *visit, n *reportNames, _ *improvement.TestOfChange, q report.Query) (report.Table, error) {
			return report.Evidence(ctx, v.Reports, n, q), nil
		}},
}

// reportsOfTest are the reports on one test of change.
var reportsOfTest = []reportKind{
	{"points", "Points of the measures", "Every point of the measures of this test, as corrected.", "Points", false, false,
		func(_ context.Context, _ *visit, n *reportNames, of *improvement.TestOfChange, q report.Query) (report.Table, error) {
			return report.Points(of, n, q)
		}},
	{"steps", "Steps", "The steps of this test with their days. Nobody is named.", "", false, false,
		func(_ context.Context, _ *visit, n *reportNames, of *improvement.TestOfChange, q report.Query) (report.Table, error) {
			return report.Steps(of, n, q.AsOf), nil
		}},
}

// reportCalled finds the report in the address, and the test that it is about.
func (v *visit) reportCalled(ctx context.Context) (reportKind, *improvement.TestOfChange, error) {
	kinds := reportsOfAll
	var of *improvement.TestOfChange
	if id := v.path("test"); id != "" {
		t, err := v.test(ctx, id)
		if err != nil {
			return reportKind{}, nil, err
		}
		kinds, of = reportsOfTest, t
	}
	for _, k := range kinds {
		if k.name == v.path("report") {
			return k, of, nil
		}
	}
	return reportKind{}, nil, improvement.ErrNotFound
}

// reportsPage lists the reports.
type reportsPage struct{ Reports []describedLink }

// describedLink leads somewhere, and says what is there.
type describedLink struct{ Name, Says, Path string }

func (reportsPage) head() head {
	return head{Template: "reports", Title: "Reports", Help: "Tables of what is on record, to look at here or to take away as a spreadsheet. No person is named in them."}
}

func listReports(_ context.Context, _ *visit) (answer, error) {
	var p reportsPage
	for _, k := range reportsOfAll {
		p.Reports = append(p.Reports, describedLink{k.title, k.help, "/reports/" + k.name})
	}
	return show(p)
}

// reportNames opens and names things for reports; all names are read at once.
type reportNames struct {
	*visit
	lmgs       []option // to choose from, of a report on all that is on record
	themes     []option
	themeNames map[improvement.ThemeID]string
	priorities map[improvement.PriorityID]improvement.Words
}

// namesFor reads the names that a report on all that is on record shows and offers.
func (v *visit) namesFor(ctx context.Context, kind reportKind) (*reportNames, error) {
	n, err := v.themesNamed(ctx)
	if err != nil {
		return nil, err
	}
	of := improvement.Filter{Stage: string(improvement.LMG)}
	if kind.places {
		of.Stage = ""
	}
	bodies, err := v.bodiesBy(ctx, of)
	if err != nil {
		return nil, err
	}
	for _, b := range bodies {
		if b.Body.Kind == improvement.LMG {
			n.lmgs = append(n.lmgs, option{Value: string(b.Body.ID), Label: v.words.Body(b.Body.ID)})
		}
	}
	slices.SortFunc(n.lmgs, func(a, b option) int { return cmp.Compare(a.Value, b.Value) })
	if !kind.causes {
		return n, nil
	}
	return n, n.meetPriorities(ctx, improvement.Filter{})
}

// namesIn reads the names of a report, on one test or on all that is on record.
func (v *visit) namesIn(ctx context.Context, kind reportKind, of *improvement.TestOfChange) (*reportNames, error) {
	if of != nil {
		return v.namesForTest(ctx, of)
	}
	return v.namesFor(ctx, kind)
}

// namesForTest reads the names that a report on one test shows.
func (v *visit) namesForTest(ctx context.Context, t *improvement.TestOfChange) (*reportNames, error) {
	n, err := v.themesNamed(ctx)
	if err != nil {
		return nil, err
	}
	if err := v.meet(ctx, nil, []improvement.BodyID{t.Charter.LMG, t.Charter.Locality}); err != nil {
		return nil, err
	}
	return n, n.meetPriorities(ctx, improvement.Filter{LMG: t.Charter.LMG})
}

func (v *visit) themesNamed(ctx context.Context) (*reportNames, error) {
	themes, err := v.themesOnRecord(ctx)
	return &reportNames{visit: v, themes: themeOptions(themes), themeNames: themeNames(themes), priorities: map[improvement.PriorityID]improvement.Words{}}, err
}

func (n *reportNames) meetPriorities(ctx context.Context, of improvement.Filter) error {
	of.Kind = improvement.KindPriority
	found, err := n.Record.List(ctx, of)
	for _, p := range found {
		n.priorities[improvement.PriorityID(p.Subject.ID())] = p.Title
	}
	return err
}

// Words opens a text.
func (n *reportNames) Words(w improvement.Words) string { return n.words.Text(w) }

// Body is a body's name.
func (n *reportNames) Body(id improvement.BodyID) string { return n.words.Body(id) }

// Theme is a theme's name, or its ID where it is not on record.
func (n *reportNames) Theme(id improvement.ThemeID) string {
	if name, known := n.themeNames[id]; known {
		return name
	}
	return string(id)
}

// Priority is what a priority says, or its ID where it is not on record.
func (n *reportNames) Priority(id improvement.PriorityID) string {
	if says, known := n.priorities[id]; known {
		return n.words.Line(says)
	}
	return string(id)
}

// readAhead reads the states of decisions some at a time, in the order of their list.
type readAhead struct {
	Reports
	record Record
	listed []improvement.SubjectID
	states map[improvement.SubjectID]json.RawMessage
}

// aheadBy is how many states are read at once.
const aheadBy = 200

// Decisions lists decisions.
func (a *readAhead) Decisions(ctx context.Context, f improvement.Filter) ([]improvement.DecisionLine, error) {
	found, err := a.Reports.Decisions(ctx, f)
	a.listed = a.listed[:0]
	for _, d := range found {
		a.listed = append(a.listed, d.Subject)
	}
	return found, err
}

// State gives a state, and reads those that come after it.
func (a *readAhead) State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error) {
	if state, there := a.states[subject]; there {
		return 0, state, nil
	}
	next := []improvement.SubjectID{subject}
	for i, s := range a.listed {
		if s == subject {
			next = a.listed[i:min(i+aheadBy, len(a.listed))]
		}
	}
	states, err := a.record.States(ctx, next)
	if err != nil {
		return 0, nil, err
	}
	a.states = states
	if _, there := states[subject]; !there {
		return 0, nil, improvement.ErrNotFound
	}
	return 0, states[subject], nil
}

// reportPath is the page of a report.
func reportPath(name string, of *improvement.TestOfChange) string {
	if of != nil {
		return testPath(of.Charter.ID) + "/reports/" + url.PathEscape(name)
	}
	return "/reports/" + url.PathEscape(name)
}
