package improvement

import (
	"encoding/json"
	"fmt"
	"time"
)

// Direct is a subject without a workflow: what is done to it is decided and filed at
// once, by whoever it came to.
type Direct interface {
	// Apply folds one entry of the journal.
	Apply(Entry)
	// Filing prepares the events for the record; the state stays as it is.
	Filing(command CommandID, by PersonID, now time.Time, events []Event) (Filing, error)
}

// DirectCommand is something done to a subject without a workflow.
type DirectCommand interface {
	// CommandName is its name in documents.
	CommandName() string
	// People lists those whom the command names; they must be on record.
	People() []PersonID
	// Anybody tells that it needs no account.
	Anybody() bool
	decide(d Direct, who Actor, now time.Time) ([]Event, error)
}

// DecideDirect checks a command against the subject's state and gives its events, or an
// *Error.
func DecideDirect(d Direct, c DirectCommand, who Actor, now time.Time) ([]Event, error) {
	if !c.Anybody() {
		if err := who.mayAct(); err != nil {
			return nil, err
		}
	}
	return c.decide(d, who, now)
}

// directs makes an empty state for each kind of subject without a workflow that takes
// commands.
var directs = map[Kind]func() Direct{
	KindVoice:        func() Direct { return new(CommunityVoice) },
	KindEvidence:     func() Direct { return new(EvidenceItem) },
	KindSubscription: func() Direct { return new(Subscription) },
}

// RestoreDirect reads the state of a subject without a workflow as filed; nothing filed
// yet is an empty one.
func RestoreDirect(subject SubjectID, state json.RawMessage) (Direct, error) {
	blank, known := directs[subject.Kind()]
	if !known {
		return nil, fmt.Errorf("improvement: a %s does not take commands directly", subject.Kind())
	}
	d := blank()
	if len(state) == 0 {
		return d, nil
	}
	if err := json.Unmarshal(state, d); err != nil {
		return nil, fmt.Errorf("improvement: state of a %s: %w", subject.Kind(), err)
	}
	return d, nil
}

func foldDirect(kind Kind, entries []Entry) (Direct, error) {
	d, err := RestoreDirect(SubjectID(string(kind)+"/"), nil)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		d.Apply(entry)
	}
	return d, nil
}
