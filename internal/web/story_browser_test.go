package web_test

import (
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// cast is the browser of each person of a story.
type cast struct {
	town    *pagestest.Town
	browser *webtest.Browser
	width   int
	scripts bool
	pages   map[string]*webtest.Page
}

// as is somebody's browser; they sign in by pressing their name.
func (c *cast) as(name string) *webtest.Page {
	p := c.pages[name]
	if p == nil {
		p = c.browser.Page(c.width, 800, c.scripts)
		p.Go(c.town.URL + "/")
		p.Click(name)
		c.pages[name] = p
	}
	return p
}

// TestTheWholeStoryByClicking carries a test of change from its launch to the LMG's
// decision, as people do: on a desk and on a phone, with scripts and without. Each is one
// more test on the same record; two look whether everybody can use the pages on the way.
func TestTheWholeStoryByClicking(t *testing.T) {
	town, browser := pagestest.Open(t, nil), webtest.Open(t)
	for _, how := range []struct {
		on      string
		width   int
		scripts bool
		looks   bool
	}{
		{"a desk", 1280, true, true}, {"a desk without scripts", 1280, false, false},
		{"a phone", 320, true, false}, {"a phone without scripts", 320, false, true},
	} {
		if !t.Run("on "+how.on, func(t *testing.T) {
			c := &cast{town, browser.For(t), how.width, how.scripts, map[string]*webtest.Page{}}
			c.play(&trial{t: t, town: town, title: "A walking bus on " + how.on, menu: how.width == 320 && how.scripts, look: func(p *webtest.Page, name string) {
				if !how.looks {
					return
				}
				p.Accessible()
				if wide := p.Overflows(); wide > 0 {
					t.Errorf("%s is %d pixels too wide", p.Address(), wide)
				}
				p.Screenshot("story-" + name + "-on-" + strings.ReplaceAll(how.on, " ", "-"))
			}})
		}) {
			break // what it left undone would stand in the way of the next
		}
	}
}

func (c *cast) play(s *trial) {
	const leads = "Home-school link worker, Keith"
	officer := c.as("LWO, East")
	officer.Click("Launch a test of change")
	s.launches(officer, "Keith breakfast group", leads)
	lead := c.as(leads)
	s.plans(lead, "Parent council, Keith")
	s.agrees(officer)
	s.does(lead, c.as("Parent council, Keith"))
	s.studies(lead)
	s.isDecided([]*webtest.Page{c.as("Chair, East LMG"), c.as("Deputy, East LMG"), c.as("Health visitor, East")}, officer)
}
