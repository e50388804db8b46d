package improvement

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Origin is where the point of a day comes from, and what it was before. A person who
// takes it out leaves it with Removed.
type Origin struct {
	Point
	By      PersonID  `json:"by"`
	At      time.Time `json:"at"`
	File    string    `json:"file,omitempty"` // hash of the file it came from
	Removed bool      `json:"removed,omitempty"`
	Was     []Earlier `json:"was,omitempty"` // oldest first
}

// Earlier is what a point was until it was corrected.
type Earlier struct {
	Point
	By     PersonID  `json:"by"` // who corrected it
	At     time.Time `json:"at"`
	Reason Words     `json:"reason"`
}

// Origins tells of every point of a measure, by date, who filed it when and from which
// file, out of the journal of its test.
func Origins(entries []Entry, measure MeasureID) []Origin {
	origins := map[Date]Origin{}
	for _, entry := range entries {
		switch e := entry.Event.(type) {
		case *PointsRecorded:
			if e.Measure != measure {
				continue
			}
			for _, p := range e.Points { // a day may have had a point that was taken out
				origins[p.Date] = Origin{Point: p, By: entry.By, At: entry.At, File: e.File, Was: origins[p.Date].Was}
			}
		case *PointCorrected:
			if e.Measure == measure {
				origins[e.Was.Date] = origins[e.Was.Date].corrected(e, entry)
			}
		}
	}
	return slices.SortedFunc(maps.Values(origins), func(a, b Origin) int { return cmp.Compare(a.Date, b.Date) })
}

func (o Origin) corrected(e *PointCorrected, entry Entry) Origin {
	o.Was = append(o.Was, Earlier{Point: e.Was, By: entry.By, At: entry.At, Reason: e.Reason})
	o.Removed = e.Now == nil
	if e.Now != nil {
		o.Point, o.Corrected = *e.Now, true
	}
	return o
}

// TestAt is a test as it was at a version of its journal: what a pack was made of.
// entries are its journal from the beginning.
func TestAt(entries []Entry, version int) (*TestOfChange, error) {
	return guarded(func() (*TestOfChange, error) { return foldTest(entries[:min(max(version, 0), len(entries))]) })
}

// Reading is what a pack says of a measure; of one that was frozen before packs held
// readings, what t, the test at the pack's version, says by today's conventions.
func (p Pack) Reading(t *TestOfChange, id MeasureID) (Reading, error) {
	for _, m := range p.Measures {
		if m.Measure == id && m.Reading != nil && m.Reading.Options.Rules != "" {
			return *m.Reading, nil
		}
	}
	return t.Reading(id)
}

// PackRecomputed tells whether what the panel was given comes out of the journal of the
// lifecycle that asked again. entries are that journal, from the beginning.
func (a *Approval) PackRecomputed(entries []Entry) (bool, error) {
	switch kind := a.Of.Kind(); kind {
	case KindTest:
		return a.Pack.Recomputed(entries)
	case KindRound:
		return a.roundPackRecomputed(entries)
	case KindReview:
		return a.Pack.reviewPackRecomputed(entries)
	default:
		return false, fmt.Errorf("improvement: a %s has no pack", kind)
	}
}

// Recomputed tells whether a test's pack comes out of the journal again: the proposal, the
// study and the evidence by the hash over all of it, the points by theirs, and what they
// say by the rule set of the time. entries are the journal of the test that asked, from
// the beginning.
func (p Pack) Recomputed(entries []Entry) (bool, error) {
	t, err := TestAt(entries, p.Version)
	if err != nil {
		return false, err
	}
	if t.Version == 0 || len(p.Measures) != len(t.Series) || digest(t.pack(p.Measures).seeing(p.Found)) != digest(p) {
		return false, nil
	}
	for i, m := range p.Measures {
		if t.Series[i].Measure != m.Measure {
			return false, nil
		}
		if same, err := m.recomputed(t.Series[i], t.Measure(m.Measure)); err != nil || !same {
			return false, err
		}
	}
	return true, nil
}

func (m PackMeasure) recomputed(s Series, of Measure) (bool, error) {
	if m.Points != len(s.Points) || m.Hash != digest(s.Points) {
		return false, nil
	}
	if m.Reading == nil { // frozen before packs held what the points say
		return true, nil
	}
	now, err := of.RuleSet().Options()
	if err != nil {
		return false, err
	}
	if then := m.Reading.Options; then.Rules != now.Rules || then.Version == now.Version && then != now {
		return false, nil // read by conventions that were not the measure's
	}
	series, result, err := s.chartBy(m.Reading.Options, of)
	if err != nil {
		return false, err
	}
	again := ReadingOf(series, result)
	return again.same(m.Reading), nil
}
