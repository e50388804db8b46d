package workflows

import (
	"errors"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/workflow"
)

// qualityReview is one run of an LMG's review of a period.
type qualityReview struct {
	*lifecycle
	review *improvement.QualityReview
}

// QualityReview carries a review from the groups' ratings to what the LMG agreed, and
// until that is done.
func QualityReview(ctx workflow.Context, start Start) error {
	r, err := setUpReview(ctx, start)
	if err != nil {
		return err
	}
	err = r.story(ctx)
	if resting := rest(ctx); resting != nil {
		return resting
	}
	if errors.Is(err, errStartAfresh) {
		return r.startAfresh(ctx, QualityReviewName, r.review)
	}
	return err
}

// story is the review. A stage that is past already, as after a restart, is passed at
// once; the LWO may lead back from the draft to the ratings, the LMG to the draft.
func (r *qualityReview) story(ctx workflow.Context) error {
	for !r.review.Closed() {
		for _, next := range []func(workflow.Context) error{
			r.leave(improvement.ReviewEvaluate), // the groups and the LWO rate
			r.leave(improvement.ReviewConclude), // the LWO drafts what follows
			r.askLMG,                            // the LMG decides
			r.leave(improvement.ReviewImprove),  // what was agreed is done
		} {
			if err := next(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// leave waits until people have left a stage behind.
func (r *qualityReview) leave(stage improvement.ReviewStage) func(workflow.Context) error {
	return func(ctx workflow.Context) error {
		return r.until(ctx, func() bool { return r.review.Stage != stage })
	}
}

func setUpReview(ctx workflow.Context, start Start) (*qualityReview, error) {
	review := new(improvement.QualityReview)
	if start.First == nil {
		restored, err := improvement.RestoreReview(start.State)
		if err != nil {
			return nil, unreadable(err)
		}
		review = restored
	}
	subject := improvement.SubjectID(workflow.GetInfo(ctx).WorkflowExecution.ID)
	r := &qualityReview{lifecycle: newLifecycle(ctx, subject, review, start.Clock), review: review}
	return r, r.setUp(ctx, start, review.Version, r.listen, review.RefreshCalendar)
}

// listen installs the handlers of every command.
func (r *qualityReview) listen(ctx workflow.Context) error {
	for _, blank := range improvement.ReviewCommands() {
		name := blank.CommandName()
		err := r.accept(ctx, name, func(m Message, now time.Time) ([]improvement.Event, error) {
			command, err := improvement.DecodeReviewCommand(name, m.Command)
			if err != nil {
				return nil, err
			}
			return r.review.Decide(command, m.Actor, now)
		})
		if err != nil {
			return err
		}
	}
	return r.answer(ctx)
}

// askLMG opens an approval as a child and takes its result.
func (r *qualityReview) askLMG(ctx workflow.Context) error {
	for r.review.Stage == improvement.ReviewDecide {
		panel, err := r.convene(ctx, r.review.LMG, "")
		if err != nil {
			return err
		}
		result, err := r.decision(ctx, r.review.Request(panel.Seats).Seeing(panel.Found))
		if err != nil {
			return err
		}
		if result == nil {
			if workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
				return errStartAfresh // no child is open
			}
			continue
		}
		subject := r.review.ApprovalSubject()
		command := improvement.CommandID("decision/" + string(subject))
		if _, err := r.file(ctx, command, "", func(now time.Time) ([]improvement.Event, error) {
			return r.review.Conclude(subject, *result, now), nil
		}); err != nil {
			return err
		}
	}
	return nil
}
