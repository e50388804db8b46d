package assemblytest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// endLimit is how long a process that was told to end may take.
const endLimit = 3 * time.Minute

// Process is one running program. Its methods are safe for concurrent use.
type Process struct {
	name     string
	cmd      *exec.Cmd
	out, log text // standard output, standard error
	ended    chan struct{}
}

// Start starts a program in the environment env, in which nothing of the
// product's is set beforehand. It is killed at the end of the test at the latest;
// where the test fails, its output is shown.
func (p *Programs) Start(t testing.TB, env []string, name string, args ...string) *Process {
	t.Helper()
	s := &Process{name: name, cmd: exec.Command(filepath.Join(p.dir, name), args...), ended: make(chan struct{})}
	s.cmd.Env = append(plainEnvironment(), env...)
	s.cmd.Stdout, s.cmd.Stderr = &s.out, &s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = s.cmd.Wait() // the exit code tells
		close(s.ended)
	}()
	t.Cleanup(func() {
		s.Kill()
		if t.Failed() {
			t.Logf("%s %d:\n%s%s", name, s.cmd.Process.Pid, s.Out(), lastLines(s.Log(), 60))
		}
	})
	return s
}

// Run runs a program to its end.
func (p *Programs) Run(t testing.TB, env []string, name string, args ...string) *Process {
	t.Helper()
	s := p.Start(t, env, name, args...)
	s.Exit(t)
	return s
}

func plainEnvironment() []string {
	var plain []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "CAIRN_") && !strings.HasPrefix(variable, "TEMPORAL_") {
			plain = append(plain, variable)
		}
	}
	return plain
}

// Out is what it wrote to standard output so far, Log to standard error.
func (s *Process) Out() string { return s.out.String() }

// Log is what it wrote to standard error so far.
func (s *Process) Log() string { return s.log.String() }

// AwaitOut waits until standard output holds a text; the process must not end before.
func (s *Process) AwaitOut(t testing.TB, part string) {
	t.Helper()
	Await(t, endLimit, s.name+" saying "+part, func() bool {
		if strings.Contains(s.Out(), part) {
			return true
		}
		if s.Ended() {
			t.Fatalf("%s ended with %d before it said %q:\n%s", s.name, s.cmd.ProcessState.ExitCode(), part, s.Log())
		}
		return false
	})
}

// Ended tells whether the process is gone.
func (s *Process) Ended() bool {
	select {
	case <-s.ended:
		return true
	default:
		return false
	}
}

// Kill ends it at once, without a chance to tidy (SIGKILL). One that has ended it leaves.
func (s *Process) Kill() {
	_ = s.cmd.Process.Kill()
	<-s.ended
}

// Stop asks it to end (SIGTERM) and gives its exit code.
func (s *Process) Stop(t testing.TB) int {
	t.Helper()
	s.Terminate(t)
	return s.Exit(t)
}

// Terminate asks it to end (SIGTERM).
func (s *Process) Terminate(t testing.TB) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
}

// Exit waits for its end and gives its exit code.
func (s *Process) Exit(t testing.TB) int {
	t.Helper()
	select {
	case <-s.ended:
	case <-time.After(endLimit):
		t.Fatalf("%s did not end within %s", s.name, endLimit)
	}
	return s.cmd.ProcessState.ExitCode()
}

// text gathers what a process writes.
type text struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (x *text) Write(p []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.b.Write(p)
}

func (x *text) String() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.b.String()
}

func lastLines(s string, n int) string {
	lines := strings.SplitAfter(s, "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "")
}
