package picture

import (
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/spc"
)

// entry is one line of the key: a sample and what it means.
type entry struct {
	look  *look  // of a mark
	line  string // of a line: how it is drawn
	rune  rune   // either, in characters
	words string
}

// entries explain what occurs on the drawing and nothing else.
func (c Chart) entries(dots []dot, axis valueAxis) []entry {
	out := c.lineEntries(dots, axis)
	kinds := looks(dots)
	if len(kinds) == 1 && kinds[0].mark.Rule == "" {
		return out // nothing stands out
	}
	for _, l := range kinds {
		out = append(out, entry{look: &l, rune: l.sign, words: l.words})
	}
	return out
}

func (c Chart) lineEntries(dots []dot, axis valueAxis) []entry {
	var out []entry
	places := decimals(axis.step) + 1
	phases := c.phases()
	if len(phases) > 0 {
		out = append(out, entry{line: centreLine, rune: '─', words: c.centreWords(phases, places)})
		for _, p := range phases {
			if carried(p) {
				out = append(out, entry{line: carriedLine, rune: '╌', words: "the same, carried on"})
				break
			}
		}
	}
	if words := c.limitWords(dots, places); words != "" {
		out = append(out, entry{line: limitLine, rune: '·', words: words})
	}
	if target, some := c.target(); some {
		where := ""
		if axis.offTarget != 0 {
			where = pick(axis.offTarget > 0, ", above this chart", ", below this chart")
		}
		out = append(out, entry{line: targetLine, rune: '=', words: "Target " + number(target, places) + where})
	}
	return out
}

// manyPhases is how many centre lines the key lists one by one.
const manyPhases = 4

// centreWords: "Median 62, of the first 12 points" or "Median 62, then 84".
func (c Chart) centreWords(phases []spc.PhaseResult, places int) string {
	if len(phases) == 1 {
		words := c.centreWord() + " " + number(phases[0].Centre, places)
		if p := phases[0]; carried(p) {
			words += ", of the first " + count(p.Points, "point", "points")
		}
		return words
	}
	if len(phases) > manyPhases {
		return c.centreWord() + ", newest " + number(phases[len(phases)-1].Centre, places)
	}
	values := make([]string, len(phases))
	for i, p := range phases {
		values[i] = number(p.Centre, places)
	}
	return c.centreWord() + " " + strings.Join(values, ", then ")
}

// limitWords tell the limits at the newest point, and whether others differ.
func (c Chart) limitWords(dots []dot, places int) string {
	limits := c.Result.Limits
	var last *spc.Limits
	same := true
	for i := len(dots) - 1; i >= 0 && len(limits) > 0; i-- {
		switch {
		case dots[i].missing, !drawable(limits[i].Lower) && !drawable(limits[i].Upper):
		case last == nil:
			last = &limits[i]
		case *last != limits[i]:
			same = false
		}
	}
	if last == nil {
		return ""
	}
	var words string
	switch {
	case !drawable(last.Lower):
		words = "Upper limit " + number(last.Upper, places)
	case !drawable(last.Upper):
		words = "Lower limit " + number(last.Lower, places)
	default:
		words = "Limits " + number(last.Lower, places) + " to " + number(last.Upper, places)
	}
	if !same {
		words += " at the end"
	}
	return words
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// key draws the entries below the plot, as many in a row as fit; marks begin a row.
func (s *sheet) key() {
	const gap = 16.0
	x, marks := margin, false
	row := s.down + leading
	s.write(`<g class="key">`)
	for _, e := range s.chart.entries(s.dots, s.values) {
		lines := plain.wrap(e.words, s.width-2*margin-e.sample(), 2)
		width := e.sample()
		for _, words := range lines {
			width = max(width, e.sample()+plain.width(words))
		}
		if x > margin && (x+width > s.width-margin || len(lines) > 1 || !marks && e.look != nil) {
			x = margin
			row = s.down + leading
		}
		marks = e.look != nil
		s.sample(e, x, row-5)
		for i, words := range lines {
			s.down = max(s.down, row+leading*float64(i))
			s.text(x+e.sample(), row+leading*float64(i), "", words)
		}
		if x += width + gap; len(lines) > 1 {
			x = s.width // nothing beside it
		}
	}
	s.write("</g>\n")
}

// reading writes below the key what the analysis says as a whole.
func (s *sheet) reading() {
	s.write(`<g class="reading">`)
	for _, words := range s.chart.wholes() {
		for _, line := range plain.wrap(words, s.width-2*margin, 3) {
			s.words(margin, line)
		}
	}
	s.write("</g>\n")
}

// sample is how wide the sample of an entry is.
func (e entry) sample() float64 {
	if e.look == nil {
		return 40
	}
	return 22
}

func (s *sheet) sample(e entry, x, y float64) {
	if e.look == nil {
		s.line(x, y, x+33, y, ` stroke="currentColor"`+e.line)
		return
	}
	s.openMarks(*e.look, "marks sample")
	r := 5.5
	if e.look.shape == nil {
		r = 3.8
	}
	s.mark(*e.look, x+8, y, r)
	s.write("</g>")
}

// shownNotes is how many notes stand below the drawing; a table has them all.
const shownNotes = 8

func (s *sheet) noteList() {
	if len(s.notes) == 0 {
		return
	}
	s.write(`<g class="notes">`)
	s.down += 6
	n := 0
	for _, d := range s.dots {
		if d.number == 0 {
			continue
		}
		if n++; n > shownNotes {
			continue
		}
		words := d.day.Format("2 Jan") + ": " + d.note
		s.pill(band{left: margin, right: s.width, gap: 8, metric: plain}.pill(margin, margin, n, n), s.down+1)
		for _, line := range plain.wrap(words, s.width-2*margin-26, 2) {
			s.words(margin+26, line)
		}
		s.down += 2
	}
	if n > shownNotes {
		s.words(margin, fmt.Sprintf("And %s, in the table.", count(n-shownNotes, "more note", "more notes")))
	}
	s.write("</g>\n")
}
