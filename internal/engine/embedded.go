//go:build !noembedded

package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"go.temporal.io/server/temporal"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// Engine is a running embedded Temporal server. Its methods are safe for
// concurrent use.
type Engine struct {
	options  Options
	hostPort string
	store    *store
	fatal    *failure
	server   temporal.Server
	ready    atomic.Bool  // the server's parts have found each other
	early    atomic.Value // the last error that it logged before, a string
	conn     *grpc.ClientConn
	stop     sync.Once
	stopped  error
}

// Start runs Temporal's server in this process and returns when the namespace
// answers, or with a plain error: *PortInUseError, *DirError, *BusyError, or
// what else went wrong. It gives up when ctx ends or Options.StartTimeout is over.
func Start(ctx context.Context, o Options) (*Engine, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	p, err := findPorts(ctx, o.Host, o.Port)
	if err != nil {
		return nil, err
	}
	s, err := openStore(o)
	if err != nil {
		return nil, err
	}
	e := newEngine(o, p, s)
	ctx, cancel := context.WithTimeout(ctx, o.StartTimeout)
	defer cancel()
	if err := e.start(ctx, p); err != nil {
		return nil, errors.Join(fmt.Errorf("start the embedded engine: %w", err), e.Stop())
	}
	return e, nil
}

func newEngine(o Options, p ports, s *store) *Engine {
	e := &Engine{options: o, hostPort: address(o.Host, p.frontend), store: s, fatal: newFailure()}
	e.fatal.tell = o.OnFatal
	return e
}

// HostPort is where clients reach the engine, e.g. 127.0.0.1:7233.
func (e *Engine) HostPort() string { return e.hostPort }

// Health is nil while the engine serves, else why it does not.
func (e *Engine) Health(ctx context.Context) error {
	if err := e.fatal.get(); err != nil {
		return err
	}
	return checkServing(ctx, e.conn)
}

// Stop ends the server and releases its database, within Options.StopTimeout;
// close clients and workers first. A server that does not end in time is left
// behind with its directory locked, and the error says so. A second Stop repeats
// the answer of the first.
func (e *Engine) Stop() error {
	e.stop.Do(func() { e.stopped = e.shutDown() })
	return e.stopped
}

func (e *Engine) shutDown() error {
	var probe error
	if e.conn != nil {
		probe = e.conn.Close()
	}
	if e.server != nil {
		if err := e.stopServer(); err != nil {
			return errors.Join(probe, err)
		}
	}
	if e.store == nil { // given up while starting
		return probe
	}
	if err := e.store.release(); err != nil {
		return errors.Join(probe, fmt.Errorf("release the engine's database: %w", err))
	}
	return probe
}

func (e *Engine) start(ctx context.Context, p ports) error {
	log := serverLog{out: e.options.Logger, level: e.options.LogLevel, fatal: e.fatal, ready: &e.ready, early: &e.early}
	started := make(chan launch, 1)
	go e.run(started, serverOptions(e.options, p, e.store, log))
	select {
	case l := <-started:
		e.server = l.server
		if l.err != nil {
			return l.err
		}
	case <-ctx.Done():
		go stopLate(started, e.store, e.options.Logger)
		e.store = nil
		return e.late("not up in time", ctx.Err())
	}
	conn, err := grpc.NewClient(e.hostPort, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	e.conn = conn
	return e.awaitReady(ctx)
}

// stopLate tidies up after a server that came up when nobody waited any more: the
// log alone hears of what fails.
func stopLate(started <-chan launch, s *store, log *slog.Logger) {
	var stopped error
	if l := <-started; l.server != nil {
		stopped = l.server.Stop()
	}
	if err := errors.Join(stopped, s.release()); err != nil {
		log.Warn("The engine that came up too late did not stop cleanly", "cause", err)
	}
}

// launch is what became of creating and starting the server.
type launch struct {
	server temporal.Server
	err    error
}

// run creates and starts the server and always reports: also where the server
// panics, or where its logger's Fatal ends this goroutine.
func (e *Engine) run(started chan<- launch, opts []temporal.ServerOption) {
	l := launch{err: errors.New("the Temporal server ended while starting")}
	defer func() {
		if p := recover(); p != nil {
			l.err = fmt.Errorf("the Temporal server panicked: %v", p)
		}
		if err := e.fatal.get(); err != nil {
			l.err = err
		}
		started <- l
	}()
	server, err := temporal.NewServer(opts...)
	if err != nil {
		l.err = err
		return
	}
	l.server = server
	l.err = server.Start()
}

func (e *Engine) awaitReady(ctx context.Context) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		err := checkNamespace(ctx, e.conn, e.options)
		if err == nil {
			e.ready.Store(true)
			return nil
		}
		select {
		case <-e.fatal.done:
			return e.fatal.err
		case <-ctx.Done():
			return e.late("not ready in time", err)
		case <-tick.C:
		}
	}
}

// late says why the server did not come up in time, as far as it said so itself.
func (e *Engine) late(what string, err error) error {
	if said, ok := e.early.Load().(string); ok {
		return fmt.Errorf("%s: %w; the server said: %s", what, err, said)
	}
	return fmt.Errorf("%s: %w", what, err)
}

func (e *Engine) stopServer() error {
	stopped := make(chan error, 1)
	go func() { stopped <- e.server.Stop() }()
	select {
	case err := <-stopped:
		if err != nil {
			return fmt.Errorf("stop the embedded engine: %w", err)
		}
		return nil
	case <-time.After(e.options.StopTimeout):
		return fmt.Errorf("the embedded engine did not stop within %s", e.options.StopTimeout)
	}
}
