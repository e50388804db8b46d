package main

import (
	"context"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
)

// TestClosedBehindTheWorkflowsBack files the vote that decides, and the check that
// closes a test, as a process did that was killed before its workflows took note. Both
// are closed on record; the next worker tells their workflows all the same.
func TestClosedBehindTheWorkflowsBack(t *testing.T) {
	t.Parallel()
	site := newSite(t, nil)
	w := startWorker(t, site)
	c := newCrew(t, site.Desk(t))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	plot := []improvement.Direction{improvement.Adopt}
	c.carryTo(t, ctx, "held", plot, improvement.StageFollowUp)
	c.carryTo(t, ctx, "voting", plot, improvement.StageDecide)
	awaitApproval(t, c, "voting")
	voting, err := c.look(ctx, "voting")
	if err != nil {
		t.Fatal(err)
	}
	for n := range voters[1:] {
		c.decide(ctx, voting, n)
	}
	w.Kill()

	held, err := c.look(ctx, "held")
	if err != nil {
		t.Fatal(err)
	}
	check := improvement.CheckGain{Held: "yes", Says: c.words[lwo]}
	behind(t, c, "check", lwo, held, func(a improvement.Actor, now time.Time) ([]improvement.Event, error) {
		return held.Decide(check, a, now)
	})
	approval := approvalOn(t, c, voting.ApprovalSubject())
	last := voterLeft(t, approval)
	behind(t, c, "last-vote", last, approval, func(a improvement.Actor, now time.Time) ([]improvement.Event, error) {
		return approval.Decide(improvement.CastVote{Choice: improvement.Agree}, a, now)
	})
	for subject, closed := range map[improvement.SubjectID]bool{
		held.Subject(): held.Closed(), approval.Subject: approvalOn(t, c, approval.Subject).Closed(),
	} {
		if !closed {
			t.Fatalf("%s was not closed behind its workflow's back", subject)
		}
	}

	startWorker(t, site)
	assemblytest.Await(t, 30*time.Second, "the test heard of the decision", func() bool {
		test, err := c.look(ctx, "voting")
		return err == nil && test.Stage == improvement.StageFollowUp
	})
	if err := c.carryFrom(ctx, "voting", plot, 100); err != nil {
		t.Error(err)
	}
	settled(t, site, c) // nothing runs: the closed ones ended
}

// behind files a command to the record alone.
func behind(t *testing.T, c *crew, id improvement.CommandID, as improvement.PersonID,
	state improvement.Lifecycle, decide func(improvement.Actor, time.Time) ([]improvement.Event, error),
) {
	t.Helper()
	actor, err := c.desk.Actor(t.Context(), as)
	if err != nil {
		t.Fatal(err)
	}
	now := c.desk.Now()
	events, err := decide(actor, now)
	if err != nil {
		t.Fatal(err)
	}
	filing, err := state.Filing(id, as, now, events)
	if err != nil {
		t.Fatal(err)
	}
	if filed, err := c.desk.File(t.Context(), filing); err != nil || !filed.Held {
		t.Fatalf("filed %+v, %v", filed, err)
	}
	for _, e := range filing.Entries {
		state.Apply(e)
	}
}

func approvalOn(t *testing.T, c *crew, subject improvement.SubjectID) *improvement.Approval {
	t.Helper()
	_, state, err := c.desk.State(t.Context(), subject)
	if err != nil {
		t.Fatal(err)
	}
	approval, err := improvement.RestoreApproval(state)
	if err != nil {
		t.Fatal(err)
	}
	return approval
}

// voterLeft is a member without an interest who has not voted.
func voterLeft(t *testing.T, a *improvement.Approval) improvement.PersonID {
	t.Helper()
	for _, seat := range a.Panel {
		if seat.Vote == nil && !seat.Interest {
			return seat.Person
		}
	}
	t.Fatal("everybody has voted")
	return ""
}
