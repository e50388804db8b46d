package storagetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// milestone files one event of a subject at a moment.
func milestone(t *testing.T, s *storage.Store, on improvement.SubjectID, version int, at time.Time, sum improvement.Summary, e improvement.Event) {
	t.Helper()
	f := theme("x", version, fmt.Sprintf("c%d", version), "x")
	f.Subject, f.Summary, f.State = on, sum, []byte(`{}`)
	f.Entries = improvement.Entries(version, f.Command, "anna", at, []improvement.Event{e})
	file(t, s, f)
}

// testLines holds what reports list of tests: days in London, and what is counted once.
func testLines(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	late := time.Date(2026, 7, 14, 23, 30, 0, 0, time.UTC) // 15 July in London
	east := improvement.Summary{Open: true, Stage: "plan", LMG: "east", Locality: "keith", Theme: "poverty", Parent: "priority/p", Due: "2026-08-01", Title: improvement.Words{By: "anna", Length: 1, Sealed: "x"}}
	milestone(t, s, "test-of-change/a", 0, late, east, &improvement.Launched{})
	milestone(t, s, "test-of-change/a", 1, late.AddDate(0, 0, 7), east, &improvement.PlanAgreed{})
	milestone(t, s, "test-of-change/a", 2, late.AddDate(0, 0, 8), east, &improvement.TestPaused{})
	milestone(t, s, "test-of-change/a", 3, late.AddDate(0, 0, 9), east, &improvement.Resumed{})
	milestone(t, s, "test-of-change/a", 4, late.AddDate(0, 0, 9), east, &improvement.TestPaused{})
	milestone(t, s, "test-of-change/a", 5, late.AddDate(0, 0, 10), east, &improvement.DecisionReached{}) // adapt: not an ending
	west := improvement.Summary{Stage: "closed", LMG: "west", Theme: "parenting", Outcome: "adopt"}
	milestone(t, s, "test-of-change/b", 0, start, west, &improvement.Launched{})
	milestone(t, s, "test-of-change/b", 1, start, west, &improvement.PlanAgreed{})
	milestone(t, s, "test-of-change/b", 2, start.AddDate(0, 1, 0), west, &improvement.DecisionReached{})
	milestone(t, s, "test-of-change/b", 3, start.AddDate(0, 1, 1), west, &improvement.TestPaused{}) // closed while it was
	milestone(t, s, "test-of-change/b", 4, start.AddDate(0, 2, 1), west, &improvement.DecisionReached{})
	milestone(t, s, "test-of-change/b", 5, start.AddDate(0, 3, 1), west, &improvement.GainChecked{})
	milestone(t, s, "theme/c", 0, start, west, &improvement.Launched{}) // no test

	a := improvement.ReportedTest{Listing: improvement.Listing{Subject: "test-of-change/a", Version: 6, Summary: east}, Launched: "2026-07-15", Cycle: 2, Paused: true}
	b := improvement.ReportedTest{Listing: improvement.Listing{Subject: "test-of-change/b", Version: 6, Summary: west}, Launched: "2026-07-14", Decided: "2026-09-15", Cycle: 1}
	for what, c := range map[string]struct {
		by   improvement.Filter
		want []improvement.ReportedTest
	}{
		"all, by ID":           {improvement.Filter{}, []improvement.ReportedTest{a, b}},
		"of a kind":            {improvement.Filter{Kind: improvement.KindTheme}, []improvement.ReportedTest{a, b}},
		"of an LMG":            {improvement.Filter{LMG: "west"}, []improvement.ReportedTest{b}},
		"of a theme":           {improvement.Filter{Theme: "poverty"}, []improvement.ReportedTest{a}},
		"a page":               {improvement.Filter{Limit: 1}, []improvement.ReportedTest{a}},
		"the page behind it":   {improvement.Filter{Limit: 1, After: a.Subject}, []improvement.ReportedTest{b}},
		"the page behind that": {improvement.Filter{Limit: 1, After: b.Subject}, nil},
	} {
		same(t, what, read[[]improvement.ReportedTest](t)(s.TestLines(ctx, c.by)), c.want)
	}

	brief := func(of improvement.ReportedTest) improvement.ReportedTest {
		u := improvement.Summary{Open: of.Open, Theme: of.Theme, Outcome: of.Outcome}
		return improvement.ReportedTest{Listing: improvement.Listing{Subject: of.Subject, Summary: u}, Launched: of.Launched, Decided: of.Decided, Paused: of.Paused}
	}
	for what, c := range map[string]struct {
		by   improvement.Filter
		want []improvement.ReportedTest
	}{
		"counted, all":        {improvement.Filter{}, []improvement.ReportedTest{brief(a), brief(b)}},
		"counted, of an LMG":  {improvement.Filter{LMG: "west"}, []improvement.ReportedTest{brief(b)}},
		"counted, of a theme": {improvement.Filter{Theme: "poverty"}, []improvement.ReportedTest{brief(a)}},
	} {
		counted := read[[]improvement.ReportedTest](t)(s.CountedTests(ctx, c.by))
		slices.SortFunc(counted, func(x, y improvement.ReportedTest) int { return strings.Compare(string(x.Subject), string(y.Subject)) })
		same(t, what, counted, c.want)
	}
}

// decisionLines holds what reports list of decisions.
func decisionLines(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	of := func(test improvement.SubjectID, lmg improvement.BodyID, outcome string) improvement.Summary {
		return improvement.Summary{Stage: "closed", LMG: lmg, Theme: "poverty", Parent: test, Outcome: outcome}
	}
	first, second := of("test-of-change/a", "east", "agreed"), of("test-of-change/b", "west", "declined")
	milestone(t, s, "approval/test-of-change/a/1", 0, start, first, &improvement.ApprovalOpened{})
	milestone(t, s, "approval/test-of-change/a/1", 1, start.AddDate(0, 0, 9), first, &improvement.ApprovalDecided{})
	milestone(t, s, "approval/test-of-change/a/2", 0, start, improvement.Summary{Open: true, Stage: "open", LMG: "east"}, &improvement.ApprovalOpened{})
	milestone(t, s, "approval/test-of-change/b/1", 0, start, second, &improvement.ApprovalOpened{})
	milestone(t, s, "approval/test-of-change/b/1", 1, start.AddDate(0, 0, 3), second, &improvement.ApprovalDecided{})

	round := of("priority-setting/east/next", "east", "agreed")
	milestone(t, s, "approval/priority-setting/east/next/1", 0, start, round, &improvement.ApprovalOpened{})
	milestone(t, s, "approval/priority-setting/east/next/1", 1, start, round, &improvement.ApprovalDecided{})

	one := improvement.DecisionLine{Listing: improvement.Listing{Subject: "approval/test-of-change/a/1", Version: 2, Summary: first}, At: start.AddDate(0, 0, 9)}
	two := improvement.DecisionLine{Listing: improvement.Listing{Subject: "approval/test-of-change/b/1", Version: 2, Summary: second}, At: start.AddDate(0, 0, 3)}
	three := improvement.DecisionLine{Listing: improvement.Listing{Subject: "approval/priority-setting/east/next/1", Version: 2, Summary: round}, At: start}
	for what, c := range map[string]struct {
		by   improvement.Filter
		want []improvement.DecisionLine
	}{
		"all, by ID":         {improvement.Filter{}, []improvement.DecisionLine{three, one, two}},
		"of an LMG":          {improvement.Filter{LMG: "west"}, []improvement.DecisionLine{two}},
		"of a test":          {improvement.Filter{Parent: "test-of-change/a"}, []improvement.DecisionLine{one}},
		"a page":             {improvement.Filter{Limit: 2}, []improvement.DecisionLine{three, one}},
		"the page behind it": {improvement.Filter{Limit: 1, After: one.Subject}, []improvement.DecisionLine{two}},
	} {
		same(t, what, read[[]improvement.DecisionLine](t)(s.Decisions(ctx, c.by)), c.want)
	}
	agreed := map[improvement.SubjectID][]time.Time{"test-of-change/a": {start.AddDate(0, 0, 9)}}
	for what, f := range map[string]improvement.Filter{"agreed, all": {}, "agreed, of an LMG": {LMG: "east"}, "agreed, of a theme": {Theme: "poverty"}} {
		same(t, what, read[map[improvement.SubjectID][]time.Time](t)(s.AgreedOn(ctx, f)), agreed)
	}
	same(t, "agreed, where nothing was", read[map[improvement.SubjectID][]time.Time](t)(s.AgreedOn(ctx, improvement.Filter{LMG: "west"})), map[improvement.SubjectID][]time.Time{})
}
