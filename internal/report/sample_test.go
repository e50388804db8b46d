package report

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// clear opens what the samples seal, and names things by what they are called.
type clear struct{}

func (clear) Words(w improvement.Words) string          { return strings.TrimPrefix(w.Sealed, "sealed:") }
func (clear) Body(id improvement.BodyID) string         { return "Body " + string(id) }
func (clear) Theme(id improvement.ThemeID) string       { return "Theme " + string(id) }
func (clear) Priority(id improvement.PriorityID) string { return "Priority " + string(id) }
func sealed(text string) improvement.Words {
	return improvement.Words{By: "anna", Length: len([]rune(text)), Sealed: "sealed:" + text}
}
func query(from, until improvement.Date) Query {
	return Query{Period: Period{from, until}, AsOf: "2026-11-22"}
}
func moment(y int, m time.Month, d, h, min int) time.Time {
	return time.Date(y, m, d, h, min, 0, 0, time.UTC)
}

// record answers as the store does, page by page.
type record struct {
	tests     []improvement.ReportedTest
	decisions []improvement.DecisionLine
	items     []improvement.Shelved
	states    map[improvement.SubjectID]json.RawMessage
	fails     error
	asked     int
}

func (r *record) TestLines(_ context.Context, f improvement.Filter) ([]improvement.ReportedTest, error) {
	return page(r, f, r.tests, func(t improvement.ReportedTest) improvement.Listing { return t.Listing })
}

func (r *record) Decisions(_ context.Context, f improvement.Filter) ([]improvement.DecisionLine, error) {
	return page(r, f, r.decisions, func(d improvement.DecisionLine) improvement.Listing { return d.Listing })
}

func (r *record) CountedTests(ctx context.Context, f improvement.Filter) ([]improvement.ReportedTest, error) {
	return r.TestLines(ctx, f)
}

func (r *record) AgreedOn(ctx context.Context, f improvement.Filter) (map[improvement.SubjectID][]time.Time, error) {
	agreed := map[improvement.SubjectID][]time.Time{}
	all, err := r.Decisions(ctx, f)
	for _, d := range all {
		if d.Parent.Kind() == improvement.KindTest && d.Outcome == string(improvement.Agreed) {
			agreed[d.Parent] = append(agreed[d.Parent], d.At)
		}
	}
	return agreed, err
}

func page[T any](r *record, f improvement.Filter, all []T, of func(T) improvement.Listing) ([]T, error) {
	if r.asked++; r.asked > 1 && r.fails != nil {
		return nil, r.fails
	}
	var found []T
	for _, one := range all {
		l := of(one)
		if l.Subject > f.After && (f.LMG == "" || l.LMG == f.LMG) && (f.Theme == "" || l.Theme == f.Theme) && (f.Limit == 0 || len(found) < f.Limit) {
			found = append(found, one)
		}
	}
	return found, nil
}

func (r *record) State(_ context.Context, s improvement.SubjectID) (int, json.RawMessage, error) {
	state, there := r.states[s]
	if !there {
		return 0, nil, improvement.ErrNotFound
	}
	return 1, state, nil
}

func (r *record) Shelf(_ context.Context, f improvement.LibraryFilter) ([]improvement.Shelved, error) {
	if r.asked++; r.asked > 1 && r.fails != nil {
		return nil, r.fails
	}
	first := 0
	if f.After != "" {
		first = 1 + slices.IndexFunc(r.items, func(i improvement.Shelved) bool { return i.ID == f.After })
	}
	var found []improvement.Shelved
	for _, i := range r.items[first:] {
		if i.Day >= f.From && (f.To == "" || i.Day <= f.To) && (f.LMG == "" || i.LMG == f.LMG) && (f.Limit == 0 || len(found) < f.Limit) {
			found = append(found, i)
		}
	}
	return found, nil
}

// golden is a lawful test out of the golden journals.
func golden(t *testing.T, name string) *improvement.TestOfChange {
	t.Helper()
	state, err := improvement.RestoreTest(goldenState(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func goldenState(t *testing.T, name string) json.RawMessage {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "improvement", "testdata", "journals", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var kept struct{ State json.RawMessage }
	if err := json.Unmarshal(content, &kept); err != nil {
		t.Fatal(err)
	}
	return kept.State
}

// shown is a table as people see it: its rows, cell by cell.
func shown(t *testing.T, table Table) [][]string {
	t.Helper()
	var rows [][]string
	for row, err := range table.Rows {
		if err != nil {
			t.Fatal(err)
		}
		if len(row) != len(table.Columns) {
			t.Fatalf("%s: a row has %d cells for %d columns: %v", table.Title, len(row), len(table.Columns), row)
		}
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = c.Shown(table.Columns[i].Kind)
		}
		rows = append(rows, cells)
	}
	return rows
}

// column gives the cells below a title.
func column(t *testing.T, table Table, rows [][]string, title string) []string {
	t.Helper()
	i := slices.IndexFunc(table.Columns, func(c Column) bool { return c.Title == title })
	if i < 0 {
		t.Fatalf("%s has no column %q", table.Title, title)
	}
	cells := make([]string, len(rows))
	for n, row := range rows {
		cells[n] = row[i]
	}
	return cells
}

func sameTexts(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}
