package improvement

import (
	"fmt"
	"time"
)

// DataRequestRecorded is a request as it came in.
type DataRequestRecorded struct {
	Request  DataRequestForm `json:"request"`
	By       PersonID        `json:"by"`
	Terms    Terms           `json:"terms"`
	Calendar Calendar        `json:"calendar"`
	Due      Date            `json:"due"`
}

// DataRequestAcknowledged tells that the person heard that their request came.
type DataRequestAcknowledged struct {
	Due Date `json:"due"` // of the answer
}

// DataRequestExtended takes two further months.
type DataRequestExtended struct {
	Due    Date  `json:"due"`
	Reason Words `json:"reason"`
}

// DataRequestClosed says what was done.
type DataRequestClosed struct {
	Done Words `json:"done"`
}

// DataRequestTimePassed is what time alone brought.
type DataRequestTimePassed struct {
	To        time.Time  `json:"to"`
	Reminders []Reminder `json:"reminders,omitempty"`
}

// EventName is the wire name.
func (*DataRequestRecorded) EventName() string { return "data-request-recorded" }

// EventName is the wire name.
func (*DataRequestAcknowledged) EventName() string { return "data-request-acknowledged" }

// EventName is the wire name.
func (*DataRequestExtended) EventName() string { return "data-request-extended" }

// EventName is the wire name.
func (*DataRequestClosed) EventName() string { return "data-request-closed" }

// EventName is the wire name.
func (*DataRequestTimePassed) EventName() string { return "data-request-time-passed" }

// Sentence tells it.
func (e *DataRequestRecorded) Sentence(Names) string {
	what := map[DataRequestKind]string{
		AccessRequest: "a request for access", ErasureRequest: "a request for erasure",
		CorrectionRequest: "a request for correction", DataComplaint: "a data-protection complaint",
	}[e.Request.Kind]
	return fmt.Sprintf("recorded %s, received on %s", what, e.Request.Received.Plain())
}

// Sentence tells it.
func (e *DataRequestAcknowledged) Sentence(Names) string {
	return "acknowledged the request; it is to be answered by " + e.Due.Plain()
}

// Sentence tells it.
func (e *DataRequestExtended) Sentence(Names) string {
	return "extended the request until " + e.Due.Plain()
}

// Sentence tells it.
func (*DataRequestClosed) Sentence(Names) string { return "answered and closed the request" }

// Sentence tells it.
func (e *DataRequestTimePassed) Sentence(Names) string { return remindedSentence(e.Reminders) }
