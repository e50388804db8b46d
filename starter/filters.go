package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// deliveryStates are the states that --state takes.
var deliveryStates = []string{string(improvement.Waiting), string(improvement.Sent), string(improvement.Failed), string(improvement.Unsure)}

func stages() []string {
	var names []string
	for _, s := range improvement.Stages() {
		names = append(names, string(s))
	}
	return names
}

func statuses() []string {
	var names []string
	for _, s := range improvement.Statuses() {
		names = append(names, string(s))
	}
	return names
}

// known lists what is on record of a kind, by ID.
type known func(ctx context.Context, r improvement.Reader) ([]string, error)

func lmgs(ctx context.Context, r improvement.Reader) ([]string, error) {
	return bodies(ctx, r, improvement.LMG)
}

func localities(ctx context.Context, r improvement.Reader) ([]string, error) {
	return bodies(ctx, r, improvement.Locality)
}

func themes(ctx context.Context, r improvement.Reader) ([]string, error) {
	list, err := r.List(ctx, improvement.Filter{Kind: improvement.KindTheme})
	var ids []string
	for _, l := range list {
		ids = append(ids, l.Subject.ID())
	}
	return ids, err
}

func bodies(ctx context.Context, r improvement.Reader, kind improvement.BodyKind) ([]string, error) {
	list, err := r.List(ctx, improvement.Filter{Kind: improvement.KindBody})
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, l := range list {
		_, state, err := r.State(ctx, l.Subject)
		if err != nil {
			return nil, err
		}
		var b improvement.BodyState
		if err := json.Unmarshal(state, &b); err != nil {
			return nil, fmt.Errorf("%s: %w", l.Subject, err)
		}
		if b.Body.Kind == kind {
			ids = append(ids, l.Subject.ID())
		}
	}
	return ids, nil
}

// checkFilter refuses to look for what there is not: "there are none" would be
// taken for an answer.
func checkFilter(ctx context.Context, r improvement.Reader, f improvement.Filter) error {
	if err := oneOf("stage", "a stage", f.Stage, stages()); err != nil {
		return err
	}
	for _, by := range []struct {
		flag, noun, value string
		there             known
	}{
		{"lmg", "an LMG", string(f.LMG), lmgs},
		{"locality", "a locality", string(f.Locality), localities},
		{"theme", "a theme", string(f.Theme), themes},
	} {
		if by.value == "" {
			continue
		}
		there, err := by.there(ctx, r)
		if err != nil {
			return err
		}
		if err := oneOf(by.flag, by.noun, by.value, there); err != nil {
			return err
		}
	}
	return nil
}

// checkOutboxFilter is checkFilter for notices.
func checkOutboxFilter(ctx context.Context, r improvement.Reader, f improvement.OutboxFilter) error {
	if err := oneOf("state", "a state of a notice", string(f.State), deliveryStates); err != nil {
		return err
	}
	if f.Limit < 1 {
		return improvement.Refuse(improvement.Invalid, "limit", "%d shows nothing. Give a number from 1 up.", f.Limit)
	}
	if f.Person == "" {
		return nil
	}
	_, err := onRecord(ctx, r, "to", f.Person)
	return err
}

// oneOf refuses a flag's value that is none of those there are. An empty one may stand.
func oneOf(flag, noun, value string, there []string) error {
	switch {
	case value == "" || slices.Contains(there, value):
		return nil
	case len(there) == 0:
		return improvement.Refuse(improvement.NotFound, flag, "%q is not %s: there is none on record yet.", value, noun)
	}
	return improvement.Refuse(improvement.NotFound, flag, "%q is not %s. Use one of: %s.", value, noun, strings.Join(there, ", "))
}
