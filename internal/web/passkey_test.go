package web_test

import (
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestSomebodySignsInWithAPasskey adds one after a link, signs in with it, and removes it.
func TestSomebodySignsInWithAPasskey(t *testing.T) {
	town := pagestest.Begin(t, nil)
	town.Load(t, "directory.yaml")
	admin, err := town.Desk.Actor(t.Context(), "it-admin")
	if err != nil {
		t.Fatal(err)
	}
	link, err := town.Desk.LetIn(t.Context(), admin, volunteer)
	if err != nil {
		t.Fatal(err)
	}
	site := strings.Replace(town.URL, "127.0.0.1", "localhost", 1)
	p := webtest.Open(t).Page(320, 800, true)
	p.Passkeys()
	p.Go(site + link)
	p.Click("Sign in")
	p.See("Your tasks")
	p.Go(site + "/you")
	p.See("You have none yet.")
	p.Accessible()
	p.Screenshot("account-phone")
	p.Click("Add a passkey for this device")
	p.See("The passkey is added.")
	p.Click("Sign out")
	p.See("Sign in with a passkey")
	p.Accessible()
	p.Screenshot("sign-in-passkey")
	p.Click("Sign in with a passkey")
	p.See("Your tasks")
	in, err := town.Desk.SignInsOf(t.Context(), volunteer)
	if err != nil || len(in) != 2 || in[0].How != access.ByPasskey {
		t.Errorf("signed in: %+v, %v", in, err)
	}
	p.Go(site + "/you")
	p.Click("Remove the passkey")
	p.See("The passkey is removed.")
	p.Click("Sign out")
	p.AllowFault("403")
	p.AllowFault("A passkey was not used")
	p.Click("Sign in with a passkey")
	p.See("You were not signed in.")
}
