package spc_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/spc"
)

// A point on a limit is not beyond it. By rounding alone the lower limit of these rates
// comes out at 5.55e-17, and a rate of 0 is on it.
func TestRoundingPutsNoPointBeyondALimit(t *testing.T) {
	s := counted(20, 9, 10, 8, 9, 10, 8, 9, 10, 8, 12, 6, 9, 9, 9, 0, 12, 12, 12)
	r := analysed(t, s, optionsOf(t, spc.U))
	if len(r.Signals) != 0 || math.Abs(r.Limits[14].Lower) > 1e-15 {
		t.Errorf("%s, with a lower limit of %v", brief(r), r.Limits[14].Lower)
	}
}

// Points that do not differ set no limits: the next that differs by ever so little would
// lie beyond them.
func TestLimitsOfNoWidthAreNone(t *testing.T) {
	const short = "Too few points to say: those that set the limits do not differ from one to the next."
	flat := func(usual, next float64) []float64 { return append(repeat(12, usual), next) }
	tenth := counted(20, flat(2, 3)...) // 0.1 each time, of ever other denominators
	for i := range 12 {
		tenth.Points[i].Numerator, tenth.Points[i].Denominator = 0.1*float64(3+i), float64(3+i)
	}
	for _, c := range []struct {
		name   string
		rules  spc.RuleSet
		series spc.Series
	}{
		{"a score", spc.XmR, weekly(flat(5, 5.1)...)},
		{"a score of tenths", spc.XmR, weekly(append(repeat(4, 0.3, tenths(1)+tenths(2), 0.3), 0.4)...)},
		{"a score that changes over gaps only", spc.XmR, weekly(join(repeat(3, 5, 5, gap, 7, 7, gap), []float64{6.1, 5.9})...)},
		{"none of twenty", spc.P, counted(20, flat(0, 1)...)},
		{"all of twenty", spc.P, counted(20, flat(20, 19)...)},
		{"no fall", spc.U, counted(20, flat(0, 1)...)},
		{"the same share", spc.PPrime, counted(20, flat(4, 5)...)},
		{"the same share of others", spc.PPrime, tenth},
		{"the same rate of others", spc.UPrime, tenth},
		{"no complaint", spc.C, weekly(flat(0, 1)...)},
		{"event after event", spc.G, weekly(flat(0, 1)...)},
		{"the same time", spc.T, weekly(flat(30, 31)...)},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := frozen(t, c.rules, 12, c.series)
			if len(r.Signals) != 0 || r.Verdict != spc.TooFew || !r.Phases[0].Flat {
				t.Errorf("%s, verdict %q", brief(r), r.Verdict)
			}
			for i, l := range r.Limits {
				if !math.IsInf(l.Lower, -1) || !math.IsInf(l.Upper, 1) {
					t.Fatalf("point %d has limits %v", i, l)
				}
			}
			if got := r.Says(c.series); got != short {
				t.Errorf("\n%s, want\n%s", got, short)
			}
		})
	}
	one := analysed(t, counted(20, append(repeat(12, 0), 1)...), optionsOf(t, spc.P))
	if one.Phases[0].Flat || math.IsInf(one.Limits[0].Upper, 1) {
		t.Error("a single child counted is enough for limits")
	}
}

// Limits from moving ranges rest on the points that have a neighbour, however many gaps
// there are between.
func TestPointsBesideAnotherSetLimits(t *testing.T) {
	pair := []float64{4, 6, gap}
	for _, c := range []struct {
		name     string
		baseline int
		values   []float64
		says     string
	}{
		{"six pairs", 0, repeat(6, pair...), "Nothing unusual: chance alone can bring what these points show."},
		{"five pairs and two alone", 0, join(repeat(5, pair...), []float64{4, gap, 6}),
			"Too few points to say: 10 of the 12 that set the limits stand beside another without a gap between, and at least 12 are needed."},
		{"none beside another", 0, repeat(13, 4, gap, 6, gap)[:25],
			"Too few points to say: none of the 13 that set the limits stands beside another without a gap between, and at least 12 are needed."},
		{"frozen pairs", 12, join(repeat(5, pair...), []float64{4, gap, 6, 4, 6}),
			"Too few points to say: 10 of the 12 that set the limits stand beside another without a gap between, and at least 12 are needed."},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := weekly(c.values...)
			if got := frozen(t, spc.XmR, c.baseline, s).Says(s); got != c.says {
				t.Errorf("\n%s, want\n%s", got, c.says)
			}
		})
	}
}

// Limits are worked out step by step, each rounded: a processor that can multiply and add
// at once (arm64, or amd64 of level 3) gives the same figures as one that cannot.
func TestSameFiguresOnAnyProcessor(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	for range 200 {
		values := make([]float64, 14)
		for i := range values {
			values[i] = 20 + 5*random.Float64()
		}
		r := analysed(t, weekly(values...), optionsOf(t, spc.XmR))
		p := r.Phases[0]
		reach := float64(2.66 * p.MeanRange)
		if got, want := r.Limits[0].Upper, p.Centre+reach; got != want {
			t.Fatalf("upper limit %v, want %v", got, want)
		}
		c := analysed(t, weekly(values...), optionsOf(t, spc.C))
		reach = float64(3 * math.Sqrt(c.Phases[0].Centre))
		if got, want := c.Limits[0].Upper, c.Phases[0].Centre+reach; got != want {
			t.Fatalf("upper limit of counts %v, want %v", got, want)
		}
	}
}

// A phase without limits takes none from another.
func TestFlatPhaseAmongOthers(t *testing.T) {
	s := weekly(join(repeat(12, 5), repeat(6, 4, 6))...)
	s.Phases = []spc.Phase{{}, {From: week(12)}}
	r := analysed(t, s, optionsOf(t, spc.XmR))
	if !r.Phases[0].Flat || r.Phases[1].Flat || math.IsInf(r.Limits[12].Upper, 1) {
		t.Errorf("the first phase is flat, the second is not: %+v", r.Phases)
	}
	if got := r.Says(s); !strings.HasPrefix(got, "Too few points to say before 25 May 2026: those that set the limits") {
		t.Error(got)
	}
}
