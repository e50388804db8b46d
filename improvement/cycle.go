package improvement

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Question is what a cycle wants to learn, with what the group expects.
type Question struct {
	Question   Words     `json:"question"`
	Prediction Words     `json:"prediction"`
	Measure    MeasureID `json:"measure,omitempty"` // that will answer it
}

// Collection says how data come in: which measure, who, how often, until when.
type Collection struct {
	Measure   MeasureID `json:"measure"`
	Who       PersonID  `json:"who"`
	Where     Words     `json:"where,omitzero"`
	First     Date      `json:"first"`
	EveryDays int       `json:"every_days"`
	Until     Date      `json:"until"`
}

// Plan is the Plan part of the IHI PDSA worksheet.
type Plan struct {
	Objective   Words         `json:"objective"`
	Questions   []Question    `json:"questions"`
	Steps       []PlannedStep `json:"steps"`
	Collections []Collection  `json:"collections,omitempty"`
}

// Do is how the plan was carried out.
type Do struct {
	AsPlanned  bool      `json:"as_planned"`
	Unplanned  Words     `json:"unplanned,omitzero"` // what was not part of the plan: problems, surprises
	EndedEarly bool      `json:"ended_early,omitempty"`
	Reason     Words     `json:"reason,omitzero"`
	Harm       bool      `json:"harm,omitempty"` // someone could have been harmed
	At         time.Time `json:"at"`
}

// Answer sets what happened beside one prediction.
type Answer struct {
	Question int    `json:"question"` // from 1, as in the plan
	Happened Words  `json:"happened"`
	AsFound  string `json:"as_found"` // as-predicted, partly, otherwise
}

// Analysis is what a person reads from one measure's points.
type Analysis struct {
	Measure MeasureID `json:"measure"`
	Says    Words     `json:"says"`
}

// Rating is a self-evaluation against one quality indicator, 1 (unsatisfactory)
// to 6 (excellent).
type Rating struct {
	Indicator Words `json:"indicator"`
	Score     int   `json:"score"`
	Because   Words `json:"because"`
}

// Study is the Study part of the worksheet.
type Study struct {
	Answers        []Answer      `json:"answers"`
	Analyses       []Analysis    `json:"analyses,omitempty"`
	Before         Words         `json:"before,omitzero"` // compared with before
	Learned        Words         `json:"learned"`
	SelfEvaluation []Rating      `json:"self_evaluation,omitempty"`
	Outcomes       []OutcomeMark `json:"outcomes,omitempty"` // how each anticipated one is seen
	At             time.Time     `json:"at,omitzero"`
}

// Direction is what the group proposes after a study.
type Direction string

// The directions.
const (
	Adapt   Direction = "adapt"
	Adopt   Direction = "adopt"
	Abandon Direction = "abandon"
)

// Act is the Act part of the worksheet: what is to happen next.
type Act struct {
	Direction Direction `json:"direction"`
	// Adapt: what changes next; how many further cycles are asked for (1 to 5), and
	// until when the LWO may begin them without returning.
	Changes Words `json:"changes,omitzero"`
	Cycles  int   `json:"cycles,omitempty"`
	Until   Date  `json:"until,omitempty"`
	// Adopt: how it is put in place, and how it will last.
	Implementation Words `json:"implementation,omitzero"`
	Sustain        Words `json:"sustain,omitzero"`
	// Abandon: why.
	Why Words `json:"why,omitzero"`
	// What the cycle took, beside what came of it.
	Costs        []Cost       `json:"costs,omitempty"`
	Consequences Words        `json:"consequences,omitzero"`
	Stories      []CycleStory `json:"stories,omitempty"`
	WiderScope   bool         `json:"wider_scope,omitempty"`
	MoreCost     bool         `json:"more_cost,omitempty"`
	At           time.Time    `json:"at,omitzero"`
}

// Decided is what the LMG decided on a cycle.
type Decided struct {
	Outcome    Verdict     `json:"outcome"`
	Approval   SubjectID   `json:"approval"`
	Conditions []Condition `json:"conditions,omitempty"`
	Reasons    []Words     `json:"reasons,omitempty"`
	At         time.Time   `json:"at"`
}

// Cycle is one turn of Plan, Do, Study, Act.
type Cycle struct {
	Number      int       `json:"number"`
	Began       time.Time `json:"began"`
	Plan        *Plan     `json:"plan,omitempty"`
	Submitted   int       `json:"submitted,omitempty"` // how often the plan was submitted
	Agreed      time.Time `json:"agreed,omitzero"`
	Predictions string    `json:"predictions,omitempty"` // seal of the questions and predictions, once agreed
	Steps       []Step    `json:"steps,omitempty"`
	Do          *Do       `json:"do,omitempty"`
	Study       *Study    `json:"study,omitempty"`
	Studies     int       `json:"studies,omitempty"` // how often Study was filed
	Act         *Act      `json:"act,omitempty"`
	Acts        int       `json:"acts,omitempty"`
	Requests    []Words   `json:"requests,omitempty"` // for more evidence, by the LMG
	Declined    []Words   `json:"declined,omitempty"` // the LMG's reasons
	Decided     *Decided  `json:"decided,omitempty"`
}

// seal hashes the questions with their predictions (SHA-256, hexadecimal), so
// that anyone can see they were not rewritten after the fact.
func seal(questions []Question) string {
	text, err := json.Marshal(questions)
	if err != nil {
		panic("improvement: questions as JSON: " + err.Error()) // plain fields only
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Seal is the seal of the plan's predictions as they stand.
func (p Plan) Seal() string { return seal(p.Questions) }

func (p Plan) check(t *TestOfChange, now time.Time) error {
	err := firstOf(
		required("objective", p.Objective, "The objective is empty. Say what this cycle is to find out."),
		listed("questions", len(p.Questions)), listed("steps", len(p.Steps)), listed("collections", len(p.Collections)),
	)
	if err != nil {
		return err
	}
	if len(p.Questions) == 0 {
		return invalid("questions", "There is no question. Ask at least one, and predict its answer.")
	}
	if len(p.Steps) == 0 {
		return invalid("steps", "There is no step. Plan at least one.")
	}
	for _, q := range p.Questions {
		if err := q.check(t); err != nil {
			return err
		}
	}
	for _, s := range p.Steps {
		if err := s.check("steps", now); err != nil {
			return err
		}
	}
	for _, c := range p.Collections {
		if err := c.check(t, now); err != nil {
			return err
		}
	}
	return nil
}

func (q Question) check(t *TestOfChange) error {
	return firstOf(
		required("questions.question", q.Question, "A question is empty. Write it, or leave it out."),
		required("questions.prediction", q.Prediction, "A question has no prediction. Write what you expect before you try it."),
		t.checkMeasure("questions.measure", q.Measure, q.Measure == ""),
	)
}

func (c Collection) check(t *TestOfChange, now time.Time) error {
	if c.Who == "" {
		return invalid("collections.who", "Nobody collects %s. Name the person who does.", c.Measure)
	}
	repeat := Recurrence{EveryDays: c.EveryDays, Until: c.Until}
	return firstOf(
		t.checkMeasure("collections.measure", c.Measure, false),
		checkDue("collections.first", c.First, now),
		repeat.check("collections", c.First),
		boundedLine("collections.where", c.Where),
	)
}

// steps makes the plan's steps and collections those of the cycle.
func (p Plan) steps(cycle int, at time.Time) []Step {
	var steps []Step
	add := func(planned PlannedStep, measure MeasureID) {
		id := StepID(fmt.Sprintf("%d.%d", cycle, len(steps)+1))
		steps = append(steps, Step{ID: id, PlannedStep: planned, Measure: measure, Status: StepOpen, Opened: at})
	}
	for _, s := range p.Steps {
		add(s, "")
	}
	for _, c := range p.Collections {
		planned := PlannedStep{Who: c.Who, Where: c.Where, Due: c.First, Repeat: &Recurrence{EveryDays: c.EveryDays, Until: c.Until}}
		add(planned, c.Measure)
	}
	return steps
}

// lastDay is the last day on which the cycle's Do has something due.
func (c Cycle) lastDay() Date {
	var last Date
	for _, s := range c.Steps {
		last = max(last, s.Due)
		if s.Repeat != nil {
			last = max(last, s.Repeat.Until)
		}
	}
	return last
}

func (s Study) check(t *TestOfChange, plan *Plan) error {
	if err := firstOf(
		required("learned", s.Learned, "This is empty. Say what was learned, whatever it was."),
		bounded("before", s.Before),
		listed("answers", len(s.Answers)), listed("analyses", len(s.Analyses)), listed("self_evaluation", len(s.SelfEvaluation)),
	); err != nil {
		return err
	}
	if err := s.checkAnswers(plan); err != nil {
		return err
	}
	for _, a := range s.Analyses {
		if err := firstOf(
			t.checkMeasure("analyses.measure", a.Measure, false),
			required("analyses.says", a.Says, "An analysis is empty. Say what the points show."),
		); err != nil {
			return err
		}
	}
	if err := s.checkOutcomes(t); err != nil {
		return err
	}
	for _, r := range s.SelfEvaluation {
		if r.Score < 1 || r.Score > 6 {
			return invalid("self_evaluation.score", "%d is not on the scale. Use 1 (unsatisfactory) to 6 (excellent).", r.Score)
		}
		if err := firstOf(
			required("self_evaluation.indicator", r.Indicator, "Say what this rating is of."),
			required("self_evaluation.because", r.Because, "Say what this rating rests on."),
		); err != nil {
			return err
		}
	}
	return nil
}

// Findings a prediction can meet.
var findings = []string{"as-predicted", "partly", "otherwise"}

func (s Study) checkAnswers(plan *Plan) error {
	answered := make([]bool, len(plan.Questions))
	for _, a := range s.Answers {
		if a.Question < 1 || a.Question > len(answered) {
			return invalid("answers.question", "The plan has no question %d. It has %d.", a.Question, len(answered))
		}
		if answered[a.Question-1] {
			return invalid("answers.question", "Question %d is answered twice. Answer each once.", a.Question)
		}
		answered[a.Question-1] = true
		if !slices.Contains(findings, a.AsFound) {
			return invalid("answers.as_found", "%q does not say how the prediction fared. Use as-predicted, partly or otherwise.", clip(a.AsFound))
		}
		if err := required("answers.happened", a.Happened, "Say what happened beside each prediction."); err != nil {
			return err
		}
	}
	if i := slices.Index(answered, false); i >= 0 {
		return invalid("answers", "Question %d has no answer. Set what happened beside each prediction.", i+1)
	}
	return nil
}

// MaxCycles is the most further cycles that one agreement may grant.
const MaxCycles = 5

func (a Act) check(now time.Time) error {
	err := firstOf(
		bounded("consequences", a.Consequences), checkCosts("costs", a.Costs),
		bounded("changes", a.Changes), bounded("implementation", a.Implementation),
		bounded("sustain", a.Sustain), bounded("why", a.Why),
	)
	if err != nil {
		return err
	}
	switch a.Direction {
	case Adapt:
		return a.checkAdapt(now)
	case Adopt:
		return firstOf(
			required("implementation", a.Implementation, "Say how it will be put in place."),
			required("sustain", a.Sustain, "Say how it will last."),
		)
	case Abandon:
		return required("why", a.Why, "Say why it is abandoned. What did not work is worth knowing.")
	}
	return invalid("direction", "%q is not a direction. Use adapt, adopt or abandon.", clip(string(a.Direction)))
}

func (a Act) checkAdapt(now time.Time) error {
	if err := required("changes", a.Changes, "Say what changes in the next cycle."); err != nil {
		return err
	}
	if a.Cycles < 1 || a.Cycles > MaxCycles {
		return invalid("cycles", "Ask for 1 to %d further cycles.", MaxCycles)
	}
	if a.Cycles > 1 || a.Until != "" {
		return checkDue("until", a.Until, now)
	}
	return nil
}
