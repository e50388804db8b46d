package spc_test

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/spc"
)

// drawn is a series that every rule set can read: whole numbers, so that no rounding is
// in the way, with many ties and points on the centre.
func drawn(t *rapid.T) spc.Series {
	var s spc.Series
	n := rapid.IntRange(0, 60).Draw(t, "points")
	top := rapid.SampledFrom([]int{2, 5, 40, 1000}).Draw(t, "top")
	for i := range n {
		v := float64(rapid.IntRange(1, top).Draw(t, "value"))
		size := float64(top + rapid.IntRange(0, 3).Draw(t, "size"))
		s.Points = append(s.Points, spc.Point{At: week(i), Value: v, Numerator: v, Denominator: size})
	}
	s.Better = rapid.SampledFrom([]spc.Better{spc.Neither, spc.Higher, spc.Lower}).Draw(t, "better")
	drawPhases(t, &s)
	return s
}

func drawPhases(t *rapid.T, s *spc.Series) {
	if !rapid.Bool().Draw(t, "phased") {
		return
	}
	s.Phases = []spc.Phase{{}}
	for i := range s.Points {
		if rapid.IntRange(0, 12).Draw(t, "phase") == 0 && i > 0 {
			s.Phases = append(s.Phases, spc.Phase{From: week(i)})
		}
	}
	last := &s.Phases[len(s.Phases)-1]
	if rapid.Bool().Draw(t, "frozen") {
		last.Baseline = week(rapid.IntRange(len(s.Points)/2, len(s.Points)+1).Draw(t, "baseline"))
		if last.Baseline.Before(last.From) {
			last.Baseline = last.From
		}
	}
}

func drawnOptions(t *rapid.T, of ...spc.RuleSet) spc.Options {
	o, err := rapid.SampledFrom(of).Draw(t, "rules").Options()
	if err != nil {
		t.Fatal(err)
	}
	o.Baseline = rapid.SampledFrom([]int{0, 0, 5, 12, 100}).Draw(t, "option baseline")
	return o
}

func read(t *rapid.T, s spc.Series, o spc.Options) spc.Result {
	r, err := spc.Analyse(s, o)
	if err != nil {
		t.Fatal(err)
	}
	consistent(t, s, r)
	return r
}

// with gives the series with other values.
func with(s spc.Series, value func(spc.Point) float64) spc.Series {
	changed := s
	changed.Points = make([]spc.Point, len(s.Points))
	for i, p := range s.Points {
		p.Value = value(p)
		changed.Points[i] = p
	}
	return changed
}

// Another unit or another zero changes no signal.
func TestSignalsDoNotDependOnTheUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		o := drawnOptions(t, spc.IHI2011, spc.Anhoej, spc.XmR)
		factor := math.Ldexp(1, rapid.IntRange(-20, 20).Draw(t, "factor"))
		zero := float64(rapid.IntRange(-1000, 1000).Draw(t, "zero"))
		moved := with(s, func(p spc.Point) float64 { return p.Value*factor + zero*factor })
		same(t, read(t, s, o), read(t, moved, o))
	})
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		o := drawnOptions(t, spc.IHI2011, spc.Anhoej)
		tenths := with(s, func(p spc.Point) float64 { return p.Value*0.1 + 0.7 })
		same(t, read(t, s, o), read(t, tenths, o))
	})
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		o := drawnOptions(t, spc.P, spc.PPrime, spc.U, spc.UPrime)
		plain := read(t, s, o)
		s.Per = rapid.SampledFrom([]float64{100, 1000, 0.3}).Draw(t, "per")
		same(t, plain, read(t, s, o))
	})
}

func same(t *rapid.T, a, b spc.Result) {
	if !reflect.DeepEqual(a.Signals, b.Signals) || !reflect.DeepEqual(a.Marks, b.Marks) || a.Verdict != b.Verdict {
		t.Fatalf("%s (%s) is not %s (%s)", brief(a), a.Verdict, brief(b), b.Verdict)
	}
}

// In a mirror every signal is there, and points the other way.
func TestMirror(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		o := drawnOptions(t, spc.IHI2011, spc.Anhoej, spc.XmR)
		there := read(t, s, o)
		mirrored := with(s, func(p spc.Point) float64 { return -p.Value })
		mirrored.Better = map[spc.Better]spc.Better{spc.Higher: spc.Lower, spc.Lower: spc.Higher}[s.Better]
		here := read(t, mirrored, o)
		for i := range here.Signals {
			here.Signals[i].Direction = -here.Signals[i].Direction
		}
		for i := range here.Marks {
			here.Marks[i].Direction = -here.Marks[i].Direction
		}
		same(t, there, here)
	})
}

// Gaps move indexes and nothing else, but where limits come from moving ranges.
func TestGapsMoveIndexesOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		o := drawnOptions(t, spc.IHI2011, spc.Anhoej, spc.P, spc.U, spc.C, spc.G)
		whole := read(t, s, o)
		gapped := s
		gapped.Points = nil
		var at []int
		for i, p := range s.Points {
			for g := range rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "gaps") {
				missing := p.At.AddDate(0, 0, g-3)
				gapped.Points = append(gapped.Points, spc.Point{At: missing, Missing: true, Value: math.NaN()})
			}
			at = append(at, len(gapped.Points))
			gapped.Points = append(gapped.Points, s.Points[i])
		}
		if len(at) > 0 && len(s.Phases) > 0 {
			gapped.Phases = append([]spc.Phase{{Baseline: s.Phases[0].Baseline}}, s.Phases[1:]...)
		}
		r := read(t, gapped, o)
		for i := range whole.Signals {
			whole.Signals[i].First, whole.Signals[i].Last = at[whole.Signals[i].First], at[whole.Signals[i].Last]
		}
		if !reflect.DeepEqual(whole.Signals, r.Signals) || whole.Verdict != r.Verdict {
			t.Fatalf("%s with gaps, %s without", brief(r), brief(whole))
		}
		for i, j := range at {
			if whole.Marks[i] != r.Marks[j] || whole.Values[i] != r.Values[j] || whole.Limits != nil && whole.Limits[i] != r.Limits[j] {
				t.Fatalf("point %d reads otherwise behind gaps", i)
			}
		}
	})
}

// What comes after a frozen baseline moves neither centre nor limits.
func TestFrozenBaselineStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		s.Phases = nil
		if len(s.Points) < 2 { // nothing comes after
			return
		}
		o := drawnOptions(t, spc.RuleSets()...)
		o.Baseline = rapid.IntRange(1, len(s.Points)-1).Draw(t, "baseline")
		long := read(t, s, o)
		s.Points = s.Points[:rapid.IntRange(o.Baseline, len(s.Points)).Draw(t, "until")]
		short := read(t, s, o)
		if long.Phases[0].Centre != short.Phases[0].Centre || long.Phases[0].MeanRange != short.Phases[0].MeanRange {
			t.Fatalf("centre %v became %v", short.Phases[0].Centre, long.Phases[0].Centre)
		}
		if short.Limits != nil && !reflect.DeepEqual(short.Limits, long.Limits[:len(short.Limits)]) {
			t.Fatalf("limits %v became %v", short.Limits, long.Limits)
		}
	})
}

// A phase reads as it would alone.
func TestPhasesAreReadAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		o := drawnOptions(t, spc.RuleSets()...)
		all := read(t, s, o)
		for i, p := range all.Phases {
			alone := s
			alone.Points, alone.Phases = s.Points[p.First:p.Last+1], nil
			if len(s.Phases) > 0 {
				alone.Phases = s.Phases[i : i+1]
			}
			r := read(t, alone, o)
			if r.Phases[0].Centre != p.Centre || r.Phases[0].Runs != p.Runs || r.Phases[0].LongestRun != p.LongestRun {
				t.Fatalf("phase %d: %+v alone, %+v among others", i, r.Phases[0], p)
			}
			if !reflect.DeepEqual(r.Marks, all.Marks[p.First:p.Last+1]) {
				t.Fatalf("phase %d bears other marks alone", i)
			}
		}
	})
}

// A result tells by what it was computed, and computing it again gives the same.
func TestComputedAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawn(t)
		first := read(t, s, drawnOptions(t, spc.RuleSets()...))
		if again := read(t, s, first.Options); !reflect.DeepEqual(first, again) {
			t.Fatalf("%+v is not %+v", again, first)
		}
	})
}

// The centre of a run chart is the middle of the sorted values, in whatever order they came.
func TestMedian(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 400).Draw(t, "points")
		top := rapid.SampledFrom([]int{1, 10, 1_000_000}).Draw(t, "top")
		values := make([]float64, n)
		for i := range values {
			values[i] = float64(rapid.IntRange(-top, top).Draw(t, "value"))
		}
		switch rapid.IntRange(0, 3).Draw(t, "order") {
		case 1:
			slices.Sort(values)
		case 2: // up and down again
			slices.Sort(values)
			slices.Reverse(values[n/2:])
		}
		r := read(t, weekly(values...), spc.Options{Rules: spc.Anhoej, Version: 1})
		sorted := slices.Sorted(slices.Values(values))
		if want := (sorted[(n-1)/2] + sorted[n/2]) / 2; r.Phases[0].Centre != want {
			t.Fatalf("centre %v, want %v", r.Phases[0].Centre, want)
		}
	})
}

// consistent holds of every result, whatever the series.
func consistent(t interface{ Fatalf(string, ...any) }, s spc.Series, r spc.Result) {
	if len(r.Values) != len(s.Points) || len(r.Marks) != len(s.Points) || r.Limits != nil && len(r.Limits) != len(s.Points) {
		t.Fatalf("%d values, %d marks, %d limits for %d points", len(r.Values), len(r.Marks), len(r.Limits), len(s.Points))
	}
	enough := true
	next := 0
	for i, p := range r.Phases {
		if p.First != next || p.Last < p.First-1 || p.Baseline < p.First-1 || p.Baseline > p.Last || p.Points > p.Measured {
			t.Fatalf("phase %d: %+v", i, p)
		}
		if !finite(p.Centre) || !finite(p.MeanRange) {
			t.Fatalf("phase %d has centre %v and mean range %v", i, p.Centre, p.MeanRange)
		}
		next = p.Last + 1
		enough = enough && p.Enough()
	}
	if next != len(s.Points) {
		t.Fatalf("the phases end before point %d of %d", next, len(s.Points))
	}
	if quiet := r.Verdict == spc.Quiet; quiet != (enough && len(r.Signals) == 0) || (r.Verdict == spc.Signaled) != (len(r.Signals) > 0) {
		t.Fatalf("verdict %q with %d signals, enough points: %v", r.Verdict, len(r.Signals), enough)
	}
	for i, l := range r.Limits {
		if !(l.Lower <= l.NearLower || math.IsInf(l.NearLower, -1)) || !(l.NearUpper <= l.Upper || math.IsInf(l.NearUpper, 1)) || !(l.Lower <= l.Upper) {
			t.Fatalf("limits %v of point %d", l, i)
		}
	}
	consistentSignals(t, s, r)
}

func consistentSignals(t interface{ Fatalf(string, ...any) }, s spc.Series, r spc.Result) {
	borne := map[int]bool{}
	for i, g := range r.Signals {
		p := r.Phases[g.Phase]
		if g.First < p.First || g.Last > p.Last || g.First > g.Last || s.Points[g.First].Missing || s.Points[g.Last].Missing {
			t.Fatalf("signal %+v in phase %+v", g, p)
		}
		if i > 0 && (r.Signals[i-1].First > g.First || r.Signals[i-1] == g) {
			t.Fatalf("signals out of order, or twice: %s", brief(r))
		}
		for at := g.First; at <= g.Last && !g.Rule.Whole(); at++ {
			borne[at] = true
		}
		if g.Rule.Whole() != (g.Direction == spc.Level) {
			t.Fatalf("%s points to %d", g.Rule, g.Direction)
		}
		if r.Sentence(s, g) == "" {
			t.Fatalf("no sentence for %+v", g)
		}
	}
	for i, m := range r.Marks {
		if !finite(r.Values[i]) || m.Rule != "" && (s.Points[i].Missing || !borne[i]) {
			t.Fatalf("point %d, of %v, bears %v", i, r.Values[i], m)
		}
	}
	if r.Says(s) == "" {
		t.Fatalf("nothing said of %+v", r)
	}
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
