package web_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// TestWhoeverWatchesSeesThePages asks the metrics of the service what its pages did.
func TestWhoeverWatchesSeesThePages(t *testing.T) {
	town := pagestest.Open(t, nil)
	cook := town.As(t, "keith-cook")
	cook.Get("/you").Must(http.StatusOK)
	cook.Get("/tests/no-such-test").Must(http.StatusNotFound)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, town.URL+"/you/calendar", strings.NewReader(url.Values{}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	cook.Send(r).Must(http.StatusForbidden)

	response, err := http.Get("http://" + town.HTTPAddress() + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		`cairn_page_requests_total{route="GET /you",status="2xx"} 1`, `cairn_page_requests_total{route="GET /tests/{test}",status="4xx"} 1`,
		`cairn_page_requests_total{route="POST /you/calendar",status="4xx"} 1`, `cairn_page_seconds_count{route="GET /you"} 1`,
		`cairn_page_seconds_bucket{route="GET /you",le="10"} 1`, `cairn_pages_turned_away_total{why="cross-site"} 1`,
	} {
		if !strings.Contains(string(body), line) {
			t.Errorf("the metrics lack %s", line)
		}
	}
	if strings.Contains(string(body), "no-such-test") {
		t.Error("the metrics name an address")
	}
	entries := read(t)(town.Desk.Audit(t.Context(), access.AuditFilter{What: access.FromElsewhere}, 10))
	if len(entries) != 1 || entries[0].About != "/you/calendar" {
		t.Errorf("the audit: %+v", entries)
	}
	town.As(t, "it-admin").Get("/audit?what=cross-site").Must(http.StatusOK, "Sent from another site", "/you/calendar")
}
