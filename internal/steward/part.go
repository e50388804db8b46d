package steward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// PartRecord is what a part is made of.
type PartRecord interface {
	improvement.Partaking
	Actor(ctx context.Context, person improvement.PersonID) (improvement.Actor, error)
	State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error)
}

// Part sets out the part that somebody took since a day, for whoever may see it.
func Part(ctx context.Context, record PartRecord, who improvement.Actor, person improvement.PersonID, since improvement.Date) (improvement.Part, error) {
	of, err := record.Actor(ctx, person)
	if errors.Is(err, improvement.ErrNotFound) {
		return improvement.Part{}, improvement.Refuse(improvement.NotFound, "person", "%q is not on record.", person)
	}
	if err != nil {
		return improvement.Part{}, err
	}
	lmgs, err := lmgsOf(ctx, record, of)
	if err != nil {
		return improvement.Part{}, err
	}
	if err := improvement.MayReadPart(who, of, lmgs); err != nil {
		return improvement.Part{}, err
	}
	did, err := record.Did(ctx, person, since)
	if err != nil {
		return improvement.Part{}, err
	}
	came, more, err := record.CameOf(ctx, person, since)
	if err != nil {
		return improvement.Part{}, err
	}
	part := improvement.PartOf(of, since, did, came, more)
	in, err := record.DidIn(ctx, person, since, part.OwnTests())
	for i := range part.Tests {
		part.Tests[i].Did = in[part.Tests[i].Subject]
	}
	return part, err
}

// lmgsOf are the LMGs that somebody's bodies are, or lie under.
func lmgsOf(ctx context.Context, record PartRecord, of improvement.Actor) ([]improvement.BodyID, error) {
	var lmgs []improvement.BodyID
	for _, m := range of.Roles {
		_, state, err := record.State(ctx, improvement.BodySubject(m.Body))
		if err != nil {
			return nil, err
		}
		var body improvement.BodyState
		if err := json.Unmarshal(state, &body); err != nil {
			return nil, fmt.Errorf("%s: %w", m.Body, err)
		}
		lmg := body.Body.ID
		if body.Body.Parent != "" {
			lmg = body.Body.Parent
		}
		lmgs = append(lmgs, lmg)
	}
	return lmgs, nil
}
