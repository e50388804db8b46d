package steward

import (
	"context"
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

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
