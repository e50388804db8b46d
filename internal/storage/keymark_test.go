package storage_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

func TestARecordKnowsItsMasterKey(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "record.db")
	first, err := storage.Open(t.Context(), url, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	if first.KeyMark() != "" {
		t.Errorf("a new record bears the mark %q", first.KeyMark())
	}
	if err := first.ClaimKeyMark(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	second, err := storage.Open(t.Context(), url, storage.Options{Existing: true})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if err := second.ClaimKeyMark(t.Context(), "a"); err != nil {
		t.Errorf("the same key: %v", err)
	}
	var refused *improvement.Error
	if err := second.ClaimKeyMark(t.Context(), "b"); !errors.As(err, &refused) || refused.Field != "vault.master_key" {
		t.Errorf("another key: %v, want it refused", err)
	}
}

func TestReadingMakesNoRecord(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "nowhere")
	_, err := storage.Open(t.Context(), "sqlite:"+filepath.Join(folder, "record.db"), storage.Options{Existing: true})
	if refused, ok := improvement.Refusal(err); !ok || refused.Code != improvement.NotFound {
		t.Errorf("got %v, want it refused plainly", err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
}
