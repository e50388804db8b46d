package improvement

// Bounds beyond which input is refused.
const (
	MaxTextLength  = 20_000   // characters in one text
	MaxLineLength  = 1_000    // characters where a line is asked for: it stands again in tasks and notices
	MaxTitleLength = 200      // characters in a title: it stands again in every task and notice
	MaxConditions  = 10       // in one vote or minute
	MaxFileSize    = 25 << 20 // bytes in one attached file
	MaxPoints      = 2_000    // points of all measures of one test
	MaxListLength  = 100      // entries in one list of a form (steps, questions, measures, …)
	MaxPanel       = 40       // members of an LMG who vote
)

// Bounds of what is sealed: a letter may take two bytes throughout a text, as Greek
// or Ukrainian ones do, and is one byte in most lines.
const (
	maxTextBox  = boxOverhead + 2*MaxTextLength*4/3
	maxLineBox  = boxOverhead + MaxLineLength*5/4*4/3
	maxTitleBox = boxOverhead + 2*MaxTitleLength*4/3

	boxOverhead = 108 // the author, nonce, tag and padding
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

// SealedIn gives the words that a JSON object is, and whether it is any: it has their
// fields and no others.
func SealedIn(node map[string]any) (Words, bool) {
	by, hasBy := node["by"].(string)
	n, hasLength := node["n"].(float64)
	box, hasBox := node["box"].(string)
	return Words{By: PersonID(by), Length: int(n), Sealed: box}, hasBy && hasLength && hasBox && len(node) == 3
}

// required refuses an empty or oversized text.
func required(field string, w Words, ask string) error {
	if w.Empty() {
		return invalid(field, "%s", ask)
	}
	return bounded(field, w)
}

// requiredLine refuses an empty text, and one longer than a line.
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
	return boxed(field, w, maxTextBox)
}

// boundedLine refuses what is longer than a line; an empty one may stand.
func boundedLine(field string, w Words) error {
	if w.Length > MaxLineLength {
		return invalid(field, "This has %d characters; %d is the most here. Say it in a line or two.", w.Length, MaxLineLength)
	}
	return boxed(field, w, maxLineBox)
}

// requiredTitle refuses an empty title and one that is no short name.
func requiredTitle(field string, w Words, ask string) error {
	if w.Empty() {
		return invalid(field, "%s", ask)
	}
	if w.Length > MaxTitleLength {
		return invalid(field, "This title has %d characters; %d is the most. Give it a short name.", w.Length, MaxTitleLength)
	}
	return boxed(field, w, maxTitleBox)
}

// boxed refuses words that take more bytes than their characters let expect, as
// emoji do.
func boxed(field string, w Words, most int) error {
	if len(w.Sealed)+len(w.By) > most {
		return invalid(field, "Its signs take too much room here: one emoji takes as much as four letters. Shorten it, or use letters.")
	}
	return nil
}

// TooLong is the refusal of a text beyond MaxTextLength; length is in characters.
func TooLong(field string, length int) error {
	return invalid(field, "This text has %d characters; %d is the most. Shorten it, or send it in parts.", length, MaxTextLength)
}

// listed refuses a list beyond MaxListLength.
func listed(field string, n int) error {
	if n > MaxListLength {
		return invalid(field, "There are %d entries here; %d is the most. Split them up.", n, MaxListLength)
	}
	return nil
}
