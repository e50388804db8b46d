package picture

import (
	"strconv"

	"github.com/cairnqi/cairn/spc"
)

// How lines are told apart without colour.
const (
	centreLine  = ` stroke-width="2"`
	carriedLine = ` stroke-width="2" stroke-dasharray="9 5"`
	limitLine   = ` stroke-width="1.5" stroke-dasharray="2 3"`
	nearLine    = ` stroke-width="1" stroke-dasharray="1 5"`
	targetLine  = ` stroke-width="1.5" stroke-dasharray="12 4 3 4"`
	headingSize = ` font-size="17"`
)

// grid draws the value axis: faint lines with their numbers.
func (s *sheet) grid() {
	s.write(`<g class="grid" stroke="currentColor" stroke-opacity="0.18">`)
	for _, v := range s.values.ticks {
		y := s.values.scale.at(v)
		s.line(s.left, y, s.right, y, "")
	}
	s.write("</g>\n")
	if len(s.dots) == 0 {
		s.text((s.left+s.right)/2, (s.top+s.bottom)/2-12, middle, "No points yet")
		return
	}
	s.write(`<g class="axis" text-anchor="end">`)
	for _, v := range s.values.ticks {
		s.text(s.left-6, s.values.scale.at(v)+5, "", s.tick(v))
	}
	s.write("</g>\n")
}

func (s *sheet) drawTags() {
	if len(s.tags) == 0 {
		return
	}
	s.write(`<g class="boundaries" stroke="currentColor" stroke-opacity="0.7" stroke-dasharray="4 4">`)
	for _, t := range s.tags {
		s.line(t.x, t.top, t.x, s.bottom, "")
	}
	s.write("</g>\n<g class=\"boundaries\">")
	for _, t := range s.tags {
		if t.row >= 0 {
			s.text(t.left, t.top+12, "", t.label)
		}
	}
	s.write("</g>\n")
}

// lines draws limits, centre lines and the target.
func (s *sheet) lines() {
	s.write(`<g class="lines" fill="none" stroke="currentColor">` + "\n")
	limits := s.chart.Result.Limits
	for i, p := range s.phases {
		x0, x1 := s.ends(i)
		if len(limits) > 0 {
			s.limitPath("limit", limitLine, p, x0, x1, func(i int) float64 { return limits[i].Lower })
			s.limitPath("limit", limitLine, p, x0, x1, func(i int) float64 { return limits[i].Upper })
			if s.nearShown() {
				s.limitPath("near-limit", nearLine, p, x0, x1, func(i int) float64 { return limits[i].NearLower })
				s.limitPath("near-limit", nearLine, p, x0, x1, func(i int) float64 { return limits[i].NearUpper })
			}
		}
		s.centre(p, x0, x1)
	}
	if target, some := s.chart.target(); some && s.values.offTarget == 0 {
		y := s.values.scale.at(target)
		s.line(s.left, y, s.right, y, ` class="target"`+targetLine)
	}
	s.write("</g>\n")
}

// ends are where a phase's lines begin and end: the newest reaches the edge.
func (s *sheet) ends(i int) (x0, x1 float64) {
	p := s.phases[i]
	x0, x1 = s.x(p.First)-inset/3, s.x(p.Last)+inset/3
	if i == len(s.phases)-1 {
		x1 = s.right
	}
	return x0, x1
}

func (s *sheet) x(i int) float64 { return s.times.at(s.dots[i].at) }

// centre is solid over the points that set it, and dashed where it is carried on.
func (s *sheet) centre(p spc.PhaseResult, x0, x1 float64) {
	y := s.values.scale.at(p.Centre)
	if !carried(p) {
		s.line(x0, y, x1, y, ` class="centre"`+centreLine)
		return
	}
	turn := (s.x(p.Baseline) + s.x(p.Baseline+1)) / 2
	s.line(x0, y, turn, y, ` class="centre"`+centreLine)
	s.line(turn, y, x1, y, ` class="centre carried"`+carriedLine)
}

// nearShown: the near limits are drawn only where a point is judged by them.
func (s *sheet) nearShown() bool {
	for _, d := range s.dots {
		if d.mark.Rule == spc.TwoOfThree {
			return true
		}
	}
	return false
}

// limitPath draws one limit of a phase, in steps half-way between points where it
// varies. Where there is none, the path breaks.
func (s *sheet) limitPath(class, how string, p spc.PhaseResult, x0, x1 float64, of func(int) float64) {
	start, last := s.buf.Len(), -1
	open, level := false, 0.0
	s.write(`<path class="` + class + `"` + how + ` d="`)
	empty := s.buf.Len()
	for i := p.First; i <= p.Last; i++ {
		if s.dots[i].missing {
			continue
		}
		turn := x0
		if last >= 0 {
			turn = (s.x(last) + s.x(i)) / 2
		}
		last = i
		v := of(i)
		if !drawable(v) {
			if open {
				s.along('H', turn)
			}
			open = false
			continue
		}
		y := s.values.scale.at(clampValue(v))
		switch {
		case !open:
			s.to('M', turn, y)
		case y != level:
			s.along('H', turn)
			s.along('V', y)
		}
		open, level = true, y
	}
	if open {
		s.along('H', x1)
	}
	if s.buf.Len() == empty {
		s.buf.Truncate(start)
		return
	}
	s.write("\"/>\n")
}

// along goes straight across or down.
func (p *pen) along(letter byte, v float64) {
	p.buf.WriteByte(letter)
	p.num(v)
}

// data draws the line through the points, broken at gaps, and a mark at each.
func (s *sheet) data() {
	if len(s.dots) == 0 {
		return
	}
	s.leaders()
	s.write(`<path class="data" fill="none" stroke="currentColor" stroke-width="1.5" stroke-opacity="0.6" stroke-linejoin="round" d="`)
	letter := byte('M')
	for i, d := range s.dots {
		if d.missing {
			letter = 'M'
			continue
		}
		s.to(letter, s.x(i), s.values.scale.at(d.value))
		letter = 'L'
	}
	s.write("\"/>\n")
	for _, l := range looks(s.dots) {
		s.openMarks(l, "marks")
		for i, d := range s.dots {
			if !d.missing && d.mark == l.mark {
				s.mark(l, s.x(i), s.values.scale.at(d.value), s.radius(l))
			}
		}
		s.write("</g>\n")
	}
}

// radius of a mark: smaller where points are close.
func (s *sheet) radius(l look) float64 {
	apart := (s.right - s.left) / float64(len(s.dots))
	if l.shape == nil {
		return min(max(apart*0.3, 1.2), 3.8)
	}
	return min(max(apart*0.5, 2.4), 6)
}

func (s *sheet) openMarks(l look, class string) {
	fill := l.colour()
	if l.worse() {
		fill = white
	}
	s.write(`<g class="` + class + ` ` + l.class + l.judged() + `" fill="` + fill + `"`)
	if l.shape != nil {
		s.write(` stroke="` + l.colour() + `" stroke-width="` + strconv.FormatFloat(s.outline(), 'f', -1, 64) + `"`)
	}
	s.write(">")
}

func (s *sheet) outline() float64 {
	if len(s.dots) > 200 {
		return 1
	}
	return 2
}

func (p *pen) mark(l look, x, y, r float64) {
	if l.shape == nil {
		p.write("<circle")
		p.attr("cx", x)
		p.attr("cy", y)
		p.attr("r", r)
		p.write("/>")
		return
	}
	p.write(`<path d="`)
	before := vertex{-x, -y}
	letter := byte('M')
	for _, v := range l.shape(r) {
		p.to(letter, v.x-before.x, v.y-before.y)
		before, letter = v, 'l'
	}
	p.write(`z"/>`)
}

// leaders lead from a note's number up to its point.
func (s *sheet) leaders() {
	const most = 15 // more would hide the points
	if n := len(s.notes); n == 0 || s.notes[n-1].last > most {
		return
	}
	s.write(`<g class="leaders" stroke="currentColor" stroke-opacity="0.45" stroke-dasharray="1 3">`)
	for i, d := range s.dots {
		if d.number > 0 && !d.missing {
			s.line(s.x(i), s.values.scale.at(d.value), s.x(i), s.bottom, "")
		}
	}
	s.write("</g>\n")
}

// dateAxis draws the base line, the numbers of notes and the dates below it.
func (s *sheet) dateAxis() {
	s.line(s.left, s.bottom, s.right, s.bottom, ` class="base" stroke="currentColor"`)
	s.write("\n")
	if len(s.notes) > 0 {
		s.write(`<g class="notes">`)
		for _, p := range s.notes {
			s.pill(p, s.bottom+9)
		}
		s.write("</g>\n")
		s.down += leading + 4
	}
	s.write(`<g class="axis" text-anchor="middle">`)
	years := 0.0
	for _, l := range s.dateLabels() {
		s.line(l.x, s.bottom, l.x, s.bottom+5, ` stroke="currentColor"`)
		s.text(l.left+l.width/2, s.down+leading+2, "", l.label)
		s.text(l.left+l.width/2, s.down+leading+20, "", l.year)
		if l.year != "" {
			years = 18
		}
	}
	s.write("</g>\n")
	s.down += leading + years + 8
}

func (s *sheet) dateLabels() []dateLabel {
	if s.times.hi <= s.times.lo {
		return nil
	}
	const gap = 12
	all := dates(s.times.lo, s.times.hi, s.anchor(), plain, gap, s.times.to-s.times.from)
	return band{left: 2, right: s.width - 2, gap: gap / 2, metric: plain}.dateLabels(all, s.times.at)
}

// anchor is the first point's moment: a weekly series has its weekday on the axis.
func (s *sheet) anchor() float64 {
	if len(s.dots) > 0 {
		return s.dots[0].at
	}
	return s.times.lo
}

// pill draws the number of a note in its frame.
func (p *pen) pill(l pill, top float64) {
	p.write("<rect")
	p.attr("x", l.left)
	p.attr("y", top)
	p.attr("width", l.right-l.left)
	p.attr("height", 18)
	p.write(` rx="5" fill="none" stroke="currentColor" stroke-opacity="0.7"/>`)
	p.text((l.left+l.right)/2, top+14, middle, l.label)
}
