package improvement

import (
	"encoding/json"
	"fmt"
	"time"
)

// Lifecycle is what workflows need of an aggregate that lives through time.
type Lifecycle interface {
	// Apply folds one entry of the journal.
	Apply(Entry)
	// Filing prepares the events for the record; the state stays as it is.
	Filing(command CommandID, by PersonID, now time.Time, events []Event) (Filing, error)
	// NextMoment is when time alone next changes something; zero where it never does.
	NextMoment() time.Time
	// PassTime gives what has fallen due by now, or nothing.
	PassTime(now time.Time) []Event
	// Closed tells that nothing is left to do.
	Closed() bool
}

// Roots are the kinds of lifecycle that are started by themselves, and started again
// from the record. An approval comes with the lifecycle that asked for it.
func Roots() []Kind {
	return []Kind{KindTest, KindRound, KindCommission, KindReview, KindNewsletter, KindDataRequest}
}

// ClosedOn is the day on which a lifecycle closed, by its state; empty where it is open.
func ClosedOn(kind Kind, state json.RawMessage) (Date, error) {
	var closed bool
	var at time.Time
	switch kind {
	case KindTest:
		t, err := RestoreTest(state)
		if err != nil {
			return "", err
		}
		closed, at = t.Closed(), t.ClosedAt
	case KindApproval:
		a, err := RestoreApproval(state)
		if err != nil {
			return "", err
		}
		if closed = a.Closed(); closed {
			at = a.Result.At
		}
	case KindRound:
		p, err := RestoreRound(state)
		if err != nil {
			return "", err
		}
		closed, at = p.Closed(), p.ClosedAt
	case KindCommission:
		c, err := RestoreCommission(state)
		if err != nil {
			return "", err
		}
		closed, at = c.Closed(), c.ClosedAt
	case KindDataRequest:
		d, err := RestoreDataRequest(state)
		if err != nil {
			return "", err
		}
		closed, at = d.Closed(), d.ClosedAt
	case KindReview:
		r, err := RestoreReview(state)
		if err != nil {
			return "", err
		}
		closed, at = r.Closed(), r.ClosedAt
	case KindNewsletter:
		i, err := RestoreIssue(state)
		if err != nil {
			return "", err
		}
		closed, at = i.Closed(), i.ClosedAt
	default:
		return "", fmt.Errorf("improvement: a %s is no lifecycle", kind)
	}
	if !closed {
		return "", nil
	}
	return DateOf(at), nil
}
