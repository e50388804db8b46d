package workflows_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

func standing(t *testing.T) *testsuite.TestWorkflowEnvironment {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(silent)
	env := suite.NewTestWorkflowEnvironment()
	env.SetTestTimeout(time.Minute)
	env.SetWorkerOptions(worker.Options{DeadlockDetectionTimeout: time.Minute}) // a busy machine is no deadlock
	env.SetWorkflowRunTimeout(100 * 365 * 24 * time.Hour)
	env.SetStartTime(when(launchDay))
	workflows.Register(env)
	return env
}

// The postman goes round after round, whatever becomes of one, and starts afresh
// before its history grows long.
func TestThePostmanGoesRoundAfterRound(t *testing.T) {
	env := standing(t)
	rounds := 0
	env.RegisterActivityWithOptions(func(_ context.Context, q activities.DeliverRequest) error {
		if q.For <= 0 {
			t.Errorf("a round of %s", q.For)
		}
		if rounds++; rounds == 3 {
			return errors.New("the mail server hung up")
		}
		return nil
	}, activity.RegisterOptions{Name: activities.Deliver})
	env.ExecuteWorkflow(workflows.PostmanName)
	var next *workflow.ContinueAsNewError
	if err := env.GetWorkflowError(); !errors.As(err, &next) || next.WorkflowType.Name != workflows.PostmanName {
		t.Errorf("the postman ended with %v", err)
	}
	if rounds < 50 || rounds > 500 {
		t.Errorf("a run has %d rounds", rounds)
	}
}

func TestThePostmanStopsWhenCancelled(t *testing.T) {
	env := standing(t)
	env.RegisterActivityWithOptions(func(ctx context.Context, _ activities.DeliverRequest) error {
		<-ctx.Done()
		return ctx.Err()
	}, activity.RegisterOptions{Name: activities.Deliver})
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Second)
	env.ExecuteWorkflow(workflows.PostmanName)
	if err := env.GetWorkflowError(); !temporal.IsCanceledError(err) {
		t.Errorf("the postman ended with %v", err)
	}
}

// anchored keeps the days that were anchored, and fails now and then.
type anchored struct {
	mu    sync.Mutex
	days  []improvement.Date
	calls int
}

func (a *anchored) Anchor(_ context.Context, day improvement.Date) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.calls++; a.calls%7 == 0 {
		return improvement.ErrUnavailable
	}
	a.days = append(a.days, day)
	return nil
}

func TestTheKeeperAnchorsEveryDayAtItsEnd(t *testing.T) {
	env := standing(t)
	a := new(anchored)
	(&activities.Record{Anchors: a}).Register(env)
	clock := improvement.RealClock(when(launchDay))
	env.RegisterDelayedCallback(func() {
		if len(a.days) != 0 {
			t.Errorf("before midnight %q were anchored", a.days)
		}
	}, 14*time.Hour)
	env.ExecuteWorkflow(workflows.KeeperName, workflows.KeeperStart{Clock: clock})
	var next *workflow.ContinueAsNewError
	if err := env.GetWorkflowError(); !errors.As(err, &next) {
		t.Fatalf("the keeper ended with %v", err)
	}
	for i, day := range a.days {
		if want := improvement.Date("2037-03-02").AddDays(i); day != want {
			t.Fatalf("anchor %d is of %s, want %s", i+1, day, want)
		}
	}
	if len(a.days) < 100 {
		t.Errorf("a run anchored %d days", len(a.days))
	}
}

// In a rehearsal days pass faster than anchors are worth.
func TestInARehearsalTheKeeperTakesItsTime(t *testing.T) {
	env := standing(t)
	a := new(anchored)
	(&activities.Record{Anchors: a}).Register(env)
	clock := improvement.RealClock(when(launchDay))
	clock.Factor = 24 * 3600 / 0.2 // a day in 200 ms
	env.RegisterDelayedCallback(func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		if n := len(a.days); n > 6 {
			t.Errorf("%d anchors in a minute", n)
		}
		if !slices.IsSorted(a.days) {
			t.Errorf("anchored %q", a.days)
		}
		env.CancelWorkflow()
	}, time.Minute)
	env.ExecuteWorkflow(workflows.KeeperName, workflows.KeeperStart{Clock: clock})
}

// mornings counts how often the standing workflows were started, and when.
type mornings struct {
	env   *testsuite.TestWorkflowEnvironment
	times []time.Time
}

func (m *mornings) Standing(context.Context) error {
	m.times = append(m.times, m.env.Now())
	if len(m.times) == 3 {
		return improvement.ErrUnavailable // and is tried again
	}
	return nil
}

func TestTheUsherStartsWhatIsNewEveryMorning(t *testing.T) {
	env := standing(t)
	m := &mornings{env: env}
	tidied := 0
	(&activities.Standing{Starter: m, Tidy: func(context.Context) error { tidied++; return nil }}).Register(env)
	env.ExecuteWorkflow(workflows.UsherName, workflows.UsherStart{Clock: improvement.RealClock(when(launchDay))})
	var next *workflow.ContinueAsNewError
	if err := env.GetWorkflowError(); !errors.As(err, &next) || next.WorkflowType.Name != workflows.UsherName {
		t.Fatalf("the usher ended with %v", err)
	}
	if len(m.times) < 100 || tidied != len(m.times)-1 {
		t.Fatalf("a run had %d mornings, and tidied up %d times", len(m.times), tidied)
	}
	for i, at := range m.times[:2] {
		if want := improvement.Date("2037-03-02").AddDays(i + 1).Morning(); at.Before(want) || at.After(want.Add(time.Minute)) {
			t.Errorf("round %d came at %s, want %s", i+1, at, want)
		}
	}
}
