package steward

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// MayInvite refuses who may invite nobody, before anything is sealed for them.
func (d *Directory) MayInvite(ctx context.Context, as improvement.PersonID) error {
	actor, empty, err := d.actor(ctx, as)
	if err != nil {
		return err
	}
	return improvement.MayInvite(actor, empty)
}

// CheckAdd refuses what Add would refuse. It writes nothing.
func (d *Directory) CheckAdd(ctx context.Context, as improvement.PersonID, c improvement.RecordPerson, role improvement.Membership) error {
	_, err := d.invited(ctx, as, c, role)
	return err
}

// invited decides an invitation, with the role that it begins with.
func (d *Directory) invited(ctx context.Context, as improvement.PersonID, c improvement.RecordPerson, role improvement.Membership) ([]improvement.Event, error) {
	actor, empty, err := d.actor(ctx, as)
	if err != nil {
		return nil, err
	}
	if err := improvement.MayInvite(actor, empty); err != nil {
		return nil, err
	}
	there, err := d.OnRecord(ctx, c.Person.ID)
	if err != nil {
		return nil, err
	}
	if there {
		return nil, onRecordAlready(c.Person.ID)
	}
	var was improvement.BodyState
	coming := []Command{c}
	if role != (improvement.Membership{}) {
		if was, err = d.bodyState(ctx, role.Body); err != nil {
			return nil, err
		}
		set, err := improvement.GiveRole{Membership: role}.Over(was)
		if err != nil {
			return nil, err
		}
		if _, err := set.Events(); err != nil {
			return nil, err
		}
		coming = append(coming, set)
	}
	events, err := improvement.InvitePerson{Person: c.Person, Role: role}.Decide(actor, empty, was.Body)
	if err != nil {
		return nil, err
	}
	return events, d.checkStands(ctx, coming)
}

func onRecordAlready(id improvement.PersonID) error {
	return improvement.Refuse(improvement.Conflict, "id", "%q is on record already. Choose another identifier, or change what is there.", id)
}

// Add files somebody who is not on record yet, and the role that they begin with unless
// it is zero.
func (d *Directory) Add(ctx context.Context, as improvement.PersonID, c improvement.RecordPerson, role improvement.Membership) error {
	events, err := d.invited(ctx, as, c, role)
	if err != nil {
		return err
	}
	command, err := commandOf(events, 0)
	if err != nil {
		return err
	}
	filing, err := improvement.DirectoryFiling(improvement.PersonSubject(c.Person.ID), 0, nil, command, as, d.Now(), events)
	if err != nil {
		return err
	}
	filed, err := d.Record.File(ctx, filing)
	switch {
	case err != nil:
		return err
	case !filed.Held:
		return onRecordAlready(c.Person.ID)
	case role == (improvement.Membership{}):
		return nil
	}
	return d.GiveRole(ctx, as, improvement.GiveRole{Membership: role})
}

// CheckCorrect refuses what Correct would refuse. It writes nothing.
func (d *Directory) CheckCorrect(ctx context.Context, as improvement.PersonID, c improvement.CorrectPerson) error {
	_, err := d.corrected(ctx, as, c)
	return err
}

// Correct changes what is on record of a person.
func (d *Directory) Correct(ctx context.Context, as improvement.PersonID, c improvement.CorrectPerson) error {
	record, err := d.corrected(ctx, as, c)
	if err == nil {
		_, err = d.Load(ctx, as, []Command{record})
	}
	return err
}

func (d *Directory) corrected(ctx context.Context, as improvement.PersonID, c improvement.CorrectPerson) (improvement.RecordPerson, error) {
	was, err := d.known(ctx, "id", c.Person.ID)
	if err != nil {
		return improvement.RecordPerson{}, err
	}
	record := c.Over(was)
	_, err = d.Preview(ctx, as, []Command{record})
	return record, err
}

// GiveRole gives somebody a role.
func (d *Directory) GiveRole(ctx context.Context, as improvement.PersonID, c improvement.GiveRole) error {
	return d.changeMembers(ctx, as, c.Membership, c.Membership.Role, func(was improvement.BodyState) (improvement.SetMembers, error) {
		if _, err := d.known(ctx, "person", c.Membership.Person); err != nil {
			return improvement.SetMembers{}, err
		}
		return c.Over(was)
	})
}

// EndRole ends a role of somebody. A panel that is open keeps its members.
func (d *Directory) EndRole(ctx context.Context, as improvement.PersonID, c improvement.EndRole) error {
	return d.changeMembers(ctx, as, c.Membership, c.Membership.Role, c.Over)
}

// ChangeRole gives somebody one role in place of another.
func (d *Directory) ChangeRole(ctx context.Context, as improvement.PersonID, c improvement.ChangeRole) error {
	return d.changeMembers(ctx, as, c.Membership, c.To, c.Over)
}

// changeMembers files the members of a body as over makes them of those on record, and
// makes them anew where another came between. of is the membership that changes, and to
// the role that it changes to.
func (d *Directory) changeMembers(ctx context.Context, as improvement.PersonID, of improvement.Membership, to improvement.Role, over func(improvement.BodyState) (improvement.SetMembers, error)) error {
	actor, empty, err := d.actor(ctx, as)
	if err != nil {
		return err
	}
	if err := improvement.MayInvite(actor, empty); err != nil {
		return err
	}
	on, err := d.bodyState(ctx, of.Body)
	if err != nil {
		return err
	}
	if err := improvement.MayKeepMember(actor, empty, on.Body, of.Person, of.Role, to); err != nil {
		return err
	}
	return fileDirectly(ctx, d.Record, d.Now(), improvement.BodySubject(of.Body), actor.Person, func(state json.RawMessage) ([]improvement.Event, error) {
		var was improvement.BodyState
		if err := json.Unmarshal(state, &was); err != nil {
			return nil, fmt.Errorf("body %s: %w", of.Body, err)
		}
		set, err := over(was)
		if err != nil {
			return nil, err
		}
		events, err := set.Events()
		if err != nil {
			return nil, err
		}
		return events, d.checkStands(ctx, []Command{set})
	})
}

// ChooseNotices files how somebody hears. The same choice again changes nothing.
func (d *Directory) ChooseNotices(ctx context.Context, as improvement.PersonID, c improvement.ChooseNotices) error {
	actor, err := d.Record.Actor(ctx, as)
	if errors.Is(err, improvement.ErrNotFound) {
		err = improvement.Refuse(improvement.NotFound, "as", "%q is not on record. Say who you are.", as)
	}
	if err != nil {
		return err
	}
	if _, err := d.known(ctx, "person", c.Person); err != nil {
		return err
	}
	lmgs, err := d.lmgsOf(ctx, c.Person)
	if err != nil {
		return err
	}
	return fileDirectly(ctx, d.Record, d.Now(), improvement.PersonSubject(c.Person), actor.Person, func(state json.RawMessage) ([]improvement.Event, error) {
		var on improvement.Person
		if err := json.Unmarshal(state, &on); err != nil {
			return nil, fmt.Errorf("person %s: %w", c.Person, err)
		}
		return c.Decide(actor, on, lmgs)
	})
}

// lmgsOf lists the LMGs in which, or under which, somebody holds a role.
func (d *Directory) lmgsOf(ctx context.Context, person improvement.PersonID) ([]improvement.BodyID, error) {
	on, err := d.Record.Actor(ctx, person)
	if err != nil {
		return nil, err
	}
	var lmgs []improvement.BodyID
	for _, m := range on.Roles {
		b, err := d.bodyState(ctx, m.Body)
		if err != nil {
			return nil, err
		}
		if lmg := cmp.Or(b.Body.Parent, b.Body.ID); !slices.Contains(lmgs, lmg) {
			lmgs = append(lmgs, lmg)
		}
	}
	return lmgs, nil
}

// known gives a person, and refuses a name that nobody on record has, or had who was
// erased; field is where the document names them.
func (d *Directory) known(ctx context.Context, field string, id improvement.PersonID) (improvement.Person, error) {
	p, err := personOf(ctx, d.Record, id)
	if errors.Is(err, improvement.ErrNotFound) {
		return p, improvement.Refuse(improvement.NotFound, field, "%q is not on record. Check the name.", id)
	}
	return p, cmp.Or(err, p.CheckNotErased(field))
}

// bodyState gives a body with its members, and refuses a name that none on record has.
func (d *Directory) bodyState(ctx context.Context, id improvement.BodyID) (improvement.BodyState, error) {
	var b improvement.BodyState
	_, state, err := d.Record.State(ctx, improvement.BodySubject(id))
	if errors.Is(err, improvement.ErrNotFound) {
		return b, improvement.Refuse(improvement.NotFound, "body", "%q is not on record. Check the name.", id)
	}
	if err != nil {
		return b, err
	}
	if err := json.Unmarshal(state, &b); err != nil {
		return b, fmt.Errorf("body %s: %w", id, err)
	}
	return b, nil
}
