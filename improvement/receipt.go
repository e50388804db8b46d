package improvement

import "errors"

// ErrNotConfirmed tells that a command may or may not have arrived. Sending it
// again with the same command ID is safe and settles it.
var ErrNotConfirmed = errors.New("not confirmed, try again")

// Receipt answers a command that was sent to a lifecycle.
type Receipt struct {
	Subject SubjectID `json:"subject"`
	Version int       `json:"version,omitempty"` // of the subject, with the command filed
	Filed   bool      `json:"filed"`             // false: received, and being filed

	// Whose command was filed, and of what name: a repeated command ID is answered
	// with what was filed first. Empty where an earlier run filed it.
	By      PersonID `json:"by,omitempty"`
	Command string   `json:"command,omitempty"`
}
