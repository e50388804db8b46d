package intake

import (
	"context"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/cairnqi/cairn/improvement"
)

// Invitation is somebody who is added, with the role that they begin with; the role is
// zero where the document names none.
type Invitation struct {
	improvement.RecordPerson
	Role improvement.Membership
}

// Invitation reads the document of a person to be added: id, name, email, under_16,
// named_adult; body and role. What is said of them is sealed under their own key.
func (r Reader) Invitation(ctx context.Context, doc []byte) (Invitation, error) {
	return read(ctx, r, doc, func(f *form) Invitation {
		i := Invitation{RecordPerson: person(f)}
		body, role := improvement.BodyID(f.id("body")), improvement.Role(f.line("role"))
		if body == "" && role == "" {
			return i
		}
		f.need("body", "Say in which body they hold the role.")
		f.need("role", "Say which role they hold there.")
		i.Role = improvement.Membership{Body: body, Person: i.Person.ID, Role: role}
		return i
	})
}

// Correction reads the document of a person to be corrected: id, and of name, email,
// under_16 and named_adult what is to change. An empty email takes the address away.
func (r Reader) Correction(ctx context.Context, doc []byte) (improvement.CorrectPerson, error) {
	return read(ctx, r, doc, func(f *form) improvement.CorrectPerson {
		return improvement.CorrectPerson{
			Person: person(f).Person,
			Name:   f.stated("name"), Email: f.stated("email"), Under16: f.stated("under_16"), NamedAdult: f.stated("named_adult"),
		}
	})
}

// stated tells whether a field stands in the document, be it empty.
func (f *form) stated(name string) bool { return f.fields[name] != nil }

// Membership reads the document of a role: body, person, role.
func (r Reader) Membership(ctx context.Context, doc []byte) (improvement.Membership, error) {
	return read(ctx, r, doc, membership)
}

// RoleChange reads the document of a role that is changed: body, person, role; to.
func (r Reader) RoleChange(ctx context.Context, doc []byte) (improvement.ChangeRole, error) {
	return read(ctx, r, doc, func(f *form) improvement.ChangeRole {
		c := improvement.ChangeRole{Membership: membership(f), To: improvement.Role(f.line("to"))}
		f.need("to", "Say which role they hold from now on.")
		return c
	})
}

func membership(f *form) improvement.Membership {
	m := improvement.Membership{
		Body: improvement.BodyID(f.id("body")), Person: f.person("person"), Role: improvement.Role(f.line("role")),
	}
	f.need("body", "Name the body.")
	f.need("person", "Name the person.")
	f.need("role", "Name the role.")
	return m
}

// Hearing reads the document of how somebody hears: person, how.
func (r Reader) Hearing(ctx context.Context, doc []byte) (improvement.ChooseNotices, error) {
	return read(ctx, r, doc, func(f *form) improvement.ChooseNotices {
		c := improvement.ChooseNotices{Person: f.person("person"), How: improvement.Hearing(f.line("how"))}
		f.need("person", "Name the person.")
		f.need("how", "Say how they hear: at-once, daily or weekly.")
		return c
	})
}

// Succession is who takes over from whom, and why.
type Succession struct {
	From, To improvement.PersonID
	Reason   improvement.Words
}

// Succession reads the document of a hand-over of everything that somebody has: from, to,
// reason.
func (r Reader) Succession(ctx context.Context, doc []byte) (Succession, error) {
	return read(ctx, r, doc, func(f *form) Succession {
		s := Succession{From: f.person("from"), To: f.person("to"), Reason: f.text("reason")}
		f.need("from", "Say whose tasks are handed over.")
		f.need("to", "Say who takes over.")
		f.need("reason", "Say why it is handed over.")
		return s
	})
}

// need faults a field in which nothing is written.
func (f *form) need(name, ask string) {
	if node := f.take(name); node == nil || node.Kind == yaml.ScalarNode && strings.TrimSpace(node.Value) == "" {
		f.missing(name, ask)
	}
}
