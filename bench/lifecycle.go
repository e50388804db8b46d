package main

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// The reference lifecycle: a launch, twelve commands that are acknowledged, the
// last three of them votes of which two carry the decision; three timers, one
// that fires and two far ones that are cancelled; 15 pieces of evidence.
const (
	commands = 12
	ballots  = 3   // the last commands
	noteSize = 512 // bytes of one piece of evidence
	patience = 60 * time.Second
)

// dayLength is how long a day lasts here, so that a reminder of the next working
// day fires within the lifecycle. far is in working days, beyond its end.
const (
	dayLength = 50 * time.Millisecond
	far       = 400
)

// job is one lifecycle.
type job struct {
	id   string
	nth  int           // in the whole run
	near time.Duration // from its first command until the reminder is due
}

// arm is one way of doing the reference lifecycle. After the launch and the first
// command the reminder is awaited; then the other commands follow.
type arm interface {
	// start makes the arm ready for a round, and stop ends it.
	start(ctx context.Context, round int) error
	stop() error
	// launch and command return when they are acknowledged.
	launch(ctx context.Context, j *job) error
	command(ctx context.Context, j *job, n int) error // n is 1 to commands
	// reminded waits until the reminder is on record, ended until the decision is.
	reminded(ctx context.Context, j *job) error
	ended(ctx context.Context, j *job) error
	// workflows names those that the lifecycle ran as.
	workflows(j *job) []string
}

// play does a whole lifecycle, as fast as it goes.
func play(ctx context.Context, a arm, j *job) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := a.launch(ctx, j); err != nil {
		return err
	}
	for n := 1; n <= commands; n++ {
		if err := a.command(ctx, j, n); err != nil {
			return err
		}
		if n > 1 {
			continue
		}
		if err := a.reminded(ctx, j); err != nil {
			return err
		}
	}
	return a.ended(ctx, j)
}

// note is a piece of evidence. No two are alike, so that nothing is saved by
// storing one of them once.
func note() string {
	var text strings.Builder
	for text.Len() < noteSize {
		text.WriteString(rand.Text())
	}
	return text.String()[:noteSize]
}

// untilReminder is the time until 09:00 of the next working day. It is the same in
// all arms, so that all wait for their reminder alike.
func untilReminder(clock improvement.Clock, days improvement.Calendar) time.Duration {
	now := clock.Now(time.Now())
	return clock.Wait(now, days.Add(improvement.DateOf(now), 1).Morning())
}
