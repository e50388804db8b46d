package steward

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// checkAges refuses a named adult who is under 16, and somebody under 16 with a
// role in an LMG, as the lead of a group or as an administrator.
func (d *Directory) checkAges(ctx context.Context, commands []Command) error {
	coming := make(map[improvement.PersonID]improvement.Person)
	for _, c := range commands {
		if record, ok := c.(improvement.RecordPerson); ok {
			coming[record.Person.ID] = record.Person
		}
	}
	for _, c := range commands {
		switch c := c.(type) {
		case improvement.RecordPerson:
			if c.Person.NamedAdult == "" {
				continue
			}
			young, err := d.under16(ctx, coming, c.Person.NamedAdult)
			if err != nil {
				return err
			}
			if young {
				return improvement.Refuse(improvement.Invalid, "named_adult", "%s, who hears for %s, is under 16 too. Name an adult.", c.Person.NamedAdult, c.Person.ID)
			}
		case improvement.SetMembers:
			if err := d.checkMembersAges(ctx, coming, c); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *Directory) checkMembersAges(ctx context.Context, coming map[improvement.PersonID]improvement.Person, c improvement.SetMembers) error {
	for _, m := range c.Members {
		if c.Body.Kind != improvement.LMG && m.Role != improvement.GroupLead && m.Role != improvement.Administrator {
			continue
		}
		young, err := d.under16(ctx, coming, m.Person)
		if err != nil {
			return err
		}
		if young {
			return improvement.Refuse(improvement.Invalid, "role", "%s is under 16 and cannot be the %s of %s.", m.Person, m.Role, c.Body.ID)
		}
	}
	return nil
}

// under16 looks a person up in what is loaded, then on record.
func (d *Directory) under16(ctx context.Context, coming map[improvement.PersonID]improvement.Person, id improvement.PersonID) (bool, error) {
	if p, loaded := coming[id]; loaded {
		return p.Under16, nil
	}
	_, state, err := d.Record.State(ctx, improvement.PersonSubject(id))
	if err != nil {
		return false, err
	}
	var p improvement.Person
	if err := json.Unmarshal(state, &p); err != nil {
		return false, fmt.Errorf("person %s: %w", id, err)
	}
	return p.Under16, nil
}

// checkKeeper refuses a load after which nobody kept people and bodies any more,
// where somebody did before.
func (d *Directory) checkKeeper(ctx context.Context, commands []Command) error {
	after, err := d.bodies(ctx)
	if err != nil || !keptBy(after) {
		return err
	}
	for _, c := range commands {
		if set, ok := c.(improvement.SetMembers); ok {
			after[set.Body.ID] = set.Members
		}
	}
	if !keptBy(after) {
		return improvement.Refuse(improvement.Invalid, "members", "After this nobody could keep people and groups. Leave at least one administrator.")
	}
	return nil
}

// kept tells whether somebody on record may keep people and bodies.
func (d *Directory) kept(ctx context.Context) (bool, error) {
	bodies, err := d.bodies(ctx)
	return keptBy(bodies), err
}

func keptBy(bodies map[improvement.BodyID][]improvement.Membership) bool {
	for _, members := range bodies {
		if improvement.KeepsDirectory(improvement.Actor{Roles: members}) {
			return true
		}
	}
	return false
}

// bodies gives the members of every body on record.
func (d *Directory) bodies(ctx context.Context) (map[improvement.BodyID][]improvement.Membership, error) {
	list, err := d.Record.List(ctx, improvement.Filter{Kind: improvement.KindBody})
	if err != nil {
		return nil, err
	}
	members := make(map[improvement.BodyID][]improvement.Membership, len(list))
	for _, b := range list {
		_, state, err := d.Record.State(ctx, b.Subject)
		if err != nil {
			return nil, err
		}
		var body improvement.BodyState
		if err := json.Unmarshal(state, &body); err != nil {
			return nil, fmt.Errorf("%s: %w", b.Subject, err)
		}
		members[body.Body.ID] = body.Members
	}
	return members, nil
}
