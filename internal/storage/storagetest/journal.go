package storagetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

func filedIsRead(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	f := theme("poverty", 0, "c1", `Poverty & <hope> – “Càirn” 👩‍👧 \ ' "`)
	f.Entries[0].At = start.Add(789 * time.Nanosecond).In(improvement.London())
	f.Summary.Title = improvement.Words{By: "anna", Length: 3, Sealed: "a+/="}
	filed := file(t, s, f)

	journal := read[[]improvement.Entry](t)(s.Journal(ctx, f.Subject, 0))
	same(t, "journal", journal, filed.Entries)
	if at := journal[0].At; !at.Equal(start) || at.Location() != time.UTC {
		t.Errorf("the time came back as %v, want %v", at, start)
	}
	version, state, err := s.State(ctx, f.Subject)
	if err != nil || version != 1 || string(state) != string(f.State) {
		t.Errorf("State = %d, %s, %v; want 1, %s", version, state, err, f.State)
	}
	list := read[[]improvement.Listing](t)(s.List(ctx, improvement.Filter{}))
	same(t, "list", list, []improvement.Listing{{Subject: f.Subject, Version: 1, Summary: f.Summary}})
	if none := read[[]improvement.Entry](t)(s.Journal(ctx, f.Subject, 1)); len(none) != 0 {
		t.Errorf("Journal after the last version = %v, want none", none)
	}
}

func absent(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	file(t, s, theme("poverty", 0, "c1", "Poverty"))
	_, _, err := s.State(ctx, "theme/nowhere")
	isError(t, "State", err, improvement.ErrNotFound)
	_, err = s.Journal(ctx, "theme/nowhere", 0)
	isError(t, "Journal", err, improvement.ErrNotFound)
	_, err = s.CommandEntry(ctx, "theme/poverty", "c2")
	isError(t, "CommandEntry", err, improvement.ErrNotFound)
	_, err = s.Actor(ctx, "nobody")
	isError(t, "Actor", err, improvement.ErrNotFound)
	_, err = s.Key(ctx, "nobody")
	isError(t, "Key", err, improvement.ErrNotFound)
	_, err = s.Load(ctx, "00")
	isError(t, "Load", err, improvement.ErrNotFound)
	isError(t, "MarkSent", s.MarkSent(ctx, []string{"none"}, start), improvement.ErrNotFound)
	isError(t, "MarkFailed", s.MarkFailed(ctx, "none", "why", start), improvement.ErrNotFound)
}

func severalEntries(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	file(t, s, theme("poverty", 0, "c1", "Poverty"))
	renamed := func(name string) improvement.Event {
		return &improvement.ThemeRecorded{Theme: improvement.Theme{ID: "poverty", Name: name}}
	}
	f := filing("theme/poverty", 1, "c2", renamed("A"), renamed("B"), renamed("C"))
	if filed := file(t, s, f); len(filed.Entries) != 3 {
		t.Errorf("filed %d entries, want 3", len(filed.Entries))
	}
	for command, want := range map[improvement.CommandID]int{"c1": 1, "c2": 4} {
		if version, err := s.CommandEntry(ctx, "theme/poverty", command); err != nil || version != want {
			t.Errorf("CommandEntry(%s) = %d, %v; want %d", command, version, err, want)
		}
	}
}

func sameAgain(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	f := theme("poverty", 0, "c1", "Poverty")
	f.Notices = []improvement.Notice{notice("cause", improvement.Recipient{Person: "anna"})}
	first := file(t, s, f)
	same(t, "filed again", file(t, s, f), first)
	same(t, "journal", read[[]improvement.Entry](t)(s.Journal(ctx, f.Subject, 0)), first.Entries)
	if n := len(read[[]improvement.Delivery](t)(s.Outbox(ctx, improvement.OutboxFilter{}))); n != 1 {
		t.Errorf("%d notices, want 1", n)
	}
}

func lateDuplicate(t *testing.T, s *storage.Store) {
	for i, command := range []string{"c1", "c2", "c3"} {
		file(t, s, theme("poverty", i, command, command))
	}
	journal := read[[]improvement.Entry](t)(s.Journal(context.Background(), "theme/poverty", 0))
	same(t, "c1 where it first stood", file(t, s, theme("poverty", 0, "c1", "c1")).Entries, journal)
	same(t, "c1 after all", len(file(t, s, theme("poverty", 3, "c1", "c1")).Entries), 0)
	same(t, "c1 after more than all", len(file(t, s, theme("poverty", 9, "c1", "c1")).Entries), 0)
}

func otherFirst(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	file(t, s, theme("poverty", 0, "c1", "one"))
	other := file(t, s, theme("poverty", 1, "c2", "two"))
	late := theme("poverty", 1, "c3", "three")
	late.Tasks = []improvement.Task{{Key: "k", Owner: "anna", Due: "2026-07-20"}}
	late.Notices = []improvement.Notice{notice("cause", improvement.Recipient{Person: "anna"})}

	filed, err := s.File(ctx, late)
	if err != nil || filed.Held {
		t.Fatalf("File = held %t, %v; want not held", filed.Held, err)
	}
	same(t, "what came first", filed.Entries, other.Entries)
	_, err = s.CommandEntry(ctx, late.Subject, "c3")
	isError(t, "c3", err, improvement.ErrNotFound)
	same(t, "tasks", len(read[[]improvement.Task](t)(s.Tasks(ctx, ""))), 0)
	same(t, "notices", len(read[[]improvement.Delivery](t)(s.Outbox(ctx, improvement.OutboxFilter{}))), 0)

	late.Expected, late.Entries[0].Version = 2, 3
	file(t, s, late) // decided again
}

func doesNotFollow(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	file(t, s, theme("poverty", 0, "c1", "one"))
	gap := theme("poverty", 1, "c2", "two")
	gap.Entries[0].Version = 7
	stranger := theme("poverty", 1, "c2", "two")
	stranger.Entries[0].Command = "c3"
	for what, f := range map[string]improvement.Filing{
		"ahead of the record": theme("poverty", 5, "c2", "two"),
		"an unknown subject":  theme("other", 2, "c2", "two"),
		"a gap":               gap,
		"another's entry":     stranger,
		"nothing":             {Subject: "theme/poverty", Expected: 1, Command: "c2"},
	} {
		if _, err := s.File(ctx, f); err == nil || errors.Is(err, improvement.ErrUnavailable) {
			t.Errorf("%s: %v, want an error that no retry mends", what, err)
		}
	}
	if version, _, err := s.State(ctx, "theme/poverty"); err != nil || version != 1 {
		t.Errorf("the record moved to %d, %v", version, err)
	}
}

const racers = 20

func raceOneCommand(t *testing.T, s *storage.Store) {
	for _, version := range []int{0, 1} { // the first entry, and one that follows
		f := theme("poverty", version, fmt.Sprintf("c%d", version), "Poverty")
		f.Notices = []improvement.Notice{notice(string(f.Command), improvement.Recipient{Person: "anna"})}
		race(t, func(int) error {
			filed, err := s.File(context.Background(), f)
			if err == nil && (!filed.Held || len(filed.Entries) != 1) {
				err = fmt.Errorf("held %t with %d entries, want held with 1", filed.Held, len(filed.Entries))
			}
			return err
		})
		journal := read[[]improvement.Entry](t)(s.Journal(context.Background(), f.Subject, 0))
		same(t, "entries", len(journal), version+1)
	}
	same(t, "notices", len(read[[]improvement.Delivery](t)(s.Outbox(context.Background(), improvement.OutboxFilter{}))), 2)
}

func raceManyCommands(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	race(t, func(i int) error {
		version := 0
		for { // as a workflow does: apply what came first, decide again
			filed, err := s.File(ctx, theme("poverty", version, fmt.Sprintf("c%d", i), fmt.Sprint("name ", i)))
			if err != nil || filed.Held {
				return err
			}
			version += len(filed.Entries)
		}
	})
	count := map[improvement.CommandID]int{}
	for i, e := range read[[]improvement.Entry](t)(s.Journal(ctx, "theme/poverty", 0)) {
		count[e.Command]++
		if e.Version != i+1 {
			t.Errorf("entry %d has version %d", i+1, e.Version)
		}
	}
	for i := range racers {
		if n := count[improvement.CommandID(fmt.Sprintf("c%d", i))]; n != 1 {
			t.Errorf("c%d was filed %d times", i, n)
		}
	}
	verifies(t, s)
}

// race runs work in many goroutines at once.
func race(t *testing.T, work func(i int) error) {
	t.Helper()
	var all sync.WaitGroup
	errs := make([]error, racers)
	for i := range racers {
		all.Go(func() { errs[i] = work(i) })
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func cancelled(t *testing.T, s *storage.Store) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	f := theme("poverty", 0, "c1", "Poverty")
	_, err := s.File(ctx, f)
	isError(t, "File", err, context.Canceled)
	file(t, s, f)
}

func verifies(t *testing.T, s *storage.Store) {
	t.Helper()
	ctx := context.Background()
	file(t, s, theme("hope", 0, "c1", "one"))
	recordPeople(t, s, "anna")
	for _, day := range []improvement.Date{"2026-07-14", "2026-07-14", "2026-07-13", "2026-07-15"} {
		if err := s.Anchor(ctx, day); err != nil {
			t.Fatal(err)
		}
		file(t, s, theme("hope", must(version(ctx, s, "theme/hope")), "after-"+string(day), "two"))
	}
	report := read[storage.Report](t)(s.Verify(ctx))
	if len(report.Faults) > 0 || report.Anchors != 2 {
		t.Errorf("Verify = %+v, want 2 anchors and no fault", report)
	}
	same(t, "subjects", report.Subjects, len(read[[]improvement.Listing](t)(s.List(ctx, improvement.Filter{}))))
}

// verifiesAtWork looks while others file and anchor.
func verifiesAtWork(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	race(t, func(i int) error {
		for v := range 10 {
			if _, err := s.File(ctx, theme(fmt.Sprint("t", i), v, fmt.Sprint("c", v), "x")); err != nil {
				return err
			}
		}
		if err := s.Anchor(ctx, improvement.Date("2026-07-01").AddDays(i)); err != nil {
			return err
		}
		report, err := s.Verify(ctx)
		if len(report.Faults) > 0 {
			return fmt.Errorf("faults: %+v", report.Faults)
		}
		return err
	})
}

func version(ctx context.Context, s *storage.Store, subject improvement.SubjectID) (int, error) {
	v, _, err := s.State(ctx, subject)
	return v, err
}

func gauges(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	for i, stage := range []string{"plan", "do", "do", ""} {
		f := theme(fmt.Sprintf("t%d", i), 0, "c1", "x")
		f.Subject = improvement.TestSubject(fmt.Sprintf("t%d", i))
		f.State = json.RawMessage(`{}`)
		f.Summary = improvement.Summary{Open: stage != "", Stage: stage}
		f.Tasks = []improvement.Task{{Key: "k", Owner: "anna", Due: improvement.Date(fmt.Sprintf("2026-07-1%d", i))}}
		f.Notices = []improvement.Notice{notice(string(f.Subject), improvement.Recipient{Person: "anna"})}
		file(t, s, f)
	}
	f := theme("a", 0, "c1", "x")
	f.Subject, f.Summary.Open = improvement.ApprovalSubject("test-of-change/t1", 1), true
	file(t, s, f)
	same(t, "gauges", read[storage.Gauges](t)(s.Gauges(ctx, "2026-07-12")), storage.Gauges{
		TestsByStage: map[string]int{"plan": 1, "do": 2}, TasksOverdue: 2, ApprovalsWaiting: 1,
		NoticesWaiting: 4,
	})
}
