package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// checkStatus holds what must be true of the status of a test on any day, after whatever
// was filed.
func (s *story) checkStatus(must func(bool, string)) {
	if s.derived.Course == nil { // nothing is filed yet
		return
	}
	course, before := *s.derived.Course, len(Statuses())
	rank := func(status Status) int { return slices.Index(Statuses(), status) }
	for _, days := range []int{0, 8, 90} {
		now := s.now.AddDate(0, 0, days)
		st := s.test.Status(course.Track, now)
		overdue := slices.ContainsFunc(s.test.Tasks(), func(t Task) bool { return !t.Private && t.Overdue(now) })
		must(!overdue || st.Status == Stuck || st.Status == NeedsAttention, "something is overdue, and the test is said to be "+string(st.Status))
		must((len(st.Overdue) > 0) == overdue, "what is overdue is listed")
		must((len(st.Why) > 0) == (st.Status == Stuck || st.Status == NeedsAttention), "a test needs attention for a reason, and with one")
		must(st.Status == course.On(DateOf(now)), "the page and the list say the same")
		must(rank(st.Status) <= before, "a test gets better while nothing is filed")
		must(s.test.Closed() == (st.Status == HasClosed), "closed is closed")
		must((s.test.Paused != nil && !s.test.Closed()) == (st.Status == OnPause), "paused is paused")
		must(st.Status != AwaitsLMG || s.test.Stage == StageDecide, "it waits for the LMG where the LMG decides")
		must(st.Filed != "" && st.Days >= 0 && st.Quiet >= 0, "something was filed")
		p := st.Predictions
		must(p.CameTrue+p.Partly+p.Otherwise <= p.Made, "more came of predictions than were made")
		before = rank(st.Status)
	}
}

// on is how the story stands so many days after it stands now.
func (s *story) on(days int) TestStatus {
	s.t.Helper()
	k, err := TrackOf(s.journal)
	if err != nil {
		s.t.Fatalf("TrackOf: %v", err)
	}
	return s.test.Status(k, s.now.AddDate(0, 0, days))
}

func kinds(reasons []Reason) []ReasonKind {
	var all []ReasonKind
	for _, r := range reasons {
		all = append(all, r.Kind)
	}
	return all
}

// The word follows the days: each of these is the first day of its word. The stories begin
// on Monday 2 February 2026.
func TestStatusByTheDay(t *testing.T) {
	patient := Terms{Plan: 200, Ladder: DefaultLadder()}
	for _, c := range []struct {
		name  string
		story func() *story
		days  int // on which the word is, and not the day before
		want  Status
		was   Status
		why   ReasonKind
	}{
		{"a plan is overdue on the day after 16 February", func() *story { return launched(t) }, 15, NeedsAttention, OnCourse, ReasonOverdue},
		{"and stuck on the day after the chair heard on 25 February", func() *story { return launched(t) }, 24, Stuck, NeedsAttention, ReasonOverdue},
		{"six weeks of silence", func() *story {
			s := newStory(t, monday)
			s.launch(patient)
			return s
		}, 42, NeedsAttention, OnCourse, ReasonQuiet},
		{"twelve weeks of silence", func() *story {
			s := newStory(t, monday)
			s.launch(patient)
			return s
		}, 84, Stuck, NeedsAttention, ReasonQuiet},
		{"the LMG has 15 working days, its extension included", func() *story { return reached(t, StageDecide) }, 22, NeedsAttention, AwaitsLMG, ReasonLMGLate},
		{"and 5 more to settle what lapsed", func() *story { return reached(t, StageDecide) }, 29, Stuck, NeedsAttention, ReasonLMGLate},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.story()
			if got := s.on(c.days - 1).Status; got != c.was {
				t.Errorf("the day before it is %s, want %s", got, c.was)
			}
			got := s.on(c.days)
			if got.Status != c.want || !slices.Contains(kinds(got.Why), c.why) {
				t.Errorf("on the day it is %s for %v, want %s for %s", got.Status, kinds(got.Why), c.want, c.why)
			}
		})
	}
}

// A pause stops every reason; after it, silence begins anew.
func TestAPausedTestNeedsNoAttention(t *testing.T) {
	s := launched(t)
	s.do(officer, PauseTest{Until: "2026-04-20", Reason: words("strike")})
	if got := s.on(70); got.Status != OnPause || len(got.Why) > 0 || len(got.Waiting) > 0 || got.Paused == nil {
		t.Errorf("in the pause it is %s for %v", got.Status, got.Why)
	}
	s.until(at("2026-04-20 12:00"))
	if got := s.on(0); got.Status != OnCourse || got.Filed != "2026-04-20" || got.Quiet != 0 {
		t.Errorf("after the pause it is %s for %v, filed last on %s", got.Status, got.Why, got.Filed)
	}
}

// What time brings is nobody's filing, and neither is a concern.
func TestNobodyFiledWhatTimeBrought(t *testing.T) {
	s := launched(t)
	s.until(at("2026-03-20 12:00"))
	if got := s.on(0); got.Filed != "2026-02-02" || got.Quiet != 6 {
		t.Errorf("filed last on %s, %d weeks ago, want the launch, 6 weeks ago", got.Filed, got.Quiet)
	}
	s = worried(t)
	before := s.on(0).Filed
	s.now = s.now.AddDate(0, 0, 3)
	s.do(safe, SettleEvidenceConcern{Item: "e1", Shown: true, Note: words("her aunt came"), Evidence: &seen})
	if got := s.on(0).Filed; got != before {
		t.Errorf("a concern shows as filed on %s, want %s", got, before)
	}
}

func TestStatusTellsHowLateAndForWhomItWaits(t *testing.T) {
	s := launched(t).toDo() // a step of the teacher's, due on 9 February
	got := s.on(10)         // Thursday 12 February
	if len(got.Overdue) != 1 || got.Overdue[0].Days != 3 || got.Overdue[0].Task.Item != "1.1" {
		t.Fatalf("overdue: %+v", got.Overdue)
	}
	if want := (Recipient{Person: "teacher"}); !slices.Equal(got.Waiting, []Recipient{want}) {
		t.Errorf("it waits for %v, want the teacher", got.Waiting)
	}
	if want := "Step 1.1 was due on Mon 9 Feb 2026."; got.Why[0].Plain() != want {
		t.Errorf("%q, want %q", got.Why[0].Plain(), want)
	}
	if got := s.on(1).Waiting; !slices.Equal(got, []Recipient{{Person: "lead"}}) {
		t.Errorf("before that it waits for %v, want whose the stage is", got)
	}
	if got := reached(t, StageDecide).on(1).Waiting; !slices.Equal(got, []Recipient{{Body: east}}) {
		t.Errorf("at the decision it waits for %v", got)
	}
	plan := launched(t).on(7)
	if plan.Days != 5 || plan.Term != 10 || plan.Stage != StagePlan || plan.Since != "2026-02-02" {
		t.Errorf("5 of 10 working days in the plan: %+v", plan)
	}
}

func TestPredictionsAreCounted(t *testing.T) {
	s := launched(t)
	if got := s.on(0).Predictions; got.Made != 0 {
		t.Errorf("before a plan is agreed: %+v", got)
	}
	s.toDo()
	if got := s.on(0).Predictions; got != (Predictions{Made: 2}) {
		t.Errorf("before the study: %+v", got)
	}
	s.toStudy().toAct()
	if got := s.on(0).Predictions; got != (Predictions{Made: 2, CameTrue: 1, Otherwise: 1}) {
		t.Errorf("after the study: %+v", got)
	}
}

// collecting is a story whose cooks count what is left over, each day from 3 to 27 February.
func collecting(t *testing.T) *story {
	s := launched(t)
	plan := lawfulPlan(s.now)
	plan.Steps[0].Due = "2026-04-01"
	plan.Collections = []Collection{{Measure: "waste", Who: "helper", First: "2026-02-03", EveryDays: 1, Until: "2026-02-27"}}
	s.do(lead, SubmitPlan{Plan: plan})
	s.do(officer, AgreePlan{})
	return s
}

// Points that were expected and not filed are a reason from the second on, until they come.
func TestGapsInTheDataAreSeenAndFilled(t *testing.T) {
	s := collecting(t)
	s.until(at("2026-02-04 08:00"))
	if got := s.on(0); got.Status != OnCourse || len(got.Gaps) != 1 || got.Gaps[0].Missing != 1 {
		t.Errorf("one missing: %s, %+v", got.Status, got.Gaps)
	}
	s.until(at("2026-02-06 08:00")) // 3, 4 and 5 passed
	got := s.on(0)
	if got.Status != NeedsAttention || !slices.Equal(kinds(got.Why), []ReasonKind{ReasonGaps}) || got.Gaps[0].Missing != 3 || got.Gaps[0].Expected != 3 {
		t.Fatalf("three missing: %s, %+v", got.Status, got)
	}
	if want := "3 points of waste were expected and not filed."; got.Why[0].Plain() != want {
		t.Errorf("%q, want %q", got.Why[0].Plain(), want)
	}
	s.do(helper, RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-02-03", Value: 1}, {Date: "2026-02-04", Missing: true}}})
	if got := s.on(0); got.Status != OnCourse || got.Gaps[0].Missing != 1 {
		t.Errorf("filled but for one: %s, %+v", got.Status, got.Gaps)
	}
	i := slices.IndexFunc(s.test.Cycle().Steps, func(step Step) bool { return step.Measure == "waste" })
	if came, due := s.test.Recorded(s.test.Cycle().Steps[i]); came != 2 || due != 3 {
		t.Errorf("filed for %d of %d times, want 2 of 3", came, due)
	}
}

func TestUnspokenSignalsAreListed(t *testing.T) {
	s := measuredStory(t)
	total := 0
	for _, u := range s.on(0).Signals {
		if talk, ok := s.test.Talk(u.Talk); !ok || !talk.At.IsZero() || talk.Measure != u.Measure {
			t.Errorf("%+v was talked about", u)
		}
		total += u.N
	}
	if course := s.derived.Course; course.Signals != total {
		t.Errorf("lists count %d signals, the page %d", course.Signals, total)
	}
}

// The track keeps each decision with what was proposed then, and the first day of all.
func TestTheTrackKeepsDecisions(t *testing.T) {
	s := reached(t, StageDecide)
	s.conclude(Result{Verdict: WantsEvidence, Reasons: []Words{words("more days")}})
	s.now = s.now.AddDate(0, 0, 7)
	s.toAct().do(lead, ProposeNext{Act: abandon()})
	s.conclude(Result{Verdict: Agreed})
	course := *s.derived.Course
	if course.First != "2026-02-02" || course.LastDecision() != "2026-02-09" || course.ToFirst() != 0 {
		t.Errorf("first %s, last %s, after %d days", course.First, course.LastDecision(), course.ToFirst())
	}
	if d := course.Decisions; len(d) != 2 || d[0].Verdict != WantsEvidence || d[1].Verdict != Agreed || d[1].Direction != Abandon || d[1].Cycle != 1 {
		t.Errorf("decisions: %+v", d)
	}
	back := reached(t, StageDecide)
	back.conclude(Result{Verdict: Returned, Reasons: []Words{words("nobody voted")}})
	if d := back.derived.Course.Decisions; len(d) > 0 || back.derived.Course.ToFirst() != -1 {
		t.Errorf("what lapsed was no decision: %+v", d)
	}
}

func TestOverseeAddsUp(t *testing.T) {
	day := Date("2026-07-01")
	decided := func(id string, ons ...Date) TestLine {
		l := TestLine{Listing: Listing{Subject: TestSubject(id)}}
		for _, on := range ons {
			l.Course.Decisions = append(l.Course.Decisions, TestDecision{On: on})
		}
		return l
	}
	o := Oversee(ProgrammeFilter{Today: day, Since: "2026-04-02"}, Programme{
		Counts: []TestCount{
			{Theme: "b", Stage: StageDo, Status: OnCourse, N: 3},
			{Theme: "a", Stage: StageDo, Status: Stuck, N: 2, Decided: 1},
			{Theme: "b", Stage: StagePlan, Status: NeedsAttention, N: 1, Decided: 1},
		},
		Decided: []TestLine{decided("x", "2026-01-01", "2026-05-01", "2026-06-01"), decided("y", "2026-05-20")},
		Waited:  []Waited{{40, 1}, {10, 1}, {20, 2}},
	})
	if o.Total != 6 || o.Need != 3 || o.Decided != 2 || o.ByStage[StageDo] != 5 || len(o.Themes) != 2 || o.Themes[0].Theme != "a" || o.Themes[1].ByStatus[OnCourse] != 3 {
		t.Errorf("counts: %+v", o)
	}
	var days []Date
	for _, r := range o.Decisions {
		days = append(days, r.On)
	}
	if !slices.Equal(days, []Date{"2026-06-01", "2026-05-20", "2026-05-01"}) {
		t.Errorf("decisions of %v", days)
	}
	if o.ToFirst == nil || *o.ToFirst != 20 || o.Had != 4 {
		t.Errorf("median %v of %d", o.ToFirst, o.Had)
	}
	if odd := Oversee(ProgrammeFilter{}, Programme{Waited: []Waited{{1, 1}, {4, 1}}}); *odd.ToFirst != 2.5 {
		t.Errorf("between two: %v", *odd.ToFirst)
	}
	if none := Oversee(ProgrammeFilter{}, Programme{}); none.ToFirst != nil || none.Had != 0 {
		t.Errorf("of none: %+v", none)
	}
}

func TestPlacesTravelInAddresses(t *testing.T) {
	for _, p := range []Place{{}, {Subject: TestSubject("club")}, {Due: "2026-07-01", Subject: TestSubject("club-2")}} {
		if got, err := ParsePlace(p.String()); err != nil || got != p {
			t.Errorf("%q comes back as %+v, %v", p, got, err)
		}
	}
	for _, wrong := range []string{"club", "x,club", "2026-13-01,club", ",", ",a/b", "2026-07-01,' OR 1"} {
		if _, err := ParsePlace(wrong); err == nil {
			t.Errorf("%q is taken for a place", wrong)
		}
	}
}
