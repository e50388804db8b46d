package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/cairnqi/cairn/internal/access"
)

// Sessions keeps what a session of the web holds, under the hash of its token. It is a
// store of alexedwards/scs (CtxStore), which it does not know; there, leave
// HashTokenInStore off, as a sign-in names its session by the same hash. Whether the
// sign-in of a session stands is for access.Standing to say.
type Sessions struct{ record *Store }

// Sessions gives the store of sessions.
func (s *Store) Sessions() *Sessions { return &Sessions{s} }

// FindCtx gives what a session holds that has not expired, and whether there is one.
func (s *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	err := s.record.read.QueryRowContext(ctx, `SELECT data FROM sessions WHERE hash = $1 AND expires > $2`,
		string(access.HashOf(token)), micros(time.Now())).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil, failed("find a session", err)
}

// CommitCtx keeps what a session holds until it expires.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return s.record.change(ctx, "keep a session", `INSERT INTO sessions (hash, data, expires) VALUES ($1, $2, $3)
		ON CONFLICT (hash) DO UPDATE SET data = excluded.data, expires = excluded.expires`,
		string(access.HashOf(token)), data, micros(expiry))
}

// DeleteCtx ends a session; one that is not there is gone.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.record.change(ctx, "end a session", `DELETE FROM sessions WHERE hash = $1`, string(access.HashOf(token)))
}

// Find is FindCtx where there is no context.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx where there is no context.
func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx where there is no context.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
