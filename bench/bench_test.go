package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestShortRun runs all that the benchmark measures but the pages, with small numbers: it
// stays in step with the product.
func TestShortRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "figures.json")
	var out, progress bytes.Buffer
	if err := run(t.Context(), []string{"-short", "-pages=false", "-json", file}, &out, &progress); err != nil {
		t.Fatalf("%v\n%s", err, progress.String())
	}
	r := shown(t, out.String(), file, "A Cairn", "A / B", "in an empty folder", "open tests", "postgres", "trace of a voice", "search p50/p99", "letters/s after")
	checkArms(t, r)
	checkFound(t, r.Found)
	checkNewsletters(t, r.Newsletters)
	if len(r.Starts) != 2 || len(r.Memory) != 6 {
		t.Errorf("%d starts and %d readings of memory", len(r.Starts), len(r.Memory))
	}
}

// TestPagesAskLittle walks every page of the route table that a record has something for,
// served by the real worker, with small numbers: on PostgreSQL and on SQLite.
func TestPagesAskLittle(t *testing.T) {
	file := filepath.Join(t.TempDir(), "figures.json")
	var out, progress bytes.Buffer
	args := []string{"-short", "-arms", "", "-ready=false", "-memory=false", "-newsletter=false", "-find=false", "-json", file}
	if err := run(t.Context(), args, &out, &progress); err != nil {
		t.Fatalf("%v\n%s", err, progress.String())
	}
	checkPages(t, shown(t, out.String(), file, "from press to page", "/tests/{test}/journal", "who never do", "resident, MB").Pages)
}

// shown reads the figures of a run whose tables show all of it.
func shown(t *testing.T, tables, file string, titles ...string) report {
	t.Helper()
	for _, title := range titles {
		if !strings.Contains(tables, title) {
			t.Errorf("the tables do not show %q:\n%s", title, tables)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var r report
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// checkArms holds that the arms do the same lifecycle: three timers, of which one
// fires, and a command each for every update.
func checkArms(t *testing.T, r report) {
	t.Helper()
	if len(r.Results) != 4 {
		t.Fatalf("%d results of four arms", len(r.Results))
	}
	for _, x := range r.Results {
		for level, rate := range x.PerSecond {
			if rate <= 0 {
				t.Errorf("arm %s at %d: %v lifecycles per second", x.Arm, level, rate)
			}
		}
		if x.P50 <= 0 || x.P99 < x.P50 || x.Spent.Commits <= 0 || x.Spent.WAL <= 0 || x.Spent.CPU <= 0 {
			t.Errorf("arm %s: %+v", x.Arm, x)
		}
		if x.Arm == "D" {
			continue
		}
		fired := x.History.Kinds["TimerFired"]
		updates := x.History.Kinds["WorkflowExecutionUpdateCompleted"]
		if x.History.Timers != 3 || fired != 1 || updates != commands {
			t.Errorf("arm %s: %d timers of which %d fired, %d commands", x.Arm, x.History.Timers, fired, updates)
		}
	}
}

// checkNewsletters holds that everybody has it, and that no letter came again: the worker
// of a short run is stopped, not killed.
func checkNewsletters(t *testing.T, all []sending) {
	t.Helper()
	if len(all) != 2 {
		t.Fatalf("%d newsletters on two databases", len(all))
	}
	for _, s := range all {
		if s.Readers == 0 || s.PerSecond <= 0 || s.Last <= 0 || s.Twice != 0 {
			t.Errorf("a newsletter on %s: %+v", s.Record, s)
		}
	}
}

// checkFound holds that what is asked of the large record is there to be found.
func checkFound(t *testing.T, f *found) {
	t.Helper()
	if f == nil || len(f.Questions) < 40 || len(f.Filings) != 2 {
		t.Fatalf("of finding there is %+v", f)
	}
	for _, q := range f.Questions {
		hard := strings.HasPrefix(q.What, "search") || strings.Contains(q.What, "period")
		if q.Answers == 0 && !hard {
			t.Errorf("%s: nothing was found", q.What)
		}
	}
}

// unopened are the pages that nobody opens on a short run's record, and why. All others of
// the route table are opened, and counted.
var unopened = map[string]string{
	"/sign-in/link/{token}": "the token of a letter", "/task/{token}": "the token of a letter", "/task/{token}/photo": "the token of a letter", "/calendar/{token}": "a token that its owner has",
	"/begin/{token}": "there is an administrator already", "/sign-in/staff": "no provider is set", "/sign-in/staff/back": "no provider is set",
	"/priorities/{lmg}/rounds/{round}/see-late/{item}": "no answer is late", "/priorities/{lmg}/rounds/{round}/put-to-vote": "a request is open",
	"/priorities/{lmg}/rounds/{round}/publish": "nothing is agreed", "/priorities/{lmg}/rounds/{round}/hand-over-round": "nobody has another part in it",
	"/priorities/{lmg}/rounds/{round}/action-done/{item}": "no round has actions", "/priorities/{lmg}/rounds/{round}/action-change/{item}": "no round has actions",
	"/priorities/{lmg}/rounds/{round}/action-drop/{item}": "no round has actions",
	"/library/evidence/{evidence}/correct":                "evidence is of tests", "/library/evidence/{evidence}/unsafe": "evidence is of tests", "/library/evidence/{evidence}/settle": "evidence is of tests",
	"/library/evidence/{evidence}/files/{n}": "evidence is of tests", "/files/{test}/{item}/{n}": "no item has files", "/tests/{test}/talks/{talk}": "no signal is open", "/tests/{test}/finish-do": "steps are open",
	"/tests/{test}/begin-cycle": "nothing was adapted", "/tests/{test}/take-to-lmg": "nothing was granted ahead", "/tests/{test}/resume": "nothing is paused",
	"/tests/{test}/agreement/review": "no test has an agreement", "/tests/{test}/agreement/{party}/agree": "no test has an agreement", "/tests/{test}/agreement/{party}/decline": "no test has an agreement",
	"/decisions/{decision}/reopen": "no decision lapsed", "/decisions/{decision}/return": "no decision lapsed",
	"/newsletter/{network}/{month}/approve": "no draft is due", "/newsletter/{network}/{month}/reconsider": "no draft is approved",
}

// The most that a page may ask of the record, and that the first page may weigh.
const (
	mostQueries = 12
	mostFirstKB = 60
)

// checkPages walks all pages of the route table that this record has something for.
func checkPages(t *testing.T, all []*paged) {
	t.Helper()
	if len(all) != 2 {
		t.Fatalf("the pages of %d records, not of two", len(all))
	}
	for _, r := range all {
		if r.First.KB > mostFirstKB || r.First.Files < 4 {
			t.Errorf("%s: the first page is %.1f kB in %d files", r.Record, r.First.KB, r.First.Files)
		}
		for _, pattern := range r.Unopened {
			if unopened[pattern] == "" {
				t.Errorf("%s: nobody can open %s", r.Record, pattern)
			}
		}
		for _, f := range r.Pages {
			counted := r.Record == "PostgreSQL"
			if f.Queries > mostQueries || counted && f.Queries == 0 {
				t.Errorf("%s asks %d queries, want at most %d", f.Pattern, f.Queries, mostQueries)
			}
		}
		if r.Calm.Asked == 0 || r.Full.Asked == 0 || len(r.Steady) < 2 || len(r.Presses) != len(presses) || r.Presses[0].P50 <= 0 {
			t.Errorf("%s: %+v", r.Record, r)
		}
	}
}

func TestFlagsAreChecked(t *testing.T) {
	for _, args := range [][]string{{"-arms", "AX"}, {"-rounds", "0"}, {"-window", "0s"}, {"now"}} {
		if err := run(t.Context(), args, &bytes.Buffer{}, &bytes.Buffer{}); err == nil {
			t.Errorf("%v is not refused", args)
		}
	}
}

func TestPercentile(t *testing.T) {
	var sorted []time.Duration
	for ms := range 200 {
		sorted = append(sorted, time.Duration(ms+1)*time.Millisecond)
	}
	for _, c := range []struct {
		of   []time.Duration
		p    int
		want float64
	}{{sorted, 50, 100}, {sorted, 99, 198}, {sorted[:1], 99, 1}, {nil, 50, 0}} {
		if got := percentile(c.of, c.p); got != c.want {
			t.Errorf("percentile %d of %d is %v, want %v", c.p, len(c.of), got, c.want)
		}
	}
}

func TestSpread(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   string
	}{{[]float64{2}, "2.0"}, {[]float64{3, 1, 2}, "2.0 (1.0 to 3.0)"}, {[]float64{4, 1, 2, 3}, "2.5 (1.0 to 4.0)"}, {[]float64{1, 1}, "1.0"}} {
		if got := spread(c.values, "%.1f"); got != c.want {
			t.Errorf("%v: %q, want %q", c.values, got, c.want)
		}
	}
}
