package steward

import (
	"context"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// PartsOf lists the open tests and quality reviews in which a person leads, guides or has a
// step or an action, and the open approvals that they look after: where a hand-over has to be filed.
func PartsOf(ctx context.Context, record Lists, person improvement.PersonID) ([]improvement.SubjectID, error) {
	var parts []improvement.SubjectID
	for _, kind := range append(improvement.Roots(), improvement.KindApproval) {
		open, err := record.List(ctx, improvement.Filter{Kind: kind, Open: true})
		if err != nil {
			return nil, err
		}
		for _, l := range open {
			_, state, err := record.State(ctx, l.Subject)
			if err != nil {
				return nil, err
			}
			has, err := hasPart(kind, state, person)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", l.Subject, err)
			}
			if has {
				parts = append(parts, l.Subject)
			}
		}
	}
	return parts, nil
}

func hasPart(kind improvement.Kind, state []byte, person improvement.PersonID) (bool, error) {
	switch kind {
	case improvement.KindApproval:
		a, err := improvement.RestoreApproval(state)
		return err == nil && a.LWO == person, err
	case improvement.KindReview:
		r, err := improvement.RestoreReview(state)
		return err == nil && r.HasPart(person), err
	case improvement.KindTest:
		t, err := improvement.RestoreTest(state)
		return err == nil && t.HasPart(person), err
	}
	return false, nil
}
