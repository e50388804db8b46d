package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// markIn is the mark of what was kept, as a page has it.
func markIn(t *testing.T, p *pagestest.Page) string {
	t.Helper()
	_, after, found := strings.Cut(p.Body, `name="kept-mark" value="`)
	mark, _, ended := strings.Cut(after, `"`)
	if !found || !ended {
		t.Fatalf("%s has no mark", p.Path)
	}
	return mark
}

// quietly is what a page sends by itself.
func quietly(mark, text string) url.Values {
	return url.Values{"press": {"keep-quietly"}, "kept-mark": {mark}, "form": {"5f0c3fd1-1111-4c4c-9a9a-0123456789ab"}, "text": {text},
		"kind": {"observation"}, "when-day": {"17"}, "when-month": {"1"}, "when-year": {"2027"}}
}

// markFrom is the mark in an answer to what a page sent by itself.
func markFrom(t *testing.T, p *pagestest.Page) string {
	t.Helper()
	p.Must(http.StatusOK)
	var kept struct{ Mark string }
	if err := json.Unmarshal([]byte(p.Body), &kept); err != nil || kept.Mark == "" {
		t.Fatalf("%s: %v", p.Body, err)
	}
	return kept.Mark
}

// TestWhatIsKeptByItself holds what a page may keep by itself:
// going on from what it showed, and nothing of others.
func TestWhatIsKeptByItself(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	path := "/tests/" + test + "/observe"
	cook, parent := town.As(t, "keith-cook"), town.As(t, "keith-parent")
	shows := func(v *pagestest.Visitor, text string) *pagestest.Page {
		t.Helper()
		p := v.Get(path).Must(http.StatusOK, "Add what you saw")
		if there := strings.Contains(p.Body, text); there != strings.Contains(p.Body, "It was not sent yet.") || !there {
			t.Errorf("%q is not shown as kept: %s", text, p.Text())
		}
		return p
	}
	blank := func(v *pagestest.Visitor, path string) {
		t.Helper()
		if p := v.Get(path).Must(http.StatusOK); strings.Contains(p.Body, "bowls") || p.Has("It was not sent yet.") {
			t.Errorf("%s is not blank: %s", path, p.Text())
		}
	}

	first := markIn(t, cook.Get(path))
	second := markFrom(t, cook.Post(path, quietly(first, "Forty bowls")))
	if cook.Get("/").Has("What you wrote is kept") {
		t.Error("it is said on the next page, though nobody pressed anything")
	}
	if got := markIn(t, shows(cook, "Forty bowls")); got != second {
		t.Errorf("the page has the mark %s, not %s", got, second)
	}
	cook.Post(path, quietly(first, "Another window")).Must(http.StatusConflict)
	parent.Post(path, quietly(second, "Forty bowls of somebody else")).Must(http.StatusConflict)
	blank(parent, path)
	third := markFrom(t, cook.Post(path, quietly(second, "Fifty bowls")))
	blank(cook, path+"?anew=yes")
	going := shows(cook, "Fifty bowls")
	if !strings.Contains(going.Body, `name="form" value="5f0c3fd1-1111-4c4c-9a9a-0123456789ab"`) {
		t.Error("what goes on is another form")
	}

	if _, err := town.Desk.EndSignInsOf(t.Context(), "keith-cook", "", town.Desk.Now()); err != nil {
		t.Fatal(err)
	}
	cook.Post(path, quietly(third, "Sixty bowls")).Must(http.StatusUnauthorized)
	cook.Post("/sign-in/rehearsal", url.Values{"person": {"keith-cook"}})
	last := shows(cook, "Sixty bowls")
	last.Send("/observe", nil).Must(http.StatusOK, "Thank you. It is filed.")
	blank(cook, path)
	cook.Post(path, quietly(markIn(t, last), "Seventy bowls")).Must(http.StatusConflict)
	blank(cook, path)

	stranger := town.Stranger(t)
	stranger.Post(path, quietly(first, "Eighty bowls")).Must(http.StatusUnauthorized)
	stranger.Post("/sign-in/rehearsal", url.Values{"person": {"keith-cook"}})
	blank(stranger, path)
	town.Stranger(t).Post("/voice/keith", quietly("", "Ninety bowls")).Must(http.StatusConflict)
}

// TestALaunchIsKeptByItself holds that a part of a launch is kept with the others.
func TestALaunchIsKeptByItself(t *testing.T) {
	town := pagestest.Open(t, nil)
	v := town.As(t, "east-lwo")
	v.Get("/launch").Send("/begin", one("from", "priority/east-school-day")).Must(http.StatusOK)
	part := func(name, value, mark string) url.Values {
		return one("press", "keep-quietly", "kept-mark", mark, name, value)
	}
	aim, change := markIn(t, v.Get("/launch/aim")), markIn(t, v.Get("/launch/change"))
	next := markFrom(t, v.Post("/launch/aim", part("aim.what", "Half an aim", aim)))
	markFrom(t, v.Post("/launch/change", part("change_idea", "A breakfast", change)))
	v.Post("/launch/aim", part("aim.what", "From another window", aim)).Must(http.StatusConflict)
	markFrom(t, v.Post("/launch/aim", part("aim.what", "A whole aim", next)))
	for path, text := range map[string]string{"/launch/aim": "A whole aim", "/launch/change": "A breakfast"} {
		if p := v.Get(path).Must(http.StatusOK); !strings.Contains(p.Body, text) {
			t.Errorf("%s has lost %q: %s", path, text, p.Text())
		}
	}
}

// TestAPhotoIsToBeChosenOnceMore holds that somebody is told so whose text was kept, by the
// button or as their sign-in had ended, and that a form that is too long to keep stays.
func TestAPhotoIsToBeChosenOnceMore(t *testing.T) {
	const again = "please choose it once more"
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	path := "/tests/" + test + "/observe"
	cook := town.As(t, "keith-cook")
	photo := pagestest.Upload{Name: "table.gif", Content: onePixel}
	large := pagestest.Upload{Name: "table.jpg", Content: make([]byte, 4<<20)}
	cook.Get(path).SendFiles("/observe", url.Values{"text": {"The table is set"}, "press": {"keep"}}, "files", photo).
		Must(http.StatusOK, "What you wrote is kept", again)

	form := cook.Get(path)
	if _, err := town.Desk.EndSignInsOf(t.Context(), "keith-cook", "", town.Desk.Now()); err != nil {
		t.Fatal(err)
	}
	form.SendFiles("/observe", url.Values{"text": {"The table is laid"}}, "files", large).
		Must(http.StatusOK, "Sign in", "What you wrote is kept", again).
		Send("/sign-in/rehearsal", url.Values{"person": {"keith-cook"}}).Must(http.StatusOK, "Add what you saw", "The table is laid", again)
	cook.Get(path).SendFiles("/observe", nil, "files", photo).Must(http.StatusOK, "Thank you. It is filed.", "table.gif")

	long := strings.Repeat("é", 300_000)
	p := cook.Get(path).SendFiles("/observe", url.Values{"text": {long}, "press": {"keep"}}, "files")
	if p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Body, long) || !strings.Contains(p.Body, "too long to be kept") {
		t.Errorf("what is too long to be kept: %d", p.Status)
	}
}

// TestARefusalGivesBackWhatWasWritten holds that what is written in a form that cannot be
// shown again is not lost: to whom it is for no more, or of what is there no more.
func TestARefusalGivesBackWhatWasWritten(t *testing.T) {
	town := pagestest.Open(t, nil)
	said := one("form", "a nonce of two words", "reason", "The road is closed until May.")
	for person, path := range map[string]string{"keith-cook": "/priorities/east-lmg/open", "east-lwo": "/launch/aim"} {
		p := town.As(t, person).Post(path, said)
		if p.Status < http.StatusBadRequest || !p.Has("what arrived of what you wrote", "The road is closed until May.") || p.Has("a nonce of") {
			t.Errorf("%s at %s: %d: %s", person, path, p.Status, p.Text())
		}
	}
	if p := town.As(t, "keith-cook").Get("/priorities/east-lmg/open"); p.Has("what arrived of what you wrote") {
		t.Errorf("nothing was written: %s", p.Text())
	}
}
