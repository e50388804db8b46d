package storage

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Options say how a record is opened. The zero value is right for a command line.
type Options struct {
	// Exclusive refuses to open a SQLite record that is open exclusively
	// elsewhere: a worker sets it, a command line beside it does not. It means
	// nothing on PostgreSQL, where many workers share a record.
	Exclusive bool
	// Create is the clock written when the record is new; nil is that of real
	// work. A rehearsing one is refused by a record that was made with another.
	Create *improvement.Clock
	// Existing refuses to make a new record: a command line that only reads sets it.
	// Nothing is written then.
	Existing bool
	// Upgrade brings a record of an older release up to date, which is refused
	// otherwise: a worker sets it.
	Upgrade bool
	// Pool is the most connections held open; 0 is 10.
	Pool int
	// Asked hears of each statement, on PostgreSQL alone: of how many one makes use is
	// counted there.
	Asked func(statement string)
}

const defaultPool = 10

// Open opens the record at url, and makes one where there is none:
// "sqlite:/path/record.db", or "postgres://…" as PostgreSQL's own clients read it.
//
// What a person can put right is refused with an *improvement.Error: a wrong
// URL, a folder that cannot be written, a second worker, a newer schema or an older
// one, another clock. A server out of reach is ErrUnavailable. ctx bounds the opening only.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	if o.Pool <= 0 {
		o.Pool = defaultPool
	}
	s := &Store{}
	if err := s.open(ctx, url, o); err != nil {
		return nil, failed("open the record", errors.Join(err, s.Close()))
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, url string, o Options) error {
	var err error
	scheme, rest, _ := strings.Cut(url, ":")
	switch scheme {
	case "sqlite":
		err = s.openSQLite(ctx, rest, o)
	case "postgres", "postgresql":
		err = s.openPostgres(ctx, url, o)
	default:
		err = improvement.Refuse(improvement.Invalid, "record",
			"This is not the address of a record. Write sqlite:/path/record.db or postgres://host/database.")
	}
	if err != nil {
		return err
	}
	if !o.Existing {
		if err := s.begin(ctx, o.Create); err != nil {
			return err
		}
	}
	if err := checkClock(ctx, s.read, o.Create); err != nil {
		return err
	}
	return s.readIdentity(ctx)
}

// begin gives a new record its identity and clock; whoever comes first writes them.
func (s *Store) begin(ctx context.Context, create *improvement.Clock) error {
	fresh := improvement.RealClock(time.Now())
	if create != nil {
		fresh = *create
	}
	_, err := s.write.ExecContext(ctx,
		`INSERT INTO record (one, id, real_start, rehearsed_start, factor) VALUES (1, $1, $2, $3, $4) ON CONFLICT (one) DO NOTHING`,
		strings.ToLower(rand.Text()[:16]), micros(fresh.Real), micros(fresh.Rehearsed), fresh.Factor)
	return err
}

func (s *Store) readIdentity(ctx context.Context) error {
	var real, rehearsed, settled int64
	err := s.read.QueryRowContext(ctx, `SELECT id, key_mark, real_start, rehearsed_start, factor, settled FROM record`).
		Scan(&s.identity, &s.keyMark, &real, &rehearsed, &s.clock.Factor, &settled)
	s.clock.Real, s.clock.Rehearsed, s.clock.Settled = moment(real), moment(rehearsed), moment(settled)
	if errors.Is(err, sql.ErrNoRows) { // whoever makes it is not done yet
		return errAbsent
	}
	return err
}

// checkClock refuses a rehearsing clock on a record that was made with another.
func checkClock(ctx context.Context, db *sql.DB, create *improvement.Clock) error {
	if create == nil || !create.Rehearsing() {
		return nil
	}
	var on improvement.Clock
	err := db.QueryRowContext(ctx, `SELECT factor FROM record`).Scan(&on.Factor)
	if errors.Is(err, sql.ErrNoRows) { // whoever makes it is not done yet
		return nil
	}
	if err != nil || create.Factor == on.Factor {
		return err
	}
	what := "is a real one, which refuses a rehearsal"
	if on.Rehearsing() {
		what = "is a rehearsal at another speed"
	}
	return improvement.Refuse(improvement.Conflict, "rehearse",
		"This record %s. Rehearse on a record of its own, in another folder or database.", what)
}

// pool bounds a pool of connections and keeps them open.
func pool(db *sql.DB, size int) *sql.DB {
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db
}
