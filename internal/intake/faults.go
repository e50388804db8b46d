package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// How many faults of one document are told at once, how many are counted, and of how
// many beyond those told the lines are.
const (
	maxFaults  = 10
	maxCounted = 1000
	maxLines   = 30
)

// Faults is what is wrong with one document where it is more than one thing, by
// line. errors.As finds the first as *improvement.Error.
type Faults struct {
	List []*improvement.Error // at least two, at most ten of a document and twenty of a file of points
	More int                  // faults beyond those; of a document up to a thousand in all

	Lines []int // of faults beyond the list, in order, where they are known
}

// Error tells each fault on a line of its own.
func (f *Faults) Error() string {
	lines := make([]string, len(f.List))
	for i, fault := range f.List {
		lines[i] = fault.Error()
	}
	if f.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", f.More)+f.onLines())
	}
	return strings.Join(lines, "\n")
}

// onLines is the end of a sentence: where the faults are that are only counted.
func (f *Faults) onLines() string {
	if len(f.Lines) == 0 {
		return ""
	}
	var numbers []string
	for _, line := range f.Lines[:min(len(f.Lines), maxLines)] {
		numbers = append(numbers, strconv.Itoa(line))
	}
	last := "others"
	if f.More <= len(numbers) {
		last, numbers = numbers[len(numbers)-1], numbers[:len(numbers)-1]
	}
	if len(numbers) == 0 {
		return ", on line " + last
	}
	return ", on lines " + strings.Join(numbers, ", ") + " and " + last
}

// Unwrap gives the faults.
func (f *Faults) Unwrap() []error {
	errs := make([]error, len(f.List))
	for i, fault := range f.List {
		errs[i] = fault
	}
	return errs
}

// fault is one thing that is wrong, with its line for ordering.
type fault struct {
	line int
	err  *improvement.Error
}

func faultAt(line int, path, format string, args ...any) fault {
	message := fmt.Sprintf("line %d: ", line) + fmt.Sprintf(format, args...)
	return fault{line, &improvement.Error{Code: improvement.Invalid, Field: path, Message: message}}
}

// faultsError is nil without faults, the *improvement.Error where there is one,
// and *Faults where there are more.
func faultsError(faults []fault) error {
	if len(faults) == 0 {
		return nil
	}
	slices.SortStableFunc(faults, func(a, b fault) int { return cmp.Compare(a.line, b.line) })
	if len(faults) == 1 {
		return faults[0].err
	}
	told := faults[:min(len(faults), maxFaults)]
	all := &Faults{More: len(faults) - len(told)}
	for _, f := range told {
		all.List = append(all.List, f.err)
	}
	return all
}

// nearest is the known word that a mistyped one may have meant, or none.
func nearest(word string, known []string) string {
	best, least := "", len(word)/3+2 // a third may be wrong, and a letter swapped
	for _, k := range known {
		if len(word) > 2 && strings.HasPrefix(k, word) {
			return k
		}
		if d := distance(word, k); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance counts the letters to add, drop or change (Levenshtein). config has the
// same for its settings: neither room knows the other.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// clip keeps what a fault quotes back short.
func clip(s string) string {
	const most = 40
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most]) + "…"
}

// didYouMean is the sentence to add for a word that is nearly a known one.
func didYouMean(word string, known []string) string {
	if len(word) <= 40 {
		if k := nearest(word, known); k != "" {
			return " Did you mean " + k + "?"
		}
	}
	if len(known) == 0 {
		return ""
	}
	return " Known here: " + strings.Join(known, ", ") + "."
}
