package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// TestWhatIsStuckIsFound holds that a test on which something is long overdue is found by its
// filters, stands in the overview and before the meeting with its reason, and that what leads
// there keeps to the group and theme that were chosen.
func TestWhatIsStuckIsFound(t *testing.T) {
	town := pagestest.Open(t, map[string]any{"rehearse": "1d=3s"})
	const title = "A test that is silent"
	test := launched(t, town, "silent", title)
	due := improvement.DateOf(town.Desk.Now()).AddDays(2)
	town.Do(t, test, theLead, "plan", []byte("objective: See who comes.\nquestions:\n- {question: \"How many come?\", prediction: Fifteen.}\nsteps:\n- {what: Tell the families, who: keith-parent, due: "+string(due)+"}\n"))
	town.Do(t, test, theLWO, "agree-plan", nil)
	for n := range 10 { // whose plans nobody writes
		launched(t, town, fmt.Sprintf("unplanned-%d", n), "A test without a plan")
	}
	v, west := town.As(t, "east-clerk"), town.As(t, "west-clerk")
	assemblytest.Await(t, 2*time.Minute, "it is stuck, and the others need attention", func() bool {
		return v.Get("/tests?status=stuck").Has(title) && v.Get("/overview").Has("And 1 more.")
	})
	reason := "Step 1.1 was due on " + due.Plain()
	for _, query := range []string{"overdue=yes", "status=stuck", "status=stuck&lmg=east-lmg&theme=poverty", "overdue=yes&locality=keith"} {
		v.Get("/tests?"+query).Must(http.StatusOK, title, "Stuck", reason)
		v.Get("/tests/board?"+query).Must(http.StatusOK, title)
	}
	for _, query := range []string{"overdue=yes&lmg=west-lmg", "status=stuck&lmg=west-lmg", "status=on-course", "status=stuck&theme=parenting"} {
		if p := v.Get("/tests?" + query).Must(http.StatusOK); p.Has(title) {
			t.Errorf("%s finds it", query)
		}
	}

	overview := v.Get("/overview?lmg=east-lmg&theme=poverty").Must(http.StatusOK, "11 tests of East Locality Management Group", title, reason, "And 1 more. See what is stuck")
	for _, leads := range []string{"/tests?all=yes&amp;lmg=east-lmg&amp;status=stuck&amp;theme=poverty", "/tests?all=yes&amp;lmg=east-lmg&amp;status=needs-attention&amp;theme=poverty"} {
		if !strings.Contains(overview.Body, `href="`+leads+`"`) {
			t.Errorf("it does not lead to %s: %s", leads, overview.Body)
		}
	}
	if p := v.Get("/overview?lmg=west-lmg").Must(http.StatusOK, "Nothing needs attention."); p.Has(title) {
		t.Error("the West's overview has it")
	}

	v.Get("/meeting/east-lmg").Must(http.StatusOK, "Tests to talk about: 11", title, "Stuck", reason)
	if p := west.Get("/meeting/west-lmg").Must(http.StatusOK, "Nothing is overdue, stuck or waiting to be talked about."); p.Has(title) {
		t.Error("the West's meeting has it before it")
	}
}
