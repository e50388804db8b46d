package main

import (
	"context"
	"errors"

	"github.com/cairnqi/cairn/internal/storage/storagetest/pgserver"
	"github.com/jackc/pgx/v5"
)

// postgres is the one PostgreSQL of all arms. It is as durable as PostgreSQL is by
// default.
type postgres struct {
	server *pgserver.Server
	admin  *pgx.Conn
}

func startCluster(ctx context.Context) (*postgres, error) {
	server, err := pgserver.Start(ctx, "max_connections=400")
	if err != nil {
		return nil, err
	}
	admin, err := pgx.Connect(ctx, server.URL("postgres"))
	if err != nil {
		return nil, errors.Join(err, server.Remove())
	}
	return &postgres{server: server, admin: admin}, nil
}

func (c *postgres) remove() error {
	return errors.Join(c.admin.Close(context.Background()), c.server.Remove())
}

// database makes an empty database and gives its address.
func (c *postgres) database(ctx context.Context, name string) (string, error) {
	_, err := c.admin.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	return c.server.URL(name), err
}

// spent is what has been used so far, by this process and by PostgreSQL.
type spent struct {
	CPU      float64 // seconds, of PostgreSQL too
	Postgres float64 // those of them of PostgreSQL
	Commits  float64 // as pg_stat_database counts them, reads included
	Temporal float64 // those of them in Temporal's own store
	WAL      float64 // bytes
}

// since gives what was spent after before, for each of n.
func (s spent) since(before spent, n float64) spent {
	return spent{
		(s.CPU - before.CPU) / n, (s.Postgres - before.Postgres) / n, (s.Commits - before.Commits) / n,
		(s.Temporal - before.Temporal) / n, (s.WAL - before.WAL) / n,
	}
}

func (c *postgres) spent(ctx context.Context) (spent, error) {
	var s spent
	err := c.admin.QueryRow(ctx, `
		SELECT sum(xact_commit)::float8, sum(xact_commit) FILTER (WHERE datname = ANY ($1))::float8,
		       pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8
		FROM pg_stat_database`, []string{mainStore, visibilityStore}).Scan(&s.Commits, &s.Temporal, &s.WAL)
	if err != nil {
		return s, err
	}
	own, err := usageOf("self")
	if err != nil {
		return s, err
	}
	s.Postgres, err = familySeconds(c.server.PID())
	s.CPU = own.own + s.Postgres
	return s, err
}
