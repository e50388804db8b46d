package spc

import (
	"fmt"
	"math"
)

// Numbers beyond these are slips of a keyboard, and their squares and ratios would
// leave what a float64 holds.
const (
	largest  = 1e30
	smallest = 1e-30 // of a denominator and of Per
)

// check tells what is wrong with a series for a rule set. Points are never sorted or
// merged here: which of two values stands is for a person to say.
func (s Series) check(rules RuleSet) error {
	switch s.Better {
	case Neither, Higher, Lower:
	default:
		return wrong(ErrBetter, "better", "%q does not say which way is good. Use higher, lower or nothing.", clip(string(s.Better)))
	}
	if s.Per != 0 && !(s.Per >= smallest && s.Per <= largest) {
		return wrong(ErrPer, "per", "A ratio is multiplied by a number above zero, such as 100 for percent.")
	}
	for i := range s.Points {
		if i > 0 {
			if err := s.checkOrder(i); err != nil {
				return err
			}
		}
		if p := &s.Points[i]; !p.Missing {
			if err := p.check(rules, i); err != nil {
				return err
			}
		}
	}
	return s.checkPhases()
}

func (s Series) checkOrder(i int) error {
	switch s.Points[i].At.Compare(s.Points[i-1].At) {
	case 0:
		return s.Points[i].wrong(ErrDuplicate, i, "at", "is at the same moment as the one before. Keep one of them.")
	case -1:
		return s.Points[i].wrong(ErrOrder, i, "at", "is earlier than the one before. Put the points in order of time.")
	}
	return nil
}

func (p *Point) wrong(kind error, i int, field, what string) error {
	return &Error{Kind: kind, Point: i, Field: field,
		Message: fmt.Sprintf("Point %d, of %s, %s", i+1, day(p.At), what)}
}

func (p *Point) check(rules RuleSet, i int) error {
	if rules.Ratio() {
		return p.checkRatio(rules, i)
	}
	switch v := p.Value; {
	case !plottable(v):
		return p.wrong(ErrNotFinite, i, "value", "is not a number that can be plotted. Mark it as missing where nobody counted.")
	case v < 0 && (rules == C || rules == G):
		return p.wrong(ErrNegative, i, "value", "is below zero, and it is a count. Correct it.")
	case v <= 0 && rules == T:
		return p.wrong(ErrNotPositive, i, "value", "is not above zero, and it is the time between two events. Give both events their time of day.")
	}
	return nil
}

func (p *Point) checkRatio(rules RuleSet, i int) error {
	switch n, d := p.Numerator, p.Denominator; {
	case !plottable(n):
		return p.wrong(ErrNotFinite, i, "numerator", "has a numerator that is not a number. Mark the point as missing where nobody counted.")
	case !plottable(d):
		return p.wrong(ErrNotFinite, i, "denominator", "has a denominator that is not a number. Mark the point as missing where nobody counted.")
	case d < smallest:
		return p.wrong(ErrDenominator, i, "denominator", "has a denominator that is not above zero. Mark the point as missing where nobody was there to count.")
	case n < 0:
		return p.wrong(ErrNegative, i, "numerator", "has a numerator below zero, and it is a count. Correct it.")
	case n > d && (rules == P || rules == PPrime):
		return p.wrong(ErrNumerator, i, "numerator", "counts more than the whole. Correct the numerator or the denominator.")
	}
	return nil
}

// plottable is false for NaN, for the infinities and for numbers beyond the bound.
func plottable(x float64) bool { return math.Abs(x) <= largest }

func (s Series) checkPhases() error {
	for i, p := range s.Phases {
		switch {
		case i > 0 && !p.From.After(s.Phases[i-1].From):
			return wrong(ErrPhase, "phases", "Phase %d does not begin after the one before. Put the phases in order of time.", i+1)
		case !p.Baseline.IsZero() && p.Baseline.Before(p.From):
			return wrong(ErrPhase, "phases", "The baseline of phase %d ends before the phase begins. Let it end later.", i+1)
		}
	}
	if len(s.Phases) > 0 && len(s.Points) > 0 && s.Points[0].At.Before(s.Phases[0].From) {
		return s.Points[0].wrong(ErrPhase, 0, "phases", "lies before the first phase. Let the first phase begin with the series.")
	}
	return nil
}
