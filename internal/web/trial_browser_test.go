package web_test

import (
	"fmt"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// trial is a test of change that people carry from its launch to the decision on it, each
// in a window of their own. They come home by the service's name, and go on from there by
// what is offered: nobody types an address.
type trial struct {
	t         *testing.T
	town      *pagestest.Town
	title, id string
	menu      bool                               // the pages lie behind the menu
	look      func(p *webtest.Page, name string) // looks whether everybody can use a page
}

// home presses the name of the service, which leads to one's tasks.
func home(p *webtest.Page) {
	p.ClickAt(".ds_site-branding__link")
	p.See("Your tasks")
}

// opens goes to the test as those do who have no task there.
func (s *trial) opens(p *webtest.Page) {
	home(p)
	if s.menu {
		p.Click("Menu")
	}
	p.Click("Tests")
	p.Click(s.title)
}

// day writes a day, so many days from now.
func (s *trial) day(p *webtest.Page, question string, days int) {
	y, m, d := s.town.Desk.Now().AddDate(0, 0, days).Date()
	p.Fill(question+" > Day", fmt.Sprint(d))
	p.Fill(question+" > Month", fmt.Sprint(int(m)))
	p.Fill(question+" > Year", fmt.Sprint(y))
}

// launches answers what a launch asks, from page to page as they lead on.
func (s *trial) launches(p *webtest.Page, group, lead string) {
	p.Click("Begin with nothing filled in")
	p.Click("Name (Not begun)")
	goOn := func() { p.Click("Save and continue") }
	p.Fill("Name of the test", s.title)
	p.Choose("How large is it?", "A test of change")
	goOn()
	p.Choose("Locality", "Keith")
	goOn()
	p.ClickAt(`label[for="priority-0"]`)
	goOn()
	p.Fill("What is to become better?", "Fewer children arrive late")
	p.Fill("For whom?", "Primary 1 to 3")
	p.Fill("By how much?", "From 9 a week to 3")
	s.day(p, "By when?", 150)
	goOn()
	p.Fill("What will you try?", "A walking bus from the square at 8.30")
	p.Fill("With whom will you try it?", "One street, two weeks")
	goOn()
	p.See("What do you hope comes of it for people?")
	goOn()
	p.Fill("What will you count or measure?", "Late arrivals")
	p.Choose("What is it for?", "Outcome: does it get better?")
	p.Choose("Which way is good?", "Lower is better")
	goOn()
	p.Choose("Action group", group)
	goOn()
	p.Choose("Lead", lead)
	goOn()
	p.See("What do you expect it to take?")
	goOn()
	p.Click("Check your answers")
	p.See("Late arrivals. Outcome. Lower is better")
	s.look(p, "check")
	p.Click("Launch the test")
	p.See("The test of change is launched")
	s.id = p.Text(".ds_notification-panel__reference")
	s.look(p, "launched")
}

func (s *trial) plans(lead *webtest.Page, doer string) {
	home(lead)
	s.look(lead, "lead")
	lead.Click("Write the plan")
	lead.Fill("What is this cycle to find out?", "Whether families send their children along")
	lead.Fill("Question 1 > What do you want to know?", "How many children walk along?")
	lead.Fill("Question 1 > What do you expect?", "Ten a day")
	lead.Fill("Step 1 > What will be done?", "Walk the way and find the crossings")
	lead.Choose("Step 1 > Who does it?", doer)
	s.day(lead, "By when?", 14)
	s.look(lead, "plan")
	lead.Click("Send the plan")
	lead.See("asked to agree the plan")
}

func (s *trial) agrees(officer *webtest.Page) {
	home(officer)
	officer.Click("Agree the plan, or send it back")
	officer.See("Ten a day")
	officer.Click("Agree the plan")
	officer.See("predictions are sealed")
}

// does has what was seen and counted filed, the step done and Do finished.
func (s *trial) does(lead, doer *webtest.Page) {
	s.opens(lead)
	lead.Click("Add what you saw")
	lead.Fill("What did you see, hear or measure?", "Two fathers walked along")
	lead.Click("Add it")
	lead.See("Thank you. It is filed.")
	lead.See("Two fathers walked along")
	lead.Click("Record points of Late arrivals")
	lead.Fill("What was it?", "4")
	lead.Click("Record")
	lead.See("Thank you. It is on the chart.")

	home(doer)
	doer.See("Walk the way and find the crossings")
	doer.Click("It is done")
	doer.See("The step is marked as done")
	home(lead)
	lead.Click("Say how Do went")
	lead.Choose("Was it carried out as planned?", "Yes")
	lead.Click("Finish Do")
	lead.See("Do is finished")
}

func (s *trial) studies(lead *webtest.Page) {
	home(lead)
	lead.Click("Set what happened beside what you expected")
	lead.See("You expected: Ten a day")
	lead.Fill("What happened?", "Twelve on most days")
	lead.Choose("How did the prediction fare?", "Otherwise")
	lead.Fill("What did you learn?", "Children bring children along")
	s.look(lead, "study")
	lead.Click("File the study")
	lead.See("Children bring children along")

	home(lead)
	lead.Click("Propose to adapt, adopt or abandon")
	lead.Choose("What do you propose?", "Adopt")
	lead.Fill("How will it be put in place? (optional)", "Two parents a day walk along")
	lead.Fill("How will it last? (optional)", "The parent council keeps the rota")
	lead.Choose("What was given?", "Hours of volunteers")
	lead.Fill("How much?", "10")
	lead.Fill("Did it bring anything else, good or bad? (optional)", "Parents talk to each other")
	s.look(lead, "act")
	lead.Click("Send the proposal")
	lead.See("Decision 1")
}

// isDecided has three of the LMG vote, and somebody else read what came of it.
func (s *trial) isDecided(voters []*webtest.Page, reader *webtest.Page) {
	eventually(s.t, "the LMG is asked", func() bool {
		_, _, err := s.town.Desk.State(s.t.Context(), improvement.ApprovalSubject(improvement.TestSubject(s.id), 1))
		return err == nil
	})
	for i, p := range voters {
		home(p)
		p.Click("Vote")
		p.See("Your vote is asked for.")
		p.See("Twelve on most days")
		p.See("Two fathers walked along")
		s.look(p, "decision")
		p.Click("Vote")
		p.Choose("Your vote", "Agree")
		p.Click("Record my vote")
		p.See([]string{"1 of the 3 votes", "2 of the 3 votes", "3 votes, of which 3 were needed"}[i])
	}
	s.opens(reader)
	reader.Click("Decision 1")
	reader.See("How it was decided")
	reader.See(": agreed.")
	s.look(reader, "decided")
}
