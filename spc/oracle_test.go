package spc_test

import (
	"regexp"
	"strings"
	"time"

	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/spc"
)

// What is analysed here is also worked out by slow and obvious means that share nothing
// with the package: sides as text, runs by regular expression, every window in turn.

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

// aboutZero plots sides ("a" above, "b" below) one from a median of 0: that many points on
// the median follow, and one more, which no rule counts.
func aboutZero(sides string) spc.Series {
	values := make([]float64, 2*len(sides)+1)
	for i, side := range sides {
		if values[i] = -1; side == 'a' {
			values[i] = 1
		}
	}
	return plotted(values...)
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

var runOfSides = regexp.MustCompile(`a+|b+`)

func naiveRuns(sides string) int { return len(runOfSides.FindAllString(sides, -1)) }

func naiveLongest(sides string) int {
	longest := 0
	for _, run := range runOfSides.FindAllString(sides, -1) {
		longest = max(longest, len(run))
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
