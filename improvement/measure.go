package improvement

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/cairnqi/cairn/spc"
)

// MeasureKind says what a measure watches.
type MeasureKind string

// The kinds of measure.
const (
	Outcome   MeasureKind = "outcome"
	Process   MeasureKind = "process"
	Balancing MeasureKind = "balancing"
)

// Better says which way is good.
type Better string

// The directions of good.
const (
	Higher  Better = "higher"
	Lower   Better = "lower"
	Neither Better = "neither"
)

// Measure is what the test watches over time.
type Measure struct {
	ID     MeasureID   `json:"id"`
	Kind   MeasureKind `json:"kind"`
	Name   Words       `json:"name"`
	Unit   Words       `json:"unit,omitzero"`
	Better Better      `json:"better"`
	Target *float64    `json:"target,omitempty"`
	Rules  spc.RuleSet `json:"rules,omitempty"` // how its chart is read; empty: ihi-2011
	Per    float64     `json:"per,omitempty"`   // of a proportion or a rate: its value is numerator / denominator * Per; 0: 100 (p) or 1 (u)
}

// Point is one dated value of a measure.
type Point struct {
	Date        Date     `json:"date"`
	Value       float64  `json:"value"`
	Numerator   *float64 `json:"num,omitempty"`
	Denominator *float64 `json:"den,omitempty"`
	Missing     bool     `json:"missing,omitempty"` // a gap: nobody counted on that day, and Value is 0
	Note        Words    `json:"note,omitzero"`
	Corrected   bool     `json:"corrected,omitempty"` // the journal has what it was before, and why
}

func (m Measure) check() error {
	if err := firstOf(
		CheckID("measures.id", string(m.ID)),
		requiredLine("measures.name", m.Name, "This measure has no name. Say what is counted or measured."),
		boundedLine("measures.unit", m.Unit),
	); err != nil {
		return err
	}
	switch m.Kind {
	case Outcome, Process, Balancing:
	default:
		return invalid("measures.kind", "%q is not a kind of measure. Use outcome, process or balancing.", clip(string(m.Kind)))
	}
	switch m.Better {
	case Higher, Lower, Neither:
	default:
		return invalid("measures.better", "%q does not say which way is good. Use higher, lower or neither.", clip(string(m.Better)))
	}
	if m.Target != nil && !finite(*m.Target) {
		return invalid("measures.target", "A target is a number.")
	}
	return m.checkRules()
}

// checkRules refuses a rule set that there is not, and a multiple without a ratio.
func (m Measure) checkRules() error {
	if m.Rules != "" && !slices.Contains(spc.RuleSets(), m.Rules) {
		known := make([]string, len(spc.RuleSets()))
		for i, r := range spc.RuleSets() {
			known[i] = string(r)
		}
		return invalid("measures.rules", "%q is not a way to read a chart. Use one of %s.", clip(string(m.Rules)), list(known))
	}
	_, _, err := (Series{}).chart(m) // what cannot be read without points never could be
	if err != nil || m.Per < 0 || m.Per != 0 && !m.Ratio() {
		return invalid("measures.per", "Per is a number above zero, for proportions and rates (p, p', u, u') only: 100 for percent, 1000 for a rate per thousand.")
	}
	return nil
}

// RuleSet is how the measure's chart is read.
func (m Measure) RuleSet() spc.RuleSet { return cmp.Or(m.Rules, spc.IHI2011) }

// Ratio tells that the chart plots numerators over denominators.
func (m Measure) Ratio() bool {
	return slices.Contains([]spc.RuleSet{spc.P, spc.PPrime, spc.U, spc.UPrime}, m.Rules)
}

// Multiple is what numerator / denominator is multiplied with to give the value: a
// percentage, but for rates.
func (m Measure) Multiple() float64 {
	switch m.Rules {
	case spc.U, spc.UPrime:
		return cmp.Or(m.Per, 1)
	}
	return cmp.Or(m.Per, 100)
}

// worked is a point as it is filed: a value that was left out is worked out from its
// parts.
func (p Point) worked(m Measure) Point {
	p.Corrected = false
	if p.Value == 0 && p.Numerator != nil && p.Denominator != nil && *p.Denominator > 0 {
		p.Value = *p.Numerator / *p.Denominator * m.Multiple()
	}
	return p
}

func (p Point) check(now time.Time) error {
	if err := firstOf(checkDay("points.date", p.Date), bounded("points.note", p.Note)); err != nil {
		return err
	}
	if p.Date > DateOf(now) {
		return invalid("points.date", "%s has not come yet. A point is of a day that was.", p.Date.Plain())
	}
	if p.Missing && (p.Value != 0 || p.Numerator != nil || p.Denominator != nil) {
		return invalid("points.missing", "%s is said to be missing and has a value. Leave one of the two out.", p.Date.Plain())
	}
	if !finite(p.Value) {
		return invalid("points.value", "The value of %s is not a number.", p.Date.Plain())
	}
	for _, part := range []*float64{p.Numerator, p.Denominator} {
		if part != nil && !finite(*part) {
			return invalid("points.value", "A part of the value of %s is not a number.", p.Date.Plain())
		}
	}
	if p.Denominator != nil && *p.Denominator <= 0 {
		return invalid("points.denominator", "The denominator of %s is not above zero. Leave the day out where nobody was counted.", p.Date.Plain())
	}
	return nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
