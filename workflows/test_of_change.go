package workflows

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/workflow"
)

// testOfChange is one run of a test: at most one cycle.
type testOfChange struct {
	*lifecycle
	test *improvement.TestOfChange
}

// TestOfChange carries a test of change from its launch to the LMG's decision,
// cycle by cycle, each cycle in a run of its own.
func TestOfChange(ctx workflow.Context, start TestStart) error {
	t, err := setUpTest(ctx, start)
	if err != nil {
		return err
	}
	err = t.story(ctx)
	if resting := rest(ctx); resting != nil {
		return resting
	}
	if err == nil && t.test.Closed() {
		return nil
	}
	if err == nil || errors.Is(err, errStartAfresh) {
		return t.continueAsNew(ctx)
	}
	return err
}

// story is one cycle. A stage that is past already, as after a restart, is
// passed at once.
func (t *testOfChange) story(ctx workflow.Context) error {
	for cycle := t.test.Cycle().Number; cycle == t.test.Cycle().Number && !t.test.Closed(); {
		for _, next := range []func(workflow.Context) error{
			t.leave(improvement.StagePlan, improvement.StageAgree), // the lead plans, the LWO agrees or sends back
			t.leave(improvement.StageDo),                           // the group carries it out
			t.leave(improvement.StageStudy),                        // results beside predictions
			t.leave(improvement.StageAct),                          // adapt, adopt or abandon
			t.leave(improvement.StageBegin),                        // a cycle that was granted ahead
			t.askLMG,                                               // the LMG decides; it may lead back to Study or Act
			t.leave(improvement.StageFollowUp),                     // conditions met, the gain checked
		} {
			if err := next(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// leave waits until people have left the stages behind.
func (t *testOfChange) leave(stages ...improvement.Stage) func(workflow.Context) error {
	return func(ctx workflow.Context) error {
		return t.until(ctx, func() bool { return !slices.Contains(stages, t.test.Stage) })
	}
}

func setUpTest(ctx workflow.Context, start TestStart) (*testOfChange, error) {
	test := new(improvement.TestOfChange)
	if start.Launched == nil {
		restored, err := improvement.RestoreTest(start.State)
		if err != nil {
			return nil, unreadable(err)
		}
		test = restored
	}
	subject := improvement.SubjectID(workflow.GetInfo(ctx).WorkflowExecution.ID)
	t := &testOfChange{lifecycle: newLifecycle(ctx, subject, test, start.Clock), test: test}
	t.version, t.size, t.next = test.Version, len(start.State), test.NextMoment()
	// Under the lock: an update that is already here waits for the beginning.
	if err := t.lock.Lock(ctx); err != nil {
		return nil, err
	}
	defer t.lock.Unlock()
	if err := t.listen(ctx); err != nil {
		return nil, err
	}
	return t, t.begin(ctx, start)
}

// listen installs the handlers of every command.
func (t *testOfChange) listen(ctx workflow.Context) error {
	for _, blank := range improvement.TestCommands() {
		name := blank.CommandName()
		err := t.accept(ctx, name, func(m Message, now time.Time) ([]improvement.Event, error) {
			command, err := improvement.DecodeTestCommand(name, m.Command)
			if err != nil {
				return nil, err
			}
			return t.test.Decide(command, m.Actor, now)
		})
		if err != nil {
			return err
		}
	}
	return t.answer(ctx)
}

// begin files the launch, or brings the holidays of a further run up to date.
func (t *testOfChange) begin(ctx workflow.Context, start TestStart) error {
	if start.Launched != nil {
		return t.lifecycle.begin(ctx, start.Command, start.By, start.Launched)
	}
	if t.test.Closed() {
		return nil
	}
	return t.refreshHolidays(ctx, fmt.Sprint(t.test.Cycle().Number), t.test.RefreshCalendar)
}

// askLMG opens an approval as a child and takes its result. Where the child was
// ended from outside it is started again: its record holds every vote.
func (t *testOfChange) askLMG(ctx workflow.Context) error {
	for t.test.Stage == improvement.StageDecide {
		panel, err := t.convene(ctx, t.test.Charter.LMG, t.test.Charter.ActionGroup)
		if err != nil {
			return err
		}
		result, err := t.decision(ctx, t.test.Request(panel.Seats).Seeing(panel.Found))
		if err != nil {
			return err
		}
		if result == nil {
			if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
				return errStartAfresh // no child is open
			}
			continue
		}
		subject := t.test.ApprovalSubject()
		command := improvement.CommandID("decision/" + string(subject))
		if _, err := t.file(ctx, command, "", func(now time.Time) ([]improvement.Event, error) {
			return t.test.Conclude(subject, *result, now), nil
		}); err != nil {
			return err
		}
	}
	return nil
}

func (t *testOfChange) continueAsNew(ctx workflow.Context) error {
	filing, err := stateOf(t.test)
	if err != nil {
		return err
	}
	return workflow.NewContinueAsNewError(ctx, TestOfChangeName, TestStart{Clock: t.clock, State: filing})
}
