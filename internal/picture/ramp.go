package picture

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Ramp is the chain of cycles of one test. Its words are opened already.
type Ramp struct {
	Title  string
	Stamp  string // as of a chart
	Cycles []RampCycle
}

// RampCycle is one step of a ramp.
type RampCycle struct {
	Number              int
	Outcomes            []string // how it marks each anticipated one, such as "Emerging: ..."
	Objective, Decision string
	Began, Ended        time.Time // zero: not yet
	Stage               string    // where it stands, such as Do
	Current             bool
}

func (r Ramp) title() string {
	if t := clean(r.Title); t != "" {
		return t
	}
	return "A test of change"
}

// heading is "Cycle 2, 3 Nov to 12 Dec 2026".
func (c RampCycle) heading() string {
	words := fmt.Sprintf("Cycle %d", c.Number)
	if d := duration(c.Began, c.Ended); d != "" {
		words += ", " + d
	}
	return words
}

// duration writes from when to when, a year once where both have it.
func duration(from, to time.Time) string {
	switch {
	case from.IsZero():
		return ""
	case to.IsZero():
		return "since " + plainDay(from.In(london))
	}
	a, b := from.In(london), to.In(london)
	switch {
	case plainDay(a) == plainDay(b):
		return plainDay(a)
	case a.Year() == b.Year():
		return a.Format("2 Jan") + " to " + plainDay(b)
	}
	return plainDay(a) + " to " + plainDay(b)
}

// standing is where a cycle stands, or what was decided on it.
func (c RampCycle) standing() string {
	stage, decision := clean(c.Stage), clean(c.Decision)
	switch {
	case decision != "":
		return "Decision: " + decision
	case c.Current && stage != "":
		return "Now: " + stage
	case c.Current:
		return "Now"
	case stage != "":
		return "Stage: " + stage
	}
	return ""
}

// described is how much of one text stands in the description.
const described = 400.0

// Describe says the ramp in words, the first cycle first.
func (r Ramp) Describe() string {
	if len(r.Cycles) == 0 {
		return r.title() + ": no cycle yet."
	}
	out := []string{fmt.Sprintf("%s: %s.", r.title(), count(len(r.Cycles), "cycle", "cycles"))}
	for _, c := range r.Cycles {
		out = append(out, c.words())
	}
	return strings.Join(out, " ")
}

// words tell one cycle.
func (c RampCycle) words() string {
	words := c.heading()
	if objective := terminal.fit(clean(c.Objective), described); objective != "" {
		words += ": " + objective
	}
	words = sentence(words)
	for _, outcome := range c.Outcomes {
		words += " " + sentence(terminal.fit(clean(outcome), described))
	}
	if standing := terminal.fit(c.standing(), described); standing != "" {
		words += " " + sentence(standing)
	}
	return words
}

// stairs are where the steps of a ramp lie: each further in than the one before.
type stairs struct{ indent, room float64 }

// climb gives n steps of a width together, in letters of about the size unit: the last
// keeps most of the width.
func climb(n int, width, most, unit float64) stairs {
	if n < 2 {
		return stairs{room: width}
	}
	indent := min(most, float64(int(width*0.3/unit/float64(n-1)))*unit)
	return stairs{indent: indent, room: width - indent*float64(n-1)}
}

// manyCycles is from how many on a step has fewer lines.
const manyCycles = 8

func (r Ramp) objectiveLines() int {
	if len(r.Cycles) > manyCycles {
		return 2
	}
	return 5
}

// SVG draws the ramp as a fragment for a page: rising steps, the newest at the top.
func (r Ramp) SVG(o Options) []byte { return r.draw(o).close(` width="100%"`, "") }

// Document draws the ramp as an SVG file that stands alone.
func (r Ramp) Document(o Options) []byte {
	f := r.draw(o)
	return document(o.width(), f.height(), f.close)
}

// flight is one ramp while it is drawn.
type flight struct {
	pen
	ramp    Ramp
	options Options
	width   float64
	down    float64
}

func (f *flight) height() float64 { return f.down + margin }

func (f *flight) close(size, style string) []byte {
	var head pen
	head.open(f.options, f.height(), f.ramp.title(), f.ramp.Describe(), size)
	head.write(style)
	return slices.Concat(head.buf.Bytes(), bytes.TrimSpace(f.buf.Bytes()), []byte("\n</svg>\n"))
}

func (r Ramp) draw(o Options) *flight {
	f := &flight{ramp: r, options: o, width: o.width()}
	f.down = f.heading(o, r.title(), r.Stamp, margin)
	if len(r.Cycles) == 0 {
		f.down += 2 * leading
		f.text(f.width/2, f.down-5, middle, "No cycle yet")
		return f
	}
	s := climb(len(r.Cycles), f.width-2*margin, 34, 1)
	f.down += 10
	for i := len(r.Cycles) - 1; i >= 0; i-- {
		f.step(r.Cycles[i], margin+s.indent*float64(i), s, i == len(r.Cycles)-1)
	}
	return f
}

// step draws one cycle: its tread above, its riser to the left, its words beside it.
func (f *flight) step(c RampCycle, x float64, s stairs, last bool) {
	top, right, class := f.down, x+s.indent, "step"
	if last {
		right = f.width - margin
	}
	if c.Current {
		class += " current"
	}
	f.write(`<g class="` + class + `">`)
	room := f.width - margin - x - 12
	f.down += 4
	f.lines(x+12, strong.wrap(c.heading(), room, 2), bold)
	f.lines(x+12, plain.wrap(clean(c.Objective), room, f.ramp.objectiveLines()), "")
	for _, outcome := range c.Outcomes {
		f.lines(x+12, plain.wrap(clean(outcome), room, 1), "")
	}
	f.lines(x+12, strong.wrap(c.standing(), room, 3), standingWeight(c))
	f.down += 12
	f.line(x, top, right, top, ` stroke="currentColor" stroke-width="2"`)
	riser := ` stroke="currentColor" stroke-width="2"`
	if c.Current {
		riser = ` stroke="currentColor" stroke-width="6"`
	}
	f.line(x, top-1, x, f.down, riser)
	f.write("</g>\n")
}

func standingWeight(c RampCycle) string { return pick(c.Current, bold, "") }

func (f *flight) lines(x float64, lines []string, how string) {
	for _, line := range lines {
		f.down += leading
		f.text(x, f.down-5, how, line)
	}
}

// Text draws the ramp in characters, at most so many columns wide (40 to 200).
func (r Ramp) Text(width int) string {
	width = min(max(width, narrowest), widest)
	var b strings.Builder
	write := func(lead string, lines []string) {
		for _, line := range lines {
			b.WriteString(strings.TrimRight(lead+line, " ") + "\n")
		}
	}
	write("", terminal.wrap(r.title(), float64(width), 3))
	write("", terminal.wrap(clean(r.Stamp), float64(width), 2))
	if len(r.Cycles) == 0 {
		b.WriteString("No cycle yet\n")
		return b.String()
	}
	s := climb(len(r.Cycles), float64(width), 6, 1)
	for i := len(r.Cycles) - 1; i >= 0; i-- {
		c, at := r.Cycles[i], strings.Repeat(" ", int(s.indent)*i)
		tread := strings.Repeat("─", max(int(s.indent)-1, 0)) + "┘"
		if i == len(r.Cycles)-1 {
			tread = strings.Repeat("─", width-len(at)-1)
		}
		write(at, []string{"┌" + tread})
		lead := at + pick(c.Current, "┃ ", "│ ")
		room := float64(width - len(at) - 2)
		write(lead, terminal.wrap(c.heading(), room, 2))
		write(lead, terminal.wrap(clean(c.Objective), room, r.objectiveLines()))
		for _, outcome := range c.Outcomes {
			write(lead, terminal.wrap(clean(outcome), room, 1))
		}
		write(lead, terminal.wrap(c.standing(), room, 3))
	}
	return b.String()
}
