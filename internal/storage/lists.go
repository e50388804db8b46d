package storage

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/cairnqi/cairn/improvement"
)

// List gives subjects by ID.
func (s *Store) List(ctx context.Context, f improvement.Filter) ([]improvement.Listing, error) {
	c := narrowed(f)
	list, err := collect(ctx, s.read, scanListing, `
		SELECT `+listingColumns+` FROM subjects s`+c.where()+` ORDER BY s.id`+page(c, f.Limit), c.args...)
	return list, failed("list subjects", err)
}

const listingColumns = `s.id, s.version, s.open, s.stage, s.title, s.lmg, s.locality, s.theme, s.parent, s.due, s.outcome`

// page bounds a list; 0 does not.
func page(c *condition, limit int) string {
	if limit <= 0 {
		return ""
	}
	return c.limit(limit)
}

func narrowed(f improvement.Filter) *condition {
	c := &condition{}
	if f.Open {
		c.and("s.open = ?", flag(true))
	}
	if f.SinceAnchor {
		c.and("s.version > s.anchored + ?", 0)
	}
	if f.Kind != "" { // whose subjects stand together: "kind/" to "kind0"
		c.and("s.id > ?", string(f.Kind)+"/")
		c.and("s.id < ?", string(f.Kind)+"0")
	}
	for _, by := range []struct{ part, value string }{
		{"s.kind = ?", string(f.Kind)},
		{"s.id > ?", string(f.After)},
		{"s.stage = ?", f.Stage},
		{"s.lmg = ? AND s.lmg <> ''", string(f.LMG)}, // as the index of it says
		{"s.locality = ?", string(f.Locality)},
		{"s.theme = ?", string(f.Theme)},
		{"s.parent = ?", string(f.Parent)},
		{"EXISTS (SELECT 1 FROM journal b WHERE b.subject = s.id AND b.version = 1 AND b.person = ?)", string(f.BegunBy)},
		{"EXISTS (SELECT 1 FROM tasks t WHERE t.subject = s.id AND t.due < ? AND t.due <> '')", string(f.OverdueOn)},
	} {
		if by.value != "" {
			c.and(by.part, by.value)
		}
	}
	return c
}

func scanListing(rows *sql.Rows) (improvement.Listing, error) {
	var l improvement.Listing
	var title string
	if err := rows.Scan(listingInto(&l, &title)...); err != nil {
		return l, err
	}
	return l, json.Unmarshal([]byte(title), &l.Title)
}

// listingInto is where listingColumns are scanned to; the title is JSON.
func listingInto(l *improvement.Listing, title *string) []any {
	return []any{&l.Subject, &l.Version, &l.Open, &l.Stage, title, &l.LMG, &l.Locality, &l.Theme, &l.Parent, &l.Due, &l.Outcome}
}

// Tasks lists a person's open tasks by due day, or everybody's where person is
// empty; tasks of a role go to whoever holds it now, those of someone under 16 to
// their named adult, too.
func (s *Store) Tasks(ctx context.Context, person improvement.PersonID) ([]improvement.Task, error) {
	const byDue = ` ORDER BY due, subject, key`
	query, args := `SELECT doc FROM tasks`+byDue, []any{}
	if person != "" {
		query = `SELECT doc FROM (
			SELECT due, subject, key, doc FROM tasks WHERE owner = $1
			UNION ALL
			SELECT t.due, t.subject, t.key, t.doc FROM people p JOIN tasks t ON t.owner = p.id WHERE p.adult = $1
			UNION ALL
			SELECT t.due, t.subject, t.key, t.doc FROM memberships m
			JOIN tasks t ON t.owner = '' AND t.body = m.body AND t.role = m.role WHERE m.person = $1) mine` + byDue
		args = append(args, string(person))
	}
	tasks, err := collect(ctx, s.read, scanDoc[improvement.Task], query, args...)
	return tasks, failed("list the tasks of "+string(person), err)
}

// Gauges is what the record's metrics show: what is open, and what needs somebody.
type Gauges struct {
	TestsByStage     map[string]int // open tests of change
	TasksOverdue     int
	ApprovalsWaiting int // open approvals
	NoticesWaiting   int // neither sent nor given up
	NoticesFailed    int // given up, ever
	FilesUnchecked   int // that wait for the virus scanner, where there is one
}

// countGauges reads no more than is open, or given up: what was closed and sent
// grows for ever. Partial indexes lead to the notices.
const countGauges = `
	SELECT 'test', stage, COUNT(*) FROM subjects WHERE kind = $1 AND open = 1 GROUP BY stage
	UNION ALL SELECT 'approval', '', COUNT(*) FROM subjects WHERE kind = $2 AND open = 1
	UNION ALL SELECT 'overdue', '', COUNT(*) FROM tasks WHERE due < $3 AND due <> ''
	UNION ALL SELECT 'waiting', '', COUNT(*) FROM notices WHERE message IS NULL AND urgent >= 0
	UNION ALL SELECT 'waiting', '', COUNT(*) FROM notices WHERE message IS NULL AND urgent < 0
	UNION ALL SELECT 'waiting', '', COUNT(*) FROM messages m JOIN notices n ON n.message = m.id WHERE m.state = 'waiting' AND m.urgent >= 0
	UNION ALL SELECT 'waiting', '', COUNT(*) FROM messages m JOIN notices n ON n.message = m.id WHERE m.state = 'waiting' AND m.urgent < 0
	UNION ALL SELECT 'waiting', '', COUNT(*) FROM messages m JOIN notices n ON n.message = m.id WHERE m.state = 'handed' AND m.urgent < 0
	UNION ALL SELECT 'failed', '', COUNT(*) FROM messages m JOIN notices n ON n.message = m.id WHERE m.state = 'failed'
	UNION ALL SELECT 'unchecked', '', COUNT(*) FROM blobs WHERE checked_at = 0 AND erased_at = 0 AND (SELECT scanning FROM record) = 1`

// Gauges counts what is open; today decides what is overdue.
func (s *Store) Gauges(ctx context.Context, today improvement.Date) (Gauges, error) {
	g := Gauges{TestsByStage: map[string]int{}}
	_, err := collect(ctx, s.read, g.count, countGauges,
		string(improvement.KindTest), string(improvement.KindApproval), string(today))
	return g, failed("count what is open", err)
}

func (g *Gauges) count(rows *sql.Rows) (struct{}, error) {
	var what, stage string
	var n int
	err := rows.Scan(&what, &stage, &n)
	switch what {
	case "test":
		g.TestsByStage[stage] = n
	case "approval":
		g.ApprovalsWaiting = n
	case "overdue":
		g.TasksOverdue = n
	case "waiting":
		g.NoticesWaiting += n
	case "failed":
		g.NoticesFailed = n
	case "unchecked":
		g.FilesUnchecked = n
	}
	return struct{}{}, err
}
