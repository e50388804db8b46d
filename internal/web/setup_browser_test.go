package web_test

import (
	"strings"
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
	scripts bool
	admin   *webtest.Page
	looked  map[string]bool
}

// TestAnEmptyRecordByClicking takes an administrator without a mail server from the start's
// link to what the LMG decides on a first test of change, by pressing what the pages offer
// and nothing else: on a phone without scripts, and on a desk. Each of the others comes in
// by a link that the administrator made.
func TestAnEmptyRecordByClicking(t *testing.T) {
	browser := webtest.Open(t)
	for name, how := range map[string]struct {
		width   int
		scripts bool
	}{"phone": {320, false}, "desk": {1280, true}} {
		t.Run(name, func(t *testing.T) {
			b := browser.For(t)
			s := &setting{t, pagestest.Begin(t, nil), b, name, how.width, how.scripts, b.Page(how.width, 800, how.scripts), map[string]bool{}}
			s.begins()
			s.addsPlaces()
			s.takesTheRole()
			s.invites("Invite a safeguarding contact into East LMG", "A Contact")
			lead := s.invites("Invite the lead of Breakfast group", "A Lead")
			s.recordsAPriority()
			s.isTried(lead)
		})
	}
}

// isTried carries a first test to the decision of those who are invited on the way.
func (s *setting) isTried(lead *webtest.Page) {
	of := &trial{t: s.t, town: s.town, title: "A walking bus", menu: s.width == 320 && s.scripts, look: s.lookHere}
	s.admin.Click("Launch a first test of change")
	of.launches(s.admin, "Breakfast group", "A Lead")
	of.plans(lead, "A Lead")
	s.hints()
	voters := s.invitesThePanel()
	of.agrees(s.admin)
	of.does(lead, lead)
	of.studies(lead)
	of.isDecided(voters, s.admin)
}

// lookHere looks at the pages of a test that are others where no letter goes.
func (s *setting) lookHere(p *webtest.Page, name string) {
	s.t.Helper()
	if name == "launched" || name == "lead" {
		s.look(p, name)
	}
}

// look looks whether everybody can use a page, once at each.
func (s *setting) look(p *webtest.Page, name string) {
	s.t.Helper()
	if s.looked[name] {
		return
	}
	s.looked[name] = true
	p.Accessible()
	if wide := p.Overflows(); wide > 0 {
		s.t.Errorf("%s is %d pixels too wide", p.Address(), wide)
	}
	p.Screenshot("setup-" + name + "-" + s.name)
}

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

// invites follows a step to invite somebody, makes the link by which they come in, and
// opens it in their browser.
func (s *setting) invites(step, name string) *webtest.Page {
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
	them := s.browser.Page(s.width, 800, s.scripts)
	them.Go(link)
	them.Click("Sign in")
	them.See("Signed in as " + name)
	return them
}

// invitesThePanel invites those who decide: the step to do so stands until there are
// enough of them, also after the launch.
func (s *setting) invitesThePanel() []*webtest.Page {
	home(s.admin)
	voters := []*webtest.Page{s.invites("Invite the chair and the members of East LMG", "A Chair")}
	for _, name := range []string{"A Member", "Another Member"} {
		voters = append(voters, s.invites("Invite more members of East LMG", name))
	}
	if strings.Contains(s.admin.Words(), "to decide by votes") {
		s.t.Errorf("who decides is there, and still asked for: %s", s.admin.Words())
	}
	return voters
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
