package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

func TestTestsAreNarrowedByTheAddress(t *testing.T) {
	town := pagestest.Open(t, nil)
	begun(t, town)
	v := town.As(t, "east-lwo")
	const title = "Breakfast club and Monday attendance"
	v.Get("/tests").Must(http.StatusOK, "1 found", title, "Keith", "Do", "On course", "Home-school link worker, Keith leads it")
	for query, found := range map[string]bool{
		"lmg=east-lmg": true, "lmg=west-lmg": false, "locality=keith": true, "locality=buckie": false, "theme=poverty": true, "theme=parenting": false,
		"stage=do": true, "stage=plan": false, "status=on-course": true, "status=stuck": false, "overdue=yes": false, "mine=yes": true,
		"lmg=&stage=&mine=yes": true, "all=yes": true,
	} {
		if p := v.Get("/tests?" + query).Must(http.StatusOK); p.Has(title) != found {
			t.Errorf("%s: found %v", query, !found)
		}
		if board := v.Get("/tests/board?"+query).Must(http.StatusOK, "Tests by stage"); board.Has(title) != found {
			t.Errorf("the board, %s: found %v", query, !found)
		}
	}
	for query, told := range map[string]bool{"": true, "lmg=east-lmg": true, "all=yes": false, "stage=do": false, "overdue=yes": false} {
		if p := v.Get("/tests?" + query); p.Has("Show closed ones too") != told {
			t.Errorf("%q: that closed ones are left out is told: %v", query, !told)
		}
	}
	if p := town.As(t, "west-lwo").Get("/tests?mine=yes"); p.Has(title) {
		t.Error("it is everybody's")
	}
	for _, wrong := range []string{"stage=sleeping", "lmg=nowhere", "status=fine", "theme=none"} {
		v.Get("/tests?"+wrong).Must(http.StatusNotFound, "Choose from the list of tests")
	}
	v.Get("/tests?after=nothing").Must(http.StatusUnprocessableEntity, "is not a place in this list")
	v.Get("/overview").Must(http.StatusOK, "1 test of all LMGs", "Nothing needs attention", "Poverty")
	v.Get("/overview?lmg=west-lmg").Must(http.StatusOK, "0 tests of West Locality Management Group")
}

func TestAListGoesOnBehindItsPage(t *testing.T) {
	town := pagestest.Open(t, nil)
	town.Launch(t)
	v := town.As(t, "east-lwo")
	place := improvement.Place{Subject: "test-of-change/a"}
	p := v.Get("/tests?all=yes&after="+url.QueryEscape(place.String())).Must(http.StatusOK, "Breakfast club", "The ones before")
	if !strings.Contains(p.Body, `href="/tests?all=yes&amp;before=`) {
		t.Errorf("the page before does not keep the filter: %s", p.Body)
	}
}

func TestTasksTellWhoseTheyAre(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	town.Do(t, test, "keith-link-worker", "step-assign", []byte(`{"step":"1.2","to":"keith-pupil","reason":"She asked to"}`))
	v := town.As(t, "keith-link-worker")
	home := v.Get("/").Must(http.StatusOK, "Your tasks", "Next reminder")
	if !home.Has("for Primary 7 pupil, Keith, whose named adult you are") {
		t.Errorf("a child's tasks are not told apart: %s", home.Text())
	}
	town.As(t, "west-chair").Get("/").Must(http.StatusOK, "Nothing is waiting for you")
	v.Get("/?page=99").Must(http.StatusOK, "Your tasks")
	v.Get("/?page=last").Must(http.StatusOK, "Your tasks")
}

// TestATaskSaysWhoHears holds that one is called "you" in what is one's own, and that it says
// who hears after the reminder.
func TestATaskSaysWhoHears(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := launched(t, town, "soon", "A test with a step that is due")
	town.Do(t, test, theLead, "plan", []byte("objective: See who comes.\nquestions:\n- {question: \"How many come?\", prediction: Fifteen.}\nsteps:\n- {what: Tell the families, who: keith-parent, due: 19 Jan 2027}\n"))
	town.Do(t, test, theLWO, "agree-plan", nil)
	const next, then = "Next reminder: Tue 19 Jan 2027 09:00, to ", "; then Wed 20 Jan 2027 09:00, to "
	if p := town.As(t, "keith-parent").Get("/").Must(http.StatusOK, "Tell the families", next+"you"+then+"you and the lead."); p.Has("to the owner") {
		t.Errorf("whose task it is reads of an owner: %s", p.Text())
	}
	town.Do(t, test, theLead, "step-assign", []byte(`{"step":"1.1","to":"keith-pupil","reason":"She asked to"}`))
	town.As(t, theLead).Get("/").Must(http.StatusOK, "whose named adult you are", "Next reminders: Tue 19 Jan 2027 09:00 and Wed 20 Jan 2027 09:00, to you.")
}

func TestAStepIsTakenOver(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	v := town.As(t, "keith-volunteer")
	others := v.Get("/take-over").Must(http.StatusOK, "Cook, Keith has it")
	others.Send("/steps/1.2/claim", nil).Must(http.StatusOK, "It is yours now", "Step 1.2")
	if again := v.Get("/take-over"); again.Has("Cook, Keith has it") {
		t.Errorf("it is still there to take: %s", again.Text())
	}
	if cook := town.As(t, "keith-cook").Get("/"); cook.Has("Step 1.2") {
		t.Error("who had it has it still")
	}
	town.As(t, "keith-cook").Get("/take-over").Must(http.StatusOK, "Volunteer, Keith has it")
	town.As(t, "west-lwo").Get("/take-over").Must(http.StatusOK, "no step of others")
	p := town.As(t, "west-lwo").Post("/tests/"+test+"/steps/1.2/claim", nil).Must(http.StatusForbidden)
	if !p.Has("take its steps over") {
		t.Errorf("it is not said why: %s", p.Text())
	}
	notices, err := town.Desk.Outbox(t.Context(), improvement.OutboxFilter{Person: "keith-cook"})
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for _, n := range notices {
		if n.Notice.Kind == improvement.NoticeClaimed {
			told++
		}
	}
	if told != 1 {
		t.Errorf("who had it was told %d times", told)
	}
}

func TestAnybodyReadsWhoAnswers(t *testing.T) {
	town := pagestest.Open(t, map[string]any{"council.name": "Example Council", "council.email": "help@example.org", "council.phone": "01234 567890", "council.address": "1 High Street"})
	stranger := town.Stranger(t)
	for _, path := range []string{"/accessibility", "/privacy", "/help"} {
		p := stranger.Get(path).Must(http.StatusOK, "Example Council", "01234 567890", "1 High Street")
		if !strings.Contains(p.Body, `href="mailto:help@example.org"`) {
			t.Errorf("%s has no address to write to", path)
		}
	}
	stranger.Get("/accessibility").Must(http.StatusOK, "partially compliant", "Equality Advisory and Support Service", "Enforcement procedure",
		"Example Council has not told of a test of its own yet.", "Those who make the software prepared this statement on 22 November 2026")
	if p := stranger.Get("/help"); p.Has("Launch a test of change") {
		t.Error("a stranger is shown the pages of others")
	}
	if p := town.As(t, "keith-cook").Get("/help").Must(http.StatusOK, "Take something over"); p.Has("Launch a test of change") {
		t.Error("a member is shown how to launch")
	}
	town.As(t, "east-lwo").Get("/help").Must(http.StatusOK, "Launch a test of change", "Which priority does it serve?")
}

func TestACouncilThatWasNotNamed(t *testing.T) {
	pagestest.Open(t, nil).Stranger(t).Get("/privacy").Must(http.StatusOK, "has not put its details here yet")
}

// TestACouncilTellsOfItsOwnStatement holds that the accessibility statement says when the
// council prepared, reviewed and tested it, without a change of the program.
func TestACouncilTellsOfItsOwnStatement(t *testing.T) {
	town := pagestest.Open(t, map[string]any{
		"council.name": "Example Council", "accessibility.prepared": "2027-01-31", "accessibility.reviewed": "2028-01-28",
		"accessibility.tested": "2027-01-15", "accessibility.tested_by": "Example Access Panel", "accessibility.tested_how": "They used screen readers on the pages that most people use.",
	})
	p := town.Stranger(t).Get("/accessibility").Must(http.StatusOK, "This statement was prepared on 31 January 2027. It was last reviewed on 28 January 2028.",
		"This service was last tested on 15 January 2027, against the WCAG 2.2 AA standard. Example Access Panel carried out the test. They used screen readers")
	for _, untrue := range []string{"Those who make the software prepared", "has not told"} {
		if p.Has(untrue) {
			t.Errorf("it says %q as well", untrue)
		}
	}
}
