package main

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/report"
	"github.com/spf13/cobra"
)

// reportFlags are what a report is asked for, as it was typed.
type reportFlags struct {
	from, until, theme, lmg string
	format, out             string
}

// reporting makes the table of a report, as whoever asks may know it.
type reporting func(ctx context.Context, r *assembly.Record, n *reportNames, who improvement.Actor, q report.Query, args []string) (report.Table, error)

func (a *app) reportCommand() *cobra.Command {
	cmd := group("report", "Give out tables: as a spreadsheet, as CSV, or here")
	cmd.AddCommand(
		a.reportOn("tests", "List tests of change, each with what became of it", "launched", reportTests),
		a.reportOn("outcomes", "Count tests by theme and by what came of them", "launched or decided", reportOutcomes),
		a.reportOn("decisions", "List what the LMGs decided, with votes, quorum and minute", "decided", reportDecisions),
		a.reportOn("evidence", "List the library of evidence; what is hidden is left out", "seen, measured or said", reportEvidence),
		a.reportOf("points TEST", "List the points of a test's measures", true, reportPoints),
		a.reportOf("steps TEST", "List the steps of a test with their days", false, reportSteps),
	)
	return cmd
}

const reportLong = "A file is named by --out and is never written over; its ending tells whether it is CSV or a\n" +
	"spreadsheet. No person is named, and no cell is a formula. CSV has the columns' titles and the rows\n" +
	"alone: the notes that say how to read it are told beside it. A spreadsheet has them in a second sheet."

// reportOn makes the command of a report on all that is on record of a period.
func (a *app) reportOn(use, short, when string, of reporting) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{Use: use, Short: short, Long: short + ".\n\n" + reportLong, Args: cobra.NoArgs, RunE: a.runReport(&f, of)}
	f.definePeriod(cmd, when)
	cmd.Flags().StringVar(&f.theme, "theme", "", "of one theme")
	cmd.Flags().StringVar(&f.lmg, "lmg", "", "of one LMG")
	a.suggestFromRecord(cmd, "theme", themes)
	a.suggestFromRecord(cmd, "lmg", lmgs)
	f.defineOutput(cmd)
	return cmd
}

// reportOf makes the command of a report on one test.
func (a *app) reportOf(use, short string, period bool, of reporting) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use: use, Short: short, Long: short + ".\n\n" + reportLong, Args: cobra.ExactArgs(1), RunE: a.runReport(&f, of),
		ValidArgsFunction: a.completeFirst(improvement.KindTest, noFiles),
	}
	if period {
		f.definePeriod(cmd, "points")
	}
	f.defineOutput(cmd)
	return cmd
}

func (f *reportFlags) definePeriod(cmd *cobra.Command, when string) {
	cmd.Flags().StringVar(&f.from, "from", "", when+" from a day on, that day included")
	cmd.Flags().StringVar(&f.until, "until", "", when+" up to a day, that day included")
}

func (a *app) runReport(f *reportFlags, of reporting) func(*cobra.Command, []string) error {
	return tried(func(cmd *cobra.Command, args []string) error {
		form, err := f.form(a.output)
		if err != nil {
			return err
		}
		return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
			who, err := a.reader(cmd.Context(), r)
			if err != nil {
				return err
			}
			q, err := f.query(cmd.Context(), r)
			if err != nil {
				return err
			}
			table, err := of(cmd.Context(), r, newReportNames(w), who, q, args)
			if err != nil {
				return err
			}
			return a.giveReport(table, form, f.out)
		})
	})
}

// query checks what was typed: "there are none" would be taken for an answer.
func (f *reportFlags) query(ctx context.Context, r *assembly.Record) (report.Query, error) {
	q := report.Query{LMG: improvement.BodyID(f.lmg), Theme: improvement.ThemeID(f.theme), AsOf: improvement.DateOf(r.Now())}
	err := checkFilter(ctx, r, improvement.Filter{LMG: q.LMG, Theme: q.Theme})
	q.Period.From, err = dayOf("from", f.from, err)
	q.Period.Until, err = dayOf("until", f.until, err)
	if err == nil {
		err = q.Period.Check()
	}
	return q, err
}

func reportTests(ctx context.Context, r *assembly.Record, n *reportNames, _ improvement.Actor, q report.Query, _ []string) (report.Table, error) {
	return report.TestsOfChange(ctx, r, n, q), nil
}

func reportOutcomes(ctx context.Context, r *assembly.Record, n *reportNames, _ improvement.Actor, q report.Query, _ []string) (report.Table, error) {
	return report.Outcomes(ctx, r, n, q)
}

func reportDecisions(ctx context.Context, r *assembly.Record, n *reportNames, who improvement.Actor, q report.Query, _ []string) (report.Table, error) {
	q.For = who
	return report.DecisionsOf(ctx, r, r, n, q), nil
}

func reportEvidence(ctx context.Context, r *assembly.Record, n *reportNames, _ improvement.Actor, q report.Query, _ []string) (report.Table, error) {
	return report.Evidence(ctx, r, n, q), nil
}

func reportPoints(ctx context.Context, r *assembly.Record, n *reportNames, who improvement.Actor, q report.Query, args []string) (report.Table, error) {
	t, err := readTest(ctx, r, testSubject(args[0]))
	if err != nil {
		return report.Table{}, err
	}
	return report.Points(t.ShownTo(who), n, q)
}

func reportSteps(ctx context.Context, r *assembly.Record, n *reportNames, who improvement.Actor, q report.Query, args []string) (report.Table, error) {
	t, err := readTest(ctx, r, testSubject(args[0]))
	if err != nil {
		return report.Table{}, err
	}
	return report.Steps(t.ShownTo(who), n, q.AsOf), nil
}

// reportNames opens and names things for reports, and remembers what they are called.
type reportNames struct {
	*words
	themes     map[improvement.ThemeID]string
	priorities map[improvement.PriorityID]string
}

func newReportNames(w *words) *reportNames {
	return &reportNames{words: w, themes: map[improvement.ThemeID]string{}, priorities: map[improvement.PriorityID]string{}}
}

// Words opens a text.
func (n *reportNames) Words(w improvement.Words) string { return n.text(w) }

// Theme is a theme's name, or its ID where it is not on record.
func (n *reportNames) Theme(id improvement.ThemeID) string {
	name, known := n.themes[id]
	if !known && id != "" {
		var t improvement.Theme
		if name = string(id); n.Read(improvement.ThemeSubject(id), &t) {
			name = onOneLine(printable(t.Name))
		}
		n.themes[id] = name
	}
	return name
}

// Priority is what a priority says, or its ID where it is not on record.
func (n *reportNames) Priority(id improvement.PriorityID) string {
	says, known := n.priorities[id]
	if !known && id != "" {
		var p improvement.Priority
		if says = string(id); n.Read(improvement.PrioritySubject(id), &p) {
			says = n.line(p.Statement)
		}
		n.priorities[id] = says
	}
	return says
}
