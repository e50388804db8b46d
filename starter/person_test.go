package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
)

// refusedWith is a command line that must be refused, with that in its sentence.
func (s *town) refusedWith(t *testing.T, as, says string, args ...string) {
	t.Helper()
	if a := s.call(t, as, args...); a.code != exitFailed || !strings.Contains(a.errs, says) {
		t.Errorf("%s: starter %q ended with %d: %q, want %q", as, args, a.code, a.errs, says)
	}
}

func TestAPersonIsExportedErasedAndNotBroughtBack(t *testing.T) {
	s := startTown(t, "1h")
	folder := t.TempDir()
	write := func(name, content string) string {
		file := filepath.Join(folder, name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", "one"))
	photo := write("photo.txt", "what the volunteer saw")
	s.do(t, volunteer, "test", "attach", "one", photo)
	s.do(t, volunteer, "test", "observe", "one", "--text", "A secret of the volunteer")

	out := filepath.Join(folder, "export")
	s.refusedWith(t, cook, "goes to themselves", "person", "export", volunteer, "--into", out)
	s.do(t, volunteer, "person", "export", volunteer, "--into", out)
	s.refusedWith(t, volunteer, "There is something called", "person", "export", volunteer, "--into", out)
	page, err := os.ReadFile(filepath.Join(out, "person.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"A secret of the volunteer", "keith-volunteer@example.org", `lang="en-GB"`, "width=device-width", `<a href="files/`} {
		if !strings.Contains(string(page), part) {
			t.Errorf("the page does not hold %q", part)
		}
	}
	if strings.Contains(string(page), "<script") {
		t.Error("the page has a script")
	}
	text, err := os.ReadFile(filepath.Join(out, "person.json"))
	if err != nil || !json.Valid(text) || !strings.Contains(string(text), "A secret of the volunteer") || strings.Contains(string(text), `"box"`) {
		t.Errorf("person.json: %v", err)
	}
	if saved, err := filepath.Glob(filepath.Join(out, "files", "*-photo.txt")); err != nil || len(saved) != 1 {
		t.Errorf("files %v, %v", saved, err)
	}
	// Somebody under 16 asks their named adult.
	s.refusedWith(t, "keith-pupil", "ask keith-link-worker", "person", "export", "keith-pupil")
	s.do(t, lead, "person", "export", "keith-pupil", "--into", filepath.Join(folder, "pupil"))

	why := []string{"person", "erase", volunteer, "--why", "They asked by letter."}
	s.refusedWith(t, lwo, "Only an administrator", why...)
	s.refusedWith(t, admin, "hand these over first", "person", "erase", lead, "--why", "x")
	s.refusedWith(t, admin, "nothing stands against it", why...)
	s.do(t, admin, append(why, "--yes", volunteer)...)
	s.look(t, lead, []string{"(erased)", "was erased with the person who filed it"}, "test", "evidence", "one")
	if a := s.call(t, lead, "test", "evidence", "one", "--save", filepath.Join(folder, "saved")); a.code != exitDone || !strings.Contains(a.errs, "was erased with the person") {
		t.Errorf("saving: %d, %s", a.code, a.errs)
	}
	s.refusedWith(t, volunteer, "was erased from this record", "test", "observe", "one", "--text", "More")
	s.refusedWith(t, admin, "was erased from the record", "load", s.directory)
	s.do(t, admin, "verify")
	if state := s.call(t, lead, "test", "show", "one", "--output", "json"); strings.Contains(state.out, "A secret") {
		t.Error("their words are shown")
	}
}

// A worker that starts on a record from before an erasure erases again, before it
// serves anybody, and says so.
func TestAWorkerErasesAgainAfterARestore(t *testing.T) {
	s := &town{Site: assemblytest.NewSite(t, map[string]any{"rehearse": "1d=1h"})}
	s.config, s.directory = s.File(t), directory(t)
	data := s.Get("data.dir")
	record := filepath.Join(data, "record.db")
	start := func() *assemblytest.Process {
		p := programs.Start(t, s.Env(), "worker")
		p.AwaitOut(t, "Stop it with Ctrl-C.")
		return p
	}
	worker := start()
	s.do(t, admin, "load", s.directory)
	worker.Stop(t)
	backup, err := os.ReadFile(record) // a clean stop leaves it whole in one file
	if err != nil {
		t.Fatal(err)
	}
	worker = start()
	s.do(t, admin, "person", "erase", parent, "--why", "They asked.", "--yes", parent)
	worker.Stop(t)

	for _, gone := range []string{record + "-wal", record + "-shm", filepath.Join(data, "engine")} {
		if err := os.RemoveAll(gone); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(record, backup, 0o600); err != nil {
		t.Fatal(err)
	}
	s.do(t, "", "notices") // the record is there, and from before
	worker = start()
	if !strings.Contains(worker.Log(), "A person was erased again") || !strings.Contains(worker.Log(), parent) {
		t.Errorf("the log does not tell of it: %s", worker.Log())
	}
	s.refusedWith(t, parent, "was erased from this record", "person", "export", parent)
	s.do(t, admin, "verify")
	s.look(t, admin, []string{"Nobody is left to erase."}, "person", "erase", "--again")
}

func TestPeopleAreLoadedFromASpreadsheet(t *testing.T) {
	s := startTown(t, "1h")
	const bodies, people = "../examples/moray/bodies.csv", "../examples/moray/people.csv"
	s.refusedWith(t, admin, "line 2", "load", people) // the body is not on record yet
	s.look(t, admin, []string{"new body lossiemouth-fathers"}, "load", bodies, "--preview")
	if _, err := s.desk.Person(t.Context(), "lossiemouth-lead"); err == nil {
		t.Error("a look recorded somebody")
	}
	s.do(t, admin, "load", bodies)
	s.look(t, admin, []string{"new person lossiemouth-lead", "joins lossiemouth-father, as group-member", "joins lossiemouth-lead, as network-member"}, "load", people, "--preview")
	if _, err := s.desk.Key(t.Context(), "lossiemouth-lead"); err == nil {
		t.Error("a look made a key")
	}
	s.do(t, admin, "load", people)
	s.look(t, admin, []string{"Nothing would change."}, "load", people, "--preview")
	s.look(t, admin, []string{"0 filed"}, "load", people)
	pupil, err := s.desk.Person(t.Context(), "lossiemouth-pupil")
	if err != nil || !pupil.Under16 || pupil.NamedAdult != "lossiemouth-father" || !pupil.Email.Empty() {
		t.Errorf("the pupil is %+v, %v", pupil, err)
	}
	less := filepath.Join(t.TempDir(), "less.csv")
	if err := os.WriteFile(less, []byte("id,body,role\nkeith-link-worker,east-network,network-member\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	leaves := []string{"body east-network", "leaves buckie-volunteer, who was network-member"}
	s.look(t, admin, leaves, "load", less, "--preview")
	s.look(t, admin, append(leaves, "1 filed, 0 unchanged"), "load", less)
	if out := s.do(t, admin, "load", less); out != "0 filed, 1 unchanged\n" {
		t.Errorf("loaded again it says %q", out)
	}
	moved := filepath.Join(t.TempDir(), "moved.csv")
	if err := os.WriteFile(moved, []byte("id,name,email\nlossiemouth-lead,\"Lead, Lossiemouth fathers\",fathers@example.org\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.look(t, admin, []string{"corrected person lossiemouth-lead", "address fathers@example.org, was lossiemouth-lead@example.org: they sign in anew"}, "load", moved, "--preview")
}

func TestADataProtectionRequestIsSteered(t *testing.T) {
	s := startTown(t, "1h")
	record := []string{"request", "record", "c1", "--kind", "complaint", "--lmg", "east-lmg", "--from", "A parent, by letter", "--received", string(s.today().AddDays(-3))}
	s.refusedWith(t, lead, "Only an administrator, the clerk", record...)
	s.do(t, clerk, record...)
	s.look(t, admin, []string{"Acknowledge the data-protection complaint"}, "tasks")
	s.look(t, clerk, []string{"to be acknowledged by " + s.today().AddDays(26).Plain()}, "request", "list")
	s.refusedWith(t, admin, "acknowledged first", "request", "close", "c1", "--done", "We wrote")
	s.do(t, admin, "request", "acknowledge", "c1")
	s.refusedWith(t, admin, "A complaint is not extended", "request", "extend", "c1", "--reason", "x")
	s.do(t, admin, "request", "close", "c1", "--done", "We wrote to them")
	s.look(t, admin, []string{"closed on", "A parent, by letter", "We wrote to them"}, "request", "show", "c1")
	s.unread(t, "", "by letter", []string{"request", "show", "c1"}, []string{"request", "list", "--all"})
	s.unread(t, volunteer, "We wrote to them", []string{"request", "show", "c1"}, []string{"request", "list", "--all"})
	s.look(t, "", []string{"closed on", "Who asks what is for those who see to it"}, "request", "show", "c1")
	s.look(t, admin, []string{"There are none."}, "request", "list")
	s.refusedWith(t, admin, "was closed on", "request", "acknowledge", "c1")
	about := []string{"request", "record", "e1", "--kind", "erasure", "--lmg", "east-lmg", "--from", "By letter", "--about", volunteer}
	s.refusedWith(t, admin, "is not on record", "request", "record", "e2", "--kind", "access", "--lmg", "east-lmg", "--from", "x", "--about", "voice/"+strings.Repeat("f", 32))
	s.refusedWith(t, admin, "not an identifier", "request", "record", "E 1", "--kind", "access", "--lmg", "east-lmg", "--from", "x")
	s.refusedWith(t, admin, "no data-protection request", "request", "close", "e9", "--done", "x")
	s.do(t, admin, about...)
	if out := s.do(t, admin, "person", "erase", volunteer, "--why", "They asked.", "--yes", volunteer); !strings.Contains(out, "The request e1 about them is open") {
		t.Errorf("it says %q", out)
	}
	s.look(t, admin, []string{"By letter"}, "request", "show", "e1")
	s.do(t, admin, "request", "close", "e1", "--done", "We told them")
	s.look(t, admin, []string{"erasure to", "(erased)", "closed on"}, "request", "show", "e1")
	s.do(t, admin, "verify")
	s.do(t, admin, "recover")
	if _, state, err := s.desk.State(t.Context(), improvement.DataRequestSubject("c1")); err != nil || strings.Contains(string(state), "parent") {
		t.Errorf("the state: %s, %v", state, err)
	}
}
