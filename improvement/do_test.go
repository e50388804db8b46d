package improvement_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// inDo is a story in Do: a step of the teacher due 9 February, a step that recurs
// each day from 9 to 13 February, and a weekly collection of the helper.
func inDo(t reporter) *story {
	t.Helper()
	s := launched(t)
	plan := lawfulPlan(s.now)
	plan.Steps = append(plan.Steps, PlannedStep{What: words("Sweep"), Who: "helper", Due: "2026-02-09", Repeat: &Recurrence{1, "2026-02-13"}})
	plan.Collections = []Collection{{Measure: "waste", Who: "helper", First: "2026-02-09", EveryDays: 7, Until: "2026-02-27"}}
	s.do(lead, SubmitPlan{Plan: plan})
	s.do(officer, AgreePlan{})
	return s
}

func stepOf(s *story, id StepID) Step {
	for _, c := range s.test.Cycles {
		for _, step := range c.Steps {
			if step.ID == id {
				return step
			}
		}
	}
	return Step{}
}

func TestAStepIsDoneOnce(t *testing.T) {
	s := inDo(t)
	s.refuse(teacher, CompleteStep{Step: "1.1", Note: long()}, Invalid, "note")
	refused := s.refuse(helper, CompleteStep{Step: "1.1"}, NotAllowed, "as")
	if !strings.Contains(refused.Message, "Step 1.1 is for teacher") {
		t.Error(refused.Message)
	}
	s.do(teacher, CompleteStep{Step: "1.1", Note: words("doors open")})
	if step := stepOf(s, "1.1"); step.Status != StepIsDone || step.ClosedBy != "teacher" || step.Done != 1 || !step.Closed.Equal(s.now) {
		t.Errorf("got %+v", step)
	}
	if got := s.refuse(teacher, CompleteStep{Step: "1.1"}, WrongStage, "").Message; got != "Step 1.1 is done already." {
		t.Error(got)
	}
	s.refuse(teacher, CompleteStep{Step: ""}, NotFound, "step")
	s.refuse(teacher, CompleteStep{Step: StepID(strings.Repeat("9", 3000))}, NotFound, "step")
}

func TestStepsAreChangedWithAReason(t *testing.T) {
	s := inDo(t)
	s.refuse(lead, AssignStep{Step: "1.1", To: "helper"}, Invalid, "reason")
	s.refuse(lead, AssignStep{Step: "1.1", Reason: words("ill")}, Invalid, "to")
	s.refuse(lead, AssignStep{Step: "1.1", To: "teacher", Reason: words("ill")}, Conflict, "to")
	s.do(lead, AssignStep{Step: "1.1", To: "helper", Reason: words("ill")})
	if step := stepOf(s, "1.1"); step.Who != "helper" || !slices.Equal(step.Had, []PersonID{"teacher"}) {
		t.Errorf("got %+v", step)
	}
	if got := s.told(NoticeTask); !slices.Equal(got, []string{"helper"}) {
		t.Errorf("told %v", got)
	}
	s.refuse(lead, RescheduleStep{Step: "1.1", Due: "2026-03-30"}, Invalid, "reason")
	s.refuse(lead, RescheduleStep{Step: "1.1", Due: "2026-02-01", Reason: words("ill")}, Invalid, "due")
	s.refuse(lead, RescheduleStep{Step: "1.1", Reason: words("ill")}, Invalid, "due")
	s.refuse(lead, RescheduleStep{Step: "1.2", Due: "2026-02-14", Reason: words("ill")}, Invalid, "due")
	due := s.test.Due
	s.do(lead, RescheduleStep{Step: "1.1", Due: "2026-02-12", Reason: words("ill")})
	if s.test.Due != due {
		t.Errorf("Do moved to %s, though it ends later than the step", s.test.Due)
	}
	s.do(lead, RescheduleStep{Step: "1.1", Due: "2026-03-30", Reason: words("ill")})
	if s.test.Due != "2026-04-07" { // 3 April is a holiday
		t.Errorf("Do is due %s, want five working days after its last step", s.test.Due)
	}
	s.refuse(lead, DropStep{Step: "1.1"}, Invalid, "reason")
	s.do(lead, DropStep{Step: "1.1", Reason: words("not needed")})
	if step := stepOf(s, "1.1"); step.Status != StepIsGone || step.ClosedBy != "lead" {
		t.Errorf("got %+v", step)
	}
	s.verify()
}

func TestARecurringStepMovesOn(t *testing.T) {
	s := inDo(t)
	s.do(helper, CompleteStep{Step: "1.2"}) // ahead of its day
	if step := stepOf(s, "1.2"); step.Due != "2026-02-10" || step.Done != 1 || step.Status != StepOpen {
		t.Errorf("got %+v, want it due the next day", step)
	}
	if got := s.told(NoticeTask); len(got) != 0 {
		t.Errorf("each occurrence is told of on its day, yet %v heard", got)
	}
	s.until(at("2026-02-12 12:00"))
	if step := stepOf(s, "1.2"); step.Due != "2026-02-12" || step.Missed != 2 {
		t.Errorf("got %+v, want the 10th and 11th missed", step)
	}
	s.do(helper, CompleteStep{Step: "1.2"})
	s.do(lead, DropStep{Step: "1.2", Reason: words("clean enough")})
	s.until(at("2026-02-20 12:00"))
	if step := stepOf(s, "1.2"); step.Status != StepIsGone || step.Missed != 2 || step.Done != 2 {
		t.Errorf("got %+v", step)
	}
	s.verify()
}

func TestARecurringStepEndsAfterItsLastDay(t *testing.T) {
	s := inDo(t)
	s.until(at("2026-02-13 23:59"))
	if step := stepOf(s, "1.2"); step.Status != StepOpen || step.Due != "2026-02-13" || step.Missed != 4 {
		t.Errorf("got %+v", step)
	}
	s.until(at("2026-02-14 00:00"))
	if step := stepOf(s, "1.2"); step.Status != StepIsEnded || step.Missed != 5 || step.ClosedBy != "" {
		t.Errorf("got %+v", step)
	}
	s.do(teacher, CompleteStep{Step: "1.1"})
	s.do(lead, FinishDo{AsPlanned: true})
}

func TestPointsDoACollection(t *testing.T) {
	s := inDo(t)
	refused := s.refuse(helper, CompleteStep{Step: "1.3"}, Invalid, "step")
	if !strings.Contains(refused.Message, "Record the points of waste") {
		t.Error(refused.Message)
	}
	s.do(helper, RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-02-02", Value: 4}}})
	if step := stepOf(s, "1.3"); step.Done != 0 {
		t.Errorf("a point of an earlier day did it: %+v", step)
	}
	s.until(at("2026-02-10 15:00"))
	s.do(helper, RecordPoints{Measure: "attendance", Points: []Point{{Date: "2026-02-10", Value: 90}}})
	if step := stepOf(s, "1.3"); step.Done != 0 {
		t.Errorf("a point of another measure did it: %+v", step)
	}
	s.do(helper, RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-02-10", Value: 3}, {Date: "2026-02-09", Value: 3}}})
	if step := stepOf(s, "1.3"); step.Done != 1 || step.Due != "2026-02-16" {
		t.Errorf("got %+v, want the next one due", step)
	}
	s.until(at("2026-02-25 15:00")) // the 16th passes undone
	s.do(helper, RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-02-24", Value: 2}}})
	if step := stepOf(s, "1.3"); step.Status != StepIsDone || step.Done != 2 || step.Missed != 1 || step.ClosedBy != "helper" {
		t.Errorf("got %+v, want it done with the last occurrence before 27 February", step)
	}
	s.verify()
}

func TestFinishDoWaitsForOpenSteps(t *testing.T) {
	s := inDo(t)
	refused := s.refuse(lead, FinishDo{AsPlanned: true}, WrongStage, "")
	if refused.Message != "2 steps are still open: 1.1 and 1.2. Mark each as done, or drop it with a reason." {
		t.Error(refused.Message)
	}
	s.do(teacher, CompleteStep{Step: "1.1"})
	refused = s.refuse(lead, FinishDo{AsPlanned: true}, WrongStage, "")
	if !strings.HasPrefix(refused.Message, "1 step is still open: 1.2.") {
		t.Error(refused.Message)
	}
	s.do(lead, DropStep{Step: "1.2", Reason: words("clean enough")})
	s.refuse(lead, FinishDo{}, Invalid, "unplanned")
	s.refuse(lead, FinishDo{AsPlanned: true, Unplanned: long()}, Invalid, "unplanned")
	s.do(lead, FinishDo{Unplanned: words("the oven broke")})
	if step := stepOf(s, "1.3"); step.Status != StepIsEnded {
		t.Errorf("the collection goes on: %+v", step)
	}
	if do := s.test.Cycle().Do; do.AsPlanned || do.EndedEarly || do.Unplanned.Empty() || !do.At.Equal(s.now) {
		t.Errorf("Do: %+v", do)
	}
	if len(s.told(NoticeEndedDo))+len(s.told(NoticeHarm)) > 0 {
		t.Errorf("told %v", s.notices)
	}
	s.verify()
}

func TestTheLWOEndsDoEarly(t *testing.T) {
	s := inDo(t)
	s.refuse(officer, EndDoEarly{}, Invalid, "reason")
	s.refuse(officer, EndDoEarly{Reason: long()}, Invalid, "reason")
	s.do(officer, EndDoEarly{Reason: words("the hall is flooded")})
	if got := s.told(NoticeEndedDo); !slices.Equal(got, []string{"breakfast-group/group-lead", "breakfast-group/group-member", "lead"}) {
		t.Errorf("told %v", got)
	}
	for _, n := range s.notices {
		if n.Urgent {
			t.Errorf("urgent without harm: %+v", n)
		}
	}
	for id, want := range map[StepID]StepStatus{"1.1": StepIsGone, "1.2": StepIsGone, "1.3": StepIsEnded} {
		if got := stepOf(s, id).Status; got != want {
			t.Errorf("step %s is %s, want %s", id, got, want)
		}
	}
	if s.test.Stage != StageStudy || !s.test.Cycle().Do.EndedEarly {
		t.Errorf("stage %s", s.test.Stage)
	}
	s.verify()
}

func TestPossibleHarmIsToldAtOnce(t *testing.T) {
	for _, paused := range []bool{false, true} {
		s := inDo(t)
		if paused {
			s.do(officer, PauseTest{Until: "2026-03-02", Reason: words("flu")})
		}
		s.do(officer, EndDoEarly{Reason: words("a child ran into the road"), Harm: true})
		want := []string{"breakfast-group/group-lead", "breakfast-group/group-member", "east/safeguarding-contact", "lead", "officer"}
		if got := s.told(NoticeHarm); !slices.Equal(got, want) {
			t.Errorf("paused %v: told %v", paused, got)
		}
		for _, n := range s.notices {
			if n.Kind == NoticeHarm && (!n.Urgent || n.SendAfter.After(s.now) || n.Reason != words("a child ran into the road")) {
				t.Errorf("paused %v: not at once: %+v", paused, n)
			}
		}
		if s.test.Stage != StageStudy || s.test.Paused != nil {
			t.Errorf("paused %v: in %s, %v", paused, s.test.Stage, s.test.Paused)
		}
		s.verify()
	}
}
