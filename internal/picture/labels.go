package picture

import "fmt"

// tag is a boundary on the drawing, and where its words lie: row 0 is the highest.
type tag struct {
	x, left float64
	row     int // -1: there is no room for its words
	top     float64
	label   string
}

// band is where words may lie: between two edges, in letters of a metric, gap apart.
type band struct {
	left, right, gap float64
	metric
}

// tags lays the labels of boundaries in at most so many rows, so that no words
// meet and no boundary's line runs through another's words. xs ascend.
func (b band) tags(xs []float64, labels []string, rows int) []tag {
	out := make([]tag, len(xs))
	taken := make([]float64, rows) // how far to the right each row is taken
	for r := range taken {
		taken[r] = b.left - b.gap
	}
	for i, x := range xs {
		t := tag{x: x, row: -1, label: b.fit(labels[i], (b.right-b.left)*0.4)}
		t.left = x + b.gap/2
		width := b.width(t.label)
		lineBefore := b.left
		if i > 0 {
			lineBefore = xs[i-1]
		}
		if t.left+width > b.right { // to the left of its line, where no other line is in the way
			t.left = x - b.gap/2 - width
		}
		for r := 0; r < rows && t.label != "" && t.row < 0; r++ {
			if taken[r]+b.gap <= t.left && b.free(taken[r+1:], x) && (t.left > x || lineBefore <= t.left) {
				t.row, taken[r] = r, t.left+width
			}
		}
		out[i] = t
	}
	return out
}

// free tells that a line at x, coming down through rows, meets no words.
func (b band) free(taken []float64, x float64) bool {
	for _, end := range taken {
		if end+b.gap/4 > x {
			return false
		}
	}
	return true
}

// pill is the numbers of one or more notes, about one place.
type pill struct {
	from, to    float64 // the places of its notes
	first, last int     // their numbers
	left, right float64
	label       string
}

// pills lays the numbers of notes in one row; those that would meet become one
// with a range, such as 3–5. The dots ascend.
func (b band) pills(dots []dot, place func(float64) float64) []pill {
	var out []pill
	for _, d := range dots {
		if d.number == 0 {
			continue
		}
		x := place(d.at)
		p := b.pill(x, x, d.number, d.number)
		for len(out) > 0 && out[len(out)-1].right+b.gap > p.left {
			before := out[len(out)-1]
			p = b.pill(before.from, p.to, before.first, p.last)
			out = out[:len(out)-1]
		}
		out = append(out, p)
	}
	return out
}

func (b band) pill(from, to float64, first, last int) pill {
	label := fmt.Sprint(first)
	if last > first {
		label = fmt.Sprintf("%d–%d", first, last)
	}
	width := b.width(label) + b.gap
	left := min(max((from+to)/2-width/2, b.left), b.right-width)
	return pill{from: from, to: to, first: first, last: last, left: left, right: left + width, label: label}
}

// dateLabel is a date of the axis with its words in place.
type dateLabel struct {
	x, width, left float64
	label          string // "": no room, a tick without words
	year           string // below it, where it is the first or the year changes
}

// dateLabels sets the words of dates under their ticks, within the edges.
func (b band) dateLabels(all []date, place func(float64) float64) []dateLabel {
	out := make([]dateLabel, len(all))
	taken, year := b.left-b.gap, ""
	for i, d := range all {
		l := dateLabel{x: place(d.at), label: d.label, year: d.year}
		if d.year == year {
			l.year = ""
		}
		l.width = max(b.width(l.label), b.width(l.year))
		l.left = min(max(l.x-l.width/2, b.left), b.right-l.width)
		if l.left < taken+b.gap {
			l.label, l.year = "", ""
		} else {
			taken, year = l.left+l.width, d.year
		}
		out[i] = l
	}
	return out
}
