package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/cairnqi/cairn/improvement"
)

// What a column may hold.
const (
	dateColumn        = "date"
	valueColumn       = "value"
	numeratorColumn   = "numerator"
	denominatorColumn = "denominator"
	noteColumn        = "note"
)

// columnNames are the names that people give to columns. A bare "n" is not among
// them: some count the events with it, some those asked.
var columnNames = map[string]string{
	"date": dateColumn, "day": dateColumn, "when": dateColumn,
	"week": dateColumn, "week beginning": dateColumn, "week commencing": dateColumn, "week starting": dateColumn,
	"week ending": dateColumn, "w/b": dateColumn, "w/c": dateColumn, "month": dateColumn, "month beginning": dateColumn,

	"value": valueColumn, "score": valueColumn, "count": valueColumn, "number": valueColumn, "result": valueColumn,
	"%": valueColumn, "percent": valueColumn, "percentage": valueColumn,

	"numerator": numeratorColumn, "num": numeratorColumn, "counted": numeratorColumn, "events": numeratorColumn,
	"present": numeratorColumn, "attended": numeratorColumn,

	"denominator": denominatorColumn, "den": denominatorColumn, "of": denominatorColumn, "out of": denominatorColumn,
	"total": denominatorColumn, "base": denominatorColumn, "on roll": denominatorColumn,

	"note": noteColumn, "notes": noteColumn, "comment": noteColumn, "comments": noteColumn,
	"remark": noteColumn, "remarks": noteColumn,
}

// header is the row that names the columns.
type header struct {
	line    int // 0: there is none
	columns []Column
	wide    bool // it has more columns than are read
	torn    bool // its quotation marks do not match
}

func headerOf(r row, separator byte, m improvement.Measure) header {
	h := header{line: r.line, wide: r.width > maxColumns}
	for _, cell := range r.cells {
		name := strings.Join(strings.FieldsFunc(strings.ToValidUTF8(cell[:min(len(cell), maxLine)], ""), isBlankRune), " ")
		h.columns = append(h.columns, Column{Header: clip(name), As: columnAs(name, m)})
	}
	switch {
	case m.Ratio():
		h.rename(valueColumn, "") // worked out from what was counted, which the chart needs
	case h.at(valueColumn) >= 0:
	case h.at(numeratorColumn) < 0:
		h.takePercent()
	case h.at(denominatorColumn) < 0:
		h.rename(numeratorColumn, valueColumn)
	}
	h.torn = r.torn || slices.ContainsFunc(h.all(dateColumn), func(date int) bool { return r.runsOn(separator, date) })
	return h
}

// takePercent makes the one column with a percent sign in its name the value. A title
// above the header may have such a sign, too, but no date beside it.
func (h header) takePercent() {
	at := -1
	for i, c := range h.columns {
		switch {
		case c.As != "" || !strings.Contains(c.Header, "%"):
		case at >= 0:
			return
		default:
			at = i
		}
	}
	if at >= 0 && h.at(dateColumn) >= 0 {
		h.columns[at].As = valueColumn
	}
}

// isBlankRune takes what cannot be shown for a blank.
func isBlankRune(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }

var unitBehind = regexp.MustCompile(`\s*\([^()]*\)$`) // Present (children)

// columnAs is what a column of that name holds. The measure's own identifier is a name
// for its values; its name is not, as it is sealed.
func columnAs(name string, m improvement.Measure) string {
	name = strings.TrimRight(strings.ToLower(name), ".:")
	if !m.Ratio() && isMeasure(name, m) {
		return valueColumn
	}
	as := columnNames[columnWords(name)]
	if strings.Contains(name, "%") && (as == numeratorColumn || as == denominatorColumn) {
		return "" // Present (%) is no count
	}
	return as
}

// columnWords is a column's name in small letters, without its unit.
func columnWords(name string) string {
	name = strings.TrimRight(strings.ToLower(name), ".:")
	return strings.NewReplacer("_", " ", "-", " ").Replace(unitBehind.ReplaceAllString(name, ""))
}

func isMeasure(name string, m improvement.Measure) bool {
	return name != "" && strings.NewReplacer("_", "-", " ", "-").Replace(name) == string(m.ID)
}

// at is where the first column of a kind stands, or -1.
func (h header) at(as string) int {
	return slices.IndexFunc(h.columns, func(c Column) bool { return c.As == as })
}

// all is where the columns of a kind stand.
func (h header) all(as string) (columns []int) {
	for i, c := range h.columns {
		if c.As == as {
			columns = append(columns, i)
		}
	}
	return columns
}

func (h header) rename(from, to string) {
	for i, c := range h.columns {
		if c.As == from {
			h.columns[i].As = to
		}
	}
}

// known counts the columns that are used.
func (h header) known() int {
	n := 0
	for _, c := range h.columns {
		if c.As != "" {
			n++
		}
	}
	return n
}

// lacks names what the points of a measure need and the header does not have.
func (h header) lacks(m improvement.Measure) []string {
	needs := []string{dateColumn, valueColumn}
	if m.Ratio() || h.at(valueColumn) < 0 && h.at(numeratorColumn) >= 0 {
		needs = []string{dateColumn, numeratorColumn, denominatorColumn}
	}
	return slices.DeleteFunc(needs, func(as string) bool { return h.at(as) >= 0 })
}

// better tells whether this row is the header rather than another one: it lacks less,
// or says more, or stands higher.
func (h header) better(o header, m improvement.Measure) bool {
	if h.known() == 0 || o.line == 0 {
		return h.known() > 0
	}
	whole, otherWhole := len(h.lacks(m)) == 0, len(o.lacks(m)) == 0
	switch {
	case whole != otherWhole:
		return whole
	case whole && h.line != o.line:
		return h.line < o.line
	}
	return h.known() > o.known()
}

// check refuses a header that cannot be gone by.
func (h header) check(m improvement.Measure) error {
	if h.line == 0 {
		return badFile("No row among the first %d lines names the columns. Above the points, name %s; note may be another.", headerWithin, columnsOf(m))
	}
	if lacking := h.lacks(m); len(lacking) > 0 {
		return faultAt(h.line, "file", "No column is named %s. The columns are %s. Name %s.",
			strings.Join(lacking, " or "), h.names(), columnsOf(m)).err
	}
	for i, c := range h.columns {
		if first := h.at(c.As); c.As != "" && first < i {
			return faultAt(h.line, "file", "Two columns may be the %s: %q and %q. Rename the one that is not, or take it out.",
				c.As, h.columns[first].Header, c.Header).err
		}
	}
	if h.torn {
		return faultAt(h.line, "file", "%s", tornRow).err
	}
	if h.wide {
		return faultAt(h.line, "file", "There are more than %d columns. Keep those that are needed.", maxColumns).err
	}
	return nil
}

// columnsOf asks for the columns that the points of a measure need.
func columnsOf(m improvement.Measure) string {
	if m.Ratio() {
		return "one column date, one numerator (what was counted) and one denominator (out of how many)"
	}
	return "one column date, and one value"
}

// named leaves the columns out that have no name, as behind a separator at the end.
func (h header) named() []Column {
	return slices.DeleteFunc(slices.Clone(h.columns), func(c Column) bool { return c.Header == "" })
}

// names quotes the header back.
func (h header) names() string {
	const most = 10
	var names []string
	for _, c := range h.columns {
		if c.Header != "" {
			names = append(names, fmt.Sprintf("%q", c.Header))
		}
	}
	if more := len(names) - most; more > 0 {
		names = append(names[:most], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}
