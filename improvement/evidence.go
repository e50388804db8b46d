package improvement

import (
	"regexp"
	"time"
)

// EvidenceKind says what an item of evidence is.
type EvidenceKind string

// The kinds of evidence.
const (
	Document       EvidenceKind = "document"
	Data           EvidenceKind = "data"
	ObservationOf  EvidenceKind = "observation"
	Voice          EvidenceKind = "voice"
	SelfEvaluation EvidenceKind = "self-evaluation"

	// QualityReviewed is an agreed quality review. It is shelved by itself; nobody files it.
	QualityReviewed EvidenceKind = "quality-review"
)

// File refers to stored content by its hash. Content never travels through Temporal.
type File struct {
	Hash string `json:"hash"` // SHA-256, hexadecimal
	Name Words  `json:"name"`
	Size int64  `json:"size"` // bytes
	Type string `json:"type"` // sniffed media type
}

// Evidence is something seen, measured or said, with where it came from.
type Evidence struct {
	ID          string       `json:"id"`
	Kind        EvidenceKind `json:"kind"`
	Text        Words        `json:"text,omitzero"`
	Source      Words        `json:"source,omitzero"`
	Where       Words        `json:"where,omitzero"`
	When        Date         `json:"when"`
	Files       []File       `json:"files,omitempty"`
	ShowsPeople bool         `json:"shows_people,omitempty"` // a file shows people who can be recognised
	Consent     Words        `json:"consent,omitzero"`       // who agreed to be shown, and when
}

// EvidenceRef is what a test keeps of its evidence: the words stay in the journal.
type EvidenceRef struct {
	ID    string       `json:"id"`
	Kind  EvidenceKind `json:"kind"`
	Cycle int          `json:"cycle"`
	By    PersonID     `json:"by"`
	At    time.Time    `json:"at"`
	Entry int          `json:"entry"`           // the journal entry that holds it
	Files []string     `json:"files,omitempty"` // hashes

	Concern *Concern `json:"concern,omitempty"` // somebody may be unsafe
}

// strength is what an item of that kind is as knowledge; empty where the kind does not
// tell, as of a document.
func (k EvidenceKind) strength() Strength {
	switch k {
	case Data:
		return FromData
	case ObservationOf, SelfEvaluation:
		return FromPractice
	case Voice, Conversation:
		return FromVoice
	}
	return ""
}

// words are all that search reads of it.
func (e Evidence) words() []Words {
	words := written(e.Text, e.Source, e.Where)
	for _, f := range e.Files {
		words = append(words, written(f.Name)...)
	}
	return words
}

// keptBack is what all may know of evidence that is hidden.
func (e Evidence) keptBack() Evidence { return Evidence{ID: e.ID, Kind: e.Kind, When: e.When} }

var fileHash = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (e Evidence) check(now time.Time) error {
	if !e.Kind.known() {
		return invalid("kind", "%q is not a kind of evidence. Use document, data, observation, voice or self-evaluation.", clip(string(e.Kind)))
	}
	return e.checkContent(now)
}

// known tells whether items of a test are of that kind.
func (k EvidenceKind) known() bool {
	switch k {
	case Document, Data, ObservationOf, Voice, SelfEvaluation:
		return true
	}
	return false
}

// checkContent checks all but the kind.
func (e Evidence) checkContent(now time.Time) error {
	if e.Text.Empty() && len(e.Files) == 0 {
		return invalid("text", "There is nothing here. Write what was seen, or attach a file.")
	}
	if err := firstOf(
		CheckID("id", e.ID),
		bounded("text", e.Text), bounded("source", e.Source), bounded("where", e.Where), bounded("consent", e.Consent),
		checkDay("when", e.When), listed("files", len(e.Files)),
	); err != nil {
		return err
	}
	if e.When > DateOf(now) {
		return invalid("when", "%s has not come yet. Evidence is of something that was.", e.When.Plain())
	}
	if e.ShowsPeople && e.Consent.Empty() {
		return invalid("consent", "People can be recognised in this. Record who agreed to be shown, and when.")
	}
	for _, f := range e.Files {
		if err := f.check(); err != nil {
			return err
		}
	}
	return nil
}

func (f File) check() error {
	switch {
	case !fileHash.MatchString(f.Hash):
		return invalid("files", "A file is referred to by the hash of its content. Store it first.")
	case f.Size <= 0:
		return invalid("files", "This file is empty. Attach one with content.")
	case f.Size > MaxFileSize:
		return TooLarge("files")
	}
	return bounded("files", f.Name)
}

// TooLarge is the refusal of a file beyond MaxFileSize.
func TooLarge(field string) error {
	return invalid(field, "This file is larger than %d MB, the most that a file may have. Make it smaller, or attach a part.", MaxFileSize>>20)
}
