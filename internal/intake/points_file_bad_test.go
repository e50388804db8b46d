package intake

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

func badRows(f PointsFile) string {
	var lines []string
	for _, bad := range f.Bad {
		lines = append(lines, bad.Error.Error())
	}
	return strings.Join(lines, "\n")
}

func TestPointsFileNamesBadRows(t *testing.T) {
	cases := []struct{ name, content, says string }{
		{"no day of the calendar", "date,value\n1/2/2026,4\n31/02/2026,5\n",
			`date: line 3: "31/02/2026" is not a date: February 2026 has 28 days. Check the day.`},
		{"the month first, in a file that has the day first", "date,value\n11/25/2026,5\n26/11/2026,6\n",
			`date: line 2: "11/25/2026" has no month 25: the day comes first. Write it as 25/11/2026.`},
		{"the month first, once", "date,value\n1/5/2026,5\n1/19/2026,6\n",
			`date: line 3: "1/19/2026" has no month 19: the day comes first. Write it as 19/1/2026.`},
		{"no value of some", "date,value,num,den\n3/11/2026,0,21,84\n4/11/2026,0,0,84\n5/11/2026,0,3,\n",
			"value: line 2: The value is 0, and the numerator is not. Leave the value empty, or check the three."},
		{"closed, and counted", "date,value,num,den\n3/11/2026,closed,21,84\n",
			"value: line 2: The value is empty, and there is a numerator or a denominator. Write the value, or leave all three empty where nobody was counted."},
		{"no day of the calendar in either order", "date,value\n2/30/2026,5\n", `date: line 2: "2/30/2026" is not a date. Write it as 2026-11-03, 3/11/2026 or 3 November 2026.`},
		{"a name for a date where the week has none either", "Week,Date,Value\n45,soon,5\n", `date: line 2: "soon" is not a date. Write it as 2026-11-03, 3/11/2026 or 3 November 2026.`},
		{"a serial number", "date,value\n46329,5\n",
			`date: line 2: "46329" is how a spreadsheet keeps a day inside. Format these cells as dates, such as 03/11/2026, and save again.`},
		{"no date", "date,value\n,5\n", "date: line 2: The date is empty. Write the day, or leave this row out."},
		{"a total among the others", "date,value\n3/11/2026,5\nTotal:,5\n4/11/2026,6\n", `date: line 3: "Total:" is no day: this row is worked out from the others. Leave it out.`},
		{"a total in another column", "room,date,value\nGrand total,,5\nHall,3/11/2026,5\n", `date: line 2: "Grand total" is no day: this row is worked out from the others. Leave it out.`},
		{"a formula", "date,value\n3/11/2026,=SUM(B2:B5)\n",
			"value: line 2: The value is a formula (=SUM(B2:B5)). Paste the values in place of the formulas and save again."},
		{"a formula by its sign", "date,value\n3/11/2026,-A1\n",
			"value: line 2: The value is a formula (-A1). Paste the values in place of the formulas and save again."},
		{"a formula behind a tab", "date,value\n3/11/2026,\t@SUM(A1)\n",
			"value: line 2: The value is a formula (@SUM(A1)). Paste the values in place of the formulas and save again."},
		{"a formula for a date", "date,value\n+A1+7,5\n",
			"date: line 2: The date is a formula (+A1+7). Paste the values in place of the formulas and save again."},
		{"a narrow column", "date,value\n########,5\n",
			"date: line 2: The date is ########, which a spreadsheet shows for a formula that failed, or in a column that is too narrow. Put that right there and save again."},
		{"a failed formula", "date,value\n3/11/2026,#N/A\n",
			"value: line 2: The value is #N/A, which a spreadsheet shows for a formula that failed, or in a column that is too narrow. Put that right there and save again."},
		{"a unit", "date,value\n3/11/2026,12 children\n",
			`value: line 2: The value is "12 children", which is not a number. Write digits, with a point for decimals and no units, or leave it empty where nobody counted.`},
		{"a power", "date,value\n3/11/2026,1e5\n",
			`value: line 2: The value is "1e5", which is not a number. Write digits, with a point for decimals and no units, or leave it empty where nobody counted.`},
		{"two signs", "date,value\n3/11/2026,£5%\n",
			`value: line 2: The value is "5%", which is not a number. Write digits, with a point for decimals and no units, or leave it empty where nobody counted.`},
		{"a percentage that was counted", "date,value,num\n3/11/2026,5,5%\n",
			`numerator: line 2: The numerator is "5%", which is not a number. Write digits, with a point for decimals and no units, or leave it empty where nobody counted.`},
		{"uneven thousands", "date,value\n3/11/2026,12 34\n",
			`value: line 2: The value is "12 34", which is not a number. Write digits, with a point for decimals and no units, or leave it empty where nobody counted.`},
		{"a number beyond all", "date,value\n3/11/2026," + strings.Repeat("9", 400) + "\n",
			"value: line 2: The value is " + strings.Repeat("9", 40) + "…, which is too large."},
		{"a comma for decimals between commas", "date,value\n3/11/2026,\"86,9\"\n",
			"value: line 2: The value is 86,9. Write it with a decimal point: the cells of this file are parted by commas."},
		{"a comma that may be either", "date;value\n3/11/2026;1,234\n",
			"value: line 2: The value is 1,234, which may be read as 1234 or as 1.234. Write it without the comma."},
		{"both marks for decimals", "date;value\n3/11/2026;86,9\n4/11/2026;1.234\n",
			`value: line 3: The value is 1.234, and line 2 writes its decimals with ",". Use one mark in the whole file.`},
		{"a day twice", "date,value\n3/11/2026,5\n\nTue 3 Nov 2026,6\n",
			"date: line 4: Tue 3 Nov 2026 is on line 2 already. A day has one point: keep one of the two."},
		{"too many cells", "date,value\n3/11/2026,1,234\n",
			"line 2: This row has 3 cells, and the header 2. Put quotation marks around a text or number with a comma in it."},
		{"too few cells", "date,value,note\n3/11/2026\n",
			"line 2: This row has 1 of the header's 3 cells. Give them all, empty where nobody counted."},
		{"too few cells for a share", "date,present,out of\n3/11/2026,5\n",
			"line 2: This row has 2 of the header's 3 cells. Give them all, empty where nobody counted."},
		{"a second table below", "date,value\n3/11/2026,5\nDate,Value,Note,Count\n4/11/2026,6\n",
			"line 3: This row has 4 cells, and the header 2. Put quotation marks around a text or number with a comma in it."},
		{"a second header below", "date,value\n3/11/2026,5\nDate,Value\n4/11/2026,6\n",
			`date: line 3: "Date" is not a date. Write it as 2026-11-03, 3/11/2026 or 3 November 2026.`},
		{"a wide row", "date,value\n3/11/2026,1" + strings.Repeat(",x", 300) + "\n",
			"line 2: This row has more than 200 cells, and the header 2."},
		{"after line ends in a cell", "date,value,note\n3/11/2026,5,\"one\ntwo\n\nthree\"\n4/11/2026,x,\n",
			`value: line 6: The value is "x", which is not a number. Write digits, with a point for decimals and no units, or leave it empty where nobody counted.`},
		{"half of a share", "date,present,out of\n3/11/2026,5,\n",
			"denominator: line 2: The denominator is empty, and the numerator is not. Write both, or neither where nobody was counted."},
		{"the other half", "date,present,out of\n3/11/2026,-,84\n",
			"numerator: line 2: The numerator is empty, and the denominator is not. Write both, or neither where nobody was counted."},
		{"of nobody", "date,present,out of\n3/11/2026,0,0\n",
			"denominator: line 2: The denominator is not above zero. Leave the numbers of this day empty where nobody was counted."},
		{"of hardly anybody", "date,present,out of\n3/11/2026,1" + strings.Repeat("0", 300) + ",0.000000001\n",
			"numerator: line 2: The numerator is too large for its denominator. Check both."},
		{"a part without a value", "date,value,num,den\n3/11/2026,,21,\n",
			"value: line 2: The value is empty, and there is a numerator or a denominator. Write the value, or leave all three empty where nobody was counted."},
		{"a long note", "date,value,note\n3/11/2026,5," + strings.Repeat("é", 20001) + "\n",
			"note: line 2: This text has 20001 characters; 20000 is the most. Shorten it, or send it in parts."},
		{"a bell in a note", "date,value,note\n3/11/2026,5,ding\a\n",
			"note: line 2: This text has control characters, which cannot be shown. Take them out, or type it again."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := reader().PointsFile(t.Context(), []byte(c.content), attendance)
			if err != nil {
				t.Fatal(err)
			}
			if badRows(got) != c.says {
				t.Errorf("got\n%s\nwant\n%s", badRows(got), c.says)
			}
			if got.Rows != len(got.Points)+1 || !errors.Is(got.Err(), got.Bad[0].Error) {
				t.Errorf("of %d rows %d are points; the error is %v", got.Rows, len(got.Points), got.Err())
			}
		})
	}
}

// A quotation mark that does not match costs its own line, and nothing after it.
func TestPointsFileLosesNothingToAQuotationMark(t *testing.T) {
	for name, note := range map[string][2]string{
		"never closed":               {`"Snow`, ``},
		"closed rows later":          {`"Snow`, `ice"`},
		"closed and opened again":    {`"Snow`, `"ice`},
		"closed within the cell":     {`"Snow" and ice`, ``},
		"closed rows later, for two": {`"Snow`, `","ice`},
	} {
		t.Run(name, func(t *testing.T) {
			content := "date,value,note\n3/11/2026,1,\n4/11/2026,2," + note[0] + "\n5/11/2026,3,\n6/11/2026,4," + note[1] + "\n7/11/2026,5,\n"
			got, err := reader().PointsFile(t.Context(), []byte(content), attendance)
			if err != nil {
				t.Fatal(err)
			}
			if got.Rows != 5 || len(got.Points)+len(got.Bad) != 5 || got.Bad[0].Message != "line 3: "+tornRow {
				t.Errorf("got %d rows\n%s\n%s", got.Rows, told(got.Points), badRows(got))
			}
			for _, p := range got.Points {
				if p.Value != float64(p.Line-1) {
					t.Errorf("line %d has %v", p.Line, p.Value)
				}
			}
		})
	}
}

func TestPointsFileTellsSomeBadRowsAndCountsTheRest(t *testing.T) {
	got, err := reader().PointsFile(t.Context(), []byte("date,value\n"+strings.Repeat("soon,5\n", 30)), attendance)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Bad) != 20 || got.BadMore != 10 || got.Rows != 30 || !strings.HasPrefix(got.Bad[19].Message, "line 21: ") {
		t.Errorf("got %d and %d more of %d", len(got.Bad), got.BadMore, got.Rows)
	}
	var faults *Faults
	if err := got.Err(); !errors.As(err, &faults) || !strings.HasSuffix(err.Error(), "\nand 10 more, on lines 22, 23, 24, 25, 26, 27, 28, 29, 30 and 31") {
		t.Errorf("the error is %v", err)
	}
}

func TestPointsFileTellsWhereTheOtherBadRowsAre(t *testing.T) {
	for bad, ends := range map[int]string{
		20: `"soon" is not a date. Write it as 2026-11-03, 3/11/2026 or 3 November 2026.`,
		21: "\nand 1 more, on line 42",
		22: "\nand 2 more, on lines 42 and 44",
		50: "\nand 30 more, on lines 42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62, 64, 66, 68, 70, 72, 74, 76, 78, 80, 82, 84, 86, 88, 90, 92, 94, 96, 98 and 100",
		51: "\nand 31 more, on lines 42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62, 64, 66, 68, 70, 72, 74, 76, 78, 80, 82, 84, 86, 88, 90, 92, 94, 96, 98, 100 and others",
	} {
		got, err := reader().PointsFile(t.Context(), []byte("date,value\n"+strings.Repeat("soon,5\n\n", bad)), attendance)
		if err != nil {
			t.Fatal(err)
		}
		if len(got.BadLines) != bad-20 || got.BadMore != bad-20 || !strings.HasSuffix(got.Err().Error(), ends) {
			t.Errorf("of %d bad rows %d and the lines %v are told:\n%v", bad, len(got.Bad), got.BadLines, got.Err())
		}
	}
	document := &Faults{List: []*improvement.Error{{Message: "a"}, {Message: "b"}}, More: 4} // of a document the lines are not known
	if got := document.Error(); !strings.HasSuffix(got, "\nand 4 more") {
		t.Errorf("got %s", got)
	}
}

// Bad rows that are found later take their place among those that were found before.
func TestBadRowsThatAreFoundLaterStandInOrder(t *testing.T) {
	got, err := CheckPointsFile([]byte("date,value\n3/11/2026,1\n"+strings.Repeat("soon,5\n", 22)), attendance)
	if err != nil {
		t.Fatal(err)
	}
	before := got.BadLines
	later := got.Points[0]
	got.Bad = append(got.Bad, BadRow{later.Line, faultAt(later.Line, dateColumn, "Too late.").err})
	got.boundBad()
	if len(got.Bad) != 20 || got.Bad[0].Line != 2 || got.BadMore != 3 || fmt.Sprint(got.BadLines) != "[22 23 24]" {
		t.Errorf("%d bad rows from line %d on, and %d more on the lines %v", len(got.Bad), got.Bad[0].Line, got.BadMore, got.BadLines)
	}
	if fmt.Sprint(before) != "[23 24]" {
		t.Errorf("the lines of before are %v", before)
	}
}
