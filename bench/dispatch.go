package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// dispatch sends what is handed out by a worker that is ended on the way.
type dispatch struct {
	*editor
	box   *inbox
	crash bool // by kill -9; else in order
	start func() (*process, error)
	filed []time.Time // letters to somebody
}

// longestQuiet is how long no letter may come before something is wrong: what was under
// way when a worker died is taken again after a minute.
const longestQuiet = 3 * time.Minute

// underWay is the most letters of a newsletter that a worker sends at once.
const underWay = 8

func (d *dispatch) send(ctx context.Context, s *sending) (err error) {
	w, err := d.start()
	if err != nil {
		return err
	}
	if err := d.await(ctx, func(reached int) (bool, error) { return 2*reached >= d.readers, nil }); err != nil {
		return errors.Join(err, w.kill())
	}
	waits := d.box.waits(d.filed)
	d.filed = nil
	end := w.stop
	if d.crash {
		end = w.kill
	}
	if err := end(); err != nil {
		return err
	}
	ended := time.Now()
	if w, err = d.start(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.stop()) }()
	var over improvement.Progress
	err = d.await(ctx, func(reached int) (bool, error) {
		if reached+underWay < d.readers { // there is nothing to ask for yet
			return false, nil
		}
		over, err = d.news.Progress(ctx, benchIssue)
		return over.Waiting == 0, err
	})
	if err != nil {
		return err
	}
	s.Unsure = over.Unsure
	waits = append(waits, d.box.waits(d.filed)...)
	slices.Sort(waits)
	s.Others, s.OtherP50, s.OtherMax = len(waits), percentile(waits, 50), percentile(waits, 100)
	s.count(d.box.accepted(), ended)
	s.Twice = len(d.box.accepted()) - d.box.reached()
	return nil
}

// await waits until enough readers have it. Meanwhile a letter to somebody is filed every
// 100 ms.
func (d *dispatch) await(ctx context.Context, enough func(reached int) (bool, error)) error {
	first := d.box.reached()
	before, quiet := first, time.Now()
	var filed time.Time
	for tick := time.NewTicker(10 * time.Millisecond); ; {
		now := d.box.reached()
		if ends, err := enough(now); err != nil || ends {
			tick.Stop()
			return err
		}
		if now > before {
			before, quiet = now, time.Now()
		} else if time.Since(quiet) > longestQuiet {
			return fmt.Errorf("no letter came for %s; %d of %d have it", longestQuiet, now, d.readers)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		if now == first || time.Since(filed) < 100*time.Millisecond { // the worker begins
			continue
		}
		filed = time.Now()
		d.filed = append(d.filed, filed)
		letter := improvement.Notice{
			Cause: fmt.Sprint("other-", time.Now().UnixNano()), To: improvement.Recipient{Person: "somebody"},
			Kind: improvement.NoticeTask, Subject: "theme/x", SendAfter: time.Now(),
		}
		if err := d.record.Post(ctx, []improvement.Notice{letter}); err != nil {
			return err
		}
	}
}

// count reckons what the mail server saw. What waited out the claim of a dead worker is
// left out of the rate: it comes a minute later.
func (s *sending) count(accepted []time.Time, ended time.Time) {
	n, _ := slices.BinarySearchFunc(accepted, ended, time.Time.Compare)
	before, after := accepted[:n], accepted[n:]
	s.PerSecond, s.PerSecondAgain = rate(before), rate(after)
	if len(after) > 0 {
		s.Pause, s.Last = after[0].Sub(ended).Seconds(), after[len(after)-1].Sub(ended).Seconds()
	}
}

// rate is how many came in a second, up to where nine of ten had come.
func rate(times []time.Time) float64 {
	n := len(times) * 9 / 10
	if n < 2 {
		return 0
	}
	return float64(n) / times[n-1].Sub(times[0]).Seconds()
}
