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
