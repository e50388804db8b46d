package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// TestWhoeverIsInvitedHears holds that a letter tells where to come in, once, and that
// whoever invites is told where none went.
func TestWhoeverIsInvitedHears(t *testing.T) {
	mail := pagestest.OpenMail(t)
	town := pagestest.Open(t, mail.Settings())
	lwo := town.As(t, "east-lwo")
	form := lwo.Get("/groups/keith-breakfast/invite").Must(http.StatusOK, "A letter tells them where to come in")
	said := func(name, email string) url.Values {
		return url.Values{"name": {name}, "email": {email}, "role": {"group-member"}}
	}
	form.Send("/invite", said("Baker, Keith", "keith-baker@example.org")).Must(http.StatusOK, "A letter went to them")
	letter := mail.Wait("keith-baker@example.org", "You have been added to Keith breakfast group", 1)
	if !strings.Contains(letter.Text, "Hello Baker, Keith,") || !strings.Contains(letter.Text, "/sign-in") || !strings.Contains(letter.Text, "This is a rehearsal") {
		t.Errorf("it says: %s", letter.Text)
	}
	form.Send("/invite", said("Baker, Keith", "keith-baker@example.org")).Must(http.StatusOK)
	lwo.Get("/groups/keith-breakfast/invite").Send("/invite", said("Janitor, Keith", "")).Must(http.StatusOK, "No letter went, as they have no address", "ask an administrator")
	if n := len(mail.To("keith-baker@example.org")); n != 1 {
		t.Errorf("%d letters", n)
	}

	gone := mail.Settings()
	gone["mail.port"] = 1 // nothing listens there
	away := pagestest.Open(t, gone).As(t, "east-lwo").Get("/groups/keith-breakfast/invite")
	away.Send("/invite", said("Baker, Keith", "keith-baker@example.org")).
		Must(http.StatusOK, "The letter to them could not be sent just now", "Tell them to open the sign-in page", "Baker, Keith")
}
