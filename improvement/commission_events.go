package improvement

import (
	"fmt"
	"time"
)

// Commissioned begins a commission.
type Commissioned struct {
	Charter  CommissionCharter `json:"charter"`
	By       PersonID          `json:"by"`
	LWO      PersonID          `json:"lwo"`
	Terms    Terms             `json:"terms"`
	Calendar Calendar          `json:"calendar"`
}

// CommissionRescheduled moves its day.
type CommissionRescheduled struct {
	Due    Date  `json:"due"`
	Reason Words `json:"reason"`
}

// CommissionWithdrawn takes it back.
type CommissionWithdrawn struct {
	Reason Words `json:"reason"`
}

// CommissionFulfilled closes it with the test that was launched for it.
type CommissionFulfilled struct {
	Test SubjectID `json:"test"`
}

// CommissionHandedOver gives the LWO's part to another.
type CommissionHandedOver struct {
	From   PersonID `json:"from"`
	To     PersonID `json:"to"`
	Reason Words    `json:"reason"`
}

// CommissionTimePassed is what time alone brought.
type CommissionTimePassed struct {
	To        time.Time  `json:"to"`
	Reminders []Reminder `json:"reminders,omitempty"`
}

// EventName is the wire name.
func (*Commissioned) EventName() string { return "commissioned" }

// EventName is the wire name.
func (*CommissionRescheduled) EventName() string { return "commission-rescheduled" }

// EventName is the wire name.
func (*CommissionWithdrawn) EventName() string { return "commission-withdrawn" }

// EventName is the wire name.
func (*CommissionFulfilled) EventName() string { return "commission-fulfilled" }

// EventName is the wire name.
func (*CommissionHandedOver) EventName() string { return "commission-handed-over" }

// EventName is the wire name.
func (*CommissionTimePassed) EventName() string { return "commission-time-passed" }

// Sentence tells it.
func (e *Commissioned) Sentence(n Names) string {
	return fmt.Sprintf("commissioned %s to begin a test by %s", n.Body(e.Charter.Group), e.Charter.Due.Plain())
}

// Sentence tells it.
func (e *CommissionRescheduled) Sentence(Names) string {
	return "moved the commission to " + e.Due.Plain()
}

// Sentence tells it.
func (*CommissionWithdrawn) Sentence(Names) string { return "withdrew the commission" }

// Sentence tells it.
func (e *CommissionFulfilled) Sentence(Names) string {
	return "The test " + e.Test.ID() + " was launched for it"
}

// Sentence tells it.
func (e *CommissionHandedOver) Sentence(n Names) string {
	return fmt.Sprintf("handed the tasks of %s over to %s", n.Person(e.From), n.Person(e.To))
}

// Sentence tells it.
func (e *CommissionTimePassed) Sentence(Names) string { return remindedSentence(e.Reminders) }
