package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestByKeyboardAlone does what people do most with Tab, Enter, Space and the arrows.
func TestByKeyboardAlone(t *testing.T) {
	town := pagestest.Open(t, nil)
	test, decision := proposed(t, town)
	begunToo := carried(t, town, launched(t, town, "walking-bus", "A walking bus"), 1, "step-done")
	b := webtest.Open(t)
	in := func(width int, name string) *webtest.Page {
		p := b.Page(width, 800, true)
		p.Go(town.URL + "/")
		if p.Press("Tab"); p.Focused() != "Skip to main content" {
			t.Errorf("Tab comes first to %q", p.Focused())
		}
		p.TabTo(name)
		p.Press("Enter")
		p.See("Your tasks")
		return p
	}

	parent := in(1280, "Parent council, Keith")
	parent.TabTo("Skip to main content")
	parent.Press("Enter", "Tab")
	if at := parent.Focused(); at != "Step 1.1: Tell the families" {
		t.Errorf("the skip link leads to %q", at)
	}
	parent.Go(town.URL + "/tests/" + begunToo + "/steps/1.1/done")
	parent.TabTo("How did it go? (optional)")
	parent.Write("All heard of it.")
	parent.TabTo("Mark as done")
	parent.Press("Enter")
	parent.See("The step is marked as done")

	chair := in(320, "Chair, East LMG")
	chair.Go(town.URL + decision + "/vote")
	chair.TabTo("Record my vote")
	chair.Press("Enter")
	chair.See("There is a problem")
	chair.Press("Tab") // from the summary, which has the focus, to what is wrong
	chair.Press("Enter")
	chair.Press("Tab")
	if at := chair.Focused(); at != "Agree" {
		t.Errorf("what is wrong leads to %q", at)
	}
	chair.Press("ArrowDown", "ArrowDown", "ArrowDown")
	chair.TabTo("Why? (optional)")
	chair.Write("Too dear for now.")
	chair.TabTo("Record my vote")
	chair.Press("Enter")
	chair.See("You voted: Do not agree.")

	chair.TabTo("Menu")
	chair.Press("Space")
	chair.TabTo("Tests")
	chair.Press("Enter")
	chair.TabTo("Show only some tests")
	chair.Press("Enter")
	chair.TabTo("Only mine")
	chair.Press("Space")
	chair.TabTo("Show these")
	chair.Press("Enter")
	if at := chair.Address(); !strings.Contains(at, "mine=yes") {
		t.Errorf("it came to %s", at)
	}

	officer := in(1280, "LWO, East")
	town.As(t, theLWO).Post("/launch/begin", one("from", "nothing")).Must(http.StatusOK)
	officer.Go(town.URL + "/launch/title")
	officer.TabTo("Name of the test")
	officer.Write("Soup on Tuesdays")
	officer.TabTo("A test of change")
	officer.Press("Space")
	officer.TabTo("Save and continue")
	officer.Press("Enter")
	officer.See("Where will you try it?")
	for _, path := range []string{"/tests/" + test, "/tests/" + test + "/discussion", "/library", "/you"} {
		officer.Go(town.URL + path)
		officer.TabTo("Privacy") // the last of the page
		officer.TabTo("Skip to main content")
	}
}
