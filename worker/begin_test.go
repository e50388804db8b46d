package main

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// beginsAt is where a start says that the first administrator begins.
var beginsAt = regexp.MustCompile(`  BEGIN .*\n\s+(http://[^/\s]+)(/begin/\S+)\n`)

// TestTheFirstAdministratorComesByThePrintedLink takes the link from what a start prints,
// as whoever started it does: they are on record, and signed in, as its administrator. It
// works once, and a second start prints none.
func TestTheFirstAdministratorComesByThePrintedLink(t *testing.T) {
	t.Parallel()
	site := assemblytest.NewSite(t, nil)
	w := startWorker(t, site)
	at := beginsAt.FindStringSubmatch(w.Out())
	if at == nil {
		t.Fatalf("it prints no link to begin by: %s", w.Out())
	}
	town, link := &pagestest.Town{URL: at[1]}, at[2]
	first := town.Stranger(t)
	form := first.Get(link).Must(http.StatusOK, "Begin with Cairn", "Your name", "Your email address", "The first Locality Management Group")
	home := form.Send(link, url.Values{"people[1].name": {"An Administrator"}, "people[1].email": {"admin@example.org"}, "bodies[1].name": {"East LMG"}})
	home.Must(http.StatusOK, "Welcome. You are on record, and signed in.", "Signed in as An Administrator", "What to do next")
	first.Get("/audit").Must(http.StatusOK) // which administrators alone may read
	town.Stranger(t).Get(link).Must(http.StatusConflict)
	if code := w.Stop(t); code != 0 {
		t.Errorf("it ended with %d", code)
	}

	if again := startWorker(t, site).Out(); strings.Contains(again, "BEGIN") || strings.Contains(again, "/begin/") {
		t.Errorf("a second start prints a link as well: %s", again)
	}
}
