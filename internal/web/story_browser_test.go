package web_test

import (
	"fmt"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// cast is the browser of each person of a story.
type cast struct {
	t             *testing.T
	town          *pagestest.Town
	browser       *webtest.Browser
	width, height int
	scripts       bool
	pages         map[string]*webtest.Page
}

// as is somebody's browser; they sign in by pressing their name.
func (c *cast) as(name string) *webtest.Page {
	c.t.Helper()
	p := c.pages[name]
	if p == nil {
		p = c.browser.Page(c.width, c.height, c.scripts)
		p.Go(c.town.URL + "/")
		p.Click(name)
		c.pages[name] = p
	}
	p.Go(c.town.URL + "/")
	return p
}

// TestTheWholeStoryByClicking carries a test of change from its launch to the LMG's
// decision, as people do: on a desk, on a phone, and without scripts.
func TestTheWholeStoryByClicking(t *testing.T) {
	for name, how := range map[string]struct {
		width, height int
		scripts       bool
	}{"on a desk": {1280, 900, true}, "on a phone": {320, 700, true}, "without scripts": {320, 700, false}} {
		t.Run(name, func(t *testing.T) {
			c := &cast{t, pagestest.Open(t, nil), webtest.Open(t), how.width, how.height, how.scripts, map[string]*webtest.Page{}}
			c.launches()
			c.plans()
			c.does()
			c.studies()
			c.decides()
		})
	}
}

const title = "A walking bus"

func (c *cast) launches() {
	p := c.as("LWO, East")
	p.Go(c.town.URL + "/launch")
	p.Click("Begin with nothing filled in")
	next := func(part string) { p.Go(c.town.URL + "/launch/" + part) }
	next("title")
	p.Fill("Name of the test", title)
	p.Choose("How large is it?", "A test of change")
	p.Click("Save and continue")
	next("where")
	p.Choose("Locality", "Keith")
	p.Click("Save and continue")
	next("priority")
	p.ClickAt(`label[for="priority-0"]`)
	p.Click("Save and continue")
	next("aim")
	p.Fill("What is to become better?", "Fewer children arrive late")
	p.Fill("For whom?", "Primary 1 to 3")
	p.Fill("By how much?", "From 9 a week to 3")
	p.Fill("By when? > Day", "25")
	p.Fill("By when? > Month", "6")
	p.Fill("By when? > Year", "2027")
	p.Click("Save and continue")
	next("change")
	p.Fill("What will you try?", "A walking bus from the square at 8.30")
	p.Fill("With whom will you try it?", "One street, two weeks")
	p.Click("Save and continue")
	next("measures")
	p.Fill("What will you count or measure?", "Late arrivals")
	p.Choose("What is it for?", "Outcome: does it get better?")
	p.Choose("Which way is good?", "Lower is better")
	p.Click("Save and continue")
	next("group")
	p.Choose("Action group", "Keith breakfast group")
	p.Click("Save and continue")
	next("lead")
	p.Choose("Lead", "Home-school link worker, Keith")
	p.Click("Save and continue")
	next("check")
	p.Accessible()
	p.Click("Launch the test")
	p.See("a-walking-bus")
	p.Accessible()
}

func (c *cast) plans() {
	lead := c.as("Home-school link worker, Keith")
	lead.Click("Write the plan")
	lead.Fill("What is this cycle to find out?", "Whether families send their children along")
	lead.Fill("Question 1 > What do you want to know?", "How many children walk along?")
	lead.Fill("Question 1 > What do you expect?", "Ten a day")
	lead.Fill("Step 1 > What will be done?", "Walk the way and find the crossings")
	lead.Choose("Step 1 > Who does it?", "Parent council, Keith")
	lead.Fill("By when? > Day", "1")
	lead.Fill("By when? > Month", "2")
	lead.Fill("By when? > Year", "2027")
	lead.Accessible()
	lead.Click("Send the plan")
	lead.See("asked to agree the plan")

	lwo := c.as("LWO, East")
	lwo.Click("Agree the plan, or send it back")
	lwo.See("Ten a day")
	lwo.Click("Agree the plan")
	lwo.See("predictions are sealed")
}

func (c *cast) does() {
	parent := c.as("Parent council, Keith")
	parent.See("Walk the way and find the crossings")
	parent.Click("It is done")
	parent.See("The step is marked as done")
	lead := c.as("Home-school link worker, Keith")
	lead.Click("Say how Do went")
	lead.Choose("Was it carried out as planned?", "Yes")
	lead.Click("Finish Do")
	lead.See("Do is finished")
}

func (c *cast) studies() {
	lead := c.as("Home-school link worker, Keith")
	lead.Click("Set what happened beside what you expected")
	lead.See("You expected: Ten a day")
	lead.Fill("What happened?", "Twelve on most days")
	lead.Choose("How did the prediction fare?", "Otherwise")
	lead.Fill("What did you learn?", "Children bring children along")
	lead.Accessible()
	lead.Click("File the study")
	lead.See("Children bring children along")

	lead = c.as("Home-school link worker, Keith")
	lead.Click("Propose to adapt, adopt or abandon")
	lead.Choose("What do you propose?", "Adopt")
	lead.Fill("How will it be put in place? (optional)", "Two parents a day walk along")
	lead.Fill("How will it last? (optional)", "The parent council keeps the rota")
	lead.Choose("What was given?", "Hours of volunteers")
	lead.Fill("How much?", "10")
	lead.Fill("Did it bring anything else, good or bad? (optional)", "Parents talk to each other")
	lead.Accessible()
	lead.Click("Send the proposal")
	lead.See("Decision 1")
}

func (c *cast) decides() {
	eventually(c.t, "the LMG is asked", func() bool {
		_, _, err := c.town.Desk.State(c.t.Context(), improvement.ApprovalSubject(improvement.TestSubject("a-walking-bus"), 1))
		return err == nil
	})
	for i, name := range []string{"Chair, East LMG", "Deputy, East LMG", "Health visitor, East"} {
		p := c.as(name)
		p.ClickAt(".ds_task-list__task-link")
		p.Click("Read the pack")
		p.See("Twelve on most days")
		p.Accessible()
		p.Back()
		p.Choose("Your vote", "Agree")
		p.Click("Record my vote")
		p.See(fmt.Sprintf("%d of the 3 votes", i+1))
	}
	p := c.as("LWO, East")
	p.Go(c.town.URL + "/tests/a-walking-bus")
	p.See("Agreed")
	p.Accessible()
	p.Screenshot("story-end")
}
