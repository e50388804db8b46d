package report

import (
	"bufio"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/cairnqi/cairn/improvement"
)

// byteOrderMark tells Excel that the file is UTF-8.
const byteOrderMark = "\uFEFF"

// WriteCSV writes the columns' titles and the rows, and nothing else, so that programs
// read it: UTF-8 with a byte order mark, lines that end with CRLF (RFC 4180). Every text
// is quoted, and made harmless where a spreadsheet would take it for a formula. Numbers
// and days (2026-03-31) are not quoted. It fails with the writer or with the rows.
func (t Table) WriteCSV(to io.Writer) error {
	out := bufio.NewWriter(to)
	titles := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = quoted(c.Title)
	}
	if _, err := out.WriteString(byteOrderMark); err != nil {
		return err
	}
	if _, err := writeLine(out, titles); err != nil {
		return err
	}
	for row, err := range t.Rows {
		if err != nil {
			return err
		}
		fields := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			fields[i] = row[i].field(c.Kind)
		}
		if _, err := writeLine(out, fields); err != nil {
			return err
		}
	}
	return out.Flush()
}

func writeLine(out *bufio.Writer, fields []string) (int, error) {
	return out.WriteString(strings.Join(fields, ",") + "\r\n")
}

// field is a cell as it stands in a line.
func (c Cell) field(kind Kind) string {
	switch kind {
	case Number:
		if c.Some {
			return figure(c.Number)
		}
	case Percent:
		if c.Some {
			return strconv.FormatFloat(100*c.Number, 'f', 1, 64) + "%"
		}
	case Date:
		if c.Day.Valid() { // anything else would be text
			return string(c.Day)
		}
	case Text:
		if c.Text != "" {
			return quoted(c.Text)
		}
	}
	return ""
}

// figure writes a number with all its digits, and as a power of ten only where they
// would be a long row.
func figure(x float64) string {
	if size := math.Abs(x); size != 0 && (size >= 1e15 || size < 1e-9) {
		return strconv.FormatFloat(x, 'E', -1, 64)
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// quoted is a text that no spreadsheet takes for a formula: quoted whatever is in it, since a
// comma or a semicolon would else begin another cell, and with an apostrophe before what a
// formula begins with. Source: OWASP, CSV Injection.
func quoted(s string) string {
	if formula(s) {
		s = "'" + s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// formula tells whether a text begins as formulas do: with = + - @, a tab or the end of a
// line; with their full-width forms; or with these behind blanks, which some programs cut.
func formula(s string) bool {
	if s != "" && strings.ContainsRune("\t\r\n", rune(s[0])) {
		return true
	}
	s = strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
	for _, first := range s {
		return strings.ContainsRune("=+-@＝＋－＠−", first)
	}
	return false
}

// Shown is a cell as people read it on a page.
func (c Cell) Shown(kind Kind) string {
	switch kind {
	case Text:
		return c.Text
	case Number:
		if c.Some {
			return improvement.Figure(c.Number)
		}
	case Date:
		if c.Day != "" {
			return c.Day.Plain()
		}
	}
	return c.field(kind)
}
