package improvement

import "slices"

// GiveRole gives a person a role in a body, beside what others hold.
type GiveRole struct{ Membership Membership }

// EndRole ends one role of a person in a body.
type EndRole struct{ Membership Membership }

// ChangeRole gives a person one role of a body in place of another.
type ChangeRole struct {
	Membership Membership // as it is
	To         Role
}

// Over gives the members of the body with that role among them.
func (c GiveRole) Over(was BodyState) (SetMembers, error) {
	m := c.Membership
	if m.Person == "" {
		return SetMembers{}, invalid("person", "Name the person.")
	}
	if slices.Contains(was.Members, m) {
		return SetMembers{}, Refuse(Conflict, "role", "%s is %s of %s already.", m.Person, m.Role, m.Body)
	}
	if err := was.Body.CheckRole(m.Role); err != nil {
		return SetMembers{}, err
	}
	return SetMembers{was.Body, append(slices.Clone(was.Members), m)}, nil
}

// Over gives the members of the body without that role.
func (c EndRole) Over(was BodyState) (SetMembers, error) {
	at, err := was.holding(c.Membership)
	if err != nil {
		return SetMembers{}, err
	}
	return SetMembers{was.Body, slices.Delete(slices.Clone(was.Members), at, at+1)}, nil
}

// Over gives the members of the body with the other role in that place.
func (c ChangeRole) Over(was BodyState) (SetMembers, error) {
	at, err := was.holding(c.Membership)
	if err != nil {
		return SetMembers{}, err
	}
	m := c.Membership
	m.Role = c.To
	if slices.Contains(was.Members, m) {
		return SetMembers{}, Refuse(Conflict, "to", "%s is %s of %s already.", m.Person, m.Role, m.Body)
	}
	if err := was.Body.CheckRole(c.To); err != nil {
		return SetMembers{}, err
	}
	members := slices.Clone(was.Members)
	members[at] = m
	return SetMembers{was.Body, members}, nil
}

// holding gives the place of a membership, and refuses one that nobody holds.
func (s BodyState) holding(m Membership) (int, error) {
	at := slices.Index(s.Members, m)
	if at < 0 {
		return at, Refuse(NotFound, "role", "%s does not hold the role %s in %s. Somebody may have changed it since: look again.", m.Person, clip(string(m.Role)), m.Body)
	}
	return at, nil
}

// CorrectPerson changes what a form states of a person; the rest stays as it is.
type CorrectPerson struct {
	Person Person
	// Name, Email, Under16 and NamedAdult tell which of these the form states.
	Name, Email, Under16, NamedAdult bool
}

// Over gives the person as they are on record afterwards.
func (c CorrectPerson) Over(was Person) RecordPerson {
	now := Person{ID: c.Person.ID, Name: was.Name, Email: was.Email, Under16: was.Under16, NamedAdult: was.NamedAdult}
	if c.Name {
		now.Name = c.Person.Name
	}
	if c.Email {
		now.Email = c.Person.Email
	}
	if c.Under16 {
		now.Under16 = c.Person.Under16
	}
	if c.NamedAdult {
		now.NamedAdult = c.Person.NamedAdult
	}
	return RecordPerson{now}
}
