package workflows

import (
	"context"
	"errors"

	"github.com/cairnqi/cairn/improvement"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
)

// Standing starts the workflows that live as long as the deployment: the postman
// and the keeper. One that runs already is left alone.
func (s *Sender) Standing(ctx context.Context) error {
	_, err := s.start(ctx, client.StartWorkflowOptions{
		ID: PostmanName, TaskQueue: s.queue, StaticSummary: "Delivers notices",
	}, PostmanName)
	if err != nil {
		return err
	}
	_, err = s.start(ctx, client.StartWorkflowOptions{
		ID: KeeperName, TaskQueue: s.queue, StaticSummary: "Anchors the journal every day",
	}, KeeperName, KeeperStart{Clock: s.clock})
	return err
}

// Resume starts a test of change again from its state on record, as after the
// loss of Temporal's store. It tells whether it had to; one that runs is left alone.
func (s *Sender) Resume(ctx context.Context, test *improvement.TestOfChange) (bool, error) {
	state, err := stateOf(test)
	if err != nil {
		return false, err
	}
	options := s.testOptions(test.Charter, enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
	return s.start(ctx, options, TestOfChangeName, TestStart{Clock: s.clock, State: state})
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
