package spc

// Analyse reads a series by a rule set. It costs time in proportion to the points. What
// is wrong with the options or the series is an *Error, and nothing is computed; too few
// points are an answer (TooFew), none at all included.
func Analyse(s Series, o Options) (Result, error) {
	if err := o.Check(); err != nil {
		return Result{}, err
	}
	if err := s.check(o.Rules); err != nil {
		return Result{}, err
	}
	r := Result{Options: o, Values: s.plot(o.Rules), Marks: make([]Mark, len(s.Points)), Phases: make([]PhaseResult, max(len(s.Phases), 1))}
	if o.Rules.Limited() {
		r.Limits = make([]Limits, len(s.Points))
	}
	var few [128]float64 // enough for most series, and it costs no allocation
	a := analysis{Result: &r, series: s, scratch: few[:]}
	a.xs, a.at = s.closeGaps(r.Values)
	checks := make([]Check, 0, len(r.Phases)*mostChecks)
	for i := range r.Phases {
		p := a.newPhase(i)
		p.centre()
		p.judge()
		checks = p.needs(checks)
	}
	a.mark()
	a.conclude()
	return r, nil
}

// analysis is a series on its way to a result. The rules see measured points only, one
// after the other: gaps are left out before any rule looks.
type analysis struct {
	*Result
	series  Series
	xs      []float64 // values of the measured points
	at      []int     // index in the series of each of xs; nil where there are no gaps
	scratch []float64
	next    int // the first measured point of the next phase
}

// plot gives the values as the rule set plots them; 0 in a gap.
func (s Series) plot(rules RuleSet) []float64 {
	values := make([]float64, len(s.Points))
	for i := range s.Points {
		switch p := &s.Points[i]; {
		case p.Missing:
		case rules.Ratio():
			values[i] = p.Numerator / p.Denominator * s.per()
		default:
			values[i] = p.Value
		}
	}
	return values
}

func (s Series) per() float64 {
	if s.Per == 0 {
		return 1
	}
	return s.Per
}

// closeGaps gives the values of the measured points and the index of each; no indexes
// where nothing is missing.
func (s Series) closeGaps(values []float64) (xs []float64, at []int) {
	gaps := 0
	for i := range s.Points {
		if s.Points[i].Missing {
			gaps++
		}
	}
	if gaps == 0 {
		return values, nil
	}
	xs, at = make([]float64, 0, len(values)-gaps), make([]int, 0, len(values)-gaps)
	for i, x := range values {
		if !s.Points[i].Missing {
			xs, at = append(xs, x), append(at, i)
		}
	}
	return xs, at
}

// index in the series of a measured point.
func (a *analysis) index(m int) int {
	if a.at == nil {
		return m
	}
	return a.at[m]
}

// buffer is room for n numbers, used again from phase to phase.
func (a *analysis) buffer(n int) []float64 {
	if cap(a.scratch) < n {
		a.scratch = make([]float64, max(n, len(a.xs)-a.next))
	}
	return a.scratch[:n]
}

// phase is one phase on its way: its measured points are lo to hi of the analysis, and
// lo to base set the centre and the limits.
type phase struct {
	*PhaseResult
	a            *analysis
	number       int
	lo, base, hi int
	beside       int // those of them with a neighbour, to which there is a moving range
}

// newPhase cuts the next phase off the series.
func (a *analysis) newPhase(number int) phase {
	p := phase{PhaseResult: &a.Phases[number], a: a, number: number, lo: a.next}
	if number > 0 {
		p.First = a.Phases[number-1].Last + 1
	}
	points := a.series.Points
	p.Last = len(points) - 1
	if number+1 < len(a.series.Phases) {
		end := a.series.Phases[number+1].From
		p.Last = p.First - 1
		for p.Last+1 < len(points) && points[p.Last+1].At.Before(end) {
			p.Last++
		}
	}
	p.hi = p.lo
	for p.hi < len(a.xs) && a.index(p.hi) <= p.Last {
		p.hi++
	}
	a.next, p.Measured = p.hi, p.hi-p.lo
	p.cutBaseline()
	return p
}

func (p *phase) cutBaseline() {
	p.base = p.hi
	switch end := p.baselineEnd(); {
	case end != nil:
		p.Frozen = true
		p.base = p.lo
		for p.base < p.hi && !p.a.series.Points[p.a.index(p.base)].At.After(end.Baseline) {
			p.base++
		}
	case p.a.Options.Baseline > 0:
		p.Frozen = true
		p.base = min(p.hi, p.lo+p.a.Options.Baseline)
	}
	p.Points = p.base - p.lo
	p.Baseline = p.First - 1
	if p.Points > 0 {
		p.Baseline = p.a.index(p.base - 1)
	}
}

// baselineEnd is the phase of the series where it names its baseline.
func (p *phase) baselineEnd() *Phase {
	if p.number >= len(p.a.series.Phases) || p.a.series.Phases[p.number].Baseline.IsZero() {
		return nil
	}
	return &p.a.series.Phases[p.number]
}

// conclude sums up: a signal is one whatever else is short; Quiet is said only where
// every rule of every phase had the points it needs.
func (a *analysis) conclude() {
	a.Verdict = Quiet
	for i := range a.Phases {
		if !a.Phases[i].Enough() {
			a.Verdict = TooFew
		}
	}
	if len(a.Signals) > 0 {
		a.Verdict = Signaled
	}
}
