package steward_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/internal/vault"
)

// backUp copies the record while it is open, as docs/operations.md says.
func (p *office) backUp(t *testing.T) string {
	t.Helper()
	db, err := sql.Open("sqlite", p.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	copied := filepath.Join(t.TempDir(), "record-backup.db")
	if _, err := db.ExecContext(t.Context(), `VACUUM INTO ?`, copied); err != nil {
		t.Fatal(err)
	}
	return copied
}

// restore puts a backup in the place of the record, and opens it.
func (p *office) restore(t *testing.T, backup string) {
	t.Helper()
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	for _, beside := range []string{"-wal", "-shm"} {
		if err := os.RemoveAll(p.path + beside); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(p.path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(t.Context(), "sqlite:"+p.path, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	p.Store, p.vault = store, vault.New(make([]byte, vault.KeySize), store)
	p.directory = steward.Directory{Record: store, Opener: p.vault, Now: p.directory.Now}
}

// A record that is restored from before an erasure is erased again, whatever the person
// had in hand then; what that leaves open is told.
func TestARestoredRecordIsErasedAgain(t *testing.T) {
	p := openParish(t)
	backup := p.backUp(t)
	p.load(t, "admin", improvement.RecordPerson{Person: p.person(t, "late")})
	if _, err := p.eraser().Erase(t.Context(), "admin", p.command()); err != nil {
		t.Fatal(err)
	}
	late := p.command()
	late.Person, late.AskedBy = "late", "late"
	if _, err := p.eraser().Erase(t.Context(), "admin", late); err != nil {
		t.Fatal(err)
	}

	p.restore(t, backup)
	if _, err := p.vault.Open(t.Context(), p.personOnRecord(t, "leaver").Name); err != nil {
		t.Fatalf("the backup is not from before: %v", err)
	}
	done, unread, err := p.eraser().Again(t.Context())
	if err != nil || unread != nil || len(done) != 2 {
		t.Fatalf("it did %+v, %v, %v", done, unread, err)
	}
	if !done[0].Again || !done[0].Finished || !slices.Equal(done[0].Files, []string{p.own}) || done[1].Person != "late" {
		t.Errorf("it did %+v", done)
	}
	p.gone(t)
	erased := p.personOnRecord(t, "leaver").Erased
	if erased == nil || !erased.Again || erased.By != "admin" || erased.AskedBy != "leaver" || erased.Asked != "2026-01-02" {
		t.Errorf("on record is %+v", erased)
	}
	// Who came after the backup is not brought back under the same identifier.
	if _, err := p.vault.Seal(t.Context(), "name", "late", "Somebody"); err == nil {
		t.Error("who was not on record yet can be loaded again")
	}
}

// The ledger of one record says nothing of another.
func TestAnotherRecordIsLeftAlone(t *testing.T) {
	p, other := openParish(t), openParish(t)
	if _, err := p.eraser().Erase(t.Context(), "admin", p.command()); err != nil {
		t.Fatal(err)
	}
	other.ledger = p.ledger
	if done, _, err := other.eraser().Again(t.Context()); err != nil || len(done) > 0 {
		t.Errorf("it did %+v, %v", done, err)
	}
}

// Who leads, hears for somebody or administers alone in the restored record leaves that
// to others, who are told of it.
func TestWhatAnErasureAgainLeavesIsTold(t *testing.T) {
	p := openParish(t)
	p.launch(t, "led")
	p.load(t, "admin", improvement.RecordPerson{Person: p.person(t, "lead")})
	child := p.person(t, "child")
	child.Under16, child.NamedAdult = true, "lead"
	p.load(t, "admin", improvement.RecordPerson{Person: child})
	note := improvement.ErasureNote{Record: p.Identity(), Person: "lead", By: "admin", AskedBy: "lead", Asked: "2026-01-02", At: p.directory.Now()}
	if err := p.ledger.Add(note); err != nil {
		t.Fatal(err)
	}
	admin := note
	admin.Person = "admin"
	if err := p.ledger.Add(admin); err != nil {
		t.Fatal(err)
	}
	done, _, err := p.eraser().Again(t.Context())
	if err != nil || len(done) != 2 {
		t.Fatalf("it did %+v, %v", done, err)
	}
	for i, says := range []string{"test-of-change/led", "another person an administrator"} {
		if left := strings.Join(done[i].Left, " "); !strings.Contains(left, says) {
			t.Errorf("left of %s: %q, want %q", done[i].Person, left, says)
		}
	}
	if left := strings.Join(done[0].Left, " "); !strings.Contains(left, "named adult of child") {
		t.Errorf("left: %q", left)
	}
}
