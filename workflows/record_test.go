package workflows_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// record is a record in memory. It keeps File's contract to the letter, and can
// be made to fail: before a commit, or between the commit and the answer.
type record struct {
	t  testing.TB
	mu sync.Mutex

	journals map[improvement.SubjectID][]improvement.Entry
	states   map[improvement.SubjectID]json.RawMessage
	tasks    map[improvement.SubjectID][]improvement.Task

	summaries map[improvement.SubjectID]improvement.Summary
	notices   []improvement.Notice
	members   map[improvement.BodyID][]improvement.Membership

	down    int // so many calls fail before anything is done
	crashes int // so many calls fail after their commit
	absent  int // so many readings of members fail

	committed func(improvement.CommandID) // called after a filing, without the lock
}

func newRecord(t testing.TB) *record {
	return &record{
		t: t, journals: make(map[improvement.SubjectID][]improvement.Entry),
		states: make(map[improvement.SubjectID]json.RawMessage),
		tasks:  make(map[improvement.SubjectID][]improvement.Task), members: memberships(),
		summaries: make(map[improvement.SubjectID]improvement.Summary),
	}
}

// fail makes so many calls fail before they did anything.
func (r *record) fail(times int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.down = times
}

// crash makes so many filings fail after they were committed.
func (r *record) crash(times int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.crashes = times
}

// File files in one step, as the contract of improvement.Recorder says.
func (r *record) File(_ context.Context, f improvement.Filing) (improvement.Filed, error) {
	filed, err := r.tryFile(f)
	if r.committed != nil {
		r.committed(f.Command)
	}
	return filed, err
}

func (r *record) tryFile(f improvement.Filing) (improvement.Filed, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down > 0 {
		r.down--
		return improvement.Filed{}, fmt.Errorf("file %s: %w", f.Command, improvement.ErrUnavailable)
	}
	filed, err := r.file(f)
	if err == nil && r.crashes > 0 {
		r.crashes--
		return improvement.Filed{}, errors.New("the process ended between the commit and the answer")
	}
	return filed, err
}

func (r *record) file(f improvement.Filing) (improvement.Filed, error) {
	journal := r.journals[f.Subject]
	held := slices.ContainsFunc(journal, func(e improvement.Entry) bool { return e.Command == f.Command })
	switch {
	case len(f.Entries) == 0 || f.Command == "":
		return improvement.Filed{}, errors.New("a filing needs a command and an entry")
	case held || len(journal) > f.Expected:
		return improvement.Filed{Entries: slices.Clone(journal[min(f.Expected, len(journal)):]), Held: held}, nil
	case len(journal) < f.Expected:
		return improvement.Filed{}, fmt.Errorf("the filing follows version %d, but the record is at %d", f.Expected, len(journal))
	}
	for i, e := range f.Entries {
		if e.Version != f.Expected+1+i || e.Command != f.Command {
			return improvement.Filed{}, fmt.Errorf("entry %d does not follow version %d", e.Version, f.Expected)
		}
	}
	r.journals[f.Subject] = append(journal, f.Entries...)
	r.states[f.Subject], r.tasks[f.Subject], r.summaries[f.Subject] = f.State, f.Tasks, f.Summary
	r.notify(f.Notices)
	r.checkFold(f)
	return improvement.Filed{Entries: f.Entries, Held: true}, nil
}

// notify keeps one notice per recipient and cause.
func (r *record) notify(notices []improvement.Notice) {
	for _, n := range notices {
		known := slices.ContainsFunc(r.notices, func(o improvement.Notice) bool { return o.To == n.To && o.Cause == n.Cause })
		if !known {
			r.notices = append(r.notices, n)
		}
	}
}

// checkFold holds that the journal alone gives the state that was filed.
func (r *record) checkFold(f improvement.Filing) {
	folded, err := improvement.Fold(f.Subject.Kind(), r.journals[f.Subject])
	if err != nil || !bytes.Equal(folded, f.State) {
		r.t.Errorf("after %s the journal of %s does not fold to its state (%v)\n%s\n%s", f.Command, f.Subject, err, folded, f.State)
	}
}

// Members lists who belongs to a body.
func (r *record) Members(_ context.Context, body improvement.BodyID) ([]improvement.Membership, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.absent > 0 {
		r.absent--
		return nil, improvement.ErrUnavailable
	}
	return slices.Clone(r.members[body]), nil
}

// Actor resolves somebody of the cast.
func (r *record) Actor(_ context.Context, person improvement.PersonID) (improvement.Actor, error) {
	return actor(person), nil
}

// journal gives the entries of a subject.
func (r *record) journal(subject improvement.SubjectID) []improvement.Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.journals[subject])
}

// events lists the wire names of a subject's journal.
func (r *record) events(subject improvement.SubjectID) []string {
	var names []string
	for _, e := range r.journal(subject) {
		names = append(names, e.Event.EventName())
	}
	return names
}

// count tells how many entries of a subject a command caused.
func (r *record) count(subject improvement.SubjectID, command improvement.CommandID) int {
	n := 0
	for _, e := range r.journal(subject) {
		if e.Command == command {
			n++
		}
	}
	return n
}

// test restores a test of change from its state on record.
func (r *record) test(subject improvement.SubjectID) *improvement.TestOfChange {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	test, err := improvement.RestoreTest(r.states[subject])
	if err != nil {
		r.t.Fatal(err)
	}
	return test
}

// approval restores an approval from its state on record.
func (r *record) approval(subject improvement.SubjectID) *improvement.Approval {
	r.t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	approval, err := improvement.RestoreApproval(r.states[subject])
	if err != nil {
		r.t.Fatal(err)
	}
	return approval
}

// reminders lists, one line each, what time brought to a subject: the London
// moment of the entry, the task, the working days from its due day, who heard.
func (r *record) reminders(subject improvement.SubjectID) []string {
	var lines []string
	for _, e := range r.journal(subject) {
		for _, reminder := range remindersOf(e.Event) {
			lines = append(lines, fmt.Sprintf("%s %s %+d %v", clockTime(e.At), reminder.Task, reminder.Days, reminder.To))
		}
	}
	return lines
}

func remindersOf(e improvement.Event) []improvement.Reminder {
	switch e := e.(type) {
	case *improvement.TimePassed:
		return e.Reminders
	case *improvement.ApprovalTimePassed:
		return e.Reminders
	}
	return nil
}

// told lists who was told what kind of thing about a subject, each once.
func (r *record) told(subject improvement.SubjectID, kind improvement.NoticeKind) []improvement.Recipient {
	r.mu.Lock()
	defer r.mu.Unlock()
	var to []improvement.Recipient
	for _, n := range r.notices {
		if n.Subject == subject && n.Kind == kind {
			to = append(to, n.To)
		}
	}
	return to
}

// another files events as a process did that is gone: the workflow knows nothing of it.
func (r *record) another(by improvement.PersonID, command improvement.CommandID, now time.Time, lifecycle improvement.Lifecycle, events []improvement.Event) {
	r.t.Helper()
	filing, err := lifecycle.Filing(command, by, now, events)
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := r.File(context.Background(), filing); err != nil {
		r.t.Fatal(err)
	}
}

const clockLayout = "2006-01-02 15:04"

// clockTime writes a moment as London's clocks show it.
func clockTime(at time.Time) string { return at.In(improvement.London()).Format(clockLayout) }

// when reads a moment as London's clocks show it, with seconds or without.
func when(s string) time.Time {
	layout := clockLayout
	if len(s) > len(layout) {
		layout += ":05"
	}
	at, err := time.ParseInLocation(layout, s, improvement.London())
	if err != nil {
		panic(err)
	}
	return at.UTC()
}

// put files how a subject without a workflow begins.
func (r *record) put(subject improvement.SubjectID, events ...improvement.Event) {
	r.t.Helper()
	f, err := improvement.DirectoryFiling(subject, 0, nil, "load", "", time.Now(), events)
	if err == nil {
		_, err = r.File(context.Background(), f)
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

// State gives a subject as it was filed last.
func (r *record) State(_ context.Context, subject improvement.SubjectID) (int, json.RawMessage, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.states[subject] == nil {
		return 0, nil, improvement.ErrNotFound
	}
	return len(r.journals[subject]), r.states[subject], nil
}

// List lists the subjects of a kind, by name.
func (r *record) List(_ context.Context, f improvement.Filter) ([]improvement.Listing, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []improvement.Listing
	for subject, summary := range r.summaries {
		if subject.Kind() == f.Kind && (f.Parent == "" || f.Parent == summary.Parent) {
			list = append(list, improvement.Listing{Subject: subject, Summary: summary})
		}
	}
	slices.SortFunc(list, func(a, b improvement.Listing) int { return strings.Compare(string(a.Subject), string(b.Subject)) })
	return list, nil
}
