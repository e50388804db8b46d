package spc

import (
	"cmp"
	"slices"
)

// judge lets every rule of the rule set look at the phase.
func (p *phase) judge() {
	from := len(p.a.Signals)
	p.countRuns()
	p.outsiders()
	if p.a.Options.Trend > 0 {
		p.trends()
	}
	if p.a.Options.Rules == XmR {
		p.twosOfThree()
	}
	p.shifts()
	p.runCounts()
	slices.SortFunc(p.a.Signals[from:], func(a, b Signal) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Rule.rank(), b.Rule.rank()))
	})
}

// signal notes a finding from one measured point to another.
func (p *phase) signal(rule Rule, first, last int, side int) {
	if p.a.Signals == nil {
		p.a.Signals = make([]Signal, 0, 8) // as many as most series have: one allocation
	}
	p.a.Signals = append(p.a.Signals, Signal{
		Rule: rule, Phase: p.number, First: p.a.index(first), Last: p.a.index(last),
		Direction: Direction(side), Judgement: p.a.series.Better.judge(Direction(side)),
	})
}

// side of the centre on which a measured point lies.
func (p *phase) side(m int) int { return p.a.side(p.PhaseResult, p.a.xs[m]) }

// run is measured points on one side of the centre.
type run struct{ first, last, side, length int }

// runs gives the runs of useful points, one after the other. A point on the centre
// neither ends a run nor counts, except on xmr-mdc, where it ends the run (Making Data
// Count compares the side of every point).
func (p *phase) runs(yield func(run)) {
	var r run
	ends := p.a.Options.Rules == XmR
	for m := p.lo; m < p.hi; m++ {
		side := p.side(m)
		switch {
		case side == 0 && !ends:
		case side == r.side && side != 0:
			r.last, r.length = m, r.length+1
		default:
			if r.length > 0 {
				yield(r)
			}
			r = run{first: m, last: m, side: side}
			if side != 0 {
				r.length = 1
			}
		}
	}
	if r.length > 0 {
		yield(r)
	}
}

func (p *phase) countRuns() {
	side := 0
	p.runs(func(r run) {
		p.Useful += r.length
		p.LongestRun = max(p.LongestRun, r.length)
		if r.side != side { // a run that only a point on the centre ended goes on
			p.Runs++
			side = r.side
		}
	})
	p.Crossings = max(p.Runs-1, 0)
	switch o := p.a.Options; {
	case o.Shift > 0:
		p.LongestAllowed = o.Shift - 1
	default:
		p.LongestAllowed = longestAllowed(p.Useful)
	}
	switch rules := p.a.Options.Rules; {
	case rules == IHI2011:
		p.FewestRuns, p.MostRuns = runsLimits(p.Useful)
	case rules.counted():
		p.FewestCrossings = fewestCrossings(p.Useful)
	}
}

// shifts: each run that is longer than chance usually brings.
func (p *phase) shifts() {
	if p.LongestAllowed == 0 || p.LongestRun <= p.LongestAllowed {
		return
	}
	p.runs(func(r run) {
		if r.length > p.LongestAllowed {
			p.signal(Shift, r.first, r.last, r.side)
		}
	})
}

// runCounts: too few or too many runs, or too few crossings, in the whole phase.
func (p *phase) runCounts() {
	var rule Rule
	switch {
	case p.Runs < p.FewestRuns:
		rule = FewRuns
	case p.MostRuns > 0 && p.Runs > p.MostRuns:
		rule = ManyRuns
	case p.Crossings < p.FewestCrossings:
		rule = FewCrossings
	default:
		return
	}
	first, last := p.lo, p.hi-1
	for p.side(first) == 0 {
		first++
	}
	for p.side(last) == 0 {
		last--
	}
	p.signal(rule, first, last, 0)
}

// outsiders: each point beyond a limit.
func (p *phase) outsiders() {
	if p.a.Limits == nil {
		return
	}
	for m := p.lo; m < p.hi; m++ {
		if side := p.a.outside(p.PhaseResult, p.a.xs[m], p.a.Limits[p.a.index(m)]); side != 0 {
			p.signal(Outside, m, m, side)
		}
	}
}

// trends: points in a row, all rising or all falling. It begins with the last of equal
// values and ends with the first. A turning point belongs to the trends on both sides.
func (p *phase) trends() {
	xs, o := p.a.xs, p.a.Options
	way, length := 0, 1
	first, last := p.lo, p.lo
	end := func() {
		if length >= o.Trend {
			p.signal(Trend, first, last, way)
		}
	}
	for m := p.lo + 1; m < p.hi; m++ {
		step := p.a.step(p.PhaseResult, xs[m-1], xs[m])
		switch {
		case step == 0 && o.TiesBreakTrend:
			end()
			way, length, first, last = 0, 1, m, m
		case step == 0:
		case step == way:
			length++
			last = m
		default:
			end()
			way, length, first, last = step, 2, m-1, m
		}
	}
	end()
}

// twosOfThree: of three points in a row on one side of the centre, two or more between
// near limit and limit. Windows that overlap are one finding, from its first to its
// last such point.
func (p *phase) twosOfThree() {
	first, last, way, end := -1, -1, 0, -1
	for m := p.lo; m+2 < p.hi; m++ {
		from, to, side := p.window(m)
		if side == 0 {
			continue
		}
		if first >= 0 && (m > end || side != way) {
			p.signal(TwoOfThree, first, last, way)
			first = -1
		}
		if first < 0 {
			first, way = from, side
		}
		last, end = to, m+2
	}
	if first >= 0 {
		p.signal(TwoOfThree, first, last, way)
	}
}

// window looks at three points from m on: the first and the last that are near a limit,
// and their side; 0 where fewer than two are, or not all three lie on that side.
func (p *phase) window(m int) (first, last, side int) {
	count, up := 0, 0
	for i := m; i < m+3; i++ {
		near := p.a.near(p.PhaseResult, p.a.xs[i], p.a.Limits[p.a.index(i)])
		if near == 0 {
			continue
		}
		if count == 0 {
			first = i
		}
		last = i
		count++
		up += near
	}
	switch {
	case count < 2:
		return -1, -1, 0
	case up > 0:
		side = 1
	default:
		side = -1
	}
	for i := m; i < m+3; i++ {
		if p.side(i) != side {
			return -1, -1, 0
		}
	}
	return first, last, side
}
