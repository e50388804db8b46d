package web_test

import (
	"net/http"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestLaunchingAndListsInABrowser looks at every page of a launch, and at the lists, as
// people do.
func TestLaunchingAndListsInABrowser(t *testing.T) {
	town := pagestest.Open(t, map[string]any{"council.name": "Example Council", "council.email": "help@example.org"})
	test := begun(t, town)
	town.As(t, "east-lwo").Post("/launch/begin", one("from", "test/"+test)).Must(http.StatusOK)
	b := webtest.Open(t)
	for name, width := range map[string]int{"desk": 1280, "phone": 320} {
		p := b.Page(width, 900, true)
		p.Go(town.URL + "/")
		p.Click("LWO, East")
		for _, path := range []string{
			"/launch", "/launch/title", "/launch/where", "/launch/priority", "/launch/aim", "/launch/change", "/launch/outcomes", "/launch/measures", "/launch/group",
			"/launch/lead", "/launch/costs", "/launch/check", "/launch/earlier", "/launch/done/" + test, "/tests", "/tests/board", "/overview", "/take-over", "/help", "/accessibility", "/privacy",
		} {
			p.Go(town.URL + path)
			p.Accessible()
			p.Screenshot(path[1:] + "-" + name)
		}
	}
}
