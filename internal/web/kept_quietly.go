package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// markField has the mark of what was kept of a form as the page shows it.
const markField = "kept-mark"

// markOf tells drafts of a form apart, and whose they are. What a page keeps by itself takes
// the place of nothing but what it showed: not of what another window kept, not of the draft
// that was dropped as the form was sent, and not of anything of somebody else's.
func markOf(person improvement.PersonID, kept url.Values) string {
	sum := sha256.Sum256([]byte(string(person) + "\n" + kept.Encode()))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// errKeptElsewhere refuses what would take the place of what the page did not show.
var errKeptElsewhere = improvement.Refuse(improvement.Conflict, "", "This form was kept or sent from somewhere else meanwhile.")

// sentKey names a form that was sent.
func sentKey(person improvement.PersonID, nonce string) string {
	return "sent " + markOf(person, url.Values{nonceField: {nonce}})
}

// noteSending notes that a form is sent, before its draft is dropped: what its page keeps by
// itself at the same time must not bring that back.
func (v *visit) noteSending(nonce string) {
	if v.signedIn {
		v.limits.allows(sentKey(v.who.Person, nonce), sentLately, v.Real())
	}
}

// keptAnswer tells the page's script the mark of what is kept now.
type keptAnswer struct {
	Mark string `json:"mark"`
}

// keepQuietly keeps a form as its page asks for by itself: nobody pressed anything. The pages
// of links never do.
func (v *visit) keepQuietly(ctx context.Context, f *form) (answer, error) {
	if !v.signedIn {
		return answer{}, errNotSignedIn
	}
	return v.keepQuietlyOf(ctx, v.who.Person, f)
}

func (v *visit) keepQuietlyOf(ctx context.Context, person improvement.PersonID, f *form) (answer, error) {
	before, err := v.draftOf(ctx, person, "", f.Action)
	if err != nil {
		return answer{}, err
	}
	sent := func() bool { return v.limits.counted(sentKey(person, f.Nonce), v.Real()) }
	if f.Mark != markOf(person, before) || sent() {
		return answer{}, errKeptElsewhere
	}
	values := v.toKeep(f)
	if err := v.keepAs(ctx, access.Draft{Person: person, Form: f.Action}, values); err != nil {
		return answer{}, err
	}
	if sent() { // meanwhile
		return answer{}, errors.Join(errKeptElsewhere, v.Access.DropDraft(ctx, person, "", f.Action))
	}
	return asJSON(keptAnswer{markOf(person, values)})
}

// keepQuietlyMeanwhile keeps the form of one whose sign-in has ended, as theirs. The page is
// told that nobody is signed in, and says so.
func (v *visit) keepQuietlyMeanwhile(ctx context.Context, f *form) (answer, error) {
	if v.was != "" {
		if _, err := v.keepQuietlyOf(ctx, v.was, f); err != nil && !errors.Is(err, improvement.ErrErased) {
			return answer{}, err
		}
	}
	return answer{status: http.StatusUnauthorized, page: errorPage{Title: "Sign in", Says: "Sign in to go on.", Reference: v.reference}}, nil
}
