package web

import (
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// costsOfTest is what a test took so far, beside what was expected: each kind on a line of
// its own, as hours and pounds do not add up.
type costsOfTest struct {
	Lines      []costOfKind
	Unrecorded []int // cycles of which nobody said what they took
	Priced     []string
	Cycle      []string // what the cycle that is decided on took
	Outcomes   []outcomeMoved
}

type costOfKind struct{ Kind, Expected, Took string }

// outcomeMoved is how an anticipated outcome moved from cycle to cycle.
type outcomeMoved struct{ Says, Moved string }

func (v *visit) costsOf(t *improvement.TestOfChange, cycle int) *costsOfTest {
	table := t.CostTable(v.Rates)
	costs := &costsOfTest{Unrecorded: table.Unrecorded}
	for _, kind := range improvement.CostKinds() {
		expected, took := sumOfKind(table.Expected, kind), sumOfKind(table.Took, kind)
		if expected != "" || took != "" {
			costs.Lines = append(costs.Lines, costOfKind{costKindWord(kind), expected, took})
		}
	}
	for _, priced := range []struct {
		what string
		p    *improvement.Pricing
	}{{"Hours expected", table.ExpectedPriced}, {"Hours so far", table.Priced}} {
		if priced.p != nil {
			costs.Priced = append(costs.Priced, priced.what+", priced: "+wording.Priced(priced.p))
		}
	}
	for _, c := range table.Cycles {
		if c.Cycle == cycle {
			for _, sum := range c.Took {
				costs.Cycle = append(costs.Cycle, v.tookOf(sum))
			}
		}
	}
	for _, path := range table.Outcomes {
		if cycle > 1 { // of one cycle its study has said it
			costs.Outcomes = append(costs.Outcomes, outcomeMoved{strings.TrimSuffix(path.Outcome.Says(v.words.Line), "."), wording.Capital(wording.Moved(path))})
		}
	}
	return costs
}

func sumOfKind(sums []improvement.CostSum, kind improvement.CostKind) string {
	for _, s := range sums {
		if s.Kind == kind {
			return amountOf(s)
		}
	}
	return ""
}

func costKindWord(k improvement.CostKind) string {
	switch k {
	case improvement.StaffHours:
		return "Staff, hours"
	case improvement.VolunteerHours:
		return "Volunteers, hours"
	case improvement.Money:
		return "Money"
	}
	return "In kind"
}

// amountOf is a sum in its own unit. What was given in kind may have no amount.
func amountOf(s improvement.CostSum) string {
	switch {
	case s.Kind == improvement.Money:
		return wording.Pounds(s.Amount)
	case s.Kind != improvement.InKind:
		return wording.Number(s.Amount)
	case s.Unvalued == 0:
		return "worth " + wording.Pounds(s.Amount)
	case s.Amount == 0:
		return fmt.Sprintf("%d not valued", s.Unvalued)
	}
	return fmt.Sprintf("worth %s, and %d not valued", wording.Pounds(s.Amount), s.Unvalued)
}

// tookOf says what was spent of one kind, and for what.
func (v *visit) tookOf(s improvement.CostSum) string {
	said := costKindWord(s.Kind) + ": " + amountOf(s)
	var notes []string
	for _, note := range s.Notes {
		notes = append(notes, v.words.Line(note))
	}
	if len(notes) > 0 {
		said += " (" + strings.Join(notes, "; ") + ")"
	}
	return said
}
