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

// Standing is the activity that starts them, every morning, and then tidies up.
type Standing struct {
	Starter Starter
	// Tidy drops what is not to be kept any longer; nil: nothing.
	Tidy func(ctx context.Context) error
}

// Register makes the activity known under its wire name.
func (s *Standing) Register(to Registry) {
	to.RegisterActivityWithOptions(s.start, activity.RegisterOptions{Name: StartStanding})
}

func (s *Standing) start(ctx context.Context) error {
	if err := s.Starter.Standing(ctx); err != nil || s.Tidy == nil {
		return err
	}
	return s.Tidy(ctx)
}
