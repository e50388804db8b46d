package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// rule says in which stages a command is for whom. Everyone else and everywhere
// else it is refused.
type rule struct {
	command func(s *story) TestCommand
	stages  []Stage
	roles   []Actor
	paused  bool // accepted while the test is paused, too
}

var (
	leaders      = []Actor{officer, officer2, lead}
	guides       = []Actor{officer, officer2}
	contributors = []Actor{officer, officer2, lead, helper}
	openStages   = allStages[:len(allStages)-1]
)

// openStepOf is a step that is open: of the plan in Do, a condition in FollowUp.
func openStepOf(s *story) StepID {
	for _, step := range s.test.Cycle().Steps {
		if step.Status == StepOpen {
			return step.ID
		}
	}
	return "1.1"
}

func always(c TestCommand) func(*story) TestCommand { return func(*story) TestCommand { return c } }

var rules = []rule{
	{func(s *story) TestCommand { return SubmitPlan{Plan: lawfulPlan(s.now)} }, []Stage{StagePlan}, leaders, false},
	{always(AgreePlan{}), []Stage{StageAgree}, guides, false},
	{always(SendBackPlan{Reason: words("who opens?")}), []Stage{StageAgree}, guides, false},
	{func(s *story) TestCommand { return CompleteStep{Step: openStepOf(s)} }, []Stage{StageDo, StageFollowUp}, append([]Actor{teacher}, leaders...), true},
	{always(FinishDo{AsPlanned: true}), nil, leaders, false}, // a step is open
	{always(EndDoEarly{Reason: words("ill")}), []Stage{StageDo}, guides, true},
	{always(FileStudy{Study: lawfulStudy()}), []Stage{StageStudy}, leaders, false},
	{always(ProposeNext{Act: abandon()}), []Stage{StageAct}, leaders, false},
	{always(BeginCycle{}), []Stage{StageBegin}, guides, false},
	{always(TakeToLMG{}), []Stage{StageBegin}, guides, false},
	{always(CheckGain{Held: "yes", Says: words("92 %")}), []Stage{StageFollowUp}, leaders, false},
	{always(RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-01-30", Value: 3}}}), openStages, contributors, true},
	{always(FileEvidence{Evidence: Evidence{ID: "e1", Kind: Voice, Text: words("nice"), When: "2026-01-30"}}), openStages, contributors, true},
	{always(PauseTest{Until: "2026-03-02", Reason: words("flu")}), without(openStages, StageDecide), guides, false},
	{func(s *story) TestCommand { return shared(s.now) }, openStages, leaders, false},
	{always(HandOver{From: "lead", To: "helper", ToRoles: helper.Roles, Reason: words("leave")}), openStages, append([]Actor{admin}, guides...), true},
}

func without(stages []Stage, out Stage) []Stage {
	return slices.DeleteFunc(slices.Clone(stages), func(s Stage) bool { return s == out })
}

func among(actors []Actor, who Actor) bool {
	return slices.ContainsFunc(actors, func(a Actor) bool { return a.Person == who.Person })
}

func TestWhoMayDoWhatWhen(t *testing.T) {
	for _, r := range rules {
		name := r.command(launched(t)).CommandName()
		for _, stage := range allStages {
			s := reached(t, stage)
			for _, who := range everybody {
				allowed := slices.Contains(r.stages, stage) && among(r.roles, who)
				// Whoever has an open step contributes.
				if (name == "measure" || name == "evidence") && who.Person == "teacher" {
					allowed = stage == StageDo || stage == StageFollowUp
				}
				refused := s.try(who, r.command(s))
				if allowed != (refused == nil) {
					t.Errorf("%s by %q in %s: allowed %v, got %v", name, who.Person, stage, allowed, refused)
				}
				if refused != nil && !slices.Contains([]Code{NotAllowed, WrongStage}, refused.Code) && name != "step-done" {
					t.Errorf("%s by %q in %s: refused as %s", name, who.Person, stage, refused.Code)
				}
				if refused == nil {
					s = reached(t, stage)
				}
			}
		}
	}
}

func TestWhilePaused(t *testing.T) {
	for _, r := range rules {
		for _, stage := range without(openStages, StageDecide) {
			s := reached(t, stage)
			s.do(officer, PauseTest{Until: "2026-03-02", Reason: words("flu")})
			refused := s.try(officer, r.command(s))
			allowed := r.paused && slices.Contains(r.stages, stage)
			if allowed != (refused == nil) {
				t.Errorf("%s in a paused %s: allowed %v, got %v", r.command(s).CommandName(), stage, allowed, refused)
			}
			s.verify()
		}
	}
}

func TestStepsAreChangedByTheLeadAndConditionsByTheLWO(t *testing.T) {
	changes := []func(StepID) TestCommand{
		func(id StepID) TestCommand { return AssignStep{Step: id, To: "helper", Reason: words("ill")} },
		func(id StepID) TestCommand { return RescheduleStep{Step: id, Due: "2026-03-24", Reason: words("ill")} },
		func(id StepID) TestCommand { return DropStep{Step: id, Reason: words("not needed")} },
	}
	for _, change := range changes {
		for _, who := range everybody {
			s := reached(t, StageDo)
			if refused := s.try(who, change("1.1")); (refused == nil) != among(leaders, who) {
				t.Errorf("%s of a step by %q: %v", change("").CommandName(), who.Person, refused)
			}
			s = reached(t, StageFollowUp)
			if refused := s.try(who, change("1.c1")); (refused == nil) != among(guides, who) {
				t.Errorf("%s of a condition by %q: %v", change("").CommandName(), who.Person, refused)
			}
		}
		s := reached(t, StageDo)
		s.refuse(lead, change("9.9"), NotFound, "step")
		s.do(teacher, CompleteStep{Step: "1.1"})
		s.refuse(lead, change("1.1"), WrongStage, "")
		s = reached(t, StageDo)
		s.do(officer, PauseTest{Until: "2026-03-02", Reason: words("flu")})
		s.refuse(lead, change("1.1"), WrongStage, "")
	}
}

func TestOnlyAnLWOOfTheLMGLaunches(t *testing.T) {
	for _, who := range everybody {
		_, err := Launch(lawfulCharter(), lawfulFacts(), DefaultTerms(), holidays, who, monday)
		if among(guides, who) {
			if err != nil {
				t.Errorf("launch by %q: %v", who.Person, err)
			}
			continue
		}
		if refused := refusalOf(t, err); refused.Code != NotAllowed || refused.Field != "as" {
			t.Errorf("launch by %q: %v", who.Person, refused)
		}
	}
}

// Nothing is left to anybody once a test is closed, but to say that someone may be unsafe.
func TestAClosedTestSaysWhenItWasClosed(t *testing.T) {
	s := reached(t, StageClosed)
	for _, blank := range TestCommands() {
		if AfterClosing(blank) {
			s.refuse(officer, blank, NotFound, "item")
			continue
		}
		refused := s.refuse(officer, blank, WrongStage, "")
		if refused.Message != "This test was closed on Mon 2 Feb 2026. Nothing more can be filed to it." {
			t.Errorf("%s: %s", blank.CommandName(), refused.Message)
		}
	}
}

func TestTheStageIsNamedInTheRefusal(t *testing.T) {
	s := reached(t, StageDo)
	if got := s.refuse(lead, SubmitPlan{Plan: lawfulPlan(s.now)}, WrongStage, "").Message; got != "You cannot submit a plan now: the plan is being carried out." {
		t.Error(got)
	}
	s.do(officer, PauseTest{Until: "2026-03-02", Reason: words("flu")})
	if got := s.refuse(lead, FinishDo{}, WrongStage, "").Message; got != "This test is paused until Mon 2 Mar 2026. Resume it first." {
		t.Error(got)
	}
}
