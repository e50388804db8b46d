package intake

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// dateSample is how many rows are looked at to tell a column of dates from one that only
// bears the name, such as the number of the week.
const dateSample = 20

// plainDates are the names that only a column of dates has. A "day" may be Monday, and a
// "week" 43.
var plainDates = []string{"date", "w/b", "w/c", "week beginning", "week commencing", "week starting", "week ending"}

// settleDate leaves one of several columns that may be the date, where one is plainly
// it: by its name, or else by what stands in it. Where two have dates, both stay, and
// the header is refused.
func (h *header) settleDate(below table) {
	columns := h.all(dateColumn)
	if len(columns) < 2 {
		return
	}
	named := slices.DeleteFunc(slices.Clone(columns), func(i int) bool {
		return !slices.Contains(plainDates, columnWords(h.columns[i].Header))
	})
	dated := below.dated(columns)
	switch {
	case len(dated) > 1:
		return
	case len(named) != 1:
		named = dated
	}
	if len(named) != 1 {
		return
	}
	for _, i := range columns {
		if i != named[0] {
			h.columns[i].As = ""
		}
	}
}

// dated gives those of the columns that have a date in one of the next rows.
func (t table) dated(columns []int) (dated []int) {
	t.cells = nil
	left := slices.Clone(columns)
	for range dateSample {
		r, more := t.next()
		if !more {
			break
		}
		left = slices.DeleteFunc(left, func(i int) bool {
			if i >= len(r.cells) {
				return false
			}
			_, is := dayIn(r.cells[i])
			if is {
				dated = append(dated, i)
			}
			return is
		})
	}
	return dated
}

// dayOrder is in which order a file writes the figures of its days.
type dayOrder struct {
	dayFirst bool       // a first figure was above 12
	against  int        // how many days have the second above 12
	line     int        // of the first of them
	day      writtenDay // there
}

func (o *dayOrder) see(line int, cell string) {
	if o.dayFirst {
		return
	}
	switch d, read := dayIn(cell); {
	case !read:
	case d.dayFirst():
		o.dayFirst = true
	case d.monthFirst() && d.year >= 1900:
		if o.against++; o.against == 1 {
			o.line, o.day = line, d
		}
	}
}

// monthFirst tells that the file seems to write the month first. Its other days cannot
// be trusted then: 3/11/2026 would be read as a day in November. A single such day may
// be a slip, and is a bad row.
func (o *dayOrder) monthFirst() bool { return o.against > 1 && !o.dayFirst }

func (o *dayOrder) refusal() error {
	return faultAt(o.line, "file", "There is no month %d. This file seems to write the month first; write the day first, or as %04d-%02d-%02d.",
		o.day.month, o.day.year, o.day.day, o.day.month).err
}

var totals = []string{"total", "totals", "subtotal", "sum", "average", "mean", "median", "overall", "all", "grand"}

// isTotal tells that a row is named for being worked out from the others.
func isTotal(label string) bool {
	first, _, _ := strings.Cut(strings.ToLower(label), " ")
	return slices.Contains(totals, strings.TrimRight(first, ":"))
}

// label is what a row is named by: its day, or where that is empty its first cell.
func (p *pointsReader) label(r row) string {
	if cell := p.cell(r, p.date); cell != "" {
		return cell
	}
	return p.cell(r, 0)
}

// day reads the date of a row.
func (p *pointsReader) day(r row) (improvement.Date, string) {
	cell, label := p.cell(r, p.date), p.label(r)
	if wrong := unworked(cell); wrong != "" {
		return "", "The date " + wrong
	}
	day, err := Date(cell)
	switch {
	case isTotal(label):
		return "", fmt.Sprintf("%q is no day: this row is worked out from the others. Leave it out.", clip(label))
	case cell == "":
		return "", "The date is empty. Write the day, or leave this row out."
	case err != nil:
		refusal, _ := improvement.Refusal(err)
		return "", refusal.Message
	case p.lines[day] > 0:
		return "", fmt.Sprintf("%s is on line %d already. A day has one point: keep one of the two.", day.Plain(), p.lines[day])
	}
	return day, ""
}
