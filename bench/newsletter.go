package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
)

// sending is a newsletter that went out, the worker killed once on the way.
type sending struct {
	Record             string
	Readers            int
	Asked              float64 // subscriptions asked for and confirmed, per second
	HandedOut          float64 // seconds, cut off half-way and done again
	PerSecond          float64 // letters, before the worker is killed
	Pause              float64 // seconds from the kill to the next letter, the start of the worker included
	PerSecondAgain     float64 // letters after that
	Last               float64 // seconds from the kill until everybody has it
	Twice              int     // letters that came again
	Unsure             int     // letters under way at the kill, of which it is not known whether they arrived
	Others             int     // letters to somebody, meanwhile
	OtherP50, OtherMax float64 // milliseconds from filed to accepted, the pause left out
}

// measureNewsletters sends a newsletter from a real worker to a mail server on this
// machine, without a limit of letters per minute.
func measureNewsletters(ctx context.Context, program string, p plan, say func(string, ...any)) ([]sending, error) {
	if !p.newsletter {
		return nil, nil
	}
	onFile, err := sendOn(ctx, program, "", p, say)
	if err != nil {
		return nil, err
	}
	onFile.Record = "SQLite"
	c, err := startCluster(ctx)
	if err != nil {
		return nil, err
	}
	address, err := c.database(ctx, "record")
	if err != nil {
		return nil, errors.Join(err, c.remove())
	}
	onServer, err := sendOn(ctx, program, address, p, say)
	onServer.Record = "PostgreSQL"
	return []sending{onFile, onServer}, errors.Join(err, c.remove())
}

func sendOn(ctx context.Context, program, address string, p plan, say func(string, ...any)) (s sending, err error) {
	folder, err := os.MkdirTemp("", "cairn-bench-news-")
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	box, err := startInbox()
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, box.server.Close()) }()
	over := map[string]any{"data.dir": folder}
	if address != "" {
		over["record.url"] = address
	}
	settings, err := config.Load(config.Source{Overrides: over})
	if err != nil {
		return s, err
	}
	record, err := assembly.OpenRecord(ctx, settings, assembly.Opening{})
	if err != nil {
		return s, err
	}
	defer func() { err = errors.Join(err, record.Close()) }()
	e := &editor{record: record, news: record.Newsletters(settings), readers: p.readers}
	if err := e.prepare(ctx, &s, say); err != nil {
		return s, err
	}
	d := &dispatch{editor: e, box: box, crash: p.crash, start: func() (*process, error) { return startProcess(ctx, program, folder, address, box.settings()) }}
	say("sending to %d readers", p.readers)
	err = d.send(ctx, &s)
	return s, err
}

// editor makes an issue ready to be sent.
type editor struct {
	record  *assembly.Record
	news    *assembly.Newsletters
	readers int
}

const benchNetwork improvement.BodyID = "network"

var benchIssue = improvement.IssueSubject(benchNetwork, "2026-03")

// prepare files a network, its readers, each with an address of their own, and an issue
// that is handed out.
func (e *editor) prepare(ctx context.Context, s *sending, say func(string, ...any)) error {
	s.Readers = e.readers
	network := improvement.Body{ID: benchNetwork, Kind: improvement.Network, Name: "Network", Parent: "lmg"}
	if err := e.put(ctx, improvement.BodySubject(benchNetwork), &improvement.BodyRecorded{Body: network}); err != nil {
		return err
	}
	somebody := &pen{ctx: ctx, vault: e.record.Vault, by: "somebody"}
	email, note := somebody.words("somebody@example.org"), somebody.words(strings.Repeat("Good news. ", 100))
	if somebody.err != nil {
		return somebody.err
	}
	person := improvement.Person{ID: "somebody", Name: email, Email: email}
	if err := e.put(ctx, improvement.PersonSubject("somebody"), &improvement.PersonRecorded{Person: person}); err != nil {
		return err
	}
	say("%d subscribe", e.readers)
	begun := time.Now()
	if err := errors.Join(e.subscribe(ctx), e.confirm(ctx)); err != nil {
		return err
	}
	s.Asked = float64(e.readers) / time.Since(begun).Seconds()
	if err := e.empty(ctx); err != nil {
		return err
	}
	opened := improvement.OpenIssue(network, "2026-03", improvement.DefaultSchedule(), improvement.DefaultSections(), nil, improvement.Calendar{})
	err := e.put(ctx, benchIssue, opened, &improvement.OpeningWritten{Note: note}, &improvement.IssueDraftDue{}, &improvement.IssueApprovedBy{}, &improvement.IssueSendDue{})
	if err != nil {
		return err
	}
	return e.handOut(ctx, s)
}

func (e *editor) subscribe(ctx context.Context) error {
	for i := range e.readers {
		if err := e.news.Subscribe(ctx, improvement.CommandID(fmt.Sprint("c", i)), benchNetwork, fmt.Sprintf("reader-%d@example.org", i)); err != nil {
			return err
		}
	}
	return nil
}

func (e *editor) confirm(ctx context.Context) error {
	waiting, err := e.record.Unconfirmed(ctx, benchNetwork)
	if err != nil {
		return err
	}
	for _, reader := range waiting {
		token, err := e.news.ConfirmToken(ctx, reader, []improvement.BodyID{benchNetwork})
		if err != nil {
			return err
		}
		if _, err := e.news.Confirm(ctx, token); err != nil {
			return err
		}
	}
	return nil
}

// empty takes the letters that asked to confirm out of the outbox.
func (e *editor) empty(ctx context.Context) error {
	for {
		messages, err := e.record.Claim(ctx, time.Now(), time.Now(), time.Minute, 500)
		if err != nil || len(messages) == 0 {
			return err
		}
		ids := make([]string, len(messages))
		for i, m := range messages {
			ids[i] = m.ID
		}
		if err := e.record.MarkSent(ctx, ids, time.Now()); err != nil {
			return err
		}
	}
}

// handOut puts a letter to each reader into the outbox: it is cut off after half of them
// and done again.
func (e *editor) handOut(ctx context.Context, s *sending) error {
	begun := time.Now()
	half, cut := context.WithCancel(ctx)
	defer cut()
	_, err := e.news.HandOut(half, benchIssue, func() {
		if p, err := e.news.Progress(ctx, benchIssue); err != nil || 2*p.Waiting >= e.readers {
			cut()
		}
	})
	if half.Err() == nil {
		return fmt.Errorf("handing out was not cut off: %w", err)
	}
	n, err := e.news.HandOut(ctx, benchIssue, func() {})
	s.HandedOut = time.Since(begun).Seconds()
	if err == nil && n != e.readers {
		err = fmt.Errorf("it was handed out to %d of %d", n, e.readers)
	}
	return err
}

func (e *editor) put(ctx context.Context, subject improvement.SubjectID, events ...improvement.Event) error {
	entries := improvement.Entries(0, "load", "somebody", time.Now(), events)
	state, err := improvement.Fold(subject.Kind(), entries)
	if err != nil {
		return err
	}
	_, err = e.record.File(ctx, improvement.Filing{Subject: subject, Command: "load", Entries: entries, State: state})
	return err
}

func printSendings(out io.Writer, all []sending) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(out, "\nA newsletter to %d, from a worker that is ended half-way and started again\n\n", all[0].Readers)
	table(out, append([]string{""}, all[0].Record, all[1].Record), func(line func(...string)) {
		for _, f := range []struct {
			name   string
			format string
			of     func(sending) any
		}{
			{"subscribed and confirmed, per s", "%.0f", func(s sending) any { return s.Asked }},
			{"handed out, cut off and done again, s", "%.1f", func(s sending) any { return s.HandedOut }},
			{"letters/s before", "%.0f", func(s sending) any { return s.PerSecond }},
			{"letters/s after", "%.0f", func(s sending) any { return s.PerSecondAgain }},
			{"from the end to the next letter, s", "%.1f", func(s sending) any { return s.Pause }},
			{"from the end until all have it, s", "%.1f", func(s sending) any { return s.Last }},
			{"letters that came twice", "%d", func(s sending) any { return s.Twice }},
			{"letters that may have arrived", "%d", func(s sending) any { return s.Unsure }},
			{"letters to somebody meanwhile", "%d", func(s sending) any { return s.Others }},
			{"  filed to accepted p50, ms", "%.0f", func(s sending) any { return s.OtherP50 }},
			{"  the longest, ms", "%.0f", func(s sending) any { return s.OtherMax }},
		} {
			line(f.name, fmt.Sprintf(f.format, f.of(all[0])), fmt.Sprintf(f.format, f.of(all[1])))
		}
	})
}
