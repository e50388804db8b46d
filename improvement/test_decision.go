package improvement

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"
)

// Request is what the test asks the LMG to decide, with its pack frozen. The
// panel is as on record when it opens. Whoever leads the test has an interest,
// though they may have left the group since.
func (t *TestOfChange) Request(panel []Seat) Request {
	panel = slices.Clone(panel)
	for i, s := range panel {
		panel[i].Interest = s.Interest || s.Person == t.Charter.Lead
	}
	return Request{
		Subject: t.ApprovalSubject(), Of: t.Subject(), Title: t.Charter.Title,
		LMG: t.Charter.LMG, Locality: t.Charter.Locality, Theme: t.Charter.Theme,
		LWO: t.LWO, Lead: t.Charter.Lead, Proposal: string(t.Cycle().Act.Direction),
		Pack: t.Pack(), Panel: panel, Terms: t.Terms, Calendar: t.Calendar, Rules: t.Rules,
	}
}

// Pack freezes what the LMG decides by.
func (t *TestOfChange) Pack() Pack {
	measures := make([]PackMeasure, len(t.Series))
	for i, s := range t.Series {
		measures[i] = t.packed(s)
	}
	return t.pack(measures)
}

func (t *TestOfChange) pack(measures []PackMeasure) Pack {
	c := t.Cycle()
	p := Pack{Version: t.Version, Cycle: c.Number, Act: c.Act, Study: c.Study, Evidence: t.Evidence, Measures: measures}
	p.Hash = digest(p)
	return p
}

func (t *TestOfChange) packed(s Series) PackMeasure {
	m := PackMeasure{Measure: s.Measure, Points: len(s.Points), Hash: digest(s.Points)}
	reading, err := t.Reading(s.Measure)
	if err != nil { // what does not read is refused when it is filed; the panel is told all the same
		reading = Reading{Says: "These points cannot be read: " + err.Error()}
	}
	m.Reading = &reading
	return m
}

// digest is the SHA-256 of plain data as JSON, hexadecimal.
func digest(v any) string {
	sum := sha256.Sum256(plain(v))
	return hex.EncodeToString(sum[:])
}

// plain is plain data as JSON.
func plain(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic("improvement: plain data as JSON: " + err.Error())
	}
	return text
}

// Changed is what was filed after a pack was frozen.
type Changed struct {
	Evidence []EvidenceRef    `json:"evidence,omitempty"` // filed since
	Measures []ChangedMeasure `json:"measures,omitempty"` // with other points than the pack's, or read otherwise
}

// ChangedMeasure is a measure as it was in a pack, and as it is now.
type ChangedMeasure struct {
	Was PackMeasure `json:"was"`
	Now PackMeasure `json:"now"`
}

// ChangedSince compares the test with a pack.
func (t *TestOfChange) ChangedSince(p Pack) Changed {
	var c Changed
	if n := len(p.Evidence); n < len(t.Evidence) {
		c.Evidence = t.Evidence[n:]
	}
	for i, s := range t.Series {
		was, now := PackMeasure{Measure: s.Measure}, t.packed(s)
		if i < len(p.Measures) {
			was = p.Measures[i]
		}
		if was.Hash != now.Hash || was.Reading != nil && !was.Reading.same(now.Reading) {
			c.Measures = append(c.Measures, ChangedMeasure{was, now})
		}
	}
	return c
}

// Conclude takes the LMG's result into the test. An approval that is not the one
// the test waits for gives nothing.
func (t *TestOfChange) Conclude(approval SubjectID, r Result, now time.Time) []Event {
	if t.Stage != StageDecide || approval != t.ApprovalSubject() {
		return nil
	}
	e := &DecisionReached{Approval: approval, Result: r}
	switch r.Verdict {
	case WantsEvidence:
		e.Due = t.dueIn(t.Terms.Study, now)
	case Declined, Returned, Withdrawn:
		e.Due = t.dueIn(t.Terms.Act, now)
	case Agreed:
		switch t.Cycle().Act.Direction {
		case Adapt:
			e.Due = t.dueIn(t.Terms.Plan, now)
		case Adopt:
			e.CheckDue = t.Calendar.Add(DateOf(now).AddDays(7*t.Terms.HeldWeeks), 0)
		}
	}
	return []Event{e}
}

// RefreshCalendar brings the holidays up to date; nothing where they are.
func (t *TestOfChange) RefreshCalendar(c Calendar) []Event {
	if digest(c) == digest(t.Calendar) {
		return nil
	}
	return []Event{&CalendarRefreshed{Calendar: c}}
}
