package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"unicode/utf8"

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
			"can be imported again.\n\n" +
			"Known names of columns, in any order, among others: date, day, week beginning; value, count, percent;\n" +
			"present, counted, numerator; out of, on roll, denominator; note. With 3/11/2026 the day comes first.",
		Args: cobra.ExactArgs(3),

		ValidArgsFunction: a.completeWithin(measuresOf, 2),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			if _, err := a.me(); err != nil && !preview {
				return err
			}
			content, err := a.readSheet(cmd.Context(), args[2])
			if err != nil {
				return err
			}
			sum := sha256.Sum256(content)
			s := sheet{testSubject(args[0]), improvement.MeasureID(args[1]), content, hex.EncodeToString(sum[:]), skipBad}
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

// held is the file against the test as it stands.
func (s sheet) held(ctx context.Context, r *assembly.Record, reader intake.Reader) (*improvement.TestOfChange, intake.PointsImport, error) {
	t, err := readTest(ctx, r, s.test)
	if err != nil {
		return nil, intake.PointsImport{}, err
	}
	if _, _, err := t.Chart(s.measure); err != nil {
		return nil, intake.PointsImport{}, err
	}
	file, err := reader.PointsFile(ctx, s.content, t.Measure(s.measure))
	if err != nil {
		return nil, intake.PointsImport{}, err
	}
	held, err := file.For(t, s.measure, r.Now())
	return t, held, err
}

// unsealed keeps notes as they are, for a look at what a file says.
type unsealed struct{}

func (unsealed) Seal(_ context.Context, _ string, author improvement.PersonID, text string) (improvement.Words, error) {
	return improvement.Words{By: author, Length: utf8.RuneCountInString(text), Sealed: text}, nil
}

func (unsealed) Open(_ context.Context, w improvement.Words) (string, error) { return w.Sealed, nil }

// previewSheet shows what would be imported, and what is wrong.
func (a *app) previewSheet(ctx context.Context, r *assembly.Record, s sheet) error {
	t, held, err := s.held(ctx, r, intake.Reader{Sealer: unsealed{}, Author: "nobody"})
	if err != nil {
		return err
	}
	a.words = newWords(ctx, unsealed{}, r)
	if err := a.print(held, func(p *page) {
		for _, line := range held.Understood() {
			p.printf("%s\n", line)
		}
		if t.Imported(s.measure, s.hash) && len(held.New) == 0 {
			p.printf("This very file was imported before: to import it again changes nothing.\n")
		}
		for _, point := range held.New {
			p.columns([]int{15, 14}, point.Date.Plain(), pointValue(point), a.words.line(point.Note))
		}
	}); err != nil {
		return err
	}
	room := t.HasRoom(len(held.New))
	if !s.skipBad {
		return errors.Join(held.Err(), room)
	}
	a.tellBad(held)
	return room
}

// tellBad names the rows that are left out.
func (a *app) tellBad(held intake.PointsImport) {
	if bad := held.Err(); bad != nil {
		a.tell("%v\nThese rows are left out.", bad)
	}
}

// importSheet files the points of a sheet. Nothing is stored of what would be refused.
func (a *app) importSheet(ctx context.Context, d *assembly.Desk, who improvement.Actor, s sheet) error {
	sent, err := a.sentBefore(ctx, d, s.test)
	if err != nil {
		return err
	}
	t, held, err := s.held(ctx, d.Record, intake.Reader{Sealer: d.Vault, Author: who.Person})
	if err != nil {
		return err
	}
	for _, line := range held.Understood() {
		a.tell("%s", line)
	}
	switch bad := held.Err(); {
	case sent: // the answer is on record, whatever the test and this file have come to since
		return a.sendSheet(ctx, d, s, held.New)
	case t.Imported(s.measure, s.hash) && len(held.New) == 0: // what else it says was put right since, or left out then
		return a.unchanged(t, "This very file was imported before. Nothing was changed.")
	case bad != nil && !s.skipBad:
		return errors.Join(bad, improvement.Refuse(improvement.Invalid, "file", "Nothing was imported. Put these rows right, or give --skip-bad to leave them out."))
	}
	a.tellBad(held)
	if len(held.New) == 0 {
		return a.unchanged(t, "There is nothing new in this file. Nothing was changed.")
	}
	if _, err := t.Decide(s.command(held.New), who, d.Now()); err != nil {
		return err
	}
	if _, _, _, err := d.Store.Store(ctx, bytes.NewReader(s.content)); err != nil {
		return err
	}
	return a.sendSheet(ctx, d, s, held.New)
}

func (s sheet) command(points []improvement.Point) improvement.RecordPoints {
	return improvement.RecordPoints{Measure: s.measure, Points: points, File: s.hash}
}

func (a *app) sendSheet(ctx context.Context, d *assembly.Desk, s sheet, points []improvement.Point) error {
	receipt, err := a.onTest(ctx, d, s.test.ID(), intake.Command{Test: s.command(points)})
	if err != nil {
		return err
	}
	return a.acknowledge(receipt)
}

// unchanged answers an import that there was nothing to do for.
func (a *app) unchanged(t *improvement.TestOfChange, why string) error {
	a.tell("%s", why)
	return a.print(workflows.Receipt{Subject: t.Subject(), Version: t.Version, Filed: true}, func(p *page) { p.printf("%s %d\n", t.Subject(), t.Version) })
}
