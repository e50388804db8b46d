package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// TestAStepIsDoneByTheLinkOfALetter follows the link of a real letter: nobody signs in, it
// needs a press, it opens that task alone, and the journal says who did it.
func TestAStepIsDoneByTheLinkOfALetter(t *testing.T) {
	town, mail := withLetters(t)
	test := begun(t, town)
	_, link, owner := letterWithLink(t, town, mail)

	stranger := town.Stranger(t)
	page := stranger.Get(link).Must(http.StatusOK, "Your task", "need not sign in")
	if page.Has("Signed in as") {
		t.Error("the link signs in")
	}
	before := doneBy(t, town, test, owner)
	for range 2 { // whoever presses twice is thanked twice
		page.Send(link, url.Values{"note": {"Six families came."}}).Must(http.StatusOK, "Thank you")
	}
	stranger.Get(link).Must(http.StatusConflict, "is done already, its time is over, or somebody else has it by now")
	page.Send(link, url.Values{"note": {"No, seven."}}).Must(http.StatusConflict, "is done already")
	if after := doneBy(t, town, test, owner); after != before+1 {
		t.Errorf("%s did %d steps before, and %d now", owner, before, after)
	}
	if p := stranger.Get("/"); !strings.HasPrefix(p.Path, "/sign-in") {
		t.Errorf("whoever has the link came to %s", p.Path)
	}
	stranger.Get(link+"x").Must(http.StatusNotFound, "This link is not whole")
	found := false
	for _, a := range read(t)(town.Desk.Audit(t.Context(), access.AuditFilter{Person: owner}, 20)) {
		found = found || a.What == access.LinkUsed && a.About == string(improvement.TestSubject(test))
	}
	if !found {
		t.Error("that it was used is not in the audit")
	}
}

func TestRevokedLinksOpenNothing(t *testing.T) {
	town, mail := withLetters(t)
	begun(t, town)
	_, link, owner := letterWithLink(t, town, mail)
	stranger := town.Stranger(t)
	stranger.Get(link).Must(http.StatusOK)
	town.As(t, string(owner)).Get("/you").Send("/you/links/revoke", nil).Must(http.StatusOK, "Links in letters sent so far work no more.")
	stranger.Get(link).Must(http.StatusForbidden, "This link does not work any more. Sign in to see the task.")
}

// withLetters is a town whose letters have links.
func withLetters(t *testing.T) (*pagestest.Town, *pagestest.Mail) {
	t.Helper()
	mail := pagestest.OpenMail(t)
	settings := mail.Settings()
	settings["mail.base_url"] = "http://localhost:8080"
	return pagestest.Open(t, settings), mail
}

// letterWithLink waits for a letter that asks for a step, to anybody of the plan.
func letterWithLink(t *testing.T, town *pagestest.Town, mail *pagestest.Mail) (pagestest.Letter, string, improvement.PersonID) {
	t.Helper()
	for _, owner := range []improvement.PersonID{"keith-cook", "keith-volunteer", "keith-link-worker", "keith-parent"} {
		tasks, err := town.Desk.Tasks(t.Context(), owner)
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range tasks {
			if task.Kind == improvement.TaskStep && task.Owner == owner {
				letter := mail.WaitFor(string(owner)+"@example.org", "Say that it is done: ")
				return letter, linkTo(t, letter, "Say that it is done"), owner
			}
		}
	}
	t.Fatal("nobody has a step to do")
	return pagestest.Letter{}, "", ""
}

// linkTo is the path of the first link of a letter that does something.
func linkTo(t *testing.T, letter pagestest.Letter, does string) string {
	t.Helper()
	_, rest, found := strings.Cut(letter.Text, does+": ")
	if !found {
		t.Fatalf("the letter has no link to %q: %s", does, letter.Text)
	}
	link, _, _ := strings.Cut(rest, "\n")
	return path(t, strings.TrimSpace(link))
}

// doneBy counts the steps that somebody did, by the journal.
func doneBy(t *testing.T, town *pagestest.Town, test string, who improvement.PersonID) int {
	t.Helper()
	entries, err := town.Desk.Journal(t.Context(), improvement.TestSubject(test), 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range entries {
		if e.Event.EventName() == "step-done" && e.By == who {
			n++
		}
	}
	return n
}
