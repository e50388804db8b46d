package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// Store is an open record. It implements improvement's Recorder, Reader, Outbox,
// Blobs, Quarantine, Keyring, Library, Tracer, Surveyor, Partaking and Programmes, and access.Store, and is safe for concurrent use by many goroutines and, on
// PostgreSQL, many processes.
//
// Every method returns an error that is improvement.ErrUnavailable where the
// database could not be reached in time, and improvement.ErrNotFound where a
// single thing asked for is not there.
type Store struct {
	write, read *sql.DB // one and the same on PostgreSQL
	release     func() error
	identity    string // tells this record's messages from another's
	keyMark     string // of the master key, as it stood when the record was opened
	clock       improvement.Clock
	search      search
	opener      improvement.Opener                          // of people's words, for search; nil where there is none
	marker      access.Marker                               // of people's addresses, to sign in; nil where there is none
	around      func(improvement.Date) improvement.Calendar // the holidays around one, for digests; nil where there are none
}

var (
	_ improvement.Recorder = (*Store)(nil)
	_ improvement.Reader   = (*Store)(nil)
	_ improvement.Outbox   = (*Store)(nil)
	_ improvement.Blobs    = (*Store)(nil)

	_ improvement.Quarantine = (*Store)(nil)

	_ improvement.Keyring   = (*Store)(nil)
	_ improvement.Library   = (*Store)(nil)
	_ improvement.Tracer    = (*Store)(nil)
	_ improvement.Surveyor  = (*Store)(nil)
	_ improvement.Partaking = (*Store)(nil)

	_ improvement.Programmes = (*Store)(nil)
)

// Close closes the database once running work has ended, and lets another worker in.
func (s *Store) Close() error {
	var errs []error
	if s.read != nil && s.read != s.write {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	if s.release != nil {
		errs = append(errs, s.release())
	}
	return errors.Join(errs...)
}

// Ping tells whether the record answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	err := s.read.QueryRowContext(ctx, `SELECT one FROM record`).Scan(&one)
	return failed("ping", err)
}

// Clock is the record's clock, as it was when the record was opened. Settle alone changes it.
func (s *Store) Clock(context.Context) (improvement.Clock, error) { return s.clock, nil }

// micros is how a time is stored; a zero time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// moment reads what micros wrote.
func moment(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// flag is how a bool is stored.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
