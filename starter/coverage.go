package main

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/spf13/cobra"
)

func (a *app) coverageCommand() *cobra.Command {
	var lmg string
	cmd := &cobra.Command{
		Use:   "coverage",
		Short: "Show where strategic priorities are worked on, and where nothing happens",
		Long: "Show, for every strategic priority and every locality, the priorities that are agreed, the tests\n" +
			"of change that run, and those that were adopted or abandoned: and where nothing happens.",
		Args: cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				of := improvement.BodyID(lmg)
				if err := checkFilter(cmd.Context(), r, improvement.Filter{LMG: of}); err != nil {
					return err
				}
				found, err := r.Survey(cmd.Context(), of)
				if err != nil {
					return err
				}
				coverage := improvement.Cover(of, found)
				return a.print(coverage, func(p *page) { showCoverage(p, w, coverage) })
			})
		}),
	}
	cmd.Flags().StringVar(&lmg, "lmg", "", "of one LMG")
	a.suggestFromRecord(cmd, "lmg", lmgs)
	return cmd
}

// showCoverage writes a table for each LMG, and then in words where nothing happens.
func showCoverage(p *page, w *words, c improvement.Coverage) {
	lmgs := lmgsOf(c)
	if len(lmgs) == 0 {
		p.printf("There is nothing to show yet: no strategic priority, or no locality, is on record.\n")
		return
	}
	for i, lmg := range lmgs {
		if i > 0 {
			p.printf("\n")
		}
		p.row("", 0, w.Body(lmg))
		var bare []string
		for _, row := range c.Rows {
			cells := slices.DeleteFunc(slices.Clone(row.Cells), func(cell improvement.Cell) bool { return cell.LMG != lmg })
			if row.ID == "" && !slices.ContainsFunc(cells, func(cell improvement.Cell) bool { return !cell.Nothing() }) {
				continue // another LMG's own
			}
			if nowhere := showCoverageRow(p, w, strategicName(row), cells); nowhere != "" {
				bare = append(bare, nowhere)
			}
		}
		showBare(p, bare)
	}
}

func lmgsOf(c improvement.Coverage) []improvement.BodyID {
	var all []improvement.BodyID
	for _, row := range c.Rows {
		for _, cell := range row.Cells {
			if !slices.Contains(all, cell.LMG) {
				all = append(all, cell.LMG)
			}
		}
	}
	slices.Sort(all)
	return all
}

func strategicName(row improvement.CoverageRow) string {
	if row.Name == "" {
		return "(supports no strategic priority)"
	}
	return onOneLine(printable(row.Name))
}

// showCoverageRow writes one strategic priority, and gives the sentence of where nothing
// happens about it.
func showCoverageRow(p *page, w *words, name string, cells []improvement.Cell) string {
	p.heading(name)
	widths := []int{1, 22, 7, 8, 8, 10}
	p.columns(widths, "", "LOCALITY", " AGREED", " RUNNING", " ADOPTED", " ABANDONED", "")
	var nowhere []string
	for _, c := range cells {
		says := ""
		switch {
		case c.Nothing():
			says = "nothing happens"
			nowhere = append(nowhere, w.Body(c.Locality))
		case len(c.Agreed) > 0 && c.Running+c.Adopted+c.Abandoned == 0:
			says = "no test yet"
		}
		p.columns(widths, "", clip(w.Body(c.Locality), 22), right(len(c.Agreed), 7), right(c.Running, 8), right(c.Adopted, 8), right(c.Abandoned, 10), says)
	}
	if len(nowhere) == 0 {
		return ""
	}
	if len(nowhere) == len(cells) && len(cells) > 1 {
		return name + ": anywhere."
	}
	return name + ": " + strings.Join(nowhere, ", ") + "."
}

func showBare(p *page, bare []string) {
	if len(bare) == 0 {
		p.printf("\nSomething happens everywhere.\n")
		return
	}
	p.heading("Where nothing happens")
	for _, sentence := range bare {
		p.row("", 2, sentence)
	}
}

// right is a number at the right of a column; none is a dash.
func right(n, width int) string {
	text := "–"
	if n > 0 {
		text = strconv.Itoa(n)
	}
	return strings.Repeat(" ", max(0, width-widthOf(text))) + text
}
