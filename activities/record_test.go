package activities_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
)

type members map[improvement.BodyID][]improvement.Membership

func (m members) Members(_ context.Context, body improvement.BodyID) ([]improvement.Membership, error) {
	if all, known := m[body]; known {
		return all, nil
	}
	return nil, improvement.ErrUnavailable
}

// Actor has the adult "aunt" for the member "child".
func (m members) Actor(_ context.Context, person improvement.PersonID) (improvement.Actor, error) {
	a := improvement.Actor{Person: person}
	if person == "child" {
		a.NamedAdult = "aunt"
	}
	return a, nil
}

func environment(t *testing.T) *testsuite.TestActivityEnvironment {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	return suite.NewTestActivityEnvironment()
}

func TestThePanelIsTheLMGsWithInterestsMarked(t *testing.T) {
	env := environment(t)
	(&activities.Record{Members: members{
		"east": {
			{Body: "east", Person: "chair", Role: improvement.Chair}, {Body: "east", Person: "clerk", Role: improvement.Clerk},
			{Body: "east", Person: "both", Role: improvement.Member}, {Body: "east", Person: "lwo", Role: improvement.LWO},
			{Body: "east", Person: "aunt", Role: improvement.Member},
		},
		"group": {
			{Body: "group", Person: "both", Role: improvement.GroupMember}, {Body: "group", Person: "child", Role: improvement.GroupMember},
		},
	}}).Register(env)
	value, err := env.ExecuteActivity(activities.Panel, activities.PanelRequest{LMG: "east", Group: "group"})
	if err != nil {
		t.Fatal(err)
	}
	var reply activities.PanelReply
	if err := value.Get(&reply); err != nil {
		t.Fatal(err)
	}
	want := []improvement.Seat{{Person: "chair", Role: improvement.Chair}, {Person: "both", Role: improvement.Member, Interest: true}, {Person: "aunt", Role: improvement.Member, Interest: true}}
	if !slices.EqualFunc(reply.Seats, want, func(a, b improvement.Seat) bool {
		return a.Person == b.Person && a.Role == b.Role && a.Interest == b.Interest
	}) {
		t.Errorf("seats %+v, want %+v", reply.Seats, want)
	}
	if _, err := env.ExecuteActivity(activities.Panel, activities.PanelRequest{LMG: "east", Group: "elsewhere"}); err == nil {
		t.Error("a panel without the group's members hides who has an interest")
	}
}

// rounds is a postman who counts rounds and works until told to stop.
type rounds struct {
	begun atomic.Int32
	fails error
}

func (r *rounds) Run(ctx context.Context, alive func()) error {
	r.begun.Add(1)
	alive()
	if r.fails != nil {
		return r.fails
	}
	<-ctx.Done()
	return ctx.Err()
}

func TestARoundOfThePostmanEndsWell(t *testing.T) {
	for name, c := range map[string]struct {
		round   time.Duration
		stopped bool
		fails   error
		wrong   bool
	}{
		"after its time":           {round: time.Millisecond},
		"when the worker stops":    {round: time.Hour, stopped: true},
		"or tells what went wrong": {round: time.Hour, fails: errors.New("the outbox cannot be read"), wrong: true},
	} {
		t.Run(name, func(t *testing.T) {
			env := environment(t)
			stop := make(chan struct{})
			env.SetWorkerStopChannel(stop)
			env.SetWorkerOptions(worker.Options{})
			postman := &rounds{fails: c.fails}
			(&activities.Post{Postman: postman}).Register(env)
			if c.stopped {
				close(stop)
			}
			_, err := env.ExecuteActivity(activities.Deliver, activities.DeliverRequest{For: c.round})
			if (err != nil) != c.wrong || postman.begun.Load() != 1 {
				t.Errorf("ended with %v after %d rounds", err, postman.begun.Load())
			}
		})
	}
}
