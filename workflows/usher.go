package workflows

import (
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// UsherStart gives the usher the record's clock.
type UsherStart struct {
	Clock improvement.Clock `json:"clock"`
}

// usherRounds is how many mornings a run has.
const usherRounds = 300

// Usher starts, every morning, the standing workflows of bodies that came on record
// since: an LMG that was loaded yesterday has its quality reviews from today. In a
// rehearsal it waits a second at least.
func Usher(ctx workflow.Context, start UsherStart) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 5 * time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: time.Minute},
		Summary:             "start the standing workflows of new bodies",
	})
	for range usherRounds {
		now := start.Clock.Now(workflow.Now(ctx))
		morning := improvement.DateOf(now).AddDays(1).Morning()
		if err := workflow.Sleep(ctx, max(start.Clock.Wait(now, morning), time.Second)); err != nil {
			return err
		}
		if err := workflow.ExecuteActivity(ctx, activities.StartStanding).Get(ctx, nil); err != nil {
			return err // it retries until it is done, or cancelled
		}
	}
	return workflow.NewContinueAsNewError(ctx, UsherName, start)
}
