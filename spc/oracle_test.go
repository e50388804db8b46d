package spc_test

import (
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/spc"
)

// What is analysed here is also worked out by slow and obvious means that share nothing
// with the package: sides as text, runs by looking for words, every window in turn.

// plotted is a series of values, one a day.
func plotted(values ...float64) spc.Series {
	s := spc.Series{Points: make([]spc.Point, len(values))}
	for i, v := range values {
		s.Points[i] = spc.Point{At: dayOf(i), Value: v}
	}
	return s
}

func dayOf(i int) time.Time { return time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i) }

func mustAnalyse(t rapid.TB, rules spc.RuleSet, s spc.Series) spc.Result {
	t.Helper()
	o, err := rules.Options()
	if err != nil {
		t.Fatal(err)
	}
	r, err := spc.Analyse(s, o)
	if err != nil {
		t.Fatalf("%s: %v", rules, err)
	}
	return r
}

// aboutZero plots sides ("a" above, "b" below, "-" on it) one from a median of 0: that many
// points on the median follow, and one more, which no rule counts.
func aboutZero(sides string) spc.Series {
	return plotted(append(valuesOf(sides), make([]float64, len(sides)+1)...)...)
}

func valuesOf(sides string) []float64 {
	values := make([]float64, len(sides))
	for i, side := range sides {
		switch side {
		case 'a':
			values[i] = 1
		case 'b':
			values[i] = -1
		}
	}
	return values
}

func alternating(n int) string { return strings.Repeat("ab", n)[:n] }

// withRuns is n sides in so many runs, as even as they can be.
func withRuns(n, runs int) string {
	var b strings.Builder
	for i := range runs {
		length := (n*(i+1))/runs - (n*i)/runs
		b.WriteString(strings.Repeat("ab"[i%2:i%2+1], length))
	}
	return b.String()
}

// sidesOf spells the lowest n bits as sides.
func sidesOf(bits, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "ab"[bits>>i&1]
	}
	return string(b)
}

// naiveRuns counts the places where one side follows the other.
func naiveRuns(sides string) int {
	return min(len(sides), 1) + strings.Count(sides, "ab") + strings.Count(sides, "ba")
}

// naiveLongest looks for ever longer stretches of one side.
func naiveLongest(sides string) int {
	longest := 0
	for strings.Contains(sides, strings.Repeat("a", longest+1)) || strings.Contains(sides, strings.Repeat("b", longest+1)) {
		longest++
	}
	return longest
}

func hasRule(r spc.Result, rule spc.Rule) bool { return len(ofRule(r, rule)) > 0 }

func ofRule(r spc.Result, rule spc.Rule) []spc.Signal {
	var found []spc.Signal
	for _, s := range r.Signals {
		if s.Rule == rule {
			found = append(found, s)
		}
	}
	return found
}
