package spc

import "math"

// centre computes the centre of a phase and, on control charts, its limits.
func (p *phase) centre() {
	base := p.a.xs[p.lo:p.base]
	if len(base) == 0 {
		p.limitAll(none())
		return
	}
	switch p.a.Options.Rules {
	case IHI2011, Anhoej:
		p.middle(base)
	case XmR:
		p.measurements(base)
	case T:
		p.times(base)
	case C:
		p.Centre = mean(base)
		p.count(p.Centre, math.Sqrt(p.Centre))
	case G:
		m := mean(base)
		p.middle(base)
		p.count(m, math.Sqrt(m*(m+1))) // Montgomery: the geometric distribution
	case P, PPrime, U, UPrime:
		p.ratios()
	}
}

func (p *phase) middle(base []float64) {
	sorted := p.a.buffer(len(base))
	copy(sorted, base)
	p.Centre = median(sorted)
}

// limitAll gives all points of the phase the same limits, gaps included.
func (p *phase) limitAll(l Limits) {
	if p.a.Limits == nil {
		return
	}
	for i := p.First; i <= p.Last; i++ {
		p.a.Limits[i] = l
	}
}

// measurements: mean +/- 2.66 mean moving ranges; the near limits at two thirds of it
// (NHS England, Making Data Count). A lower limit may lie below zero.
func (p *phase) measurements(base []float64) {
	p.Centre = mean(base)
	p.rangesOf(base, math.Abs(p.Centre))
	if p.MeanRange == 0 {
		p.limitAll(none())
		return
	}
	reach := float64(2.66 * p.MeanRange) // float64: rounded before it is added, on every processor
	p.limitAll(Limits{
		Lower: p.Centre - reach, NearLower: p.Centre - reach*2/3,
		NearUpper: p.Centre + reach*2/3, Upper: p.Centre + reach,
	})
}

// rangesOf sets the mean of the moving ranges of the baseline's points, as they are or
// as they were made into something else. One that is no more than rounding among numbers
// as large as scale is 0: no limits follow from it.
func (p *phase) rangesOf(values []float64, scale float64) {
	var at []int
	if p.a.at != nil {
		at = p.a.at[p.lo:p.base]
	}
	p.MeanRange, p.beside = meanRange(values, at, p.a.Options.Screening), beside(len(values), at)
	if level(p.MeanRange, 0, scale) {
		p.MeanRange, p.Flat = 0, p.beside > 0
	}
}

// sigmas3 is three standard deviations, told from a mean moving range (Montgomery).
func sigmas3(meanRange float64) float64 { return 3 * meanRange / 1.128 }

// times: the times raised to 1/3.6 are nearly normal; their limits are those of
// individuals, raised back (Nelson 1994).
func (p *phase) times(base []float64) {
	const power = 3.6
	raised := p.a.buffer(len(base))
	for i, x := range base {
		raised[i] = math.Pow(x, 1/power)
	}
	m := mean(raised)
	p.Centre = math.Pow(m, power)
	p.rangesOf(raised, m)
	l := none()
	if p.MeanRange > 0 {
		reach := sigmas3(p.MeanRange)
		l.Upper = math.Pow(m+reach, power)
		if m >= reach {
			l.Lower = math.Pow(m-reach, power)
		}
	}
	p.limitAll(l)
}

// count gives all points the same three-sigma limits; none where sigma is 0.
func (p *phase) count(centre, sigma float64) {
	if p.Flat = sigma == 0; p.Flat {
		p.limitAll(none())
		return
	}
	p.limitAll(countLimits(centre, sigma))
}

// countLimits: three sigma; a lower limit below zero is none.
func countLimits(centre, sigma float64) Limits {
	l := none()
	reach := float64(3 * sigma)
	l.Upper = centre + reach
	if lower := centre - reach; lower >= 0 {
		l.Lower = lower
	}
	return l
}

// ratios: three sigma by each point's own denominator (Montgomery), widened or narrowed
// by how much the z-scores really vary on p' and u' (Laney 2002). A gap has no
// denominator, so it has no limits.
func (p *phase) ratios() {
	a := p.a
	rules, per := a.Options.Rules, a.series.per()
	var n, d sum
	for m := p.lo; m < p.base; m++ {
		point := &a.series.Points[a.index(m)]
		n.add(point.Numerator)
		d.add(point.Denominator)
	}
	ratio := n.value() / d.value()
	p.Centre = ratio * per
	spread := ratio // variance of one of the denominator
	if rules == P || rules == PPrime {
		spread = max(0, ratio*(1-ratio))
	}
	p.limitAll(none())
	widen := 1.0
	if rules.ranged() {
		widen = p.dispersion(ratio, spread)
	}
	if p.Flat = p.Flat || spread == 0; p.Flat || widen == 0 {
		return
	}
	for m := p.lo; m < p.hi; m++ {
		i := a.index(m)
		l := countLimits(ratio, widen*math.Sqrt(spread/a.series.Points[i].Denominator))
		if rules == P || rules == PPrime {
			l.Upper = min(l.Upper, 1)
		}
		l.Lower, l.Upper = l.Lower*per, l.Upper*per
		a.Limits[i] = l
	}
}

// dispersion is Laney's sigma z: the standard deviation of the z-scores, told from
// their moving ranges.
func (p *phase) dispersion(ratio, spread float64) float64 {
	z := p.a.buffer(p.Points)
	for i := range z {
		point := &p.a.series.Points[p.a.index(p.lo+i)]
		z[i] = 0
		if sigma := math.Sqrt(spread / point.Denominator); sigma > 0 {
			z[i] = (point.Numerator/point.Denominator - ratio) / sigma
		}
	}
	p.rangesOf(z, 1)
	return p.MeanRange / 1.128
}
