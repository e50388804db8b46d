package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// TestAMeetingHasAllBeforeIt holds that one page has what waits, what is flagged, what is due
// and what was decided, of the group that meets alone.
func TestAMeetingHasAllBeforeIt(t *testing.T) {
	town := pagestest.Open(t, nil)
	_, decision := proposed(t, town)
	clerk, west := town.As(t, "east-clerk"), town.As(t, "west-clerk")
	clerk.Get("/meeting/east-lmg?on=2027-01-25").Must(http.StatusOK,
		"Meeting pack of East Locality Management Group", "Mon 25 Jan 2027", "Decide: Breakfast club and Monday attendance",
		"East Locality Management Group decides whether to adopt.", "Adopt: make the change part", "15 on the first Monday.", "Eleven came.",
		"Children come with children.", "Too few points to say", "£165", "A late first lesson.", "0 of the 3 votes", "with 1 item of evidence",
		"Nothing is overdue, stuck or waiting to be talked about.", "Actions that are due by Mon 25 Jan 2027", "Decided since Mon 28 Dec 2026", "Nothing was decided since then.")
	clerk.Get("/meeting/east-lmg?on-day=31&on-month=2&on-year=2027").Must(http.StatusUnprocessableEntity, "This is not a day.")

	const flagged = "A test with a signal"
	town.Do(t, launched(t, town, "signals", flagged), theLead, "measure", rising())
	clerk.Get("/meeting/east-lmg").Must(http.StatusOK, "Tests to talk about: 1", flagged, "Led by Home-school link worker, Keith", "Signals in its points that nobody has talked about yet: 3.")
	round, _ := putToVote(t, town)
	town.As(t, "east-health-visitor").Get(round+"/vote").Send("/vote", url.Values{"choice": {"conditions"}, "reason": {"It matters"}, "conditions[1].what": {"Ask the children"},
		"conditions[1].who": {"keith-cook"}, "conditions[1].due-day": {"28"}, "conditions[1].due-month": {"5"}, "conditions[1].due-year": {"2027"}}).Must(http.StatusOK)
	votedOn(t, town, round, "agree")
	eventually(t, "its actions are open", func() bool { return clerk.Get("/meeting/east-lmg?on=2027-05-28").Has("Actions that are due: 1") })
	due := clerk.Get("/meeting/east-lmg?on=2027-05-28").Must(http.StatusOK, "Ask the children – Cook, Keith, by Fri 28 May 2027", "Priorities of next year")
	if due.Has("Actions that are due: 1 Overdue") || clerk.Get("/meeting/east-lmg?on=2027-05-27").Has("Ask the children") {
		t.Errorf("what is due later is due: %s", due.Text())
	}
	if p := west.Get("/meeting/west-lmg?on=2027-05-28").Must(http.StatusOK, "Tests to talk about: 0", "Actions that are due: 0"); p.Has(flagged) || p.Has("Ask the children") || p.Has("Breakfast club") {
		t.Errorf("the West has the East's before it: %s", p.Text())
	}

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
	town.As(t, "it-admin").Get("/meeting/no-such-group").Must(http.StatusForbidden)
}

// TestAMeetingIsForItsOwn holds that one rule says who reads what an LMG has before it, in its
// meeting's pack and on the decision's page: an administrator of elsewhere reads neither.
func TestAMeetingIsForItsOwn(t *testing.T) {
	town := pagestest.Open(t, nil)
	town.LoadDocument(t, []byte("bodies:\n- id: speyside\n  kind: locality\n  name: Speyside\n  parent: west-lmg\n  members:\n  - {person: west-housing, role: administrator}\n"))
	decision, _ := putToVote(t, town)
	for person, status := range map[string][2]int{
		"it-admin": {http.StatusOK, http.StatusOK}, "west-housing": {http.StatusForbidden, http.StatusNotFound},
	} {
		v := town.As(t, person)
		pack := v.Get("/meeting/east-lmg").Must(status[0])
		if got := pack.Has("No family has to choose", "1 gave 5"); got != (status[0] == http.StatusOK) {
			t.Errorf("%s reads the drafts in the meeting pack: %v", person, got)
		}
		v.Get(decision).Must(status[1])
	}
}

// TestAMeetingIsToldWhatChanged holds that a printed pack says what came after the packs were
// frozen, so far as there is room, and where the whole is.
func TestAMeetingIsToldWhatChanged(t *testing.T) {
	town := pagestest.Open(t, map[string]any{"mail.base_url": "http://localhost:8080"})
	test, decision := proposed(t, town)
	clerk := town.As(t, "east-clerk")
	if p := clerk.Get("/meeting/east-lmg").Must(http.StatusOK, "Read the whole pack", "(http://localhost:8080"+decision+")"); p.Has("What changed") {
		t.Errorf("something changed: %s", p.Text())
	}
	town.Do(t, test, "keith-link-worker", "measure", []byte("measure: monday-attendance\npoints:\n- {date: 18 Jan 2027, value: 80, numerator: 67, denominator: 84}\n"))
	town.Do(t, test, "keith-link-worker", "evidence", []byte("kind: observation\nwhen: 18 Jan 2027\ntext: A complaint about the noise\n"))
	p := clerk.Get("/meeting/east-lmg").Must(http.StatusOK, "What changed since the pack was frozen",
		"Evidence was filed on Mon 18 Jan 2027: observation by Home-school link worker, Keith", "A complaint about the noise", "has 3 points now; the pack had 2")
	if p.Has("more, on the decision") {
		t.Errorf("there is more than there is: %s", p.Text())
	}
	for range 5 {
		town.Do(t, test, "keith-link-worker", "evidence", []byte("kind: observation\nwhen: 18 Jan 2027\ntext: It was loud again\n"))
	}
	clerk.Get("/meeting/east-lmg").Must(http.StatusOK, "And 2 more, on the decision’s own page.")
}

// TestPagesOfDecisionsAskLittle holds that no page of a decision asks more than 12 queries,
// however much there is.
func TestPagesOfDecisionsAskLittle(t *testing.T) {
	town := pagestest.Open(t, nil)
	test, decision := proposed(t, town)
	round, _ := putToVote(t, town) // whose items have names, beside evidence with words that came since
	town.Do(t, test, theLead, "evidence", []byte("kind: observation\nwhen: 18 Jan 2027\ntext: A complaint about the noise\n"))
	served, asked := town.Counted(t, improvement.Rates{StaffHours: 20})
	const most = 12
	for person, paths := range map[string][]string{
		"east-chair": {"/decisions", "/decisions?closed=yes&lmg=east-lmg", round, decision, decision + "/vote", decision + "/interest", "/meeting/east-lmg"},
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
