//go:build !noembedded

package engine

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.temporal.io/server/common/log/tag"
)

// A port may be taken between our check and the server's own listening.
func TestServerThatCannotListenIsAnErrorNotAnExit(t *testing.T) {
	for name, spoil := range map[string]func(*ports, int){
		"frontend": func(p *ports, taken int) { p.frontend = taken },
		"history":  func(p *ports, taken int) { p.history = taken },
		"matching": func(p *ports, taken int) { p.matching = taken },
		"worker":   func(p *ports, taken int) { p.worker = taken },
	} {
		t.Run(name, func(t *testing.T) {
			taken, err := net.Listen("tcp", address(defaultHost, 0))
			if err != nil {
				t.Fatal(err)
			}
			defer taken.Close()
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			o, err := Options{Dir: t.TempDir()}.complete()
			if err != nil {
				t.Fatal(err)
			}
			p, err := findPorts(ctx, o.Host, 0)
			if err != nil {
				t.Fatal(err)
			}
			s, err := openStore(o)
			if err != nil {
				t.Fatal(err)
			}
			spoil(&p, taken.Addr().(*net.TCPAddr).Port)
			e := newEngine(o, p, s)
			err = e.start(ctx, p)
			if err == nil || !strings.Contains(err.Error(), "address already in use") {
				t.Errorf("start: %v, want that the address is in use", err)
			}
			if err := e.Stop(); err != nil {
				t.Errorf("Stop: %v", err)
			}
		})
	}
}

func TestFatalMessageEndsItsGoroutineAlone(t *testing.T) {
	told := make(chan error, 1)
	fatal := newFailure()
	fatal.tell = func(err error) { told <- err }
	l := serverLog{out: slog.New(slog.DiscardHandler), level: slog.LevelWarn, fatal: fatal, ready: new(atomic.Bool), early: new(atomic.Value)}
	ended := make(chan bool, 1)
	go func() {
		went := false
		defer func() { ended <- went }()
		l.Fatal("cannot go on", tag.NewStringTag("because", "of a test"))
		went = true
	}()
	if <-ended {
		t.Error("Fatal returned")
	}
	if err := l.fatal.get(); err == nil || !strings.Contains(err.Error(), "cannot go on; because of a test") {
		t.Errorf("the failure is %v", err)
	}
	if err := <-told; !errors.Is(err, l.fatal.get()) {
		t.Errorf("%v was told", err)
	}
}
