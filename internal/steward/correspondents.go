package steward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// correspondence reads the state of a subject that stands for somebody who is nobody on
// record; of one that is not there, an empty one.
func correspondence(ctx context.Context, record states, subject improvement.SubjectID) (improvement.Correspondence, error) {
	_, state, err := record.State(ctx, subject)
	if err != nil && !errors.Is(err, improvement.ErrNotFound) {
		return nil, err
	}
	return restoreCorrespondence(subject, state)
}

func restoreCorrespondence(subject improvement.SubjectID, state json.RawMessage) (improvement.Correspondence, error) {
	if !improvement.WritesIn(subject.Kind()) {
		return nil, improvement.Refuse(improvement.Invalid, "person", "%q is neither a person nor what somebody sent in. Name a person, a voice such as voice/4f0c…, or give --address.", subject)
	}
	direct, err := improvement.RestoreDirect(subject, state)
	if err != nil {
		return nil, err
	}
	c, is := direct.(improvement.Correspondence)
	if !is {
		return nil, fmt.Errorf("steward: nobody writes in by %s", subject)
	}
	return c, nil
}

// erasedSubject is where an erasure is filed.
func erasedSubject(person improvement.PersonID) improvement.SubjectID {
	if subject, is := person.Correspondent(); is {
		return subject
	}
	return improvement.PersonSubject(person)
}

// erasureIn reads what there is of an erasure in a state; over tells of a subscription
// that ended by itself.
func erasureIn(subject improvement.SubjectID, state json.RawMessage) (erased *improvement.Erasure, over bool, err error) {
	if subject.Kind() == improvement.KindPerson {
		var p improvement.Person
		err := json.Unmarshal(state, &p)
		return p.Erased, false, err
	}
	c, err := restoreCorrespondence(subject, state)
	if err != nil {
		return nil, false, err
	}
	return c.WasErased(), c.Over(), nil
}

// keys looks up keys.
type keys interface {
	Key(ctx context.Context, person improvement.PersonID) ([]byte, error)
}

// keyless tells that somebody's key was destroyed.
func keyless(ctx context.Context, record keys, person improvement.PersonID) (bool, error) {
	_, err := record.Key(ctx, person)
	switch {
	case errors.Is(err, improvement.ErrErased):
		return true, nil
	case errors.Is(err, improvement.ErrNotFound):
		return false, nil
	}
	return false, err
}
