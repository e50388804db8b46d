package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/cairnqi/cairn/config"
)

// buildWorker builds the program that people run.
func buildWorker(ctx context.Context, say func(string, ...any)) (program string, remove func(), err error) {
	folder, err := os.MkdirTemp("", "cairn-bench-worker-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(folder) } // a temporary folder
	say("building the worker")
	program = filepath.Join(folder, "worker")
	out, err := exec.CommandContext(ctx, "go", "build", "-o", program, "github.com/cairnqi/cairn/worker").CombinedOutput()
	if err != nil {
		remove()
		return "", nil, fmt.Errorf("build the worker: %w\n%s", err, out)
	}
	return program, remove, nil
}

// process is a running worker on the embedded default.
type process struct {
	cmd      *exec.Cmd
	settings config.Settings
	ready    time.Duration // from the process's start
}

// startProcess starts a worker in a folder and waits until it says that it is ready
// and answers so. record is the record's address; empty is the default. more is settings
// besides.
func startProcess(ctx context.Context, program, folder, record string, more map[string]any) (*process, error) {
	p, err := freePorts()
	if err != nil {
		return nil, err
	}
	over := map[string]any{"data.dir": folder, "engine.port": p.frontend, "http.address": p.address(p.history), "web.address": p.address(p.matching), "log.level": "error"}
	if record != "" {
		over["record.url"] = record
	}
	maps.Copy(over, more)
	w := &process{}
	if w.settings, err = config.Load(config.Source{Overrides: over}); err != nil {
		return nil, err
	}
	w.cmd = exec.CommandContext(ctx, program)
	w.cmd.Env = os.Environ()
	for key, value := range over {
		w.cmd.Env = append(w.cmd.Env, config.Variable(key)+"="+fmt.Sprint(value))
	}
	w.cmd.Stderr = os.Stderr
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	if err := w.cmd.Start(); err != nil {
		return nil, err
	}
	if err := w.awaitReady(ctx, out); err != nil {
		return nil, errors.Join(err, w.stop())
	}
	w.ready = time.Since(begun)
	go io.Copy(io.Discard, out) //nolint:errcheck // it ends with the process
	return w, nil
}

func (w *process) awaitReady(ctx context.Context, out io.Reader) error {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "Cairn is ready") {
			_, err := w.get(ctx, "/readyz")
			return err
		}
	}
	return errors.Join(errors.New("the worker ended before it was ready"), lines.Err())
}

// get reads a page of the worker.
func (w *process) get(ctx context.Context, path string) (string, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+w.settings.HTTP.Address+path, nil)
	if err != nil {
		return "", err
	}
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s: %s", path, r.Status, text)
	}
	return string(text), err
}

// heapMB is the worker's Go heap in use, in MB, by its own metrics.
func (w *process) heapMB(ctx context.Context) (float64, error) {
	return w.metricMB(ctx, "go_memstats_heap_inuse_bytes")
}

// liveMB is what the worker's last collection of garbage left of its Go heap, in MB: about
// half of what it lets the heap grow to before the next.
func (w *process) liveMB(ctx context.Context) (float64, error) {
	goal, err := w.metricMB(ctx, "go_memstats_next_gc_bytes")
	return goal / 2, err
}

func (w *process) metricMB(ctx context.Context, name string) (float64, error) {
	page, err := w.get(ctx, "/metrics")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(page) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			bytes, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			return bytes / (1 << 20), err
		}
	}
	return 0, errors.New("the worker's metrics tell no heap")
}

// stop ends the worker in order.
func (w *process) stop() error {
	if err := w.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return w.cmd.Wait()
}

// kill ends the worker as kill -9 does.
func (w *process) kill() error {
	if err := w.cmd.Process.Kill(); err != nil {
		return err
	}
	err := w.cmd.Wait()
	if killed := new(exec.ExitError); errors.As(err, &killed) { // as it should be
		return nil
	}
	return err
}
