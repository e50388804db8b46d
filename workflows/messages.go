package workflows

import (
	"encoding/json"

	"github.com/cairnqi/cairn/improvement"
)

// TestStart begins or goes on with a test of change. Either Launched is set, to
// be filed first, or State, as it stands on record.
type TestStart struct {
	Clock    improvement.Clock     `json:"clock"`
	Command  improvement.CommandID `json:"command,omitempty"`
	By       improvement.PersonID  `json:"by,omitempty"`
	Launched *improvement.Launched `json:"launched,omitempty"`
	State    json.RawMessage       `json:"state,omitempty"`
}

// ApprovalStart opens an approval, or goes on with one. Request is what to open;
// where the record holds it already, the record counts.
type ApprovalStart struct {
	Clock   improvement.Clock   `json:"clock"`
	Request improvement.Request `json:"request,omitzero"`
	State   json.RawMessage     `json:"state,omitempty"`
}

// Message is what every update carries: who acts, and the command of that name.
// The update's ID is the command's.
type Message struct {
	Actor   improvement.Actor `json:"actor"`
	Command json.RawMessage   `json:"command"`
}

// OnRecord tells a lifecycle which version the record has come to: its process may
// have been killed between a filing and taking note of it.
type OnRecord struct {
	Version int `json:"version"`
}

// Receipt answers a command.
type Receipt = improvement.Receipt
