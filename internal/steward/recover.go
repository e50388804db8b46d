package steward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// Starter starts lifecycles again. One that runs already is left alone.
type Starter interface {
	// Resume starts a test from its state on record and tells whether it had to.
	Resume(ctx context.Context, test *improvement.TestOfChange) (started bool, err error)
	// CatchUp tells a running lifecycle which version the record has come to, and
	// whether it had missed something.
	CatchUp(ctx context.Context, subject improvement.SubjectID, version int) (missed bool, err error)
	// Standing starts the workflows that live as long as the deployment.
	Standing(ctx context.Context) error
}

// Lists reads what is open, and its state.
type Lists interface {
	List(ctx context.Context, f improvement.Filter) ([]improvement.Listing, error)
	State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error)
}

// Recovered counts what a recovery did.
type Recovered struct {
	Started int `json:"started"`
	Running int `json:"running"` // left alone, but for those of them that had
	// missed what is on record
	CaughtUp int `json:"caught_up"`
}

// Recover starts every open test of change, and the standing workflows, from the
// record. An approval that is open comes back with its test.
func Recover(ctx context.Context, record Lists, starter Starter) (Recovered, error) {
	var done Recovered
	if err := starter.Standing(ctx); err != nil {
		return done, fmt.Errorf("start the standing workflows: %w", err)
	}
	open, err := record.List(ctx, improvement.Filter{Kind: improvement.KindTest, Open: true})
	if err != nil {
		return done, err
	}
	for _, listing := range open {
		_, state, err := record.State(ctx, listing.Subject)
		if err != nil {
			return done, err
		}
		test, err := improvement.RestoreTest(state)
		if err != nil {
			return done, fmt.Errorf("%s: %w", listing.Subject, err)
		}
		started, err := starter.Resume(ctx, test)
		if err != nil {
			return done, fmt.Errorf("%s: %w", listing.Subject, err)
		}
		if started {
			done.Started++
			continue
		}
		done.Running++
		if err := catchUpTest(ctx, record, starter, listing, test, &done.CaughtUp); err != nil {
			return done, err
		}
	}
	return done, nil
}

// catchUpTest brings a running test up to date, and the approval that it waits for.
func catchUpTest(ctx context.Context, record Lists, starter Starter, l improvement.Listing, test *improvement.TestOfChange, count *int) error {
	if err := catchUp(ctx, starter, l.Subject, l.Version, count); err != nil || test.Stage != improvement.StageDecide {
		return err
	}
	approval := test.ApprovalSubject()
	version, _, err := record.State(ctx, approval)
	if errors.Is(err, improvement.ErrNotFound) { // not yet open
		return nil
	}
	if err != nil {
		return err
	}
	return catchUp(ctx, starter, approval, version, count)
}

// Changed lists the lifecycles that something was filed to since the last anchor:
// a process killed at the wrong moment may have left one behind the record. Closed
// ones are among them, for the filing that closed it may be what one missed. Read it
// before the workflows run: the first thing that they do may be to set an anchor.
func Changed(ctx context.Context, record Lists) ([]improvement.Listing, error) {
	var changed []improvement.Listing
	for _, kind := range []improvement.Kind{improvement.KindTest, improvement.KindApproval} {
		list, err := record.List(ctx, improvement.Filter{Kind: kind, SinceAnchor: true})
		if err != nil {
			return nil, err
		}
		changed = append(changed, list...)
	}
	return changed, nil
}

// CatchUp tells lifecycles what is on record, and gives how many had missed
// something. Where one cannot be told, it goes on with the others; the error holds
// them all.
func CatchUp(ctx context.Context, changed []improvement.Listing, starter Starter) (int, error) {
	caughtUp := 0
	var errs []error
	for _, listing := range changed {
		if err := ctx.Err(); err != nil {
			return caughtUp, errors.Join(append(errs, err)...)
		}
		errs = append(errs, catchUp(ctx, starter, listing.Subject, listing.Version, &caughtUp))
	}
	return caughtUp, errors.Join(errs...)
}

// catchUp counts a lifecycle that had missed something. One that does not run has
// missed nothing: it has closed, or is started from the record.
func catchUp(ctx context.Context, starter Starter, subject improvement.SubjectID, version int, count *int) error {
	missed, err := starter.CatchUp(ctx, subject, version)
	if _, refused := improvement.Refusal(err); refused {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", subject, err)
	}
	if missed {
		*count++
	}
	return nil
}
