package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/workflows"
)

// TestStories plays the stories of the examples, each to its end.
func TestStories(t *testing.T) {
	t.Parallel()
	for story, ends := range map[string]string{
		"school-day": "adopt", "breakfast-club": "adopt", "drop-in": "", "playgroup": "abandon",
		"quality-review-east": "The quality review of September 2026",
	} {
		t.Run(story, func(t *testing.T) {
			t.Parallel()
			p := played(t, story, func(day string) []string { return []string{"--day", day} })
			if code := p.Exit(t); code != exitDone {
				t.Fatalf("it ended with %d: %s", code, p.Log())
			}
			narrow(t, p.Out())
			for _, part := range []string{
				"REHEARSAL: ", "launched", "agreed the plan", "A gentle reminder", "the quorum is reached",
				"How it ended", ends, "└─ 2", "The journal is verified",
			} {
				if !strings.Contains(p.Out(), part) {
					t.Errorf("it does not tell %q", part)
				}
			}
			if p.Log() != "" {
				t.Errorf("standard error has %q", p.Log())
			}
		})
	}
}

// played plays a story with short days and, where it says that the machine is too slow for
// them, with longer ones, as it advises.
func played(t *testing.T, story string, with func(day string) []string) *assemblytest.Process {
	t.Helper()
	var p *assemblytest.Process
	for _, day := range []string{"400ms", "1s"} {
		p = programs.Run(t, nil, "starter", slices.Concat([]string{"rehearse"}, with(day), []string{examples + story + ".yaml"})...)
		if p.Exit(t) == exitDone || !strings.Contains(p.Log(), "this machine is slow just now") {
			break
		}
	}
	return p
}

// TestUsage holds that a command line that is wrong in itself is told from one
// that is refused.
func TestUsage(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"dance", "--colour", "test show", "test show one two", "test plan", "approval vote", "load", "tasks now",
		"test show one --output xml", "test step assign one 1.1", "test observe one --texts x", "rehearse",
		"rehearse story.yaml --data x", "rehearse story.yaml --config x",
	} {
		var out, errs bytes.Buffer
		code := run(context.Background(), strings.Fields(line), strings.NewReader(""), &out, &errs)
		if code != exitUsage || out.Len() > 0 || !strings.Contains(errs.String(), "--help") {
			t.Errorf("starter %s ended with %d: %s%s", line, code, out.String(), errs.String())
		}
	}
	for line, part := range map[string]string{
		"--help": "Launch and steer", "--version": "starter version ", "test --help": "finish-do", "approval vote --help": "--choice",
		"completion bash": "__start_starter", "completion zsh": "#compdef starter",
		"completion fish": "complete -c starter", "completion powershell": "Register-ArgumentCompleter",
	} {
		var out, errs bytes.Buffer
		code := run(context.Background(), strings.Fields(line), strings.NewReader(""), &out, &errs)
		if code != exitDone || errs.Len() > 0 || !strings.Contains(out.String(), part) {
			t.Errorf("starter %s ended with %d: %s", line, code, errs.String())
		}
	}
}

// TestNamesAreCounted holds that a command line with too few or too many names is told in
// plain words how the command is written.
func TestNamesAreCounted(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"review submit east-lmg --as x": "starter review submit REVIEW GROUP takes 2 names; 1 was given. Run 'starter review submit --help'.",
		"test show one two":             "starter test show TEST takes 1 name; 2 were given. Run 'starter test show --help'.",
		"test plan":                     "starter test plan TEST [FILE] takes 1 or 2 names; 0 were given. Run 'starter test plan --help'.",
		"test attach one":               "starter test attach TEST FILE... takes 2 names or more; 1 was given. Run 'starter test attach --help'.",
		"evidence file one two":         "starter evidence file [FILE] takes 1 name at most; 2 were given. Run 'starter evidence file --help'.",
		"tasks now":                     "starter tasks takes no names; 1 was given. Run 'starter tasks --help'.",
		"newsletter unsubscribe":        "starter newsletter unsubscribe {TOKEN | NETWORK ADDRESS} takes one of these; 0 were given. Run 'starter newsletter unsubscribe --help'.",
	} {
		var out, errs bytes.Buffer
		code := run(context.Background(), strings.Fields(line), strings.NewReader(""), &out, &errs)
		if code != exitUsage || out.Len() > 0 || errs.String() != want+"\n" {
			t.Errorf("starter %s ended with %d: %s%s", line, code, out.String(), errs.String())
		}
	}
}

// TestSentAgain sends a command a second time under its ID: it is filed once.
func TestSentAgain(t *testing.T) {
	t.Parallel()
	s := startTown(t, "5s")
	charter := s.doc(t, "charter.yaml", "club")
	for _, args := range [][]string{
		{"test", "launch", charter, "--command-id", "first"},
		{"test", "observe", "club", "--text", "Nineteen came.", "--command-id", "second"},
		{"test", "attach", "club", charter, "--command-id", "third"},
	} {
		var receipts [2]workflows.Receipt
		for i := range receipts {
			if err := json.Unmarshal([]byte(s.do(t, lwo, append(args, "-o", "json")...)), &receipts[i]); err != nil {
				t.Fatal(err)
			}
		}
		if receipts[0] != receipts[1] || !receipts[0].Filed {
			t.Errorf("starter %q gave %+v, then %+v", args, receipts[0], receipts[1])
		}
	}
	s.look(t, "", []string{"2 LWO, East"}, "test", "journal", "club")
}

// TestFromStandardInput reads a document from standard input.
func TestFromStandardInput(t *testing.T) {
	t.Parallel()
	s := startTown(t, "5s")
	document, err := os.Open(s.doc(t, "charter.yaml", "club"))
	if err != nil {
		t.Fatal(err)
	}
	defer document.Close()
	var out, errs bytes.Buffer
	code := run(context.Background(), []string{"test", "launch", "-", "--as", lwo, "--config", s.config}, document, &out, &errs)
	if code != exitDone || strings.TrimSpace(out.String()) != "test-of-change/club 1" || strings.TrimSpace(errs.String()) != "Filed." {
		t.Errorf("it ended with %d, %q and %q", code, out.String(), errs.String())
	}
}

// TestWatch follows a test live, until the watcher leaves or the test is closed.
func TestWatch(t *testing.T) {
	t.Parallel()
	s := startTown(t, "5s")
	s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", "club"))
	leaving := s.watch(t, "club")
	staying := s.watch(t, "club")
	leaving.sees(t, "launched")
	s.planned(t, "club")
	leaving.sees(t, "agreed the plan")
	leaving.leave()
	leaving.ends(t)

	s.do(t, lwo, "test", "end-do", "club", "--reason", "Enough was seen.")
	s.do(t, lead, "test", "study", "club", s.doc(t, "study.yaml", "club"))
	s.do(t, lead, "test", "act", "club", writeFile(t, "act.yaml", "direction: abandon\nwhy: Nobody came.\ncosts: [{kind: volunteer-hours, amount: 12}]\n"))
	s.await(t, "club")
	s.agreedBy(t, "club", "east-chair", "east-health-visitor", "east-social-work")
	staying.ends(t)
	staying.sees(t, "the quorum is reached")
	narrow(t, staying.String())
}

// TestWatchForMachines follows a test as lines of JSON: what the journal lists, and
// who was told.
func TestWatchForMachines(t *testing.T) {
	t.Parallel()
	s := startTown(t, "5s")
	s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", "club"))
	follower := s.watch(t, "club", "--output", "json")
	s.planned(t, "club")
	follower.sees(t, "plan-agreed")
	follower.leave()
	follower.ends(t)
	entries, told := happenings(t, follower.String())
	if len(entries) < 3 || told < 2 {
		t.Fatalf("%d entries and %d messages: %s", len(entries), told, follower)
	}
	var journal []struct {
		Subject improvement.SubjectID
		Entry   struct{ Version int }
	}
	if err := json.Unmarshal([]byte(s.do(t, "", "test", "journal", "club", "-o", "json")), &journal); err != nil {
		t.Fatal(err)
	}
	for i, e := range entries {
		if e.Subject != journal[i].Subject || e.Version != journal[i].Entry.Version {
			t.Errorf("line %d is entry %d of %s", i+1, e.Version, e.Subject)
		}
	}
	if !strings.Contains(follower.String(), "Find out whether children come") {
		t.Error("the plan's words are not opened")
	}
}

// filed is what a test wants to know of an entry.
type filed struct {
	Subject improvement.SubjectID
	Version int
}

// happenings reads lines of JSON: the entries, and how many messages.
func happenings(t *testing.T, lines string) (entries []filed, told int) {
	t.Helper()
	for line := range strings.Lines(lines) {
		var h struct {
			Subject         improvement.SubjectID
			Entry, Delivery map[string]any
		}
		if err := json.Unmarshal([]byte(line), &h); err != nil {
			t.Fatalf("not an object on a line: %v\n%s", err, line)
		}
		switch {
		case h.Entry != nil:
			version, _ := h.Entry["version"].(float64)
			entries = append(entries, filed{h.Subject, int(version)})
		case h.Delivery != nil:
			told++
		}
	}
	return entries, told
}

// TestARehearsalForMachines plays a short story whose lines programs read.
func TestARehearsalForMachines(t *testing.T) {
	t.Parallel()
	folder, key := t.TempDir(), filepath.Join(t.TempDir(), "master.key")
	whole := readFile(t, examples+"playgroup.yaml")
	short := whole[:strings.Index(whole, "\nmoves:\n")] + "\nmoves:\n  - {on: day 1 10:00, as: speyside-lead, do: evidence, with: {kind: voice, text: Open on Tuesdays, when: day 0}}\n"
	for name, text := range map[string]string{"story.yaml": short, "directory.yaml": readFile(t, examples+"directory.yaml"), "agreed-before.yaml": readFile(t, examples+"agreed-before.yaml")} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := programs.Run(t, []string{"CAIRN_VAULT_KEY_FILE=" + key}, "starter", "rehearse", "--output", "json", filepath.Join(folder, "story.yaml"))
	if code := p.Exit(t); code != exitDone || !strings.Contains(p.Log(), "REHEARSAL: ") {
		t.Fatalf("it ended with %d: %s", code, p.Log())
	}
	entries, told := happenings(t, p.Out())
	if len(entries) < 2 || told == 0 {
		t.Errorf("%d entries and %d messages: %s", len(entries), told, p.Out())
	}
	lines := strings.Split(strings.TrimSpace(p.Out()), "\n")
	var end struct{ Verified storage.Report }
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &end); err != nil || end.Verified.Entries < len(entries) {
		t.Errorf("the last line is %s (%v)", lines[len(lines)-1], err)
	}
	if _, err := os.Stat(key); err == nil {
		t.Error("what was thrown away made the key of the real record")
	}
}

// TestStoppedWhileReading holds that one signal ends a command that waits for its
// document, wherever it waits, and that nothing was sent.
func TestStoppedWhileReading(t *testing.T) {
	t.Parallel()
	silent := func(*testing.T) io.Reader {
		in, _ := io.Pipe()
		return in
	}
	for _, args := range [][]string{
		{"test", "plan", "club", "-"}, {"test", "launch", "-"}, {"load", "-"}, {"rehearse", "-"},
	} {
		ctx, stop := context.WithCancel(context.Background())
		code := make(chan int, 1)
		var out, errs bytes.Buffer
		go func() { code <- run(ctx, append(args, "--as", lead), silent(t), &out, &errs) }()
		stop()
		select {
		case c := <-code:
			if c != exitFailed || out.Len() > 0 || errs.String() != "Stopped. Nothing was sent.\n" {
				t.Errorf("starter %q ended with %d: %s%s", args, c, &out, &errs)
			}
		case <-time.After(20 * time.Second):
			t.Errorf("starter %q does not end", args)
		}
	}
}

// TestStoppedAtAPipe sends the first signal to a process that waits for a pipe.
func TestStoppedAtAPipe(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	p := programs.Start(t, nil, "starter", "test", "plan", "club", pipe, "--as", lead)
	writer, err := os.OpenFile(pipe, os.O_WRONLY, 0) // returns once the process reads
	if err != nil {
		t.Fatal(err)
	}
	defer writer.Close()
	if code := p.Stop(t); code != exitFailed || p.Log() != "Stopped. Nothing was sent.\n" {
		t.Errorf("it ended with %d: %s", code, p.Log())
	}
}

// TestCompletion completes words that are fixed, and names from the record.
func TestCompletion(t *testing.T) {
	t.Parallel()
	s := startTown(t, "5s")
	s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", "club"))
	s.toDecision(t, "deciding", "abandon")
	for line, parts := range map[string][]string{
		"test list --stage":          {"plan", "follow-up"},
		"test list --lmg":            {"east-lmg", "west-lmg"},
		"test list --locality":       {"keith"},
		"test list --theme":          {"poverty"},
		"notices --state":            {"waiting", "failed"},
		"tasks --output":             {"table", "json"},
		"test show":                  {"club\tBreakfast club", "deciding"},
		"test plan":                  {"club"},
		"test step done":             {"club"},
		"test attach":                {"club"},
		"test observe":               {"club"},
		"test evidence":              {"club"},
		"test journal":               {"club"},
		"approval show":              {"deciding/1"},
		"approval vote":              {"deciding/1"},
		"test plan club":             {":0"}, // files
		"test agree-plan club":       {":4"}, // nothing
		"test show --data nowhere":   {":4"}, // no record, no complaint
		"test attach club first.txt": {":0"},
	} {
		var out, errs bytes.Buffer
		words := append([]string{"__complete"}, strings.Fields(line)...)
		if !strings.Contains(line, "--data") {
			words = slices.Insert(words, 1, "--config", s.config)
		}
		if code := run(context.Background(), append(words, ""), strings.NewReader(""), &out, &errs); code != exitDone {
			t.Errorf("%s: it ended with %d: %s", line, code, &errs)
		}
		for _, part := range parts {
			if !strings.Contains("\n"+out.String(), "\n"+part) {
				t.Errorf("%s is not completed with %q: %s", line, part, &out)
			}
		}
	}
}

// watcher is a running --watch.
type watcher struct {
	mu    sync.Mutex
	out   bytes.Buffer
	leave context.CancelFunc
	code  chan int
}

func (s *town) watch(t *testing.T, test string, flags ...string) *watcher {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	w := &watcher{leave: cancel, code: make(chan int, 1)}
	go func() {
		w.code <- run(ctx, append([]string{"test", "show", test, "--watch", "--config", s.config}, flags...), strings.NewReader(""), w, w)
	}()
	return w
}

func (w *watcher) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.Write(p)
}

func (w *watcher) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.String()
}

func (w *watcher) sees(t *testing.T, part string) {
	t.Helper()
	assemblytest.Await(t, 20*time.Second, "the watcher seeing "+part, func() bool { return strings.Contains(w.String(), part) })
}

func (w *watcher) ends(t *testing.T) {
	t.Helper()
	select {
	case code := <-w.code:
		if code != exitDone {
			t.Errorf("watching ended with %d: %s", code, w)
		}
	case <-time.After(20 * time.Second):
		t.Fatalf("watching does not end: %s", w)
	}
}

// TestWithoutWorker holds what the command line says where no worker runs, and
// what it can do all the same.
func TestWithoutWorker(t *testing.T) {
	t.Parallel()
	s := &town{Site: assemblytest.NewSite(t, nil)}
	s.config = s.File(t)
	if a := s.call(t, "", "test", "list"); a.code != exitFailed {
		t.Errorf("a list of no record ended with %d: %s%s", a.code, a.out, a.errs)
	} else if _, err := os.Stat(filepath.Join(s.Get("data.dir"), "record.db")); err == nil {
		t.Error("looking made a record")
	}
	s.do(t, admin, "load", examples+"directory.yaml")
	s.do(t, admin, "load", examples+"agreed-before.yaml")
	s.look(t, "", []string{"There are none."}, "test", "list")
	s.look(t, "", nil, "verify")
	for _, args := range [][]string{
		{"test", "agree-plan", "club"}, {"test", "launch", examples + "breakfast-club/charter.yaml"}, {"recover"},
		{"rehearse", "--here", examples + "playgroup.yaml"},
	} {
		a := s.call(t, lwo, args...)
		if a.code != exitFailed || a.out != "" {
			t.Errorf("without a worker starter %q ended with %d: %s", args, a.code, a.out)
		}
		for _, part := range []string{"Nothing answered at 127.0.0.1:" + s.Get("engine.port"), "nothing was sent", "worker, as the README says"} {
			if !strings.Contains(a.errs, part) {
				t.Errorf("without a worker starter %q does not say %q: %s", args, part, a.errs)
			}
		}
	}
}
