package steward

import (
	"context"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// PartsOf lists the open tests, rounds of priority setting and quality reviews in which a
// person leads, guides, was asked or has a step or an action, and the open commissions and
// approvals that they look after: where a hand-over has to be filed.
func PartsOf(ctx context.Context, record Lists, person improvement.PersonID) ([]improvement.SubjectID, error) {
	return openWhere(ctx, record, append(improvement.Roots(), improvement.KindApproval), func(kind improvement.Kind, state []byte) (bool, error) {
		return hasPart(kind, state, person)
	})
}

// openWhere lists the open lifecycles of some kinds of whose state something holds.
func openWhere(ctx context.Context, record Lists, kinds []improvement.Kind, holds func(kind improvement.Kind, state []byte) (bool, error)) ([]improvement.SubjectID, error) {
	var found []improvement.SubjectID
	for _, kind := range kinds {
		open, err := record.List(ctx, improvement.Filter{Kind: kind, Open: true})
		if err != nil {
			return nil, err
		}
		for _, l := range open {
			_, state, err := record.State(ctx, l.Subject)
			if err != nil {
				return nil, err
			}
			is, err := holds(kind, state)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", l.Subject, err)
			}
			if is {
				found = append(found, l.Subject)
			}
		}
	}
	return found, nil
}

func hasPart(kind improvement.Kind, state []byte, person improvement.PersonID) (bool, error) {
	switch kind {
	case improvement.KindApproval:
		a, err := improvement.RestoreApproval(state)
		return err == nil && a.LWO == person, err
	case improvement.KindReview:
		r, err := improvement.RestoreReview(state)
		return err == nil && r.HasPart(person), err
	case improvement.KindRound:
		r, err := improvement.RestoreRound(state)
		return err == nil && r.HasPart(person), err
	case improvement.KindCommission:
		c, err := improvement.RestoreCommission(state)
		return err == nil && c.LWO == person, err
	case improvement.KindTest:
		t, err := improvement.RestoreTest(state)
		return err == nil && t.HasPart(person), err
	}
	return false, nil
}
