package steward

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/cairnqi/cairn/improvement"
)

// stands tells whether a command would change nothing. Sealed words never look
// alike, so they are opened to compare them.
func (d *Directory) stands(ctx context.Context, c Command, state json.RawMessage) (bool, error) {
	if len(state) == 0 {
		return false, nil
	}
	switch c := c.(type) {
	case improvement.RecordPerson:
		var old improvement.Person
		if err := json.Unmarshal(state, &old); err != nil {
			return false, err
		}
		same, err := d.sameWords(ctx, [][2]improvement.Words{{old.Name, c.Person.Name}, {old.Email, c.Person.Email}})
		return same && old.Under16 == c.Person.Under16 && old.NamedAdult == c.Person.NamedAdult, err
	case improvement.RecordPriority:
		var old improvement.Priority
		if err := json.Unmarshal(state, &old); err != nil {
			return false, err
		}
		same, err := d.sameWords(ctx, [][2]improvement.Words{{old.Statement, c.Priority.Statement}})
		return same && old.LMG == c.Priority.LMG && old.Theme == c.Priority.Theme && old.Strategic == c.Priority.Strategic, err
	case improvement.RecordTheme:
		var old improvement.Theme
		err := json.Unmarshal(state, &old)
		return old == c.Theme, err
	case improvement.RecordStrategic:
		var old improvement.Strategic
		err := json.Unmarshal(state, &old)
		return old == c.Strategic, err
	}
	return bodyStands(c, state)
}

// over is a command as it is filed over what is on record.
func over(c Command, state json.RawMessage) (Command, error) {
	record, is := c.(improvement.RecordPriority)
	if !is || len(state) == 0 {
		return c, nil
	}
	var was improvement.Priority
	if err := json.Unmarshal(state, &was); err != nil {
		return nil, err
	}
	return record.Over(was)
}

func bodyStands(c Command, state json.RawMessage) (bool, error) {
	var old improvement.BodyState
	if err := json.Unmarshal(state, &old); err != nil {
		return false, err
	}
	switch c := c.(type) {
	case improvement.RecordBody:
		return old.Body == c.Body, nil
	case improvement.SetMembers:
		return len(old.Members) == len(c.Members) && len(beyond(c.Members, old.Members)) == 0, nil // in whatever order
	}
	return false, nil
}

// sameWords compares clear texts; erased ones are like nothing.
func (d *Directory) sameWords(ctx context.Context, pairs [][2]improvement.Words) (bool, error) {
	for _, pair := range pairs {
		var texts [2]string
		for i, w := range pair {
			if w.Empty() {
				continue
			}
			text, err := d.Opener.Open(ctx, w)
			if errors.Is(err, improvement.ErrErased) {
				return false, nil
			}
			if err != nil {
				return false, err
			}
			texts[i] = text
		}
		if texts[0] != texts[1] {
			return false, nil
		}
	}
	return true, nil
}
