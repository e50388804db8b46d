package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// TestWhoComesWhere walks the whole table of routes for everybody: who may not come in is
// sent to sign in, or told so kindly, and nothing fails; nor do they change anything by
// sending.
func TestWhoComesWhere(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := town.Launch(t)
	stranger := town.Stranger(t)
	for _, r := range web.Table() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		if method != http.MethodGet {
			continue
		}
		path = at(path, test)
		p := stranger.Get(path)
		if in := (p.Path == "/sign-in" || strings.HasPrefix(p.Path, "/sign-in?")) && path != "/sign-in"; in == (r.Policy == "everybody") {
			t.Errorf("a stranger at %s came to %s (%d)", path, p.Path, p.Status)
		}
	}
	for _, person := range []string{
		"east-lwo", "west-lwo", "east-chair", "east-deputy", "east-social-work", "east-clerk", "safeguarding", "it-admin",
		"keith-link-worker", "keith-volunteer", "speyside-librarian",
	} {
		who, err := town.Desk.Actor(t.Context(), improvement.PersonID(person))
		if err != nil {
			t.Fatal(err)
		}
		comes(t, town.As(t, person), who, test)
	}
}

// comes walks the table in the name of somebody.
func comes(t *testing.T, v *pagestest.Visitor, who improvement.Actor, test string) {
	t.Helper()
	for _, r := range web.Table() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		path = at(path, test)
		var p *pagestest.Page
		switch lets := r.Lets(who); {
		case method == http.MethodGet:
			p = v.Get(path)
		case lets: // what they may do, other tests do
			continue
		default:
			p = v.Post(path, url.Values{"a": {"b"}})
		}
		if p.Status >= http.StatusInternalServerError {
			t.Errorf("%s at %s: %d: %s", who.Person, r.Pattern, p.Status, p.Text())
		}
		if !r.Lets(who) && p.Status != http.StatusForbidden {
			t.Errorf("%s may not come to %s, and got %d", who.Person, r.Pattern, p.Status)
		}
	}
}

var inPath = regexp.MustCompile(`\{[^}]*\}`)

// at fills in an address of the table; what is not known there is not found.
func at(pattern, test string) string {
	pattern = strings.ReplaceAll(strings.TrimSuffix(pattern, "{$}"), "{test}", test)
	return inPath.ReplaceAllString(pattern, "nothing-such")
}

// TestStrangersCannotSend holds that what needs somebody changes nothing without.
func TestStrangersCannotSend(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := town.Launch(t)
	stranger := town.Stranger(t)
	for _, r := range web.Table() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		if method != http.MethodPost || r.Policy == "everybody" {
			continue
		}
		if p := stranger.Post(at(path, test), url.Values{"a": {"b"}}); !strings.HasPrefix(p.Path, "/sign-in") {
			t.Errorf("a stranger who sent something to %s came to %s (%d)", path, p.Path, p.Status)
		}
	}
}

func TestAnotherSiteCannotSend(t *testing.T) {
	town := pagestest.Open(t, nil)
	v := town.As(t, "east-lwo")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, town.URL+"/sign-out", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	v.Send(r).Must(http.StatusForbidden)
	v.Get("/").Must(http.StatusOK, "Your tasks")
}

// TestASignInThatEndsLosesNoText holds that what was written is there again.
func TestASignInThatEndsLosesNoText(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	v := town.As(t, "keith-cook")
	form := v.Get("/tests/"+test+"/steps/1.2/done").Must(http.StatusOK, "Mark a step as done")
	if _, err := town.Desk.EndSignInsOf(t.Context(), "keith-cook", "", town.Desk.Now()); err != nil {
		t.Fatal(err)
	}
	said := form.Send("/done", url.Values{"note": {"Forty bowls of porridge went"}}).Must(http.StatusOK, "Sign in", "What you wrote is kept")
	back := said.Send("/sign-in/rehearsal", url.Values{"person": {"keith-cook"}})
	if back.Must(http.StatusOK, "Mark a step as done"); !strings.Contains(back.Body, "Forty bowls of porridge went") {
		t.Errorf("it is lost: %s", back.Text())
	}
	back.Send("/done", nil).Must(http.StatusOK, "Thank you. The step is marked as done.")
}

// TestAFormSentTwice files once, whatever is pressed.
func TestAFormSentTwice(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	v := town.As(t, "keith-cook")
	form := v.Get("/tests/" + test + "/steps/1.2/done")
	said := url.Values{"note": {"Done"}}
	form.Send("/done", said).Must(http.StatusOK, "marked as done")
	form.Send("/done", said).Must(http.StatusOK)
	journal, err := town.Desk.Journal(t.Context(), improvement.TestSubject(test), 0)
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	for _, e := range journal {
		if _, is := e.Event.(*improvement.StepDone); is {
			done++
		}
	}
	if done != 1 {
		t.Errorf("it was filed %d times", done)
	}
}

// begun is a test whose plan is agreed.
func begun(t *testing.T, town *pagestest.Town) string {
	t.Helper()
	test := town.Launch(t)
	town.Do(t, test, "keith-link-worker", "plan", pagestest.Document(t, "breakfast-club/plan.yaml"))
	town.Do(t, test, "east-lwo", "agree-plan", nil)
	return test
}
