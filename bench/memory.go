package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/workflows"
)

// launchers is how many tests are launched at once to fill a record.
const launchers = 16

// reading is a worker's memory with so many open tests, the engine embedded.
type reading struct {
	Record   string  // sqlite or postgres
	Open     int     // open tests
	Resident float64 // MB, as the system sees the process
	Peak     float64 // MB, the highest so far
	Heap     float64 // MB of Go's heap in use
	Launches float64 // per second, since the reading before
}

func measureMemory(ctx context.Context, program string, p plan, say func(string, ...any)) ([]reading, error) {
	if !p.memory {
		return nil, nil
	}
	onFile, err := fill(ctx, program, "sqlite", "", p, say)
	if err != nil {
		return nil, err
	}
	c, err := startCluster(ctx)
	if err != nil {
		return nil, err
	}
	address, err := c.database(ctx, "record")
	if err != nil {
		return nil, errors.Join(err, c.remove())
	}
	onServer, err := fill(ctx, program, "postgres", address, p, say)
	return append(onFile, onServer...), errors.Join(err, c.remove())
}

// fill reads a worker's memory at rest and after each number of launches.
func fill(ctx context.Context, program, record, address string, p plan, say func(string, ...any)) (readings []reading, err error) {
	folder, err := os.MkdirTemp("", "cairn-bench-data-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	w, err := startProcess(ctx, program, folder, address, nil)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.stop()) }()
	desk, err := assembly.OpenDesk(ctx, w.settings, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, desk.Close()) }()
	open := 0
	for _, goal := range append([]int{0}, p.open...) {
		say("memory with %d open tests, record on %s", goal, record)
		begun := time.Now()
		if err := launchTo(ctx, desk, open, goal); err != nil {
			return readings, err
		}
		rate := float64(goal-open) / time.Since(begun).Seconds()
		r, err := w.read(ctx, p.rest)
		if err != nil {
			return readings, err
		}
		r.Record, r.Open, r.Launches = record, goal, rate
		readings, open = append(readings, r), goal
	}
	return readings, nil
}

// read reads the memory after a rest.
func (w *process) read(ctx context.Context, rest time.Duration) (r reading, err error) {
	if err := sleepUntil(ctx, time.Now().Add(rest)); err != nil {
		return r, err
	}
	if r.Resident, r.Peak, err = residentMB(w.cmd.Process.Pid); err != nil {
		return r, err
	}
	r.Heap, err = w.heapMB(ctx)
	return r, err
}

// launchTo launches tests until so many are open. The people they need come with
// the first.
func launchTo(ctx context.Context, d *assembly.Desk, open, goal int) error {
	if goal == 0 {
		return nil
	}
	if open == 0 {
		if err := loadCasts(ctx, d.Record); err != nil {
			return err
		}
	}
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	numbers := make(chan int)
	var running sync.WaitGroup
	for range launchers {
		running.Go(func() {
			for n := range numbers {
				if err := launchOne(ctx, d, n); err != nil {
					fail(err)
				}
			}
		})
	}
	for n := open; n < goal && ctx.Err() == nil; n++ {
		numbers <- n
	}
	close(numbers)
	running.Wait()
	return context.Cause(ctx)
}

func launchOne(ctx context.Context, d *assembly.Desk, n int) error {
	c := castOf(n)
	s := &pen{ctx: ctx, vault: d.Vault, by: c.lwo}
	charter := s.charter(c, fmt.Sprint("test-", n), improvement.DateOf(d.Now()))
	if s.err != nil {
		return s.err
	}
	return untilFiled(func() (workflows.Receipt, error) { return d.Sender.Launch(ctx, "launch", c.lwo, charter) })
}

func printMemory(out io.Writer, readings []reading) {
	if len(readings) == 0 {
		return
	}
	fmt.Fprintf(out, "\nMemory of the worker, its engine embedded\n\n")
	table(out, []string{"record", "open tests", "resident, MB", "peak, MB", "Go heap, MB", "launches/s"}, func(line func(...string)) {
		for _, r := range readings {
			line(r.Record, fmt.Sprint(r.Open), fmt.Sprintf("%.0f", r.Resident), fmt.Sprintf("%.0f", r.Peak),
				fmt.Sprintf("%.0f", r.Heap), fmt.Sprintf("%.0f", r.Launches))
		}
	})
}
