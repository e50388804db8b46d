package spc

import "strings"

// RuleSet names a published way to read a chart.
type RuleSet string

// The rule sets.
const (
	IHI2011 RuleSet = "ihi-2011" // run chart (Perla, Provost, Murray 2011)
	Anhoej  RuleSet = "anhoej"   // run chart (Anhøj, Olesen 2014)
	XmR     RuleSet = "xmr-mdc"  // individuals and moving range (NHS England, Making Data Count)
	P       RuleSet = "p"        // proportions, limits by denominator
	PPrime  RuleSet = "p'"       // proportions, over- or under-dispersed (Laney 2002)
	U       RuleSet = "u"        // rates, limits by exposure
	UPrime  RuleSet = "u'"       // rates, over- or under-dispersed (Laney 2002)
	C       RuleSet = "c"        // counts of an equal opportunity
	T       RuleSet = "t"        // time between rare events (Nelson 1994)
	G       RuleSet = "g"        // opportunities between rare events
)

// RuleSets lists the rule sets, run charts first.
func RuleSets() []RuleSet {
	return []RuleSet{IHI2011, Anhoej, XmR, P, PPrime, U, UPrime, C, T, G}
}

// Ratio tells that the rule set plots Numerator / Denominator.
func (r RuleSet) Ratio() bool { return r == P || r == PPrime || r == U || r == UPrime }

// Limited tells that the rule set draws limits: that it is a control chart.
func (r RuleSet) Limited() bool { return r != IHI2011 && r != Anhoej }

// median tells that the centre is the median; otherwise it is the mean.
func (r RuleSet) median() bool { return r == IHI2011 || r == Anhoej || r == G }

// ranged tells that the limits come from moving ranges.
func (r RuleSet) ranged() bool { return r == XmR || r == T || r == PPrime || r == UPrime }

// screens tells that large moving ranges may be left out of the mean.
func (r RuleSet) screens() bool { return r == XmR || r == T }

// counted tells that the length of a shift follows from the number of useful points.
func (r RuleSet) counted() bool { return r != IHI2011 && r != XmR }

// Options say by which conventions a series is read. RuleSet.Options gives those of
// the publication; whoever changes one says so wherever the result is shown.
type Options struct {
	Rules   RuleSet `json:"rules"`
	Version int     `json:"version"`
	// Shift is how many points in a row on one side of the centre are a signal; 0
	// where it follows from the number of useful points (anhoej and all on its runs rules).
	Shift int `json:"shift,omitempty"`
	// Trend is how many points in a row, all rising or all falling, are a signal; 0
	// where there is no such rule.
	Trend int `json:"trend,omitempty"`
	// TiesBreakTrend: two equal values end a trend; otherwise they count once.
	TiesBreakTrend bool `json:"ties_break_trend,omitempty"`
	// Baseline is how many points from the start of a phase set its centre and limits
	// where the phase does not name the moment; 0: all. Gaps do not count.
	Baseline int `json:"baseline,omitempty"`
	// Screening leaves moving ranges at or above 3.267 times their mean out of it, once
	// (individuals charts: xmr-mdc and t).
	Screening bool `json:"screening,omitempty"`
}

const newest = 1 // version of every rule set

// shortest is the least length of a shift or a trend: chance brings four in a row on
// one side every eighth time.
const shortest = 5

// Options gives the conventions of a rule set's newest version. An unknown rule set is
// an *Error of kind ErrRules.
func (r RuleSet) Options() (Options, error) {
	o := Options{Rules: r, Version: newest}
	switch r {
	case IHI2011:
		o.Shift, o.Trend = 6, 5
	case XmR:
		o.Shift, o.Trend, o.TiesBreakTrend, o.Screening = 7, 7, true, true
	case Anhoej, P, PPrime, U, UPrime, C, T, G:
	default:
		return Options{}, wrong(ErrRules, "rules", "%q is not a rule set. Use one of %s.", clip(string(r)), ruleNames())
	}
	return o, nil
}

// Check tells what is wrong with options, as an *Error.
func (o Options) Check() error {
	if _, err := o.Rules.Options(); err != nil {
		return err
	}
	switch {
	case o.Version != newest:
		return wrong(ErrRules, "version", "There is no version %d of %s. Use %d.", o.Version, o.Rules, newest)
	case o.Shift == 0 && !o.Rules.counted():
		return wrong(ErrOption, "shift", "%s needs the length of a shift. Give %d or more.", o.Rules, shortest)
	case o.Shift != 0 && o.Shift < shortest:
		return wrong(ErrOption, "shift", "%d points in a row on one side are too often chance. Give %d or more.", o.Shift, shortest)
	case o.Trend != 0 && o.Trend < shortest:
		return wrong(ErrOption, "trend", "%d points in a row are too few for a trend. Give %d or more, or 0 for no such rule.", o.Trend, shortest)
	case o.Baseline < 0:
		return wrong(ErrOption, "baseline", "A baseline of %d points is not possible. Give the number of points, or 0 for all.", o.Baseline)
	case o.Screening && !o.Rules.screens():
		return wrong(ErrOption, "screening", "%s does not screen moving ranges. Leave screening out.", o.Rules)
	}
	return nil
}

func ruleNames() string {
	var b strings.Builder
	for i, r := range RuleSets() {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(r))
	}
	return b.String()
}

// clip keeps a stranger's word short enough for a sentence.
func clip(s string) string {
	const most = 40
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
