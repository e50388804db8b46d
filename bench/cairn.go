package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	engines "github.com/cairnqi/cairn/internal/engine"
	"github.com/cairnqi/cairn/internal/notify"
	"github.com/cairnqi/cairn/workflows"
)

// cairn is arm A: the product, with its rules, its record, the approval as a
// child and the postman at work. Each round has a record of its own.
type cairn struct {
	cluster *postgres
	engine  *engine
	marks   *marks
	folder  string        // for the master key
	client  client.Client // as the product dials an engine of its own
	record  *assembly.Record
	sender  *workflows.Sender
	worker  worker.Worker
}

const cairnQueue = "cairn"

func (c *cairn) start(ctx context.Context, round int) error {
	address, err := c.cluster.database(ctx, fmt.Sprintf("record_%d", round))
	if err != nil {
		return err
	}
	settings := config.Default()
	settings.Record.URL, settings.Data.Dir, settings.Rehearse = address, c.folder, "1d="+dayLength.String()
	settings.Record.MaxConnections = poolSize
	if c.record, err = assembly.OpenRecord(ctx, settings, assembly.Opening{}); err != nil {
		return err
	}
	if err := loadCasts(ctx, c.record); err != nil {
		return err
	}
	if c.client, err = engines.Dial(ctx, engines.DialOptions{HostPort: c.engine.frontend, Namespace: namespace}); err != nil {
		return err
	}
	c.sender = workflows.NewSender(workflows.SenderOptions{
		Temporal: c.client, TaskQueue: cairnQueue, Reader: c.record.Store, Terms: farTerms(),
		Calendars: c.record.Calendars, Clock: c.record.Time,
	})
	if err := c.startWorker(); err != nil {
		return err
	}
	return c.sender.Standing(ctx)
}

func (c *cairn) startWorker() error {
	c.worker = worker.New(c.client, cairnQueue, workerOptions())
	workflows.Register(c.worker)
	store := c.record.Store
	watched := &watched{Recorder: store, marks: c.marks}
	(&activities.Record{Recorder: watched, Members: store, Journals: store, Calendars: c.record.Calendars, Anchors: store}).Register(c.worker)
	postman := notify.NewPostman(store, c.record, c.record.Vault, notify.OutboxChannel{}, c.record.Time, quiet(), notify.Options{})
	(&activities.Post{Postman: postman}).Register(c.worker)
	return c.worker.Start()
}

func (c *cairn) stop() error {
	var errs []error
	for _, standing := range []string{workflows.PostmanName, workflows.KeeperName} {
		errs = append(errs, c.client.TerminateWorkflow(context.Background(), standing, "", "the round is over"))
	}
	c.worker.Stop()
	c.client.Close()
	return errors.Join(append(errs, c.record.Close())...)
}

// farTerms have one reminder: on the working day after the plan was submitted, to
// agree it. Nothing reminds of the plan itself, and everything later is due far
// beyond the end.
func farTerms() improvement.Terms {
	return improvement.Terms{
		Plan: 0, Agree: 2, Finish: far, Study: far, Act: far, Begin: far, Approval: far, Extension: far, Lapse: far,
		Condition: far, HeldWeeks: far, Ladder: improvement.Ladder{{Days: -1, To: []improvement.Audience{improvement.ToOwner}}},
	}
}

func (c *cairn) launch(ctx context.Context, j *job) error {
	p := castOf(j.nth)
	s := &pen{ctx: ctx, vault: c.record.Vault, by: p.lwo}
	charter := s.charter(p, j.id, improvement.DateOf(c.record.Now()))
	if s.err != nil {
		return s.err
	}
	return untilFiled(func() (workflows.Receipt, error) { return c.sender.Launch(ctx, "launch", p.lwo, charter) })
}

func (c *cairn) reminded(ctx context.Context, j *job) error {
	return c.marks.wait(ctx, j.id, reminderFiled)
}

func (c *cairn) ended(ctx context.Context, j *job) error {
	return c.marks.wait(ctx, j.id, decisionFiled)
}

func (c *cairn) command(ctx context.Context, j *job, n int) error {
	p := castOf(j.nth)
	id := improvement.CommandID(fmt.Sprint("command-", n))
	if vote := n - (commands - ballots); vote > 0 {
		if err := c.marks.wait(ctx, j.id, approvalOpen); err != nil {
			return err
		}
		s := &pen{ctx: ctx, vault: c.record.Vault, by: p.panel[vote-1]}
		cast := s.vote(vote)
		if s.err != nil {
			return s.err
		}
		return untilFiled(func() (workflows.Receipt, error) { return c.sender.Approval(ctx, approvalOf(j), id, s.by, cast) })
	}
	today := improvement.DateOf(c.record.Now())
	if n == 1 {
		j.near = untilReminder(c.record.Time, c.record.Calendars.Around(today))
	}
	s := &pen{ctx: ctx, vault: c.record.Vault, by: p.actor(n)}
	command := s.command(p, n, today)
	if s.err != nil {
		return s.err
	}
	return untilFiled(func() (workflows.Receipt, error) { return c.sender.Test(ctx, j.id, id, s.by, command) })
}

func (c *cairn) workflows(j *job) []string {
	return []string{string(improvement.TestSubject(j.id)), string(approvalOf(j))}
}

func approvalOf(j *job) improvement.SubjectID {
	return improvement.ApprovalSubject(improvement.TestSubject(j.id), 1)
}

// untilFiled sends a command, again while the answer is "received, being filed": it
// is filed once.
func untilFiled(send func() (workflows.Receipt, error)) error {
	for {
		if r, err := send(); err != nil || r.Filed {
			return err
		}
	}
}

// watched is the record, which tells the drivers what was filed.
type watched struct {
	improvement.Recorder
	marks *marks
}

// File files, and marks what drivers wait for.
func (w *watched) File(ctx context.Context, f improvement.Filing) (improvement.Filed, error) {
	filed, err := w.Recorder.File(ctx, f)
	if err != nil {
		return filed, err
	}
	for _, entry := range filed.Entries {
		switch entry.Event.(type) {
		case *improvement.TimePassed:
			w.marks.set(f.Subject.ID(), reminderFiled)
		case *improvement.ApprovalOpened:
			test := strings.TrimSuffix(f.Subject.ID(), "/1")
			w.marks.set(improvement.SubjectID(test).ID(), approvalOpen)
		case *improvement.DecisionReached:
			w.marks.set(f.Subject.ID(), decisionFiled)
		}
	}
	return filed, nil
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
