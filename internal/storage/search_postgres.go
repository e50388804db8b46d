package storage

import (
	"context"
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// PostgreSQL finds words by an index that knows no order: a page of the newest of 10,000
// items would mean reading all of them. So what an item is filed under stands among its
// words, its quarter of the year too, and a search takes the first of three ways that ends:
//
//  1. recent: among the newest items of all, in their order. A word that many items have
//     fills its page here.
//  2. few: all items that have the words, where they are not many.
//  3. older: quarter by quarter, the newest first, until the page is full. It matters for a
//     word that many items had once, and none of late.
//
// Each way gives the whole page, or gives way to the next. The planner is left no choice
// among them: it takes a word of two years ago for one of today.
const (
	recentItems = 1_000 // that the first way looks at
	fewItems    = 1_000 // that the second way reads
)

// findWords asks for words $1 under tags $2, $3 items at most. In place of each %s are
// conditions on the day of item i. Each CTE is materialised: as a part of the whole the
// planner would walk through all days for it.
var findWords = fmt.Sprintf(`
	WITH RECURSIVE said AS MATERIALIZED (SELECT plainto_tsquery('english', $1) AS words),
	asked AS MATERIALIZED (SELECT CASE WHEN numnode(words) > 0 THEN words && CAST($2 AS tsquery) END AS words FROM said),
	recent AS MATERIALIZED (
		SELECT n.id, n.day, n.doc
		FROM (SELECT i.id, i.day, i.doc, i.words FROM shelf i WHERE %%[1]s ORDER BY i.day DESC, i.id DESC LIMIT %[1]d) n
		WHERE n.words @@ (SELECT words FROM asked) LIMIT $3),
	few AS MATERIALIZED (
		SELECT i.id, i.day, i.doc FROM shelf i
		WHERE i.words @@ (SELECT words FROM asked) AND %%[1]s AND (SELECT COUNT(*) FROM recent) < $3 LIMIT %[2]d),
	quarters (begins) AS (
		SELECT `+quarterOf("MAX(i.day)")+` FROM shelf i WHERE %%[1]s
		UNION ALL
		SELECT (SELECT `+quarterOf("MAX(i.day)")+` FROM shelf i WHERE i.day < q.begins AND %%[1]s) FROM quarters q WHERE q.begins IS NOT NULL),
	older AS MATERIALIZED (
		SELECT o.id, o.day, o.doc FROM quarters q CROSS JOIN LATERAL (
			WITH hits AS MATERIALIZED (
				SELECT i.id, i.day, i.doc FROM shelf i
				WHERE i.words @@ ((SELECT words FROM asked) && CAST('''/quarter/' || q.begins || '''' AS tsquery)) AND %%[1]s)
			SELECT id, day, doc FROM hits ORDER BY day DESC, id DESC LIMIT $3) o
		WHERE (SELECT COUNT(*) FROM few) = %[2]d LIMIT $3)
	SELECT doc FROM (
		SELECT id, day, doc FROM recent WHERE (SELECT COUNT(*) FROM recent) >= $3
		UNION ALL SELECT id, day, doc FROM few WHERE (SELECT COUNT(*) FROM few) < %[2]d
		UNION ALL SELECT id, day, doc FROM older) found
	ORDER BY day DESC, id DESC LIMIT $3`, recentItems, fewItems)

// quarterOf is the month with which the quarter of a day begins, such as 2026-04; its
// argument is SQL.
func quarterOf(day string) string {
	month := `substr(` + day + `, 6, 2)`
	return `substr(` + day + `, 1, 5) || CASE WHEN ` + month + ` < '04' THEN '01' WHEN ` + month + ` < '07' THEN '04' WHEN ` + month + ` < '10' THEN '07' ELSE '10' END`
}

// tagsOf is the tags of an item; its arguments are SQL for the item's columns.
func tagsOf(day, kind, strength, lmg, locality, theme, priority, test, hidden string) string {
	return `array_to_tsvector(ARRAY['/quarter/' || ` + quarterOf(day) + `, '/kind/' || ` + kind + `, '/strength/' || ` + strength +
		`, '/lmg/' || ` + lmg + `, '/locality/' || ` + locality + `, '/theme/' || ` + theme + `, '/priority/' || ` + priority +
		`, '/test/' || ` + test + `, '/hidden/' || ` + hidden + `])`
}

// tagged is the tags that an item must have, as tsquery is written.
func tagged(f improvement.LibraryFilter) string {
	var all []string
	if !f.Hidden {
		all = append(all, `!'/hidden/1'`)
	}
	for _, by := range []struct{ under, value string }{
		{"kind", string(f.Kind)},
		{"strength", string(f.Strength)},
		{"lmg", string(f.LMG)},
		{"locality", string(f.Locality)},
		{"theme", string(f.Theme)},
		{"priority", string(f.Priority)},
		{"test", string(f.Test)},
	} {
		if by.value != "" {
			all = append(all, "'/"+by.under+"/"+quoted.Replace(by.value)+"'")
		}
	}
	return strings.Join(all, " & ")
}

var quoted = strings.NewReplacer(`'`, `''`, `\`, `\\`)

// findByWords gives the newest items that have all the words.
func (s *Store) findByWords(ctx context.Context, f improvement.LibraryFilter, words []string, limit int) ([]improvement.Shelved, error) {
	c := &condition{args: []any{s.search.query(words), tagged(f), limit}, parts: []string{"TRUE"}}
	if err := s.days(ctx, f, c); err != nil {
		return nil, err
	}
	return collect(ctx, s.read, scanDoc[improvement.Shelved], fmt.Sprintf(s.search.find, strings.Join(c.parts, " AND ")), c.args...)
}
