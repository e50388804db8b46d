package web

import (
	"context"
	"fmt"
	"html/template"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/picture"
)

// measureView is a measure with its chart, its data as a table for those who do not see
// it, and what may be done about it.
type measureView struct {
	Name, Kind, Says        string
	Page                    string
	Chart, Table            template.HTML
	Points                  int
	Signals                 []string
	Talks                   []talkView
	Phases                  []phaseView
	Record, Import, Correct string // where to, if they may
	Rebase                  string
}

// talkView is what was made of signals.
type talkView struct {
	Signals      []string
	Until        string // the latest point then
	Said, By, At string
	Path         string // where to say it, if they may
	Open         bool
}

// phaseView is a usual that somebody set.
type phaseView struct{ From, Baseline, Reason, By string }

var measureKinds = map[improvement.MeasureKind]string{
	improvement.Outcome: "Outcome measure", improvement.Process: "Process measure", improvement.Balancing: "Balancing measure",
}

// measureView draws a measure. Each drawing on a page has a number of its own.
func (v *visit) measureView(t *improvement.TestOfChange, m improvement.Measure, number int) (measureView, error) {
	chart, err := picture.OfMeasure(t, m.ID, v.words.Line)
	if err != nil {
		return measureView{}, err
	}
	reading := improvement.ReadingOf(chart.Series, chart.Result)
	page := testPart(t.Charter.ID, "measures", string(m.ID))
	of := measureView{
		Name: v.words.Line(m.Name), Kind: measureKinds[m.Kind], Says: reading.Says, Page: page, Points: len(t.PointsOf(m.ID)),
		Chart: template.HTML(chart.SVG(picture.Options{IDPrefix: fmt.Sprintf("chart-%d-", number), NoTitle: true})), //nolint:gosec // drawn by us, its words escaped
		Table: template.HTML(chart.Table()),                                                                         //nolint:gosec // as above
	}
	for _, s := range reading.Signals {
		of.Signals = append(of.Signals, s.Says)
	}
	for _, talk := range t.Talks {
		if talk.Measure == m.ID && !talk.Gone {
			of.Talks = append(of.Talks, v.talkView(t, talk))
		}
	}
	for _, p := range t.Phases(m.ID) {
		of.Phases = append(of.Phases, phaseView{From: dayOr(p.From, "the first point"), Baseline: dayOr(p.Baseline, ""), Reason: v.words.Text(p.Reason), By: v.words.Person(p.By)})
	}
	v.offerMeasure(t, m.ID, &of)
	return of, nil
}

func (v *visit) offerMeasure(t *improvement.TestOfChange, id improvement.MeasureID, of *measureView) {
	if t.Offers(improvement.RecordPoints{Measure: id}, v.who, v.Now()) == nil {
		of.Record, of.Import = of.Page+"/record", of.Page+"/import"
		if of.Points > 0 {
			of.Correct = of.Page + "/correct"
		}
	}
	if of.Points > 0 && t.Offers(improvement.RebaseMeasure{Measure: id}, v.who, v.Now()) == nil {
		of.Rebase = of.Page + "/usual"
	}
}

func (v *visit) talkView(t *improvement.TestOfChange, talk improvement.Talk) talkView {
	of := talkView{Open: talk.At.IsZero(), Until: talk.Until.Plain()}
	for _, s := range talk.Signals {
		of.Signals = append(of.Signals, s.Says)
	}
	if of.Open {
		if t.Offers(improvement.TalkAbout{Talk: talk.ID}, v.who, v.Now()) == nil {
			of.Path = testPart(t.Charter.ID, "talks", talk.ID)
		}
		return of
	}
	of.Said, of.By, of.At = v.words.Text(talk.Said), v.words.Person(talk.By), plainTime(talk.At)
	return of
}

// dayOr is a day in words, or what stands for none.
func dayOr(day improvement.Date, none string) string {
	if day == "" {
		return none
	}
	return day.Plain()
}

// measurePage is the chart of one measure.
type measurePage struct {
	Test, Path string
	Measure    measureView
}

func (p measurePage) head() head {
	return head{Template: "test-measure", Title: p.Measure.Name, Label: p.Test, Crumbs: []crumb{{"Tests", "/tests"}, {p.Test, p.Path}},
		Help: "How this measure moved over time. The data stand below the chart, with notes."}
}

func showMeasure(ctx context.Context, v *visit) (answer, error) {
	t, err := v.test(ctx, v.path("test"))
	if err != nil {
		return answer{}, err
	}
	var people []improvement.PersonID
	for _, talk := range t.Talks {
		people = append(people, talk.By)
	}
	for _, p := range t.Phases(v.measure()) {
		people = append(people, p.By)
	}
	if err := v.meet(ctx, append(people, v.who.Person), nil); err != nil {
		return answer{}, err
	}
	m := t.Measure(v.measure())
	if m.ID == "" {
		return answer{}, improvement.Refuse(improvement.NotFound, "", "This test has no measure %q. Choose one from the page of the test.", v.path("measure"))
	}
	page := measurePage{Test: v.words.Line(t.Charter.Title), Path: testPath(t.Charter.ID)}
	if page.Measure, err = v.measureView(t, m, 1); err != nil {
		return answer{}, err
	}
	return show(page)
}
