package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// report is all figures of a run.
type report struct {
	Machine     string
	Began       time.Time
	Levels      []int
	Results     []result       `json:",omitempty"`
	Starts      []startReading `json:",omitempty"`
	Memory      []reading      `json:",omitempty"`
	Newsletters []sending      `json:",omitempty"`
	Found       *found         `json:",omitempty"`
	Pages       []*paged       `json:",omitempty"`
}

func (r *report) write(file string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// figure is one line of the tables.
type figure struct {
	name   string
	format string
	of     func(result) float64
}

func (r *report) figures() []figure {
	var all []figure
	for _, level := range r.Levels {
		all = append(all, figure{fmt.Sprintf("lifecycles/s, %d at once", level), "%.1f", func(x result) float64 { return x.PerSecond[level] }})
	}
	return append(all,
		figure{"offered commands/s", "%.0f", func(x result) float64 { return x.Offered }},
		figure{"  command p50, ms", "%.1f", func(x result) float64 { return x.P50 }},
		figure{"  command p99, ms", "%.1f", func(x result) float64 { return x.P99 }},
		figure{"per lifecycle: CPU, ms", "%.1f", func(x result) float64 { return x.Spent.CPU * 1000 }},
		figure{"    of PostgreSQL, ms", "%.1f", func(x result) float64 { return x.Spent.Postgres * 1000 }},
		figure{"  commits", "%.0f", func(x result) float64 { return x.Spent.Commits }},
		figure{"    of Temporal's store", "%.0f", func(x result) float64 { return x.Spent.Temporal }},
		figure{"  WAL, kB", "%.0f", func(x result) float64 { return x.Spent.WAL / 1000 }},
		figure{"  history events", "%.0f", func(x result) float64 { return float64(x.History.Events) }},
		figure{"  history, kB", "%.1f", func(x result) float64 { return float64(x.History.Bytes) / 1000 }},
		figure{"  workflow tasks", "%.0f", func(x result) float64 { return float64(x.History.Tasks) }},
		figure{"  timers", "%.0f", func(x result) float64 { return float64(x.History.Timers) }},
		figure{"  billable actions", "%.0f", func(x result) float64 { return float64(x.History.Actions) }},
	)
}

func (r *report) print(out io.Writer) {
	fmt.Fprintf(out, "Measured on %s, %s\n", r.Machine, r.Began.Format("2 January 2006 15:04 MST"))
	if len(r.Results) > 0 {
		r.printArms(out)
		r.printRatios(out)
	}
	printStarts(out, r.Starts)
	printMemory(out, r.Memory)
	printSendings(out, r.Newsletters)
	printFound(out, r.Found)
	printPages(out, r.Pages)
}

func (r *report) byArm() map[string][]result {
	by := map[string][]result{}
	for _, x := range r.Results {
		by[x.Arm] = append(by[x.Arm], x)
	}
	return by
}

func (r *report) printArms(out io.Writer) {
	by := r.byArm()
	names := slices.Sorted(maps.Keys(by))
	fmt.Fprintf(out, "\nThe reference lifecycle: medians of %d rounds (lowest to highest)\n\n", len(by[names[0]]))
	table(out, append([]string{""}, titles(names)...), func(line func(...string)) {
		for _, f := range r.figures() {
			cells := []string{f.name}
			for _, name := range names {
				cells = append(cells, f.cell(by[name]))
			}
			line(cells...)
		}
	})
}

func (f figure) cell(of []result) string {
	values := make([]float64, len(of))
	for i, x := range of {
		values[i] = f.of(x)
	}
	return spread(values, f.format)
}

// printRatios compares A with the others, round by round: what slows the machine
// down for a while slows all arms of that round.
func (r *report) printRatios(out io.Writer) {
	by := r.byArm()
	own := by["A"]
	others := slices.DeleteFunc(slices.Sorted(maps.Keys(by)), func(n string) bool { return n == "A" })
	if len(own) == 0 || len(others) == 0 {
		return
	}
	heads := []string{""}
	for _, name := range others {
		heads = append(heads, "A / "+name)
	}
	fmt.Fprintf(out, "\nRatios within a round: medians (lowest to highest)\n\n")
	table(out, heads, func(line func(...string)) {
		for _, f := range r.figures() {
			cells := []string{f.name}
			for _, name := range others {
				cells = append(cells, f.ratio(own, by[name]))
			}
			line(cells...)
		}
	})
}

func (f figure) ratio(a, b []result) string {
	var ratios []float64
	for i := range min(len(a), len(b)) {
		if below := f.of(b[i]); below > 0 {
			ratios = append(ratios, f.of(a[i])/below)
		}
	}
	if len(ratios) == 0 {
		return "–"
	}
	return spread(ratios, "%.2f")
}

// spread is a median with its range.
func spread(values []float64, format string) string {
	sorted := slices.Sorted(slices.Values(values))
	text := fmt.Sprintf(format, median(sorted))
	if len(sorted) == 1 || sorted[0] == sorted[len(sorted)-1] {
		return text
	}
	return fmt.Sprintf("%s ("+format+" to "+format+")", text, sorted[0], sorted[len(sorted)-1])
}

func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func titles(names []string) []string {
	title := map[string]string{"A": "A Cairn", "B": "B textbook", "C": "C bare", "D": "D pgx"}
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = title[name]
	}
	return all
}

// table prints aligned columns.
func table(out io.Writer, heads []string, fill func(line func(...string))) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(cells ...string) { fmt.Fprintln(w, strings.Join(cells, "\t")+"\t") }
	line(heads...)
	fill(line)
	w.Flush() //nolint:errcheck // a table that cannot be printed is seen to be missing
}
