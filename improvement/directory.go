package improvement

import (
	"encoding/json"
	"fmt"
)

// BodyState is a body with its members, as its journal folds.
type BodyState struct {
	Body    Body         `json:"body"`
	Members []Membership `json:"members,omitempty"`
}

// Fold applies a whole journal and gives the subject's state as JSON, the same
// bytes that were filed with its last entry.
func Fold(kind Kind, entries []Entry) (json.RawMessage, error) {
	state, err := foldState(kind, entries)
	if err != nil {
		return nil, err
	}
	return json.Marshal(state)
}

func foldState(kind Kind, entries []Entry) (any, error) {
	switch kind {
	case KindTest:
		return foldTest(entries)
	case KindApproval:
		return foldApproval(entries)
	case KindBody:
		return foldBody(entries)
	case KindPerson, KindTheme, KindPriority:
		return foldLast(entries)
	}
	return nil, fmt.Errorf("improvement: no subject of the kind %q", kind)
}

func foldBody(entries []Entry) (BodyState, error) {
	var state BodyState
	for _, entry := range entries {
		switch e := entry.Event.(type) {
		case *BodyRecorded:
			state.Body = e.Body
		case *MembersSet:
			state.Members = e.Members
		default:
			return state, fmt.Errorf("improvement: %q in the journal of a body", e.EventName())
		}
	}
	return state, nil
}

// foldLast folds what is recorded whole each time: the last entry is the state.
func foldLast(entries []Entry) (any, error) {
	if len(entries) == 0 {
		return nil, fmt.Errorf("improvement: an empty journal")
	}
	switch e := entries[len(entries)-1].Event.(type) {
	case *PersonRecorded:
		return e.Person, nil
	case *ThemeRecorded:
		return e.Theme, nil
	case *PriorityRecorded:
		return e.Priority, nil
	default:
		return nil, fmt.Errorf("improvement: %q in the journal of a person, theme or priority", e.EventName())
	}
}
