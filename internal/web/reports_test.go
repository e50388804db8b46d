package web_test

import (
	"archive/zip"
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

func TestReportsAreShownAndTakenAway(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	v := town.As(t, "keith-parent")
	v.Get("/reports").Must(http.StatusOK, "Tests by theme and outcome", "Decisions", "Evidence")
	v.Get("/reports/tests").Must(http.StatusOK, test, "East Locality Management Group", "1 row")
	v.Get("/reports/tests?theme=poverty&lmg=west-lmg").Must(http.StatusOK, "Nothing is on record for this")
	for _, report := range []string{"outcomes", "decisions", "evidence"} {
		v.Get("/reports/"+report).Must(http.StatusOK, "How to read it")
	}
	v.Get("/tests/"+test+"/reports/steps").Must(http.StatusOK, "Check")
	v.Get("/tests/"+test+"/reports/points").Must(http.StatusOK, "A day without a value is a gap")

	for path, says := range map[string]string{
		"?theme=nothing": "This is not on record",
		"?from-day=31&from-month=2&from-year=2026":               "This is not a day",
		"?from=2026-03-01&until=2026-01-01":                      "is before",
		"?from-day=&from-month=5&from-year=":                     "This is not a day",
		"?lmg=keith&from=2026-01-01&until-day=1&until-month=nil": "There is a problem",
	} {
		v.Get("/reports/tests"+path).Must(http.StatusUnprocessableEntity, says)
	}
	v.Get("/reports/people").Must(http.StatusNotFound)
	v.Get("/reports/tests/exe").Must(http.StatusNotFound)
	v.Get("/reports/points").Must(http.StatusNotFound)

	csv := v.Get("/reports/tests/csv?from=2027-01-01").Must(http.StatusOK)
	if got := csv.Header.Get("Content-Disposition"); got != "attachment; filename=tests-2027-01-18.csv" {
		t.Errorf("it is named %q", got)
	}
	if !strings.HasPrefix(csv.Body, "\uFEFF\"Reference\"") || !strings.Contains(csv.Body, test) {
		t.Errorf("it is %q", csv.Body)
	}
	book := v.Get("/tests/" + test + "/reports/steps/xlsx").Must(http.StatusOK)
	if _, err := zip.NewReader(bytes.NewReader([]byte(book.Body)), int64(len(book.Body))); err != nil {
		t.Errorf("it is no workbook: %v", err)
	}
	audited, err := town.Desk.Audit(t.Context(), access.AuditFilter{What: access.Exported}, 10)
	if err != nil || len(audited) != 2 {
		t.Fatalf("audited: %+v, %v", audited, err)
	}
	if a := audited[1]; a.Person != "keith-parent" || a.About != "/reports/tests/csv" || a.Reference == "" {
		t.Errorf("audited: %+v", a)
	}
}

func TestATestOnOnePage(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	v := town.As(t, "keith-parent")
	v.Get("/tests/"+test).Must(http.StatusOK, "One page about it, to print")
	p := v.Get("/tests/"+test+"/summary").Must(http.StatusOK, "What we want to change", "What we tried", "What happens next", test)
	main := p.Body[strings.Index(p.Body, "<main"):]
	for _, name := range []string{"Link worker, Keith", "Cook, Keith", "Locality Wellbeing Officer, East"} {
		if strings.Contains(main, name) {
			t.Errorf("it names %s", name)
		}
	}
	v.Get("/tests/nothing-such/summary").Must(http.StatusNotFound)
}
