package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// reviewing opens a quality review of the East by its page, and gives the address.
func reviewing(t *testing.T, town *pagestest.Town) string {
	t.Helper()
	town.Launch(t)
	launched := improvement.DateOf(town.Desk.Now())
	eventually(t, "the next day comes", func() bool { return improvement.DateOf(town.Desk.Now()) > launched })
	chair := town.As(t, "east-chair")
	chair.Get("/reviews").Must(http.StatusOK, "East Locality Management Group", "There is none yet", "Open one now")
	form := chair.Get("/reviews/east-lmg/open")
	p := form.Send("/open", nil).Must(http.StatusOK, "The review is open", "The quality review of January 2027", "Keith breakfast group")
	if again := form.Send("/open", nil).Must(http.StatusOK); again.Path != p.Path {
		t.Errorf("sent twice it came to %s", again.Path)
	}
	chair.Get("/reviews/east-lmg/open").Send("/open", nil).Must(http.StatusConflict, "There is a quality review of this month already")
	return p.Path
}

func quick() map[string]any { return map[string]any{"rehearse": "1d=20s"} } // a review looks at days that are over

// TestAQualityReviewByClicking carries a review from its opening to its last action.
func TestAQualityReviewByClicking(t *testing.T) {
	town := pagestest.Open(t, quick())
	at := reviewing(t, town)
	group := at + "/groups/keith-breakfast"
	cook, lead, officer, member := town.As(t, "keith-cook"), town.As(t, "keith-link-worker"), town.As(t, "east-lwo"), town.As(t, "east-social-work")

	if home := lead.Get("/"); !strings.Contains(home.Body, `href="`+group+`"`) {
		t.Errorf("the lead's task does not lead to the page: %s", home.Text())
	}
	lead.Get("/see/quality-review/"+strings.TrimPrefix(at, "/reviews/")).Must(http.StatusOK, "The quality review of January 2027")
	indicators := improvement.DefaultReviewTerms().Indicators
	page := cook.Get(group).Must(http.StatusOK, indicators[0].About, "Rate it with the group")
	if page.Has("as Locality Wellbeing Officer") {
		t.Error("somebody of the group is offered the LWO's rating")
	}
	form := cook.Get(group+"/rate/leadership").Must(http.StatusOK, indicators[0].Name, "0 of 6 are rated so far", "6, excellent", "Breakfast club")
	form.Send("/leadership", url.Values{"evidence": {"It is on the kitchen door."}}).Must(http.StatusUnprocessableEntity, "Choose one")
	form.Send("/leadership", url.Values{"score": {"5"}}).Must(http.StatusUnprocessableEntity, "has no evidence")
	test := "test-of-change/breakfast-club-2027"
	next := form.Send("/leadership", url.Values{"score": {"5"}, "evidence": {"It is on the kitchen door."}, "items[]": {test}})
	next.Must(http.StatusOK, "Your rating is saved", "1 of 6 are rated so far")
	if want := group + "/rate/planning"; next.Path != want {
		t.Errorf("it goes on at %s, want %s", next.Path, want)
	}
	for _, i := range indicators[1:] {
		next = next.Send("/"+i.ID, url.Values{"score": {"4"}, "evidence": {"Seen on two Mondays."}})
	}
	next.Must(http.StatusOK, "The group’s draft has 6 of 6 ratings", "It is on the kitchen door.", "5, very good")
	if next.Has("Submit the group’s ratings") {
		t.Error("a member is offered to submit")
	}
	if p := officer.Get(group).Must(http.StatusOK, "The group’s draft has 6 of 6 ratings"); p.Has("kitchen door") {
		t.Error("a draft is read by others")
	}
	for _, curious := range []*pagestest.Visitor{officer, member} {
		for _, values := range []url.Values{nil, {"press": {"keep"}}} {
			for _, below := range []string{"/submit", "/rate/leadership"} {
				if p := curious.Post(group+below, values); p.Has("kitchen door") || p.Has("5, very good") || curious.Get(group+below).Has("kitchen door") {
					t.Errorf("a draft is read by way of %s", below)
				}
			}
		}
	}
	submit := lead.Get(group+"/submit").Must(http.StatusOK, "Leadership and direction: 5, very good. It is on the kitchen door.")
	submit.Send("/submit", nil).Must(http.StatusOK, "The ratings are submitted", "Rated by the group on")
	submit.Send("/submit", nil).Must(http.StatusOK)
	cook.Get(group + "/rate/planning").Must(http.StatusConflict)
	member.Get(group).Must(http.StatusOK, "It is on the kitchen door.")

	next = officer.Get(group + "/rate-as-lwo/leadership")
	for _, i := range indicators {
		next = next.Send("/"+i.ID, url.Values{"score": {"3"}, "evidence": {"The lead was away in March."}})
	}
	next.Must(http.StatusOK, "worth a talk", "The lead was away in March.")
	propose(t, town, officer, at)
	voteOn(t, town, at)
	closed(t, town, officer, at)
}

// propose takes conclusions to the LMG.
func propose(t *testing.T, town *pagestest.Town, officer *pagestest.Visitor, at string) {
	t.Helper()
	if home := officer.Get("/"); !strings.Contains(home.Body, at+"/propose") {
		t.Errorf("the task does not lead to the form: %s", home.Text())
	}
	form := officer.Get(at+"/propose").Must(http.StatusOK, "Strength 1", "Action 1", "Parent council, Keith")
	form.Send("/propose", url.Values{"press": {"add actions"}, "actions[1].what": {"Ask them."}}).Must(http.StatusOK, "Action 2")
	said := url.Values{"strengths[1].what": {"People cover for one another."}, "strengths[1].group": {"keith-breakfast"},
		"actions[1].what": {"Ask ten families who do not come."}, "actions[1].who": {"keith-parent"}}
	form.Send("/propose", said).Must(http.StatusUnprocessableEntity, "There is a problem")
	day := town.Desk.Now().AddDate(0, 0, 60)
	said.Set("actions[1].due-day", fmt.Sprint(day.Day()))
	said.Set("actions[1].due-month", fmt.Sprint(int(day.Month())))
	said.Set("actions[1].due-year", fmt.Sprint(day.Year()))
	said.Set("decision", "The LMG notes the strengths.")
	form.Send("/propose", said).Must(http.StatusOK, "It is with the group now", "is deciding", "People cover for one another. (Keith breakfast group)", "Ask ten families")
	form.Send("/propose", said).Must(http.StatusOK)
	officer.Get(at+"/propose").Must(http.StatusConflict, "This has moved on")
}

// voteOn lets the LMG agree.
func voteOn(t *testing.T, town *pagestest.Town, at string) {
	t.Helper()
	decision := "/decisions/quality-review." + strings.ReplaceAll(strings.TrimPrefix(at, "/reviews/"), "/", ".") + ".1"
	chair := town.As(t, "east-chair")
	eventually(t, "the LMG is asked", func() bool { return chair.Get(decision).Status == http.StatusOK })
	chair.Get(at).Must(http.StatusOK, "The group’s vote on it")
	if p := chair.Get(decision).Must(http.StatusOK, "See the review itself"); !strings.Contains(p.Body, at) {
		t.Error("the decision does not lead to the review")
	}
	for _, person := range []string{"east-chair", "east-deputy", "east-social-work", "east-third-sector"} {
		v := town.As(t, person)
		if p := v.Get(decision); strings.Contains(p.Body, decision+"/vote") {
			v.Get(decision+"/vote").Send("/vote", url.Values{"choice": {"agree"}})
		}
	}
	eventually(t, "it is agreed", func() bool { return chair.Get(at).Has("What was agreed on") })
}

// closed does the last action, and holds what is told then.
func closed(t *testing.T, town *pagestest.Town, officer *pagestest.Visitor, at string) {
	t.Helper()
	stranger := town.As(t, "west-lwo")
	stranger.Get(at).Must(http.StatusOK, "People cover for one another.", "Parent council, Keith") // an agreed one is for all
	stranger.Get(at+"/action-done/a1").Must(http.StatusConflict, "This is not for you to do just now")
	parent := town.As(t, "keith-parent")
	if home := parent.Get("/"); !strings.Contains(home.Body, at+"/action-done/a1") {
		t.Errorf("the task does not lead to the form: %s", home.Text())
	}
	officer.Get(at+"/action-change/a1").Send("/a1", url.Values{"to": {"keith-cook"}, "reason": {"She knows them all."}}).Must(http.StatusOK, "It is changed", "Cook, Keith, by")
	town.As(t, "keith-cook").Get(at+"/action-done/a1").Must(http.StatusOK, "Ask ten families").Send("/a1", url.Values{"note": {"Ten were asked."}}).
		Must(http.StatusOK, "marked as done", "Agreed, and closed on", "Ten were asked.")
	officer.Get(at+"/journal").Must(http.StatusOK, "opened the quality review", "submitted the ratings", "took the conclusions to the LMG", "The lead was away in March.")
	officer.Get("/reviews").Must(http.StatusOK, "January 2027 : Closed")
}

// TestAReviewIsForThoseOfTheLMGAtFirst holds who sees and does what before it is agreed.
func TestAReviewIsForThoseOfTheLMGAtFirst(t *testing.T) {
	town := pagestest.Open(t, quick())
	at := reviewing(t, town)
	group := at + "/groups/keith-breakfast"
	elsewhere, cook, officer := town.As(t, "west-lwo"), town.As(t, "keith-cook"), town.As(t, "east-lwo")
	elsewhere.Get(at).Must(http.StatusOK, "Until it is agreed, the review is for those of East")
	for _, path := range []string{group, group + "/rate/leadership", at + "/journal", at + "/propose", group + "/submit", group + "/ask-again"} {
		if p := elsewhere.Get(path); p.Status != http.StatusForbidden {
			t.Errorf("an LWO elsewhere came to %s: %d: %s", path, p.Status, p.Text())
		}
	}
	elsewhere.Post(group+"/rate-as-lwo/leadership", url.Values{"score": {"1"}, "evidence": {"I heard so."}}).Must(http.StatusForbidden)
	elsewhere.Post(at+"/close-evaluation", url.Values{"reason": {"Because."}}).Must(http.StatusForbidden)
	cook.Get(at + "/journal").Must(http.StatusForbidden)
	cook.Get("/reviews/east-lmg/open").Must(http.StatusForbidden)
	town.As(t, "west-chair").Get("/reviews/east-lmg/open").Must(http.StatusForbidden, "Only a Locality Wellbeing Officer or the chair")

	// two people at once: the second is told, and loses nothing
	other := town.As(t, "keith-parent").Get(group + "/rate/planning")
	cook.Get(group+"/rate/planning").Send("/planning", url.Values{"score": {"4"}, "evidence": {"Made by all six."}}).Must(http.StatusOK)
	said := url.Values{"score": {"2"}, "evidence": {"I was not asked."}}
	told := other.Send("/planning", said).Must(http.StatusConflict, "Somebody else rated this while you wrote", "Cook, Keith rated this as 4, good", "I was not asked.")
	told.Send("/planning", nil).Must(http.StatusOK, "Your rating is saved")
	cook.Get(group).Must(http.StatusOK, "2, weak", "I was not asked.")

	// kept for later
	later := cook.Get(group+"/rate/impact").Send("/impact", url.Values{"evidence": {"More are in class."}, "press": {"keep"}})
	if later.Must(http.StatusOK, "What you wrote is kept"); !strings.Contains(later.Body, "More are in class.") {
		t.Error("it is lost")
	}
	officer.Get(at+"/close-evaluation").Send("/close-evaluation", nil).Must(http.StatusUnprocessableEntity, "Say why it goes on")
	officer.Get(at+"/close-evaluation").Send("/close-evaluation", url.Values{"reason": {"The group is being set up anew."}}).Must(http.StatusOK, "The ratings are closed", "Closed early The group is being set up anew.")
	officer.Get(group+"/ask-again").Send("/ask-again", url.Values{"reason": {"What do those say who do not come?"}}).Must(http.StatusOK, "The group is asked", "What do those say")
	officer.Get(at+"/hand-over").Must(http.StatusOK, "Who had it?", "LWO, East")
	officer.Get(at+"/end").Send("/end", url.Values{"reason": {"Opened by mistake."}}).Must(http.StatusOK, "The review is ended", "Ended without a decision on")
	officer.Get(at + "/end").Must(http.StatusConflict)
	officer.Get("/reviews").Must(http.StatusOK, "Ended without a decision")
}
