package storage

import "strings"

// search is how one kind of database finds words: the only place where the two need
// SQL texts of their own. PostgreSQL keeps the index of words in the shelf's rows,
// SQLite in a table of FTS5.
type search struct {
	put   string   // puts an item on the shelf: $1 to $11
	index []string // bring the index in step with search_text, of item $1
	off   []string // take item $1 off the shelf
	wait  string   // waits for filings that are under way with somebody's words
	erase []string // take the words of author $1 out, and leave what others wrote
	find  string   // all of a search; see search_postgres.go. Where it is empty, there is has
	has   string   // the condition that an item i has the words ?
	query func(words []string) string
}

const onShelf = `
	ON CONFLICT (id) DO UPDATE SET day = excluded.day, kind = excluded.kind, strength = excluded.strength,
	       lmg = excluded.lmg, locality = excluded.locality, theme = excluded.theme, priority = excluded.priority,
	       test = excluded.test, hidden = excluded.hidden, doc = excluded.doc`

const vectorOf = `COALESCE((SELECT strip(to_tsvector('english', string_agg(t.text, ' '))) FROM search_text t`

var postgresSearch = search{
	put: `
	INSERT INTO shelf (id, day, kind, strength, lmg, locality, theme, priority, test, hidden, doc, words)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, ` + vectorOf + ` WHERE t.item = $1), '') || ` +
		tagsOf("$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "CAST($10 AS BIGINT)") + `)` +
		onShelf + `, words = excluded.words`,
	off: []string{
		`DELETE FROM search_text WHERE item = $1`,
		`DELETE FROM shelf WHERE id = $1`,
	},
	wait: `LOCK TABLE search_text IN SHARE ROW EXCLUSIVE MODE`,
	erase: []string{
		`UPDATE shelf SET words = ` + vectorOf + ` WHERE t.item = shelf.id AND t.author <> $1), '') || ` +
			tagsOf("day", "kind", "strength", "lmg", "locality", "theme", "priority", "test", "hidden") + `
		WHERE id IN (SELECT item FROM search_text WHERE author = $1)`,
		`DELETE FROM search_text WHERE author = $1`,
	},
	find:  findWords,
	query: func(words []string) string { return strings.Join(words, " ") },
}

var sqliteSearch = search{
	put: `
	INSERT INTO shelf (id, day, kind, strength, lmg, locality, theme, priority, test, hidden, doc)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)` + onShelf,
	index: []string{
		`DELETE FROM search WHERE rowid = (SELECT n FROM shelf WHERE id = $1)`,
		`INSERT INTO search (rowid, words)
		SELECT i.n, group_concat(t.text, ' ') FROM search_text t JOIN shelf i ON i.id = t.item WHERE t.item = $1 GROUP BY i.n`,
	},
	off: []string{
		`DELETE FROM search WHERE rowid = (SELECT n FROM shelf WHERE id = $1)`,
		`DELETE FROM search_text WHERE item = $1`,
		`DELETE FROM shelf WHERE id = $1`,
	},
	erase: []string{
		`DELETE FROM search WHERE rowid IN (SELECT i.n FROM search_text t JOIN shelf i ON i.id = t.item WHERE t.author = $1)`,
		`INSERT INTO search (rowid, words)
		SELECT i.n, group_concat(t.text, ' ') FROM search_text t JOIN shelf i ON i.id = t.item
		WHERE t.author <> $1 AND t.item IN (SELECT item FROM search_text WHERE author = $1) GROUP BY i.n`,
		`DELETE FROM search_text WHERE author = $1`,
	},
	has:   `i.n IN (SELECT rowid FROM search WHERE search MATCH ?)`,
	query: func(words []string) string { return `"` + strings.Join(words, `" "`) + `"` },
}
