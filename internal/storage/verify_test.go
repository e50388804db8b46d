package storage_test

import (
	"database/sql"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/storage"
)

// raw runs statements past the store, as somebody with the database at hand could.
func raw(t *testing.T, address string, statements ...string) {
	t.Helper()
	if err := tryRaw(address, statements...); err != nil {
		t.Fatal(err)
	}
}

func openRaw(address string) (*sql.DB, error) {
	driver, dsn := "pgx", address
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		driver, dsn = "sqlite", (&url.URL{Scheme: "file", Path: path}).String()
	}
	return sql.Open(driver, dsn)
}

func tryRaw(address string, statements ...string) error {
	db, err := openRaw(address)
	if err != nil {
		return err
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			return err
		}
	}
	return nil
}

// unguard drops the triggers of a table.
func unguard(address, table string) []string {
	if strings.HasPrefix(address, "sqlite:") {
		return []string{"DROP TRIGGER " + table + "_no_update", "DROP TRIGGER " + table + "_no_delete"}
	}
	return []string{"DROP TRIGGER " + table + "_append_only ON " + table}
}

// threeThemes files two versions of three themes and two anchors.
func threeThemes(t *testing.T, s *storage.Store) {
	t.Helper()
	for version, day := range []improvement.Date{"2026-07-14", "2026-07-15"} {
		for _, id := range []improvement.ThemeID{"a", "b", "c"} {
			theme := improvement.Theme{ID: id, Name: string(day)}
			state, err := json.Marshal(theme)
			if err != nil {
				t.Fatal(err)
			}
			command := improvement.CommandID(day)
			_, err = s.File(t.Context(), improvement.Filing{
				Subject: improvement.ThemeSubject(id), Expected: version, Command: command, State: state, Summary: improvement.Summary{Open: true},
				Entries: improvement.Entries(version, command, "anna", time.Now(), []improvement.Event{&improvement.ThemeRecorded{Theme: theme}}),
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Anchor(t.Context(), day); err != nil {
			t.Fatal(err)
		}
	}
}

func TestJournalAndAuditAreAppendOnly(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, storage.Options{})
		threeThemes(t, s)
		if err := s.Append(t.Context(), access.Audited{At: time.Now(), Person: "anna", What: access.SignedIn}); err != nil {
			t.Fatal(err)
		}
		statements := []string{
			`UPDATE audit SET person = 'ben'`, `DELETE FROM audit WHERE person = 'anna'`,
			`UPDATE journal SET person = 'ben'`, `DELETE FROM journal WHERE version = 2`,
			`UPDATE anchors SET heads = ''`, `DELETE FROM anchors`,
		}
		if strings.HasPrefix(address, "postgres:") {
			statements = append(statements, `TRUNCATE journal`, `TRUNCATE anchors`, `TRUNCATE audit`)
		} else {
			statements = append(statements, `INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE version = 1`, `INSERT OR REPLACE INTO audit SELECT * FROM audit`)
		}
		for _, statement := range statements {
			if err := tryRaw(address, statement); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v, want it refused", statement, err)
			}
		}
	})
}

func TestVerifyFindsWhatWasChanged(t *testing.T) {
	for _, c := range []struct {
		name, table, change string
		want                storage.Fault
	}{
		{"an entry's words", "journal", `UPDATE journal SET data = replace(data, '2026', '2025') WHERE subject = 'theme/b' AND version = 1`,
			storage.Fault{Subject: "theme/b", Version: 1, What: "changed after it was filed"}},
		{"who did it", "journal", `UPDATE journal SET person = 'ben' WHERE subject = 'theme/b' AND version = 2`,
			storage.Fault{Subject: "theme/b", Version: 2, What: "changed after it was filed"}},
		{"when it was", "journal", `UPDATE journal SET at = at + 1 WHERE subject = 'theme/c' AND version = 1`,
			storage.Fault{Subject: "theme/c", Version: 1, What: "changed after it was filed"}},
		{"an entry in the middle", "journal", `DELETE FROM journal WHERE subject = 'theme/a' AND version = 1`,
			storage.Fault{Subject: "theme/a", Version: 1, What: "missing"}},
		{"the last entry", "journal", `DELETE FROM journal WHERE subject = 'theme/a' AND version = 2`,
			storage.Fault{Subject: "theme/a", Version: 2, What: "1 entries, the subject is at version 2"}},
		{"the state", "journal", `UPDATE subjects SET state = '{}' WHERE id = 'theme/b'`,
			storage.Fault{Subject: "theme/b", Version: 2, What: "not what the journal gives"}},
		{"the head", "journal", `UPDATE subjects SET head = (SELECT head FROM subjects WHERE id = 'theme/a') WHERE id = 'theme/b'`,
			storage.Fault{Subject: "theme/b", Version: 2, What: "head"}},
		{"a whole subject", "journal", `DELETE FROM subjects WHERE id = 'theme/b'`,
			storage.Fault{Subject: "theme/b", What: "the subject is gone"}},
		{"an anchor", "anchors", `UPDATE anchors SET heads = replace(heads, 'theme/b', 'theme/x') WHERE day = '2026-07-14'`,
			storage.Fault{Subject: "anchor/2026-07-14", What: "the anchor was changed"}},
		{"an anchor gone", "anchors", `DELETE FROM anchors WHERE day = '2026-07-14'`,
			storage.Fault{Subject: "anchor/2026-07-15", What: "one before it is missing"}},
		{"a subject with all its journal", "journal", `DELETE FROM subjects WHERE id = 'theme/b'; DELETE FROM journal WHERE subject = 'theme/b'`,
			storage.Fault{Subject: "theme/b", Version: 1, What: "not the one anchored on 2026-07-14"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, address string) {
				s := open(t, address, storage.Options{})
				threeThemes(t, s)
				if report, err := s.Verify(t.Context()); err != nil || len(report.Faults) > 0 || report.Entries != 6 || report.Anchors != 2 {
					t.Fatalf("before the change: %+v, %v", report, err)
				}
				raw(t, address, append(unguard(address, c.table), strings.Split(c.change, "; ")...)...)
				report, err := s.Verify(t.Context())
				if err != nil || len(report.Faults) == 0 {
					t.Fatalf("after the change: %+v, %v", report, err)
				}
				f := report.Faults[0]
				if f.Subject != c.want.Subject || f.Version != c.want.Version || !strings.Contains(f.What, c.want.What) {
					t.Errorf("found %+v, want %+v", report.Faults, c.want)
				}
			})
		})
	}
}

// An entry rewritten with its whole chain after it is found by the anchor alone.
func TestVerifyFindsARewrittenChain(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, storage.Options{})
		threeThemes(t, s)
		raw(t, address, append(unguard(address, "journal"),
			`DELETE FROM journal WHERE subject = 'theme/b'`, `DELETE FROM subjects WHERE id = 'theme/b'`)...)
		theme := improvement.Theme{ID: "b", Name: "rewritten"}
		state, err := json.Marshal(theme)
		if err != nil {
			t.Fatal(err)
		}
		event := &improvement.ThemeRecorded{Theme: theme}
		_, err = s.File(t.Context(), improvement.Filing{Subject: "theme/b", Command: "c", State: state, Summary: improvement.Summary{Open: true},
			Entries: improvement.Entries(0, "c", "anna", time.Now(), []improvement.Event{event, event})})
		if err != nil {
			t.Fatal(err)
		}
		report, err := s.Verify(t.Context())
		if err != nil || len(report.Faults) != 2 || report.Faults[0].Subject != "theme/b" {
			t.Errorf("%+v, %v; want theme/b at both anchors", report, err)
		}
	})
}

// lockTable holds the subjects of a PostgreSQL record until release is called.
func lockTable(t *testing.T, address string) (release func()) {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(`LOCK TABLE subjects IN ACCESS EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := tx.Rollback(); err != nil {
			t.Error(err)
		}
	}
}
