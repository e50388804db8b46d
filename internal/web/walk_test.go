package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/web/pagestest"
)

// house is a service of its own with the people of the examples, and a test launched.
type house struct {
	t    *testing.T
	town *pagestest.Town
	url  string
	desk *assembly.Desk
	test string
}

func open(t *testing.T) *house {
	t.Helper()
	return openWith(t, nil)
}

func openWith(t *testing.T, settings map[string]any) *house {
	t.Helper()
	town := pagestest.Open(t, settings)
	return &house{t: t, town: town, url: town.URL, desk: town.Desk, test: town.Launch(t)}
}

// visitor is somebody of the house, with the page that they are at.
type visitor struct {
	*pagestest.Visitor
	h    *house
	who  improvement.PersonID
	page *pagestest.Page
}

func (h *house) as(who improvement.PersonID) *visitor {
	h.t.Helper()
	return &visitor{Visitor: h.town.As(h.t, string(who)), h: h, who: who}
}

func (v *visitor) goTo(path string) *visitor {
	v.h.t.Helper()
	v.page = v.Get(path)
	return v
}

// onTest opens a page of the test.
func (v *visitor) onTest(path string) *visitor {
	v.h.t.Helper()
	return v.goTo("/tests/" + v.h.test + path)
}

// form is the address of the form of the page.
func (v *visitor) form() string {
	path, _, _ := strings.Cut(v.page.Path, "?")
	return path
}

// send fills in the form of the page and sends it.
func (v *visitor) send(values url.Values) *visitor {
	v.h.t.Helper()
	v.page = v.page.Send(v.form(), values)
	return v
}

// upload sends the form of the page with a file.
func (v *visitor) upload(values url.Values, name string, content []byte) *visitor {
	v.h.t.Helper()
	v.page = v.page.SendFiles(v.form(), values, "files", pagestest.Upload{Name: name, Content: content})
	return v
}

// sees fails the test where the page does not say all of it.
func (v *visitor) sees(parts ...string) *visitor {
	v.h.t.Helper()
	for _, part := range parts {
		if !strings.Contains(v.page.Main(), part) {
			v.h.t.Fatalf("%s does not say %q to %s (%d):\n%s", v.page.Path, part, v.who, v.page.Status, v.page.Main())
		}
	}
	return v
}

// lacks fails the test where the page says any of it.
func (v *visitor) lacks(parts ...string) *visitor {
	v.h.t.Helper()
	for _, part := range parts {
		if strings.Contains(v.page.Main(), part) {
			v.h.t.Fatalf("%s says %q to %s:\n%s", v.page.Path, part, v.who, v.page.Main())
		}
	}
	return v
}

// came fails the test where the person is not on the page at that address.
func (v *visitor) came(to string) *visitor {
	v.h.t.Helper()
	if v.page.Path != to || v.page.Status != http.StatusOK {
		v.h.t.Fatalf("%s is at %s (%d), not %s:\n%s", v.who, v.page.Path, v.page.Status, to, v.page.Main())
	}
	return v
}

// day fills in the three fields of a day, so many days from the record's today.
func (h *house) day(values url.Values, name string, days int) {
	y, m, d := h.desk.Now().AddDate(0, 0, days).Date()
	values.Set(name+"-day", fmt.Sprint(d))
	values.Set(name+"-month", fmt.Sprint(int(m)))
	values.Set(name+"-year", fmt.Sprint(y))
}

// fields makes the values of a form from names and values in turn.
func fields(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values
}

// plan is what a lead writes.
func (h *house) plan() url.Values {
	values := fields("objective", "Find out whether children come to a breakfast.",
		"questions[1].question", "How many children come?", "questions[1].prediction", "Fifteen on the first Monday.", "questions[1].measure", "breakfasts",
		"steps[1].what", "Tell every family", "steps[1].who", "keith-parent",
		"steps[2].what", "Check the kitchen", "steps[2].who", "keith-cook",
		"collections[1].measure", "breakfasts", "collections[1].who", "keith-volunteer", "collections[1].every_days", "7")
	for name, days := range map[string]int{"steps[1].due": 5, "steps[2].due": 6, "collections[1].first": 7, "collections[1].until": 21} {
		h.day(values, name, days)
	}
	return values
}

// study is what a lead writes beside that plan.
func (h *house) study() url.Values {
	return fields("answers[1].happened", "Fifteen came.", "answers[1].as_found", "as-predicted",
		"learned", "Families come when somebody meets them.", "analyses[2].says", "One point only.",
		"outcomes[1].mark", "emerging", "outcomes[1].seen", "They came fed.", "outcomes[2].mark", "not-seen", "outcomes[3].mark", "not-seen",
		"self_evaluation[1].indicator", "How well we listened", "self_evaluation[1].score", "4", "self_evaluation[1].because", "We asked at the gate.")
}
