package web_test

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestPeopleAndReportsInABrowser prints what is full, and looks at what a form answers, as
// an administrator does on a desk and on a phone.
func TestPeopleAndReportsInABrowser(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	studied(t, town, test)
	b := webtest.Open(t)
	for name, width := range map[string]int{"desk": 1280, "phone": 320} {
		p := b.Page(width, 800, true)
		p.Go(town.URL + "/sign-in")
		p.Click("Administrator, council IT")
		p.See("Your tasks")
		p.Go(town.URL + "/tests/" + test + "/summary")
		if pages := sheets(t, p.PrintPDF("summary-"+name)); pages != 1 {
			t.Errorf("the summary takes %d sheets", pages)
		}
		p.Go(town.URL + "/people/import")
		p.Fill("Or paste the rows (optional)", breakfastSheet)
		p.Click("Look what would change")
		p.See("What would change")
		p.Accessible()
		p.Screenshot("preview-" + name)
		p.Go(town.URL + "/reports/outcomes?" + url.Values{"from": {"2027-01-01"}}.Encode())
		p.PrintPDF("report-" + name)
	}
}

// studied carries a test to its study, with points on a chart.
func studied(t *testing.T, town *pagestest.Town, test string) {
	t.Helper()
	const lead = "keith-link-worker"
	var points bytes.Buffer
	for week := range 10 {
		fmt.Fprintf(&points, "\n  - {date: %[1]s, value: %[2]d, numerator: %[2]d, denominator: 100}", improvement.Date("2026-11-02").AddDays(7*week), 84+week%4)
	}
	town.Do(t, test, lead, "measure", []byte("measure: monday-attendance\npoints:"+points.String()))
	for _, step := range []string{"1.1", "1.2"} {
		town.Do(t, test, lead, "step-done", []byte("step: "+step))
	}
	town.Do(t, test, "east-lwo", "end-do-early", []byte("reason: The kitchen has to close, and what was seen is enough to study."))
	town.Do(t, test, lead, "study", pagestest.Document(t, "breakfast-club/study.yaml"))
	town.Do(t, test, lead, "act", pagestest.Document(t, "breakfast-club/act.yaml"))
}

// sheets counts the pages of a printed file.
func sheets(t *testing.T, name string) int {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(content, []byte("/Type /Page\n")) + bytes.Count(content, []byte("/Type /Page/")) + bytes.Count(content, []byte("/Type /Page "))
}
