package assembly

import (
	"context"
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/steward"
)

// LoadFile is a file of the directory: a document, or a spreadsheet's CSV.
type LoadFile struct {
	Content []byte
	Sheet   bool
}

// Check refuses what is wrong with the file itself; no record is needed.
func (f LoadFile) Check() error {
	if f.Sheet {
		return intake.CheckDirectorySheet(f.Content)
	}
	return intake.CheckDirectory(f.Content)
}

// commands reads the file, sealing as it reads.
func (f LoadFile) commands(ctx context.Context, by improvement.PersonID, sealer improvement.Sealer, known intake.Known) ([]steward.Command, error) {
	reader := intake.Reader{Sealer: sealer, Author: by}
	if f.Sheet {
		read, err := reader.DirectorySheet(ctx, f.Content, known)
		return read.Commands(), err
	}
	read, err := reader.Directory(ctx, f.Content)
	return read.Commands(), err
}

// Loaded is what a load did, and who joined or left a body that was on record before.
type Loaded struct {
	steward.Loaded
	Members []steward.Change `json:"members,omitempty"`
}

// PartlyLoaded is the error of a load that was cut off: what was filed stays, and the same
// file again files the rest.
type PartlyLoaded struct{ Err error }

// Error returns what cut it off.
func (e *PartlyLoaded) Error() string { return e.Err.Error() }

// Unwrap gives what cut it off.
func (e *PartlyLoaded) Unwrap() error { return e.Err }

// LoadDirectory files a load file for somebody. Who may not load leaves nothing, not even keys for
// the people whom the file names.
func (r *Record) LoadDirectory(ctx context.Context, as improvement.PersonID, f LoadFile) (Loaded, error) {
	directory := r.Directory()
	if err := directory.MayLoad(ctx, as); err != nil {
		return Loaded{}, err
	}
	if _, err := f.commands(ctx, as, newGlass(r.Vault), directory); err != nil { // before a key is made
		return Loaded{}, err
	}
	commands, err := f.commands(ctx, as, r.Vault, directory)
	if err != nil {
		return Loaded{}, err
	}
	changes, err := directory.Preview(ctx, as, commands)
	if err != nil {
		return Loaded{}, err
	}
	done, err := directory.Load(ctx, as, commands)
	if err != nil {
		err = &PartlyLoaded{err}
	}
	return Loaded{done, changedMembers(changes)}, err
}

// PreviewDirectory gives what a load would change. Nothing is written, not even a key.
func (r *Record) PreviewDirectory(ctx context.Context, as improvement.PersonID, f LoadFile) ([]steward.Change, error) {
	directory := r.Directory()
	if err := directory.MayLoad(ctx, as); err != nil {
		return nil, err
	}
	through := newGlass(r.Vault)
	directory.Opener = through
	commands, err := f.commands(ctx, as, through, directory)
	if err != nil {
		return nil, err
	}
	return directory.Preview(ctx, as, commands)
}

// changedMembers leaves the bodies whose members change, without those that are new: all
// of theirs join.
func changedMembers(changes []steward.Change) []steward.Change {
	fresh := map[improvement.SubjectID]bool{}
	var members []steward.Change
	for _, c := range changes {
		fresh[c.Subject] = fresh[c.Subject] || c.New
		if len(c.Joins)+len(c.Leaves) > 0 && !fresh[c.Subject] {
			members = append(members, c)
		}
	}
	return members
}

// glass stands in for the vault where nothing may be written: what it seals only it can
// read. What is on record the vault opens.
type glass struct {
	improvement.Opener
	texts map[string]string
}

func newGlass(o improvement.Opener) *glass { return &glass{o, map[string]string{}} }

// Seal remembers the text.
func (g *glass) Seal(ctx context.Context, field string, author improvement.PersonID, text string) (improvement.Words, error) {
	words, err := intake.Measured(ctx, field, author, text)
	if err != nil || words.Empty() {
		return words, err
	}
	words.Sealed = fmt.Sprintf("glass %d", len(g.texts))
	g.texts[words.Sealed] = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	return words, nil
}

// Open gives the text of what this glass or the vault sealed.
func (g *glass) Open(ctx context.Context, w improvement.Words) (string, error) {
	if text, mine := g.texts[w.Sealed]; mine {
		return text, nil
	}
	return g.Opener.Open(ctx, w)
}
