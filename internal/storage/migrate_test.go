package storage

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pressly/goose/v3"

	"github.com/cairnqi/cairn/improvement"
)

// A record meets releases before and after its own.
func TestWhoMayBringARecordUpToDate(t *testing.T) {
	release := func(n int) schema {
		files := fstest.MapFS{"m/00001_a.sql": {Data: []byte("-- +goose Up\nCREATE TABLE record AS SELECT 1 AS factor;")}}
		if n > 1 {
			files["m/00002_b.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE b (x BIGINT);")}
		}
		return schema{dialect: goose.DialectSQLite3, folder: "m", known: sqliteSchema.known, files: files}
	}
	beside, worker, reader := Options{}, Options{Upgrade: true}, Options{Existing: true}
	rehearsal := Options{Upgrade: true, Create: &improvement.Clock{Factor: 1000}}
	for _, c := range []struct {
		what     string
		has      int // the release that wrote the record; 0: none did
		opens    Options
		refusal  string
		versions int64 // on record afterwards
	}{
		{"a worker makes a record", 0, worker, "", 2},
		{"so does a command line", 0, beside, "", 2},
		{"not one that only reads", 0, reader, "no record there yet", 0},
		{"a worker brings an older one up to date", 1, worker, "", 2},
		{"a command line leaves it", 1, beside, "older release (schema 1; this one needs 2). Start a worker", 1},
		{"so does one that only reads", 1, reader, "older release", 1},
		{"a rehearsal makes one", 0, rehearsal, "", 2},
		{"a rehearsal leaves a real one", 1, rehearsal, "is a real one, which refuses a rehearsal", 1},
		{"one of this release is read", 2, reader, "", 2},
	} {
		t.Run(c.what, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "record.db")
			db, err := sql.Open("sqlite", sqliteDSN(path, "immediate"))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			lock := func() goose.ProviderOption { return goose.WithLocker(&fileLock{path: path + ".migrate"}) }
			if c.has > 0 {
				if err := release(c.has).prepare(t.Context(), db, worker, lock()); err != nil {
					t.Fatal(err)
				}
			}
			err = release(2).prepare(t.Context(), db, c.opens, lock())
			refusal, refused := improvement.Refusal(err)
			if refused != (c.refusal != "") || refused && !strings.Contains(refusal.Message, c.refusal) || err != nil && !refused {
				t.Errorf("%v, want a refusal that says %q", err, c.refusal)
			}
			if version, err := release(2).version(t.Context(), db); err != nil || version != c.versions {
				t.Errorf("the record is at %d, %v; want %d", version, err, c.versions)
			}
		})
	}
}
