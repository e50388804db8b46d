package improvement_test

import (
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestAPlanNamesTheFieldAtFault(t *testing.T) {
	many := func(n int) []PlannedStep { return make([]PlannedStep, n) }
	cases := []struct {
		name  string
		wrong func(*Plan)
		field string
		says  string
	}{
		{"no objective", func(p *Plan) { p.Objective = Words{} }, "objective", "find out"},
		{"a long objective", func(p *Plan) { p.Objective = long() }, "objective", "20000 is the most"},
		{"no question", func(p *Plan) { p.Questions = nil }, "questions", "at least one"},
		{"an empty question", func(p *Plan) { p.Questions[0].Question = Words{} }, "questions.question", "leave it out"},
		{"no prediction", func(p *Plan) { p.Questions[1].Prediction = Words{} }, "questions.prediction", "before you try it"},
		{"an unknown measure", func(p *Plan) { p.Questions[0].Measure = "joy" }, "questions.measure", "attendance and waste"},
		{"no step", func(p *Plan) { p.Steps = nil }, "steps", "Plan at least one"},
		{"too many steps", func(p *Plan) { p.Steps = many(101) }, "steps", "100 is the most"},
		{"an empty step", func(p *Plan) { p.Steps[0].What = Words{} }, "steps.what", "what will be done"},
		{"a step of nobody", func(p *Plan) { p.Steps[0].Who = "" }, "steps.who", "nobody's"},
		{"a step without a day", func(p *Plan) { p.Steps[0].Due = "" }, "steps.due", "missing"},
		{"a step of yesterday", func(p *Plan) { p.Steps[0].Due = "2026-02-01" }, "steps.due", "in the past"},
		{"a step every 0 days", func(p *Plan) { p.Steps[0].Repeat = &Recurrence{0, "2026-03-01"} }, "steps.every_days", "1 to 366"},
		{"a step every 367 days", func(p *Plan) { p.Steps[0].Repeat = &Recurrence{367, "2026-03-01"} }, "steps.every_days", "1 to 366"},
		{"a repetition without an end", func(p *Plan) { p.Steps[0].Repeat = &Recurrence{7, ""} }, "steps.until", "missing"},
		{"a repetition that ends first", func(p *Plan) { p.Steps[0].Repeat = &Recurrence{7, "2026-02-08"} }, "steps.until", "before the first time"},
		{"an endless repetition", func(p *Plan) { p.Steps[0].Repeat = &Recurrence{7, "2036-02-08"} }, "steps.until", "five years"},
		{"collected by nobody", func(p *Plan) {
			p.Collections = []Collection{{Measure: "waste", First: "2026-02-09", EveryDays: 7, Until: "2026-03-09"}}
		}, "collections.who", "Nobody collects waste"},
		{"an unknown collection", func(p *Plan) {
			p.Collections = []Collection{{Measure: "joy", Who: "lead", First: "2026-02-09", EveryDays: 7, Until: "2026-03-09"}}
		}, "collections.measure", "not a measure"},
		{"a collection of yesterday", func(p *Plan) {
			p.Collections = []Collection{{Measure: "waste", Who: "lead", First: "2026-02-01", EveryDays: 7, Until: "2026-03-09"}}
		}, "collections.first", "in the past"},
		{"a collection once", func(p *Plan) {
			p.Collections = []Collection{{Measure: "waste", Who: "lead", First: "2026-02-09", Until: "2026-03-09"}}
		}, "collections.every_days", "1 to 366"},
	}
	s := launched(t)
	for _, c := range cases {
		plan := lawfulPlan(s.now)
		c.wrong(&plan)
		refused := s.refuse(lead, SubmitPlan{Plan: plan}, Invalid, c.field)
		if !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %s", c.name, refused.Message)
		}
	}
}

func TestAPlanIsSentBackAndSubmittedAgain(t *testing.T) {
	s := launched(t)
	s.do(lead, SubmitPlan{Plan: lawfulPlan(s.now)})
	if task := s.test.Tasks()[0]; task.Kind != TaskAgree || task.Owner != "officer" || task.Due != "2026-02-09" {
		t.Errorf("got %+v, want the LWO to answer in five working days", task)
	}
	s.refuse(officer, SendBackPlan{}, Invalid, "reason")
	s.refuse(officer, SendBackPlan{Reason: long()}, Invalid, "reason")
	s.do(officer, SendBackPlan{Reason: words("who opens the doors?")})
	if got := s.told(NoticeSentBack); len(got) != 1 || got[0] != "lead" || s.notices[len(s.notices)-1].Reason != words("who opens the doors?") {
		t.Errorf("sent back: told %v", s.notices)
	}
	first := s.test.Tasks()[0]
	s.do(lead, SubmitPlan{Plan: lawfulPlan(s.now)})
	s.do(officer, SendBackPlan{Reason: words("and closes them?")})
	if second := s.test.Tasks()[0]; second.Key == first.Key {
		t.Errorf("the plan was opened twice under the key %s", first.Key)
	}
	s.do(lead, SubmitPlan{Plan: lawfulPlan(s.now)})
	s.do(officer, AgreePlan{})
	if c := s.test.Cycle(); c.Submitted != 3 || len(c.Steps) != 1 {
		t.Errorf("cycle %+v", c)
	}
	s.verify()
}

func TestPredictionsAreSealedOnAgreement(t *testing.T) {
	s := reached(t, StageAgree)
	if s.test.Cycle().Predictions != "" {
		t.Error("sealed before it was agreed")
	}
	s.do(officer, AgreePlan{})
	sealed := s.test.Cycle().Predictions
	if sealed != lawfulPlan(monday).Seal() || len(sealed) != 64 {
		t.Errorf("sealed as %q", sealed)
	}
	other := lawfulPlan(s.now)
	other.Questions[0].Prediction = words("14 of 20, as it turned out")
	if other.Seal() == sealed {
		t.Error("another prediction has the same seal")
	}
	other = lawfulPlan(s.now)
	other.Questions[0].Question, other.Questions[0].Prediction = other.Questions[0].Prediction, other.Questions[0].Question
	if other.Seal() == sealed {
		t.Error("question and prediction changed places under the same seal")
	}
	// From here to the end of the cycle nothing puts another plan in its place.
	for _, stage := range []Stage{StageDo, StageStudy, StageAct, StageDecide, StageFollowUp} {
		s := reached(t, stage)
		for _, c := range []TestCommand{SubmitPlan{Plan: other}, SendBackPlan{Reason: words("again")}, AgreePlan{}} {
			s.refuse(officer, c, WrongStage, "")
		}
		if s.test.Cycle().Predictions != sealed {
			t.Errorf("%s: sealed as %q", stage, s.test.Cycle().Predictions)
		}
	}
}

func TestDoIsDueAfterItsLastDay(t *testing.T) {
	s := launched(t)
	plan := lawfulPlan(s.now)
	plan.Collections = []Collection{{Measure: "waste", Who: "helper", First: "2026-02-09", EveryDays: 7, Until: "2026-03-02"}}
	s.do(lead, SubmitPlan{Plan: plan})
	s.do(officer, AgreePlan{})
	if s.test.Due != "2026-03-09" {
		t.Errorf("Do is due %s, want five working days after 2 March", s.test.Due)
	}
	if got := s.told(NoticeTask); len(got) != 3 { // the step, the collection, Do itself
		t.Errorf("told %v", got)
	}
}

// A plan that lay with the LWO past its days can be agreed all the same.
func TestAPlanAgreedLate(t *testing.T) {
	s := launched(t)
	plan := lawfulPlan(s.now)
	plan.Steps = append(plan.Steps, PlannedStep{What: words("Sweep"), Who: "helper", Due: "2026-02-03", Repeat: &Recurrence{1, "2026-02-05"}})
	s.do(lead, SubmitPlan{Plan: plan})
	s.until(at("2026-02-20 15:00"))
	s.do(officer, AgreePlan{})
	s.until(at("2026-02-20 15:01"))
	if step := s.test.Cycle().Steps[1]; step.Status != StepIsEnded || step.Missed != 3 {
		t.Errorf("got %+v, want three occurrences missed", step)
	}
	s.toStudy()
	s.verify()
}

// The words of a plan stand twice in the state once it is agreed: beside each
// step stands what became of it. Points that came meanwhile may leave no room.
func TestAPlanTooLargeToAgreeIsRefused(t *testing.T) {
	s := launchedHeavy(t)
	s.fill(lead, 100, func(n int) TestCommand { return heavy(s, 1, n, 300, 1) })
	s.do(helper, noted("2026-01-31", 1_500, 20))
	refused := s.refuse(officer, AgreePlan{}, Invalid, "")
	if !strings.Contains(refused.Message, "do or drop open steps first") {
		t.Error(refused.Message)
	}
	s.do(officer, SendBackPlan{Reason: words("shorter, please")})
	s.toDo()
}
