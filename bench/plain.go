package main

import (
	"context"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/cairnqi/cairn/improvement"
)

// plain is arms B and C: one workflow that Temporal's guides would have, no rules.
// B (textbook) writes each row by a regular activity, C (bare) by a local one.
type plain struct {
	name   string
	local  bool
	engine *engine
	rows   *rows
	marks  *marks
	clock  improvement.Clock
	days   improvement.Calendar
	worker worker.Worker
}

const commandUpdate = "command"

// plainStart launches a lifecycle.
type plainStart struct {
	Note string
}

// plainCommand is one command.
type plainCommand struct {
	N    int
	Note string
	For  bool          // where it is a vote
	Near time.Duration // until the reminder, where it is the plan
}

func (p *plain) start(context.Context, int) error {
	p.worker = worker.New(p.engine.client, p.name, workerOptions())
	p.worker.RegisterWorkflowWithOptions(p.lifecycle, workflow.RegisterOptions{Name: p.name})
	p.worker.RegisterActivityWithOptions(p.write, activity.RegisterOptions{Name: "write"})
	return p.worker.Start()
}

func (p *plain) stop() error {
	p.worker.Stop()
	return nil
}

func (p *plain) launch(ctx context.Context, j *job) error {
	_, err := p.engine.client.ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: j.id, TaskQueue: p.name}, p.name, plainStart{Note: note()})
	return err
}

func (p *plain) command(ctx context.Context, j *job, n int) error {
	if n == 1 {
		j.near = untilReminder(p.clock, p.days)
	}
	update, err := p.engine.client.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: j.id, UpdateID: fmt.Sprint(n), UpdateName: commandUpdate, WaitForStage: client.WorkflowUpdateStageCompleted,
		Args: []any{plainCommand{N: n, Note: note(), For: n != commands-1, Near: j.near}},
	})
	if err != nil {
		return err
	}
	return update.Get(ctx, nil)
}

func (p *plain) reminded(ctx context.Context, j *job) error {
	return p.marks.wait(ctx, j.id, reminderFiled)
}

func (p *plain) ended(ctx context.Context, j *job) error {
	return p.marks.wait(ctx, j.id, decisionFiled)
}

func (*plain) workflows(j *job) []string { return []string{j.id} }

// write is the activity.
func (p *plain) write(ctx context.Context, w row) error {
	err := p.rows.write(ctx, w)
	if err == nil {
		p.marks.set(w.Lifecycle, w.Kind)
	}
	return err
}

// lifecycle has three steps, each with a timer: a plan comes and its LWO is
// reminded, people do, they decide. It ends when the votes are in.
func (p *plain) lifecycle(ctx workflow.Context, start plainStart) error {
	done, votes, near := 0, 0, time.Duration(0)
	err := workflow.SetUpdateHandler(ctx, commandUpdate, func(ctx workflow.Context, c plainCommand) error {
		if err := p.record(ctx, c.N, "command", c.Note); err != nil {
			return err
		}
		done++
		near = max(near, c.Near)
		if c.N > commands-ballots && c.For {
			votes++
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := p.record(ctx, launchRow, "launch", start.Note); err != nil {
		return err
	}
	if err := workflow.Await(ctx, func() bool { return done > 0 }); err != nil {
		return err
	}
	if err := workflow.NewTimer(ctx, near).Get(ctx, nil); err != nil {
		return err
	}
	if err := p.record(ctx, reminderRow, reminderFiled, start.Note); err != nil {
		return err
	}
	for _, until := range []int{commands - ballots, commands} {
		if err := step(ctx, func() bool { return done >= until }); err != nil {
			return err
		}
	}
	outcome := fmt.Sprintf("%d of %d for; %s", votes, ballots, start.Note)[:noteSize]
	if err := p.record(ctx, decisionRow, decisionFiled, outcome); err != nil {
		return err
	}
	return workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) })
}

// step waits until people are through with it; a far timer would speak up before.
func step(ctx workflow.Context, through func() bool) error {
	timed, cancel := workflow.WithCancel(ctx)
	defer cancel()
	late := workflow.NewTimer(timed, 30*24*time.Hour)
	return workflow.Await(ctx, func() bool { return through() || late.IsReady() })
}

func (p *plain) record(ctx workflow.Context, n int, kind, text string) error {
	w := row{Lifecycle: workflow.GetInfo(ctx).WorkflowExecution.ID, N: n, Kind: kind, Note: text}
	if p.local {
		ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{StartToCloseTimeout: 5 * time.Second})
		return workflow.ExecuteLocalActivity(ctx, "write", w).Get(ctx, nil)
	}
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 5 * time.Second})
	return workflow.ExecuteActivity(ctx, "write", w).Get(ctx, nil)
}
