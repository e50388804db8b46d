package picture

import (
	"bytes"
	"slices"

	"github.com/cairnqi/cairn/spc"
)

// sheet is one chart while it is drawn, from the top down.
type sheet struct {
	pen
	chart   Chart
	options Options
	dots    []dot
	phases  []spc.PhaseResult
	values  valueAxis
	times   scale
	places  int // decimals of the numbers on it
	tags    []tag
	notes   []pill
	sides   []side
	width   float64
	down    float64 // so far it is drawn
	// The edges of the plot.
	left, right, top, bottom float64
}

const (
	margin     = 8.0
	inset      = 12.0 // from the edges of the plot to its first and last moment
	tagRows    = 3
	valueTicks = 7 // at most
)

// SVG draws the chart as a fragment for a page: as wide as what is around it.
func (c Chart) SVG(o Options) []byte { return c.draw(o).close(` width="100%"`, "") }

func (c Chart) draw(o Options) *sheet {
	c = c.sound()
	s := &sheet{chart: c, options: o, dots: c.dots(), phases: c.phases(), width: o.width()}
	s.down = s.heading(o, c.title(), c.Stamp, margin)
	s.words(margin, plain.fit(clean(c.Unit), s.width-2*margin))
	s.layOut()
	s.grid()
	s.drawTags()
	s.lines()
	s.data()
	s.innerLabels()
	s.drawSides()
	s.dateAxis()
	s.key()
	s.down += 6
	s.reading()
	s.noteList()
	return s
}

// close puts the head of the drawing before it, now that its height is known.
func (s *sheet) close(size, style string) []byte {
	var head pen
	head.open(s.options, s.down+margin, s.chart.title(), s.chart.Describe(), size)
	head.write(style)
	return slices.Concat(head.buf.Bytes(), bytes.TrimSpace(s.buf.Bytes()), []byte("\n</svg>\n"))
}

// heading writes the title, where the drawing has it, and the stamp; down is how far
// the drawing has come.
func (p *pen) heading(o Options, title, stamp string, down float64) float64 {
	room := o.width() - 2*margin
	if !o.NoTitle {
		for _, line := range headed.wrap(title, room, 3) {
			down += heading + 4
			p.text(margin, down-4, bold+headingSize, line)
		}
	}
	for _, line := range plain.wrap(clean(stamp), room, 2) {
		down += leading
		p.text(margin, down-5, "", line)
	}
	return down
}

// words writes one line and goes below it.
func (s *sheet) words(x float64, line string) {
	if line != "" {
		s.down += leading
		s.text(x, s.down-5, "", line)
	}
}

// layOut decides where the plot lies and what its axes show.
func (s *sheet) layOut() {
	s.values = s.chart.valueAxis(s.dots, valueTicks)
	s.places = decimals(s.values.step) + 1
	s.left = margin
	if len(s.dots) > 0 {
		for _, v := range s.values.ticks {
			s.left = max(s.left, margin+plain.width(s.tick(v))+6)
		}
		s.sides = s.sideLabels()
	}
	s.right = s.width - margin
	for _, l := range s.sides {
		s.right = min(s.right, s.width-margin-l.width()-6)
	}
	from, to := s.chart.window(s.dots)
	s.times = scale{lo: from, hi: to, from: s.left + inset, to: s.right - inset}
	s.layTags()
	s.top = s.down + letters/2 + 2
	s.bottom = s.top + min(max(s.width*0.46, 200), 400)
	s.values.scale.from, s.values.scale.to = s.bottom, s.top
	s.notes = band{left: margin, right: s.width - margin, gap: 8, metric: plain}.pills(s.dots, s.times.at)
	s.down = s.bottom
}

func (s *sheet) tick(v float64) string { return number(v, decimals(s.values.step)) }

func (s *sheet) number(v float64) string { return number(v, s.places) }

// layTags makes room for the words of the boundaries above the plot.
func (s *sheet) layTags() {
	var xs []float64
	var labels []string
	for _, b := range s.chart.boundaries() {
		if at := seconds(b.At); at >= s.times.lo && at <= s.times.hi {
			xs, labels = append(xs, s.times.at(at)), append(labels, b.Label)
		}
	}
	s.tags = band{left: s.left, right: s.width - margin, gap: 8, metric: plain}.tags(xs, labels, tagRows)
	rows := 0
	for _, t := range s.tags {
		rows = max(rows, t.row+1)
	}
	for i, t := range s.tags {
		s.tags[i].top = s.down + leading*float64(max(t.row, 0)) + 3
		if t.row < 0 {
			s.tags[i].top = s.down + leading*float64(rows) + letters/2
		}
	}
	s.down += leading * float64(rows)
}

// side is what is written beside the plot about a line: a word, and its number below.
type side struct {
	word, number string
	value        float64
	y            float64 // of the middle
}

const sideHeight = 2 * 18.0

func (l side) width() float64 { return max(strong.width(l.word), strong.width(l.number)) }

// sideLabels are of the newest centre line and of the target, the higher first.
func (s *sheet) sideLabels() []side {
	var out []side
	if n := len(s.phases); n > 0 {
		centre := s.phases[n-1].Centre
		out = append(out, side{word: s.chart.centreWord(), number: s.number(centre), value: centre})
	}
	if target, some := s.chart.target(); some {
		l := side{word: "Target", number: s.number(target), value: target}
		switch s.values.offTarget {
		case 1:
			l.number += " ↑"
		case -1:
			l.number += " ↓"
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b side) int {
		switch {
		case a.value > b.value:
			return -1
		case a.value < b.value:
			return 1
		}
		return 0
	})
	return out
}

// placeSides sets each beside its line, and apart from the other.
func (s *sheet) placeSides() {
	high, low := s.top+8, s.bottom-sideHeight/2
	for i := range s.sides {
		s.sides[i].y = min(max(s.values.scale.at(s.sides[i].value), high), low)
	}
	if len(s.sides) == 2 {
		a, b := &s.sides[0].y, &s.sides[1].y
		if apart := sideHeight - (*b - *a); apart > 0 {
			*a -= apart / 2
			*b += apart / 2
			shift := max(high-*a, 0) - max(*b-low, 0)
			*a += shift
			*b += shift
		}
	}
}

func (s *sheet) drawSides() {
	s.placeSides()
	s.write(`<g class="values">`)
	for _, l := range s.sides {
		s.text(s.right+6, l.y-3, "", l.word)
		s.text(s.right+6, l.y+15, bold, l.number)
	}
	s.write("</g>\n")
}
