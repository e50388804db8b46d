package intake

import "strings"

// maxColumns is the most cells of a row.
const maxColumns = 200

// table cuts a text into rows of cells (RFC 4180, with any of three separators). It
// stands in for encoding/csv because a quotation mark that nobody closed must cost no
// more than its own line: there, it takes all that follows with it.
type table struct {
	separator byte
	rest      string // what is not cut yet
	line      int    // the line on which the rest begins, counting from 1
	cells     []string
}

// row is one row of a table; its cells are good until the next one is cut.
type row struct {
	line, last int      // of the file; they differ where a quoted cell has line ends
	cells      []string // as written, the first maxColumns
	width      int      // how many cells there are; those beyond maxColumns count as one
	torn       bool     // its quotation marks do not match
	text       string   // all of it; of a torn row the first line
}

// next cuts the next row off; false where none is left.
func (t *table) next() (row, bool) {
	if t.rest == "" {
		return row{}, false
	}
	t.cells = t.cells[:0]
	ends := string(t.separator) + "\n"
	for rest := t.rest; ; rest = rest[1:] {
		cell, after, closed := cutCell(rest, ends)
		switch {
		case !closed:
			return t.oneLine(true), true
		case len(t.cells) == maxColumns:
			return t.oneLine(strings.Contains(t.rest[:len(t.rest)-len(rest)], "\n")), true
		}
		t.cells = append(t.cells, cell)
		if rest = after; rest == "" || rest[0] == '\n' {
			return t.take(len(t.rest) - len(rest)), true
		}
	}
}

// take gives so many bytes as a row.
func (t *table) take(n int) row {
	r := row{line: t.line, cells: t.cells, width: len(t.cells), text: t.rest[:n]}
	r.last = r.line + strings.Count(r.text, "\n")
	t.rest, t.line = strings.TrimPrefix(t.rest[n:], "\n"), r.last+1
	return r
}

// oneLine gives the next line as a row that is no good, and goes on after it.
func (t *table) oneLine(torn bool) row {
	r := row{line: t.line, last: t.line, cells: t.cells, width: len(t.cells) + 1, torn: torn}
	r.text, t.rest, _ = strings.Cut(t.rest, "\n")
	t.line++
	return r
}

// runsOn tells that a quoted cell took rows in with it: a later line of it has a date
// where dates stand.
func (r row) runsOn(separator byte, date int) bool {
	if r.line == r.last || date < 0 {
		return false
	}
	_, later, _ := strings.Cut(r.text, "\n")
	for line := range strings.SplitSeq(later, "\n") {
		cells := strings.SplitN(line, string(separator), date+2)
		if len(cells) < 2 || len(cells) <= date {
			continue
		}
		if _, is := dayIn(cells[date]); is {
			return true
		}
	}
	return false
}

// cutCell gives the first cell of a text, its quotation marks and a byte order mark
// taken off, and what follows: nothing, or what begins with one of ends. A quotation
// mark inside a cell that did not begin with one is a letter, such as in 6" pots.
func cutCell(text, ends string) (cell, after string, closed bool) {
	text = strings.TrimLeft(text, " "+mark)
	if strings.HasPrefix(text, `"`) {
		cell, after, closed = cutQuoted(text[1:], ends)
		return strings.TrimLeft(cell, mark), after, closed
	}
	end := strings.IndexAny(text, ends)
	if end < 0 {
		end = len(text)
	}
	return text[:end], text[end:], true
}

// cutQuoted is cutCell after an opening quotation mark.
func cutQuoted(text, ends string) (cell, after string, closed bool) {
	doubled := false
	for end := 0; ; {
		at := strings.IndexByte(text[end:], '"')
		if at < 0 {
			return "", "", false
		}
		end += at
		if strings.HasPrefix(text[end:], `""`) {
			end, doubled = end+2, true
			continue
		}
		after = strings.TrimLeft(text[end+1:], " ")
		if after != "" && !strings.Contains(ends, after[:1]) {
			return "", "", false
		}
		if cell = text[:end]; doubled {
			cell = strings.ReplaceAll(cell, `""`, `"`)
		}
		return cell, after, true
	}
}
