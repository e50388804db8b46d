package web_test

import (
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestPagesInABrowser looks at the first pages as people do: on a desk and on a phone.
func TestPagesInABrowser(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	b := webtest.Open(t)
	for name, width := range map[string]int{"desk": 1280, "phone": 320} {
		p := b.Page(width, 800, true)
		p.Go(town.URL + "/")
		p.See("Who do you want to be?")
		p.Accessible()
		p.Screenshot("sign-in-" + name)
		p.Click("Cook, Keith")
		p.See("Your tasks")
		p.Accessible()
		p.Screenshot("home-" + name)
		p.Go(town.URL + "/tests/" + test)
		p.See("What happens next")
		p.Accessible()
		p.Screenshot("test-" + name)
		p.Go(town.URL + "/tests/" + test + "/steps/1.2/done")
		p.Accessible()
		p.Screenshot("step-" + name)
	}
}
