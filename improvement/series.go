package improvement

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/cairnqi/cairn/spc"
)

// Series is the points of one measure, by date, with its phases.
type Series struct {
	Measure MeasureID `json:"measure"`
	Points  []Point   `json:"points,omitempty"`
	Phases  []Phase   `json:"phases,omitempty"`  // ascending; none: the whole series is one
	Files   []string  `json:"files,omitempty"`   // hashes of those that points came from
	Removed []Date    `json:"removed,omitempty"` // days whose point was taken out: no file brings it back
}

// Phase is a usual of its own, as a person set it. It is never set automatically.
type Phase struct {
	From     Date      `json:"from,omitempty"`     // its first day; empty: from the first point on
	First    Date      `json:"first,omitempty"`    // where From is empty: the first point when it was set, so that older ones that come later do not move it
	Baseline Date      `json:"baseline,omitempty"` // the last day that its middle and limits are worked out from; empty: all its days
	Reason   Words     `json:"reason"`
	By       PersonID  `json:"by"`
	At       time.Time `json:"at"`
}

// maxPhases is the most phases of one measure.
const maxPhases = 20

// with is the series after more points; the series itself stays.
func (s Series) with(points []Point) Series {
	s.Points = append(slices.Clone(s.Points), points...)
	s.Removed = slices.DeleteFunc(slices.Clone(s.Removed), func(d Date) bool {
		return slices.ContainsFunc(points, func(p Point) bool { return p.Date == d })
	})
	slices.SortStableFunc(s.Points, func(a, b Point) int { return cmp.Compare(a.Date, b.Date) })
	return s
}

// corrected is the series with another point of that day, or with none.
func (s Series) corrected(day Date, now *Point) Series {
	i := s.index(day)
	s.Points = slices.Clone(s.Points)
	if now == nil {
		s.Points = slices.Delete(s.Points, i, i+1)
		s.Removed = append(slices.Clone(s.Removed), day)
		return s
	}
	s.Points[i] = *now
	s.Points[i].Corrected = true
	return s
}

// rebased is the series with a phase set, or taken away again.
func (s Series) rebased(p Phase, undone bool) Series {
	s.Phases = slices.DeleteFunc(slices.Clone(s.Phases), func(o Phase) bool { return o.From == p.From })
	if !undone {
		s.Phases = append(s.Phases, p)
	}
	slices.SortFunc(s.Phases, func(a, b Phase) int { return cmp.Compare(a.From, b.From) })
	return s
}

// frozenBefore is the last day of the baseline of the phase before one that begins on
// from; empty where it has none.
func (s Series) frozenBefore(from Date) Date {
	var frozen Date
	for _, p := range s.Phases { // ascending
		if p.From < from {
			frozen = p.Baseline
		}
	}
	return frozen
}

// lastDayOf is the day before the phase that follows one that begins on from; empty
// where none does.
func (s Series) lastDayOf(from Date) Date {
	for _, p := range s.Phases { // ascending
		if p.From > from {
			return p.From.AddDays(-1)
		}
	}
	return ""
}

// index finds the point of a day, or gives -1.
func (s Series) index(day Date) int {
	i, found := slices.BinarySearchFunc(s.Points, day, func(p Point, d Date) int { return cmp.Compare(p.Date, d) })
	if !found {
		return -1
	}
	return i
}

// between counts the points that have a value, from a day to another; an empty last day is open.
func (s Series) between(from, to Date) int {
	n := 0
	for _, p := range s.Points {
		if !p.Missing && p.Date >= from && (to == "" || p.Date <= to) {
			n++
		}
	}
	return n
}

// plotted is the series as a chart takes it. Notes stay sealed, and out of it.
func (s Series) plotted(m Measure) spc.Series {
	plotted := spc.Series{Points: make([]spc.Point, len(s.Points)), Per: m.Multiple()}
	switch m.Better {
	case Higher:
		plotted.Better = spc.Higher
	case Lower:
		plotted.Better = spc.Lower
	}
	for i, p := range s.Points {
		at := spc.Point{At: p.Date.midday(), Value: p.Value, Missing: p.Missing}
		if p.parted() {
			at.Numerator, at.Denominator = *p.Numerator, *p.Denominator
		}
		plotted.Points[i] = at
	}
	plotted.Phases = s.phases()
	return plotted
}

// phases leaves out those in which nothing is counted any more, after a correction.
func (s Series) phases() []spc.Phase {
	var phases []spc.Phase
	for i, p := range s.Phases {
		var before Date
		if i+1 < len(s.Phases) {
			before = s.Phases[i+1].From.AddDays(-1)
		}
		from := cmp.Or(p.From, p.First)
		if s.between(from, before) == 0 {
			continue
		}
		var phase spc.Phase
		if len(phases) > 0 || s.between("", from.AddDays(-1)) > 0 {
			phase.From = from.midday()
		}
		if len(phases) == 0 && !phase.From.IsZero() {
			phases = append(phases, spc.Phase{}) // before the first that a person set
		}
		if p.Baseline != "" && s.between(from, p.Baseline) > 0 {
			phase.Baseline = p.Baseline.midday()
		}
		phases = append(phases, phase)
	}
	return phases
}

// chart reads the series by the newest version of the measure's rule set.
func (s Series) chart(m Measure) (spc.Series, spc.Result, error) {
	options, err := m.RuleSet().Options()
	if err != nil {
		return spc.Series{}, spc.Result{}, err
	}
	return s.chartBy(options, m)
}

func (s Series) chartBy(options spc.Options, m Measure) (spc.Series, spc.Result, error) {
	plotted := s.plotted(m)
	result, err := spc.Analyse(plotted, options)
	return plotted, result, err
}

// readable refuses points that the measure's chart cannot take.
func (s Series) readable(m Measure) error {
	for _, p := range s.Points {
		if err := p.agrees(m); err != nil {
			return err
		}
	}
	_, _, err := s.chart(m)
	var wrong *spc.Error
	if errors.As(err, &wrong) {
		return s.unreadable(wrong)
	}
	return err
}

// unreadable says in plain words what a chart cannot take.
func (s Series) unreadable(wrong *spc.Error) error {
	if wrong.Point < 0 || wrong.Point >= len(s.Points) {
		return invalid("points", "%s", wrong.Message)
	}
	p := s.Points[wrong.Point]
	says := map[error]string{
		spc.ErrNumerator:   "more were counted than there are. Check numerator and denominator.",
		spc.ErrNegative:    "a count is never below zero. Check the value.",
		spc.ErrNotPositive: "the time since the one before is more than nothing. Check the value.",
		spc.ErrNotFinite:   "this number is too large to draw. Check the value.",
	}[wrong.Kind]
	if says == "" {
		says = wrong.Message
	}
	return invalid("points", "%s: %s", p.Date.Plain(), says)
}

// agrees refuses a value of a proportion or a rate that is not what its parts make it;
// other measures may mean something else by theirs.
func (p Point) agrees(m Measure) error {
	if !m.Ratio() || p.Missing {
		return nil
	}
	if !p.parted() {
		return invalid("points.numerator", "%s has no numerator and denominator. This measure is read from what was counted: give both.", p.Date.Plain())
	}
	exact := *p.Numerator / *p.Denominator * m.Multiple()
	if !m.near(p.Value, exact) {
		return invalid("points.value", "%s: %s of %s makes %s, not %s. Check the three.", p.Date.Plain(), Figure(*p.Numerator), Figure(*p.Denominator), Figure(exact), Figure(p.Value))
	}
	return nil
}

// near tells that two values of a measure differ by no more than rounding: by one in a
// hundred, or by half of a hundredth of the whole.
func (m Measure) near(a, b float64) bool {
	return math.Abs(a-b) <= max(math.Abs(b)/100, min(0.5, m.Multiple()/200))
}

// PointsOf lists the points of a measure, by date.
func (t *TestOfChange) PointsOf(id MeasureID) []Point {
	if s := t.series(id); s != nil {
		return s.Points
	}
	return nil
}

// Phases lists the phases of a measure that people set.
func (t *TestOfChange) Phases(id MeasureID) []Phase {
	if s := t.series(id); s != nil {
		return s.Phases
	}
	return nil
}
