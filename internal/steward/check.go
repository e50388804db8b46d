package steward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// peopleIn gives the people whom a load records.
func peopleIn(commands []Command) map[improvement.PersonID]improvement.Person {
	people := make(map[improvement.PersonID]improvement.Person)
	for _, c := range commands {
		if record, ok := c.(improvement.RecordPerson); ok {
			people[record.Person.ID] = record.Person
		}
	}
	return people
}

// checkAges refuses a named adult who is under 16, and somebody under 16 with a
// role in an LMG, as the lead of a group or as an administrator, whichever of the
// two is on record already.
func (d *Directory) checkAges(ctx context.Context, commands []Command) error {
	people := peopleIn(commands)
	for _, id := range slices.Sorted(maps.Keys(people)) {
		if err := d.checkNamedAdults(ctx, people, people[id]); err != nil {
			return err
		}
	}
	bodies, err := d.bodies(ctx, commands)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(bodies)) {
		if err := d.checkMembersAges(ctx, people, bodies[id]); err != nil {
			return err
		}
	}
	return nil
}

// checkNamedAdults refuses somebody under 16 as the one who hears for p; and p, where
// they hear for somebody themselves.
func (d *Directory) checkNamedAdults(ctx context.Context, people map[improvement.PersonID]improvement.Person, p improvement.Person) error {
	if p.NamedAdult != "" {
		young, err := d.under16(ctx, people, p.NamedAdult)
		if err != nil {
			return err
		}
		if young {
			return tooYoungToHear(p.NamedAdult, p.ID)
		}
	}
	if !p.Under16 {
		return nil
	}
	on, err := d.Record.Actor(ctx, p.ID)
	if errors.Is(err, improvement.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, child := range on.HearsFor {
		if _, corrected := people[child]; !corrected {
			return tooYoungToHear(p.ID, child)
		}
	}
	return nil
}

func tooYoungToHear(adult, child improvement.PersonID) error {
	return improvement.Refuse(improvement.Invalid, "named_adult", "%s, who hears for %s, is under 16 too. Name an adult.", adult, child)
}

func (d *Directory) checkMembersAges(ctx context.Context, people map[improvement.PersonID]improvement.Person, b improvement.BodyState) error {
	for _, m := range b.Members {
		if b.Body.Kind != improvement.LMG && m.Role != improvement.GroupLead && m.Role != improvement.Administrator {
			continue
		}
		young, err := d.under16(ctx, people, m.Person)
		if err != nil {
			return err
		}
		if young {
			return improvement.Refuse(improvement.Invalid, "role", "%s is under 16 and cannot be the %s of %s.", m.Person, m.Role, b.Body.ID)
		}
	}
	return nil
}

// under16 looks a person up in what is loaded, then on record.
func (d *Directory) under16(ctx context.Context, people map[improvement.PersonID]improvement.Person, id improvement.PersonID) (bool, error) {
	if p, loaded := people[id]; loaded {
		return p.Under16, nil
	}
	p, err := personOf(ctx, d.Record, id)
	if errors.Is(err, improvement.ErrNotFound) { // an earlier load was cut off before it filed them
		return false, nil
	}
	return p.Under16, err
}

// states reads the state of a subject.
type states interface {
	State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error)
}

// personOf reads a person; ErrNotFound where there is none.
func personOf(ctx context.Context, record states, id improvement.PersonID) (improvement.Person, error) {
	var p improvement.Person
	_, state, err := record.State(ctx, improvement.PersonSubject(id))
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(state, &p); err != nil {
		return p, fmt.Errorf("person %s: %w", id, err)
	}
	return p, nil
}

// checkKeeper refuses a load after which nobody kept people and bodies any more,
// where somebody did before.
func (d *Directory) checkKeeper(ctx context.Context, commands []Command) error {
	before, err := d.kept(ctx, nil)
	if err != nil || !before {
		return err
	}
	after, err := d.kept(ctx, commands)
	if err == nil && !after {
		err = improvement.Refuse(improvement.Invalid, "members", "After this nobody could keep people and groups. Leave at least one administrator.")
	}
	return err
}

// kept tells whether somebody could keep people and bodies once commands were filed.
// Somebody under 16, who has no account, could not.
func (d *Directory) kept(ctx context.Context, commands []Command) (bool, error) {
	bodies, err := d.bodies(ctx, commands)
	if err != nil {
		return false, err
	}
	people := peopleIn(commands)
	for _, body := range bodies {
		for _, m := range body.Members {
			if !improvement.KeepsDirectory(improvement.Actor{Roles: []improvement.Membership{m}}) {
				continue
			}
			if young, err := d.under16(ctx, people, m.Person); err != nil || !young {
				return err == nil, err
			}
		}
	}
	return false, nil
}

// bodies gives every body with its members, as on record once commands were filed.
func (d *Directory) bodies(ctx context.Context, commands []Command) (map[improvement.BodyID]improvement.BodyState, error) {
	list, err := d.Record.List(ctx, improvement.Filter{Kind: improvement.KindBody})
	if err != nil {
		return nil, err
	}
	bodies := make(map[improvement.BodyID]improvement.BodyState, len(list))
	for _, b := range list {
		_, state, err := d.Record.State(ctx, b.Subject)
		if err != nil {
			return nil, err
		}
		var body improvement.BodyState
		if err := json.Unmarshal(state, &body); err != nil {
			return nil, fmt.Errorf("%s: %w", b.Subject, err)
		}
		bodies[body.Body.ID] = body
	}
	for _, c := range commands {
		if set, ok := c.(improvement.SetMembers); ok {
			bodies[set.Body.ID] = improvement.BodyState(set)
		}
	}
	return bodies, nil
}

// checkErased refuses a load that brings somebody back who was erased: as a person, a
// named adult or a member.
func (d *Directory) checkErased(ctx context.Context, commands []Command) error {
	for _, c := range commands {
		named := names(c)
		if record, ok := c.(improvement.RecordPerson); ok {
			named = append(named, reference{"id", improvement.PersonSubject(record.Person.ID)})
		}
		for _, n := range named {
			if n.subject.Kind() != improvement.KindPerson {
				continue
			}
			p, err := personOf(ctx, d.Record, improvement.PersonID(n.subject.ID()))
			if err != nil && !errors.Is(err, improvement.ErrNotFound) {
				return err
			}
			if err := p.CheckNotErased(n.field); err != nil {
				return err
			}
		}
	}
	return nil
}
