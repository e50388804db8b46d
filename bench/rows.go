package main

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
)

// rows is the table that arms B, C and D write their evidence to.
type rows struct {
	pool *pgxpool.Pool
}

func openRows(ctx context.Context, address string) (*rows, error) {
	c, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	c.MaxConns = poolSize
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, err
	}
	_, err = pool.Exec(ctx, `
		CREATE TABLE evidence (
			lifecycle TEXT NOT NULL, n INT NOT NULL, kind TEXT NOT NULL, note TEXT NOT NULL,
			at TIMESTAMPTZ NOT NULL DEFAULT now(), PRIMARY KEY (lifecycle, n))`)
	if err != nil {
		pool.Close()
		return nil, err
	}
	return &rows{pool}, nil
}

// row is one piece of evidence.
type row struct {
	Lifecycle string
	N         int // 0 is the launch, then the commands
	Kind      string
	Note      string
}

// The rows beside those of the commands.
const (
	launchRow   = 0
	reminderRow = commands + 1
	decisionRow = commands + 2
)

// write writes a row in a transaction of its own. An activity can run again, so
// the same row may come twice.
func (r *rows) write(ctx context.Context, w row) error {
	_, err := r.pool.Exec(ctx, `INSERT INTO evidence (lifecycle, n, kind, note) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		w.Lifecycle, w.N, w.Kind, w.Note)
	return err
}

// direct is arm D: the same rows by plain pgx. It waits for no timer.
type direct struct{ rows *rows }

func (direct) start(context.Context, int) error { return nil }
func (direct) stop() error                      { return nil }
func (direct) workflows(*job) []string          { return nil }

func (d direct) launch(ctx context.Context, j *job) error {
	return d.rows.write(ctx, row{j.id, launchRow, "launch", note()})
}

func (d direct) reminded(ctx context.Context, j *job) error {
	return d.rows.write(ctx, row{j.id, reminderRow, reminderFiled, note()})
}

func (d direct) command(ctx context.Context, j *job, n int) error {
	return d.rows.write(ctx, row{j.id, n, "command", note()})
}

func (d direct) ended(ctx context.Context, j *job) error {
	return d.rows.write(ctx, row{j.id, decisionRow, decisionFiled, note()})
}
