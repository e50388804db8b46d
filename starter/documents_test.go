package main

import (
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
)

const examples = "../examples/moray/"

// directory is that of the examples, with a second LWO in the East.
func directory(t *testing.T) string {
	t.Helper()
	text := readFile(t, examples+"directory.yaml")
	text = strings.Replace(text, "      - {person: east-lwo, role: lwo}\n", "      - {person: east-lwo, role: lwo}\n      - {person: east-lwo-two, role: lwo}\n", 1)
	text = strings.Replace(text, "people:\n", "people:\n  - {id: east-lwo-two, name: \"Second LWO, East\", email: east-lwo-two@example.org}\n", 1)
	return writeFile(t, "directory.yaml", text)
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

var aDate = regexp.MustCompile(`\b\d{1,2}( [A-Z][a-z]+ |/\d{1,2}/)\d{4}\b`)

// doc is a document of the examples, for a test of that name, with words
// replaced. Its dates are moved together: those that lie ahead so that the first
// is in a month, those that are past so that the last is today.
func (s *town) doc(t *testing.T, name, test string, replace ...string) string {
	t.Helper()
	text := strings.ReplaceAll(readFile(t, examples+"breakfast-club/"+name), "breakfast-club-2027", test)
	var days []improvement.Date
	for _, written := range aDate.FindAllString(text, -1) {
		days = append(days, day(t, written))
	}
	if len(days) > 0 {
		shift := between(slices.Min(days), s.today().AddDays(30))
		if slices.Contains([]string{"points.yaml", "observation.yaml", "minute.yaml"}, name) {
			shift = between(slices.Max(days), s.today())
		}
		text = aDate.ReplaceAllStringFunc(text, func(written string) string { return string(day(t, written).AddDays(shift)) })
	}
	return writeFile(t, name, strings.NewReplacer(replace...).Replace(text))
}

func day(t *testing.T, written string) improvement.Date {
	t.Helper()
	d, err := intake.Date(written)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func between(from, to improvement.Date) int {
	return int(math.Round(to.Start().Sub(from.Start()).Hours() / 24)) // summer time is an hour
}
