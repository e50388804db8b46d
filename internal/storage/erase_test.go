package storage_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// On PostgreSQL filings run side by side: words that are on their way into search when
// their author is erased are waited for.
func TestErasingWaitsForWordsOnTheirWay(t *testing.T) {
	address := cluster.Database(t)
	s := open(t, address, storage.Options{})
	s.ReadWords(plain{})
	town(t, s)
	db, err := openRaw(address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	filing, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := filing.Exec(`INSERT INTO search_text VALUES ('voice/late', 'cook', 'nineteen')`); err != nil {
		t.Fatal(err)
	}
	if err := s.DestroyKey(t.Context(), "cook", time.Now()); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.EraseSearch(t.Context(), "cook") }()
	for waiting := false; !waiting; {
		if err := db.QueryRow(`SELECT COUNT(*) > 0 FROM pg_locks WHERE NOT granted AND relation = 'search_text'::regclass`).Scan(&waiting); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-done:
			t.Fatalf("it did not wait: %v", err)
		default:
		}
	}
	if err := filing.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	var left int
	if err := db.QueryRow(`SELECT COUNT(*) FROM search_text WHERE author = 'cook'`).Scan(&left); err != nil || left > 0 {
		t.Errorf("%d texts are left, %v", left, err)
	}
	if found, err := s.Shelf(t.Context(), improvement.LibraryFilter{Search: "nineteen"}); err != nil || len(found) > 0 {
		t.Errorf("search finds %+v, %v", found, err)
	}
}

// SQLite keeps nothing of what is erased: neither in the index nor on a free page.
func TestErasedWordsAreNotInTheFile(t *testing.T) {
	address := sqliteURL(t)
	s, err := storage.Open(t.Context(), address, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.ReadWords(rot13{})
	town(t, s)
	if got := inFiles(t, address, "avargrra"); !got {
		t.Error("the words are not there before")
	}
	if err := s.EraseSearch(t.Context(), "cook"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil { // the log is written back
		t.Fatal(err)
	}
	if inFiles(t, address, "avargrra") {
		t.Error("the words are still in the file")
	}
}

// rot13 opens words as others than they are sealed, so that they are told apart.
type rot13 struct{}

func (rot13) Open(_ context.Context, w improvement.Words) (string, error) {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 'a' + (r-'a'+13)%26
		case r >= 'A' && r <= 'Z':
			return 'A' + (r-'A'+13)%26
		}
		return r
	}, w.Sealed), nil
}

func inFiles(t *testing.T, address, word string) bool {
	t.Helper()
	path := strings.TrimPrefix(address, "sqlite:")
	for _, file := range []string{path, path + "-wal"} {
		content, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(word)) {
			return true
		}
	}
	return false
}
