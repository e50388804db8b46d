package web

import (
	"cmp"
	"context"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// around lists the people around a test to choose from, by name: the action group, its
// lead, whoever has a part, and the Locality Wellbeing Officers.
func (v *visit) around(ctx context.Context, t *improvement.TestOfChange) ([]option, error) {
	group, err := v.Record.Members(ctx, t.Charter.ActionGroup)
	if err != nil {
		return nil, err
	}
	panel, err := v.Record.Members(ctx, t.Charter.LMG)
	if err != nil {
		return nil, err
	}
	people := []improvement.PersonID{t.Charter.Lead, t.LWO}
	for _, m := range group {
		people = append(people, m.Person)
	}
	for _, m := range panel {
		if m.Role == improvement.LWO {
			people = append(people, m.Person)
		}
	}
	for _, s := range allSteps(t) {
		if s.Status == improvement.StepOpen {
			people = append(people, s.Who)
		}
	}
	return v.toChoose(ctx, people)
}

// toChoose are people as answers to choose from, by name, each once.
func (v *visit) toChoose(ctx context.Context, people []improvement.PersonID) ([]option, error) {
	slices.Sort(people)
	people = slices.Compact(people)
	if err := v.meet(ctx, people, nil); err != nil {
		return nil, err
	}
	options := make([]option, len(people))
	for i, p := range people {
		options[i] = option{Value: string(p), Label: v.words.Person(p)}
	}
	slices.SortStableFunc(options, func(a, b option) int { return cmp.Compare(a.Label, b.Label) })
	return options, nil
}

// measuresToChoose are the measures of a test.
func (v *visit) measuresToChoose(t *improvement.TestOfChange) []option {
	options := make([]option, len(t.Charter.Measures))
	for i, m := range t.Charter.Measures {
		options[i] = option{Value: string(m.ID), Label: v.words.Line(m.Name)}
	}
	return options
}
