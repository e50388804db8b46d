package improvement

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"
)

// BodyState is a body with its members, as its journal folds.
type BodyState struct {
	Body    Body         `json:"body"`
	Members []Membership `json:"members,omitempty"`
}

// Fold applies a whole journal and gives the subject's state as JSON, the same
// bytes that were filed with its last entry. A journal that no rules can have
// written, such as one without its beginning, is an error.
func Fold(kind Kind, entries []Entry) (json.RawMessage, error) {
	state, err := guarded(func() (any, error) { return foldState(kind, entries) })
	if err != nil {
		return nil, fmt.Errorf("improvement: the journal of a %s: %w", kind, err)
	}
	return json.Marshal(state)
}

// guarded folds a journal that may not be as it was written: Apply trusts its own.
func guarded[T any](fold func() (T, error)) (state T, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			var none T
			state, err = none, fmt.Errorf("it does not fold: %v", fault)
		}
	}()
	return fold()
}

func foldState(kind Kind, entries []Entry) (any, error) {
	switch kind {
	case KindTest:
		return foldTest(entries)
	case KindApproval:
		return foldApproval(entries)
	case KindRound:
		return foldRound(entries)
	case KindDataRequest:
		return foldDataRequest(entries)
	case KindCommission:
		return foldCommission(entries)
	case KindReview:
		return foldReview(entries)
	case KindNewsletter:
		return foldIssue(entries)
	case KindBody:
		return foldBody(entries)
	case KindPerson:
		return foldPerson(entries)
	case KindPriority:
		return foldPriority(entries)
	case KindTheme, KindStrategic:
		return foldLast(entries)
	}
	if _, direct := directs[kind]; direct {
		return foldDirect(kind, entries)
	}
	return nil, fmt.Errorf("improvement: no subject of the kind %q", kind)
}

// summary is a body's line in lists: its kind in place of a stage, and the LMG that it
// is, or lies under.
func (s BodyState) summary() Summary {
	return Summary{Open: true, Stage: string(s.Body.Kind), LMG: cmp.Or(s.Body.Parent, s.Body.ID)}
}

func foldBody(entries []Entry) (BodyState, error) {
	var state BodyState
	err := state.apply(entries)
	return state, err
}

func (s *BodyState) apply(entries []Entry) error {
	for _, entry := range entries {
		switch e := entry.Event.(type) {
		case *BodyRecorded:
			s.Body = e.Body
		case *MembersSet:
			s.Members = e.Members
		default:
			return fmt.Errorf("improvement: %q in the journal of a body", e.EventName())
		}
	}
	return nil
}

// foldLast folds what is recorded whole each time: the last entry is the state.
func foldLast(entries []Entry) (any, error) {
	if len(entries) == 0 {
		return nil, fmt.Errorf("improvement: an empty journal")
	}
	switch e := entries[len(entries)-1].Event.(type) {
	case *ThemeRecorded:
		return e.Theme, nil
	case *StrategicRecorded:
		return e.Strategic, nil
	default:
		return nil, fmt.Errorf("improvement: %q in the journal of a theme", e.EventName())
	}
}

// DirectoryFiling prepares events of a person, body, theme or priority, agreed or
// strategic, for the record. state is what stands there at version; nothing at version 0.
func DirectoryFiling(s SubjectID, version int, state json.RawMessage, command CommandID, by PersonID, now time.Time, events []Event) (Filing, error) {
	f := Filing{Subject: s, Expected: version, Command: command, Entries: Entries(version, command, by, now, events)}
	var after any
	var err error
	f.Summary = Summary{Open: true}
	switch s.Kind() {
	case KindBody:
		var b BodyState
		b, err = bodyAfter(state, f.Entries)
		after, f.Summary = b, b.summary()
	case KindPerson:
		after, err = personAfter(state, f.Entries)
	case KindPriority:
		var p Priority
		p, err = priorityAfter(state, f.Entries)
		after, f.Summary, f.Links = p, p.summary(), p.links()
	default:
		after, err = foldState(s.Kind(), f.Entries)
	}
	if err != nil {
		return f, err
	}
	f.State, err = json.Marshal(after)
	return f, err
}

func bodyAfter(state json.RawMessage, entries []Entry) (BodyState, error) {
	var body BodyState
	if len(state) > 0 {
		if err := json.Unmarshal(state, &body); err != nil {
			return body, fmt.Errorf("improvement: state of a body: %w", err)
		}
	}
	err := body.apply(entries)
	return body, err
}

func personAfter(state json.RawMessage, entries []Entry) (Person, error) {
	var person Person
	if len(state) > 0 {
		if err := json.Unmarshal(state, &person); err != nil {
			return person, fmt.Errorf("improvement: state of a person: %w", err)
		}
	}
	err := person.apply(entries)
	return person, err
}
