package report

import (
	"io"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/cairnqi/cairn/improvement"
	"github.com/xuri/excelize/v2"
)

// What a sheet takes at most: Excel's limits.
const (
	mostRows  = excelize.TotalRows - 1 // and one with the titles
	mostUnits = excelize.TotalCellChars
)

// The sheets of a workbook.
const (
	dataSheet  = "Report"
	aboutSheet = "About"
)

// shortened ends a text that a cell does not hold.
const shortened = "… (shortened)"

// WriteXLSX writes a workbook: a sheet with the titles, bold and frozen, and the rows; and
// one that tells what it is about, with the notes. Cells have a type, and text is never a
// formula. The properties name no person. More rows than a sheet holds are refused.
func (t Table) WriteXLSX(to io.Writer) error {
	book := excelize.NewFile()
	err := t.fill(book)
	if err == nil {
		_, err = book.WriteTo(to)
	}
	if problem := book.Close(); err == nil {
		err = problem
	}
	return err
}

func (t Table) fill(book *excelize.File) error {
	looks, err := stylesIn(book)
	if err != nil {
		return err
	}
	if err := book.SetSheetName("Sheet1", dataSheet); err != nil {
		return err
	}
	if err := t.writeData(book, looks); err != nil {
		return err
	}
	if err := t.writeAbout(book, looks); err != nil {
		return err
	}
	at := t.AsOf.Start().UTC().Format(time.RFC3339)
	return book.SetDocProps(&excelize.DocProperties{
		Title: t.Title, Subject: t.Period.Says(), Creator: "Cairn", LastModifiedBy: "Cairn",
		Created: at, Modified: at, Language: "en-GB",
	})
}

// styles are how cells look, by kind of column.
type styles struct {
	bold, wrapped int
	of            map[Kind]int
}

func stylesIn(book *excelize.File) (styles, error) {
	looks := styles{of: map[Kind]int{}}
	date, share := "d mmm yyyy", "0.0%"
	for _, s := range []struct {
		into func(int)
		look excelize.Style
	}{
		{func(id int) { looks.bold = id }, excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
		{func(id int) { looks.wrapped = id }, excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
		{func(id int) { looks.of[Text] = id }, excelize.Style{NumFmt: 49}}, // as text: typed over, it stays text
		{func(id int) { looks.of[Date] = id }, excelize.Style{CustomNumFmt: &date}},
		{func(id int) { looks.of[Percent] = id }, excelize.Style{CustomNumFmt: &share}},
	} {
		id, err := book.NewStyle(&s.look)
		if err != nil {
			return looks, err
		}
		s.into(id)
	}
	return looks, nil
}

// writeData writes row by row: a sheet of a million rows is not held as a whole.
func (t Table) writeData(book *excelize.File, looks styles) error {
	sheet, err := book.NewStreamWriter(dataSheet)
	if err != nil {
		return err
	}
	titles := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = excelize.Cell{StyleID: looks.bold, Value: c.Title}
		if err := sheet.SetColWidth(i+1, i+1, c.width()); err != nil {
			return err
		}
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := sheet.SetRow("A1", titles); err != nil {
		return err
	}
	n := 0
	for row, err := range t.Rows {
		if err != nil {
			return err
		}
		if n++; n > mostRows {
			return improvement.Refuse(improvement.Invalid, "format", "A spreadsheet holds %d rows, and there are more. Choose csv, or a shorter period.", mostRows)
		}
		if err := sheet.SetRow(cellName(1, n+1), t.typed(row, looks)); err != nil {
			return err
		}
	}
	return sheet.Flush()
}

// typed is a row as the sheet takes it. A cell with nothing in it stays empty.
func (t Table) typed(row []Cell, looks styles) []any {
	cells := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		if value := row[i].value(c.Kind); value != nil {
			cells[i] = excelize.Cell{StyleID: looks.of[c.Kind], Value: value}
		}
	}
	return cells
}

func (c Cell) value(kind Kind) any {
	switch kind {
	case Number, Percent:
		if c.Some {
			return c.Number
		}
	case Date:
		if day, err := time.Parse(time.DateOnly, string(c.Day)); err == nil {
			return day
		}
	case Text:
		if c.Text != "" {
			return held(c.Text)
		}
	}
	return nil
}

// held is a text that a cell holds.
func held(s string) string {
	if units(s) <= mostUnits {
		return s
	}
	room := mostUnits - units(shortened)
	for i, r := range s {
		if room -= utf16.RuneLen(r); room < 0 {
			return s[:i] + shortened
		}
	}
	return s
}

// units counts a text as spreadsheets do.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// width is that of a column, in characters.
func (c Column) width() float64 {
	least := map[Kind]int{Text: 24, Date: 13, Number: 11, Percent: 11}[c.Kind]
	return float64(max(least, min(utf8.RuneCountInString(c.Title)+2, 40)))
}

// writeAbout writes what the report is, as of when, and its notes.
func (t Table) writeAbout(book *excelize.File, looks styles) error {
	if _, err := book.NewSheet(aboutSheet); err != nil {
		return err
	}
	sheet, err := book.NewStreamWriter(aboutSheet)
	if err != nil {
		return err
	}
	if err := sheet.SetColWidth(1, 1, 100); err != nil {
		return err
	}
	for i, line := range t.about() {
		style := looks.wrapped
		if i == 0 {
			style = looks.bold
		}
		if err := sheet.SetRow(cellName(1, i+1), []any{excelize.Cell{StyleID: style, Value: line}}); err != nil {
			return err
		}
	}
	return sheet.Flush()
}

func (t Table) about() []string {
	return append([]string{t.Title, t.Period.Says(), "As of " + t.AsOf.Plain()}, t.Notes...)
}

// cellName names a cell of a column and a row from 1.
func cellName(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic("report: " + err.Error()) // rows are counted before
	}
	return name
}
