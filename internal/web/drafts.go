package web

import (
	"context"
	"encoding/base64"
	"errors"
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

// keptFor is how long what was sent without a sign-in waits for its writer.
const keptFor = time.Hour

// keep keeps a form as whoever writes it left it, sealed under their key. It refuses who
// did not sign in: the address of a linked task has a token, which the record must not have.
func (v *visit) keep(ctx context.Context, f *form) error {
	if !v.signedIn {
		return improvement.Refuse(improvement.Conflict, "", "Only somebody who is signed in can keep a form for later. Send it now.")
	}
	return v.keepAs(ctx, access.Draft{Person: v.who.Person, Form: f.Action}, f.values)
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

// takeUp fills a form with what was kept of it.
func (v *visit) takeUp(ctx context.Context, f *form) error {
	if !v.signedIn {
		return nil
	}
	d, err := v.Access.Draft(ctx, v.who.Person, "", f.Action)
	if errors.Is(err, improvement.ErrNotFound) {
		if d, err = v.fromThisBrowser(ctx, f.Action); errors.Is(err, improvement.ErrNotFound) {
			return nil
		}
	}
	if err != nil {
		return err
	}
	clear, err := v.Vault.OpenBytes(ctx, d.Person, d.Form, d.Sealed)
	if errors.Is(err, improvement.ErrErased) {
		return nil
	}
	if err != nil {
		return err
	}
	values, err := url.ParseQuery(string(clear))
	if err != nil {
		return err
	}
	f.values, f.Kept = values, true
	f.values.Del(buttonField)
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

// keepMeanwhile keeps what came without a sign-in, and says so. Of those who are not known
// it keeps so much from one address: what strangers send must not fill the record.
func (v *visit) keepMeanwhile(ctx context.Context) error {
	v.was = v.whoWas(ctx)
	if v.was == "" && !v.limits.allows("kept "+v.client(v.request), keptForStrangers, v.Real()) {
		v.say("You are not signed in, and what you sent could not be kept. Go back, copy what you wrote, and sign in.")
		return nil
	}
	kept, err := v.keepUnsigned(ctx)
	if kept && err == nil {
		v.say("You were signed out meanwhile. What you wrote is kept: sign in, and go on with it.")
	}
	return err
}

// keepUnsigned keeps what came after its writer's sign-in had ended, until they sign in
// again: as theirs where their sign-in is known, as this browser's where it is not.
func (v *visit) keepUnsigned(ctx context.Context) (bool, error) {
	f, err := v.posted()
	if err != nil || len(f.values) == 0 {
		return false, err
	}
	d := access.Draft{Person: v.was, Form: f.Action}
	if d.Person == "" {
		if len(f.values.Encode()) > maxUnsigned {
			return false, nil
		}
		token := access.NewToken()
		v.setCookie(keptCookie, token, keptFor)
		d.Browser = access.HashOf(token)
	}
	return true, v.keepAs(ctx, d, f.values)
}

// remember keeps on the browser who signed in.
func (v *visit) remember(ctx context.Context, person improvement.PersonID) error {
	sealed, err := v.Vault.SealBytes(ctx, "", whoseCookie, []byte(person))
	if err == nil {
		v.setCookie(whoseCookie, base64.RawURLEncoding.EncodeToString(sealed), access.DefaultLimits().Absolute)
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

func (v *visit) fromThisBrowser(ctx context.Context, action string) (access.Draft, error) {
	browser := v.browser()
	if browser == "" {
		return access.Draft{}, improvement.ErrNotFound
	}
	return v.Access.Draft(ctx, "", browser, action)
}

// keptCookie names a browser whose forms are kept.
const keptCookie = "kept"

// browser is the hash of the cookie under which this browser's forms are kept.
func (v *visit) browser() access.Hash { return access.HashOf(v.cookieOf(keptCookie)) }
