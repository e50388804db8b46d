package steward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// ErasingRecord is what an erasure needs of the record.
type ErasingRecord interface {
	Record
	// Identity tells the record from every other; a backup of it has the same.
	Identity() string
	Tasks(ctx context.Context, person improvement.PersonID) ([]improvement.Task, error)
	Key(ctx context.Context, person improvement.PersonID) ([]byte, error)
	DestroyKey(ctx context.Context, person improvement.PersonID, at time.Time) error
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
	Person   improvement.PersonID `json:"person"`
	At       time.Time            `json:"at"`
	Again    bool                 `json:"again,omitempty"` // on a record of before the erasure
	Finished bool                 `json:"finished"`
	Bodies   []improvement.BodyID `json:"bodies,omitempty"`  // in which their roles ended just now
	Notices  int                  `json:"notices,omitempty"` // that waited, given up just now
	Files    []string             `json:"files,omitempty"`   // that were deleted: hashes
	Shared   []string             `json:"shared,omitempty"`  // that stay, as others filed the same content
	Waiting  []string             `json:"waiting,omitempty"` // that stay for now, as somebody stored the same content just now
	Left     []string             `json:"left,omitempty"`    // what others have to see to, a sentence each
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
	if begun := facts.Person.Erased; begun != nil {
		note.By, note.AskedBy, note.Asked, note.At = begun.By, begun.AskedBy, begun.Asked, begun.At
	}
	if err := e.Ledger.Add(note); err != nil {
		return Erased{}, err
	}
	return e.carryOut(ctx, note, improvement.PersonErased{AskedBy: note.AskedBy, Asked: note.Asked, Why: c.Why})
}

func (e *Eraser) decide(ctx context.Context, as improvement.PersonID, c improvement.ErasePerson) (improvement.ErasureFacts, error) {
	actor, err := e.Record.Actor(ctx, as)
	if errors.Is(err, improvement.ErrNotFound) {
		err = improvement.Refuse(improvement.NotFound, "as", "%q is not on record. Say who you are with --as.", as)
	}
	if err != nil {
		return improvement.ErasureFacts{}, err
	}
	if err := improvement.MayErase(actor, c.Person); err != nil {
		return improvement.ErasureFacts{}, err
	}
	facts, err := e.facts(ctx, c.Person)
	if err != nil {
		return facts, err
	}
	if _, err := personOf(ctx, e.Record, c.AskedBy); errors.Is(err, improvement.ErrNotFound) && c.AskedBy != "" {
		return facts, improvement.Refuse(improvement.NotFound, "asked-by", "%q is not on record. Name who asked by their identifier, or leave it out where it was the person.", c.AskedBy)
	} else if err != nil && c.AskedBy != "" {
		return facts, err
	}
	_, err = c.Decide(actor, facts, e.Now())
	return facts, err
}

// facts reads what the record knows of a person.
func (e *Eraser) facts(ctx context.Context, id improvement.PersonID) (improvement.ErasureFacts, error) {
	var f improvement.ErasureFacts
	person, err := personOf(ctx, e.Record, id)
	if errors.Is(err, improvement.ErrNotFound) {
		err = improvement.Refuse(improvement.NotFound, "person", "%q is not on record.", id)
	}
	if err != nil {
		return f, err
	}
	f.Person = person
	if f.Parts, err = PartsOf(ctx, e.Record, id); err != nil {
		return f, err
	}
	guided, err := guidedBy(ctx, e.Record, id)
	if err != nil {
		return f, err
	}
	f.Parts = append(f.Parts, guided...)
	tasks, err := e.Record.Tasks(ctx, id)
	if err != nil {
		return f, err
	}
	f.Tasks = slices.DeleteFunc(tasks, func(t improvement.Task) bool { return t.Owner != id })
	actor, err := e.Record.Actor(ctx, id)
	if err != nil {
		return f, err
	}
	f.HearsFor = actor.HearsFor
	f.OnlyKeeper, err = e.onlyKeeper(ctx, actor)
	return f, err
}

// guidedBy lists the open lifecycles, besides tests and approvals, whose LWO somebody
// is. All of them keep their LWO under one name.
func guidedBy(ctx context.Context, record Lists, person improvement.PersonID) ([]improvement.SubjectID, error) {
	var guided []improvement.SubjectID
	for _, kind := range improvement.Roots() {
		if kind == improvement.KindTest {
			continue // PartsOf looks at more of it
		}
		open, err := record.List(ctx, improvement.Filter{Kind: kind, Open: true})
		if err != nil {
			return nil, err
		}
		for _, l := range open {
			_, state, err := record.State(ctx, l.Subject)
			if err != nil {
				return nil, err
			}
			var guide struct {
				LWO improvement.PersonID `json:"lwo"`
			}
			if err := json.Unmarshal(state, &guide); err != nil {
				return nil, fmt.Errorf("%s: %w", l.Subject, err)
			}
			if guide.LWO == person {
				guided = append(guided, l.Subject)
			}
		}
	}
	return guided, nil
}

// onlyKeeper tells that nobody could keep people and groups without this one.
func (e *Eraser) onlyKeeper(ctx context.Context, a improvement.Actor) (bool, error) {
	directory := Directory{Record: e.Record}
	if !improvement.KeepsDirectory(a) {
		return false, nil
	}
	bodies, err := directory.bodies(ctx, nil)
	if err != nil {
		return false, err
	}
	var without []Command
	for _, b := range bodies {
		without = append(without, improvement.SetMembers{Body: b.Body, Members: membersBut(b.Members, a.Person)})
	}
	kept, err := directory.kept(ctx, without)
	return !kept, err
}

func membersBut(members []improvement.Membership, person improvement.PersonID) []improvement.Membership {
	return slices.DeleteFunc(slices.Clone(members), func(m improvement.Membership) bool { return m.Person == person })
}

// carryOut does every step that is not done, in an order in which a cut harms nobody.
func (e *Eraser) carryOut(ctx context.Context, note improvement.ErasureNote, event improvement.PersonErased) (Erased, error) {
	done := Erased{Person: note.Person, At: note.At, Again: event.Again}
	if err := e.begin(ctx, note, event); err != nil {
		return done, err
	}
	if err := e.Record.DestroyKey(ctx, note.Person, e.Now()); err != nil {
		return done, err
	}
	e.Vault.Forget(note.Person)
	for _, step := range []func(context.Context, improvement.ErasureNote, *Erased) error{e.unsearch, e.endRoles, e.quieten, e.eraseFiles, e.finish, e.tellLeft} {
		if err := step(ctx, note, &done); err != nil {
			return done, err
		}
	}
	return done, nil
}

// begin files the erasure: from then on the person can do nothing, and nobody can give
// them a part.
func (e *Eraser) begin(ctx context.Context, note improvement.ErasureNote, event improvement.PersonErased) error {
	return e.file(ctx, improvement.PersonSubject(note.Person), note.By, func(state json.RawMessage) ([]improvement.Event, error) {
		var p improvement.Person
		if err := json.Unmarshal(state, &p); err != nil || p.Erased != nil {
			return nil, err
		}
		return []improvement.Event{&event}, nil
	})
}

// unsearch takes their words out of what search reads, which holds them in clear.
func (e *Eraser) unsearch(ctx context.Context, note improvement.ErasureNote, _ *Erased) error {
	return e.Record.EraseSearch(ctx, note.Person)
}

// endRoles takes the person out of every body.
func (e *Eraser) endRoles(ctx context.Context, note improvement.ErasureNote, done *Erased) error {
	actor, err := e.Record.Actor(ctx, note.Person)
	if err != nil {
		return err
	}
	for _, m := range actor.Roles {
		if slices.Contains(done.Bodies, m.Body) {
			continue
		}
		err := e.file(ctx, improvement.BodySubject(m.Body), note.By, func(state json.RawMessage) ([]improvement.Event, error) {
			var b improvement.BodyState
			if err := json.Unmarshal(state, &b); err != nil {
				return nil, err
			}
			stay := membersBut(b.Members, note.Person)
			if len(stay) == len(b.Members) {
				return nil, nil
			}
			return []improvement.Event{&improvement.MembersSet{Body: m.Body, Members: stay}}, nil
		})
		if err != nil {
			return err
		}
		done.Bodies = append(done.Bodies, m.Body)
	}
	return nil
}

func (e *Eraser) quieten(ctx context.Context, note improvement.ErasureNote, done *Erased) (err error) {
	done.Notices, err = e.Record.GiveUpNotices(ctx, note.Person, gaveUp)
	return err
}

// eraseFiles deletes what the person attached and imported, unless somebody else filed
// the same content.
func (e *Eraser) eraseFiles(ctx context.Context, note improvement.ErasureNote, done *Erased) error {
	files, err := e.Record.FilesFiled(ctx, note.Person)
	if err != nil {
		return err
	}
	if done.Shared, err = e.Record.FiledByOthers(ctx, note.Person, files); err != nil {
		return err
	}
	grace := e.Grace
	if grace == 0 {
		grace = time.Hour
	}
	for _, hash := range files {
		if slices.Contains(done.Shared, hash) {
			continue
		}
		gone, err := e.Record.EraseFile(ctx, hash, e.Now(), time.Now().Add(-grace))
		if err != nil {
			return err
		}
		if gone {
			done.Files = append(done.Files, hash)
		} else {
			done.Waiting = append(done.Waiting, hash)
		}
	}
	return nil
}

// finish files that nothing is left, once nothing is.
func (e *Eraser) finish(ctx context.Context, note improvement.ErasureNote, done *Erased) error {
	if len(done.Waiting) > 0 {
		return nil
	}
	err := e.file(ctx, improvement.PersonSubject(note.Person), note.By, func(state json.RawMessage) ([]improvement.Event, error) {
		var p improvement.Person
		if err := json.Unmarshal(state, &p); err != nil || p.Erased == nil || !p.Erased.Finished.IsZero() {
			return nil, err
		}
		return []improvement.Event{&improvement.ErasureFinished{Files: done.Files}}, nil
	})
	done.Finished = err == nil
	return err
}

// tellLeft says what stands open in the name of somebody who is no longer there.
func (e *Eraser) tellLeft(ctx context.Context, note improvement.ErasureNote, done *Erased) error {
	facts, err := e.facts(ctx, note.Person)
	if err != nil {
		return err
	}
	kept, err := (&Directory{Record: e.Record}).kept(ctx, nil)
	facts.OnlyKeeper = !kept
	done.Left = facts.Left()
	return err
}

func (e *Eraser) file(ctx context.Context, subject improvement.SubjectID, by improvement.PersonID, decide func(state json.RawMessage) ([]improvement.Event, error)) error {
	return fileDirectly(ctx, e.Record, e.Now(), subject, by, decide)
}

// filer is what filing of a person or body needs of the record.
type filer interface {
	improvement.Recorder
	states
}

// fileDirectly files events of a person or body, decided anew where another comes between.
func fileDirectly(ctx context.Context, record filer, now time.Time, subject improvement.SubjectID, by improvement.PersonID, decide func(state json.RawMessage) ([]improvement.Event, error)) error {
	for {
		version, state, err := record.State(ctx, subject)
		if err != nil {
			return err
		}
		events, err := decide(state)
		if err != nil || len(events) == 0 {
			return err
		}
		command, err := commandOf(events, version)
		if err != nil {
			return err
		}
		filing, err := improvement.DirectoryFiling(subject, version, state, command, by, now, events)
		if err != nil {
			return err
		}
		if filed, err := record.File(ctx, filing); err != nil || filed.Held {
			return err
		}
	}
}

// Again erases everybody whom the ledger names and who is not, or not wholly, erased in
// this record: as after a restore from before their erasure, or a cut. The erasures
// that it did come with the error, too. unread are lines of the ledger that say nothing.
func (e *Eraser) Again(ctx context.Context) (done []Erased, unread []int, err error) {
	notes, unread, err := e.Ledger.Notes(e.Record.Identity())
	if err != nil {
		return nil, unread, err
	}
	for _, note := range notes {
		erased, needed, err := e.again(ctx, note)
		if err != nil {
			return done, unread, fmt.Errorf("erase %s again: %w", note.Person, err)
		}
		if needed {
			done = append(done, erased)
		}
	}
	return done, unread, nil
}

func (e *Eraser) again(ctx context.Context, note improvement.ErasureNote) (done Erased, needed bool, err error) {
	if subject, is := note.Person.Correspondent(); is && subject.Kind() == improvement.KindVoice {
		return e.voiceAgain(ctx, subject, note)
	}
	person, err := personOf(ctx, e.Record, note.Person)
	switch {
	case errors.Is(err, improvement.ErrNotFound):
		return e.neverCame(ctx, note)
	case err != nil:
		return done, false, err
	case person.Erased != nil && !person.Erased.Finished.IsZero():
		return done, false, nil
	}
	done, err = e.carryOut(ctx, note, improvement.PersonErased{AskedBy: note.AskedBy, Asked: note.Asked, Again: true})
	done.Again = person.Erased == nil
	return done, true, err
}

// neverCame keeps somebody from coming back who was not on record yet when the backup
// was made.
func (e *Eraser) neverCame(ctx context.Context, note improvement.ErasureNote) (Erased, bool, error) {
	done := Erased{Person: note.Person, At: note.At, Again: true, Finished: true}
	if _, err := e.Record.Key(ctx, note.Person); errors.Is(err, improvement.ErrErased) {
		return done, false, nil
	} else if err != nil && !errors.Is(err, improvement.ErrNotFound) {
		return done, false, err
	}
	return done, true, e.Record.DestroyKey(ctx, note.Person, e.Now())
}
