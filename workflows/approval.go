package workflows

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/cairnqi/cairn/improvement"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// approval is one run of an LMG's decision.
type approval struct {
	*lifecycle
	approval *improvement.Approval
}

// Approval lets a panel decide, by votes, in a meeting or, where neither comes
// about in time, by what the LWO does next. It gives the result to the lifecycle
// that asked.
func Approval(ctx workflow.Context, start ApprovalStart) (improvement.Result, error) {
	a, err := setUpApproval(ctx, start)
	if err != nil {
		return improvement.Result{}, err
	}
	err = a.until(ctx, a.approval.Closed)
	if temporal.IsCanceledError(err) {
		err = a.withdraw(ctx)
	}
	if resting := rest(ctx); resting != nil {
		return improvement.Result{}, resting
	}
	switch {
	case errors.Is(err, errStartAfresh):
		return improvement.Result{}, a.continueAsNew(ctx)
	case err != nil:
		return improvement.Result{}, err
	}
	return *a.approval.Result, nil
}

func setUpApproval(ctx workflow.Context, start ApprovalStart) (*approval, error) {
	state := new(improvement.Approval)
	if len(start.State) > 0 {
		restored, err := improvement.RestoreApproval(start.State)
		if err != nil {
			return nil, unreadable(err)
		}
		state = restored
	}
	subject := improvement.SubjectID(workflow.GetInfo(ctx).WorkflowExecution.ID)
	a := &approval{lifecycle: newLifecycle(ctx, subject, state, start.Clock), approval: state}
	a.version, a.size, a.next = state.Version, len(start.State), state.NextMoment()
	if err := a.lock.Lock(ctx); err != nil {
		return nil, err
	}
	defer a.lock.Unlock()
	if err := a.listen(ctx); err != nil {
		return nil, err
	}
	if len(start.State) > 0 {
		return a, nil
	}
	return a, a.open(ctx, start.Request)
}

// open files the opening. Where the record holds it, the filing gives back all
// that followed, and the vote goes on from there.
func (a *approval) open(ctx workflow.Context, request improvement.Request) error {
	disconnected, _ := workflow.NewDisconnectedContext(ctx)
	_, err := a.fileLocked(disconnected, improvement.OpenCommand, "", func(now time.Time) ([]improvement.Event, error) {
		if a.version > 0 {
			return nil, nil
		}
		return improvement.OpenApproval(request, now)
	})
	return err
}

func (a *approval) listen(ctx workflow.Context) error {
	for _, blank := range improvement.ApprovalCommands() {
		name := blank.CommandName()
		err := a.accept(ctx, name, func(m Message, now time.Time) ([]improvement.Event, error) {
			command, err := improvement.DecodeApprovalCommand(name, m.Command)
			if err != nil {
				return nil, err
			}
			return a.approval.Decide(command, m.Actor, now)
		})
		if err != nil {
			return err
		}
	}
	return a.answer(ctx)
}

// withdraw files that the lifecycle which asked was ended.
func (a *approval) withdraw(ctx workflow.Context) error {
	_, err := a.file(ctx, improvement.WithdrawCommand, "", func(now time.Time) ([]improvement.Event, error) {
		return a.approval.Withdraw(now), nil
	})
	return err
}

func (a *approval) continueAsNew(ctx workflow.Context) error {
	state, err := stateOf(a.approval)
	if err != nil {
		return err
	}
	return workflow.NewContinueAsNewError(ctx, ApprovalName, ApprovalStart{Clock: a.clock, State: state})
}

func stateOf(state any) (json.RawMessage, error) { return json.Marshal(state) }

func approvalOptions(r improvement.Request) workflow.ChildWorkflowOptions {
	return workflow.ChildWorkflowOptions{
		WorkflowID:            string(r.Subject),
		WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		ParentClosePolicy:     enums.PARENT_CLOSE_POLICY_REQUEST_CANCEL,
		WaitForCancellation:   true,
		TypedSearchAttributes: attributes(r.LMG, r.Locality, r.Theme),
		StaticSummary:         "The LMG " + string(r.LMG) + " decides " + r.Asks(),
	}
}

func attributes(lmg, locality improvement.BodyID, theme improvement.ThemeID) temporal.SearchAttributes {
	return temporal.NewSearchAttributes(
		AttributeLMG.ValueSet(string(lmg)),
		AttributeLocality.ValueSet(string(locality)),
		AttributeTheme.ValueSet(string(theme)),
	)
}
