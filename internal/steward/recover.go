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
	// Resume starts a root lifecycle from its state on record and tells whether it had to.
	Resume(ctx context.Context, subject improvement.SubjectID, state json.RawMessage) (started bool, err error)
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

// Recover starts every open root lifecycle, and the standing workflows, from the
// record. An approval that is open comes back with the lifecycle that asked for it.
func Recover(ctx context.Context, record Lists, starter Starter) (Recovered, error) {
	var done Recovered
	if err := starter.Standing(ctx); err != nil {
		return done, fmt.Errorf("start the standing workflows: %w", err)
	}
	for _, kind := range improvement.Roots() {
		open, err := record.List(ctx, improvement.Filter{Kind: kind, Open: true})
		if err != nil {
			return done, err
		}
		for _, listing := range open {
			if err := done.restore(ctx, record, starter, listing); err != nil {
				return done, err
			}
		}
	}
	return done, nil
}

// restore starts one lifecycle, or brings one that runs up to date, and the approvals
// that it waits for.
func (done *Recovered) restore(ctx context.Context, record Lists, starter Starter, l improvement.Listing) error {
	_, state, err := record.State(ctx, l.Subject)
	if err != nil {
		return err
	}
	started, err := starter.Resume(ctx, l.Subject, state)
	if err != nil {
		return fmt.Errorf("%s: %w", l.Subject, err)
	}
	if started {
		done.Started++
		return nil
	}
	done.Running++
	approvals, err := record.List(ctx, improvement.Filter{Kind: improvement.KindApproval, Parent: l.Subject})
	if err != nil {
		return err
	}
	for _, running := range append([]improvement.Listing{l}, approvals...) {
		if err := catchUp(ctx, starter, running.Subject, running.Version, &done.CaughtUp); err != nil {
			return err
		}
	}
	return nil
}

// Changed lists the lifecycles that something was filed to since the last anchor:
// a process killed at the wrong moment may have left one behind the record. Closed
// ones are among them, for the filing that closed it may be what one missed. Read it
// before the workflows run: the first thing that they do may be to set an anchor.
func Changed(ctx context.Context, record Lists) ([]improvement.Listing, error) {
	var changed []improvement.Listing
	for _, kind := range append(improvement.Roots(), improvement.KindApproval) {
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
