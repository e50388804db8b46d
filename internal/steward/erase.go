package steward

import (
	"context"
	"errors"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// ErasingRecord is what an erasure needs of the record.
type ErasingRecord interface {
	Record
	// Identity tells the record from every other; a backup of it has the same.
	Identity() string
	Journal(ctx context.Context, subject improvement.SubjectID, after int) ([]improvement.Entry, error)
	Tasks(ctx context.Context, person improvement.PersonID) ([]improvement.Task, error)
	Key(ctx context.Context, person improvement.PersonID) ([]byte, error)
	DestroyKey(ctx context.Context, person improvement.PersonID, at time.Time) error
	// Unforgotten lists the voices that were withdrawn and whose key is there yet.
	Unforgotten(ctx context.Context) ([]improvement.SubjectID, error)
	EraseAccess(ctx context.Context, person improvement.PersonID, at time.Time) error
	EraseSearch(ctx context.Context, person improvement.PersonID) error
	GiveUpNotices(ctx context.Context, person improvement.PersonID, cause string) (int, error)
	FilesFiled(ctx context.Context, person improvement.PersonID) ([]string, error)
	FiledByOthers(ctx context.Context, person improvement.PersonID, files []string) ([]string, error)
	EraseFile(ctx context.Context, hash string, at, since time.Time) (bool, error)
}

// Ledger keeps who was erased besides the record.
type Ledger interface {
	Add(note improvement.ErasureNote) error
	Notes(record string) (notes []improvement.ErasureNote, unread []int, err error)
}

// Forgetter is told of a key that was destroyed.
type Forgetter interface {
	Forget(person improvement.PersonID)
}

// Eraser erases people. Each step may be done again, and none follows from the memory
// of a process: a killed one leaves what the same command, or the next start of a
// worker, completes.
type Eraser struct {
	Record ErasingRecord
	Ledger Ledger
	Vault  Forgetter
	Now    func() time.Time // the record's time
	Grace  time.Duration    // how long what somebody stored may wait to be filed; zero is an hour
}

// Erased tells what became of one person.
type Erased struct {
	Person   improvement.PersonID    `json:"person"`
	At       time.Time               `json:"at"`
	Again    bool                    `json:"again,omitempty"` // on a record of before the erasure
	Finished bool                    `json:"finished"`
	Bodies   []improvement.BodyID    `json:"bodies,omitempty"`   // in which their roles ended just now
	Notices  int                     `json:"notices,omitempty"`  // that waited, given up just now
	Files    []string                `json:"files,omitempty"`    // that were deleted: hashes
	Shared   []string                `json:"shared,omitempty"`   // that stay, as others filed the same content
	Waiting  []string                `json:"waiting,omitempty"`  // that stay for now, as somebody stored the same content just now
	Requests []improvement.SubjectID `json:"requests,omitempty"` // about them, whose words went
	Left     []string                `json:"left,omitempty"`     // what others have to see to, a sentence each
}

// gaveUp is the cause of a notice that an erased person is not sent.
const gaveUp = "the person was erased"

// Check refuses what Erase would refuse, and changes nothing.
func (e *Eraser) Check(ctx context.Context, as improvement.PersonID, c improvement.ErasePerson) error {
	_, err := e.decide(ctx, as, c)
	return err
}

// Erase erases a person, or completes an erasure that was cut off. The ledger comes
// first: nothing is destroyed that a restore would bring back unnoticed.
func (e *Eraser) Erase(ctx context.Context, as improvement.PersonID, c improvement.ErasePerson) (Erased, error) {
	facts, err := e.decide(ctx, as, c)
	if err != nil {
		return Erased{}, err
	}
	note := improvement.ErasureNote{Record: e.Record.Identity(), Person: c.Person, By: as, AskedBy: c.AskedBy, Asked: c.Asked, At: e.Now()}
	if begun := facts.Begun(); begun != nil {
		note.By, note.AskedBy, note.Asked, note.At = begun.By, begun.AskedBy, begun.Asked, begun.At
	}
	if err := e.Ledger.Add(note); err != nil {
		return Erased{}, err
	}
	return e.carryOut(ctx, note, improvement.PersonErased{AskedBy: note.AskedBy, Asked: note.Asked, Why: c.Why})
}

// May refuses whoever may not erase a person, before anything is sealed for them.
func (e *Eraser) May(ctx context.Context, as, person improvement.PersonID) (improvement.Actor, error) {
	actor, err := e.Record.Actor(ctx, as)
	if errors.Is(err, improvement.ErrNotFound) {
		err = improvement.Refuse(improvement.NotFound, "as", "%q is not on record. Say who you are with --as.", as)
	}
	if err != nil {
		return actor, err
	}
	facts := improvement.ErasureFacts{}
	if subject, is := person.Correspondent(); is {
		if facts.Correspondence, err = correspondence(ctx, e.Record, subject); err != nil {
			return actor, err
		}
	}
	return actor, facts.MayErase(actor, person)
}

// checkAskedBy refuses one who asked and is not on record, but for the person themselves.
func (e *Eraser) checkAskedBy(ctx context.Context, c improvement.ErasePerson) error {
	if c.AskedBy == "" || c.AskedBy == c.Person {
		return nil
	}
	_, err := personOf(ctx, e.Record, c.AskedBy)
	if errors.Is(err, improvement.ErrNotFound) {
		return improvement.Refuse(improvement.NotFound, "asked-by", "%q is not on record. Name who asked by their identifier, or leave it out where it was the person.", c.AskedBy)
	}
	return err
}

func (e *Eraser) decide(ctx context.Context, as improvement.PersonID, c improvement.ErasePerson) (improvement.ErasureFacts, error) {
	actor, err := e.May(ctx, as, c.Person)
	if err != nil {
		return improvement.ErasureFacts{}, err
	}
	facts, err := e.facts(ctx, c.Person)
	if err != nil {
		return facts, err
	}
	if err := e.checkAskedBy(ctx, c); err != nil {
		return facts, err
	}
	_, err = c.Decide(actor, facts, e.Now())
	return facts, err
}
