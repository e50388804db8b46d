package steward

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// Change is one thing that a load would change.
type Change struct {
	Subject improvement.SubjectID    `json:"subject"`
	New     bool                     `json:"new,omitempty"` // otherwise it is corrected, or its members change
	Joins   []improvement.Membership `json:"joins,omitempty"`
	Leaves  []improvement.Membership `json:"leaves,omitempty"`
	Address *AddressChange           `json:"address,omitempty"` // of somebody on record
}

// AddressChange is another address for somebody, in the clear: whoever reads there comes in
// as them. Empty: none.
type AddressChange struct {
	Was string `json:"was"`
	Now string `json:"now"`
}

// Preview checks a load as Load does, and gives what it would change. It writes nothing.
func (d *Directory) Preview(ctx context.Context, as improvement.PersonID, commands []Command) ([]Change, error) {
	actor, empty, err := d.actor(ctx, as)
	if err != nil {
		return nil, err
	}
	if err := improvement.MayKeepDirectory(actor, empty); err != nil {
		return nil, err
	}
	coming, err := d.changes(ctx, commands)
	if err != nil {
		return nil, err
	}
	if err := d.check(ctx, actor, empty, coming); err != nil {
		return nil, err
	}
	changes := []Change{}
	for _, c := range coming {
		change, err := d.change(ctx, c)
		if err != nil {
			return nil, err
		}
		changes = append(changes, change)
	}
	return changes, nil
}

func (d *Directory) change(ctx context.Context, c Command) (Change, error) {
	change := Change{Subject: subjectOf(c)}
	_, state, err := d.Record.State(ctx, change.Subject)
	if errors.Is(err, improvement.ErrNotFound) {
		change.New, err = true, nil
	}
	if record, person := c.(improvement.RecordPerson); person && err == nil && !change.New {
		change.Address, err = d.addressChange(ctx, state, record.Person)
	}
	set, members := c.(improvement.SetMembers)
	if err != nil || !members {
		return change, err
	}
	change.New = false
	var was improvement.BodyState
	if len(state) > 0 {
		if err := json.Unmarshal(state, &was); err != nil {
			return change, err
		}
	}
	change.Joins, change.Leaves = beyond(set.Members, was.Members), beyond(was.Members, set.Members)
	return change, nil
}

// addressChange tells whether somebody would have another address than they have on record;
// nil where it stays.
func (d *Directory) addressChange(ctx context.Context, state json.RawMessage, now improvement.Person) (*AddressChange, error) {
	var was improvement.Person
	if err := json.Unmarshal(state, &was); err != nil {
		return nil, err
	}
	var texts [2]string
	for i, address := range []improvement.Words{was.Email, now.Email} {
		var err error
		if texts[i], err = d.clear(ctx, address); err != nil {
			return nil, err
		}
	}
	if access.SameAddress(texts[0], texts[1]) {
		return nil, nil //nolint:nilnil // it stays
	}
	return &AddressChange{texts[0], texts[1]}, nil
}

// clear opens words; what is empty or erased is empty.
func (d *Directory) clear(ctx context.Context, w improvement.Words) (string, error) {
	if w.Empty() {
		return "", nil
	}
	text, err := d.Opener.Open(ctx, w)
	if errors.Is(err, improvement.ErrErased) {
		return "", nil
	}
	return text, err
}

// beyond gives those of the members who are not among others.
func beyond(members, others []improvement.Membership) []improvement.Membership {
	return slices.DeleteFunc(slices.Clone(members), func(m improvement.Membership) bool { return slices.Contains(others, m) })
}

// Body gives a body on record, zero where there is none.
func (d *Directory) Body(ctx context.Context, id improvement.BodyID) (improvement.Body, error) {
	return d.body(ctx, nil, id)
}

// OnRecord tells whether a person is on record; one who was erased is refused.
func (d *Directory) OnRecord(ctx context.Context, id improvement.PersonID) (bool, error) {
	p, err := personOf(ctx, d.Record, id)
	if errors.Is(err, improvement.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, p.CheckNotErased("id")
}
