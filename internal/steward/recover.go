package steward

import (
	"context"
	"encoding/json"
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
		if err := catchUp(ctx, starter, listing, &done.CaughtUp); err != nil {
			return done, err
		}
	}
	return done, nil
}

// CatchUp brings the running lifecycles up to date that something was filed to
// since the last anchor: a process killed at the wrong moment may have left one
// behind the record. It gives how many were.
func CatchUp(ctx context.Context, record Lists, starter Starter) (int, error) {
	changed, err := record.List(ctx, improvement.Filter{Open: true, SinceAnchor: true})
	if err != nil {
		return 0, err
	}
	caughtUp := 0
	for _, listing := range changed {
		kind := listing.Subject.Kind()
		if kind != improvement.KindTest && kind != improvement.KindApproval {
			continue
		}
		if err := catchUp(ctx, starter, listing, &caughtUp); err != nil {
			return caughtUp, err
		}
	}
	return caughtUp, nil
}

// catchUp counts a lifecycle that had missed something. One that does not run has
// missed nothing: it is started from the record.
func catchUp(ctx context.Context, starter Starter, l improvement.Listing, count *int) error {
	missed, err := starter.CatchUp(ctx, l.Subject, l.Version)
	if _, refused := improvement.Refusal(err); refused {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", l.Subject, err)
	}
	if missed {
		*count++
	}
	return nil
}
