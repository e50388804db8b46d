package storage

import (
	"context"
	"database/sql"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Key gives a person's wrapped key: ErrNotFound where there is none yet,
// ErrErased where it was destroyed.
func (s *Store) Key(ctx context.Context, person improvement.PersonID) ([]byte, error) {
	wrapped, err := key(ctx, s.read, person)
	return wrapped, failed("read the key of "+string(person), err)
}

func key(ctx context.Context, q queries, person improvement.PersonID) ([]byte, error) {
	var wrapped []byte
	var destroyed sql.NullInt64
	err := q.QueryRowContext(ctx, `SELECT wrapped, destroyed_at FROM keys WHERE person = $1`, string(person)).Scan(&wrapped, &destroyed)
	if err != nil {
		return nil, orNotFound(err)
	}
	if destroyed.Valid {
		return nil, improvement.ErrErased
	}
	return wrapped, nil
}

// PutKey keeps a person's first key and gives the one on record, which is
// another's where two came at once. It is ErrErased where theirs was destroyed.
func (s *Store) PutKey(ctx context.Context, person improvement.PersonID, wrapped []byte) ([]byte, error) {
	var kept []byte
	err := s.transact(ctx, "keep a key of "+string(person), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx,
			`INSERT INTO keys (person, wrapped) VALUES ($1, $2) ON CONFLICT (person) DO NOTHING`, string(person), wrapped)
		if err != nil {
			return err
		}
		kept, err = key(ctx, tx, person)
		return err
	})
	return kept, err
}

// Destroyed counts the keys that were destroyed, ever.
func (s *Store) Destroyed(ctx context.Context) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT COUNT(*) FROM keys WHERE destroyed_at IS NOT NULL`).Scan(&n)
	return n, failed("count the keys that were destroyed", err)
}

// DestroyKey destroys a person's key for good, at the record's time: their words
// cannot be opened again, anywhere, and no new key is kept for them.
func (s *Store) DestroyKey(ctx context.Context, person improvement.PersonID, at time.Time) error {
	_, err := s.write.ExecContext(ctx, `
		INSERT INTO keys (person, wrapped, destroyed_at) VALUES ($1, NULL, $2)
		ON CONFLICT (person) DO UPDATE SET wrapped = NULL, destroyed_at = COALESCE(keys.destroyed_at, excluded.destroyed_at)`,
		string(person), micros(at))
	return failed("destroy the key of "+string(person), err)
}

// KeyMark is the mark of the master key that seals this record, as it stood when
// the record was opened; empty for a record that nobody has sealed to yet.
func (s *Store) KeyMark() string { return s.keyMark }

// ClaimKeyMark marks the record with its master key. A record that bears the mark
// of another key is refused with an *improvement.Error: two keys in one record
// would leave words that nobody can open.
func (s *Store) ClaimKeyMark(ctx context.Context, mark string) error {
	if s.keyMark == mark {
		return nil
	}
	if _, err := s.write.ExecContext(ctx, `UPDATE record SET key_mark = $1 WHERE key_mark = ''`, mark); err != nil {
		return failed("mark the record with its key", err)
	}
	var stands string
	if err := s.write.QueryRowContext(ctx, `SELECT key_mark FROM record`).Scan(&stands); err != nil {
		return failed("read the mark of the record's key", err)
	}
	if stands != mark {
		return improvement.Refuse(improvement.Conflict, "vault.master_key",
			"This is not the master key that the record was sealed with. Use the same key on every machine, or the one from the backup.")
	}
	return nil
}

// Unforgotten lists the voices that were withdrawn and whose key is there yet: whoever
// withdrew them was cut off.
func (s *Store) Unforgotten(ctx context.Context) ([]improvement.SubjectID, error) {
	list, err := collect(ctx, s.read, scanText[improvement.SubjectID], `
		SELECT s.id FROM subjects s JOIN keys k ON k.person = s.id
		WHERE s.kind = 'voice' AND s.open = 0 AND s.stage = 'withdrawn' AND k.destroyed_at IS NULL ORDER BY s.id`)
	return list, failed("list the voices that are to be forgotten", err)
}
