package improvement_test

import (
	"bytes"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

// story drives one test of change.
type story struct {
	run
	test *TestOfChange
	seal string // of the current cycle's predictions, once agreed

	talked int  // talks that were opened so far
	frozen Pack // as it was at some moment
}

func newStory(t reporter, now time.Time) *story {
	test := new(TestOfChange)
	s := &story{test: test}
	s.run = run{t: t, now: now, life: test, kind: KindTest, moments: map[time.Time]bool{}, checked: s.checkTest}
	return s
}

// launched is a story whose test is launched.
func launched(t reporter) *story {
	t.Helper()
	s := newStory(t, monday)
	s.launch(DefaultTerms())
	return s
}

func (s *story) launch(terms Terms) {
	s.t.Helper()
	events, err := Launch(lawfulCharter(), lawfulFacts(), terms, holidays, officer, s.now)
	if err != nil {
		s.t.Fatalf("Launch: %v", err)
	}
	s.file(officer.Person, events)
}

// do files a command that must be accepted.
func (s *story) do(who Actor, c TestCommand) {
	s.t.Helper()
	events, err := s.test.Decide(c, who, s.now)
	if err != nil {
		s.t.Fatalf("%s by %s in %s: %v", c.CommandName(), who.Person, s.test.Stage, err)
	}
	s.file(who.Person, events)
}

// try files a command if it is accepted, and checks that a refused one leaves
// no trace.
func (s *story) try(who Actor, c TestCommand) *Error {
	s.t.Helper()
	before := stateOf(s.t, s.test)
	events, err := s.test.Decide(c, who, s.now)
	if after := stateOf(s.t, s.test); !bytes.Equal(before, after) {
		s.t.Fatalf("deciding %s changed the state:\n%s\n%s", c.CommandName(), before, after)
	}
	if err != nil {
		if len(events) > 0 {
			s.t.Fatalf("%s was refused with events", c.CommandName())
		}
		return refusalOf(s.t, err)
	}
	s.file(who.Person, events)
	return nil
}

// refuse wants a command refused with a code and a field.
func (s *story) refuse(who Actor, c TestCommand, code Code, field string) *Error {
	s.t.Helper()
	refused := s.try(who, c)
	if refused == nil {
		s.t.Fatalf("%s by %s was accepted, want %s of %q", c.CommandName(), who.Person, code, field)
	}
	if refused.Code != code || refused.Field != field {
		s.t.Errorf("%s by %s: got %s of %q (%s), want %s of %q",
			c.CommandName(), who.Person, refused.Code, refused.Field, refused.Message, code, field)
	}
	return refused
}

func (s *story) conclude(r Result) {
	s.t.Helper()
	r.At = s.now
	s.file("", s.test.Conclude(s.test.ApprovalSubject(), r, s.now))
}

// The usual way through a cycle.

func (s *story) toDo() *story {
	s.t.Helper()
	s.do(lead, SubmitPlan{Plan: lawfulPlan(s.now)})
	s.do(officer, AgreePlan{})
	return s
}

func (s *story) toStudy() *story {
	s.t.Helper()
	for _, step := range s.test.Cycle().Steps {
		if step.Status == StepOpen && step.Measure == "" {
			s.do(lead, CompleteStep{Step: step.ID})
		}
	}
	s.do(lead, FinishDo{AsPlanned: true})
	return s
}

func (s *story) toAct() *story {
	s.t.Helper()
	s.do(lead, FileStudy{Study: lawfulStudy()})
	return s
}

func (s *story) propose(act Act) *story {
	s.t.Helper()
	s.toDo().toStudy().toAct().do(lead, ProposeNext{Act: act})
	return s
}

// reached is a story whose test stands in a stage.
func reached(t reporter, stage Stage) *story {
	t.Helper()
	s := launched(t)
	switch stage {
	case StageAgree:
		s.do(lead, SubmitPlan{Plan: lawfulPlan(s.now)})
	case StageDo:
		s.toDo()
	case StageStudy:
		s.toDo().toStudy()
	case StageAct:
		s.toDo().toStudy().toAct()
	case StageBegin:
		s.propose(adapt(3, "2026-12-01"))
		s.conclude(Result{Verdict: Agreed})
		s.propose(adapt(1, ""))
	case StageDecide:
		s.propose(adapt(1, ""))
	case StageFollowUp:
		s.propose(adopt())
		s.conclude(Result{Verdict: Agreed, Conditions: []Condition{{What: words("Tell the parents"), Who: "teacher", Due: "2026-03-20"}}})
	case StageClosed:
		s.propose(abandon())
		s.conclude(Result{Verdict: Agreed})
	}
	if s.test.Stage != stage {
		t.Fatalf("the story stands in %s, want %s", s.test.Stage, stage)
	}
	return s
}

var allStages = []Stage{
	StagePlan, StageAgree, StageDo, StageStudy, StageAct, StageBegin, StageDecide, StageFollowUp, StageClosed,
}

// checkTest is what holds for a test of change at every moment.
func (s *story) checkTest() {
	s.t.Helper()
	test := s.test
	must := func(holds bool, what string) {
		s.t.Helper()
		if !holds {
			s.t.Fatalf("in %s (cycle %d, version %d): %s\n%s", test.Stage, len(test.Cycles), test.Version, what, stateOf(s.t, test))
		}
	}
	must(test.Version == s.version && test.Version == len(s.journal), "the version is the number of entries")
	s.checkStage(must)
	s.checkCycles(must)
	s.checkSteps(must)
	s.checkTime(must)
	s.checkStatus(must)
	s.checkPoints(must)
	s.checkTalks(must)
	s.checkPack(must)
	s.checkAgreement(must)
	s.checkCosts(must)
}

func (s *story) checkStage(must func(bool, string)) {
	s.t.Helper()
	test, c := s.test, s.test.Cycle()
	index := map[Stage]int{}
	for i, stage := range allStages {
		index[stage] = i + 1
	}
	must(index[test.Stage] > 0, "the stage is one of the known")
	own := map[Stage]bool{StagePlan: true, StageAgree: true, StageDo: true, StageStudy: true, StageAct: true, StageBegin: true}
	must(own[test.Stage] == (test.Due != ""), "a stage has a due day where it is a task")
	must(test.Stage == StagePlan || c.Plan != nil, "past Plan there is a plan")
	must((index[test.Stage] >= index[StageDo]) == !c.Agreed.IsZero(), "from Do on the plan is agreed")
	must((index[test.Stage] >= index[StageStudy]) == (c.Do != nil), "from Study on Do is done")
	must(index[test.Stage] < index[StageAct] || c.Study != nil, "from Act on there is a study")
	must(index[test.Stage] < index[StageBegin] || c.Act != nil, "from Begin on there is a proposal")
	must((test.Stage == StageFollowUp || test.Stage == StageClosed) == (test.Conclusion != ""), "concluded where decided")
	must((test.Stage == StageClosed) == !test.ClosedAt.IsZero(), "closed at a moment")
	must(test.Stage != StageDecide || test.Approvals > 0 && test.Paused == nil, "Decide has an approval and no pause")
	must(test.Stage != StageClosed || test.Paused == nil, "what is closed is not paused")
	if test.Stage == StageBegin {
		must(test.Grant != nil && test.Grant.Left > 0 && c.Act.Direction == Adapt, "Begin was granted")
	}
	must(test.Grant == nil || (test.Grant.Left >= 0 && test.Grant.Left < MaxCycles), "a grant is 0 to 4 more cycles")
	must((test.GainCheck != nil) == (test.Conclusion == Adopt), "only what was adopted is checked")
	must(c.Decided == nil || c.Decided.Outcome != Agreed || test.Stage == StageFollowUp || test.Stage == StageClosed, "an agreed cycle is over")
}

func (s *story) checkCycles(must func(bool, string)) {
	s.t.Helper()
	cycles := s.test.Cycles
	for i, c := range cycles {
		must(c.Number == i+1, "cycles are numbered from 1")
		must((c.Predictions == "") == c.Agreed.IsZero(), "predictions are sealed with the agreement")
		must(c.Predictions == "" || c.Predictions == c.Plan.Seal(), "sealed predictions do not change")
		if i < len(cycles)-1 {
			must(c.Act != nil && c.Act.Direction == Adapt && c.Study != nil && c.Do != nil, "an earlier cycle is whole and was adapted")
		}
	}
	if last := cycles[len(cycles)-1]; last.Predictions != s.seal {
		must(s.seal == "" || len(cycles) > 1, "a seal is set once per cycle")
		s.seal = last.Predictions
	}
}

func (s *story) checkSteps(must func(bool, string)) {
	s.t.Helper()
	seen := map[StepID]bool{}
	for i, c := range s.test.Cycles {
		for _, step := range c.Steps {
			must(!seen[step.ID], "steps have their own ID")
			seen[step.ID] = true
			must(step.Who != "" && step.Due.Valid(), "a step has an owner and a day")
			must((step.Status == StepOpen) == step.Closed.IsZero(), "a step is open until it is closed")
			must(step.Repeat == nil || step.Due <= step.Repeat.Until, "an occurrence lies within its repetition")
			open := step.Status == StepOpen
			must(!open || step.Condition || (i == len(s.test.Cycles)-1 && s.test.Stage == StageDo), "planned steps are open in Do only")
			must(!open || s.test.Stage != StageClosed, "nothing is open in a closed test")
		}
	}
}

func (s *story) checkTime(must func(bool, string)) {
	s.t.Helper()
	test := s.test
	must(!test.HandledTo.After(s.now), "the watermark is not ahead of time")
	next := test.NextMoment()
	if test.Paused != nil {
		must(len(test.Tasks()) == len(s.concernTasks()) && next.Equal(test.Paused.Until.Morning()), "while paused nothing falls due")
		return
	}
	for _, task := range test.Tasks() {
		must(task.NextReminder.IsZero() || task.NextReminder.After(test.HandledTo), "a reminder is past the watermark")
		must(task.NextReminder.IsZero() || !next.After(task.NextReminder), "the next moment is the earliest")
	}
	must(test.Stage == StageClosed || test.Stage == StageDecide || len(test.Tasks()) > 0, "an open test has a task")
}

func TestEveryStageIsReached(t *testing.T) {
	for _, stage := range allStages {
		s := reached(t, stage)
		s.verify()
	}
}
