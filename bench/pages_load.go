package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// load has readers open pages, each as often, in the name of whoever may.
type load struct {
	*site
	seats []*seat
	pages []pageFigures

	mu   sync.Mutex
	took map[string][]time.Duration // by page
}

// run reads for so long, or so many pages where that is above zero. Each reader looks at a
// page for a time of that mean before the next; after each so many pages every is called.
func (l *load) run(ctx context.Context, think, long time.Duration, pages int, every func(asked int) error) (f loadFigures, err error) {
	l.took = map[string][]time.Duration{}
	before, err := machineSeconds()
	if err != nil {
		return f, err
	}
	begun := time.Now()
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	var running sync.WaitGroup
	for _, at := range l.seats {
		running.Go(func() {
			for l.goesOn(ctx, begun, long, pages) {
				if err := l.turn(ctx, at, think, every); err != nil && ctx.Err() == nil {
					fail(err)
				}
			}
		})
	}
	running.Wait()
	after, err := machineSeconds()
	f.Seconds = time.Since(begun).Seconds()
	var all []time.Duration
	for _, took := range l.took {
		all = append(all, took...)
	}
	slices.Sort(all)
	f.Asked, f.PerSecond = len(all), float64(len(all))/f.Seconds
	f.P50, f.P99, f.CPU = percentile(all, 50), percentile(all, 99), (after.busy-before.busy)/(after.all-before.all)
	return f, errors.Join(err, context.Cause(ctx))
}

func (l *load) goesOn(ctx context.Context, begun time.Time, long time.Duration, pages int) bool {
	if ctx.Err() != nil {
		return false
	}
	if pages == 0 {
		return time.Since(begun) < long
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.asked() < pages
}

func (l *load) asked() int {
	n := 0
	for _, took := range l.took {
		n += len(took)
	}
	return n
}

// turn is one page, and the time that a reader looks at it.
func (l *load) turn(ctx context.Context, at *seat, think time.Duration, every func(asked int) error) error {
	if think > 0 {
		pause := time.Duration(at.random.ExpFloat64() * float64(think))
		if err := sleepUntil(ctx, time.Now().Add(pause)); err != nil {
			return err
		}
	}
	page := l.pages[at.random.IntN(len(l.pages))]
	r := at.as[improvement.Role(page.Role)]
	path, there := r.address(page.Pattern)
	if !there {
		return nil
	}
	begun := time.Now()
	err := r.open(ctx, l.address()+path)
	took := time.Since(begun)
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.took[page.Pattern] = append(l.took[page.Pattern], took)
	n := l.asked()
	l.mu.Unlock()
	if every == nil {
		return nil
	}
	return every(n)
}

// open reads a page whole.
func (r *reader) open(ctx context.Context, address string) error {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	r.dress(q)
	answer, err := r.http.Do(q)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s answers the %s with %s", address, r.role, answer.Status)
	}
	return nil
}

// steadyReading is the worker's memory after so many pages.
type steadyReading struct {
	Requests       int
	Resident, Live float64 // MB; live is the Go heap after its last collection
}

// steady reads pages without a pause, and the worker's memory ten times meanwhile.
func (l *load) steady(ctx context.Context, p plan) (loadFigures, []steadyReading, error) {
	var readings []steadyReading
	var mu sync.Mutex
	read := func(asked int) error {
		mu.Lock()
		defer mu.Unlock()
		if asked < len(readings)*p.requests/10 {
			return nil
		}
		one, err := l.reading(ctx, asked)
		readings = append(readings, one)
		return err
	}
	f, err := l.run(ctx, 0, 0, p.requests, read)
	if err != nil {
		return f, readings, err
	}
	last, err := l.reading(ctx, f.Asked)
	return f, append(readings, last), err
}

func (l *load) reading(ctx context.Context, asked int) (r steadyReading, err error) {
	r.Requests = asked
	if r.Resident, _, err = residentMB(l.worker.cmd.Process.Pid); err != nil {
		return r, err
	}
	r.Live, err = l.worker.liveMB(ctx)
	return r, err
}
