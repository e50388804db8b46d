package intake

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/improvement"
)

// written is points in one of the forms in which spreadsheets and people write them.
type written struct {
	content []byte
	want    []improvement.Point
	notes   []string
	ahead   int // rows at the end that have a day only
	form    FileForm
}

var encodings = map[string]encoding.Encoding{
	utf8Plain:   encoding.Nop,
	utf8Marked:  unicode.UTF8BOM,
	utf16Marked: unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	windows1252: charmap.Windows1252,
}

var dayForms = []string{
	"2006-01-02", "2/1/2006", "02/01/2006", "2/1/06", "2.1.2006", "2 January 2006", "2-Jan-06", "Mon 2 Jan 2006",
	"Monday, 2 January 2006", "02/01/2006 00:00",
}

func genWritten(t *rapid.T) written {
	w := written{form: FileForm{Header: 1}}
	w.form.Encoding = rapid.SampledFrom([]string{utf8Plain, utf8Marked, utf16Marked, windows1252}).Draw(t, "encoding")
	separator := separators[rapid.IntRange(0, len(separators)-1).Draw(t, "separator")]
	w.form.Separator = separator.name
	commas := separator.mark != ',' && rapid.Bool().Draw(t, "decimal commas")
	lineEnd := rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "line end")
	layout := rapid.SampledFrom(dayForms).Draw(t, "day")

	var b strings.Builder
	line := func(cells ...string) {
		b.WriteString(strings.Join(cells, string(separator.mark)) + lineEnd)
	}
	for range rapid.IntRange(0, 5).Draw(t, "titles") {
		line("“Attendance”", "")
		w.form.Header++
	}
	line("Remarks", "Week Beginning", "Café", "VALUE")
	for day := improvement.Date("2001-01-01"); len(w.want)+w.ahead < 12; {
		day = day.AddDays(rapid.IntRange(1, 2000).Draw(t, "days on"))
		p := improvement.Point{Date: day, Missing: rapid.IntRange(0, 5).Draw(t, "gap") == 0}
		value := ""
		if !p.Missing {
			p.Value = float64(rapid.IntRange(-20000, 20000).Draw(t, "value")) / 100
			value = strconv.FormatFloat(p.Value, 'f', -1, 64)
		}
		if commas {
			w.form.DecimalComma = w.form.DecimalComma || strings.Contains(value, ".")
			value = strings.ReplaceAll(value, ".", ",")
		}
		note := rapid.StringMatching(`[a-z“=;,"\t\n£é –]{0,30}`).Draw(t, "note")
		start, err := time.Parse(time.DateOnly, string(day))
		if err != nil {
			t.Fatal(err)
		}
		quoted := `"` + strings.ReplaceAll(strings.ReplaceAll(note, "\n", lineEnd), `"`, `""`) + `"`
		when := `"` + start.Format(layout) + `"`
		line(quoted, when, "", value)
		w.want, w.notes = append(w.want, p), append(w.notes, strings.TrimSpace(note))
	}
	content, err := encodings[w.form.Encoding].NewEncoder().Bytes([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	w.content = content
	w.leaveAhead()
	return w
}

// leaveAhead takes the days out that nobody counted after, and wrote no word about.
func (w *written) leaveAhead() {
	for i := len(w.want) - 1; i >= 0 && w.want[i].Missing; i-- {
		if w.notes[i] == "" {
			w.want, w.notes, w.ahead = slices.Delete(w.want, i, i+1), slices.Delete(w.notes, i, i+1), w.ahead+1
		}
	}
}

// Whatever the form, what was written is what is read.
func TestPointsFileReadsWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := genWritten(t)
		got, err := reader().PointsFile(t.Context(), w.content, attendance)
		if err != nil || got.Err() != nil {
			t.Fatalf("%v %v\n%s", err, got.Err(), w.content)
		}
		if got.Form != w.form {
			t.Errorf("the form is %+v, want %+v", got.Form, w.form)
		}
		if len(got.Points) != len(w.want) || got.Ahead != w.ahead {
			t.Fatalf("%d points, want %d; %d ahead, want %d", len(got.Points), len(w.want), got.Ahead, w.ahead)
		}
		for i, want := range w.want {
			point := got.Points[i].Point
			note := ""
			if !point.Note.Empty() {
				note = unsealed(point.Note)
			}
			point.Note = improvement.Words{}
			if point != want || note != w.notes[i] {
				t.Errorf("row %d is %+v %q, want %+v %q", i+1, point, note, want, w.notes[i])
			}
		}
	})
}

func FuzzPointsFile(f *testing.F) {
	for _, seed := range []string{
		"", "date,value\n3/11/2026,87\n", "sep=;\nDate;Value\n3/11/2026;86,9\n4/11/2026;1,234\n",
		"\xef\xbb\xbfdate\tvalue\tnote\n3/11/2026\t\t\"a\nb\"\n", "\xff\xfed\x00a\x00t\x00e\x00", "date;value;note\n1/1/2026;£5;\x93Caf\xe9\x94\n",
		"date,value,note\n3/11/2026,5,\"a\n4/11/2026,6,b\"\n", "date,value\rTotal,=SUM(A1)\r\r46329,#N/A\r", "date,present,out of\n3/11/2026,0,0\n",
		"date,value\n" + strings.Repeat("\"x\",\"y\n", 30), "date,num,den\n3/11/2026,1e9,1\n",
		"date,value\n1/19/2026,1\n", "day,date,value\nTue,3/11/2026,5\nWed,4/11/2026,\n\ufeff,,\n",
	} {
		f.Add([]byte(seed), false)
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(t *testing.T, content []byte, ratio bool) {
		m := improvement.Measure{ID: "late"}
		if ratio {
			m.Rules = "p"
		}
		got, err := reader().PointsFile(t.Context(), content, m)
		if err != nil {
			checked(t, got, err)
			if len(err.Error()) > 2000 {
				t.Errorf("the refusal has %d bytes", len(err.Error()))
			}
			return
		}
		checked(t, got, nil)
		checked(t, got, got.Err())
		if got.Rows != len(got.Points)+len(got.Bad)+got.BadMore+got.Ahead+got.Totals || len(got.BadLines) != got.BadMore || len(got.Points) > improvement.MaxPoints {
			t.Errorf("%d rows, but %d points, %d bad rows and %d ahead", got.Rows, len(got.Points), len(got.Bad)+got.BadMore, got.Ahead)
		}
		if len(badRows(got)) > 20*1000 {
			t.Errorf("what is bad takes %d bytes", len(badRows(got)))
		}
		last := 0
		for _, p := range got.Points {
			if p.Line <= last || !p.Date.Valid() {
				t.Errorf("line %d is after line %d, and of %q", p.Line, last, p.Date)
			}
			last = p.Line
		}
		// No line below the header is left out: without its points and bad rows, it is blank.
		text, _, err := csvText(content, pointsSheet)
		if err != nil {
			t.Fatal(err)
		}
		below := strings.Split(text, "\n")[got.Form.Header:]
		if letters := strings.Trim(strings.Join(below, ""), " \t,;\"\u00a0\ufeff"); got.Rows == 0 && letters != "" {
			t.Errorf("nothing was read of %q", letters)
		}
	})
}

// A huge file is read in memory that grows with its size and no faster, whatever is
// in it.
func TestPointsFileOfManyRowsTakesBoundedMemory(t *testing.T) {
	for name, content := range map[string][]byte{
		"points":   manyRows(200_000, "3/11/2026,87,Snow\n"),
		"bad rows": bytes.Repeat([]byte("x,y,z\n"), 2_000_000),
		"marks":    bytes.Repeat([]byte(`x","y`+"\n"), 2_000_000),
		"one line": bytes.Repeat([]byte("x,"), 6_000_000),
	} {
		t.Run(name, func(t *testing.T) {
			content = append([]byte("date,value,note\n"), content...)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got, err := reader().PointsFile(t.Context(), content, attendance)
			runtime.ReadMemStats(&after)
			if took := after.TotalAlloc - before.TotalAlloc; took > uint64(4*len(content)+256<<20) {
				t.Errorf("%d bytes took %d", len(content), took)
			}
			if err == nil && got.Rows != len(got.Points)+len(got.Bad)+got.BadMore+got.Ahead+got.Totals {
				t.Errorf("got %d rows, %d points, %d and %d bad", got.Rows, len(got.Points), len(got.Bad), got.BadMore)
			}
		})
	}
}

func manyRows(n int, row string) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, "%d/%d/%d%s", 1+i%28, 1+i/28%12, 2000+i/336%150, row[strings.Index(row, ","):])
	}
	return b.Bytes()
}

func BenchmarkPointsFile(b *testing.B) {
	for _, rows := range []int{100, 2000, 200_000} {
		content := append([]byte("date,value,note\n"), manyRows(rows, ",87,Snow\n")...)
		b.Run(strconv.Itoa(rows), func(b *testing.B) {
			b.SetBytes(int64(len(content)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := reader().PointsFile(b.Context(), content, attendance); err != nil && rows <= improvement.MaxPoints {
					b.Fatal(err)
				}
			}
		})
	}
}
