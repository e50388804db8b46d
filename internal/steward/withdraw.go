package steward

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/cairnqi/cairn/improvement"
)

// ForgetVoice destroys what is left of a voice whose consent was withdrawn: its key, what
// search reads of it, and letters that wait. As with a person, the ledger comes first. It
// may be done again. by is who filed the withdrawal.
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
	_, err := e.Record.GiveUpNotices(ctx, sender, "their voice was withdrawn")
	return err
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
		v := new(improvement.CommunityVoice)
		if err := json.Unmarshal(state, v); err != nil {
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
