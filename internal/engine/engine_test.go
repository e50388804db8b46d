//go:build !noembedded

package engine_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/engine"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

const (
	queue = "test"
	limit = time.Minute
)

var (
	attributes = []string{"CairnLMG", "CairnLocality", "CairnTheme"}
	lmg        = temporal.NewSearchAttributeKeyKeyword("CairnLMG")
)

// visit takes a local activity, a timer and the signal "go on".
func visit(ctx workflow.Context, wait time.Duration) (string, error) {
	ctx = workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{StartToCloseTimeout: limit})
	var greeting string
	if err := workflow.ExecuteLocalActivity(ctx, greet, "Keith").Get(ctx, &greeting); err != nil {
		return "", err
	}
	if err := workflow.Sleep(ctx, wait); err != nil {
		return "", err
	}
	workflow.GetSignalChannel(ctx, "go on").Receive(ctx, nil)
	return greeting, nil
}

func greet(_ context.Context, place string) (string, error) { return "Hello, " + place, nil }

func testContext(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	t.Cleanup(cancel)
	return ctx
}

func start(t testing.TB, o engine.Options) *engine.Engine {
	t.Helper()
	o.SearchAttributes = attributes
	e, err := engine.Start(testContext(t), o)
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	return e
}

func stop(t testing.TB, e *engine.Engine) {
	t.Helper()
	if err := e.Stop(); err != nil {
		t.Errorf("Stop: %v", err)
	}
}

func dial(t testing.TB, hostPort string) client.Client {
	t.Helper()
	c, err := engine.Dial(testContext(t), engine.DialOptions{HostPort: hostPort, SearchAttributes: attributes})
	if err != nil {
		t.Fatalf("Dial: %v", err)
	}
	t.Cleanup(c.Close)
	return c
}

func work(t testing.TB, c client.Client) worker.Worker {
	t.Helper()
	w := worker.New(c, queue, worker.Options{})
	w.RegisterWorkflow(visit)
	w.RegisterActivity(greet)
	if err := w.Start(); err != nil {
		t.Fatalf("start worker: %v", err)
	}
	return w
}

func begin(t testing.TB, c client.Client, id string) client.WorkflowRun {
	t.Helper()
	run, err := c.ExecuteWorkflow(testContext(t), client.StartWorkflowOptions{
		ID: id, TaskQueue: queue,
		TypedSearchAttributes: temporal.NewSearchAttributes(lmg.ValueSet("east")),
	}, visit, 10*time.Millisecond)
	if err != nil {
		t.Fatalf("start workflow: %v", err)
	}
	return run
}

func finish(t testing.TB, c client.Client, id string) {
	t.Helper()
	ctx := testContext(t)
	if err := c.SignalWorkflow(ctx, id, "", "go on", nil); err != nil {
		t.Fatalf("signal: %v", err)
	}
	var got string
	if err := c.GetWorkflow(ctx, id, "").Get(ctx, &got); err != nil || got != "Hello, Keith" {
		t.Fatalf("result %q, %v", got, err)
	}
}

// eventually polls a condition until it holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(limit); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never came: %s", what)
		}
	}
}

func TestWorkflowRunsAndItsDataSurvivesARestart(t *testing.T) {
	o := engine.Options{Dir: filepath.Join(t.TempDir(), "a place?with #odd%20 name")}
	e := start(t, o)
	if err := e.Health(testContext(t)); err != nil {
		t.Fatalf("Health: %v", err)
	}
	c := dial(t, e.HostPort())
	w := work(t, c)
	begin(t, c, "one")
	w.Stop()
	c.Close()
	stop(t, e)
	stop(t, e) // changes nothing
	if err := e.Health(testContext(t)); err == nil {
		t.Error("a stopped engine says that it is healthy")
	}
	wal, err := os.Stat(filepath.Join(o.Dir, "temporal.db-wal"))
	if err == nil && wal.Size() > 0 {
		t.Errorf("after a clean stop %d bytes are in the log only: a copy of the database would lack them", wal.Size())
	}

	e = start(t, o)
	defer stop(t, e)
	c = dial(t, e.HostPort())
	w = work(t, c)
	defer c.Close()
	defer w.Stop()
	finish(t, c, "one")
	eventually(t, "the workflow listed by its search attribute", func() bool {
		r, err := c.CountWorkflow(testContext(t), &workflowservice.CountWorkflowExecutionsRequest{
			Query: `CairnLMG = "east"`,
		})
		return err == nil && r.GetCount() == 1
	})
}

func TestFilesAreTheirOwnersAlone(t *testing.T) {
	o := engine.Options{Dir: t.TempDir()}
	if err := os.Chmod(o.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	e := start(t, o)
	defer stop(t, e)
	files, err := os.ReadDir(o.Dir)
	if err != nil || len(files) < 4 { // the database with its -wal and -shm, and the lock
		t.Fatalf("the directory holds %v, %v", files, err)
	}
	for _, file := range files {
		if info, err := file.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v; want mode 0600", info, err)
		}
	}
}

func TestCheckPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := taken.Addr().(*net.TCPAddr).Port
	if busy := new(engine.PortInUseError); !errors.As(engine.CheckPort(t.Context(), "127.0.0.1", port), &busy) || busy.Port != port {
		t.Errorf("a port in use is not told: %+v", busy)
	}
	if err := taken.Close(); err != nil {
		t.Fatal(err)
	}
	for _, free := range []int{port, 0} {
		if err := engine.CheckPort(t.Context(), "127.0.0.1", free); err != nil {
			t.Errorf("port %d: %v", free, err)
		}
	}
}

func TestStartAfterTheStoreWasDeleted(t *testing.T) {
	o := engine.Options{Dir: t.TempDir()}
	e := start(t, o)
	c := dial(t, e.HostPort())
	begin(t, c, "gone")
	c.Close()
	stop(t, e)
	if err := os.Remove(filepath.Join(o.Dir, "temporal.db")); err != nil {
		t.Fatal(err)
	}
	e = start(t, o)
	defer stop(t, e)
	c = dial(t, e.HostPort())
	defer c.Close()
	if _, err := c.DescribeWorkflowExecution(testContext(t), "gone", ""); err == nil {
		t.Error("the workflow of the deleted store is still there")
	}
}

func TestRetentionFollowsTheOptions(t *testing.T) {
	dir := t.TempDir()
	for _, want := range []time.Duration{48 * time.Hour, 96 * time.Hour} {
		e := start(t, engine.Options{Dir: dir, Retention: want})
		c := dial(t, e.HostPort())
		r, err := c.WorkflowService().DescribeNamespace(testContext(t),
			&workflowservice.DescribeNamespaceRequest{Namespace: engine.DefaultNamespace})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration(); got != want {
			t.Errorf("retention is %s, want %s", got, want)
		}
		c.Close()
		stop(t, e)
	}
}

func TestStartRefusesPlainly(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	as := func(target any) func(error) bool { return func(err error) bool { return errors.As(err, target) } }
	any := func(error) bool { return true }
	tests := map[string]struct {
		options engine.Options
		kind    func(error) bool
		says    string
	}{
		"port in use": {engine.Options{Dir: t.TempDir(), Port: port}, as(new(*engine.PortInUseError)),
			fmt.Sprintf("port %d on 127.0.0.1 is in use", port)},
		"directory under a file": {engine.Options{Dir: filepath.Join(file, "data")}, as(new(*engine.DirError)),
			"cannot be written"},
		"no directory":   {engine.Options{}, any, "data.dir"},
		"open to others": {engine.Options{Dir: t.TempDir(), Host: "0.0.0.0"}, any, "engine.host"},
		"no such port":   {engine.Options{Dir: t.TempDir(), Port: 70000}, any, "engine.port"},
		"retention":      {engine.Options{Dir: t.TempDir(), Retention: time.Minute}, any, "engine.retention"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := engine.Start(testContext(t), tt.options)
			if err == nil || !tt.kind(err) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Start: %v, want an error that says %q", err, tt.says)
			}
		})
	}
}

func TestStartGivesUpWithItsContext(t *testing.T) {
	o := engine.Options{Dir: t.TempDir()}
	ctx, cancel := context.WithCancel(testContext(t))
	cancel()
	if _, err := engine.Start(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("Start: %v, want context.Canceled", err)
	}
	eventually(t, "the directory free again", func() bool {
		e, err := engine.Start(testContext(t), o)
		if err == nil {
			stop(t, e)
		}
		return err == nil
	})
}

func TestSecondEngineOnOneDirectoryIsRefused(t *testing.T) {
	dir := t.TempDir()
	first := start(t, engine.Options{Dir: dir})
	defer stop(t, first)
	_, err := engine.Start(testContext(t), engine.Options{Dir: dir})
	if busy := new(engine.BusyError); !errors.As(err, &busy) {
		t.Errorf("Start: %v, want a BusyError", err)
	}
	if err := first.Health(testContext(t)); err != nil {
		t.Errorf("the first engine suffered: %v", err)
	}
}

func TestServerMessagesReachTheLogger(t *testing.T) {
	file := filepath.Join(t.TempDir(), "log")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	e := start(t, engine.Options{
		Dir:      t.TempDir(),
		Logger:   slog.New(slog.NewTextHandler(out, nil)),
		LogLevel: slog.LevelInfo,
	})
	stop(t, e)
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), "frontend starting") {
		t.Errorf("the log (%v) lacks the server's start:\n%.500s", err, text)
	}
}
