package picture

import (
	"cmp"
	"math"
	"slices"

	"github.com/cairnqi/cairn/spc"
)

// A mark's shape tells the rule, its filling the judgement: solid, or white for the
// worse. The colours only repeat it. Each is at least 3:1 against white and against
// black, so that it stands on a light page and on a dark one.
const (
	blue   = "#1f78c8" // for the better
	orange = "#c8570f" // for the worse
	purple = "#8a63c8" // neither
	white  = "#ffffff"
)

// look is how a kind of mark is drawn and named.
type look struct {
	mark  spc.Mark
	class string
	shape func(r float64) []vertex // nil: a round dot
	sign  rune                     // in characters
	words string
}

// vertex is a corner of a shape, seen from its centre.
type vertex struct{ x, y float64 }

var usual = look{class: "usual", sign: '•', words: "Other points"}

// lookOf names a mark. It is a pure function: equal marks look equal.
func lookOf(m spc.Mark) look {
	l := look{mark: m, class: string(m.Rule), shape: hexagon, sign: '⬢', words: "Unusual"}
	up := m.Direction != spc.Down
	switch m.Rule {
	case "":
		return usual
	case spc.Outside:
		l.shape, l.words = diamond, pick(up, "Beyond the upper limit", "Beyond the lower limit")
	case spc.Trend:
		l.shape, l.words = triangle(up), pick(up, "Several in a row rising", "Several in a row falling")
	case spc.TwoOfThree:
		l.shape, l.words = star, pick(up, "Two of three near the upper limit", "Two of three near the lower limit")
	case spc.Shift:
		l.shape, l.words = square, pick(up, "Several in a row above the middle", "Several in a row below the middle")
	}
	l.sign = l.letter(up)
	switch m.Judgement {
	case spc.Improvement:
		l.words += ": better"
	case spc.Deterioration:
		l.words += ": worse"
	}
	return l
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// letter is the mark in characters: solid, and hollow for the worse.
func (l look) letter(up bool) rune {
	pairs := map[spc.Rule]string{spc.Outside: "◆◇", spc.TwoOfThree: "★☆", spc.Shift: "■□", spc.Trend: "▼▽"}
	pair, known := pairs[l.mark.Rule]
	if !known {
		pair = "●○"
	}
	if l.mark.Rule == spc.Trend && up {
		pair = "▲△"
	}
	both := []rune(pair)
	if l.worse() {
		return both[1]
	}
	return both[0]
}

func (l look) worse() bool { return l.mark.Judgement == spc.Deterioration }

func (l look) colour() string {
	switch {
	case l.mark.Rule == "":
		return "currentColor"
	case l.worse():
		return orange
	case l.mark.Judgement == spc.Improvement:
		return blue
	}
	return purple
}

// judged is the class that lets a style sheet choose other colours.
func (l look) judged() string {
	switch l.mark.Judgement {
	case spc.Improvement:
		return " better"
	case spc.Deterioration:
		return " worse"
	}
	return ""
}

// The shapes, of much the same area.

func diamond(r float64) []vertex {
	r *= 1.2
	return []vertex{{0, -r}, {r, 0}, {0, r}, {-r, 0}}
}

func square(r float64) []vertex {
	r *= 0.9
	return []vertex{{-r, -r}, {r, -r}, {r, r}, {-r, r}}
}

func triangle(up bool) func(float64) []vertex {
	return func(r float64) []vertex {
		tip, foot, half := -1.25*r, 0.85*r, 1.2*r
		if !up {
			tip, foot = -tip, -foot
		}
		return []vertex{{0, tip}, {half, foot}, {-half, foot}}
	}
}

func star(r float64) []vertex { return around(10, 1.45*r, 0.62*r) }

func hexagon(r float64) []vertex { return around(6, 1.1*r, 1.1*r) }

// around sets corners in a ring, the first at the top, by turns far and near.
func around(corners int, far, near float64) []vertex {
	out := make([]vertex, corners)
	for i := range out {
		r := far
		if i%2 == 1 {
			r = near
		}
		angle := 2 * math.Pi * float64(i) / float64(corners)
		out[i] = vertex{r * math.Sin(angle), -r * math.Cos(angle)}
	}
	return out
}

// ruleOrder is how keys list what occurs.
var ruleOrder = map[spc.Rule]int{"": 0, spc.Outside: 1, spc.Trend: 2, spc.TwoOfThree: 3, spc.Shift: 4}

// looks are the kinds of mark that occur, the usual first.
func looks(dots []dot) []look {
	var out []look
	seen := map[spc.Mark]bool{}
	for _, d := range dots {
		if !d.missing && !seen[d.mark] {
			seen[d.mark] = true
			out = append(out, lookOf(d.mark))
		}
	}
	slices.SortStableFunc(out, func(a, b look) int {
		return cmp.Or(ruleOrder[a.mark.Rule]-ruleOrder[b.mark.Rule], int(b.mark.Direction-a.mark.Direction))
	})
	return out
}
