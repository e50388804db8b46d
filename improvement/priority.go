package improvement

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// Priority is what an LMG agreed to work on under a theme.
type Priority struct {
	ID         PriorityID `json:"id"`
	LMG        BodyID     `json:"lmg"`
	Theme      ThemeID    `json:"theme"`
	Statement  Words      `json:"statement"`
	Strategic  string     `json:"strategic,omitempty"`  // the strategic priority it supports
	Localities []BodyID   `json:"localities,omitempty"` // where it holds; empty is all of the LMG's
	Evidence   []ItemID   `json:"evidence,omitempty"`   // that it rests on
	Round      SubjectID  `json:"round,omitempty"`      // in which it was agreed; empty where it was loaded
	Fate       Fate       `json:"fate,omitempty"`       // empty while it is in effect
	Because    Words      `json:"because,omitzero"`     // why it was carried on or ended, by the latest round
	Settled    SubjectID  `json:"settled,omitempty"`    // that round
}

// Fate is what a later round did with a priority that was in effect.
type Fate string

// The fates.
const (
	Carried   Fate = "carried" // it goes on
	Completed Fate = "completed"
	Retired   Fate = "retired" // it ends without being completed
)

// InEffect tells whether tests may be launched under the priority.
func (p Priority) InEffect() bool { return p.Fate == "" }

// HoldsIn tells whether the priority was agreed for a locality.
func (p Priority) HoldsIn(locality BodyID) bool {
	return len(p.Localities) == 0 || slices.Contains(p.Localities, locality)
}

// Strategic is a priority of the wider plan, which those of the LMGs support.
type Strategic struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// RecordPriority files an agreed priority.
type RecordPriority struct{ Priority Priority }

// RecordStrategic files or corrects a strategic priority.
type RecordStrategic struct{ Strategic Strategic }

// StrategicRecorded is a strategic priority as now on record.
type StrategicRecorded struct {
	Strategic Strategic `json:"strategic"`
}

// PrioritySettled is what a round of priority setting did with an earlier priority.
type PrioritySettled struct {
	Round   SubjectID `json:"round"`
	Fate    Fate      `json:"fate"`
	Because Words     `json:"because"`
}

// EventName is the wire name.
func (*StrategicRecorded) EventName() string { return "strategic-recorded" }

// EventName is the wire name.
func (*PrioritySettled) EventName() string { return "priority-settled" }

// Sentence tells it.
func (e *StrategicRecorded) Sentence(Names) string {
	return "recorded the strategic priority " + e.Strategic.Name
}

// Sentence tells it.
func (e *PrioritySettled) Sentence(Names) string {
	switch e.Fate {
	case Completed:
		return "The priority was completed"
	case Retired:
		return "The priority was retired"
	}
	return "The priority was carried on"
}

// CheckLMG refuses a priority of a body that is no LMG.
func (p Priority) CheckLMG(lmg Body) error {
	if lmg.Kind != LMG {
		return invalid("lmg", "An LMG agrees priorities, but %s is of the kind %s. Name the LMG.", p.LMG, lmg.Kind)
	}
	return nil
}

// Over is the command where a priority of its identifier is on record. What a round agreed
// is never taken by another: its words may be corrected, and it keeps what it rests on.
func (c RecordPriority) Over(was Priority) (RecordPriority, error) {
	switch p := &c.Priority; {
	case was.Round == "":
	case p.LMG != was.LMG || p.Theme != was.Theme:
		return c, Refuse(Conflict, "id", "%s agreed a priority called %s, under the theme %s. Give another one an identifier of its own.", was.LMG, was.ID, was.Theme)
	default:
		p.Localities, p.Evidence = was.Localities, was.Evidence
	}
	return c, nil
}

// Decide checks a priority.
func (c RecordPriority) Decide(a Actor, empty bool) ([]Event, error) {
	p := c.Priority
	err := firstOf(
		MayKeepDirectory(a, empty),
		CheckID("id", string(p.ID)),
		CheckID("lmg", string(p.LMG)),
		CheckID("theme", string(p.Theme)),
		required("statement", p.Statement, "This statement is empty. Say what the LMG agreed to work on."),
		shortLine("strategic", p.Strategic),
	)
	if err != nil {
		return nil, err
	}
	return []Event{&PriorityRecorded{Priority: p}}, nil
}

// Decide checks a strategic priority.
func (c RecordStrategic) Decide(a Actor, empty bool) ([]Event, error) {
	if err := firstOf(MayKeepDirectory(a, empty), CheckID("id", c.Strategic.ID), checkName("name", c.Strategic.Name)); err != nil {
		return nil, err
	}
	return []Event{&StrategicRecorded{Strategic: c.Strategic}}, nil
}

func foldPriority(entries []Entry) (Priority, error) {
	if len(entries) == 0 {
		return Priority{}, fmt.Errorf("improvement: an empty journal")
	}
	return priorityAfter(nil, entries)
}

// priorityAfter applies entries to the state as filed; nothing filed yet is none.
func priorityAfter(state json.RawMessage, entries []Entry) (Priority, error) {
	var p Priority
	if len(state) > 0 {
		if err := json.Unmarshal(state, &p); err != nil {
			return p, fmt.Errorf("improvement: state of a priority: %w", err)
		}
	}
	for _, entry := range entries {
		switch e := entry.Event.(type) {
		case *PriorityRecorded:
			p = p.recorded(e.Priority)
		case *PrioritySettled:
			p.Because, p.Settled = e.Because, e.Round
			if e.Fate != Carried {
				p.Fate = e.Fate
			}
		default:
			return p, fmt.Errorf("improvement: %q in the journal of a priority", e.EventName())
		}
	}
	return p, nil
}

// recorded is the priority as recorded again: a correction of its words leaves what rounds
// of priority setting made of it.
func (p Priority) recorded(now Priority) Priority {
	if p.ID == "" {
		return now
	}
	now.Round = cmp.Or(now.Round, p.Round)
	if now.Round == p.Round {
		now.Fate, now.Because, now.Settled = p.Fate, p.Because, p.Settled
	}
	return now
}

func (p Priority) summary() Summary {
	stage := "in-effect"
	if !p.InEffect() {
		stage = string(p.Fate)
	}
	return Summary{Open: p.InEffect(), Stage: stage, Title: p.Statement, LMG: p.LMG, Theme: p.Theme, Parent: p.Round, Outcome: string(p.Fate)}
}

// links leads from what a priority rests on to it.
func (p Priority) links() []Link {
	links := make([]Link, len(p.Evidence))
	for i, item := range p.Evidence {
		links[i] = Link{item.Subject(), PrioritySubject(p.ID)}
	}
	return links
}
