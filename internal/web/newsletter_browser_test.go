package web_test

import (
	"net/http"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestNewslettersInABrowser makes an issue as people do, without a script and on a phone
// as well, and looks at each page.
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
		look := func(path, sees, called string) {
			p.Go(town.URL + path)
			p.See(sees)
			p.Accessible()
			if over := p.Overflows(); over > 0 {
				t.Errorf("%s is %d pixels too wide on a %s", path, over, name)
			}
			p.Screenshot("newsletter-" + called + "-" + name)
		}
		look("/newsletter/join/east-network", "Your email address", "join")
		p.Click("Ask for the newsletter")
		p.See("There is a problem")
		p.Accessible()
		look("/newsletter/join/east-network/asked", "Look at your email", "asked")
		look("/newsletter/confirm/abc", "Yes, send it to me", "confirm")
		look("/newsletter/unsubscribe/abc", "Stop it", "stop")
		look("/newsletter/east-network", "None was sent yet", "archive")
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
		look(at+"/making", "A draft, to be approved", "making")
		look(at+"/items/"+issueOf(t, town, issue.Subject()).Items[0].ID+"/edit", "Edit an item", "edit")
		look(at+"/contribute", "Offer an item", "contribute")
		look(at+"/preview", "Spring walk", "preview")
		look(at+"/approve", "It goes out on", "approve")
		p.Go(town.URL + at + "/making")
		p.Click("Leave out Spring walk from Cullen harbour")
		p.See("Readers do not get it.")
		p.Click("Leave it out")
		p.See("It is left out.")
	}
}
