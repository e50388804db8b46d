package web

import (
	"context"
	"maps"
	"net/http"
	"net/url"

	"github.com/cairnqi/cairn/improvement"
)

// testForm is a page with a form about a test of change.
type testForm struct {
	asking
	Of          *improvement.TestOfChange
	Test, Path  string // the test's title and page
	Says        []string
	Questions   []question
	Hidden      []hidden
	Send        string
	Long        bool // it takes a while to write: it may be kept
	Content     any  // what a template of its own shows besides
	shownBy     string
	title, help string
}

func (p *testForm) head() head {
	return head{Template: p.shownBy, Title: p.title, Help: p.help, Label: p.Test,
		Crumbs: []crumb{{"Tests", "/tests"}, {p.Test, p.Path}}}
}

// hidden is what a form sends of what was read on it.
type hidden struct{ Name, Value string }

// question is a field with the template that asks it.
type question struct {
	Kind string // words, text, number, date, select, radios, checkboxes, yes
	field
}

func (p *testForm) words(name, label, hint string) {
	p.Questions = append(p.Questions, question{"words", p.Form.Field(name, label, hint)})
}

func (p *testForm) mayWrite(name, label, hint string) {
	p.Questions = append(p.Questions, question{"words", p.Form.May(name, label, hint)})
}

func (p *testForm) date(name, label, hint string) {
	p.Questions = append(p.Questions, question{"date", p.Form.Field(name, label, hint)})
}

func (p *testForm) yes(name, label, hint string) {
	p.Questions = append(p.Questions, question{"yes", p.Form.Field(name, label, hint)})
}

func (p *testForm) radios(name, label, hint string, options []option) {
	p.Questions = append(p.Questions, question{"radios", p.Form.Choice(name, label, hint, options)})
}

func (p *testForm) choose(name, label, hint string, options []option) {
	p.Questions = append(p.Questions, question{"select", p.Form.Choice(name, label, hint, options)})
}

// ofTest is a form about a test: what it asks, and the command that it sends.
type ofTest struct {
	template            string // empty: its questions one below the other
	title, help         string
	command, send, done string
	long                bool
	// offered is the command without what will be written: where the rules refuse it, the
	// page tells so before somebody writes.
	offered func(v *visit) improvement.TestCommand
	// fill puts the questions.
	fill func(ctx context.Context, v *visit, p *testForm) error
	// trim takes out of what is sent what was left empty, or is of another answer.
	trim func(values url.Values)
	// named are the fields that parts of the address give.
	named []string
	// back is where one goes on, below the test; empty: to the test itself.
	back func(v *visit) string
}

func (o ofTest) asks() asks {
	return asks{about: told{o.title, o.help}, page: o.page, do: o.do}
}

func (o ofTest) page(ctx context.Context, v *visit, f *form) (page, error) {
	t, err := v.test(ctx, v.path("test"))
	if err != nil {
		return nil, err
	}
	if m := v.measure(); m != "" && t.Measure(m).ID == "" {
		return nil, improvement.ErrNotFound
	}
	if v.request.Method == http.MethodGet && o.offered != nil && !f.Kept { // what was written already is shown again
		if err := t.Offers(o.offered(v), v.who, v.Now()); err != nil {
			return nil, err
		}
	}
	p := &testForm{asking: asking{f}, Of: t, Test: v.words.Line(t.Charter.Title), Path: testPath(t.Charter.ID),
		Send: o.send, Long: o.long, shownBy: o.template, title: o.title, help: o.help}
	if p.shownBy == "" {
		p.shownBy = "test-form"
	}
	if o.fill == nil {
		return p, nil
	}
	return p, o.fill(ctx, v, p)
}

func (o ofTest) do(ctx context.Context, v *visit, f *form) (string, error) {
	sent := *f
	sent.values = maps.Clone(f.values)
	for _, name := range o.named {
		sent.values.Set(name, v.path(name))
	}
	if o.trim != nil {
		o.trim(sent.values)
	}
	return o.goesOn(v), v.onTest(ctx, &sent, o.command, o.done)
}

func (o ofTest) goesOn(v *visit) string {
	to := testPath(v.path("test"))
	if o.back != nil {
		to += o.back(v)
	}
	return to
}

// toMeasure goes on to the chart of the measure in the address.
func toMeasure(v *visit) string { return "/measures/" + url.PathEscape(v.path("measure")) }

// ofStep, ofMeasure: commands by a part of the address.
func (v *visit) step() improvement.StepID { return improvement.StepID(v.path("step")) }

func (v *visit) measure() improvement.MeasureID { return improvement.MeasureID(v.path("measure")) }

// yesNo are the answers to a question that must be answered.
var yesNo = []option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}
