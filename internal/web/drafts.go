package web

import (
	"context"
	"encoding/base64"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// maxUnsigned is the most bytes that are kept of nobody who is known.
const maxUnsigned = 64 << 10

// whoseCookie names who signed in last on a browser, sealed: what comes after their
// sign-in ended is theirs, and not whoever's who signs in there next.
const whoseCookie = "whose"

// whoseFor is longer than any sign-in lasts: a form may be open over its end.
var whoseFor = 2 * access.DefaultLimits().Absolute

// choseField tells in a draft that files were chosen for it, which are not kept; beginAnew
// asks for a form without its draft.
const choseField, beginAnew = "files-chosen", "anew"

// keptFor is how long what was sent without a sign-in waits for its writer.
const keptFor = time.Hour

var errNotSignedIn = improvement.Refuse(improvement.Conflict, "", "Only somebody who is signed in can keep a form for later. Send it now.")

// keep keeps a form as whoever writes it left it, sealed under their key. It refuses who
// did not sign in: the address of a linked task has a token, which the record must not have.
func (v *visit) keep(ctx context.Context, f *form) error {
	if !v.signedIn {
		return errNotSignedIn
	}
	return v.keepAs(ctx, access.Draft{Person: v.who.Person, Form: f.Action}, v.toKeep(f))
}

// toKeep is what is kept of a form, with whether files were chosen for it.
func (v *visit) toKeep(f *form) url.Values {
	values := maps.Clone(f.values)
	values.Del(buttonField)
	if v.choseFiles() {
		values.Set(choseField, "yes")
	}
	return values
}

func (v *visit) keepAs(ctx context.Context, d access.Draft, values url.Values) error {
	sealed, err := v.Vault.SealBytes(ctx, d.Person, d.Form, []byte(values.Encode()))
	if err != nil {
		return err
	}
	d.Sealed, d.At = sealed, v.Real()
	if err := d.Check(); err != nil {
		return err
	}
	return v.Access.PutDraft(ctx, d)
}

// draftOf is what was kept of a form; nil where nothing was, or its key was destroyed.
func (v *visit) draftOf(ctx context.Context, person improvement.PersonID, browser access.Hash, form string) (url.Values, error) {
	d, err := v.Access.Draft(ctx, person, browser, form)
	if errors.Is(err, improvement.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	clear, err := v.Vault.OpenBytes(ctx, d.Person, d.Form, d.Sealed)
	if errors.Is(err, improvement.ErrErased) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return url.ParseQuery(string(clear))
}

// takeUp fills a form with what was kept of it, unless it is begun anew.
func (v *visit) takeUp(ctx context.Context, f *form) error {
	if !v.signedIn {
		return nil
	}
	values, err := v.draftOf(ctx, v.who.Person, "", f.Action)
	f.Mark = markOf(v.who.Person, values)
	if browser := v.browser(); err == nil && values == nil && browser != "" {
		values, err = v.draftOf(ctx, "", browser, f.Action)
	}
	if err != nil || values == nil || v.query(beginAnew) != "" {
		return err
	}
	f.values, f.Kept, f.Chose = values, true, values.Has(choseField)
	f.values.Del(buttonField)
	f.values.Del(choseField)
	if nonce := values.Get(nonceField); nonce != "" { // it goes on: what was sent of it already is not filed twice
		f.Nonce = nonce
	}
	return nil
}

// letGo drops what was kept of a form that was sent.
func (v *visit) letGo(ctx context.Context, f *form) error {
	if !v.signedIn {
		return nil
	}
	if err := v.Access.DropDraft(ctx, v.who.Person, "", f.Action); err != nil {
		return err
	}
	if browser := v.browser(); browser != "" {
		return v.Access.DropDraft(ctx, "", browser, f.Action)
	}
	return nil
}

// keepMeanwhile keeps what came after its writer's sign-in had ended, until they sign in
// again: as theirs where their sign-in is known, as this browser's where it is not. What
// cannot be kept it gives back; else the answer is none.
func (v *visit) keepMeanwhile(ctx context.Context) (answer, error) {
	v.was = v.whoWas(ctx)
	f, err := v.postedText()
	switch {
	case isTooLarge(err):
		return v.giveBack(f, http.StatusRequestEntityTooLarge, "You are not signed in, and what you sent is too large to be kept until you are. It was not filed.")
	case err != nil:
		return answer{}, err
	case f.press() == pressKeepQuietly:
		return v.keepQuietlyMeanwhile(ctx, f)
	case len(f.values) == 0:
		return answer{}, nil
	case v.was == "" && !v.limits.allows("kept "+v.client(v.request), keptForStrangers, v.Real()): // what strangers send must not fill the record
		return v.giveBack(f, http.StatusTooManyRequests, "You are not signed in, and so much was kept from where you are that this could not be. It was not filed.")
	case v.was == "" && len(f.values.Encode()) > maxUnsigned:
		return v.giveBack(f, http.StatusRequestEntityTooLarge, "You are not signed in, and what you wrote is too long to be kept until you are. It was not filed.")
	}
	err = v.keepAs(ctx, v.meanwhile(f), v.toKeep(f))
	if _, refused := improvement.Refusal(err); refused || errors.Is(err, improvement.ErrErased) {
		return v.giveBack(f, http.StatusUnprocessableEntity, "You are not signed in, and what you wrote cannot be kept until you are. It was not filed.")
	}
	if err == nil {
		v.say("You were signed out meanwhile. What you wrote is kept: sign in, and go on with it.%s", v.chooseAgain())
	}
	return answer{}, err
}

// giveBack gives somebody who is not signed in what they wrote, where it cannot be kept: the
// page before is not theirs to open any more.
func (v *visit) giveBack(f *form, status int, says string) (answer, error) {
	return answer{status: status, page: errorPage{Title: "Not kept", Says: says, Reference: v.reference, Wrote: inSentences(f.values)}}, nil
}

// meanwhile is the draft of a form that came without a sign-in.
func (v *visit) meanwhile(f *form) access.Draft {
	if v.was != "" {
		return access.Draft{Person: v.was, Form: f.Action}
	}
	token := access.NewToken()
	v.setCookie(keptCookie, token, keptFor)
	return access.Draft{Browser: access.HashOf(token), Form: f.Action}
}

// chooseAgain tells that files do not wait with what was written, where some were chosen.
func (v *visit) chooseAgain() string {
	if !v.choseFiles() {
		return ""
	}
	return " Only the photo or file cannot wait with it: please choose it once more then."
}

// remember keeps on the browser who signed in.
func (v *visit) remember(ctx context.Context, person improvement.PersonID) error {
	sealed, err := v.Vault.SealBytes(ctx, "", whoseCookie, []byte(person))
	if err == nil {
		v.setCookie(whoseCookie, base64.RawURLEncoding.EncodeToString(sealed), whoseFor)
	}
	return err
}

// whoWas is who was signed in on this browser last; empty where nobody was.
func (v *visit) whoWas(ctx context.Context) improvement.PersonID {
	if v.was != "" {
		return v.was
	}
	sealed, err := base64.RawURLEncoding.DecodeString(v.cookieOf(whoseCookie))
	if err != nil || len(sealed) == 0 {
		return ""
	}
	person, err := v.Vault.OpenBytes(ctx, "", whoseCookie, sealed)
	if err != nil {
		v.Log.Info("A cookie that tells who was signed in does not open", "reference", v.reference, "cause", err)
		return ""
	}
	return improvement.PersonID(person)
}

// keptCookie names a browser whose forms are kept.
const keptCookie = "kept"

// browser is the hash of the cookie under which this browser's forms are kept.
func (v *visit) browser() access.Hash { return access.HashOf(v.cookieOf(keptCookie)) }
