package intake

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

// imported is when the tests of imports take place.
var imported = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// watching is a test with one measure, and its points.
func watching(m improvement.Measure, points ...improvement.Point) *improvement.TestOfChange {
	m.Kind, m.Better = improvement.Outcome, improvement.Higher
	return &improvement.TestOfChange{
		Charter: improvement.Charter{Measures: []improvement.Measure{m}},
		Series:  []improvement.Series{{Measure: m.ID, Points: points}},
	}
}

// against reads a file and holds it against a test.
func against(t testing.TB, on *improvement.TestOfChange, content string) PointsImport {
	t.Helper()
	m := on.Charter.Measures[0]
	file, err := reader().PointsFile(t.Context(), []byte(content), m)
	if err != nil {
		t.Fatal(err)
	}
	held, err := file.For(on, m.ID, imported)
	if err != nil {
		t.Fatal(err)
	}
	return held
}

func TestAFileAgainstItsTest(t *testing.T) {
	count := func(n float64) *float64 { return &n }
	had := []improvement.Point{
		{Date: "2026-11-02", Value: 5}, {Date: "2026-11-09", Missing: true},
		{Date: "2026-11-16", Value: 25, Numerator: count(21), Denominator: count(84)},
	}
	for _, c := range []struct {
		name, content string
		fresh, known  int
		gaps          int
		days          string // first and last
		bad           []string
	}{
		{"what is new", "date,value\n3/11/2026,5\n4/11/2026,\n5/11/2026,6\n", 3, 0, 1, "2026-11-03 2026-11-05", nil},
		{"what is written in beforehand", "date,value\n3/11/2026,5\n23/11/2026,\n30/11/2026,\n", 1, 0, 0, "2026-11-03 2026-11-03", nil},
		{"what is there", "date,value,present,out of\n2/11/2026,5,,\n9/11/2026,,,\n16/11/2026,25,21,84\n", 0, 3, 1, "2026-11-02 2026-11-16", nil},
		{"a note changes no value", "date,value,note\n2/11/2026,5,Snow\n", 0, 1, 0, "2026-11-02 2026-11-02", nil},
		{"what says otherwise", "date,value,present,out of\n2/11/2026,6,,\n9/11/2026,0,,\n16/11/2026,26.19,22,84\n20/11/2026,7,,\n", 1, 0, 0, "2026-11-20 2026-11-20", []string{
			"date: line 2: There is a point of Mon 2 Nov 2026 already, and it is 5. To change it, correct it.",
			"date: line 3: There is a point of Mon 9 Nov 2026 already, and it is a gap. To change it, correct it.",
			"date: line 4: There is a point of Mon 16 Nov 2026 already, and it is 25. To change it, correct it.",
		}},
		{"what is to come, among other bad rows", "date,value\nsoon,1\n21/11/2026,2\n31/11/2026,3\n", 0, 0, 0, " ", []string{
			`date: line 2: "soon" is not a date. Write it as 2026-11-03, 3/11/2026 or 3 November 2026.`,
			"date: line 3: Sat 21 Nov 2026 has not come yet. A point is of a day that was.",
			`date: line 4: "31/11/2026" is not a date: November 2026 has 30 days. Check the day.`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			held := against(t, watching(attendance, had...), c.content)
			if len(held.New) != c.fresh || held.Known != c.known || held.Gaps != c.gaps || fmt.Sprint(held.First, " ", held.Last) != c.days {
				t.Errorf("got %d new, %d known, %d gaps, of %s to %s", len(held.New), held.Known, held.Gaps, held.First, held.Last)
			}
			if got := badRows(held.PointsFile); got != strings.Join(c.bad, "\n") {
				t.Errorf("got\n%s", got)
			}
			if (held.Err() == nil) != (len(c.bad) == 0) || held.Rows != len(held.Points)+len(held.Bad)+held.Ahead {
				t.Errorf("of %d rows %d are points and %d bad: %v", held.Rows, len(held.Points), len(held.Bad), held.Err())
			}
		})
	}
}

// What the chart of the measure cannot take is a bad row, too.
func TestAFileAgainstAChart(t *testing.T) {
	on := watching(improvement.Measure{ID: "late", Rules: spc.P})
	held := against(t, on, "date,num,den\n2/11/2026,3,84\n3/11/2026,90,84\n4/11/2026,2.5,84\n")
	if len(held.New) != 2 || len(held.Bad) != 1 || held.Bad[0].Line != 3 || !strings.Contains(held.Err().Error(), "line 3: Tue 3 Nov 2026: ") {
		t.Errorf("got %d new and\n%s", len(held.New), badRows(held.PointsFile))
	}
}

func TestBadRowsOfBothKindsAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("date,value\n")
	for i := range 30 { // to come, and no day, by turns
		fmt.Fprintf(&b, "%d/12/2026,1\nsoon,1\n", 1+i)
	}
	held := against(t, watching(attendance), b.String())
	if len(held.Bad) != maxBadRows || held.BadMore != 40 || len(held.New) != 0 {
		t.Fatalf("%d bad rows and %d more", len(held.Bad), held.BadMore)
	}
	for i, bad := range held.Bad {
		if bad.Line != i+2 && i < maxBadRows {
			t.Errorf("bad row %d is of line %d", i, bad.Line)
			break
		}
	}
	if err := held.Err(); !strings.Contains(err.Error(), "\nand 40 more, on lines 22, 23, 24, ") {
		t.Errorf("it says %v", err)
	}
}

func TestWhatIsUnderstoodOfAFile(t *testing.T) {
	held := against(t, watching(attendance, improvement.Point{Date: "2026-11-02", Value: 5}),
		"Attendance\nWeek beginning;Value;Staff\n2/11/2026;5;3\n9/11/2026;closed;3\n16/11/2026;6,5;3\n17/11/2026;=B4;3\n23/11/2026;;\n")
	want := []string{
		"Read as UTF-8, separated by semicolon, with its header on line 2. A comma in a number was read as the decimal point.",
		`Column "Week beginning" gives the date.`, `Column "Value" gives the value.`, `Column "Staff" is not used.`,
		"5 rows of points: 2 new, 1 on record already, 1 not good.",
		"They are of Mon 2 Nov 2026 to Mon 16 Nov 2026.",
		"On 1 of these days nobody counted: they are kept as gaps.",
		"1 row at the end: a day and no number yet. Nothing is taken from there.",
	}
	if got := strings.Join(held.Understood(), "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s", got)
	}
}

// Whatever is on record, every row is new, known or bad; and once what is new was
// recorded, the same file has nothing new.
func TestAFileIsImportedOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		day := rapid.Custom(func(rt *rapid.T) improvement.Date {
			return improvement.Date("2026-10-25").AddDays(rapid.IntRange(0, 40).Draw(rt, "day")) // some to come
		})
		had := map[improvement.Date]improvement.Point{}
		for _, d := range rapid.SliceOf(day).Draw(rt, "had") {
			had[d] = improvement.Point{Date: d, Value: float64(rapid.IntRange(0, 2).Draw(rt, "value"))}
		}
		on := watching(attendance)
		for d := improvement.Date("2026-10-25"); d <= "2026-11-20"; d = d.AddDays(1) {
			if p, some := had[d]; some {
				on.Series[0].Points = append(on.Series[0].Points, p)
			}
		}
		content := "date,value\n"
		rows := rapid.SliceOfN(day, 1, 60).Draw(rt, "rows")
		for _, d := range rows {
			content += fmt.Sprintf("%s,%s\n", d, rapid.SampledFrom([]string{"0", "1", "2", "", "x"}).Draw(rt, "cell"))
		}
		held := against(t, on, content)
		if n := len(held.New) + held.Known + len(held.Bad) + held.BadMore + held.Ahead; n != len(rows) || len(held.Points) != len(held.New)+held.Known {
			rt.Fatalf("%d rows, but %d new, %d known, %d ahead, %d bad and %d more", len(rows), len(held.New), held.Known, held.Ahead, len(held.Bad), held.BadMore)
		}
		recorded := watching(attendance)
		if points := append(on.Series[0].Points, held.New...); len(points) > 0 {
			recorded.Apply(improvement.Entry{Version: 1, Event: &improvement.PointsRecorded{Measure: attendance.ID, Points: points}})
		}
		again := against(t, recorded, content)
		if len(again.New) > 0 || again.Known != held.Known+len(held.New) || len(again.Bad) != len(held.Bad) {
			rt.Fatalf("again: %d new, %d known, %d bad", len(again.New), again.Known, len(again.Bad))
		}
	})
}
