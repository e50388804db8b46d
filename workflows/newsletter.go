package workflows

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// NewsletterStart begins or goes on with the newsletters of a network.
type NewsletterStart struct {
	Clock   improvement.Clock  `json:"clock"`
	Network improvement.BodyID `json:"network"`
	After   improvement.Period `json:"after,omitempty"` // the last issue that was begun
}

// issuesOfARun is how many issues a run begins.
const issuesOfARun = 60

// Newsletter begins one issue of a network's newsletter after the other. The next one
// begins when the one before it is drafted, so that there is always one to offer items
// for. An issue lives on its own; one that runs already is left alone. Where the network
// has no newsletter any more, this ends, and the usher begins it again if it has.
func Newsletter(ctx workflow.Context, start NewsletterStart) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 5 * time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: time.Minute},
		Summary:             "find the next issue",
	})
	for range issuesOfARun {
		var next activities.NextIssueReply
		ask := activities.NextIssueRequest{Network: start.Network, After: start.After}
		if err := workflow.ExecuteActivity(ctx, activities.NextIssue, ask).Get(ctx, &next); err != nil {
			return err // it retries until it is done, or cancelled
		}
		if next.Opened == nil {
			return nil
		}
		if err := beginIssue(ctx, start.Clock, next.Opened); err != nil {
			return err
		}
		start.After = next.Opened.Period
		now := start.Clock.Now(workflow.Now(ctx))
		if err := workflow.Sleep(ctx, start.Clock.Wait(now, next.Opened.Days.Draft.Morning())+time.Millisecond); err != nil {
			return err
		}
	}
	return workflow.NewContinueAsNewError(ctx, NewsletterName, start)
}

// beginIssue starts an issue that outlives this workflow.
func beginIssue(ctx workflow.Context, clock improvement.Clock, opened *improvement.IssueOpened) error {
	subject := improvement.IssueSubject(opened.Network, string(opened.Period))
	child := workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
		WorkflowID:            string(subject),
		WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		ParentClosePolicy:     enums.PARENT_CLOSE_POLICY_ABANDON,
		TypedSearchAttributes: attributes(opened.LMG, "", ""),
		StaticSummary:         issueSummary(opened.Network, opened.Period),
	}), IssueName, Start{Clock: clock, First: &improvement.Entry{
		Version: 1, Command: improvement.OpenCommand, At: clock.Now(workflow.Now(ctx)), Event: opened,
	}})
	err := child.GetChildWorkflowExecution().Get(ctx, nil)
	if temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		return nil
	}
	return err
}

func issueSummary(network improvement.BodyID, period improvement.Period) string {
	return fmt.Sprintf("Newsletter of %s for %s", network, period.Plain())
}

// issue is one run of an issue of a newsletter.
type issue struct {
	*lifecycle
	issue *improvement.Issue
}

// NewsletterIssue carries an issue from the first item that is offered until the last
// letter has left, or until its time is over and nobody approved it.
func NewsletterIssue(ctx workflow.Context, start Start) error {
	i, err := setUpIssue(ctx, start)
	if err != nil {
		return err
	}
	err = i.story(ctx)
	if resting := rest(ctx); resting != nil {
		return resting
	}
	if errors.Is(err, errStartAfresh) {
		return i.startAfresh(ctx, IssueName, i.issue)
	}
	return err
}

// story is passed stage by stage; one that is past already, as after a restart, at once.
func (i *issue) story(ctx workflow.Context) error {
	for _, next := range []func(workflow.Context) error{
		i.collect, // people offer items
		i.draft,   // out of the journal
		i.approve, // the LWO edits and approves, or nobody does
		i.handOut, // a letter to every reader
		i.deliver, // until none waits
	} {
		if i.issue.Closed() {
			return nil
		}
		if err := next(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (i *issue) collect(ctx workflow.Context) error {
	return i.until(ctx, func() bool { return i.issue.Stage != improvement.IssueCollecting })
}

func (i *issue) draft(ctx workflow.Context) error {
	if !i.issue.Drafted.IsZero() {
		return nil
	}
	var reply activities.DraftReply
	asking := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: time.Minute},
		Summary:             "make the draft",
	})
	if err := workflow.ExecuteActivity(asking, activities.DraftIssue, activities.IssueRequest{Issue: i.subject}).Get(ctx, &reply); err != nil {
		return err
	}
	return i.note(ctx, improvement.DraftCommand, &reply.Drafted)
}

func (i *issue) approve(ctx workflow.Context) error {
	return i.until(ctx, func() bool { return i.issue.Stage == improvement.IssueSending || i.issue.Closed() })
}

func (i *issue) handOut(ctx workflow.Context) error {
	var reply activities.HandOutReply
	handing := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Hour,
		HeartbeatTimeout:    30 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: time.Minute},
		Summary:             "put a letter to every reader into the outbox",
	})
	if err := workflow.ExecuteActivity(handing, activities.HandOutIssue, activities.IssueRequest{Issue: i.subject}).Get(ctx, &reply); err != nil {
		return err
	}
	return i.note(ctx, improvement.HandOutCommand, &improvement.IssueHandedOut{Readers: reply.Readers})
}

// deliver waits for the postman. What cannot be delivered is given up after some days.
func (i *issue) deliver(ctx workflow.Context) error {
	waiting := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: postRound + time.Minute,
		HeartbeatTimeout:    30 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: time.Minute},
		Summary:             "wait until the letters have left",
	})
	for {
		var progress improvement.Progress
		ask := activities.IssueRequest{Issue: i.subject, For: postRound}
		if err := workflow.ExecuteActivity(waiting, activities.AwaitDelivery, ask).Get(ctx, &progress); err != nil {
			return err
		}
		if progress.Waiting == 0 {
			return i.note(ctx, improvement.SentCommand, &improvement.IssueHasBeenSent{Delivered: progress})
		}
		if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return errStartAfresh
		}
	}
}

// note files what became of the issue, once: what is on record from before counts.
func (i *issue) note(ctx workflow.Context, command improvement.CommandID, event improvement.Event) error {
	_, err := i.file(ctx, command, "", func(time.Time) ([]improvement.Event, error) {
		if !i.issue.Wants(event) {
			return nil, nil
		}
		return []improvement.Event{event}, nil
	})
	return err
}

func setUpIssue(ctx workflow.Context, start Start) (*issue, error) {
	state := new(improvement.Issue)
	if start.First == nil {
		restored, err := improvement.RestoreIssue(start.State)
		if err != nil {
			return nil, unreadable(err)
		}
		state = restored
	}
	subject := improvement.SubjectID(workflow.GetInfo(ctx).WorkflowExecution.ID)
	i := &issue{lifecycle: newLifecycle(ctx, subject, state, start.Clock), issue: state}
	return i, i.setUp(ctx, start, state.Version, i.listen, nil)
}

// listen installs the handlers of every command.
func (i *issue) listen(ctx workflow.Context) error {
	for _, blank := range improvement.IssueCommands() {
		name := blank.CommandName()
		err := i.accept(ctx, name, func(m Message, now time.Time) ([]improvement.Event, error) {
			command, err := improvement.DecodeIssueCommand(name, m.Command)
			if err != nil {
				return nil, err
			}
			return i.issue.Decide(command, m.Actor, now)
		})
		if err != nil {
			return err
		}
	}
	return i.answer(ctx)
}

// Networks lists the networks that have a newsletter.
type Networks interface {
	Networks(ctx context.Context) ([]improvement.BodyID, error)
}
