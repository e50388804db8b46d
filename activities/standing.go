package activities

import (
	"context"

	"go.temporal.io/sdk/activity"
)

// Starter starts the workflows that live as long as the deployment or a body on record.
// One that runs already is left alone.
type Starter interface {
	Standing(ctx context.Context) error
}

// Standing is the activity that starts them.
type Standing struct {
	Starter Starter
}

// Register makes the activity known under its wire name.
func (s *Standing) Register(to Registry) {
	to.RegisterActivityWithOptions(s.start, activity.RegisterOptions{Name: StartStanding})
}

func (s *Standing) start(ctx context.Context) error { return s.Starter.Standing(ctx) }
