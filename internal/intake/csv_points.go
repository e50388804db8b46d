package intake

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// maxTorn is how many rows may have quotation marks that do not match. It bounds the
// work that a file can ask for: what follows such a line is cut again.
const maxTorn = 1000

// pointsReader turns the rows of a table into points.
type pointsReader struct {
	file     PointsFile
	rows     []readRow
	reached  int      // of rows: those up to the last one with a number
	notes    []string // of file.Points
	torn     int
	order    dayOrder
	totals   []int                    // lines of bad rows that are worked out from the others, since the last number
	lines    map[improvement.Date]int // of the days that were read
	numbers  numbers
	columns  []Column // all, as the cells stand
	multiple float64  // of numerator / denominator

	separator                           byte
	date, value, num, den, note, needed int // columns; -1: there is none
}

// readRow is a good row, before it is known whether anybody counted after it.
type readRow struct {
	FilePoint
	note string
	bare bool // it has a day and nothing else
}

func newPointsReader(h header, separator byte, m improvement.Measure) *pointsReader {
	p := &pointsReader{
		lines:     map[improvement.Date]int{},
		numbers:   numbers{commas: separator != ','},
		columns:   h.columns,
		multiple:  100,
		separator: separator,
		date:      h.at(dateColumn), value: h.at(valueColumn),
		num: h.at(numeratorColumn), den: h.at(denominatorColumn), note: h.at(noteColumn),
	}
	if m.Ratio() {
		p.multiple = m.Multiple()
	}
	p.file.Columns = h.named()
	p.file.Form = FileForm{Separator: separatorName(separator), Header: h.line}
	p.needed = max(p.date, p.value)
	if p.value < 0 {
		p.needed = max(p.date, p.num, p.den)
		p.file.Form.Worked = "The value is " + p.worked()
	}
	return p
}

// worked ends the sentence that says how values are worked out.
func (p *pointsReader) worked() string {
	times := strconv.FormatFloat(p.multiple, 'f', -1, 64) + " × "
	if p.multiple == 1 {
		times = ""
	}
	return fmt.Sprintf("worked out as %s%s / %s.", times, p.columns[p.num].Header, p.columns[p.den].Header)
}

// readAll reads all rows. Beyond as many points as a test may have it only counts them.
func (p *pointsReader) readAll(t table) error {
	for p.torn <= maxTorn && len(p.file.Bad) <= mostBad {
		before := t
		r, more := t.next()
		if !more {
			break
		}
		if !p.full() && r.runsOn(p.separator, p.date) {
			t = before
			r = t.oneLine(true)
		}
		if r.torn {
			p.torn++
		}
		p.take(r)
	}
	if err := p.refusal(); err != nil {
		return err
	}
	p.settle()
	return nil
}

// refusal is why the file cannot be gone by as a whole, if it cannot.
func (p *pointsReader) refusal() error {
	switch {
	case p.torn > maxTorn:
		return badFile("More than %d rows have quotation marks that do not match. Save the sheet as CSV again, or take the marks out.", maxTorn)
	case p.order.monthFirst():
		return p.order.refusal()
	case len(p.file.Bad) > mostBad:
		return badFile("More than %d rows are not good. The first is on %s Put these rows right, or save only the rows of points.", mostBad, p.file.Bad[0].Message)
	case p.file.Rows == 0:
		return badFile("There is nothing below the header on line %d. Give a line for each day.", p.file.Form.Header)
	case p.full():
		return badFile("This file has %d rows; %d points are the most that one test may have. Bring days together into weeks or months, or leave the oldest out.", p.file.Rows, improvement.MaxPoints)
	}
	return nil
}

// full tells that there are more points than a test may have.
func (p *pointsReader) full() bool { return len(p.rows)-p.file.Ahead > improvement.MaxPoints }

// settle keeps the rows up to which somebody counted, and of those behind what somebody
// wrote a word about. What is worked out below them all is no fault.
func (p *pointsReader) settle() {
	for i, r := range p.rows {
		if r.bare && i >= p.reached {
			continue
		}
		p.file.keep(r.FilePoint)
		p.notes = append(p.notes, r.note)
	}
	p.file.Bad = slices.DeleteFunc(p.file.Bad, func(bad BadRow) bool {
		_, total := slices.BinarySearch(p.totals, bad.Line)
		return total
	})
	p.file.Totals = len(p.totals)
	p.file.boundBad()
	p.file.Form.DecimalComma = p.numbers.mark == ','
}

// take reads one row.
func (p *pointsReader) take(r row) {
	if isBlank(r) {
		return
	}
	p.file.Rows++
	if p.full() {
		return
	}
	if !r.torn {
		p.order.see(r.line, p.cell(r, p.date))
	}
	read, bad := p.read(r)
	if bad != nil {
		p.file.Bad = append(p.file.Bad, *bad)
	} else {
		p.lines[read.Date] = r.line
		p.rows = append(p.rows, read)
	}
	switch {
	case p.counted(r):
		p.reached, p.file.Ahead, p.totals = len(p.rows), 0, nil
	case bad != nil && isTotal(p.label(r)):
		p.totals = append(p.totals, r.line)
	case read.bare:
		p.file.Ahead++
	}
}

// read gives a row, or what is wrong with it.
func (p *pointsReader) read(r row) (readRow, *BadRow) {
	point, field, wrong := p.point(r)
	read := readRow{FilePoint{r.line, point}, p.cell(r, p.note), false}
	if wrong == "" {
		if _, err := (lengths{}).Seal(context.Background(), noteColumn, "", read.note); err != nil {
			refusal, _ := improvement.Refusal(err)
			field, wrong = noteColumn, refusal.Message
		}
	}
	if wrong != "" {
		f := faultAt(r.line, field, "%s", wrong)
		return readRow{}, &BadRow{f.line, f.err}
	}
	read.bare = p.cell(r, p.value)+p.cell(r, p.num)+p.cell(r, p.den)+read.note == ""
	return read, nil
}

// counted tells that somebody wrote a number for a day here, readable or not. What
// stands below all days, such as their mean, is no count.
func (p *pointsReader) counted(r row) bool {
	if r.torn {
		return true
	}
	day := p.cell(r, p.date)
	number := func(column int) bool { return !isGap(p.cell(r, column)) }
	return day != "" && !isTotal(day) && (number(p.value) || number(p.num) || number(p.den))
}

func isBlank(r row) bool {
	return !r.torn && r.width <= maxColumns && !slices.ContainsFunc(r.cells, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}

// cell is what stands in a column, without the blanks around it.
func (p *pointsReader) cell(r row, column int) string {
	if column < 0 || column >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[column])
}

// point reads a row, or gives the column that is wrong and a sentence about it.
func (p *pointsReader) point(r row) (point improvement.Point, field, wrong string) {
	if wrong = p.misshapen(r); wrong != "" {
		return point, "", wrong
	}
	if point.Date, wrong = p.day(r); wrong != "" {
		return point, dateColumn, wrong
	}
	for _, part := range []struct {
		as     string
		column int
		number **float64
	}{{numeratorColumn, p.num, &point.Numerator}, {denominatorColumn, p.den, &point.Denominator}} {
		if *part.number, wrong = p.number(r, part.column); wrong != "" {
			return point, part.as, "The " + part.as + " " + wrong
		}
	}
	if point.Denominator != nil && *point.Denominator <= 0 {
		return point, denominatorColumn, "The denominator is not above zero. Leave the numbers of this day empty where nobody was counted."
	}
	field, wrong = p.fill(r, &point)
	return point, field, wrong
}

// fill gives a point its value, or makes it a gap where there are no numbers.
func (p *pointsReader) fill(r row, point *improvement.Point) (field, wrong string) {
	n, d := point.Numerator, point.Denominator
	both := n != nil && d != nil
	var value *float64
	if p.value >= 0 {
		if value, wrong = p.number(r, p.value); wrong != "" {
			return valueColumn, "The value " + wrong
		}
	}
	if both && p.cell(r, p.value) == "" {
		ratio := *n / *d * p.multiple
		value = &ratio
		if p.value >= 0 {
			p.file.Form.Worked = "Where the value is empty, it is " + p.worked()
		}
	}
	switch {
	case p.value >= 0 && value != nil && *value == 0 && both && *n != 0:
		return valueColumn, "The value is 0, and the numerator is not. Leave the value empty, or check the three."
	case value != nil && math.IsInf(*value, 0):
		return numeratorColumn, "The numerator is too large for its denominator. Check both."
	case value != nil:
		point.Value = *value
	case n == nil && d == nil:
		point.Missing = true
	case p.value >= 0:
		return valueColumn, "The value is empty, and there is a numerator or a denominator. Write the value, or leave all three empty where nobody was counted."
	case n == nil:
		return numeratorColumn, "The numerator is empty, and the denominator is not. Write both, or neither where nobody was counted."
	default:
		return denominatorColumn, "The denominator is empty, and the numerator is not. Write both, or neither where nobody was counted."
	}
	return "", ""
}

const tornRow = "A quotation mark opens a cell here and is not closed where the cell ends. Close it, or take it out; inside a quoted cell, write it twice."

// misshapen tells what is wrong with a row as a whole.
func (p *pointsReader) misshapen(r row) string {
	columns := len(p.columns)
	beyond := func(cell string) bool { return strings.TrimSpace(cell) != "" }
	switch {
	case r.torn:
		return tornRow
	case r.width > maxColumns:
		return fmt.Sprintf("This row has more than %d cells, and the header %d.", maxColumns, columns)
	case r.width > columns && slices.ContainsFunc(r.cells[columns:], beyond):
		return fmt.Sprintf("This row has %d cells, and the header %d. Put quotation marks around a text or number with a %s in it.", r.width, columns, separatorName(p.separator))
	case r.width <= p.needed:
		return fmt.Sprintf("This row has %d of the header's %d cells. Give them all, empty where nobody counted.", r.width, columns)
	}
	return ""
}

// number reads a number of a row; nil where nobody counted. A value may have a pound
// sign before it or a percent sign behind.
func (p *pointsReader) number(r row, column int) (*float64, string) {
	cell := p.cell(r, column)
	if isGap(cell) {
		return nil, ""
	}
	if column == p.value {
		cell = withoutSign(cell)
	}
	number, wrong := p.numbers.read(r.line, cell)
	return &number, wrong
}

func withoutSign(cell string) string {
	switch pounds, found := strings.CutPrefix(cell, "£"); {
	case found:
		return strings.TrimSpace(pounds)
	case strings.HasPrefix(cell, "-£"):
		return "-" + strings.TrimPrefix(cell, "-£")
	}
	return strings.TrimSpace(strings.TrimSuffix(cell, "%"))
}
