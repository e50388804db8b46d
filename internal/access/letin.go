package access

import (
	"context"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// MayLetIn refuses to make a link for somebody else, but to an administrator; and one by
// which somebody under 16 would come in, who has no account.
func MayLetIn(by, person improvement.Actor) error {
	if !improvement.KeepsDirectory(by) {
		return improvement.Refuse(improvement.NotAllowed, "as", "Only an administrator makes a link by which somebody else signs in.")
	}
	if person.NamedAdult != "" {
		return improvement.Refuse(improvement.NotAllowed, "person", "Somebody under 16 has no account. Make a link for their named adult, %s.", person.NamedAdult)
	}
	return improvement.CheckStays(person)
}

// LetIn makes a link by which somebody signs in once, within the hour, in any browser: an
// administrator hands it over. One that was made before works no more. It gives the path
// of the pages, and is audited under a reference.
func LetIn(ctx context.Context, kept interface {
	Links
	Auditor
}, by, person improvement.Actor, reference string, now time.Time,
) (path string, err error) {
	if err := MayLetIn(by, person); err != nil {
		return "", err
	}
	if err := kept.DropLinks(ctx, person.Person, LinkAdmin); err != nil {
		return "", err
	}
	token, link := NewLink(LinkAdmin, person.Person, "", now)
	made := Audited{At: now, Person: by.Person, What: LinkMade, About: string(improvement.PersonSubject(person.Person)), How: ByAdmin, Reference: reference}
	if err := kept.Append(ctx, made.Clean()); err != nil {
		return "", err
	}
	return "/sign-in/link/" + token, kept.PutLink(ctx, link)
}
