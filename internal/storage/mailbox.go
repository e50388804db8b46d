package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// MarkAddresses hands the store who marks people's addresses. Until then nobody who is
// filed is found by theirs. It is called once, before the store is used, with ReadWords.
func (s *Store) MarkAddresses(marker access.Marker) { s.marker = marker }

// PeopleAt lists those whose address has the mark: a household may share one. Nobody
// under 16 and nobody who was erased is among them.
func (s *Store) PeopleAt(ctx context.Context, mark string) ([]improvement.PersonID, error) {
	if mark == "" {
		return nil, nil
	}
	list, err := collect(ctx, s.read, scanText[improvement.PersonID],
		`SELECT id FROM people WHERE mailbox = $1 AND erased = 0 AND adult = '' ORDER BY id`, mark)
	return list, failed("look for an address", err)
}

// mailboxStatements keep the mark of a person's address in step with the journal. With
// another address all ways in of before end, in the same transaction: whatever filed it, and
// whatever fails, nobody who had the old address comes in after the new one stands.
func (s *Store) mailboxStatements(ctx context.Context, subject improvement.SubjectID, entries []improvement.Entry) ([]statement, error) {
	mark, known, err := s.mailboxOf(ctx, subject, entries)
	if err != nil || !known {
		return nil, err
	}
	statements := []statement{{`UPDATE people SET mailbox = $2 WHERE id = $1`, []any{subject.ID(), mark}}}
	by, moved, err := s.movedBy(ctx, subject, entries, mark)
	if err == nil && moved {
		statements = append(statements, lockOut(improvement.PersonID(subject.ID()), by, time.Now())...)
	}
	return statements, err
}

// movedBy tells whether the entries give somebody on record an address with another mark,
// and who filed it. An erasure sees to its person's ways in itself.
func (s *Store) movedBy(ctx context.Context, subject improvement.SubjectID, entries []improvement.Entry, mark string) (by improvement.PersonID, moved bool, err error) {
	for _, entry := range entries {
		if _, recorded := entry.Event.(*improvement.PersonRecorded); recorded {
			by, moved = entry.By, true
		}
	}
	if !moved {
		return "", false, nil
	}
	var was string
	err = s.read.QueryRowContext(ctx, `SELECT mailbox FROM people WHERE id = $1`, subject.ID()).Scan(&was)
	if errors.Is(err, sql.ErrNoRows) { // they are new
		return "", false, nil
	}
	return by, was != mark, err
}

// lockOut ends all by which somebody comes in, and keeps in the audit who did.
func lockOut(person, by improvement.PersonID, at time.Time) []statement {
	about := string(improvement.PersonSubject(person))
	return append(accessErased(person, at), auditStatement(access.Audited{At: at, Person: by, What: access.SignInsEnded, About: about}))
}

// mailboxOf gives the mark of the address that stands after the entries; known is false
// where they do not tell.
func (s *Store) mailboxOf(ctx context.Context, subject improvement.SubjectID, entries []improvement.Entry) (mark string, known bool, err error) {
	if subject.Kind() != improvement.KindPerson || s.marker == nil || s.opener == nil {
		return "", false, nil
	}
	var address improvement.Words
	for _, entry := range entries {
		switch e := entry.Event.(type) {
		case *improvement.PersonRecorded:
			address, known = e.Person.Email, true
		case *improvement.PersonErased:
			address, known = improvement.Words{}, true
		}
	}
	if address.Empty() {
		return "", known, nil
	}
	text, err := s.opener.Open(ctx, address)
	if errors.Is(err, improvement.ErrErased) {
		return "", known, nil
	}
	if err == nil {
		mark, err = access.AddressMark(s.marker, text)
	}
	return mark, known, err
}

// markAgain makes the mark of a person's address again, unless something was filed
// meanwhile: then that did.
func (s *Store) markAgain(ctx context.Context, subject improvement.SubjectID, h held) (bool, error) {
	if subject.Kind() != improvement.KindPerson {
		return false, nil
	}
	entries, err := decoded(h.rows)
	if err != nil {
		return false, err
	}
	mark, known, err := s.mailboxOf(ctx, subject, entries)
	if err != nil || !known {
		return false, err
	}
	changed := false
	err = s.transact(ctx, "mark the address of "+string(subject), func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `
			UPDATE people SET mailbox = $2 WHERE id = $1 AND mailbox <> $2
			AND EXISTS (SELECT 1 FROM subjects WHERE id = $3 AND version = $4)`, subject.ID(), mark, string(subject), h.version)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		changed = n > 0
		return err
	})
	return changed, err
}
