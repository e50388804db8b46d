package intake

import (
	"regexp"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// headerWithin is how many lines a title and remarks may take above the header, and
// the header with them.
const headerWithin = 20

// separators by their names, in the order in which they are tried.
var separators = []struct {
	mark byte
	name string
}{{',', "comma"}, {';', "semicolon"}, {'\t', "tab"}}

// findTable finds the header and gives the table below it. The header says how the
// cells are parted, too: by whatever lets it name all columns that the measure needs.
// Where none does, the error is of the row that comes nearest.
func findTable(text string, m improvement.Measure) (header, table, error) {
	start := table{rest: text, line: 1}
	told, err := start.toldSeparator()
	if err != nil {
		return header{}, table{}, err
	}
	var best header
	var below table
	for _, s := range separators {
		if told != 0 && told != s.mark {
			continue
		}
		t := start
		t.separator, t.cells = s.mark, nil
		for r, more := t.next(); more && r.line <= headerWithin; r, more = t.next() {
			if h := headerOf(r, s.mark, m); h.better(best, m) {
				best, below = h, t
			}
		}
	}
	best.settleDate(below)
	return best, below, best.check(m)
}

var separatorLine = regexp.MustCompile(`^"?(?i:sep)=(.)"?[,;\t]*$`)

// toldSeparator takes the line sep=; off, by which a file tells Excel how its cells are
// parted. It is 0 where there is none.
func (t *table) toldSeparator() (byte, error) {
	line, rest, _ := strings.Cut(t.rest, "\n")
	found := separatorLine.FindStringSubmatch(line)
	if found == nil {
		return 0, nil
	}
	for _, s := range separators {
		if found[1] == string(s.mark) {
			t.rest, t.line = rest, t.line+1
			return s.mark, nil
		}
	}
	return 0, faultAt(1, "file", "Cells parted by %q are not read. Save the file with commas, semicolons or tabs.", found[1]).err
}

func separatorName(mark byte) string {
	for _, s := range separators {
		if s.mark == mark {
			return s.name
		}
	}
	return ""
}
