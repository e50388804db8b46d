package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// follow walks from subject $1 to what it rests on, and to what came of it, the nearest
// first, at most $2 on each side and itself. A subject that was met is not walked again,
// so a circle ends. Each row is a subject on a side with one link that leads it there;
// the subject itself has none, though ten thousand voices may lead to it.
var follow = `
	WITH RECURSIVE before (id) AS (
		SELECT s.id FROM subjects s WHERE s.id = $1 AND ` + told("s.id") + `
		UNION
		SELECT l.source FROM before b JOIN links l ON l.target = b.id WHERE ` + told("l.source") + `),
	after (id) AS (
		SELECT s.id FROM subjects s WHERE s.id = $1 AND ` + told("s.id") + `
		UNION
		SELECT l.target FROM after a JOIN links l ON l.source = a.id WHERE ` + told("l.target") + `),
	earlier (id) AS (SELECT id FROM before LIMIT $2),
	later (id) AS (SELECT id FROM after LIMIT $2),
	steps (side, id, source, target) AS (
		SELECT -1, e.id, COALESCE(l.source, ''), COALESCE(l.target, '')
		FROM earlier e LEFT JOIN links l ON l.source = e.id AND e.id <> $1 AND l.target IN (SELECT id FROM earlier)
		UNION ALL
		SELECT 1, e.id, COALESCE(l.source, ''), COALESCE(l.target, '')
		FROM later e LEFT JOIN links l ON l.target = e.id AND e.id <> $1 AND l.source IN (SELECT id FROM later))
	SELECT ` + listingColumns + `, COALESCE(h.day, ''), p.side, p.source, p.target
	FROM steps p JOIN subjects s ON s.id = p.id LEFT JOIN shelf h ON h.id = p.id`

// told is the condition that a trace tells of a subject: it is not hidden, and no voice
// that was taken back. Each is one look by the primary key.
func told(id string) string {
	return `NOT EXISTS (SELECT 1 FROM shelf h WHERE h.id = ` + id + ` AND h.hidden = 1)
		AND NOT EXISTS (SELECT 1 FROM subjects v WHERE v.id = ` + id + ` AND v.kind = 'voice' AND v.stage = 'withdrawn')`
}

// Trace follows links from a subject, both ways, in one query.
func (s *Store) Trace(ctx context.Context, subject improvement.SubjectID) (improvement.Trace, error) {
	var t walked
	_, err := collect(ctx, s.read, t.scan, follow, string(subject), improvement.MaxTraced+2)
	if err == nil && len(t.rows) == 0 {
		err = improvement.ErrNotFound
	}
	if err != nil {
		return improvement.Trace{}, failed("trace "+string(subject), err)
	}
	return t.trace(subject), nil
}

// walked are the rows of a walk.
type walked struct{ rows []step }

// step is a subject on one side, and a link that leads it there.
type step struct {
	improvement.Traced
	side int
	link improvement.Link
}

func (t *walked) scan(rows *sql.Rows) (struct{}, error) {
	var s step
	var title string
	into := append(listingInto(&s.Listing, &title), &s.Day, &s.side, &s.link.From, &s.link.To)
	if err := rows.Scan(into...); err != nil {
		return struct{}{}, err
	}
	err := json.Unmarshal([]byte(title), &s.Title)
	t.rows = append(t.rows, s)
	return struct{}{}, err
}

func (t *walked) trace(subject improvement.SubjectID) improvement.Trace {
	var all improvement.Trace
	for _, s := range t.rows {
		if s.Subject == subject {
			all.Of = s.Traced
		}
	}
	all.Before, all.MoreBefore = t.side(subject, -1)
	all.After, all.MoreAfter = t.side(subject, 1)
	all.Links = t.links(all)
	return all
}

// side lists what one side has, the nearest first, and whether there is more.
func (t *walked) side(from improvement.SubjectID, side int) ([]improvement.Traced, bool) {
	next := map[improvement.SubjectID][]improvement.SubjectID{}
	there := map[improvement.SubjectID]improvement.Traced{}
	for _, s := range t.rows {
		if s.side != side {
			continue
		}
		there[s.Subject] = s.Traced
		near, far := s.link.From, s.link.To
		if side < 0 {
			near, far = far, near
		}
		next[near] = append(next[near], far)
	}
	var found []improvement.Traced
	seen := map[improvement.SubjectID]bool{from: true, "": true}
	for steps, now := 1, []improvement.SubjectID{from}; len(now) > 0; steps++ {
		var then []improvement.SubjectID
		for _, at := range now {
			for _, far := range next[at] {
				if one, known := there[far]; known && !seen[far] {
					one.Steps, seen[far] = steps, true
					found, then = append(found, one), append(then, far)
				}
			}
		}
		now = then
	}
	slices.SortFunc(found, func(a, b improvement.Traced) int {
		return cmp.Or(cmp.Compare(a.Steps, b.Steps), cmp.Compare(a.Subject, b.Subject))
	})
	if len(found) > improvement.MaxTraced {
		return found[:improvement.MaxTraced], true
	}
	return found, false
}

// links gives those between what the trace lists, each once.
func (t *walked) links(of improvement.Trace) []improvement.Link {
	listed := map[improvement.SubjectID]bool{of.Of.Subject: true}
	for _, one := range slices.Concat(of.Before, of.After) {
		listed[one.Subject] = true
	}
	var links []improvement.Link
	for _, s := range t.rows {
		if listed[s.link.From] && listed[s.link.To] {
			links = append(links, s.link)
		}
	}
	return sortedLinks(links)
}

// sortedLinks gives each link once, in their order.
func sortedLinks(links []improvement.Link) []improvement.Link {
	sorted := slices.SortedFunc(slices.Values(links), func(a, b improvement.Link) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return slices.Compact(sorted)
}
