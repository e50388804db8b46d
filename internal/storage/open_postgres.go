package storage

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/cairnqi/cairn/improvement"
)

// connectTimeout bounds one attempt to connect where the URL does not.
const connectTimeout = 5 * time.Second

func (s *Store) openPostgres(ctx context.Context, url string, o Options) error {
	config, err := pgx.ParseConfig(url)
	if err != nil { // its text has the password taken out
		return improvement.Refuse(improvement.Invalid, "record",
			"This address of a PostgreSQL database cannot be read (%v). Write postgres://user@host/database.", err)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "cairn"
	}
	s.write = pool(stdlib.OpenDB(*config), o.Pool)
	s.read = s.write
	// Several processes may open a new record at once: one migrates, the others wait.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return err
	}
	return migrate(ctx, s.write, goose.DialectPostgres, "postgres", goose.WithSessionLocker(locker))
}
