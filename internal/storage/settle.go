package storage

import (
	"context"
	"database/sql"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Settle brings the clock of a rehearsal to real speed, from the real moment at on or,
// where something was filed later by the record's time, from just after that. One that
// has settled stays as it is; a record of real work is refused. It takes effect when the
// record is opened next: whoever has it open, and every workflow that runs, goes on with
// the clock that it knows.
func (s *Store) Settle(ctx context.Context, at time.Time) error {
	if !s.clock.Rehearsing() {
		return improvement.Refuse(improvement.Conflict, "rehearse", "This record is of real work: its time passes as it does, and cannot be settled.")
	}
	return s.transact(ctx, "settle the clock", func(tx *sql.Tx) error {
		if err := takeTurn(ctx, tx); err != nil {
			return err
		}
		var last int64
		if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(at), 0) FROM journal`).Scan(&last); err != nil {
			return err
		}
		settled := s.clock.Settle(at, moment(last)).Settled
		_, err := tx.ExecContext(ctx, `UPDATE record SET settled = $1 WHERE settled = 0`, micros(settled))
		return err
	})
}
