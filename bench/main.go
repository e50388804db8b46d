package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// plan is what is measured, and how long.
type plan struct {
	arms       string        // their letters
	rounds     int           // of all arms
	levels     []int         // lifecycles at once, ascending
	window     time.Duration // of each measurement
	ready      bool
	starts     int // of the worker, each way
	memory     bool
	open       []int         // open tests at which memory is read, ascending
	rest       time.Duration // before memory is read
	newsletter bool
	readers    int  // of a newsletter
	crash      bool // its worker is killed, not stopped
	find       bool
	county     county // the large record in which things are found
	council    county // the one on SQLite
	asked      int    // times that each question is asked
	items      int    // filed on each database
	pages      bool
	think      time.Duration // that a reader looks at a page, on average
	calm       time.Duration // that readers who pause are measured
	requests   int           // of readers who never pause
	presses    int           // of each command
	json       string
	profile    string
}

func readPlan(args []string, stderr io.Writer) (plan, error) {
	p := plan{levels: []int{1, 16, 64}, starts: 5, open: []int{1_000, 10_000}, rest: 15 * time.Second}
	p.readers, p.crash = 5_000, true
	p.council = county{LMGs: 4, Tests: 100, Evidence: 45, Points: 25, Voices: 500, priorities: 10}
	p.county, p.asked, p.items = county{LMGs: 200, Tests: 100, Evidence: 25, Points: 25, Voices: 100, priorities: 10}, 200, 10_000
	p.think, p.calm, p.requests, p.presses = time.Second, 5*time.Minute, 100_000, 200
	var short bool
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&p.arms, "arms", "ABCD", "arms to compare; empty for none")
	f.IntVar(&p.rounds, "rounds", 5, "rounds of all arms")
	f.DurationVar(&p.window, "window", 10*time.Second, "length of each measurement of an arm")
	f.BoolVar(&p.ready, "ready", true, "measure the start of the worker")
	f.BoolVar(&p.memory, "memory", true, "measure the worker's memory with open tests")
	f.BoolVar(&p.newsletter, "newsletter", true, "measure a newsletter to 5,000")
	f.BoolVar(&p.find, "find", true, "measure traces, coverage, the library and search")
	f.BoolVar(&p.pages, "pages", true, "measure the pages with 50 readers at once")
	f.BoolVar(&short, "short", false, "a quick run with small numbers, to see that it works; its figures mean nothing")
	f.Func("levels", "lifecycles at `once`, ascending (default 1,16,64)", func(text string) (err error) {
		p.levels, err = readLevels(text)
		return err
	})
	f.StringVar(&p.json, "json", "", "write all figures to this `file`")
	f.StringVar(&p.profile, "cpuprofile", "", "write a CPU profile of the arms to this `file`")
	if err := f.Parse(args); err != nil {
		return p, err
	}
	if short {
		// PostgreSQL's processes report what they committed once a second.
		p.rounds, p.levels, p.window = 1, []int{1, 4}, 1500*time.Millisecond
		p.starts, p.open, p.rest = 1, []int{5, 20}, 100*time.Millisecond
		p.county, p.asked, p.items = county{LMGs: 10, Tests: 10, Evidence: 5, Points: 5, Voices: 20, priorities: 10}, 5, 50
		p.think, p.calm, p.requests, p.presses = 100*time.Millisecond, 2*time.Second, 500, 3
		p.council = county{LMGs: 4, Tests: 15, Evidence: 5, Points: 5, Voices: 20, priorities: 10}
		p.readers, p.crash = 1000, false // what a killed worker had under way is taken after a minute
	}
	return p, p.check(f.NArg())
}

func readLevels(text string) ([]int, error) {
	var levels []int
	for _, field := range strings.Split(text, ",") {
		level, err := strconv.Atoi(field)
		if err != nil || level < 1 {
			return nil, fmt.Errorf("%q is not a number of lifecycles", field)
		}
		levels = append(levels, level)
	}
	return levels, nil
}

func (p plan) check(extra int) error {
	switch {
	case extra > 0:
		return errors.New("it takes flags only; see -help")
	case p.rounds < 1:
		return errors.New("-rounds is at least 1")
	case p.window <= 0:
		return errors.New("-window is above zero")
	case strings.Trim(p.arms, "ABCD") != "":
		return errors.New("-arms is made of the letters A, B, C and D")
	}
	return nil
}

// run measures what the arguments say. Tables go to stdout, progress to stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	p, err := readPlan(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	report := &report{Machine: machine(), Began: time.Now().UTC().Truncate(time.Second), Levels: p.levels}
	say := func(format string, args ...any) { fmt.Fprintf(stderr, format+"\n", args...) }
	if err := measure(ctx, p, report, say); err != nil {
		return err
	}
	report.print(stdout)
	if p.json != "" {
		return report.write(p.json)
	}
	return nil
}

func measure(ctx context.Context, p plan, r *report, say func(string, ...any)) error {
	if err := measureProgram(ctx, p, r, say); err != nil || p.arms == "" {
		return err
	}
	return profiled(p.profile, func() (err error) {
		r.Results, err = compare(ctx, p, say)
		return err
	})
}

// measureProgram measures what the worker does, and what is found.
func measureProgram(ctx context.Context, p plan, r *report, say func(string, ...any)) (err error) {
	var program string
	if p.ready || p.memory || p.newsletter || p.pages {
		var remove func()
		if program, remove, err = buildWorker(ctx, say); err != nil {
			return err
		}
		defer remove()
		if r.Starts, err = measureStarts(ctx, program, p, say); err != nil {
			return err
		}
		if r.Memory, err = measureMemory(ctx, program, p, say); err != nil {
			return err
		}
		if r.Newsletters, err = measureNewsletters(ctx, program, p, say); err != nil {
			return err
		}
	}
	if !p.find && !p.pages {
		return nil
	}
	l, err := openLarge(ctx, p, say)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	if r.Found, err = measureFinding(ctx, l, p, say); err != nil {
		return err
	}
	r.Pages, err = measureAllPages(ctx, program, l, p, say)
	return err
}

// profiled does work, with a CPU profile where a file is named.
func profiled(file string, work func() error) error {
	if file == "" {
		return work()
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return errors.Join(err, f.Close())
	}
	err = work()
	pprof.StopCPUProfile()
	return errors.Join(err, f.Close())
}

// machine says where it was measured.
func machine() string {
	return fmt.Sprintf("%d cores, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
}
