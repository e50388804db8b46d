package storagetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// reader opens words whose box is their text.
type reader struct {
	mu     sync.Mutex
	erased map[improvement.PersonID]bool
	fails  error
}

func (r *reader) Open(_ context.Context, w improvement.Words) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.fails != nil:
		return "", r.fails
	case r.erased[w.By]:
		return "", fmt.Errorf("open words of %s: %w", w.By, improvement.ErrErased)
	}
	return w.Sealed, nil
}

func said(by improvement.PersonID, text string) improvement.Words {
	return improvement.Words{By: by, Length: len(text), Sealed: text}
}

// shelve files an item, in a subject of its own that needs no rules.
func shelve(t *testing.T, s *storage.Store, items ...improvement.Shelved) {
	t.Helper()
	for _, item := range items {
		subject := item.ID.Subject()
		version := 0
		if at, _, err := s.State(context.Background(), subject); err == nil {
			version = at
		}
		f := theme("x", version, fmt.Sprintf("c%d", version+1), "x")
		f.Subject, item.Entry = subject, version+1
		f.Shelved = []improvement.Shelved{item}
		file(t, s, f)
	}
}

func found(t *testing.T, s *storage.Store, f improvement.LibraryFilter) []improvement.ItemID {
	t.Helper()
	items := read[[]improvement.Shelved](t)(s.Shelf(context.Background(), f))
	return names(items, func(i improvement.Shelved) improvement.ItemID { return i.ID })
}

func shelf(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	full := improvement.Shelved{
		ID: "test-of-change/club#e-1", Kind: improvement.Data, Strength: improvement.FromData, By: "cook", Title: said("lwo", "Club"),
		Day: "2026-07-10", LMG: "east", Locality: "keith", Theme: "poverty", Priority: "hungry", Test: "test-of-change/club", Versions: 1,
		Words: []improvement.Words{said("cook", "Nineteen came.")},
	}
	voice := improvement.Shelved{ID: "voice/v1", Kind: improvement.Voice, Strength: improvement.FromVoice, Day: "2026-07-12", LMG: "east", Locality: "buckie", Theme: "poverty", Versions: 1}
	unsafe := improvement.Shelved{ID: "voice/v2", Kind: improvement.Voice, Strength: improvement.FromVoice, Day: "2026-07-13", LMG: "east", Hidden: true, Versions: 1}
	west := improvement.Shelved{ID: "evidence/w", Kind: improvement.Document, Strength: improvement.FromResearch, Day: "2026-07-10", LMG: "west", Locality: "forres", Theme: "parenting", Versions: 1}
	shelve(t, s, full, voice, unsafe, west)
	at := read[map[improvement.ItemID]improvement.Shelved](t)(s.Items(ctx, []improvement.ItemID{voice.ID, unsafe.ID, "voice/none"}))
	if len(at) != 2 || !at[unsafe.ID].Hidden || at[voice.ID].Day != voice.Day {
		t.Errorf("items read together: %+v", at)
	}

	all := []improvement.ItemID{"voice/v1", "test-of-change/club#e-1", "evidence/w"}
	for _, c := range []struct {
		what string
		by   improvement.LibraryFilter
		want []improvement.ItemID
	}{
		{"all, the newest first", improvement.LibraryFilter{}, all},
		{"hidden ones too", improvement.LibraryFilter{Hidden: true}, append([]improvement.ItemID{"voice/v2"}, all...)},
		{"kind", improvement.LibraryFilter{Kind: improvement.Voice}, all[:1]},
		{"strength", improvement.LibraryFilter{Strength: improvement.FromResearch}, all[2:]},
		{"LMG", improvement.LibraryFilter{LMG: "east"}, all[:2]},
		{"locality", improvement.LibraryFilter{Locality: "keith"}, all[1:2]},
		{"theme", improvement.LibraryFilter{Theme: "poverty"}, all[:2]},
		{"priority", improvement.LibraryFilter{Priority: "hungry"}, all[1:2]},
		{"test", improvement.LibraryFilter{Test: "test-of-change/club"}, all[1:2]},
		{"from a day", improvement.LibraryFilter{From: "2026-07-11"}, all[:1]},
		{"up to a day", improvement.LibraryFilter{To: "2026-07-10"}, all[1:]},
		{"several at once", improvement.LibraryFilter{LMG: "east", Theme: "poverty", Kind: improvement.Data, From: "2026-07-10", To: "2026-07-10"}, all[1:2]},
		{"nobody's", improvement.LibraryFilter{LMG: "north"}, nil},
		{"a page", improvement.LibraryFilter{Limit: 2}, all[:2]},
		{"the page behind it", improvement.LibraryFilter{Limit: 2, After: all[1]}, all[2:]},
	} {
		same(t, c.what, found(t, s, c.by), append([]improvement.ItemID{}, c.want...))
	}
	_, err := s.Shelf(ctx, improvement.LibraryFilter{After: "voice/none"})
	isError(t, "a page behind nothing", err, improvement.ErrNotFound)

	want := full
	want.Entry, want.Words = 1, nil
	same(t, "an item", read[improvement.Shelved](t)(s.Item(ctx, full.ID)), want)
	if hidden, err := s.Item(ctx, "voice/v2"); err != nil || !hidden.Hidden {
		t.Errorf("a hidden item: %+v, %v", hidden, err)
	}
	_, err = s.Item(ctx, "voice/none")
	isError(t, "Item", err, improvement.ErrNotFound)
}

// corrected holds that a correction takes an item's place, also in search, and that one
// that is taken off the shelf is nowhere.
func corrected(t *testing.T, s *storage.Store) {
	s.ReadWords(&reader{})
	item := improvement.Shelved{ID: "evidence/a", Day: "2026-07-10", LMG: "east", Versions: 1, Words: []improvement.Words{said("anna", "Nineteen children came")}}
	shelve(t, s, item)
	item.Versions, item.LMG, item.Words = 2, "west", []improvement.Words{said("anna", "Ninety children came")}
	shelve(t, s, item)
	same(t, "where it was", found(t, s, improvement.LibraryFilter{LMG: "east"}), []improvement.ItemID{})
	same(t, "by a word that it had", found(t, s, improvement.LibraryFilter{Search: "nineteen"}), []improvement.ItemID{})
	same(t, "by a word that it has", found(t, s, improvement.LibraryFilter{Search: "ninety", LMG: "west"}), []improvement.ItemID{"evidence/a"})
	both := theme("x", 2, "both", "x")
	both.Subject = "evidence/a"
	older := item
	older.LMG = "north"
	both.Shelved = []improvement.Shelved{older, item}
	file(t, s, both)
	same(t, "twice in one filing", found(t, s, improvement.LibraryFilter{LMG: "west"}), []improvement.ItemID{"evidence/a"})

	item.Off = true
	shelve(t, s, item)
	same(t, "off the shelf", found(t, s, improvement.LibraryFilter{Hidden: true}), []improvement.ItemID{})
	same(t, "nor in search", found(t, s, improvement.LibraryFilter{Search: "ninety"}), []improvement.ItemID{})
	item.Off = false
	shelve(t, s, item)
	same(t, "and on it again", found(t, s, improvement.LibraryFilter{Search: "ninety"}), []improvement.ItemID{"evidence/a"})
}

// searched holds that the same words find the same items on both databases.
func searched(t *testing.T, s *storage.Store) {
	s.ReadWords(&reader{})
	texts := map[improvement.ItemID]string{
		"voice/a-bus":      "The bus was late again — my daughter missed breakfast.",
		"voice/b-buses":    "Buses don't stop at the Càrn an t-Sagairt road; CAFÉ closed",
		"voice/c-child":    "A child told us: “I'm hungry”. She'd eaten nothing.",
		"voice/d-children": "Nineteen children, 19 boxes of fruit and 3 families from Łódź.",
		"voice/e-signs":    `100% "quoted" AND (NEAR) OR NOT * : ^ - {x} it's C++`,
		"voice/f-empty":    "☂ — …",
		"voice/g-walk":     "They walked; walking helps. Lunches and classes. Ladies' nights. Viruses",
	}
	for id, text := range texts {
		shelve(t, s, improvement.Shelved{ID: id, Day: "2026-07-10", Versions: 1, Words: []improvement.Words{said("anna", text)}})
	}
	for typed, want := range map[string]string{
		"bus": "a b", "BUSES": "a b", "late bus": "a", "bus late": "a", "the bus was late": "a", "bus hungry": "",
		"child": "c d", "children": "c d", "Children's": "c d", "family": "d", "box": "d", "fruits": "d", "19": "d",
		"carn": "b", "càrn": "b", "ca\u0300rn": "b", "cafe": "b", "Lodz": "d", "łódź": "d", "sagairt": "b",
		"lunch": "g", "class": "g", "lady": "g", "night": "g", "virus": "g", "walks": "g", "walk": "g", "breakfasts": "a",
		"break": "", "breakf*": "", "walk*": "g", // whole words only; a star is just a sign
		`"late" bus`: "a", `bus AND late`: "a", "bus -late": "a", "bus OR hungry": "", "NOT bus": "a b", "near": "e", "c": "e",
		"quoted": "e", "100%": "e", "text:bus": "", "words:bus": "", `"`: "", "'": "", "*": "", "☂": "", "(": "", "\x00": "", "\xff\xfe": "",
		"bus' OR '1'='1": "", "'; DROP TABLE shelf; --": "", "$1 bus": "", "? bus late": "a", "the": "", "the and of": "", "   ": "",
		strings.Repeat("bus ", 5_000): "a b", strings.Repeat("x", 100_000): "", strings.Repeat("(", 10_000): "",
	} {
		got := found(t, s, improvement.LibraryFilter{Search: typed})
		letters := map[string]bool{}
		for _, id := range got {
			letters[string(id[len("voice/")])] = true
		}
		ok := len(letters) == len(strings.Fields(want))
		for _, letter := range strings.Fields(want) {
			ok = ok && letters[letter]
		}
		if !ok {
			t.Errorf("%.60q finds %v, want %s", typed, got, want)
		}
	}
}

// unread holds that filing never hangs on words that cannot be read, and that search
// has none without an opener.
func unread(t *testing.T, s *storage.Store) {
	item := func(id improvement.ItemID) improvement.Shelved {
		return improvement.Shelved{ID: id, Day: "2026-07-10", Versions: 1, Words: []improvement.Words{said("anna", "hungry"), said("ben", "hungry fox")}}
	}
	shelve(t, s, item("voice/no-opener"))
	r := &reader{erased: map[improvement.PersonID]bool{"ben": true}}
	s.ReadWords(r)
	shelve(t, s, item("voice/erased"))
	r.fails = errors.New("the box is broken")
	shelve(t, s, item("voice/broken"))
	same(t, "on the shelf", len(found(t, s, improvement.LibraryFilter{})), 3)
	same(t, "in search", found(t, s, improvement.LibraryFilter{Search: "hungry"}), []improvement.ItemID{"voice/erased"})
	same(t, "of whom was erased", found(t, s, improvement.LibraryFilter{Search: "fox"}), []improvement.ItemID{})

	r.fails = improvement.ErrUnavailable
	f := theme("x", 0, "c1", "x")
	f.Shelved = []improvement.Shelved{item("theme/x")}
	_, err := s.File(context.Background(), f)
	isError(t, "where keys cannot be read", err, improvement.ErrUnavailable)
	_, _, err = s.State(context.Background(), f.Subject)
	isError(t, "then nothing is filed", err, improvement.ErrNotFound)
}

// erased holds that one author's words go from search, and everybody else's stay.
func erased(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	s.ReadWords(&reader{})
	shelve(t, s,
		improvement.Shelved{ID: "voice/both", Day: "2026-07-10", Versions: 1, Words: []improvement.Words{said("anna", "hungry fox"), said("ben", "late bus")}},
		improvement.Shelved{ID: "voice/anna", Day: "2026-07-11", Versions: 1, Words: []improvement.Words{said("anna", "hungry")}},
		improvement.Shelved{ID: "voice/ben", Day: "2026-07-12", Versions: 1, Words: []improvement.Words{said("ben", "hungry")}},
	)
	same(t, "words of two authors", found(t, s, improvement.LibraryFilter{Search: "fox bus"}), []improvement.ItemID{"voice/both"})
	for range 2 { // erasures are applied again after a restore
		if err := s.DestroyKey(ctx, "anna", start); err != nil {
			t.Fatal(err)
		}
		if err := s.EraseSearch(ctx, "anna"); err != nil {
			t.Fatal(err)
		}
		same(t, "what both said", found(t, s, improvement.LibraryFilter{Search: "hungry"}), []improvement.ItemID{"voice/ben"})
		same(t, "what the other said", found(t, s, improvement.LibraryFilter{Search: "bus"}), []improvement.ItemID{"voice/both"})
		same(t, "on the shelf", len(found(t, s, improvement.LibraryFilter{})), 3)
	}
	shelve(t, s, improvement.Shelved{ID: "voice/late", Day: "2026-07-13", Versions: 1, Words: []improvement.Words{said("anna", "hungry"), said("ben", "otter")}})
	same(t, "opened before the key was destroyed", found(t, s, improvement.LibraryFilter{Search: "hungry"}), []improvement.ItemID{"voice/ben"})
	same(t, "with another's words", found(t, s, improvement.LibraryFilter{Search: "otter"}), []improvement.ItemID{"voice/late"})
}
