package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

const madeUp = "nothing-such"

// keptFrom are identifiers that are on record and not for some, by the parts of addresses
// that name them.
type keptFrom struct {
	parts   map[string]string
	visitor string // empty: a stranger
	within  string // what addresses begin with, where the part means other things elsewhere
}

// TestWhatIsNotForSomebodyIsAsIfItWereNotThere walks the route table: an identifier that
// somebody may not know is answered as one that is made up, by status and words.
func TestWhatIsNotForSomebodyIsAsIfItWereNotThere(t *testing.T) {
	town, issue := press(t, improvement.IssueCollecting, nil)
	test, item := hiddenObservation(t, town)
	library := strings.TrimPrefix(hiddenEvidence(t, town), "evidence/")
	voice := speak(t, town, "I am worried about a child next door", url.Values{"unsafe": {"yes"}})
	_, month, _ := strings.Cut(issue.Subject().ID(), "/")
	for _, k := range []keptFrom{
		{visitor: "keith-parent", parts: map[string]string{"item": item}, within: "/tests/"},
		{visitor: "keith-parent", parts: map[string]string{"item": item}, within: "/files/"},
		{visitor: "west-lwo", parts: map[string]string{"evidence": library}},
		{visitor: "east-clerk", parts: map[string]string{"evidence": library}},
		{visitor: "west-lwo", parts: map[string]string{"voice": voice}},
		{visitor: "east-lwo", parts: map[string]string{"voice": voice}},
		{visitor: "east-lwo", parts: map[string]string{"person": "west-chair"}, within: "/people/"},
		{visitor: "east-lwo", parts: map[string]string{"person": "west-chair"}, within: "/part/"},
		{visitor: "keith-cook", parts: map[string]string{"person": "west-chair"}, within: "/part/"},
		{visitor: "east-lwo", parts: map[string]string{"body": "west-lmg"}, within: "/groups/"},
		{visitor: "east-lwo", parts: map[string]string{"body": "west-lmg"}, within: "/people/"},
		{visitor: "", parts: map[string]string{"month": month}, within: "/newsletter/"},
	} {
		others := map[string]string{"test": test, "network": string(eastNetwork), "person": "keith-cook", "n": "1", "role": "chair"}
		compareAll(t, town, k, others)
	}
	if n := worries(t, town, test, item); n < 2 {
		t.Errorf("of what is hidden %d worries reached the contact", n)
	}
	// Addresses that name what they show otherwise.
	parent, contact := town.As(t, "keith-parent"), town.As(t, "west-lwo")
	for _, pattern := range []string{"/library/item?item=evidence/*", "/trace?of=evidence/*", "/see/evidence/*"} {
		alike(t, contact, http.MethodGet, pattern, library)
		alike(t, parent, http.MethodGet, pattern, library)
	}
	for _, pattern := range []string{"/library/item?item=voice/*", "/trace?of=voice/*", "/see/voice/*"} {
		alike(t, contact, http.MethodGet, pattern, voice)
	}
	for _, pattern := range []string{"/library/item?item=test-of-change/" + test + "/*", "/trace?of=test-of-change/" + test + "/*"} {
		alike(t, parent, http.MethodGet, pattern, item)
	}
}

// worries counts how often somebody worried about an item of a test.
func worries(t *testing.T, town *pagestest.Town, test, item string) int {
	t.Helper()
	_, state, err := town.Desk.State(t.Context(), improvement.TestSubject(test))
	if err != nil {
		t.Fatal(err)
	}
	of, err := improvement.RestoreTest(state)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range of.Evidence {
		if e.ID == item && e.Concern != nil {
			return e.Concern.Times
		}
	}
	return 0
}

// compareAll compares at all addresses of the table that have the parts.
func compareAll(t *testing.T, town *pagestest.Town, k keptFrom, others map[string]string) {
	t.Helper()
	v := town.Stranger(t)
	who := improvement.Actor{}
	if k.visitor != "" {
		v = town.As(t, k.visitor)
		var err error
		if who, err = town.Desk.Actor(t.Context(), improvement.PersonID(k.visitor)); err != nil {
			t.Fatal(err)
		}
	}
	walked := 0
	for _, r := range web.Table() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		name := slices.Collect(maps.Keys(k.parts))[0]
		if !strings.HasPrefix(path, k.within) || !strings.Contains(path, "{"+name+"}") || k.visitor == "" && r.Policy != "everybody" || k.visitor != "" && !r.Lets(who) {
			continue
		}
		path = strings.ReplaceAll(path, "{"+name+"}", "*")
		for other, id := range others {
			path = strings.ReplaceAll(path, "{"+other+"}", id)
		}
		walked++
		alike(t, v, method, inPath.ReplaceAllString(path, "x"), k.parts[name])
	}
	if walked == 0 {
		t.Errorf("no address was walked for %+v", k)
	}
}

var referenceSaid = regexp.MustCompile(`(?i)reference:? [0-9a-f]{8}`)

// sent is what the forms are sent with, by the last part of their addresses.
var sent = map[string]url.Values{
	"concern": {"why": {"A child looks hurt."}}, "unsafe": {"why": {"A child looks hurt."}}, "settle": {"note": {"Seen to."}, "show": {"yes"}},
	"set-aside": {"reason": {"It names somebody."}}, "correct": {"reason": {"One was missed."}}, "hearing": {"how": {"daily"}},
	"give-role": {"role": {"east-lmg/member"}}, "change": {"to": {"member"}}, "hand-over": {"to": {"east-lwo"}, "reason": {"They left."}},
}

// alike compares what is answered where an address has an identifier, and one that is made up.
func alike(t *testing.T, v *pagestest.Visitor, method, pattern, id string) {
	t.Helper()
	says := func(id string) (int, string) {
		path := strings.ReplaceAll(pattern, "*", id)
		v.Get("/help") // whatever was to be said was said there
		var p *pagestest.Page
		if method == http.MethodGet {
			p = v.Get(path)
		} else {
			p = v.Post(path, sent[path[strings.LastIndex(path, "/")+1:]])
		}
		words := p.Text()
		if _, after, found := strings.Cut(words, "Sign out "); found { // what stands around each page
			words = after
		}
		return p.Status, referenceSaid.ReplaceAllString(strings.ReplaceAll(p.Path+" "+words, id, "*"), "")
	}
	status, words := says(id)
	wantStatus, want := says(madeUp)
	if status != wantStatus || words != want {
		t.Errorf("%s %s tells what is there:\n%d %s\n%d %s", method, pattern, status, words, wantStatus, want)
	}
}

// hiddenObservation is a test with evidence that a concern hides from all but the contact.
func hiddenObservation(t *testing.T, town *pagestest.Town) (test, item string) {
	t.Helper()
	test = begun(t, town)
	parent := town.As(t, "keith-parent")
	parent.Get("/tests/"+test+"/observe").Send("/observe", url.Values{
		"text": {"Two fathers stayed."}, "kind": {"observation"}, "when-day": {"18"}, "when-month": {"1"}, "when-year": {"2027"},
	}).Must(http.StatusOK, "Two fathers stayed.")
	_, state, err := town.Desk.State(t.Context(), improvement.TestSubject(test))
	if err != nil {
		t.Fatal(err)
	}
	of, err := improvement.RestoreTest(state)
	if err != nil || len(of.Evidence) == 0 {
		t.Fatalf("%v, evidence: %v", err, of.Evidence)
	}
	item = of.Evidence[len(of.Evidence)-1].ID
	parent.Get("/tests/"+test+"/evidence/"+item+"/concern").Send("/concern", url.Values{"why": {"A child looks hurt."}}).
		Must(http.StatusOK, "Thank you. The safeguarding contact is told")
	return test, item
}

// hiddenEvidence is an item of the library that a concern hides.
func hiddenEvidence(t *testing.T, town *pagestest.Town) string {
	t.Helper()
	item := fileAttendance(t, town)
	town.As(t, "east-social-work").Get("/library/"+item+"/unsafe").Send("/unsafe", url.Values{"why": {"It names a child"}}).Must(http.StatusOK, "It is hidden")
	return item
}
