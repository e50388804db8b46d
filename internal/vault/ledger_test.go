package vault

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

func note(person improvement.PersonID) improvement.ErasureNote {
	at := time.Date(2026, 7, 14, 9, 30, 0, 0, time.UTC)
	return improvement.ErasureNote{Record: "one", Person: person, By: "admin", AskedBy: person, Asked: "2026-07-01", At: at}
}

func listed(t *testing.T, l *Ledger, record string) (people []improvement.PersonID, unread []int) {
	t.Helper()
	notes, unread, err := l.Notes(record)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range notes {
		if n != note(n.Person) {
			t.Errorf("read back as %+v", n)
		}
		people = append(people, n.Person)
	}
	return people, unread
}

func TestTheLedgerKeepsEachErasureOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new", "erasures.jsonl")
	l := NewLedger(file)
	if people, _ := listed(t, l, "one"); people != nil {
		t.Errorf("a new one has %v", people)
	}
	for _, p := range []improvement.PersonID{"anna", "ben", "anna"} {
		if err := NewLedger(file).Add(note(p)); err != nil {
			t.Fatal(err)
		}
	}
	other := note("cara")
	other.Record = "two"
	if err := l.Add(other); err != nil {
		t.Fatal(err)
	}
	if people, unread := listed(t, l, "one"); !slices.Equal(people, []improvement.PersonID{"anna", "ben"}) || unread != nil {
		t.Errorf("it has %v, unread %v", people, unread)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info.Mode(), err)
	}
}

func TestATornLineCostsNoOther(t *testing.T) {
	file := filepath.Join(t.TempDir(), "erasures.jsonl")
	l := NewLedger(file)
	if err := l.Add(note("anna")); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(content, content[:20]...), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := l.Add(note("ben")); err != nil {
		t.Fatal(err)
	}
	people, unread := listed(t, l, "one")
	if !slices.Equal(people, []improvement.PersonID{"anna", "ben"}) || !slices.Equal(unread, []int{2}) {
		t.Errorf("it has %v, unread %v", people, unread)
	}
}

func TestALedgerThatCannotBeWritten(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{"under a file": filepath.Join(blocked, "erasures.jsonl"), "a folder": t.TempDir()} {
		err := NewLedger(file).Add(note("anna"))
		if refused, ok := improvement.Refusal(err); !ok || refused.Field != "vault.erasures_file" || !strings.Contains(refused.Message, "nothing was erased") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
