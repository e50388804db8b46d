package steward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// Would refuses what File would refuse of a command on a subject as it stands, and files
// nothing: no key is made, and no file stored, for what is wrong.
func (r *Registrar) Would(ctx context.Context, subject improvement.SubjectID, as improvement.PersonID, c improvement.DirectCommand) error {
	who, err := r.actor(ctx, as, c)
	if err != nil {
		return err
	}
	_, state, err := r.Record.State(ctx, subject)
	if err != nil && !errors.Is(err, improvement.ErrNotFound) {
		return err
	}
	direct, err := improvement.RestoreDirect(subject, state)
	if err != nil {
		return err
	}
	if c, err = r.informed(ctx, direct, c, who); err != nil {
		return err
	}
	_, err = improvement.DecideDirect(direct, c, who, r.Now())
	return err
}

// Filed tells whether a command stands on a subject's record already.
func (r *Registrar) Filed(ctx context.Context, subject improvement.SubjectID, id improvement.CommandID) (bool, error) {
	_, err := r.Record.CommandEntry(ctx, subject, id)
	if errors.Is(err, improvement.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// informed looks up what a command is decided with.
func (r *Registrar) informed(ctx context.Context, d improvement.Direct, c improvement.DirectCommand, who improvement.Actor) (improvement.DirectCommand, error) {
	asks, ok := c.(improvement.Informed)
	if !ok {
		return c, nil
	}
	facts := improvement.Facts{Terms: r.Terms}
	asked := asks.Asks(d)
	var lmg, locality improvement.BodyState
	err := errors.Join(
		r.lookUp(ctx, improvement.BodySubject(asked.LMG), &lmg),
		r.lookUp(ctx, improvement.BodySubject(asked.Locality), &locality),
		r.lookUp(ctx, improvement.ThemeSubject(asked.Theme), &facts.Theme),
	)
	if err != nil {
		return nil, err
	}
	facts.LMG, facts.Locality = lmg.Body, locality.Body
	facts.Contact = slices.ContainsFunc(lmg.Members, func(m improvement.Membership) bool { return m.Role == improvement.Safeguarding })
	if facts.Under, err = r.under(ctx, asked.LMG, who); err != nil {
		return nil, err
	}
	if r.Calendar != nil {
		facts.Calendar = r.Calendar(improvement.DateOf(r.Now()))
	}
	return asks.With(facts), nil
}

// under lists those of an actor's bodies that lie under an LMG, and of those whom the
// actor hears for.
func (r *Registrar) under(ctx context.Context, lmg improvement.BodyID, who improvement.Actor) ([]improvement.BodyID, error) {
	var bodies []improvement.BodyID
	for _, m := range slices.Concat(who.Roles, who.TheirRoles) {
		var body improvement.BodyState
		if err := r.lookUp(ctx, improvement.BodySubject(m.Body), &body); err != nil {
			return nil, err
		}
		if lmg != "" && body.Body.Parent == lmg {
			bodies = append(bodies, m.Body)
		}
	}
	return bodies, nil
}

// lookUp reads a subject's state; one that is not named, or not on record, leaves it zero.
func (r *Registrar) lookUp(ctx context.Context, subject improvement.SubjectID, into any) error {
	if subject.ID() == "" {
		return nil
	}
	_, state, err := r.Record.State(ctx, subject)
	if errors.Is(err, improvement.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(state, into); err != nil {
		return fmt.Errorf("%s: %w", subject, err)
	}
	return nil
}
