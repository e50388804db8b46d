package improvement

import (
	"strconv"
	"time"
)

// RecordPoints files a batch of points of one measure. A point of a day that has
// one already is refused: a correction is another command.
type RecordPoints struct {
	Measure MeasureID `json:"measure"`
	Points  []Point   `json:"points"`
	File    string    `json:"file,omitempty"` // hash of the file they came from
}

// CorrectPoint puts another point in place of the one of its day, or takes that one
// out. A note stays unless another is given. The journal keeps what it was, and why.
type CorrectPoint struct {
	Measure MeasureID `json:"measure"`
	Point   Point     `json:"point"`
	Remove  bool      `json:"remove,omitempty"` // take the point of Point.Date out
	Reason  Words     `json:"reason"`
}

// RebaseMeasure begins a new usual on a day, freezes a baseline, or takes such a
// phase away again.
type RebaseMeasure struct {
	Measure  MeasureID `json:"measure"`
	From     Date      `json:"from,omitempty"`     // empty: the first phase
	Baseline Date      `json:"baseline,omitempty"` // its last day that the middle and the limits are worked out from
	Undo     bool      `json:"undo,omitempty"`
	Reason   Words     `json:"reason"`
}

// CommandName is the wire name.
func (RecordPoints) CommandName() string { return "measure" }

// CommandName is the wire name.
func (CorrectPoint) CommandName() string { return "measure-correct" }

// CommandName is the wire name.
func (RebaseMeasure) CommandName() string { return "measure-rebase" }

// People lists nobody.
func (RecordPoints) People() []PersonID { return nil }

// People lists nobody.
func (CorrectPoint) People() []PersonID { return nil }

// People lists nobody.
func (RebaseMeasure) People() []PersonID { return nil }

func (c RecordPoints) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	err := firstOf(t.mayContribute(who), t.checkMeasure("measure", c.Measure, false))
	if err != nil {
		return nil, err
	}
	if len(c.Points) == 0 {
		return nil, invalid("points", "There are no points. Give at least one day and value.")
	}
	if total := t.Points() + len(c.Points); total > MaxPoints {
		return nil, invalid("points", "With these the test would have %d points; %d is the most.", total, MaxPoints)
	}
	series := *t.series(c.Measure)
	if c.File != "" {
		if err := series.takesFile(c.File); err != nil {
			return nil, err
		}
	}
	have := make(map[Date]bool)
	for _, p := range series.Points {
		have[p.Date] = true
	}
	for _, p := range c.Points {
		if err := p.check(now); err != nil {
			return nil, err
		}
		if have[p.Date] {
			return nil, Refuse(Conflict, "points.date", "There is a point of %s already. To change it, correct it.", p.Date.Plain())
		}
		have[p.Date] = true
	}
	after := series.with(c.Points)
	if err := after.readable(t.Measure(c.Measure)); err != nil {
		return nil, err
	}
	recorded := &PointsRecorded{Measure: c.Measure, Points: c.Points, File: c.File}
	return t.noticing(recorded, after, false, now)
}

// takesFile refuses what is no hash, and a file whose points are there.
func (s Series) takesFile(hash string) error {
	if !fileHash.MatchString(hash) {
		return invalid("file", "A file is referred to by the hash of its content. Store it first.")
	}
	if s.Imported(hash) {
		return Refuse(Conflict, "file", "The points of this file are here already. Nothing was changed.")
	}
	return nil
}

func (c CorrectPoint) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(
		t.mayContribute(who), t.checkMeasure("measure", c.Measure, false), checkDay("date", c.Point.Date),
		required("reason", c.Reason, "Say why it is corrected. The earlier value is kept beside it."),
	); err != nil {
		return nil, err
	}
	series := *t.series(c.Measure)
	i := series.index(c.Point.Date)
	if i < 0 {
		return nil, Refuse(NotFound, "date", "There is no point of %s. Record it instead.", c.Point.Date.Plain())
	}
	corrected := &PointCorrected{Measure: c.Measure, Was: series.Points[i], Reason: c.Reason}
	if !c.Remove {
		if err := c.Point.check(now); err != nil {
			return nil, err
		}
		if c.Point.SameValue(series.Points[i]) && c.Point.Note.Empty() {
			return nil, Refuse(Conflict, "value", "The point of %s is %s already.", c.Point.Date.Plain(), c.Point.plainly())
		}
		if c.Point.Note.Empty() { // a value put right takes nobody's note away
			c.Point.Note = series.Points[i].Note
		}
		corrected.Now = &c.Point
	}
	after := series.corrected(c.Point.Date, corrected.Now)
	if err := after.readable(t.Measure(c.Measure)); err != nil {
		return nil, err
	}
	return t.noticing(corrected, after, true, now)
}

func (c RebaseMeasure) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(
		t.mayLead(who), t.checkMeasure("measure", c.Measure, false),
		required("reason", c.Reason, "Say why. Whoever reads the chart later will ask."),
	); err != nil {
		return nil, err
	}
	series := *t.series(c.Measure)
	if err := c.check(series, now); err != nil {
		return nil, err
	}
	phase := Phase{From: c.From, Baseline: c.Baseline, Reason: c.Reason, By: who.Person, At: Moment(now)}
	rebased := &MeasureRebased{Measure: c.Measure, Phase: phase, Undone: c.Undo}
	return t.noticing(rebased, series.rebased(phase, c.Undo), true, now)
}

func (c RebaseMeasure) check(s Series, now time.Time) error {
	has := false
	for _, p := range s.Phases {
		has = has || p.From == c.From
	}
	switch {
	case c.Undo && !has:
		return Refuse(NotFound, "from", "No phase begins there, so there is none to take away.")
	case c.Undo:
		return nil
	case c.From == "" && c.Baseline == "":
		return invalid("from", "Give the day from which another usual holds, or the last day of the baseline to freeze.")
	case !has && len(s.Phases) >= maxPhases:
		return invalid("from", "This measure has %d phases, the most that it may have. Take one away first.", maxPhases)
	}
	for _, d := range []struct {
		field string
		day   Date
	}{{"from", c.From}, {"baseline", c.Baseline}} {
		if d.day == "" {
			continue
		}
		if err := checkDay(d.field, d.day); err != nil {
			return err
		}
		if d.day > DateOf(now) {
			return invalid(d.field, "%s has not come yet. Wait until the points are there.", d.day.Plain())
		}
	}
	if c.Baseline != "" && c.Baseline < c.From {
		return invalid("baseline", "The baseline ends on %s, before its phase begins on %s.", c.Baseline.Plain(), c.From.Plain())
	}
	if s.between(c.From, c.Baseline) == 0 {
		return invalid("from", "There is no point in that time to work a middle out from.")
	}
	return nil
}

// Imported tells whether points of that file are in the series.
func (s Series) Imported(hash string) bool {
	for _, f := range s.Files {
		if f == hash {
			return true
		}
	}
	return false
}

// SameValue tells whether two points of a day hold the same value and parts.
func (p Point) SameValue(o Point) bool {
	part := func(a, b *float64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }
	return p.Missing == o.Missing && p.Value == o.Value && part(p.Numerator, o.Numerator) && part(p.Denominator, o.Denominator)
}

// plainly is the point's value in words.
func (p Point) plainly() string {
	if p.Missing {
		return "a gap"
	}
	return figure(p.Value)
}

func figure(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// Takes says what recording one more point would come to: known where its value is
// there already, else the refusal, or nothing. It looks at the point alone: that its
// batch has no day twice and is not too large is for RecordPoints.
func (t *TestOfChange) Takes(id MeasureID, p Point, now time.Time) (known bool, err error) {
	if err := firstOf(t.checkMeasure("measure", id, false), p.check(now)); err != nil {
		return false, err
	}
	if err := (Series{Measure: id, Points: []Point{p}}).readable(t.Measure(id)); err != nil {
		return false, err
	}
	series := t.series(id)
	i := series.index(p.Date)
	switch {
	case i < 0:
		return false, nil
	case series.Points[i].SameValue(p):
		return true, nil
	}
	return false, Refuse(Conflict, "points.date", "There is a point of %s already, and it is %s. To change it, correct it.", p.Date.Plain(), series.Points[i].plainly())
}

// Imported tells whether a measure has points of that file already.
func (t *TestOfChange) Imported(id MeasureID, hash string) bool {
	series := t.series(id)
	return series != nil && series.Imported(hash)
}
