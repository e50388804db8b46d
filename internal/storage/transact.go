package storage

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/cairnqi/cairn/improvement"
)

// maxCollisions is how often a transaction is run again before the record counts
// as unavailable. One run again is enough for two that race for one subject.
const maxCollisions = 10

// transact runs work in one transaction, again where another came between.
func (s *Store) transact(ctx context.Context, doing string, work func(*sql.Tx) error) error {
	return again(doing, func() error { return s.once(ctx, work) })
}

// again does what may be done again, as long as others come between.
func again(doing string, do func() error) error {
	var err error
	for range maxCollisions {
		if err = do(); err == nil || !collided(err) {
			return failed(doing, err)
		}
	}
	return failed(doing, fmt.Errorf("%w: others kept coming between: %w", improvement.ErrUnavailable, err))
}

func (s *Store) once(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after a commit it does nothing; the first error is what counts
	if err := work(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// takeTurn makes those wait for each other who may not work side by side: they all
// write the one row of the record first, which a transaction holds to its end.
func takeTurn(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `UPDATE record SET turns = turns + 1`)
	return err
}

// statement is one SQL text with its values.
type statement struct {
	text string
	args []any
}

// apply runs statements in order, all or none. PostgreSQL gets them in one round
// trip, which it runs as one transaction.
func (s *Store) apply(ctx context.Context, statements []statement) error {
	if s.read != s.write { // SQLite
		return s.once(ctx, func(tx *sql.Tx) error {
			for _, st := range statements {
				if _, err := tx.ExecContext(ctx, st.text, st.args...); err != nil {
					return err
				}
			}
			return nil
		})
	}
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() // gives it back to the pool
	return conn.Raw(func(driver any) error {
		batch := &pgx.Batch{}
		for _, st := range statements {
			batch.Queue(st.text, st.args...)
		}
		return driver.(*stdlib.Conn).Conn().SendBatch(ctx, batch).Close()
	})
}

// maxParameters bounds one statement: SQLite's driver looks each parameter up
// among all of them.
const maxParameters = 1_000

// overRows makes a statement over many rows, in as few statements as may be. In
// the text, %s stands for the rows; in row, ? stands for each value.
func overRows(text, row string, rows [][]any) []statement {
	var statements []statement
	for len(rows) > 0 {
		n := min(len(rows), maxParameters/len(rows[0]))
		marks, args := placeholders(row, rows[:n])
		statements = append(statements, statement{fmt.Sprintf(text, marks), args})
		rows = rows[n:]
	}
	return statements
}

// placeholders numbers the values of rows from $1 and lists them.
func placeholders(row string, rows [][]any) (string, []any) {
	pieces := strings.Split(row, "?")
	var text strings.Builder
	var args []any
	for i, values := range rows {
		if i > 0 {
			text.WriteString(", ")
		}
		for j, piece := range pieces {
			if j > 0 {
				args = append(args, values[j-1])
				text.WriteString("$" + strconv.Itoa(len(args)))
			}
			text.WriteString(piece)
		}
	}
	return text.String(), args
}

// condition collects what a list is narrowed by.
type condition struct {
	parts []string
	args  []any
}

// and adds a part in which ? stands for the value.
func (c *condition) and(part string, value any) {
	c.args = append(c.args, value)
	c.parts = append(c.parts, strings.ReplaceAll(part, "?", "$"+strconv.Itoa(len(c.args))))
}

// value gives the place of a further value.
func (c *condition) value(v any) string {
	c.args = append(c.args, v)
	return "$" + strconv.Itoa(len(c.args))
}

// limit is the clause that bounds a list.
func (c *condition) limit(rows int) string { return " LIMIT " + c.value(rows) }

// where is the clause, empty where nothing narrows.
func (c *condition) where() string {
	if len(c.parts) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.parts, " AND ")
}

// in keeps the rows whose column is one of the values, of which there is one at least.
func in[T ~string](c *condition, column string, values []T) {
	marks := make([]string, len(values))
	for i, v := range values {
		c.args = append(c.args, string(v))
		marks[i] = "$" + strconv.Itoa(len(c.args))
	}
	c.parts = append(c.parts, column+" IN ("+strings.Join(marks, ", ")+")")
}
