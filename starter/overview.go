package main

import (
	"fmt"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/spf13/cobra"
)

func (a *app) overviewCommand() *cobra.Command {
	var lmg, theme string
	var limit int
	cmd := &cobra.Command{
		Use:   "overview",
		Short: "Show how the tests of an LMG go, or of all",
		Long: "Show how many tests of change stand where, which need attention and why, and what the LMG\n" +
			"decided in the last 90 days. How a test stands is worked out from what was filed.",
		Args: cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				today := improvement.DateOf(r.Now())
				f := improvement.ProgrammeFilter{
					LMG: improvement.BodyID(lmg), Theme: improvement.ThemeID(theme), Today: today, Since: today.AddDays(-improvement.DecidedWithin), Limit: limit,
				}
				if limit < 1 {
					return improvement.Refuse(improvement.Invalid, "limit", "%d shows nothing. Give a number from 1 up.", limit)
				}
				if err := checkFilter(cmd.Context(), r, improvement.Filter{LMG: f.LMG, Theme: f.Theme}); err != nil {
					return err
				}
				found, err := r.Programme(cmd.Context(), f)
				if err != nil {
					return err
				}
				o := improvement.Oversee(f, found)
				return a.print(o, func(p *page) { showOverview(p, w, o) })
			})
		}),
	}
	cmd.Flags().StringVar(&lmg, "lmg", "", "of one LMG")
	cmd.Flags().StringVar(&theme, "theme", "", "of one theme")
	cmd.Flags().IntVar(&limit, "limit", 10, "the most tests to list of each kind")
	a.suggestFromRecord(cmd, "lmg", lmgs)
	a.suggestFromRecord(cmd, "theme", themes)
	return cmd
}

func showOverview(p *page, w *words, o improvement.Overview) {
	whose := "all LMGs"
	if o.LMG != "" {
		whose = w.Body(o.LMG)
	}
	p.row("", 0, fmt.Sprintf("%s of %s, on %s", plural(o.Total, "test"), whose, o.On.Plain()))
	if o.Total == 0 {
		return
	}
	p.heading("How they stand")
	for _, s := range improvement.Statuses() {
		if n := o.ByStatus[s]; n > 0 {
			p.columns([]int{1, 20}, "", s.Plain(), fmt.Sprint(n))
		}
	}
	p.heading("Where they stand")
	for _, s := range improvement.Stages() {
		if n := o.ByStage[s]; n > 0 {
			p.columns([]int{1, 20}, "", string(s), fmt.Sprint(n))
		}
	}
	showThemes(p, o)
	showNeed(p, w, o)
	showDecisions(p, w, o)
	if o.ToFirst != nil {
		p.printf("\n")
		p.row("", 0, fmt.Sprintf("From launch to the LMG's first decision: %v days in the middle, of %s.", *o.ToFirst, plural(o.Had, "test")))
	}
}

func showThemes(p *page, o improvement.Overview) {
	p.heading("By theme")
	widths := []int{1, 24, 6, 7, 11}
	p.columns(widths, "", "THEME", " TESTS", "  STUCK", "  ATTENTION", "")
	for _, t := range o.Themes {
		p.columns(widths, "", string(t.Theme), right(t.Total, 6), right(t.ByStatus[improvement.Stuck], 7), right(t.ByStatus[improvement.NeedsAttention], 11), "")
	}
}

func showNeed(p *page, w *words, o improvement.Overview) {
	if o.Need == 0 {
		p.heading("Nothing needs attention.")
		return
	}
	p.heading("What needs attention")
	for _, l := range o.Attention {
		p.row(" ", 1, fmt.Sprintf("%s (%s): %s", l.Subject.ID(), l.Status.Plain(), w.title(l.Subject, l.Title)))
		why := l.Course.Why(o.On)
		for _, r := range why[:min(3, len(why))] {
			p.row("", 3, r.Plain())
		}
		if more := len(why) - 3; more > 0 {
			p.row("", 3, fmt.Sprintf("And %s more.", plural(more, "reason")))
		}
	}
	if more := o.Need - len(o.Attention); more > 0 {
		p.row("", 1, fmt.Sprintf("And %s more. See: starter test list --status stuck, and --status needs-attention", plural(more, "test")))
	}
}

func showDecisions(p *page, w *words, o improvement.Overview) {
	p.heading("What was decided since " + o.Since.Plain())
	if o.Decided == 0 {
		p.row("", 1, "Nothing.")
		return
	}
	tests := map[improvement.SubjectID]bool{}
	for _, d := range o.Decisions {
		tests[d.Test] = true
		p.row(" ", 1, fmt.Sprintf("%s: %s, cycle %d of %s (%s)", d.On.Plain(), decisionWords(d.TestDecision), d.Cycle, d.Test.ID(), w.title(d.Test, d.Title)))
	}
	if more := o.Decided - len(tests); more > 0 {
		p.row("", 1, fmt.Sprintf("And on %s more.", plural(more, "test")))
	}
}

// decisionWords tells a decision: "adopt: agreed".
func decisionWords(d improvement.TestDecision) string {
	verdict := plainly(d.Verdict)
	if d.Direction == "" {
		return verdict
	}
	return string(d.Direction) + ": " + verdict
}
