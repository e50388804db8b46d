package storage

import (
	"encoding/json"

	"github.com/cairnqi/cairn/improvement"
)

// class orders what leaves first, in the column urgent: 1 for what is, 0 for most, -1
// for one of many alike.
func class(n improvement.Notice) int64 {
	switch {
	case n.Urgent:
		return 1
	case n.Bulk:
		return -1
	}
	return 0
}

// noticeStatements put notices into the outbox of everyone who hears them. A role is
// resolved here and now; for someone under 16 it is the named adult who hears,
// once, even where the adult hears in their own right. Who was erased hears nothing.
// Each leaves as its hearer chose; for someone under 16 as was chosen for them, or else
// as the adult did.
func (s *Store) noticeStatements(notices []improvement.Notice) ([]statement, error) {
	rows, leaving := make([][]any, len(notices)), s.leaving(notices)
	for i, n := range notices {
		doc, err := json.Marshal(n)
		if err != nil {
			return nil, err
		}
		to := n.To
		rows[i] = []any{i, string(to.Person), string(to.Body), string(to.Role), n.Cause, string(n.Subject), n.Task, class(n), leaving[i][0], leaving[i][1], leaving[i][2], string(doc)}
	}
	return overRows(`
		WITH n (place, person, body, role, cause, subject, task, urgent, at_once, daily, weekly, doc) AS (VALUES %s),
		heard (place, person, cause, subject, task, urgent, at_once, daily, weekly, doc) AS (
			SELECT place, person, cause, subject, task, urgent, at_once, daily, weekly, doc FROM n WHERE person <> ''
			UNION ALL
			SELECT n.place, m.person, n.cause, n.subject, n.task, n.urgent, n.at_once, n.daily, n.weekly, n.doc
			FROM n JOIN memberships m ON m.body = n.body AND m.role = n.role WHERE n.person = '')
		INSERT INTO notices (person, minor, cause, subject, task, urgent, send_after, at_once, daily, weekly, doc)
		SELECT COALESCE(NULLIF(p.adult, ''), h.person), CASE WHEN p.adult <> '' THEN h.person ELSE '' END,
		       h.cause, h.subject, h.task, h.urgent, `+leavesBy(`COALESCE(NULLIF(p.hearing, ''), a.hearing, '')`)+`, h.at_once, h.daily, h.weekly, h.doc
		FROM heard h LEFT JOIN people p ON p.id = h.person LEFT JOIN people a ON a.id = p.adult AND p.adult <> ''
		WHERE COALESCE(p.erased, 0) = 0
		ORDER BY h.place, 2, h.person
		ON CONFLICT (person, cause) DO NOTHING`,
		`(CAST(? AS BIGINT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS TEXT))`,
		rows), nil
}
