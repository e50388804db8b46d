package web

import (
	"context"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// Beginner begins a record on which nobody keeps the directory yet.
type Beginner interface {
	// MayBegin refuses once somebody does.
	MayBegin(ctx context.Context) error
	// Begin files a load file (intake's Directory) in a person's name.
	Begin(ctx context.Context, as improvement.PersonID, doc []byte) error
}

// firstAdministrator is how the first person is called on record: by what they do, as
// identifiers carry no names.
const firstAdministrator = "administrator"

// beginPage asks who the first administrator is, and for whom they work.
type beginPage struct {
	asking
	Quiet bool // no letter comes
}

func (beginPage) head() head {
	return head{Template: "begin", Title: "Begin with Cairn", Help: "You are the first here. Say who you are and for which Locality Management Group; others can follow from there."}
}

var beginRecord = asks{
	page: func(ctx context.Context, v *visit, f *form) (page, error) {
		if err := v.firstLink(ctx); err != nil {
			return nil, err
		}
		return beginPage{asking{f}, v.quiet()}, nil
	},
	do: func(ctx context.Context, v *visit, f *form) (string, error) {
		if err := v.firstLink(ctx); err != nil {
			return "", v.signInFailed(ctx, access.ByAdmin, err)
		}
		if err := needed(f); err != nil {
			return "", err
		}
		lmg := named(f.value("bodies[1].name"))
		if improvement.Reserved(lmg) {
			lmg += "-lmg"
		}
		for field, value := range map[string]string{
			"people[1].id": firstAdministrator, "bodies[1].id": lmg, "bodies[1].kind": string(improvement.LMG),
			"bodies[1].members[1].person": firstAdministrator, "bodies[1].members[1].role": string(improvement.Administrator),
		} {
			f.values.Set(field, value)
		}
		doc, err := document(f.values)
		if err != nil {
			return "", err
		}
		if err := v.Beginner.Begin(ctx, firstAdministrator, doc); err != nil {
			return "", err
		}
		return "/", v.beginAs(ctx, firstAdministrator)
	},
}

// needed refuses what the first administrator must say, all that is missing at once.
func needed(f *form) error {
	var faults []*improvement.Error
	for _, one := range []struct{ field, says string }{
		{"people[1].name", "Write your name."},
		{"people[1].email", "Write your email address. It is yours alone: by it you are known again."},
		{"bodies[1].name", "Write the name of the Locality Management Group."},
	} {
		if f.value(one.field) == "" {
			faults = append(faults, &improvement.Error{Code: improvement.Invalid, Field: one.field, Message: one.says})
		}
	}
	return asOne(faults)
}

// firstLink refuses a link that is not the first start's, was used, or comes late: once
// there is an administrator it opens nothing.
func (v *visit) firstLink(ctx context.Context) error {
	link, err := v.Access.Link(ctx, access.HashOf(v.path("token")))
	if err != nil {
		return err
	}
	if link.Person != "" || link.Kind != access.LinkAdmin {
		return access.ErrNoLink
	}
	if err := link.Check("", v.Real()); err != nil {
		return err
	}
	return v.Beginner.MayBegin(ctx)
}

func (v *visit) beginAs(ctx context.Context, person improvement.PersonID) error {
	if _, err := v.Access.UseLink(ctx, access.HashOf(v.path("token")), "", v.Real()); err != nil {
		return v.signInFailed(ctx, access.ByAdmin, err)
	}
	if err := v.audit(ctx, access.Audited{What: access.LinkUsed, Person: person, How: access.ByAdmin}); err != nil {
		return err
	}
	if err := v.signIn(ctx, person, access.ByAdmin); err != nil {
		return err
	}
	v.say("Welcome. You are on record, and signed in. %s", v.comesBack())
	return nil
}

// comesBack says how the first administrator comes in again.
func (v *visit) comesBack() string {
	if v.Letters != nil {
		return "Add a passkey on your account page, so that you can come in again without a letter."
	}
	if v.passkeys != nil {
		return "Add a passkey on your account page now: no letter is sent here, and by it you come in again."
	}
	return "No letter is sent here. Where this sign-in ends, you make a link for yourself by starter person sign-in-link."
}

// named makes an identifier of a group's name: small letters, digits and hyphens.
func named(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	id := strings.Join(words, "-")
	if id == "" {
		return "lmg"
	}
	return strings.Trim(id[:min(len(id), 40)], "-")
}
