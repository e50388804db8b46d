package workflows

import (
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// KeeperStart gives the keeper the record's clock.
type KeeperStart struct {
	Clock improvement.Clock `json:"clock"`
}

// keeperRounds is how many anchors a run sets.
const keeperRounds = 300

// Keeper anchors the journal at the end of every day. In a rehearsal days pass
// faster than anchors are worth: it waits ten seconds at least.
func Keeper(ctx workflow.Context, start KeeperStart) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 5 * time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: time.Minute},
		Summary:             "anchor the journal",
	})
	for range keeperRounds {
		now := start.Clock.Now(workflow.Now(ctx))
		today := improvement.DateOf(now)
		wait := max(start.Clock.Wait(now, today.End()), 10*time.Second)
		if err := workflow.Sleep(ctx, wait); err != nil {
			return err
		}
		err := workflow.ExecuteActivity(ctx, activities.Anchor, activities.AnchorRequest{Day: today}).Get(ctx, nil)
		if temporal.IsCanceledError(err) {
			return err
		}
		if err != nil {
			workflow.GetLogger(ctx).Warn("The journal was not anchored; the next day's anchor covers it", "day", today, "cause", err)
		}
	}
	return workflow.NewContinueAsNewError(ctx, KeeperName, start)
}
