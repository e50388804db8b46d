package steward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// requests erases the words of data-protection requests about the person that are closed.
// One that is open is still to be answered: its words go once it is closed.
func (e *Eraser) requests(ctx context.Context, note improvement.ErasureNote, done *Erased) error {
	return e.eachRequest(ctx, func(d *improvement.DataRequest) error {
		if d.About != note.Person {
			return nil
		}
		if !d.Closed() {
			done.Left = append(done.Left, fmt.Sprintf("The request %s about them is open: its words are erased once it is closed.", d.ID))
			return nil
		}
		gone, err := e.eraseRequest(ctx, d)
		if gone {
			done.Requests = append(done.Requests, d.Subject())
		}
		return err
	})
}

// Requests erases the words of every closed request about somebody who was erased, or a
// voice that was taken back: of one that was closed after that, or recorded after it. It
// gives those that it erased.
func (e *Eraser) Requests(ctx context.Context) ([]improvement.SubjectID, error) {
	var gone []improvement.SubjectID
	err := e.eachRequest(ctx, func(d *improvement.DataRequest) error {
		if d.About == "" || !d.Closed() {
			return nil
		}
		subject := erasedSubject(d.About)
		_, state, err := e.Record.State(ctx, subject)
		if errors.Is(err, improvement.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if gone, err := goneIn(subject, state); err != nil || !gone {
			return err
		}
		went, err := e.eraseRequest(ctx, d)
		if went {
			gone = append(gone, d.Subject())
		}
		return err
	})
	return gone, err
}

// goneIn tells that a subject's words went, or are about to: whoever it stands for was
// erased, or took their voice back.
func goneIn(subject improvement.SubjectID, state json.RawMessage) (bool, error) {
	if subject.Kind() == improvement.KindVoice {
		v, err := restoreVoice(state)
		return err == nil && (v.Erased != nil || v.Moderation == improvement.VoiceWithdrawn), err
	}
	erased, _, err := erasureIn(subject, state)
	return erased != nil, err
}

func (e *Eraser) eachRequest(ctx context.Context, do func(d *improvement.DataRequest) error) error {
	all, err := e.Record.List(ctx, improvement.Filter{Kind: improvement.KindDataRequest})
	if err != nil {
		return err
	}
	for _, l := range all {
		_, state, err := e.Record.State(ctx, l.Subject)
		if err != nil {
			return err
		}
		d, err := improvement.RestoreDataRequest(state)
		if err != nil {
			return err
		}
		if err := do(d); err != nil {
			return fmt.Errorf("%s: %w", l.Subject, err)
		}
	}
	return nil
}

// eraseRequest destroys the key of a request. It gives false where that was done before.
func (e *Eraser) eraseRequest(ctx context.Context, d *improvement.DataRequest) (bool, error) {
	own := d.Subject().Correspondent()
	if gone, err := keyless(ctx, e.Record, own); err != nil || gone {
		return false, err
	}
	if err := e.Record.DestroyKey(ctx, own, e.Now()); err != nil {
		return false, err
	}
	e.Vault.Forget(own)
	return true, nil
}
