package improvement_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// granted is a story whose LMG agreed to so many further cycles.
func granted(t reporter, cycles int, until Date) *story {
	t.Helper()
	s := launched(t).propose(adapt(cycles, until))
	s.conclude(Result{Verdict: Agreed})
	return s
}

func TestCyclesGrantedAhead(t *testing.T) {
	s := granted(t, 3, "2026-12-01")
	for cycle := 2; cycle <= 3; cycle++ {
		s.propose(adapt(1, ""))
		if s.test.Stage != StageBegin || s.test.Tasks()[0].Kind != TaskBegin || s.test.Tasks()[0].Owner != "officer" {
			t.Fatalf("cycle %d: in %s, want the LWO to begin the next", cycle, s.test.Stage)
		}
		s.do(officer, BeginCycle{})
		if len(s.test.Cycles) != cycle+1 || s.test.Stage != StagePlan {
			t.Fatalf("cycle %d did not begin", cycle+1)
		}
	}
	s.propose(adapt(1, ""))
	if s.test.Stage != StageDecide || s.test.Grant.Left != 0 || s.test.Approvals != 2 {
		t.Errorf("the grant is used up, yet in %s with %+v", s.test.Stage, s.test.Grant)
	}
	s.verify()
}

func TestWhatAlwaysReturnsToTheLMG(t *testing.T) {
	wider, dearer := adapt(1, ""), adapt(1, "")
	wider.WiderScope, dearer.MoreCost = true, true
	for name, act := range map[string]Act{"wider": wider, "dearer": dearer, "adopt": adopt(), "abandon": abandon()} {
		if s := granted(t, 3, "2026-12-01").propose(act); s.test.Stage != StageDecide {
			t.Errorf("%s: in %s", name, s.test.Stage)
		}
	}
}

func TestAGrantEndsOnItsDay(t *testing.T) {
	s := granted(t, 3, "2026-03-02")
	s.toDo().toStudy().toAct()
	s.until(at("2026-03-02 23:59"))
	s.do(lead, ProposeNext{Act: adapt(1, "")})
	if s.test.Stage != StageBegin {
		t.Fatalf("on its last day: in %s", s.test.Stage)
	}
	s.until(at("2026-03-03 00:00"))
	refused := s.refuse(officer, BeginCycle{}, WrongStage, "")
	if !strings.Contains(refused.Message, "ended on Mon 2 Mar 2026") {
		t.Error(refused.Message)
	}
	s.do(officer, TakeToLMG{})
	if s.test.Stage != StageDecide || s.test.Approvals != 2 {
		t.Errorf("in %s", s.test.Stage)
	}
	s.verify()

	s = granted(t, 3, "2026-03-02")
	s.toDo().toStudy().toAct()
	s.until(at("2026-03-03 00:00"))
	if s.do(lead, ProposeNext{Act: adapt(1, "")}); s.test.Stage != StageDecide {
		t.Errorf("a day late: in %s", s.test.Stage)
	}
}

// What the LMG asked back or declined does not go ahead on an earlier grant.
func TestALMGThatSaysNoEndsItsGrant(t *testing.T) {
	for _, verdict := range []Verdict{WantsEvidence, Declined} {
		s := granted(t, 3, "2026-12-01").propose(adapt(1, ""))
		s.do(officer, TakeToLMG{})
		s.conclude(Result{Verdict: verdict, Reasons: []Words{words("not yet")}})
		if verdict == WantsEvidence {
			s.toAct()
		}
		if s.do(lead, ProposeNext{Act: adapt(1, "")}); s.test.Stage != StageDecide {
			t.Errorf("%s: in %s", verdict, s.test.Stage)
		}
		s.verify()
	}
}

func TestANewGrantReplacesTheOld(t *testing.T) {
	s := granted(t, 5, "2026-12-01")
	wider := adapt(2, "2026-06-01")
	wider.WiderScope = true
	s.propose(wider)
	s.conclude(Result{Verdict: Agreed})
	if g := s.test.Grant; g == nil || g.Left != 1 || g.Until != "2026-06-01" {
		t.Errorf("grant %+v", s.test.Grant)
	}
}

func TestConditionsBecomeOwnedSteps(t *testing.T) {
	conditions := []Condition{
		{What: words("Tell the parents"), Who: "teacher", Due: "2026-02-20"},
		{What: words("Ask the kitchen")},
	}
	s := reached(t, StageDecide)
	s.conclude(Result{Verdict: Agreed, Conditions: conditions})
	first, second := stepOf(s, "2.c1"), stepOf(s, "2.c2")
	if first.Who != "teacher" || first.Due != "2026-02-20" || !first.Condition {
		t.Errorf("got %+v", first)
	}
	if second.Who != "lead" || second.Due != "2026-02-16" {
		t.Errorf("got %+v, want the lead in ten working days", second)
	}
	if got := s.told(NoticeTask); !slices.Equal(got, []string{"lead", "teacher"}) {
		t.Errorf("told %v", got)
	}
	s.do(teacher, CompleteStep{Step: "2.c1"}) // in Plan already
	s.toDo()
	s.do(teacher, CompleteStep{Step: "2.1"})
	s.do(officer, EndDoEarly{Reason: words("flood")})
	if step := stepOf(s, "2.c2"); step.Status != StepOpen {
		t.Errorf("the LMG's condition ended with Do: %+v", step)
	}
	s.verify()
}

// A condition that is due later does not hold up Do; the test does not close without it.
func TestAConditionHoldsUpTheCloseAndNotDo(t *testing.T) {
	for name, settle := range map[string]TestCommand{
		"met": CompleteStep{Step: "2.c1"}, "dropped": DropStep{Step: "2.c1", Reason: words("the LMG agreed")},
	} {
		s := reached(t, StageDecide)
		s.conclude(Result{Verdict: Agreed, Conditions: []Condition{{What: words("Tell the parents"), Who: "teacher", Due: "2026-06-12"}}})
		s.toDo()
		due := s.test.Due
		s.do(officer, RescheduleStep{Step: "2.c1", Due: "2026-06-30", Reason: words("after the fair")})
		if s.test.Due != due {
			t.Errorf("%s: Do moved to %s with the condition", name, s.test.Due)
		}
		s.refuse(lead, FinishDo{AsPlanned: true}, WrongStage, "") // the planned step is open
		s.do(teacher, CompleteStep{Step: "2.1"})
		s.do(lead, FinishDo{AsPlanned: true})
		s.toAct().do(lead, ProposeNext{Act: abandon()})
		s.conclude(Result{Verdict: Agreed})
		if s.test.Stage != StageFollowUp || stepOf(s, "2.c1").Status != StepOpen {
			t.Fatalf("%s: in %s with the condition open", name, s.test.Stage)
		}
		if s.do(officer, settle); s.test.Stage != StageClosed {
			t.Errorf("%s: in %s", name, s.test.Stage)
		}
		s.verify()
	}
}

// A day that passed while the LMG voted gives way to one that people can keep.
func TestAConditionWhoseDayPassedDuringTheVote(t *testing.T) {
	s := reached(t, StageDecide)
	s.until(at("2026-02-20 12:00"))
	s.conclude(Result{Verdict: Agreed, Conditions: []Condition{{What: words("Ring us"), Who: "teacher", Due: "2026-02-05"}, {What: words("Sign"), Due: "2026-02-20"}}})
	if first, second := stepOf(s, "2.c1"), stepOf(s, "2.c2"); first.Due != "2026-03-06" || second.Due != "2026-02-20" {
		t.Errorf("due %s and %s", first.Due, second.Due)
	}
}

func TestAFollowUpStaysOpenUntilAllIsDone(t *testing.T) {
	conditions := []Condition{{What: words("Tell the parents"), Who: "teacher"}, {What: words("Thank the kitchen"), Who: "teacher"}}
	for _, act := range []Act{adopt(), abandon()} {
		s := launched(t).propose(act)
		s.conclude(Result{Verdict: Agreed, Conditions: conditions})
		if act.Direction == Adopt {
			s.refuse(lead, CheckGain{Held: "yes"}, Invalid, "says")
			s.refuse(lead, CheckGain{Held: "mostly", Says: words("91 %")}, Invalid, "held")
			s.do(lead, CheckGain{Held: "partly", Says: words("91 %")})
			if got := s.told(NoticeClosed); !slices.Equal(got, []string{"breakfast-group/group-lead", "breakfast-group/group-member", "east/chair", "lead"}) {
				t.Errorf("told %v", got)
			}
		}
		s.refuse(lead, CheckGain{Held: "yes", Says: words("again")}, WrongStage, "")
		if s.do(officer, DropStep{Step: "1.c1", Reason: words("done by the school")}); s.test.Stage != StageFollowUp {
			t.Errorf("%s: in %s with a condition open", act.Direction, s.test.Stage)
		}
		if s.do(teacher, CompleteStep{Step: "1.c2"}); s.test.Stage != StageClosed || !s.test.ClosedAt.Equal(s.now) {
			t.Errorf("%s: in %s with nothing left", act.Direction, s.test.Stage)
		}
		s.verify()
	}
}

func TestTheGainIsCheckedAfterTwelveWeeks(t *testing.T) {
	s := launched(t).propose(adopt())
	s.conclude(Result{Verdict: Agreed})
	task := s.test.Tasks()[0]
	if task.Kind != TaskCheck || task.Owner != "officer" || task.Due != "2026-04-27" || !task.Stage {
		t.Errorf("got %+v", task)
	}
	s.do(helper, RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-02-01", Value: 1}}}) // points go on
	s.until(at("2026-04-28 10:00"))
	s.do(officer, CheckGain{Held: "yes", Says: words("92 %")})
	if s.test.Stage != StageClosed || s.test.GainCheck.Held != "yes" {
		t.Errorf("in %s: %+v", s.test.Stage, s.test.GainCheck)
	}
	s.verify()
}

// Twelve weeks on may be a holiday: the check then waits for a working day.
func TestTheCheckFallsOnAWorkingDay(t *testing.T) {
	s := newStory(t, at("2026-02-09 10:00")) // twelve weeks before 4 May, a holiday
	s.launch(DefaultTerms())
	s.propose(adopt())
	s.conclude(Result{Verdict: Agreed})
	if s.test.GainCheck.Due != "2026-05-05" {
		t.Errorf("the check is due %s", s.test.GainCheck.Due)
	}
}
