package main

import (
	"context"
	"slices"
	"sync"
	"time"
)

// gap is the time between a lifecycle's commands at an offered rate.
const gap = 50 * time.Millisecond

// offering sends commands at a rate that does not heed how fast they are answered:
// a command's latency counts from when it was due to be sent.
type offering struct {
	arm      arm
	from, to time.Time // commands due in between count

	mu        sync.Mutex
	latencies []time.Duration
}

// offer launches so many lifecycles per second, and gives the median and the 99th
// percentile of their commands' latency, in milliseconds.
func offer(ctx context.Context, a arm, next func() *job, perSecond float64, window time.Duration) (p50, p99 float64, err error) {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	begun := time.Now()
	settled := begun.Add(window / 5) // by then as many lifecycles run as will
	o := &offering{arm: a, from: settled, to: settled.Add(window)}
	var running sync.WaitGroup
	for i := 0; ; i++ {
		due := begun.Add(time.Duration(float64(i) / perSecond * float64(time.Second)))
		if due.After(o.to) || sleepUntil(ctx, due) != nil {
			break
		}
		j := next()
		running.Go(func() {
			if err := o.play(ctx, j, due); err != nil {
				fail(err)
			}
		})
	}
	running.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return 0, 0, cause
	}
	slices.Sort(o.latencies)
	return percentile(o.latencies, 50), percentile(o.latencies, 99), nil
}

func (o *offering) play(ctx context.Context, j *job, due time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := o.arm.launch(ctx, j); err != nil {
		return err
	}
	for n := 1; n <= commands; n++ {
		due = due.Add(gap)
		if err := sleepUntil(ctx, due); err != nil {
			return err
		}
		if err := o.arm.command(ctx, j, n); err != nil {
			return err
		}
		o.note(due, time.Since(due))
		if n > 1 {
			continue
		}
		if err := o.arm.reminded(ctx, j); err != nil {
			return err
		}
		due = due.Add(j.near)
	}
	return o.arm.ended(ctx, j)
}

func (o *offering) note(due time.Time, latency time.Duration) {
	if due.Before(o.from) || due.After(o.to) {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.latencies = append(o.latencies, latency)
}

// sleepUntil returns at once where the moment has passed.
func sleepUntil(ctx context.Context, moment time.Time) error {
	timer := time.NewTimer(time.Until(moment))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// percentile of sorted latencies, by the nearest rank, in milliseconds.
func percentile(sorted []time.Duration, p int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	rank := max((len(sorted)*p+99)/100, 1)
	return float64(sorted[rank-1]) / float64(time.Millisecond)
}
