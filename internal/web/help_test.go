package web

import (
	"slices"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// TestTheHelpHasEveryPage holds that the help tells of each page that has an address of its
// own, and that what it tells of is there.
func TestTheHelpHasEveryPage(t *testing.T) {
	elsewhere := []string{"/help", "/sign-in/sent", "/sign-in/staff", "/sign-in/staff/back", "/task-done"} // itself, and what comes by itself
	routes := map[string]route{}
	for _, r := range new(Server).routes() {
		if path, shows := strings.CutPrefix(r.pattern, "GET "); shows {
			routes[path] = r
		}
	}
	own := map[string]bool{}
	for _, e := range explainedPages {
		if _, there := routes[e.path]; !there {
			t.Errorf("the help tells of %s, which is no page", e.path)
		}
		if h := e.page.head(); h.Help == "" || h.Title+e.name == "" {
			t.Errorf("%s does not say what it is for", e.path)
		}
		own[e.path] = true
	}
	for path, r := range routes {
		if strings.Contains(path, "{") && path != "/{$}" || slices.Contains(elsewhere, path) {
			continue
		}
		if r.about.help == "" && !own[path] || topicOf(path) < 0 {
			t.Errorf("the help does not tell of %s", path)
		}
	}
}

// TestTheHelpShowsWhatOneMayOpen holds that nobody is told of a page that refuses them.
func TestTheHelpShowsWhatOneMayOpen(t *testing.T) {
	on := func(roles ...improvement.Role) map[string]bool {
		v := &visit{Server: new(Server), signedIn: len(roles) > 0}
		for _, r := range roles {
			v.who.Roles = append(v.who.Roles, improvement.Membership{Body: "east", Role: r})
		}
		a, err := showHelp(t.Context(), v)
		if err != nil {
			t.Fatal(err)
		}
		told := map[string]bool{}
		for _, topic := range a.page.(helpPage).Topics {
			for _, line := range topic.Pages {
				told[line.Name] = true
			}
		}
		return told
	}
	for _, one := range []struct {
		who   []improvement.Role
		page  string
		there bool
	}{
		{nil, "Sign in", true}, {nil, "You said, we did", true}, {nil, "Your tasks", false},
		{[]improvement.Role{improvement.GroupMember}, "Your tasks", true}, {[]improvement.Role{improvement.GroupMember}, "Write the plan", true},
		{[]improvement.Role{improvement.GroupMember}, "Voices", false}, {[]improvement.Role{improvement.GroupMember}, "Launch a test of change", false},
		{[]improvement.Role{improvement.LWO}, "Launch a test of change", true}, {[]improvement.Role{improvement.LWO}, "Audit", false},
		{[]improvement.Role{improvement.Administrator}, "Audit", true}, {[]improvement.Role{improvement.Administrator}, "Launch a test of change", false},
	} {
		if on(one.who...)[one.page] != one.there {
			t.Errorf("%v are told of %q: %v", one.who, one.page, !one.there)
		}
	}
}
