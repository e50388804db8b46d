package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// proposed is a test that its LMG is asked to decide on. It gives the page of the decision.
func proposed(t *testing.T, town *pagestest.Town) (test, decision string) {
	t.Helper()
	test = town.Launch(t)
	return test, proposes(t, town, test)
}

// proposes goes from the launch to the LMG, in one cycle.
func proposes(t *testing.T, town *pagestest.Town, test string) (decision string) {
	t.Helper()
	const lead = "keith-link-worker"
	town.Do(t, test, lead, "measure", []byte("measure: monday-attendance\npoints:\n- {date: 7 Dec 2026, value: 88, numerator: 74, denominator: 84}\n- {date: 11 Jan 2027, value: 90.5, numerator: 76, denominator: 84}\n"))
	town.Do(t, test, lead, "plan", []byte(`
objective: Find out whether children come to a breakfast.
questions:
- {question: "How many children come?", prediction: "15 on the first Monday.", measure: breakfasts}
steps:
- {what: Tell the families, who: keith-parent, due: 25 Jan 2027}
`))
	town.Do(t, test, "east-lwo", "agree-plan", nil)
	town.Do(t, test, "keith-parent", "step-done", []byte("step: '1.1'"))
	town.Do(t, test, lead, "evidence", []byte("kind: observation\nwhen: 18 Jan 2027\ntext: The dining hall smelled of porridge\n"))
	town.Do(t, test, lead, "finish-do", []byte("as_planned: yes\n"))
	town.Do(t, test, lead, "study", []byte(`
answers:
- {question: 1, as_found: partly, happened: Eleven came.}
analyses:
- {measure: monday-attendance, says: Too few points to say.}
learned: Children come with children.
outcomes:
- {outcome: o1, mark: emerging, seen: Most were on time.}
- {outcome: nobody-stands-out, mark: not-seen}
- {outcome: connected, mark: emerging, seen: They came together.}
`))
	town.Do(t, test, lead, "act", []byte("direction: adopt\nimplementation: Every Monday from now on.\nsustain: The kitchen budget pays.\ncosts:\n- {kind: money, amount: 165, note: Food}\nconsequences: A late first lesson.\n"))
	eventually(t, "the LMG is asked", func() bool {
		_, _, err := town.Desk.State(t.Context(), improvement.ApprovalSubject(improvement.TestSubject(test), 1))
		return err == nil
	})
	return "/decisions/" + test + ".1"
}

// eventually waits for what the lifecycles do by themselves.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it did not come about that %s", what)
		}
	}
}

// TestThreeVotesDecide follows a decision from the list to what was agreed.
func TestThreeVotesDecide(t *testing.T) {
	town := pagestest.Open(t, nil)
	_, decision := proposed(t, town)
	chair := town.As(t, "east-chair")
	chair.Get("/").Must(http.StatusOK, "Vote")
	chair.Get("/decisions").Must(http.StatusOK, "Waiting for you", "Vote: ", "waits for you", "East Locality Management Group")
	if p := chair.Get("/decisions?lmg=west-lmg").Must(http.StatusOK, "No decision waits here."); p.Has("Waiting for you") {
		t.Errorf("the West's list shows the East's: %s", p.Text())
	}
	chair.Get(decision).Must(http.StatusOK,
		"East Locality Management Group decides whether to adopt.", "0 of the 3 votes that are needed", "Your vote is asked for.",
		"More children are in class", "Adopt: make the change part", "Every Monday from now on.",
		"How many children come?", "15 on the first Monday.", "Eleven came.", "Partly", "Children come with children.",
		"Too few points to say.", "£165", "£180", "A late first lesson.", "The dining hall smelled of porridge", "Has an interest",
		"Nothing changed since the pack was frozen")

	form := chair.Get(decision+"/vote").Must(http.StatusOK, "Your vote", "Agree, with conditions")
	form.Send("/vote", nil).Must(http.StatusUnprocessableEntity, "There is a problem")
	form.Send("/vote", url.Values{"choice": {"decline"}}).Must(http.StatusUnprocessableEntity, "Say why, so that the group can learn from it.")
	form.Send("/vote", url.Values{"choice": {"decline"}, "reason": {"Too dear"}}).Must(http.StatusOK, "Your vote is recorded", "You voted: Do not agree", "Too dear")

	again := chair.Get(decision + "/vote").Must(http.StatusOK)
	if !strings.Contains(again.Body, "Too dear") {
		t.Error("the vote that stands is not in the form")
	}
	again.Send("/vote", url.Values{"choice": {"conditions"}, "reason": {"It matters"}}).
		Must(http.StatusUnprocessableEntity, "Name at least one condition")
	again.Send("/vote", url.Values{
		"choice": {"conditions"}, "reason": {"It matters"}, "conditions[1].what": {"Name a second person for the allergy list"},
		"conditions[1].who": {"keith-cook"}, "conditions[1].due-day": {"28"}, "conditions[1].due-month": {"5"}, "conditions[1].due-year": {"2027"},
	}).Must(http.StatusOK, "You voted: Agree, with conditions", "Name a second person for the allergy list", "28 May 2027", "1 of the 3 votes")

	vote := func(person string) *pagestest.Page {
		return town.As(t, person).Get(decision+"/vote").Send("/vote", url.Values{"choice": {"agree"}})
	}
	vote("east-deputy").Must(http.StatusOK, "2 of the 3 votes")
	late := town.As(t, "east-third-sector").Get(decision+"/vote").Must(http.StatusOK, "Your vote")
	vote("east-health-visitor").Must(http.StatusOK, "agreed", "On condition that", "Name a second person for the allergy list")

	// The second of two gets a clear page, and what they wrote is still there.
	refused := late.Send("/vote", url.Values{"choice": {"decline"}, "reason": {"I have my doubts about Mondays"}}).
		Must(http.StatusConflict, "was closed on", "This cannot be sent any more")
	if !strings.Contains(refused.Body, "I have my doubts about Mondays") {
		t.Errorf("it is lost: %s", refused.Text())
	}
	chair.Get(decision+"/vote").Must(http.StatusConflict, "This decision was closed on")
	chair.Get("/decisions").Must(http.StatusOK, "No decision waits here.")
	chair.Get("/decisions?closed=yes").Must(http.StatusOK, "Breakfast club", "Agreed")
}

func TestWhoDecides(t *testing.T) {
	town := pagestest.Open(t, nil)
	_, decision := proposed(t, town)
	for _, person := range []string{"keith-headteacher", "west-chair", "keith-parent", "east-lwo", "east-clerk"} {
		v := town.As(t, person)
		p := v.Get(decision).Must(http.StatusOK, "Votes so far")
		if p.Has("Change your vote") || strings.Contains(p.Body, decision+"/vote") {
			t.Errorf("%s is offered a vote", person)
		}
		v.Get(decision + "/vote").Must(http.StatusForbidden)
		v.Post(decision+"/vote", url.Values{"choice": {"agree"}}).Must(http.StatusUnprocessableEntity, "There is a problem")
	}
	town.As(t, "keith-headteacher").Get(decision).Must(http.StatusOK, "You have an interest in this")
	for person, offered := range map[string]bool{"east-clerk": true, "east-lwo": true, "east-chair": false, "west-lwo": false} {
		if p := town.As(t, person).Get(decision); strings.Contains(p.Body, decision+"/minute") != offered {
			t.Errorf("a minute is offered to %s: %v", person, !offered)
		}
	}
	town.As(t, "west-lwo").Get(decision + "/minute").Must(http.StatusForbidden)
	town.As(t, "east-lwo").Get(decision+"/reopen").Must(http.StatusConflict, "only if it lapses")
}

// TestAnInterestTakesTheVoteBack holds that whoever has an interest does not count.
func TestAnInterestTakesTheVoteBack(t *testing.T) {
	town := pagestest.Open(t, nil)
	_, decision := proposed(t, town)
	v := town.As(t, "east-chair")
	v.Get(decision+"/vote").Send("/vote", url.Values{"choice": {"agree"}}).Must(http.StatusOK, "1 of the 3")
	form := v.Get(decision+"/interest").Must(http.StatusOK, "What is your interest?")
	form.Send("/interest", nil).Must(http.StatusUnprocessableEntity, "Say what your interest is.")
	p := form.Send("/interest", url.Values{"because": {"My daughter is in this class"}}).
		Must(http.StatusOK, "Your interest is recorded", "0 of the 3", "My daughter is in this class", "You have an interest in this")
	if strings.Contains(p.Body, decision+"/vote") {
		t.Error("a vote is offered still")
	}
}

// TestAMeetingDecides files a minute, and mends one that is not quorate.
func TestAMeetingDecides(t *testing.T) {
	town := pagestest.Open(t, nil)
	_, decision := proposed(t, town)
	clerk := town.As(t, "east-clerk")
	form := clerk.Get(decision+"/minute").Must(http.StatusOK, "Who of the panel was there?", "has an interest, and does not count")
	today := improvement.DateOf(town.Desk.Now())
	said := url.Values{
		"outcome": {"decline"}, "reference": {"Minute of the East LMG, item 4"}, "present[]": {"east-chair", "east-deputy"},
		"reasons[1]": {"The kitchen is too small"}, "reasons[3]": {"Ask the families first"},
		"held-day": {string(today[8:])}, "held-month": {string(today[5:7])}, "held-year": {string(today[:4])},
	}
	form.Send("/minute", said).Must(http.StatusUnprocessableEntity, "The meeting was not quorate")
	said["present[]"] = []string{"east-chair", "east-deputy", "east-social-work"}
	form.Send("/minute", said).Must(http.StatusOK, "recorded", "in a meeting: not agreed", "The kitchen is too small", "Ask the families first", "Minute of the East LMG, item 4")
	town.As(t, "east-social-work").Get(decision+"/vote").Must(http.StatusConflict, "This decision was closed on")
}

// TestWhatChangedSinceIsShown holds that the panel hears of what is not in its pack.
func TestWhatChangedSinceIsShown(t *testing.T) {
	town := pagestest.Open(t, nil)
	test, decision := proposed(t, town)
	town.Do(t, test, "keith-link-worker", "evidence", []byte("kind: observation\nwhen: 18 Jan 2027\ntext: A complaint about the noise\n"))
	town.Do(t, test, "keith-link-worker", "measure", []byte("measure: monday-attendance\npoints:\n- {date: 18 Jan 2027, value: 80, numerator: 67, denominator: 84}\n"))
	town.As(t, "east-chair").Get(decision).Must(http.StatusOK, "What changed since the pack was frozen", "A complaint about the noise", "has 3 points now; the pack had 2")
}

// TestWhatIsKeptBackIsNotInThePack holds that evidence by which somebody may be unsafe is
// as if it were not there, but for the safeguarding contact.
func TestWhatIsKeptBackIsNotInThePack(t *testing.T) {
	town := pagestest.Open(t, nil)
	test, decision := proposed(t, town)
	p := town.As(t, "east-chair").Get(decision).Must(http.StatusOK, "smelled of porridge")
	_, id, _ := strings.Cut(p.Body, "/tests/"+test+"/evidence/")
	id, _, _ = strings.Cut(id, `"`)
	town.Do(t, test, "east-lwo", "raise-concern", []byte("item: "+id+"\nwhy: A child is named\n"))
	for _, person := range []string{"east-chair", "west-chair", "keith-link-worker"} {
		if p := town.As(t, person).Get(decision).Must(http.StatusOK); p.Has("smelled of porridge") || strings.Contains(p.Body, id) {
			t.Errorf("%s may know of it", person)
		}
	}
	town.As(t, "safeguarding").Get(decision).Must(http.StatusOK, "smelled of porridge")
}
