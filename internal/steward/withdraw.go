package steward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// ForgetVoice destroys what is left of a voice whose consent was withdrawn: its key, what
// search reads of it, letters that wait, and the words of closed requests about it. The
// withdrawal is on record already, by which Again completes what was cut off. The ledger
// comes before the key: nothing is destroyed that a restore would bring back unnoticed.
// It may be done again. by is who filed the withdrawal.
func (e *Eraser) ForgetVoice(ctx context.Context, subject improvement.SubjectID, by improvement.PersonID) error {
	now := e.Now()
	note := improvement.ErasureNote{
		Record: e.Record.Identity(), Person: subject.Correspondent(), By: by, AskedBy: subject.Correspondent(), Asked: improvement.DateOf(now), At: now,
		Withdrawn: true,
	}
	if err := e.Ledger.Add(note); err != nil {
		return err
	}
	return e.forgetVoice(ctx, subject)
}

func (e *Eraser) forgetVoice(ctx context.Context, subject improvement.SubjectID) error {
	sender := subject.Correspondent()
	if err := e.Record.DestroyKey(ctx, sender, e.Now()); err != nil {
		return err
	}
	e.Vault.Forget(sender)
	if err := e.Record.EraseSearch(ctx, sender); err != nil {
		return err
	}
	if _, err := e.Record.GiveUpNotices(ctx, sender, "their voice was withdrawn"); err != nil {
		return err
	}
	_, err := e.Requests(ctx)
	return err
}

// unforgotten forgets the voices that were withdrawn and whose key is there yet: whoever
// withdrew them was cut off, or could not write the ledger.
func (e *Eraser) unforgotten(ctx context.Context) (done []Erased, err error) {
	left, err := e.Record.Unforgotten(ctx)
	if err != nil {
		return nil, err
	}
	for _, subject := range left {
		by, err := e.withdrew(ctx, subject)
		if err == nil {
			err = e.ForgetVoice(ctx, subject, by)
		}
		if err != nil {
			return done, fmt.Errorf("forget %s: %w", subject, err)
		}
		done = append(done, Erased{Person: subject.Correspondent(), At: e.Now(), Finished: true})
	}
	return done, nil
}

// withdrew is who filed that consent to the voice was withdrawn, wholly.
func (e *Eraser) withdrew(ctx context.Context, subject improvement.SubjectID) (by improvement.PersonID, err error) {
	entries, err := e.Record.Journal(ctx, subject, 0)
	for _, entry := range entries {
		if w, is := entry.Event.(*improvement.ConsentWithdrawn); is && !w.Quoting {
			by = entry.By
		}
	}
	return by, err
}

func restoreVoice(state json.RawMessage) (*improvement.CommunityVoice, error) {
	v := new(improvement.CommunityVoice)
	return v, json.Unmarshal(state, v)
}

// voiceAgain withdraws a voice anew in a record that was restored from before.
func (e *Eraser) voiceAgain(ctx context.Context, subject improvement.SubjectID, note improvement.ErasureNote) (Erased, bool, error) {
	done := Erased{Person: note.Person, At: note.At, Again: true, Finished: true}
	filed, err := e.withdrawAgain(ctx, subject, note)
	if errors.Is(err, improvement.ErrNotFound) {
		return e.neverCame(ctx, note)
	}
	if err != nil {
		return done, false, err
	}
	if _, err := e.Record.Key(ctx, note.Person); errors.Is(err, improvement.ErrErased) && !filed {
		return done, false, nil
	}
	return done, true, e.forgetVoice(ctx, subject)
}

// withdrawAgain files that consent was withdrawn, where the record does not know of it.
func (e *Eraser) withdrawAgain(ctx context.Context, subject improvement.SubjectID, note improvement.ErasureNote) (bool, error) {
	for {
		_, state, err := e.Record.State(ctx, subject)
		if err != nil {
			return false, err
		}
		v, err := restoreVoice(state)
		if err != nil {
			return false, err
		}
		events := v.Withdraw(improvement.DateOf(note.At))
		if len(events) == 0 {
			return false, nil
		}
		filing, err := v.Filing("withdrawn-again", note.By, e.Now(), events)
		if err != nil {
			return false, err
		}
		if filed, err := e.Record.File(ctx, filing); err != nil || filed.Held {
			return true, err
		}
	}
}
