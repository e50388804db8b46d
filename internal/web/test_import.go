package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"maps"
	"unicode/utf8"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
)

// importPage takes points from a spreadsheet's file: first it shows what was understood
// of the file, then it files it. The file itself travels with the page meanwhile, so that
// nothing is kept of one that is not imported.
type importPage struct {
	Name       string
	Files      field
	Sheet      string // the file, once it was looked at
	Understood []string
	New        []sheetPoint
	More       int
	Bad        []string
	Before     bool // this very file was imported before
	Skip       field
}

type sheetPoint struct{ Date, Value, Note string }

const (
	// maxSheet is the most bytes of a file of points: some hundred thousand rows.
	maxSheet = 4 << 20
	// maxImport is the most bytes of the form that carries it.
	maxImport = 8 << 20
	// pointsShown is how many points of a file its preview shows.
	pointsShown = 50

	sheetField = "sheet"
	skipField  = "skip"
)

var importPoints = func() asks {
	form := ofTest{
		template: "test-import", title: "Take points from a spreadsheet", send: "Look at the file",
		help:    "Save the sheet as CSV. You see what is understood before anything is filed, and what is on record already is left out.",
		offered: func(v *visit) improvement.TestCommand { return improvement.RecordPoints{Measure: v.measure()} },
		back:    toMeasure,
		fill: func(ctx context.Context, v *visit, p *testForm) error {
			of, err := v.importPage(ctx, p)
			p.Content = of
			if of.Sheet != "" && len(of.New) > 0 {
				p.Send = "File these points"
			}
			return err
		},
	}
	return asks{about: told{form.title, form.help}, page: form.page, do: form.importSheet}
}()

func (v *visit) importPage(ctx context.Context, p *testForm) (importPage, error) {
	m := p.Of.Measure(v.measure())
	if m.ID == "" {
		return importPage{}, improvement.ErrNotFound
	}
	of := importPage{
		Name:  v.words.Line(m.Name),
		Files: p.Form.Field(filesField, "The file", "Columns are found by their names: a date, and a value or what was counted of how many; a note if there is one. 4 MB at most."),
	}
	err := v.sentSheet(p.Form)
	content, _ := base64.StdEncoding.DecodeString(p.Form.values.Get(sheetField)) // what is no file shows as none
	var held intake.PointsImport
	if err == nil && len(content) > 0 {
		held, err = heldSheet(ctx, content, p.Of, m, intake.Reader{Sealer: unsealed{}, Author: "nobody"}, v)
	}
	if err != nil {
		if !p.Form.refused(v, onFile(err)) {
			return of, err
		}
		of.Files = p.Form.Field(filesField, of.Files.Label, of.Files.Hint)
		return of, nil
	}
	if len(content) == 0 {
		return of, nil
	}
	of.Sheet, of.Understood = p.Form.values.Get(sheetField), held.Understood()
	of.Before = p.Of.Imported(m.ID, hashOf(content))
	for i, point := range held.New {
		if i == pointsShown {
			of.More = len(held.New) - pointsShown
			break
		}
		of.New = append(of.New, sheetPoint{point.Date.Plain(), pointSays(point), point.Note.Sealed})
	}
	if bad := held.Err(); bad != nil {
		of.Bad = faultsOf(bad)
		of.Skip = p.Form.Field(skipField, "Leave these rows out, and take the others", "")
	}
	return of, nil
}

// faultsOf are the sentences of what is wrong with the rows of a file.
func faultsOf(err error) []string {
	var all *intake.Faults
	if !errors.As(err, &all) {
		if one, is := improvement.Refusal(err); is {
			return []string{one.Message}
		}
		return []string{err.Error()}
	}
	var says []string
	for _, one := range all.List {
		says = append(says, one.Message)
	}
	return says
}

func pointSays(p improvement.Point) string {
	switch {
	case p.Missing:
		return "nobody counted"
	case p.Numerator != nil && p.Denominator != nil:
		return improvement.Figure(*p.Numerator) + " of " + improvement.Figure(*p.Denominator)
	}
	return improvement.Figure(p.Value)
}

// unsealed keeps notes as they are, for a look at what a file says.
type unsealed struct{}

// Seal keeps the text.
func (unsealed) Seal(_ context.Context, _ string, author improvement.PersonID, text string) (improvement.Words, error) {
	return improvement.Words{By: author, Length: utf8.RuneCountInString(text), Sealed: text}, nil
}

func heldSheet(ctx context.Context, content []byte, t *improvement.TestOfChange, m improvement.Measure, r intake.Reader, v *visit) (intake.PointsImport, error) {
	read, err := r.PointsFile(ctx, content, m)
	if err != nil {
		return intake.PointsImport{}, err
	}
	return read.For(t, m.ID, v.Now())
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func (o ofTest) importSheet(ctx context.Context, v *visit, f *form) (string, error) {
	content, err := base64.StdEncoding.DecodeString(f.values.Get(sheetField))
	if err != nil || len(content) == 0 {
		return "", improvement.Refuse(improvement.Invalid, filesField, "Choose a file first.")
	}
	t, err := v.test(ctx, v.path("test"))
	if err != nil {
		return "", err
	}
	m := t.Measure(v.measure())
	held, err := heldSheet(ctx, content, t, m, v.reader(), v)
	if err != nil {
		return "", onFile(err)
	}
	bad := held.Err()
	switch {
	case len(held.New) == 0:
		v.say("There is nothing new in this file. Nothing was changed.")
		return o.goesOn(v), nil
	case bad != nil && f.value(skipField) == "":
		return "", improvement.Refuse(improvement.Invalid, skipField, "Some rows are not good. Put them right in the file, or say that they are left out.")
	}
	return o.goesOn(v), v.fileSheet(ctx, f, t, content, improvement.RecordPoints{Measure: m.ID, Points: held.New, File: hashOf(content)})
}

// fileSheet files the points. Nothing is stored of what would be refused.
func (v *visit) fileSheet(ctx context.Context, f *form, t *improvement.TestOfChange, content []byte, c improvement.RecordPoints) error {
	if _, err := t.Decide(c, v.who, v.Now()); err != nil {
		return err
	}
	if _, _, _, err := v.Blobs.Store(ctx, bytes.NewReader(content)); err != nil {
		return err
	}
	receipt, err := v.Sender.Test(ctx, v.path("test"), f.id(v), v.who.Person, c)
	if err != nil {
		return err
	}
	v.acknowledge(receipt, "Thank you. The points are on the chart.")
	return nil
}

// sentSheet takes a file that came with the form into it.
func (v *visit) sentSheet(f *form) error {
	sent, err := v.sentFiles()
	if err != nil || len(sent) == 0 {
		return err
	}
	if sent[0].Size > maxSheet {
		return improvement.Refuse(improvement.Invalid, filesField, "This file is larger than %d MB. Save only the sheet with the points.", maxSheet>>20)
	}
	content, err := readSent(sent[0])
	if err != nil {
		return err
	}
	f.values = maps.Clone(f.values)
	f.values.Set(sheetField, base64.StdEncoding.EncodeToString(content))
	f.values.Del(skipField)
	return nil
}

// onFile puts what is wrong with a file as a whole at its field.
func onFile(err error) error {
	refused, is := improvement.Refusal(err)
	if !is {
		return err
	}
	return improvement.Refuse(refused.Code, filesField, "%s", refused.Message)
}
