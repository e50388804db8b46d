package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// pointsPage asks for points of a measure, one or several.
type pointsPage struct {
	Name, Import string
	Points       []pointFields
}

type pointFields struct {
	Number                                             int
	Date, Value, Numerator, Denominator, Missing, Note field
	Ratio                                              bool
}

var recordPoints = ofTest{
	template: "test-points", title: "Record what you counted or measured", help: "A day and what was counted. A day on which nobody counted is worth knowing too: mark it as a gap.",
	command: "measure", send: "Record", done: "Thank you. It is on the chart.", long: true, named: []string{"measure"}, back: toMeasure,
	offered: func(v *visit) improvement.TestCommand { return improvement.RecordPoints{Measure: v.measure()} },
	fill: func(_ context.Context, v *visit, p *testForm) error {
		m := p.Of.Measure(v.measure())
		if p.Form.isBlank() {
			p.Form.putDay("points[1].date", v.today())
		}
		of := pointsPage{Name: v.words.Line(m.Name), Import: testPart(p.Of.Charter.ID, "measures", string(m.ID)) + "/import"}
		for i, at := range p.Form.Rows("points", 1) {
			of.Points = append(of.Points, p.Form.point(at+".", i+1, m, v.words.Line(m.Unit)))
		}
		p.Content = of
		return nil
	},
}.asks()

// point are the fields of a point; those of a ratio are what was counted, and of how many.
func (f *form) point(at string, number int, m improvement.Measure, unit string) pointFields {
	hint := "A number, with a point for decimals."
	if unit != "" {
		hint = "In " + unit + ". " + hint
	}
	p := pointFields{
		Number: number, Ratio: m.Ratio(),
		Date:    f.Field(at+"date", "On which day?", "For example, 27 3 2027"),
		Missing: f.Field(at+"missing", "Nobody counted on that day", ""),
		Note:    f.May(at+"note", "Note", "What was unusual on that day? For example: the bus did not run."),
	}
	if p.Ratio {
		p.Numerator = f.Field(at+"numerator", "How many were counted?", "For example, 14")
		p.Denominator = f.Field(at+"denominator", "Of how many?", "For example, 20")
		return p
	}
	p.Value = f.Field(at+"value", "What was it?", hint)
	return p
}

// correctPage asks for a point in place of another.
type correctPage struct {
	Name           string
	Point          pointFields
	Remove, Reason field
}

var correctPoint = ofTest{
	template: "test-correct", title: "Correct a point", help: "The earlier value is kept beside it, with your reason.",
	command: "measure-correct", send: "Correct it", done: "The point is corrected.", named: []string{"measure"}, back: toMeasure,
	offered: func(v *visit) improvement.TestCommand {
		return improvement.RecordPoints{Measure: v.measure()} // whoever may record may correct
	},
	fill: func(_ context.Context, v *visit, p *testForm) error {
		m := p.Of.Measure(v.measure())
		if p.Form.isBlank() {
			p.Form.putDay("date", improvement.Date(v.query("date")))
		}
		p.Content = correctPage{
			Name: v.words.Line(m.Name), Point: p.Form.point("", 1, m, v.words.Line(m.Unit)),
			Remove: p.Form.Field("remove", "Take the point of that day out", "Then leave the numbers empty."),
			Reason: p.Form.Field("reason", "Why?", "For example: two families were counted twice."),
		}
		return nil
	},
}.asks()

var rebaseMeasure = ofTest{
	title: "Set another usual", help: "Where something has changed for good, the chart may begin a new middle line on a day. It is never done by itself.",
	command: "measure-rebase", send: "Set it", done: "The chart is read with the usual that you set.", named: []string{"measure"}, back: toMeasure,
	offered: func(v *visit) improvement.TestCommand {
		return improvement.RebaseMeasure{Measure: v.measure(), Reason: improvement.Words{By: v.who.Person, Length: 1, Sealed: "?"}}
	},
	fill: func(_ context.Context, v *visit, p *testForm) error {
		p.Says = []string{"Measure: " + v.words.Line(p.Of.Measure(v.measure()).Name)}
		p.date("from", "From which day does another usual hold? (optional)", "Leave it empty for the first one.")
		p.date("baseline", "Up to which day is it worked out? (optional)", "From then on the middle stays as it is, and later points are held against it.")
		p.yes("undo", "Take away the one that begins on that day", "")
		p.words("reason", "Why?", "For example: since the new timetable the bus comes 20 minutes earlier.")
		return nil
	},
}.asks()

var talkAbout = ofTest{
	title: "Talk about what the points show", help: "The points show something that chance alone seldom brings. Say what you made of it, if only that nobody knows why.",
	command: "measure-talk", send: "File it", done: "Thank you. What you made of it is filed.", long: true, named: []string{"talk"},
	offered: func(v *visit) improvement.TestCommand { return improvement.TalkAbout{Talk: v.path("talk")} },
	fill: func(_ context.Context, v *visit, p *testForm) error {
		talk, there := p.Of.Talk(v.path("talk"))
		if !there {
			return improvement.ErrNotFound
		}
		p.Says = append(p.Says, v.words.Line(p.Of.Measure(talk.Measure).Name)+":")
		for _, s := range talk.Signals {
			p.Says = append(p.Says, s.Says)
		}
		p.words("said", "What did you make of it?", "For example: since the bus comes earlier more families are on time. We want to keep it.")
		return nil
	},
}.asks()
