package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"
)

// silence is how long the database does not answer.
const silence = 30 * time.Second

// TestDatabaseSilent lets the database fall silent, as behind a broken network:
// connections stay open and nothing comes back.
func TestDatabaseSilent(t *testing.T) {
	t.Parallel()
	database, err := url.Parse(cluster.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	wire := startWire(t, database.Host)
	database.Host = wire.address()
	settings := rehearsal("2s")
	settings["record.url"] = database.String()
	site := newSite(t, settings)
	startWorker(t, site)
	c := newCrew(t, site.Desk(t))
	const n = 6
	begin(t, c, n)

	wire.cut()
	expect(t, site, "/readyz", http.StatusServiceUnavailable, "the record does not answer")
	over := time.Now().Add(silence)
	pending := sendMeanwhile(c, n, func() bool { return time.Now().Before(over) })
	meanwhile(t, pending)
	wire.mend()
	resume(t, site, c, n, pending)
}

// wire is a connection to a server that can be cut without either side noticing.
type wire struct {
	listener net.Listener
	to       string
	mu       sync.Mutex
	flows    chan struct{} // closed while data may pass
}

func startWire(t *testing.T, to string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: l, to: to, flows: make(chan struct{})}
	w.mend()
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() {
		for near, err := l.Accept(); err == nil; near, err = l.Accept() {
			all.Go(func() { w.carry(ctx, near) })
		}
	})
	t.Cleanup(func() {
		cancel()
		_ = l.Close()
		all.Wait()
	})
	return w
}

func (w *wire) address() string { return w.listener.Addr().String() }

// carry passes data on both ways until one side closes or the test ends.
func (w *wire) carry(ctx context.Context, near net.Conn) {
	defer near.Close()
	far, err := net.Dial("tcp", w.to)
	if err != nil {
		return
	}
	defer far.Close()
	ctx, end := context.WithCancel(ctx)
	pass := func(from, to net.Conn) {
		defer end()
		_, _ = io.Copy(gated{ctx, w, to}, from) // whichever side closes ends it
	}
	go pass(near, far)
	go pass(far, near)
	<-ctx.Done()
}

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flows = make(chan struct{})
}

func (w *wire) mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.flows)
}

// gated holds data back while the wire is cut.
type gated struct {
	ctx context.Context
	*wire
	to net.Conn
}

func (g gated) Write(p []byte) (int, error) {
	g.mu.Lock()
	flows := g.flows
	g.mu.Unlock()
	select {
	case <-flows:
		return g.to.Write(p)
	case <-g.ctx.Done():
		return 0, g.ctx.Err()
	}
}
