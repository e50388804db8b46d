package spc_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/spc"
)

// What must hold between two analyses, whatever the rule set.

// drawSeries is a series that any rule set may read: values above zero, counts below their
// denominators.
func drawSeries(t *rapid.T, least int) spc.Series {
	n := rapid.IntRange(least, 45).Draw(t, "points")
	s := spc.Series{Better: rapid.SampledFrom([]spc.Better{spc.Neither, spc.Higher, spc.Lower}).Draw(t, "better")}
	level := 20
	for i := range n {
		if rapid.IntRange(0, 9).Draw(t, "shifts") == 0 {
			level = rapid.IntRange(5, 60).Draw(t, "level")
		}
		v := float64(level + rapid.IntRange(-4, 4).Draw(t, "noise"))
		s.Points = append(s.Points, spc.Point{At: dayOf(i), Value: v, Numerator: v, Denominator: float64(rapid.IntRange(70, 300).Draw(t, "of"))})
	}
	return s
}

func eachRuleSet(t *testing.T, check func(t *rapid.T, o spc.Options)) {
	t.Helper()
	for _, rules := range []spc.RuleSet{spc.IHI2011, spc.Anhoej, spc.XmR, spc.P, spc.PPrime, spc.U, spc.UPrime, spc.C, spc.T, spc.G} {
		o, err := rules.Options()
		if err != nil {
			t.Fatal(err)
		}
		t.Run(string(rules), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) { check(t, o) })
		})
	}
}

func analyse(t rapid.TB, s spc.Series, o spc.Options) spc.Result {
	t.Helper()
	r, err := spc.Analyse(s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A phase reads as a series of its own would.
func TestPhasesAreReadOnTheirOwn(t *testing.T) {
	eachRuleSet(t, func(t *rapid.T, o spc.Options) {
		whole := drawSeries(t, 2)
		cut := rapid.IntRange(1, len(whole.Points)-1).Draw(t, "cut")
		whole.Phases = []spc.Phase{{}, {From: dayOf(cut)}}
		r := analyse(t, whole, o)
		var signals []spc.Signal
		for i, part := range [][]spc.Point{whole.Points[:cut], whole.Points[cut:]} {
			alone := analyse(t, spc.Series{Points: part, Better: whole.Better}, o)
			for _, s := range alone.Signals {
				s.Phase, s.First, s.Last = i, s.First+i*cut, s.Last+i*cut
				signals = append(signals, s)
			}
			near(t, "centre", r.Phases[i].Centre, alone.Phases[0].Centre, 0)
			if !slices.Equal(r.Marks[i*cut:i*cut+len(part)], alone.Marks) {
				t.Errorf("phase %d: marks %v, alone %v", i, r.Marks, alone.Marks)
			}
		}
		if !slices.Equal(r.Signals, signals) {
			t.Errorf("signals %v, of the phases alone %v", r.Signals, signals)
		}
	})
}

// A baseline that a person dates and one of as many points are the same.
func TestBaselineByDateAndByNumber(t *testing.T) {
	eachRuleSet(t, func(t *rapid.T, o spc.Options) {
		s := drawSeries(t, 1)
		o.Baseline = rapid.IntRange(1, len(s.Points)).Draw(t, "baseline")
		byNumber := analyse(t, s, o)
		s.Phases = []spc.Phase{{Baseline: dayOf(o.Baseline - 1)}}
		o.Baseline = 0
		byDate := analyse(t, s, o)
		if !slices.Equal(byNumber.Signals, byDate.Signals) || byNumber.Phases[0].Centre != byDate.Phases[0].Centre ||
			!slices.Equal(byNumber.Limits, byDate.Limits) {
			t.Errorf("by number %+v, by date %+v", byNumber, byDate)
		}
	})
}

// A frozen baseline judges what comes after, and never learns from it.
func TestFrozenBaselineNeverMoves(t *testing.T) {
	eachRuleSet(t, func(t *rapid.T, o spc.Options) {
		s := drawSeries(t, 13)
		o.Baseline = 12
		before := analyse(t, spc.Series{Points: s.Points[:12], Better: s.Better}, o)
		after := analyse(t, s, o)
		if before.Phases[0].Centre != after.Phases[0].Centre || before.Phases[0].MeanRange != after.Phases[0].MeanRange {
			t.Errorf("the centre was %v and is %v", before.Phases[0].Centre, after.Phases[0].Centre)
		}
		for i := range before.Limits {
			if before.Limits[i] != after.Limits[i] {
				t.Errorf("the limits of point %d were %v and are %v", i, before.Limits[i], after.Limits[i])
			}
		}
	})
}

// The direction of good says what a signal means, and nothing else.
func TestDirectionOfGoodOnlyJudges(t *testing.T) {
	eachRuleSet(t, func(t *rapid.T, o spc.Options) {
		s := drawSeries(t, 1)
		s.Better = spc.Higher
		higher := analyse(t, s, o)
		s.Better = spc.Lower
		lower := analyse(t, s, o)
		if len(higher.Signals) != len(lower.Signals) {
			t.Fatalf("%v where higher is better, %v where lower is", higher.Signals, lower.Signals)
		}
		for i, h := range higher.Signals {
			l := lower.Signals[i]
			want := map[spc.Direction][2]spc.Judgement{
				spc.Up:    {spc.Improvement, spc.Deterioration},
				spc.Down:  {spc.Deterioration, spc.Improvement},
				spc.Level: {spc.Unjudged, spc.Unjudged},
			}[h.Direction]
			if h.Judgement != want[0] || l.Judgement != want[1] {
				t.Errorf("%v where higher is better, %v where lower is", h, l)
			}
			h.Judgement, l.Judgement = "", ""
			if h != l {
				t.Errorf("%v where higher is better, %v where lower is", h, l)
			}
		}
	})
}

// Turned upside down, a measurement shows the same signals the other way.
func TestUpsideDown(t *testing.T) {
	for _, rules := range []spc.RuleSet{spc.IHI2011, spc.Anhoej, spc.XmR} {
		rapid.Check(t, func(t *rapid.T) {
			s := drawSeries(t, 1)
			s.Better = spc.Neither
			up := mustAnalyse(t, rules, s)
			for i := range s.Points {
				s.Points[i].Value = -s.Points[i].Value
			}
			down := mustAnalyse(t, rules, s)
			for i := range down.Signals {
				down.Signals[i].Direction = -down.Signals[i].Direction
			}
			if !slices.Equal(up.Signals, down.Signals) {
				t.Errorf("%s: %v, upside down %v", rules, up.Signals, down.Signals)
			}
		})
	}
}

// Gaps keep their place and change nothing: the points about them read as they would side
// by side. Where limits come from moving ranges they do change: none is measured over a gap.
func TestGapsChangeNothing(t *testing.T) {
	ranged := []spc.RuleSet{spc.XmR, spc.T, spc.PPrime, spc.UPrime}
	eachRuleSet(t, func(t *rapid.T, o spc.Options) {
		if slices.Contains(ranged, o.Rules) {
			return
		}
		s := drawSeries(t, 1)
		gapped := spc.Series{Better: s.Better}
		var at []int
		for _, p := range s.Points {
			for range rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "gaps") {
				gapped.Points = append(gapped.Points, spc.Point{At: dayOf(len(gapped.Points)), Missing: true, Value: math.NaN()})
			}
			at = append(at, len(gapped.Points))
			p.At = dayOf(len(gapped.Points))
			gapped.Points = append(gapped.Points, p)
		}
		plain, with := analyse(t, s, o), analyse(t, gapped, o)
		for i := range plain.Signals {
			plain.Signals[i].First, plain.Signals[i].Last = at[plain.Signals[i].First], at[plain.Signals[i].Last]
		}
		if !slices.Equal(plain.Signals, with.Signals) || plain.Verdict != with.Verdict {
			t.Errorf("without gaps %v, with gaps %v", plain.Signals, with.Signals)
		}
		for i, p := range gapped.Points {
			if p.Missing && with.Marks[i] != (spc.Mark{}) {
				t.Errorf("the gap at %d bears %v", i, with.Marks[i])
			}
		}
	})
}

// The mean range of a series with gaps is that of the neighbours alone.
func TestNoRangeOverGaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s spc.Series
		var ranges []float64
		before := math.NaN()
		for i := range rapid.IntRange(1, 40).Draw(t, "n") {
			p := spc.Point{At: dayOf(i), Value: rapid.Float64Range(-50, 50).Draw(t, "value"), Missing: rapid.IntRange(0, 3).Draw(t, "gap") == 0}
			if r := math.Abs(p.Value - before); !p.Missing && !math.IsNaN(r) {
				ranges = append(ranges, r)
			}
			if before = p.Value; p.Missing {
				before = math.NaN()
			}
			s.Points = append(s.Points, p)
		}
		o, err := spc.XmR.Options()
		if err != nil {
			t.Fatal(err)
		}
		o.Screening = false
		want := 0.0
		for _, r := range ranges {
			want += r / float64(len(ranges))
		}
		if got := analyse(t, s, o).Phases[0].MeanRange; math.Abs(got-want) > 1e-9 {
			t.Errorf("mean range %v, want %v of %v", got, want, ranges)
		}
	})
}

// All values equal: nothing varies, so nothing is unusual; rounding must not find anything.
func TestAllEqual(t *testing.T) {
	for _, value := range []float64{0.1, 1.0 / 3, 1, 7, 1e6 + 0.1} {
		for n := 1; n <= 40; n++ {
			values := slices.Repeat([]float64{value}, n)
			for _, rules := range []spc.RuleSet{spc.IHI2011, spc.Anhoej, spc.XmR, spc.C, spc.T, spc.G} {
				if r := mustAnalyse(t, rules, plotted(values...)); len(r.Signals) != 0 {
					t.Errorf("%s, %d points of %v: %v", rules, n, value, r.Signals)
				}
			}
			for _, rules := range []spc.RuleSet{spc.P, spc.PPrime, spc.U, spc.UPrime} {
				for _, share := range []float64{0, 0.1, 1.0 / 3, 1} {
					counts, sizes := make([]float64, n), make([]float64, n)
					for i := range n {
						sizes[i] = float64(30 + 7*(i%5))
						counts[i] = share * sizes[i]
					}
					if r := mustAnalyse(t, rules, ofEach(counts, sizes)); len(r.Signals) != 0 {
						t.Errorf("%s, %d points of a share of %v: %v", rules, n, share, r.Signals)
					}
				}
			}
		}
	}
}

// With few points there may be a signal, but never the word that there is none.
func TestFewPointsAreNeverAllClear(t *testing.T) {
	eachRuleSet(t, func(t *rapid.T, o spc.Options) {
		s := drawSeries(t, 1)
		s.Points = s.Points[:rapid.IntRange(0, min(9, len(s.Points))).Draw(t, "kept")]
		if r := analyse(t, s, o); r.Verdict == spc.Quiet {
			t.Errorf("%d points are quiet", len(s.Points))
		}
	})
}
