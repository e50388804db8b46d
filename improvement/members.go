package improvement

import (
	"cmp"
	"slices"
)

// LMG is the LMG that a body is, or lies under.
func (b Body) LMG() BodyID { return cmp.Or(b.Parent, b.ID) }

// administratorsGive are the roles that open what is kept back from an LWO: only an
// administrator gives, changes or ends them.
var administratorsGive = []Role{Administrator, Safeguarding}

// MayKeepMember lets an administrator give, change and end any role in a body; and a
// Locality Wellbeing Officer the roles of others in the bodies of their own LMG, but those
// that only administrators give. roles are the role as it is and as it will be. empty
// tells that the record holds nobody yet.
func MayKeepMember(a Actor, empty bool, b Body, person PersonID, roles ...Role) error {
	if empty || KeepsDirectory(a) {
		return MayKeepDirectory(a, empty)
	}
	if err := mayInvite(a); err != nil {
		return err
	}
	kept := func(r Role) bool { return slices.Contains(administratorsGive, r) }
	switch {
	case !a.Is(b.LMG(), LWO):
		return notAllowed("You look after who belongs to the groups of your own LMG. Ask the Locality Wellbeing Officer of %s, or an administrator.", b.ID)
	case person == a.Person:
		return notAllowed("Your own roles are for an administrator to change. Ask one.")
	case slices.ContainsFunc(roles, kept):
		return notAllowed("Only an administrator gives or ends the roles of an administrator and of a safeguarding contact. Ask one.")
	}
	return nil
}

// mayInvite refuses who may neither keep people and groups, nor invite people into any.
func mayInvite(a Actor) error {
	if slices.ContainsFunc(a.Roles, func(m Membership) bool { return m.Role == LWO }) {
		return a.mayAct()
	}
	return MayKeepDirectory(a, false)
}

// MayInvite lets those invite people who may keep members of some body: an administrator,
// and a Locality Wellbeing Officer. Into which body, MayKeepMember says.
func MayInvite(a Actor, empty bool) error {
	if empty {
		return nil
	}
	return mayInvite(a)
}

// MaySeePerson lets an administrator see all that is kept of a person's part, and a
// Locality Wellbeing Officer that of the people of their own LMG. bodies are those in
// which the person holds a role.
func MaySeePerson(a Actor, bodies []Body) error {
	if err := mayInvite(a); err != nil || KeepsDirectory(a) {
		return err
	}
	if !slices.ContainsFunc(bodies, func(b Body) bool { return a.Is(b.LMG(), LWO) }) {
		return notAllowed("This person has no role in a group of your LMG. Ask an administrator.")
	}
	return nil
}

// MaySeeMembers lets an administrator see who belongs to a body, and a Locality Wellbeing
// Officer that of the bodies of their own LMG.
func MaySeeMembers(a Actor, b Body) error {
	if err := mayInvite(a); err != nil || KeepsDirectory(a) || a.Is(b.LMG(), LWO) {
		return err
	}
	return notAllowed("%s is not a group of your LMG. Ask its Locality Wellbeing Officer, or an administrator.", b.Name)
}

// RolesGivenBy lists the roles of a body that somebody may give to others.
func RolesGivenBy(a Actor, b Body) []Role {
	return slices.DeleteFunc(RolesOf(b.Kind), func(r Role) bool { return MayKeepMember(a, false, b, "", r) != nil })
}

// Decide checks who invites, and the person: somebody new, with the role that they begin
// with. An LWO invites nobody without a role in a group of theirs. body is where the role
// is, zero where there is none.
func (c InvitePerson) Decide(a Actor, empty bool, body Body) ([]Event, error) {
	if err := MayInvite(a, empty); err != nil {
		return nil, err
	}
	none := c.Role == (Membership{})
	switch {
	case none && !empty && !KeepsDirectory(a):
		return nil, invalid("body", "Say which of your groups they join, and as what.")
	case !none:
		if err := MayKeepMember(a, empty, body, c.Role.Person, c.Role.Role); err != nil {
			return nil, err
		}
	}
	if err := c.Person.check(); err != nil {
		return nil, err
	}
	return []Event{&PersonRecorded{Person: c.Person}}, nil
}

// InvitePerson files somebody who is new, with the role that they begin with; the role is
// zero where they begin with none.
type InvitePerson struct {
	Person Person
	Role   Membership
}
