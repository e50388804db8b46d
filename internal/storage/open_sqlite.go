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
	writer := sqliteDSN(path, "immediate", "journal_mode(WAL)", "busy_timeout(10000)", "synchronous(FULL)", "secure_delete(FAST)")
	if s.write, err = sql.Open("sqlite", writer); err != nil {
		return err
	}
	pool(s.write, 1)
	if err := s.migrateSQLite(ctx, path); err != nil {
		return fileRefused(path, err)
	}
	reader := sqliteDSN(path, "deferred", "busy_timeout(10000)", "query_only(1)")
	if s.read, err = sql.Open("sqlite", reader); err != nil {
		return err
	}
	pool(s.read, o.Pool)
	return nil
}

// migrateSQLite lets one process at a time migrate.
func (s *Store) migrateSQLite(ctx context.Context, path string) error {
	done, err := holdFile(ctx, path+".migrate", true)
	if err != nil {
		return err
	}
	return errors.Join(migrate(ctx, s.write, goose.DialectSQLite3, "sqlite"), done())
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
