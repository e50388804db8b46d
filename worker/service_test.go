package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"

	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/internal/engine"
	"github.com/cairnqi/cairn/internal/storage/storagetest/pgserver"
	"github.com/cairnqi/cairn/workflows"
)

// TestStop stops the worker in order, under load, and starts it again: nothing
// that was answered is lost.
func TestStop(t *testing.T) {
	t.Parallel()
	settings := rehearsal("500ms")
	settings["terms.held_weeks"] = 1
	site := newSite(t, settings)
	w := startWorker(t, site)
	c := newCrew(t, site.Desk(t))
	done := c.carryAll(t, 16, 2*time.Minute)
	for _, filed := range []int{20, 80} {
		assemblytest.Await(t, time.Minute, "under load", func() bool { return c.filed() > filed })
		if code := w.Stop(t); code != 0 {
			t.Errorf("stopped under load it ended with %d", code)
		}
		plain(t, w.Log(), "Stopping", "Stopped")
		w = startWorker(t, site)
	}
	<-done
	settled(t, site, c)
}

// TestStopWhileStarting is told to stop before it is ready.
func TestStopWhileStarting(t *testing.T) {
	t.Parallel()
	site := newSite(t, nil)
	w := programs.Start(t, site.Env(), "worker")
	assemblytest.Await(t, 30*time.Second, "the engine begun", func() bool {
		_, err := os.Stat(filepath.Join(site.Get("data.dir"), "engine"))
		return err == nil
	})
	if code := w.Stop(t); code != 0 {
		t.Errorf("it ended with %d:\n%s", code, w.Log())
	}
	plain(t, w.Log(), "Stopped")
	startWorker(t, site)
}

// TestStopWithoutDatabase stops the worker while its database is away.
func TestStopWithoutDatabase(t *testing.T) {
	t.Parallel()
	server := ownServer(t)
	site := newSite(t, map[string]any{"record.url": server.URL("postgres")})
	w := startWorker(t, site)
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if code := w.Stop(t); code != 0 {
		t.Errorf("it ended with %d", code)
	}
	plain(t, w.Log(), "Stopped")
}

// TestHealth asks what a container's probes and Prometheus ask.
func TestHealth(t *testing.T) {
	t.Parallel()
	server := ownServer(t)
	settings := rehearsal("200ms")
	settings["record.url"] = server.URL("postgres")
	site := newSite(t, settings)
	w := startWorker(t, site)
	c := newCrew(t, site.Desk(t))
	begin(t, c, 2)

	expect(t, site, "/livez", http.StatusOK, "ok")
	expect(t, site, "/readyz", http.StatusOK, "ok")
	expect(t, site, "/metrics", http.StatusOK,
		`cairn_tests_open{stage="do"} 2`, "cairn_tasks_overdue", "cairn_approvals_waiting 0", "cairn_files_unchecked 0",
		`cairn_notices{state="waiting"}`, `cairn_notices{state="failed"} 0`, "cairn_messages_sent_total", "cairn_notices_sent_total", "cairn_record_up 1",
		"temporal_request", "temporal_workflow_task_execution_latency", "temporal_local_activity_total", "go_goroutines")

	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	nothingTold(t, server, expect(t, site, "/readyz", http.StatusServiceUnavailable, "the record does not answer"))
	nothingTold(t, server, expect(t, site, "/metrics", http.StatusOK, "cairn_record_up 0"))
	plain(t, w.Log(), "the record does not answer\" cause=", "the record cannot be counted\" cause=")
	expect(t, site, "/livez", http.StatusOK, "ok")
	if p := starter(t, site, 1, "test", "list"); !strings.Contains(p.Log(), "the record cannot be reached") {
		t.Errorf("without a database the command line says %q", p.Log())
	}
	if err := server.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	expect(t, site, "/readyz", http.StatusOK, "ok")
}

// nothingTold holds that whoever reaches the port learns nothing of the database.
func nothingTold(t *testing.T, server *pgserver.Server, page string) {
	t.Helper()
	address, err := url.Parse(server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	for _, never := range []string{address.Port(), "postgres", "127.0.0.1", "connect", "SELECT"} {
		if strings.Contains(page, never) {
			t.Errorf("the page says %q:\n%s", never, page)
		}
	}
}

// TestNotReadyWhileStopping asks while a letter is under way to a mail server that
// does not answer, which the stop waits for.
func TestNotReadyWhileStopping(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	settings := (&post{address: silent.Addr().(*net.TCPAddr)}).settings()
	settings["rehearse"] = "1d=2s"
	site := newSite(t, settings)
	w := startWorker(t, site)
	begin(t, newCrew(t, site.Desk(t)), 1)
	letter, err := silent.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer letter.Close()

	code := make(chan int)
	go func() { code <- w.Stop(t) }()
	expect(t, site, "/readyz", http.StatusServiceUnavailable, "stopping")
	expect(t, site, "/livez", http.StatusOK, "ok")
	if got := <-code; got != 0 {
		t.Errorf("it ended with %d", got)
	}
}

// broken is a service of which a part has ended by itself.
type broken struct{ stopped bool }

func (*broken) Failed() <-chan struct{} {
	failed := make(chan struct{})
	close(failed)
	return failed
}

func (*broken) Failure() error { return errors.New("refused by the engine") }

func (b *broken) Stop() error {
	b.stopped = true
	return nil
}

// TestAServiceThatCannotGoOn holds that it is stopped, and that the process ends with
// an error and says why.
func TestAServiceThatCannotGoOn(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	b := &broken{}
	err := attend(t.Context(), b, slog.New(slog.NewTextHandler(&log, nil)))
	if err == nil || !strings.Contains(err.Error(), "cannot go on: refused by the engine") || !b.stopped {
		t.Errorf("it ended with %v, stopped: %t", err, b.stopped)
	}
	plain(t, log.String(), "level=ERROR", "refused by the engine")
}

// TestVersion holds that a release is told, and stands in the engine's histories.
func TestVersion(t *testing.T) {
	t.Parallel()
	told := programs.Run(t, nil, "worker", "--version").Out()
	release, found := strings.CutPrefix(told, "worker version ")
	release, _, _ = strings.Cut(strings.TrimSpace(release), ",")
	if !found || release == "" {
		t.Fatalf("it says %q", told)
	}
	site := newSite(t, nil)
	startWorker(t, site)
	c, err := engine.Dial(t.Context(), engine.DialOptions{HostPort: "127.0.0.1:" + site.Get("engine.port")})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	assemblytest.Await(t, 20*time.Second, "the release in a history", func() bool {
		history := c.GetWorkflowHistory(context.Background(), workflows.PostmanName, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for history.HasNext() {
			event, err := history.Next()
			if err != nil {
				return false
			}
			if done := event.GetWorkflowTaskCompletedEventAttributes(); done != nil {
				return done.GetWorkerVersion().GetBuildId() == release //nolint:staticcheck // there alone, for workers without versioning
			}
		}
		return false
	})
}

// expect waits until a page answers with that status and holds all those parts.
func expect(t *testing.T, site *assemblytest.Site, path string, status int, parts ...string) (page string) {
	t.Helper()
	var answer string
	holds := func() bool {
		response, err := http.Get("http://" + site.Get("http.address") + path)
		if err != nil {
			answer = err.Error()
			return false
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		answer = response.Status + "\n" + string(body)
		for _, part := range parts {
			if !strings.Contains(answer, part) {
				return false
			}
		}
		return err == nil && response.StatusCode == status
	}
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s, want %d with %q:\n%s", path, status, parts, answer)
		}
	}
	return answer
}
