package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// Survey counts what an LMG does where, or all of them where lmg is empty.
func (s *Store) Survey(ctx context.Context, lmg improvement.BodyID) (improvement.Surveyed, error) {
	var found improvement.Surveyed
	query, args := surveyQueries(lmg)
	_, err := collect(ctx, s.read, func(rows *sql.Rows) (struct{}, error) { return struct{}{}, surveyed(rows, &found) }, query, args...)
	if err == nil {
		found.Tests, err = s.testsIn(ctx, lmg)
	}
	return found, failed("survey "+string(lmg), err)
}

// surveyQueries reads strategic priorities, priorities and localities. Each of the
// three parts has an index.
func surveyQueries(lmg improvement.BodyID) (string, []any) {
	var c condition
	var parts []string
	part := func(kind improvement.Kind, stage string, of improvement.BodyID) {
		c.parts = nil
		c.and("kind = ?", string(kind))
		if stage != "" {
			c.and("stage = ?", stage)
		}
		if of != "" {
			c.and("lmg = ? AND lmg <> ''", string(of)) // as the index of it says
		}
		parts = append(parts, `SELECT id, kind, state FROM subjects`+c.where())
	}
	part(improvement.KindStrategic, "", "")
	part(improvement.KindPriority, "", lmg)
	part(improvement.KindBody, string(improvement.Locality), lmg)
	return strings.Join(parts, " UNION ALL ") + " ORDER BY id", c.args
}

func surveyed(rows *sql.Rows, found *improvement.Surveyed) error {
	var id, kind, state string
	if err := rows.Scan(&id, &kind, &state); err != nil {
		return err
	}
	switch improvement.Kind(kind) {
	case improvement.KindStrategic:
		return appended(&found.Strategic, state)
	case improvement.KindPriority:
		return appended(&found.Priorities, state)
	}
	var body improvement.BodyState
	err := json.Unmarshal([]byte(state), &body)
	found.Localities = append(found.Localities, body.Body)
	return err
}

func appended[T any](list *[]T, state string) error {
	var one T
	err := json.Unmarshal([]byte(state), &one)
	*list = append(*list, one)
	return err
}

// testsIn counts by an index alone: it has all that is asked for.
func (s *Store) testsIn(ctx context.Context, lmg improvement.BodyID) ([]improvement.TestsIn, error) {
	var c condition
	c.and("kind = ? AND lmg <> ''", string(improvement.KindTest))
	if lmg != "" {
		c.and("lmg = ?", string(lmg))
	}
	adopted, abandoned := c.value(string(improvement.Adopt)), c.value(string(improvement.Abandon))
	return collect(ctx, s.read, func(rows *sql.Rows) (improvement.TestsIn, error) {
		var t improvement.TestsIn
		var priority improvement.SubjectID
		err := rows.Scan(&priority, &t.Locality, &t.Running, &t.Adopted, &t.Abandoned)
		t.Priority = improvement.PriorityID(priority.ID())
		return t, err
	}, `
		SELECT parent, locality, SUM(CASE WHEN outcome = '' THEN 1 ELSE 0 END),
		       SUM(CASE WHEN outcome = `+adopted+` THEN 1 ELSE 0 END), SUM(CASE WHEN outcome = `+abandoned+` THEN 1 ELSE 0 END)
		FROM subjects`+c.where()+` GROUP BY parent, locality ORDER BY parent, locality`, c.args...)
}
