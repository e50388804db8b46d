package assembly

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/engine"
	"github.com/cairnqi/cairn/internal/notify"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/workflows"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
)

// drainWithin is how long running work has to end when the service stops.
const drainWithin = 10 * time.Second

// silent is above every level that is logged.
const silent = slog.LevelError + 1

// Service is the long-running whole, in the roles that the settings give it.
type Service struct {
	Desk      *Desk // nil without the workflows and the web role
	log       *slog.Logger
	begins    time.Time
	record    *Record
	engine    *engine.Engine
	engineLog slog.LevelVar
	worker    worker.Worker
	http      *http.Server
	listen    net.Listener
	pages     *http.Server
	doors     net.Listener // where the pages are served
	tls       bool         // by https
	firstLink string       // by which the first administrator comes in

	lettersEnd func()       // waits for letters that the pages send
	phase      atomic.Value // starting, stopping, or "" while at work
	told       told
	failed     context.Context         // ends with the cause for which the service cannot go on
	fail       context.CancelCauseFunc // says so

	background sync.WaitGroup     // what goes on beside the service
	endLife    context.CancelFunc // ends it; nil where nothing does
}

// Start starts the roles in their order: health, record, engine, worker. Ports are
// proved before anything is written. The record comes before the engine: what is
// wrong with it is said before an engine is begun in vain. What was started is
// stopped again where a later part fails. begins is the moment at which a
// rehearsal's new record begins; zero is now.
func Start(ctx context.Context, s config.Settings, begins time.Time, log *slog.Logger) (*Service, error) {
	service := &Service{log: log, begins: begins}
	service.failed, service.fail = context.WithCancelCause(context.WithoutCancel(ctx))
	if err := service.start(ctx, &s); err != nil {
		return nil, errors.Join(err, service.Stop())
	}
	return service, nil
}

func (v *Service) start(ctx context.Context, s *config.Settings) error {
	if err := v.takePorts(ctx, s); err != nil {
		return err
	}
	metrics, err := newMetrics()
	if err != nil {
		return err
	}
	v.phase.Store(starting)
	v.serve(metrics)
	// Before the engine: its own workers would fix the size of the cache that all
	// share, and would read this whole program to name it by its checksum.
	worker.SetStickyWorkflowCacheSize(s.Engine.StickyCacheSize)
	worker.SetBinaryChecksum(Release())
	if s.Runs(config.RoleWorkflows) {
		if v.record, err = OpenRecord(ctx, *s, Opening{Exclusive: true, Upgrade: true, Begins: v.begins}); err != nil {
			return err
		}
		if err := v.eraseAgain(ctx); err != nil {
			return err
		}
	}
	if s.Runs(config.RoleEngine) {
		if err := v.startEngine(ctx, s); err != nil {
			return err
		}
	}
	if s.Runs(config.RoleWorkflows) {
		if err := v.startWorker(ctx, *s, metrics); err != nil {
			return err
		}
	}
	if s.Runs(config.RoleWeb) {
		if err := v.startWeb(ctx, *s, metrics); err != nil {
			return err
		}
	}
	v.phase.Store("")
	return nil
}

// takePorts takes the ports of health and of the pages, and proves that
// of the engine.
func (v *Service) takePorts(ctx context.Context, s *config.Settings) error {
	if err := v.startHealth(ctx, s); err != nil {
		return err
	}
	if s.Runs(config.RoleWeb) {
		if err := v.takeDoors(ctx, s); err != nil {
			return err
		}
	}
	if !s.Runs(config.RoleEngine) {
		return nil
	}
	return engine.CheckPort(ctx, s.Engine.Host, s.Engine.Port)
}

// engineDir is the folder of the embedded engine.
func engineDir(s config.Settings) string { return filepath.Join(s.Data.Dir, "engine") }

// startEngine runs the embedded engine. A port of 0 becomes the one it chose.
func (v *Service) startEngine(ctx context.Context, s *config.Settings) error {
	v.engineLog.Set(slog.LevelError) // its warnings speak to those who run a cluster
	o := engine.Options{
		Dir: engineDir(*s), Host: s.Engine.Host, Port: s.Engine.Port,
		Namespace: s.Engine.Namespace, Retention: s.Engine.Retention, SearchAttributes: searchAttributes(), Logger: v.log,
		LogLevel: &v.engineLog, OnFatal: v.fail,
	}
	if v.record != nil {
		o.Record = v.record.Identity()
	}
	e, err := engine.Start(ctx, o)
	if err != nil {
		return err
	}
	v.engine = e
	_, port, err := net.SplitHostPort(e.HostPort())
	if err != nil {
		return err
	}
	s.Engine.Port, err = strconv.Atoi(port)
	return err
}

func (v *Service) startWorker(ctx context.Context, s config.Settings, m *metrics) error {
	dial := dialOptions(s, v.record, v.log)
	dial.Metrics, dial.Mark = m.handler, s.Engine.Mode == config.Embedded // a cluster may not let a worker
	c, err := engine.Dial(ctx, dial)
	if err != nil {
		return err
	}
	v.Desk = &Desk{Record: v.record, client: c, Sender: newSender(s, v.record, c)}
	if err := m.watch(v.record, v.log); err != nil {
		return err
	}
	postman, err := newPostman(s, v.record, m, v.log)
	if err != nil {
		return err
	}
	changed, err := steward.Changed(ctx, v.record.Store)
	if err != nil {
		return err
	}
	v.worker = newWorker(s, c, v.Desk, postman, func(err error) {
		v.fail(fmt.Errorf("the engine refuses this worker: %w", err))
	})
	if err := v.worker.Start(); err != nil {
		return fmt.Errorf("start the worker: %w", err)
	}
	if err := v.Desk.Sender.Standing(ctx); err != nil {
		return err
	}
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	v.endLife = end
	if err := v.startScan(ctx, life, s); err != nil {
		return err
	}
	v.background.Go(func() { v.catchUp(life, changed) })
	v.background.Go(func() { v.rebuild(life) })
	return nil
}

// rebuild makes what lists, traces and the library show again, where a record of an
// older release was brought up to date, or a rebuild was cut off. Work goes on meanwhile.
func (v *Service) rebuild(ctx context.Context) {
	due, err := v.record.RebuildDue(ctx)
	if err == nil && !due {
		return
	}
	var done storage.Rebuilt
	if err == nil {
		v.log.Info("What lists, traces and the library show is being made again from the journals")
		done, err = v.record.Rebuild(ctx)
	}
	switch {
	case ctx.Err() != nil: // the next start goes on with it
	case err != nil:
		v.log.Warn("What lists, traces and the library show could not be made again. The next start goes on with it, or: starter rebuild", "cause", err)
	default:
		v.log.Info("What lists, traces and the library show was made again", "subjects", done.Subjects, "changed", done.Changed, "left", len(done.Faults))
	}
}

// catchUp brings lifecycles up to date that a killed process left behind the
// record. The service is ready meanwhile: whoever meets such a one brings it up to
// date, too.
func (v *Service) catchUp(ctx context.Context, changed []improvement.Listing) {
	behind, err := steward.CatchUp(ctx, changed, v.Desk.Sender)
	if err != nil && ctx.Err() == nil {
		v.log.Warn("Not every lifecycle could be told what is on record", "cause", err)
	}
	if behind > 0 {
		v.log.Info("Lifecycles were brought up to date with the record", "count", behind)
	}
}

func newWorker(s config.Settings, c client.Client, d *Desk, postman *notify.Postman, onFatal func(error)) worker.Worker {
	w := worker.New(c, s.Engine.TaskQueue, worker.Options{
		WorkerStopTimeout:                      drainWithin,
		OnFatalError:                           onFatal,
		MaxConcurrentWorkflowTaskExecutionSize: s.Engine.MaxConcurrent,
		MaxConcurrentActivityExecutionSize:     s.Engine.MaxConcurrent,
		MaxConcurrentWorkflowTaskPollers:       s.Engine.Pollers,
		MaxConcurrentActivityTaskPollers:       s.Engine.Pollers,
	})
	workflows.Register(w)
	(&activities.Record{Recorder: d.Store, Members: d.Store, Journals: d.Store, Calendars: d.Calendars, Anchors: d.Store, Findings: d.Store}).Register(w)
	(&activities.Reviews{Reviewer: d.Sender}).Register(w)
	newsletters := d.Newsletters(s)
	(&activities.Standing{Starter: d.Sender, Tidy: func(ctx context.Context) error { return d.tidy(ctx, newsletters) }}).Register(w)
	(&activities.Priorities{Subjects: d.Store, Contributors: &steward.Contributors{Record: d.Store, Now: d.Now}, Now: d.Now}).Register(w)
	(&activities.Post{Postman: postman}).Register(w)
	(&activities.Newsletters{Press: newsletters}).Register(w)
	return w
}

func newPostman(s config.Settings, r *Record, m *metrics, log *slog.Logger) (*notify.Postman, error) {
	channel, err := newChannel(s)
	if err != nil {
		return nil, err
	}
	options := postmanOptions(s, m, r)
	if options.TaskLink, err = r.taskLink(); err != nil {
		return nil, err
	}
	return notify.NewPostman(r.Store, r, r.Vault, channel, r.Time, log, options), nil
}

// postmanOptions leases a message for so long that half of it, which one letter has,
// is all that the mail server may take.
func postmanOptions(s config.Settings, m *metrics, r *Record) notify.Options {
	newsletters := r.Newsletters(s)
	return notify.Options{
		Poll: s.Mail.Poll, MaxAttempts: s.Mail.MaxAttempts, BaseURL: s.Mail.BaseURL,
		Lease: max(time.Minute, 2*s.Mail.Timeout), Sent: m.count, Tests: r, Parts: r.Store,
		Newsletters: newsletters, Unsubscribe: s.Newsletter.UnsubscribeMail, BulkPerMinute: s.Newsletter.PerMinute, Bounced: newsletters.bounced,
	}
}

func newChannel(s config.Settings) (notify.Channel, error) {
	if s.Mail.Mode == config.Outbox {
		return notify.OutboxChannel{}, nil
	}
	return notify.NewSMTP(notify.SMTPOptions{
		Host: s.Mail.Host, Port: s.Mail.Port, TLS: notify.TLSMode(s.Mail.TLS), Username: s.Mail.Username,
		Password: s.Mail.Password, From: s.Mail.From, Timeout: s.Mail.Timeout,
	})
}

// Failed gives a channel that is closed once the service cannot go on: it wants to
// be stopped then. Failure tells why.
func (v *Service) Failed() <-chan struct{} { return v.failed.Done() }

// Failure is why the service cannot go on, nil as long as it can.
func (v *Service) Failure() error { return context.Cause(v.failed) }

// EngineAddress is where the embedded engine listens, empty without that role.
func (v *Service) EngineAddress() string {
	if v.engine == nil {
		return ""
	}
	return v.engine.HostPort()
}

// HTTPAddress is where health and metrics are served.
func (v *Service) HTTPAddress() string { return v.listen.Addr().String() }

// Stop ends the parts in their order: the worker drains, then the connection and
// the record, then the engine, then health, which says meanwhile that the service
// is alive and not ready. It may be called once.
func (v *Service) Stop() error {
	v.phase.Store(stopping)
	v.engineLog.Set(silent) // it takes every request that the stop cuts off for an error
	if v.endLife != nil {
		v.endLife()
		v.background.Wait()
	}
	errs := v.closeDoors()
	if v.worker != nil {
		v.worker.Stop()
	}
	switch {
	case v.Desk != nil:
		errs = append(errs, v.Desk.Close())
	case v.record != nil:
		errs = append(errs, v.record.Close())
	}
	if v.engine != nil {
		errs = append(errs, v.engine.Stop())
	}
	if v.http != nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		errs = append(errs, v.http.Shutdown(ctx))
	}
	if v.listen != nil && v.http == nil { // the engine's port was in use
		errs = append(errs, v.listen.Close())
	}
	return errors.Join(errs...)
}
