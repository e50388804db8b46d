package storage_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/internal/storage"
)

// grown makes a record in which nearly every notice has long been sent.
const grown = `
	WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
	INSERT INTO notices (person, minor, cause, subject, urgent, send_after, doc, message)
	SELECT 'anna', '', 'c' || i, 's', 0, 0, '{}', CASE WHEN i <= 3 THEN NULL ELSE 'm' || i END FROM n`

const grownMessages = `
	INSERT INTO messages (id, person, urgent, seq, attempts, ready, state, last_error, sent_at)
	SELECT message, person, 0, id, 1, 0, CASE cause WHEN 'c4' THEN 'waiting' WHEN 'c5' THEN 'failed' WHEN 'c6' THEN 'failed' ELSE 'sent' END, '', 0
	FROM notices WHERE message IS NOT NULL`

// unbounded finds a step that reads all that was ever sent, in PostgreSQL's words
// and in SQLite's; bounded are the indexes of what was not.
var (
	unbounded = regexp.MustCompile(`Seq Scan on (notices|messages)|SCAN (notices|messages|[nm])\b`)
	bounded   = regexp.MustCompile(`INDEX (notices_to_send|notices_in_bulk|messages_to_send|messages_in_bulk|messages_failed)`)
)

// The cost of a scrape must not grow with what was sent.
func TestGaugesReadOnlyWhatIsOpen(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		s := open(t, url, storage.Options{})
		raw(t, url, grown, grownMessages, `ANALYZE`)
		g, err := s.Gauges(t.Context(), "2026-07-12")
		if err != nil || g.NoticesWaiting != 4 || g.NoticesFailed != 2 {
			t.Errorf("%+v, %v; want 4 waiting and 2 failed", g, err)
		}
		explain := "EXPLAIN "
		if strings.HasPrefix(url, "sqlite:") {
			explain = "EXPLAIN QUERY PLAN "
		}
		query := strings.NewReplacer("$1", "'test'", "$2", "'approval'", "$3", "'2026-07-12'").Replace(storage.CountGauges)
		for _, step := range lastColumn(t, url, explain+query) {
			if unbounded.MatchString(step) && !bounded.MatchString(step) {
				t.Errorf("the count reads everything: %s", step)
			}
		}
	})
}

// lastColumn gives what stands last in each row, as text.
func lastColumn(t *testing.T, address, query string) []string {
	t.Helper()
	db, err := openRaw(address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for rows.Next() {
		row := make([]any, len(columns))
		var text string
		for i := range row {
			row[i] = new(any)
		}
		row[len(row)-1] = &text
		if err := rows.Scan(row...); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
	}
	if err := rows.Err(); err != nil || len(texts) == 0 {
		t.Fatalf("no plan: %v", err)
	}
	return texts
}
