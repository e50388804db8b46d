package improvement

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// Person takes part. Name and address are sealed under the person's own key.
// Someone under 16 has no address and no account: what concerns them goes to their
// named adult, who also files what they did.
type Person struct {
	ID         PersonID `json:"id"`
	Name       Words    `json:"name"`
	Email      Words    `json:"email,omitzero"`
	Under16    bool     `json:"under16,omitempty"`
	NamedAdult PersonID `json:"named_adult,omitempty"`
	Hearing    Hearing  `json:"hearing,omitempty"` // how they chose to hear: see ChooseNotices
	Erased     *Erasure `json:"erased,omitempty"`  // what is left of them, once they were erased
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

// RolesOf lists the roles that a kind of body has.
func RolesOf(kind BodyKind) []Role { return slices.Clone(rolesOf[kind]) }

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

// Actor is who acts, with the roles held at that moment, resolved from the record.
type Actor struct {
	Person     PersonID     `json:"person"`
	Roles      []Membership `json:"roles,omitempty"`
	NamedAdult PersonID     `json:"named_adult,omitempty"` // of someone under 16
	HearsFor   []PersonID   `json:"hears_for,omitempty"`   // those under 16 whose named adult this is
	TheirRoles []Membership `json:"their_roles,omitempty"` // held by those: to file for them, no more
	Erased     bool         `json:"erased,omitempty"`      // they take part no more
}

// mayAct refuses an actor without a name, one who was erased, and someone under 16:
// they have no account.
func (a Actor) mayAct() error {
	switch {
	case a.Person == "":
		return notAllowed("Say who you are.")
	case a.Erased:
		return a.gone()
	case a.NamedAdult != "":
		return notAllowed("Thank you for taking part. Someone under 16 files nothing here themselves: ask %s, your named adult, to file it for you.", a.NamedAdult)
	}
	return nil
}

// actsFor tells whether the actor is that person, or the adult named for them.
func (a Actor) actsFor(p PersonID) bool {
	return p != "" && (a.Person == p || slices.Contains(a.HearsFor, p))
}

// Is tells whether the actor holds one of the roles in the body.
func (a Actor) Is(body BodyID, roles ...Role) bool {
	return slices.ContainsFunc(a.Roles, func(m Membership) bool {
		return m.Body == body && slices.Contains(roles, m.Role)
	})
}

// hearsIn tells whether the actor hears for someone who belongs to the body.
func (a Actor) hearsIn(body BodyID) bool {
	return slices.ContainsFunc(a.TheirRoles, func(m Membership) bool { return m.Body == body })
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

// KeepsDirectory tells whether one of the actor's roles lets them keep people and
// bodies: an administrator's.
func KeepsDirectory(a Actor) bool { return a.administers() }

// MayKeepDirectory lets those keep people and bodies who may, and anybody while
// the record is empty: while there is no such person yet.
func MayKeepDirectory(a Actor, empty bool) error {
	if empty {
		return nil
	}
	if !KeepsDirectory(a) {
		return notAllowed("Only an administrator keeps people and groups.")
	}
	return a.mayAct()
}

// Decide checks a person. empty tells that the record holds nobody yet.
func (c RecordPerson) Decide(a Actor, empty bool) ([]Event, error) {
	if err := firstOf(MayKeepDirectory(a, empty), c.Person.check()); err != nil {
		return nil, err
	}
	return []Event{&PersonRecorded{Person: c.Person}}, nil
}

// check refuses what cannot be kept of a person.
func (p Person) check() error {
	err := firstOf(
		CheckNewID("id", string(p.ID)),
		required("name", p.Name, "This name is empty. Write the person's name, or their role."),
		bounded("email", p.Email),
	)
	switch {
	case err != nil:
		return err
	case p.Under16 && !p.Email.Empty():
		return invalid("email", "Someone under 16 has no address here. Leave it out and name an adult.")
	case p.Under16 && p.NamedAdult == "":
		return invalid("named_adult", "Name the adult of the group who hears for someone under 16.")
	case p.NamedAdult == p.ID && p.ID != "" && p.Under16:
		return invalid("named_adult", "The named adult must be another person.")
	}
	return nil
}

// Decide checks a body.
func (c RecordBody) Decide(a Actor, empty bool) ([]Event, error) {
	b := c.Body
	if err := firstOf(MayKeepDirectory(a, empty), CheckNewID("id", string(b.ID)), checkName("name", b.Name)); err != nil {
		return nil, err
	}
	if _, known := rolesOf[b.Kind]; !known {
		return nil, invalid("kind", "%q is not a kind of body. Use locality, lmg, network or action-group.", clip(string(b.Kind)))
	}
	switch {
	case b.Kind == LMG && b.Parent != "":
		return nil, invalid("parent", "An LMG lies under no other body. Leave this out for %s.", b.ID)
	case b.Kind != LMG && (b.Parent == "" || b.Parent == b.ID):
		return nil, invalid("parent", "Say which LMG %s belongs to.", b.ID)
	}
	return []Event{&BodyRecorded{Body: b}}, nil
}

// CheckPlace refuses a body that changes its kind, and one that lies under anything
// but an LMG. was is what is on record of it, zero where nothing is; parent is the
// body that it names, if it names one.
func (b Body) CheckPlace(was, parent Body) error {
	if was.Kind != "" && was.Kind != b.Kind {
		return invalid("kind", "%s is on record with the kind %s, which never changes. Give the new one an identifier of its own.", b.ID, was.Kind)
	}
	if b.Parent != "" && parent.Kind != LMG {
		return invalid("parent", "%s lies under an LMG, but %s is of the kind %s. Name the LMG.", b.ID, b.Parent, parent.Kind)
	}
	return nil
}

// CheckRole refuses a role that a body of its kind does not have.
func (b Body) CheckRole(role Role) error {
	if !slices.Contains(rolesOf[b.Kind], role) {
		return invalid("role", "%q is not a role in %s, which is of the kind %s.", clip(string(role)), b.ID, b.Kind)
	}
	return nil
}

// Decide checks the members of a body.
func (c SetMembers) Decide(a Actor, empty bool) ([]Event, error) {
	if err := MayKeepDirectory(a, empty); err != nil {
		return nil, err
	}
	return c.Events()
}

// Events checks the members, whoever sets them: see MayKeepMember.
func (c SetMembers) Events() ([]Event, error) {
	for _, m := range c.Members {
		if m.Person == "" {
			return nil, invalid("person", "A %s of %s has no person. Name one.", m.Role, c.Body.ID)
		}
		if err := c.Body.CheckRole(m.Role); err != nil {
			return nil, err
		}
	}
	if n := len(Panel(c.Members, nil)); n > MaxPanel {
		return nil, invalid("members", "The panel of %s would have %d members; %d is the most.", c.Body.ID, n, MaxPanel)
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

func checkName(field, name string) error {
	if name == "" {
		return invalid(field, "This name is empty. Write one.")
	}
	return shortLine(field, name)
}

// shortLine refuses a line of more than 200 characters, or that CheckLine refuses.
func shortLine(field, text string) error {
	if n := utf8.RuneCountInString(text); n > 200 {
		return invalid(field, "This has %d characters; 200 is the most.", n)
	}
	return CheckLine(field, text)
}

// CheckLine refuses what does not show as one line: characters that cannot be read,
// control characters, line breaks among them, and marks that turn the direction of
// writing, by which one name can be made to look like another.
func CheckLine(field, text string) error {
	switch {
	case !utf8.ValidString(text):
		return invalid(field, "This has characters that cannot be read. Save it as UTF-8, or type it again.")
	case containsUnshown(text):
		return invalid(field, "This has characters that cannot be seen, or a line break. Type it again, on one line.")
	}
	return nil
}

func containsUnshown(text string) bool {
	for _, r := range text {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			return true
		}
	}
	return false
}
