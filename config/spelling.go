package config

import (
	"regexp"
	"slices"
	"strings"
)

// prefix begins every environment variable of Cairn's.
const prefix = "CAIRN_"

// others finds variables that begin like Cairn's and are no settings: those of its
// tests, and those that Kubernetes gives every container beside a service that is
// called cairn, or cairn-something.
var others = regexp.MustCompile(`^CAIRN_TEST_` +
	`|^CAIRN_(\w+_)?(SERVICE_(HOST|PORT)|PORT_\d+_[A-Z]+)\w*=` +
	`|^CAIRN_(\w+_)?PORT=[a-z]+://`)

// checkEnvironment adds a fault for every variable that looks like a setting and
// is none: a misspelt one would be without effect, and nobody would know.
func checkEnvironment(environ []string, f *faults) {
	var known []string
	for _, key := range Keys() {
		known = append(known, Variable(key))
	}
	for _, pair := range environ {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, prefix) && !slices.Contains(known, name) && !others.MatchString(pair) {
			f.add(name, "is no setting that Cairn knows (in the environment): %s", correction(name, known))
		}
	}
}

// correction ends a sentence about a name that is not known.
func correction(name string, known []string) string {
	nearest := slices.MinFunc(known, func(a, b string) int { return distance(name, a) - distance(name, b) })
	if distance(name, nearest) <= len(strings.TrimPrefix(name, prefix))/3 {
		return "did you mean " + nearest + "?"
	}
	return "correct its spelling or remove it."
}

// distance is how many letters must be put in, taken out or changed to make b of a
// (Levenshtein). internal/intake has the same for words of its documents: the settings
// know no other room.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := diagonal
			if a[i] != b[j] {
				changed++
			}
			diagonal = row[j+1]
			row[j+1] = min(changed, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
