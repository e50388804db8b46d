package spc

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
	// where the phase does not name the moment; 0: all.
	Baseline int `json:"baseline,omitempty"`
	// Screening leaves moving ranges at or above 3.267 times their mean out of it, once
	// (individuals charts).
	Screening bool `json:"screening,omitempty"`
}

// Options gives the conventions of a rule set's newest version.
func (r RuleSet) Options() (Options, error) { return Options{Rules: r, Version: 1}, nil }
