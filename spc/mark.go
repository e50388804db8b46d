package spc

// rank is the order of the rules: a point bears its first match.
func (r Rule) rank() int {
	switch r {
	case Outside:
		return 1
	case Trend:
		return 2
	case TwoOfThree:
		return 3
	case Shift:
		return 4
	case FewRuns:
		return 5
	case ManyRuns:
		return 6
	default:
		return 7
	}
}

// Whole tells that the rule is about a phase as a whole: no point bears it.
func (r Rule) Whole() bool { return r == FewRuns || r == ManyRuns || r == FewCrossings }

// judge says whether a direction is for the better.
func (b Better) judge(d Direction) Judgement {
	switch {
	case b == Neither || d == Level:
		return Unjudged
	case (b == Higher) == (d == Up):
		return Improvement
	}
	return Deterioration
}

// Same tells that two signals of the same series are one: the same rule points the same
// way at points that overlap. So a signal that a later point makes longer stays itself.
func (g Signal) Same(other Signal) bool {
	return g.Rule == other.Rule && g.Direction == other.Direction &&
		g.First <= other.Last && other.First <= g.Last
}

// mark lets each point bear its first match. A turning point bears the trend that it begins.
func (a *analysis) mark() {
	for i := range a.Signals {
		g := &a.Signals[i]
		if g.Rule.Whole() {
			continue
		}
		for at := g.First; at <= g.Last; at++ {
			m := &a.Marks[at]
			if a.bears(a.series, g, at) && (m.Rule == "" || g.Rule.rank() <= m.Rule.rank()) {
				*m = Mark{Rule: g.Rule, Direction: g.Direction, Judgement: g.Judgement}
			}
		}
	}
}

// bears tells that a point between the first and the last of a signal is part of it: not
// a gap, nor a point on the centre within a shift, nor one too far from the limit.
func (r *Result) bears(s Series, g *Signal, i int) bool {
	p := &r.Phases[g.Phase]
	switch x := r.Values[i]; {
	case s.Points[i].Missing:
		return false
	case g.Rule == Shift:
		return r.side(p, x) == int(g.Direction)
	case g.Rule == TwoOfThree:
		return r.near(p, x, r.Limits[i]) == int(g.Direction)
	}
	return true
}
