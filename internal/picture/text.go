package picture

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/spc"
)

// terminal measures in columns.
var terminal metric = columns

const (
	narrowest = 40 // columns
	widest    = 200
	plotRows  = 17
	wideSides = 60 // from here on the numbers beside the plot have their words
)

// console is a chart while it is drawn in characters.
type console struct {
	out    strings.Builder
	chart  Chart
	dots   []dot
	phases []spc.PhaseResult
	values valueAxis
	times  scale // to columns of the plot
	places int
	width  int
	gutter int // columns of the value axis
	cells  [plotRows][]rune
	tags   []tag
}

// Text draws the chart in characters, at most so many columns wide (40 to 200; a
// terminal has 80). It needs no colour.
func (c Chart) Text(width int) string {
	c = c.sound()
	t := &console{chart: c, dots: c.dots(), phases: c.phases(), width: min(max(width, narrowest), widest)}
	t.wrapped("", c.title(), 3)
	t.wrapped("", clean(c.Stamp), 2)
	t.wrapped("", clean(c.Unit), 1)
	t.layOut()
	t.drawTags()
	t.lines()
	t.points()
	t.plot()
	t.dateAxis()
	t.key()
	return t.out.String()
}

// wrapped writes people's words below each other, after a lead.
func (t *console) wrapped(lead, words string, lines int) {
	for _, line := range terminal.wrap(words, float64(t.width)-terminal.width(lead), lines) {
		t.write(lead + line)
		lead = strings.Repeat(" ", int(terminal.width(lead)))
	}
}

func (t *console) write(line string) {
	t.out.WriteString(strings.TrimRight(line, " ") + "\n")
}

func (t *console) layOut() {
	t.values = t.chart.valueAxis(t.dots, valueTicks)
	t.values.scale.from, t.values.scale.to = plotRows-1, 0
	t.places = decimals(t.values.step) + 1
	if len(t.dots) == 0 {
		t.values.ticks = nil // there is no scale yet
	}
	for _, v := range t.values.ticks {
		t.gutter = max(t.gutter, len(t.tick(v))+1)
	}
	side := 0
	for _, l := range t.sides() {
		side = max(side, len([]rune(l))+1)
	}
	columns := t.width - t.gutter - 1 - side
	for r := range t.cells {
		t.cells[r] = []rune(strings.Repeat(" ", columns))
	}
	from, to := t.chart.window(t.dots)
	t.times = scale{lo: from, hi: to, from: 1, to: float64(columns - 2)}
}

func (t *console) tick(v float64) string { return number(v, decimals(t.values.step)) }

func (t *console) row(v float64) int {
	return int(math.Round(t.values.scale.at(clampValue(v))))
}

func (t *console) column(at float64) float64 { return math.Round(t.times.at(at)) }

// drawTags writes the words of the boundaries above the plot, and their lines.
func (t *console) drawTags() {
	var xs []float64
	var labels []string
	for _, b := range t.chart.boundaries() {
		if at := seconds(b.At); at >= t.times.lo && at <= t.times.hi {
			xs, labels = append(xs, t.column(at)), append(labels, b.Label)
		}
	}
	right := float64(t.width - t.gutter - 1)
	t.tags = band{right: right, gap: 2, metric: terminal}.tags(xs, labels, tagRows)
	rows := 0
	for _, tag := range t.tags {
		rows = max(rows, tag.row+1)
		for r := range t.cells {
			t.cells[r][int(tag.x)] = '┊'
		}
	}
	for r := range rows {
		line := placed{at: -t.gutter - 1}
		for _, tag := range t.tags {
			if tag.row >= 0 && tag.row < r {
				line.put(int(tag.x), "┊")
			}
			if tag.row == r && tag.left < tag.x {
				line.put(int(tag.left), tag.label)
			}
			if tag.row == r {
				line.put(int(tag.x), "┊")
			}
			if tag.row == r && tag.left > tag.x {
				line.put(int(tag.left), tag.label)
			}
		}
		t.write(line.String())
	}
}

// placed is a line of words at columns, from left to right.
type placed struct {
	line strings.Builder
	at   int
}

func (p *placed) String() string { return p.line.String() }

// put leaves out what would run into the words before it.
func (p *placed) put(column int, words string) {
	if column < p.at {
		return
	}
	p.line.WriteString(strings.Repeat(" ", column-p.at) + words)
	p.at = column + int(terminal.width(words))
}

// lines draws the target, the limits and the centre lines.
func (t *console) lines() {
	if target, some := t.chart.target(); some && t.values.offTarget == 0 {
		t.level(target, 0, len(t.cells[0])-1, '=')
	}
	for n, p := range t.phases {
		if limits := t.chart.Result.Limits; len(limits) > 0 {
			t.eachPoint(p, func(i, from, to int) {
				t.level(limits[i].Lower, from, to, '·')
				t.level(limits[i].Upper, from, to, '·')
			})
		}
		from, to := int(t.column(t.dots[p.First].at)), int(t.column(t.dots[p.Last].at))
		if n == len(t.phases)-1 {
			to = len(t.cells[0]) - 1
		}
		t.level(p.Centre, from, to, '─')
		if carried(p) {
			t.level(p.Centre, t.between(p.Baseline, p.Baseline+1), to, '╌')
		}
	}
}

func (t *console) between(i, j int) int {
	return int(t.column((t.dots[i].at + t.dots[j].at) / 2))
}

// eachPoint gives each measured point of a phase the columns half-way to its neighbours.
func (t *console) eachPoint(p spc.PhaseResult, do func(i, from, to int)) {
	last, from := -1, int(t.column(t.dots[p.First].at))
	for i := p.First; i <= p.Last; i++ {
		if t.dots[i].missing {
			continue
		}
		if last >= 0 {
			turn := t.between(last, i)
			do(last, from, turn)
			from = turn
		}
		last = i
	}
	if last >= 0 {
		do(last, from, int(t.column(t.dots[p.Last].at)))
	}
}

func (t *console) level(v float64, from, to int, sign rune) {
	if !drawable(v) {
		return
	}
	r := t.cells[t.row(v)]
	for x := from; x <= to; x++ {
		r[x] = sign
	}
}

// points sets the usual ones first, so that what stands out stays in sight.
func (t *console) points() {
	for _, l := range looks(t.dots) {
		for _, d := range t.dots {
			if !d.missing && d.mark == l.mark {
				t.cells[t.row(d.value)][int(t.column(d.at))] = l.sign
			}
		}
	}
	if len(t.dots) == 0 {
		copy(t.cells[plotRows/2][2:], []rune("No points yet"))
	}
}

// sides are what stands beside a row of the plot.
func (t *console) sides() map[int]string {
	out := map[int]string{}
	if len(t.dots) == 0 {
		return out
	}
	s := sheet{chart: t.chart, phases: t.phases, values: t.values, places: t.places}
	for _, l := range s.sideLabels() {
		words := l.number
		if t.width >= wideSides {
			words = l.word + " " + l.number
		}
		r := t.row(l.value)
		if out[r] != "" {
			r += 1 - 2*(r/(plotRows-1)) // below, or above where that is the last
		}
		out[r] = words
	}
	return out
}

func (t *console) plot() {
	ticks := map[int]string{}
	for _, v := range t.values.ticks {
		ticks[t.row(v)] = t.tick(v)
	}
	sides := t.sides()
	for r, cells := range t.cells {
		edge := "│"
		if ticks[r] != "" {
			edge = "┤"
		}
		t.write(fmt.Sprintf("%*s%s%s %s", t.gutter, ticks[r]+pick(ticks[r] == "", "", " "), edge, string(cells), sides[r]))
	}
}

// dateAxis draws the base line with its dates, and the numbers of notes.
func (t *console) dateAxis() {
	base := []rune(strings.Repeat("─", len(t.cells[0])))
	days, years := placed{at: -t.gutter - 1}, placed{at: -t.gutter - 1}
	for _, l := range t.dateLabels() {
		base[int(l.x)] = '┴'
		days.put(int(l.left), l.label)
		years.put(int(l.left), l.year)
	}
	t.write(strings.Repeat(" ", t.gutter) + "└" + string(base))
	b := band{left: float64(-t.gutter), right: float64(t.width - t.gutter - 1), gap: 1, metric: terminal}
	notes := placed{at: -t.gutter - 1}
	for _, p := range b.pills(t.dots, t.column) {
		notes.put(int(math.Floor(p.left+0.5)), p.label)
	}
	for _, line := range []*placed{&notes, &days, &years} {
		if strings.TrimSpace(line.String()) != "" {
			t.write(line.String())
		}
	}
}

func (t *console) dateLabels() []dateLabel {
	if t.times.hi <= t.times.lo {
		return nil
	}
	anchor := t.times.lo
	if len(t.dots) > 0 {
		anchor = t.dots[0].at
	}
	all := dates(t.times.lo, t.times.hi, anchor, terminal, 2, t.times.to-t.times.from)
	b := band{left: float64(-t.gutter), right: float64(t.width - t.gutter - 1), gap: 1, metric: terminal}
	labels := b.dateLabels(all, t.column)
	for i := range labels {
		labels[i].left = math.Floor(labels[i].left)
	}
	return labels
}

// key explains the signs, says what the analysis says, and lists the notes.
func (t *console) key() {
	t.write("")
	var parts []string
	for _, e := range t.chart.entries(t.dots, t.values) {
		parts = append(parts, terminal.fit(string(e.rune)+" "+e.words, float64(t.width)))
	}
	line := placed{}
	for _, part := range parts {
		if line.at > 0 && line.at+3+int(terminal.width(part)) > t.width {
			t.write(line.String())
			line = placed{}
		}
		line.put(line.at+3*min(line.at, 1), part)
	}
	if line.at > 0 {
		t.write(line.String())
	}
	for _, words := range t.chart.wholes() {
		t.wrapped("", words, 4)
	}
	t.noteList()
}

func (t *console) noteList() {
	noted := slices.DeleteFunc(slices.Clone(t.dots), func(d dot) bool { return d.number == 0 })
	for _, d := range noted[:min(len(noted), shownNotes)] {
		t.wrapped(fmt.Sprintf("%2d  ", d.number), d.day.Format("2 Jan")+": "+d.note, 2)
	}
	if more := len(noted) - shownNotes; more > 0 {
		t.write("And " + strconv.Itoa(more) + " more.")
	}
}
