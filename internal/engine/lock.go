//go:build !noembedded

package engine

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
)

const (
	lockFile = "temporal.lock"
	// sqliteBusy is SQLite's primary result code SQLITE_BUSY.
	sqliteBusy = 5
)

// lockDir holds the directory for one engine until release is called or the
// process ends, however it ends. SQLite's own locking of a file does it, which
// is the same on every system; its driver comes with the server.
func lockDir(dir string) (release func() error, err error) {
	db, err := sql.Open("sqlite", fileURI(filepath.Join(dir, lockFile))+"?_pragma=busy_timeout(500)")
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	db.SetMaxOpenConns(1) // the lock is this connection's
	if _, err := db.Exec("BEGIN EXCLUSIVE"); err != nil {
		err = errors.Join(err, db.Close())
		var coded interface{ Code() int }
		if errors.As(err, &coded) && coded.Code()&0xff == sqliteBusy {
			return nil, &BusyError{Dir: dir, Err: err}
		}
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	return db.Close, nil
}

// fileURI is a path as SQLite reads it in a data source name.
func fileURI(path string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath()
}
