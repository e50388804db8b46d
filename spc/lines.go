package spc

import "cmp"

// side of the centre: 1 above, -1 below, 0 on it. Rounding puts no point off it.
func (r *Result) side(p *PhaseResult, x float64) int {
	if p.Points == 0 {
		return 0
	}
	return r.step(p, p.Centre, x)
}

// step is 1 where values go up from a to b, -1 where they go down, 0 where rounding alone
// keeps them apart.
func (r *Result) step(p *PhaseResult, a, b float64) int {
	if level(a, b, r.scale(p)) {
		return 0
	}
	return cmp.Compare(b, a)
}

// scale is how large the numbers are that a value was worked out beside, where it says
// more of rounding than the value itself: near a mean or a limit of about zero.
func (r *Result) scale(p *PhaseResult) float64 {
	if r.Options.Rules == XmR {
		return p.MeanRange
	}
	return p.Centre
}

// outside is 1 above the upper limit, -1 below the lower one, 0 within.
func (r *Result) outside(p *PhaseResult, x float64, l Limits) int {
	switch scale := r.scale(p); {
	case x > l.Upper && !level(x, l.Upper, scale):
		return 1
	case x < l.Lower && !level(x, l.Lower, scale):
		return -1
	}
	return 0
}

// near is 1 in the upper zone between near limit and limit, -1 in the lower, else 0.
func (r *Result) near(p *PhaseResult, x float64, l Limits) int {
	switch scale := r.scale(p); {
	case r.outside(p, x, l) != 0:
		return 0
	case x > l.NearUpper && !level(x, l.NearUpper, scale):
		return 1
	case x < l.NearLower && !level(x, l.NearLower, scale):
		return -1
	}
	return 0
}
