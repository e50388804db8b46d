package intake

import (
	"context"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cairnqi/cairn/improvement"
)

const examples = "../../examples/moray"

// openSealer seals nothing, but refuses what the real one refuses. Who asked is
// kept in the words.
type openSealer struct{}

func (openSealer) Seal(_ context.Context, field string, author improvement.PersonID, text string) (improvement.Words, error) {
	text = strings.TrimSpace(text)
	if !utf8.ValidString(text) {
		return improvement.Words{}, improvement.Refuse(improvement.Invalid, field, "not UTF-8")
	}
	n := utf8.RuneCountInString(text)
	if n > improvement.MaxTextLength {
		return improvement.Words{}, improvement.TooLong(field, n)
	}
	return improvement.Words{By: author, Length: n, Sealed: base64.StdEncoding.EncodeToString([]byte(text))}, nil
}

func unsealed(w improvement.Words) string {
	text, err := base64.StdEncoding.DecodeString(w.Sealed)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// holidays are the Scottish bank holidays in which the stories lie.
var holidays = improvement.Calendar{Holidays: []improvement.Date{
	"2026-08-03", "2026-11-30", "2026-12-25", "2026-12-28",
	"2027-01-01", "2027-01-04", "2027-03-26", "2027-05-03", "2027-05-31", "2027-08-02",
}}

// core are outcomes that the settings list by default.
var core = []improvement.CoreOutcome{
	{ID: "connected", Name: "People have somebody nearby whom they can turn to"},
	{ID: "heard", Name: "People are listened to and have a say"},
}

func document(t *testing.T, path ...string) []byte {
	t.Helper()
	doc, err := os.ReadFile(filepath.Join(append([]string{examples}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func exampleDirectory(t *testing.T) Directory {
	t.Helper()
	reader := Reader{Sealer: openSealer{}, Author: "it-admin"}
	d, err := reader.Directory(t.Context(), document(t, "directory.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	before, err := reader.Directory(t.Context(), document(t, "agreed-before.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	d.Priorities = before.Priorities
	return d
}
