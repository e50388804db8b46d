package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestReviewsAndRequestsInABrowser looks at the pages of quality reviews, of data requests
// and of the Place Standard, on a desk and on a phone.
func TestReviewsAndRequestsInABrowser(t *testing.T) {
	town := pagestest.Open(t, quick())
	at := reviewing(t, town)
	group := at + "/groups/keith-breakfast"
	cook, officer := town.As(t, "keith-cook"), town.As(t, "east-lwo")
	rate := cook.Get(group + "/rate/leadership")
	for _, i := range improvement.DefaultReviewTerms().Indicators {
		rate = rate.Send("/"+i.ID, url.Values{"score": {"5"}, "evidence": {"It is on the kitchen door, and everybody in the group says who decides what."}, "items[]": {"test-of-change/breakfast-club-2027"}})
	}
	officer.Get(group+"/rate-as-lwo/leadership").Send("/leadership", url.Values{"score": {"3"}, "evidence": {"The lead was away in March."}}).Must(http.StatusOK)
	town.As(t, "keith-link-worker").Get(group+"/submit").Send("/submit", nil).Must(http.StatusOK)
	asked := cook.Get("/you/request").Send("/you/request", url.Values{"kind": {"correction"}, "says": {"My old address is still there."}}).Must(http.StatusOK)
	id := speak(t, town, lastBus, url.Values{"place.public-transport.score": {"2"}, "place.public-transport.why": {"Nothing after five."}})
	officer.Get("/voices/"+id+"/accept").Send("/accept", nil).Must(http.StatusOK)
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
		p.Go(town.URL + "/voice/keith")
		p.Click("How good is the place?")
		p.See("Influence and sense of control")
		p.Accessible()
		if over := p.Overflows(); over > 0 {
			t.Errorf("the voice form is %d pixels too wide at %d", over, width)
		}
		p.Screenshot("place-" + name)
		p.Go(town.URL + "/")
		p.Click("LWO, East")
		p.See("Your tasks")
		look("reviews", "/reviews")
		look("review", at)
		look("review-group", group)
		look("review-rate", group+"/rate-as-lwo/planning")
		look("review-journal", at+"/journal")
		look("review-close", at+"/close-evaluation")
		look("review-open", "/reviews/east-lmg/open")
		look("places", "/library/places?locality=keith")
		p = b.Page(width, 800, true)
		p.Go(town.URL + "/")
		p.Click("Administrator, council IT")
		p.See("Your tasks")
		look("data-requests", "/data-requests")
		look("data-request", asked.Path)
		look("data-request-close", asked.Path+"/close")
		look("data-request-record", "/data-requests/record")
		look("held", "/held/person/buckie-volunteer")
		look("held-erase", "/held/person/buckie-volunteer/erase")
		look("held-find", "/held/find")
		look("you", "/you")
		look("you-request", "/you/request")
	}
	officer.Get(at+"/close-evaluation").Send("/close-evaluation", url.Values{"reason": {"All have rated."}}).Must(http.StatusOK)
	for name, width := range map[string]int{"desk": 1280, "phone": 320} {
		p := b.Page(width, 800, true)
		p.Go(town.URL + "/")
		p.Click("LWO, East")
		p.See("Your tasks")
		p.Go(town.URL + at + "/propose")
		p.Accessible()
		if over := p.Overflows(); over > 0 {
			t.Errorf("the proposal is %d pixels too wide at %d", over, width)
		}
		p.Screenshot("review-propose-" + name)
	}
}
