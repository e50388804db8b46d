package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"pgregory.net/rapid"
)

func testLine(id string, s improvement.Summary, launched, decided improvement.Date) improvement.ReportedTest {
	s.Open = s.Stage != "closed"
	if s.Title.Empty() {
		s.Title = sealed("Test " + id)
	}
	l := improvement.Listing{Subject: improvement.TestSubject(id), Version: 1, Summary: s}
	return improvement.ReportedTest{Listing: l, Launched: launched, Decided: decided, Cycle: 1}
}

func agreedOn(id string, n int, verdict improvement.Verdict, at time.Time) improvement.DecisionLine {
	of := improvement.TestSubject(id)
	s := improvement.Summary{Stage: "closed", Parent: of, Outcome: string(verdict), Title: sealed("Test " + id), LMG: "east"}
	return improvement.DecisionLine{Listing: improvement.Listing{Subject: improvement.ApprovalSubject(of, n), Summary: s}, At: at}
}

func TestTestsOfChangeOfAPeriod(t *testing.T) {
	r := &record{tests: []improvement.ReportedTest{
		testLine("a", improvement.Summary{Stage: "do", LMG: "east", Locality: "keith", Theme: "poverty", Parent: "priority/p1", Due: "2026-12-01", Title: sealed("=Toast\nfor all")}, "2026-04-01", ""),
		testLine("b", improvement.Summary{Stage: "closed", LMG: "west", Outcome: "adopt"}, "2027-03-31", "2027-06-01"),
		testLine("c", improvement.Summary{Stage: "plan", LMG: "east"}, "2026-03-31", ""),
		testLine("d", improvement.Summary{Stage: "follow-up", LMG: "east", Outcome: "abandon"}, "2027-04-01", "2027-06-02"),
	}}
	rows := shown(t, TestsOfChange(t.Context(), r, clear{}, query("2026-04-01", "2027-03-31")))
	if len(rows) != 2 {
		t.Fatalf("%d tests of the period, want 2: %q", len(rows), rows)
	}
	sameTexts(t, "a", rows[0], "a", "=Toast for all", "Body east", "Body keith", "Theme poverty", "Priority p1", "do", "no", "Wed 1 Apr 2026", "1", "Tue 1 Dec 2026", "", "")
	table := TestsOfChange(t.Context(), r, clear{}, query("", ""))
	rows = shown(t, table)
	sameTexts(t, "all", column(t, table, rows, "Reference"), "a", "b", "c", "d")
	sameTexts(t, "how they ended", column(t, table, rows, "Outcome"), "", "adopted", "", "abandoned")
	sameTexts(t, "where they stand", column(t, table, rows, "Stage"), "do", "closed", "plan", "follow up")
	q := query("", "")
	q.LMG = "west"
	sameTexts(t, "of the West", column(t, table, shown(t, TestsOfChange(t.Context(), r, clear{}, q)), "Reference"), "b")
}

// TestManyTestsAreReadByPages: nothing is left out between pages, and a page that cannot be
// read is an error, not an end.
func TestManyTestsAreReadByPages(t *testing.T) {
	r := &record{}
	for i := range 2*pageSize + 1 {
		r.tests = append(r.tests, testLine(fmt.Sprintf("t%05d", i), improvement.Summary{Stage: "do"}, "2026-04-01", ""))
	}
	if rows := shown(t, TestsOfChange(t.Context(), r, clear{}, query("", ""))); len(rows) != len(r.tests) || r.asked != 3 {
		t.Errorf("%d rows of %d by %d pages", len(rows), len(r.tests), r.asked)
	}
	r.asked, r.fails = 0, improvement.ErrUnavailable
	if _, err := TestsOfChange(t.Context(), r, clear{}, query("", "")).Read(); !errors.Is(err, improvement.ErrUnavailable) {
		t.Errorf("a page that cannot be read gives %v", err)
	}
	r.asked = 0
	if _, err := Outcomes(t.Context(), r, clear{}, query("", "")); !errors.Is(err, improvement.ErrUnavailable) {
		t.Errorf("a page that cannot be counted gives %v", err)
	}
}

func TestATestCountsOnceByWhatWasAgreedLast(t *testing.T) {
	poverty := improvement.Summary{Stage: "do", Theme: "poverty"}
	adopted, abandoned := improvement.Summary{Stage: "closed", Theme: "poverty", Outcome: "adopt"}, improvement.Summary{Stage: "follow-up", Theme: "wellbeing", Outcome: "abandon"}
	paused := testLine("paused", improvement.Summary{Stage: "do", Theme: "wellbeing"}, "2026-05-01", "")
	paused.Paused = true
	r := &record{
		tests: []improvement.ReportedTest{
			testLine("abandoned", abandoned, "2026-02-01", "2026-06-30"), // launched before, decided on the last day
			testLine("adapted", poverty, "2026-04-01", ""),
			testLine("adopted", adopted, "2026-04-02", "2026-05-20"), // adapted before, within the period
			testLine("before", adopted, "2025-01-01", "2026-03-31"),  // over before it began
			testLine("later", adopted, "2026-04-30", "2026-07-01"),   // adopted the day after
			testLine("none", poverty, "2026-07-01", ""),              // launched after
			paused,
			testLine("refused", poverty, "2026-06-30", ""),
		},
		decisions: []improvement.DecisionLine{
			agreedOn("abandoned", 1, improvement.Agreed, moment(2026, 6, 30, 22, 59)), // 23:59 in London
			agreedOn("adapted", 1, improvement.Agreed, moment(2026, 3, 31, 23, 30)),   // 1 April in London
			agreedOn("adopted", 1, improvement.Agreed, moment(2026, 5, 1, 9, 0)),
			agreedOn("adopted", 2, improvement.Agreed, moment(2026, 5, 20, 9, 0)),
			agreedOn("before", 1, improvement.Agreed, moment(2026, 3, 31, 9, 0)),
			agreedOn("later", 1, improvement.Agreed, moment(2026, 6, 30, 22, 59)), // a moment before the test took it in
			agreedOn("refused", 1, improvement.Declined, moment(2026, 6, 30, 9, 0)),
		},
	}
	table, err := Outcomes(t.Context(), r, clear{}, query("2026-04-01", "2026-06-30"))
	if err != nil {
		t.Fatal(err)
	}
	rows := shown(t, table)
	if len(rows) != 3 {
		t.Fatalf("%q, want two themes and all of them", rows)
	}
	//                                     tests launched adopted adapted abandoned going paused share
	sameTexts(t, "poverty", rows[0], "Theme poverty", "4", "4", "1", "1", "0", "2", "0", "100.0%")
	sameTexts(t, "wellbeing", rows[1], "Theme wellbeing", "2", "1", "0", "0", "1", "0", "1", "0.0%")
	sameTexts(t, "all", rows[2], "All themes", "6", "5", "1", "1", "1", "2", "1", "50.0%")
	if !slices.ContainsFunc(table.Notes, func(n string) bool { return strings.HasPrefix(n, "A test counts once") }) {
		t.Errorf("it is not told how tests are counted: %q", table.Notes)
	}
}

// TestEachTestCountsOnce holds it for any tests and any period: the columns add up, to
// those that were launched or agreed on within it.
func TestEachTestCountsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := func(name string) improvement.Date {
			return improvement.Date("2026-01-01").AddDays(rapid.IntRange(0, 300).Draw(t, name))
		}
		p := Period{From: day("from")}
		p.Until = p.From.AddDays(rapid.IntRange(0, 200).Draw(t, "days"))
		line := testLine("x", improvement.Summary{Stage: rapid.SampledFrom([]string{"do", "closed"}).Draw(t, "stage")}, day("launched"), "")
		var agreed []time.Time
		touched := p.Has(line.Launched)
		for range rapid.IntRange(0, 3).Draw(t, "agreed") {
			on := line.Launched.AddDays(rapid.IntRange(0, 200).Draw(t, "after"))
			agreed = append(agreed, on.Morning())
			touched = touched || p.Has(on)
		}
		if len(agreed) > 0 && line.Stage == "closed" {
			line.Outcome, line.Decided = rapid.SampledFrom([]string{"adopt", "abandon"}).Draw(t, "outcome"), improvement.DateOf(slices.MaxFunc(agreed, time.Time.Compare))
		}
		line.Paused = rapid.Bool().Draw(t, "paused")
		s := standing(line, slices.Clone(agreed), p)
		if n := s.tests(); n > 1 || (n == 1) != touched || s.launched == 1 != p.Has(line.Launched) {
			t.Fatalf("%+v agreed on %v counts in %+v as %+v", line, agreed, p, s)
		}
	})
}

func TestDecisionsTellVotesQuorumAndMinute(t *testing.T) {
	voted, met := approvalByVotes(t), goldenState(t, "approval")
	r := &record{
		decisions: []improvement.DecisionLine{
			agreedOn("club", 1, improvement.Declined, moment(2026, 3, 31, 23, 30)),
			agreedOn("club", 2, improvement.Agreed, moment(2026, 6, 1, 9, 0)),
			agreedOn("late", 1, improvement.Agreed, moment(2026, 6, 1, 9, 0)),
		},
		states: map[improvement.SubjectID]json.RawMessage{"approval/test-of-change/club/1": voted, "approval/test-of-change/club/2": met},
	}
	q := query("2026-04-01", "2026-05-31")
	rows := shown(t, DecisionsOf(t.Context(), r, r, clear{}, q))
	if len(rows) != 1 || rows[0][9] != "Wed 1 Apr 2026" {
		t.Fatalf("%q, want the one of 1 April, in London", rows)
	}
	sameTexts(t, "the votes", rows[0][10:], "votes", "2", "1", "0", "3", "3", "")
	q.Period = Period{"2026-06-01", ""}
	r.decisions = r.decisions[:2]
	rows = shown(t, DecisionsOf(t.Context(), r, r, clear{}, q))
	sameTexts(t, "the minute", rows[0][10:], "meeting", "", "", "", "3", "3", "7.3")
	r.states = nil
	if _, err := DecisionsOf(t.Context(), r, r, clear{}, q).Read(); !errors.Is(err, improvement.ErrNotFound) {
		t.Errorf("a decision that cannot be read gives %v", err)
	}
}

// approvalByVotes is of a panel of five, of whom one has an interest and one kept silent.
func approvalByVotes(t *testing.T) json.RawMessage {
	t.Helper()
	seat := func(p improvement.PersonID, c improvement.Choice) improvement.Seat {
		return improvement.Seat{Person: p, Role: improvement.Member, Vote: &improvement.Vote{Choice: c}}
	}
	interested := seat("m4", improvement.Decline)
	interested.Interest = true
	state, err := json.Marshal(improvement.Approval{
		Request: improvement.Request{Of: "test-of-change/club", Proposal: "adopt", Panel: []improvement.Seat{
			seat("m1", improvement.Agree), seat("m2", improvement.WithConditions), seat("m3", improvement.MoreEvidence), interested, {Person: "m5", Role: improvement.Chair},
		}},
		Result: &improvement.Result{Verdict: improvement.Agreed},
	})
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// TestALapsedDecisionWasNobodys: it has no votes that counted.
func TestALapsedDecisionWasNobodys(t *testing.T) {
	lapsed := improvement.Approval{Result: &improvement.Result{Verdict: improvement.Returned}}
	cells := countedBy(clear{}, &lapsed)
	if cells[0].Text != "nobody" || cells[4].Some || cells[5].Some {
		t.Errorf("it is told as %+v", cells)
	}
}

func TestEvidenceLeavesOutWhatIsHiddenAndWhatVoicesSay(t *testing.T) {
	item := func(id improvement.ItemID, day improvement.Date, title string) improvement.Shelved {
		return improvement.Shelved{ID: id, Kind: "observation", Strength: improvement.FromPractice, Title: sealed(title), Day: day, LMG: "east", Priority: "p1", Test: "test-of-change/club", Versions: 2, By: "keith-cook"}
	}
	hidden := item("evidence/h", "2026-05-02", "Someone")
	hidden.Hidden = true
	r := &record{items: []improvement.Shelved{item("evidence/c", "2026-05-03", "Menus"), hidden, item("voice/v", "2026-05-01", "My stomach hurts"), item("evidence/a", "2026-04-30", "Before")}}
	table := Evidence(t.Context(), r, clear{}, query("2026-05-01", "2026-05-03"))
	rows := shown(t, table)
	sameTexts(t, "what is there", column(t, table, rows, "Reference"), "evidence/c", "voice/v")
	sameTexts(t, "titles", column(t, table, rows, "Title"), "Menus", "A voice of the community")
	sameTexts(t, "how often they were corrected", column(t, table, rows, "Corrected"), "1", "1")
	if all := fmt.Sprint(rows, table.Notes); strings.Contains(all, "keith-cook") || strings.Contains(all, "stomach") || strings.Contains(all, "Someone") {
		t.Errorf("it names somebody, quotes a voice or tells what is hidden: %s", all)
	}

	r.items = nil
	for i := range pageSize + 1 {
		r.items = append(r.items, item(improvement.ItemID(fmt.Sprintf("evidence/%05d", i)), "2026-05-03", "One"))
	}
	r.asked = 0
	if rows := shown(t, Evidence(t.Context(), r, clear{}, query("", ""))); len(rows) != pageSize+1 || r.asked != 2 {
		t.Errorf("%d rows by %d pages", len(rows), r.asked)
	}
	r.asked, r.fails = 0, improvement.ErrNotFound
	if _, err := Evidence(t.Context(), r, clear{}, query("", "")).Read(); err == nil || !strings.Contains(err.Error(), "Ask for the report again") {
		t.Errorf("a library that changed meanwhile gives %v", err)
	}
}

func TestPointsKeepGapsAndPhasesApart(t *testing.T) {
	of := golden(t, "measures")
	table, err := Points(of, clear{}, query("", ""))
	if err != nil {
		t.Fatal(err)
	}
	rows := shown(t, table)
	points := of.PointsOf("attendance")
	if len(rows) != len(points) {
		t.Fatalf("%d rows for %d points", len(rows), len(points))
	}
	values, dates, corrected := column(t, table, rows, "Value"), column(t, table, rows, "Date"), column(t, table, rows, "Corrected")
	gaps, put := 0, 0
	for i, p := range points {
		if dates[i] != p.Date.Plain() || (values[i] == "") != p.Missing || (corrected[i] == "yes") != p.Corrected {
			t.Errorf("%+v is told as %q", p, rows[i])
		}
		if p.Missing {
			gaps++
		}
		if p.Corrected {
			put++
		}
	}
	phases := column(t, table, rows, "Phase")
	if put == 0 || phases[0] != "1" || slices.Contains(phases, "0") {
		t.Errorf("%d gaps, %d corrected, phases %q: the sample shows too little", gaps, put, phases)
	}
	last := points[len(points)-1].Date
	table, err = Points(of, clear{}, query(last, last))
	if err != nil {
		t.Fatal(err)
	}
	if rows := shown(t, table); len(rows) != 1 || rows[0][4] != last.Plain() {
		t.Errorf("on the last day there are %q", rows)
	}
}

func TestSecondUsualIsASecondPhase(t *testing.T) {
	of := golden(t, "measures")
	points := of.PointsOf("attendance")
	of.Series[0].Phases = []improvement.Phase{{From: points[len(points)/2].Date}}
	table, err := Points(of, clear{}, query("", ""))
	if err != nil {
		t.Fatal(err)
	}
	phases := column(t, table, shown(t, table), "Phase")
	if phases[len(points)/2-1] != "1" || phases[len(points)/2] != "2" || phases[len(points)-1] != "2" {
		t.Errorf("phases are %q, want the second from point %d on", phases, len(points)/2)
	}
}

func TestStepsTellTheirDaysAndNobody(t *testing.T) {
	of := golden(t, "test-of-change")
	table := Steps(of, clear{}, "2026-11-22")
	rows := shown(t, table)
	steps := 0
	for _, c := range of.Cycles {
		for _, s := range c.Steps {
			if row := rows[steps]; row[0] != string(s.ID) || row[6] != s.Due.Plain() || row[8] != words(s.Status) {
				t.Errorf("step %s due %s is told as %q", s.ID, s.Due, row)
			}
			steps++
			if who := string(s.Who); slices.ContainsFunc(rows, func(r []string) bool { return slices.Contains(r, who) }) {
				t.Errorf("%s is named", who)
			}
		}
	}
	kinds := column(t, table, rows, "Kind")
	if steps != len(rows) || !slices.Contains(kinds, "step") || !slices.Contains(kinds, "data collection") || !slices.Contains(kinds, "condition of the LMG") {
		t.Errorf("%d rows for %d steps, of %q", len(rows), steps, kinds)
	}
}
