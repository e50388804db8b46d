package improvement

import "slices"

// Person takes part. Name and address are sealed under the person's own key.
// Someone under 16 has no address: what concerns them goes to their named adult.
type Person struct {
	ID         PersonID `json:"id"`
	Name       Words    `json:"name"`
	Email      Words    `json:"email,omitzero"`
	Under16    bool     `json:"under16,omitempty"`
	NamedAdult PersonID `json:"named_adult,omitempty"`
}

// BodyKind says what a body is.
type BodyKind string

// The kinds of body.
const (
	Locality    BodyKind = "locality"
	LMG         BodyKind = "lmg"
	Network     BodyKind = "network"
	ActionGroup BodyKind = "action-group"
)

// Body is a group of people, or the place they work for. A locality lies under
// an LMG, an action group and a network under the LMG that directs them.
type Body struct {
	ID     BodyID   `json:"id"`
	Kind   BodyKind `json:"kind"`
	Name   string   `json:"name"`
	Parent BodyID   `json:"parent,omitempty"`
}

// Role is what a person is to a body.
type Role string

// The roles. Administrator and LWO of several LMGs hold one membership each.
const (
	LWO           Role = "lwo"
	Chair         Role = "chair"
	Deputy        Role = "deputy"
	Member        Role = "member"
	Clerk         Role = "clerk"
	GroupLead     Role = "group-lead"
	GroupMember   Role = "group-member"
	NetworkMember Role = "network-member"
	Safeguarding  Role = "safeguarding-contact"
	Administrator Role = "administrator"
)

// rolesOf lists the roles that a kind of body has.
var rolesOf = map[BodyKind][]Role{
	Locality:    {Administrator},
	LMG:         {LWO, Chair, Deputy, Member, Clerk, Safeguarding, Administrator},
	Network:     {NetworkMember},
	ActionGroup: {GroupLead, GroupMember},
}

// Membership gives a person a role in a body.
type Membership struct {
	Body   BodyID   `json:"body"`
	Person PersonID `json:"person"`
	Role   Role     `json:"role"`
}

// Theme is a field of work, such as Poverty. Configured, not coded.
type Theme struct {
	ID   ThemeID `json:"id"`
	Name string  `json:"name"`
}

// Priority is what an LMG agreed to work on under a theme.
type Priority struct {
	ID        PriorityID `json:"id"`
	LMG       BodyID     `json:"lmg"`
	Theme     ThemeID    `json:"theme"`
	Statement Words      `json:"statement"`
	Strategic string     `json:"strategic,omitempty"` // the strategic priority it supports
}

// Actor is who acts, with the roles held at that moment, resolved from the record.
type Actor struct {
	Person PersonID     `json:"person"`
	Roles  []Membership `json:"roles,omitempty"`
}

// Is tells whether the actor holds one of the roles in the body.
func (a Actor) Is(body BodyID, roles ...Role) bool {
	return slices.ContainsFunc(a.Roles, func(m Membership) bool {
		return m.Body == body && slices.Contains(roles, m.Role)
	})
}

// administers tells whether the actor is an administrator of any body.
func (a Actor) administers() bool {
	return slices.ContainsFunc(a.Roles, func(m Membership) bool { return m.Role == Administrator })
}

// RecordPerson files or corrects a person.
type RecordPerson struct{ Person Person }

// RecordBody files or corrects a body.
type RecordBody struct{ Body Body }

// SetMembers states who belongs to a body. It replaces what was; a panel that is
// open keeps its own members.
type SetMembers struct {
	Body    Body
	Members []Membership
}

// RecordTheme files or corrects a theme.
type RecordTheme struct{ Theme Theme }

// RecordPriority files an agreed priority.
type RecordPriority struct{ Priority Priority }

// KeepsDirectory tells whether one of the actor's roles lets them keep people and
// bodies: an administrator's.
func KeepsDirectory(a Actor) bool { return a.administers() }

// MayKeepDirectory lets those keep people and bodies who may, and anybody while
// the record is empty: while there is no such person yet.
func MayKeepDirectory(a Actor, empty bool) error {
	if empty || KeepsDirectory(a) {
		return nil
	}
	return notAllowed("Only an administrator keeps people and groups.")
}

// Decide checks a person. empty tells that the record holds nobody yet.
func (c RecordPerson) Decide(a Actor, empty bool) ([]Event, error) {
	p := c.Person
	err := firstOf(
		MayKeepDirectory(a, empty),
		CheckID("id", string(p.ID)),
		required("name", p.Name, "This name is empty. Write the person's name, or their role."),
		bounded("email", p.Email),
	)
	switch {
	case err != nil:
		return nil, err
	case p.Under16 && !p.Email.Empty():
		return nil, invalid("email", "Someone under 16 has no address here. Leave it out and name an adult.")
	case p.Under16 && p.NamedAdult == "":
		return nil, invalid("named_adult", "Name the adult of the group who hears for someone under 16.")
	case p.NamedAdult == p.ID && p.ID != "" && p.Under16:
		return nil, invalid("named_adult", "The named adult must be another person.")
	}
	return []Event{&PersonRecorded{Person: p}}, nil
}

// Decide checks a body.
func (c RecordBody) Decide(a Actor, empty bool) ([]Event, error) {
	b := c.Body
	if err := firstOf(MayKeepDirectory(a, empty), CheckID("id", string(b.ID)), checkName("name", b.Name)); err != nil {
		return nil, err
	}
	if _, known := rolesOf[b.Kind]; !known {
		return nil, invalid("kind", "%q is not a kind of body. Use locality, lmg, network or action-group.", clip(string(b.Kind)))
	}
	if b.Kind != LMG && b.Parent == "" {
		return nil, invalid("parent", "Say which LMG %s belongs to.", b.ID)
	}
	return []Event{&BodyRecorded{Body: b}}, nil
}

// Decide checks the members of a body.
func (c SetMembers) Decide(a Actor, empty bool) ([]Event, error) {
	if err := MayKeepDirectory(a, empty); err != nil {
		return nil, err
	}
	for _, m := range c.Members {
		if m.Person == "" {
			return nil, invalid("person", "A %s of %s has no person. Name one.", m.Role, c.Body.ID)
		}
		if !slices.Contains(rolesOf[c.Body.Kind], m.Role) {
			return nil, invalid("role", "%q is not a role in %s, which is of the kind %s.", clip(string(m.Role)), c.Body.ID, c.Body.Kind)
		}
	}
	return []Event{&MembersSet{Body: c.Body.ID, Members: c.Members}}, nil
}

// Decide checks a theme.
func (c RecordTheme) Decide(a Actor, empty bool) ([]Event, error) {
	if err := firstOf(MayKeepDirectory(a, empty), CheckID("id", string(c.Theme.ID)), checkName("name", c.Theme.Name)); err != nil {
		return nil, err
	}
	return []Event{&ThemeRecorded{Theme: c.Theme}}, nil
}

// Decide checks a priority.
func (c RecordPriority) Decide(a Actor, empty bool) ([]Event, error) {
	p := c.Priority
	err := firstOf(
		MayKeepDirectory(a, empty),
		CheckID("id", string(p.ID)),
		CheckID("lmg", string(p.LMG)),
		CheckID("theme", string(p.Theme)),
		required("statement", p.Statement, "This statement is empty. Say what the LMG agreed to work on."),
	)
	if err != nil {
		return nil, err
	}
	return []Event{&PriorityRecorded{Priority: p}}, nil
}

func checkName(field, name string) error {
	switch n := len([]rune(name)); {
	case n == 0:
		return invalid(field, "This name is empty. Write one.")
	case n > 200:
		return invalid(field, "This name has %d characters; 200 is the most.", n)
	}
	return nil
}
