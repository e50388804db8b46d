package workflows

import (
	"time"

	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/workflow"
)

// alarm is the one timer of a workflow. It is armed anew only for an earlier
// moment: one left too early merely wakes the story, which looks again.
type alarm struct {
	at     time.Time // the record's time; zero where it is not armed
	timer  workflow.Future
	cancel workflow.CancelFunc
}

// arm sets the alarm to a moment. A zero moment leaves it as it is.
func (a *alarm) arm(ctx workflow.Context, clock improvement.Clock, now, at time.Time) {
	if a.rang() {
		*a = alarm{}
	}
	if at.IsZero() || (a.timer != nil && !at.Before(a.at)) {
		return
	}
	if a.cancel != nil {
		a.cancel()
	}
	// A millisecond more: the timer must not ring just before the moment.
	wait := clock.Wait(now, at) + time.Millisecond
	timed, cancel := workflow.WithCancel(ctx)
	timer := workflow.NewTimerWithOptions(timed, wait, workflow.TimerOptions{Summary: "next due"})
	*a = alarm{at: at, timer: timer, cancel: cancel}
}

func (a *alarm) rang() bool { return a.timer != nil && a.timer.IsReady() }

// tooLate tells that the alarm would ring after a moment that matters.
func (a *alarm) tooLate(next time.Time) bool {
	return !next.IsZero() && (a.timer == nil || next.Before(a.at))
}
