package improvement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Erasure is what stays on record of a person who was erased: who asked, when and
// why, who did it, and what went with their key.
type Erasure struct {
	At       time.Time `json:"at"`
	By       PersonID  `json:"by"`                // who did it
	AskedBy  PersonID  `json:"asked_by"`          // the person themselves, or who asked for them
	Asked    Date      `json:"asked"`             // when it was asked for
	Why      Words     `json:"why,omitzero"`      // in the words of who did it
	Again    bool      `json:"again,omitempty"`   // from the ledger, on a record of before the erasure
	Finished time.Time `json:"finished,omitzero"` // zero while a part of it is to be done
	Files    []string  `json:"files,omitempty"`   // hashes of the files that were deleted
}

// ErasePerson destroys what was said by and of a person: their words, their name and
// their files. What was counted stays.
type ErasePerson struct {
	Person  PersonID
	AskedBy PersonID
	Asked   Date
	Why     Words
}

// ErasureFacts is what the record knows of a person who is to be erased.
type ErasureFacts struct {
	Person     Person
	Parts      []SubjectID // open lifecycles that they lead, guide, or have a step in
	Tasks      []Task      // their open tasks, those of their roles left out
	HearsFor   []PersonID  // those under 16 whose named adult they are
	OnlyKeeper bool        // nobody else keeps people and groups

	Correspondence Correspondence // instead of a person: of somebody who is nobody on record
}

// MayErase lets administrators erase others.
func MayErase(a Actor, person PersonID) error {
	if err := a.mayAct(); err != nil {
		return err
	}
	switch {
	case !a.administers():
		return notAllowed("Only an administrator erases a person.")
	case a.Person == person:
		return notAllowed("You cannot erase yourself: what was done must be told by somebody who stays. Ask another administrator.")
	}
	return nil
}

// Decide checks whether a person may be erased now, and says all that is to be done
// before. One whose erasure has begun is not looked at again: it is only finished.
func (c ErasePerson) Decide(a Actor, facts ErasureFacts, now time.Time) ([]Event, error) {
	if err := facts.MayErase(a, c.Person); err != nil {
		return nil, err
	}
	if facts.Begun() != nil || facts.Correspondence != nil && facts.Correspondence.Over() {
		return nil, nil
	}
	if err := firstOf(
		c.checkAskedBy(), checkDay("asked", c.Asked),
		required("why", c.Why, "Say why, in a few words, and without a name: this stays on record."),
	); err != nil {
		return nil, err
	}
	if c.Asked > DateOf(now) {
		return nil, invalid("asked", "%s has not come yet. Give the day on which it was asked for.", c.Asked.Plain())
	}
	if first := facts.first(); len(first) > 0 {
		return nil, Refuse(Conflict, "person", "%s cannot be erased yet. %s", c.Person, strings.Join(first, " "))
	}
	return []Event{&PersonErased{AskedBy: c.AskedBy, Asked: c.Asked, Why: c.Why}}, nil
}

// MayErase tells who may erase the person, or what somebody sent in.
func (f ErasureFacts) MayErase(a Actor, person PersonID) error {
	if f.Correspondence == nil {
		return MayErase(a, person)
	}
	if err := a.mayAct(); err != nil {
		return err
	}
	return f.Correspondence.mayErase(a)
}

func (c ErasePerson) checkAskedBy() error {
	if c.AskedBy == c.Person { // who may be nobody on record
		return nil
	}
	return CheckID("asked-by", string(c.AskedBy))
}

// first says what is to be done before the person can be erased, a sentence for each.
func (f ErasureFacts) first() []string {
	var first []string
	if len(f.Parts) > 0 {
		first = append(first, fmt.Sprintf("They lead, guide or have open steps in %s: hand these over to somebody first.", subjects(f.Parts)))
	}
	var open []SubjectID
	for _, t := range f.Tasks {
		if !slices.Contains(f.Parts, t.Subject) && !slices.Contains(open, t.Subject) {
			open = append(open, t.Subject)
		}
	}
	if len(open) > 0 {
		first = append(first, fmt.Sprintf("They have open tasks in %s: see that these are done, decided or given to another first.", subjects(open)))
	}
	if len(f.HearsFor) > 0 {
		first = append(first, fmt.Sprintf("They are the named adult of %s: name another adult first.", people(f.HearsFor)))
	}
	if f.OnlyKeeper {
		first = append(first, "Nobody else keeps people and groups: make another person an administrator first.")
	}
	return first
}

// Left says what a person who is erased whatever stands open leaves to others, a
// sentence for each: on a record of before their erasure nothing was handed over.
func (f ErasureFacts) Left() []string { return f.first() }

func subjects(ids []SubjectID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return list(names)
}

func people(ids []PersonID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return list(names)
}

// MayExport lets administrators, the person and their named adult have all that is
// held about a person.
func MayExport(a Actor, person PersonID) error {
	if err := a.mayAct(); err != nil {
		return err
	}
	if a.administers() || a.actsFor(person) {
		return nil
	}
	return notAllowed("What is held about somebody goes to themselves, to the adult named for them, or to an administrator. Ask one of these.")
}

// PersonErased destroys a person's key. With it their words are gone.
type PersonErased struct {
	AskedBy PersonID `json:"asked_by"`
	Asked   Date     `json:"asked"`
	Why     Words    `json:"why,omitzero"`
	Again   bool     `json:"again,omitempty"`
}

// ErasureFinished tells that nothing of a person is left to erase.
type ErasureFinished struct {
	Files []string `json:"files,omitempty"` // hashes of those deleted
}

// PersonExported tells that somebody was given all that is held about a person.
type PersonExported struct{}

// EventName is the wire name.
func (*PersonErased) EventName() string { return "person-erased" }

// EventName is the wire name.
func (*ErasureFinished) EventName() string { return "erasure-finished" }

// EventName is the wire name.
func (*PersonExported) EventName() string { return "person-exported" }

// Sentence tells it.
func (e *PersonErased) Sentence(Names) string {
	if e.Again {
		return "erased the person; it was done again on a record of before"
	}
	return "erased the person, as was asked on " + e.Asked.Plain()
}

// Sentence tells it.
func (e *ErasureFinished) Sentence(Names) string {
	return "The erasure is finished; " + count(len(e.Files), "file") + " went with it"
}

// Sentence tells it.
func (*PersonExported) Sentence(Names) string { return "exported what is held about the person" }

// apply folds the journal of a person. What an erasure leaves is the identifier, a
// name that nobody can open, and the erasure.
func (p *Person) apply(entries []Entry) error {
	for _, entry := range entries {
		switch e := entry.Event.(type) {
		case *PersonRecorded:
			hearing := p.Hearing // a choice outlives a correction
			*p = e.Person
			p.Hearing = cmp.Or(hearing, e.Person.Hearing)
		case *NoticesChosen:
			p.Hearing = e.How
		case *PersonErased:
			erased, _ := erasedBy(nil, entry)
			*p = Person{ID: p.ID, Name: p.Name, Erased: erased}
		case *ErasureFinished:
			if p.Erased == nil {
				return fmt.Errorf("improvement: an erasure that ended before it began")
			}
			p.Erased, _ = erasedBy(p.Erased, entry)
		case *PersonExported:
		default:
			return fmt.Errorf("improvement: %q in the journal of a person", e.EventName())
		}
	}
	return nil
}

func foldPerson(entries []Entry) (Person, error) {
	var p Person
	if len(entries) == 0 {
		return p, fmt.Errorf("improvement: an empty journal")
	}
	err := p.apply(entries)
	return p, err
}

// ErasureNote is an erasure as it is kept besides the record, in identifiers and dates
// alone: a record restored from before it is erased again by it.
type ErasureNote struct {
	Record  string    `json:"record"` // the record's identity, which a backup shares
	Person  PersonID  `json:"person"`
	By      PersonID  `json:"by"`
	AskedBy PersonID  `json:"asked_by"`
	Asked   Date      `json:"asked"`
	At      time.Time `json:"at"` // the record's time

	Withdrawn bool `json:"withdrawn,omitempty"` // consent to a voice: it counts nowhere, either
}

// gone refuses somebody who was erased.
func (a Actor) gone() error {
	if !a.Erased {
		return nil
	}
	return notAllowed("%s was erased from this record and can do nothing more here. To take part again, ask an administrator for another identifier.", a.Person)
}

// CheckStays refuses somebody who was erased, before anything is sealed for them.
func CheckStays(a Actor) error { return a.gone() }

// CheckNotErased refuses to record a person again who was erased, or to give them a
// part; field is where the document names them.
func (p Person) CheckNotErased(field string) error {
	if p.Erased == nil {
		return nil
	}
	return Refuse(Conflict, field, "%s was erased from this record. Take the entry out; somebody who comes back gets an identifier of their own.", p.ID)
}
