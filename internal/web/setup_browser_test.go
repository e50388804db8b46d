package web_test

import (
	"fmt"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// setting is an administrator who sets an empty record up in a browser.
type setting struct {
	t       *testing.T
	town    *pagestest.Town
	browser *webtest.Browser
	name    string
	width   int
	admin   *webtest.Page
}

// TestAnEmptyRecordByClicking takes an administrator without a mail server from the start's
// link to a test of change whose plan its lead has sent, by pressing what the pages offer
// and nothing else: on a phone without scripts, and on a desk.
func TestAnEmptyRecordByClicking(t *testing.T) {
	for name, how := range map[string]struct {
		width   int
		scripts bool
	}{"phone": {320, false}, "desk": {1280, true}} {
		t.Run(name, func(t *testing.T) {
			b := webtest.Open(t)
			s := &setting{t, pagestest.Begin(t, nil), b, name, how.width, b.Page(how.width, 800, how.scripts)}
			s.begins()
			s.addsPlaces()
			s.takesTheRole()
			link := s.invites("Invite the lead of Breakfast group", "A Lead")
			s.recordsAPriority()
			s.launches()
			lead := b.Page(how.width, 800, how.scripts)
			lead.Go(link)
			lead.Click("Sign in")
			s.plans(lead)
			s.hints()
		})
	}
}

// look looks whether everybody can use a page.
func (s *setting) look(p *webtest.Page, name string) {
	s.t.Helper()
	p.Accessible()
	if wide := p.Overflows(); wide > 0 {
		s.t.Errorf("%s is %d pixels too wide", p.Address(), wide)
	}
	p.Screenshot("setup-" + name + "-" + s.name)
}

// home presses the name of the service, which leads to one's tasks.
func home(p *webtest.Page) { p.ClickAt(".ds_site-branding__link") }

func (s *setting) begins() {
	p := s.admin
	p.Go(s.town.URL + "/")
	p.See("Nobody is on record here yet")
	s.look(p, "nobody")
	p.Go(s.town.FirstLink())
	p.Fill("Your name", "An Administrator")
	p.Fill("Your email address", "admin@example.org")
	p.Fill("The first Locality Management Group", "East LMG")
	s.look(p, "begin")
	p.Click("Begin")
	p.See("What to do next")
	s.look(p, "home")
}

func (s *setting) addsPlaces() {
	p := s.admin
	p.Click("Add a theme: what priorities and tests are about")
	p.Fill("A new theme", "Poverty")
	p.Click("Add it")
	for _, group := range [][2]string{{"Add a locality of East LMG", "Keith"}, {"Add an action group under East LMG", "Breakfast group"}} {
		home(p)
		p.Click(group[0])
		p.Fill("Name of the group", group[1])
		p.Click("Add it")
		p.See(group[1] + " is added.")
	}
	home(p)
}

func (s *setting) takesTheRole() {
	p := s.admin
	p.Click("Take that role yourself")
	p.Click("Give it")
	p.See("They hold the role from now on")
	home(p)
}

// invites follows a step to invite somebody, and makes the link by which they come in.
func (s *setting) invites(step, name string) string {
	p := s.admin
	p.Click(step)
	p.Fill("Name", name)
	s.look(p, "invite")
	p.Click("Add them")
	p.See("They are on record")
	s.look(p, "person")
	p.Click("Make a sign-in link for them")
	s.look(p, "let-in")
	p.Click("Make the link")
	p.See("this page shows it once")
	s.look(p, "link")
	link := p.Text(".app-poster-address")
	home(p)
	return link
}

func (s *setting) recordsAPriority() {
	p := s.admin
	p.Click("Record a priority that East LMG agreed before")
	p.Fill("What did the group agree to work on?", "Nobody starts the school day hungry")
	p.Choose("Which theme is it of?", "Poverty")
	s.look(p, "priority")
	p.Click("Record it")
	p.See("The priority is on record")
	home(p)
	s.look(p, "ready")
}

func (s *setting) launches() {
	p := s.admin
	p.Click("Launch a first test of change")
	p.Click("Begin with nothing filled in")
	p.ClickAt(".ds_task-list__task:first-child .ds_task-list__task-link")
	goOn := func() { p.Click("Save and continue") }
	p.Fill("Name of the test", "Breakfast club")
	p.Choose("How large is it?", "A test of change")
	goOn()
	p.Choose("Locality", "Keith")
	goOn()
	p.ClickAt(`label[for="priority-0"]`)
	goOn()
	p.Fill("What is to become better?", "Fewer children arrive late")
	p.Fill("For whom?", "Primary 1 to 3")
	p.Fill("By how much?", "From 9 a week to 3")
	s.day(p, "By when?", 200)
	goOn()
	p.Fill("What will you try?", "A breakfast on Mondays")
	p.Fill("With whom will you try it?", "One class")
	goOn()
	p.See("What do you hope comes of it for people?")
	goOn()
	p.Fill("What will you count or measure?", "Late arrivals")
	p.Choose("What is it for?", "Outcome: does it get better?")
	p.Choose("Which way is good?", "Lower is better")
	goOn()
	p.Choose("Action group", "Breakfast group")
	goOn()
	p.Choose("Lead", "A Lead")
	goOn()
	p.See("What do you expect it to take?")
	goOn()
	p.Click("Check your answers")
	p.Click("Launch the test")
	p.See("The test of change is launched")
	s.look(p, "launched")
}

func (s *setting) plans(p *webtest.Page) {
	p.See("Your tasks")
	s.look(p, "lead")
	p.Click("Write the plan")
	p.Fill("What is this cycle to find out?", "Whether families send their children")
	p.Fill("Question 1 > What do you want to know?", "How many children come?")
	p.Fill("Question 1 > What do you expect?", "Ten a day")
	p.Fill("Step 1 > What will be done?", "Tell every family")
	p.Choose("Step 1 > Who does it?", "A Lead")
	s.day(p, "By when?", 5)
	p.Click("Send the plan")
	p.See("asked to agree the plan")
}

// hints looks at the help, and at what is left to do.
func (s *setting) hints() {
	p := s.admin
	home(p)
	p.See("Agree the plan, or send it back")
	s.look(p, "launched-home")
	p.Click("Help")
	p.See("Make a sign-in link for somebody")
	s.look(p, "help")
}

// day writes a day, so many days from now.
func (s *setting) day(p *webtest.Page, question string, days int) {
	y, m, d := s.town.Desk.Now().AddDate(0, 0, days).Date()
	p.Fill(question+" > Day", fmt.Sprint(d))
	p.Fill(question+" > Month", fmt.Sprint(int(m)))
	p.Fill(question+" > Year", fmt.Sprint(y))
}
