package storage

import (
	"context"
	"database/sql"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// PutDraft keeps a form that is being written, in the place of the one before.
func (s *Store) PutDraft(ctx context.Context, d access.Draft) error {
	if err := d.Check(); err != nil {
		return err
	}
	return s.change(ctx, "keep a draft", `INSERT INTO drafts (person, browser, form, at, sealed) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person, browser, form) DO UPDATE SET at = excluded.at, sealed = excluded.sealed`,
		string(d.Person), string(d.Browser), d.Form, micros(d.At), d.Sealed)
}

// Draft gives the draft of a form.
func (s *Store) Draft(ctx context.Context, person improvement.PersonID, browser access.Hash, form string) (access.Draft, error) {
	d := access.Draft{Person: person, Browser: browser, Form: form}
	var at int64
	err := s.read.QueryRowContext(ctx, `SELECT at, sealed FROM drafts WHERE person = $1 AND browser = $2 AND form = $3`,
		string(person), string(browser), form).Scan(&at, &d.Sealed)
	d.At = moment(at)
	return d, failed("read a draft", orNotFound(err))
}

// DropDraft takes a draft away.
func (s *Store) DropDraft(ctx context.Context, person improvement.PersonID, browser access.Hash, form string) error {
	return s.change(ctx, "drop a draft", `DELETE FROM drafts WHERE person = $1 AND browser = $2 AND form = $3`, string(person), string(browser), form)
}

// DraftsOf lists somebody's drafts, the latest first, without their content.
func (s *Store) DraftsOf(ctx context.Context, person improvement.PersonID) ([]access.Draft, error) {
	if person == "" {
		return nil, nil // those are of browsers
	}
	list, err := collect(ctx, s.read, func(rows *sql.Rows) (access.Draft, error) {
		d := access.Draft{Person: person}
		var at int64
		err := rows.Scan(&d.Form, &at)
		d.At = moment(at)
		return d, err
	}, `SELECT form, at FROM drafts WHERE person = $1 ORDER BY at DESC, form`, string(person))
	return list, failed("list the drafts of "+string(person), err)
}

// PutCalendar keeps by which token somebody's due dates are read.
func (s *Store) PutCalendar(ctx context.Context, c access.Calendar) error {
	return s.change(ctx, "keep a calendar", `INSERT INTO calendars (hash, person, made) VALUES ($1, $2, $3)
		ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, made = excluded.made`, string(c.Hash), string(c.Person), micros(c.Made))
}

// CalendarOwner gives whose due dates a token reads.
func (s *Store) CalendarOwner(ctx context.Context, hash access.Hash) (improvement.PersonID, error) {
	return s.owner(ctx, "find whose a calendar is", `SELECT person FROM calendars WHERE hash = $1`, string(hash))
}

// CalendarOf gives somebody's calendar.
func (s *Store) CalendarOf(ctx context.Context, person improvement.PersonID) (access.Calendar, error) {
	c := access.Calendar{Person: person}
	var made int64
	err := s.read.QueryRowContext(ctx, `SELECT hash, made FROM calendars WHERE person = $1`, string(person)).Scan(&c.Hash, &made)
	c.Made = moment(made)
	return c, failed("read the calendar of "+string(person), orNotFound(err))
}

// DropCalendar takes somebody's calendar away.
func (s *Store) DropCalendar(ctx context.Context, person improvement.PersonID) error {
	return s.change(ctx, "drop a calendar", `DELETE FROM calendars WHERE person = $1`, string(person))
}

// Append adds an entry to the audit.
func (s *Store) Append(ctx context.Context, a access.Audited) error {
	st := auditStatement(a)
	return s.change(ctx, "add to the audit", st.text, st.args...)
}

func auditStatement(a access.Audited) statement {
	a = a.Clean()
	return statement{`INSERT INTO audit (at, person, what, about, how, reference) VALUES ($1, $2, $3, $4, $5, $6)`,
		[]any{micros(a.At), string(a.Person), string(a.What), a.About, string(a.How), a.Reference}}
}

// Audit lists entries of the audit, the latest first.
func (s *Store) Audit(ctx context.Context, f access.AuditFilter, limit int) ([]access.Audited, error) {
	var c condition
	if f.Person != "" {
		c.and("person = ?", string(f.Person))
	}
	if f.What != "" {
		c.and("what = ?", string(f.What))
	}
	if !f.Since.IsZero() {
		c.and("at >= ?", micros(f.Since))
	}
	if f.Before > 0 {
		c.and("seq < ?", f.Before)
	}
	list, err := collect(ctx, s.read, func(rows *sql.Rows) (access.Audited, error) {
		var a access.Audited
		var at int64
		err := rows.Scan(&a.Seq, &at, &a.Person, &a.What, &a.About, &a.How, &a.Reference)
		a.At = moment(at)
		return a, err
	}, `SELECT seq, at, person, what, about, how, reference FROM audit`+c.where()+` ORDER BY seq DESC`+c.limit(limit), c.args...)
	return list, failed("list the audit", err)
}
