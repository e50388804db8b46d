package workflows_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	sdklog "go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// story plays scenes, each at its moment, against a lifecycle in the time-skipping
// environment. Where a run continues as new, the next begins with its input.
type story struct {
	t       *testing.T
	rec     *record
	clock   improvement.Clock
	subject improvement.SubjectID
	name    string
	input   any
	now     time.Time
	scenes  []scene
	env     *testsuite.TestWorkflowEnvironment
	prepare []func(*testsuite.TestWorkflowEnvironment) // for each run

	runs    int
	err     error           // that the last run ended with
	asNew   []int           // sizes of the inputs of further runs, in bytes
	live    json.RawMessage // the workflow's own state when it was last looked at
	answers int
	begun   bool
}

type scene struct {
	at time.Time
	do func()
}

// answer is what a command was told.
type answer struct {
	accepted bool
	receipt  workflows.Receipt
	err      error
	settled  bool
}

// launchDay is a Monday. It lies ahead of real time: the environment holds the
// deadlines of retried local activities against the real clock.
const launchDay = "2037-03-02 09:30"

// newStory is a story of the club, from its launch.
func newStory(t *testing.T) *story {
	t.Helper()
	s := &story{t: t, rec: newRecord(t), now: when(launchDay), subject: club, name: workflows.TestOfChangeName}
	s.clock = improvement.RealClock(s.now)
	s.input = workflows.TestStart{Clock: s.clock, Command: "launch", By: lwo, Launched: launched(t, charter(), s.now)}
	return s
}

func launched(t testing.TB, c improvement.Charter, now time.Time) *improvement.Launched {
	t.Helper()
	events, err := improvement.Launch(c, facts(), improvement.DefaultTerms(), holidays{}.Around(""), actor(lwo), now)
	if err != nil {
		t.Fatal(err)
	}
	return events[0].(*improvement.Launched)
}

// silent is a log that nobody reads.
var silent = sdklog.NewStructuredLogger(slog.New(slog.DiscardHandler))

// holidays knows one Friday alone.
type holidays struct{}

func (holidays) Around(improvement.Date) improvement.Calendar {
	return improvement.Calendar{Holidays: []improvement.Date{"2037-04-03"}}
}

// at plays something at a moment of London's clocks.
func (s *story) at(moment string, do func()) {
	s.scenes = append(s.scenes, scene{when(moment), do})
}

// send sends a command to a subject at a moment, under an ID of its own.
func (s *story) send(moment string, to improvement.SubjectID, who improvement.PersonID, c named) *answer {
	s.answers++
	id := improvement.CommandID(fmt.Sprintf("%s-%d", c.CommandName(), s.answers))
	return s.sendAs(moment, to, id, who, c)
}

type named interface{ CommandName() string }

// sendAs is send, with a given command ID.
func (s *story) sendAs(moment string, to improvement.SubjectID, id improvement.CommandID, who improvement.PersonID, c named) *answer {
	a := new(answer)
	body, err := json.Marshal(c)
	if err != nil {
		s.t.Fatal(err)
	}
	s.at(moment, func() { s.update(to, c.CommandName(), id, a, workflows.Message{Actor: actor(who), Command: body}) })
	return a
}

func (s *story) update(to improvement.SubjectID, name string, id improvement.CommandID, a *answer, m workflows.Message) {
	callback := &testsuite.TestUpdateCallback{
		OnAccept: func() { a.accepted = true },
		OnReject: func(err error) { a.err, a.settled = overTheWire(err), true },
		OnComplete: func(result any, err error) {
			a.err, a.settled = overTheWire(err), true
			if receipt, ok := result.(workflows.Receipt); ok {
				a.receipt = receipt
			}
		},
	}
	if to == s.subject {
		s.env.UpdateWorkflow(name, string(id), callback, m)
		return
	}
	if err := s.env.UpdateWorkflowByID(string(to), name, string(id), callback, m); err != nil {
		a.err, a.settled = err, true
	}
}

// overTheWire is an error as a client gets it.
func overTheWire(err error) error {
	if err == nil {
		return nil
	}
	c := temporal.GetDefaultFailureConverter()
	return c.FailureToError(c.ErrorToFailure(err))
}

// test and approval are send, to the club and to its nth approval.
func (s *story) test(moment string, who improvement.PersonID, c improvement.TestCommand) *answer {
	return s.send(moment, club, who, c)
}

func (s *story) approval(moment string, n int, who improvement.PersonID, c improvement.ApprovalCommand) *answer {
	return s.send(moment, approvalOf(n), who, c)
}

// play runs the lifecycle to its end, run after run.
func (s *story) play() {
	s.t.Helper()
	slices.SortStableFunc(s.scenes, func(a, b scene) int { return a.at.Compare(b.at) })
	for {
		var next *workflow.ContinueAsNewError
		if s.run(); !errors.As(s.err, &next) {
			break
		}
		s.asNew = append(s.asNew, next.Input.Size())
		s.input = decode(s.t, next)
	}
	for _, left := range s.scenes {
		s.t.Errorf("the story ended at %s, before the scene of %s", clockTime(s.now), clockTime(left.at))
	}
}

func decode(t *testing.T, next *workflow.ContinueAsNewError) any {
	t.Helper()
	var err error
	var input any
	switch next.WorkflowType.Name {
	case workflows.ApprovalName:
		var start workflows.ApprovalStart
		err = converter.GetDefaultDataConverter().FromPayloads(next.Input, &start)
		input = start
	case workflows.TestOfChangeName:
		var start workflows.TestStart
		err = converter.GetDefaultDataConverter().FromPayloads(next.Input, &start)
		input = start
	default:
		var start workflows.Start
		err = converter.GetDefaultDataConverter().FromPayloads(next.Input, &start)
		input = start
	}
	if err != nil {
		t.Fatal(err)
	}
	return input
}

// run plays one run. The scenes that it did not reach are left for the next.
func (s *story) run() {
	s.t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(silent)
	s.env = suite.NewTestWorkflowEnvironment()
	s.env.SetTestTimeout(time.Minute)
	s.env.SetWorkerOptions(worker.Options{DeadlockDetectionTimeout: time.Minute}) // a busy machine is no deadlock
	s.env.SetWorkflowRunTimeout(100 * 365 * 24 * time.Hour)
	s.env.SetStartTime(s.now)
	s.env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: string(s.subject), TaskQueue: "cairn"})
	workflows.Register(s.env)
	(&activities.Record{Recorder: s.rec, Members: s.rec, Calendars: holidays{}, Findings: s.rec}).Register(s.env)
	for _, prepare := range s.prepare {
		prepare(s.env)
	}
	for _, next := range s.scenes {
		s.env.RegisterDelayedCallback(func() {
			s.scenes = s.scenes[1:]
			next.do()
			s.begun = next.at.After(s.now)
			s.look()
		}, max(next.at.Sub(s.now), 0))
	}
	s.runs++
	s.env.ExecuteWorkflow(s.name, s.input)
	s.begun = true
	s.now, s.err = s.env.Now().UTC(), s.env.GetWorkflowError()
	s.look()
}

// look asks the workflow for its state, as an operator would.
func (s *story) look() {
	if !s.begun {
		return // a scene at the very start comes before the workflow
	}
	if value, err := s.env.QueryWorkflow(workflows.StateQuery); err == nil {
		_ = value.Get(&s.live)
	}
}

// ended holds that the last run ended well and that record and workflow are equal.
func (s *story) ended() {
	s.t.Helper()
	if s.err != nil {
		s.t.Fatalf("the story ended at %s with %v", clockTime(s.now), s.err)
	}
	if want := s.rec.states[s.subject]; string(want) != string(s.live) {
		s.t.Errorf("the workflow's state differs from the record's\nworkflow %s\nrecord   %s", s.live, want)
	}
}

// cancel ends the lifecycle from outside at a moment.
func (s *story) cancel(moment string) { s.at(moment, func() { s.env.CancelWorkflow() }) }

// cancelled holds that the last run was ended so, and that nothing was lost.
func (s *story) cancelled() {
	s.t.Helper()
	if !temporal.IsCanceledError(s.err) {
		s.t.Fatalf("the story ended at %s with %v", clockTime(s.now), s.err)
	}
	s.err = nil
	s.ended()
}

// filed holds that a command was filed.
func (s *story) filed(answers ...*answer) {
	s.t.Helper()
	for i, a := range answers {
		if !a.settled || a.err != nil || !a.receipt.Filed {
			s.t.Errorf("command %d was not filed: settled %t, %v", i+1, a.settled, a.err)
		}
	}
}

// refused holds that a command was refused before it was accepted, with a plain
// error of a code and field.
func (s *story) refused(a *answer, code improvement.Code, field string) {
	s.t.Helper()
	refusal := s.refusal(a)
	if refusal == nil {
		return
	}
	if a.accepted {
		s.t.Errorf("the command was accepted into the history before it was refused: %v", refusal)
	}
	if refusal.Code != code || refusal.Field != field || refusal.Message == "" {
		s.t.Errorf("refused with %+v, want code %s and field %q", refusal, code, field)
	}
}

// refusal is the plain error that the sender would read from an answer.
func (s *story) refusal(a *answer) *improvement.Error {
	s.t.Helper()
	var application *temporal.ApplicationError
	if !errors.As(a.err, &application) || application.Type() != workflows.Refused {
		s.t.Errorf("not refused: settled %t, accepted %t, %v", a.settled, a.accepted, a.err)
		return nil
	}
	if !application.NonRetryable() {
		s.t.Error("a refusal may not be retried")
	}
	refusal := new(improvement.Error)
	if err := application.Details(refusal); err != nil {
		s.t.Errorf("the refusal cannot be read: %v", err)
		return nil
	}
	return refusal
}

// cycle plays a whole cycle from plan to proposal within a week that begins on a
// Monday, and gives the answers.
func (s *story) cycle(monday improvement.Date, number int, next *improvement.ProposeNext) []*answer {
	day := func(n int, clock string) string { return string(monday.AddDays(n)) + " " + clock }
	return []*answer{
		s.test(day(0, "11:00"), lead, plan(monday.AddDays(3))),
		s.test(day(1, "10:00"), lwo, &improvement.AgreePlan{}),
		s.test(day(2, "10:00"), volunteer, done(improvement.StepID(fmt.Sprintf("%d.1", number)))),
		s.test(day(2, "10:30"), volunteer, points(monday.AddDays(-3), 4)),
		s.test(day(3, "10:00"), lead, finished()),
		s.test(day(3, "15:00"), lead, study()),
		s.test(day(4, "10:00"), lead, next),
	}
}

// agreed plays three votes for, on a day.
func (s *story) agreed(day improvement.Date, n int) []*answer {
	return []*answer{
		s.approval(string(day)+" 10:00", n, chair, vote(improvement.Agree)),
		s.approval(string(day)+" 10:10", n, memberOne, vote(improvement.Agree)),
		s.approval(string(day)+" 10:20", n, memberTwo, vote(improvement.Agree)),
	}
}
