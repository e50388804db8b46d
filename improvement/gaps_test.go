package improvement_test

import (
	"testing"

	. "github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

// gap is a day on which nobody counted.
func gap(day Date) Point { return Point{Date: day, Missing: true} }

// Where nobody counted yet there is nothing to say, by any rule set.
func TestNothingButGaps(t *testing.T) {
	for _, rules := range spc.RuleSets() {
		t.Run(string(rules), func(t *testing.T) {
			s := charted(t, rules, 0)
			s.do(helper, RecordPoints{Measure: "attendance", Points: []Point{gap("2026-01-23"), gap("2026-01-30")}})
			if r, err := s.test.Reading("attendance"); err != nil || r.Verdict != spc.TooFew || len(r.Signals) > 0 {
				t.Errorf("reads as %+v, %v", r, err)
			}
			s.refuse(lead, RebaseMeasure{Measure: "attendance", From: "2026-01-23", Reason: words("x")}, Invalid, "from")
			s.verify()
		})
	}
}

// A baseline is frozen by a person; a gap at the end of a series freezes none.
func TestAGapAtTheEndFreezesNoBaseline(t *testing.T) {
	s := launched(t)
	s.do(helper, RecordPoints{Measure: "waste", Points: append(weekly("2026-01-23", 5, 4, 6), gap("2026-01-30"))})
	if r, err := s.test.Reading("waste"); err != nil || len(r.Phases) != 1 || r.Phases[0].Baseline != "" || r.Phases[0].Points != 3 {
		t.Errorf("reads as %+v, %v", r, err)
	}
	s.do(lead, RebaseMeasure{Measure: "waste", Baseline: "2026-01-30", Reason: words("The usual before we began")})
	if r, err := s.test.Reading("waste"); err != nil || r.Phases[0].Baseline != "2026-01-23" {
		t.Errorf("frozen on a day with a gap, it reads as %+v, %v", r, err)
	}
}

// What is left of a first phase may be a gap: the correction is taken all the same, and
// what is left is the later phase, as nothing was counted before it.
func TestAFirstPhaseOfWhichAGapIsLeft(t *testing.T) {
	for name, first := range map[string]RebaseMeasure{
		"from the first point": {Measure: "waste", Baseline: "2026-01-16", Reason: words("x")},
		"from a day":           {Measure: "waste", From: "2026-01-16", Reason: words("x")},
	} {
		t.Run(name, func(t *testing.T) {
			s := launched(t)
			s.do(helper, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 5, 4, 6)})
			s.do(lead, first)
			s.do(lead, RebaseMeasure{Measure: "waste", From: "2026-01-20", Reason: words("Another kitchen")})
			s.do(lead, CorrectPoint{Measure: "waste", Point: gap("2026-01-16"), Reason: words("Nobody counted")})
			r, err := s.test.Reading("waste")
			if err != nil || len(r.Phases) != 1 || r.Phases[0].Points != 2 || r.Phases[0].Middle != 5 {
				t.Errorf("reads as %+v, %v", r, err)
			}
		})
	}
}
