package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// copies are the tables that are copied as they stand, with their columns that have names
// in them and those that do not.
var copies = []struct{ table, named, plain string }{
	{"subjects", "id, lmg, locality, parent, state", "kind, version, head, anchored, open, stage, title, theme, due, outcome"},
	{"journal", "subject, person, data", "version, command, nth, at, event, event_version, hash"},
	{"tasks", "subject, owner, body, doc", "key, role, due, digest"},
	{"tests", "subject, lmg, locality, lead, lwo, action_group, doc", "theme, stage, open, due, base, attention, stuck, decided, to_first"},
	{"links", "subject, source, target", ""},
	{"parts", "subject, person", "deed, entry, at, n"},
	{"people", "id", "adult, erased"},
	{"memberships", "body, person", "role"},
}

// renamed is a column under the names of a copy. Sealed words stay those of whoever wrote
// them: under another name they would not open.
func renamed(column, of string) string {
	named := fmt.Sprintf("replace(%s, %s.model, %[2]s.mark)", column, of)
	for _, author := range []string{"", "voice/"} {
		named = fmt.Sprintf(`replace(%s, '{"by":"%s' || %s.mark, '{"by":"%[2]s' || %[3]s.model)`, named, author, of)
	}
	return named
}

// others are the LMGs that are copies, each with the mark of the one that it is a copy of.
const others = `CREATE TEMP TABLE others AS
	SELECT g, 'l' || lpad(g::text, 3, '0') || '-' AS mark, 'l' || lpad((g %% %d)::text, 3, '0') || '-' AS model
	FROM generate_series(%[1]d, %d) g`

// Items are not copied word by word: each copy has the text of another item, and lies on
// another day; what it is filed under stands among its words, as the record has it. A fifth of an LMG's items name its town; a third of those of one summer
// are about what nobody has written of since.
var itemCopies = []string{
	`CREATE TEMP TABLE texts AS SELECT row_number() OVER (ORDER BY item) - 1 AS n, text FROM search_text`,
	`CREATE UNIQUE INDEX ON texts (n)`,
	`CREATE TEMP TABLE copied AS
	SELECT replace(i.id, o.model, o.mark) AS id, i.id AS original, o.mark, o.model,
	       to_char(i.day::date - (o.g * 13 % 60)::int, 'YYYY-MM-DD') AS day, abs(hashtext(i.id || o.mark)) AS chance
	FROM shelf i JOIN others o ON position(o.model IN i.id) > 0`,
	`INSERT INTO search_text (item, author, text)
	SELECT c.id, c.mark || 'lwo', t.text
	       || CASE WHEN c.chance % 5 = 0 THEN ' town' || substr(c.mark, 2, 3) ELSE '' END
	       || CASE WHEN c.chance % 3 = 0 AND c.day BETWEEN '2024-05-01' AND '2024-08-31' THEN ' lockdown' ELSE '' END
	FROM copied c JOIN texts t ON t.n = c.chance % (SELECT count(*) FROM texts)`,
	`INSERT INTO shelf (id, day, kind, strength, lmg, locality, theme, priority, test, hidden, doc, words)
	SELECT c.id, c.day, i.kind, i.strength, replace(i.lmg, c.model, c.mark), replace(i.locality, c.model, c.mark), i.theme,
	       replace(i.priority, c.model, c.mark), replace(i.test, c.model, c.mark), i.hidden,
	       replace(` + renamed("i.doc", "c") + `, '"day":"' || i.day, '"day":"' || c.day), strip(to_tsvector('english', s.text)) ||
	       array_to_tsvector(ARRAY(SELECT CASE WHEN word LIKE '/quarter/%' THEN '/quarter/' || to_char(date_trunc('quarter', c.day::date), 'YYYY-MM') ELSE replace(word, c.model, c.mark) END
	                               FROM unnest(tsvector_to_array(i.words)) word WHERE word LIKE '/%'))
	FROM copied c JOIN shelf i ON i.id = c.original JOIN search_text s ON s.item = c.id
	ORDER BY c.day, c.chance`, // as a record grows
}

// copyLMGs copies the first LMGs under the names of all others. It counts the items of all.
func copyLMGs(ctx context.Context, url string, c county, say func(string, ...any)) (items int, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, err
	}
	if err = copyOn(ctx, conn, c, say); err == nil {
		err = conn.QueryRow(ctx, `SELECT count(*) FROM shelf`).Scan(&items)
	}
	return items, errors.Join(err, conn.Close(ctx))
}

func copyOn(ctx context.Context, conn *pgx.Conn, c county, say func(string, ...any)) error {
	if _, err := conn.Exec(ctx, fmt.Sprintf(others, len(shares), c.LMGs-1)); err != nil {
		return err
	}
	for _, t := range copies {
		say("copying %s", t.table)
		var replaced []string
		for column := range strings.SplitSeq(t.named, ", ") {
			replaced = append(replaced, renamed("o."+column, "n"))
		}
		columns, values := t.named, strings.Join(replaced, ", ")
		if t.plain != "" {
			columns, values = columns+", "+t.plain, values+", o."+strings.ReplaceAll(t.plain, ", ", ", o.")
		}
		first, _, _ := strings.Cut(t.named, ",")
		_, err := conn.Exec(ctx, fmt.Sprintf(`INSERT INTO %s (%s) SELECT %s FROM others n JOIN %s o ON position(n.model IN o.%s) > 0`,
			t.table, columns, values, t.table, first))
		if err != nil {
			return fmt.Errorf("copy %s: %w", t.table, err)
		}
	}
	say("copying items")
	for _, text := range itemCopies {
		if _, err := conn.Exec(ctx, text); err != nil {
			return fmt.Errorf("copy items: %w", err)
		}
	}
	// Anchored, as those of other days are: a worker that starts looks at the rest.
	for _, text := range []string{`UPDATE subjects SET anchored = version`, `VACUUM ANALYZE`} {
		if _, err := conn.Exec(ctx, text); err != nil {
			return err
		}
	}
	return nil
}
