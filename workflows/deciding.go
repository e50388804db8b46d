package workflows

import (
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// convene reads who sits in an LMG as an approval opens, those of the action group having
// an interest, with what the LMG's latest agreed quality review found for the group. A
// history that was recorded before there were any gives none.
func (l *lifecycle) convene(ctx workflow.Context, lmg, group improvement.BodyID) (activities.PanelReply, error) {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 10 * time.Second})
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{ScheduleToCloseTimeout: 5 * time.Second, StartToCloseTimeout: 5 * time.Second})
	ask := activities.PanelRequest{LMG: lmg, Group: group}
	var reply activities.PanelReply
	err := workflow.ExecuteLocalActivity(ctx, activities.Panel, ask).Get(ctx, &reply)
	if err != nil && !temporal.IsCanceledError(err) {
		err = workflow.ExecuteActivity(ctx, activities.Panel, ask).Get(ctx, &reply)
	}
	return reply, err
}

// decision runs an approval as a child and gives its result; meanwhile people may file
// to the lifecycle, and what falls due is filed. A nil result tells that the child was
// ended from outside and is to be started again: its record holds every vote.
func (l *lifecycle) decision(ctx workflow.Context, request improvement.Request) (*improvement.Result, error) {
	child := l.ask(ctx, request)
	if err := l.wait(ctx, child.IsReady, false); err != nil {
		return nil, err
	}
	return l.answered(ctx, request, child)
}

// ask starts an approval as a child.
func (l *lifecycle) ask(ctx workflow.Context, request improvement.Request) workflow.ChildWorkflowFuture {
	return workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, approvalOptions(request)), ApprovalName, ApprovalStart{Clock: l.clock, Request: request})
}

// answered gives the result of a child that has ended; nil where it was ended from
// outside, after a minute.
func (l *lifecycle) answered(ctx workflow.Context, request improvement.Request, child workflow.ChildWorkflowFuture) (*improvement.Result, error) {
	var result improvement.Result
	err := child.Get(ctx, &result)
	switch {
	case err == nil:
		return &result, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	workflow.GetLogger(ctx).Warn("The approval was ended from outside; it is started again", "subject", request.Subject, "cause", err)
	return nil, workflow.Sleep(ctx, time.Minute)
}
