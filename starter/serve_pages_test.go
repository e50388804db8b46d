package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// address is the line on which a rehearsal that goes on says where its pages are.
var address = regexp.MustCompile(`(?m)^\s*(https?://\S+)$`)

// pagesAreOpen opens the one address that is printed, as a newcomer does, and presses
// somebody who has something to do.
func pagesAreOpen(t *testing.T, said string) {
	t.Helper()
	printed := address.FindAllStringSubmatch(said, -1)
	if len(printed) != 1 {
		t.Fatalf("%d addresses are printed: %s", len(printed), said)
	}
	newcomer := (&pagestest.Town{URL: printed[0][1]}).Stranger(t)
	who := newcomer.Get("/").Must(http.StatusOK, "Who do you want to be?", "Home-school link worker, Keith")
	if !strings.Contains(who.Body, `name="person" value="`+lead+`"`) {
		t.Fatalf("nobody can press the lead: %s", who.Body)
	}
	tasks := who.Send("/sign-in/rehearsal", url.Values{"person": {lead}})
	tasks.Must(http.StatusOK, "Your tasks", "Signed in as Home-school link worker, Keith", "Step 1.3: ", "It is done")
	newcomer.Get("/tests/"+homework).Must(http.StatusOK, "What happens next")
}
