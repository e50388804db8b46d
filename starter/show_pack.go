package main

import (
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// showStudy writes what was predicted beside what happened, and what was learned.
func showStudy(p *page, w *words, pack improvement.Pack, t *improvement.TestOfChange) {
	s := pack.Study
	if s == nil {
		return
	}
	for _, answer := range s.Answers {
		if q, known := questionOf(t, pack.Cycle, answer.Question); known {
			p.row("Asked", labelWidth, w.line(q.Question))
			p.row("Expected", labelWidth, w.line(q.Prediction))
		}
		p.row("Happened", labelWidth, fmt.Sprintf("%s [%s]", w.line(answer.Happened), plainly(answer.AsFound)))
	}
	for _, analysis := range s.Analyses {
		p.row("Points say", labelWidth, fmt.Sprintf("%s: %s", analysis.Measure, w.line(analysis.Says)))
	}
	p.row("Before", labelWidth, w.line(s.Before))
	p.row("Learned", labelWidth, w.line(s.Learned))
	showMarks(p, w, t, s.Outcomes)
	for _, r := range s.SelfEvaluation {
		p.row("Rated", labelWidth, fmt.Sprintf("%s: %d of 6. %s", w.line(r.Indicator), r.Score, w.line(r.Because)))
	}
}

// questionOf finds a question of a cycle's plan, by its number from 1.
func questionOf(t *improvement.TestOfChange, cycle, number int) (improvement.Question, bool) {
	if t == nil || cycle < 1 || cycle > len(t.Cycles) || t.Cycles[cycle-1].Plan == nil {
		return improvement.Question{}, false
	}
	questions := t.Cycles[cycle-1].Plan.Questions
	if number < 1 || number > len(questions) {
		return improvement.Question{}, false
	}
	return questions[number-1], true
}

// showAct writes what is proposed, with its costs beside its consequences.
func showAct(p *page, w *words, a improvement.Act) {
	p.row("Proposed", labelWidth, string(a.Direction)+leave(a))
	p.row("Changes", labelWidth, w.line(a.Changes))
	p.row("Put in place", labelWidth, w.line(a.Implementation))
	p.row("To last", labelWidth, w.line(a.Sustain))
	p.row("Why", labelWidth, w.line(a.Why))
	for _, c := range a.Costs {
		p.row("Took", labelWidth, costLine(w, c))
	}
	p.row("Consequences", labelWidth, w.line(a.Consequences))
	for _, s := range a.Stories {
		p.row("Story", labelWidth, w.line(s.Text)+restsOn(s.Evidence))
	}
	if a.WiderScope {
		p.row("Note", labelWidth, "The scope is wider than before.")
	}
	if a.MoreCost {
		p.row("Note", labelWidth, "It costs more than before.")
	}
}

// leave says what an agreement to adapt lets the LWO do without returning.
func leave(a improvement.Act) string {
	if a.Direction != improvement.Adapt {
		return ""
	}
	cycles := "one further cycle"
	if a.Cycles > 1 {
		cycles = fmt.Sprintf("%d further cycles", a.Cycles)
	}
	if a.Until == "" {
		return ", for " + cycles
	}
	return fmt.Sprintf(", for %s until %s without returning", cycles, a.Until.Plain())
}

// packed is a measure as the panel sees it: how many points, and what they say.
func packed(m improvement.PackMeasure) string {
	if m.Reading == nil {
		return fmt.Sprintf("%s: %d points", m.Measure, m.Points)
	}
	return fmt.Sprintf("%s: %d points (%s). %s", m.Measure, m.Points, m.Hash[:min(12, len(m.Hash))], says(*m.Reading))
}

// changedMeasure says how a measure differs from what the panel was given.
func changedMeasure(c improvement.ChangedMeasure) string {
	said := fmt.Sprintf("%s has other points: %d, where the pack had %d.", c.Now.Measure, c.Now.Points, c.Was.Points)
	switch {
	case c.Now.Hash == c.Was.Hash:
		said = fmt.Sprintf("%s is read otherwise than in the pack.", c.Now.Measure)
	case c.Now.Points == c.Was.Points:
		said = fmt.Sprintf("%s was corrected.", c.Now.Measure)
	}
	if c.Was.Reading != nil && c.Now.Reading != nil && c.Was.Reading.Says == c.Now.Reading.Says {
		return said + " They still say the same."
	}
	if c.Now.Reading == nil {
		return said
	}
	return said + " Now: " + c.Now.Reading.Says
}
