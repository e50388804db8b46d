package web

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// testsPage lists tests of change, narrowed by what the address says.
type testsPage struct {
	testsFilter
	Lines          []testLine
	Total          int
	WithClosed     string // the same list with closed ones; empty where they may be in it
	Earlier, Later string // the addresses of the pages before and behind
}

func (testsPage) head() head {
	return head{Template: "tests", Title: "Tests of change", Wide: true,
		Help: "All tests of change, with where each stands. How it stands is worked out from what was filed; nobody types it."}
}

// testsFilter is the form that narrows lists of tests; it stands in the address.
type testsFilter struct {
	Form  *form
	Path  string // of the page
	Query string // what the filter says, to go on with
	names names

	LMGs, Localities, Themes, Stages, Statuses []option
}

// testLine is a test as lists show it.
type testLine struct {
	Title, Path, Place, Theme, Lead, Stage, Due string
	Status, Colour                              string
	Overdue                                     bool
	Why                                         []string
}

// stageWords are what people call the stages.
var stageWords = map[improvement.Stage]string{
	improvement.StagePlan: "Plan", improvement.StageAgree: "Plan: with the LWO", improvement.StageDo: "Do", improvement.StageStudy: "Study",
	improvement.StageAct: "Act", improvement.StageDecide: "With the LMG", improvement.StageBegin: "Next cycle", improvement.StageFollowUp: "Follow-up", improvement.StageClosed: "Closed",
}

var statusColours = map[improvement.Status]string{
	improvement.Stuck: "red", improvement.NeedsAttention: "orange", improvement.AwaitsLMG: "purple", improvement.OnCourse: "green", improvement.OnPause: "yellow", improvement.HasClosed: "grey",
}

// names are those of bodies and themes, by identifier.
type names struct {
	bodies []improvement.Body
	themes map[improvement.ThemeID]string
}

// allNames reads the names of all LMGs, localities and themes: three queries.
func (v *visit) allNames(ctx context.Context) (names, error) {
	var n names
	for _, kind := range []improvement.BodyKind{improvement.LMG, improvement.Locality} {
		bodies, err := v.bodiesOf(ctx, kind, "")
		if err != nil {
			return n, err
		}
		n.bodies = append(n.bodies, bodies...)
	}
	themes, err := v.themesOnRecord(ctx)
	n.themes = themeNames(themes)
	return n, err
}

func (n names) of(kind improvement.BodyKind) []option {
	var all []option
	for _, b := range n.bodies {
		if b.Kind == kind {
			all = append(all, option{Value: string(b.ID), Label: b.Name})
		}
	}
	return all
}

func (n names) allThemes() []option {
	var all []option
	for id, name := range n.themes {
		all = append(all, option{Value: string(id), Label: name})
	}
	slices.SortFunc(all, func(a, b option) int { return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Value, b.Value)) })
	return all
}

// narrowing are the parts of an address that narrow a list of tests.
var narrowing = []string{"lmg", "locality", "theme", "stage", "status", "overdue", "mine", "all", "sort"}

// filterTests reads what the address asks for.
func (v *visit) filterTests(ctx context.Context) (testsFilter, improvement.TestsFilter, error) {
	asked := url.Values{}
	for _, name := range narrowing {
		if value := v.query(name); value != "" {
			asked.Set(name, value)
		}
	}
	f := testsFilter{Form: v.blank(asked), Path: v.request.URL.Path, Query: asked.Encode()}
	var err error
	if f.names, err = v.allNames(ctx); err != nil {
		return f, improvement.TestsFilter{}, err
	}
	f.LMGs, f.Localities, f.Themes = f.names.of(improvement.LMG), f.names.of(improvement.Locality), f.names.allThemes()
	for _, s := range improvement.Stages() {
		f.Stages = append(f.Stages, option{Value: string(s), Label: stageWords[s]})
	}
	for _, s := range improvement.Statuses() {
		f.Statuses = append(f.Statuses, option{Value: string(s), Label: capital(s.Plain())})
	}
	t := improvement.TestsFilter{
		LMG: improvement.BodyID(asked.Get("lmg")), Locality: improvement.BodyID(asked.Get("locality")), Theme: improvement.ThemeID(asked.Get("theme")),
		Stage: improvement.Stage(asked.Get("stage")), Status: improvement.Status(asked.Get("status")), Overdue: asked.Has("overdue"), ByDue: asked.Get("sort") == "due", Today: v.today(),
	}
	t.Open = !asked.Has("all") && t.Stage != improvement.StageClosed && t.Status != improvement.HasClosed
	if asked.Has("mine") {
		t.Mine = v.who.Person
	}
	return f, t, f.check(asked)
}

// check refuses what is not there to choose: an address that was typed, or is old.
func (f testsFilter) check(asked url.Values) error {
	for name, options := range map[string][]option{"lmg": f.LMGs, "locality": f.Localities, "theme": f.Themes, "stage": f.Stages, "status": f.Statuses} {
		if value := asked.Get(name); value != "" && labelOf(options, value) == "" {
			return improvement.Refuse(improvement.NotFound, name, "This address asks for something that is not there. Choose from the list of tests.")
		}
	}
	return nil
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

func listTests(ctx context.Context, v *visit) (answer, error) {
	f, t, err := v.filterTests(ctx)
	if err != nil {
		return answer{}, err
	}
	if t.After, err = improvement.ParsePlace(v.query("after")); err != nil {
		return answer{}, err
	}
	if t.Before, err = improvement.ParsePlace(v.query("before")); err != nil {
		return answer{}, err
	}
	found, err := v.Programmes.Tests(ctx, t)
	if err != nil {
		return answer{}, err
	}
	page := testsPage{testsFilter: f, Total: found.Total}
	if t.Open && t.Stage == "" && t.Status == "" && !t.Overdue { // else none is like that
		page.WithClosed = f.at("all", "yes")
	}
	if page.Lines, err = v.testLines(ctx, f.names, found.Tests); err != nil {
		return answer{}, err
	}
	if n := len(found.Tests); n > 0 {
		if found.Earlier {
			page.Earlier = f.at("before", found.Tests[0].Place().String())
		}
		if found.Later {
			page.Later = f.at("after", found.Tests[n-1].Place().String())
		}
	}
	return show(page)
}

// at is the address of the same list with something more.
func (f testsFilter) at(name, value string) string {
	query := url.Values{name: {value}}.Encode()
	if f.Query != "" {
		query = f.Query + "&" + query
	}
	return f.Path + "?" + query
}

// testLines sets tests out for people. It meets their leads.
func (v *visit) testLines(ctx context.Context, n names, tests []improvement.TestLine) ([]testLine, error) {
	leads := []improvement.PersonID{v.who.Person}
	for _, t := range tests {
		leads = append(leads, t.Course.Lead)
	}
	if err := v.meet(ctx, leads, nil); err != nil {
		return nil, err
	}
	var lines []testLine
	for _, t := range tests {
		l := testLine{
			Title: v.words.Title(t.Subject, t.Title), Path: testPath(t.Subject.ID()), Place: v.words.Body(t.Locality), Theme: n.themes[t.Theme],
			Lead: v.words.Person(t.Course.Lead), Stage: stageWords[improvement.Stage(t.Stage)], Status: capital(t.Status.Plain()), Colour: statusColours[t.Status],
			Overdue: t.Due != "" && t.Due < v.today(),
		}
		if t.Due != "" {
			l.Due = t.Due.Plain()
		}
		for _, r := range t.Course.Why(v.today()) {
			l.Why = append(l.Why, r.Plain())
		}
		l.Why = l.Why[:min(3, len(l.Why))]
		lines = append(lines, l)
	}
	return lines, nil
}

// viewOf is a way to look at tests, with the same LMG and theme.
func viewOf(p any, path, name string) navItem {
	f := p.(interface{ filter() testsFilter }).filter()
	query := url.Values{}
	for _, of := range []string{"lmg", "theme"} {
		if value := f.Form.value(of); value != "" {
			query.Set(of, value)
		}
	}
	item := navItem{Name: name, Path: path, Current: f.Path == path}
	if len(query) > 0 {
		item.Path += "?" + query.Encode()
	}
	return item
}

func (f testsFilter) filter() testsFilter { return f }
