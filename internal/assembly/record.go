package assembly

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/calendar"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/internal/vault"
)

// Record is an open record, with the vault that seals and opens its words.
type Record struct {
	*storage.Store
	Vault     *vault.Vault
	Erasures  *vault.Ledger // besides the record
	Time      improvement.Clock
	Calendars calendar.Source
	Terms     improvement.Terms
}

// Opening says how a record is opened.
type Opening struct {
	// Exclusive keeps a second worker from a SQLite record.
	Exclusive bool
	// Existing refuses to make a new record.
	Existing bool
	// Upgrade brings a record of an older release up to date.
	Upgrade bool
	// Begins is the moment at which a rehearsal's new record begins; zero is now.
	Begins time.Time
	// Asked hears of each statement, on PostgreSQL alone.
	Asked func(statement string)
}

// OpenRecord opens the record of the settings.
func OpenRecord(ctx context.Context, s config.Settings, o Opening) (*Record, error) {
	options := storage.Options{Exclusive: o.Exclusive, Existing: o.Existing, Upgrade: o.Upgrade, Pool: s.Record.MaxConnections, Asked: o.Asked}
	if factor := s.Factor(); factor != 1 {
		options.Create = rehearsal(o.Begins, factor)
	}
	store, err := storage.Open(ctx, s.RecordURL(), options)
	if err != nil {
		return nil, err
	}
	key, err := masterKey(ctx, s, store)
	if err != nil {
		return nil, closing(store, err)
	}
	clock, err := store.Clock(ctx)
	if err != nil {
		return nil, closing(store, err)
	}
	words := vault.New(key, store)
	store.ReadWords(words)
	store.MarkAddresses(words)
	days := calendar.Scotland(dates(s.Calendar.Holidays), dates(s.Calendar.Working))
	store.ReadDays(days.Around)
	return &Record{
		Store: store, Vault: words, Erasures: vault.NewLedger(s.ErasuresFile()), Time: clock,
		Calendars: days, Terms: terms(s),
	}, nil
}

// masterKey is the key that the record is sealed with. A new record's is made
// where none is configured; one that is missing or another's is refused.
func masterKey(ctx context.Context, s config.Settings, store *storage.Store) ([]byte, error) {
	if _, err := os.Stat(s.KeyFile()); store.KeyMark() != "" && s.Vault.MasterKey == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, improvement.Refuse(improvement.NotFound, "vault.key_file",
			"The record's master key is not in %s. Bring it from the backup, or set vault.master_key.", s.KeyFile())
	}
	key, err := vault.MasterKey(s.Vault.MasterKey, s.KeyFile())
	if err != nil {
		return nil, err
	}
	return key, store.ClaimKeyMark(ctx, vault.Mark(key))
}

// rehearsal is the clock of a new record in which time is sped up.
func rehearsal(begins time.Time, factor float64) *improvement.Clock {
	now := improvement.Moment(time.Now())
	if begins.IsZero() {
		begins = now
	}
	return &improvement.Clock{Real: now, Rehearsed: improvement.Moment(begins), Factor: factor}
}

// Now is the record's time.
func (r *Record) Now() time.Time { return r.Time.Now(time.Now()) }

// DayLength is how long a day of the record lasts in real time.
func (r *Record) DayLength() time.Duration {
	if r.Time.HasSettled() {
		return 24 * time.Hour
	}
	return time.Duration(float64(24*time.Hour) / r.Time.Factor)
}

// Pace says how time passes in a rehearsal.
func (r *Record) Pace() string {
	if r.Time.HasSettled() {
		return "a day lasts a day"
	}
	return "a day passes in " + r.DayLength().String()
}

// Person gives a person on record, or somebody who gave an address and is nobody on
// record: then there is no name.
func (r *Record) Person(ctx context.Context, id improvement.PersonID) (improvement.Person, error) {
	if subject, is := id.Correspondent(); is {
		return r.correspondent(ctx, subject)
	}
	var p improvement.Person
	_, state, err := r.State(ctx, improvement.PersonSubject(id))
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(state, &p); err != nil {
		return p, fmt.Errorf("person %s: %w", id, err)
	}
	return p, nil
}

func dates(days []string) []improvement.Date {
	dates := make([]improvement.Date, len(days))
	for i, d := range days {
		dates[i] = improvement.Date(d)
	}
	return dates
}

// Test gives a test as it is on record; improvement.ErrNotFound where there is none.
func (r *Record) Test(ctx context.Context, subject improvement.SubjectID) (*improvement.TestOfChange, error) {
	_, state, err := r.State(ctx, subject)
	if err != nil {
		return nil, err
	}
	return improvement.RestoreTest(state)
}
