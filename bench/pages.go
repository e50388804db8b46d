package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/cairnqi/cairn/internal/vault"
)

// paged is what the pages of one record cost.
type paged struct {
	Record      string // SQLite or PostgreSQL
	LMGs, Tests int
	Readers     int
	Think       float64 // seconds, on average, that a reader looks at a page
	First       firstVisit
	Pages       []pageFigures
	Unopened    []string    // addresses at which this record has nothing
	Calm, Full  loadFigures // readers who look at what they open, and who never do
	Presses     []pressFigures
	Steady      []steadyReading
}

// pageFigures are those of one page.
type pageFigures struct {
	Pattern, Role  string
	Queries        int     // 0 on SQLite, where they are not counted
	KB             float64 // compressed
	Asked          int
	P50, P99       float64 // milliseconds, from sent to read whole
	Full50, Full99 float64 // the same with readers who never pause
}

// loadFigures are those of all pages together.
type loadFigures struct {
	Seconds   float64
	Asked     int
	PerSecond float64
	P50, P99  float64 // milliseconds
	CPU       float64 // share of the machine in use, PostgreSQL and the readers included
}

// readers is how many read at once.
const readers = 50

// site is a record with a worker that serves its pages.
type site struct {
	county
	alike  bool // all LMGs have as many tests
	name   string
	url    string
	folder string
	worker *process
}

// measurePages serves a record by the real worker to readers of all roles.
func measurePages(ctx context.Context, program string, s *site, p plan, say func(string, ...any)) (r *paged, err error) {
	if s.folder, err = os.MkdirTemp("", "cairn-bench-pages-"); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(s.folder)) }()
	say("serving the pages of the record on %s", s.name)
	// No reviews and newsletters of their own accord: what is measured is there.
	more := map[string]any{"vault.master_key": base64.StdEncoding.EncodeToString(make([]byte, vault.KeySize))}
	if s.worker, err = startProcess(ctx, program, filepath.Join(s.folder, "data"), s.url, more); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.worker.stop()) }()
	r = &paged{Record: s.name, LMGs: s.LMGs, Tests: s.LMGs * s.Tests, Readers: readers, Think: p.think.Seconds()}
	return r, s.measure(ctx, r, p, say)
}

func (s *site) measure(ctx context.Context, r *paged, p plan, say func(string, ...any)) error {
	inside, err := s.openInside(ctx)
	if err != nil {
		return err
	}
	defer inside.close()
	seats, err := inside.signInAll(ctx)
	if err != nil {
		return err
	}
	if err := s.beginLaunches(ctx, seats); err != nil {
		return err
	}
	if r.First, err = firstVisitOf(ctx, s.address()); err != nil {
		return err
	}
	say("counting what each page asks")
	r.Pages, r.Unopened = inside.walk(ctx, seats[0])
	l := &load{site: s, seats: seats, pages: r.Pages}
	say("%d readers who pause, %s", readers, p.calm)
	if r.Calm, err = l.run(ctx, p.think, p.calm, 0, nil); err != nil {
		return err
	}
	l.into(r.Pages, func(f *pageFigures, took []time.Duration) {
		f.Asked, f.P50, f.P99 = len(took), percentile(took, 50), percentile(took, 99)
	})
	say("pressing")
	if r.Presses, err = inside.press(ctx, seats[0], p.presses); err != nil {
		return err
	}
	if s.alike { // a small record shows the same sooner
		p.requests /= 5
	}
	say("%d readers who never pause, %d pages", readers, p.requests)
	if r.Full, r.Steady, err = l.steady(ctx, p); err != nil {
		return err
	}
	l.into(r.Pages, func(f *pageFigures, took []time.Duration) {
		f.Full50, f.Full99 = percentile(took, 50), percentile(took, 99)
	})
	return nil
}

func (s *site) address() string { return "http://" + s.worker.settings.Web.Address }

// testsOf is how many tests an LMG has.
func (s *site) testsOf(lmg int) int {
	if s.alike {
		return s.Tests
	}
	return s.Tests * shares[lmg%len(shares)] / 100
}

func printPages(out io.Writer, all []*paged) {
	for _, r := range all {
		fmt.Fprintf(out, "\nPages: %s, %d LMGs, %d tests; %d readers, who look %.1f s at a page or never pause\n\n", r.Record, r.LMGs, r.Tests, r.Readers, r.Think)
		heads := []string{"page", "opened by", "queries", "kB", "asked", "p50, ms", "p99, ms", "no pause p50", "p99"}
		table(out, heads, func(line func(...string)) {
			for _, f := range r.Pages {
				line(f.Pattern, f.Role, fmt.Sprint(f.Queries), fmt.Sprintf("%.1f", f.KB), fmt.Sprint(f.Asked),
					fmt.Sprintf("%.1f", f.P50), fmt.Sprintf("%.1f", f.P99), fmt.Sprintf("%.1f", f.Full50), fmt.Sprintf("%.1f", f.Full99))
			}
		})
		fmt.Fprintln(out)
		table(out, []string{"", "pages/s", "p50, ms", "p99, ms", "of the machine"}, func(line func(...string)) {
			for _, of := range []struct {
				name string
				loadFigures
			}{{"readers who pause", r.Calm}, {"who never do", r.Full}} {
				line(of.name, fmt.Sprintf("%.0f", of.PerSecond), fmt.Sprintf("%.1f", of.P50), fmt.Sprintf("%.1f", of.P99), fmt.Sprintf("%.0f %%", 100*of.CPU))
			}
			for _, f := range r.Presses {
				line("from press to page: "+f.What, "", fmt.Sprintf("%.1f", f.P50), fmt.Sprintf("%.1f", f.P99), "")
			}
		})
		fmt.Fprintf(out, "\nNot there on this record: %s\n", strings.Join(r.Unopened, " "))
		fmt.Fprintf(out, "\nThe first page with all that dresses it: %.1f kB compressed, in %d files\n\n", r.First.KB, r.First.Files)
		table(out, []string{"pages served", "resident, MB", "Go heap after a collection, MB"}, func(line func(...string)) {
			for _, m := range r.Steady {
				line(fmt.Sprint(m.Requests), fmt.Sprintf("%.0f", m.Resident), fmt.Sprintf("%.0f", m.Live))
			}
		})
	}
}

// into gives each page how long it took, ascending.
func (l *load) into(pages []pageFigures, give func(*pageFigures, []time.Duration)) {
	for i := range pages {
		took := l.took[pages[i].Pattern]
		slices.Sort(took)
		give(&pages[i], took)
	}
}

// measureAllPages measures the pages of a country's record on PostgreSQL, and of a
// council's on SQLite.
func measureAllPages(ctx context.Context, program string, l *large, p plan, say func(string, ...any)) (all []*paged, err error) {
	if !p.pages {
		return nil, nil
	}
	for _, s := range []*site{{county: p.county, name: "PostgreSQL", url: l.county}, {county: p.council, alike: true, name: "SQLite", url: l.council}} {
		r, err := measurePages(ctx, program, s, p, say)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}
