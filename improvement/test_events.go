package improvement

import (
	"fmt"
	"time"
)

// Launched begins a test with its first cycle.
type Launched struct {
	Charter  Charter  `json:"charter"`
	LWO      PersonID `json:"lwo"`
	Terms    Terms    `json:"terms"`
	Calendar Calendar `json:"calendar"`
	Rules    int      `json:"rules"`
	Due      Date     `json:"due"` // of the plan
}

// CalendarRefreshed brings the holidays up to date.
type CalendarRefreshed struct {
	Calendar Calendar `json:"calendar"`
}

// PlanSubmitted hands a plan to the LWO.
type PlanSubmitted struct {
	Plan Plan `json:"plan"`
	Due  Date `json:"due"` // of the LWO's answer
}

// PlanSentBack returns the plan to the lead.
type PlanSentBack struct {
	Reason Words `json:"reason"`
	Due    Date  `json:"due"`
}

// PlanAgreed seals the predictions and begins Do.
type PlanAgreed struct {
	Predictions string `json:"predictions"` // SHA-256 of the questions with their predictions
	Due         Date   `json:"due"`         // of the end of Do
}

// StepDone is a step done, or one occurrence of it.
type StepDone struct {
	Step       StepID `json:"step"`
	Occurrence Date   `json:"occurrence"`
	Note       Words  `json:"note,omitzero"`
}

// StepAssigned gives a step to another person.
type StepAssigned struct {
	Step   StepID   `json:"step"`
	To     PersonID `json:"to"`
	Reason Words    `json:"reason"`
}

// StepRescheduled moves a step.
type StepRescheduled struct {
	Step     StepID `json:"step"`
	Due      Date   `json:"due"`
	Reason   Words  `json:"reason"`
	StageDue Date   `json:"stage_due,omitempty"` // of Do, which moves along
}

// StepDropped leaves a step out.
type StepDropped struct {
	Step   StepID `json:"step"`
	Reason Words  `json:"reason"`
}

// EvidenceFiled is an item of evidence.
type EvidenceFiled struct {
	Evidence Evidence `json:"evidence"`
	Cycle    int      `json:"cycle"`
}

// DoFinished closes Do, as planned, otherwise, or early.
type DoFinished struct {
	Do  Do   `json:"do"`
	Due Date `json:"due"` // of the study
}

// Studied sets results beside predictions.
type Studied struct {
	Study Study `json:"study"`
	Due   Date  `json:"due"` // of the proposal
}

// NextProposed proposes to adapt, adopt or abandon. Where it was granted ahead
// the LWO may begin the next cycle; otherwise the LMG decides.
type NextProposed struct {
	Act     Act  `json:"act"`
	Granted bool `json:"granted,omitempty"`
	Due     Date `json:"due,omitempty"`
}

// TakenToLMG takes a proposal that was granted ahead to the LMG all the same.
type TakenToLMG struct{}

// CycleBegun begins a further cycle that was granted ahead.
type CycleBegun struct {
	Due Date `json:"due"` // of its plan
}

// DecisionReached is what the LMG decided.
type DecisionReached struct {
	Approval SubjectID `json:"approval"`
	Result   Result    `json:"result"`
	Due      Date      `json:"due,omitempty"`       // of the stage it leads to
	CheckDue Date      `json:"check_due,omitempty"` // of the gain's check, where adopted
}

// GainChecked says whether an adopted gain held.
type GainChecked struct {
	Held string `json:"held"`
	Says Words  `json:"says"`
}

// TestPaused stops everything from falling due.
type TestPaused struct {
	Since  Date  `json:"since"`
	Until  Date  `json:"until"`
	Reason Words `json:"reason"`
}

// Resumed ends a pause; open due days move by so many working days.
type Resumed struct {
	Moved int       `json:"moved"`
	On    time.Time `json:"on"`
}

// TasksHandedOver gives a person's part to another.
type TasksHandedOver struct {
	From   PersonID `json:"from"`
	To     PersonID `json:"to"`
	Reason Words    `json:"reason"`
}

// TimePassed is what time alone brought: reminders, and occurrences of recurring
// steps that passed undone.
type TimePassed struct {
	To        time.Time  `json:"to"`
	Reminders []Reminder `json:"reminders,omitempty"`
	Missed    []StepID   `json:"missed,omitempty"`
}

// EventName is the wire name.
func (*Launched) EventName() string { return "launched" }

// EventName is the wire name.
func (*CalendarRefreshed) EventName() string { return "calendar-refreshed" }

// EventName is the wire name.
func (*PlanSubmitted) EventName() string { return "plan-submitted" }

// EventName is the wire name.
func (*PlanSentBack) EventName() string { return "plan-sent-back" }

// EventName is the wire name.
func (*PlanAgreed) EventName() string { return "plan-agreed" }

// EventName is the wire name.
func (*StepDone) EventName() string { return "step-done" }

// EventName is the wire name.
func (*StepAssigned) EventName() string { return "step-assigned" }

// EventName is the wire name.
func (*StepRescheduled) EventName() string { return "step-rescheduled" }

// EventName is the wire name.
func (*StepDropped) EventName() string { return "step-dropped" }

// EventName is the wire name.
func (*EvidenceFiled) EventName() string { return "evidence-filed" }

// EventName is the wire name.
func (*DoFinished) EventName() string { return "do-finished" }

// EventName is the wire name.
func (*Studied) EventName() string { return "studied" }

// EventName is the wire name.
func (*NextProposed) EventName() string { return "next-proposed" }

// EventName is the wire name.
func (*TakenToLMG) EventName() string { return "taken-to-lmg" }

// EventName is the wire name.
func (*CycleBegun) EventName() string { return "cycle-begun" }

// EventName is the wire name.
func (*DecisionReached) EventName() string { return "decision-reached" }

// EventName is the wire name.
func (*GainChecked) EventName() string { return "gain-checked" }

// EventName is the wire name.
func (*TestPaused) EventName() string { return "paused" }

// EventName is the wire name.
func (*Resumed) EventName() string { return "resumed" }

// EventName is the wire name.
func (*TasksHandedOver) EventName() string { return "tasks-handed-over" }

// EventName is the wire name.
func (*TimePassed) EventName() string { return "time-passed" }

// Sentence tells it.
func (e *Launched) Sentence(n Names) string {
	return fmt.Sprintf("launched the test in %s, with a plan due by %s", n.Body(e.Charter.Locality), e.Due.Plain())
}

// Sentence tells it.
func (*CalendarRefreshed) Sentence(Names) string {
	return "The calendar of holidays was brought up to date"
}

// Sentence tells it.
func (e *PlanSubmitted) Sentence(Names) string {
	parts := []string{count(len(e.Plan.Questions), "question"), count(len(e.Plan.Steps), "step")}
	if n := len(e.Plan.Collections); n > 0 {
		parts = append(parts, count(n, "collection")+" of data")
	}
	return "submitted the plan: " + list(parts)
}

// Sentence tells it.
func (*PlanSentBack) Sentence(Names) string { return "sent the plan back" }

// Sentence tells it.
func (e *PlanAgreed) Sentence(Names) string {
	return "agreed the plan and sealed its predictions (" + e.Predictions[:min(12, len(e.Predictions))] + ")"
}

// Sentence tells it.
func (e *StepDone) Sentence(Names) string { return "did step " + string(e.Step) }

// Sentence tells it.
func (e *StepAssigned) Sentence(n Names) string {
	return fmt.Sprintf("gave step %s to %s", e.Step, n.Person(e.To))
}

// Sentence tells it.
func (e *StepRescheduled) Sentence(Names) string {
	return fmt.Sprintf("moved step %s to %s", e.Step, e.Due.Plain())
}

// Sentence tells it.
func (e *StepDropped) Sentence(Names) string { return "dropped step " + string(e.Step) }

// Sentence tells it.
func (e *EvidenceFiled) Sentence(Names) string { return "filed evidence: " + string(e.Evidence.Kind) }

// Sentence tells it.
func (e *DoFinished) Sentence(Names) string {
	switch {
	case e.Do.Harm:
		return "ended Do at once, because someone could have been harmed"
	case e.Do.EndedEarly:
		return "ended Do early"
	case e.Do.AsPlanned:
		return "finished Do, as planned"
	}
	return "finished Do, not all as planned"
}

// Sentence tells it.
func (e *Studied) Sentence(Names) string {
	as := 0
	for _, a := range e.Study.Answers {
		if a.AsFound == "as-predicted" {
			as++
		}
	}
	return fmt.Sprintf("filed the study: %d of %s as expected", as, count(len(e.Study.Answers), "prediction"))
}

// Sentence tells it.
func (e *NextProposed) Sentence(Names) string { return "proposed to " + string(e.Act.Direction) }

// Sentence tells it.
func (*TakenToLMG) Sentence(Names) string { return "took the proposal to the LMG" }

// Sentence tells it.
func (*CycleBegun) Sentence(Names) string { return "began a further cycle, as the LMG had granted" }

// Sentence tells it.
func (e *DecisionReached) Sentence(Names) string {
	return "The LMG's decision: " + e.Result.Verdict.plain()
}

// Sentence tells it.
func (e *GainChecked) Sentence(Names) string {
	return map[string]string{
		"yes": "looked again: the gain held", "partly": "looked again: the gain held in part", "no": "looked again: the gain did not hold",
	}[e.Held]
}

// Sentence tells it.
func (e *TestPaused) Sentence(Names) string { return "paused the test until " + e.Until.Plain() }

// Sentence tells it.
func (e *Resumed) Sentence(Names) string {
	return "The test goes on; open due days moved by " + count(e.Moved, "working day")
}

// Sentence tells it.
func (e *TasksHandedOver) Sentence(n Names) string {
	return fmt.Sprintf("handed the tasks of %s over to %s", n.Person(e.From), n.Person(e.To))
}

// Sentence tells it.
func (e *TimePassed) Sentence(Names) string {
	if len(e.Reminders) == 0 && len(e.Missed) > 0 {
		return "Passed undone: " + count(len(e.Missed), "recurring step")
	}
	return remindedSentence(e.Reminders)
}
