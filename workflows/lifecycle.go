package workflows

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// errStartAfresh asks the story to continue as new: the history has grown long.
var errStartAfresh = errors.New("continue as new")

// lifecycle is what every story shares: one command at a time, each filed before
// it counts; one timer for whatever falls due next.
type lifecycle struct {
	improvement.Lifecycle
	subject improvement.SubjectID
	version int
	size    int       // of the state as last filed, in bytes
	next    time.Time // when time alone next changes something
	clock   improvement.Clock
	lock    workflow.Mutex
	alarm   alarm
}

func newLifecycle(ctx workflow.Context, subject improvement.SubjectID, state improvement.Lifecycle, clock improvement.Clock) *lifecycle {
	return &lifecycle{Lifecycle: state, subject: subject, clock: clock, lock: workflow.NewMutex(ctx)}
}

// now is the record's time.
func (l *lifecycle) now(ctx workflow.Context) time.Time { return l.clock.Now(workflow.Now(ctx)) }

// decider runs a pure command against the state.
type decider func(now time.Time) ([]improvement.Event, error)

// file decides and files until the command is on record. Where others came first
// their entries are applied and the command is decided again: so a crash after
// the commit, a replayed task and a late duplicate all end in the same state.
// An accepted command is filed even if the workflow is cancelled meanwhile. It
// gives what is on record beyond what was known.
func (l *lifecycle) file(ctx workflow.Context, command improvement.CommandID, by improvement.PersonID, decide decider) ([]improvement.Entry, error) {
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	if err := l.lock.Lock(ctx); err != nil {
		return nil, err
	}
	defer l.lock.Unlock()
	return l.fileLocked(ctx, command, by, decide)
}

func (l *lifecycle) fileLocked(ctx workflow.Context, command improvement.CommandID, by improvement.PersonID, decide decider) ([]improvement.Entry, error) {
	for {
		now := l.now(ctx)
		events, err := decide(now)
		if err != nil || len(events) == 0 {
			return nil, err
		}
		filing, err := l.Filing(command, by, now, events)
		if err != nil {
			return nil, err
		}
		filed, err := fileToRecord(ctx, filing)
		if err != nil {
			return nil, err
		}
		l.apply(filed.Entries)
		l.size = len(filing.State)
		if filed.Held {
			return filed.Entries, nil
		}
	}
}

func (l *lifecycle) apply(entries []improvement.Entry) {
	for _, entry := range entries {
		l.Apply(entry)
		l.version = entry.Version
	}
	l.next = l.NextMoment()
}

// fileToRecord files as a local activity for 5 s in all, then as a regular one
// without end: an outage of the database costs patience, nothing else.
func fileToRecord(ctx workflow.Context, f improvement.Filing) (improvement.Filed, error) {
	var filed improvement.Filed
	local := workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		ScheduleToCloseTimeout: 5 * time.Second,
		StartToCloseTimeout:    5 * time.Second,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: 100 * time.Millisecond, MaximumInterval: time.Second},
	})
	err := workflow.ExecuteLocalActivity(local, activities.File, f).Get(ctx, &filed)
	if err == nil || temporal.IsCanceledError(err) {
		return filed, err
	}
	workflow.GetLogger(ctx).Warn("The record does not answer; filing goes on until it does", "subject", f.Subject, "command", f.Command, "cause", err)
	err = workflow.ExecuteActivity(patiently(ctx, "file once the record answers"), activities.File, f).Get(ctx, &filed)
	return filed, err
}

// patiently has a regular activity try until the record answers.
func patiently(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 30 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: 10 * time.Second},
		Summary:             summary,
	})
}

// accept installs the update of one command. Its validator refuses a wrong
// command before anything is written; its handler decides again, under the lock.
func (l *lifecycle) accept(ctx workflow.Context, name string, rule func(Message, time.Time) ([]improvement.Event, error)) error {
	decide := func(m Message, now time.Time) ([]improvement.Event, error) {
		if err := improvement.FitsState(name, l.size, len(m.Command)); err != nil {
			return nil, err
		}
		return rule(m, now)
	}
	handle := func(ctx workflow.Context, m Message) (Receipt, error) {
		id := improvement.CommandID(workflow.GetCurrentUpdateInfo(ctx).ID)
		var decided []improvement.Event
		filed, err := l.file(ctx, id, m.Actor.Person, func(now time.Time) (_ []improvement.Event, err error) {
			decided, err = decide(m, now)
			return decided, err
		})
		if err != nil {
			return Receipt{}, l.refusal(err)
		}
		receipt := Receipt{Subject: l.subject, Version: l.version, Filed: true}
		switch found, own := lookUp(id, m.Actor.Person, decided, filed); {
		case !found: // filed by an earlier run: the journal tells what
		case !own:
			return Receipt{}, l.refusal(errTakenID)
		default:
			receipt.By, receipt.Command = m.Actor.Person, name
		}
		return receipt, nil
	}
	validate := func(ctx workflow.Context, m Message) error {
		if err := improvement.CheckCommandID(improvement.CommandID(workflow.GetCurrentUpdateInfo(ctx).ID)); err != nil {
			return l.refusal(err)
		}
		if l.version == 0 {
			return nil // the beginning is still being filed; the handler decides after it
		}
		_, err := decide(m, l.now(ctx))
		return l.refusal(err)
	}
	return workflow.SetUpdateHandlerWithOptions(ctx, name, handle, workflow.UpdateHandlerOptions{Validator: validate})
}

// errTakenID answers a command whose ID stands for another: another person's, or of
// another kind.
var errTakenID = &improvement.Error{Code: improvement.Conflict, Field: "command-id", Message: "This command ID was used for something else. Send yours with another."}

// lookUp tells whether a command is among what was filed, and whether it is that
// person's and did what was decided.
func lookUp(id improvement.CommandID, by improvement.PersonID, decided []improvement.Event, filed []improvement.Entry) (found, own bool) {
	for _, entry := range filed {
		if entry.Command != id {
			continue
		}
		found = true
		alike := func(e improvement.Event) bool { return e.EventName() == entry.Event.EventName() }
		own = own || entry.By == by && slices.ContainsFunc(decided, alike)
	}
	return found, own
}

// answer installs what serves the whole: the query that shows an operator the
// state, and the update that brings missed entries.
func (l *lifecycle) answer(ctx workflow.Context) error {
	if err := l.learn(ctx); err != nil {
		return err
	}
	return workflow.SetQueryHandler(ctx, StateQuery, func() (json.RawMessage, error) { return json.Marshal(l.Lifecycle) })
}

// refusal carries an *improvement.Error to the sender, word for word, with the
// version that it was decided on.
func (l *lifecycle) refusal(err error) error {
	refused, ok := improvement.Refusal(err)
	if !ok {
		return err
	}
	return temporal.NewNonRetryableApplicationError(refused.Error(), Refused, nil, refused, l.version)
}

// until waits for something that people do, and files what falls due meanwhile.
func (l *lifecycle) until(ctx workflow.Context, reached func() bool) error {
	return l.wait(ctx, reached, true)
}

// wait is until; where mayRestart is false the run goes on however long its
// history grows.
func (l *lifecycle) wait(ctx workflow.Context, reached func() bool, mayRestart bool) error {
	long := func() bool { return mayRestart && workflow.GetInfo(ctx).GetContinueAsNewSuggested() }
	for !reached() {
		if err := ctx.Err(); err != nil {
			return err // cancelled: the alarm rings at once, for nothing
		}
		if long() {
			return errStartAfresh
		}
		if !l.next.IsZero() && !l.next.After(l.now(ctx)) {
			if err := l.passTime(ctx); err != nil {
				return err
			}
			continue
		}
		l.alarm.arm(ctx, l.clock, l.now(ctx), l.next)
		if err := workflow.Await(ctx, func() bool {
			return reached() || l.alarm.rang() || l.alarm.tooLate(l.next) || long()
		}); err != nil {
			return err
		}
	}
	return nil
}

// passTime files what has fallen due. Its command is named by the moment, so
// that it is filed once whatever happens in between.
func (l *lifecycle) passTime(ctx workflow.Context) error {
	moment := improvement.CommandID(fmt.Sprintf("time/%d", l.next.UnixMicro()))
	_, err := l.file(ctx, moment, "", func(now time.Time) ([]improvement.Event, error) { return l.PassTime(now), nil })
	return err
}

// rest waits until no handler is at work, whether or not the run was cancelled.
func rest(ctx workflow.Context) error {
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	return workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) })
}
