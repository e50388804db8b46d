package main

import (
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// showOutcomes writes the anticipated outcomes, and how each moved from cycle to cycle.
func showOutcomes(p *page, w *words, paths []improvement.OutcomePath) {
	if len(paths) == 0 {
		return
	}
	p.heading("Anticipated outcomes")
	for _, path := range paths {
		p.columns([]int{18}, string(path.Outcome.ID), path.Outcome.Says(w.line))
		p.row("", 19, wording.Moved(path))
	}
}

// showMarks writes how a study marks outcomes, with what each mark rests on. t gives the
// outcomes their words, and may be nil.
func showMarks(p *page, w *words, t *improvement.TestOfChange, marks []improvement.OutcomeMark) {
	for _, m := range marks {
		p.row("Outcome", labelWidth, outcomeName(w, t, m.Outcome)+" ["+plainly(m.Mark)+"]")
		p.row("", labelWidth, w.line(m.Seen)+restsOn(m.Evidence))
	}
}

func outcomeName(w *words, t *improvement.TestOfChange, id improvement.OutcomeID) string {
	if t != nil {
		for _, o := range t.Outcomes() {
			if o.ID == id {
				return o.Says(w.line)
			}
		}
	}
	return string(id)
}

// restsOn names the evidence of a mark or a story.
func restsOn(evidence []string) string {
	if len(evidence) == 0 {
		return ""
	}
	return " (evidence: " + strings.Join(evidence, ", ") + ")"
}
