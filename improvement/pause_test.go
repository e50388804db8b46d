package improvement_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestAPauseNamesTheFieldAtFault(t *testing.T) {
	s := inDo(t)
	s.refuse(officer, PauseTest{Reason: words("flu")}, Invalid, "until")
	s.refuse(officer, PauseTest{Until: "2026-02-01", Reason: words("flu")}, Invalid, "until")
	refused := s.refuse(officer, PauseTest{Until: "2026-02-02", Reason: words("flu")}, Invalid, "until")
	if !strings.Contains(refused.Message, "later day than today") {
		t.Error(refused.Message)
	}
	s.refuse(officer, PauseTest{Until: "2026-03-02"}, Invalid, "reason")
	s.refuse(officer, ResumeTest{}, WrongStage, "")
	s.do(officer, PauseTest{Until: "2026-03-02", Reason: words("flu")})
	if got := s.told(NoticePaused); !slices.Equal(got, []string{"breakfast-group/group-lead", "breakfast-group/group-member", "lead"}) || s.notices[0].Due != "2026-03-02" {
		t.Errorf("told %v", s.notices)
	}
	s.refuse(officer, PauseTest{Until: "2026-03-03", Reason: words("flu")}, Conflict, "")
	for _, who := range []Actor{lead, helper, teacher, chair, foreign} {
		s.refuse(who, ResumeTest{}, NotAllowed, "as")
	}
}

func TestAnOpenApprovalCannotBePaused(t *testing.T) {
	s := reached(t, StageDecide)
	refused := s.refuse(officer, PauseTest{Until: "2026-03-02", Reason: words("flu")}, WrongStage, "")
	if refused.Message != "The LMG is deciding. An open approval cannot be paused." {
		t.Error(refused.Message)
	}
}

// A step of a plan that was agreed after its day, and then paused at once, is still
// reminded of: its rungs do not end in the pause.
func TestAPauseSwallowsNoReminderOfALateStep(t *testing.T) {
	s := launched(t)
	s.do(lead, SubmitPlan{Plan: lawfulPlan(s.now)})
	s.until(at("2026-02-25 15:00"))
	s.do(officer, AgreePlan{})
	s.do(officer, PauseTest{Until: "2026-03-06", Reason: words("flu")})
	heard := len(s.heard)
	s.until(at("2026-03-20 15:00"))
	if !slices.ContainsFunc(s.heard[heard:], func(n Notice) bool {
		return n.Kind == NoticeOverdue && n.TaskKind == TaskStep
	}) {
		t.Errorf("heard %+v", s.heard[heard:])
	}
}

func TestWhilePausedNothingFallsDue(t *testing.T) {
	s := inDo(t)
	s.do(officer, PauseTest{Until: "2026-06-01", Reason: words("flu")})
	heard := len(s.heard)
	s.until(at("2026-06-01 08:59"))
	if len(s.heard) != heard || stepOf(s, "1.2").Missed != 0 || s.test.Paused == nil {
		t.Errorf("heard %v, %+v", s.heard[heard:], stepOf(s, "1.2"))
	}
	if sum := s.test.Summary(); sum.Due != "" || !sum.Open {
		t.Errorf("summary %+v", sum)
	}
}

func TestOpenDueDaysMoveByThePausedWorkingDays(t *testing.T) {
	s := inDo(t)
	s.do(officer, PauseTest{Until: "2026-02-16", Reason: words("flu")})
	s.until(at("2026-02-05 14:00"))
	s.do(officer, ResumeTest{}) // after Tuesday, Wednesday and Thursday
	want := map[StepID]Date{"1.1": "2026-02-12", "1.2": "2026-02-12", "1.3": "2026-02-12"}
	for id, due := range want {
		if got := stepOf(s, id).Due; got != due {
			t.Errorf("step %s is due %s, want %s", id, got, due)
		}
	}
	if until := stepOf(s, "1.2").Repeat.Until; until != "2026-02-18" {
		t.Errorf("it recurs until %s", until)
	}
	if s.test.Due != "2026-03-11" {
		t.Errorf("Do is due %s", s.test.Due)
	}
	if got := s.told(NoticeResumed); !slices.Equal(got, []string{"breakfast-group/group-lead", "breakfast-group/group-member", "lead", "officer"}) {
		t.Errorf("told %v", got)
	}
	s.verify()
}

func TestAPauseEndsByItself(t *testing.T) {
	for _, c := range []struct {
		until Date
		due   Date // of the plan, which was due 16 February
		wakes string
	}{
		{"2026-02-03", "2026-02-17", "2026-02-03 09:00"},
		{"2026-02-08", "2026-02-20", "2026-02-08 09:00"}, // a Sunday: four working days
		{"2026-04-03", "2026-04-17", "2026-04-03 09:00"}, // a holiday, in summer time: it is not a working day that was paused
	} {
		s := launched(t)
		s.do(officer, PauseTest{Until: c.until, Reason: words("flu")})
		if !s.test.NextMoment().Equal(at(c.wakes)) {
			t.Errorf("wakes at %v, want %s", s.test.NextMoment(), c.wakes)
		}
		s.until(at(c.wakes))
		if s.test.Paused != nil || s.test.Due != c.due {
			t.Errorf("until %s: paused %v, due %s, want %s", c.until, s.test.Paused, s.test.Due, c.due)
		}
		s.verify()
	}
}

// Where nothing woke on the day, the days until somebody did were paused too.
func TestAPauseThatAnOutageMadeLonger(t *testing.T) {
	s := launched(t)
	s.do(officer, PauseTest{Until: "2026-02-03", Reason: words("flu")})
	s.asleep(at("2026-02-06 12:00"))
	if s.test.Paused != nil || s.test.Due != "2026-02-20" {
		t.Errorf("paused %v, due %s", s.test.Paused, s.test.Due)
	}
	if s.test.NextMoment().Before(s.now) {
		t.Errorf("the next moment %v is past", s.test.NextMoment())
	}
}

func TestAResumeOnTheSameDayMovesNothing(t *testing.T) {
	s := inDo(t)
	before := string(stateOf(t, s.test.Tasks()))
	s.do(officer, PauseTest{Until: "2026-03-02", Reason: words("flu")})
	s.do(officer, ResumeTest{})
	if after := string(stateOf(t, s.test.Tasks())); after != before {
		t.Errorf("tasks\n%s\nbecame\n%s", before, after)
	}
}

func TestTheCheckOfTheGainMovesToo(t *testing.T) {
	s := reached(t, StageFollowUp)
	due := s.test.GainCheck.Due
	s.do(officer, PauseTest{Until: "2026-02-16", Reason: words("flu")})
	s.until(at("2026-02-16 09:00"))
	if want := holidays.Add(due, 10); s.test.GainCheck.Due != want {
		t.Errorf("the check is due %s, want %s", s.test.GainCheck.Due, want)
	}
	s.verify()
}

// What closes during a pause is closed, and nothing wakes it.
func TestTheLastStepDoneDuringAPauseClosesTheTest(t *testing.T) {
	s := launched(t).propose(abandon())
	s.conclude(Result{Verdict: Agreed, Conditions: []Condition{{What: words("Tell the parents"), Who: "teacher"}}})
	s.do(officer, PauseTest{Until: "2026-03-02", Reason: words("flu")})
	s.do(teacher, CompleteStep{Step: "1.c1"})
	if s.test.Stage != StageClosed || s.test.Paused != nil || !s.test.NextMoment().IsZero() {
		t.Errorf("in %s, paused %v, next %v", s.test.Stage, s.test.Paused, s.test.NextMoment())
	}
	s.verify()
}

// People hear once more of what is due only where its day moved.
func TestNobodyHearsTwiceAfterAPause(t *testing.T) {
	s := inDo(t)
	s.until(at("2026-02-06 12:00"))
	s.do(officer, PauseTest{Until: "2026-02-10", Reason: words("flu")})
	s.until(at("2026-05-01 12:00"))
	heard := map[string]Notice{}
	for _, n := range s.heard {
		key := n.Cause + " " + nameOf(n.To)
		if first, twice := heard[key]; twice && n.Kind != NoticeTask {
			t.Errorf("%s heard twice: %+v, %+v", key, first, n)
		}
		heard[key] = n
	}
}
