package spc

// Rule is one reason to look closer.
type Rule string

// The rules. Not every rule set has each.
const (
	Outside      Rule = "outside-limits" // one point beyond a limit
	Trend        Rule = "trend"          // points in a row, all rising or all falling
	TwoOfThree   Rule = "two-of-three"   // two of three beyond a near limit, all on that side
	Shift        Rule = "shift"          // points in a row on one side of the centre
	FewRuns      Rule = "too-few-runs"
	ManyRuns     Rule = "too-many-runs"
	FewCrossings Rule = "few-crossings" // the line crosses the centre unusually seldom
)

// Direction is where a signal points.
type Direction int8

// The directions. A count of runs or crossings points nowhere.
const (
	Down  Direction = -1
	Level Direction = 0
	Up    Direction = 1
)

// Judgement says whether a signal is for the better.
type Judgement string

// The judgements.
const (
	Unjudged      Judgement = "" // there is no direction, or none that is good
	Improvement   Judgement = "better"
	Deterioration Judgement = "worse"
)

// Signal is one finding: what chance alone seldom does.
type Signal struct {
	Rule      Rule      `json:"rule"`
	Phase     int       `json:"phase"` // index into Result.Phases
	First     int       `json:"first"` // index of a point
	Last      int       `json:"last"`  // index of a point
	Direction Direction `json:"direction"`
	Judgement Judgement `json:"judgement"`
}

// Verdict sums a result up.
type Verdict string

// The verdicts. Quiet is given only where every rule of every phase had the points it
// needs: a short phase, earlier or later, makes it TooFew. Any signal makes it Signaled.
const (
	TooFew   Verdict = "too-few"
	Quiet    Verdict = "no-signal"
	Signaled Verdict = "signal"
)

// Check is what became of one rule in one phase.
type Check struct {
	Rule  Rule `json:"rule"`
	Needs int  `json:"needs"` // points (useful points, for runs) that the rule needs before it can say no
	Has   int  `json:"has"`   // that there are; no more than set a frozen centre, where those are too few
	// Useful tells that only points off the centre count. The rules of limits count
	// the points that set them, the others all that were measured.
	Useful bool `json:"useful"`
}

// Enough tells that the rule had the points it needs before it can say no.
func (c Check) Enough() bool { return c.Has >= c.Needs }

// PhaseResult is how one phase reads.
type PhaseResult struct {
	First      int     `json:"first"`       // index of its first point
	Last       int     `json:"last"`        // index of its last point; of a phase without points, First - 1
	Baseline   int     `json:"baseline"`    // index of the last point that set the centre and limits; First - 1 where none did
	Measured   int     `json:"measured"`    // points of the phase that are no gap
	Points     int     `json:"points"`      // those of them that set the centre and the limits
	Frozen     bool    `json:"frozen"`      // a person or the options named the baseline
	Centre     float64 `json:"centre"`      // in the units of the plot
	MeanRange  float64 `json:"mean_range"`  // of the moving ranges that set the limits; 0 on run charts
	Flat       bool    `json:"flat"`        // the points that would set the limits do not differ, so there are none
	Useful     int     `json:"useful"`      // points off the centre
	Runs       int     `json:"runs"`        // of useful points on one side
	LongestRun int     `json:"longest_run"` // in useful points
	Crossings  int     `json:"crossings"`   // of the centre, by useful points: Runs - 1

	// What the runs are held against; 0 where the rule set has none or there are too few points.
	FewestRuns      int `json:"fewest_runs"`
	MostRuns        int `json:"most_runs"`
	LongestAllowed  int `json:"longest_allowed"`
	FewestCrossings int `json:"fewest_crossings"`

	Checks []Check `json:"checks"`
}

// Enough tells that every rule had the points it needs before it can say no.
func (p PhaseResult) Enough() bool {
	for _, c := range p.Checks {
		if !c.Enough() {
			return false
		}
	}
	return true
}

// Result is how a series reads by a rule set.
type Result struct {
	Options Options       `json:"options"`
	Verdict Verdict       `json:"verdict"`
	Values  []float64     `json:"values"` // as plotted, one a point; 0 in a gap
	Limits  []Limits      `json:"limits"` // one a point; none on run charts
	Marks   []Mark        `json:"marks"`  // one a point: the rule that it is drawn by
	Phases  []PhaseResult `json:"phases"`
	Signals []Signal      `json:"signals"` // by first point, then by rule
}

// Mark is what a point bears: its first match in the order of the rules above. The
// zero Mark is a usual point. What is about a phase as a whole (Rule.Whole) no point
// bears; a point on the centre bears no shift; of three points near a limit only those
// near it bear that. A point that ends one trend and begins another bears the second.
type Mark struct {
	Rule      Rule      `json:"rule"`
	Direction Direction `json:"direction"`
	Judgement Judgement `json:"judgement"`
}
