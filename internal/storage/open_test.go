package storage_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// refused expects a plain sentence that contains a piece of text.
func refused(t *testing.T, err error, part string) {
	t.Helper()
	refusal, ok := improvement.Refusal(err)
	if !ok || !strings.Contains(refusal.Message, part) {
		t.Errorf("%v; want a refusal that says %q", err, part)
	}
}

func TestSecondWorkerIsRefused(t *testing.T) {
	url := sqliteURL(t)
	first, err := storage.Open(t.Context(), url, storage.Options{Exclusive: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = storage.Open(t.Context(), url, storage.Options{Exclusive: true})
	refused(t, err, "Another worker is using")

	beside := open(t, url, storage.Options{}) // the command line
	if err := beside.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, url, storage.Options{Exclusive: true})
}

func TestAddressesThatAreNoRecord(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, []byte(strings.Repeat("not a database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for url, part := range map[string]string{
		"":                                  "not the address of a record",
		"mysql://localhost/x":               "not the address of a record",
		"sqlite:":                           "names no file",
		"sqlite:" + file:                    "is not a record",
		"sqlite:" + file + "/sub/record.db": "cannot be written",
		"sqlite:" + folder:                  "cannot be written",
		"postgres://user:secret@host:port/": "cannot be read",
		"postgres://user:sec/secret@host/x": "cannot be read",
		"postgres://user:12?secret@host/x":  "cannot be read",
		"postgres:host=x password=secret":   "cannot be read",
		"postgres://host/x?password=secret&connect_timeout=soon":          "connect_timeout",
		"postgres://host/x?pass%77ord=secret&connect_timeout=soon":        "connect_timeout",
		"postgres://user:secret@host/x?sslmode=require&sslrootcert=/none": "/none",
	} {
		_, err := storage.Open(t.Context(), url, storage.Options{Exclusive: true})
		refused(t, err, part)
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%v shows the password", err)
		}
	}
}

func TestServerOutOfReach(t *testing.T) {
	_, err := storage.Open(t.Context(), "postgres://postgres@127.0.0.1:1/none", storage.Options{})
	if !errors.Is(err, improvement.ErrUnavailable) {
		t.Errorf("%v, want ErrUnavailable", err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		open(t, url, storage.Options{})
		raw(t, url, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`)
		_, err := storage.Open(t.Context(), url, storage.Options{})
		refused(t, err, "newer release (schema 9999;")
	})
}

// Reading beside a worker makes no record and changes none.
func TestExistingRecordsAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		_, err := storage.Open(t.Context(), url, storage.Options{Existing: true})
		refused(t, err, "There is no record")
		made, err := open(t, url, storage.Options{}).Clock(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		clock, err := open(t, url, storage.Options{Existing: true}).Clock(t.Context())
		if err != nil || clock != made {
			t.Errorf("Clock = %v, %v; want %v", clock, err, made)
		}
	})
}

// SQLite reads a row up to the last column that it was asked for: lists must not read
// every state.
func TestTheStateIsTheLastColumn(t *testing.T) {
	url := sqliteURL(t)
	open(t, url, storage.Options{})
	db, err := openRaw(url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `SELECT * FROM subjects`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err := errors.Join(err, rows.Err()); err != nil || columns[len(columns)-1] != "state" {
		t.Errorf("the columns are %v, %v", columns, err)
	}
}

// Others on the machine may look into the folder, and into none of its files.
func TestFilesAreTheirOwnersAlone(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	s := open(t, "sqlite:"+filepath.Join(folder, "record.db"), storage.Options{Exclusive: true, Upgrade: true})
	if _, err := s.PutKey(t.Context(), "anna", []byte("wrapped")); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) < 5 { // the record with its -wal and -shm, and two locks
		t.Fatalf("the folder holds %v, %v", files, err)
	}
	for _, file := range files {
		if info, err := file.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v; want mode 0600", info, err)
		}
	}
}

func TestManyOpenANewRecordAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		clocks := make([]improvement.Clock, 5)
		var all sync.WaitGroup
		for i := range clocks {
			all.Go(func() {
				s, err := storage.Open(context.Background(), url, storage.Options{Pool: 2})
				if err != nil {
					t.Error(err)
					return
				}
				clocks[i], _ = s.Clock(context.Background())
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, c := range clocks {
			if c != clocks[0] {
				t.Errorf("two clocks, %v and %v", c, clocks[0])
			}
		}
	})
}

func TestClockIsWrittenOnce(t *testing.T) {
	now := time.Date(2026, 7, 14, 9, 0, 0, 0, time.UTC)
	rehearsal := improvement.Clock{Real: now, Rehearsed: now.AddDate(-1, 0, 0), Factor: 432_000}
	slower, later := rehearsal, rehearsal
	slower.Factor = 1000
	later.Real = now.Add(time.Hour)

	onBoth(t, func(t *testing.T, url string) {
		first, err := storage.Open(t.Context(), url, storage.Options{Create: &rehearsal})
		if err != nil {
			t.Fatal(err)
		}
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		for _, create := range []*improvement.Clock{nil, &later} { // a restart
			clock, err := open(t, url, storage.Options{Create: create}).Clock(t.Context())
			if err != nil || clock != rehearsal {
				t.Errorf("Clock = %v, %v; want %v", clock, err, rehearsal)
			}
		}
		_, err = storage.Open(t.Context(), url, storage.Options{Create: &slower})
		refused(t, err, "rehearsal at another speed")
	})
	onBoth(t, func(t *testing.T, url string) {
		clock, err := open(t, url, storage.Options{}).Clock(t.Context())
		if err != nil || clock.Rehearsing() || time.Since(clock.Real) > time.Hour {
			t.Errorf("Clock = %v, %v; want that of real work, now", clock, err)
		}
		_, err = storage.Open(t.Context(), url, storage.Options{Create: &rehearsal})
		refused(t, err, "is a real one, which refuses a rehearsal")
	})
}
