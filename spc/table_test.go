package spc_test

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/spc"
)

// perla2011 is Table 1 of Perla, Provost, Murray, "The run chart: a simple analytical
// tool for learning from variation in healthcare processes", BMJ Qual Saf
// 2011;20:46-51, after Swed and Eisenhart 1943: points off the median, the fewest and
// the most runs that are expected. docs/methods.md says which rows were compared with
// a second transcription.
var perla2011 = [][3]int{
	{10, 3, 9}, {11, 3, 10}, {12, 3, 11}, {13, 4, 11}, {14, 4, 12}, {15, 5, 12}, {16, 5, 13}, {17, 5, 13},
	{18, 6, 14}, {19, 6, 15}, {20, 6, 16}, {21, 7, 16}, {22, 7, 17}, {23, 7, 17}, {24, 8, 18}, {25, 8, 18},
	{26, 9, 19}, {27, 10, 19}, {28, 10, 20}, {29, 10, 20}, {30, 11, 21}, {31, 11, 22}, {32, 11, 23}, {33, 12, 23},
	{34, 12, 24}, {35, 12, 24}, {36, 13, 25}, {37, 13, 25}, {38, 14, 26}, {39, 14, 26}, {40, 15, 27}, {41, 15, 27},
	{42, 16, 28}, {43, 16, 28}, {44, 17, 29}, {45, 17, 30}, {46, 17, 31}, {47, 18, 31}, {48, 18, 32}, {49, 19, 32},
	{50, 19, 33}, {51, 20, 33}, {52, 20, 34}, {53, 21, 34}, {54, 21, 35}, {55, 22, 35}, {56, 22, 36}, {57, 23, 36},
	{58, 23, 37}, {59, 24, 38}, {60, 24, 38},
}

// anhoejLimits are the critical values of qicharts2 0.8 (vignette, appendix 2), for 10 to
// 100 points off the centre: the longest usual run, the fewest usual crossings.
var anhoejLimits = struct{ longest, crossings []int }{
	longest: expand(6, 2, 7, 11, 8, 23, 9, 45, 10, 10),
	crossings: []int{
		2, 2, 3, 3, 4, 4, 4, 5, 5, 6, // 10
		6, 6, 7, 7, 8, 8, 8, 9, 9, 10, // 20
		10, 11, 11, 11, 12, 12, 13, 13, 14, 14, // 30
		14, 15, 15, 16, 16, 17, 17, 17, 18, 18, // 40
		19, 19, 20, 20, 21, 21, 21, 22, 22, 23, // 50
		23, 24, 24, 25, 25, 25, 26, 26, 27, 27, // 60
		28, 28, 29, 29, 29, 30, 30, 31, 31, 32, // 70
		32, 33, 33, 34, 34, 34, 35, 35, 36, 36, // 80
		37, 37, 38, 38, 39, 39, 39, 40, 40, 41, // 90
		41, // 100
	},
}

// expand writes pairs of value and count out.
func expand(pairs ...int) []int {
	var all []int
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, slices.Repeat([]int{pairs[i]}, pairs[i+1])...)
	}
	return all
}

func TestRunsLimitsAreThePublishedTable(t *testing.T) {
	if len(perla2011) != 51 {
		t.Fatalf("the table has %d rows, not those of 10 to 60", len(perla2011))
	}
	for i, row := range perla2011 {
		if row[0] != 10+i {
			t.Fatalf("row %d of the table is for n=%d", i, row[0])
		}
		p := mustAnalyse(t, spc.IHI2011, aboutZero(alternating(row[0]))).Phases[0]
		if p.Useful != row[0] || p.FewestRuns != row[1] || p.MostRuns != row[2] {
			t.Errorf("n=%d: expected %d to %d runs, got useful=%d, %d to %d",
				row[0], row[1], row[2], p.Useful, p.FewestRuns, p.MostRuns)
		}
	}
}

// The table begins at 10: with fewer the runs say nothing, neither yes nor no.
func TestRunsBelowTheTable(t *testing.T) {
	for n := range 10 {
		for runs := min(n, 1); runs <= n; runs++ {
			r := mustAnalyse(t, spc.IHI2011, aboutZero(withRuns(n, runs)))
			if p := r.Phases[0]; p.FewestRuns != 0 || p.MostRuns != 0 {
				t.Errorf("n=%d: the table has no such row, yet %d to %d runs are expected", n, p.FewestRuns, p.MostRuns)
			}
			if hasRule(r, spc.FewRuns) || hasRule(r, spc.ManyRuns) || r.Verdict == spc.Quiet {
				t.Errorf("n=%d, %d runs: verdict %q, signals %v", n, runs, r.Verdict, r.Signals)
			}
		}
	}
}

// The table ends at 60. Beyond, the limits follow from the distribution of runs, and go on
// from the last row without a step.
func TestRunsBeyondTheTable(t *testing.T) {
	before := perla2011[len(perla2011)-1]
	var differ []int
	for n := 61; n <= 250; n++ {
		p := mustAnalyse(t, spc.IHI2011, aboutZero(alternating(n))).Phases[0]
		fewest, most := exactRunsLimits(n)
		if abs(p.FewestRuns-fewest) > 1 || abs(p.MostRuns-most) > 1 {
			t.Errorf("n=%d: %d to %d runs expected, %d to %d by the exact distribution", n, p.FewestRuns, p.MostRuns, fewest, most)
		}
		if few, many := p.FewestRuns-before[1], p.MostRuns-before[2]; few < 0 || few > 1 || many < 0 || many > 1 {
			t.Errorf("n=%d: %d to %d runs expected, after %d to %d", n, p.FewestRuns, p.MostRuns, before[1], before[2])
		}
		if p.FewestRuns != fewest || p.MostRuns != most {
			differ = append(differ, n)
		}
		before = [3]int{n, p.FewestRuns, p.MostRuns}
	}
	if want := []int{116, 127, 151, 164, 177, 220}; !slices.Equal(differ, want) {
		t.Errorf("the limits differ from the distribution at %v, not at %v as docs/methods.md says", differ, want)
	}
}

// Below the lower limit are too few, above the upper limit too many; the limits
// themselves are expected.
func TestRunsSignalsAtTheLimits(t *testing.T) {
	for _, row := range perla2011 {
		n, fewest, most := row[0], row[1], row[2]
		for runs := 2; runs <= n; runs++ {
			r := mustAnalyse(t, spc.IHI2011, aboutZero(withRuns(n, runs)))
			if got := r.Phases[0].Runs; got != runs {
				t.Fatalf("n=%d: %d runs made, %d counted", n, runs, got)
			}
			if few, many := hasRule(r, spc.FewRuns), hasRule(r, spc.ManyRuns); few != (runs < fewest) || many != (runs > most) {
				t.Errorf("n=%d, %d runs, %d to %d expected: too few %t, too many %t", n, runs, fewest, most, few, many)
			}
		}
	}
}

// differing are the rows where the table is not what the exact distribution gives: the
// publication is followed, and docs/methods.md lists them.
var differing = []int{11, 12, 17, 20, 22, 23, 25, 29, 32, 35, 37, 41, 43, 53, 55, 57, 59}

// The table follows the convention of Swed and Eisenhart's two-sided 5%: at most 2.5% in
// either tail, of points split about the median as evenly as their number allows.
func TestRunsTableBesideTheExactDistribution(t *testing.T) {
	var differ []int
	for _, row := range perla2011 {
		fewest, most := exactRunsLimits(row[0])
		if fewest != row[1] || most != row[2] {
			differ = append(differ, row[0])
		}
		if abs(fewest-row[1]) > 1 || abs(most-row[2]) > 1 {
			t.Errorf("n=%d: the table says %d to %d, the distribution %d to %d", row[0], row[1], row[2], fewest, most)
		}
	}
	if !slices.Equal(differ, differing) {
		t.Errorf("the table differs from the distribution at %v, not at %v", differ, differing)
	}
}

func TestAnhoejLimitsAreThePublishedTable(t *testing.T) {
	for i, longest := range anhoejLimits.longest {
		n, crossings := 10+i, anhoejLimits.crossings[i]
		p := mustAnalyse(t, spc.Anhoej, aboutZero(alternating(n))).Phases[0]
		if p.LongestAllowed != longest || p.FewestCrossings != crossings {
			t.Errorf("n=%d: %d in a row and %d crossings are usual, got %d and %d",
				n, longest, crossings, p.LongestAllowed, p.FewestCrossings)
		}
	}
}

func TestAnhoejSignalsAtTheLimits(t *testing.T) {
	for i, longest := range anhoejLimits.longest {
		n, crossings := 10+i, anhoejLimits.crossings[i]
		for runs := 1; runs <= n; runs++ {
			sides := withRuns(n, runs)
			r := mustAnalyse(t, spc.Anhoej, aboutZero(sides))
			if got, want := hasRule(r, spc.FewCrossings), runs-1 < crossings; got != want {
				t.Errorf("n=%d, %d crossings, %d usual: signal %t", n, runs-1, crossings, got)
			}
			if got, want := hasRule(r, spc.Shift), naiveLongest(sides) > longest; got != want {
				t.Errorf("n=%d, %d in a row, %d usual: signal %t", n, naiveLongest(sides), longest, got)
			}
		}
	}
}

// The crossings limit is the lower 5% quantile of a fair binomial, by exact sums of
// integers; the spot values beyond were computed the same way.
func TestCrossingsLimitIsTheBinomialQuantile(t *testing.T) {
	for _, n := range append(sequence(10, 200), 333, 500, 999, 1000, 2000, 5000) {
		p := mustAnalyse(t, spc.Anhoej, aboutZero(alternating(n))).Phases[0]
		if want := exactBinomialQuantile(n - 1); p.FewestCrossings != want {
			t.Errorf("n=%d: at least %d crossings are usual, got %d", n, want, p.FewestCrossings)
		}
	}
}

// round(log2 n) + 3 by integers: log2 n rounds up from where n squared reaches 2^(2k+1).
func TestLongestRunLimitByIntegers(t *testing.T) {
	for _, n := range append(sequence(10, 400), 724, 725, 1448, 1449, 2896, 2897, 5792, 5793) {
		k := 0
		for big.NewInt(0).Exp(big.NewInt(2), big.NewInt(int64(2*k+1)), nil).Cmp(big.NewInt(int64(n)*int64(n))) <= 0 {
			k++
		}
		p := mustAnalyse(t, spc.Anhoej, aboutZero(alternating(n))).Phases[0]
		if p.LongestAllowed != k+3 {
			t.Errorf("n=%d: %d in a row are usual, got %d", n, k+3, p.LongestAllowed)
		}
	}
}

// The formula of the runs distribution is itself checked by listing every arrangement.
func TestExactRunsDistributionByEnumeration(t *testing.T) {
	for n := 2; n <= 14; n++ {
		counted := map[[2]int]int64{}
		for bits := range 1 << n {
			sides := sidesOf(bits, n)
			counted[[2]int{strings.Count(sides, "a"), naiveRuns(sides)}]++
		}
		for above := 0; above <= n; above++ {
			for runs := 1; runs <= n; runs++ {
				want := big.NewInt(counted[[2]int{above, runs}])
				if got := exactRuns(above, n-above, runs); got.Cmp(want) != 0 {
					t.Fatalf("%d above and %d below in %d runs: %v ways, not %v", above, n-above, runs, want, got)
				}
			}
		}
	}
}

// exactRuns counts the arrangements of above and below in so many runs (Swed and
// Eisenhart 1943, equation 1).
func exactRuns(above, below, runs int) *big.Int {
	if above == 0 || below == 0 {
		if runs == 1 {
			return big.NewInt(1)
		}
		return big.NewInt(0)
	}
	k := runs / 2
	split := func(a, b int) *big.Int {
		return new(big.Int).Mul(binomial(above-1, a-1), binomial(below-1, b-1))
	}
	if runs%2 == 0 {
		return new(big.Int).Mul(big.NewInt(2), split(k, k))
	}
	return new(big.Int).Add(split(k+1, k), split(k, k+1))
}

func binomial(n, k int) *big.Int {
	if k < 0 || k > n {
		return big.NewInt(0)
	}
	return new(big.Int).Binomial(int64(n), int64(k))
}

// exactRunsLimits are the fewest and the most runs beyond which lie at most 2.5% each.
func exactRunsLimits(n int) (fewest, most int) {
	above, below := n/2, n-n/2
	beyond := func(runs int, next int) int {
		for tail := big.NewInt(0); ; runs += next {
			tail.Add(tail, exactRuns(above, below, runs))
			if new(big.Int).Mul(tail, big.NewInt(40)).Cmp(binomial(n, above)) > 0 {
				return runs
			}
		}
	}
	return beyond(1, 1), beyond(n, -1)
}

// tableChance is the chance in 1 of a false signal by a row of the table, of n points
// split evenly about the median.
func tableChance(n, fewest, most int) float64 {
	outside := big.NewInt(0)
	for runs := 1; runs <= n; runs++ {
		if runs < fewest || runs > most {
			outside.Add(outside, exactRuns(n/2, n-n/2, runs))
		}
	}
	chance, _ := new(big.Rat).SetFrac(outside, binomial(n, n/2)).Float64()
	return chance
}

// exactBinomialQuantile is the smallest k of n with at least 5% of a fair binomial at or
// below it.
func exactBinomialQuantile(n int) int {
	all := new(big.Int).Lsh(big.NewInt(1), uint(n))
	ways, tail := big.NewInt(1), big.NewInt(1)
	for k := 0; ; k++ {
		if new(big.Int).Mul(tail, big.NewInt(20)).Cmp(all) >= 0 {
			return k
		}
		ways.Mul(ways, big.NewInt(int64(n-k))).Quo(ways, big.NewInt(int64(k+1)))
		tail.Add(tail, ways)
	}
}

// runsTable writes the table for docs/methods.md.
func runsTable() string {
	var b strings.Builder
	b.WriteString("| Points off the median | Fewest runs | Most runs | Exact, where it differs | Chance of a false signal |\n|--:|--:|--:|:--|--:|\n")
	for _, row := range perla2011 {
		differs := ""
		if fewest, most := exactRunsLimits(row[0]); fewest != row[1] || most != row[2] {
			differs = fmt.Sprintf("%d to %d", fewest, most)
		}
		fmt.Fprintf(&b, "| %d | %d | %d | %s | %.1f%% |\n", row[0], row[1], row[2], differs, 100*tableChance(row[0], row[1], row[2]))
	}
	return b.String()
}

// sequence counts from first to last.
func sequence(first, last int) []int {
	var all []int
	for n := first; n <= last; n++ {
		all = append(all, n)
	}
	return all
}

func abs(n int) int { return max(n, -n) }
