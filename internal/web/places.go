package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/wording"
)

// bodiesOf lists the bodies of a kind by name, under one LMG or, where that is empty, all.
func (v *visit) bodiesOf(ctx context.Context, kind improvement.BodyKind, lmg improvement.BodyID) ([]improvement.Body, error) {
	found, err := v.bodiesBy(ctx, improvement.Filter{Stage: string(kind), LMG: lmg})
	if err != nil {
		return nil, err
	}
	var all []improvement.Body
	for _, b := range found {
		all = append(all, b.Body)
	}
	slices.SortFunc(all, func(a, b improvement.Body) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return all, nil
}

// bodiesBy reads the bodies that a filter keeps, and their names, in one query.
func (v *visit) bodiesBy(ctx context.Context, f improvement.Filter) ([]improvement.BodyState, error) {
	f.Kind = improvement.KindBody
	states, err := v.Record.StatesBy(ctx, f)
	if err != nil {
		return nil, err
	}
	return v.bodiesIn(states)
}

// bodiesIn are bodies as their states have them, and now known by name.
func (v *visit) bodiesIn(states map[improvement.SubjectID]json.RawMessage) ([]improvement.BodyState, error) {
	all := make([]improvement.BodyState, 0, len(states))
	names := make(map[improvement.BodyID]string, len(states))
	for subject, state := range states {
		var b improvement.BodyState
		if err := json.Unmarshal(state, &b); err != nil {
			return nil, fmt.Errorf("%s: %w", subject, err)
		}
		names[b.Body.ID] = wording.OnOneLine(wording.Printable(b.Body.Name))
		all = append(all, b)
	}
	v.words.Call(nil, names)
	return all, nil
}

// themesOnRecord lists the themes by name.
func (v *visit) themesOnRecord(ctx context.Context) ([]improvement.Theme, error) {
	states, err := v.Record.StatesBy(ctx, improvement.Filter{Kind: improvement.KindTheme})
	if err != nil {
		return nil, err
	}
	var all []improvement.Theme
	for _, state := range states {
		var t improvement.Theme
		if err := json.Unmarshal(state, &t); err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b improvement.Theme) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID)) })
	return all, nil
}

// body is a body of one of the kinds; anything else is not found.
func (v *visit) body(ctx context.Context, id improvement.BodyID, kinds ...improvement.BodyKind) (improvement.Body, error) {
	var b improvement.BodyState
	if improvement.CheckID("id", string(id)) != nil {
		return b.Body, improvement.ErrNotFound
	}
	err := v.state(ctx, improvement.BodySubject(id), &b)
	if err == nil && !slices.Contains(kinds, b.Body.Kind) {
		err = improvement.ErrNotFound
	}
	if err == nil {
		v.words.Call(nil, map[improvement.BodyID]string{id: b.Body.Name})
	}
	return b.Body, err
}

// state reads the state of a subject.
func (v *visit) state(ctx context.Context, subject improvement.SubjectID, into any) error {
	_, state, err := v.Record.State(ctx, subject)
	if err != nil {
		return err
	}
	return json.Unmarshal(state, into)
}

// noSuch is told alike of what is not on record, and of what is hidden from whoever asks.
func noSuch(err error) bool { return errors.Is(err, improvement.ErrNotFound) }

// themeNames gives the names of themes by their identifiers.
func themeNames(themes []improvement.Theme) map[improvement.ThemeID]string {
	names := map[improvement.ThemeID]string{}
	for _, t := range themes {
		names[t.ID] = t.Name
	}
	return names
}

// themeOptions are themes to choose from.
func themeOptions(themes []improvement.Theme) []option {
	var all []option
	for _, t := range themes {
		all = append(all, option{Value: string(t.ID), Label: t.Name})
	}
	return all
}

// bodyOptions are bodies to choose from.
func bodyOptions(bodies []improvement.Body) []option {
	var all []option
	for _, b := range bodies {
		all = append(all, option{Value: string(b.ID), Label: b.Name})
	}
	return all
}
