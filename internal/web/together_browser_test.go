package web_test

import (
	"net/http"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// windows opens windows of people of a town, who are signed in.
func windows(t *testing.T, town *pagestest.Town, b *webtest.Browser) func(person string) *webtest.Page {
	return func(person string) *webtest.Page {
		t.Helper()
		p := b.Page(1280, 900, true)
		p.Go(town.URL + "/sign-in")
		p.ClickAt(`button[name="person"][value="` + person + `"]`)
		p.See("Your tasks")
		return p
	}
}

// TestTwoAtTheSameTime has two people, or one in two windows, send the same form: the
// second gets a clear page, what they wrote is still there, and what the first did stands.
func TestTwoAtTheSameTime(t *testing.T) {
	town := pagestest.Open(t, nil)
	b := webtest.Open(t)
	as := windows(t, town, b)
	lead, officer, chair := as(theLead), as(theLWO), as("east-chair")
	journal := func(test string, event string) (n int) {
		t.Helper()
		entries, err := town.Desk.Journal(t.Context(), improvement.TestSubject(test), 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.Event.EventName() == event {
				n++
			}
		}
		return n
	}

	plan := town.URL + "/tests/" + launched(t, town, "walking-bus", "A walking bus") + "/plan"
	for says, p := range map[string]*webtest.Page{"Whether they walk along": lead, "Whether it is safe": officer} {
		p.Go(plan)
		p.Fill("What is this cycle to find out?", says)
		p.Fill("Question 1 > What do you want to know?", "How many?")
		p.Fill("Question 1 > What do you expect?", "Ten")
		p.Fill("Step 1 > What will be done?", "Walk the way")
		p.Choose("Step 1 > Who does it?", "Parent council, Keith")
		p.Fill("By when? > Day", "1")
		p.Fill("By when? > Month", "2")
		p.Fill("By when? > Year", "2027")
	}
	lead.Click("Send the plan")
	lead.See("asked to agree the plan")
	officer.Click("Send the plan")
	officer.See("What you wrote is still here, and none of it was filed.")
	if kept := officer.Value("What is this cycle to find out?"); kept != "Whether it is safe" {
		t.Errorf("the second plan is lost: %q", kept)
	}
	officer.Accessible()
	officer.Go(town.URL + "/tests/walking-bus")
	officer.See("Whether they walk along")

	town.Do(t, "walking-bus", theLWO, "agree-plan", nil)
	parent := as("keith-parent")
	for says, p := range map[string]*webtest.Page{"I walked it.": parent, "Done on Tuesday.": lead} {
		p.Go(town.URL + "/tests/walking-bus/steps/1.1/done")
		p.Fill("How did it go? (optional)", says)
	}
	parent.Click("Mark as done")
	parent.See("The step is marked as done")
	lead.Click("Mark as done")
	lead.See("There is a problem")
	if kept := lead.Value("How did it go? (optional)"); kept != "Done on Tuesday." {
		t.Errorf("the second note is lost: %q", kept)
	}
	if n := journal("walking-bus", "step-done"); n != 1 {
		t.Errorf("the step was done %d times", n)
	}

	_, decision := proposed(t, town)
	other := as("east-chair")
	for _, p := range []*webtest.Page{chair, other} {
		p.Go(town.URL + decision + "/vote")
	}
	chair.Choose("Your vote", "Agree")
	chair.Click("Record my vote")
	chair.See("1 of the 3 votes")
	other.Choose("Your vote", "Do not agree")
	other.Fill("Why? (optional)", "Too dear")
	other.Click("Record my vote")
	other.See("You voted: Do not agree.")
	other.See("1 of the 3 votes") // one person has one vote: the last that they cast

	clerk, member := as("east-clerk"), as("east-social-work")
	member.Go(town.URL + decision + "/vote")
	member.Choose("Your vote", "Do not agree")
	member.Fill("Why? (optional)", "I have my doubts about Mondays")
	town.As(t, "east-clerk").Get(decision+"/minute").Send("/minute", minuteOf(&wellFilled{town: town})).Must(http.StatusOK)
	member.Click("Record my vote")
	member.See("This cannot be sent any more")
	if kept := member.Value("Why? (optional)"); kept != "I have my doubts about Mondays" {
		t.Errorf("the reason is lost: %q", kept)
	}
	clerk.Go(town.URL + decision)
	clerk.See("Minute of the East LMG, item 4")

	town.As(t, theLWO).Post("/launch/begin", one("from", "nothing")).Must(http.StatusOK)
	answerLaunch(t, town.As(t, theLWO), "Soup on Tuesdays")
	again := as(theLWO)
	for _, p := range []*webtest.Page{officer, again} {
		p.Go(town.URL + "/launch/check")
	}
	officer.Click("Launch the test")
	officer.See("The test of change is launched")
	again.Click("Launch the test")
	again.See("or you have launched it already")
	if all, err := town.Desk.List(t.Context(), improvement.Filter{Kind: improvement.KindTest}); err != nil || len(all) != 3 {
		t.Errorf("%d tests are on record, %v", len(all), err)
	}
}

// TestNothingHappensTwice sends forms again by a double press, by Back and by loading the
// page again.
func TestNothingHappensTwice(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	b := webtest.Open(t)
	cook := windows(t, town, b)("keith-cook")
	remarks := func() int {
		t.Helper()
		_, state, err := town.Desk.State(t.Context(), improvement.TestSubject(test))
		if err != nil {
			t.Fatal(err)
		}
		of, err := improvement.RestoreTest(state)
		if err != nil {
			t.Fatal(err)
		}
		return len(of.Remarks)
	}
	cook.Go(town.URL + "/tests/" + test + "/discussion")
	cook.Fill("What do you want to say?", "Who has the key?")
	cook.DoubleClick("Send")
	cook.See("Who has the key?")
	cook.Reload()
	cook.See("Who has the key?")
	cook.Back()
	cook.Fill("What do you want to say?", "Who has the key?") // as some browsers do by themselves
	cook.Click("Send")
	cook.See("Nothing was filed twice.")
	if n := remarks(); n != 1 {
		t.Errorf("it was said %d times", n)
	}

	somebody := b.Page(320, 800, false)
	somebody.Go(town.URL + "/voice/keith")
	somebody.Fill("What would you like people to know?", lastBus)
	somebody.Click("Yes, you may read and count what I said")
	somebody.DoubleClick("Send it")
	somebody.See("Thank you for speaking up")
	somebody.Reload()
	somebody.Back()
	somebody.Click("Send it")
	somebody.See("Thank you for speaking up")
	if all := voices(t, town); len(all) != 1 {
		t.Errorf("%d voices are filed", len(all))
	}
}

// TestAnEndedSignInLosesNoTextInABrowser ends a sign-in from another device while a form is
// being written: the text is there again for whoever wrote it, for nobody else, and it is
// filed once.
func TestAnEndedSignInLosesNoTextInABrowser(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	as := windows(t, town, webtest.Open(t))
	const words, question = "The oven smells of gas", "How did it go? (optional)"
	step := town.URL + "/tests/" + test + "/steps/1.2/done"
	kitchen, phone := as("keith-cook"), as("keith-cook")
	kitchen.Go(step)
	kitchen.Fill(question, words)
	phone.Go(town.URL + "/you")
	phone.Click("End all others")
	phone.See("Your account")
	kitchen.Click("Mark as done")
	kitchen.See("What you wrote is kept")
	kitchen.Accessible()

	kitchen.ClickAt(`button[name="person"][value="keith-link-worker"]`) // somebody else at the same screen, who may do the step, too
	kitchen.Go(step)
	if got := kitchen.Value(question); got != "" {
		t.Errorf("the next person reads %q", got)
	}
	kitchen.Click("Sign out")
	kitchen.Go(town.URL + "/sign-in")
	kitchen.ClickAt(`button[name="person"][value="keith-cook"]`)
	kitchen.Go(step)
	if got := kitchen.Value(question); got != words {
		t.Errorf("what was written is now %q", got)
	}
	kitchen.See("It was not sent yet.")
	kitchen.Click("Mark as done")
	kitchen.See("The step is marked as done")
	kitchen.Go(town.URL + "/tests/" + test + "/journal")
	kitchen.See(words)
	if n := doneBy(t, town, test, "keith-cook"); n != 1 {
		t.Errorf("it was filed %d times", n)
	}
}
