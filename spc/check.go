package spc

// limitPoints is how many points set limits that may call a chart quiet: below 12,
// NHS England's plotting tool (NHSRplotthedots) warns of a short group. The books ask
// for more, 20 to 25 (Montgomery), before limits are final.
const limitPoints = 12

// mostChecks is the most rules that a rule set has.
const mostChecks = 4

// rests is how many points have to set the centre or the limits that a rule looks at
// before it may call a chart quiet, or a finding unlikely to be chance. A trend looks at
// neither.
func (r Rule) rests() int {
	switch r {
	case Trend:
		return 0
	case Outside, TwoOfThree:
		return limitPoints
	}
	return fewestUseful
}

// needs notes for each rule how many points it needs and has.
func (p *phase) needs(checks []Check) []Check {
	from := len(checks)
	o := p.a.Options
	if o.Rules.Limited() {
		checks = append(checks, Check{Rule: Outside, Needs: limitPoints, Has: p.limiting()})
	}
	if o.Trend > 0 {
		checks = append(checks, Check{Rule: Trend, Needs: o.Trend, Has: p.steps()})
	}
	switch o.Rules {
	case XmR:
		checks = append(checks,
			Check{Rule: TwoOfThree, Needs: limitPoints, Has: p.limiting()},
			Check{Rule: Shift, Needs: o.Shift, Has: p.Measured})
	case IHI2011:
		checks = append(checks,
			Check{Rule: Shift, Needs: p.shiftNeeds(), Has: p.judged(), Useful: true},
			Check{Rule: FewRuns, Needs: fewestUseful, Has: p.judged(), Useful: true},
			Check{Rule: ManyRuns, Needs: fewestUseful, Has: p.judged(), Useful: true})
	default:
		checks = append(checks,
			Check{Rule: Shift, Needs: max(p.shiftNeeds(), fewestUseful), Has: p.judged(), Useful: true},
			Check{Rule: FewCrossings, Needs: fewestUseful, Has: p.judged(), Useful: true})
	}
	p.Checks = checks[from:len(checks):len(checks)]
	return checks
}

// shiftNeeds is how many useful points a shift needs. About an own median half of the
// points lie on either side, so a longer shift than the publication's, that somebody
// chose, cannot be in fewer than twice its length.
func (p *phase) shiftNeeds() int {
	o := p.a.Options
	if published, _ := o.Rules.Options(); o.Shift > published.Shift && o.Rules.median() && p.base == p.hi {
		return 2 * o.Shift
	}
	return o.Shift
}

// judged counts the useful points; where fewer than 10 set a frozen centre, no more than
// those: a centre of few points calls nothing quiet, however many it judges.
func (p *phase) judged() int {
	if p.Points < fewestUseful {
		return min(p.Useful, p.Points)
	}
	return p.Useful
}

// limiting counts the points that set the limits: none where there are no limits, as the
// points do not differ. Where moving ranges do, a point that stands alone between gaps
// sets none.
func (p *phase) limiting() int {
	switch {
	case p.Flat:
		return 0
	case p.a.Options.Rules.ranged():
		return p.beside
	}
	return p.Points
}

// steps counts the points that a trend can be made of: equal neighbours once, unless
// they break it.
func (p *phase) steps() int {
	if p.a.Options.TiesBreakTrend || p.hi == p.lo {
		return p.hi - p.lo
	}
	n := 1
	for m := p.lo + 1; m < p.hi; m++ {
		if p.a.step(p.PhaseResult, p.a.xs[m-1], p.a.xs[m]) != 0 {
			n++
		}
	}
	return n
}
