package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// queries is a pool or a transaction.
type queries interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// collect reads all rows of a query, each by scan.
func collect[T any](ctx context.Context, q queries, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// scanText scans rows of one text.
func scanText[T ~string](rows *sql.Rows) (T, error) {
	var text string
	err := rows.Scan(&text)
	return T(text), err
}

// scanDoc scans rows of one JSON document.
func scanDoc[T any](rows *sql.Rows) (T, error) {
	var doc string
	var value T
	if err := rows.Scan(&doc); err != nil {
		return value, err
	}
	return value, json.Unmarshal([]byte(doc), &value)
}

// Actor resolves a person's roles, by body and role, and who hears for whom where
// one of them is under 16, with the roles of those. Somebody who is not on record is ErrNotFound.
func (s *Store) Actor(ctx context.Context, person improvement.PersonID) (improvement.Actor, error) {
	type line struct {
		adult, child improvement.PersonID
		erased       bool
		improvement.Membership
	}
	lines, err := collect(ctx, s.read, func(rows *sql.Rows) (l line, err error) {
		err = rows.Scan(&l.child, &l.adult, &l.erased, &l.Body, &l.Role)
		return l, err
	}, `
		SELECT '', p.adult, p.erased, COALESCE(m.body, ''), COALESCE(m.role, '')
		FROM people p LEFT JOIN memberships m ON m.person = p.id WHERE p.id = $1
		UNION ALL
		SELECT p.id, '', 0, COALESCE(m.body, ''), COALESCE(m.role, '')
		FROM people p LEFT JOIN memberships m ON m.person = p.id WHERE p.adult = $1
		ORDER BY 1, 4, 5`, string(person))
	if err == nil && (len(lines) == 0 || lines[0].child != "") {
		err = improvement.ErrNotFound
	}
	if err != nil {
		return improvement.Actor{}, failed("resolve "+string(person), err)
	}
	actor := improvement.Actor{Person: person, NamedAdult: lines[0].adult, Erased: lines[0].erased}
	for _, l := range lines { // by person; without a body where they have no role
		roles := &actor.Roles
		l.Person = person
		if l.child != "" {
			roles, l.Person = &actor.TheirRoles, l.child
			if !slices.Contains(actor.HearsFor, l.child) {
				actor.HearsFor = append(actor.HearsFor, l.child)
			}
		}
		if l.Body != "" {
			*roles = append(*roles, l.Membership)
		}
	}
	return actor, nil
}

func scanMembership(rows *sql.Rows) (improvement.Membership, error) {
	var m improvement.Membership
	err := rows.Scan(&m.Body, &m.Person, &m.Role)
	return m, err
}

// Members lists the memberships of a body, by role and person.
func (s *Store) Members(ctx context.Context, body improvement.BodyID) ([]improvement.Membership, error) {
	members, err := collect(ctx, s.read, scanMembership,
		`SELECT body, person, role FROM memberships WHERE body = $1 ORDER BY role, person`, string(body))
	return members, failed("list the members of "+string(body), err)
}

// Missing gives those of the people who are not on record, in their order. Who was
// erased takes part no more, and is missing.
func (s *Store) Missing(ctx context.Context, people []improvement.PersonID) ([]improvement.PersonID, error) {
	on := map[improvement.PersonID]bool{}
	for some := range slices.Chunk(people, maxParameters) {
		var c condition
		in(&c, "id", some)
		c.parts = append(c.parts, "erased = 0")
		known, err := collect(ctx, s.read, scanText[improvement.PersonID], `SELECT id FROM people`+c.where(), c.args...)
		if err != nil {
			return nil, failed("look for people", err)
		}
		for _, p := range known {
			on[p] = true
		}
	}
	var missing []improvement.PersonID
	for _, p := range people {
		if !on[p] {
			missing = append(missing, p)
			on[p] = true // named once
		}
	}
	return missing, nil
}

// State gives a subject's version and state as JSON.
func (s *Store) State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error) {
	var version int
	var state string
	err := s.read.QueryRowContext(ctx, `SELECT version, state FROM subjects WHERE id = $1`, string(subject)).Scan(&version, &state)
	if err != nil {
		return 0, nil, failed("read the state of "+string(subject), orNotFound(err))
	}
	return version, json.RawMessage(state), nil
}

// States gives the states of those of the subjects that are on record, each as JSON.
func (s *Store) States(ctx context.Context, subjects []improvement.SubjectID) (map[improvement.SubjectID]json.RawMessage, error) {
	type line struct{ id, state string }
	states := make(map[improvement.SubjectID]json.RawMessage, len(subjects))
	for some := range slices.Chunk(subjects, maxParameters) {
		var c condition
		in(&c, "id", some)
		lines, err := collect(ctx, s.read, func(rows *sql.Rows) (l line, err error) {
			err = rows.Scan(&l.id, &l.state)
			return l, err
		}, `SELECT id, state FROM subjects`+c.where(), c.args...)
		if err != nil {
			return nil, failed("read states", err)
		}
		for _, l := range lines {
			states[improvement.SubjectID(l.id)] = json.RawMessage(l.state)
		}
	}
	return states, nil
}

// StatesBy gives the states of what a filter keeps, each as JSON, in one query.
func (s *Store) StatesBy(ctx context.Context, f improvement.Filter) (map[improvement.SubjectID]json.RawMessage, error) {
	c := narrowed(f)
	states := map[improvement.SubjectID]json.RawMessage{}
	_, err := collect(ctx, s.read, func(rows *sql.Rows) (struct{}, error) {
		var id, state string
		err := rows.Scan(&id, &state)
		states[improvement.SubjectID(id)] = json.RawMessage(state)
		return struct{}{}, err
	}, `SELECT s.id, s.state FROM subjects s`+c.where()+` ORDER BY s.id`+page(c, f.Limit), c.args...)
	return states, failed("read the states of a list", err)
}

// Journals gives whole journals, ascending, in one query for each thousand; of what is not
// on record none.
func (s *Store) Journals(ctx context.Context, subjects []improvement.SubjectID) (map[improvement.SubjectID][]improvement.Entry, error) {
	journals := make(map[improvement.SubjectID][]improvement.Entry, len(subjects))
	for some := range slices.Chunk(subjects, maxParameters) {
		var c condition
		in(&c, "j.subject", some)
		_, err := collect(ctx, s.read, func(rows *sql.Rows) (struct{}, error) {
			var r row
			var id string
			if err := rows.Scan(&id, &r.version, &r.command, &r.nth, &r.person, &r.at, &r.event, &r.ev, &r.data, &r.hash); err != nil {
				return struct{}{}, err
			}
			entry, err := r.entry()
			subject := improvement.SubjectID(id)
			journals[subject] = append(journals[subject], entry)
			return struct{}{}, err
		}, `SELECT j.subject, `+rowColumns+` FROM journal j`+c.where()+` ORDER BY j.subject, j.version`, c.args...)
		if err != nil {
			return nil, failed("read journals", err)
		}
	}
	return journals, nil
}

// Journal gives a subject's entries after a version, ascending; none where there
// are none. A whole journal (after 0) that is not there is ErrNotFound.
func (s *Store) Journal(ctx context.Context, subject improvement.SubjectID, after int) ([]improvement.Entry, error) {
	entries, err := entriesAfter(ctx, s.read, subject, after)
	if err == nil && after <= 0 && len(entries) == 0 {
		err = improvement.ErrNotFound
	}
	return entries, failed("read the journal of "+string(subject), err)
}

func entriesAfter(ctx context.Context, q queries, subject improvement.SubjectID, after int) ([]improvement.Entry, error) {
	return collect(ctx, q, func(rows *sql.Rows) (improvement.Entry, error) {
		r, err := scanRow(rows)
		if err != nil {
			return improvement.Entry{}, err
		}
		return r.entry()
	}, `SELECT `+rowColumns+` FROM journal j WHERE j.subject = $1 AND j.version > $2 ORDER BY j.version`, string(subject), after)
}

const rowColumns = `j.version, j.command, j.nth, j.person, j.at, j.event, j.event_version, j.data, j.hash`

func scanRow(rows *sql.Rows) (row, error) {
	var r row
	err := rows.Scan(&r.version, &r.command, &r.nth, &r.person, &r.at, &r.event, &r.ev, &r.data, &r.hash)
	return r, err
}

// CommandEntry gives the last version that a command filed.
func (s *Store) CommandEntry(ctx context.Context, subject improvement.SubjectID, command improvement.CommandID) (int, error) {
	var version int
	err := s.read.QueryRowContext(ctx,
		`SELECT version FROM journal WHERE subject = $1 AND command = $2 ORDER BY nth DESC LIMIT 1`,
		string(subject), string(command)).Scan(&version)
	return version, failed("look for "+string(command)+" of "+string(subject), orNotFound(err))
}
