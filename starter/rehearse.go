package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/spf13/cobra"
)

const (
	glance      = 50 * time.Millisecond // how often a rehearsal looks for news
	settleLimit = 10 * time.Second      // how long a move waits for what the one before it caused
	aftermath   = 5 * 24 * time.Hour    // of the rehearsal, to see what the last move brings
	setUpTime   = 10 * 24 * time.Hour   // of the rehearsal, for the service to start and people to be loaded
)

func (a *app) rehearseCommand() *cobra.Command {
	var here bool
	var apart theatre
	cmd := &cobra.Command{
		Use:   "rehearse STORY",
		Short: "Play a worked story: days pass in moments",
		Long: "Play a worked story on an engine and a record of its own, which are thrown away.\n" +
			"With --here it plays on the rehearsal that a worker is running. With --output json standard\n" +
			"output has one object on each line: an entry of the journal, or a message that somebody is\n" +
			"sent; the last line has the test and what was verified.",
		Args: cobra.ExactArgs(1),
		PreRunE: func(*cobra.Command, []string) error {
			if !here && (a.file != "" || a.data != "") {
				return errors.New("--config and --data name the rehearsal of a worker: give them with --here only. Without it a story has a folder and settings of its own")
			}
			return nil
		},
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			doc, err := a.read(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			story, err := intake.ReadStory(doc)
			if err != nil {
				return err
			}
			if here {
				return a.sending(cmd.Context(), func(d *assembly.Desk) error {
					return a.rehearse(cmd.Context(), d, story, filepath.Dir(args[0]), improvement.DateOf(d.Now()))
				})
			}
			return a.rehearseApart(cmd.Context(), story, filepath.Dir(args[0]), apart)
		}),
	}
	cmd.Flags().BoolVar(&here, "here", false, "play on the rehearsal that a worker is running")
	cmd.Flags().BoolVar(&apart.keep, "keep", false, "keep the record of the rehearsal, and say where it is")
	cmd.Flags().StringVar(&apart.record, "record", "", "a new, empty database for the record, such as postgres:///rehearsal; it is kept")
	cmd.MarkFlagsMutuallyExclusive("here", "keep")
	cmd.MarkFlagsMutuallyExclusive("here", "record")
	return cmd
}

// theatre says where a story is played that is played apart.
type theatre struct {
	keep   bool   // the folder
	record string // a database for the record; in the folder where empty
}

// kept tells that the record stays. The folder stays with a record elsewhere: it
// holds the key that opens it.
func (t theatre) kept() bool { return t.keep || t.record != "" }

// settings are those of a service that plays in a folder.
func (t theatre) settings(data string, day time.Duration) (config.Settings, error) {
	overrides := map[string]any{
		"data.dir": data, "engine.mode": config.Embedded, "engine.port": 0, "http.address": "127.0.0.1:0", "record.url": t.record,
		"mail.mode": config.Outbox, "mail.poll": glance.String(), "rehearse": "1d=" + day.String(),
		"roles": []string{config.RoleEngine, config.RoleWorkflows},
	}
	if !t.kept() { // its key goes with it, wherever that of the real record is
		overrides["vault.master_key"], overrides["vault.key_file"] = "", ""
	}
	return config.Load(config.Source{Overrides: overrides})
}

// advice says how to look at what is kept.
func (t theatre) advice(s config.Settings) string {
	if t.record == "" {
		return fmt.Sprintf("The rehearsal is kept in %s. Look at it with --data %[1]s.", s.Data.Dir)
	}
	return fmt.Sprintf("The rehearsal's record is kept in %s. Look at it with CAIRN_RECORD_URL set to that\n"+
		"address, as you gave it, and with --data %s, where its key is.", s.Redacted().Record.URL, s.Data.Dir)
}

// rehearseApart plays on a service of its own, in a temporary folder.
func (a *app) rehearseApart(ctx context.Context, story intake.Story, folder string, in theatre) (err error) {
	begun := time.Now()
	data, err := os.MkdirTemp("", "cairn-rehearsal-")
	if err != nil {
		return err
	}
	if !in.kept() {
		defer func() { err = errors.Join(err, os.RemoveAll(data)) }()
	}
	settings, err := in.settings(data, story.Day)
	if err != nil {
		return err
	}
	if in.kept() {
		a.tell("%s", in.advice(settings))
	}
	log := slog.New(slog.NewTextHandler(a.errs, &slog.HandlerOptions{Level: slog.LevelError}))
	service, err := assembly.Start(ctx, settings, story.Launch.On.Moment(story.Begins).Add(-setUpTime), log)
	if refused, ok := improvement.Refusal(err); ok && in.record != "" && strings.HasPrefix(refused.Field, "vault.") {
		return holdsRecord() // sealed with a key of its own
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, service.Stop()) }()
	if service.Desk.Time.Real.Before(improvement.Moment(begun)) {
		return holdsRecord()
	}
	return a.rehearse(ctx, service.Desk, story, folder, story.Begins)
}

func holdsRecord() error {
	return improvement.Refuse(improvement.Conflict, "record", "This database holds a record already. Give the rehearsal a new, empty one.")
}

// rehearse loads the story's people, plays its moves and tells what happens.
func (a *app) rehearse(ctx context.Context, d *assembly.Desk, story intake.Story, folder string, day0 improvement.Date) error {
	if !d.Time.Rehearsing() {
		return improvement.Refuse(improvement.Conflict, "", "This record is of real work. A story is played on a rehearsal only: worker --rehearse 1d=200ms")
	}
	if err := a.loadPeople(ctx, d, story, folder); err != nil {
		return err
	}
	charter, err := story.Launch.Charter(ctx, d.Vault, day0)
	if err != nil {
		return err
	}
	a.words = newWords(ctx, d.Vault, d.Store)
	p := &page{out: a.out}
	a.announce(p, fmt.Sprintf("REHEARSAL: %s (a day passes in %s)", story.Title, d.DayLength()))
	stage := &stage{desk: d, play: a.commandID, test: charter.ID, day0: day0, end: story.Launch.On.Moment(day0)}
	watch := a.telling(a.words, steward.Follow(d.Store, improvement.TestSubject(charter.ID)))
	player := steward.Player{Clock: d.Time, Watch: watch, Glance: glance}
	moves := []steward.Move{{At: story.Launch.On.Moment(day0), Do: func(ctx context.Context) error {
		_, err := d.Sender.Launch(ctx, stage.id(0), story.Launch.As, charter)
		return err
	}}}
	for _, m := range story.Moves {
		stage.end = m.On.Moment(day0).Add(aftermath)
		moves = append(moves, steward.Move{At: m.On.Moment(day0), Do: func(ctx context.Context) error { return stage.perform(ctx, m) }})
	}
	if err := player.Play(ctx, moves, stage.over); err != nil {
		return &midway{err, "The story was played in part."}
	}
	return cmp.Or(a.epilogue(ctx, d, p, charter.ID), a.words.err)
}

// announce marks what follows as a rehearsal, beside data for machines.
func (a *app) announce(p *page, mark string) {
	if a.output == "json" {
		a.tell("%s", mark)
		return
	}
	p.row("", 0, mark)
}

func (a *app) loadPeople(ctx context.Context, d *assembly.Desk, story intake.Story, folder string) error {
	if story.Directory == "" {
		return nil
	}
	doc, err := a.read(ctx, filepath.Join(folder, story.Directory))
	if err != nil {
		return err
	}
	read, err := intake.Reader{Sealer: d.Vault, Author: story.Launch.As}.Directory(ctx, doc)
	if err != nil {
		return err
	}
	directory := steward.Directory{Record: d.Store, Opener: d.Vault, Now: d.Now}
	commands := directoryCommands(read)
	if stands, err := directory.Stands(ctx, commands); stands || err != nil {
		return err
	}
	_, err = directory.Load(ctx, story.Launch.As, commands)
	return err
}

// ending is the last line of a rehearsal for machines: where the test stands, and
// that the journal holds.
type ending struct {
	Test     *improvement.TestOfChange `json:"test"`
	Verified storage.Report            `json:"verified"`
}

// epilogue tells how it ended: the ramp of cycles, and that the journal holds.
func (a *app) epilogue(ctx context.Context, d *assembly.Desk, p *page, id string) error {
	t, err := readTest(ctx, d.Record, improvement.TestSubject(id))
	if err != nil {
		return err
	}
	if err := d.Anchor(ctx, improvement.DateOf(d.Now())); err != nil {
		return err
	}
	report, err := d.Verify(ctx)
	if err != nil {
		return err
	}
	if len(report.Faults) > 0 {
		return fmt.Errorf("the record does not hold together: %v", report.Faults)
	}
	if a.output == "json" {
		return printLine(a.out, a.words, ending{t, report})
	}
	p.heading("How it ended")
	p.row("", 0, standing(t))
	showRamp(p, a.words, t)
	p.printf("\n")
	p.row("", 0, fmt.Sprintf("The journal is verified: %d entries of %d subjects, each chained to the one before.", report.Entries, report.Subjects))
	return p.err
}

// stage is where a story is played.
type stage struct {
	play string // tells this play's commands from those of another
	desk *assembly.Desk
	test string
	day0 improvement.Date
	end  time.Time // when a story ends whose test stays open
}

// perform does one move. One that the story says is refused must be.
func (s *stage) perform(ctx context.Context, m intake.Move) error {
	command, err := m.Command(ctx, s.desk.Vault, s.day0)
	if err != nil {
		return err
	}
	err = s.send(ctx, m, command)
	refused, isRefusal := improvement.Refusal(err)
	switch {
	case m.Refused == "" && err != nil:
		return fmt.Errorf("line %d of the story, %s by %s: %w", m.Line, m.Do, m.As, err)
	case m.Refused != "" && err == nil:
		return fmt.Errorf("line %d of the story, %s by %s, was to be refused and was not", m.Line, m.Do, m.As)
	case m.Refused != "" && (!isRefusal || !strings.Contains(refused.Error(), m.Refused)):
		return fmt.Errorf("line %d of the story was to be refused with %q: %w", m.Line, m.Refused, err)
	}
	return nil
}

func (s *stage) send(ctx context.Context, m intake.Move, c intake.Command) error {
	id := s.id(m.Line)
	if err := s.settled(ctx); err != nil {
		return err
	}
	if c.Test != nil {
		_, err := s.desk.Sender.Test(ctx, s.test, id, m.As, c.Test)
		return err
	}
	subject, err := s.approval(ctx)
	if err != nil {
		return err
	}
	_, err = s.desk.Sender.Approval(ctx, subject, id, m.As, c.Approval)
	return err
}

// id names the command of a line of the story.
func (s *stage) id(line int) improvement.CommandID {
	return improvement.CommandID(fmt.Sprintf("%s-%d", s.play, line))
}

// settled waits until a decision that was reached has come to its test: on a slow
// machine that may take a rehearsed day.
func (s *stage) settled(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, settleLimit)
	defer cancel()
	for {
		t, err := readTest(ctx, s.desk.Record, improvement.TestSubject(s.test))
		if err != nil || t.Stage != improvement.StageDecide {
			return err
		}
		_, state, err := s.desk.State(ctx, t.ApprovalSubject())
		if errors.Is(err, improvement.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if a, err := improvement.RestoreApproval(state); err != nil || !a.Closed() {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(glance):
		}
	}
}

// approval waits for the approval that the last proposal opened.
func (s *stage) approval(ctx context.Context) (improvement.SubjectID, error) {
	ctx, cancel := context.WithTimeout(ctx, settleLimit)
	defer cancel()
	for {
		t, err := readTest(ctx, s.desk.Record, improvement.TestSubject(s.test))
		if err != nil {
			return "", err
		}
		if _, _, err := s.desk.State(ctx, t.ApprovalSubject()); err == nil {
			return t.ApprovalSubject(), nil
		} else if !errors.Is(err, improvement.ErrNotFound) {
			return "", err
		}
		select {
		case <-ctx.Done():
			return "", improvement.Refuse(improvement.WrongStage, "", "No decision is asked for yet.")
		case <-time.After(glance):
		}
	}
}

// over tells that the test is closed, or that nothing more is to come of the story.
func (s *stage) over(ctx context.Context) (bool, error) {
	t, err := readTest(ctx, s.desk.Record, improvement.TestSubject(s.test))
	return err == nil && (t.Closed() || s.desk.Now().After(s.end)), err
}
