package picture

import (
	"math"
	"strconv"
	"strings"
)

// scale carries a value from [lo, hi] to a place between two others.
type scale struct{ lo, hi, from, to float64 }

// at stays between the two places, whatever the value.
func (s scale) at(v float64) float64 {
	if s.hi <= s.lo {
		return (s.from + s.to) / 2
	}
	share := (v - s.lo) / (s.hi - s.lo)
	return s.from + min(max(share, 0), 1)*(s.to-s.from)
}

// valueAxis is the range of values that a drawing shows, from one round tick to another.
type valueAxis struct {
	ticks []float64
	step  float64
	scale scale
	// offTarget is 1 where the target lies above what is shown, -1 where below: shown, it
	// would press the points into a line.
	offTarget int
}

// reachOfTarget is how many times the height of the data a target may add.
const reachOfTarget = 2

func (c Chart) valueAxis(dots []dot, most int) valueAxis {
	lo, hi := c.reach(dots)
	var axis valueAxis
	if target, some := c.target(); some {
		height := hi - lo
		switch {
		case lo > hi:
			lo, hi = target, target
		case height > 0 && target > hi+reachOfTarget*height:
			axis.offTarget = 1
		case height > 0 && target < lo-reachOfTarget*height:
			axis.offTarget = -1
		default:
			lo, hi = min(lo, target), max(hi, target)
		}
	}
	lo, hi = widened(lo, hi)
	axis.ticks, axis.step = roundTicks(lo, hi, most)
	axis.scale.lo, axis.scale.hi = axis.ticks[0], axis.ticks[len(axis.ticks)-1]
	return axis
}

// reach is from the lowest to the highest of what is drawn, but for the target; lo is
// above hi where there is nothing.
func (c Chart) reach(dots []dot) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	add := func(v float64) {
		if drawable(v) {
			lo, hi = min(lo, clampValue(v)), max(hi, clampValue(v))
		}
	}
	limits := c.Result.Limits
	for i, d := range dots {
		if d.missing {
			continue
		}
		add(d.value)
		if len(limits) > 0 {
			add(limits[i].Lower)
			add(limits[i].Upper)
		}
	}
	for _, p := range c.phases() {
		add(p.Centre)
	}
	return lo, hi
}

// widened gives a range that can be divided, with some air below the lowest point. All
// equal is shown from zero; so is what begins not far above it.
func widened(lo, hi float64) (float64, float64) {
	if lo > hi {
		return 0, 1
	}
	size := max(math.Abs(lo), math.Abs(hi))
	switch {
	case size < 1/largest:
		return 0, 1
	case hi-lo < 1e-9*size: // closer than an axis can be labelled
		return min(lo, 0), max(hi, 0)
	case lo >= 0 && lo <= (hi-lo)/2:
		return 0, hi
	}
	return lo - (hi-lo)/25, hi
}

// roundTicks divides [lo, hi] by the smallest round step (1, 2 or 5 times a power
// of ten) that needs no more than most ticks; the outer ones enclose it.
func roundTicks(lo, hi float64, most int) ([]float64, float64) {
	power := math.Floor(math.Log10((hi - lo) / float64(most)))
	for {
		for _, part := range []float64{1, 2, 5} {
			step := part * math.Pow(10, power)
			first, last := math.Floor(lo/step+1e-9), math.Ceil(hi/step-1e-9)
			if last-first+1 > float64(most) {
				continue
			}
			var ticks []float64
			for n := first; n <= last; n++ {
				ticks = append(ticks, round(n*step, step))
			}
			return ticks, step
		}
		power++
	}
}

// round drops the noise of binary fractions, far below the step.
func round(v, step float64) float64 {
	digits := decimals(step) + 2
	if digits > 300 || math.Abs(v) > 1e15 {
		return v
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'f', digits, 64), 64)
	if err != nil {
		return v
	}
	return rounded + 0 // never -0
}

// decimals is how many a multiple of a round step needs.
func decimals(step float64) int {
	if step <= 0 {
		return 0
	}
	return max(0, -int(math.Floor(math.Log10(step)+1e-9)))
}

// number writes a value with at most so many decimals, as people do: 1,250 or
// 0.25; what is too large or too small for that as 1.25e12.
func number(v float64, places int) string {
	if size := math.Abs(v); size >= 1e9 || places > 6 && v != 0 {
		text := strconv.FormatFloat(v, 'e', 3, 64)
		digits, power, _ := strings.Cut(text, "e")
		n, _ := strconv.Atoi(power) // FormatFloat wrote it
		if n == 0 {
			return trimZeros(digits)
		}
		return trimZeros(digits) + "e" + strconv.Itoa(n)
	}
	text := trimZeros(strconv.FormatFloat(v, 'f', places, 64))
	if text == "-0" {
		return "0"
	}
	return grouped(text)
}

func trimZeros(text string) string {
	if !strings.Contains(text, ".") {
		return text
	}
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

// grouped sets commas between thousands.
func grouped(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, part, broken := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if broken {
		whole += "." + part
	}
	return sign + whole
}
