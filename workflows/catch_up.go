package workflows

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// A process that is killed between a filing's commit and the end of its workflow
// task leaves a workflow that knows less than the record: where the engine died
// with it, the update is forgotten. The next filing brings it up to date; but a
// command that is lawful on the record and not on what the workflow knows is
// refused before it files. So whoever meets such a refusal, and every worker as it
// starts, tells the workflow which version the record has come to.

// learn installs the update that tells of a version on record. Where the workflow
// knows it, the update is refused and leaves nothing in the history.
func (l *lifecycle) learn(ctx workflow.Context) error {
	handle := func(ctx workflow.Context, _ OnRecord) (Receipt, error) {
		if err := l.catchUp(ctx); err != nil {
			return Receipt{}, err
		}
		return Receipt{Subject: l.subject, Version: l.version, Filed: true}, nil
	}
	validate := func(_ workflow.Context, m OnRecord) error {
		if m.Version <= l.version || l.version == 0 {
			return l.refusal(improvement.Refuse(improvement.Conflict, "", "Nothing was missed."))
		}
		return nil
	}
	return workflow.SetUpdateHandlerWithOptions(ctx, CatchUpUpdate, handle, workflow.UpdateHandlerOptions{Validator: validate})
}

// catchUp applies what is on record beyond what the workflow knows.
func (l *lifecycle) catchUp(ctx workflow.Context) error {
	if err := l.lock.Lock(ctx); err != nil {
		return err
	}
	defer l.lock.Unlock()
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{ScheduleToCloseTimeout: 5 * time.Second, StartToCloseTimeout: 5 * time.Second})
	var missed activities.JournalReply
	ask := activities.JournalRequest{Subject: l.subject, After: l.version}
	err := workflow.ExecuteLocalActivity(ctx, activities.Journal, ask).Get(ctx, &missed)
	if err != nil && !temporal.IsCanceledError(err) {
		err = workflow.ExecuteActivity(patiently(ctx, "catch up once the record answers"), activities.Journal, ask).Get(ctx, &missed)
	}
	if err == nil {
		l.apply(missed.Entries)
	}
	return err
}

// refusedAt is a refusal with the version of the subject that it was decided on.
type refusedAt struct {
	refusal *improvement.Error
	version int
}

func (r *refusedAt) Error() string { return r.refusal.Error() }

func (r *refusedAt) Unwrap() error { return r.refusal }

// CatchUp tells a lifecycle which version the record has come to, and whether it
// had missed something.
func (s *Sender) CatchUp(ctx context.Context, subject improvement.SubjectID, version int) (bool, error) {
	id := improvement.CommandID(fmt.Sprintf("%s/%d", CatchUpUpdate, version))
	_, err := s.update(ctx, subject, id, CatchUpUpdate, OnRecord{Version: version})
	var refused *refusedAt
	if errors.As(err, &refused) {
		return false, nil
	}
	return err == nil, err
}

// caughtUp tells that a command failed because its workflow was behind the record,
// and no longer is. One that is on record although nobody confirmed it may have
// left its workflow behind, too.
func (s *Sender) caughtUp(ctx context.Context, subject improvement.SubjectID, id improvement.CommandID, failed error) bool {
	version, _, err := s.reader.State(ctx, subject)
	if err != nil {
		return false
	}
	var refused *refusedAt
	if errors.As(failed, &refused) {
		if version <= refused.version {
			return false
		}
	} else if _, filed := s.onRecord(ctx, subject, id); !filed {
		return false
	}
	missed, err := s.CatchUp(ctx, subject, version)
	return err == nil && missed
}
