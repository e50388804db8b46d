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
	"github.com/cairnqi/cairn/internal/wording"
	"github.com/spf13/cobra"
)

const (
	glance      = 50 * time.Millisecond // how often a rehearsal looks for news
	settleLimit = 10 * time.Second      // how long a move waits for what the one before it caused
	aftermath   = 14 * 24 * time.Hour   // of the rehearsal, to see what the last move brings
	slack       = 24 * time.Hour        // of the rehearsal, by which a story bears to be late
	setUpTime   = 10 * 24 * time.Hour   // of the rehearsal, for the service to start and people to be loaded
)

func (a *app) rehearseCommand() *cobra.Command {
	var here bool
	var apart theatre
	cmd := &cobra.Command{
		Use:   "rehearse STORY",
		Short: "Play a worked story: days pass in moments",
		Long: "Play a worked story on an engine and a record of its own, which are thrown away.\n" +
			"With --serve it goes on after the story, at real speed, until Ctrl-C: carry it on yourself.\n" +
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
			story, err := a.readStory(cmd.Context(), args[0])
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
	cmd.Flags().BoolVar(&apart.serve, "serve", false, "after the story let a day last a day, and serve the record until Ctrl-C")
	cmd.Flags().StringVar(&apart.record, "record", "", "a new, empty database for the record, such as postgres:///rehearsal; it is kept")
	cmd.Flags().DurationVar(&apart.day, "day", 0, "how long a day lasts, such as 500ms for a slow machine; as the story says where it is left out")
	cmd.MarkFlagsMutuallyExclusive("here", "keep")
	cmd.MarkFlagsMutuallyExclusive("here", "serve")
	cmd.MarkFlagsMutuallyExclusive("here", "day")
	cmd.MarkFlagsMutuallyExclusive("here", "record")
	return cmd
}

// theatre says where a story is played that is played apart.
type theatre struct {
	keep   bool          // the folder
	serve  bool          // goes on after the story, at real speed
	record string        // a database for the record; in the folder where empty
	day    time.Duration // how long a day lasts; as the story says where zero
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
	data, err := os.MkdirTemp("", "cairn-rehearsal-")
	if err != nil {
		return err
	}
	if !in.kept() {
		defer func() { err = errors.Join(err, os.RemoveAll(data)) }()
	}
	settings, err := in.settings(data, cmp.Or(in.day, story.Day))
	if err != nil {
		return err
	}
	if in.kept() {
		a.tell("%s", in.advice(settings))
	}
	return a.onStage(ctx, settings, story, folder, in)
}

// onStage plays on a service with those settings, and serves what came of it where that
// is wanted.
func (a *app) onStage(ctx context.Context, s config.Settings, story intake.Story, folder string, in theatre) (err error) {
	begun := time.Now()
	log := slog.New(slog.NewTextHandler(a.errs, &slog.HandlerOptions{Level: slog.LevelError}))
	service, err := assembly.Start(ctx, s, story.Moves[0].Moment(story.Begins).Add(-setUpTime), log)
	if refused, ok := improvement.Refusal(err); ok && in.record != "" && strings.HasPrefix(refused.Field, "vault.") {
		return holdsRecord() // sealed with a key of its own
	}
	if err != nil {
		return err
	}
	defer func() { err = stopping(service, err) }()
	if service.Desk.Time.Real.Before(improvement.Moment(begun)) {
		return holdsRecord()
	}
	p := &page{out: a.out}
	stage, err := a.play(ctx, service.Desk, p, story, folder, story.Begins)
	if err != nil {
		return err
	}
	if in.serve { // at once: while it tells how it ended, days would pass
		if service, err = settle(ctx, service, s, log); err != nil {
			return err
		}
	}
	if err := a.epilogue(ctx, service.Desk, p, stage); err != nil || !in.serve {
		return err
	}
	return a.serve(ctx, service, s.Data.Dir)
}

func holdsRecord() error {
	return improvement.Refuse(improvement.Conflict, "record", "This database holds a record already. Give the rehearsal a new, empty one.")
}

// readStory reads a story with the parts that it is made of.
func (a *app) readStory(ctx context.Context, file string) (intake.Story, error) {
	doc, err := a.read(ctx, file)
	if err != nil {
		return intake.Story{}, err
	}
	story, err := intake.ReadStory(doc)
	if err != nil {
		return story, err
	}
	for _, part := range story.Parts {
		doc, err := a.read(ctx, filepath.Join(filepath.Dir(file), part))
		if err != nil {
			return story, err
		}
		read, err := intake.ReadStory(doc)
		if err != nil {
			return story, fmt.Errorf("%s: %w", part, err)
		}
		story = story.With(read)
	}
	return story, nil
}

// rehearse plays a story and tells how it ended.
func (a *app) rehearse(ctx context.Context, d *assembly.Desk, story intake.Story, folder string, day0 improvement.Date) error {
	p := &page{out: a.out}
	stage, err := a.play(ctx, d, p, story, folder, day0)
	if err != nil {
		return err
	}
	return a.epilogue(ctx, d, p, stage)
}

// play loads the story's people, plays its moves and tells what happens.
func (a *app) play(ctx context.Context, d *assembly.Desk, p *page, story intake.Story, folder string, day0 improvement.Date) (*stage, error) {
	if !d.Time.Rehearsing() || d.Time.HasSettled() {
		return nil, notPlayable(d)
	}
	if err := a.loadPeople(ctx, d, story, folder); err != nil {
		return nil, err
	}
	a.words = newWords(ctx, d.Vault, d.Store)
	a.announce(p, fmt.Sprintf("REHEARSAL: %s (%s)", story.Title, d.Pace()))
	stage := &stage{desk: d, play: a.commandID, day0: day0, follow: steward.Follow(d.Store)}
	player := steward.Player{Clock: d.Time, Watch: a.telling(a.words, stage.follow), Glance: glance}
	var moves []steward.Move
	for _, m := range story.Moves {
		stage.end = m.Moment(day0).Add(aftermath)
		moves = append(moves, steward.Move{At: m.Moment(day0), Do: func(ctx context.Context) error {
			return tooLate(stage.perform(ctx, m), d.Now().Sub(m.Moment(day0)))
		}})
	}
	if story.Ends != nil {
		stage.end, stage.inTheMiddle = story.Ends.Moment(day0), true
	}
	if err := player.Play(ctx, moves, stage.over); err != nil {
		return nil, &midway{err, "The story was played in part."}
	}
	return stage, a.words.Err()
}

// notPlayable refuses a record whose time is not sped up.
func notPlayable(d *assembly.Desk) error {
	what := "is of real work"
	if d.Time.HasSettled() {
		what = "is of a rehearsal that passes at real speed now"
	}
	return improvement.Refuse(improvement.Conflict, "", "This record %s. A story is played on a fast rehearsal only: worker --rehearse 1d=200ms", what)
}

// tooLate says of a move that went wrong that the machine was too slow for the story.
func tooLate(err error, late time.Duration) error {
	if err == nil || late < slack {
		return err
	}
	return fmt.Errorf("%w\nIt came a day too late for the story: this machine is slow just now. Give the days more time, as with --day 1s", err)
}

// announce marks what follows as a rehearsal, beside data for machines.
func (a *app) announce(p *page, mark string) {
	if a.output == "json" {
		a.tell("%s", mark)
		return
	}
	p.row("", 0, mark)
}

// loadPeople loads the story's directory, as whoever acts first in it.
func (a *app) loadPeople(ctx context.Context, d *assembly.Desk, story intake.Story, folder string) error {
	as := story.Moves[0].As
	directory := steward.Directory{Record: d.Store, Opener: d.Vault, Now: d.Now}
	var commands []steward.Command
	for _, file := range story.Directory {
		doc, err := a.read(ctx, filepath.Join(folder, file))
		if err != nil {
			return err
		}
		read, err := intake.Reader{Sealer: d.Vault, Author: as}.Directory(ctx, doc)
		if err != nil {
			return err
		}
		commands = append(commands, read.Commands()...)
	}
	if stands, err := directory.Stands(ctx, commands); stands || err != nil {
		return err
	}
	_, err := directory.Load(ctx, as, commands)
	return err
}

// ending is the last line of a rehearsal for machines: where its test and its round of
// priority setting stand, and that the journal holds.
type ending struct {
	Test     *improvement.TestOfChange    `json:"test,omitempty"`
	Beside   []*improvement.TestOfChange  `json:"beside,omitempty"` // launched after it
	Round    *improvement.PrioritySetting `json:"round,omitempty"`
	Review   *improvement.QualityReview   `json:"review,omitempty"`
	Issue    *readIssueText               `json:"newsletter,omitempty"`
	Verified storage.Report               `json:"verified"`
}

// epilogue tells how it ended: what was agreed, the ramp of cycles, and that the journal
// holds.
func (a *app) epilogue(ctx context.Context, d *assembly.Desk, p *page, s *stage) error {
	a.words = newWords(ctx, d.Vault, d.Store)
	var end ending
	var err error
	if round := s.latest(anyPart, improvement.KindRound); round != "" {
		if end.Round, err = readRound(ctx, d.Record, round); err != nil {
			return err
		}
	}
	if review := s.latest(anyPart, improvement.KindReview); review != "" {
		if end.Review, err = readReview(ctx, d.Record, string(review)); err != nil {
			return err
		}
	}
	for i, subject := range s.tests() {
		test, err := readTest(ctx, d.Record, subject)
		if err != nil {
			return err
		}
		if i == 0 {
			end.Test = test
			continue
		}
		end.Beside = append(end.Beside, test)
	}
	if issue := s.latest(anyPart, improvement.KindNewsletter); issue != "" {
		text, err := composed(ctx, d.Record, issue)
		if err != nil {
			return err
		}
		end.Issue = &text
	}
	if end.Verified, err = verified(ctx, d); err != nil {
		return err
	}
	if a.output == "json" {
		return cmp.Or(printLine(a.out, a.words, end), a.words.Err())
	}
	a.tellEnding(p, end)
	return cmp.Or(p.err, a.words.Err())
}

// verified anchors the record and holds it against itself.
func verified(ctx context.Context, d *assembly.Desk) (storage.Report, error) {
	if err := d.Anchor(ctx, improvement.DateOf(d.Now())); err != nil {
		return storage.Report{}, err
	}
	report, err := d.Verify(ctx)
	if err == nil && len(report.Faults) > 0 {
		err = fmt.Errorf("the record does not hold together: %v", report.Faults)
	}
	return report, err
}

func (a *app) tellEnding(p *page, end ending) {
	if end.Issue != nil {
		p.heading("The newsletter that tells of it")
		showIssueText(p, end.Issue.Text)
	}
	p.heading("How it ended")
	if end.Round != nil {
		p.row("", 0, "Priority setting: "+wording.RoundStands(end.Round, "LMG"))
	}
	if end.Review != nil {
		showReviewed(p, a.words, end.Review)
	}
	if end.Test != nil {
		p.row("", 0, standing(end.Test))
		showRamp(p, a.words, end.Test)
	}
	for _, test := range end.Beside {
		p.heading(a.words.line(test.Charter.Title))
		p.row("", 0, standing(test))
	}
	p.printf("\n")
	p.row("", 0, fmt.Sprintf("The journal is verified: %d entries of %d subjects, each chained to the one before.", end.Verified.Entries, end.Verified.Subjects))
}
