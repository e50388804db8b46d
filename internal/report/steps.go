package report

import "github.com/cairnqi/cairn/improvement"

// Steps has a row for each step of a test's cycles, whatever its days. Whose it is is left
// out, as all names are.
func Steps(t *improvement.TestOfChange, n Names, asOf improvement.Date) Table {
	var rows [][]Cell
	for _, c := range t.Cycles {
		for _, s := range c.Steps {
			rows = append(rows, stepRow(t, n, c.Number, s))
		}
	}
	return Table{
		Title: "Steps of " + line(n.Words(t.Charter.Title)), AsOf: asOf,
		Columns: []Column{
			{"Step", Text}, {"Cycle", Number}, {"Kind", Text}, {"What", Text}, {"Where", Text}, {"Opened", Date}, {"Due", Date}, {"Closed", Date},
			{"Status", Text}, {"Times done", Number}, {"Times missed", Number},
		},
		Rows: listed(rows),
		Notes: []string{
			"Due is the next day of a step that repeats, or its last once it is closed. Dropped steps were given up with a reason, or when the cycle ended early.",
			cannotErase,
		},
	}
}

func stepRow(t *improvement.TestOfChange, n Names, cycle int, s improvement.Step) []Cell {
	kind, what := "step", line(n.Words(s.What))
	switch {
	case s.Condition:
		kind = "condition of the LMG"
	case s.Measure != "":
		kind = "data collection"
		if what == "" {
			what = line(n.Words(t.Measure(s.Measure).Name))
		}
	}
	return []Cell{
		text(string(s.ID)), number(cycle), text(kind), text(what), text(line(n.Words(s.Where))), dayOf(s.Opened), day(s.Due), dayOf(s.Closed),
		text(words(s.Status)), number(s.Done), number(s.Missed),
	}
}
