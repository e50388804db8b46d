package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

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

// CountedTests lists tests of change as they are counted: of a listing with the subject,
// the theme, the outcome and whether it is open alone, in no order. Indexes have all of it.
func (s *Store) CountedTests(ctx context.Context, f improvement.Filter) ([]improvement.ReportedTest, error) {
	f.Kind = improvement.KindTest
	c := narrowed(f)
	list, err := collect(ctx, s.read, scanCountedTest, `
		SELECT s.id, s.theme, s.outcome, s.open,
		       COALESCE(MIN(CASE WHEN j.event = 'launched' THEN j.at END), 0),
		       COALESCE(MAX(CASE WHEN j.event = 'decision-reached' THEN j.at END), 0),
		       SUM(CASE WHEN j.event = 'paused' THEN 1 ELSE 0 END), SUM(CASE WHEN j.event = 'resumed' THEN 1 ELSE 0 END)
		FROM subjects s LEFT JOIN journal j ON j.subject = s.id AND j.event <> 'plan-agreed' AND `+milestones+c.where()+`
		GROUP BY s.id, s.theme, s.outcome, s.open`, c.args...)
	return list, failed("count tests for a report", err)
}

func scanCountedTest(rows *sql.Rows) (improvement.ReportedTest, error) {
	var l improvement.Listing
	var m improvement.Milestones
	var launched, decided int64
	err := rows.Scan(&l.Subject, &l.Theme, &l.Outcome, &l.Open, &launched, &decided, &m.Pauses, &m.Resumes)
	m.Launched, m.LastDecision = moment(launched), moment(decided)
	return improvement.LineOf(l, m), err
}

// AgreedOn tells when the LMGs agreed on tests of change, by test, in no order. The
// filter's kind is that of approvals.
func (s *Store) AgreedOn(ctx context.Context, f improvement.Filter) (map[improvement.SubjectID][]time.Time, error) {
	f.Kind = improvement.KindApproval
	c := narrowed(f)
	c.and("s.outcome = ?", string(improvement.Agreed))
	c.and("s.parent > ?", string(improvement.KindTest)+"/")
	c.and("s.parent < ?", string(improvement.KindTest)+"0")
	agreed := map[improvement.SubjectID][]time.Time{}
	_, err := collect(ctx, s.read, func(rows *sql.Rows) (struct{}, error) {
		var test improvement.SubjectID
		var at int64
		err := rows.Scan(&test, &at)
		agreed[test] = append(agreed[test], moment(at))
		return struct{}{}, err
	}, `
		SELECT s.parent, MAX(j.at) FROM subjects s
		JOIN journal j ON j.subject = s.id AND j.event = 'approval-decided' AND `+milestones+c.where()+`
		GROUP BY s.id, s.parent`, c.args...)
	return agreed, failed("count decisions for a report", err)
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
