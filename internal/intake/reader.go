package intake

import (
	"context"

	"gopkg.in/yaml.v3"

	"github.com/cairnqi/cairn/improvement"
)

// Reader reads the documents of one person. A document that is wrong is refused
// with an *improvement.Error, or with *Faults where more than one thing is; any
// other error is the Sealer's, and the document may be right.
type Reader struct {
	Sealer improvement.Sealer
	Author improvement.PersonID // whose words they are
}

// Charter reads what a Locality Wellbeing Officer launches.
func (r Reader) Charter(ctx context.Context, doc []byte) (improvement.Charter, error) {
	return read(ctx, r, doc, charter)
}

// Plan reads the Plan part of the worksheet.
func (r Reader) Plan(ctx context.Context, doc []byte) (improvement.Plan, error) {
	return read(ctx, r, doc, plan)
}

// FinishDo reads how Do went.
func (r Reader) FinishDo(ctx context.Context, doc []byte) (improvement.FinishDo, error) {
	return read(ctx, r, doc, finishDo)
}

// Study reads the Study part of the worksheet.
func (r Reader) Study(ctx context.Context, doc []byte) (improvement.Study, error) {
	return read(ctx, r, doc, study)
}

// Act reads the Act part of the worksheet.
func (r Reader) Act(ctx context.Context, doc []byte) (improvement.Act, error) {
	return read(ctx, r, doc, act)
}

// Points reads a batch of points of one measure.
func (r Reader) Points(ctx context.Context, doc []byte) (improvement.RecordPoints, error) {
	return read(ctx, r, doc, points)
}

// Evidence reads an observation or another item. Its files were stored before;
// its ID is empty where the document names none.
func (r Reader) Evidence(ctx context.Context, doc []byte, files ...improvement.File) (improvement.Evidence, error) {
	e, err := read(ctx, r, doc, evidence)
	e.Files = files
	return e, err
}

// Vote reads a member's vote.
func (r Reader) Vote(ctx context.Context, doc []byte) (improvement.CastVote, error) {
	return read(ctx, r, doc, vote)
}

// Minute reads a decision taken in a meeting.
func (r Reader) Minute(ctx context.Context, doc []byte) (improvement.Minute, error) {
	return read(ctx, r, doc, minute)
}

// read reads one document as one form.
func read[T any](ctx context.Context, r Reader, doc []byte, as func(*form) T) (T, error) {
	var none T
	node, err := parse(doc)
	if err != nil {
		return none, err
	}
	return fill(newPage(ctx, r.Sealer, ""), "", r.Author, node, as)
}

// fill reads one form of a page and gives what is wrong with the page.
func fill[T any](p *page, path string, author improvement.PersonID, node *yaml.Node, as func(*form) T) (T, error) {
	var none T
	f := p.form(path, author, node)
	result := as(f)
	f.close()
	if err := p.err(); err != nil {
		return none, err
	}
	return result, nil
}
