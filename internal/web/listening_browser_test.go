package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestListeningInABrowser looks at the pages by which the community is heard and
// priorities are set, on a desk and on a phone.
func TestListeningInABrowser(t *testing.T) {
	town := pagestest.Open(t, nil)
	item, round := fileAttendance(t, town), opened(t, town)
	officer := town.As(t, "east-lwo")
	id := speak(t, town, lastBus, url.Values{"consent.quoted": {"yes"}})
	officer.Get("/voices/"+id+"/accept").Send("/accept", nil)
	waits := speak(t, town, "Mend the lights at the skate park.", nil)
	officer.Get(round+"/put-evidence").Send("/put-evidence", url.Values{"items[]": {item, "voice/" + id}}).Must(http.StatusOK)
	officer.Get(round+"/move-round").Send("/move-round", url.Values{"to": {"propose"}})
	officer.Get(round+"/draft").Send("/draft", url.Values{"statement": {"No family has to choose between heating and eating"}, "theme": {"poverty"}, "evidence[]": {item, "voice/" + id}}).Must(http.StatusOK)
	b := webtest.Open(t)
	for name, width := range map[string]int{"desk": 1280, "phone": 320} {
		p := b.Page(width, 800, true)
		look := func(as, path string) {
			t.Helper()
			p.Go(town.URL + path)
			p.Accessible()
			if over := p.Overflows(); over > 0 {
				t.Errorf("%s is %d pixels too wide at %d", path, over, width)
			}
			p.Screenshot(as + "-" + name)
		}
		look("voice-where", "/voice")
		look("voice", "/voice/keith")
		look("voice-thanks", "/voice/keith/thank-you?reference="+id)
		look("voice-poster", "/voice/keith/poster")
		look("said-where", "/you-said")
		look("said", "/you-said/east-lmg")
		p.Go(town.URL + "/")
		p.Click("LWO, East")
		p.See("Your tasks")
		look("voices", "/voices")
		look("voice-shown", "/voices/"+waits)
		look("voice-withdraw", "/voices/"+waits+"/withdraw")
		look("priorities", "/priorities")
		look("lmg", "/priorities/east-lmg")
		look("coverage", "/priorities/east-lmg/coverage")
		look("round", round)
		look("draft", round+"/draft")
		look("ask-evidence", round+"/ask-evidence")
		look("open-round", "/priorities/east-lmg/open")
		look("call-for-scores", round+"/call-for-scores")
		look("commission", "/priorities/east-lmg/commission")
		look("library", "/library")
		look("library-item", "/library/item?item="+url.QueryEscape(item))
		look("library-file", "/library/file")
		look("trace", "/trace?of=priority/east-school-day")
		look("part", "/part")
	}
}
