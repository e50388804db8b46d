package improvement_test

import (
	"fmt"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

// restless is a test of so many counts with names as long as they may be, each with a
// frozen baseline that any larger count is far outside of.
func restless(t *testing.T, measures int) *story {
	t.Helper()
	c := heavyCharter()
	c.Measures = nil
	for i := range measures {
		c.Measures = append(c.Measures, Measure{ID: MeasureID(fmt.Sprintf("m%d", i)), Kind: Outcome, Name: emoji(300), Better: Lower, Rules: spc.C})
	}
	s := newStory(t, monday)
	events, err := Launch(c, lawfulFacts(), DefaultTerms(), holidays, officer, s.now)
	if err != nil {
		t.Fatal(err)
	}
	s.file(officer.Person, events)
	for _, m := range c.Measures {
		s.do(helper, RecordPoints{Measure: m.ID, Points: weekly("2026-01-30", 4, 5, 4)})
		s.do(lead, RebaseMeasure{Measure: m.ID, Baseline: "2026-01-30", Reason: words("x")})
	}
	return s
}

// alarming files points that are all signals, one command after the other, until there
// is no room for any, and gives how many talks are open.
func (s *story) alarming(each int) int {
	s.t.Helper()
	measures := s.test.Charter.Measures
	for i := 0; ; i++ {
		c := RecordPoints{Measure: measures[i%len(measures)].ID}
		from := DateOf(s.test.Launched).AddDays(1 + i/len(measures)*each)
		for j := range each {
			c.Points = append(c.Points, Point{Date: from.AddDays(j), Value: float64(1000 + j%2*1000)})
		}
		s.now = laterOf(s.now, from.AddDays(each).Morning())
		if refused := s.try(helper, c); refused != nil {
			return len(s.talks()) / 2
		}
	}
}

// However many signals nobody talks about, no filing passes what Temporal takes, not
// even where all reminders fall together after an outage; and the test is carried to
// its end with them.
func TestATestFullOfSignalsCanBeFiledAndEnded(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ measures, each int }{
		{1, 1},   // many talks in a small state
		{30, 30}, // many measures, and many signals in each talk
	} {
		t.Run(fmt.Sprintf("%d measures, %d points at a time", c.measures, c.each), func(t *testing.T) {
			t.Parallel()
			s := restless(t, c.measures)
			open := s.alarming(c.each)
			if open < 20 {
				t.Errorf("only %d talks have room", open)
			}
			s.asleep(s.now.AddDate(0, 3, 0)) // every reminder at once
			s.do(lead, TalkAbout{Talk: s.talks()[0].Item, Said: emoji(10)})
			s.do(lead, TalkAbout{Talk: s.talks()[0].Item, Said: emoji(10)})
			s.fill(lead, 100, func(n int) TestCommand { return s.inquisitive(n) })
			s.do(officer, AgreePlan{})
			s.toTheEnd()
			s.verify()
		})
	}
}

// A test whose phases and corrections have long words is carried to its end as well,
// and its points are corrected and talked about for as long as there is room.
func TestATestFullOfPhasesAndCorrections(t *testing.T) {
	t.Parallel()
	s := launchedHeavy(t)
	s.do(helper, noted("2026-01-31", 400, 20))
	for i := range 20 {
		from := Date("2026-01-01").AddDays(i)
		s.fill(lead, 40, func(n int) TestCommand {
			return RebaseMeasure{Measure: "waste", From: from, Baseline: from, Reason: emoji(100*n + 1)}
		})
	}
	corrected := 0
	for i := range 400 {
		p := Point{Date: Date("2026-01-31").AddDays(-i), Value: 2, Note: emoji(3_000)}
		if s.try(helper, CorrectPoint{Measure: "waste", Point: p, Reason: emoji(9_000)}) != nil {
			break
		}
		corrected++
	}
	if corrected == 0 || corrected == 400 {
		t.Errorf("%d corrections", corrected)
	}
	s.do(helper, CorrectPoint{Measure: "waste", Point: Point{Date: "2025-03-01"}, Remove: true, Reason: emoji(9_000)})
	s.fill(lead, 40, func(n int) TestCommand { return s.inquisitive(n) })
	s.do(officer, AgreePlan{})
	s.toTheEnd()
	s.verify()
}

// inquisitive is a plan of so many long questions and one step.
func (s *story) inquisitive(n int) SubmitPlan {
	plan := lawfulPlan(s.now)
	plan.Questions = nil
	for range max(n, 1) {
		plan.Questions = append(plan.Questions, Question{Question: emoji(300), Prediction: emoji(300)})
	}
	return SubmitPlan{Plan: plan}
}

func laterOf(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
