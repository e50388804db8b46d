package storage

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/cairnqi/cairn/improvement"
)

//go:embed migrations
var migrations embed.FS

// schema is how one kind of database keeps its tables up to date.
type schema struct {
	dialect goose.Dialect
	folder  string // of its migrations
	known   string // a query: whether the database has ever been migrated
	files   fs.FS
}

var (
	postgresSchema = schema{goose.DialectPostgres, "migrations/postgres", `SELECT to_regclass('goose_db_version') IS NOT NULL`, migrations}
	sqliteSchema   = schema{goose.DialectSQLite3, "migrations/sqlite",
		`SELECT COUNT(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'`, migrations}
)

// prepare makes the tables of a new record and, where o says so, brings an older
// one up to date; what it may not do, it refuses. locked lets one process at a
// time migrate.
func (c schema) prepare(ctx context.Context, db *sql.DB, o Options, locked goose.ProviderOption) error {
	files, err := fs.Sub(c.files, c.folder)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(c.dialect, db, files, locked, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	current, err := c.version(ctx, db)
	if err != nil {
		return err
	}
	made, err := c.made(ctx, db, current)
	if err != nil {
		return err
	}
	sources := p.ListSources()
	target := sources[len(sources)-1].Version
	switch {
	case current == target:
		return nil
	case current > target:
		return improvement.Refuse(improvement.Conflict, "record",
			"This record was written by a newer release (schema %d; this one knows up to %d). Start the newer release, or restore a backup.", current, target)
	case !made && o.Existing:
		return errAbsent
	case made && !o.Upgrade:
		return improvement.Refuse(improvement.Conflict, "record",
			"This record was written by an older release (schema %d; this one needs %d). Start a worker of this release once: it brings the record up to date.", current, target)
	}
	if made { // a rehearsal changes nothing of a record that refuses it
		if err := checkClock(ctx, db, o.Create); err != nil {
			return err
		}
	}
	_, err = p.Up(ctx)
	return err
}

// errAbsent refuses a place where there is no record yet.
var errAbsent = improvement.Refuse(improvement.NotFound, "record",
	"There is no record there yet. Start a worker or load people first, or name the right folder or database.")

// made tells whether there is a record, of that version: one that somebody makes at this
// moment may have some of its tables, and has no clock yet.
func (schema) made(ctx context.Context, db *sql.DB, version int64) (bool, error) {
	if version == 0 {
		return false, nil
	}
	var made bool
	err := db.QueryRowContext(ctx, `SELECT COUNT(*) > 0 FROM record`).Scan(&made)
	return made, err
}

// version is that of the schema on record; 0 where there is none.
func (c schema) version(ctx context.Context, db *sql.DB) (int64, error) {
	var known bool
	if err := db.QueryRowContext(ctx, c.known).Scan(&known); err != nil || !known {
		return 0, err
	}
	var version int64
	err := db.QueryRowContext(ctx, `SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version`).Scan(&version)
	return version, err
}
