package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/spf13/cobra"
)

// measureVerbs are what people do to the points of a measure.
func measureVerbs() []verb {
	return []verb{
		{use: "correct MEASURE DAY", short: "Put a point right; what it was and why are kept", command: "measure-correct", args: []string{"measure", "date"}, flags: []field{
			{name: "value", usage: "the right value"}, {name: "numerator", usage: "what was counted"}, {name: "denominator", usage: "of how many"},
			{name: "note", usage: "what was special about that day"},
			{name: "missing", usage: "nobody counted on that day: it is a gap", yes: true},
			{name: "remove", usage: "there should be no point of that day", yes: true}, reason("why it is corrected"),
		}},
		{use: "rebase MEASURE", short: "Begin another usual on a day, or freeze a baseline", command: "measure-rebase", args: []string{"measure"}, flags: []field{
			{name: "from", usage: "the first day of the new phase; left out: the first point"},
			{name: "baseline", usage: "freeze its middle and limits: the last day that they are worked out from"},
			{name: "undo", usage: "take the phase that begins there away again", yes: true}, reason("why"),
		}},
		{use: "talk TALK", short: "Say what you made of a signal", command: "measure-talk", args: []string{"talk"}, flags: []field{
			{name: "said", usage: "what you made of it"},
		}},
	}
}

func (a *app) measureCommand() *cobra.Command {
	measure := group("measure", "Points of a measure: chart, import, correct, rebase, talk about signals")
	for _, v := range measureVerbs() {
		verb := v.cobra(a, a.tests())
		verb.ValidArgsFunction = a.completeWithin(measuresOf, noFiles)
		switch v.command {
		case improvement.CorrectPoint{}.CommandName():
			verb.PreRunE = removedAlone
		case improvement.TalkAbout{}.CommandName():
			verb.ValidArgsFunction = a.completeWithin(talksOf, noFiles)
		}
		measure.AddCommand(verb)
	}
	measure.AddCommand(a.chartCommand(), a.importCommand(), a.pointsCommand())
	return measure
}

// removedAlone refuses a value for a day that is to have none.
func removedAlone(cmd *cobra.Command, _ []string) error {
	for _, flag := range []string{"value", "numerator", "denominator", "note", "missing"} {
		if cmd.Flags().Changed("remove") && cmd.Flags().Changed(flag) {
			return &deed{improvement.Refuse(improvement.Invalid, flag, "--remove takes the whole point out. Leave --%s away.", flag)}
		}
	}
	return nil
}

// measuresOf completes a measure of a test, talksOf what is still to be talked about.
func measuresOf(t *improvement.TestOfChange, w *words) (all []cobra.Completion) {
	for _, m := range t.Charter.Measures {
		all = append(all, cobra.CompletionWithDesc(string(m.ID), w.line(m.Name)))
	}
	return all
}

func talksOf(t *improvement.TestOfChange, w *words) (all []cobra.Completion) {
	for _, task := range t.Tasks() {
		if name := cobra.CompletionWithDesc(task.Item, w.line(task.What)); task.Kind == improvement.TaskTalk && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// pointsCommand lists the points of a measure with where each comes from.
func (a *app) pointsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "points TEST MEASURE",
		Short: "List the points of a measure: who filed each, when, from which file, and what it was before",
		Args:  cobra.ExactArgs(2),

		ValidArgsFunction: a.completeWithin(measuresOf, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				t, origins, err := originsOf(cmd.Context(), r, args[0], improvement.MeasureID(args[1]))
				if err != nil {
					return err
				}
				return a.print(origins, func(p *page) { showOrigins(p, w, t, improvement.MeasureID(args[1]), origins) })
			})
		}),
	}
}

func originsOf(ctx context.Context, r *assembly.Record, test string, m improvement.MeasureID) (*improvement.TestOfChange, []improvement.Origin, error) {
	t, err := readTest(ctx, r, testSubject(test))
	if err != nil {
		return nil, nil, err
	}
	if _, _, err := t.Chart(m); err != nil {
		return nil, nil, err
	}
	entries, err := r.Journal(ctx, t.Subject(), 0)
	if err != nil {
		return nil, nil, err
	}
	return t, improvement.Origins(entries, m), nil
}

func showOrigins(p *page, w *words, t *improvement.TestOfChange, m improvement.MeasureID, origins []improvement.Origin) {
	p.row("", 0, saysOf(t, m))
	for _, phase := range t.Phases(m) {
		by := fmt.Sprintf(", by %s on %s. ", w.Person(phase.By), improvement.DateOf(phase.At).Plain())
		p.row("Phase", labelWidth, phaseWords(phase)+by+w.line(phase.Reason))
	}
	if len(origins) == 0 {
		p.printf("There are no points yet.\n")
	}
	for _, o := range origins {
		value := pointValue(o.Point)
		if o.Removed {
			value = "taken out"
		}
		p.columns([]int{15, 14, 18, 15}, o.Date.Plain(), value, clip(w.Person(o.By), 18), improvement.DateOf(o.At).Plain(), fileWords(o.File))
		p.row("", 4, w.line(o.Note))
		for _, was := range o.Was {
			p.row("", 4, fmt.Sprintf("was %s until %s corrected it on %s: %s",
				pointValue(was.Point), w.Person(was.By), improvement.DateOf(was.At).Plain(), w.line(was.Reason)))
			if !was.Note.Empty() && was.Note != o.Note {
				p.row("", 4, "its note was: "+w.line(was.Note))
			}
		}
	}
}

func phaseWords(phase improvement.Phase) string {
	from := "from the first point"
	if phase.From != "" {
		from = "from " + phase.From.Plain()
	}
	if phase.Baseline != "" {
		from += ", its baseline frozen at " + phase.Baseline.Plain()
	}
	return from
}

// pointValue is a point's value, with the parts that it is made of: where they make
// it, it has decimals without end, of which four digits are shown.
func pointValue(p improvement.Point) string {
	switch {
	case p.Missing:
		return "gap"
	case p.Numerator != nil && p.Denominator != nil:
		return fmt.Sprintf("%s (%s/%s)", improvement.Figure(p.Value), number(*p.Numerator), number(*p.Denominator))
	}
	return number(p.Value)
}

// fileWords names a file by the beginning of its hash, as it is saved and journaled.
func fileWords(hash string) string {
	if hash == "" {
		return ""
	}
	return "file " + hash[:min(8, len(hash))]
}
