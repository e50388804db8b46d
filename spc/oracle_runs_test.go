package spc_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/spc"
)

// TestRunsByEnumeration reads every sequence of up to 14 sides, by both run charts.
func TestRunsByEnumeration(t *testing.T) {
	for n := 1; n <= 14; n++ {
		for bits := range 1 << n {
			checkSides(t, sidesOf(bits, n))
			if t.Failed() {
				return
			}
		}
	}
}

// TestRunsSkipTheCentreByEnumeration reads every word of up to 9 points that lie above, below or on
// the median.
func TestRunsSkipTheCentreByEnumeration(t *testing.T) {
	for n := 1; n <= 9; n++ {
		word := make([]byte, n)
		for number := range power(3, n) {
			for i, rest := 0, number; i < n; i, rest = i+1, rest/3 {
				word[i] = "ab-"[rest%3]
			}
			checkSides(t, string(word))
			if t.Failed() {
				return
			}
		}
	}
}

func TestRunsOfAnyLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(1, 25).Draw(t, "runs") {
			side := rapid.SampledFrom([]string{"a", "a", "b", "b", "-"}).Draw(t, "side")
			b.WriteString(strings.Repeat(side, rapid.IntRange(1, 12).Draw(t, "length")))
		}
		checkSides(t, firstUseful(b.String(), 60))
	})
}

// firstUseful cuts sides where more than n lie off the median: the runs table ends at 60.
func firstUseful(sides string, n int) string {
	for i := range sides {
		if sides[i] != '-' {
			n--
		}
		if n < 0 {
			return sides[:i]
		}
	}
	return sides
}

// checkSides compares what Analyse finds about a median of 0 with what the text of the
// sides says.
func checkSides(t rapid.TB, sides string) {
	t.Helper()
	s := aboutZero(sides)
	useful := strings.ReplaceAll(sides, "-", "")
	runs, longest := naiveRuns(useful), naiveLongest(useful)
	for _, rules := range []spc.RuleSet{spc.IHI2011, spc.Anhoej} {
		r := mustAnalyse(t, rules, s)
		p := r.Phases[0]
		if p.Centre != 0 || p.Useful != len(useful) || p.Runs != runs || p.LongestRun != longest || p.Crossings != max(runs-1, 0) {
			t.Errorf("%s %q: centre %v, useful %d, %d runs, longest %d, %d crossings; by hand 0, %d, %d, %d, %d", rules, sides,
				p.Centre, p.Useful, p.Runs, p.LongestRun, p.Crossings, len(useful), runs, longest, max(runs-1, 0))
		}
		want := naiveIHI(sides, useful)
		if rules == spc.Anhoej {
			want = naiveAnhoej(sides, useful)
		}
		if got := briefly(r.Signals); !slices.Equal(got, want) {
			t.Errorf("%s %q:\n got %v\nwant %v", rules, sides, got, want)
		}
		if (len(want) > 0) != (r.Verdict == spc.Signaled) || r.Verdict == spc.Quiet && len(useful) < 10 {
			t.Errorf("%s %q: verdict %q with %d useful points and %v", rules, sides, r.Verdict, len(useful), want)
		}
	}
}

// naiveIHI lists the signals of ihi-2011 in sides: runs of six, and a count of runs outside
// the table. Sides alone hold no trend of five.
func naiveIHI(sides, useful string) []string {
	found := naiveShifts(sides, 6)
	if n := len(useful); n >= 10 && n <= 60 {
		row := perla2011[n-10]
		switch runs := naiveRuns(useful); {
		case runs < row[1]:
			found = append(found, whole(sides, spc.FewRuns))
		case runs > row[2]:
			found = append(found, whole(sides, spc.ManyRuns))
		}
	}
	return found
}

// naiveAnhoej lists the signals of anhoej in sides.
func naiveAnhoej(sides, useful string) []string {
	n := len(useful)
	if n < 10 {
		return nil
	}
	allowed := 3
	for square := 2 * n * n; square >= 4; square /= 4 {
		allowed++
	}
	found := naiveShifts(sides, allowed+1)
	if naiveRuns(useful)-1 < exactBinomialQuantile(n-1) {
		found = append(found, whole(sides, spc.FewCrossings))
	}
	return found
}

// naiveShifts tries every stretch that begins and ends on one side and holds no point of
// the other, and keeps those that no longer one holds.
func naiveShifts(sides string, least int) []string {
	var found []string
	last := -1
	for i := range sides {
		if sides[i] == '-' || i <= last {
			continue
		}
		other := "ba"[strings.IndexByte("ab", sides[i])]
		end := i
		for j := i; j < len(sides) && sides[j] != other; j++ {
			if sides[j] == sides[i] {
				end = j
			}
		}
		if strings.Count(sides[i:end+1], sides[i:i+1]) >= least {
			found = append(found, fmt.Sprint(spc.Shift, i, end, map[byte]spc.Direction{'a': spc.Up, 'b': spc.Down}[sides[i]]))
		}
		last = end
	}
	return found
}

// whole is a signal about all points off the median.
func whole(sides string, rule spc.Rule) string {
	return fmt.Sprint(rule, strings.IndexAny(sides, "ab"), strings.LastIndexAny(sides, "ab"), spc.Level)
}

// briefly writes signals as the oracles do, those about the whole phase last.
func briefly(signals []spc.Signal) []string {
	signals = slices.Clone(signals)
	slices.SortStableFunc(signals, func(a, b spc.Signal) int {
		return cmp.Compare(len(ofWhole(a)), len(ofWhole(b)))
	})
	var all []string
	for _, s := range signals {
		all = append(all, fmt.Sprint(s.Rule, s.First, s.Last, s.Direction))
	}
	return all
}

func ofWhole(s spc.Signal) string {
	if s.Direction == spc.Level {
		return string(s.Rule)
	}
	return ""
}

func power(base, exponent int) int {
	all := 1
	for range exponent {
		all *= base
	}
	return all
}

// TestTrendsByEnumeration reads every series of 7 of the values 1 to 5: no longer ones can
// hold a trend of five that differs.
func TestTrendsByEnumeration(t *testing.T) {
	o, err := spc.IHI2011.Options()
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float64, 7)
	s := plotted(values...)
	for number := range power(5, len(values)) {
		for i, rest := 0, number; i < len(values); i, rest = i+1, rest/5 {
			s.Points[i].Value = float64(1 + rest%5)
		}
		for _, o.TiesBreakTrend = range []bool{false, true} {
			checkTrends(t, s, o)
		}
		if t.Failed() {
			return
		}
	}
}

func TestTrendsOfAnyLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o, err := rapid.SampledFrom([]spc.RuleSet{spc.IHI2011, spc.XmR, spc.Anhoej, spc.C}).Draw(t, "rules").Options()
		if err != nil {
			t.Fatal(err)
		}
		o.Trend = rapid.IntRange(5, 9).Draw(t, "trend")
		o.TiesBreakTrend = rapid.Bool().Draw(t, "ties break")
		values := []float64{50}
		for range rapid.IntRange(0, 6).Draw(t, "stretches") {
			way := float64(rapid.IntRange(-1, 1).Draw(t, "way"))
			for range rapid.IntRange(1, 10).Draw(t, "length") {
				values = append(values, max(0, values[len(values)-1]+way))
			}
		}
		checkTrends(t, plotted(values...), o)
	})
}

func checkTrends(t rapid.TB, s spc.Series, o spc.Options) {
	t.Helper()
	r, err := spc.Analyse(s, o)
	if err != nil {
		t.Fatal(err)
	}
	got, want := briefly(ofRule(r, spc.Trend)), naiveTrends(s, o.Trend, o.TiesBreakTrend)
	if !slices.Equal(got, want) {
		t.Errorf("%v, %d in a row, ties break %t:\n got %v\nwant %v", r.Values, o.Trend, o.TiesBreakTrend, got, want)
	}
}

// naiveTrends tries every stretch of points, equal neighbours taken as one where ties do not
// break a trend, and keeps the longest ones that only rise or only fall.
func naiveTrends(s spc.Series, least int, tiesBreak bool) []string {
	type level struct {
		value       float64
		first, last int
	}
	var levels []level
	for i, p := range s.Points {
		if k := len(levels) - 1; k >= 0 && !tiesBreak && levels[k].value == p.Value {
			levels[k].last = i
			continue
		}
		levels = append(levels, level{p.Value, i, i})
	}
	steady := func(i, j, way int) bool {
		if i < 0 || j >= len(levels) {
			return false
		}
		for k := i; k < j; k++ {
			if cmp.Compare(levels[k+1].value, levels[k].value) != way {
				return false
			}
		}
		return true
	}
	var found []string
	for i := range levels {
		for j := i + least - 1; j < len(levels); j++ {
			for _, way := range []int{1, -1} {
				if steady(i, j, way) && !steady(i-1, j, way) && !steady(i, j+1, way) {
					found = append(found, fmt.Sprint(spc.Trend, levels[i].last, levels[j].first, spc.Direction(way)))
				}
			}
		}
	}
	return found
}
