package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"slices"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/steward"
)

// settle stops a rehearsal's service and starts it again at real speed: workflows carry
// the clock that they were started with, so all that are open are started anew from the
// record. It gives nil where there is none to stop.
func settle(ctx context.Context, service *assembly.Service, s config.Settings, log *slog.Logger) (*assembly.Service, error) {
	ended := time.Now()
	if err := service.Stop(); err != nil {
		return nil, err
	}
	if err := assembly.Settle(ctx, s, ended); err != nil {
		return nil, err
	}
	settled, err := assembly.Start(ctx, withPages(ctx, s), time.Time{}, log)
	if err != nil {
		return nil, err
	}
	if _, err := steward.Recover(ctx, settled.Desk.Store, settled.Desk.Sender); err != nil {
		return settled, fmt.Errorf("start what is open again: %w", err)
	}
	return settled, nil
}

// serve says how to look at a rehearsal that goes on, and waits until it is to end.
func (a *app) serve(ctx context.Context, v *assembly.Service, data string) error {
	a.words = newWords(ctx, v.Desk.Vault, v.Desk.Store)
	p := &page{out: a.out}
	if a.output == "json" { // beside data for machines
		p.out = a.errs
	}
	if err := a.tellServing(ctx, p, v, data); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		p.printf("\nStopping: running work is finished first.\n")
		return p.err
	case <-v.Failed():
		return fmt.Errorf("the rehearsal cannot go on: %w", v.Failure())
	}
}

// tellServing writes where the rehearsal is served, and who may do what in it.
func (a *app) tellServing(ctx context.Context, p *page, v *assembly.Service, data string) error {
	now := v.Desk.Now()
	p.heading("The story is over, and its record is served: go on with it yourself")
	p.row("", 0, fmt.Sprintf("REHEARSAL: nothing in it is real. From now on %s; it is %s.", v.Desk.Pace(), plainTime(now)))
	p.printf("\n  %s\n", v.WebURL())
	p.heading("Who has something to do next (everybody here is made up):")
	if err := a.tellWaiting(ctx, p, v.Desk.Record, now); err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(v.EngineAddress())
	if err != nil {
		return err
	}
	p.printf("\nOr from another terminal, as any of them:\n\n  CAIRN_ENGINE_PORT=%s starter tasks --as east-lwo --data %s\n\nStop it with Ctrl-C.\n", port, data)
	return cmp.Or(p.err, a.words.Err())
}

// withPages has the service serve the pages, too: at their usual address, or at a free one
// where that is taken.
func withPages(ctx context.Context, s config.Settings) config.Settings {
	s.Roles = append(slices.Clone(s.Roles), config.RoleWeb)
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", s.Web.Address)
	if err != nil {
		s.Web.Address = "127.0.0.1:0"
		return s
	}
	if err := l.Close(); err != nil {
		s.Web.Address = "127.0.0.1:0"
	}
	return s
}

// tellWaiting writes a line for each person whom something waits for, the most urgent first.
func (a *app) tellWaiting(ctx context.Context, p *page, r *assembly.Record, now time.Time) error {
	people, err := r.List(ctx, improvement.Filter{Kind: improvement.KindPerson})
	if err != nil {
		return err
	}
	type part struct {
		person improvement.PersonID
		tasks  []improvement.Task
	}
	var parts []part
	for _, listing := range people {
		person := improvement.PersonID(listing.Subject.ID())
		tasks, err := r.Tasks(ctx, person)
		if err != nil {
			return err
		}
		if len(tasks) > 0 {
			parts = append(parts, part{person, tasks})
		}
	}
	slices.SortStableFunc(parts, func(x, y part) int { return cmp.Compare(x.tasks[0].Due, y.tasks[0].Due) })
	for _, x := range parts {
		p.printf("\n")
		p.row("", 2, fmt.Sprintf("  %s (%s)", a.words.Person(x.person), x.person))
		for _, t := range x.tasks {
			due := "by"
			if t.Overdue(now) {
				due = "was due"
			}
			about := a.words.title(t.Subject, t.Title)
			if about != "" {
				about = " (" + about + ")"
			}
			p.row("    - ", 6, fmt.Sprintf("%s %s: %s%s", due, t.Due.Plain(), askOf(t, a.words), about))
		}
	}
	if len(parts) == 0 {
		p.row("", 0, "Nothing is waiting.")
	}
	return nil
}

// stopping stops a service where there is one, and keeps both errors.
func stopping(v *assembly.Service, err error) error {
	if v == nil {
		return err
	}
	return errors.Join(err, v.Stop())
}
