package spc_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cairnqi/cairn/spc"
)

// workload is a series that every rule set can read, with a slow swing so that there
// are signals.
func workload(points, phases int) spc.Series {
	random := rand.New(rand.NewPCG(7, uint64(points)))
	s := spc.Series{Better: spc.Higher, Per: 100, Points: make([]spc.Point, points)}
	for i := range s.Points {
		swing := 10 + 2*math.Sin(float64(i)/40)
		value := math.Round(swing + 3*random.NormFloat64())
		s.Points[i] = spc.Point{
			At: time.Unix(int64(i)*86_400, 0).UTC(), Value: max(1, value),
			Numerator: max(1, value), Denominator: 100 + float64(random.IntN(50)),
		}
	}
	for i := range phases {
		s.Phases = append(s.Phases, spc.Phase{From: s.Points[i*points/phases].At})
	}
	return s
}

// A series of everyday length costs a handful of allocations, whatever the rule set.
func TestAllocations(t *testing.T) {
	s := workload(100, 0)
	for _, rules := range spc.RuleSets() {
		o := optionsOf(t, rules)
		if got := testing.AllocsPerRun(20, func() { analysed(t, s, o) }); got > 6 {
			t.Errorf("%s: %v allocations for 100 points", rules, got)
		}
	}
}

func BenchmarkAnalyse(b *testing.B) {
	for _, rules := range spc.RuleSets() {
		for _, points := range []int{100, 10_000, 1_000_000} {
			b.Run(fmt.Sprintf("%s/%d", rules, points), func(b *testing.B) { benchmark(b, rules, workload(points, 0)) })
		}
	}
}

// Many phases cost no more than one.
func BenchmarkAnalysePhases(b *testing.B) {
	for _, phases := range []int{1, 1_000, 50_000} {
		b.Run(fmt.Sprint(phases), func(b *testing.B) { benchmark(b, spc.IHI2011, workload(1_000_000, phases)) })
	}
}

func benchmark(b *testing.B, rules spc.RuleSet, s spc.Series) {
	o, err := rules.Options()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := spc.Analyse(s, o); err != nil {
			b.Fatal(err)
		}
	}
}
