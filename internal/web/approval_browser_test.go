package web_test

import (
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestDecisionsInABrowser looks at the pages of decisions on a desk, and on a phone
// without scripts, and votes there.
func TestDecisionsInABrowser(t *testing.T) {
	town := pagestest.Open(t, nil)
	_, decision := proposed(t, town)
	b := webtest.Open(t)
	for name, width := range map[string]int{"desk": 1280, "phone": 320} {
		p := b.Page(width, 800, true)
		p.Go(town.URL + "/sign-in")
		p.Click("Clerk, East LMG")
		for at, path := range map[string]string{"decisions": "/decisions", "decision": decision, "minute": decision + "/minute", "meeting": "/meeting/east-lmg"} {
			p.Go(town.URL + path)
			p.Accessible()
			if by := p.Overflows(); by > 0 {
				t.Errorf("%s is %d wider than %d", path, by, width)
			}
			p.Screenshot(at + "-" + name)
		}
	}
	p := b.Page(320, 800, false)
	p.Go(town.URL + "/sign-in")
	p.Click("Chair, East LMG")
	p.Go(town.URL + decision)
	p.Click("Vote")
	p.Choose("Your vote", "Agree")
	p.Click("Record my vote")
	p.See("You voted: Agree.")
}
