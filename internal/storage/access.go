package storage

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

var _ access.Store = (*Store)(nil)

const signInColumns = `id, person, began, seen, how, device, session, ended`

func scanSignIn(scan func(...any) error) (access.SignIn, error) {
	var s access.SignIn
	var began, seen, ended int64
	err := scan(&s.ID, &s.Person, &began, &seen, &s.How, &s.Device, &s.Session, &ended)
	s.Began, s.Seen, s.Ended = moment(began), moment(seen), moment(ended)
	return s, err
}

// BeginSignIn keeps a new sign-in. It refuses somebody who was erased.
func (s *Store) BeginSignIn(ctx context.Context, in access.SignIn) error {
	return s.transact(ctx, "begin a sign-in", func(tx *sql.Tx) error {
		var erased bool
		err := tx.QueryRowContext(ctx, `SELECT COUNT(*) > 0 FROM people WHERE id = $1 AND erased = 1`, string(in.Person)).Scan(&erased)
		if err != nil {
			return err
		}
		if erased {
			return improvement.Refuse(improvement.NotAllowed, "", "Whoever this was is no longer on record, and cannot sign in.")
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO sign_ins (`+signInColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			string(in.ID), string(in.Person), micros(in.Began), micros(in.Seen), string(in.How), in.Device, string(in.Session), micros(in.Ended))
		return err
	})
}

// SignIn gives a sign-in, ended or not.
func (s *Store) SignIn(ctx context.Context, id access.SignInID) (access.SignIn, error) {
	in, err := scanSignIn(s.read.QueryRowContext(ctx, `SELECT `+signInColumns+` FROM sign_ins WHERE id = $1`, string(id)).Scan)
	return in, failed("read a sign-in", orNotFound(err))
}

// SeeSignIn keeps that a sign-in was seen, unless it has ended.
func (s *Store) SeeSignIn(ctx context.Context, id access.SignInID, at time.Time) error {
	return s.change(ctx, "see a sign-in", `UPDATE sign_ins SET seen = $2 WHERE id = $1 AND ended = 0 AND seen < $2`, string(id), micros(at))
}

// SignInsOf lists somebody's sign-ins, the latest first.
func (s *Store) SignInsOf(ctx context.Context, person improvement.PersonID) ([]access.SignIn, error) {
	list, err := collect(ctx, s.read, func(rows *sql.Rows) (access.SignIn, error) { return scanSignIn(rows.Scan) },
		`SELECT `+signInColumns+` FROM sign_ins WHERE person = $1 ORDER BY began DESC, id`, string(person))
	return list, failed("list the sign-ins of "+string(person), err)
}

// EndSignIn ends a sign-in and its session.
func (s *Store) EndSignIn(ctx context.Context, id access.SignInID, at time.Time) error {
	_, err := s.endSignIns(ctx, at, `id = $1`, string(id))
	return err
}

// EndSignInsOf ends all of somebody's sign-ins but one, with their sessions.
func (s *Store) EndSignInsOf(ctx context.Context, person improvement.PersonID, except access.SignInID, at time.Time) (int, error) {
	return s.endSignIns(ctx, at, `person = $1 AND id <> $2`, string(person), string(except))
}

// endSignIns ends those of the sign-ins where something holds that have not ended.
func (s *Store) endSignIns(ctx context.Context, at time.Time, where string, args ...any) (int, error) {
	now := condition{args: slices.Clone(args)}
	sessions := `DELETE FROM sessions WHERE hash IN (SELECT session FROM sign_ins WHERE ` + where + `)` //nolint:gosec // of the two conditions above
	signIns := `UPDATE sign_ins SET ended = ` + now.value(micros(at)) + ` WHERE ended = 0 AND ` + where //nolint:gosec // as above
	var ended int64
	err := s.transact(ctx, "end sign-ins", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, sessions, args...); err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, signIns, now.args...)
		if err != nil {
			return err
		}
		ended, err = result.RowsAffected()
		return err
	})
	return int(ended), err
}

// change runs one statement.
func (s *Store) change(ctx context.Context, doing, text string, args ...any) error {
	_, err := s.write.ExecContext(ctx, text, args...)
	return failed(doing, err)
}

// TidyAccess drops what is no longer of use.
func (s *Store) TidyAccess(ctx context.Context, t access.Tidying) error {
	for _, st := range []statement{
		{`DELETE FROM sessions WHERE expires < $1`, []any{micros(t.Sessions)}},
		{`DELETE FROM access_links WHERE expires < $1`, []any{micros(t.Links)}},
		{`DELETE FROM drafts WHERE person = '' AND at < $1`, []any{micros(t.Anonymous)}},
		{`DELETE FROM drafts WHERE person <> '' AND at < $1`, []any{micros(t.Drafts)}},
		{`DELETE FROM sign_ins WHERE seen < $1`, []any{micros(t.SignIns)}},
	} {
		if err := s.change(ctx, "tidy who came in", st.text, st.args...); err != nil {
			return err
		}
	}
	return nil
}

// EraseAccess takes away all that is kept of how somebody comes in, but the audit, which
// has their identifier alone, and revokes the links that they were sent.
func (s *Store) EraseAccess(ctx context.Context, person improvement.PersonID, at time.Time) error {
	const doing = "erase how somebody comes in"
	return again(doing, func() error { return s.apply(ctx, accessErased(person, at)) })
}

// accessErased is all that takes away how somebody comes in.
func accessErased(person improvement.PersonID, at time.Time) []statement {
	who := []any{string(person)}
	statements := []statement{revocation(person, at), {`DELETE FROM sessions WHERE hash IN (SELECT session FROM sign_ins WHERE person = $1)`, who}}
	for _, table := range []string{"sign_ins", "access_links", "passkeys", "passkey_handles", "identities", "drafts", "calendars"} {
		statements = append(statements, statement{`DELETE FROM ` + table + ` WHERE person = $1`, who})
	}
	return statements
}
