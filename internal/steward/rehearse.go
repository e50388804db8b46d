package steward

import (
	"context"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Move is something that a person does in a rehearsal, at a moment of the record.
type Move struct {
	At time.Time
	Do func(ctx context.Context) error
}

// Player plays the moves of a story, each when the record's clock has come to it.
type Player struct {
	Clock improvement.Clock
	// Watch is called while time goes by, to tell what happened; an error ends the play.
	Watch func(ctx context.Context) error
	// Glance is how often Watch is called, in real time.
	Glance time.Duration
}

// Play does the moves in their order, waiting for each one's moment, and then
// watches until ended tells that the story is over.
func (p Player) Play(ctx context.Context, moves []Move, ended func(ctx context.Context) (bool, error)) error {
	for _, m := range moves {
		if err := p.until(ctx, func(context.Context) (bool, error) { return !p.now().Before(m.At), nil }); err != nil {
			return err
		}
		if err := m.Do(ctx); err != nil {
			return err
		}
	}
	return p.until(ctx, ended)
}

func (p Player) now() time.Time { return p.Clock.Now(time.Now()) }

func (p Player) until(ctx context.Context, reached func(ctx context.Context) (bool, error)) error {
	tick := time.NewTicker(p.Glance)
	defer tick.Stop()
	for {
		done, err := reached(ctx)
		if err != nil {
			return err
		}
		if err := p.Watch(ctx); err != nil || done {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
