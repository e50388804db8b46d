package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// Rebuilt is what a rebuild did.
type Rebuilt struct {
	Subjects int     `json:"subjects"`         // looked at
	Changed  int     `json:"changed"`          // of those, that stood otherwise
	Faults   []Fault `json:"faults,omitempty"` // those whose journal does not hold: left as they stood
}

// markEvery is after how many subjects a rebuild marks how far it has come.
const markEvery = 100

// RebuildDue tells that a rebuild was begun, or that a worker brought an older record up
// to date, and that it is not done.
func (s *Store) RebuildDue(ctx context.Context) (bool, error) {
	mark, err := s.rebuiltTo(ctx)
	return mark.Valid, err
}

func (s *Store) rebuiltTo(ctx context.Context) (sql.NullString, error) {
	var mark sql.NullString
	err := s.read.QueryRowContext(ctx, `SELECT rebuild FROM record`).Scan(&mark)
	return mark, failed("look how far the rebuild is", err)
}

// Rebuild makes the lines of lists, tasks, links, the shelf, the newsletters' readers and
// what search reads again from the journals, subject by subject, beside a working record. One that was cut off
// goes on behind where it was. Where the store has no opener, what search reads stays.
func (s *Store) Rebuild(ctx context.Context) (Rebuilt, error) {
	var done Rebuilt
	mark, err := s.rebuiltTo(ctx)
	if err != nil {
		return done, err
	}
	for last := mark.String; ; {
		if done.Subjects%markEvery == 0 {
			if err := s.setMark(ctx, sql.NullString{String: last, Valid: true}); err != nil {
				return done, err
			}
		}
		err := s.read.QueryRowContext(ctx, `SELECT id FROM subjects WHERE id > $1 ORDER BY id LIMIT 1`, last).Scan(&last)
		if errors.Is(err, sql.ErrNoRows) {
			if err := s.dropStrayReaders(ctx); err != nil {
				return done, err
			}
			return done, s.setMark(ctx, sql.NullString{})
		}
		if err == nil {
			err = s.rebuild(ctx, last, &done)
		}
		if err != nil {
			return done, failed("rebuild "+last, err)
		}
	}
}

func (s *Store) setMark(ctx context.Context, mark sql.NullString) error {
	_, err := s.write.ExecContext(ctx, `UPDATE record SET rebuild = $1`, mark)
	return failed("mark how far the rebuild is", err)
}

// rebuild makes one subject's again. Where something is filed to it meanwhile, it looks
// again.
func (s *Store) rebuild(ctx context.Context, subject string, done *Rebuilt) error {
	for range maxCollisions {
		h, err := s.readHeld(ctx, subject)
		if err != nil {
			return err
		}
		version, what := broken(improvement.SubjectID(subject), h)
		want, err := derivedOf(improvement.SubjectID(subject), h.rows)
		if what == "" && err != nil {
			what = err.Error()
		}
		if what != "" {
			done.Subjects++
			done.Faults = append(done.Faults, Fault{subject, version, what})
			return nil
		}
		changed, again, err := s.remake(ctx, subject, h, want)
		if err != nil {
			return err
		}
		marked, err := s.markAgain(ctx, improvement.SubjectID(subject), h)
		if err != nil {
			return err
		}
		changed = changed || marked
		if !again {
			done.Subjects++
			done.Changed += int(flag(changed))
			return nil
		}
	}
	return fmt.Errorf("%w: others kept filing to it", improvement.ErrUnavailable)
}

// remake writes what differs; again tells that the subject has moved on.
func (s *Store) remake(ctx context.Context, subject string, h held, want due) (changed, again bool, err error) {
	items, err := s.opened(ctx, want.items)
	if err != nil {
		return false, false, err
	}
	for i := range items {
		if s.opener == nil {
			items[i].said = nil // what is there stays
		}
	}
	spoken, err := s.spokenOf(ctx, items)
	if err != nil || spoken && h.kept.differs(want.kept) == "" {
		return false, false, err
	}
	statements, err := s.remakeStatements(improvement.SubjectID(subject), h, want, items)
	if err != nil {
		return false, false, err
	}
	err = s.transact(ctx, "make again what lists show of "+subject, func(tx *sql.Tx) error {
		again = false
		for i, st := range statements {
			result, err := tx.ExecContext(ctx, st.text, st.args...)
			if err != nil {
				return err
			}
			if n, err := result.RowsAffected(); i == 0 && n == 0 { // its line is of another version
				again = true
				return err
			}
		}
		return nil
	})
	return true, again, err
}

// remakeStatements are all that it writes. The first holds the subject where it stands
// until the end, or changes nothing.
func (s *Store) remakeStatements(subject improvement.SubjectID, h held, want due, items []readable) ([]statement, error) {
	summary, err := summaryValues(want.summary)
	if err != nil {
		return nil, err
	}
	all := []statement{
		{`UPDATE subjects SET open = $2, stage = $3, title = $4, lmg = $5, locality = $6, theme = $7, parent = $8, due = $9, outcome = $10
		WHERE id = $1 AND version = $11`, append(append([]any{string(subject)}, summary...), h.version)},
		{`DELETE FROM links WHERE subject = $1`, []any{string(subject)}},
		{`DELETE FROM parts WHERE subject = $1`, []any{string(subject)}},
	}
	tasks, err := taskStatements(improvement.Filing{Subject: subject, Tasks: want.derived.Tasks}, h.kept.tasks)
	if err != nil {
		return nil, err
	}
	all = slices.Concat(all, linkStatements(subject, want.links), partStatements(subject, want.derived.Taken), tasks,
		readAgainStatements(subject, want.derived.Subscribers), remadeTest(subject, want.test))
	for _, id := range slices.Sorted(maps.Keys(h.kept.shelf)) {
		if _, stays := want.shelf[id]; !stays {
			all = append(all, s.offStatements(id)...)
		}
	}
	shelf, err := s.shelfStatements(items)
	return append(all, shelf...), err
}

// spokenOf tells whether search reads of items what it should.
func (s *Store) spokenOf(ctx context.Context, items []readable) (bool, error) {
	for _, item := range items {
		said := map[improvement.PersonID]string{}
		_, err := collect(ctx, s.read, func(rows *sql.Rows) (struct{}, error) {
			var author improvement.PersonID
			var text string
			err := rows.Scan(&author, &text)
			said[author] = text
			return struct{}{}, err
		}, `SELECT author, text FROM search_text WHERE item = $1`, string(item.ID))
		if err != nil || item.said != nil && !maps.Equal(said, item.said) {
			return false, err
		}
	}
	return true, nil
}
