package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/scan/scantest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestFilesThatAreKeptBackInABrowser looks at the pages that say that a file cannot be
// opened, and why, on a desk and on a phone.
func TestFilesThatAreKeptBackInABrowser(t *testing.T) {
	daemon := scantest.New(t)
	daemon.Start(t)
	h := openWith(t, map[string]any{"uploads.clamd": daemon.Address})
	lwo := h.as("east-lwo")
	item := fields("kind", "document", "strength", "practice", "title", "The hall", "lmg", "east-lmg", "source", "A visit", "text", "There is room for forty.")
	lwo.goTo("/library/file").upload(item, "rooms-and-prices.txt", []byte(scantest.Harmful)).sees("It is in the library")
	page, _, _ := strings.Cut(lwo.page.Body, "/correct")
	at := page[strings.LastIndex(page, `"`)+1:]
	shown := "/library/item?item=" + url.QueryEscape(strings.TrimPrefix(at, "/library/"))
	for end := time.Now().Add(time.Minute); !strings.Contains(lwo.goTo(shown).page.Main(), "Something harmful"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nobody checks the file")
		}
	}
	daemon.Stop(t)
	lwo.onTest("/observe").upload(observed(h), "table.gif", onePixel).came("/tests/" + h.test)
	latest := itemPath(t, lwo)

	b := webtest.Open(t)
	for name, width := range map[string]int{"desk": 1280, "phone": 320} {
		p := b.Page(width, 800, true)
		p.Go(h.url + "/")
		p.Click("LWO, East")
		p.See("Your tasks")
		for as, path := range map[string]string{
			"file-harmful": shown, "file-checking": "/tests/" + h.test + latest, "file-asked-for": "/files/" + h.test + strings.TrimPrefix(latest, "/evidence") + "/1",
			"file-not-given": at + "/files/1", "library-correct-files": at + "/correct", "observe-files": "/tests/" + h.test + "/observe", "library-file-files": "/library/file",
		} {
			p.Go(h.url + path)
			p.Accessible()
			if over := p.Overflows(); over > 0 {
				t.Errorf("%s is %d pixels too wide at %d", path, over, width)
			}
			p.Screenshot(as + "-" + name)
		}
	}
}
