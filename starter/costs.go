package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/wording"
	"github.com/spf13/cobra"
)

func (a *app) costsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "costs TEST",
		Short: "Set what a test took beside what came of it, per cycle and as a whole",
		Long: "Set what a test took beside what came of it, per cycle and as a whole: hours, pounds and things in\n" +
			"kind beside outcomes, measures and stories. Amounts are added up within one kind only. Hours are\n" +
			"priced where rates are configured, beside the hours and with the rates.",
		Args: cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindTest, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			rates, err := a.rates()
			if err != nil {
				return err
			}
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				t, err := readTest(cmd.Context(), r, testSubject(args[0]))
				if err != nil {
					return err
				}
				table := t.CostTable(rates)
				return a.print(table, func(p *page) {
					p.row("", 0, w.line(t.Charter.Title))
					showCosts(p, w, t, table)
				})
			})
		}),
	}
}

// rates are what hours are priced at, as configured.
func (a *app) rates() (improvement.Rates, error) {
	s, err := a.settings()
	return assembly.Rates(s), err
}

// approvalShown is an approval for machines, with the costs of its test as the panel had
// them.
type approvalShown struct {
	*improvement.Approval
	Costs *improvement.CostTable `json:"costs,omitempty"`
}

// packCosts is the table of the test as it was when the pack was frozen: the journal says
// so, whatever came since. It is ErrNotFound where the test is gone.
func (a *app) packCosts(ctx context.Context, r *assembly.Record, approval *improvement.Approval) (*improvement.CostTable, error) {
	rates, err := a.rates()
	if err != nil {
		return nil, err
	}
	entries, err := r.Journal(ctx, approval.Of, 0)
	if err == nil && len(entries) == 0 {
		err = improvement.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	t, err := improvement.TestAt(entries, approval.Pack.Version)
	if err != nil {
		return nil, err
	}
	table := t.CostTable(rates)
	return &table, nil
}

// showPackCosts writes what the whole test took beside what came of it, and each cycle
// before the one that the pack is of: that one's own stand above.
func showPackCosts(p *page, w *words, pack improvement.Pack, t *improvement.TestOfChange, table *improvement.CostTable) {
	if table == nil {
		return
	}
	p.heading("The whole test so far")
	showSums(p, *table)
	showOutcomes(p, w, table.Outcomes)
	for _, c := range table.Cycles {
		if c.Cycle < pack.Cycle {
			showCycleCosts(p, w, t, c)
		}
	}
}

func showCosts(p *page, w *words, t *improvement.TestOfChange, table improvement.CostTable) {
	showWhole(p, w, table)
	for _, c := range table.Cycles {
		showCycleCosts(p, w, t, c)
	}
}

func showCycleCosts(p *page, w *words, t *improvement.TestOfChange, c improvement.CycleCosts) {
	p.heading(fmt.Sprintf("Cycle %d", c.Cycle))
	if !c.Recorded {
		p.row("Took", labelWidth, "nobody has said yet")
	}
	for _, sum := range c.Took {
		p.row("Took", labelWidth, tookOf(w, sum))
	}
	p.row("Priced", labelWidth, wording.Priced(c.Priced))
	showMarks(p, w, t, c.Outcomes)
	showReadings(p, w, c.Measures)
	for _, s := range c.Stories {
		p.row("Story", labelWidth, w.line(s.Text)+restsOn(s.Evidence))
	}
	p.row("Came of it", labelWidth, w.line(c.Consequences))
}

// showWhole writes the whole test: what was expected beside what it took, and what came
// of it.
func showWhole(p *page, w *words, table improvement.CostTable) {
	p.heading("What it took")
	showSums(p, table)
	showOutcomes(p, w, table.Outcomes)
	p.heading("Measures")
	showReadings(p, w, table.Measures)
}

// showSums writes each kind on a line of its own, expected beside actual.
func showSums(p *page, table improvement.CostTable) {
	widths := []int{18, 24}
	p.columns(widths, "", "expected", "so far")
	for _, kind := range improvement.CostKinds() {
		expected, took := sumOf(table.Expected, kind), sumOf(table.Took, kind)
		if expected != "" || took != "" {
			p.columns(widths, plainly(kind), dash(expected), dash(took))
		}
	}
	if len(table.Expected)+len(table.Took) == 0 {
		p.row("", 0, "Nobody has said yet.")
	}
	for _, n := range table.Unrecorded {
		p.row("", 0, fmt.Sprintf("What cycle %d took is not said yet, and not in it.", n))
	}
	p.row("Hours expected, priced: ", 24, wording.Priced(table.ExpectedPriced))
	p.row("Hours so far, priced: ", 24, wording.Priced(table.Priced))
}

func showReadings(p *page, w *words, readings []improvement.MeasureReading) {
	for _, m := range readings {
		p.row("Measure", labelWidth, fmt.Sprintf("%s, %d points: %s", w.line(m.Name), m.Points, m.Reading.Says))
	}
}

func sumOf(sums []improvement.CostSum, kind improvement.CostKind) string {
	for _, s := range sums {
		if s.Kind == kind {
			return amountOf(s)
		}
	}
	return ""
}

func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// amountOf is a sum in its own unit. What was given in kind may have no amount.
func amountOf(s improvement.CostSum) string {
	switch {
	case s.Kind == improvement.Money:
		return wording.Pounds(s.Amount)
	case s.Kind != improvement.InKind:
		return number(s.Amount)
	case s.Unvalued == 0:
		return "worth " + wording.Pounds(s.Amount)
	}
	without := itemsOf(s.Unvalued) + " not valued"
	if s.Amount == 0 {
		return without
	}
	return "worth " + wording.Pounds(s.Amount) + ", and " + without
}

// costLine is one line of what a cycle took.
func costLine(w *words, c improvement.Cost) string {
	sum := improvement.CostSum{Kind: c.Kind, Amount: c.Amount}
	if !c.Note.Empty() {
		sum.Notes = []improvement.Words{c.Note}
	}
	if c.Kind == improvement.InKind && c.Amount == 0 {
		sum.Unvalued = 1
	}
	return tookOf(w, sum)
}

// tookOf says what was spent of one kind, and for what.
func tookOf(w *words, s improvement.CostSum) string {
	notes := make([]string, len(s.Notes))
	for i, n := range s.Notes {
		notes[i] = w.line(n)
	}
	said := strings.Join(notes, "; ")
	if said != "" {
		said = " (" + said + ")"
	}
	switch s.Kind {
	case improvement.Money:
		return amountOf(s) + said
	case improvement.InKind:
		return "in kind, " + amountOf(s) + said
	}
	return amountOf(s) + " " + plainly(s.Kind) + said
}
