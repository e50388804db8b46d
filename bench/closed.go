package main

import (
	"context"
	"sync"
	"time"
)

// saturation is what an arm does with so many lifecycles at once, each followed
// by the next.
type saturation struct {
	perSecond float64
	each      spent // per lifecycle
	last      *job
}

// crew runs lifecycles in a closed loop.
type crew struct {
	arm  arm
	next func() *job

	mu    sync.Mutex
	ended []time.Time
	idle  time.Duration // what lifecycles slept until their reminder was due
	last  *job
}

// saturate measures for a window, once as many lifecycles have ended as run at
// once. All that is counted lies within the window, while the load goes on.
func saturate(ctx context.Context, c *postgres, a arm, next func() *job, level int, window time.Duration) (saturation, error) {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	w := &crew{arm: a, next: next}
	enough := make(chan struct{})
	var running sync.WaitGroup
	for range level {
		running.Go(func() {
			if err := w.work(ctx, enough); err != nil {
				fail(err)
			}
		})
	}
	s, err := w.observe(ctx, c, level, window)
	close(enough)
	running.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return s, cause
	}
	return s, err
}

func (w *crew) work(ctx context.Context, enough <-chan struct{}) error {
	for {
		w.mu.Lock()
		j := w.next()
		w.mu.Unlock()
		if err := play(ctx, w.arm, j); err != nil {
			return err
		}
		w.mu.Lock()
		w.ended, w.last = append(w.ended, time.Now()), j
		w.idle += j.near
		w.mu.Unlock()
		select {
		case <-enough:
			return nil
		default:
		}
	}
}

func (w *crew) observe(ctx context.Context, c *postgres, level int, window time.Duration) (saturation, error) {
	if err := w.until(ctx, func() bool { return len(w.ended) >= level }); err != nil {
		return saturation{}, err
	}
	before, err := c.spent(ctx)
	if err != nil {
		return saturation{}, err
	}
	begun := time.Now()
	w.mu.Lock()
	first, slept := len(w.ended), w.idle
	w.mu.Unlock()
	if err := w.until(ctx, func() bool { return time.Since(begun) >= window && len(w.ended) > first+level }); err != nil {
		return saturation{}, err
	}
	after, err := c.spent(ctx)
	if err != nil {
		return saturation{}, err
	}
	took := time.Since(begun).Seconds()
	w.mu.Lock()
	defer w.mu.Unlock()
	ends := w.ended[first-1:]
	apart, n := ends[len(ends)-1].Sub(ends[0]), float64(len(ends)-1)
	s := saturation{perSecond: n / apart.Seconds(), last: w.last}
	s.each = after.since(before, s.perSecond*took)
	if level == 1 { // alone, it sleeps until its reminder is due
		s.perSecond = n / (apart - w.idle + slept).Seconds()
	}
	return s, nil
}

func (w *crew) until(ctx context.Context, reached func() bool) error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		w.mu.Lock()
		yes := reached()
		w.mu.Unlock()
		if yes {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
}
