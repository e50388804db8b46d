package improvement

import (
	"context"
	"strings"
)

// ItemID names an item of the evidence library: a subject of its own
// ("evidence/…", "voice/…"), or what was filed to a test ("test-of-change/…#e-…").
type ItemID string

// TestItem names what was filed to a test under an identifier.
func TestItem(test SubjectID, id string) ItemID { return ItemID(string(test) + "#" + id) }

// Subject is the subject in whose journal the item stands.
func (i ItemID) Subject() SubjectID {
	subject, _, _ := strings.Cut(string(i), "#")
	return SubjectID(subject)
}

// Strength says what kind of knowledge an item of evidence is. None is above another: a
// good decision rests on several.
type Strength string

// The strengths.
const (
	FromData     Strength = "data"     // counted or measured here
	FromResearch Strength = "research" // found elsewhere, and published
	FromPractice Strength = "practice" // seen by those who do the work
	FromVoice    Strength = "voice"    // said by the people it is about
)

// Shelved is an item of the evidence library as lists show it. Its words stand in the
// journal; search reads them there.
type Shelved struct {
	ID       ItemID       `json:"id"`
	Entry    int          `json:"entry"` // of the subject's journal, that holds it as it is now
	Kind     EvidenceKind `json:"kind"`
	Strength Strength     `json:"strength,omitempty"`
	By       PersonID     `json:"by,omitempty"` // who filed it; empty of a voice
	Title    Words        `json:"title,omitzero"`
	Day      Date         `json:"day"` // when it was seen, measured or said
	LMG      BodyID       `json:"lmg,omitempty"`
	Locality BodyID       `json:"locality,omitempty"`
	Theme    ThemeID      `json:"theme,omitempty"`
	Priority PriorityID   `json:"priority,omitempty"`
	Test     SubjectID    `json:"test,omitempty"`
	Versions int          `json:"versions"`         // 1, and one more for each correction
	Hidden   bool         `json:"hidden,omitempty"` // someone may be unsafe: for the safeguarding contact alone
	Off      bool         `json:"off,omitempty"`    // taken off the shelf again
	Words    []Words      `json:"words,omitempty"`  // all that search reads
}

// LibraryFilter narrows the library; a zero field does not.
type LibraryFilter struct {
	Search   string // whole words that an item has, all of them, in any order; as a person types them
	Kind     EvidenceKind
	Strength Strength
	LMG      BodyID
	Locality BodyID
	Theme    ThemeID
	Priority PriorityID
	Test     SubjectID
	From, To Date // of the day, both included
	Hidden   bool // hidden items too: for the safeguarding contact
	After    ItemID
	Limit    int // 0 is 50
}

// Library answers from the shelf of evidence, the newest day first.
type Library interface {
	// Shelf lists items that a filter keeps. After continues behind an item of the
	// list before; ErrNotFound where it is no longer there. Case, accents and plurals make
	// no difference to a search; a search without a word in it finds nothing.
	Shelf(ctx context.Context, f LibraryFilter) ([]Shelved, error)
	// Item gives one item, hidden or not; ErrNotFound where none is on the shelf.
	Item(ctx context.Context, id ItemID) (Shelved, error)
}

// MaySeeHidden lets the safeguarding contact of an LMG, and nobody else, see what is
// hidden there because someone may be unsafe.
func MaySeeHidden(a Actor, lmg BodyID) error {
	if !a.Is(lmg, Safeguarding) {
		return notAllowed("Only the safeguarding contact of %s sees what is hidden because someone may be unsafe.", lmg)
	}
	return a.mayAct()
}
