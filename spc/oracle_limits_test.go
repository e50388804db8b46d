package spc_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/spc"
)

// TestPlotTheDotsByHand compares the marks of xmr-mdc with a point-by-point reading of the
// rules as Making Data Count words them: for each point, is it in any window that matches?
func TestPlotTheDotsByHand(t *testing.T) {
	seen := map[spc.Rule]int{}
	rapid.Check(t, func(t *rapid.T) {
		values := drawProcess(t)
		o, _ := spc.XmR.Options()
		o.Screening = rapid.Bool().Draw(t, "screening")
		o.Baseline = rapid.SampledFrom([]int{0, 0, 2, 5, 12, 20}).Draw(t, "baseline")
		r, err := spc.Analyse(plotted(values...), o)
		if err != nil {
			t.Fatal(err)
		}
		chart := plotTheDots(values, o)
		if chart.borderline { // a value lies on a line, where rounding decides
			return
		}
		near(t, "mean", r.Phases[0].Centre, chart.mean, 1e-9)
		near(t, "upper limit", r.Limits[0].Upper, chart.mean+2.66*chart.meanRange, 1e-9)
		near(t, "lower limit", r.Limits[0].Lower, chart.mean-2.66*chart.meanRange, 1e-9)
		near(t, "near limit", r.Limits[0].NearUpper, chart.mean+2.66*chart.meanRange*2/3, 1e-9)
		for i := range values {
			rule, way := chart.highlight(i)
			if got := r.Marks[i]; got.Rule != rule || got.Direction != way {
				t.Errorf("point %d bears %q %d, by hand %q %d", i, got.Rule, got.Direction, rule, way)
			}
			seen[rule]++
		}
	})
	for _, rule := range []spc.Rule{"", spc.Outside, spc.Trend, spc.TwoOfThree, spc.Shift} {
		if seen[rule] == 0 {
			t.Errorf("no series had a point with rule %q: the comparison says nothing of it", rule)
		}
	}
}

// drawProcess is a process with noise, steps and drifts, so that every rule has its turn.
func drawProcess(t *rapid.T) []float64 {
	var values []float64
	level := 0.0
	for range rapid.IntRange(1, 5).Draw(t, "stretches") {
		level += float64(rapid.IntRange(-6, 6).Draw(t, "step"))
		drift := float64(rapid.IntRange(-3, 3).Draw(t, "drift"))
		noise := float64(rapid.IntRange(0, 9).Draw(t, "noise"))
		for range rapid.IntRange(1, 14).Draw(t, "length") {
			level += drift
			values = append(values, level+noise*rapid.Float64Range(-1, 1).Draw(t, "value"))
		}
	}
	return values
}

type dotsChart struct {
	values          []float64
	mean, meanRange float64
	borderline      bool
}

func plotTheDots(values []float64, o spc.Options) dotsChart {
	base := values
	if o.Baseline > 0 {
		base = values[:min(o.Baseline, len(values))]
	}
	c := dotsChart{values: values, mean: average(base)}
	var ranges []float64
	for i := range base[1:] {
		ranges = append(ranges, math.Abs(base[i+1]-base[i]))
	}
	c.meanRange = average(ranges)
	if o.Screening {
		limit := 3.267 * c.meanRange
		kept := slices.DeleteFunc(slices.Clone(ranges), func(r float64) bool {
			c.borderline = c.borderline || r > 0 && math.Abs(r-limit) < 1e-9
			return r >= limit
		})
		if average(kept) > 0 { // else nothing would vary, and screening is not done
			c.meanRange = average(kept)
		}
	}
	for i, v := range values {
		c.borderline = c.borderline || i > 0 && v != values[i-1] && math.Abs(v-values[i-1]) < 1e-9
		for _, line := range []float64{0, 1, -1, 2.0 / 3, -2.0 / 3} {
			c.borderline = c.borderline || math.Abs(v-(c.mean+line*2.66*c.meanRange)) < 1e-9
		}
	}
	c.borderline = c.borderline || len(base) < 2 || c.meanRange < 1e-6
	return c
}

func average(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total / float64(len(values))
}

func (c dotsChart) side(i int) int {
	if c.values[i] > c.mean {
		return 1
	}
	return -1
}

func (c dotsChart) isOutside(i int) bool { return math.Abs(c.values[i]-c.mean) > 2.66*c.meanRange }

func (c dotsChart) isNear(i int) bool {
	return !c.isOutside(i) && math.Abs(c.values[i]-c.mean) > 2.66*c.meanRange*2/3
}

// anyWindow tells that some window of that size that holds point i matches.
func (c dotsChart) anyWindow(i, size int, match func(from int) bool) bool {
	for from := max(0, i-size+1); from <= i && from+size <= len(c.values); from++ {
		if match(from) {
			return true
		}
	}
	return false
}

func (c dotsChart) highlight(i int) (spc.Rule, spc.Direction) {
	sameSide := func(size int) func(int) bool {
		return func(from int) bool {
			for j := from; j < from+size; j++ {
				if c.side(j) != c.side(from) {
					return false
				}
			}
			return true
		}
	}
	steady := func(way float64) func(int) bool {
		return func(from int) bool {
			for j := from; j < from+6; j++ {
				if (c.values[j+1]-c.values[j])*way <= 0 {
					return false
				}
			}
			return true
		}
	}
	twoNear := func(from int) bool {
		count := 0
		for j := from; j < from+3; j++ {
			if c.isNear(j) {
				count++
			}
		}
		return count >= 2 && sameSide(3)(from)
	}
	falling, rising := c.anyWindow(i, 7, steady(-1)), c.anyWindow(i, 7, steady(1))
	switch side := spc.Direction(c.side(i)); {
	case c.isOutside(i):
		return spc.Outside, side
	case rising && falling: // a turning point takes the way that follows
		if c.values[i+1] > c.values[i] {
			return spc.Trend, spc.Up
		}
		return spc.Trend, spc.Down
	case rising:
		return spc.Trend, spc.Up
	case falling:
		return spc.Trend, spc.Down
	case c.isNear(i) && c.anyWindow(i, 3, twoNear):
		return spc.TwoOfThree, side
	case c.anyWindow(i, 7, sameSide(7)):
		return spc.Shift, side
	}
	return "", spc.Level
}

// straight is a formula for centre and limits, straight from the book, of one chart.
type straight func(counts, sizes, values []float64) (centre float64, limits func(size float64) (lower, upper float64))

// formulas are those of Montgomery (p, u, c, g), Laney 2002 (p', u') and Nelson 1994 (t).
var formulas = map[spc.RuleSet]straight{
	spc.P: func(counts, sizes, _ []float64) (float64, func(float64) (float64, float64)) {
		p := average(counts) / average(sizes)
		return p, func(n float64) (float64, float64) { return about(p, 3*math.Sqrt(p*(1-p)/n)) }
	},
	spc.U: func(counts, sizes, _ []float64) (float64, func(float64) (float64, float64)) {
		u := average(counts) / average(sizes)
		return u, func(n float64) (float64, float64) { return about(u, 3*math.Sqrt(u/n)) }
	},
	spc.PPrime: func(counts, sizes, _ []float64) (float64, func(float64) (float64, float64)) {
		p := average(counts) / average(sizes)
		sigma := func(n float64) float64 { return math.Sqrt(p * (1 - p) / n) }
		z := laneySigmaZ(counts, sizes, p, sigma)
		return p, func(n float64) (float64, float64) { return about(p, 3*z*sigma(n)) }
	},
	spc.UPrime: func(counts, sizes, _ []float64) (float64, func(float64) (float64, float64)) {
		u := average(counts) / average(sizes)
		sigma := func(n float64) float64 { return math.Sqrt(u / n) }
		z := laneySigmaZ(counts, sizes, u, sigma)
		return u, func(n float64) (float64, float64) { return about(u, 3*z*sigma(n)) }
	},
	spc.C: func(_, _, values []float64) (float64, func(float64) (float64, float64)) {
		c := average(values)
		return c, func(float64) (float64, float64) { return about(c, 3*math.Sqrt(c)) }
	},
	spc.G: func(_, _, values []float64) (float64, func(float64) (float64, float64)) {
		g := average(values)
		sorted := slices.Sorted(slices.Values(values))
		n := len(sorted)
		return (sorted[(n-1)/2] + sorted[n/2]) / 2, func(float64) (float64, float64) { return about(g, 3*math.Sqrt(g*(g+1))) }
	},
	spc.T: func(_, _, values []float64) (float64, func(float64) (float64, float64)) {
		var raised []float64
		for _, v := range values {
			raised = append(raised, math.Pow(v, 1/3.6))
		}
		m, sigma := average(raised), averageRange(raised)/1.128
		return math.Pow(m, 3.6), func(float64) (float64, float64) {
			lower, upper := about(m, 3*sigma)
			return math.Pow(max(lower, 0), 3.6), math.Pow(upper, 3.6)
		}
	},
}

func about(centre, reach float64) (lower, upper float64) { return centre - reach, centre + reach }

func averageRange(values []float64) float64 {
	var ranges []float64
	for i := range values[1:] {
		ranges = append(ranges, math.Abs(values[i+1]-values[i]))
	}
	return average(ranges)
}

func laneySigmaZ(counts, sizes []float64, centre float64, sigma func(float64) float64) float64 {
	var z []float64
	for i := range counts {
		z = append(z, (counts[i]/sizes[i]-centre)/sigma(sizes[i]))
	}
	return averageRange(z) / 1.128
}

// TestLimitsByTheFormulas draws data for each control chart, freezes some baselines, and
// compares every limit with the formula worked out straight.
func TestLimitsByTheFormulas(t *testing.T) {
	for rules, formula := range formulas {
		t.Run(string(rules), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { checkFormula(t, rules, formula) })
		})
	}
}

func checkFormula(t *rapid.T, rules spc.RuleSet, formula straight) {
	n := rapid.IntRange(2, 40).Draw(t, "points")
	counts, sizes, values := make([]float64, n), make([]float64, n), make([]float64, n)
	s := plotted(values...)
	for i := range n {
		sizes[i] = float64(rapid.IntRange(20, 400).Draw(t, "size"))
		counts[i] = float64(rapid.IntRange(1, 19).Draw(t, "count"))
		values[i] = float64(rapid.IntRange(1, 60).Draw(t, "value"))
		s.Points[i] = spc.Point{At: dayOf(i), Value: values[i], Numerator: counts[i], Denominator: sizes[i]}
	}
	o, _ := rules.Options()
	o.Baseline = rapid.SampledFrom([]int{0, 2, 12, 24}).Draw(t, "baseline")
	base := n
	if o.Baseline > 0 {
		base = min(o.Baseline, n)
	}
	per := 1.0
	if rules.Ratio() {
		s.Per = rapid.SampledFrom([]float64{0, 1, 100, 1000}).Draw(t, "per")
		per = max(s.Per, 1)
		if s.Per == 0 {
			per = 1
		}
	}
	r, err := spc.Analyse(s, o)
	if err != nil {
		t.Fatal(err)
	}
	centre, limits := formula(counts[:base], sizes[:base], values[:base])
	near(t, "centre", r.Phases[0].Centre, per*centre, 1e-9*per*max(1, centre))
	for i, got := range r.Limits {
		lower, upper := limits(sizes[i])
		if upper-centre < 1e-9*centre { // limits of no width are none
			lower, upper = math.Inf(-1), math.Inf(1)
		}
		if (rules == spc.P || rules == spc.PPrime) && !math.IsInf(upper, 1) {
			upper = min(upper, 1)
		}
		near(t, "upper limit", got.Upper, per*upper, 1e-9*per*max(1, upper))
		switch {
		case math.Abs(lower) < 1e-9: // on the border rounding decides whether there is one
		case lower < 0:
			near(t, "no lower limit", got.Lower, math.Inf(-1), 0)
		default:
			near(t, "lower limit", got.Lower, per*lower, 1e-9*per*max(1, lower))
		}
		plot := values[i]
		if rules.Ratio() {
			plot = counts[i] / sizes[i]
		}
		if gap := min(math.Abs(plot-lower), math.Abs(plot-upper)); gap > 1e-9*max(1, upper) {
			outside := plot > upper || plot < lower
			if got := slices.ContainsFunc(r.Signals, func(s spc.Signal) bool { return s.Rule == spc.Outside && s.First == i }); got != outside {
				t.Errorf("point %d at %v of %v to %v: outside %t", i, plot, lower, upper, got)
			}
		}
	}
}
