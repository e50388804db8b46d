package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/picture"
	"github.com/spf13/cobra"
)

// columns is how wide a chart in a terminal is.
const columns = 80

// drawn is a picture in the forms that it is given out in.
type drawn struct {
	text string
	svg  func(picture.Options) []byte
	page func(picture.Options) []byte
	data any // as JSON
}

// drawingOutputs are what a drawing is given out as.
const drawingOutputs = "table, json, or a file that ends in .svg, .html or .txt"

// drawing is what the flags of a command that draws ask for. Its --output names a file
// as well: that is what one wants of a picture.
type drawing struct {
	output string
	width  int
}

func drawingFlags(cmd *cobra.Command) *drawing {
	d := &drawing{}
	cmd.Flags().StringVarP(&d.output, "output", "o", "table", drawingOutputs)
	cmd.Flags().IntVar(&d.width, "width", 0, fmt.Sprintf("width of the drawing in a file, %d to %d; 480 if left out", picture.NarrowestWidth, picture.WidestWidth))
	cmd.PreRunE = func(*cobra.Command, []string) error { return d.check() }
	return d
}

// check refuses what nothing can be drawn as, before anything is read.
func (d *drawing) check() error {
	if !slices.Contains([]string{"table", "json"}, d.output) && !slices.Contains([]string{".svg", ".html", ".txt"}, d.ending()) {
		return fmt.Errorf("--output %q is not known: use %s", d.output, drawingOutputs)
	}
	if d.width != 0 && (d.width < picture.NarrowestWidth || d.width > picture.WidestWidth) {
		return &deed{improvement.Refuse(improvement.Invalid, "width", "%d is no width for a drawing. Give a number from %d to %d.", d.width, picture.NarrowestWidth, picture.WidestWidth)}
	}
	return nil
}

func (d *drawing) ending() string { return strings.ToLower(filepath.Ext(d.output)) }

func (a *app) chartCommand() *cobra.Command {
	var approval string
	cmd := &cobra.Command{
		Use:   "chart TEST MEASURE",
		Short: "Draw the chart of a measure, here or into a file",
		Long: "Draw the chart of a measure, here or into a file: a run chart or control chart by the measure's rule\n" +
			"set, with its signals, notes and the cycles of the test. With --pack it is as the panel was given it.",
		Args: cobra.ExactArgs(2),

		ValidArgsFunction: a.completeWithin(measuresOf, noFiles),
	}
	flags := drawingFlags(cmd)
	cmd.Flags().StringVar(&approval, "pack", "", "as it was in the pack of an approval: TEST, or TEST/2 for the second")
	register(cmd, "pack", func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return a.completeFirst(improvement.KindApproval, noFiles)(cmd, nil, "")
	})
	cmd.RunE = tried(func(cmd *cobra.Command, args []string) error {
		return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
			of := chartOfNow
			if approval != "" {
				of = chartOfPack(approval)
			}
			chart, reading, err := of(cmd.Context(), r, w, args[0], improvement.MeasureID(args[1]))
			if err != nil {
				return err
			}
			chart.Stamp = strings.TrimSpace(chart.Stamp + " " + stampOf(r))
			return a.give(drawn{chart.Text(columns), chart.Document, chart.Page, reading}, flags)
		})
	})
	return cmd
}

func (a *app) rampCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "ramp TEST",
		Short: "Draw the cycles of a test as rising steps, here or into a file",
		Args:  cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindTest, noFiles),
	}
	flags := drawingFlags(cmd)
	cmd.RunE = tried(func(cmd *cobra.Command, args []string) error {
		return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
			t, err := readTest(cmd.Context(), r, testSubject(args[0]))
			if err != nil {
				return err
			}
			ramp := picture.OfRamp(t, w.line)
			ramp.Stamp = stampOf(r)
			return a.give(drawn{ramp.Text(columns), ramp.Document, ramp.Page, t.Cycles}, flags)
		})
	})
	return cmd
}

// stampOf marks what is drawn from a training record.
func stampOf(r *assembly.Record) string {
	if r.Time.Rehearsing() {
		return picture.Rehearsing
	}
	return ""
}

// charting gives the chart of a measure, and what its points say.
type charting func(ctx context.Context, r *assembly.Record, w *words, test string, m improvement.MeasureID) (picture.Chart, improvement.Reading, error)

// chartOfNow is of the test as it stands.
func chartOfNow(ctx context.Context, r *assembly.Record, w *words, test string, m improvement.MeasureID) (picture.Chart, improvement.Reading, error) {
	t, err := readTest(ctx, r, testSubject(test))
	if err != nil {
		return picture.Chart{}, improvement.Reading{}, err
	}
	chart, err := picture.OfMeasure(t, m, w.line)
	if err != nil {
		return picture.Chart{}, improvement.Reading{}, err
	}
	reading, err := t.Reading(m)
	return chart, reading, err
}

// chartOfPack is of the test as it was when the pack of an approval was frozen, read by
// the conventions of that time.
func chartOfPack(approval string) charting {
	return func(ctx context.Context, r *assembly.Record, w *words, test string, m improvement.MeasureID) (picture.Chart, improvement.Reading, error) {
		a, err := readApproval(ctx, r, approval)
		if err != nil {
			return picture.Chart{}, improvement.Reading{}, err
		}
		if a.Of != testSubject(test) {
			return picture.Chart{}, improvement.Reading{}, improvement.Refuse(improvement.Invalid, "pack", "%s is about another test. Name an approval of %s.", approval, test)
		}
		entries, err := r.Journal(ctx, a.Of, 0)
		if err != nil {
			return picture.Chart{}, improvement.Reading{}, err
		}
		t, err := improvement.TestAt(entries, a.Pack.Version)
		if err != nil {
			return picture.Chart{}, improvement.Reading{}, err
		}
		reading, err := a.Pack.Reading(t, m)
		if err != nil {
			return picture.Chart{}, improvement.Reading{}, err
		}
		chart, err := picture.OfPack(t, m, reading.Options, w.line)
		chart.Stamp = "As the LMG was given it on " + improvement.DateOf(a.FirstOpened()).Plain() + "."
		return chart, reading, err
	}
}

// give prints a picture, or writes it to the file that is named, over one that is there.
func (a *app) give(d drawn, flags *drawing) error {
	var content []byte
	switch o := (picture.Options{Width: flags.width}); flags.ending() {
	case ".svg":
		content = d.svg(o)
	case ".html":
		content = d.page(o)
	case ".txt":
		content = []byte(d.text)
	default:
		a.output = flags.output
		return a.print(d.data, func(p *page) { p.printf("%s", d.text) })
	}
	if err := os.WriteFile(flags.output, content, 0o600); err != nil {
		var path *os.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return improvement.Refuse(improvement.Invalid, "output", "%s cannot be written: %v. Name another file, or make its folder first.", printable(flags.output), err)
	}
	a.tell("Wrote %s.", printable(flags.output))
	return nil
}
