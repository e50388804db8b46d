package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/workflows"
)

// TestStories plays the three stories of the examples, each to its end.
func TestStories(t *testing.T) {
	t.Parallel()
	for story, ends := range map[string]string{
		"breakfast-club": "adopt", "drop-in": "", "playgroup": "abandon",
	} {
		t.Run(story, func(t *testing.T) {
			t.Parallel()
			p := programs.Run(t, nil, "starter", "rehearse", examples+story+".yaml")
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

// TestUsage holds that a command line that is wrong in itself is told from one
// that is refused.
func TestUsage(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"dance", "--colour", "test show", "test show one two", "test plan", "approval vote", "load", "tasks now",
		"test show one --output xml", "test step assign one 1.1", "test observe one --texts x", "rehearse",
	} {
		var out, errs bytes.Buffer
		code := run(context.Background(), strings.Fields(line), strings.NewReader(""), &out, &errs)
		if code != exitUsage || out.Len() > 0 || !strings.Contains(errs.String(), "--help") {
			t.Errorf("starter %s ended with %d: %s%s", line, code, out.String(), errs.String())
		}
	}
	for line, part := range map[string]string{
		"--help": "Launch and steer", "test --help": "finish-do", "approval vote --help": "--choice",
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

// TestSentAgain sends a command a second time under its ID: it is filed once.
func TestSentAgain(t *testing.T) {
	t.Parallel()
	s := startTown(t, "5s")
	charter := s.doc(t, "charter.yaml", "club")
	for _, args := range [][]string{
		{"test", "launch", charter, "--command-id", "first"},
		{"test", "observe", "club", "--text", "Nineteen came.", "--command-id", "second"},
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
	s.do(t, lead, "test", "act", "club", writeFile(t, "act.yaml", "direction: abandon\nwhy: Nobody came.\n"))
	s.await(t, "club")
	s.agreedBy(t, "club", "east-chair", "east-health-visitor", "east-social-work")
	staying.ends(t)
	staying.sees(t, "the quorum is reached")
	narrow(t, staying.String())
}

// watcher is a running --watch.
type watcher struct {
	mu    sync.Mutex
	out   bytes.Buffer
	leave context.CancelFunc
	code  chan int
}

func (s *town) watch(t *testing.T, test string) *watcher {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	w := &watcher{leave: cancel, code: make(chan int, 1)}
	go func() {
		w.code <- run(ctx, []string{"test", "show", test, "--watch", "--config", s.config}, strings.NewReader(""), w, w)
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
	s.look(t, "", []string{"There are none."}, "test", "list")
	s.look(t, "", nil, "verify")
	a := s.call(t, lwo, "test", "agree-plan", "club")
	if a.code != exitFailed || !strings.Contains(a.errs, "no Temporal server answers") {
		t.Errorf("without a worker a command ended with %d: %s", a.code, a.errs)
	}
	b := s.call(t, lwo, "rehearse", "--here", examples+"playgroup.yaml")
	if b.code != exitFailed {
		t.Errorf("a rehearsal on a worker that is not there ended with %d", b.code)
	}
}
