package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// TestRefusalsSayNames holds that people read names where the rules have identifiers, and
// that nobody learns a name by writing an identifier.
func TestRefusalsSayNames(t *testing.T) {
	town := pagestest.Open(t, nil)
	test := begun(t, town)
	for _, c := range []struct {
		who, path string
		send      url.Values
		says      string
		lacks     []string
	}{
		{"keith-parent", "/tests/" + test + "/steps/1.2/done", url.Values{"note": {"Done."}}, "is for Cook, Keith.", []string{"keith-cook"}},
		{"keith-parent", "/tests/" + test + "/hand-over", url.Values{"from": {"keith-cook"}, "to": {"keith-parent"}, "reason": {"x"}},
			"Only a Locality Wellbeing Officer of East Locality Management Group", []string{"east-lmg"}},
		{"west-chair", "/tests/" + test + "/discussion", url.Values{"says": {"Hello"}}, "Members of Keith breakfast group, of East Locality Management Group", []string{"keith-breakfast", "east-lmg"}},
		{"east-lwo", "/tests/" + test + "/hand-over", url.Values{"from": {"keith-link-worker"}, "to": {"west-chair"}, "reason": {"x"}},
			"The person you chose is not in Keith breakfast group.", []string{"Chair, West", "west-chair is"}},
	} {
		p := town.As(t, c.who).Post(c.path, c.send)
		if p.Status < http.StatusBadRequest || !p.Has(c.says) {
			t.Errorf("%s at %s is not told %q (%d): %s", c.who, c.path, c.says, p.Status, p.Text())
		}
		problem := p.Text()
		for _, word := range c.lacks {
			if strings.Contains(problem, word) {
				t.Errorf("%s at %s reads %s: %s", c.who, c.path, word, problem)
			}
		}
	}
	// Before anything is sent as well.
	town.As(t, "keith-parent").Get("/tests/"+test+"/send-back").Must(http.StatusForbidden, "of East Locality Management Group")
	// What somebody wrote stays as they wrote it.
	town.As(t, "it-admin").Get("/audit?what=keith-cook").Must(http.StatusUnprocessableEntity, "There are no such entries")
}
