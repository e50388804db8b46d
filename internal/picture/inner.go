package picture

import (
	"math"
	"slices"
	"sort"
)

// frame is a place for words within the plot.
type frame struct{ left, top, right, bottom float64 }

func (f frame) meets(other frame) bool {
	return f.left < other.right && other.left < f.right && f.top < other.bottom && other.top < f.bottom
}

// manyInner is how many earlier phases have their number within the plot.
const manyInner = 6

// innerLabels writes the centre of each earlier phase at its line, where neither the
// points nor another line is in the way. The key has the numbers in any case.
func (s *sheet) innerLabels() {
	if len(s.phases) < 2 || len(s.phases) > manyInner {
		return
	}
	var taken []frame
	s.write(`<g class="values">`)
	for i, p := range s.phases[:len(s.phases)-1] {
		words := s.number(p.Centre)
		x0, x1 := s.ends(i)
		y, width := s.values.scale.at(p.Centre), strong.width(words)
		for _, f := range []frame{
			{x0 + 2, y - 20, x0 + 2 + width, y - 3}, {x1 - 2 - width, y - 20, x1 - 2, y - 3},
			{x0 + 2, y + 3, x0 + 2 + width, y + 20}, {x1 - 2 - width, y + 3, x1 - 2, y + 20},
		} {
			if f.right <= x1 && s.clear(f) && !slices.ContainsFunc(taken, f.meets) {
				s.text(f.left, f.bottom-4, bold, words)
				taken = append(taken, f)
				break
			}
		}
	}
	s.write("</g>\n")
}

// clear tells that a frame has neither data nor lines in it.
func (s *sheet) clear(f frame) bool {
	if f.left < s.left || f.right > s.right || f.top < s.top || f.bottom > s.bottom {
		return false
	}
	for _, t := range s.tags {
		if t.x > f.left && t.x < f.right {
			return false
		}
	}
	if target, some := s.chart.target(); some && s.levelIn(f, target) {
		return false
	}
	for _, p := range s.phases {
		if s.levelIn(f, p.Centre) {
			return false
		}
	}
	return s.clearOfData(f)
}

func (s *sheet) levelIn(f frame, v float64) bool {
	y := s.values.scale.at(v)
	return y > f.top && y < f.bottom
}

// clearOfData looks at the points from the last before a frame to the first after it.
func (s *sheet) clearOfData(f frame) bool {
	const around = 7 // a mark's radius
	limits := s.chart.Result.Limits
	f = frame{f.left - around, f.top - around, f.right + around, f.bottom + around}
	i := max(0, sort.Search(len(s.dots), func(i int) bool { return s.x(i) >= f.left })-1)
	for ; i < len(s.dots); i++ {
		if s.dots[i].missing {
			continue
		}
		if s.strokeIn(f, i) || len(limits) > 0 && (s.levelIn(f, limits[i].Lower) || s.levelIn(f, limits[i].Upper)) {
			return false
		}
		if s.x(i) > f.right {
			break
		}
	}
	return true
}

// strokeIn tells whether the line from point i to the next comes into a frame.
func (s *sheet) strokeIn(f frame, i int) bool {
	x0, y0 := s.x(i), s.values.scale.at(s.dots[i].value)
	x1, y1 := x0, y0
	if i+1 < len(s.dots) && !s.dots[i+1].missing {
		x1, y1 = s.x(i+1), s.values.scale.at(s.dots[i+1].value)
	}
	if x1 < f.left || x0 > f.right {
		return false
	}
	at := func(x float64) float64 {
		if x1 == x0 {
			return y0
		}
		return y0 + (y1-y0)*(min(max(x, x0), x1)-x0)/(x1-x0)
	}
	a, b := at(f.left), at(f.right)
	return math.Max(a, b) > f.top && math.Min(a, b) < f.bottom
}
