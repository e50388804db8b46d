package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/workflows"
	"github.com/spf13/cobra"
)

// sheet is a file of points that is to be imported.
type sheet struct {
	test    improvement.SubjectID
	measure improvement.MeasureID
	content []byte
	hash    string
	skipBad bool
}

func (a *app) importCommand() *cobra.Command {
	var skipBad, preview bool
	cmd := &cobra.Command{
		Use:   "import TEST MEASURE FILE",
		Short: "Import points from a spreadsheet's CSV file",
		Long: "Import points from a spreadsheet's CSV file. Columns are found by their names: a date, and a value or\n" +
			"what was counted of how many; a note if there is one. Nothing is imported unless all rows are good,\n" +
			"or --skip-bad is given. Points that are on record already are left out, so that a file that grows\n" +
			"can be imported again.",
		Args: cobra.ExactArgs(3),

		ValidArgsFunction: a.completeFirst(improvement.KindTest, 2),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			s := sheet{test: testSubject(args[0]), measure: improvement.MeasureID(args[1]), skipBad: skipBad}
			var err error
			if s.content, err = a.readSheet(args[2]); err != nil {
				return err
			}
			sum := sha256.Sum256(s.content)
			s.hash = hex.EncodeToString(sum[:])
			if preview {
				return a.reading(cmd.Context(), func(r *assembly.Record, _ *words) error { return a.previewSheet(cmd.Context(), r, s) })
			}
			return a.acting(cmd.Context(), func(d *assembly.Desk, who improvement.Actor) error {
				return a.importSheet(cmd.Context(), d, who, s)
			})
		}),
	}
	cmd.Flags().BoolVar(&skipBad, "skip-bad", false, "import the good rows, and leave out those that are not")
	cmd.Flags().BoolVar(&preview, "preview", false, "only show what would be imported")
	return cmd
}

func (a *app) readSheet(name string) ([]byte, error) {
	in := a.in
	if name != "-" {
		f, err := open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	content, err := io.ReadAll(io.LimitReader(in, improvement.MaxFileSize+1))
	if err != nil {
		return nil, unreadable(name, err)
	}
	if len(content) > improvement.MaxFileSize {
		return nil, improvement.TooLarge("file")
	}
	return content, nil
}

// held is the file against the test as it stands. Notes are sealed by the reader's sealer.
func (s sheet) held(ctx context.Context, r *assembly.Record, read func(improvement.Measure) (intake.PointsFile, error)) (*improvement.TestOfChange, intake.PointsImport, error) {
	t, err := readTest(ctx, r, s.test)
	if err != nil {
		return nil, intake.PointsImport{}, err
	}
	if _, _, err := t.Chart(s.measure); err != nil {
		return nil, intake.PointsImport{}, err
	}
	file, err := read(t.Measure(s.measure))
	if err != nil {
		return nil, intake.PointsImport{}, err
	}
	held, err := file.For(t, s.measure, r.Now())
	return t, held, err
}

func (s sheet) checked(m improvement.Measure) (intake.PointsFile, error) {
	return intake.CheckPointsFile(s.content, m)
}

// previewSheet shows what would be imported, and what is wrong.
func (a *app) previewSheet(ctx context.Context, r *assembly.Record, s sheet) error {
	t, held, err := s.held(ctx, r, s.checked)
	if err != nil {
		return err
	}
	if err := a.print(held, func(p *page) {
		for _, line := range held.Understood() {
			p.printf("%s\n", line)
		}
		if t.Imported(s.measure, s.hash) {
			p.printf("This very file was imported before: to import it again changes nothing.\n")
		}
		for _, point := range held.New {
			p.columns([]int{16}, point.Date.Plain(), pointValue(point))
		}
	}); err != nil {
		return err
	}
	return held.Err()
}

// importSheet files the points of a sheet. Nothing is stored of what would be refused.
func (a *app) importSheet(ctx context.Context, d *assembly.Desk, who improvement.Actor, s sheet) error {
	sent, err := a.sentBefore(ctx, d, s.test)
	if err != nil {
		return err
	}
	t, held, err := s.held(ctx, d.Record, s.checked)
	if err != nil {
		return err
	}
	for _, line := range held.Understood() {
		a.tell("%s", line)
	}
	switch bad := held.Err(); {
	case sent: // the answer is on record, whatever the test has come to since
	case t.Imported(s.measure, s.hash):
		return a.unchanged(t, "This very file was imported before. Nothing was changed.")
	case bad != nil && !s.skipBad:
		return errors.Join(bad, improvement.Refuse(improvement.Invalid, "file", "Nothing was imported. Put these rows right, or give --skip-bad to leave them out."))
	case len(held.New) == 0:
		return a.unchanged(t, "There is nothing new in this file. Nothing was changed.")
	}
	command, err := s.command(ctx, d, who, sent)
	if err != nil {
		return err
	}
	if !sent {
		if _, err := t.Decide(command, who, d.Now()); err != nil {
			return err
		}
		if _, _, _, err := d.Store.Store(ctx, bytes.NewReader(s.content)); err != nil {
			return err
		}
	}
	receipt, err := a.onTest(ctx, d, t.Charter.ID, intake.Command{Test: command})
	if err != nil {
		return err
	}
	return a.acknowledge(receipt)
}

// command is the sheet as it is filed, its notes sealed. One that was sent before is
// answered from the record: then all its points may stand in it.
func (s sheet) command(ctx context.Context, d *assembly.Desk, who improvement.Actor, sent bool) (improvement.RecordPoints, error) {
	_, held, err := s.held(ctx, d.Record, func(m improvement.Measure) (intake.PointsFile, error) {
		return intake.Reader{Sealer: d.Vault, Author: who.Person}.PointsFile(ctx, s.content, m)
	})
	c := improvement.RecordPoints{Measure: s.measure, Points: held.New, File: s.hash}
	if sent {
		c.Points = nil
		for _, p := range held.Points {
			c.Points = append(c.Points, p.Point)
		}
	}
	return c, err
}

// unchanged answers an import that there was nothing to do for.
func (a *app) unchanged(t *improvement.TestOfChange, why string) error {
	a.tell("%s", why)
	return a.print(workflows.Receipt{Subject: t.Subject(), Version: t.Version, Filed: true}, func(p *page) { p.printf("%s %d\n", t.Subject(), t.Version) })
}
