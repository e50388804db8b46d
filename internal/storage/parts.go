package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// partStatements add to the parts that people took.
func partStatements(subject improvement.SubjectID, taken []improvement.Taken) []statement {
	rows := make([][]any, len(taken))
	for i, t := range taken {
		rows[i] = []any{string(subject), string(t.Person), string(t.Deed), t.Entry, micros(t.At), t.N}
	}
	return overRows(`INSERT INTO parts (subject, person, deed, entry, at, n) VALUES %s`, `(?, ?, ?, ?, ?, ?)`, rows)
}

// part is one of them, as it stands in the table.
type part struct {
	person, deed string
	entry, at, n int64
}

func partsOf(taken []improvement.Taken) []part {
	parts := make([]part, len(taken))
	for i, t := range taken {
		parts[i] = part{string(t.Person), string(t.Deed), int64(t.Entry), micros(t.At), int64(t.N)}
	}
	return sortedParts(parts)
}

func sortedParts(parts []part) []part {
	slices.SortFunc(parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(a.entry, b.entry), cmp.Compare(a.person, b.person), cmp.Compare(a.deed, b.deed))
	})
	return parts
}

// readParts reads those of a subject.
func readParts(ctx context.Context, q queries, subject string) ([]part, error) {
	parts, err := collect(ctx, q, func(rows *sql.Rows) (p part, err error) {
		err = rows.Scan(&p.person, &p.deed, &p.entry, &p.at, &p.n)
		return p, err
	}, `SELECT person, deed, entry, at, n FROM parts WHERE subject = $1`, subject)
	return sortedParts(parts), err
}

// unhidden leaves out what nobody but a safeguarding contact knows of.
const unhidden = `NOT EXISTS (SELECT 1 FROM shelf h WHERE h.id = p.subject AND h.hidden = 1)`

// counted are the columns of what is counted of one kind of deed.
const counted = `CAST(SUM(p.n) AS BIGINT), COUNT(DISTINCT p.subject), MAX(p.at)`

// Did adds up what somebody did since a day, by kind; an empty day is since ever.
func (s *Store) Did(ctx context.Context, person improvement.PersonID, since improvement.Date) ([]improvement.Did, error) {
	did, err := collect(ctx, s.read, scanDeeds, `
		SELECT p.deed, `+counted+` FROM parts p
		WHERE p.person = $1 AND p.at >= $2 AND `+unhidden+` GROUP BY p.deed`, string(person), micros(since.Start()))
	return improvement.InOrder(did), failed("add up what "+string(person)+" did", err)
}

// scanDid scans one kind of deed, with the columns before it into what is given.
func scanDid(rows *sql.Rows, before ...any) (improvement.Did, error) {
	var kind improvement.DeedKind
	var n, in int
	var last int64
	err := rows.Scan(append(before, &kind, &n, &in, &last)...)
	return improvement.Counted(kind, n, in, improvement.DateOf(moment(last))), err
}

func scanDeeds(rows *sql.Rows) (improvement.Did, error) { return scanDid(rows) }

// DidIn adds up what somebody did since a day in each of some subjects, and in what was
// decided on them.
func (s *Store) DidIn(ctx context.Context, person improvement.PersonID, since improvement.Date, subjects []improvement.SubjectID) (map[improvement.SubjectID][]improvement.Did, error) {
	did := map[improvement.SubjectID][]improvement.Did{}
	for some := range slices.Chunk(subjects, maxParameters-2) {
		c := condition{args: []any{string(person), micros(since.Start())}}
		in(&c, "id", some)
		_, err := collect(ctx, s.read, func(rows *sql.Rows) (struct{}, error) {
			var matter improvement.SubjectID
			one, err := scanDid(rows, &matter)
			did[matter] = append(did[matter], one)
			return struct{}{}, err
		}, `
			WITH matters (id) AS (SELECT id FROM subjects`+c.where()+`),
			whole (matter, id) AS (
				SELECT id, id FROM matters
				UNION SELECT m.id, l.target FROM matters m JOIN links l ON l.source = m.id AND l.target > 'approval/' AND l.target < 'approval0')
			SELECT w.matter, p.deed, `+counted+` FROM whole w JOIN parts p ON p.subject = w.id AND p.person = $1
			WHERE p.at >= $2 AND `+unhidden+` GROUP BY w.matter, p.deed`, c.args...)
		if err != nil {
			return nil, failed("add up what "+string(person)+" did in each", err)
		}
	}
	for _, list := range did {
		improvement.InOrder(list)
	}
	return did, nil
}

// didTowards walks from subject $2 to what it rests on: by links, to the round of a
// priority, and to the approvals of each. It begins at the priorities of a round, too.
const didTowards = `
	WITH RECURSIVE before (id) AS (
		SELECT s.id FROM subjects s WHERE s.id = $2 OR s.parent = $2 AND s.parent <> '' AND s.kind = 'priority'
		UNION
		SELECT l.source FROM before b JOIN links l ON l.target = b.id),
	near (id) AS (SELECT id FROM before LIMIT $3),
	wide (id) AS (
		SELECT id FROM near
		UNION SELECT s.parent FROM near n JOIN subjects s ON s.id = n.id WHERE s.kind = 'priority' AND s.parent <> ''),
	whole (id) AS (
		SELECT id FROM wide
		UNION SELECT l.target FROM wide w JOIN links l ON l.source = w.id AND l.target > 'approval/' AND l.target < 'approval0')
	SELECT p.deed, ` + counted + ` FROM whole w JOIN parts p ON p.subject = w.id AND p.person = $1
	WHERE p.at <= $4 AND ` + unhidden + ` GROUP BY p.deed`

// DidTowards adds up what somebody did, up to a moment, in a subject and in what it rests on.
func (s *Store) DidTowards(ctx context.Context, person improvement.PersonID, subject improvement.SubjectID, until time.Time) ([]improvement.Did, error) {
	did, err := collect(ctx, s.read, scanDeeds, didTowards, string(person), string(improvement.Matter(subject)), improvement.MaxFollowed, micros(until))
	return improvement.InOrder(did), failed("add up what "+string(person)+" did towards "+string(subject), err)
}

// cameOf walks from what person $1 took part in since day $2, what is not one of many
// alike and the latest first, to what came of it. A vote on a subject leads on from that
// subject, and a round to its priorities. Each row tells whether they took part in it.
const cameOf = `
	WITH RECURSIVE mine (id) AS (
		SELECT CASE WHEN s.kind = 'approval' THEN s.parent ELSE s.id END AS matter
		FROM parts p JOIN subjects s ON s.id = p.subject
		WHERE p.person = $1 AND p.at >= $2 AND ` + unhidden + `
		GROUP BY CASE WHEN s.kind = 'approval' THEN s.parent ELSE s.id END
		ORDER BY MAX(CASE WHEN s.kind IN ('voice', 'evidence') THEN 0 ELSE 1 END) DESC, MAX(p.at) DESC, matter LIMIT $3),
	after (id) AS (
		SELECT id FROM (
			SELECT id FROM mine
			UNION SELECT s.id FROM mine m JOIN subjects s ON s.parent = m.id AND s.parent <> '' WHERE s.kind = 'priority') began
		UNION
		SELECT l.target FROM after a JOIN links l ON l.source = a.id
		WHERE NOT EXISTS (SELECT 1 FROM shelf h WHERE h.id = l.target AND h.hidden = 1)),
	came (id) AS (SELECT id FROM after LIMIT $4)
	SELECT ` + listingColumns + `, CASE WHEN s.id IN (SELECT id FROM mine) THEN 1 ELSE 0 END, (SELECT COUNT(*) FROM mine)
	FROM came c JOIN subjects s ON s.id = c.id`

// CameOf lists what somebody took part in since a day, and what came of that, by links;
// more tells that there is more than was followed.
func (s *Store) CameOf(ctx context.Context, person improvement.PersonID, since improvement.Date) (came []improvement.Came, more bool, err error) {
	begun := 0
	came, err = collect(ctx, s.read, func(rows *sql.Rows) (improvement.Came, error) {
		var c improvement.Came
		var title string
		if err := rows.Scan(append(listingInto(&c.Listing, &title), &c.Own, &begun)...); err != nil {
			return c, err
		}
		return c, json.Unmarshal([]byte(title), &c.Title)
	}, cameOf, string(person), micros(since.Start()), mostBegun+1, improvement.MaxFollowed+1)
	more = begun > mostBegun || len(came) > improvement.MaxFollowed
	return came[:min(len(came), improvement.MaxFollowed)], more, failed("follow what "+string(person)+" did", err)
}

// mostBegun is from how many subjects a part is followed: there is room for what came of
// them.
const mostBegun = improvement.MaxFollowed / 2
