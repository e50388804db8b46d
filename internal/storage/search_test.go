package storage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// typed draws what people write and type: the letters of Europe, digits and signs.
func typed() *rapid.Generator[string] {
	letters := []rune("abcdefghijklmnopqrstuvwxyzABCDEXYZ0123456789 \t\n'\"*()-:^.,;!?%&|<>\\/_+=@#$\u2019\u201c\u2014\u0301\u0308")
	for r := rune(0xa1); r < 0x500; r++ {
		letters = append(letters, r)
	}
	return rapid.StringOfN(rapid.SampledFrom(letters), 0, 60, -1)
}

// Whatever somebody wrote is found by what they wrote, and nothing that is typed fails.
func TestWhatWasWrittenIsFound(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, storage.Options{})
		s.ReadWords(plain{})
		n := 0
		rapid.Check(t, func(r *rapid.T) {
			text, other := typed().Draw(r, "text"), typed().Draw(r, "typed")
			n++
			theme := improvement.ThemeID(fmt.Sprint("t", n))
			_, err := s.File(t.Context(), improvement.Filing{
				Subject: improvement.ThemeSubject(theme), Command: "c", State: []byte(`{}`),
				Entries: improvement.Entries(0, "c", "anna", time.Now(), []improvement.Event{&improvement.ThemeRecorded{Theme: improvement.Theme{ID: theme}}}),
				Shelved: []improvement.Shelved{{ID: improvement.ItemID(improvement.ThemeSubject(theme)), Day: "2026-07-10", Theme: theme, Words: []improvement.Words{says("anna", text+" breakfast")}}},
			})
			if err != nil {
				r.Fatal(err)
			}
			for query, must := range map[string]bool{text + " breakfasts": true, strings.ToUpper(text) + " Breakfast": true, other: false} {
				found, err := s.Shelf(t.Context(), improvement.LibraryFilter{Theme: theme, Search: query})
				if err != nil {
					r.Fatalf("%q: %v", query, err)
				}
				if must && len(found) != 1 {
					r.Fatalf("%q does not find %q", query, text)
				}
			}
		})
	})
}

// What was filed before items stood under tags in the index of words is found under them.
func TestTagsComeToAnOlderRecord(t *testing.T) {
	address := cluster.Database(t)
	s, err := storage.Open(t.Context(), address, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.ReadWords(plain{})
	theme := improvement.ThemeSubject("x")
	_, err = s.File(t.Context(), improvement.Filing{
		Subject: theme, Command: "c", State: []byte(`{}`),
		Entries: improvement.Entries(0, "c", "anna", time.Now(), []improvement.Event{&improvement.ThemeRecorded{Theme: improvement.Theme{ID: "x"}}}),
		Shelved: []improvement.Shelved{{ID: improvement.ItemID(theme), Day: "2026-07-10", LMG: "east", Theme: "x", Words: []improvement.Words{says("anna", "The bus was late")}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	raw(t, address,
		`UPDATE shelf SET words = strip(to_tsvector('english', t.text)) FROM search_text t WHERE t.item = shelf.id`,
		`DROP INDEX messages_handed`,
		`DELETE FROM goose_db_version WHERE version_id >= 6`)
	raw(t, address, undone...)
	s = open(t, address, storage.Options{Upgrade: true})
	for lmg, want := range map[improvement.BodyID]int{"east": 1, "west": 0, "": 1} {
		found, err := s.Shelf(t.Context(), improvement.LibraryFilter{Search: "buses", LMG: lmg})
		if err != nil || len(found) != want {
			t.Errorf("in %q there are %d, %v; want %d", lmg, len(found), err, want)
		}
	}
}
