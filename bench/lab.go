package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"go.temporal.io/sdk/worker"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/calendar"
)

// poolSize is the most connections that an arm holds to its own database.
const poolSize = 16

// lab is what the arms share.
type lab struct {
	cluster *postgres
	engine  *engine
	rows    *rows
	arms    map[string]arm
	folder  string
	jobs    int // begun so far
}

// workerOptions are those of the product, for every arm.
func workerOptions() worker.Options {
	s := config.Default().Engine
	return worker.Options{
		MaxConcurrentWorkflowTaskExecutionSize: s.MaxConcurrent, MaxConcurrentActivityExecutionSize: s.MaxConcurrent,
		MaxConcurrentWorkflowTaskPollers: s.Pollers, MaxConcurrentActivityTaskPollers: s.Pollers,
	}
}

func openLab(ctx context.Context) (*lab, error) {
	l := &lab{}
	if err := l.open(ctx); err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

func (l *lab) open(ctx context.Context) (err error) {
	if l.folder, err = os.MkdirTemp("", "cairn-bench-"); err != nil {
		return err
	}
	if l.cluster, err = startCluster(ctx); err != nil {
		return err
	}
	// Before the server, whose own workers share the cache.
	worker.SetStickyWorkflowCacheSize(config.Default().Engine.StickyCacheSize)
	if l.engine, err = startEngine(ctx, l.cluster); err != nil {
		return err
	}
	address, err := l.cluster.database(ctx, "evidence")
	if err != nil {
		return err
	}
	if l.rows, err = openRows(ctx, address); err != nil {
		return err
	}
	l.makeArms()
	return nil
}

func (l *lab) makeArms() {
	m := newMarks()
	now := improvement.Moment(time.Now())
	clock := improvement.Clock{Real: now, Rehearsed: now, Factor: float64(24*time.Hour) / float64(dayLength)}
	days := calendar.Scotland(nil, nil).Around(improvement.DateOf(now))
	like := func(name string, local bool) *plain {
		return &plain{name: name, local: local, engine: l.engine, rows: l.rows, marks: m, clock: clock, days: days}
	}
	l.arms = map[string]arm{
		"A": &cairn{cluster: l.cluster, engine: l.engine, marks: m, folder: l.folder},
		"B": like("textbook", false),
		"C": like("bare", true),
		"D": direct{l.rows},
	}
}

func (l *lab) close() error {
	var errs []error
	if l.rows != nil {
		l.rows.pool.Close()
	}
	if l.engine != nil {
		errs = append(errs, l.engine.stop())
	}
	if l.cluster != nil {
		errs = append(errs, l.cluster.remove())
	}
	return errors.Join(append(errs, os.RemoveAll(l.folder))...)
}

// compare runs all arms in every round, each round in another order.
func compare(ctx context.Context, p plan, say func(string, ...any)) (results []result, err error) {
	l, err := openLab(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	names := slices.Compact(slices.Sorted(slices.Values(strings.Split(p.arms, ""))))
	for round := range p.rounds {
		first := round % len(names)
		for _, name := range slices.Concat(names[first:], names[:first]) {
			say("round %d, arm %s", round+1, name)
			r, err := l.measure(ctx, name, round, p)
			if err != nil {
				return results, fmt.Errorf("arm %s: %w", name, err)
			}
			results = append(results, r)
			runtime.GC() // one arm's garbage is not the next one's work
		}
	}
	return results, nil
}

// result is one arm in one round. What a lifecycle costs was measured at the
// highest level.
type result struct {
	Arm   string
	Round int
	// PerSecond is lifecycles per second, by how many ran at once.
	PerSecond map[int]float64
	Offered   float64 // commands per second, half of saturation
	P50, P99  float64 // ms, of a command at that rate, from when it was due to be sent

	Spent   spent   // per lifecycle
	History history // of one lifecycle
}

func (l *lab) measure(ctx context.Context, name string, round int, p plan) (r result, err error) {
	a := l.arms[name]
	r = result{Arm: name, Round: round + 1, PerSecond: map[int]float64{}}
	if err := a.start(ctx, round); err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, a.stop()) }()
	next := l.jobsOf(name, round)
	var last *job
	for _, level := range p.levels {
		s, err := saturate(ctx, l.cluster, a, next, level, p.window)
		if err != nil {
			return r, fmt.Errorf("%d at once: %w", level, err)
		}
		r.PerSecond[level] = s.perSecond
		r.Spent, last = s.each, s.last
	}
	if r.History, err = historyOf(ctx, l.engine.client, a.workflows(last)); err != nil {
		return r, err
	}
	best := 0.0
	for _, rate := range r.PerSecond {
		best = max(best, rate)
	}
	r.Offered = best / 2 * commands
	r.P50, r.P99, err = offer(ctx, a, next, best/2, p.window)
	return r, err
}

// jobsOf names the lifecycles of an arm in a round. It is not safe for
// concurrent use.
func (l *lab) jobsOf(name string, round int) func() *job {
	n := 0
	return func() *job {
		n++
		l.jobs++
		return &job{id: fmt.Sprintf("%s-%d-%d", strings.ToLower(name), round+1, n), nth: l.jobs}
	}
}
