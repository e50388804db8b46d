package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// SetChecking says whether files are given out only once they were checked for viruses. It
// holds for the whole record, whichever process gives them out. changed tells that it was
// otherwise before.
func (s *Store) SetChecking(ctx context.Context, on bool) (changed bool, err error) {
	err = s.transact(ctx, "say whether files are checked", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `UPDATE record SET scanning = $1 WHERE scanning <> $1`, flag(on))
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		changed = n > 0
		return err
	})
	return changed, err
}

// fileStanding is a row of blobs as far as it says whether the file is given out.
type fileStanding struct {
	erased, checked int64
	finding         string
	scanning        int64
}

const standings = `b.erased_at, b.checked_at, b.finding, r.scanning FROM blobs b CROSS JOIN record r`

func (f fileStanding) state() improvement.FileState {
	switch {
	case f.erased != 0:
		return improvement.FileErased
	case f.finding != "":
		return improvement.FileHarmful
	case f.checked == 0 && f.scanning != 0:
		return improvement.FileChecking
	}
	return improvement.FileThere
}

// mayGive is nil where the file is given out.
func (f fileStanding) mayGive() error {
	return map[improvement.FileState]error{
		improvement.FileErased: improvement.ErrErased, improvement.FileHarmful: improvement.ErrHarmful, improvement.FileChecking: improvement.ErrChecking,
	}[f.state()]
}

// FileStates gives the states of files by their hashes; those that are not on record are
// left out.
func (s *Store) FileStates(ctx context.Context, files []string) (map[string]improvement.FileState, error) {
	states := map[string]improvement.FileState{}
	for some := range slices.Chunk(files, maxParameters) {
		var c condition
		in(&c, "b.hash", some)
		_, err := collect(ctx, s.read, func(rows *sql.Rows) (struct{}, error) {
			var hash string
			var f fileStanding
			err := rows.Scan(&hash, &f.erased, &f.checked, &f.finding, &f.scanning)
			states[hash] = f.state()
			return struct{}{}, err
		}, `SELECT b.hash, `+standings+c.where(), c.args...)
		if err != nil {
			return nil, failed("look how files stand", err)
		}
	}
	return states, nil
}

const unchecked = `checked_at = 0 AND erased_at = 0 AND check_after <= $1`

// Waiting tells whether a file waits to be checked.
func (s *Store) Waiting(ctx context.Context, now time.Time) (bool, error) {
	var one int
	err := s.read.QueryRowContext(ctx, `SELECT 1 FROM blobs WHERE `+unchecked+` LIMIT 1`, micros(now)).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, failed("look for files to check", err)
}

// TakeUnchecked takes the next file to check. Of two who take the same, one gets none.
func (s *Store) TakeUnchecked(ctx context.Context, now, until time.Time) (improvement.Unchecked, error) {
	const doing = "take a file to check"
	var f improvement.Unchecked
	err := s.transact(ctx, doing, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `
			UPDATE blobs SET check_after = $2
			WHERE check_after <= $1 AND hash = (SELECT hash FROM blobs WHERE `+unchecked+` ORDER BY check_tries, at DESC, hash LIMIT 1)
			RETURNING hash, check_tries`, micros(now), micros(until)).Scan(&f.Hash, &f.Tries)
	})
	return f, failed(doing, orNotFound(err))
}

// LoadUnchecked gives the content of a file, checked or not.
func (s *Store) LoadUnchecked(ctx context.Context, hash string) ([]byte, error) {
	data, err := s.load(ctx, hash, func(f fileStanding) error {
		if f.erased != 0 {
			return improvement.ErrErased
		}
		return nil
	})
	return data, failed("load the file "+hash+" to check it", err)
}

// MarkChecked keeps what was found in a file. Of something it tells the audit, in the
// same transaction.
func (s *Store) MarkChecked(ctx context.Context, hash, finding string, now time.Time) error {
	return s.transact(ctx, "keep what was found in the file "+hash, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `UPDATE blobs SET checked_at = $2, finding = $3 WHERE hash = $1 AND checked_at = 0`, hash, micros(now), finding)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 || finding == "" {
			return err
		}
		st := auditStatement(access.Audited{At: now, What: access.FileKeptBack, About: "file/" + hash + " " + finding})
		_, err = tx.ExecContext(ctx, st.text, st.args...)
		return err
	})
}

// PutOff keeps that a file could not be checked.
func (s *Store) PutOff(ctx context.Context, hash string, retry time.Time) error {
	return s.change(ctx, "put off the check of the file "+hash,
		`UPDATE blobs SET check_after = $2, check_tries = check_tries + 1 WHERE hash = $1 AND checked_at = 0`, hash, micros(retry))
}
