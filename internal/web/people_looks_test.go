package web_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestPeopleAndReportsInABrowser looks at these pages as an administrator does, on a desk,
// on a phone and on paper.
func TestPeopleAndReportsInABrowser(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	town.As(t, "keith-cook").Get("/reports/tests/csv").Must(http.StatusOK)
	b := webtest.Open(t)
	for name, width := range map[string]int{"desk": 1280, "phone": 320} {
		p := b.Page(width, 800, true)
		p.Go(town.URL + "/sign-in")
		p.Click("Administrator, council IT")
		p.See("Your tasks")
		for page, path := range map[string]string{
			"people": "/people", "person": "/people/keith-cook", "group": "/groups/keith-breakfast", "groups": "/groups", "invite": "/groups/keith-breakfast/invite",
			"give-role": "/people/keith-cook/give-role", "end-role": "/people/keith-cook/roles/keith-breakfast/group-member/end",
			"import": "/people/import", "audit": "/audit", "reports": "/reports", "report": "/reports/tests", "steps": "/tests/" + test + "/reports/steps",
			"summary": "/tests/" + test + "/summary",
		} {
			p.Go(town.URL + path)
			p.Accessible()
			if wide := p.Overflows(); wide > 0 {
				t.Errorf("%s is %d pixels too wide for %d", path, wide, width)
			}
			p.Screenshot(page + "-" + name)
		}
		p.PrintPDF("summary-" + name)
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
