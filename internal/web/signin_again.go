package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cairnqi/cairn/internal/access"
)

// freshly puts routes behind a recent sign-in: those that change how somebody comes in. A
// browser that was left open is not enough for them.
func freshly(rows []route) []route {
	for i := range rows {
		rows[i].fresh = true
	}
	return rows
}

// mustShow tells whether somebody is to show again that it is them: their sign-in is not
// recent. Where they have nothing to show it by (no letter comes, and they have no passkey)
// they came by a link that was handed over, and are not kept from adding a passkey.
func (v *visit) mustShow(ctx context.Context) (bool, error) {
	if access.Recent(v.shown(ctx), v.Real()) {
		return false, nil
	}
	if !v.quiet() || v.OIDC.Issuer != "" {
		return true, nil
	}
	has, err := v.Access.PasskeysOf(ctx, v.who.Person)
	return len(has) > 0, err
}

// shown is when whoever is signed in showed who they are: as they signed in or, where their
// provider let them in by a session of its own, before.
func (v *visit) shown(ctx context.Context) time.Time {
	if !v.sessions.Exists(ctx, sessionShown) { // of an earlier release
		return v.in.Began
	}
	if at := time.Unix(v.sessions.GetInt64(ctx, sessionShown), 0); at.Before(v.in.Began) {
		return at
	}
	return v.in.Began
}

// askAgain sends somebody to sign in once more, and back to where they were. What they had
// written waits for them there.
func (v *visit) askAgain(ctx context.Context) (answer, error) {
	back := v.request.URL.Path
	switch {
	case strings.HasPrefix(back, "/you/"): // a button of that page
		back = "/you"
	case v.request.Method == http.MethodPost:
		f, err := v.posted()
		if err == nil {
			err = v.keep(ctx, f)
		}
		if err != nil {
			return answer{}, err
		}
	}
	v.sessions.Put(ctx, sessionNext, back) // for a passkey, which says nothing of it
	to := "/sign-in?again=yes&next=" + url.QueryEscape(back)
	if strings.HasPrefix(v.request.Header.Get("Content-Type"), "application/json") {
		return asJSON(map[string]string{"to": to})
	}
	return goTo(to)
}
