package steward_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
)

// crowd is a record of a test with many notices.
type crowd struct{ notices int64 }

func (c crowd) Journal(context.Context, improvement.SubjectID, int) ([]improvement.Entry, error) {
	return nil, nil
}

func (c crowd) State(context.Context, improvement.SubjectID) (int, json.RawMessage, error) {
	return 0, nil, improvement.ErrNotFound
}

func (c crowd) Item(context.Context, improvement.ItemID) (improvement.Shelved, error) {
	return improvement.Shelved{}, improvement.ErrNotFound
}

func (c crowd) List(context.Context, improvement.Filter) ([]improvement.Listing, error) {
	return nil, nil
}

func (c crowd) Outbox(_ context.Context, f improvement.OutboxFilter) ([]improvement.Delivery, error) {
	var batch []improvement.Delivery
	for id := f.AfterID + 1; id <= c.notices && len(batch) < f.Limit; id++ {
		batch = append(batch, improvement.Delivery{ID: id})
	}
	return batch, nil
}

func TestAFollowerTellsEveryNotice(t *testing.T) {
	for _, many := range []int64{0, 1, 499, 500, 501, 1000, 1234} {
		f := steward.Follow(crowd{many}, improvement.TestSubject("one"))
		news, err := f.News(t.Context())
		if err != nil || int64(len(news)) != many {
			t.Errorf("of %d notices it tells %d: %v", many, len(news), err)
		}
		for i, h := range news {
			if h.Notice.ID != int64(i+1) {
				t.Fatalf("of %d notices number %d is %d", many, i+1, h.Notice.ID)
			}
		}
	}
}
