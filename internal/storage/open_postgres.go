package storage

import (
	"context"
	neturl "net/url"
	"strings"
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
	config, err := parsePostgres(url)
	if err != nil {
		return err
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "cairn"
	}
	if o.Asked != nil {
		config.Tracer = hearing{o.Asked}
	}
	s.write = pool(stdlib.OpenDB(*config), o.Pool)
	s.read, s.search = s.write, postgresSearch
	// Several processes may open a new record at once: one migrates, the others wait.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return err
	}
	return postgresSchema.prepare(ctx, s.write, o, goose.WithSessionLocker(locker))
}

// parsePostgres reads an address, or refuses it without giving a password away.
func parsePostgres(url string) (*pgx.ConnConfig, error) {
	_, rest, _ := strings.Cut(url, ":")
	parsed, err := neturl.Parse(url)
	if err != nil || !strings.HasPrefix(rest, "//") || strings.Contains(parsed.Host+parsed.Path+parsed.RawQuery+parsed.Fragment, "@") {
		return nil, improvement.Refuse(improvement.Invalid, "record",
			"This address of a PostgreSQL database cannot be read. Write postgres://user@host/database, and what is special in a name or password by its code, such as %%2F for /.")
	}
	config, err := pgx.ParseConfig(url)
	if err != nil { // its text has the password taken out, in an address that is plain
		return nil, improvement.Refuse(improvement.Invalid, "record",
			"This address of a PostgreSQL database cannot be read (%v). Write postgres://user@host/database.", err)
	}
	return config, nil
}

// hearing tells of each statement that is sent to PostgreSQL.
type hearing struct{ asked func(statement string) }

var _ pgx.BatchTracer = hearing{}

// TraceQueryStart hears of a statement that is sent alone.
func (h hearing) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	h.asked(q.SQL)
	return ctx
}

// TraceQueryEnd has nothing to tell.
func (hearing) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart has nothing to tell.
func (hearing) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

// TraceBatchQuery hears of a statement that is sent with others.
func (h hearing) TraceBatchQuery(_ context.Context, _ *pgx.Conn, q pgx.TraceBatchQueryData) {
	h.asked(q.SQL)
}

// TraceBatchEnd has nothing to tell.
func (hearing) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}
