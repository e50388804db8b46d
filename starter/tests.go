package main

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/spf13/cobra"
)

// testsAsked is what the flags of a list of tests say.
type testsAsked struct {
	stage, status, lmg, locality, theme, after, before, sort string

	overdue, mine, all bool
	limit              int
}

func (a *app) listCommand() *cobra.Command {
	var ask testsAsked
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List tests of change",
		Args:  cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				f, err := a.testsFilter(cmd.Context(), r, ask)
				if err != nil {
					return err
				}
				found, err := r.Tests(cmd.Context(), f)
				if err != nil {
					return err
				}
				return a.print(found.Tests, func(p *page) { showTests(p, w, found) })
			})
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&ask.stage, "stage", "", "of one stage: "+strings.Join(stages(), ", "))
	flags.StringVar(&ask.status, "status", "", "that stand so: "+strings.Join(statuses(), ", "))
	flags.StringVar(&ask.lmg, "lmg", "", "of one LMG")
	flags.StringVar(&ask.locality, "locality", "", "of one locality")
	flags.StringVar(&ask.theme, "theme", "", "of one theme")
	flags.BoolVar(&ask.overdue, "overdue", false, "with something overdue")
	flags.BoolVar(&ask.mine, "mine", false, "that you lead or guide, are in the action group of, or have a task of; with --as")
	flags.BoolVar(&ask.all, "all", false, "closed ones too")
	flags.StringVar(&ask.sort, "sort", "id", "by id, or by due: what is due next comes first")
	flags.IntVar(&ask.limit, "limit", 0, "the most to show; 0 shows all")
	flags.StringVar(&ask.after, "after", "", "the page behind this place, as the page before ended")
	flags.StringVar(&ask.before, "before", "", "the page before this place")
	suggest(cmd, "stage", stages()...)
	suggest(cmd, "status", statuses()...)
	suggest(cmd, "sort", "id", "due")
	a.suggestFromRecord(cmd, "lmg", lmgs)
	a.suggestFromRecord(cmd, "locality", localities)
	a.suggestFromRecord(cmd, "theme", themes)
	return cmd
}

// testsFilter checks the flags, and makes a filter of them.
func (a *app) testsFilter(ctx context.Context, r *assembly.Record, ask testsAsked) (improvement.TestsFilter, error) {
	f := improvement.TestsFilter{
		LMG: improvement.BodyID(ask.lmg), Locality: improvement.BodyID(ask.locality), Theme: improvement.ThemeID(ask.theme),
		Stage: improvement.Stage(ask.stage), Status: improvement.Status(ask.status), Overdue: ask.overdue, ByDue: ask.sort == "due",
		Limit: ask.limit, Today: improvement.DateOf(r.Now()),
	}
	f.Open = !ask.all && f.Stage != improvement.StageClosed && f.Status != improvement.HasClosed
	if err := checkFilter(ctx, r, improvement.Filter{Stage: ask.stage, LMG: f.LMG, Locality: f.Locality, Theme: f.Theme}); err != nil {
		return f, err
	}
	if err := oneOf("status", "how a test can stand", ask.status, statuses()); err != nil {
		return f, err
	}
	if err := oneOf("sort", "an order of this list", ask.sort, []string{"id", "due"}); err != nil {
		return f, err
	}
	if ask.limit < 0 {
		return f, improvement.Refuse(improvement.Invalid, "limit", "%d shows nothing. Give a number from 1 up, or 0 for all.", ask.limit)
	}
	if ask.limit == 0 {
		f.Limit = math.MaxInt32
	}
	if ask.after != "" && ask.before != "" {
		return f, improvement.Refuse(improvement.Invalid, "before", "A page is behind one place or before one. Give --after or --before.")
	}
	var err error
	if f.After, err = improvement.ParsePlace(ask.after); err != nil {
		return f, err
	}
	if f.Before, err = improvement.ParsePlace(ask.before); err != nil || !ask.mine {
		return f, err
	}
	who, err := a.reader(ctx, r)
	if err == nil && who.Person == "" {
		err = improvement.Refuse(improvement.Invalid, "mine", "Say who you are: --as and your identifier.")
	}
	f.Mine = who.Person
	return f, err
}

func showTests(p *page, w *words, found improvement.TestsPage) {
	if len(found.Tests) == 0 {
		p.printf("There are none.\n")
		return
	}
	names := len("NAME")
	for _, l := range found.Tests {
		names = min(22, max(names, widthOf(l.Subject.ID())))
	}
	widths := []int{names, 9, 15, 15}
	p.columns(widths, "NAME", "STAGE", "STATUS", "DUE", "TITLE")
	for _, l := range found.Tests {
		due := ""
		if l.Due != "" {
			due = l.Due.Plain()
		}
		p.columns(widths, l.Subject.ID(), l.Stage, brief(l.Status), due, w.title(l.Subject, l.Title))
	}
	if n := len(found.Tests); n < found.Total {
		p.printf("\n%d of %d.\n", n, found.Total)
	}
	if found.Earlier {
		p.printf("Before these: --before %s\n", found.Tests[0].Place())
	}
	if found.Later {
		p.printf("Behind these: --after %s\n", found.Tests[len(found.Tests)-1].Place())
	}
}

// brief is a status that fits a column.
func brief(s improvement.Status) string {
	if s == improvement.AwaitsLMG {
		return "waiting"
	}
	return s.Plain()
}

func (a *app) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status TEST",
		Short: "Show how a test goes, by what was filed",
		Args:  cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindTest, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				subject := testSubject(args[0])
				t, err := readTest(cmd.Context(), r, subject)
				if err != nil {
					return err
				}
				entries, err := r.Journal(cmd.Context(), subject, 0)
				if err != nil {
					return err
				}
				track, err := improvement.TrackOf(entries)
				if err != nil {
					return err
				}
				s := t.Status(track, r.Now())
				return a.print(s, func(p *page) { showStatus(p, w, t, s) })
			})
		}),
	}
}

// labels is how wide the labels of a status are.
const labels = 14

func showStatus(p *page, w *words, t *improvement.TestOfChange, s improvement.TestStatus) {
	p.row("Status", labels, s.Status.Plain())
	for i, r := range s.Why {
		p.row(label(i, "Because"), labels, r.Plain())
	}
	term := ""
	if s.Term > 0 {
		term = fmt.Sprintf(" of %d", s.Term)
	}
	p.row("Stage", labels, fmt.Sprintf("%s since %s: %s%s", s.Stage, s.Since.Plain(), plural(s.Days, "working day"), term))
	for i, l := range s.Overdue {
		p.row(label(i, "Overdue"), labels, fmt.Sprintf("%s (%s), %s late", askOf(l.Task, w), ownerOf(l.Task, w), plural(l.Days, "working day")))
	}
	for i, r := range s.Waiting {
		p.row(label(i, "Waits for"), labels, waitsFor(r, w))
	}
	if s.Paused != nil {
		p.row("Paused", labels, "until "+s.Paused.Until.Plain()+": "+w.line(s.Paused.Reason))
	}
	ago := "less than a week ago"
	if s.Quiet > 0 {
		ago = plural(s.Quiet, "full week") + " ago"
	}
	p.row("Last filed", labels, s.Filed.Plain()+" ("+ago+")")
	p.row("Cycles", labels, fmt.Sprint(s.Cycles))
	p.row("Predictions", labels, fmt.Sprintf("%d made: %d as predicted, %d partly, %d otherwise", s.Predictions.Made, s.Predictions.CameTrue, s.Predictions.Partly, s.Predictions.Otherwise))
	for i, u := range s.Signals {
		p.row(label(i, "To talk about"), labels, fmt.Sprintf("%s on %s (%s), by %s", plural(u.N, "signal"), w.line(t.Measure(u.Measure).Name), u.Talk, u.Due.Plain()))
	}
	for i, g := range s.Gaps {
		p.row(label(i, "Missing data"), labels, fmt.Sprintf("%d of %s of %s (cycle %d)", g.Missing, plural(g.Expected, "point"), w.line(t.Measure(g.Measure).Name), g.Cycle))
	}
}

// label names the first of several rows.
func label(i int, name string) string {
	if i > 0 {
		return ""
	}
	return name
}

func waitsFor(r improvement.Recipient, w *words) string {
	switch {
	case r.Person != "":
		return w.Person(r.Person)
	case r.Role == "":
		return w.Body(r.Body)
	}
	return fmt.Sprintf("the %s of %s", r.Role, w.Body(r.Body))
}

// plural is a number with its noun: "1 test", "2 tests".
func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
