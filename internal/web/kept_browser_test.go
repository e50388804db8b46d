package web_test

import (
	"bytes"
	"image"
	"image/png"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

const whatWasSeen = "What did you see, hear or measure?"

// isKept opens a page until its field has these words: what a page keeps as it is left
// arrives on its own way.
func isKept(t *testing.T, p *webtest.Page, path, field, words string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; {
		p.Go(path)
		got := p.Value(field)
		if got == words {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%q is kept, not %q", got, words)
		}
	}
}

// drafts is how many forms somebody has begun.
func drafts(t *testing.T, town *pagestest.Town, person improvement.PersonID) int {
	t.Helper()
	all, err := town.Desk.DraftsOf(t.Context(), person)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// TestALongFormIsKeptByItself writes and presses nothing: what was written is there again
// after a while, and where the page is left at once; also with one more row. Nothing is left
// of it once it was sent.
func TestALongFormIsKeptByItself(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	as := windows(t, town, webtest.Open(t))
	observe := town.URL + "/tests/" + test + "/observe"
	cook := as("keith-cook")
	cook.Go(observe)
	cook.Fill(whatWasSeen, "Forty bowls went")
	cook.See("Kept at ")
	if aloud := cook.Text(`.app-kept [role="status"]`); aloud != "What you write is kept by itself." {
		t.Errorf("read out: %q", aloud)
	}
	cook.Accessible()
	cook.Screenshot("kept-by-itself")
	cook.Go(town.URL + "/help")
	isKept(t, cook, observe, whatWasSeen, "Forty bowls went")
	cook.See("It was not sent yet.")
	cook.Screenshot("kept-taken-up")

	cook.Fill(whatWasSeen, "Fifty bowls went")
	cook.Go(town.URL + "/help")
	isKept(t, cook, observe, whatWasSeen, "Fifty bowls went")

	other := as("keith-cook") // the same person in another window
	other.Go(observe)
	cook.Fill(whatWasSeen, "Sixty bowls went")
	cook.See("Kept at ")
	other.AllowFault("409")
	other.Fill(whatWasSeen, "Seventy bowls went")
	other.See("kept or sent from somewhere else meanwhile")
	other.Accessible()
	other.Screenshot("kept-elsewhere")
	isKept(t, cook, observe, whatWasSeen, "Sixty bowls went")

	cook.Fill(whatWasSeen, "Eighty bowls went")
	cook.Click("Add it")
	cook.See("Thank you. It is filed.")
	if n := drafts(t, town, "keith-cook"); n != 0 {
		t.Errorf("%d drafts are left of what was sent", n)
	}
	cook.Go(observe)
	if got := cook.Value(whatWasSeen); got != "" {
		t.Errorf("what was sent comes back: %q", got)
	}

	lead, plan := as(theLead), town.URL+"/tests/"+launched(t, town, "walking-bus", "A walking bus")+"/plan"
	const question = "What is this cycle to find out?"
	lead.Go(plan)
	lead.Fill(question, "Whether they walk along")
	lead.Click("Add another step") // another page, with what was written
	lead.Go(town.URL + "/help")
	isKept(t, lead, plan, question, "Whether they walk along")
}

// photographed is a picture of more than 3 MB, as a phone takes it.
func photographed(t *testing.T) string {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 1100, 1000))
	noise := rand.NewChaCha8([32]byte{})
	if _, err := noise.Read(picture.Pix); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil || b.Len() < 3<<20 {
		t.Fatalf("the picture has %d bytes, %v", b.Len(), err)
	}
	at := filepath.Join(t.TempDir(), "table.png")
	if err := os.WriteFile(at, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return at
}

// TestAnEndedSignInKeepsTheTextBesideAPhotoInABrowser ends a sign-in while somebody chooses
// their photo, with scripts and without.
func TestAnEndedSignInKeepsTheTextBesideAPhotoInABrowser(t *testing.T) {
	const again = "please choose it once more"
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	b := webtest.Open(t)
	photo := photographed(t)
	for n, scripts := range []bool{true, false} {
		words := []string{"The table is laid", "The porridge is ready"}[n]
		p := b.Page(320, 800, scripts)
		p.AllowFault("401") // what the page keeps by itself, where the machine is slow
		p.Go(town.URL + "/sign-in")
		p.ClickAt(`button[name="person"][value="keith-cook"]`)
		p.Go(town.URL + "/tests/" + test + "/observe")
		p.Fill(whatWasSeen, words)
		p.Upload("Photos or files (optional)", photo)
		if _, err := town.Desk.EndSignInsOf(t.Context(), "keith-cook", "", town.Desk.Now()); err != nil {
			t.Fatal(err)
		}
		p.Click("Add it")
		p.See("What you wrote is kept")
		p.See(again)
		p.Screenshot("ended-with-photo")
		p.ClickAt(`button[name="person"][value="keith-cook"]`)
		p.See("It was not sent yet.")
		p.See(again)
		p.Accessible()
		p.Screenshot("ended-with-photo-back")
		if got := p.Value(whatWasSeen); got != words {
			t.Errorf("what was written is now %q", got)
		}
		p.Upload("Photos or files (optional)", photo)
		p.Click("Add it")
		p.See("Thank you. It is filed.")
		p.Go(town.URL + "/tests/" + test + "/evidence")
		p.See(words)
		if over := p.Overflows(); over > 0 {
			t.Errorf("%d pixels too wide", over)
		}
	}
	if pictures := strings.Count(town.As(t, "keith-cook").Get("/tests/"+test+"/evidence").Body, "table.png"); pictures == 0 {
		t.Error("the photo is not there")
	}
}

// TestNothingIsSentWhileItIsKept holds an answer back: a form is sent once what is being kept
// of it has arrived, and not before.
func TestNothingIsSentWhileItIsKept(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	to, err := url.Parse(town.URL)
	if err != nil {
		t.Fatal(err)
	}
	pages := httputil.NewSingleHostReverseProxy(to)
	keeping, release := make(chan bool), make(chan bool)
	var held sync.Once
	var kept, early atomic.Bool
	between := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/observe") {
			if r.Header.Get("Sec-Fetch-Dest") == "empty" { // by the page itself
				held.Do(func() { close(keeping); <-release })
				defer kept.Store(true)
			} else if !kept.Load() {
				early.Store(true)
			}
		}
		pages.ServeHTTP(w, r)
	}))
	defer between.Close()
	p := webtest.Open(t).Page(1280, 900, true)
	p.Go(between.URL + "/sign-in")
	p.ClickAt(`button[name="person"][value="keith-cook"]`)
	p.Go(between.URL + "/tests/" + test + "/observe")
	p.Fill(whatWasSeen, "Forty bowls went")
	select {
	case <-keeping:
	case <-time.After(time.Minute):
		t.Fatal("nothing is kept")
	}
	p.TabTo("Add it")
	p.Press("Space")
	if got := p.Value(whatWasSeen); got != "Forty bowls went" {
		t.Errorf("the field holds %q", got)
	}
	close(release)
	p.See("Thank you. It is filed.")
	if n := drafts(t, town, "keith-cook"); n != 0 || early.Load() {
		t.Errorf("%d drafts are left; it was sent before it was kept: %t", n, early.Load())
	}
}
