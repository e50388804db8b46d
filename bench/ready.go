package main

import (
	"context"
	"fmt"
	"io"
	"os"
)

// startReading is how long the worker took from the process's start to ready, on
// the embedded default.
type startReading struct {
	Fresh   bool    // in an empty folder; otherwise on what the last one left
	Seconds float64 // until it says so and /readyz agrees
}

func measureStarts(ctx context.Context, program string, p plan, say func(string, ...any)) ([]startReading, error) {
	var readings []startReading
	if !p.ready {
		return nil, nil
	}
	for n := range p.starts {
		say("start %d of %d", n+1, p.starts)
		folder, err := os.MkdirTemp("", "cairn-bench-data-")
		if err != nil {
			return nil, err
		}
		for _, fresh := range []bool{true, false} {
			w, err := startProcess(ctx, program, folder, "", nil)
			if err != nil {
				return nil, err
			}
			readings = append(readings, startReading{fresh, w.ready.Seconds()})
			if err := w.stop(); err != nil {
				return nil, err
			}
		}
		if err := os.RemoveAll(folder); err != nil {
			return nil, err
		}
	}
	return readings, nil
}

func printStarts(out io.Writer, readings []startReading) {
	if len(readings) == 0 {
		return
	}
	by := map[bool][]float64{}
	for _, r := range readings {
		by[r.Fresh] = append(by[r.Fresh], r.Seconds)
	}
	fmt.Fprintf(out, "\nFrom the start of the worker's process to ready, on the embedded default: median of %d (lowest to highest)\n\n", len(by[true]))
	table(out, []string{"", "seconds"}, func(line func(...string)) {
		line("in an empty folder", spread(by[true], "%.2f"))
		line("on an existing one", spread(by[false], "%.2f"))
	})
}
