//go:build !noembedded

package engine

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"go.temporal.io/server/common/log"
	"go.temporal.io/server/common/log/tag"
)

// serverLog hands the server's messages to slog. The server's contract for
// Fatal is that it does not return; ending the process is not ours to do from
// inside a library, so it records the failure and ends that goroutine.
type serverLog struct {
	out   *slog.Logger
	level slog.Leveler
	fatal *failure
	ready *atomic.Bool
	early *atomic.Value // the last error before it was ready, a string
}

var (
	_ log.Logger     = serverLog{}
	_ log.WithLogger = serverLog{}
)

func (l serverLog) Debug(msg string, tags ...tag.Tag) { l.write(slog.LevelDebug, msg, tags) }
func (l serverLog) Info(msg string, tags ...tag.Tag)  { l.write(slog.LevelInfo, msg, tags) }
func (l serverLog) Warn(msg string, tags ...tag.Tag)  { l.write(slog.LevelWarn, msg, tags) }
func (l serverLog) Error(msg string, tags ...tag.Tag) { l.write(slog.LevelError, msg, tags) }

// DPanic means "panic while developing": in production it is an error.
func (l serverLog) DPanic(msg string, tags ...tag.Tag) { l.write(slog.LevelError, msg, tags) }

func (l serverLog) Panic(msg string, tags ...tag.Tag) {
	l.write(slog.LevelError, msg, tags)
	panic(describe(msg, tags))
}

func (l serverLog) Fatal(msg string, tags ...tag.Tag) {
	l.write(slog.LevelError, msg, tags)
	l.fatal.set(fmt.Errorf("the Temporal server gave up: %s", describe(msg, tags)))
	runtime.Goexit()
}

// With returns a logger that adds tags to every message.
func (l serverLog) With(tags ...tag.Tag) log.Logger {
	l.out = slog.New(l.out.Handler().WithAttrs(attrs(tags)))
	return l
}

// write takes nothing for a fault that the server's parts say before they have found
// each other; the last of it is told by Start, where the server does not come up.
func (l serverLog) write(level slog.Level, msg string, tags []tag.Tag) {
	ctx := context.Background()
	if !l.ready.Load() {
		if level >= slog.LevelError {
			l.early.Store(describe(msg, tags))
		}
		level = min(level, slog.LevelInfo)
	}
	if level < l.level.Level() || !l.out.Enabled(ctx, level) {
		return
	}
	l.out.LogAttrs(ctx, level, msg, attrs(tags)...)
}

func attrs(tags []tag.Tag) []slog.Attr {
	as := make([]slog.Attr, len(tags))
	for i, t := range tags {
		as[i] = slog.Any(t.Key(), t.Value())
	}
	return as
}

func describe(msg string, tags []tag.Tag) string {
	var b strings.Builder
	b.WriteString(msg)
	for _, t := range tags {
		fmt.Fprintf(&b, "; %s %v", t.Key(), t.Value())
	}
	return b.String()
}

// failure keeps the first fatal error of the server and tells who waits for it.
type failure struct {
	once sync.Once
	err  error
	done chan struct{}
	tell func(error) // hears of it; nil: nobody does
}

func newFailure() *failure { return &failure{done: make(chan struct{})} }

func (f *failure) set(err error) {
	f.once.Do(func() {
		f.err = err
		close(f.done)
		if f.tell != nil {
			f.tell(err)
		}
	})
}

// get returns the failure, or nil as long as there is none.
func (f *failure) get() error {
	select {
	case <-f.done:
		return f.err
	default:
		return nil
	}
}
