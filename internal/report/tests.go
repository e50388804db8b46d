package report

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// TestsOfChange has a row for each test that was launched in the period.
func TestsOfChange(ctx context.Context, from Tests, n Names, q Query) Table {
	return Table{
		Title: "Tests of change", Period: q.Period, AsOf: q.AsOf,
		Columns: []Column{
			{"Reference", Text}, {"Title", Text}, {"LMG", Text}, {"Locality", Text}, {"Theme", Text}, {"Priority", Text},
			{"Stage", Text}, {"Paused", Text}, {"Launched", Date}, {"Cycle", Number}, {"Next due", Date}, {"Outcome", Text}, {"Decided on", Date},
		},
		Rows: func(yield func([]Cell, error) bool) {
			list := func(f improvement.Filter) ([]improvement.ReportedTest, error) { return from.TestLines(ctx, f) }
			err := paged(q, list, lineOf, func(t improvement.ReportedTest) bool {
				return !q.Period.Has(t.Launched) || yield(testRow(n, t), nil)
			})
			if err != nil {
				yield(nil, err)
			}
		},
		Notes: []string{
			"A test is in the list where it was launched in the period.", bothDays,
			"Stage, next due day and outcome are as of the day of this report. Outcome is empty until the LMG agreed to adopt or to abandon.",
			cannotErase,
		},
	}
}

func lineOf(t improvement.ReportedTest) improvement.SubjectID { return t.Subject }

func testRow(n Names, t improvement.ReportedTest) []Cell {
	return []Cell{
		text(t.Subject.ID()), text(titleOf(n, t.Listing)), text(n.Body(t.LMG)), text(n.Body(t.Locality)), text(n.Theme(t.Theme)),
		text(priorityOf(n, t.Parent)), text(words(t.Stage)), yes(t.Paused), day(t.Launched), number(t.Cycle), day(t.Due),
		text(ended(t.Outcome)), day(t.Decided),
	}
}

func priorityOf(n Names, parent improvement.SubjectID) string {
	if parent.Kind() != improvement.KindPriority {
		return ""
	}
	return line(n.Priority(improvement.PriorityID(parent.ID())))
}

// ended says how a test ended.
func ended(outcome string) string {
	switch improvement.Direction(outcome) {
	case improvement.Adopt:
		return "adopted"
	case improvement.Abandon:
		return "abandoned"
	}
	return words(outcome)
}
