package picture

import (
	"math"
	"sort"
	"time"

	"github.com/cairnqi/cairn/spc"
)

// Chart is one measure as it is drawn. Its words are opened already; any text is
// safe to draw. Moments are shown as days in Europe/London.
type Chart struct {
	Title, Unit string
	// Stamp is a line below the title: as of when it is, or that it is from a training record.
	Stamp  string
	Series spc.Series // a point's note is shown as a numbered mark
	// Result is how the series reads; without one, the points alone are drawn.
	Result     spc.Result
	Target     *float64
	Boundaries []Boundary // such as where the cycles of a ramp begin
}

// Boundary is a moment that divides the chart.
type Boundary struct {
	At    time.Time
	Label string // drawn beside its line where there is room
	Why   string // told where the dates are listed
}

// Options say how a drawing fits what is around it.
type Options struct {
	// Width of the drawing in its own units, 320 to 1600; 0: 480, whose letters are still
	// 10 px high where a phone shows it 320 px wide. A wider one has room for more dates.
	Width int
	// IDPrefix keeps the ids of several drawings on one page apart.
	IDPrefix string
	// NoTitle leaves the title out of the drawing where a heading beside it has it. It
	// stays in <title>.
	NoTitle bool
}

// The widths that Options.Width may have; beyond them the nearest is taken.
const (
	NarrowestWidth = 320
	WidestWidth    = 1600

	defaultWidth = 480
)

func (o Options) width() float64 {
	if o.Width == 0 {
		return defaultWidth
	}
	return float64(min(max(o.Width, NarrowestWidth), WidestWidth))
}

// dot is one point as it is drawn.
type dot struct {
	at      float64 // seconds since 1970
	day     time.Time
	value   float64
	missing bool
	mark    spc.Mark
	note    string
	number  int // of its note, from 1; 0: it has none
}

// largest is as far from zero as a drawing goes; beyond it the arithmetic of an axis
// would overflow.
const largest = 1e100

func drawable(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func clampValue(v float64) float64 { return min(max(v, -largest), largest) }

// sound leaves a result out that is not of this series.
func (c Chart) sound() Chart {
	r, n := c.Result, len(c.Series.Points)
	fits := len(r.Values) == n && len(r.Marks) == n && (len(r.Limits) == n || len(r.Limits) == 0)
	for _, p := range r.Phases {
		fits = fits && p.First >= 0 && p.Last < n && p.Baseline <= p.Last
	}
	for _, g := range r.Signals {
		fits = fits && g.First >= 0 && g.First <= g.Last && g.Last < n && g.Phase >= 0 && g.Phase < len(r.Phases)
	}
	if !fits {
		c.Result = spc.Result{}
	}
	return c
}

// dots are the points in order of time, the values as the analysis plots them.
func (c Chart) dots() []dot {
	points, analysed := c.Series.Points, len(c.Result.Values) > 0
	dots := make([]dot, len(points))
	notes := 0
	for i, p := range points {
		d := dot{at: seconds(p.At), day: p.At.In(london), value: p.Value, missing: p.Missing, note: clean(p.Note)}
		if analysed {
			d.value, d.mark = c.Result.Values[i], c.Result.Marks[i]
		}
		if d.missing = d.missing || !drawable(d.value); d.missing {
			d.value, d.mark = 0, spc.Mark{}
		}
		d.value = clampValue(d.value)
		if d.note != "" {
			notes++
			d.number = notes
		}
		dots[i] = d
	}
	return dots
}

// phases are those of the result that have a centre.
func (c Chart) phases() []spc.PhaseResult {
	var out []spc.PhaseResult
	for _, p := range c.Result.Phases {
		if p.Points > 0 && p.First <= p.Baseline && drawable(p.Centre) {
			p.Centre = clampValue(p.Centre)
			out = append(out, p)
		}
	}
	return out
}

// carried tells that a centre line judges points that did not set it.
func carried(p spc.PhaseResult) bool { return p.Frozen && p.Baseline < p.Last }

// boundaries are in order of time.
func (c Chart) boundaries() []Boundary {
	out := make([]Boundary, len(c.Boundaries))
	for i, b := range c.Boundaries {
		out[i] = Boundary{At: b.At.In(london), Label: clean(b.Label), Why: clean(b.Why)}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].At.Before(out[j].At) })
	return out
}

func (c Chart) target() (float64, bool) {
	if c.Target == nil || !drawable(*c.Target) {
		return 0, false
	}
	return clampValue(*c.Target), true
}

func (c Chart) title() string {
	if t := clean(c.Title); t != "" {
		return t
	}
	return "A measure"
}

// centreWord names the centre line as the rule set's publication does.
func (c Chart) centreWord() string {
	switch c.Result.Options.Rules {
	case spc.IHI2011, spc.Anhoej, spc.G:
		return "Median"
	case spc.T: // the mean of the raised times, raised back
		return "Middle"
	default:
		return "Mean"
	}
}

// span is the time that a drawing covers: its points, and the boundaries near
// them. Without either it is none.
func span(dots []dot, boundaries []Boundary) (from, to float64, some bool) {
	if len(dots) > 0 {
		from, to, some = dots[0].at, dots[0].at, true
	}
	for _, d := range dots {
		from, to = min(from, d.at), max(to, d.at)
	}
	reach := (to - from) / 2
	low, high := from-reach, to+reach
	everywhere := from == to
	for _, b := range boundaries {
		at := seconds(b.At)
		switch {
		case !some:
			from, to, some = at, at, true
		case everywhere || at >= low && at <= high:
			from, to = min(from, at), max(to, at)
		}
	}
	return from, to, some
}

// window is the time that the axis shows, from the start of a day on; a chart of one
// day is in the middle of three.
func (c Chart) window(dots []dot) (from, to float64) {
	from, to, some := span(dots, c.boundaries())
	if !some {
		return 0, 0
	}
	first := moment(from)
	start := time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, london)
	if to-from < day {
		return seconds(start.AddDate(0, 0, -1)), seconds(start.AddDate(0, 0, 1)) + to - from
	}
	return seconds(start), to
}

func seconds(t time.Time) float64 { return float64(t.Unix()) + float64(t.Nanosecond())/1e9 }
