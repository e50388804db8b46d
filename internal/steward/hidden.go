package steward

import (
	"context"
	"errors"

	"github.com/cairnqi/cairn/improvement"
)

// shelf gives items of the library.
type shelf interface {
	Item(ctx context.Context, id improvement.ItemID) (improvement.Shelved, error)
}

// HiddenFrom tells which items are kept back from somebody, as someone may be unsafe.
func HiddenFrom(ctx context.Context, library shelf, who improvement.Actor, items []improvement.ItemID) (map[improvement.ItemID]bool, error) {
	hidden := map[improvement.ItemID]bool{}
	for _, id := range items {
		if _, looked := hidden[id]; looked {
			continue
		}
		item, err := library.Item(ctx, id)
		if err != nil && !errors.Is(err, improvement.ErrNotFound) {
			return nil, err
		}
		hidden[id] = item.Hidden && !improvement.MayReadConcern(who, item.LMG)
	}
	return hidden, nil
}
