package webtest

import (
	_ "embed"

	"github.com/chromedp/chromedp"
)

//go:embed survey.js
var surveyScript string

// Survey is what a page is like, beyond its words.
type Survey struct {
	Title    string
	Headings []string // of the first level
	TooWide  []string // what reaches beyond the window, where the page scrolls sideways
	Twice    []string // the ids that several elements have
	Covered  []string // what has the focus and cannot be seen: WCAG 2.2, 2.4.11
	Jumps    []string // what has the focus first, and stands further down: WCAG 2.2, 2.4.3
	Unmarked []string // what looks the same with the focus and without: WCAG 2.2, 2.4.7
	Help     string   // where the first link below the page leads, on each to the same help: WCAG 2.2, 3.2.6
	Links    []string // where its links lead within the site
}

// Survey looks at the page. It moves the focus to all that takes it, and scrolls back.
func (p *Page) Survey() Survey {
	p.t.Helper()
	s, err := run(p, chromedp.Evaluate[Survey](surveyScript))
	p.must("survey the page", err)
	return s
}
