package workflows_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/engine"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/workflows"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
)

const (
	queue   = "cairn"
	atMost  = time.Minute // that anything may take
	realDay = 1           // the factor of real work
	fastDay = 24 * 3600   // a day in a second
)

// house is Cairn on a real engine and a real record, in one process.
type house struct {
	t       testing.TB
	client  client.Client
	store   *storage.Store
	record  *unreliable
	clock   improvement.Clock
	sender  *workflows.Sender
	worker  worker.Worker
	postman activities.Postman
	press   activities.Press
}

// openHouse starts an engine and a record whose time passes by a factor.
func openHouse(t testing.TB, factor float64) *house {
	t.Helper()
	dir := t.TempDir()
	attributes := []string{
		workflows.AttributeLMG.GetName(), workflows.AttributeLocality.GetName(), workflows.AttributeTheme.GetName(),
	}
	e, err := engine.Start(testContext(t), engine.Options{Dir: filepath.Join(dir, "engine"), SearchAttributes: attributes})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Stop() })
	h := &house{t: t, clock: improvement.RealClock(time.Now()), postman: idle{}}
	h.clock.Factor = factor
	h.client, err = engine.Dial(testContext(t), engine.DialOptions{HostPort: e.HostPort(), Identity: "test", SearchAttributes: attributes})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.client.Close)
	h.store, err = storage.Open(testContext(t), "sqlite:"+filepath.Join(dir, "record.db"), storage.Options{Create: &h.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.store.Close() })
	h.clock, _ = h.store.Clock(testContext(t))
	h.record = &unreliable{Store: h.store}
	h.directory()
	h.sender = h.newSender()
	h.startWorker()
	t.Cleanup(func() { h.stopWorker() })
	return h
}

func testContext(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), atMost)
	t.Cleanup(cancel)
	return ctx
}

func (h *house) newSender() *workflows.Sender {
	return workflows.NewSender(workflows.SenderOptions{
		Temporal: h.client, TaskQueue: queue, Reader: h.record, Terms: improvement.DefaultTerms(), Calendars: holidays{}, Clock: h.clock, Library: library{},
		Reviews: reviewTerms(),
	})
}

func (h *house) startWorker() {
	h.t.Helper()
	h.worker = worker.New(h.client, queue, worker.Options{})
	workflows.Register(h.worker)
	(&activities.Record{Recorder: h.record, Members: h.record, Journals: h.store, Calendars: holidays{}, Anchors: h.store, Findings: h.store}).Register(h.worker)
	(&activities.Reviews{Reviewer: h.sender}).Register(h.worker)
	(&activities.Post{Postman: h.postman}).Register(h.worker)
	(&activities.Standing{Starter: h.sender}).Register(h.worker)
	now := func() time.Time { return h.clock.Now(time.Now()) }
	(&activities.Priorities{Subjects: h.record, Contributors: &contributors{}, Now: now}).Register(h.worker)
	(&activities.Newsletters{Press: h.press, Poll: 10 * time.Millisecond}).Register(h.worker)
	if err := h.worker.Start(); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) stopWorker() {
	if h.worker != nil {
		h.worker.Stop()
		h.worker = nil
	}
}

// idle is a postman with nothing to deliver.
type idle struct{}

func (idle) Run(ctx context.Context, _ func()) error {
	<-ctx.Done()
	return ctx.Err()
}

// directory files who and what the charter names.
func (h *house) directory() {
	h.t.Helper()
	f := facts()
	members := memberships()
	known := map[improvement.PersonID]bool{}
	for _, body := range []improvement.BodyID{east, group} {
		for _, m := range members[body] {
			if !known[m.Person] {
				known[m.Person] = true
				h.put(improvement.PersonSubject(m.Person), &improvement.PersonRecorded{Person: improvement.Person{ID: m.Person, Name: words(m.Person)}})
			}
		}
	}
	h.put(improvement.BodySubject(forres), &improvement.BodyRecorded{Body: f.Locality})
	h.put(improvement.BodySubject(east), &improvement.BodyRecorded{Body: f.LMG}, &improvement.MembersSet{Body: east, Members: members[east]})
	h.put(improvement.BodySubject(group), &improvement.BodyRecorded{Body: f.Group}, &improvement.MembersSet{Body: group, Members: members[group]})
	h.put(improvement.ThemeSubject(theme), &improvement.ThemeRecorded{Theme: f.Theme})
	h.put(improvement.PrioritySubject(priority), &improvement.PriorityRecorded{Priority: f.Priority})
}

func (h *house) put(subject improvement.SubjectID, events ...improvement.Event) {
	h.t.Helper()
	entries := improvement.Entries(0, "load", "", time.Now(), events)
	state, err := improvement.Fold(subject.Kind(), entries)
	if err != nil {
		h.t.Fatal(err)
	}
	derived, err := improvement.Derive(subject, entries)
	if err != nil {
		h.t.Fatal(err)
	}
	filing := improvement.Filing{Subject: subject, Command: "load", Entries: entries, State: state, Summary: derived.Summary}
	if _, err := h.store.File(testContext(h.t), filing); err != nil {
		h.t.Fatal(err)
	}
}

// today is the record's day, so many days on.
func (h *house) today(plus int) improvement.Date {
	return improvement.DateOf(h.clock.Now(time.Now())).AddDays(plus)
}

// charter is the club's, with its aim ahead of the record's time.
func (h *house) charter() improvement.Charter {
	c := charter()
	c.Aim.ByWhen = h.today(365)
	return c
}

// launch launches the club.
func (h *house) launch() {
	h.t.Helper()
	receipt, err := h.sender.Launch(testContext(h.t), "launch", lwo, h.charter())
	if err != nil || !receipt.Filed {
		h.t.Fatalf("the launch: %+v, %v", receipt, err)
	}
}

// test sends a command to the club and holds that it is filed.
func (h *house) test(id improvement.CommandID, who improvement.PersonID, c improvement.TestCommand) {
	h.t.Helper()
	receipt, err := h.sender.Test(testContext(h.t), club.ID(), id, who, c)
	if err != nil || !receipt.Filed {
		h.t.Fatalf("%s: %+v, %v", id, receipt, err)
	}
}

// approve sends a command to the club's nth approval, once it is open.
func (h *house) approve(n int, id improvement.CommandID, who improvement.PersonID, c improvement.ApprovalCommand) {
	h.t.Helper()
	h.eventually("the approval is open", func() bool { return h.version(approvalOf(n)) > 0 })
	receipt, err := h.sender.Approval(testContext(h.t), approvalOf(n), id, who, c)
	if err != nil || !receipt.Filed {
		h.t.Fatalf("%s: %+v, %v", id, receipt, err)
	}
}

// cycle carries the club through a cycle of its own, up to the proposal.
func (h *house) cycle(n int, next *improvement.ProposeNext) {
	h.t.Helper()
	id := func(name string) improvement.CommandID {
		return improvement.CommandID(name + "-" + string(rune('0'+n)))
	}
	h.test(id("plan"), lead, plan(h.today(60)))
	h.test(id("agree"), lwo, &improvement.AgreePlan{})
	h.test(id("done"), volunteer, done(improvement.StepID(string(rune('0'+n))+".1")))
	h.test(id("points"), volunteer, points(h.today(-40*n), 7))
	h.test(id("finish"), lead, finished())
	h.test(id("study"), lead, study())
	h.test(id("act"), lead, next)
}

// agree lets three of the panel agree.
func (h *house) agree(n int) {
	h.t.Helper()
	for _, who := range []improvement.PersonID{chair, memberOne, memberTwo} {
		h.approve(n, improvement.CommandID("vote-"+who), who, vote(improvement.Agree))
	}
}

// version is that of a subject on record, 0 where there is none.
func (h *house) version(subject improvement.SubjectID) int {
	version, _, err := h.store.State(testContext(h.t), subject)
	if err != nil && !errors.Is(err, improvement.ErrNotFound) {
		h.t.Fatal(err)
	}
	return version
}

// state is the club's on record.
func (h *house) state() *improvement.TestOfChange {
	h.t.Helper()
	test, err := improvement.RestoreTest(h.stateJSON())
	if err != nil {
		h.t.Fatal(err)
	}
	return test
}

// stateJSON is the test's state as filed.
func (h *house) stateJSON() json.RawMessage {
	h.t.Helper()
	_, state, err := h.store.State(testContext(h.t), club)
	if err != nil {
		h.t.Fatal(err)
	}
	return state
}

// reach waits until the club is in a stage.
func (h *house) reach(stage improvement.Stage) {
	h.t.Helper()
	h.eventually("the test is in "+string(stage), func() bool { return h.state().Stage == stage })
}

// count tells how many entries a command has in a subject's journal.
func (h *house) count(subject improvement.SubjectID, id improvement.CommandID) int {
	h.t.Helper()
	entries, err := h.store.Journal(testContext(h.t), subject, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	return len(slices.DeleteFunc(entries, func(e improvement.Entry) bool { return e.Command != id }))
}

// eventually polls a condition until it holds.
func (h *house) eventually(what string, holds func() bool) {
	h.t.Helper()
	for deadline := time.Now().Add(atMost); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.t.Fatalf("never came: %s", what)
		}
	}
}

// settled holds that the record is sound and that workflow and record are equal.
func (h *house) settled() {
	h.t.Helper()
	h.eventually("the workflow's state is the record's", func() bool {
		value, err := h.client.QueryWorkflow(testContext(h.t), string(club), "", workflows.StateQuery)
		if err != nil {
			return false
		}
		var live json.RawMessage
		if err := value.Get(&live); err != nil {
			h.t.Fatal(err)
		}
		_, state, err := h.store.State(testContext(h.t), club)
		if err != nil {
			h.t.Fatal(err)
		}
		return string(live) == string(state)
	})
	entries, err := h.store.Journal(testContext(h.t), club, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	for i, e := range entries {
		if e.Version != i+1 {
			h.t.Errorf("entry %d has version %d", i+1, e.Version)
		}
	}
}
