package improvement

import (
	"encoding/json"
	"fmt"
)

// Bounds beyond which input is refused.
const (
	MaxTextLength = 20_000   // characters in one text
	MaxLineLength = 1_000    // characters where a title or a line is asked for: it stands again in every task and notice
	MaxConditions = 10       // in one vote or minute
	MaxFileSize   = 25 << 20 // bytes in one attached file
	MaxPoints     = 2_000    // points of all measures of one test
	MaxStateSize  = 1 << 20  // bytes of an aggregate's state as JSON
	MaxListLength = 100      // entries in one list of a form (steps, questions, measures, …)
)

// Words is a text that a person wrote, sealed under that person's own key before
// it enters a command. Rules see only who wrote it and how long it is; readers
// open it for display. Destroying the key erases the words everywhere at once.
type Words struct {
	By     PersonID `json:"by,omitempty"`
	Length int      `json:"n,omitempty"`   // characters of the clear text, surrounding blanks removed
	Sealed string   `json:"box,omitempty"` // base64; opaque here
}

// Empty tells that nothing was written.
func (w Words) Empty() bool { return w.Length <= 0 }

// required refuses an empty or oversized text.
func required(field string, w Words, ask string) error {
	if w.Empty() {
		return invalid(field, "%s", ask)
	}
	return bounded(field, w)
}

// requiredLine refuses an empty text, and one longer than a title or line.
func requiredLine(field string, w Words, ask string) error {
	if w.Empty() {
		return invalid(field, "%s", ask)
	}
	return boundedLine(field, w)
}

// bounded refuses an oversized text; an empty one may stand.
func bounded(field string, w Words) error {
	if w.Length > MaxTextLength {
		return TooLong(field, w.Length)
	}
	return nil
}

// boundedLine refuses what is longer than a title or line; an empty one may stand.
func boundedLine(field string, w Words) error {
	if w.Length > MaxLineLength {
		return invalid(field, "This has %d characters; %d is the most here. Say it in a line or two.", w.Length, MaxLineLength)
	}
	return nil
}

// TooLong is the refusal of a text beyond MaxTextLength; length is in characters.
func TooLong(field string, length int) error {
	return invalid(field, "This text has %d characters; %d is the most. Shorten it, or attach it as a file.", length, MaxTextLength)
}

// listed refuses a list beyond MaxListLength.
func listed(field string, n int) error {
	if n > MaxListLength {
		return invalid(field, "There are %d entries here; %d is the most. Split them up.", n, MaxListLength)
	}
	return nil
}

// steeringRoom is kept free in every state, so that a full test can still be
// ended, studied and decided; maxCharterSize leaves room for all the rest.
const (
	steeringRoom   = MaxStateSize / 8
	maxCharterSize = MaxStateSize / 4
)

// FitsState refuses a command that could carry a state of stateBytes beyond
// MaxStateSize. commandBytes is the size of the command as JSON: the state grows
// by little more than that. Plans, points and evidence leave steeringRoom free.
func FitsState(command string, stateBytes, commandBytes int) error {
	most := MaxStateSize
	switch command {
	case SubmitPlan{}.CommandName(), RecordPoints{}.CommandName(), FileEvidence{}.CommandName():
		most -= steeringRoom
	}
	if stateBytes+commandBytes > most {
		return Refuse(Invalid, "", "This record is full: with this it would pass %d kB. Attach long texts as files, or carry on in a new test.", most>>10)
	}
	return nil
}

// fits refuses a charter that would leave a test no room.
func (c Charter) fits() error {
	text, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("improvement: charter as JSON: %w", err)
	}
	if len(text) > maxCharterSize {
		return invalid("charter", "This charter has %d kB; %d kB is the most. Shorten its texts.", len(text)>>10, maxCharterSize>>10)
	}
	return nil
}
