package web_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/web/webtest"
)

// Each page of a test is looked at as people do, on a desk and on a phone.
func TestTheFormsOfATestInABrowser(t *testing.T) {
	h := open(t)
	lead, lwo := h.as("keith-link-worker"), h.as("east-lwo")
	b := webtest.Open(t)
	look := map[int]*webtest.Page{1280: b.Page(1280, 800, true), 320: b.Page(320, 800, false)}
	for _, p := range look {
		p.Go(h.url + "/")
		p.Click("LWO, East")
	}
	at := func(paths ...string) {
		for width, p := range look {
			for _, path := range paths {
				p.Go(h.url + "/tests/" + h.test + path)
				p.Accessible()
				p.Screenshot(fmt.Sprintf("test%s-%d", strings.ReplaceAll(path, "/", "-"), width))
			}
		}
	}
	at("/plan", "/pause", "/hand-over", "/agreement", "/measures/monday-attendance/import", "/observe", "/discussion", "/evidence")
	lead.onTest("/plan").send(h.plan())
	at("/agree-plan", "/send-back")
	lwo.onTest("/agree-plan").send(nil)
	point := fields("points[1].value", "14", "points[1].note", "It snowed.")
	h.day(point, "points[1].date", 0)
	lead.onTest("/measures/breakfasts/record").send(point)
	observed := fields("text", "Two fathers stayed to clear up.", "kind", "observation")
	h.day(observed, "when", 0)
	lead.onTest("/observe").send(observed)
	lead.onTest("/discussion").send(fields("says", "Who has the key?"))
	at("", "/steps/1.1/done", "/steps/1.1/reschedule", "/steps/1.1/assign", "/steps/1.1/drop", "/end-do", "/evidence", "/discussion", "/journal",
		"/measures/breakfasts", "/measures/breakfasts/record", "/measures/breakfasts/correct", "/measures/breakfasts/usual")
	for _, step := range []string{"1.1", "1.2"} {
		lwo.onTest("/steps/" + step + "/done").send(nil)
	}
	at("/finish-do")
	lwo.onTest("/finish-do").send(fields("as_planned", "yes"))
	at("/study")
	lwo.onTest("/study").send(h.study())
	at("/act", "")
}
