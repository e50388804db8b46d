package web_test

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// free is an address on which nobody listens.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestStaffSignInWhereTheyWork goes through a real provider's pages: the first time by a
// verified address, then by the identity; an address that nobody verified opens nothing.
func TestStaffSignInWhereTheyWork(t *testing.T) {
	address := free(t)
	site := "http://" + address
	issuer := webtest.Provider(t, webtest.Client{
		ID: "cairn", Secret: "a secret of tests", Redirects: []string{site + "/sign-in/staff/back"},
		Accounts: []webtest.Account{
			{Login: "officer", Name: "An officer", Email: "East-LWO@example.org", Verified: true},
			{Login: "pretender", Name: "A pretender", Email: "east-chair@example.org"},
			{Login: "unknown", Name: "Somebody", Email: "somebody@example.org", Verified: true},
		},
	})
	town := pagestest.Open(t, map[string]any{
		"web.address": address, "mail.base_url": site, "web.oidc.issuer": issuer, "web.oidc.client_id": "cairn",
		"web.oidc.client_secret": "a secret of tests", "web.oidc.name": "your council account",
	})
	b := webtest.Open(t)
	for range 2 {
		p := b.Page(1280, 900, true)
		p.Go(site + "/sign-in?next=/you")
		p.Click("Sign in with your council account")
		webtest.SignIn(p, "officer")
		p.See("Your account")
		p.See("by the organisation's sign-in")
	}
	held, err := town.Desk.IdentitiesOf(t.Context(), "east-lwo")
	if err != nil || len(held) != 1 || held[0].Subject != "officer" || held[0].Issuer != issuer {
		t.Errorf("identities: %+v, %v", held, err)
	}
	for _, nobody := range []string{"pretender", "unknown"} {
		p := b.Page(1280, 900, false)
		p.Go(site + "/sign-in")
		p.Click("Sign in with your council account")
		webtest.SignIn(p, nobody)
		p.See("your address is not on record here")
	}
	if failed := read(t)(town.Desk.Audit(t.Context(), access.AuditFilter{What: access.SignInFailed}, 10)); len(failed) != 2 || failed[0].How != access.ByOIDC {
		t.Errorf("failures: %+v", failed)
	}
	stranger := town.Stranger(t)
	if p := stranger.Get("/sign-in/staff/back?code=x&state="); p.Status != http.StatusConflict || !strings.Contains(p.Text(), "was not begun here") {
		t.Errorf("without a state: %d %s", p.Status, p.Text())
	}
}

// TestAProvidersOwnSessionIsNoRecentSignIn holds that who is let in because the provider
// remembers them comes in without a word, and is asked there who they are before they change
// how they come in. Of the address of this one the provider says as a text that it is theirs.
func TestAProvidersOwnSessionIsNoRecentSignIn(t *testing.T) {
	address := free(t)
	site := "http://" + address
	issuer, behind := webtest.ProviderBehind(t, webtest.Client{
		ID: "cairn", Secret: "a secret of tests", Redirects: []string{site + "/sign-in/staff/back"},
		Accounts: []webtest.Account{{Login: "officer", Name: "An officer", Email: "east-lwo@example.org", Verified: "true"}},
	})
	pagestest.Open(t, map[string]any{
		"web.address": address, "mail.base_url": site, "web.oidc.issuer": issuer, "web.oidc.client_id": "cairn",
		"web.oidc.client_secret": "a secret of tests", "web.oidc.name": "your council account",
	})
	const staff, shown = "Sign in with your council account", "it is shown once"
	b := webtest.Open(t)
	now := b.Page(1280, 900, true)
	now.Go(site + "/sign-in?next=/you")
	now.Click(staff)
	webtest.SignIn(now, "officer")
	now.Click("Make an address")
	now.See(shown) // they have just signed in there

	behind(15 * time.Minute)
	p := b.Page(1280, 900, true)
	p.Go(site + "/sign-in?next=/you")
	p.Click(staff)
	webtest.SignIn(p, "officer")
	p.See("Your account")
	behind(0)
	p.Click("Sign out")
	p.See("Sign in")
	p.Go(site + "/sign-in?next=/you")
	p.Click(staff)
	p.See("Your account") // the provider let them in by itself
	p.Click("Make a new address, and end that one")
	p.See("show once more that it is you")
	p.Click(staff)
	p.Fill("Enter any login", "officer")
	p.Fill("and password", "any")
	p.Click("Sign-in")
	p.See("Your account")
	p.Click("Make a new address, and end that one")
	p.See(shown)
}
