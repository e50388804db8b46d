package report

import (
	"iter"
	"strings"
	"time"
	"unicode"

	"github.com/cairnqi/cairn/improvement"
)

// Kind says what the cells of a column hold.
type Kind string

// The kinds of column.
const (
	Text    Kind = "text"
	Number  Kind = "number"
	Date    Kind = "date"
	Percent Kind = "percent" // a share from 0 to 1, shown as 45.2%
)

// Column is a column of a table.
type Column struct {
	Title string `json:"title"`
	Kind  Kind   `json:"kind"`
}

// Cell is what stands in one place of a table: a text, a number or a day, as its column
// says. An empty one says nothing, and is no zero.
type Cell struct {
	Text   string
	Number float64
	Day    improvement.Date
	Some   bool // a number that is there
}

func text(s string) Cell { return Cell{Text: plain(s)} }

func number[T int | float64](n T) Cell { return Cell{Number: float64(n), Some: true} }

func day(d improvement.Date) Cell { return Cell{Day: d} }

// dayOf is the day of a moment; nothing where it has not come.
func dayOf(t time.Time) Cell {
	if t.IsZero() {
		return Cell{}
	}
	return day(improvement.DateOf(t))
}

func yes(is bool) Cell {
	if is {
		return text("yes")
	}
	return text("no")
}

// Rows are the rows of a table, read as they are written: there may be very many. An
// error ends them.
type Rows = iter.Seq2[[]Cell, error]

// Table is a report: it is read once.
type Table struct {
	Title   string
	Period  Period
	AsOf    improvement.Date
	Columns []Column
	Rows    Rows
	Notes   []string // what a reader must know to read it rightly
}

// listed gives rows that are all there.
func listed(rows [][]Cell) Rows {
	return func(yield func([]Cell, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// plain is a text without what a program would obey instead of show, and what turns the
// reading direction; lines end alike.
func plain(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\uFFFE', r == '\uFFFF':
			return -1
		}
		return r
	}, s)
}

// words writes an identifier of ours as words: follow-up is follow up.
func words[T ~string](id T) string { return strings.ReplaceAll(string(id), "-", " ") }

// Whole is a table whose rows are all there, for pages and programs: texts, numbers (a
// share from 0 to 1), days as 2026-03-31, and nil where a cell says nothing.
type Whole struct {
	Title   string           `json:"title"`
	Period  Period           `json:"period,omitzero"`
	AsOf    improvement.Date `json:"as_of"`
	Columns []Column         `json:"columns"`
	Rows    [][]any          `json:"rows"`
	Shown   [][]string       `json:"-"` // the same, as people read it
	Notes   []string         `json:"notes,omitempty"`
}

// Read reads all rows of a table.
func (t Table) Read() (Whole, error) {
	w := Whole{Title: t.Title, Period: t.Period, AsOf: t.AsOf, Columns: t.Columns, Rows: [][]any{}, Notes: t.Notes}
	for row, err := range t.Rows {
		if err != nil {
			return w, err
		}
		values, shown := make([]any, len(row)), make([]string, len(row))
		for i, c := range row {
			kind := t.Columns[i].Kind
			values[i], shown[i] = c.json(kind), c.Shown(kind)
		}
		w.Rows, w.Shown = append(w.Rows, values), append(w.Shown, shown)
	}
	return w, nil
}

func (c Cell) json(kind Kind) any {
	switch {
	case (kind == Number || kind == Percent) && c.Some:
		return c.Number
	case kind == Date && c.Day != "":
		return c.Day
	case kind == Text && c.Text != "":
		return c.Text
	}
	return nil
}
