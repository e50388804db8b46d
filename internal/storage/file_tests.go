package storage

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"

	"github.com/cairnqi/cairn/improvement"
)

// testRow is how a test of change goes, as it stands in the table. The zero row is none.
type testRow struct {
	lmg, locality, theme, stage string
	open                        int64
	due, base, attention, stuck string
	lead, lwo, group            string
	decided                     string
	toFirst                     int64
	doc                         string
}

const testColumns = `lmg, locality, theme, stage, open, due, base, attention, stuck, lead, lwo, action_group, decided, to_first, doc`

func (r *testRow) into() []any {
	return []any{
		&r.lmg, &r.locality, &r.theme, &r.stage, &r.open, &r.due, &r.base, &r.attention, &r.stuck, &r.lead, &r.lwo, &r.group, &r.decided, &r.toFirst, &r.doc,
	}
}

func (r testRow) values() []any {
	return []any{
		r.lmg, r.locality, r.theme, r.stage, r.open, r.due, r.base, r.attention, r.stuck, r.lead, r.lwo, r.group, r.decided, r.toFirst, r.doc,
	}
}

// dayOrNone is how a day is stored that others are compared with: none comes behind all.
func dayOrNone(d improvement.Date) string { return cmp.Or(string(d), "~") }

// testRowOf is the row of a course; none where there is none.
func testRowOf(u improvement.Summary, c *improvement.Course) (testRow, error) {
	if c == nil {
		return testRow{}, nil
	}
	doc, err := json.Marshal(c)
	return testRow{
		lmg: string(u.LMG), locality: string(u.Locality), theme: string(u.Theme), stage: u.Stage, open: flag(u.Open), due: dayOrNone(u.Due),
		base: string(c.Base), attention: dayOrNone(c.Attention), stuck: dayOrNone(c.StuckFrom),
		lead: string(c.Lead), lwo: string(c.LWO), group: string(c.Group),
		decided: string(c.LastDecision()), toFirst: int64(c.ToFirst()), doc: string(doc),
	}, err
}

// readTestRow reads that of a subject.
func readTestRow(ctx context.Context, q queries, subject string) (testRow, error) {
	rows, err := collect(ctx, q, func(rows *sql.Rows) (r testRow, err error) {
		return r, rows.Scan(r.into()...)
	}, `SELECT `+testColumns+` FROM tests WHERE subject = $1`, subject)
	if err != nil || len(rows) == 0 {
		return testRow{}, err
	}
	return rows[0], nil
}

// courseStatements keep how a test goes; track is that of its journal so far.
func courseStatements(f improvement.Filing, track improvement.Track) ([]statement, error) {
	if f.Course == nil {
		return nil, nil
	}
	course := f.Course.Following(track)
	row, err := testRowOf(f.Summary, &course)
	return []statement{row.statement(f.Subject)}, err
}

func (r testRow) statement(subject improvement.SubjectID) statement {
	return statement{`
		INSERT INTO tests (subject, ` + testColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (subject) DO UPDATE SET lmg = excluded.lmg, locality = excluded.locality, theme = excluded.theme, stage = excluded.stage,
		       open = excluded.open, due = excluded.due, base = excluded.base, attention = excluded.attention, stuck = excluded.stuck,
		       lead = excluded.lead, lwo = excluded.lwo, action_group = excluded.action_group, decided = excluded.decided,
		       to_first = excluded.to_first, doc = excluded.doc`, append([]any{string(subject)}, r.values()...)}
}

// remadeTest makes the row what the journal gives.
func remadeTest(subject improvement.SubjectID, r testRow) []statement {
	if r == (testRow{}) {
		return []statement{{`DELETE FROM tests WHERE subject = $1`, []any{string(subject)}}}
	}
	return []statement{r.statement(subject)}
}

// trackOf reads the track of a course as it stands; empty where there is none.
func trackOf(doc string) (improvement.Track, error) {
	var c improvement.Course
	if doc == "" {
		return c.Track, nil
	}
	err := json.Unmarshal([]byte(doc), &c)
	return c.Track, err
}
