package improvement

import (
	"encoding/json"
	"fmt"
	"time"
)

// Event is something that happened. Its wire name never changes.
type Event interface {
	// EventName is the name in the journal.
	EventName() string
	// Sentence tells what the person did, to follow their name: "agreed the plan".
	// One that begins with a capital stands on its own.
	Sentence(n Names) string
}

// Names gives people and bodies their names, for display.
type Names interface {
	Person(id PersonID) string
	Body(id BodyID) string
}

// Entry is one row of a subject's journal.
type Entry struct {
	Version int       // from 1, without gaps, per subject
	Command CommandID // what caused it; several entries may share one
	By      PersonID  // who; empty where time alone did it
	At      time.Time // the record's time
	Event   Event
}

type wireEntry struct {
	Version      int             `json:"v"`
	Command      CommandID       `json:"cmd"`
	By           PersonID        `json:"by,omitempty"`
	At           time.Time       `json:"at"`
	Name         string          `json:"name"`
	EventVersion int             `json:"ev"`
	Data         json.RawMessage `json:"data"`
}

// MarshalJSON writes the entry with its event's wire name and version.
func (e Entry) MarshalJSON() ([]byte, error) {
	name, version, data, err := EncodeEvent(e.Event)
	if err != nil {
		return nil, err
	}
	return json.Marshal(wireEntry{e.Version, e.Command, e.By, e.At, name, version, data})
}

// UnmarshalJSON reads an entry of any event version that was ever journaled.
func (e *Entry) UnmarshalJSON(b []byte) error {
	var w wireEntry
	if err := json.Unmarshal(b, &w); err != nil {
		return err
	}
	event, err := DecodeEvent(w.Name, w.EventVersion, w.Data)
	if err != nil {
		return err
	}
	*e = Entry{w.Version, w.Command, w.By, w.At, event}
	return nil
}

// EncodeEvent gives an event's wire name, version and JSON.
func EncodeEvent(e Event) (name string, version int, data json.RawMessage, err error) {
	if e == nil {
		return "", 0, nil, fmt.Errorf("improvement: an entry without an event")
	}
	data, err = json.Marshal(e)
	return e.EventName(), eventVersion, data, err
}

// eventVersion is the version that events are written in. When an event's shape
// changes, it grows, and DecodeEvent learns to lift the older one.
const eventVersion = 1

// DecodeEvent reads an event by its wire name and version. An unknown name or a
// later version is an error: the journal was written by a newer release.
func DecodeEvent(name string, version int, data []byte) (Event, error) {
	blank, known := blankEvents[name]
	if !known || version > eventVersion {
		return nil, fmt.Errorf("improvement: event %q version %d is not known to this release", name, version)
	}
	event := blank()
	if err := json.Unmarshal(data, event); err != nil {
		return nil, fmt.Errorf("improvement: event %q: %w", name, err)
	}
	return event, nil
}

// Entries numbers events as the journal entries that follow version.
func Entries(version int, command CommandID, by PersonID, at time.Time, events []Event) []Entry {
	entries := make([]Entry, len(events))
	for i, event := range events {
		entries[i] = Entry{Version: version + 1 + i, Command: command, By: by, At: Moment(at), Event: event}
	}
	return entries
}
