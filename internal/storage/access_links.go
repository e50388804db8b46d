package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// PutLink keeps a new one-time link.
func (s *Store) PutLink(ctx context.Context, l access.Link) error {
	return s.change(ctx, "keep a link", `INSERT INTO access_links (hash, kind, person, browser, made, expires, used) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(l.Hash), string(l.Kind), string(l.Person), string(l.Browser), micros(l.Made), micros(l.Expires), micros(l.Used))
}

// Link gives a one-time link, used or not; access.ErrNoLink where there is none.
func (s *Store) Link(ctx context.Context, hash access.Hash) (access.Link, error) {
	l, err := link(ctx, s.read, hash)
	return l, failed("read a link", err)
}

func link(ctx context.Context, q queries, hash access.Hash) (access.Link, error) {
	l := access.Link{Hash: hash}
	var made, expires, used int64
	err := q.QueryRowContext(ctx, `SELECT kind, person, browser, made, expires, used FROM access_links WHERE hash = $1`, string(hash)).
		Scan(&l.Kind, &l.Person, &l.Browser, &made, &expires, &used)
	if errors.Is(err, sql.ErrNoRows) {
		return l, access.ErrNoLink
	}
	l.Made, l.Expires, l.Used = moment(made), moment(expires), moment(used)
	return l, err
}

// UseLink uses a one-time link. Of many at once one has it: whose change of the row comes
// first. The others are answered by the rule, as of a link that was used.
func (s *Store) UseLink(ctx context.Context, hash, browser access.Hash, at time.Time) (access.Link, error) {
	var l access.Link
	err := s.transact(ctx, "use a link", func(tx *sql.Tx) error {
		var err error
		if l, err = link(ctx, tx, hash); err != nil {
			return err
		}
		if err := l.Check(browser, at); err != nil {
			return err
		}
		l.Used = at
		result, err := tx.ExecContext(ctx, `UPDATE access_links SET used = $2 WHERE hash = $1 AND used = 0`, string(hash), micros(at))
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			return err
		}
		return l.Check(browser, at)
	})
	return l, err
}

// DropLinks takes away somebody's one-time links of a kind.
func (s *Store) DropLinks(ctx context.Context, person improvement.PersonID, kind access.LinkKind) error {
	return s.change(ctx, "drop links", `DELETE FROM access_links WHERE person = $1 AND kind = $2`, string(person), string(kind))
}

// RevokeTaskLinks ends all of somebody's signed links that were made until then.
func (s *Store) RevokeTaskLinks(ctx context.Context, person improvement.PersonID, at time.Time) error {
	st := revocation(person, at)
	return s.change(ctx, "revoke the links of "+string(person), st.text, st.args...)
}

func revocation(person improvement.PersonID, at time.Time) statement {
	return statement{`INSERT INTO task_links_void (person, void_before) VALUES ($1, $2)
		ON CONFLICT (person) DO UPDATE SET void_before = CASE WHEN excluded.void_before > task_links_void.void_before
			THEN excluded.void_before ELSE task_links_void.void_before END`, []any{string(person), micros(at)}}
}

// TaskLinksVoidBefore tells until when somebody's signed links are revoked; zero: none was.
func (s *Store) TaskLinksVoidBefore(ctx context.Context, person improvement.PersonID) (time.Time, error) {
	var before int64
	err := s.read.QueryRowContext(ctx, `SELECT COALESCE(MAX(void_before), 0) FROM task_links_void WHERE person = $1`, string(person)).Scan(&before)
	return moment(before), failed("read what links of "+string(person)+" are revoked", err)
}
