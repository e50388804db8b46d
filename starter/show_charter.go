package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/picture"
	"github.com/cairnqi/cairn/internal/wording"
)

// labelWidth holds the longest label and a blank.
const labelWidth = 13

// showTest writes where a test of change stands.
func showTest(p *page, w *words, t *improvement.TestOfChange) {
	c := t.Charter
	p.row("", 0, w.line(c.Title))
	p.row("", 0, fmt.Sprintf("%s · %s · %s · %s", c.ID, w.Body(c.Locality), w.Body(c.LMG), c.Theme))
	p.printf("\n")
	p.row("Now", labelWidth, standing(t))
	p.row("Aim", labelWidth, w.line(c.Aim.What))
	p.row("  for whom", labelWidth, w.line(c.Aim.ForWhom))
	p.row("  how much", labelWidth, w.line(c.Aim.HowMuch))
	p.row("  by", labelWidth, c.Aim.ByWhen.Plain())
	p.row("Idea", labelWidth, w.line(c.ChangeIdea))
	p.row("With", labelWidth, w.line(c.TestedWith))
	p.row("Lead", labelWidth, w.Person(c.Lead))
	p.row("LWO", labelWidth, w.Person(t.LWO))
	showRamp(p, w, t)
	showOutcomes(p, w, t.OutcomePaths())
	showAgreementOf(p, w, t)
	showSteps(p, w, t)
	showPredictions(p, w, t)
	showMeasures(p, w, t)
	if len(t.Evidence) > 0 {
		p.heading("Evidence")
		for _, e := range t.Evidence {
			p.columns([]int{16, 14, 18}, improvement.DateOf(e.At).Plain(), string(e.Kind), clip(w.Person(e.By), 18), e.ID)
		}
	}
	showNext(p, w, t.Tasks())
}

// standing says in a sentence where the test stands.
func standing(t *improvement.TestOfChange) string {
	since := improvement.DateOf(t.Since).Plain()
	switch {
	case t.Paused != nil:
		return fmt.Sprintf("Paused until %s, in the stage %s.", t.Paused.Until.Plain(), t.Stage)
	case t.Closed():
		return fmt.Sprintf("Closed on %s: %sed.", improvement.DateOf(t.ClosedAt).Plain(), t.Conclusion)
	case t.Stage == improvement.StageDecide:
		return fmt.Sprintf("The LMG decides, since %s.", since)
	case t.Due != "":
		return fmt.Sprintf("Cycle %d, stage %s since %s, due by %s.", t.Cycle().Number, t.Stage, since, t.Due.Plain())
	}
	return fmt.Sprintf("Cycle %d, stage %s since %s.", t.Cycle().Number, t.Stage, since)
}

// showRamp writes the cycles as rising steps.
func showRamp(p *page, w *words, t *improvement.TestOfChange) {
	p.heading("Ramp")
	for i := len(t.Cycles) - 1; i >= 0; i-- {
		c := t.Cycles[i]
		objective := "(not planned yet)"
		if c.Plan != nil {
			objective = w.line(c.Plan.Objective)
		}
		label := fmt.Sprintf("%s└─ %d ", strings.Repeat("   ", min(i, 8)), c.Number)
		p.row(label, widthOf(label), fmt.Sprintf("%s [%s]", objective, rampEnd(c, i == len(t.Cycles)-1)))
		for _, line := range picture.Outcomes(t, c, w.line) {
			p.row("", widthOf(label), clip(line, width-widthOf(label)))
		}
	}
}

// rampEnd says how a cycle ended, or how far the current one has come.
func rampEnd(c improvement.Cycle, current bool) string {
	if ended := picture.Ended(c, current); ended != "" {
		return ended
	}
	return "began " + improvement.DateOf(c.Began).Plain()
}

func showSteps(p *page, w *words, t *improvement.TestOfChange) {
	steps := t.Cycle().Steps
	if len(steps) == 0 {
		return
	}
	p.heading("Steps")
	for _, s := range steps {
		what := w.line(s.What)
		if s.Measure != "" {
			what = "Record " + string(s.Measure)
		}
		if s.Condition {
			what += " (a condition of the LMG)"
		}
		came, due := t.Recorded(s)
		switch {
		case s.Repeat == nil || s.Measure != "" && due == 0:
		case s.Measure != "":
			what += fmt.Sprintf(" (every %d days: filed for %d of %d)", s.Repeat.EveryDays, came, due)
		default:
			what += fmt.Sprintf(" (every %d days: %d done, %d missed)", s.Repeat.EveryDays, s.Done, s.Missed)
		}
		p.columns([]int{5, 8, 16, 20}, string(s.ID), string(s.Status), s.Due.Plain(), clip(w.Person(s.Who), 20), what)
	}
}

// showPredictions sets beside each prediction what the points of its measure say, and
// what happened.
func showPredictions(p *page, w *words, t *improvement.TestOfChange) {
	c := t.Cycle()
	if c.Plan == nil {
		return
	}
	title := "Predictions (not sealed until the plan is agreed)"
	if c.Predictions != "" {
		title = fmt.Sprintf("Predictions (sealed %s, %s)", improvement.DateOf(c.Agreed).Plain(), c.Predictions[:12])
	}
	p.heading(title)
	for i, q := range c.Plan.Questions {
		p.row(strconv.Itoa(i+1)+"  asked", labelWidth, w.line(q.Question))
		p.row("   expected", labelWidth, w.line(q.Prediction))
		if q.Measure != "" {
			p.row("   points", labelWidth, saysOf(t, q.Measure))
		}
		if c.Study == nil {
			continue
		}
		for _, a := range c.Study.Answers {
			if a.Question == i+1 {
				p.row("   happened", labelWidth, w.line(a.Happened)+" ["+plainly(a.AsFound)+"]")
			}
		}
	}
	if c.Study != nil {
		p.row("Learned", labelWidth, w.line(c.Study.Learned))
	}
}

func showMeasures(p *page, w *words, t *improvement.TestOfChange) {
	p.heading("Measures")
	for i, m := range t.Charter.Measures {
		p.columns([]int{16, 10}, string(m.ID), string(m.Kind), w.line(m.Name)+": "+latest(t.Series[i].Points))
		if len(t.Series[i].Points) > 0 {
			p.row("", 26, saysOf(t, m.ID))
		}
	}
}

// latest says how many points there are, and the last that has a value.
func latest(points []improvement.Point) string {
	for _, p := range slices.Backward(points) {
		if !p.Missing {
			return fmt.Sprintf("%d points, the latest %s on %s", len(points), improvement.Figure(p.Value), p.Date.Plain())
		}
	}
	return "no points yet"
}

// saysOf is what the points of a measure say, and by which rule set.
func saysOf(t *improvement.TestOfChange, m improvement.MeasureID) string {
	reading, err := t.Reading(m)
	if err != nil {
		return err.Error()
	}
	return says(reading)
}

func says(r improvement.Reading) string {
	return fmt.Sprintf("%s [%s, version %d]", r.Says, r.Options.Rules, r.Options.Version)
}

func number(x float64) string { return wording.Number(x) }

// plainly writes a word of the field as people do: "more evidence".
func plainly[T ~string](word T) string { return wording.Plainly(word) }
