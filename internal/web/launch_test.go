package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

func one(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// answerLaunch answers all that a launch asks which was begun from a priority.
func answerLaunch(t *testing.T, v *pagestest.Visitor, title string) {
	t.Helper()
	v.Get("/launch/title").Send("/title", one("title", title, "kind", "test-of-change")).Must(http.StatusOK)
	v.Get("/launch/where").Send("/where", one("locality", "keith")).Must(http.StatusOK)
	v.Get("/launch/priority").Send("/priority", one("priority", "east-school-day")).Must(http.StatusOK)
	v.Get("/launch/aim").Send("/aim", one("aim.what", "Fewer are late", "aim.for_whom", "Primary 1", "aim.how_much", "From 9 to 3",
		"aim.by_when-day", "25", "aim.by_when-month", "6", "aim.by_when-year", "2027")).Must(http.StatusOK)
	v.Get("/launch/change").Send("/change", one("change_idea", "A walking bus", "tested_with", "One street")).Must(http.StatusOK)
	v.Get("/launch/outcomes").Send("/outcomes", one("core[]", "connected", "outcomes[1].text", "Calm mornings")).Must(http.StatusOK)
	v.Get("/launch/measures").Send("/measures", one("measures[1].name", "Late arrivals", "measures[1].kind", "outcome", "measures[1].better", "lower", "measures[1].target", "3")).Must(http.StatusOK)
	v.Get("/launch/group").Send("/group", one("action_group", "keith-breakfast")).Must(http.StatusOK)
	v.Get("/launch/lead").Send("/lead", one("lead", "keith-link-worker")).Must(http.StatusOK)
	v.Get("/launch/costs").Send("/costs", one("costs[1].kind", "money", "costs[1].amount", "40", "costs[1].note", "Tabards")).Must(http.StatusOK)
}

// TestALaunchFromAPriority holds that what the priority tells is done, that the place it
// leaves open is asked for, and that what was passed over is come back to.
func TestALaunchFromAPriority(t *testing.T) {
	town := pagestest.Open(t, nil)
	v := town.As(t, "east-lwo")
	parts := v.Get("/launch").Send("/begin", one("from", "priority/east-school-day"))
	parts.Must(http.StatusOK, "Place (Not begun)", "Priority (Done)", "Action group (Cannot begin yet)")
	v.Get("/launch/check").Must(http.StatusOK, "Place Not answered")
	comesTo := func(p *pagestest.Page, path string) {
		t.Helper()
		if p.Must(http.StatusOK); p.Path != path {
			t.Errorf("it comes to %s, want %s", p.Path, path)
		}
	}
	comesTo(v.Get("/launch/title").Send("/title", one("title", "The walking bus", "kind", "test-of-change")), "/launch/where")
	comesTo(v.Get("/launch/costs").Send("/costs", one("costs[1].kind", "money", "costs[1].amount", "40")), "/launch/where")
	measured := one("measures[1].name", "Late arrivals", "measures[1].kind", "outcome", "measures[1].better", "lower")
	comesTo(v.Get("/launch/measures").Send("/measures", measured), "/launch/where")
	comesTo(v.Get("/launch/where").Send("/where", one("locality", "keith")), "/launch/aim")
	v.Get("/launch").Must(http.StatusOK, "Priority (Done)", "Action group (Not begun)")

	if p := v.Get("/launch/reference").Must(http.StatusOK); !strings.Contains(p.Body, `value="the-walking-bus"`) {
		t.Errorf("what is proposed does not stand there: %s", p.Text())
	}
	for _, press := range []string{"add ", "add nothing", "add measures[1]"} { // no button sends these
		v.Get("/launch/measures").Send("/measures", one("press", press)).Must(http.StatusOK)
	}
	if p := v.Get("/launch/reference").Send("/reference", one("id", "")).Must(http.StatusUnprocessableEntity); strings.Contains(p.Body, `value="the-walking-bus"`) {
		t.Errorf("what was taken out stands there again: %s", p.Text())
	}
	v.Get("/launch/reference").Send("/reference", one("id", "bus-2027")).Must(http.StatusOK)
	v.Get("/launch/check").Must(http.StatusOK, "Reference bus-2027")
}

func TestATestIsLaunchedPageByPage(t *testing.T) {
	town := pagestest.Open(t, nil)
	v := town.As(t, "east-lwo")
	v.Get("/launch").Must(http.StatusOK, "An agreed priority").Send("/begin", one("from", "nothing")).
		Must(http.StatusOK, "Not begun", "Cannot begin yet", "Optional")
	v.Get("/launch/priority").Must(http.StatusOK, "Answer this first: Where will you try it?")
	answerLaunch(t, v, "The walking bus!")

	check := v.Get("/launch/check").Must(http.StatusOK, "the-walking-bus", "Keith", "East Locality Management Group", "Home-school link worker, Keith",
		"Fri 25 Jun 2027", "Late arrivals. Outcome. Lower is better. Target 3", "£40: Tabards", "Calm mornings")
	if strings.Contains(check.Text(), "east-school-day") || strings.Contains(check.Text(), "keith-breakfast") {
		t.Errorf("people read identifiers: %s", check.Text())
	}
	done := check.Send("/check", nil).Must(http.StatusOK, "The test of change is launched", "the-walking-bus", "Home-school link worker, Keith is asked to write the plan by")
	if done.Path != "/launch/done/the-walking-bus" {
		t.Errorf("came to %s", done.Path)
	}
	if again := check.Send("/check", nil).Must(http.StatusOK, "launched"); again.Path != done.Path {
		t.Errorf("sent again, it came to %s", again.Path)
	}
	v.Get("/launch").Must(http.StatusOK, "An agreed priority")

	_, state, err := town.Desk.State(t.Context(), improvement.TestSubject("the-walking-bus"))
	if err != nil {
		t.Fatal(err)
	}
	test, err := improvement.RestoreTest(state)
	if err != nil {
		t.Fatal(err)
	}
	c := test.Charter
	if c.LMG != "east-lmg" || c.Theme != "poverty" || c.Measures[0].ID != "late-arrivals" || *c.Measures[0].Target != 3 || len(c.Outcomes) != 2 || c.Aim.ByWhen != "2027-06-25" {
		t.Errorf("launched %+v", c)
	}
	if tests, err := town.Desk.List(t.Context(), improvement.Filter{Kind: improvement.KindTest}); err != nil || len(tests) != 1 {
		t.Errorf("%d tests are on record, %v", len(tests), err)
	}
}

func TestALaunchIsKeptAndMended(t *testing.T) {
	town := pagestest.Open(t, nil)
	v := town.As(t, "east-lwo")
	v.Get("/launch").Send("/begin", one("from", "priority/east-school-day")).Must(http.StatusOK)
	v.Get("/launch/aim").Send("/aim", one("aim.what", "Half an aim", "press", "keep")).Must(http.StatusOK, "What you wrote is kept", "Not finished")
	if back := v.Get("/launch/aim"); !strings.Contains(back.Body, "Half an aim") {
		t.Errorf("it is lost: %s", back.Text())
	}
	wrong := v.Get("/launch/aim").Send("/aim", one("aim.by_when-day", "31", "aim.by_when-month", "2", "aim.by_when-year", "2027")).Must(http.StatusUnprocessableEntity, "There is a problem")
	if !strings.Contains(wrong.Body, `href="#aim-by_when"`) || !strings.Contains(wrong.Body, "Half an aim") {
		t.Errorf("what is wrong is not led to, or words are lost: %s", wrong.Text())
	}
	two := v.Get("/launch/measures").Send("/measures", one("measures[1].name", "Late", "measures[1].kind", "outcome", "measures[1].better", "lower", "press", "add measures")).Must(http.StatusOK, "Measure 2")
	two.Send("/measures", one("measures[2].name", "Cost", "measures[2].kind", "process")).Must(http.StatusUnprocessableEntity, "This is not answered yet")
	wrong = v.Get("/launch/check").Must(http.StatusOK, "Something is missing yet", "Not answered")
	refused := wrong.Send("/check", nil).Must(http.StatusUnprocessableEntity, "There is a problem")
	if !strings.Contains(refused.Body, `href="/launch/title#title"`) {
		t.Errorf("it does not lead to the page that asks: %s", refused.Body)
	}
	town.As(t, "west-lwo").Get("/launch").Must(http.StatusOK, "An agreed priority")
	v.Get("/launch").Send("/drop", nil).Must(http.StatusOK, "thrown away", "An agreed priority")
}

// TestAnEarlierTestIsOfferedOnceThereIsOne holds that nobody is led to an empty list.
func TestAnEarlierTestIsOfferedOnceThereIsOne(t *testing.T) {
	town := pagestest.Open(t, nil)
	v := town.As(t, theLWO)
	test, decision := proposed(t, town)
	if v.Get("/launch").Must(http.StatusOK, "A blank page").Has("An earlier test") {
		t.Error("an earlier test is offered where none has come to its end")
	}
	agrees(t, town, decision)
	eventually(t, "the test is followed up", func() bool {
		listed, err := town.Desk.List(t.Context(), improvement.Filter{Kind: improvement.KindTest, Stage: string(improvement.StageFollowUp)})
		return err == nil && len(listed) == 1 && listed[0].Subject == improvement.TestSubject(test)
	})
	v.Get("/launch").Must(http.StatusOK, "An earlier test")
	v.Get("/launch/earlier").Must(http.StatusOK, "Breakfast club and Monday attendance", "adopted")
}

func TestALaunchBeginsFromWhatIsKnown(t *testing.T) {
	town := pagestest.Open(t, nil)
	v := town.As(t, "east-lwo")
	v.Get("/launch?from=priority/east-school-day").Must(http.StatusOK, "Begin with this")
	v.Get("/launch").Send("/begin", one("from", "priority/east-school-day"))
	v.Get("/launch").Must(http.StatusOK)
	v.Get("/launch/check").Must(http.StatusOK, "Poverty")
	v.Get("/launch").Send("/drop", nil)

	test := town.Launch(t)
	v.Post("/launch/begin", one("from", "test/"+test)).Must(http.StatusOK)
	copied := v.Get("/launch/check").Must(http.StatusOK, "Breakfast club and Monday attendance", "Pupils of Primary 4 to 7", "breakfast-club-and-monday-attendance", "Keith breakfast group")
	if copied.Has("Fri 25 Jun 2027") || copied.Has("25 June") {
		t.Error("its day was copied")
	}
	v.Get("/launch").Send("/drop", nil)

	west := town.As(t, "west-lwo")
	west.Post("/launch/begin", one("from", "test/"+test)).Must(http.StatusOK)
	if other := west.Get("/launch/check").Must(http.StatusOK, "Pupils of Primary 4 to 7"); other.Has("Keith breakfast group") {
		t.Error("another LMG's group was copied")
	}
	west.Get("/launch/where").Must(http.StatusOK, "Elgin").Send("/where", one("locality", "keith")).Must(http.StatusUnprocessableEntity, "You launch tests for the localities in this list")
	admin := town.As(t, "it-admin") // of no LMG the LWO: it is not offered to them, either
	admin.Get("/launch").Must(http.StatusForbidden, "This page is for Locality Wellbeing Officers, who launch tests of change")
	if strings.Contains(admin.Get("/").Body, `href="/launch"`) {
		t.Error("the navigation offers what is refused")
	}
}

// TestEarlierTestsToBeginFrom holds that those of one's own LMG come first, that others are
// asked for, and that any test that one may read leads to a launch.
func TestEarlierTestsToBeginFrom(t *testing.T) {
	town := pagestest.Open(t, nil)
	agrees(t, town, proposes(t, town, launched(t, town, "adopted", "A test that was adopted")))
	open := launched(t, town, "walking-bus", "A walking bus")
	east, west := town.As(t, "east-lwo"), town.As(t, "west-lwo")
	eventually(t, "the test is followed up", func() bool { return east.Get("/launch/earlier").Has("Keith, adopted") })
	east.Get("/launch/earlier").Must(http.StatusOK, "A test that was adopted")
	if west.Get("/launch/earlier").Has("A test that was adopted") {
		t.Error("another LMG's comes first")
	}
	others := west.Get("/launch/earlier?lmg=&theme=").Must(http.StatusOK, "A test that was adopted")
	others.Send("/begin", one("from", "test/adopted")).Must(http.StatusOK)
	west.Get("/launch/check").Must(http.StatusOK, "A test that was adopted")
	if west.Get("/launch/earlier?theme=nothing").Has("A test that was adopted") {
		t.Error("the theme narrows nothing")
	}

	if page := east.Get("/tests/"+open).Must(http.StatusOK, "Launch one like it"); !strings.Contains(page.Body, `href="/launch?from=test%2Fwalking-bus"`) {
		t.Error("it does not lead to a launch")
	}
	asked := east.Get("/launch?from=test%2Fwalking-bus").Must(http.StatusOK, "A walking bus", "Begin with this")
	asked.Send("/begin", one("from", "test/walking-bus")).Must(http.StatusOK)
	east.Get("/launch/check").Must(http.StatusOK, "A walking bus")
	if town.As(t, "keith-cook").Get("/tests/" + open).Has("Launch one like it") {
		t.Error("it is offered to somebody who launches nothing")
	}
}

func TestANameThatIsTakenGetsAnotherReference(t *testing.T) {
	town := pagestest.Open(t, nil)
	v := town.As(t, "east-lwo")
	for range 2 {
		v.Get("/launch").Send("/begin", one("from", "nothing"))
		answerLaunch(t, v, "Walking bus")
		check := v.Get("/launch/check")
		check.Send("/check", nil).Must(http.StatusOK, "launched")
	}
	v.Get("/tests/walking-bus-2").Must(http.StatusOK, "Walking bus")

	v.Get("/launch").Send("/begin", one("from", "nothing"))
	answerLaunch(t, v, "Walking bus")
	v.Get("/launch/check").Must(http.StatusOK, "walking-bus-3", "Change Reference")
	v.Get("/launch/reference").Send("/reference", one("id", "walking bus")).Must(http.StatusUnprocessableEntity, "not an identifier")
	v.Get("/launch/reference").Send("/reference", one("id", "walking-bus")).Must(http.StatusConflict, "There is a test called walking-bus already")
	v.Get("/launch/reference").Send("/reference", one("id", "bus-of-spring")).Must(http.StatusOK)
	v.Get("/launch/check").Must(http.StatusOK, "bus-of-spring").Send("/check", nil).Must(http.StatusOK, "bus-of-spring")
}
