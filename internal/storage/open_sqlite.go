package storage

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/cairnqi/cairn/improvement"
)

// openSQLite opens one connection that writes and many that read.
func (s *Store) openSQLite(ctx context.Context, path string, o Options) error {
	path, err := preparePath(path, o.Existing)
	if err != nil {
		return err
	}
	if o.Exclusive {
		if s.release, err = holdFile(ctx, path+".lock", false); err != nil {
			return lockRefused(path, err)
		}
	}
	if err := private(path); err != nil {
		return fileRefused(path, err)
	}
	writer := sqliteDSN(path, "immediate", "journal_mode(WAL)", "busy_timeout(10000)", "synchronous(FULL)", "secure_delete(FAST)")
	if s.write, err = sql.Open("sqlite", writer); err != nil {
		return err
	}
	pool(s.write, 1)
	if err := sqliteSchema.prepare(ctx, s.write, o, goose.WithLocker(&fileLock{path: path + ".migrate"})); err != nil {
		return fileRefused(path, err)
	}
	reader := sqliteDSN(path, "deferred", "busy_timeout(10000)", "query_only(1)")
	if s.read, err = sql.Open("sqlite", reader); err != nil {
		return err
	}
	pool(s.read, o.Pool)
	s.search = sqliteSearch
	return nil
}

// fileLock is goose's lock on a SQLite record: a file beside it.
type fileLock struct {
	path    string
	release func() error
}

// Lock waits for whoever migrates.
func (l *fileLock) Lock(ctx context.Context, _ *sql.DB) (err error) {
	l.release, err = holdFile(ctx, l.path, true)
	return err
}

// Unlock lets the next one in.
func (l *fileLock) Unlock(context.Context, *sql.DB) error { return l.release() }

// private makes an empty file that only its owner may read, where there is none:
// SQLite's own files take their mode from it. One that is there is not even opened,
// for closing it again would take SQLite's locks from this process. The engine has the
// same in internal/engine: neither room knows the other.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// preparePath makes the folder of a new record; where one must exist, it refuses.
func preparePath(path string, existing bool) (string, error) {
	path = strings.TrimPrefix(path, "//")
	if path == "" {
		return "", improvement.Refuse(improvement.Invalid, "record", "This address names no file. Write sqlite:/path/record.db.")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); existing && errors.Is(err, fs.ErrNotExist) {
		return "", improvement.Refuse(improvement.NotFound, "record",
			"There is no record in %s. Start a worker or load people first, or name the right folder.", filepath.Dir(path))
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", folderRefused(path)
	}
	return path, nil
}

func sqliteDSN(path, lock string, pragmas ...string) string {
	q := url.Values{"_txlock": {lock}, "_pragma": pragmas}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}).String()
}

// holdFile locks a file beside the record until release is called or the process
// dies; where somebody else holds it, it waits for them or is SQLITE_BUSY.
// SQLite's own locking does it, which is the same on every system.
func holdFile(ctx context.Context, path string, wait bool) (release func() error, err error) {
	if err := private(path); err != nil {
		return nil, err
	}
	patience := "busy_timeout(0)"
	if wait {
		patience = "busy_timeout(30000)"
	}
	db, err := sql.Open("sqlite", sqliteDSN(path, "exclusive", patience))
	if err != nil {
		return nil, err
	}
	// Not a sql.Tx, which would end with ctx: the pool's one connection stays locked.
	if _, err := pool(db, 1).ExecContext(ctx, `BEGIN EXCLUSIVE`); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db.Close, nil
}

func lockRefused(path string, err error) error {
	if sqliteCode(err) == sqlite3.SQLITE_BUSY {
		return improvement.Refuse(improvement.Conflict, "record",
			"Another worker is using %s. Stop it first, or give this one a folder of its own.", path)
	}
	return fileRefused(path, err)
}

// fileRefused says plainly what is wrong with a file that SQLite cannot use.
func fileRefused(path string, err error) error {
	if file := new(fs.PathError); errors.As(err, &file) {
		return folderRefused(path)
	}
	switch sqliteCode(err) {
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return folderRefused(path)
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return improvement.Refuse(improvement.Conflict, "record",
			"%s is not a record, or is damaged. Restore it from a backup, or name another file.", path)
	}
	return err
}

func folderRefused(path string) error {
	return improvement.Refuse(improvement.Invalid, "record",
		"%s cannot be written. Give this user the right to write there, or name another folder.", path)
}

// sqliteCode is the primary result code inside err; 0 where there is none.
func sqliteCode(err error) int {
	var file *sqlite.Error
	if !errors.As(err, &file) {
		return 0
	}
	return file.Code() & 0xff
}
