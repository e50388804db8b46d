package storagetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// going files a test of change with how it goes.
func going(t *testing.T, s *storage.Store, id string, summary improvement.Summary, c improvement.Course, tasks ...improvement.Task) {
	t.Helper()
	f := theme("x", 0, "c1", "x")
	c.Stage = improvement.Stage(summary.Stage)
	f.Subject, f.State, f.Summary, f.Course, f.Tasks = improvement.TestSubject(id), []byte(`{}`), summary, &c, tasks
	file(t, s, f)
}

func open(stage improvement.Stage, lmg, locality improvement.BodyID, theme improvement.ThemeID, due improvement.Date) improvement.Summary {
	return improvement.Summary{Open: stage != improvement.StageClosed, Stage: string(stage), LMG: lmg, Locality: locality, Theme: theme, Due: due, Title: said("anna", "t")}
}

// reason needs attention from a day, and is stuck from another.
func reason(from, stuck improvement.Date) []improvement.Reason {
	return []improvement.Reason{{Kind: improvement.ReasonOverdue, From: from, Stuck: stuck}}
}

// fiveTests are tests a to e, of two LMGs.
func fiveTests(t *testing.T, s *storage.Store) {
	type course = improvement.Course
	going(t, s, "a", open(improvement.StageDo, "east", "keith", "poverty", "2026-07-20"), course{Base: improvement.OnCourse, Lead: "lead", Reasons: reason("2026-07-21", "2026-07-30")})
	going(t, s, "b", open(improvement.StagePlan, "east", "keith", "parenting", "2026-07-10"), course{Base: improvement.OnCourse, LWO: "lwo", Reasons: reason("2026-07-11", "2026-07-20")},
		improvement.Task{Key: "k", Owner: "lead", Due: "2026-07-10"})
	going(t, s, "c", open(improvement.StageDo, "west", "forres", "poverty", "2026-06-20"), course{Base: improvement.OnCourse, Group: "cooks", Reasons: reason("2026-06-21", "2026-06-30")},
		improvement.Task{Key: "k", Owner: "child", Due: "2026-06-20"})
	going(t, s, "d", open(improvement.StageDecide, "east", "buckie", "poverty", ""), course{Base: improvement.AwaitsLMG},
		improvement.Task{Key: "k", Body: "east", Role: improvement.LWO, Due: "2026-08-01"})
	going(t, s, "e", open(improvement.StageClosed, "east", "keith", "poverty", ""), course{Base: improvement.HasClosed, Lead: "lead"})
}

const today = improvement.Date("2026-07-14")

func testIDs(lines []improvement.TestLine) string {
	ids := ""
	for _, l := range lines {
		ids += l.Subject.ID()
	}
	return ids
}

// testsNarrow holds that each field of the filter narrows, and that all is counted.
func testsNarrow(t *testing.T, s *storage.Store) {
	fiveTests(t, s)
	recordPeople(t, s, "lead", "lwo", "cook", "gran")
	recordPerson(t, s, improvement.Person{ID: "child", Under16: true, NamedAdult: "gran"})
	setMembers(t, s, 0, "cooks", member("cook", improvement.GroupMember))
	setMembers(t, s, 0, "east", member("lwo", improvement.LWO), member("gran", improvement.Member))
	type f = improvement.TestsFilter
	for _, c := range []struct {
		what string
		by   f
		want string
	}{
		{"all, by ID", f{}, "abcde"},
		{"by due day", f{ByDue: true}, "cbade"},
		{"LMG", f{LMG: "west"}, "c"},
		{"locality", f{Locality: "keith"}, "abe"},
		{"theme", f{Theme: "parenting"}, "b"},
		{"stage", f{Stage: improvement.StageDo}, "ac"},
		{"open", f{Open: true}, "abcd"},
		{"closed", f{Closed: true}, "e"},
		{"open and closed", f{Open: true, Closed: true}, "abcde"},
		{"overdue", f{Overdue: true}, "bc"},
		{"stuck", f{Status: improvement.Stuck}, "c"},
		{"in need of attention", f{Status: improvement.NeedsAttention}, "b"},
		{"on course", f{Status: improvement.OnCourse}, "a"},
		{"waiting", f{Status: improvement.AwaitsLMG}, "d"},
		{"of a lead, and of whoever has a task", f{Mine: "lead"}, "abe"},
		{"of an LWO, and of their role", f{Mine: "lwo"}, "bd"},
		{"of a member of the action group", f{Mine: "cook"}, "c"},
		{"of an adult who hears for somebody", f{Mine: "gran"}, "c"},
		{"of a stranger", f{Mine: "nobody"}, ""},
		{"several at once", f{LMG: "east", Theme: "poverty", Open: true, Mine: "lead", Stage: improvement.StageDo}, "a"},
	} {
		c.by.Today = today
		page := read[improvement.TestsPage](t)(s.Tests(context.Background(), c.by))
		same(t, c.what, testIDs(page.Tests), c.want)
		same(t, c.what+", in all", page.Total, len(c.want))
		same(t, c.what+", pages", page.Earlier || page.Later, false)
	}
	page := read[improvement.TestsPage](t)(s.Tests(context.Background(), f{LMG: "east", Stage: improvement.StageDo, Today: today}))
	same(t, "the board counts every stage", page.ByStage, map[improvement.Stage]int{"do": 1, "plan": 1, "decide": 1, "closed": 1})
	same(t, "statuses are those of the stage", page.ByStatus, map[improvement.Status]int{improvement.OnCourse: 1})
	later := read[improvement.TestsPage](t)(s.Tests(context.Background(), f{Today: "2026-07-30"}))
	same(t, "on a later day", later.ByStatus, map[improvement.Status]int{improvement.Stuck: 3, improvement.AwaitsLMG: 1, improvement.HasClosed: 1})
	line := later.Tests[0]
	same(t, "a line", []any{line.Status, line.Title.Sealed, line.Version, line.Course.Lead, line.Course.Why("2026-07-30")[0].From},
		[]any{improvement.Stuck, "t", 1, "lead", "2026-07-21"})
}

// testsPaged holds that pages follow each other both ways, and miss nothing where many are
// due on one day, or never.
func testsPaged(t *testing.T, s *storage.Store) {
	const n = 23
	for i := range n {
		due := improvement.Date([]string{"2026-07-20", "", "2026-07-10"}[i%3])
		going(t, s, fmt.Sprintf("t%02d", i*7%n), open(improvement.StageDo, "east", "keith", "poverty", due), improvement.Course{Base: improvement.OnCourse})
	}
	for _, byDue := range []bool{false, true} {
		all := read[improvement.TestsPage](t)(s.Tests(context.Background(), improvement.TestsFilter{ByDue: byDue, Today: today, Limit: n}))
		same(t, "one page", []any{len(all.Tests), all.Earlier, all.Later}, []any{n, false, false})
		f := improvement.TestsFilter{ByDue: byDue, Today: today, Limit: 5}
		forth := ""
		for more := true; more; {
			page := read[improvement.TestsPage](t)(s.Tests(context.Background(), f))
			same(t, "in all", page.Total, n)
			same(t, "a page before", page.Earlier, f.After.Subject != "")
			forth += testIDs(page.Tests)
			f.After, more = page.Tests[len(page.Tests)-1].Place(), page.Later
		}
		same(t, "forth", forth, testIDs(all.Tests))
		f.After, f.Before = improvement.Place{}, all.Tests[n-1].Place()
		back := testIDs(all.Tests[n-1:])
		for more := true; more; {
			page := read[improvement.TestsPage](t)(s.Tests(context.Background(), f))
			same(t, "a page behind", page.Later, true)
			back = testIDs(page.Tests) + back
			f.Before, more = page.Tests[0].Place(), page.Earlier
		}
		same(t, "back", back, testIDs(all.Tests))
	}
}

// programmes holds that tests are added up, and that the worst are listed first.
func programmes(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	fiveTests(t, s)
	decided := func(id string, lmg improvement.BodyID, launched improvement.Date, days ...improvement.Date) {
		c := improvement.Course{Base: improvement.OnCourse, Launched: launched}
		c.First = days[0]
		for _, on := range days {
			c.Decisions = append(c.Decisions, improvement.TestDecision{On: on, Verdict: improvement.Agreed})
		}
		going(t, s, id, open(improvement.StageFollowUp, lmg, "keith", "poverty", ""), c)
	}
	decided("f", "east", "2026-01-01", "2026-01-31", "2026-07-01")
	decided("g", "east", "2026-01-01", "2026-02-10")
	decided("h", "west", "2026-01-01", "2026-01-31", "2026-07-02")
	going(t, s, "i", open(improvement.StageDo, "east", "keith", "poverty", ""), improvement.Course{Base: improvement.OnCourse, Reasons: reason("2026-05-01", "2026-07-14")})

	f := improvement.ProgrammeFilter{Today: today, Since: "2026-06-01"}
	p := read[improvement.Programme](t)(s.Programme(ctx, f))
	same(t, "the worst first: stuck, the longest of them, and then by the day", testIDs(p.Attention), "cib")
	same(t, "the latest decision first", testIDs(p.Decided), "hf")
	same(t, "days to the first decision", p.Waited, []improvement.Waited{{Days: 30, N: 2}, {Days: 40, N: 1}})
	o := improvement.Oversee(f, p)
	same(t, "all", []any{o.Total, o.Need, o.Decided, *o.ToFirst, o.ByStage["do"], o.ByStatus[improvement.Stuck]}, []any{9, 3, 2, 30, 3, 2})

	f.LMG, f.Limit = "east", 1
	p = read[improvement.Programme](t)(s.Programme(ctx, f))
	same(t, "of one LMG, bounded", []string{testIDs(p.Attention), testIDs(p.Decided)}, []string{"i", "f"})
	o = improvement.Oversee(f, p)
	same(t, "of one LMG", []any{o.Total, o.Need, o.Decided, *o.ToFirst}, []any{7, 2, 1, 35})
	f = improvement.ProgrammeFilter{Theme: "parenting", Today: today, Since: "2026-06-01"}
	same(t, "of a theme", improvement.Oversee(f, read[improvement.Programme](t)(s.Programme(ctx, f))).Total, 1)
	none := read[improvement.Programme](t)(s.Programme(ctx, improvement.ProgrammeFilter{LMG: "north", Today: today, Since: "2026-06-01"}))
	same(t, "of none", improvement.Oversee(f, none).Total, 0)
}

// coursesFollow holds that a filing goes on from the track of those before.
func coursesFollow(t *testing.T, s *storage.Store) {
	at := func(version int, k improvement.Track) {
		f := theme("x", version, fmt.Sprint("c", version), "x")
		f.Subject, f.State, f.Summary = improvement.TestSubject("a"), []byte(`{}`), open(improvement.StageDo, "east", "keith", "poverty", "")
		f.Course = &improvement.Course{Stage: improvement.StageDo, Base: improvement.OnCourse, Launched: "2026-01-01", Track: k}
		file(t, s, f)
	}
	decision := func(on improvement.Date) improvement.Track {
		return improvement.Track{Filed: on, First: on, Decisions: []improvement.TestDecision{{On: on}}}
	}
	at(0, improvement.Track{Filed: "2026-01-01"})
	at(1, decision("2026-02-01"))
	at(2, decision("2026-03-01"))
	at(3, improvement.Track{}) // what time brought
	page := read[improvement.TestsPage](t)(s.Tests(context.Background(), improvement.TestsFilter{Today: today}))
	c := page.Tests[0].Course
	same(t, "the track", []any{c.Filed, c.First, len(c.Decisions), c.ToFirst(), c.Attention}, []any{"2026-03-01", "2026-02-01", 2, 31, "2026-04-12"})
	same(t, "the line", []any{page.Tests[0].Status, page.Tests[0].Version}, []any{improvement.Stuck, 4})
}
