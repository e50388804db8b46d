package report

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

var columns = []Column{{"What", Text}, {"How many", Number}, {"When", Date}, {"Share", Percent}}

func sample(rows ...[]Cell) Table {
	return Table{Title: "A report", Period: Period{"2026-01-01", "2026-12-31"}, AsOf: "2026-11-22", Columns: columns, Rows: listed(rows), Notes: []string{"A note."}}
}

func asCSV(t interface{ Fatal(...any) }, table Table) []byte {
	var out bytes.Buffer
	if err := table.WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func asXLSX(t interface{ Fatal(...any) }, table Table) (*excelize.File, []byte) {
	var out bytes.Buffer
	if err := table.WriteXLSX(&out); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return book, out.Bytes()
}

func TestCSVIsWrittenForExcelAndForPrograms(t *testing.T) {
	content := asCSV(t, sample(
		[]Cell{text("Toast, \"brown\"; and tea\r\nfor all"), number(-3.5), day("2026-03-31"), share(1, 3)},
		[]Cell{text(""), {}, day(""), share(0, 0)},
		[]Cell{text("=1+1"), number(1_250_000), day("2026-10-25"), number(0)},
	))
	want := "\uFEFF\"What\",\"How many\",\"When\",\"Share\"\r\n" +
		"\"Toast, \"\"brown\"\"; and tea\nfor all\",-3.5,2026-03-31,33.3%\r\n" +
		",,,\r\n" +
		"\"'=1+1\",1250000,2026-10-25,0.0%\r\n"
	if string(content) != want {
		t.Errorf("got\n%q\nwant\n%q", content, want)
	}
}

// TestNoTextIsAFormulaInCSV holds OWASP's advice for every text there is.
func TestNoTextIsAFormulaInCSV(t *testing.T) {
	dangers := []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u00a0=", "\u200b=", ";=", ",=", "\"=", "\"\r\n="}
	rapid.Check(t, func(t *rapid.T) {
		written := rapid.SampledFrom(append(dangers, "", "a")).Draw(t, "first") + rapid.String().Draw(t, "rest")
		content := asCSV(t, sample([]Cell{text(written), {}, {}, {}}))
		lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(content), byteOrderMark))).ReadAll()
		if err != nil || len(lines) != 2 || len(lines[1]) != 4 {
			t.Fatalf("%q is read as %q, %v", written, lines, err)
		}
		got, want := lines[1][0], plain(written)
		if formula(got) || got != want && got != "'"+want {
			t.Fatalf("%q came back as %q", written, got)
		}
		if first := strings.TrimLeft(got, " \u00a0\u200b"); first != "" && strings.ContainsRune("=+-@\t\r\n", rune(first[0])) {
			t.Fatalf("%q begins a formula", got)
		}
		if want != "" && !bytes.Contains(content, []byte("\r\n\"")) {
			t.Fatalf("%q is not quoted: a semicolon in it would begin another cell", written)
		}
	})
}

func TestNumbersStayNumbersInCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Float64().Filter(func(x float64) bool { return !math.IsInf(x, 0) && !math.IsNaN(x) }).Draw(t, "n")
		got, err := strconv.ParseFloat(number(n).field(Number), 64)
		if err != nil || got != n {
			t.Fatalf("%v came back as %v, %v", n, got, err)
		}
	})
}

func TestCellsOfAWorkbookHaveATypeAndLooks(t *testing.T) {
	book, _ := asXLSX(t, sample(
		[]Cell{text("=HYPERLINK(\"http://example.org\")"), number(-3.5), day("2026-03-31"), share(1, 3)},
		[]Cell{text(""), {}, {}, {}},
		[]Cell{text("007"), number(12), day("1999-12-31"), number(1)},
	))
	for cell, want := range map[string]string{
		"A1": "What", "A2": "=HYPERLINK(\"http://example.org\")", "A3": "", "A4": "007", "B2": "-3.5", "C2": "31 Mar 2026", "C4": "31 Dec 1999", "D2": "33.3%", "B3": "", "D4": "100.0%",
	} {
		if got, err := book.GetCellValue(dataSheet, cell); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", cell, got, err, want)
		}
		if f, err := book.GetCellFormula(dataSheet, cell); err != nil || f != "" {
			t.Errorf("%s has the formula %q, %v", cell, f, err)
		}
	}
	for cell, want := range map[string]excelize.CellType{"A2": excelize.CellTypeInlineString, "A4": excelize.CellTypeInlineString, "B2": excelize.CellTypeNumber, "D2": excelize.CellTypeNumber} {
		if got, err := book.GetCellType(dataSheet, cell); err != nil || got != want && got != excelize.CellTypeUnset {
			t.Errorf("%s is of type %v, %v; want %v", cell, got, err, want)
		}
	}
	raw, err := book.GetCellValue(dataSheet, "C2", excelize.Options{RawCellValue: true})
	if err != nil || raw != "46112" { // days since 30 December 1899
		t.Errorf("the day is %q, %v; want a date's serial number", raw, err)
	}
	checkLooks(t, book)
}

func checkLooks(t *testing.T, book *excelize.File) {
	t.Helper()
	panes, err := book.GetPanes(dataSheet)
	if err != nil || !panes.Freeze || panes.YSplit != 1 || panes.XSplit != 0 {
		t.Errorf("the titles are not frozen: %+v, %v", panes, err)
	}
	id, err := book.GetCellStyle(dataSheet, "B1")
	if err != nil {
		t.Fatal(err)
	}
	if style, err := book.GetStyle(id); err != nil || style.Font == nil || !style.Font.Bold {
		t.Errorf("the titles are not bold: %+v, %v", style, err)
	}
	if width, err := book.GetColWidth(dataSheet, "A"); err != nil || width < 20 {
		t.Errorf("a column of text is %v wide, %v", width, err)
	}
	for cell, want := range map[string]string{"A1": "A report", "A2": "Thu 1 Jan 2026 to Thu 31 Dec 2026", "A3": "As of Sun 22 Nov 2026", "A4": "A note."} {
		if got, err := book.GetCellValue(aboutSheet, cell); err != nil || got != want {
			t.Errorf("%s of the sheet about it is %q, %v; want %q", cell, got, err, want)
		}
	}
	props, err := book.GetDocProps()
	if err != nil || props.Creator != "Cairn" || props.LastModifiedBy != "Cairn" || props.Title != "A report" {
		t.Errorf("the properties are %+v, %v", props, err)
	}
}

// TestNoTextIsAFormulaInAWorkbook holds that any text comes back as it was, as text.
func TestNoTextIsAFormulaInAWorkbook(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.SampledFrom([]string{"=", "+", "-", "@", "\t", " ", "", "'", "_x0041_", "<f>", "&amp;", "\x00", "\uFFFF", "😀"})
		written := first.Draw(t, "first") + rapid.String().Draw(t, "rest") + first.Draw(t, "last")
		book, file := asXLSX(t, sample([]Cell{text(written), {}, {}, {}}))
		got, err := book.GetCellValue(dataSheet, "A2")
		if err != nil || got != plain(written) {
			t.Fatalf("%q came back as %q, %v", written, got, err)
		}
		if sheet := partOf(t, file, "xl/worksheets/sheet1.xml"); strings.Contains(sheet, "<f>") || strings.Contains(sheet, "<f ") {
			t.Fatalf("%q became a formula: %s", written, sheet)
		}
	})
}

func partOf(t interface{ Fatal(...any) }, file []byte, name string) string {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := archive.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer part.Close()
	content, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// TestALongTextIsShortenedInAWorkbook: a cell holds 32,767 characters, and an emoji is two.
func TestALongTextIsShortenedInAWorkbook(t *testing.T) {
	whole := strings.Repeat("é", mostUnits)
	book, _ := asXLSX(t, sample([]Cell{text(whole), {}, {}, {}}, []Cell{text(strings.Repeat("😀", 20_000)), {}, {}, {}}))
	if got, err := book.GetCellValue(dataSheet, "A2"); err != nil || got != whole {
		t.Errorf("what just fits came back with %d characters, %v", len([]rune(got)), err)
	}
	got, err := book.GetCellValue(dataSheet, "A3")
	if err != nil || !strings.HasSuffix(got, "😀"+shortened) || units(got) > mostUnits || units(got) < mostUnits-2 {
		t.Errorf("what does not fit came back with %d units, ending %q, %v", units(got), got[max(0, len(got)-40):], err)
	}
}

// TestManyRowsAreWrittenOneByOne: rows that never end are refused where a sheet is full,
// and an error of the rows is not swallowed.
func TestManyRowsAreWrittenOneByOne(t *testing.T) {
	table := sample()
	n := 0
	row := []Cell{{}, number(1), {}, {}}
	table.Rows = func(yield func([]Cell, error) bool) {
		for yield(row, nil) {
			n++
		}
	}
	err := table.WriteXLSX(io.Discard)
	refused, ok := improvement.Refusal(err)
	if !ok || refused.Field != "format" || !strings.Contains(refused.Message, "1048575 rows") || n != mostRows {
		t.Errorf("after %d rows: %v", n, err)
	}
	gone := errors.New("the record is gone")
	for _, write := range []func(Table, io.Writer) error{Table.WriteCSV, Table.WriteXLSX} {
		table.Rows = func(yield func([]Cell, error) bool) { _ = yield(row, nil) && yield(nil, gone) }
		if err := write(table, io.Discard); !errors.Is(err, gone) {
			t.Errorf("an error of the rows gives %v", err)
		}
		table.Rows = listed([][]Cell{row})
		if err := write(table, full{}); !errors.Is(err, errFull) {
			t.Errorf("an error of the writer gives %v", err)
		}
	}
}

var errFull = errors.New("the disk is full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestPeriodsIncludeBothDays(t *testing.T) {
	for says, c := range map[string]struct {
		p       Period
		in, out []improvement.Date
	}{
		"All of the record":                 {Period{}, []improvement.Date{"1900-01-01", "2199-12-31"}, []improvement.Date{""}},
		"From Wed 1 Apr 2026 on":            {Period{From: "2026-04-01"}, []improvement.Date{"2026-04-01"}, []improvement.Date{"2026-03-31", ""}},
		"Up to Wed 31 Mar 2027":             {Period{Until: "2027-03-31"}, []improvement.Date{"2027-03-31"}, []improvement.Date{"2027-04-01", ""}},
		"Wed 1 Apr 2026 to Wed 31 Mar 2027": {Period{"2026-04-01", "2027-03-31"}, []improvement.Date{"2026-04-01", "2027-03-31"}, []improvement.Date{"2026-03-31", "2027-04-01"}},
	} {
		if c.p.Says() != says || c.p.Check() != nil {
			t.Errorf("%+v says %q, %v; want %q", c.p, c.p.Says(), c.p.Check(), says)
		}
		for _, d := range c.in {
			if !c.p.Has(d) {
				t.Errorf("%q: %s is left out", says, d)
			}
		}
		for _, d := range c.out {
			if c.p.Has(d) {
				t.Errorf("%q: %q is included", says, d)
			}
		}
	}
	if refused, ok := improvement.Refusal(Period{"2026-04-02", "2026-04-01"}.Check()); !ok || refused.Field != "until" {
		t.Error("a period that ends before it begins is taken")
	}
	if none := day("2026-02-30"); none.field(Date) != "" || none.value(Date) != nil {
		t.Error("what is no day is written as one")
	}
}
