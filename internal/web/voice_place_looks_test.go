package web_test

import (
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestThePlaceIsScoredInABrowser looks at the public form with the themes of the Place
// Standard open, on a desk and on a phone.
func TestThePlaceIsScoredInABrowser(t *testing.T) {
	town := pagestest.Open(t, nil)
	b := webtest.Open(t)
	for name, width := range map[string]int{"desk": 1280, "phone": 320} {
		p := b.Page(width, 800, true)
		p.Go(town.URL + "/voice/keith")
		p.Click("How good is the place?")
		p.See("Influence and sense of control")
		p.Accessible()
		if over := p.Overflows(); over > 0 {
			t.Errorf("the voice form is %d pixels too wide at %d", over, width)
		}
		p.Screenshot("place-" + name)
	}
}
