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

// migrate brings the schema up to this release, or refuses a newer one.
func migrate(ctx context.Context, db *sql.DB, dialect goose.Dialect, folder string, o ...goose.ProviderOption) error {
	files, err := fs.Sub(migrations, "migrations/"+folder)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, db, files, append(o, goose.WithDisableGlobalRegistry(true))...)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return err
	}
	current, target, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if current > target {
		return improvement.Refuse(improvement.Conflict, "record",
			"This record was written by a newer release (schema %d; this one knows up to %d). Start the newer release, or restore a backup.", current, target)
	}
	return nil
}
