package intake

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

var attendance = improvement.Measure{ID: "monday-attendance"}

// told writes points as a person would check them: date, value, parts, note.
func told(points []FilePoint) string {
	var lines []string
	for _, p := range points {
		line := fmt.Sprintf("%d: %s %v", p.Line, p.Date, p.Value)
		if p.Missing {
			line = fmt.Sprintf("%d: %s gap", p.Line, p.Date)
		}
		if p.Numerator != nil {
			line += fmt.Sprintf(" num %v", *p.Numerator)
		}
		if p.Denominator != nil {
			line += fmt.Sprintf(" den %v", *p.Denominator)
		}
		if !p.Note.Empty() {
			line += fmt.Sprintf(" %q", unsealed(p.Note))
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestPointsFileReads(t *testing.T) {
	p := improvement.Measure{ID: "late", Rules: spc.P}
	u := improvement.Measure{ID: "falls", Rules: spc.U, Per: 1000}
	utf16, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String("Date\tValue\tNote\n3/11/2026\t87,5\t£2 für Kjell\n")
	if err != nil {
		t.Fatal(err)
	}
	ansi, err := charmap.Windows1252.NewEncoder().String("Date;Value;Note\n3/11/2026;87,5;“Café” – £2\n")
	if err != nil {
		t.Fatal(err)
	}
	comma := FileForm{Encoding: "UTF-8", Separator: "comma", Header: 1}
	form := func(change func(*FileForm)) FileForm { f := comma; change(&f); return f }
	worked := func(as string) FileForm {
		return form(func(f *FileForm) { f.Worked = "The value is worked out as " + as + "." })
	}
	marked := form(func(f *FileForm) { f.Encoding = "UTF-8 with a byte order mark" })
	cases := []struct {
		name    string
		measure improvement.Measure
		content string
		want    string
		form    FileForm
	}{
		{"the plain form", attendance, "date,value\n2026-11-03,87\n10/11/2026,88.5\n",
			"2: 2026-11-03 87\n3: 2026-11-10 88.5", comma},
		{"no line end at the end", attendance, "date,value\n3/11/2026,87", "2: 2026-11-03 87", comma},
		{"all columns, in another order", attendance, "Comments,OUT OF,Present,Score,Date\nSnow,84,73,86.9,3/11/2026\n",
			`2: 2026-11-03 86.9 num 73 den 84 "Snow"`, comma},
		{"a title, a remark and blank lines above", attendance, "Attendance at the register\n\n,,\n\"from SEEMiS, Monday\"\nWeek beginning,Monday attendance\n2/11/2026,87\n",
			"6: 2026-11-02 87", form(func(f *FileForm) { f.Header = 5 })},
		{"the measure's identifier as a name", attendance, "when,monday-attendance,count_of_staff\n3/11/2026,87,4\n", "2: 2026-11-03 87", comma},
		{"a unit behind a name", attendance, "Date (week beginning):,Present (children),Out of\n3/11/2026,21,84\n",
			"2: 2026-11-03 25 num 21 den 84", worked("100 × Present (children) / Out of")},
		{"an empty value beside its parts", attendance, "date,value,present,out of\n3/11/2026,,21,84\n4/11/2026,50,42,84\n5/11/2026,,,\n6/11/2026,1,1,84\n",
			"2: 2026-11-03 25 num 21 den 84\n3: 2026-11-04 50 num 42 den 84\n4: 2026-11-05 gap\n5: 2026-11-06 1 num 1 den 84",
			form(func(f *FileForm) { f.Worked = "Where the value is empty, it is worked out as 100 × present / out of." })},
		{"a percent sign names the value", attendance, "Attendance % of all\nWeek,Attendance (%),Staff\n2/11/2026,87,4\n", "3: 2026-11-02 87", form(func(f *FileForm) { f.Header = 2 })},
		{"a percentage of so many", attendance, "Week,Present %,Out of\n2/11/2026,25%,84\n", "2: 2026-11-02 25 den 84", comma},
		{"a percentage is no count", attendance, "Week,Present (%)\n2/11/2026,25%\n", "2: 2026-11-02 25", comma},
		{"a percentage beside the counts", attendance, "Week,Present,Out of,Present %\n2/11/2026,21,84,25\n", "2: 2026-11-02 25 num 21 den 84", worked("100 × Present / Out of")},
		{"what was counted alone", attendance, "date,events\n3/11/2026,4\n", "2: 2026-11-03 4", comma},
		{"counted of how many, for a run chart", attendance, "date,present,out of\n3/11/2026,21,84\n4/11/2026,,\n5/11/2026,42,84\n",
			"2: 2026-11-03 25 num 21 den 84\n3: 2026-11-04 gap\n4: 2026-11-05 50 num 42 den 84", worked("100 × present / out of")},
		{"a proportion, beside a value that is not used", p, "date,%,num,den\n3/11/2026,0.25,21,84\n", "2: 2026-11-03 25 num 21 den 84", worked("100 × num / den")},
		{"a rate per thousand", u, "month,events,base\n1/11/2026,3,1500\n", "2: 2026-11-01 2 num 3 den 1500", worked("1000 × events / base")},
		{"a rate of one, with an escape in a name", improvement.Measure{ID: "calls", Rules: spc.U}, "month,events,base (\x1b[2J)\n1/11/2026,3,2\n", "2: 2026-11-01 1.5 num 3 den 2", worked("events / base ( [2J)")},
		{"gaps", attendance, "date,value,note\n3/11/2026,,Snow\n4/11/2026,-\n5/11/2026,N/A,\n6/11/2026,Missing,\n7/11/2026,closed,\n8/11/2026,–,\n",
			"2: 2026-11-03 gap \"Snow\"\n3: 2026-11-04 gap\n4: 2026-11-05 gap\n5: 2026-11-06 gap\n6: 2026-11-07 gap\n7: 2026-11-08 gap", comma},
		{"numbers", attendance, "date,value\n1/11/2026, 86.9% \n2/11/2026,\"£1,234.50\"\n3/11/2026,1\u00a0234\n4/11/2026,\u22125\n5/11/2026,-£2\n6/11/2026,.5\n7/11/2026,\"12,345,678\"\n8/11/2026,007\n",
			"2: 2026-11-01 86.9\n3: 2026-11-02 1234.5\n4: 2026-11-03 1234\n5: 2026-11-04 -5\n6: 2026-11-05 -2\n7: 2026-11-06 0.5\n8: 2026-11-07 1.2345678e+07\n9: 2026-11-08 7", comma},
		{"decimal commas", attendance, "date;value\n1/11/2026;86,9\n2/11/2026;0,125\n3/11/2026;1 234,5\n4/11/2026;1,234,567\n5/11/2026;12\n",
			"2: 2026-11-01 86.9\n3: 2026-11-02 0.125\n4: 2026-11-03 1234.5\n5: 2026-11-04 1.234567e+06\n6: 2026-11-05 12",
			form(func(f *FileForm) { f.Separator, f.DecimalComma = "semicolon", true })},
		{"semicolons and points", attendance, "date;value\n1/11/2026;86.9\n2/11/2026;1,234.5\n", "2: 2026-11-01 86.9\n3: 2026-11-02 1234.5",
			form(func(f *FileForm) { f.Separator = "semicolon" })},
		{"what Excel is told", attendance, "sep=;\ndate;value\n1/11/2026;3\n", "3: 2026-11-01 3",
			form(func(f *FileForm) { f.Separator, f.Header = "semicolon", 2 })},
		{"quoted cells", attendance, "\"date\",\"value\",\"note\"\n\"3/11/2026\" , \"87\",\"They said \"\"yes\"\", twice\"\n4/11/2026,88,6\" pots\n",
			"2: 2026-11-03 87 \"They said \\\"yes\\\", twice\"\n3: 2026-11-04 88 \"6\\\" pots\"", comma},
		{"line ends within a cell", attendance, "date,value,note\n3/11/2026,87,\"Snow,\r\nice\r\n\r\nand wind\"\r\n4/11/2026,88,\r\n",
			"2: 2026-11-03 87 \"Snow,\\nice\\n\\nand wind\"\n6: 2026-11-04 88", comma},
		{"the line ends of an old Mac", attendance, "date,value\r3/11/2026,87\r\r4/11/2026,88\r", "2: 2026-11-03 87\n4: 2026-11-04 88", comma},
		{"rows of empty cells, and cells beyond", attendance, "date,value\n,\n3/11/2026,87,, ,\n , \n", "3: 2026-11-03 87", comma},
		{"a note that begins like a formula is a person's words", attendance, "date,value,note\n3/11/2026,87,=better than ever\n", `2: 2026-11-03 87 "=better than ever"`, comma},
		{"a byte order mark", attendance, "\ufeffdate,value,note\n3/11/2026,87,Café\n", `2: 2026-11-03 87 "Café"`, marked},
		{"a mark twice", attendance, "\ufeff\ufeffsep=,\ndate,value\n3/11/2026,87\n", "3: 2026-11-03 87",
			form(func(f *FileForm) { f.Encoding, f.Header = "UTF-8 with a byte order mark", 2 })},
		{"a mark behind what Excel is told", attendance, "sep=;\n\ufeffdate;value\n1/11/2026;3\n", "3: 2026-11-01 3",
			form(func(f *FileForm) { f.Separator, f.Header = "semicolon", 2 })},
		{"marks before cells", attendance, "date,value,note\n\ufeff1/11/2026,\ufeff3,\ufeff\"Snow, ice\"\n\ufeff\"2/11/2026\",4,\"\ufeffWind\"\n\ufeff\n",
			"2: 2026-11-01 3 \"Snow, ice\"\n3: 2026-11-02 4 \"Wind\"", comma},
		{"a mark inside a person's words", attendance, "date,value,note\n1/11/2026,3,two\ufeff words\n", `2: 2026-11-01 3 "two\ufeff words"`, comma},
		{"a mark before Windows-1252", attendance, "\xef\xbb\xbfdate,value,note\n1/11/2026,3,Caf\xe9\n\xef\xbb\xbf2/11/2026,4,\n", "2: 2026-11-01 3 \"Café\"\n3: 2026-11-02 4",
			form(func(f *FileForm) { f.Encoding = "Windows-1252" })},
		{"the day of the week beside its date", attendance, "Day,Date,Value\nMonday,2/11/2026,5\nTuesday,3/11/2026,6\n", "2: 2026-11-02 5\n3: 2026-11-03 6", comma},
		{"the number of the week beside its first day", attendance, "W/C,Week,Value\n2/11/2026,45,5\n9/11/2026,46,6\n", "2: 2026-11-02 5\n3: 2026-11-09 6", comma},
		{"the week beside a column that has dates", attendance, "Week,Month,When,Value\n\n45,Nov-26,2/11/2026,5\n", "3: 2026-11-02 5", comma},
		{"two plain names, one of them empty", attendance, "Date (of entry),Week commencing (Monday):,Value\n,2/11/2026,5\n", "2: 2026-11-02 5", comma},
		{"UTF-16 with tabs", attendance, utf16, `2: 2026-11-03 87.5 "£2 für Kjell"`, FileForm{Encoding: "UTF-16", Separator: "tab", DecimalComma: true, Header: 1}},
		{"Windows-1252 with semicolons", attendance, ansi, `2: 2026-11-03 87.5 "“Café” – £2"`, FileForm{Encoding: "Windows-1252", Separator: "semicolon", DecimalComma: true, Header: 1}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := reader().PointsFile(t.Context(), []byte(c.content), c.measure)
			if err != nil {
				t.Fatal(err)
			}
			if told(got.Points) != c.want || len(got.Bad) > 0 || got.Err() != nil {
				t.Errorf("got\n%s\n%s\nwant\n%s", told(got.Points), badRows(got), c.want)
			}
			if got.Form != c.form {
				t.Errorf("the form is %+v, want %+v", got.Form, c.form)
			}
			if got.Rows != len(got.Points) {
				t.Errorf("%d rows", got.Rows)
			}
		})
	}
}

func TestPointsFilePreview(t *testing.T) {
	const content = "Staff,Date,Value,Notes\n4,10/11/2026,88,Café\n3,3/11/2026,,\n5,17/11/2026,x,\n"
	got, err := CheckPointsFile([]byte(content), attendance)
	if err != nil {
		t.Fatal(err)
	}
	columns := []Column{{"Staff", ""}, {"Date", "date"}, {"Value", "value"}, {"Notes", "note"}}
	if fmt.Sprint(got.Columns) != fmt.Sprint(columns) {
		t.Errorf("the columns are %v", got.Columns)
	}
	if got.Rows != 3 || got.Gaps != 1 || got.First != "2026-11-03" || got.Last != "2026-11-10" || len(got.Bad) != 1 {
		t.Errorf("got %+v", got)
	}
	if note := got.Points[0].Note; note.Length != 4 || note.Sealed != "" {
		t.Errorf("a preview sealed a note: %+v", note)
	}
}

// The days of a year that were written in beforehand are no gaps until somebody counts
// after them.
func TestPointsFileLeavesOutTheDaysAhead(t *testing.T) {
	const header = "date,value,present,out of,note\n"
	for _, c := range []struct {
		name, rows string
		want       string
		ahead, bad int
	}{
		{"days ahead", "2/11/2026,5,,,\n9/11/2026,,,,\n16/11/2026,6,,,\n23/11/2026,,,,\n30/11/2026, ,,\u00a0,\n", "2: 2026-11-02 5\n3: 2026-11-09 gap\n4: 2026-11-16 6", 2, 0},
		{"words are gaps wherever they stand", "2/11/2026,5,,,\n9/11/2026,,,,\n16/11/2026,closed,,,\n23/11/2026,,n/a,,\n30/11/2026,,,-,\n7/12/2026,,,,Holidays\n14/12/2026,Missing,,,\n21/12/2026,,,,\n",
			"2: 2026-11-02 5\n4: 2026-11-16 gap\n5: 2026-11-23 gap\n6: 2026-11-30 gap\n7: 2026-12-07 gap \"Holidays\"\n8: 2026-12-14 gap", 2, 0},
		{"nobody has counted yet", "2/11/2026,,,,\n9/11/2026,,,,\n", "", 2, 0},
		{"a mean below", "2/11/2026,5,,,\n9/11/2026,,,,\nAverage,5,,,\n,5,,,\n", "2: 2026-11-02 5", 1, 1},
		{"a number that cannot be read, and one of no day", "2/11/2026,,,,\n9/11/2026,six,,,\n16/11/2026,,,,\n23.11,5,,,\n30/11/2026,,,,\n", "2: 2026-11-02 gap\n4: 2026-11-16 gap", 1, 2},
		{"parts without their value", "2/11/2026,,,,\n9/11/2026,,5,84,\n16/11/2026,,,,\n", "2: 2026-11-02 gap\n3: 2026-11-09 5.952380952380952 num 5 den 84", 1, 0},
		{"a quotation mark left open", "2/11/2026,,,,\n9/11/2026,5,,,\"Snow\n16/11/2026,,,,\n", "2: 2026-11-02 gap", 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := reader().PointsFile(t.Context(), []byte(header+c.rows), attendance)
			if err != nil {
				t.Fatal(err)
			}
			if told(got.Points) != c.want || got.Ahead != c.ahead || len(got.Bad) != c.bad {
				t.Errorf("%d rows are ahead, and of the others\n%s\n%s", got.Ahead, told(got.Points), badRows(got))
			}
			if got.Rows != len(got.Points)+len(got.Bad)+got.Ahead+got.Totals || got.Gaps != strings.Count(c.want, "gap") {
				t.Errorf("%d rows, %d gaps", got.Rows, got.Gaps)
			}
			if n := len(got.Points); n > 0 && got.Last != got.Points[n-1].Date {
				t.Errorf("the last day is %s", got.Last)
			}
		})
	}
}

// What a spreadsheet works out below the days is nobody's fault.
func TestPointsFileLeavesOutTheTotalsAtTheEnd(t *testing.T) {
	for content, want := range map[string][3]int{ // points, bad rows, totals
		"date,value\n3/11/2026,5\n4/11/2026,6\nTotal,11\n\nAverage:,=B2\n": {2, 0, 2},
		"date,value\n3/11/2026,5\nTotal\n":                                 {1, 0, 1},
		"room,date,value\nHall,3/11/2026,5\nGrand total,,5\n":              {1, 0, 1},
		"date,value\n3/11/2026,5\nTotal,5\n4/11/2026,6\nTotal,11\n":        {2, 1, 1},
		"date,value\n3/11/2026,5\nTotal,5\nsoon,6\n":                       {1, 2, 0},
		"date,value\n3/11/2026,5\nTotal,\"5\n":                             {1, 1, 0},
	} {
		got, err := CheckPointsFile([]byte(content), attendance)
		if err != nil || [3]int{len(got.Points), len(got.Bad), got.Totals} != want || got.Rows != want[0]+want[1]+want[2] {
			t.Errorf("%q has %d rows, %d points, %d totals (%v) and\n%s", content, got.Rows, len(got.Points), got.Totals, err, badRows(got))
		}
	}
}

// A separator at the end of each line is no column.
func TestPointsFileNamesNoColumnWithoutAName(t *testing.T) {
	got, err := CheckPointsFile([]byte(",Date;Value\nNo,Date,,Present,Out of, ,\n1,3/11/2026,,21,84,,\n"), attendance)
	if err != nil || fmt.Sprint(got.Columns) != "[{No } {Date date} {Present numerator} {Out of denominator}]" {
		t.Fatalf("the columns are %v: %v", got.Columns, err)
	}
	if told(got.Points) != "3: 2026-11-03 25 num 21 den 84" || got.Form.Worked != "The value is worked out as 100 × Present / Out of." {
		t.Errorf("got %s\n%s\n%s", told(got.Points), got.Form.Worked, badRows(got))
	}
}

// Days ahead are no points, and take none of a test's room.
func TestPointsFileOfAsManyPointsAsATestMayHaveAndDaysAhead(t *testing.T) {
	content := "date,value\n"
	for i := range improvement.MaxPoints + 400 {
		value := "1"
		if i >= improvement.MaxPoints {
			value = ""
		}
		content += fmt.Sprintf("%s,%s\n", improvement.Date("2018-01-01").AddDays(i), value)
	}
	got, err := CheckPointsFile([]byte(content), attendance)
	if err != nil || len(got.Points) != improvement.MaxPoints || got.Ahead != 400 {
		t.Errorf("%d points, %d ahead: %v", len(got.Points), got.Ahead, err)
	}
	if _, err := CheckPointsFile([]byte(content+"2026-11-03,1\n"), attendance); err == nil {
		t.Error("with a number behind them they are gaps, and too many")
	}
}

func TestPointsFileRefusesAWholeFile(t *testing.T) {
	p := improvement.Measure{ID: "late", Rules: spc.PPrime}
	days := func(n int) string {
		var b strings.Builder
		b.WriteString("date,value\n")
		for day := improvement.Date("2018-01-01"); n > 0; n-- {
			fmt.Fprintf(&b, "%s,1\n", day)
			day = day.AddDays(1)
		}
		return b.String()
	}
	cases := []struct {
		name    string
		measure improvement.Measure
		content string
		says    string
	}{
		{"nothing", attendance, " \r\n", "file: This file is empty. Give it a first line that names the columns, such as date,value, and below it a line for each day."},
		{"a workbook", attendance, "PK\x03\x04\x14\x00[Content_Types].xml", "file: This is a workbook or another packed file, not a CSV file. " + pointsSheet.saveAsCSV()},
		{"an old workbook", attendance, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "file: This is a workbook of an older Excel, not a CSV file. " + pointsSheet.saveAsCSV()},
		{"a PDF", attendance, "%PDF-1.7\n", "file: This is a PDF, not a CSV file. " + pointsSheet.saveAsCSV()},
		{"a page named .xls", attendance, "\r\n<html><table>", "file: This is a web page, not a CSV file. " + pointsSheet.saveAsCSV()},
		{"a picture", attendance, "\x89PNG\r\n\x1a\n\x00\x00\x00", "file: This is not a text file. " + pointsSheet.saveAsCSV()},
		{"UTF-16 without its mark", attendance, "d\x00a\x00t\x00e\x00", "file: This is not a text file. " + pointsSheet.saveAsCSV()},
		{"too large", attendance, strings.Repeat("a", improvement.MaxFileSize+1), "file: This file is larger than 25 MB, the most that a file may have. Save only the sheet with the points."},
		{"another separator", attendance, "sep=|\ndate|value\n", `file: line 1: Cells parted by "|" are not read. Save the file with commas, semicolons or tabs.`},
		{"another separator behind a mark", attendance, "\ufeff\ufeffsep=|\ndate|value\n", `file: line 1: Cells parted by "|" are not read. Save the file with commas, semicolons or tabs.`},
		{"a mark alone", attendance, "\ufeff\n", "file: This file is empty. Give it a first line that names the columns, such as date,value, and below it a line for each day."},
		{"no header", attendance, "3/11/2026,5\n4/11/2026,6\n",
			"file: No row among the first 20 lines names the columns. Above the points, name one column date, and one value; note may be another."},
		{"a header too far down", attendance, strings.Repeat("\n", 20) + "date,value\n3/11/2026,5\n",
			"file: No row among the first 20 lines names the columns. Above the points, name one column date, and one value; note may be another."},
		{"a date alone", attendance, "Week" + strings.Repeat(",Room", 12) + "\n3/11/2026\n",
			`file: line 1: No column is named value. The columns are "Week"` + strings.Repeat(`, "Room"`, 9) + `, and 3 more. Name one column date, and one value.`},
		{"no date", attendance, "Attendance\nRoom;Value;;Note\nHall;5;;\n",
			`file: line 2: No column is named date. The columns are "Room", "Value", "Note". Name one column date, and one value.`},
		{"no value", attendance, "Date,n,N\n3/11/2026,5,84\n", `file: line 1: No column is named value. The columns are "Date", "n", "N". Name one column date, and one value.`},
		{"a share of nothing", p, "Date,Value,Events\n3/11/2026,5,84\n",
			`file: line 1: No column is named denominator. The columns are "Date", "Value", "Events". Name one column date, one numerator (what was counted) and one denominator (out of how many).`},
		{"a share of a percentage", p, "Date,Present (%),Out of\n3/11/2026,5,84\n",
			`file: line 1: No column is named numerator. The columns are "Date", "Present (%)", "Out of". Name one column date, one numerator (what was counted) and one denominator (out of how many).`},
		{"two percentages", attendance, "Date,Boys %,Girls %\n3/11/2026,5,84\n",
			`file: line 1: No column is named value. The columns are "Date", "Boys %", "Girls %". Name one column date, and one value.`},
		{"two dates", attendance, "Week,Date,Value\n2/11/2026,3/11/2026,5\n",
			`file: line 1: Two columns may be the date: "Week" and "Date". Rename the one that is not, or take it out.`},
		{"two dates by their names", attendance, "Date,W/C,Value\nsoon,46329,5\n",
			`file: line 1: Two columns may be the date: "Date" and "W/C". Rename the one that is not, or take it out.`},
		{"two dates that may be none", attendance, "Day,Month,Value\nMonday,Nov-26,5\n",
			`file: line 1: Two columns may be the date: "Day" and "Month". Rename the one that is not, or take it out.`},
		{"the month first", attendance, "date,value\n1/5/2026,5\n1/12/2026,5\n1/19/2026,5\n1/26/2026,\n",
			"file: line 4: There is no month 19. This file seems to write the month first; write the day first, or as 2026-01-19."},
		{"the month first, of two figures with dots", attendance, "date,value\n2026-01-18,4\n18 January 2026,4\n3.11.26,4\nMon 01.19.26,5\n01.20.26,5\n",
			"file: line 5: There is no month 19. This file seems to write the month first; write the day first, or as 2026-01-19."},
		{"the month first, in days ahead", attendance, "date,value\n1-5-2026,5\n1-12-2026,5\n1-19-2026,\n1-26-2026,\n",
			"file: line 4: There is no month 19. This file seems to write the month first; write the day first, or as 2026-01-19."},
		{"bad rows without end", attendance, "date,value\n3/11/2026,5\n" + strings.Repeat("x,y\n", 10_001),
			`file: More than 10000 rows are not good. The first is on line 3: "x" is not a date. Write it as 2026-11-03, 3/11/2026 or 3 November 2026. Put these rows right, or save only the rows of points.`},
		{"the month first, among bad rows without end", attendance, "date,value\n1/19/2026,5\n1/26/2026,5\n" + strings.Repeat("x,y\n", 10_001),
			"file: line 2: There is no month 19. This file seems to write the month first; write the day first, or as 2026-01-19."},
		{"two values", attendance, "Date,Count,Monday attendance\n3/11/2026,5,6\n",
			`file: line 1: Two columns may be the value: "Count" and "Monday attendance". Rename the one that is not, or take it out.`},
		{"columns without end", attendance, "date,value" + strings.Repeat(",x", 300) + "\n3/11/2026,1\n",
			"file: line 1: There are more than 200 columns. Keep those that are needed."},
		{"a torn header", attendance, "date,value,\"note\n3/11/2026,5,\"\n4/11/2026,6,\n", "file: line 1: " + tornRow},
		{"nothing below the header", attendance, "\ndate,value\n\n,\n", "file: There is nothing below the header on line 2. Give a line for each day."},
		{"marks without sense", attendance, "date,value\n" + strings.Repeat("\"x\",\"y\n", 1001),
			"file: More than 1000 rows have quotation marks that do not match. Save the sheet as CSV again, or take the marks out."},
		{"too many points", attendance, days(improvement.MaxPoints + 1),
			"file: This file has 2001 rows; 2000 points are the most that one test may have. Bring days together into weeks or months, or leave the oldest out."},
		{"200,000 rows", attendance, days(200_000),
			"file: This file has 200000 rows; 2000 points are the most that one test may have. Bring days together into weeks or months, or leave the oldest out."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Reader{Sealer: forbiddenSealer{}}.PointsFile(t.Context(), []byte(c.content), c.measure)
			if refusal, ok := improvement.Refusal(err); !ok || refusal.Code != improvement.Invalid || err.Error() != c.says {
				t.Errorf("got  %v\nwant %s", err, c.says)
			}
		})
	}
	if got, err := reader().PointsFile(t.Context(), []byte("date,value\n"+strings.Repeat("x,y\n", 10_000)), attendance); err != nil || got.BadMore != 9980 {
		t.Errorf("%d bad rows and more are refused: %v", got.BadMore, err)
	}
	if got, err := reader().PointsFile(t.Context(), []byte(days(improvement.MaxPoints)), attendance); err != nil || len(got.Points) != improvement.MaxPoints {
		t.Errorf("%d points are refused: %v", improvement.MaxPoints, err)
	}
}

// forbiddenSealer makes sure that nothing is sealed of a file that is refused.
type forbiddenSealer struct{ improvement.Sealer }

func TestPointsFileTellsOfASealerThatFails(t *testing.T) {
	content := []byte("date,value,note\n3/11/2026,5,Snow\n")
	_, err := Reader{Sealer: brokenSealer{}, Author: "east-lwo"}.PointsFile(t.Context(), content, attendance)
	if _, refused := improvement.Refusal(err); refused || !errors.Is(err, improvement.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
	if _, err := CheckPointsFile(content, attendance); err != nil {
		t.Errorf("a look needs no sealer: %v", err)
	}
}

func TestPointsFileOfTheExamples(t *testing.T) {
	got, err := reader().PointsFile(t.Context(), document(t, "breakfast-club", "attendance.csv"), attendance)
	if err != nil || got.Err() != nil {
		t.Fatal(err, got.Err())
	}
	if got.Gaps == 0 || len(got.Points) < 15 || got.Last >= "2027-02-22" {
		t.Errorf("got %d points, %d of them gaps, up to %s", len(got.Points), got.Gaps, got.Last)
	}
	for _, p := range got.Points {
		if !p.Missing && (p.Value < 70 || p.Value > 100) {
			t.Errorf("line %d: %v percent", p.Line, p.Value)
		}
	}
}
