package workflows

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/cairnqi/cairn/improvement"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
)

// opening is how a root lifecycle is started by a person.
type opening struct {
	subject  improvement.SubjectID // its workflow ID, too
	id       improvement.CommandID
	as       improvement.PersonID
	workflow string                      // its wire name
	options  client.StartWorkflowOptions // what operators see of it; the rest is filled in
	decide   func(ctx context.Context) (start any, err error)
}

// open decides how a lifecycle begins, starts its workflow, and waits for the filing. A
// repeated opening with the same command ID gives the same receipt.
func (s *Sender) open(ctx context.Context, o opening) (Receipt, error) {
	if err := improvement.CheckCommandID(o.id); err != nil {
		return Receipt{}, err
	}
	receipt, filed, taken := s.opened(ctx, o.subject, o.id)
	if filed {
		return receipt, s.own(ctx, receipt, o.as)
	}
	start, err := o.decide(ctx)
	if err := cmp.Or(err, taken); err != nil {
		return Receipt{}, err
	}
	options := s.rootOptions(o.subject, o.options, enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
	_, err = s.temporal.ExecuteWorkflow(ctx, options, o.workflow, start)
	var exists *serviceerror.WorkflowExecutionAlreadyStarted
	if err != nil && !errors.As(err, &exists) {
		return Receipt{}, fmt.Errorf("%w: %w", ErrNotConfirmed, err)
	}
	receipt, err = s.awaitOpening(ctx, o.subject, o.id, exists != nil)
	if err == nil && exists != nil && receipt.Filed {
		err = s.own(ctx, receipt, o.as)
	}
	return receipt, err
}

func (s *Sender) rootOptions(subject improvement.SubjectID, o client.StartWorkflowOptions, reuse enums.WorkflowIdReusePolicy) client.StartWorkflowOptions {
	o.ID, o.TaskQueue, o.WorkflowIDReusePolicy, o.WorkflowExecutionErrorWhenAlreadyStarted = string(subject), s.queue, reuse, true
	return o
}

// opened tells whether this opening is on record, and refuses a name that another one
// took.
func (s *Sender) opened(ctx context.Context, subject improvement.SubjectID, id improvement.CommandID) (Receipt, bool, error) {
	_, _, err := s.reader.State(ctx, subject)
	if errors.Is(err, improvement.ErrNotFound) {
		return Receipt{}, false, nil
	}
	if err != nil {
		return Receipt{}, false, err
	}
	if receipt, filed := s.onRecord(ctx, subject, id); filed {
		return receipt, true, nil
	}
	called := noun(subject.Kind())
	if subject.Kind() == improvement.KindTest {
		called = "test"
	}
	return Receipt{}, false, improvement.Refuse(improvement.Conflict, "id", "There is a %s called %s already. Choose another identifier.", called, subject.ID())
}

// awaitOpening waits for the opening to be on record. raced tells that a workflow of
// that name was there already: then it may be another's opening that is filed.
func (s *Sender) awaitOpening(ctx context.Context, subject improvement.SubjectID, id improvement.CommandID, raced bool) (Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, launchWithin)
	defer cancel()
	for pause := 15 * time.Millisecond; ; pause = min(2*pause, 500*time.Millisecond) {
		select {
		case <-ctx.Done():
			if raced { // whose opening it is that is being filed, nobody knows yet
				return Receipt{}, ErrNotConfirmed
			}
			return Receipt{Subject: subject}, nil
		case <-time.After(pause):
		}
		if receipt, filed := s.onRecord(ctx, subject, id); filed {
			return receipt, nil
		}
		if raced {
			receipt, filed, err := s.opened(ctx, subject, id)
			if _, refused := improvement.Refusal(err); filed || refused {
				return receipt, err
			}
		}
	}
}

// Resume starts a root lifecycle again from its state on record, as after the loss of
// Temporal's store. It tells whether it had to; one that runs is left alone.
func (s *Sender) Resume(ctx context.Context, subject improvement.SubjectID, state json.RawMessage) (bool, error) {
	var workflow string
	var o client.StartWorkflowOptions
	var start any
	switch kind := subject.Kind(); kind {
	case improvement.KindTest:
		test, err := improvement.RestoreTest(state)
		if err != nil {
			return false, err
		}
		workflow, o, start = TestOfChangeName, s.testOptions(test.Charter), TestStart{Clock: s.clock, State: state}
	case improvement.KindRound:
		round, err := improvement.RestoreRound(state)
		if err != nil {
			return false, err
		}
		workflow, o, start = PrioritySettingName, s.roundOptions(round.RoundCharter), Start{Clock: s.clock, State: state}
	case improvement.KindCommission:
		commission, err := improvement.RestoreCommission(state)
		if err != nil {
			return false, err
		}
		workflow, o, start = CommissionName, s.commissionOptions(commission.CommissionCharter), Start{Clock: s.clock, State: state}
	case improvement.KindDataRequest:
		request, err := improvement.RestoreDataRequest(state)
		if err != nil {
			return false, err
		}
		workflow, o, start = DataRequestName, s.dataRequestOptions(request.DataRequestForm), Start{Clock: s.clock, State: state}
	case improvement.KindReview:
		review, err := improvement.RestoreReview(state)
		if err != nil {
			return false, err
		}
		workflow, o, start = QualityReviewName, s.reviewOptions(review.LMG, review.Period), Start{Clock: s.clock, State: state}
	case improvement.KindNewsletter:
		issue, err := improvement.RestoreIssue(state)
		if err != nil {
			return false, err
		}
		workflow, o, start = IssueName, s.issueOptions(issue), Start{Clock: s.clock, State: state}
	default:
		return false, fmt.Errorf("a %s is not started by itself", kind)
	}
	return s.start(ctx, s.rootOptions(subject, o, enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE), workflow, start)
}
