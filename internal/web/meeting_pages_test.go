package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// TestAMeetingHasAllBeforeIt holds that one page has what waits, what is flagged, and what
// was decided.
func TestAMeetingHasAllBeforeIt(t *testing.T) {
	town := pagestest.Open(t, nil)
	_, decision := proposed(t, town)
	clerk := town.As(t, "east-clerk")
	clerk.Get("/meeting/east-lmg?on=2027-01-25").Must(http.StatusOK,
		"Meeting pack of East Locality Management Group", "Mon 25 Jan 2027", "Decide: Breakfast club and Monday attendance",
		"East Locality Management Group decides whether to adopt.", "Adopt: make the change part", "15 on the first Monday.", "Eleven came.",
		"Children come with children.", "Too few points to say", "£165", "A late first lesson.", "0 of the 3 votes", "with 1 item of evidence",
		"Nothing is overdue, stuck or waiting to be talked about.", "Actions that are due by Mon 25 Jan 2027", "Decided since Mon 28 Dec 2026", "Nothing was decided since then.")
	clerk.Get("/meeting/east-lmg?on-day=31&on-month=2&on-year=2027").Must(http.StatusUnprocessableEntity, "This is not a day.")

	for _, person := range []string{"east-chair", "east-deputy", "east-social-work"} {
		town.As(t, person).Get(decision+"/vote").Send("/vote", url.Values{"choice": {"agree"}})
	}
	eventually(t, "the test goes on", func() bool {
		return clerk.Get("/meeting/east-lmg").Must(http.StatusOK).Has("Asked whether to adopt: agreed")
	})
	if p := clerk.Get("/meeting/east-lmg"); strings.Contains(p.Body, "Decide: ") {
		t.Errorf("what was decided still waits: %s", p.Text())
	}
}

func TestWhoReadsAMeetingPack(t *testing.T) {
	town := pagestest.Open(t, nil)
	for person, status := range map[string]int{
		"east-lwo": http.StatusOK, "east-social-work": http.StatusOK, "it-admin": http.StatusOK, "safeguarding": http.StatusOK,
		"west-chair": http.StatusForbidden, "keith-link-worker": http.StatusForbidden,
	} {
		town.As(t, person).Get("/meeting/east-lmg").Must(status)
	}
	town.As(t, "it-admin").Get("/meeting/no-such-group").Must(http.StatusNotFound, "There is no group called")
}

// TestPagesOfDecisionsAskLittle holds that no page of a decision asks more than 12 queries,
// however much there is.
func TestPagesOfDecisionsAskLittle(t *testing.T) {
	town := pagestest.Open(t, nil)
	_, decision := proposed(t, town)
	served, asked := town.Counted(t, improvement.Rates{StaffHours: 20})
	const most = 12
	for person, paths := range map[string][]string{
		"east-chair": {"/decisions", "/decisions?closed=yes&lmg=east-lmg", decision, decision + "/vote", decision + "/interest", "/meeting/east-lmg"},
		"east-lwo":   {decision, decision + "/minute", decision + "/hand-over", "/meeting/east-lmg"},
	} {
		v := served.As(t, person)
		for _, path := range paths {
			v.Get(path) // until the vault knows the keys
			asked.Store(0)
			v.Get(path).Must(http.StatusOK)
			if n := asked.Load(); n > most || n < 4 {
				t.Errorf("%s asks %d queries, want at most %d", path, n, most)
			} else {
				t.Logf("%s: %d", path, n)
			}
		}
	}
}
