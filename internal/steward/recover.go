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
	Running int `json:"running"` // left alone
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
		} else {
			done.Running++
		}
	}
	return done, nil
}
