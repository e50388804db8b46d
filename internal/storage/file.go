package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// File files what one command did, in one transaction: the journal, the state,
// the subject's open tasks, the notices, its links, its items of the library, the parts that people took. A command that is on record, or a subject
// that has moved on, files nothing and gives what is there after f.Expected.
//
// A filing that does not follow itself, or that expects more than is on record,
// is an error that no retry mends.
func (s *Store) File(ctx context.Context, f improvement.Filing) (improvement.Filed, error) {
	doing := "file " + string(f.Command) + " of " + string(f.Subject)
	entries, err := ordered(f)
	if err != nil {
		return improvement.Filed{}, failed(doing, err)
	}
	items, err := s.opened(ctx, f.Shelved)
	if err != nil {
		return improvement.Filed{}, failed(doing, err)
	}
	var filed improvement.Filed
	err = again(doing, func() (err error) {
		filed, err = s.fileOnce(ctx, f, entries, items)
		return err
	})
	return filed, err
}

// fileOnce reads where the subject stands and files after it. Should another
// come between, the journal's or the subject's primary key refuses this one.
func (s *Store) fileOnce(ctx context.Context, f improvement.Filing, entries []improvement.Entry, items []readable) (improvement.Filed, error) {
	was, err := s.standing(ctx, f)
	switch {
	case err != nil:
		return improvement.Filed{}, err
	case was.held || was.version > f.Expected:
		there, err := entriesAfter(ctx, s.read, f.Subject, f.Expected)
		return improvement.Filed{Entries: there, Held: was.held}, err
	case was.version < f.Expected:
		return improvement.Filed{}, fmt.Errorf("the filing follows version %d, but the record is at %d", f.Expected, was.version)
	}
	statements, err := s.statementsOf(f, was, entries)
	if err != nil {
		return improvement.Filed{}, err
	}
	shelf, err := s.shelfStatements(items)
	if err != nil {
		return improvement.Filed{}, err
	}
	mailbox, err := s.mailboxStatements(ctx, f.Subject, entries)
	if err != nil {
		return improvement.Filed{}, err
	}
	track, err := trackOf(was.course)
	if err != nil {
		return improvement.Filed{}, err
	}
	course, err := courseStatements(f, track)
	if err != nil {
		return improvement.Filed{}, err
	}
	statements = slices.Concat(statements, mailbox, course, linkStatements(f.Subject, f.Links), partStatements(f.Subject, f.Taken), shelf)
	if err := s.apply(ctx, statements); err != nil {
		return improvement.Filed{}, err
	}
	return improvement.Filed{Entries: entries, Held: true}, nil
}

// ordered gives the entries as the record will, once it is sure that they follow.
func ordered(f improvement.Filing) ([]improvement.Entry, error) {
	if len(f.Entries) == 0 || f.Subject == "" || f.Command == "" {
		return nil, fmt.Errorf("a filing needs a subject, a command and at least one entry")
	}
	entries := make([]improvement.Entry, len(f.Entries))
	for i, e := range f.Entries {
		if e.Version != f.Expected+1+i || e.Command != f.Command {
			return nil, fmt.Errorf("entry %d is version %d of command %q, which does not follow version %d", i, e.Version, e.Command, f.Expected)
		}
		e.At = improvement.Moment(e.At)
		entries[i] = e
	}
	return entries, nil
}

// standing is what the record holds of a subject before a filing.
type standing struct {
	version int
	head    []byte
	held    bool             // the command is on record
	tasks   map[string]int64 // digest by key
	course  string           // as it stands, of a test of change
}

// standing reads all that a filing depends on, in one round trip.
func (s *Store) standing(ctx context.Context, f improvement.Filing) (standing, error) {
	was := standing{tasks: map[string]int64{}}
	rows, err := s.read.QueryContext(ctx, `
		SELECT s.version, s.head, CASE WHEN j.nth = 0 THEN 1 ELSE 0 END, COALESCE(t.key, ''), COALESCE(t.digest, 0), COALESCE(x.doc, '')
		FROM subjects s
		LEFT JOIN tests x ON x.subject = s.id
		LEFT JOIN journal j ON j.subject = s.id AND j.command = $2 AND j.nth = 0
		LEFT JOIN tasks t ON t.subject = s.id
		WHERE s.id = $1`, string(f.Subject), string(f.Command))
	if err != nil {
		return was, err
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		var digest int64
		if err := rows.Scan(&was.version, &was.head, &was.held, &key, &digest, &was.course); err != nil {
			return was, err
		}
		if key != "" {
			was.tasks[key] = digest
		}
	}
	return was, rows.Err()
}

// statementsOf is all that a filing writes.
func (s *Store) statementsOf(f improvement.Filing, was standing, entries []improvement.Entry) ([]statement, error) {
	rows, err := rowsOf(f.Subject, was.head, entries)
	if err != nil {
		return nil, err
	}
	subject, err := subjectStatement(f, rows[len(rows)-1])
	if err != nil {
		return nil, err
	}
	tasks, err := taskStatements(f, was.tasks)
	if err != nil {
		return nil, err
	}
	notices, err := s.noticeStatements(f.Notices)
	if err != nil {
		return nil, err
	}
	return slices.Concat([]statement{subject}, journalStatements(f.Subject, rows), tasks, directoryStatements(f.Subject, entries), subscriberStatements(f.Subscribers), notices), nil
}

func subjectStatement(f improvement.Filing, last row) (statement, error) {
	summary, err := summaryValues(f.Summary)
	values := append([]any{string(f.Subject), f.Expected, last.version, last.hash, string(f.State)}, summary...)
	if f.Expected > 0 {
		return statement{`
			UPDATE subjects SET version = $3, head = $4, state = $5, open = $6, stage = $7, title = $8,
			       lmg = $9, locality = $10, theme = $11, parent = $12, due = $13, outcome = $14
			WHERE id = $1 AND version = $2`, values}, err
	}
	values[1] = string(f.Subject.Kind())
	return statement{`
		INSERT INTO subjects (id, kind, version, head, state, open, stage, title, lmg, locality, theme, parent, due, outcome)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, values}, err
}

// summaryValues are the columns of a summary, in their order.
func summaryValues(u improvement.Summary) ([]any, error) {
	title, err := json.Marshal(u.Title)
	return []any{
		flag(u.Open), u.Stage, string(title), string(u.LMG), string(u.Locality), string(u.Theme), string(u.Parent),
		string(u.Due), u.Outcome,
	}, err
}

func journalStatements(subject improvement.SubjectID, rows []row) []statement {
	values := make([][]any, len(rows))
	for i, r := range rows {
		values[i] = []any{string(subject), r.version, r.command, r.nth, r.person, r.at, r.event, r.ev, r.data, r.hash}
	}
	return overRows(
		`INSERT INTO journal (subject, version, command, nth, person, at, event, event_version, data, hash) VALUES %s`,
		`(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, values)
}
