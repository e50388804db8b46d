package spc_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/spc"
)

// Exact chances of a false signal, by dynamic programming over what may come next. Nothing
// here looks at a chart.

// bounds are the runs that are no signal: none longer than longest, from fewest to most.
type bounds struct{ longest, fewest, most int }

func anhoejBounds(n int) bounds {
	return bounds{
		longest: int(math.Round(math.Log2(float64(n)))) + 3,
		fewest:  exactBinomialQuantile(n-1) + 1, // crossings and one
		most:    n,
	}
}

// runsLimitsOf are the limits of runs as the package has them; beyond the table, at 60,
// they are its own.
func runsLimitsOf(t testing.TB, n int) (fewest, most int) {
	p := mustAnalyse(t, spc.IHI2011, aboutZero(alternating(n))).Phases[0]
	return p.FewestRuns, p.MostRuns
}

// ownMedianQuiet is the chance that an even number of independent points, half above their
// own median and half below in any order, stay within the bounds.
func ownMedianQuiet(n int, b bounds) float64 {
	return quiet(n, b, func(above, below int) float64 {
		return float64(n/2-above) / float64(n-above-below)
	})
}

// knownCentreQuiet is the same about a centre that is known beforehand: each point lies
// above it or below as a coin falls.
func knownCentreQuiet(n int, b bounds) float64 {
	return quiet(n, b, func(int, int) float64 { return 0.5 })
}

// quiet follows every way that n points can fall, given the chance that the next lies
// above. A way is known by the points above, the runs, the length of the last and its side.
func quiet(n int, b bounds, chanceAbove func(above, below int) float64) float64 {
	longest, most, grows := b.longest, b.most, 1
	if longest >= n {
		longest, grows = 1, 0 // no bound, so the length need not be followed
	}
	at := func(above, runs, length, side int) int { return ((above*(most+1)+runs)*longest+length-1)*2 + side }
	ways, next := make([]float64, at(n+1, 0, 1, 0)), make([]float64, at(n+1, 0, 1, 0))
	ways[at(0, 1, 1, 0)], ways[at(1, 1, 1, 1)] = 1-chanceAbove(0, 0), chanceAbove(0, 0)
	for i := 1; i < n; i++ {
		clear(next)
		for above := range i + 1 {
			up := chanceAbove(above, i-above)
			for runs := 1; runs <= most; runs++ {
				for length := 1; length <= longest; length++ {
					for side := range 2 {
						p := ways[at(above, runs, length, side)]
						if p == 0 {
							continue
						}
						stay, leave := [2]float64{1 - up, up}[side], [2]float64{up, 1 - up}[side]
						if length+grows <= longest {
							next[at(above+side, runs, length+grows, side)] += p * stay
						}
						if runs < most {
							next[at(above+1-side, runs+1, 1, 1-side)] += p * leave
						}
					}
				}
			}
		}
		ways, next = next, ways
	}
	total := 0.0
	for above := range n + 1 {
		for runs := b.fewest; runs <= most; runs++ {
			for length := 1; length <= longest; length++ {
				total += ways[at(above, runs, length, 0)] + ways[at(above, runs, length, 1)]
			}
		}
	}
	return total
}

// trendChance is the chance that n independent points that never tie hold so many in a row
// that only rise or only fall. Each new point takes any rank among those so far with the
// same chance; a way is known by the rank of the last point, the length of its rise or fall
// and which of the two it is.
func trendChance(n, least int) float64 {
	type row [2][]float64 // by direction, then by rank
	empty := func() []row {
		rows := make([]row, least)
		for length := range rows {
			rows[length] = row{make([]float64, n), make([]float64, n)}
		}
		return rows
	}
	ways := empty()
	ways[1][0][0], ways[1][1][0] = 0.5, 0.5 // one point, which rises or falls next as it likes
	for points := 2; points <= n; points++ {
		next := empty()
		for length := 1; length < least; length++ {
			for way := range 2 {
				for rank, p := range ways[length][way][:points-1] {
					for to := range points {
						toWay, toLength := 0, 2
						if to > rank {
							toWay = 1
						}
						if toWay == way || points == 2 {
							toLength = length + 1
						}
						if toLength < least {
							next[toLength][toWay][to] += p / float64(points)
						}
					}
				}
			}
		}
		ways = next
	}
	total := 0.0
	for _, rows := range ways {
		for _, ranks := range rows {
			total += sum(ranks)
		}
	}
	return 1 - total
}

func sum(values []float64) float64 { return average(values) * float64(len(values)) }

// exactTable sets the exact chances side by side, in percent.
func exactTable(t testing.TB) string {
	var b strings.Builder
	b.WriteString("| Rule set | Rule | Centre " + headings() + rule(3))
	row := func(rules spc.RuleSet, what, centre string, chance func(n int) float64) {
		fmt.Fprintf(&b, "| `%s` | %s | %s ", rules, what, centre)
		for _, n := range lengths {
			fmt.Fprintf(&b, "| %.1f ", 100*chance(n))
		}
		b.WriteString("|\n")
	}
	for centre, quiet := range inOrder(ownMedianQuiet, knownCentreQuiet) {
		row(spc.IHI2011, "shift", centre, func(n int) float64 { return 1 - quiet(n, bounds{longest: 5, most: n}) })
		row(spc.IHI2011, "too few or too many runs", centre, func(n int) float64 {
			fewest, most := runsLimitsOf(t, n)
			return 1 - quiet(n, bounds{longest: n, fewest: fewest, most: most})
		})
		row(spc.IHI2011, "shift or runs", centre, func(n int) float64 {
			fewest, most := runsLimitsOf(t, n)
			return 1 - quiet(n, bounds{longest: 5, fewest: fewest, most: most})
		})
		row(spc.Anhoej, "shift or crossings", centre, func(n int) float64 { return 1 - quiet(n, anhoejBounds(n)) })
	}
	row(spc.IHI2011, "trend of 5", "any", func(n int) float64 { return trendChance(n, 5) })
	row(spc.XmR, "trend of 7", "any", func(n int) float64 { return trendChance(n, 7) })
	row(spc.XmR, "outside 3 sigma", "known", func(n int) float64 { return 1 - math.Pow(math.Erf(3/math.Sqrt2), float64(n)) })
	return b.String()
}

func inOrder(own, known func(int, bounds) float64) func(func(string, func(int, bounds) float64) bool) {
	return func(yield func(string, func(int, bounds) float64) bool) {
		_ = yield("own median", own) && yield("known", known)
	}
}

// The dynamic programming is itself checked by listing every order of few points.
func TestExactChancesByEnumeration(t *testing.T) {
	const n = 12
	for _, b := range []bounds{{5, 0, n}, {n, 3, 11}, {5, 3, 11}, anhoejBounds(n)} {
		own, known, ownAll := 0, 0, 0
		for bits := range 1 << n {
			sides := sidesOf(bits, n)
			within := naiveLongest(sides) <= b.longest && naiveRuns(sides) >= b.fewest && naiveRuns(sides) <= b.most
			even := strings.Count(sides, "a") == n/2
			if even {
				ownAll++
			}
			if within {
				known++
				if even {
					own++
				}
			}
		}
		near(t, "about the own median", ownMedianQuiet(n, b), float64(own)/float64(ownAll), 1e-12)
		near(t, "about a known centre", knownCentreQuiet(n, b), float64(known)/float64(int(1)<<n), 1e-12)
	}
	// Of the 120 orders of five points one rises and one falls throughout.
	near(t, "trend of five in five", trendChance(5, 5), 2.0/120, 1e-12)
	near(t, "trend of five in four", trendChance(4, 5), 0, 1e-12)
	// Five of six: the first five rise (6 orders), the last five (6), all six (counted twice, 1); as many fall.
	near(t, "trend of five in six", trendChance(6, 5), 2*11.0/720, 1e-12)
}
