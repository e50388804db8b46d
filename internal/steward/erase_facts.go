package steward

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// facts reads what the record knows of a person.
func (e *Eraser) facts(ctx context.Context, id improvement.PersonID) (improvement.ErasureFacts, error) {
	var f improvement.ErasureFacts
	if subject, is := id.Correspondent(); is {
		var err error
		f.Correspondence, err = correspondence(ctx, e.Record, subject)
		return f, err
	}
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
	for _, subject := range guided {
		if !slices.Contains(f.Parts, subject) { // who guides a review may have an action in it
			f.Parts = append(f.Parts, subject)
		}
	}
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
	tested := func(k improvement.Kind) bool { return k == improvement.KindTest } // PartsOf looks at more of it
	return openWhere(ctx, record, slices.DeleteFunc(improvement.Roots(), tested), func(_ improvement.Kind, state []byte) (bool, error) {
		var guide struct {
			LWO improvement.PersonID `json:"lwo"`
		}
		err := json.Unmarshal(state, &guide)
		return guide.LWO == person, err
	})
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
