package main

import (
	"context"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/workflows"
	"github.com/spf13/cobra"
)

// subjectFrom reads an identifier, with its kind in front or without.
func subjectFrom(name string, of func(string) improvement.SubjectID) improvement.SubjectID {
	return of(strings.TrimPrefix(name, string(of("").Kind())+"/"))
}

// unsafeCommand says that someone may be unsafe, of a voice or an item of evidence.
func (a *app) unsafeCommand(word string, of func(string) improvement.SubjectID) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use: "unsafe " + word, Short: "Someone may be unsafe: hide it, and tell the safeguarding contact at once", Args: cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			if _, err := a.me(); err != nil {
				return err
			}
			return a.direct(cmd.Context(), subjectFrom(args[0], of), func(ctx context.Context, s improvement.Sealer, me improvement.PersonID) (improvement.DirectCommand, error) {
				said, err := s.Seal(ctx, "why", me, why)
				return improvement.RaiseConcern{Why: said}, err
			})
		}),
	}
	cmd.Flags().StringVar(&why, "why", "", "what worries you; only the safeguarding contact reads it")
	return cmd
}

// settleCommand is the safeguarding contact's answer.
func (a *app) settleCommand(word string, of func(string) improvement.SubjectID) *cobra.Command {
	var show, hide bool
	var note string
	cmd := &cobra.Command{
		Use: "settle " + word, Short: "As the safeguarding contact: show it again, or keep it hidden", Args: cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			if show == hide {
				return improvement.Refuse(improvement.Invalid, "show", "Say --show or --keep-hidden.")
			}
			if _, err := a.me(); err != nil {
				return err
			}
			return a.direct(cmd.Context(), subjectFrom(args[0], of), func(ctx context.Context, s improvement.Sealer, me improvement.PersonID) (improvement.DirectCommand, error) {
				said, err := s.Seal(ctx, "note", me, note)
				return improvement.SettleConcern{Shown: show, Note: said}, err
			})
		}),
	}
	cmd.Flags().BoolVar(&show, "show", false, "all may read it again")
	cmd.Flags().BoolVar(&hide, "keep-hidden", false, "nobody else reads it")
	cmd.Flags().StringVar(&note, "note", "", "what you did; only safeguarding contacts read it")
	return cmd
}

// concernVerbs are the same for evidence of a test.
func concernVerbs() []verb {
	item := []string{"item"}
	return []verb{
		{use: "unsafe EVIDENCE", short: "Someone may be unsafe: hide evidence, and tell the safeguarding contact at once", command: "raise-concern", args: item, flags: []field{
			{name: "why", usage: "what worries you; only the safeguarding contact reads it"},
		}},
		{use: "settle EVIDENCE", short: "As the safeguarding contact: show evidence again, or keep it hidden", command: "settle-concern", args: item, flags: []field{
			{name: "show", usage: "all may read it again", yes: true}, {name: "keep_hidden", usage: "nobody else reads it", yes: true},
			{name: "note", usage: "what you did; only safeguarding contacts read it"},
		}},
		{use: "claim-concern EVIDENCE", short: "As a safeguarding contact: say that you look into a concern, so that the other contacts see who does", command: "claim-concern", args: item, flags: []field{back}},
	}
}

// afterClosing files a concern about a test that was closed: no workflow hears it.
func (a *app) afterClosing(ctx context.Context, d *assembly.Desk, test improvement.SubjectID, c intake.Command) (workflows.Receipt, error) {
	command, err := workflows.InformConcern(ctx, d, test, c.Test)
	if err != nil {
		return workflows.Receipt{}, err
	}
	version, err := d.Registrar().AfterClosing(ctx, test, a.id(), improvement.PersonID(a.as), command)
	if err != nil {
		return workflows.Receipt{}, a.unconfirmed(err, 1)
	}
	return workflows.Receipt{Subject: test, Version: version, Filed: true}, nil
}

// concernOf tells where a concern stands, to whom that may be told.
func concernOf(c *improvement.Concern) string {
	switch {
	case c.Open():
		return "Someone may be unsafe. The safeguarding contact reads this by " + c.Due.Plain() + ", and nobody else."
	case c.Hides():
		return "The safeguarding contact keeps this hidden."
	}
	return ""
}

// notesOfConcern are what was said of concerns, for the safeguarding contact.
func notesOfConcern(entries []improvement.Entry, who improvement.Actor, lmg improvement.BodyID) []improvement.Entry {
	var notes []improvement.Entry
	if !improvement.MayReadConcern(who, lmg) {
		return nil
	}
	for _, entry := range entries {
		switch entry.Event.(type) {
		case *improvement.ConcernRaised, *improvement.ConcernSettled:
			notes = append(notes, entry)
		}
	}
	return notes
}

func showNotes(p *page, w *words, notes []improvement.Entry) {
	for _, entry := range notes {
		switch e := entry.Event.(type) {
		case *improvement.ConcernRaised:
			p.row("Concern", labelWidth, plainMinute(entry.At)+", "+w.Person(entry.By)+": "+w.line(e.Why))
		case *improvement.ConcernSettled:
			p.row("Note", labelWidth, plainMinute(entry.At)+", "+w.Person(entry.By)+": "+w.line(e.Note))
		}
	}
}
