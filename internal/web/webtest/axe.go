package webtest

import (
	"fmt"
	"os"
	"path/filepath"
	goruntime "runtime"
	"strings"

	"github.com/chromedp/chromedp"
)

// Violation is a rule of accessibility that a page breaks.
type Violation struct {
	Rule   string   `json:"id"`     // axe-core's name, such as "color-contrast"
	Impact string   `json:"impact"` // minor, moderate, serious or critical
	Help   string   `json:"help"`
	Where  []string `json:"where"` // the elements, as HTML and why
}

func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s\n  %s", v.Rule, v.Impact, v.Help, strings.Join(v.Where, "\n  "))
}

// look has axe-core look at the page with all of its rules, best practices too, and with
// those of WCAG 2.2 A and AA that it leaves off of itself: the size of targets, which is the
// one rule for what is new in 2.2, and what it calls experimental.
const look = `axe.run(document, {resultTypes: ['violations'], rules: {
	'target-size': {enabled: true}, 'css-orientation-lock': {enabled: true},
	'p-as-heading': {enabled: true}, 'table-fake-caption': {enabled: true}, 'td-has-header': {enabled: true},
}}).then((all) => all.violations.map((v) => ({
	id: v.id, impact: v.impact, help: v.help,
	where: v.nodes.map((n) => n.html.slice(0, 200) + ' - ' + n.failureSummary.replace(/\s+/g, ' ')),
})))`

// Axe looks for what bars people with disabilities, by axe-core. A page without
// scripts is looked at as it came: scripts are allowed for axe alone.
func (p *Page) Axe() []Violation {
	p.t.Helper()
	source, err := os.ReadFile(filepath.Join(folder(), "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		p.t.Fatalf("axe-core is not installed: run `make test-tools` (%v)", err)
	}
	if !p.script {
		p.allowScripts(true)
		defer p.allowScripts(false)
	}
	p.must("load axe-core", p.do(chromedp.Evaluate[chromedp.Void](string(source))))
	all, err := run(p, chromedp.Evaluate[[]Violation](look, chromedp.EvalAwaitPromise))
	p.must("run axe-core", err)
	return all
}

// Accessible fails the test for each violation that Axe finds.
func (p *Page) Accessible() {
	p.t.Helper()
	for _, v := range p.Axe() {
		p.t.Errorf("%s: %s", p.Address(), v)
	}
}

// folder is where this package lies: its tools are installed beside it.
func folder() string {
	_, file, _, _ := goruntime.Caller(0)
	return filepath.Dir(file)
}
