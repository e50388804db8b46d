package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// Tests lists tests of change, and counts them by stage and status: two queries.
func (s *Store) Tests(ctx context.Context, f improvement.TestsFilter) (improvement.TestsPage, error) {
	const doing = "list tests"
	page := improvement.TestsPage{Tests: []improvement.TestLine{}, ByStage: map[improvement.Stage]int{}, ByStatus: map[improvement.Status]int{}}
	if err := s.countTests(ctx, f, &page); err != nil {
		return page, failed(doing, err)
	}
	limit := f.Limit
	if limit <= 0 {
		limit = improvement.PageOfTests
	}
	lines, err := s.testLines(ctx, f, limit+1)
	if err != nil {
		return page, failed(doing, err)
	}
	more := len(lines) > limit
	lines = lines[:min(len(lines), limit)]
	back := f.Before.Subject != ""
	if back {
		slices.Reverse(lines)
	}
	page.Tests = append(page.Tests, lines...)
	page.Earlier, page.Later = back && more || f.After.Subject != "", !back && more || back
	return page, nil
}

// statusOn is the word for the day of the value: Course.On says why.
func statusOn(day string) string {
	stuck, attention := "'"+string(improvement.Stuck)+"'", "'"+string(improvement.NeedsAttention)+"'"
	return `CASE WHEN t.stuck <= ` + day + ` THEN ` + stuck + ` WHEN t.attention <= ` + day + ` THEN ` + attention + ` ELSE t.base END`
}

// testsWhere narrows to what the filter asks for but stage and status.
func testsWhere(f improvement.TestsFilter) *condition {
	c := &condition{}
	for _, by := range []struct{ part, value string }{
		{"t.lmg = ?", string(f.LMG)},
		{"t.locality = ?", string(f.Locality)},
		{"t.theme = ?", string(f.Theme)},
		{"t.subject IN (" + mine + ")", string(f.Mine)},
	} {
		if by.value != "" {
			c.and(by.part, by.value)
		}
	}
	if f.Overdue {
		c.and("t.due < ?", string(f.Today))
	}
	if f.Open != f.Closed {
		c.and("t.open = ?", flag(f.Open))
	}
	return c
}

// mine are the tests that somebody leads, guides, has in their action group, or has a task
// of: their own, one of their role, or one of somebody under 16 whom they hear for.
const mine = `
	SELECT subject FROM tests WHERE lead = ?
	UNION SELECT subject FROM tests WHERE lwo = ?
	UNION SELECT g.subject FROM memberships m JOIN tests g ON g.action_group = m.body WHERE m.person = ?
	UNION SELECT subject FROM tasks WHERE owner = ?
	UNION SELECT k.subject FROM people p JOIN tasks k ON k.owner = p.id WHERE p.adult = ?
	UNION SELECT k.subject FROM memberships m JOIN tasks k ON k.owner = '' AND k.body = m.body AND k.role = m.role WHERE m.person = ?`

// countTests counts by stage and status, whatever of the two the filter names, and those
// that it names.
func (s *Store) countTests(ctx context.Context, f improvement.TestsFilter, page *improvement.TestsPage) error {
	c := testsWhere(f)
	status := statusOn(c.value(string(f.Today)))
	_, err := collect(ctx, s.read, func(rows *sql.Rows) (struct{}, error) {
		var stage improvement.Stage
		var status improvement.Status
		var n int
		err := rows.Scan(&stage, &status, &n)
		ofStage, ofStatus := f.Stage == "" || f.Stage == stage, f.Status == "" || f.Status == status
		if ofStatus {
			page.ByStage[stage] += n
		}
		if ofStage {
			page.ByStatus[status] += n
		}
		if ofStage && ofStatus {
			page.Total += n
		}
		return struct{}{}, err
	}, `SELECT stage, status, COUNT(*) FROM (SELECT t.stage, `+status+` AS status FROM tests t`+c.where()+`) each GROUP BY stage, status`, c.args...)
	return err
}

// testLines reads a page in its order, or backwards before a place.
func (s *Store) testLines(ctx context.Context, f improvement.TestsFilter, limit int) ([]improvement.TestLine, error) {
	c := testsWhere(f)
	day := c.value(string(f.Today))
	if f.Stage != "" {
		c.and("t.stage = ?", string(f.Stage))
	}
	if f.Status != "" {
		c.and(statusOn(day)+" = ?", string(f.Status))
	}
	order := "t.subject"
	if f.ByDue {
		order = "t.due, t.subject"
	}
	switch {
	case f.Before.Subject != "":
		behind(c, f, "<", f.Before)
		order = strings.ReplaceAll(order, ",", " DESC,") + " DESC"
	case f.After.Subject != "":
		behind(c, f, ">", f.After)
	}
	return s.linesOf(ctx, day, c.where()+` ORDER BY `+order+c.limit(limit), order, c.args)
}

// behind keeps what is on one side of a place.
func behind(c *condition, f improvement.TestsFilter, side string, p improvement.Place) {
	if !f.ByDue {
		c.and("t.subject "+side+" ?", string(p.Subject))
		return
	}
	c.and("(t.due, t.subject) "+side+" ("+c.value(dayOrNone(p.Due))+", ?)", string(p.Subject))
}

// linesOf reads the lines that a clause on tests t takes, in their order; day is the place
// of the value that the status is of.
func (s *Store) linesOf(ctx context.Context, day, clause, order string, args []any) ([]improvement.TestLine, error) {
	return collect(ctx, s.read, scanTestLine, `
		SELECT `+listingColumns+`, t.status, t.doc
		FROM (SELECT t.*, `+statusOn(day)+` AS status FROM tests t`+clause+`) t JOIN subjects s ON s.id = t.subject
		ORDER BY `+order, args...)
}

func scanTestLine(rows *sql.Rows) (improvement.TestLine, error) {
	var l improvement.TestLine
	var title, doc string
	if err := rows.Scan(append(listingInto(&l.Listing, &title), &l.Status, &doc)...); err != nil {
		return l, err
	}
	if err := json.Unmarshal([]byte(title), &l.Title); err != nil {
		return l, err
	}
	return l, json.Unmarshal([]byte(doc), &l.Course)
}

// Programme adds up the tests of an LMG, or of all: four queries.
func (s *Store) Programme(ctx context.Context, f improvement.ProgrammeFilter) (improvement.Programme, error) {
	const doing = "add up the tests"
	if f.Limit <= 0 {
		f.Limit = improvement.PageOfTests
	}
	var p improvement.Programme
	var err error
	if p.Counts, err = s.testCounts(ctx, f); err != nil {
		return p, failed(doing, err)
	}
	if p.Attention, err = s.inNeed(ctx, f); err != nil {
		return p, failed(doing, err)
	}
	if p.Decided, err = s.decidedSince(ctx, f); err != nil {
		return p, failed(doing, err)
	}
	p.Waited, err = s.waited(ctx, f)
	return p, failed(doing, err)
}

func programmeWhere(f improvement.ProgrammeFilter) *condition {
	return testsWhere(improvement.TestsFilter{LMG: f.LMG, Theme: f.Theme})
}

func (s *Store) testCounts(ctx context.Context, f improvement.ProgrammeFilter) ([]improvement.TestCount, error) {
	c := programmeWhere(f)
	status, since := statusOn(c.value(string(f.Today))), c.value(string(f.Since))
	return collect(ctx, s.read, func(rows *sql.Rows) (t improvement.TestCount, err error) {
		return t, rows.Scan(&t.Theme, &t.Stage, &t.Status, &t.N, &t.Decided)
	}, `
		SELECT theme, stage, status, COUNT(*), SUM(decided)
		FROM (SELECT t.theme, t.stage, `+status+` AS status, CASE WHEN t.decided <> '' AND t.decided >= `+since+` THEN 1 ELSE 0 END AS decided
		      FROM tests t`+c.where()+`) each
		GROUP BY theme, stage, status ORDER BY theme, stage, status`, c.args...)
}

// inNeed lists those that are stuck, the longest first, and then those that need attention,
// the nearest to being stuck first.
func (s *Store) inNeed(ctx context.Context, f improvement.ProgrammeFilter) ([]improvement.TestLine, error) {
	c := programmeWhere(f)
	const order = `t.stuck, t.attention, t.subject`
	c.and("t.attention <= ?", string(f.Today))
	day := c.value(string(f.Today))
	return s.linesOf(ctx, day, c.where()+` ORDER BY `+order+c.limit(f.Limit), order, c.args)
}

func (s *Store) decidedSince(ctx context.Context, f improvement.ProgrammeFilter) ([]improvement.TestLine, error) {
	const order = `t.decided DESC, t.subject`
	c := programmeWhere(f)
	c.and("t.decided >= ? AND t.decided <> ''", string(f.Since)) // as the index of it says
	day := c.value(string(f.Today))
	return s.linesOf(ctx, day, c.where()+` ORDER BY `+order+c.limit(f.Limit), order, c.args)
}

func (s *Store) waited(ctx context.Context, f improvement.ProgrammeFilter) ([]improvement.Waited, error) {
	c := programmeWhere(f)
	c.and("t.to_first >= ?", 0)
	return collect(ctx, s.read, func(rows *sql.Rows) (w improvement.Waited, err error) {
		return w, rows.Scan(&w.Days, &w.N)
	}, `SELECT t.to_first, COUNT(*) FROM tests t`+c.where()+` GROUP BY t.to_first ORDER BY t.to_first`, c.args...)
}
