package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/workflows"
)

// crew carries tests of change as people would: it looks at the record, sends
// what comes next, and sends again, under the same ID, what was not confirmed.
type crew struct {
	desk  *assembly.Desk
	words map[improvement.PersonID]improvement.Words // something that each of them wrote

	mu   sync.Mutex
	sent []*dispatch
}

// dispatch is one command and what was answered to it.
type dispatch struct {
	subject improvement.SubjectID
	id      improvement.CommandID

	filed    bool  // answered: filed
	accepted bool  // answered: received, being filed
	refused  error // answered: a plain refusal
	err      error // answered last
}

func newCrew(t *testing.T, desk *assembly.Desk) *crew {
	t.Helper()
	c := &crew{desk: desk, words: map[improvement.PersonID]improvement.Words{}}
	for _, p := range append([]improvement.PersonID{admin, lwo, lead, cook, volunteer}, voters...) {
		words, err := desk.Vault.Seal(context.Background(), "text", p, "Something that "+string(p)+" wrote, with care.")
		if err != nil {
			t.Fatal(err)
		}
		c.words[p] = words
	}
	return c
}

// carryAll carries n tests at once, each to its end, within the limit.
func (c *crew) carryAll(t *testing.T, n int, limit time.Duration) (done <-chan struct{}) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	t.Cleanup(cancel)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if err := c.carry(ctx, fmt.Sprintf("test-%d", i), plots[i%len(plots)]); err != nil {
				t.Error(err)
			}
		})
	}
	ended := make(chan struct{})
	go func() {
		all.Wait()
		close(ended)
	}()
	return ended
}

// plots are how stories go: what is proposed in each cycle.
var plots = [][]improvement.Direction{
	{improvement.Abandon}, {improvement.Adopt}, {improvement.Abandon}, {improvement.Adapt, improvement.Abandon},
}

// carry carries one test from its launch to its end.
func (c *crew) carry(ctx context.Context, id string, plot []improvement.Direction) error {
	return c.carryFrom(ctx, id, plot, 1)
}

// carryFrom is carry; n numbers the commands from there.
func (c *crew) carryFrom(ctx context.Context, id string, plot []improvement.Direction, n int) error {
	for ; ; n++ {
		test, err := c.look(ctx, id)
		if ctx.Err() != nil {
			return c.stuck(id)
		}
		switch {
		case errors.Is(err, improvement.ErrNotFound):
			c.launch(ctx, id)
		case err != nil:
			pause(ctx)
		case test.Closed():
			return nil
		default:
			c.goOn(ctx, test, plot, n)
		}
	}
}

// stuck tells how far a test came.
func (c *crew) stuck(id string) error {
	test, err := c.look(context.Background(), id)
	if err != nil {
		return fmt.Errorf("%s was not launched: %w", id, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var last dispatch
	for _, d := range c.sent {
		if d.subject == test.Subject() || d.subject == test.ApprovalSubject() {
			last = *d
		}
	}
	return fmt.Errorf("%s did not come to its end: in the stage %s since %s; the last command was %+v", id, test.Stage, test.Since, last)
}

func pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(50 * time.Millisecond):
	}
}

// look reads a test from the record.
func (c *crew) look(ctx context.Context, id string) (*improvement.TestOfChange, error) {
	_, state, err := c.desk.State(ctx, improvement.TestSubject(id))
	if err != nil {
		return &improvement.TestOfChange{}, err
	}
	return improvement.RestoreTest(state)
}

// goOn sends what comes next; n tells this command from others of its kind.
func (c *crew) goOn(ctx context.Context, t *improvement.TestOfChange, plot []improvement.Direction, n int) {
	do := func(as improvement.PersonID, command improvement.TestCommand) {
		c.test(ctx, t.Charter.ID, n, as, command)
	}
	switch t.Stage {
	case improvement.StagePlan:
		do(lead, improvement.SubmitPlan{Plan: c.plan()})
	case improvement.StageAgree:
		do(lwo, improvement.AgreePlan{})
	case improvement.StageDo:
		c.carryOut(ctx, t, n)
	case improvement.StageStudy:
		do(lead, improvement.FileStudy{Study: c.study()})
	case improvement.StageAct:
		do(lead, improvement.ProposeNext{Act: c.act(plot[min(t.Cycle().Number, len(plot))-1])})
	case improvement.StageDecide:
		c.decide(ctx, t, n)
	case improvement.StageFollowUp:
		do(lwo, improvement.CheckGain{Held: "yes", Says: c.words[lwo]})
	}
}

// carryOut does the first thing of Do that is not yet done.
func (c *crew) carryOut(ctx context.Context, t *improvement.TestOfChange, n int) {
	do := func(as improvement.PersonID, command improvement.TestCommand) {
		c.test(ctx, t.Charter.ID, n, as, command)
	}
	cycle := t.Cycle()
	for _, s := range cycle.Steps {
		if s.Status == improvement.StepOpen {
			do(s.Who, improvement.CompleteStep{Step: s.ID, Note: c.words[s.Who]})
			return
		}
	}
	day := improvement.DateOf(c.desk.Now()).AddDays(-cycle.Number)
	switch {
	case len(t.Evidence) < 2*cycle.Number:
		do(volunteer, c.evidence(n))
	case len(t.Series[0].Points) < 3*cycle.Number:
		do(lead, improvement.RecordPoints{Measure: "attendance", Points: []improvement.Point{
			{Date: day.AddDays(-10 * n), Value: 84}, {Date: day.AddDays(-10*n - 1), Value: 86}, {Date: day.AddDays(-10*n - 2), Value: 88},
		}})
	default:
		do(lead, improvement.FinishDo{AsPlanned: true})
	}
}

// decide casts the next vote, or reopens a vote that lapsed.
func (c *crew) decide(ctx context.Context, t *improvement.TestOfChange, n int) {
	_, state, err := c.desk.State(ctx, t.ApprovalSubject())
	if err != nil { // not yet open, or out of reach
		pause(ctx)
		return
	}
	a, err := improvement.RestoreApproval(state)
	if err != nil {
		panic(err)
	}
	switch a.Status {
	case improvement.ApprovalLapsed:
		c.approval(ctx, a.Subject, n, lwo, improvement.ReopenApproval{})
	case improvement.ApprovalOpen:
		for _, seat := range a.Panel {
			if seat.Vote == nil && !seat.Interest {
				c.approval(ctx, a.Subject, n, seat.Person, improvement.CastVote{Choice: improvement.Agree})
				return
			}
		}
	default:
		pause(ctx) // decided; the test has yet to hear of it
	}
}

func (c *crew) test(ctx context.Context, id string, n int, as improvement.PersonID, command improvement.TestCommand) {
	c.send(ctx, improvement.TestSubject(id), fmt.Sprintf("%s-%d", command.CommandName(), n), func(cid improvement.CommandID) (workflows.Receipt, error) {
		return c.desk.Sender.Test(ctx, id, cid, as, command)
	})
}

func (c *crew) approval(ctx context.Context, subject improvement.SubjectID, n int, as improvement.PersonID, command improvement.ApprovalCommand) {
	c.send(ctx, subject, fmt.Sprintf("%s-%d", command.CommandName(), n), func(cid improvement.CommandID) (workflows.Receipt, error) {
		return c.desk.Sender.Approval(ctx, subject, cid, as, command)
	})
}

func (c *crew) launch(ctx context.Context, id string) {
	charter := c.charter(id)
	c.send(ctx, improvement.TestSubject(id), "launch", func(cid improvement.CommandID) (workflows.Receipt, error) {
		return c.desk.Sender.Launch(ctx, cid, lwo, charter)
	})
}

// send sends a command, again and again, until it is filed or refused.
func (c *crew) send(ctx context.Context, subject improvement.SubjectID, id string, try attempt) {
	c.settle(ctx, c.dispatched(subject, id), try)
}

// attempt sends a command once.
type attempt func(improvement.CommandID) (workflows.Receipt, error)

// dispatched notes a command that is about to be sent.
func (c *crew) dispatched(subject improvement.SubjectID, id string) *dispatch {
	d := &dispatch{subject: subject, id: improvement.CommandID(id)}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, d)
	return d
}

// settle sends a command until its fate is known.
func (c *crew) settle(ctx context.Context, d *dispatch, try attempt) {
	for ctx.Err() == nil && !d.filed && d.refused == nil {
		if c.try(d, try); !d.filed {
			pause(ctx)
		}
	}
}

// try sends a command once and notes the answer.
func (c *crew) try(d *dispatch, try attempt) {
	receipt, err := try(d.id)
	c.mu.Lock()
	defer c.mu.Unlock()
	d.err = err
	switch _, refused := improvement.Refusal(err); {
	case refused:
		d.refused = err
	case err == nil && receipt.Filed:
		d.filed = true
	case err == nil:
		d.accepted = true
	}
}

// filed counts the commands that were answered as filed.
func (c *crew) filed() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, d := range c.sent {
		if d.filed {
			n++
		}
	}
	return n
}
