package improvement

import (
	"slices"
	"time"
)

// CurrentRules is the version of the rules that new runs decide by.
const CurrentRules = rulesWithCosts

// rulesWithCosts is the version from which on a study marks every anticipated outcome,
// and a proposal says what its cycle took.
const rulesWithCosts = 2

// TestCommand is something a person does to a test of change.
type TestCommand interface {
	// CommandName is the wire name, and the name of the workflow's update.
	CommandName() string
	// People lists those whom the command names; they must be on record.
	People() []PersonID
	decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error)
}

// Launch gives the first event of a test, or an *Error. The terms and the
// calendar stay with it.
func Launch(c Charter, facts CharterFacts, terms Terms, calendar Calendar, who Actor, now time.Time) ([]Event, error) {
	if !who.Is(c.LMG, LWO) {
		return nil, notAllowed("Only a Locality Wellbeing Officer of %s launches a test of change there.", clip(string(c.LMG)))
	}
	if err := who.mayAct(); err != nil {
		return nil, err
	}
	c, err := c.chosen(facts.Outcomes)
	if err := firstOf(err, c.check(facts, now)); err != nil {
		return nil, err
	}
	due := calendar.Add(DateOf(now), terms.Plan)
	return []Event{&Launched{Charter: c, LWO: who.Person, Terms: terms, Calendar: calendar, Rules: CurrentRules, Due: due}}, nil
}

// Decide checks a command against the test and gives its events, or an *Error.
func (t *TestOfChange) Decide(c TestCommand, who Actor, now time.Time) ([]Event, error) {
	if t.Closed() && !AfterClosing(c) {
		return nil, t.isClosed()
	}
	if err := who.mayAct(); err != nil {
		return nil, err
	}
	events, err := c.decide(t, who, now)
	if err == nil {
		err = t.bears(events, now)
	}
	if err != nil {
		return nil, err
	}
	return events, nil
}

func (t *TestOfChange) isClosed() error {
	return wrongStage("This test was closed on %s. Nothing more can be filed to it.", DateOf(t.ClosedAt).Plain())
}

// at refuses a command in another stage, or while the test is paused.
func (t *TestOfChange) at(doing string, stages ...Stage) error {
	if t.Paused != nil {
		return wrongStage("This test is paused until %s. Resume it first.", t.Paused.Until.Plain())
	}
	if !slices.Contains(stages, t.Stage) {
		return wrongStage("You cannot %s now: %s.", doing, t.Stage.stands())
	}
	return nil
}

// stands says how far a test is that is in a stage.
func (s Stage) stands() string {
	return map[Stage]string{
		StagePlan: "its plan is still to be written", StageAgree: "its plan waits for the Locality Wellbeing Officer", StageDo: "the plan is being carried out",
		StageStudy: "what came of it is being studied", StageAct: "what is proposed next is still to be said", StageDecide: "the LMG is deciding",
		StageBegin: "its next cycle is still to begin", StageFollowUp: "it is being followed up", StageClosed: "it is closed",
	}[s]
}

// dueIn is a day so many working days from now.
func (t *TestOfChange) dueIn(days int, now time.Time) Date {
	return t.Calendar.Add(DateOf(now), days)
}

// SubmitPlan hands the plan of the cycle to the LWO.
type SubmitPlan struct {
	Plan Plan `json:"plan"`
}

// AgreePlan agrees the plan: its predictions are sealed and Do begins.
type AgreePlan struct{}

// SendBackPlan returns the plan to the lead.
type SendBackPlan struct {
	Reason Words `json:"reason"`
}

// CommandName is the wire name.
func (SubmitPlan) CommandName() string { return "plan" }

// CommandName is the wire name.
func (AgreePlan) CommandName() string { return "agree-plan" }

// CommandName is the wire name.
func (SendBackPlan) CommandName() string { return "send-back" }

// People lists who has a step or collects data.
func (c SubmitPlan) People() []PersonID {
	var people []PersonID
	for _, s := range c.Plan.Steps {
		people = append(people, s.Who)
	}
	for _, d := range c.Plan.Collections {
		people = append(people, d.Who)
	}
	return people
}

// People lists nobody.
func (AgreePlan) People() []PersonID { return nil }

// People lists nobody.
func (SendBackPlan) People() []PersonID { return nil }

func (c SubmitPlan) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(t.mayLead(who), t.at("submit a plan", StagePlan), c.Plan.check(t, now)); err != nil {
		return nil, err
	}
	return []Event{&PlanSubmitted{Plan: c.Plan, Due: t.dueIn(t.Terms.Agree, now)}}, nil
}

func (AgreePlan) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(t.mayGuide(who), t.at("agree a plan", StageAgree)); err != nil {
		return nil, err
	}
	return []Event{t.agree(t.Cycle().Plan, now)}, nil
}

// agree is the agreement to a plan.
func (t *TestOfChange) agree(plan *Plan, now time.Time) *PlanAgreed {
	planned := Cycle{Steps: plan.steps(t.Cycle().Number, Moment(now))}
	last := max(planned.lastDay(), DateOf(now))
	return &PlanAgreed{Predictions: plan.Seal(), Due: t.Calendar.Add(last, t.Terms.Finish)}
}

func (c SendBackPlan) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	err := firstOf(
		t.mayGuide(who), t.at("send a plan back", StageAgree),
		required("reason", c.Reason, "Say what the plan still needs."),
	)
	if err != nil {
		return nil, err
	}
	return []Event{&PlanSentBack{Reason: c.Reason, Due: t.dueIn(t.Terms.Plan, now)}}, nil
}

// FinishDo closes Do: carried out as planned or not, and what was not planned.
type FinishDo struct {
	AsPlanned bool  `json:"as_planned"`
	Unplanned Words `json:"unplanned,omitzero"`
}

// EndDoEarly ends Do with a reason, at once where someone could be harmed.
type EndDoEarly struct {
	Reason Words `json:"reason"`
	Harm   bool  `json:"harm,omitempty"`
}

// FileStudy sets what happened beside what was predicted.
type FileStudy struct {
	Study Study `json:"study"`
}

// ProposeNext proposes to adapt, adopt or abandon.
type ProposeNext struct {
	Act Act `json:"act"`
}

// BeginCycle begins a further cycle that the LMG granted ahead.
type BeginCycle struct{}

// TakeToLMG takes a proposal to the LMG although a cycle was granted ahead.
type TakeToLMG struct{}

// CheckGain says whether an adopted gain held.
type CheckGain struct {
	Held string `json:"held"` // yes, partly or no
	Says Words  `json:"says"`
}

// CommandName is the wire name.
func (FinishDo) CommandName() string { return "finish-do" }

// CommandName is the wire name.
func (EndDoEarly) CommandName() string { return "end-do-early" }

// CommandName is the wire name.
func (FileStudy) CommandName() string { return "study" }

// CommandName is the wire name.
func (ProposeNext) CommandName() string { return "act" }

// CommandName is the wire name.
func (BeginCycle) CommandName() string { return "begin-cycle" }

// CommandName is the wire name.
func (TakeToLMG) CommandName() string { return "take-to-lmg" }

// CommandName is the wire name.
func (CheckGain) CommandName() string { return "check-gain" }

// People lists nobody.
func (FinishDo) People() []PersonID { return nil }

// People lists nobody.
func (EndDoEarly) People() []PersonID { return nil }

// People lists nobody.
func (FileStudy) People() []PersonID { return nil }

// People lists nobody.
func (ProposeNext) People() []PersonID { return nil }

// People lists nobody.
func (BeginCycle) People() []PersonID { return nil }

// People lists nobody.
func (TakeToLMG) People() []PersonID { return nil }

// People lists nobody.
func (CheckGain) People() []PersonID { return nil }

func (c FinishDo) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(t.mayLead(who), t.at("finish Do", StageDo)); err != nil {
		return nil, err
	}
	if open := t.blocking(); len(open) > 0 {
		ids := make([]string, len(open))
		for i, id := range open {
			ids[i] = string(id)
		}
		return nil, wrongStage("%s still open: %s. Mark each as done, or drop it with a reason.", areIs(len(open), "step"), list(ids))
	}
	ask := "It was not carried out as planned. Say what was different."
	if !c.AsPlanned {
		if err := required("unplanned", c.Unplanned, ask); err != nil {
			return nil, err
		}
	}
	if err := bounded("unplanned", c.Unplanned); err != nil {
		return nil, err
	}
	do := Do{AsPlanned: c.AsPlanned, Unplanned: c.Unplanned, At: Moment(now)}
	return []Event{&DoFinished{Do: do, Due: t.dueIn(t.Terms.Study, now)}}, nil
}

func (c EndDoEarly) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	err := firstOf(
		t.mayGuide(who),
		required("reason", c.Reason, "Say why it ends early."),
	)
	if err != nil {
		return nil, err
	}
	if t.Stage != StageDo { // a pause does not hold this up: it may be about harm
		return nil, wrongStage("You cannot end Do now: %s.", t.Stage.stands())
	}
	do := Do{EndedEarly: true, Reason: c.Reason, Harm: c.Harm, At: Moment(now)}
	finished := &DoFinished{Do: do, Due: t.dueIn(t.Terms.Study, now)}
	if t.Paused != nil {
		return []Event{t.resumed(now), finished}, nil
	}
	return []Event{finished}, nil
}

func (c FileStudy) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(t.mayLead(who), t.at("file a study", StageStudy)); err != nil {
		return nil, err // before the plan is looked at: there may be none yet
	}
	if err := c.Study.check(t, t.Cycle().Plan); err != nil {
		return nil, err
	}
	study := c.Study
	study.At = Moment(now)
	return []Event{&Studied{Study: study, Due: t.dueIn(t.Terms.Act, now)}}, nil
}

func (c ProposeNext) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	act := c.Act
	if act.Direction == Adapt && act.Cycles == 0 {
		act.Cycles = 1
	}
	if err := firstOf(t.mayLead(who), t.at("propose what happens next", StageAct), act.check(now), act.checkTook(t)); err != nil {
		return nil, err
	}
	act.At = Moment(now)
	if t.granted(act, now) {
		return []Event{&NextProposed{Act: act, Granted: true, Due: t.dueIn(t.Terms.Begin, now)}}, nil
	}
	return []Event{&NextProposed{Act: act}}, nil
}

// granted tells whether the LMG allowed this further cycle ahead: to adapt, in
// the scope and at the cost that it knew.
func (t *TestOfChange) granted(act Act, now time.Time) bool {
	g := t.Grant
	return act.Direction == Adapt && !act.WiderScope && !act.MoreCost &&
		g != nil && g.Left > 0 && (g.Until == "" || DateOf(now) <= g.Until)
}

func (BeginCycle) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(t.mayGuide(who), t.at("begin a further cycle", StageBegin)); err != nil {
		return nil, err
	}
	if !t.granted(*t.Cycle().Act, now) {
		return nil, wrongStage("The LMG's leave to begin further cycles ended on %s. Take the proposal to the LMG.", t.Grant.Until.Plain())
	}
	return []Event{&CycleBegun{Due: t.dueIn(t.Terms.Plan, now)}}, nil
}

func (TakeToLMG) decide(t *TestOfChange, who Actor, _ time.Time) ([]Event, error) {
	if err := firstOf(t.mayGuide(who), t.at("take this to the LMG", StageBegin)); err != nil {
		return nil, err
	}
	return []Event{&TakenToLMG{}}, nil
}

func (c CheckGain) decide(t *TestOfChange, who Actor, _ time.Time) ([]Event, error) {
	err := firstOf(
		t.mayLead(who), t.at("check the gain", StageFollowUp),
		required("says", c.Says, "Say what you saw when you looked again."),
	)
	if err != nil {
		return nil, err
	}
	if t.GainCheck == nil || !t.GainCheck.At.IsZero() {
		return nil, wrongStage("There is no gain of this test left to check.")
	}
	if !slices.Contains([]string{"yes", "partly", "no"}, c.Held) {
		return nil, invalid("held", "%q does not say whether the gain held. Use yes, partly or no.", clip(c.Held))
	}
	return []Event{&GainChecked{Held: c.Held, Says: c.Says}}, nil
}
