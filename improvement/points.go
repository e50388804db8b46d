package improvement

import (
	"math"
	"slices"
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
	if err := t.HasRoom(len(c.Points)); err != nil {
		return nil, err
	}
	if c.File != "" && !fileHash.MatchString(c.File) {
		return nil, invalid("file", "A file is referred to by the hash of its content. Store it first.")
	}
	series, measure := *t.series(c.Measure), t.Measure(c.Measure)
	recorded := &PointsRecorded{Measure: c.Measure, File: c.File}
	for _, p := range c.Points {
		recorded.Points = append(recorded.Points, p.worked(measure))
	}
	if err := recorded.check(series, now); err != nil {
		return nil, err
	}
	after := series.with(recorded.Points)
	if err := after.readable(measure); err != nil {
		return nil, err
	}
	return t.noticing(recorded, after, recorded.first(), now)
}

// check refuses points that are none, and days that have one or had theirs taken out.
func (e *PointsRecorded) check(s Series, now time.Time) error {
	have := make(map[Date]bool)
	for _, p := range s.Points {
		have[p.Date] = true
	}
	for _, p := range e.Points {
		if err := p.check(now); err != nil {
			return err
		}
		if have[p.Date] {
			return Refuse(Conflict, "points.date", "There is a point of %s already. To change it, correct it.", p.Date.Plain())
		}
		if e.File != "" && slices.Contains(s.Removed, p.Date) {
			return takenOut(p.Date)
		}
		have[p.Date] = true
	}
	return nil
}

// takenOut refuses a file that would bring back what a person took out.
func takenOut(day Date) error {
	return Refuse(Conflict, "points.date", "The point of %s was taken out by a correction. If it belongs there, record it by hand.", day.Plain())
}

// first is the earliest day of the points.
func (e *PointsRecorded) first() Date {
	first := e.Points[0].Date
	for _, p := range e.Points {
		first = min(first, p.Date)
	}
	return first
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
		now, err := c.put(corrected.Was, t.Measure(c.Measure), now)
		if err != nil {
			return nil, err
		}
		corrected.Now = &now
	} else if c.Point.Value != 0 || c.Point.Missing || c.Point.parted() {
		return nil, invalid("remove", "A point that is taken out has no value. Leave one of the two out.")
	}
	after := series.corrected(c.Point.Date, corrected.Now)
	if err := after.readable(t.Measure(c.Measure)); err != nil {
		return nil, err
	}
	return t.noticing(corrected, after, "", now)
}

// put is the point that comes in place of another.
func (c CorrectPoint) put(was Point, m Measure, now time.Time) (Point, error) {
	p := c.Point
	if was.parted() && !p.parted() && !p.Missing {
		return p, invalid("numerator", "The point of %s is %s of %s. Give numerator and denominator; the value is worked out from them.",
			p.Date.Plain(), Figure(*was.Numerator), Figure(*was.Denominator))
	}
	p = p.worked(m)
	if err := p.check(now); err != nil {
		return p, err
	}
	if p.Value == was.Value && p.Missing == was.Missing && p.sameParts(was) && p.Note.Empty() {
		return p, Refuse(Conflict, "value", "The point of %s is %s already.", p.Date.Plain(), was.plainly())
	}
	if p.Note.Empty() { // a value put right takes nobody's note away
		p.Note = was.Note
	}
	return p, nil
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
	if c.From == "" && !c.Undo {
		phase.First = series.Points[0].Date
	}
	rebased := &MeasureRebased{Measure: c.Measure, Phase: phase, Undone: c.Undo}
	return t.noticing(rebased, series.rebased(phase, c.Undo), "", now)
}

func (c RebaseMeasure) check(s Series, now time.Time) error {
	has := slices.ContainsFunc(s.Phases, func(p Phase) bool { return p.From == c.From })
	switch {
	case c.Undo && !has:
		return Refuse(NotFound, "from", "No phase begins there, so there is none to take away.")
	case c.Undo && c.Baseline != "":
		return invalid("baseline", "To take a phase away, name only the day on which it begins.")
	case c.Undo:
		return nil
	case c.From == "" && c.Baseline == "":
		return invalid("from", "Give the day from which another usual holds, or the last day of the baseline to freeze.")
	case !has && len(s.Phases) >= maxPhases:
		return invalid("from", "This measure has %d phases, the most that it may have. Take one away first.", maxPhases)
	}
	return firstOf(c.checkDays(now), c.checkRoom(s))
}

// checkDays refuses days that are none, that are to come, or in a wrong order.
func (c RebaseMeasure) checkDays(now time.Time) error {
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
	return nil
}

// checkRoom refuses a phase that has no points of its own, or takes another's.
func (c RebaseMeasure) checkRoom(s Series) error {
	if frozen := s.frozenBefore(c.From); c.From != "" && frozen >= c.From {
		return invalid("from", "The baseline of the phase before is frozen up to %s. Begin later, or freeze that one earlier first.", frozen.Plain())
	}
	last := s.lastDayOf(c.From)
	if last != "" && c.Baseline > last {
		return invalid("baseline", "Another phase begins on %s. A baseline ends before that.", last.AddDays(1).Plain())
	}
	if c.Baseline != "" {
		last = c.Baseline
	}
	if s.between(c.From, last) == 0 {
		return invalid("from", "There is no point in that time to work a middle out from.")
	}
	return nil
}

// sameValue tells whether two points of a day say the same. Where both have their parts
// these are the same too, and one value may be rounded.
func (p Point) sameValue(o Point, m Measure) bool {
	if !p.parted() || !o.parted() {
		return p.Missing == o.Missing && p.Value == o.Value
	}
	return p.sameParts(o) && m.near(p.Value, o.Value)
}

func (p Point) sameParts(o Point) bool {
	if !p.parted() || !o.parted() {
		return p.parted() == o.parted()
	}
	return *p.Numerator == *o.Numerator && *p.Denominator == *o.Denominator
}

// parted tells that the point has both its parts.
func (p Point) parted() bool { return p.Numerator != nil && p.Denominator != nil }

// plainly is the point's value in words.
func (p Point) plainly() string {
	if p.Missing {
		return "a gap"
	}
	return Figure(p.Value)
}

// Figure writes a number for people: whole ones as they are, others with four digits
// that count.
func Figure(x float64) string {
	if x != math.Trunc(x) {
		decimals := math.Pow10(min(max(0, 3-int(math.Floor(math.Log10(math.Abs(x))))), 300))
		x = math.Round(x*decimals) / decimals
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// HasRoom refuses more points than a test may have, and any once it is closed.
func (t *TestOfChange) HasRoom(points int) error {
	if t.Closed() && points > 0 {
		return t.isClosed()
	}
	if total := t.Points() + points; total > MaxPoints {
		return invalid("points", "With these the test would have %d points; %d is the most.", total, MaxPoints)
	}
	return nil
}

// Taking is what becomes of a point from a file.
type Taking int

// What becomes of a point from a file.
const (
	TakenNew   Taking = iota // it would be recorded
	TakenKnown               // it is on record already
	TakenLeft                // a person put the record right: it stays as it is
)

// Takes says what becomes of one more point from a file, or why it is refused. It looks
// at the point alone: that its batch has no day twice and is not too large is for
// RecordPoints.
func (t *TestOfChange) Takes(id MeasureID, p Point, now time.Time) (Taking, error) {
	if err := t.checkMeasure("measure", id, false); err != nil {
		return 0, err
	}
	m, series := t.Measure(id), t.series(id)
	p = p.worked(m)
	if err := p.check(now); err != nil {
		return 0, err
	}
	if err := (Series{Measure: id, Points: []Point{p}}).readable(m); err != nil {
		return 0, err
	}
	i := series.index(p.Date)
	switch {
	case i < 0 && slices.Contains(series.Removed, p.Date):
		return TakenLeft, nil
	case i < 0:
		return TakenNew, nil
	case series.Points[i].sameValue(p, m):
		return TakenKnown, nil
	case series.Points[i].Corrected:
		return TakenLeft, nil
	}
	return 0, Refuse(Conflict, "points.date", "There is a point of %s already, and it is %s. To change it, correct it.", p.Date.Plain(), series.Points[i].plainly())
}

// Imported tells whether a measure has points of that file already.
func (t *TestOfChange) Imported(id MeasureID, hash string) bool {
	series := t.series(id)
	return series != nil && slices.Contains(series.Files, hash)
}
