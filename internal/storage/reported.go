package storage

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/cairnqi/cairn/improvement"
)

// milestones are what reports ask of journals. An index holds just these: it is used
// where a query has the same words.
const milestones = `j.event IN ('launched', 'plan-agreed', 'decision-reached', 'paused', 'resumed', 'approval-decided')`

// TestLines lists tests of change by ID as reports have them, without reading their
// states. The filter's kind is that of tests.
func (s *Store) TestLines(ctx context.Context, f improvement.Filter) ([]improvement.ReportedTest, error) {
	f.Kind = improvement.KindTest
	c := narrowed(f)
	list, err := collect(ctx, s.read, scanReportedTest, `
		WITH s AS (SELECT `+listingColumns+` FROM subjects s`+c.where()+` ORDER BY s.id`+page(c, f.Limit)+`),
		m AS (
			SELECT s.id,
			       COALESCE(MIN(CASE WHEN j.event = 'launched' THEN j.at END), 0) AS launched,
			       COALESCE(MAX(CASE WHEN j.event = 'decision-reached' THEN j.at END), 0) AS decided,
			       SUM(CASE WHEN j.event = 'plan-agreed' THEN 1 ELSE 0 END) AS plans,
			       SUM(CASE WHEN j.event = 'paused' THEN 1 ELSE 0 END) AS pauses, SUM(CASE WHEN j.event = 'resumed' THEN 1 ELSE 0 END) AS resumes
			FROM s LEFT JOIN journal j ON j.subject = s.id AND `+milestones+` GROUP BY s.id)
		SELECT `+listingColumns+`, m.launched, m.decided, m.plans, m.pauses, m.resumes
		FROM s JOIN m ON m.id = s.id ORDER BY s.id`, c.args...)
	return list, failed("list tests for a report", err)
}

func scanReportedTest(rows *sql.Rows) (improvement.ReportedTest, error) {
	var l improvement.Listing
	var m improvement.Milestones
	var title string
	var launched, decided int64
	err := rows.Scan(append(listingInto(&l, &title), &launched, &decided, &m.Plans, &m.Pauses, &m.Resumes)...)
	if err != nil {
		return improvement.ReportedTest{}, err
	}
	m.Launched, m.LastDecision = moment(launched), moment(decided)
	err = json.Unmarshal([]byte(title), &l.Title)
	return improvement.LineOf(l, m), err
}

// Decisions lists the approvals that are decided by ID, each with its moment, without
// reading their states. The filter's kind is that of approvals.
func (s *Store) Decisions(ctx context.Context, f improvement.Filter) ([]improvement.DecisionLine, error) {
	f.Kind = improvement.KindApproval
	c := narrowed(f)
	list, err := collect(ctx, s.read, scanDecisionLine, `
		SELECT `+listingColumns+`, MAX(j.at) FROM subjects s
		JOIN journal j ON j.subject = s.id AND j.event = 'approval-decided' AND `+milestones+c.where()+`
		GROUP BY `+listingColumns+` ORDER BY s.id`+page(c, f.Limit), c.args...)
	return list, failed("list decisions for a report", err)
}

func scanDecisionLine(rows *sql.Rows) (improvement.DecisionLine, error) {
	var d improvement.DecisionLine
	var title string
	var at int64
	if err := rows.Scan(append(listingInto(&d.Listing, &title), &at)...); err != nil {
		return d, err
	}
	d.At = moment(at)
	return d, json.Unmarshal([]byte(title), &d.Title)
}
