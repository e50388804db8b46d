package assembly

import (
	"context"
	"errors"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/web"
)

// webDirectory keeps people and groups for the pages.
type webDirectory struct{ *Desk }

// HandOver hands everything of somebody over.
func (d webDirectory) HandOver(ctx context.Context, id improvement.CommandID, as improvement.PersonID, doc []byte) ([]improvement.SubjectID, error) {
	receipts, err := d.Desk.HandOver(ctx, id, as, doc)
	handed := make([]improvement.SubjectID, len(receipts))
	for i, r := range receipts {
		handed[i] = r.Subject
	}
	return handed, err
}

// PreviewSheet gives what a file would change, with the version of what is on record.
func (d webDirectory) PreviewSheet(ctx context.Context, as improvement.PersonID, sheet []byte) ([]web.DirectoryChange, error) {
	f := LoadFile{Content: sheet, Sheet: true}
	if err := d.Directory().MayLoad(ctx, as); err != nil {
		return nil, err
	}
	if err := f.Check(); err != nil {
		return nil, err
	}
	found, err := d.PreviewDirectory(ctx, as, f)
	if err != nil {
		return nil, err
	}
	changes := make([]web.DirectoryChange, len(found))
	for i, c := range found {
		version, _, err := d.State(ctx, c.Subject)
		if err != nil && !errors.Is(err, improvement.ErrNotFound) {
			return nil, err
		}
		changes[i] = web.DirectoryChange{Subject: c.Subject, Version: version, Joins: c.Joins, Leaves: c.Leaves}
		if c.Address != nil {
			changes[i].Address = &[2]string{c.Address.Was, c.Address.Now}
		}
	}
	return changes, nil
}

// LoadSheet loads a file.
func (d webDirectory) LoadSheet(ctx context.Context, as improvement.PersonID, sheet []byte) (int, error) {
	done, err := d.LoadDirectory(ctx, as, LoadFile{Content: sheet, Sheet: true})
	return done.Filed, err
}

// Load files a directory document.
func (d webDirectory) Load(ctx context.Context, as improvement.PersonID, doc []byte) error {
	_, err := d.LoadDirectory(ctx, as, LoadFile{Content: doc})
	return err
}
