package improvement

import (
	"slices"
	"time"
)

// StepStatus says how far a step has come.
type StepStatus string

// The states of a step.
const (
	StepOpen    StepStatus = "open"
	StepIsDone  StepStatus = "done"
	StepIsGone  StepStatus = "dropped"
	StepIsEnded StepStatus = "ended" // a recurring one past its last day
)

// Recurrence repeats a step every so many days until a day.
type Recurrence struct {
	EveryDays int  `json:"every_days"`
	Until     Date `json:"until"`
}

// PlannedStep is a step as planned: what, who, where, by when.
type PlannedStep struct {
	What   Words       `json:"what"`
	Who    PersonID    `json:"who"`
	Where  Words       `json:"where,omitzero"`
	Due    Date        `json:"due"`
	Repeat *Recurrence `json:"repeat,omitempty"`
}

// Step is a planned step, a collection of data, or a condition of the LMG, with
// what became of it.
type Step struct {
	ID StepID `json:"id"`
	PlannedStep
	Measure   MeasureID  `json:"measure,omitempty"`   // where it collects data: recording a point does it
	Condition bool       `json:"condition,omitempty"` // the LMG's condition
	Status    StepStatus `json:"status"`
	Opened    time.Time  `json:"opened"`
	Done      int        `json:"done,omitempty"`   // occurrences done
	Missed    int        `json:"missed,omitempty"` // occurrences that passed undone
	Had       []PersonID `json:"had,omitempty"`    // earlier owners
	Closed    time.Time  `json:"closed,omitzero"`
	ClosedBy  PersonID   `json:"closed_by,omitempty"`
}

func (s PlannedStep) check(field string, now time.Time) error {
	if err := firstOf(
		requiredLine(field+".what", s.What, "This step is empty. Say what will be done."),
		boundedLine(field+".where", s.Where),
		checkDue(field+".due", s.Due, now),
	); err != nil {
		return err
	}
	if s.Who == "" {
		return invalid(field+".who", "This step is nobody's. Name the person who does it.")
	}
	return s.Repeat.check(field, s.Due)
}

func (r *Recurrence) check(field string, due Date) error {
	if r == nil {
		return nil
	}
	if r.EveryDays < 1 || r.EveryDays > 366 {
		return invalid(field+".every_days", "Repeat every 1 to 366 days.")
	}
	if err := checkDay(field+".until", r.Until); err != nil {
		return err
	}
	if r.Until < due {
		return invalid(field+".until", "%s is before the first time, %s.", r.Until.Plain(), due.Plain())
	}
	if r.Until > due.AddDays(5*366) {
		return invalid(field+".until", "%s is more than five years away. Choose an earlier day.", r.Until.Plain())
	}
	return nil
}

// next is the day of the occurrence after the current one, if there is one.
func (s Step) next() (Date, bool) {
	if s.Repeat == nil {
		return "", false
	}
	day := s.Due.AddDays(s.Repeat.EveryDays)
	return day, day <= s.Repeat.Until
}

// mayOccur refuses an occurrence whose time has not come: until the day of the one
// before it has passed, marking it done is most likely a slip.
func (s Step) mayOccur(today Date) error {
	if s.Repeat == nil || s.Done+s.Missed == 0 || today > s.Due.AddDays(-s.Repeat.EveryDays) {
		return nil
	}
	return wrongStage("Step %s is done for now. Its next time is %s.", s.ID, s.Due.Plain())
}

// rollsAt is when a recurring step left undone moves to its next occurrence, or
// ends after its last.
func (s Step) rollsAt() time.Time {
	if next, more := s.next(); more {
		return next.Start()
	}
	return s.Repeat.Until.End()
}

// occurred moves a recurring step on, or closes it.
func (s *Step) occurred(status StepStatus, by PersonID, at time.Time) {
	if next, more := s.next(); more {
		s.Due = next
		return
	}
	s.Status, s.Closed, s.ClosedBy = status, at, by
}

// owned gives the step to a person and keeps who had it.
func (s *Step) owned(by PersonID) {
	if s.Who == by {
		return
	}
	s.Had = append(slices.Clone(s.Had), s.Who)
	s.Who = by
}

func (s Step) open() bool { return s.Status == StepOpen }
