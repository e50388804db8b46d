package web_test

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/cairnqi/cairn/internal/web/webtest"
)

// inForcedColours looks at what a person tells apart where the system chooses the colours.
func inForcedColours(w *walk, places map[string]place) {
	t := w.t
	look := func(at place, name string) *webtest.Page {
		p := w.as(at)
		p.ForcedColours()
		p.Go(at.town.URL + at.path)
		if lost := p.Indistinct(); len(lost) > 0 {
			t.Errorf("%s: told apart by their colours alone: %s", at.path, strings.Join(lost, "\n  "))
		}
		p.Screenshot("forced-" + name)
		return p
	}
	look(places["/tests"], "tests")
	look(places["/tests/{test}"], "test")
	look(places["/tests/{test}/measures/{measure}"], "measure")
	look(places["/{$}"], "home")
	look(places["/library"], "library")
	look(places["/reports/{report}"], "table")
	look(places["/tests/board"], "board")
	look(places["/voice/{locality}"], "voice")
	look(places["/voice/{locality}/poster"], "poster")
	look(places["/decisions/{decision}"], "decision")
	p := look(place{w.r.town, theLead, "/tests/acting/act"}, "form")
	p.Click("Send the proposal")
	p.See("There is a problem")
	if lost := p.Indistinct(); len(lost) > 0 {
		t.Errorf("a form with errors: told apart by their colours alone: %s", strings.Join(lost, "\n  "))
	}
	p.Screenshot("forced-errors")
	p = look(places["/decisions/{decision}/vote"], "vote")
	p.Choose("Your vote", "Agree")
	if p.Alike(".ds_radio:has(#choice-0)", ".ds_radio:has(#choice-3)") {
		t.Error("a vote that is chosen looks like one that is not")
	}
	p.Screenshot("forced-voted")
	p = look(places["/tests/{test}/discussion"], "discussion")
	p.Click("Cook, Keith")
	if p.Alike(".ds_checkbox:has(#mentioned-0)", ".ds_checkbox:has(#mentioned-1)") {
		t.Error("a box that is ticked looks like one that is not")
	}
}

// onPaper looks at what people print: the content alone, nothing cut off, on few sheets.
func onPaper(w *walk, places map[string]place) {
	t := w.t
	w.r.town.As(t, "east-clerk").Get(w.r.decision+"/minute").Send("/minute", minuteOf(w.r)).Must(http.StatusOK)
	for _, print := range []struct {
		name, pattern string
		most, width   int // sheets, and the room beside one another on one
	}{
		{"measure", "/tests/{test}/measures/{measure}", 2, 718}, {"coverage", "/priorities/{lmg}/coverage", 3, 718}, {"said", "/you-said/{body}", 2, 718}, {"library", "/library", 3, 718},
		{"test", "/tests/{test}", 7, 718}, {"journal", "/tests/{test}/journal", 1, 718}, {"summary", "/tests/{test}/summary", 1, 718}, {"meeting", "/meeting/{lmg}", 2, 718},
		{"poster", "/voice/{locality}/poster", 1, 718}, {"decision", "/decisions/{decision}", 4, 718}, {"report", "/reports/{report}", 2, 1047}, {"newsletter", "/newsletter/{network}/{month}", 1, 718},
	} {
		at := places[print.pattern]
		p := w.opens(at)
		if n := sheets(t, p.PrintPDF("print-"+print.name)); n < 1 || n > print.most {
			t.Errorf("%s takes %d sheets; %d are enough", at.path, n, print.most)
		}
		p.Paper(print.width)
		s := p.Survey()
		if len(s.TooWide) > 0 {
			t.Errorf("%s is cut off on paper: %s", at.path, strings.Join(s.TooWide, "\n  "))
		}
		if left := p.Controls(); len(left) > 0 {
			t.Errorf("%s prints what only a screen needs: %s", at.path, strings.Join(left, "\n  "))
		}
		delete(w.pages, at.town.URL+" "+at.as) // the next in a window of its own
	}
}

func minuteOf(r *wellFilled) url.Values {
	minute := fields("outcome", "agree", "reference", "Minute of the East LMG, item 4", "reasons[1]", "It costs little")
	minute["present[]"] = []string{"east-chair", "east-deputy", "east-social-work"}
	(&house{desk: r.town.Desk}).day(minute, "held", 0)
	return minute
}

// saidInFull holds that what a page is for can be seen on it, where no other check would
// miss it.
func saidInFull(w *walk, places map[string]place) {
	for _, pattern := range []string{"/accessibility", "/privacy", "/help"} {
		w.opens(places[pattern]).See("help@example.org")
	}
	p := w.opens(places["/you"])
	p.See("Locality Wellbeing Officer, East Locality Management Group")
	p.Click("Make an address")
	p.See("/calendar/") // shown this once
}

// refused looks at the pages that say no.
func refused(w *walk) {
	t, r := w.t, w.r
	in := r.town
	look := func(as, path string, status int, says string) {
		t.Helper()
		p := w.as(place{in, as, ""})
		if got := p.Status(in.URL + path); got != status {
			t.Errorf("%s answers %d to %s, want %d", path, got, as, status)
		}
		p.See(says)
		delete(w.titles, p.Survey().Title) // pages that refuse are called alike
		w.check(p, path)
		w.picture(p, "refused-"+strings.NewReplacer("/", "-").Replace(says))
	}
	look("keith-parent", "/audit", http.StatusForbidden, "This page is for administrators")
	look("keith-parent", "/tests/nothing-such", http.StatusNotFound, "There is no test of change")
	look("", "/nowhere", http.StatusNotFound, "Page not found")
	look(theLead, "/tests/studied/act", http.StatusConflict, "If you ask somebody for help")
	look("", "/sign-in/staff/back?state=x", http.StatusNotFound, "Page not found")

	p := w.opens(place{r.town, theLead, "/tests/acting/act"})
	p.Click("Send the proposal")
	p.See("This is not answered yet. Choose one of what is offered.")
	w.check(p, "a proposal that is refused")
	w.picture(p, "refused-act")

	in = r.town.Failing(t)
	look("", "/you-said", http.StatusInternalServerError, "It is not your fault")
	in = r.empty
	for hasty := in.Stranger(t); hasty.Get("/begin/nothing").Status != http.StatusTooManyRequests; { //nolint:revive // until it is too often
	}
	look("", "/begin/nothing", http.StatusTooManyRequests, "Wait ten minutes, and try again.")
}
