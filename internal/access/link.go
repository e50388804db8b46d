package access

import (
	"context"
	"errors"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// LinkKind says what a one-time link is for.
type LinkKind string

// The kinds of one-time links.
const (
	LinkSignIn LinkKind = "sign-in" // sent by email
	LinkEnrol  LinkKind = "enrol"   // sent by email, to add a passkey
	LinkAdmin  LinkKind = "admin"   // printed by the first start
)

// lasts is how long a link may be used. Ten minutes are what OWASP ASVS 5.0 (6.5.5) has
// for what is sent out of band; whoever starts a worker reads its log within the hour.
func (k LinkKind) lasts() time.Duration {
	if k == LinkAdmin {
		return time.Hour
	}
	return 10 * time.Minute
}

// Link is a one-time link as it is kept: it lets whoever has its token in, once.
type Link struct {
	Hash    Hash
	Kind    LinkKind
	Person  improvement.PersonID
	Browser Hash // of a cookie of the browser that asked for it; empty for an administrator's
	Made    time.Time
	Expires time.Time
	Used    time.Time // zero: not yet
}

// NewLink makes a link and the token to send, which is not kept. browser is the value of
// a cookie of the browser that asks for it; only LinkAdmin, which nobody asked for, works
// without one.
func NewLink(kind LinkKind, person improvement.PersonID, browser string, now time.Time) (token string, l Link) {
	token = NewToken()
	return token, Link{
		Hash: HashOf(token), Kind: kind, Person: person, Browser: HashOf(browser),
		Made: now, Expires: now.Add(kind.lasts()),
	}
}

// Check refuses a link that cannot be used now in this browser, with what to do.
func (l Link) Check(browser Hash, now time.Time) error {
	switch {
	case !l.Used.IsZero():
		return improvement.Refuse(improvement.Conflict, "", "This link was used before, and works only once. Ask for a new one.")
	case !now.Before(l.Expires):
		return improvement.Refuse(improvement.Conflict, "", "This link was for a short while only, which is over. Ask for a new one.")
	case l.Kind != LinkAdmin && (browser == "" || l.Browser != browser):
		return improvement.Refuse(improvement.NotAllowed, "",
			"This link works only in the browser in which it was asked for. Open it there, or ask for a new one here.")
	}
	return nil
}

// ErrNoLink refuses a token of which nothing is kept.
var ErrNoLink = improvement.Refuse(improvement.NotFound, "",
	"This link is not known. See that you have the whole of it, or ask for a new one.")

// Links keeps one-time links.
type Links interface {
	PutLink(ctx context.Context, l Link) error
	// Link gives one, used or not. It changes nothing: a page that asks for the press
	// may show it. One that is not there is ErrNoLink.
	Link(ctx context.Context, hash Hash) (Link, error)
	// UseLink uses a link that Link.Check lets pass, and gives it. Of many at once one
	// has it; the others are refused.
	UseLink(ctx context.Context, hash, browser Hash, at time.Time) (Link, error)
	// DropLinks takes away somebody's links of a kind, such as those before a new one.
	DropLinks(ctx context.Context, person improvement.PersonID, kind LinkKind) error
}

// orSay gives a sentence in the place of ErrNotFound.
func orSay(err, sentence error) error {
	if errors.Is(err, improvement.ErrNotFound) {
		return sentence
	}
	return err
}
