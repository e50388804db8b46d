package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// The forms about one step of a test.

var stepDone = ofTest{
	title: "Mark a step as done", help: "A note is not needed. Write one where the others should know how it went.",
	command: "step-done", send: "Mark as done", done: "Thank you. The step is marked as done.", named: []string{"step"},
	offered: func(v *visit) improvement.TestCommand { return improvement.CompleteStep{Step: v.step()} },
	fill: func(_ context.Context, v *visit, p *testForm) error {
		p.mayWrite("note", "How did it go?", "For example: 14 families came; two asked for an earlier start.")
		return p.sayStep(v)
	},
}.asks()

var dropStep = ofTest{
	title: "Leave a step out", help: "A step that makes no sense any more is dropped. It stays on record, with the reason.",
	command: "step-drop", send: "Leave it out", done: "The step is left out.", named: []string{"step"},
	offered: func(v *visit) improvement.TestCommand { return improvement.DropStep{Step: v.step()} },
	fill: func(_ context.Context, v *visit, p *testForm) error {
		p.words("reason", "Why?", "For example: the leaflets were not needed, everybody knew already.")
		return p.sayStep(v)
	},
}.asks()

var rescheduleStep = ofTest{
	title: "Move a step to another day", help: "Whoever has the step is told, and reminded by the new day.",
	command: "step-reschedule", send: "Move it", done: "The step is moved.", named: []string{"step"},
	offered: func(v *visit) improvement.TestCommand { return improvement.RescheduleStep{Step: v.step()} },
	fill: func(_ context.Context, v *visit, p *testForm) error {
		p.date("due", "By when is it to be done?", "For example, 27 3 2027")
		p.words("reason", "Why?", "For example: the hall is taken that week.")
		return p.sayStep(v)
	},
}.asks()

var assignStep = ofTest{
	title: "Give a step to another person", help: "They are told at once. The record keeps who had it before.",
	command: "step-assign", send: "Give it to them", done: "The step is handed on.", named: []string{"step"},
	offered: func(v *visit) improvement.TestCommand { return improvement.AssignStep{Step: v.step(), To: "?"} },
	fill: func(ctx context.Context, v *visit, p *testForm) error {
		people, err := v.around(ctx, p.Of)
		if err != nil {
			return err
		}
		p.choose("to", "Who does it?", "", people)
		p.words("reason", "Why?", "For example: she has the keys of the hall.")
		return p.sayStep(v)
	},
}.asks()

// sayStep says which step the form is about.
func (p *testForm) sayStep(v *visit) error {
	for _, s := range allSteps(p.Of) {
		if s.ID == v.step() {
			p.Says = append(p.Says, v.stepSays(p.Of, s))
			return nil
		}
	}
	return improvement.ErrNotFound
}

// stepSays is a step in a line.
func (v *visit) stepSays(t *improvement.TestOfChange, s improvement.Step) string {
	return "Step " + string(s.ID) + ": " + v.stepIs(t, s)
}

// stepIs says what a step is; a collection of data is called by its measure.
func (v *visit) stepIs(t *improvement.TestOfChange, s improvement.Step) string {
	if s.Measure != "" {
		return "Record " + v.words.Line(t.Measure(s.Measure).Name)
	}
	return v.words.Line(s.What)
}

func allSteps(t *improvement.TestOfChange) []improvement.Step {
	var all []improvement.Step
	for _, c := range t.Cycles {
		all = append(all, c.Steps...)
	}
	return all
}
