package web_test

import (
	"net/http"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestNewslettersInABrowser makes an issue as people do, without a script and on a phone
// as well.
func TestNewslettersInABrowser(t *testing.T) {
	town, issue := press(t, improvement.IssueDrafting, drafted)
	at := "/newsletter/" + issue.Subject().ID()
	lead := town.As(t, "keith-link-worker")
	for _, title := range []string{"Spring walk from Cullen harbour", "Soup evening"} {
		lead.Get(at+"/contribute").Send("/contribute", fields("section", "events", "title", title, "text", "An easy hour along the shore, with a stop for soup.", "link", "https://example.org/spring-walk-from-cullen-harbour-and-back-along-the-shore")).Must(http.StatusOK)
	}
	b := webtest.Open(t)
	for _, on := range []struct {
		name    string
		width   int
		scripts bool
		goesUp  string // the second of the two
	}{{"desk", 1280, true, "Soup evening"}, {"phone", 320, false, "Spring walk from Cullen harbour"}} {
		name := on.name
		p := b.Page(on.width, 800, on.scripts)
		p.Go(town.URL + "/newsletter/join/east-network")
		p.Click("Ask for the newsletter")
		p.See("There is a problem")
		p.Accessible()
		p.Go(town.URL + "/sign-in?next=/newsletter")
		p.Click("LWO, East")
		p.See("in the making")
		p.Accessible()
		p.Screenshot("newsletter-home-" + name)
		p.Click("January 2027, in the making")
		p.See("Soup evening")
		p.Click("Take in Spring walk from Cullen harbour")
		p.See("It is in.")
		p.Click("Move up " + on.goesUp)
		p.See("Moved.")
		p.Go(town.URL + at + "/making")
		p.Click("Leave out Spring walk from Cullen harbour")
		p.See("Readers do not get it.")
		p.Click("Leave it out")
		p.See("It is left out.")
	}
}
