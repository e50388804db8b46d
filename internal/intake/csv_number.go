package intake

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// gapWords stand in a cell where nobody counted. Nothing else does: a "none" may be 0.
var gapWords = []string{"", "-", "–", "—", "n/a", "na", "missing", "closed"}

func isGap(cell string) bool { return slices.Contains(gapWords, strings.ToLower(cell)) }

// Numbers as people write them, after blanks and signs were made alike. Thousands are
// parted by commas or blanks, in groups of three throughout or not at all.
var (
	withPoint = regexp.MustCompile(`^-?(?:\d+|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: \d{3})+)(?:\.\d+)?$|^-?\.\d+$`)
	withComma = regexp.MustCompile(`^-?(?:\d+|[1-9]\d{0,2}(?: \d{3})+),\d+$`)
	either    = regexp.MustCompile(`^-?[1-9]\d{0,2},\d{3}$`) // 1,234
)

// numbers reads the numbers of one file. 87,5 is a number only where the cells are not
// parted by commas themselves, and only one mark for decimals may stand in a file:
// beside 87,5 a 1.234 could be either.
type numbers struct {
	commas bool // decimal commas may stand
	mark   byte // the decimal mark of the file, once one was seen
	seen   int  // its line
}

// read gives the number of a cell, or what is wrong with it, as the end of a sentence
// that begins with the name of the column.
func (n *numbers) read(line int, cell string) (number float64, wrong string) {
	if wrong := unworked(cell); wrong != "" {
		return 0, wrong
	}
	written := strings.ReplaceAll(strings.Join(strings.Fields(cell), " "), "\u2212", "-")
	mark := byte('.')
	switch {
	case n.commas && either.MatchString(written):
		plain := strings.ReplaceAll(written, ",", "")
		return 0, fmt.Sprintf("is %s, which may be read as %s or as %s. Write it without the comma.", written, plain, strings.ReplaceAll(written, ",", "."))
	case withPoint.MatchString(written):
		written = strings.ReplaceAll(ungrouped(written), ",", "")
	case n.commas && withComma.MatchString(written):
		mark = ','
		written = strings.ReplaceAll(ungrouped(written), ",", ".")
	case withComma.MatchString(written):
		return 0, fmt.Sprintf("is %s. Write it with a decimal point: the cells of this file are parted by commas.", clip(cell))
	default:
		return 0, fmt.Sprintf("is %q, which is not a number. Write digits, with a point for decimals and no units, or leave it empty where nobody counted.", clip(cell))
	}
	number, err := strconv.ParseFloat(written, 64)
	if err != nil || math.IsInf(number, 0) {
		return 0, fmt.Sprintf("is %s, which is too large.", clip(cell))
	}
	return number, n.agree(line, mark, cell, written)
}

func ungrouped(written string) string { return strings.ReplaceAll(written, " ", "") }

// agree keeps to one decimal mark in a file.
func (n *numbers) agree(line int, mark byte, cell, written string) (wrong string) {
	switch {
	case !strings.Contains(written, "."):
		return ""
	case n.mark == 0:
		n.mark, n.seen = mark, line
	case n.mark != mark:
		return fmt.Sprintf("is %s, and line %d writes its decimals with %q. Use one mark in the whole file.", clip(cell), n.seen, string(n.mark))
	}
	return ""
}

// unworked tells that a spreadsheet has yet to work a cell out, or failed to show it.
func unworked(cell string) (wrong string) {
	switch {
	case isFormula(cell):
		return fmt.Sprintf("is a formula (%s). Paste the values in place of the formulas and save again.", clip(cell))
	case strings.HasPrefix(cell, "#"):
		return fmt.Sprintf("is %s, which a spreadsheet shows for a formula that failed, or in a column that is too narrow. Put that right there and save again.", clip(cell))
	}
	return ""
}

// isFormula tells what a spreadsheet would work out: what begins with = or @, or with a
// sign that no number follows.
func isFormula(cell string) bool {
	if cell == "" {
		return false
	}
	signed := len(cell) > 1 && strings.ContainsRune(".0123456789", rune(cell[1]))
	return strings.ContainsRune("=@", rune(cell[0])) || strings.ContainsRune("+-", rune(cell[0])) && !signed
}
