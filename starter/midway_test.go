package main

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/workflows"
)

// officeOf is a deployment without a worker and with a key file of its own.
func officeOf(t *testing.T) *town {
	t.Helper()
	s := &town{Site: assemblytest.NewSite(t, map[string]any{"vault.master_key": ""})}
	s.config = s.File(t)
	return s
}

// change changes the record behind everybody's back.
func (s *town) change(t *testing.T, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(s.Get("data.dir"), "record.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), statement)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// hasKey tells whether somebody has a key on record.
func (s *town) hasKey(t *testing.T, person improvement.PersonID) bool {
	t.Helper()
	settings, err := config.Load(config.Source{File: s.config})
	if err != nil {
		t.Fatal(err)
	}
	r, err := assembly.OpenRecord(t.Context(), settings, assembly.Opening{Existing: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	_, err = r.Key(t.Context(), person)
	if err != nil && !errors.Is(err, improvement.ErrNotFound) {
		t.Fatal(err)
	}
	return err == nil
}

// TestARefusedLoadLeavesNothing holds that a file that is refused makes no record and
// no master key, and that one who may not load makes no keys.
func TestARefusedLoadLeavesNothing(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	good := readFile(t, examples+"directory.yaml") + "priorities:\n"
	for what, last := range map[string]string{
		"a wrong word":        "\nnonsense: true\n",
		"a control character": "\n  - {id: last, lmg: east-lmg, theme: poverty, statement: \"Bells \\a\"}\n",
	} {
		a := s.call(t, admin, "load", writeFile(t, "directory.yaml", strings.TrimRight(good, "\n")+last))
		if a.code != exitFailed || !strings.Contains(a.errs, "line ") {
			t.Errorf("%s: it ended with %d: %s", what, a.code, a.errs)
		}
		if left, err := os.ReadDir(s.Get("data.dir")); err != nil || len(left) > 0 {
			t.Errorf("%s left %v (%v)", what, left, err)
		}
	}
	s.do(t, admin, "load", examples+"directory.yaml")
	s.do(t, admin, "load", examples+"agreed-before.yaml")
	newcomer := writeFile(t, "newcomer.yaml", "people:\n  - {id: newcomer, name: A newcomer}\n")
	for _, as := range []string{"stranger", lead} {
		if a := s.call(t, as, "load", newcomer); a.code != exitFailed || s.hasKey(t, "newcomer") {
			t.Errorf("%s: it ended with %d, and left a key: %t (%s)", as, a.code, s.hasKey(t, "newcomer"), a.errs)
		}
	}
	s.do(t, admin, "load", newcomer)
	if !s.hasKey(t, "newcomer") {
		t.Error("the newcomer has no key")
	}
}

// TestALoadThatIsCutOff holds that no more is said than is true of a load that failed
// on its way, and that loading again files the rest.
func TestALoadThatIsCutOff(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	s.do(t, admin, "load", examples+"agreed-before.yaml")
	four := writeFile(t, "four.yaml", "people:\n  - {id: one, name: One}\n  - {id: two, name: Two}\n  - {id: three, name: Three}\n  - {id: four, name: Four}\n")
	s.change(t, `CREATE TRIGGER away BEFORE INSERT ON journal WHEN NEW.subject = 'person/three' BEGIN SELECT RAISE(ABORT, 'away'); END`)
	a := s.call(t, admin, "load", four)
	if a.code != exitFailed || !strings.Contains(a.errs, "The record cannot be reached. What was filed stays: load the file again") || strings.Contains(a.errs, "Nothing") {
		t.Errorf("it ended with %d: %s", a.code, a.errs)
	}
	s.change(t, `DROP TRIGGER away`)
	if out := s.do(t, admin, "load", four); out != "2 filed, 2 unchanged\n" {
		t.Errorf("again it says %q", out)
	}
}

// TestExplained holds what is said of a failure, alone and midway.
func TestExplained(t *testing.T) {
	t.Parallel()
	away := fmt.Errorf("test-of-change/two: %w", improvement.ErrUnavailable)
	lost := fmt.Errorf("test-of-change/two: %w", workflows.ErrNotConfirmed)
	refused := improvement.Refuse(improvement.Conflict, "to", "She has it already.")
	for _, c := range []struct {
		err         error
		says, never string
	}{
		{away, "Nothing was sent; try again", "stays"},
		{lost, "--command-id again", "stays"},
		{context.Canceled, "Stopped.", "stays"},
		{&midway{away, "What was filed stays."}, "The record cannot be reached. What was filed stays. (test-of-change/two", "Nothing"},
		{&midway{lost, "What was filed stays."}, "Not confirmed. What was filed stays. (test-of-change/two", "Nothing"},
		{&midway{context.Canceled, "What was filed stays."}, "Stopped. What was filed stays.", "Nothing"},
		{&midway{errors.Join(away, refused), "What was filed stays."}, "She has it already.", "Nothing"},
		{&midway{refused, "What was filed stays."}, "She has it already.", "stays"},
	} {
		var errs bytes.Buffer
		a := &app{errs: &errs, commandID: "again"}
		a.explain(c.err)
		if text := errs.String(); !strings.Contains(text, c.says) || strings.Contains(text, c.never) {
			t.Errorf("of %v it says %s", c.err, text)
		}
	}
}
