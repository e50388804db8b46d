package spc_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/cairnqi/cairn/spc"
)

// How often a chart signals although nothing but chance moves it. The rates on the page are
// simulated here with fixed seeds, so they can be had again to the last digit; what can be
// worked out exactly is worked out by other means, and the simulation held against it.

var update = flag.Bool("update", false, "write the tables of docs/methods.md anew")

const (
	methodsPage = "../docs/methods.md"
	simulations = 2000 // of each cell
)

// lengths are those of the columns; baselines are 0 where all points set the centre.
var (
	lengths   = []int{12, 24, 36, 50, 100}
	baselines = []int{0, 4, 8, 12, 24}
)

// processes draw one point of a process in control, as each rule set expects it.
var processes = []struct {
	rules spc.RuleSet
	what  string
	draw  func(r *rand.Rand, i int) spc.Point
}{
	{spc.IHI2011, "normal", normal},
	{spc.Anhoej, "normal", normal},
	{spc.XmR, "normal", normal},
	{spc.P, "binomial, 20% of 80 to 120", binomialOf},
	{spc.PPrime, "binomial, 20% of 80 to 120", binomialOf},
	{spc.U, "Poisson, 0.1 for each of 80 to 120", poissonOf},
	{spc.UPrime, "Poisson, 0.1 for each of 80 to 120", poissonOf},
	{spc.C, "Poisson, mean 10", func(r *rand.Rand, _ int) spc.Point { return spc.Point{Value: poissonCount(r, 10)} }},
	{spc.T, "exponential", func(r *rand.Rand, _ int) spc.Point { return spc.Point{Value: 10 * r.ExpFloat64()} }},
	{spc.G, "geometric, mean 20", func(r *rand.Rand, _ int) spc.Point {
		return spc.Point{Value: math.Floor(math.Log(1-r.Float64()) / math.Log(20.0/21))}
	}},
}

func normal(r *rand.Rand, _ int) spc.Point { return spc.Point{Value: r.NormFloat64()} }

// sizeOf varies the denominators: 80, 100, 120 and again.
func sizeOf(i int) float64 { return float64(80 + 20*(i%3)) }

func binomialOf(r *rand.Rand, i int) spc.Point {
	return spc.Point{Numerator: binomialCount(r, sizeOf(i), 0.2), Denominator: sizeOf(i)}
}

func poissonOf(r *rand.Rand, i int) spc.Point {
	return spc.Point{Numerator: poissonCount(r, sizeOf(i)/10), Denominator: sizeOf(i)}
}

// binomialCount looks up in the cumulated chances where a uniform number falls.
func binomialCount(r *rand.Rand, n, p float64) float64 {
	count, chance := 0.0, math.Pow(1-p, n)
	for left := r.Float64() - chance; left >= 0 && count < n; left -= chance {
		chance *= (n - count) / (count + 1) * p / (1 - p)
		count++
	}
	return count
}

func poissonCount(r *rand.Rand, mean float64) float64 {
	count, chance := 0.0, math.Exp(-mean)
	for left := r.Float64() - chance; left >= 0 && count < 100*mean; left -= chance {
		count++
		chance *= mean / count
	}
	return count
}

// cell is one series length of one process, read about its own centre or a frozen one.
type cell struct{ process, n, baseline int }

// tally is how many of the simulated charts of a cell had a signal: any, and by rule.
type tally struct {
	any    int
	byRule map[spc.Rule]int
}

func simulate(c cell) (tally, error) {
	p := processes[c.process]
	o, err := p.rules.Options()
	if err != nil {
		return tally{}, err
	}
	o.Baseline = c.baseline
	random := rand.New(rand.NewPCG(uint64(c.process), uint64(1000*c.n+c.baseline)))
	counts := tally{byRule: map[spc.Rule]int{}}
	s := plotted(make([]float64, c.n)...)
	for range simulations {
		for i := range s.Points {
			at := s.Points[i].At
			s.Points[i] = p.draw(random, i)
			s.Points[i].At = at
		}
		r, err := spc.Analyse(s, o)
		if err != nil {
			return tally{}, err
		}
		counts.add(r)
	}
	return counts, nil
}

func (c *tally) add(r spc.Result) {
	if len(r.Signals) > 0 {
		c.any++
	}
	for _, rule := range rulesInOrder {
		if hasRule(r, rule) {
			c.byRule[rule]++
		}
	}
}

var rulesInOrder = []spc.Rule{spc.Outside, spc.Trend, spc.TwoOfThree, spc.Shift, spc.FewRuns, spc.ManyRuns, spc.FewCrossings}

// simulateAll fills every cell of the tables, on all processors: each has its own seed.
func simulateAll(t testing.TB) map[cell]tally {
	t.Helper()
	all := map[cell]tally{}
	var lock sync.Mutex
	var group sync.WaitGroup
	for process := range processes {
		for _, baseline := range baselines {
			for _, n := range lengths {
				if n <= baseline {
					continue
				}
				group.Go(func() {
					c := cell{process, n, baseline}
					counts, err := simulate(c)
					lock.Lock()
					defer lock.Unlock()
					if all[c] = counts; err != nil {
						t.Errorf("%s, %d points: %v", processes[process].rules, n, err)
					}
				})
			}
		}
	}
	group.Wait()
	return all
}

// TestMethodsPageHasTheTables keeps docs/methods.md true: its tables are what this test
// computes. After a change that is meant: go test ./spc -run Methods -update.
func TestMethodsPageHasTheTables(t *testing.T) {
	text, err := os.ReadFile(methodsPage)
	if err != nil {
		t.Fatal(err)
	}
	page, simulated := string(text), simulateAll(t)
	checkAgainstExact(t, simulated)
	for name, table := range map[string]string{
		"runs": runsTable(), "rates": ratesTable(simulated), "rates by rule": ratesByRule(simulated), "exact rates": exactTable(t),
	} {
		begin, end := "<!-- table: "+name+" -->\n", "<!-- end -->"
		before, rest, found := strings.Cut(page, begin)
		inside, after, closed := strings.Cut(rest, end)
		if !found || !closed {
			t.Fatalf("%s has no place for the table %q", methodsPage, name)
		}
		if inside != table && !*update {
			t.Errorf("%s, table %q is\n%s\nand should be\n%s", methodsPage, name, inside, table)
		}
		page = before + begin + table + end + after
	}
	if *update {
		if err := os.WriteFile(methodsPage, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func headings() string {
	var b strings.Builder
	for _, n := range lengths {
		fmt.Fprintf(&b, "| %d ", n)
	}
	return b.String() + "|\n"
}

func rule(columns int) string {
	return strings.Repeat("|---", columns) + strings.Repeat("|--:", len(lengths)) + "|\n"
}

// ratesTable is how often a chart of each rule set has any false signal, in percent.
func ratesTable(simulated map[cell]tally) string {
	var b strings.Builder
	b.WriteString("| Rule set | Process | Centre and limits from " + headings() + rule(3))
	for process, p := range processes {
		for _, baseline := range baselines {
			from := "all points"
			if baseline > 0 {
				from = fmt.Sprintf("the first %d, frozen", baseline)
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s ", p.rules, p.what, from)
			for _, n := range lengths {
				b.WriteString("| ")
				if counts, simulated := simulated[cell{process, n, baseline}]; simulated {
					fmt.Fprintf(&b, "%.1f ", share(counts.any))
				}
			}
			b.WriteString("|\n")
		}
	}
	return b.String()
}

// ratesByRule is how often each rule signals, on charts of their own centre, in percent.
func ratesByRule(simulated map[cell]tally) string {
	var b strings.Builder
	b.WriteString("| Rule set | Rule " + headings() + rule(2))
	for process, p := range processes {
		for _, rule := range rulesInOrder {
			if simulated[cell{process, 100, 0}].byRule[rule] == 0 {
				continue
			}
			fmt.Fprintf(&b, "| `%s` | %s ", p.rules, rule)
			for _, n := range lengths {
				fmt.Fprintf(&b, "| %.1f ", share(simulated[cell{process, n, 0}].byRule[rule]))
			}
			b.WriteString("|\n")
		}
	}
	return b.String()
}

func share(count int) float64 { return 100 * float64(count) / simulations }

// checkAgainstExact holds the simulation against what is worked out exactly: no share lies
// more than four standard errors away. The seeds are fixed, so it is not left to chance.
func checkAgainstExact(t *testing.T, simulated map[cell]tally) {
	t.Helper()
	compare := func(what string, c cell, count int, exact float64) {
		t.Helper()
		if reach := 4 * math.Sqrt(exact*(1-exact)/simulations); math.Abs(share(count)/100-exact) > reach+1e-9 {
			t.Errorf("%s, n=%d: %.2f%% simulated, %.2f%% exact", what, c.n, share(count), 100*exact)
		}
	}
	for _, n := range lengths {
		ihi, anhoej, xmr := cell{0, n, 0}, cell{1, n, 0}, cell{2, n, 0}
		compare("ihi-2011 shift", ihi, simulated[ihi].byRule[spc.Shift], 1-ownMedianQuiet(n, bounds{longest: 5, most: n}))
		compare("ihi-2011 trend", ihi, simulated[ihi].byRule[spc.Trend], trendChance(n, 5))
		compare("xmr-mdc trend", xmr, simulated[xmr].byRule[spc.Trend], trendChance(n, 7))
		compare("anhoej", anhoej, simulated[anhoej].any, 1-ownMedianQuiet(n, anhoejBounds(n)))
		fewest, most := runsLimitsOf(t, n)
		compare("ihi-2011 runs", ihi, simulated[ihi].byRule[spc.FewRuns]+simulated[ihi].byRule[spc.ManyRuns],
			1-ownMedianQuiet(n, bounds{longest: n, fewest: fewest, most: most}))
	}
}

// The processes are what the page calls them: the mean and the spread of each agree with
// theory to four standard errors, by fixed seeds.
func TestProcessesAreWhatTheySay(t *testing.T) {
	const draws = 20000
	for i, want := range []struct{ mean, deviation float64 }{
		{0, 1}, {0, 1}, {0, 1},
		{20, 4}, {20, 4}, // 20% of 100
		{10, math.Sqrt(10)}, {10, math.Sqrt(10)}, {10, math.Sqrt(10)},
		{10, 10}, {20, math.Sqrt(20 * 21)},
	} {
		random := rand.New(rand.NewPCG(uint64(i), 1))
		var total, squares float64
		for range draws {
			p := processes[i].draw(random, 1)
			x := p.Value
			if processes[i].rules.Ratio() {
				x = p.Numerator
			}
			total += x - want.mean
			squares += (x - want.mean) * (x - want.mean)
		}
		near(t, string(processes[i].rules)+": mean", total/draws, 0, 4*want.deviation/math.Sqrt(draws))
		near(t, string(processes[i].rules)+": deviation", math.Sqrt(squares/draws)/want.deviation, 1, 0.05)
	}
}
