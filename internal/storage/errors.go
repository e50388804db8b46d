package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/cairnqi/cairn/improvement"
)

// failed adds what was being done, and ErrUnavailable where trying again later
// may help. It passes nil and refusals on as they are.
func failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	if _, refused := improvement.Refusal(err); refused {
		return err
	}
	if unavailable(err) && !errors.Is(err, improvement.ErrUnavailable) {
		return fmt.Errorf("storage: %s: %w: %w", doing, improvement.ErrUnavailable, err)
	}
	return fmt.Errorf("storage: %s: %w", doing, err)
}

// orNotFound turns the absence of a row into ErrNotFound.
func orNotFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return improvement.ErrNotFound
	}
	return err
}

// unavailable tells that the database could not be reached, or could not work.
func unavailable(err error) bool {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		return serverAway(server.Code)
	}
	var file *sqlite.Error
	if errors.As(err, &file) {
		return slices.Contains(fileAway, file.Code()&0xff)
	}
	var network net.Error
	var connect *pgconn.ConnectError
	return errors.As(err, &network) || errors.As(err, &connect) ||
		pgconn.Timeout(err) || pgconn.SafeToRetry(err) ||
		errors.Is(err, pgconn.ErrConnClosed) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, sql.ErrConnDone) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

// serverAway reads PostgreSQL's code: lost connections (08), no resources left
// (53), shutting down or starting (57P), and a standby that takes no writes yet.
func serverAway(code string) bool {
	return len(code) == 5 && (code[:2] == "08" || code[:2] == "53" || code[:3] == "57P" || code == "25006")
}

// fileAway are SQLite's codes for a file that is busy, full or out of reach.
var fileAway = []int{
	sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL,
	sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_INTERRUPT,
}

// collided tells that another transaction came between and this one may be run again.
func collided(err error) bool {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		return slices.Contains([]string{"40001", "40P01", "23505"}, server.Code)
	}
	var file *sqlite.Error
	if errors.As(err, &file) {
		return file.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || file.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY ||
			file.Code() == sqlite3.SQLITE_CONSTRAINT_TRIGGER // INSERT OR REPLACE would pass the keys
	}
	return false
}
