package spc

import (
	"math"
	"math/bits"
)

// fewestUseful is how many useful points the counts of runs and crossings need: both
// published tables begin there (Perla, Provost, Murray 2011; Anhøj's critical values).
const fewestUseful = 10

// runsTable has the fewest and the most runs for 10 to 60 useful points, as published
// (Perla, Provost, Murray 2011, after Swed and Eisenhart 1943). Fewer than the first or
// more than the second are a signal.
var runsTable = [...][2]uint8{
	{3, 9}, {3, 10}, {3, 11}, {4, 11}, {4, 12}, {5, 12}, {5, 13}, {5, 13}, {6, 14}, {6, 15}, // 10 to 19
	{6, 16}, {7, 16}, {7, 17}, {7, 17}, {8, 18}, {8, 18}, {9, 19}, {10, 19}, {10, 20}, {10, 20}, // 20 to 29
	{11, 21}, {11, 22}, {11, 23}, {12, 23}, {12, 24}, {12, 24}, {13, 25}, {13, 25}, {14, 26}, {14, 26}, // 30 to 39
	{15, 27}, {15, 27}, {16, 28}, {16, 28}, {17, 29}, {17, 30}, {17, 31}, {18, 31}, {18, 32}, {19, 32}, // 40 to 49
	{19, 33}, {20, 33}, {20, 34}, {21, 34}, {21, 35}, {22, 35}, {22, 36}, {23, 36}, {23, 37}, {24, 38}, // 50 to 59
	{24, 38}, // 60
}

// runsLimits gives the fewest and the most runs that chance usually brings in n useful
// points; 0 and 0 below 10. Beyond the table they are computed: the mean of the runs of
// as many points on either side, and 1.96 standard deviations, with half a run for
// their being whole numbers (Swed and Eisenhart).
func runsLimits(n int) (fewest, most int) {
	switch i := n - fewestUseful; {
	case i < 0:
		return 0, 0
	case i < len(runsTable):
		return int(runsTable[i][0]), int(runsTable[i][1])
	}
	above, below := float64(n/2), float64(n-n/2)
	all := above + below
	pairs := 2 * above * below
	mean := pairs/all + 1
	reach := float64(1.96 * math.Sqrt(pairs*(pairs-all)/(all*all*(all-1))))
	return int(math.Ceil(mean - reach - 0.5)), int(math.Floor(mean + reach + 0.5))
}

// longestAllowed is the longest run that chance usually brings in n useful points:
// round(log2 n) + 3 (Schilling 2012; Anhøj, Olesen 2014); 0 below 10. In whole
// numbers, so no rounding decides: round(log2 n) is half of log2(2n²), cut.
func longestAllowed(n int) int {
	if n < fewestUseful {
		return 0
	}
	square := uint64(n) * uint64(n)
	return bits.Len64(square)/2 + 3
}

// fewestCrossings is the fewest crossings that chance usually brings in n useful
// points: the 5% quantile of Binomial(n-1, 1/2) (Chen 2010; Anhøj, Olesen 2014); 0 below 10.
func fewestCrossings(n int) int {
	if n < fewestUseful {
		return 0
	}
	return lowerQuantile(n-1, 0.05)
}

// lowerQuantile is the least k with P(X <= k) >= p for X ~ Binomial(n, 1/2) and
// 0 < p < 1/2. It adds weights from the middle outwards, each from the one before, and
// stops where they no longer count: about 9 standard deviations, so some 4,500 of them
// for a million. The sums are right to about 1e-13; of all n up to a million none has a
// probability nearer to 5% than 3e-10 (at 107,779), so no rounding decides.
func lowerQuantile(n int, p float64) int {
	inside := (1 - 2*p) * totalWeight(n)
	k, w, sum := middleWeight(n)
	for k > 0 && sum <= inside { // sum is the weight of k to n-k
		w *= float64(k) / float64(n-k+1)
		k--
		sum += 2 * w
	}
	return k
}

// middleWeight starts in the middle of Binomial(n, 1/2): the lower of its middle
// places, that place's weight, set to 1, and the weight of all middle places.
func middleWeight(n int) (k int, w, sum float64) {
	return n / 2, 1, float64(1 + n%2)
}

func totalWeight(n int) float64 {
	k, w, sum := middleWeight(n)
	for ; k > 0 && w > 1e-18; k-- {
		w *= float64(k) / float64(n-k+1)
		sum += 2 * w
	}
	return sum
}
