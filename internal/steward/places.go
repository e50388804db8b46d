package steward

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
)

// checkNames refuses people's names that do not show as one line. They are sealed,
// so the rules cannot see them.
func (d *Directory) checkNames(ctx context.Context, commands []Command) error {
	for _, c := range commands {
		record, ok := c.(improvement.RecordPerson)
		if !ok {
			continue
		}
		name, err := d.Opener.Open(ctx, record.Person.Name)
		if err != nil {
			return err
		}
		if refused, ok := improvement.Refusal(improvement.CheckLine("name", name)); ok {
			return improvement.Refuse(refused.Code, refused.Field, "The name of %s: %s", record.Person.ID, refused.Message)
		}
	}
	return nil
}

// checkPlaces refuses a body that changes its kind, and a body or priority that is
// of anything but an LMG.
func (d *Directory) checkPlaces(ctx context.Context, commands []Command) error {
	coming := make(map[improvement.BodyID]improvement.Body)
	for _, c := range commands {
		if record, ok := c.(improvement.RecordBody); ok {
			coming[record.Body.ID] = record.Body
		}
	}
	for _, c := range commands {
		var err error
		switch c := c.(type) {
		case improvement.RecordBody:
			err = d.checkPlace(ctx, coming, c.Body)
		case improvement.SetMembers:
			err = d.checkPlace(ctx, coming, c.Body)
		case improvement.RecordPriority:
			var lmg improvement.Body
			if lmg, err = d.body(ctx, coming, c.Priority.LMG); err == nil {
				err = c.Priority.CheckLMG(lmg)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *Directory) checkPlace(ctx context.Context, coming map[improvement.BodyID]improvement.Body, b improvement.Body) error {
	was, err := d.body(ctx, nil, b.ID)
	if err != nil {
		return err
	}
	parent, err := d.body(ctx, coming, b.Parent)
	if err != nil {
		return err
	}
	return b.CheckPlace(was, parent)
}

// body looks a body up in what is loaded, then on record; zero where it is in neither.
func (d *Directory) body(ctx context.Context, coming map[improvement.BodyID]improvement.Body, id improvement.BodyID) (improvement.Body, error) {
	if b, loaded := coming[id]; loaded || id == "" {
		return b, nil
	}
	_, state, err := d.Record.State(ctx, improvement.BodySubject(id))
	if errors.Is(err, improvement.ErrNotFound) {
		return improvement.Body{}, nil
	}
	if err != nil {
		return improvement.Body{}, err
	}
	var b improvement.BodyState
	if err := json.Unmarshal(state, &b); err != nil {
		return improvement.Body{}, fmt.Errorf("body %s: %w", id, err)
	}
	return b.Body, nil
}
