package workflows

import (
	"time"

	"github.com/cairnqi/cairn/activities"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// How long one round of the postman lasts, and how many rounds a run has.
const (
	postRound  = 10 * time.Minute
	postRounds = 100
)

// Postman delivers the notices of the outbox, one round after the other, for as
// long as the deployment lives. There is one per deployment; a notice costs no
// history.
func Postman(ctx workflow.Context) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: postRound + time.Minute,
		HeartbeatTimeout:    30 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: 10 * time.Second},
		Summary:             "deliver notices",
	})
	for range postRounds {
		err := workflow.ExecuteActivity(ctx, activities.Deliver, activities.DeliverRequest{For: postRound}).Get(ctx, nil)
		if temporal.IsCanceledError(err) {
			return err
		}
		if err != nil {
			workflow.GetLogger(ctx).Warn("A round of the postman failed; the next one goes on", "cause", err)
		}
	}
	return workflow.NewContinueAsNewError(ctx, PostmanName)
}
