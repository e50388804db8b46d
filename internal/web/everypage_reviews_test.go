package web_test

import (
	"maps"
	"net/http"
	"net/url"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// reviewed is a record with a quality review at one stage, and where that is.
type reviewed struct {
	town *pagestest.Town
	at   string
}

const (
	ratedGroup = "/groups/keith-breakfast"
	askedFor   = "/data-requests"
)

// reviews has quality reviews in which ratings are still given, in which conclusions are
// to be drawn, and which were agreed.
func (r *wellFilled) reviews() {
	for _, of := range []*reviewed{&r.rating, &r.concluding, &r.reviewed} {
		of.at = reviewing(r.t, of.town)
		rate := of.town.As(r.t, "keith-cook").Get(of.at + ratedGroup + "/rate/leadership")
		for _, i := range improvement.DefaultReviewTerms().Indicators {
			rate = rate.Send("/"+i.ID, url.Values{"score": {"5"}, "evidence": {"It is on the kitchen door."}, "items[]": {"test-of-change/breakfast-club-2027"}})
		}
		of.town.As(r.t, theLWO).Get(of.at+ratedGroup+"/rate-as-lwo/leadership").Send("/leadership", url.Values{"score": {"3"}, "evidence": {"The lead was away."}}).Must(http.StatusOK)
	}
	for _, of := range []reviewed{r.concluding, r.reviewed} {
		of.town.As(r.t, theLead).Get(of.at+ratedGroup+"/submit").Send("/submit", nil).Must(http.StatusOK)
		of.town.As(r.t, theLWO).Get(of.at+"/close-evaluation").Send("/close-evaluation", url.Values{"reason": {"All have rated."}}).Must(http.StatusOK)
	}
	propose(r.t, r.reviewed.town, r.reviewed.town.As(r.t, theLWO), r.reviewed.at)
	voteOn(r.t, r.reviewed.town, r.reviewed.at)
}

// asks has somebody ask for what is held about them, and a complaint come by letter.
func (r *wellFilled) asks() {
	own := r.town.As(r.t, "keith-cook").Get("/you/request")
	r.request = own.Send("/you/request", url.Values{"kind": {"correction"}, "says": {"My old address is still there."}}).Must(http.StatusOK).Path
	letter := r.town.As(r.t, "east-clerk").Get(askedFor + "/record")
	said := url.Values{"kind": {"complaint"}, "from": {"A parent, by letter"}, "says": {"Nobody answered."}, "received-day": {"11"}, "received-month": {"1"}, "received-year": {"2027"}}
	r.complaint = letter.Send("/record", said).Must(http.StatusOK).Path
}

// onReviews are the pages of quality reviews.
func (r *wellFilled) onReviews() map[string]place {
	const at = "/reviews/{lmg}/{period}"
	all := map[string]place{}
	for pattern, of := range map[string]struct {
		reviewed
		as, below string
	}{
		"/journal":                         {r.reviewed, theLWO, "/journal"},
		"":                                 {r.reviewed, theLWO, ""},
		"/groups/{group}":                  {r.rating, theLWO, ratedGroup},
		"/groups/{group}/rate/{indicator}": {r.rating, "keith-cook", ratedGroup + "/rate/planning"},
		"/groups/{group}/submit":           {r.rating, theLead, ratedGroup + "/submit"},
		"/groups/{group}/ask-again":        {r.concluding, theLWO, ratedGroup + "/ask-again"},
		"/close-evaluation":                {r.rating, theLWO, "/close-evaluation"},
		"/propose":                         {r.concluding, theLWO, "/propose"},
		"/end":                             {r.rating, theLWO, "/end"},
		"/hand-over":                       {r.concluding, theLWO, "/hand-over"},
		"/action-done/{action}":            {r.reviewed, "keith-parent", "/action-done/a1"},
		"/action-change/{action}":          {r.reviewed, theLWO, "/action-change/a1"},
		"/action-drop/{action}":            {r.reviewed, theLWO, "/action-drop/a1"},
		"/groups/{group}/rate-as-lwo/{indicator}": {r.rating, theLWO, ratedGroup + "/rate-as-lwo/planning"},
	} {
		all[at+pattern] = place{of.town, of.as, of.at + of.below}
	}
	all["/reviews"] = place{r.reviewed.town, theLWO, "/reviews"}
	all["/reviews/{lmg}/open"] = place{r.town, theLWO, "/reviews/east-lmg/open"}
	return all
}

// asked are the pages of what is held about somebody.
func (r *wellFilled) asked() map[string]place {
	const one = askedFor + "/{request}"
	all := r.by("it-admin", map[string]string{
		askedFor: "", askedFor + "/record": "", one: r.complaint, one + "/acknowledge": r.complaint + "/acknowledge", one + "/extend": r.request + "/extend", one + "/close": r.request + "/close",
		"/held/find": "", "/held/{kind}/{id}": "/held/person/buckie-volunteer", "/held/{kind}/{id}/erase": "/held/person/buckie-volunteer/erase",
	})
	maps.Copy(all, r.by("keith-cook", map[string]string{"/you/request": ""}))
	return all
}
