package storage_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// plain opens words whose box is their text.
type plain struct{}

func (plain) Open(_ context.Context, w improvement.Words) (string, error) { return w.Sealed, nil }

func says(by improvement.PersonID, text string) improvement.Words {
	return improvement.Words{By: by, Length: len(text), Sealed: text}
}

// town files a priority, and a test of change under it with evidence.
func town(t *testing.T, s *storage.Store) {
	t.Helper()
	agreed(t, s, "hungry")
	charter := improvement.Charter{ID: "club", Title: says("lwo", "Breakfast club"), LMG: "east", Locality: "keith", Theme: "poverty", Priority: "hungry", Lead: "lead", ActionGroup: "group"}
	fileEvents(t, s, new(improvement.TestOfChange), []improvement.Event{
		&improvement.Launched{Charter: charter, LWO: "lwo", Terms: improvement.DefaultTerms(), Rules: improvement.CurrentRules, Due: "2026-07-01"},
		&improvement.EvidenceFiled{Evidence: improvement.Evidence{ID: "e-1", Kind: improvement.ObservationOf, Text: says("cook", "Nineteen children came."), When: "2026-05-28"}},
	})
}

func agreed(t *testing.T, s *storage.Store, id improvement.PriorityID) {
	t.Helper()
	p := improvement.Priority{ID: id, LMG: "east", Theme: "poverty", Statement: says("lwo", "No child is hungry")}
	filing, err := improvement.DirectoryFiling(improvement.PrioritySubject(id), 0, nil, "load", "lwo", time.Unix(1_780_000_000, 0),
		[]improvement.Event{&improvement.PriorityRecorded{Priority: p}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.File(t.Context(), filing); err != nil {
		t.Fatal(err)
	}
}

// undone are the statements that take away what came after schema 7, in any order.
var undone = []string{
	`DROP TABLE sign_ins`, `DROP TABLE sessions`, `DROP TABLE access_links`, `DROP TABLE task_links_void`, `DROP TABLE passkeys`,
	`DROP TABLE passkey_handles`, `DROP TABLE identities`, `DROP TABLE drafts`, `DROP TABLE calendars`, `DROP TABLE audit`,
	`ALTER TABLE people DROP COLUMN hearing`, `ALTER TABLE notices DROP COLUMN at_once`, `ALTER TABLE notices DROP COLUMN daily`,
	`ALTER TABLE notices DROP COLUMN weekly`, `ALTER TABLE notices DROP COLUMN task`,
	`DROP INDEX subjects_to_count`, `DROP INDEX subjects_by_stage`, `DROP INDEX journal_milestones`, `DROP TABLE tests`, `ALTER TABLE record DROP COLUMN settled`,
	`DROP INDEX people_by_mailbox`, `ALTER TABLE people DROP COLUMN mailbox`, `DROP INDEX keys_destroyed`,
	`DROP INDEX blobs_unchecked`, `ALTER TABLE record DROP COLUMN scanning`, `ALTER TABLE blobs DROP COLUMN checked_at`, `ALTER TABLE blobs DROP COLUMN finding`,
	`ALTER TABLE blobs DROP COLUMN check_after`, `ALTER TABLE blobs DROP COLUMN check_tries`,
}

// asOfSchema1 makes a record what the release before would have left.
func asOfSchema1(t *testing.T, address string) {
	t.Helper()
	statements := []string{
		`UPDATE subjects SET stage = '' WHERE kind = 'priority'`, // as that release filed them
		`DROP INDEX subjects_by_lmg`, `ALTER TABLE subjects DROP COLUMN outcome`, `ALTER TABLE record DROP COLUMN rebuild`,
		`DROP TABLE links`, `DROP TABLE shelf`, `DROP TABLE search_text`,
		`ALTER TABLE people DROP COLUMN erased`, `ALTER TABLE blobs DROP COLUMN erased_at`, `ALTER TABLE blobs DROP COLUMN stored_again`,
		`DROP TABLE subscribers`, `DROP TABLE parts`, `DROP INDEX notices_in_bulk`, `DROP INDEX messages_in_bulk`, `DROP INDEX messages_handed`,
		`DELETE FROM goose_db_version WHERE version_id > 1`,
	}
	if strings.HasPrefix(address, "sqlite:") {
		statements = append(statements, `DROP TABLE search`)
	}
	raw(t, address, slices.Concat(undone, statements)...) // indexes go before what they hold
}

func mended(t *testing.T, s *storage.Store, what string) {
	t.Helper()
	report, err := s.Verify(t.Context())
	if err != nil || len(report.Faults) > 0 || report.Rebuilding {
		t.Errorf("%s: %+v, %v", what, report, err)
	}
}

// A record that the release before wrote is brought up to date by a worker; what lists,
// traces and search need is made of its journals.
func TestAnOlderRecordIsMadeFindable(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s, err := storage.Open(t.Context(), address, storage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if due, err := s.RebuildDue(t.Context()); err != nil || due {
			t.Errorf("a new record has a rebuild due: %t, %v", due, err)
		}
		town(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		asOfSchema1(t, address)

		s = open(t, address, storage.Options{Upgrade: true})
		s.ReadWords(plain{})
		if due, err := s.RebuildDue(t.Context()); err != nil || !due {
			t.Errorf("an older record has none due: %t, %v", due, err)
		}
		if report, err := s.Verify(t.Context()); err != nil || len(report.Faults) > 0 || !report.Rebuilding {
			t.Errorf("before the rebuild: %+v, %v", report, err)
		}
		if done, err := s.Rebuild(t.Context()); err != nil || done.Subjects != 2 || done.Changed != 2 || len(done.Faults) > 0 {
			t.Errorf("the rebuild: %+v, %v", done, err)
		}
		mended(t, s, "after the rebuild")
		trace, err := s.Trace(t.Context(), "priority/hungry")
		if err != nil || len(trace.After) != 1 || trace.Of.Stage != "in-effect" {
			t.Errorf("the trace: %+v, %v", trace, err)
		}
		found, err := s.Shelf(t.Context(), improvement.LibraryFilter{Search: "child breakfast"})
		if err != nil || len(found) != 1 || found[0].ID != "test-of-change/club#e-1" {
			t.Errorf("the search: %+v, %v", found, err)
		}
		if done, err := s.Rebuild(t.Context()); err != nil || done.Subjects != 2 || done.Changed != 0 {
			t.Errorf("a rebuild of what stands: %+v, %v", done, err)
		}
	})
}

// What somebody changed beside the journal is found by verify, and made again.
func TestARebuildMakesAgainWhatTheJournalGives(t *testing.T) {
	const test = `test-of-change/club`
	for name, c := range map[string]struct {
		change, says string // says is empty of what verify does not compare
	}{
		"a line in lists":       {`UPDATE subjects SET outcome = 'adopt' WHERE id = '` + test + `'`, "its line in lists"},
		"a task gone":           {`DELETE FROM tasks WHERE subject = '` + test + `'`, "its open tasks"},
		"a task too many":       {`INSERT INTO tasks VALUES ('` + test + `', 'k', 'cook', '', '', '', 1, '{}')`, "its open tasks"},
		"a link gone":           {`DELETE FROM links`, "its links"},
		"a link too many":       {`INSERT INTO links VALUES ('voice/a', 'voice/b', '` + test + `')`, "its links"},
		"an item gone":          {`DELETE FROM shelf`, "its items in the library"},
		"an item changed":       {`UPDATE shelf SET doc = '{}'`, "its items in the library"},
		"an item too many":      {`INSERT INTO shelf (id, day, kind, strength, lmg, locality, theme, priority, test, hidden, doc) VALUES ('` + test + `#e-2', '', '', '', '', '', '', '', '', 0, '{}')`, "its items in the library"},
		"a part gone":           {`DELETE FROM parts WHERE deed = 'evidence'`, "the parts that people took"},
		"a part too many":       {`INSERT INTO parts (subject, person, deed, entry, at, n) VALUES ('` + test + `', 'cook', 'vote', 9, 0, 1)`, "the parts that people took"},
		"a part counted twice":  {`UPDATE parts SET n = n + 1 WHERE deed = 'launch'`, "the parts that people took"},
		"how it goes":           {`UPDATE tests SET stuck = ''`, "how lists say that it goes"},
		"a test not in lists":   {`DELETE FROM tests`, "how lists say that it goes"},
		"what search reads":     {`UPDATE search_text SET text = 'otters'`, ""},
		"what search never had": {`DELETE FROM search_text`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, address string) {
				s := open(t, address, storage.Options{})
				s.ReadWords(plain{})
				town(t, s)
				mended(t, s, "before the change")
				raw(t, address, c.change)
				report, err := s.Verify(t.Context())
				if err != nil || len(report.Faults) > 1 || (len(report.Faults) == 1) != (c.says != "") {
					t.Fatalf("after the change: %+v, %v", report, err)
				}
				if c.says != "" && (report.Faults[0].Subject != test || !strings.Contains(report.Faults[0].What, c.says)) {
					t.Errorf("found %+v, want %q", report.Faults[0], c.says)
				}
				if done, err := s.Rebuild(t.Context()); err != nil || done.Changed != 1 {
					t.Errorf("the rebuild: %+v, %v", done, err)
				}
				mended(t, s, "after the rebuild")
				if found, err := s.Shelf(t.Context(), improvement.LibraryFilter{Search: "nineteen"}); err != nil || len(found) != 1 {
					t.Errorf("search finds %+v, %v", found, err)
				}
			})
		})
	}
}

// A rebuild that was cut off goes on behind the subject that it had come to; a journal
// that does not hold is told, and does not hold up the rest.
func TestARebuildGoesOnWhereItWas(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, storage.Options{})
		for _, id := range []improvement.PriorityID{"a", "b", "c", "d"} {
			agreed(t, s, id)
		}
		raw(t, address, append(unguard(address, "journal"), `UPDATE subjects SET stage = ''`, `UPDATE record SET rebuild = 'priority/b'`,
			`UPDATE journal SET data = '{' WHERE subject = 'priority/c'`)...)
		done, err := s.Rebuild(t.Context())
		if err != nil || done.Subjects != 2 || done.Changed != 1 || len(done.Faults) != 1 || done.Faults[0].Subject != "priority/c" {
			t.Errorf("it did %+v, %v", done, err)
		}
		for subject, want := range map[improvement.SubjectID]string{"priority/a": "", "priority/b": "", "priority/c": "", "priority/d": "in-effect"} {
			if list, err := s.List(t.Context(), improvement.Filter{After: subject[:len(subject)-1], Limit: 4}); err != nil || stageOf(list, subject) != want {
				t.Errorf("%s is at %q, %v", subject, stageOf(list, subject), err)
			}
		}
		if due, err := s.RebuildDue(t.Context()); err != nil || due {
			t.Errorf("it is still due: %t, %v", due, err)
		}
	})
}

func stageOf(list []improvement.Listing, subject improvement.SubjectID) string {
	for _, l := range list {
		if l.Subject == subject {
			return l.Stage
		}
	}
	return "absent"
}

// A rebuild that is stopped is due again.
func TestAStoppedRebuildIsDue(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, storage.Options{})
		town(t, s)
		ctx, stop := context.WithCancel(t.Context())
		s.ReadWords(stopping{stop})
		if _, err := s.Rebuild(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("it ended with %v", err)
		}
		if due, err := s.RebuildDue(t.Context()); err != nil || !due {
			t.Errorf("it is due: %t, %v", due, err)
		}
	})
}

// A priority that is corrected to rest on something else keeps the links that it had.
func TestALinkOnceAddedStays(t *testing.T) {
	s := open(t, sqliteURL(t), storage.Options{})
	var state json.RawMessage
	for version, item := range []improvement.ItemID{"voice/a", "test-of-change/club#e-1"} {
		p := improvement.Priority{ID: "p", LMG: "east", Evidence: []improvement.ItemID{item}}
		filing, err := improvement.DirectoryFiling("priority/p", version, state, improvement.CommandID(fmt.Sprint("c", version)), "lwo",
			time.Unix(1_780_000_000, 0), []improvement.Event{&improvement.PriorityRecorded{Priority: p}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.File(t.Context(), filing); err != nil {
			t.Fatal(err)
		}
		state = filing.State
	}
	mended(t, s, "after the correction")
	if done, err := s.Rebuild(t.Context()); err != nil || done.Changed != 0 {
		t.Errorf("the rebuild: %+v, %v", done, err)
	}
}

// stopping stops everything when it is asked to open words.
type stopping struct{ stop func() }

func (s stopping) Open(ctx context.Context, _ improvement.Words) (string, error) {
	s.stop()
	return "", ctx.Err()
}

// Filing goes on beside a rebuild, and nothing is left as it was.
func TestARebuildBesideAWorkingRecord(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, storage.Options{})
		s.ReadWords(plain{})
		town(t, s)
		_, state, err := s.State(t.Context(), "test-of-change/club")
		if err != nil {
			t.Fatal(err)
		}
		test, err := improvement.RestoreTest(state)
		if err != nil {
			t.Fatal(err)
		}
		filed := make(chan error, 1)
		go func() { filed <- observe(t.Context(), s, test, 30) }()
		for {
			if _, err := s.Rebuild(t.Context()); err != nil && !errors.Is(err, improvement.ErrUnavailable) {
				t.Error(err)
			}
			select {
			case err := <-filed:
				if err != nil {
					t.Fatal(err)
				}
				mended(t, s, "after all")
				return
			default:
			}
		}
	})
}

// observe files so many observations to a test, one after another.
func observe(ctx context.Context, s *storage.Store, test *improvement.TestOfChange, n int) error {
	for i := range n {
		e := improvement.Evidence{ID: fmt.Sprint("o-", i), Kind: improvement.ObservationOf, Text: says("cook", fmt.Sprint("Seen ", i)), When: "2026-05-28"}
		f, err := test.Filing(improvement.CommandID(fmt.Sprint("o", i)), "cook", time.Unix(1_780_000_100, 0), []improvement.Event{&improvement.EvidenceFiled{Evidence: e}})
		if err != nil {
			return err
		}
		if _, err := s.File(ctx, f); err != nil {
			return err
		}
		after := new(improvement.TestOfChange)
		if err := json.Unmarshal(f.State, after); err != nil {
			return err
		}
		test = after
	}
	return nil
}
