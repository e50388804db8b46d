//go:build !noembedded

package engine_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/engine"
)

// BenchmarkReady is the time of a start to ready: first in an empty directory,
// then on the store that is there.
func BenchmarkReady(b *testing.B) {
	for _, fresh := range []bool{true, false} {
		b.Run(fmt.Sprintf("fresh=%t", fresh), func(b *testing.B) {
			dir := b.TempDir()
			for i := range b.N {
				at := dir
				if fresh {
					at = filepath.Join(dir, strconv.Itoa(i))
				}
				cmd, _ := childProcess(b, at)
				b.StopTimer()
				kill(cmd)
				b.StartTimer()
			}
		})
	}
}

// BenchmarkAtRest reports the resident memory of an engine with nothing to do.
func BenchmarkAtRest(b *testing.B) {
	for range b.N {
		cmd, _ := childProcess(b, b.TempDir())
		time.Sleep(3 * time.Second) // at rest: past the first seconds' garbage
		b.ReportMetric(residentMB(b, cmd.Process.Pid), "MB")
		kill(cmd)
	}
}

// BenchmarkWorkflows runs small workflows (a local activity, a timer, a signal),
// 64 at once, with engine and worker in this process.
func BenchmarkWorkflows(b *testing.B) {
	e := start(b, engine.Options{Dir: b.TempDir()})
	defer stop(b, e)
	c := dial(b, e.HostPort())
	w := work(b, c)
	defer w.Stop()
	var wg sync.WaitGroup
	slots := make(chan struct{}, 64)
	b.ResetTimer()
	for i := range b.N {
		slots <- struct{}{}
		wg.Go(func() {
			id := fmt.Sprint("bench-", i)
			begin(b, c, id)
			finish(b, c, id)
			<-slots
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "workflows/s")
	b.ReportMetric(residentMB(b, os.Getpid()), "MB")
}

// residentMB reads a process's resident memory as Linux shows it, in MB.
func residentMB(b *testing.B, pid int) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range bytes.Lines(status) {
		var kb float64
		if n, _ := fmt.Sscanf(string(line), "VmRSS: %f kB", &kb); n == 1 {
			return kb / 1024
		}
	}
	b.Fatal("no VmRSS in /proc")
	return 0
}
