package steward

import (
	"context"
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// Again erases everybody whom the ledger names and who is not, or not wholly, erased in
// this record: as after a restore from before their erasure, or a cut. It forgets the
// voices, too, that were withdrawn and not forgotten, which the ledger may not name. The
// erasures that it did come with the error, too. unread are lines of the ledger that say
// nothing.
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
	voices, err := e.unforgotten(ctx)
	done = append(done, voices...)
	if err != nil {
		return done, unread, err
	}
	_, err = e.Requests(ctx)
	return done, unread, err
}

func (e *Eraser) again(ctx context.Context, note improvement.ErasureNote) (done Erased, needed bool, err error) {
	subject := erasedSubject(note.Person)
	if note.Withdrawn {
		return e.voiceAgain(ctx, subject, note)
	}
	_, state, err := e.Record.State(ctx, subject)
	if errors.Is(err, improvement.ErrNotFound) {
		return e.neverCame(ctx, note)
	}
	if err != nil {
		return done, false, err
	}
	erased, over, err := erasureIn(subject, state)
	if err != nil || erased != nil && !erased.Finished.IsZero() {
		return done, false, err
	}
	if over && erased == nil { // the key was all that there was left
		if gone, err := keyless(ctx, e.Record, note.Person); err != nil || gone {
			return done, false, err
		}
	}
	done, err = e.carryOut(ctx, note, improvement.PersonErased{AskedBy: note.AskedBy, Asked: note.Asked, Again: true})
	done.Again = erased == nil && !over
	return done, true, err
}

// neverCame keeps somebody from coming back who was not on record yet when the backup
// was made.
func (e *Eraser) neverCame(ctx context.Context, note improvement.ErasureNote) (Erased, bool, error) {
	done := Erased{Person: note.Person, At: note.At, Again: true, Finished: true}
	if gone, err := keyless(ctx, e.Record, note.Person); err != nil || gone {
		return done, false, err
	}
	return done, true, e.Record.DestroyKey(ctx, note.Person, e.Now())
}
