package workflows

import (
	"context"
	"errors"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
)

// Standing starts the workflows that live as long as the deployment, and those that
// live as long as a body on record. One that runs already is left alone.
func (s *Sender) Standing(ctx context.Context) error {
	err := s.startAll(ctx, []standing{
		{id: PostmanName, workflow: PostmanName, summary: "Delivers notices"},
		{id: KeeperName, workflow: KeeperName, summary: "Anchors the journal every day", args: []any{KeeperStart{Clock: s.clock}}},
		{id: UsherName, workflow: UsherName, summary: "Starts the standing workflows of new bodies", args: []any{UsherStart{Clock: s.clock}}},
	})
	if err != nil {
		return err
	}
	reviews, err := s.reviewsStanding(ctx)
	if err != nil {
		return err
	}
	newsletters, err := s.newsletters(ctx)
	if err != nil {
		return err
	}
	return s.startAll(ctx, append(reviews, newsletters...))
}

func (s *Sender) startAll(ctx context.Context, all []standing) error {
	for _, w := range all {
		options := client.StartWorkflowOptions{ID: w.id, TaskQueue: s.queue, StaticSummary: w.summary}
		if _, err := s.start(ctx, options, w.workflow, w.args...); err != nil {
			return err
		}
	}
	return nil
}

// standing is a workflow that nobody starts by hand.
type standing struct {
	id, workflow, summary string
	args                  []any
}

func (s *Sender) start(ctx context.Context, o client.StartWorkflowOptions, name string, args ...any) (bool, error) {
	o.WorkflowExecutionErrorWhenAlreadyStarted = true
	_, err := s.temporal.ExecuteWorkflow(ctx, o, name, args...)
	var running *serviceerror.WorkflowExecutionAlreadyStarted
	if errors.As(err, &running) {
		return false, nil
	}
	return err == nil, err
}
