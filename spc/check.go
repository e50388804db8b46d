package spc

// limitPoints is how many points set limits that may call a chart quiet: below 12,
// NHS England's plotting tool (NHSRplotthedots) warns of a short group. The books ask
// for more, 20 to 25 (Montgomery), before limits are final.
const limitPoints = 12

// mostChecks is the most rules that a rule set has.
const mostChecks = 4

// check notes for each rule how many points it needs and has.
func (p *phase) check(checks []Check) []Check {
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
			Check{Rule: Shift, Needs: o.Shift, Has: p.Useful, Useful: true},
			Check{Rule: FewRuns, Needs: fewestUseful, Has: p.Useful, Useful: true},
			Check{Rule: ManyRuns, Needs: fewestUseful, Has: p.Useful, Useful: true})
	default:
		checks = append(checks,
			Check{Rule: Shift, Needs: max(o.Shift, fewestUseful), Has: p.Useful, Useful: true},
			Check{Rule: FewCrossings, Needs: fewestUseful, Has: p.Useful, Useful: true})
	}
	p.Checks = checks[from:len(checks):len(checks)]
	return checks
}

// limiting counts the points that set the limits. Where moving ranges do, a point that
// stands alone between gaps sets none.
func (p *phase) limiting() int {
	if !p.a.Options.Rules.ranged() || p.Points == 0 {
		return p.Points
	}
	return p.ranges + 1
}

// steps counts the points that a trend can be made of: equal neighbours once, unless
// they break it.
func (p *phase) steps() int {
	if p.a.Options.TiesBreakTrend || p.hi == p.lo {
		return p.hi - p.lo
	}
	n := 1
	for m := p.lo + 1; m < p.hi; m++ {
		if p.a.xs[m] != p.a.xs[m-1] {
			n++
		}
	}
	return n
}
