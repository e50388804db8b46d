package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/web"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

func TestNobodyIsSentElsewhere(t *testing.T) {
	for path, want := range map[string]string{
		"/tests/club": "/tests/club", "/tests?lmg=east": "/tests?lmg=east", "": "/", "tests": "/", "//evil.example": "/", "/\\evil.example": "/",
		"/\t/evil.example": "/", "/\n/evil.example": "/", "https://evil.example": "/", "/\x00x": "/",
	} {
		if got := web.Within(path); got != want {
			t.Errorf("%q leads to %q, want %q", path, got, want)
		}
	}
}

// TestAFieldThatNoPageHas is refused before any work is done on its name.
func TestAFieldThatNoPageHas(t *testing.T) {
	town := pagestest.Open(t, nil)
	p := town.Stranger(t).Post("/voice/keith", url.Values{strings.Repeat("a.", 20_000): {"x"}})
	if p.Status != http.StatusUnprocessableEntity || !p.Has("a field that no page has") {
		t.Errorf("it got %d: %s", p.Status, p.Text())
	}
}

// TestWhatIsSentLeavesTheDisk holds that no copy of a photo stays behind, whoever sent it.
func TestWhatIsSentLeavesTheDisk(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	send := func(v *pagestest.Visitor) {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		part, err := w.CreateFormFile("files", "photo.jpg")
		if err == nil {
			_, err = part.Write(bytes.Repeat([]byte{1}, 3<<20))
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, town.URL+"/tests/"+test+"/observe", &body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", w.FormDataContentType())
		v.Send(r)
	}
	send(town.As(t, "keith-parent"))
	eventually(t, "nothing is left", func() bool { return empty(t, folder) })
}

func empty(t *testing.T, folder string) bool {
	t.Helper()
	left, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range left {
		if strings.HasPrefix(one.Name(), "multipart-") {
			return false
		}
	}
	return true
}

// TestASharedBrowserKeepsWordsApart holds that what somebody wrote after their sign-in was
// ended is theirs, and not that of whoever signs in next.
func TestASharedBrowserKeepsWordsApart(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	v := town.As(t, "keith-cook")
	form := v.Get("/tests/" + test + "/steps/1.2/done").Must(http.StatusOK)
	v.Post("/sign-out", nil)
	const words = "The oven smells of gas"
	form.Send("/done", url.Values{"note": {words}}).Must(http.StatusOK, "What you wrote is kept")
	come := func(person string) string {
		v.Post("/sign-in/rehearsal", url.Values{"person": {person}, "next": {"/"}})
		return v.Get("/tests/" + test + "/steps/1.2/done").Body
	}
	if strings.Contains(come("east-lwo"), words) {
		t.Error("the next person reads what the one before wrote")
	}
	if !strings.Contains(come("keith-cook"), words) {
		t.Error("whoever wrote it lost it")
	}
}

// TestLettersLeadToPages holds that the addresses of letters and calendars lead somewhere.
func TestLettersLeadToPages(t *testing.T) {
	town := pagestest.Open(t, nil)
	test, decision := proposed(t, town)
	v := town.As(t, "east-chair")
	for address, want := range map[string]string{
		"/see/test-of-change/" + test: "/tests/" + test, "/see/approval/test-of-change/" + test + "/1": decision,
		"/see/priority/east-school-day": "/priorities", "/see/person/nobody": "/",
	} {
		if p := v.Get(address); p.Status != http.StatusOK || p.Path != want {
			t.Errorf("%s leads to %s (%d), want %s", address, p.Path, p.Status, want)
		}
	}
}
