package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

const (
	volunteer        = "keith-volunteer"
	volunteerAddress = "keith-volunteer@example.org"
	signInSubject    = "Sign in to Cairn"
)

// path is where a link of a letter leads, within the pages.
func path(t *testing.T, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	return u.Path
}

// asked asks for a link, as a stranger does.
func asked(t *testing.T, v *pagestest.Visitor, address string) {
	t.Helper()
	v.Get("/sign-in?next=/you").Send("/sign-in", url.Values{"email": {address}}).
		Must(http.StatusOK, "Look into your email", "If the address is known here")
}

func TestALinkLetsSomebodyInOnce(t *testing.T) {
	mail := pagestest.OpenMail(t)
	town := pagestest.Open(t, mail.Settings())
	visitor, other := town.Stranger(t), town.Stranger(t)
	asked(t, visitor, strings.ToUpper(volunteerAddress))
	letter := mail.Wait(volunteerAddress, signInSubject, 1)
	link := path(t, letter.Links()[0])

	other.Get(link).Must(http.StatusForbidden, "only in the browser in which it was asked for")
	other.Post(link, nil).Must(http.StatusForbidden)
	visitor.Get(link).Must(http.StatusOK, "Finish signing in") // as a mail filter does
	visitor.Get(link).Must(http.StatusOK).Send(link, nil)
	visitor.Get("/").Must(http.StatusOK, "Your tasks")
	visitor.Get(link).Must(http.StatusConflict, "was used before")
	visitor.Post(link, nil).Must(http.StatusConflict, "was used before")

	what := audited(t, town, volunteer)
	for _, one := range []access.What{access.LinkMade, access.LinkUsed, access.SignedIn} {
		if !slices.Contains(what, one) {
			t.Errorf("the audit has no %s: %v", one, what)
		}
	}
	failed := read(t)(town.Desk.Audit(t.Context(), access.AuditFilter{What: access.SignInFailed}, 10))
	if len(failed) != 2 || strings.Contains(failed[0].About, path(t, link)[len("/sign-in/link/"):]) {
		t.Errorf("failures: %+v", failed)
	}
}

func read(t *testing.T) func([]access.Audited, error) []access.Audited {
	return func(all []access.Audited, err error) []access.Audited {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
}

func audited(t *testing.T, town *pagestest.Town, person improvement.PersonID) []access.What {
	t.Helper()
	var what []access.What
	for _, a := range read(t)(town.Desk.Audit(t.Context(), access.AuditFilter{Person: person}, 50)) {
		what = append(what, a.What)
	}
	return what
}

// TestNobodyLearnsWhoIsOnRecord holds that an unknown address, and one of somebody under
// 16's adult alone, are answered alike, and get no letter.
func TestNobodyLearnsWhoIsOnRecord(t *testing.T) {
	mail := pagestest.OpenMail(t)
	town := pagestest.Open(t, mail.Settings())
	visitor := town.Stranger(t)
	known := visitor.Get("/sign-in").Send("/sign-in", url.Values{"email": {volunteerAddress}})
	unknown := visitor.Get("/sign-in").Send("/sign-in", url.Values{"email": {"nobody@example.org"}})
	if known.Text() != unknown.Text() || known.Status != unknown.Status || known.Path != unknown.Path {
		t.Errorf("told apart:\n%s\n%s", known.Text(), unknown.Text())
	}
	mail.Wait(volunteerAddress, signInSubject, 1)
	if letters := mail.To("nobody@example.org"); len(letters) > 0 {
		t.Errorf("a stranger was written to: %+v", letters)
	}
	visitor.Get("/sign-in").Send("/sign-in", url.Values{"email": {"no address"}}).
		Must(http.StatusUnprocessableEntity, "Write your email address, such as name@example.org.")
}

func TestLettersToOneAddressAreLimited(t *testing.T) {
	mail := pagestest.OpenMail(t)
	town := pagestest.Open(t, mail.Settings())
	visitor := town.Stranger(t)
	for range 8 {
		asked(t, visitor, volunteerAddress)
	}
	mail.Wait(volunteerAddress, signInSubject, 5)
	asked(t, visitor, "east-chair@example.org")
	mail.Wait("east-chair@example.org", signInSubject, 1)
	if n := len(mail.To(volunteerAddress)); n != 5 {
		t.Errorf("%d letters", n)
	}
	last := visitor.Get("/sign-in")
	for range 70 {
		last = visitor.Get("/sign-in")
	}
	last.Must(http.StatusTooManyRequests, "Please wait a little")
}

// TestASessionIsNewAtSignIn holds that a session that somebody planted in a browser is not
// the one that is signed in.
func TestASessionIsNewAtSignIn(t *testing.T) {
	mail := pagestest.OpenMail(t)
	town := pagestest.Open(t, mail.Settings())
	visitor := town.Stranger(t)
	asked(t, visitor, volunteerAddress)
	before := visitor.Cookie("cairn")
	link := path(t, mail.Wait(volunteerAddress, signInSubject, 1).Links()[0])
	visitor.Post(link, nil).Must(http.StatusOK)
	after := visitor.Cookie("cairn")
	if before == "" || after == "" || before == after {
		t.Errorf("the session was %q and is %q", before, after)
	}
	planted := town.Stranger(t)
	planted.SetCookie("cairn", before)
	if p := planted.Get("/"); p.Path != "/sign-in" {
		t.Errorf("the old session came to %s", p.Path)
	}
}

func TestWithoutMailAnAdministratorMakesALink(t *testing.T) {
	town := pagestest.Begin(t, nil)
	town.Load(t, "directory.yaml")
	town.Stranger(t).Get("/sign-in").Must(http.StatusOK, "This service sends no email. Ask an administrator for a link")
	admin, err := town.Desk.Actor(t.Context(), "it-admin")
	if err != nil {
		t.Fatal(err)
	}
	link, err := town.Desk.LetIn(t.Context(), admin, volunteer)
	if err != nil {
		t.Fatal(err)
	}
	visitor := town.Stranger(t)
	visitor.Get(link).Must(http.StatusOK).Send(link, nil).Must(http.StatusOK, "Your tasks")
	if what := audited(t, town, "it-admin"); !slices.Contains(what, access.LinkMade) {
		t.Errorf("the audit: %v", what)
	}
	nobody, err := town.Desk.Actor(t.Context(), volunteer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := town.Desk.LetIn(t.Context(), nobody, "it-admin"); err == nil {
		t.Error("a volunteer makes a link for the administrator")
	}
}

func TestTheFirstStartMakesAnAdministrator(t *testing.T) {
	dir := t.TempDir()
	town := pagestest.Begin(t, map[string]any{"data.dir": dir})
	link := path(t, town.FirstLink())
	visitor := town.Stranger(t)
	fill := url.Values{"people[1].name": {"An Administrator"}, "people[1].email": {"admin@example.org"}}
	again := visitor.Get(link).Must(http.StatusOK, "Begin with Cairn").Send(link, fill).
		Must(http.StatusUnprocessableEntity, "Write the name of the Locality Management Group.")
	again.Send(link, url.Values{"bodies[1].name": {"East LMG"}}).Must(http.StatusOK, "Your tasks", "An Administrator", "Welcome.")
	who, err := town.Desk.Actor(t.Context(), "administrator")
	if err != nil || !who.Is("east-lmg", improvement.Administrator) {
		t.Errorf("on record as %+v, %v", who, err)
	}
	late := town.Stranger(t)
	late.Get(link).Must(http.StatusConflict)
	late.Post(link, maps.Clone(fill)).Must(http.StatusConflict)
	late.Get("/begin/" + access.NewToken()).Must(http.StatusNotFound)
}
