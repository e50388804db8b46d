package spc

import (
	"math"
	"slices"
)

// sum adds without losing the small beside the large (Neumaier 1974).
type sum struct{ total, lost float64 }

func (s *sum) add(x float64) {
	t := s.total + x
	if math.Abs(s.total) >= math.Abs(x) {
		s.lost += (s.total - t) + x
	} else {
		s.lost += (x - t) + s.total
	}
	s.total = t
}

func (s *sum) value() float64 { return s.total + s.lost }

// mean of at least one value. The mean of equal values is that very value.
func mean(xs []float64) float64 {
	var s sum
	for _, x := range xs {
		s.add(x - xs[0])
	}
	return xs[0] + s.value()/float64(len(xs))
}

// median of at least one value: of an even number, the mean of the middle two. It
// puts xs into another order.
func median(xs []float64) float64 {
	k := len(xs) / 2
	upper := choose(xs, k)
	if len(xs)%2 == 1 {
		return upper
	}
	lower := slices.Max(xs[:k])
	return lower + (upper-lower)/2
}

// choose puts xs into such an order that the k-th smallest stands at k, with none
// larger before it, and returns it (Hoare's quickselect). Where the pivots are
// unlucky it sorts what is left, so no order of values makes it slow.
func choose(xs []float64, k int) float64 {
	lo, hi := 0, len(xs)-1
	for rounds := 0; hi > lo; rounds++ {
		if rounds > 64 {
			slices.Sort(xs[lo : hi+1])
			break
		}
		pivot := middle(xs[lo], xs[lo+(hi-lo)/2], xs[hi])
		i, j := lo, hi
		for i <= j {
			for xs[i] < pivot {
				i++
			}
			for xs[j] > pivot {
				j--
			}
			if i <= j {
				xs[i], xs[j] = xs[j], xs[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			hi = j
		case k >= i:
			lo = i
		default:
			return xs[k]
		}
	}
	return xs[k]
}

// middle of three.
func middle(a, b, c float64) float64 {
	return max(min(a, b), min(max(a, b), c))
}

// meanRange is the mean of the moving ranges: the distances between neighbours; 0 where
// there are none. at has the place of each value in the series, nil where they follow
// one another: values with a gap between them are no neighbours. Screened, ranges at or
// above 3.267 times the mean are left out, once (NHS England, Making Data Count).
// Screening that would leave no variation at all is not done: there would be no limits.
func meanRange(xs []float64, at []int, screened bool) float64 {
	all := rangesBelow(xs, at, math.Inf(1))
	if !screened {
		return all
	}
	if kept := rangesBelow(xs, at, 3.267*all); kept > 0 {
		return kept
	}
	return all
}

func rangesBelow(xs []float64, at []int, limit float64) (mean float64) {
	var s sum
	n := 0
	for i := 1; i < len(xs); i++ {
		if !neighbours(at, i) {
			continue
		}
		if r := math.Abs(xs[i] - xs[i-1]); r < limit {
			s.add(r)
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return s.value() / float64(n)
}

// neighbours tells that there is no gap between the value at i and the one before.
func neighbours(at []int, i int) bool { return at == nil || at[i] == at[i-1]+1 }

// beside counts those of n values that have a neighbour.
func beside(n int, at []int) int {
	count := 0
	for i := range n {
		if i > 0 && neighbours(at, i) || i+1 < n && neighbours(at, i+1) {
			count++
		}
	}
	return count
}

// slack is how close two computed numbers are the same, as a share of the larger: more
// than rounding brings, less than anybody measures.
const slack = 1e-12

// level tells that a and b differ by no more than rounding, among numbers as large as
// scale.
func level(a, b, scale float64) bool {
	return math.Abs(a-b) <= slack*max(math.Abs(a), math.Abs(b), scale)
}
