package web_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/web"
	"github.com/cairnqi/cairn/internal/web/pagestest"
	"github.com/cairnqi/cairn/internal/web/webtest"
)

// TestEveryPageInABrowser looks at each page of the table of routes, on a record on which
// each has something to show: on a desk, and on the same desk at 400 %, which is a phone's
// width as well. A route without a place to see it fails.
func TestEveryPageInABrowser(t *testing.T) {
	r := fill(t)
	places := r.places()
	var patterns []string
	for _, row := range web.Table() {
		pattern, get := strings.CutPrefix(row.Pattern, "GET ")
		if _, known := places[pattern]; !get || noPages[pattern] != "" {
			continue
		} else if !known {
			t.Errorf("nobody looks at %s: say where it is seen, among the places", pattern)
			continue
		}
		patterns = append(patterns, pattern)
	}
	t.Run("seen", func(t *testing.T) {
		for name, width := range map[string]int{"on a desk": 1280, "at 400 %": 320} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := newWalk(t, r, width)
				for _, pattern := range patterns {
					w.look(pattern, places[pattern])
				}
				if width == 1280 {
					w.follow()
				}
			})
		}
	})
	t.Run("in forced colours", func(t *testing.T) { inForcedColours(newWalk(t, r, 1280), places) })
	t.Run("on paper", func(t *testing.T) { onPaper(newWalk(t, r, 1280), places) })
	t.Run("said in full", func(t *testing.T) { saidInFull(newWalk(t, r, 320), places) })
	t.Run("refused", func(t *testing.T) { refused(newWalk(t, r, 320)) })
}

// walk goes from page to page.
type walk struct {
	t       *testing.T
	r       *wellFilled
	browser *webtest.Browser
	width   int
	pages   map[string]*webtest.Page // by who looks, and where
	titles  map[string]string        // the pattern that has a title
	links   map[place]string         // where links of pages lead, and a page that has it
}

func newWalk(t *testing.T, r *wellFilled, width int) *walk {
	t.Helper()
	return &walk{t, r, webtest.Open(t), width, map[string]*webtest.Page{}, map[string]string{}, map[place]string{}}
}

// opens opens a page in its window.
func (w *walk) opens(at place) *webtest.Page {
	w.t.Helper()
	p := w.as(at)
	p.Go(at.town.URL + at.path)
	return p
}

// as is the window of somebody.
func (w *walk) as(at place) *webtest.Page {
	w.t.Helper()
	key := at.town.URL + " " + at.as
	p := w.pages[key]
	if p == nil {
		p = w.browser.Page(w.width, 900, true)
		if w.width == 320 {
			p.Zoom400()
		}
		w.pages[key] = p
		if at.as != "" {
			p.Go(at.town.URL + "/sign-in")
			p.ClickAt(`button[name="person"][value="` + at.as + `"]`)
			p.See("Your tasks")
		}
	}
	return p
}

func (w *walk) look(pattern string, at place) {
	t := w.t
	t.Helper()
	p := w.as(at)
	if pattern == "/sign-in/link/{token}" {
		at.path = w.link(p, at)
	}
	if status := p.Status(at.town.URL + at.path); status != http.StatusOK {
		t.Errorf("%s: %s answers %d to %q: %s", pattern, at.path, status, at.as, p.Words())
		return
	}
	for _, link := range w.check(p, pattern).Links {
		w.links[place{at.town, at.as, link}] = pattern
	}
	if os.Getenv("PAGES_SCREENSHOTS") != "" {
		w.picture(p, strings.NewReplacer("/", "_", "{", "", "}", "", "$", "").Replace(pattern[1:]))
	}
}

// check holds what is so of every page.
func (w *walk) check(p *webtest.Page, pattern string) webtest.Survey {
	t := w.t
	t.Helper()
	p.Accessible()
	s := p.Survey()
	for what, all := range map[string][]string{"is too wide": s.TooWide, "has ids twice": s.Twice, "hides what has the focus": s.Covered, "begins the focus further down": s.Jumps, "does not show the focus": s.Unmarked} {
		if len(all) > 0 {
			t.Errorf("%s at %d %s: %s", pattern, w.width, what, strings.Join(all, "\n  "))
		}
	}
	if len(s.Headings) != 1 || !strings.HasPrefix(strings.TrimPrefix(s.Title, "Error: "), s.Headings[0]) {
		t.Errorf("%s is called %q and is headed %q", pattern, s.Title, s.Headings)
	}
	if s.Help != "/help" {
		t.Errorf("%s has help elsewhere than other pages: below it is %q first", pattern, s.Help)
	}
	if other := w.titles[s.Title]; other != "" {
		t.Errorf("%s and %s are both called %q", pattern, other, s.Title)
	}
	w.titles[s.Title] = pattern
	return s
}

// follow goes where the links of all pages lead, as those who are shown them. Links that
// nobody may follow, or that lead nowhere, fail.
func (w *walk) follow() {
	visitors := map[string]*pagestest.Visitor{}
	for link, pattern := range w.links {
		key := link.town.URL + link.as
		if visitors[key] == nil && link.as == "" {
			visitors[key] = link.town.Stranger(w.t)
		} else if visitors[key] == nil {
			visitors[key] = link.town.As(w.t, link.as)
		}
		if p := visitors[key].Get(link.path); p.Status != http.StatusOK {
			w.t.Errorf("%s leads %q to %s, which answers %d: %s", pattern, link.as, link.path, p.Status, p.Text())
		}
	}
}

func (w *walk) picture(p *webtest.Page, name string) {
	if w.width == 320 {
		p.Resize(320, 800, 1)
		defer p.Zoom400()
	}
	p.Screenshot(name + "-" + map[int]string{1280: "desk", 320: "phone"}[w.width])
}

// link asks for a link by email, which opens in the same browser alone, and gives where it
// leads.
func (w *walk) link(p *webtest.Page, at place) string {
	person := map[int]string{1280: "keith-cook", 320: "keith-parent"}[w.width]
	p.Go(at.town.URL + "/sign-in")
	p.Fill("Your email address", person+"@example.org")
	p.Press("Enter")
	p.See("Look into your email")
	return path(w.t, w.r.mail.Wait(person+"@example.org", signInSubject, 1).Links()[0])
}
