package storagetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// shelveMany files so many items of one subject in one filing. Each has its words from
// text, and lies on a day of the month.
func shelveMany(t *testing.T, s *storage.Store, subject, month string, n int, text func(i int) string, more func(i int, item *improvement.Shelved)) []improvement.ItemID {
	t.Helper()
	f := theme("x", 0, "c1", "x")
	f.Subject = improvement.TestSubject(subject)
	for i := range n {
		item := improvement.Shelved{
			ID: improvement.TestItem(f.Subject, fmt.Sprintf("e%05d", i)), Day: improvement.Date(fmt.Sprintf("%s-%02d", month, i%28+1)), Versions: 1,
			Entry: 1, Words: []improvement.Words{said("anna", text(i))},
		}
		if more != nil {
			more(i, &item)
		}
		f.Shelved = append(f.Shelved, item)
	}
	file(t, s, f)
	slices.SortFunc(f.Shelved, func(a, b improvement.Shelved) int {
		if a.Day != b.Day {
			return -strings.Compare(string(a.Day), string(b.Day))
		}
		return -strings.Compare(string(a.ID), string(b.ID))
	})
	return names(f.Shelved, func(i improvement.Shelved) improvement.ItemID { return i.ID })
}

// foundAmongMany holds that a search finds the newest, and page by page all, however many
// items have its words and wherever they lie: PostgreSQL looks for them in several ways.
func foundAmongMany(t *testing.T, s *storage.Store) {
	s.ReadWords(&reader{})
	everyOther := func(i int) string { return []string{"fox", "fox bus"}[i%2] }
	newest := shelveMany(t, s, "new", "2026-07", 1_100, everyOther, nil)
	july := shelveMany(t, s, "summer", "2024-07", 700, func(int) string { return "otter" }, func(i int, item *improvement.Shelved) {
		item.LMG, item.Hidden = improvement.BodyID([]string{"east", "west"}[i%2]), i%100 == 50
	})
	may := shelveMany(t, s, "spring", "2024-05", 500, func(i int) string { return []string{"otter", "otter o'neil"}[i/499] }, func(_ int, item *improvement.Shelved) {
		item.LMG, item.Theme = `o'dd\`, "theme"
	})
	oldest := shelveMany(t, s, "old", "1998-01", 3, func(int) string { return "heron" }, nil)

	july = visible(t, s, july)
	otters := slices.Concat(july, may)
	same(t, "a common word", found(t, s, improvement.LibraryFilter{Search: "foxes", Limit: 700}), newest[:700])
	same(t, "a word of long ago", found(t, s, improvement.LibraryFilter{Search: "otter"}), otters[:50])
	same(t, "a rare word", found(t, s, improvement.LibraryFilter{Search: "heron"}), oldest)
	same(t, "two words", len(found(t, s, improvement.LibraryFilter{Search: "fox bus", Limit: 600})), 550)
	same(t, "words never together", found(t, s, improvement.LibraryFilter{Search: "fox otter"}), []improvement.ItemID{})
	same(t, "hidden ones too", len(found(t, s, improvement.LibraryFilter{Search: "otter", Hidden: true, Limit: 2_000})), 1_200)
	same(t, "of an LMG with signs in its name", found(t, s, improvement.LibraryFilter{Search: "otter", LMG: `o'dd\`, Limit: 500}), may)
	same(t, "of a theme and a test", found(t, s, improvement.LibraryFilter{Search: "otter", Theme: "theme", LMG: "east"}), []improvement.ItemID{})
	same(t, "up to a day", found(t, s, improvement.LibraryFilter{Search: "otter", To: "2024-06-30"}), may[:50])
	firsts := len(found(t, s, improvement.LibraryFilter{From: "2024-07-01", To: "2024-07-01"}))
	same(t, "between days", len(found(t, s, improvement.LibraryFilter{Search: "otter", From: "2024-05-28", To: "2024-07-01", Limit: 100})), 17+firsts)
	same(t, "from a day", found(t, s, improvement.LibraryFilter{Search: "heron fox", From: "2024-05-28"}), []improvement.ItemID{})

	var paged []improvement.ItemID
	for page := found(t, s, improvement.LibraryFilter{Search: "otter", Limit: 130}); len(page) > 0; {
		paged = append(paged, page...)
		page = found(t, s, improvement.LibraryFilter{Search: "otter", Limit: 130, After: page[len(page)-1]})
	}
	same(t, "page by page", paged, otters)
}

// visible gives those of the items that are not hidden.
func visible(t *testing.T, s *storage.Store, items []improvement.ItemID) []improvement.ItemID {
	t.Helper()
	return slices.DeleteFunc(items, func(id improvement.ItemID) bool {
		return read[improvement.Shelved](t)(s.Item(t.Context(), id)).Hidden
	})
}
