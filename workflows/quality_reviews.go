package workflows

import (
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// ReviewsStart says of which LMG, and gives the record's clock.
type ReviewsStart struct {
	Clock improvement.Clock  `json:"clock"`
	LMG   improvement.BodyID `json:"lmg"`
}

// reviewMonths is how many months a run lasts.
const reviewMonths = 120

// QualityReviews opens an LMG's quality reviews for as long as the LMG is on record: every
// month it looks whether one is due. How often that is, the record and the settings say
// each time, so that a change holds from the next month on. In a rehearsal it waits a
// second at least.
func QualityReviews(ctx workflow.Context, start ReviewsStart) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: 10 * time.Minute},
		Summary:             "open the quality review that is due",
	})
	for range reviewMonths {
		var looked activities.DueReview
		ask := activities.DueReviewRequest{LMG: start.LMG}
		if err := workflow.ExecuteActivity(ctx, activities.OpenReview, ask).Get(ctx, &looked); err != nil {
			return err // it retries until it is done, or cancelled
		}
		if looked.Not != "" {
			workflow.GetLogger(ctx).Info("A quality review is due and was not opened", "lmg", start.LMG, "cause", looked.Not)
		}
		now := start.Clock.Now(workflow.Now(ctx))
		wait := max(start.Clock.Wait(now, improvement.NextLook(now)), time.Second)
		if err := workflow.NewTimerWithOptions(ctx, wait, workflow.TimerOptions{Summary: "next month"}).Get(ctx, nil); err != nil {
			return err
		}
	}
	return workflow.NewContinueAsNewError(ctx, QualityReviewsName, start)
}
