package web

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// strategicOptions are the strategic priorities to choose from, in the order of their
// identifiers.
func (v *visit) strategicOptions(ctx context.Context) ([]option, error) {
	states, err := v.Record.StatesBy(ctx, improvement.Filter{Kind: improvement.KindStrategic})
	if err != nil {
		return nil, err
	}
	var options []option
	for _, subject := range slices.Sorted(maps.Keys(states)) {
		var s improvement.Strategic
		if err := json.Unmarshal(states[subject], &s); err != nil {
			return nil, err
		}
		options = append(options, option{Value: s.Name, Label: s.Name})
	}
	return options, nil
}
