package workflows

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// Start is the input of a root lifecycle: either its first entry, or its state to go on
// from.
type Start struct {
	Clock improvement.Clock `json:"clock"`

	First *improvement.Entry `json:"first,omitempty"` // decided by the sender; its version is 1

	State json.RawMessage `json:"state,omitempty"`
}

// setUp installs the handlers, and files the first entry or, in a further run, brings
// the holidays up to date where there is a refresh. It holds the lock meanwhile: an
// update that is already here waits for the beginning.
func (l *lifecycle) setUp(ctx workflow.Context, start Start, version int, listen func(workflow.Context) error, refresh func(improvement.Calendar) []improvement.Event) error {
	l.version, l.size, l.next = version, len(start.State), l.NextMoment()
	if err := l.lock.Lock(ctx); err != nil {
		return err
	}
	defer l.lock.Unlock()
	if err := listen(ctx); err != nil {
		return err
	}
	switch {
	case start.First != nil:
		return l.begin(ctx, start.First.Command, start.First.By, start.First.Event)
	case l.Closed() || refresh == nil: // it has no working days of its own
		return nil
	}
	return l.refreshHolidays(ctx, fmt.Sprint(version), refresh)
}

// begin files how a lifecycle begins, whether or not the run is cancelled meanwhile.
// Where it is on record from before this store of Temporal, the lifecycle goes on from
// what is there. The lock is held.
func (l *lifecycle) begin(ctx workflow.Context, command improvement.CommandID, by improvement.PersonID, first improvement.Event) error {
	disconnected, _ := workflow.NewDisconnectedContext(ctx)
	_, err := l.fileLocked(disconnected, command, by, func(time.Time) ([]improvement.Event, error) {
		if l.version > 0 {
			return nil, nil
		}
		return []improvement.Event{first}, nil
	})
	return err
}

// refreshHolidays brings the holidays up to date. run tells this run from another of the
// same day. The lock is held.
func (l *lifecycle) refreshHolidays(ctx workflow.Context, run string, refresh func(improvement.Calendar) []improvement.Event) error {
	calendar, known, err := l.holidays(ctx)
	if err != nil || !known {
		return err
	}
	command := improvement.CommandID(fmt.Sprintf("calendar/%s/%s", run, improvement.DateOf(l.now(ctx))))
	_, err = l.fileLocked(ctx, command, "", func(time.Time) ([]improvement.Event, error) { return refresh(calendar), nil })
	return err
}

// startAfresh continues as new from the state.
func (l *lifecycle) startAfresh(ctx workflow.Context, name string, state any) error {
	filed, err := stateOf(state)
	if err != nil {
		return err
	}
	return workflow.NewContinueAsNewError(ctx, name, Start{Clock: l.clock, State: filed})
}

// unreadable ends a workflow whose input nobody can read: no retry mends it.
func unreadable(err error) error {
	return temporal.NewNonRetryableApplicationError("the state cannot be read", "state", err)
}

// holidays reads those around today. Where they cannot be read, known is false: those in
// the state stand.
func (l *lifecycle) holidays(ctx workflow.Context) (calendar improvement.Calendar, known bool, err error) {
	ask := activities.HolidaysRequest{Day: improvement.DateOf(l.now(ctx))}
	local := workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{StartToCloseTimeout: 5 * time.Second})
	err = workflow.ExecuteLocalActivity(local, activities.Holidays, ask).Get(ctx, &calendar)
	if err != nil && !temporal.IsCanceledError(err) {
		workflow.GetLogger(ctx).Warn("The holidays cannot be read; those on record stand", "subject", l.subject, "cause", err)
		return calendar, false, nil
	}
	return calendar, err == nil, err
}
