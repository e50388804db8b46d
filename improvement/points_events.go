package improvement

import (
	"fmt"
	"slices"
)

// PointsRecorded is a batch of points of one measure.
type PointsRecorded struct {
	Measure MeasureID `json:"measure"`
	Points  []Point   `json:"points"`
	File    string    `json:"file,omitempty"`
}

// PointCorrected is a point put right, or taken out, with what it was.
type PointCorrected struct {
	Measure MeasureID `json:"measure"`
	Was     Point     `json:"was"`
	Now     *Point    `json:"now,omitempty"` // none: taken out
	Reason  Words     `json:"reason"`
}

// MeasureRebased is a phase that a person set, or took away again.
type MeasureRebased struct {
	Measure MeasureID `json:"measure"`
	Phase   Phase     `json:"phase"`
	Undone  bool      `json:"undone,omitempty"`
}

// SignalsNoticed is what the points of a measure show since they changed: signals to
// talk about, and talks that a correction left without any.
type SignalsNoticed struct {
	Talk *Talk    `json:"talk,omitempty"`
	Gone []string `json:"gone,omitempty"` // IDs of talks
}

// SignalsTalkedAbout is what people made of signals.
type SignalsTalkedAbout struct {
	Talk string `json:"talk"`
	Said Words  `json:"said"`
}

// EventName is the wire name.
func (*PointsRecorded) EventName() string { return "points-recorded" }

// EventName is the wire name.
func (*PointCorrected) EventName() string { return "point-corrected" }

// EventName is the wire name.
func (*MeasureRebased) EventName() string { return "measure-rebased" }

// EventName is the wire name.
func (*SignalsNoticed) EventName() string { return "signals-noticed" }

// EventName is the wire name.
func (*SignalsTalkedAbout) EventName() string { return "signals-talked-about" }

// Sentence tells it.
func (e *PointsRecorded) Sentence(Names) string {
	said := fmt.Sprintf("recorded %s of %s", count(len(e.Points), "point"), e.Measure)
	if e.File != "" {
		said += " from a file (" + e.File[:min(12, len(e.File))] + ")"
	}
	return said
}

// Sentence tells it.
func (e *PointCorrected) Sentence(Names) string {
	if e.Now == nil {
		return fmt.Sprintf("took the point of %s out of %s; it was %s", e.Was.Date.Plain(), e.Measure, e.Was.plainly())
	}
	return fmt.Sprintf("corrected %s on %s from %s to %s", e.Measure, e.Was.Date.Plain(), e.Was.plainly(), e.Now.plainly())
}

// Sentence tells it.
func (e *MeasureRebased) Sentence(Names) string {
	from := "from its first point"
	if e.Phase.From != "" {
		from = "from " + e.Phase.From.Plain()
	}
	switch {
	case e.Undone:
		return fmt.Sprintf("took the phase of %s %s away", e.Measure, from)
	case e.Phase.Baseline != "":
		return fmt.Sprintf("froze the baseline of %s %s to %s", e.Measure, from, e.Phase.Baseline.Plain())
	}
	return fmt.Sprintf("began a new phase of %s %s", e.Measure, from)
}

// Sentence tells it.
func (e *SignalsNoticed) Sentence(Names) string {
	gone := "The points leave nothing to talk about in " + list(e.Gone) + " now"
	if e.Talk == nil {
		return gone
	}
	show := fmt.Sprintf("The points of %s show %s to talk about (%s)", e.Talk.Measure, count(e.Talk.signals(), "signal"), e.Talk.ID)
	if len(e.Gone) > 0 {
		show += ". " + gone
	}
	return show
}

// Sentence tells it.
func (e *SignalsTalkedAbout) Sentence(Names) string {
	return "said what the group made of the signals (" + e.Talk + ")"
}

func (t *TestOfChange) applyPoints(entry Entry) {
	switch e := entry.Event.(type) {
	case *PointsRecorded:
		t.recorded(e, entry)
	case *PointCorrected:
		series := t.series(e.Measure)
		*series = series.corrected(e.Was.Date, e.Now)
	case *MeasureRebased:
		series := t.series(e.Measure)
		*series = series.rebased(e.Phase, e.Undone)
	case *SignalsNoticed:
		if e.Talk != nil {
			t.Talks = append(t.Talks, *e.Talk)
			t.Talks[len(t.Talks)-1].Opened = entry.At
		}
		for _, id := range e.Gone {
			t.talk(id).Gone = true
		}
	case *SignalsTalkedAbout:
		talk := t.talk(e.Talk)
		talk.Said, talk.By, talk.At = e.Said, entry.By, entry.At
	}
}

// recorded keeps points by date. A point of the day on which a collection is
// due, or of a later one, does that occurrence.
func (t *TestOfChange) recorded(e *PointsRecorded, entry Entry) {
	series := t.series(e.Measure)
	*series = series.with(e.Points)
	if e.File != "" && !slices.Contains(series.Files, e.File) {
		series.Files = append(series.Files, e.File)
	}
	latest := series.Points[len(series.Points)-1].Date
	for _, s := range t.openSteps() {
		for s.Measure == e.Measure && s.open() && s.Due <= latest {
			s.Done++
			s.occurred(StepIsDone, entry.By, entry.At)
		}
	}
}
