package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// endTheirSignIns ends all that lets somebody in without proving again who they are: as
// where a device was lost, or somebody else had it.
var endTheirSignIns = ofPerson{
	about: told{"End somebody's sign-ins", "They are signed out on every device, and sign-in links, links in letters and the address of their calendar work no more. They can sign in again: where a passkey was lost, they remove it on their account page."},
	fill: func(_ *visit, k *known, p *personForm) error {
		p.Title, p.Send = "End the sign-ins of "+k.name, "End them"
		return nil
	},
	file: func(ctx context.Context, v *visit, k *known, _ *form) (string, error) {
		person := k.person.ID
		for _, kind := range []access.LinkKind{access.LinkAdmin, access.LinkSignIn} {
			if err := v.Access.DropLinks(ctx, person, kind); err != nil {
				return "", err
			}
		}
		if _, err := v.Access.EndSignInsOf(ctx, person, "", v.Real()); err != nil {
			return "", err
		}
		if err := v.Access.RevokeTaskLinks(ctx, person, v.Real()); err != nil {
			return "", err
		}
		if err := v.Access.DropCalendar(ctx, person); err != nil {
			return "", err
		}
		about := string(improvement.PersonSubject(person))
		return "Their sign-ins are ended.", v.audit(ctx, access.Audited{What: access.SignInsEnded, Person: v.who.Person, About: about})
	},
}.asks()

// endTheirLinks ends the links of letters that somebody was sent so far, as where another
// has such a letter: whom a volunteer asks first is their Locality Wellbeing Officer.
var endTheirLinks = ofPerson{
	fill: func(_ *visit, k *known, p *personForm) error {
		p.Title, p.Send = "End the links in letters to "+k.name, "End them"
		p.Help = "Links by which one task is done without signing in work no more, in all letters that they were sent so far. New letters have new ones."
		return nil
	},
	file: func(ctx context.Context, v *visit, k *known, _ *form) (string, error) {
		if err := v.Access.RevokeTaskLinks(ctx, k.person.ID, v.Real()); err != nil {
			return "", err
		}
		about := string(improvement.PersonSubject(k.person.ID))
		return "The links in letters to them are ended.", v.audit(ctx, access.Audited{What: access.LinksRevoked, Person: v.who.Person, About: about})
	},
}.asks()
