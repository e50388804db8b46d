package storage

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// Post puts notices into the outbox that follow from what is on record. A person who has
// one of a cause is not told again.
func (s *Store) Post(ctx context.Context, notices []improvement.Notice) error {
	const doing = "post notices"
	statements, err := noticeStatements(notices)
	if err != nil {
		return failed(doing, err)
	}
	return again(doing, func() error { return s.apply(ctx, statements) })
}
