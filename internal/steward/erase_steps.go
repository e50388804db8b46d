package steward

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

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
	for _, step := range e.steps(note.Person) {
		if err := step(ctx, note, &done); err != nil {
			return done, err
		}
	}
	return done, nil
}

type eraseStep func(ctx context.Context, note improvement.ErasureNote, done *Erased) error

// steps are what follows once the key is destroyed. Who is nobody on record has no roles,
// files or tasks, and never came in.
func (e *Eraser) steps(person improvement.PersonID) []eraseStep {
	if _, is := person.Correspondent(); is {
		return []eraseStep{e.unsearch, e.quieten, e.requests, e.finish}
	}
	return []eraseStep{e.lockOut, e.unsearch, e.endRoles, e.quieten, e.eraseFiles, e.requests, e.finish, e.tellLeft}
}

// begin files the erasure: from then on the person can do nothing, and nobody can give
// them a part.
func (e *Eraser) begin(ctx context.Context, note improvement.ErasureNote, event improvement.PersonErased) error {
	subject := erasedSubject(note.Person)
	return e.file(ctx, subject, note.By, func(state json.RawMessage) ([]improvement.Event, error) {
		if erased, over, err := erasureIn(subject, state); err != nil || erased != nil || over {
			return nil, err
		}
		return []improvement.Event{&event}, nil
	})
}

// lockOut takes away all by which the person comes in. That is kept in real time.
func (e *Eraser) lockOut(ctx context.Context, note improvement.ErasureNote, _ *Erased) error {
	return e.Record.EraseAccess(ctx, note.Person, time.Now())
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
	subject := erasedSubject(note.Person)
	err := e.file(ctx, subject, note.By, func(state json.RawMessage) ([]improvement.Event, error) {
		if erased, _, err := erasureIn(subject, state); err != nil || erased == nil || !erased.Finished.IsZero() {
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
	done.Left = append(facts.Left(), done.Left...)
	return err
}

func (e *Eraser) file(ctx context.Context, subject improvement.SubjectID, by improvement.PersonID, decide func(state json.RawMessage) ([]improvement.Event, error)) error {
	return fileDirectly(ctx, e.Record, e.Now(), subject, by, decide)
}
