package intake

import (
	"context"
	"errors"
	"maps"
	"net/mail"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// Known is what a file of people or bodies may rest on: what is on record already.
type Known interface {
	// Body gives a body on record, zero where there is none.
	Body(ctx context.Context, id improvement.BodyID) (improvement.Body, error)
	// OnRecord tells whether a person is on record.
	OnRecord(ctx context.Context, id improvement.PersonID) (bool, error)
}

// maxDirectoryRows is the most rows of a file of people or bodies.
const maxDirectoryRows = 10_000

var directorySheet = sheetOf{"the sheet with the people or bodies", "id,name,email,body,role, and below it a line for each person"}

// What a column of people or bodies may hold, by the names that people give to it. A
// file with a kind is one of bodies.
var (
	peopleColumns = map[string]string{
		"id": "id", "identifier": "id", "person": "id", "name": "name", "full name": "name",
		"email": "email", "e mail": "email", "email address": "email", "address": "email",
		"under 16": "under_16", "named adult": "named_adult",
		"body": "body", "group": "body", "role": "role",
	}
	bodyColumns = map[string]string{
		"id": "id", "identifier": "id", "body": "id", "kind": "kind", "name": "name",
		"parent": "parent", "lmg": "parent", "under": "parent",
	}
)

// DirectorySheet reads a spreadsheet's CSV file of people with their roles, or of
// bodies, as Directory reads a document. A person has as many rows as roles; what is
// said of them stands on one, or alike on all. Who has nothing but roles in the file is
// on record already. The members of a body that the file names are replaced by those in
// the file. Every fault is told with its row.
//
// known may be nil, where there is no record yet: then nothing on record is named.
func (r Reader) DirectorySheet(ctx context.Context, content []byte, known Known) (Directory, error) {
	text, _, err := csvText(content, directorySheet)
	if err != nil {
		return Directory{}, err
	}
	s, err := findDirectory(text)
	if err != nil {
		return Directory{}, err
	}
	s.ctx, s.known, s.page = ctx, known, newPage(ctx, r.Sealer, "")
	var d Directory
	if s.columns["kind"] > 0 {
		d = s.bodies()
	} else {
		d = s.people()
	}
	if s.page.broken != nil {
		return Directory{}, s.page.broken
	}
	d.sort()
	return d, faultsError(s.faults)
}

// CheckDirectorySheet refuses what DirectorySheet would refuse without knowing the
// record, and seals nothing.
func CheckDirectorySheet(content []byte) error {
	_, err := Reader{Sealer: lengths{}}.DirectorySheet(context.Background(), content, nil)
	return err
}

// directoryRows is a file of people or bodies as it is being read.
type directoryRows struct {
	ctx     context.Context
	known   Known // nil: nothing is
	page    *page
	columns map[string]int // from 1; 0: there is none
	rows    []directoryRow
	faults  []fault
}

// directoryRow is one row: its line, and its cells by what they hold.
type directoryRow struct {
	line  int
	cells map[string]string
}

func (s *directoryRows) fault(line int, field, format string, args ...any) {
	if len(s.faults) < maxCounted {
		s.faults = append(s.faults, faultAt(line, field, format, args...))
	}
}

// refused keeps a refusal with its row; any other error is not the file's fault.
func (s *directoryRows) refused(line int, err error) {
	refusal, ok := improvement.Refusal(err)
	switch {
	case err == nil:
	case ok:
		s.fault(line, refusal.Field, "%s", refusal.Message)
	case errors.Is(err, improvement.ErrErased):
		s.fault(line, "id", "This person was erased from the record. Take the row out; somebody who comes back gets an identifier of their own.")
	case s.page.broken == nil:
		s.page.broken = err
	}
}

// findDirectory finds the header, the first row with something in it, by whatever parts
// its cells best, and reads the rows below.
func findDirectory(text string) (*directoryRows, error) {
	start := table{rest: text, line: 1}
	told, err := start.toldSeparator()
	if err != nil {
		return nil, err
	}
	var best row
	var below table
	for _, sep := range separators {
		if told != 0 && told != sep.mark {
			continue
		}
		t := start
		t.separator = sep.mark
		r, more := t.next()
		for more && isBlank(r) {
			r, more = t.next()
		}
		if more && r.width > best.width {
			best, below = r, t
			best.cells = slices.Clone(r.cells)
		}
	}
	s := &directoryRows{}
	if err := s.readHeader(best); err != nil {
		return nil, err
	}
	return s, s.readRows(below, len(best.cells))
}

func (s *directoryRows) readHeader(h row) error {
	names := make([]string, len(h.cells))
	for i, cell := range h.cells {
		names[i] = columnWords(strings.TrimSpace(cell))
	}
	as := peopleColumns
	if slices.Contains(names, "kind") {
		as = bodyColumns
	}
	s.columns = map[string]int{}
	for i, name := range names {
		what, is := as[name]
		switch {
		case name == "":
		case !is:
			s.fault(h.line, "", "The column %q is not known here.%s", clip(h.cells[i]), didYouMean(name, slices.Sorted(maps.Keys(as))))
		case s.columns[what] > 0:
			s.fault(h.line, "", "Two columns may be the %s. Keep one.", strings.ReplaceAll(what, "_", " "))
		default:
			s.columns[what] = i + 1
		}
	}
	for _, need := range map[bool][]string{true: {"id", "kind", "name"}, false: {"id"}}[s.columns["kind"] > 0] {
		if s.columns[need] == 0 {
			s.fault(h.line, "", "No column is named %s. For people name id, name, email, under 16, named adult, body and role; for bodies id, kind, name and parent.", need)
		}
	}
	if (s.columns["body"] > 0) != (s.columns["role"] > 0) {
		s.fault(h.line, "", "A role needs its body: name both columns, body and role, or neither.")
	}
	return faultsError(s.faults)
}

func (s *directoryRows) readRows(t table, width int) error {
	for r, more := t.next(); more; r, more = t.next() {
		if isBlank(r) {
			continue
		}
		if len(s.rows) == maxDirectoryRows {
			return badFile("This file has more than %d rows. Split it up, one group after the other.", maxDirectoryRows)
		}
		full := slices.ContainsFunc(r.cells[min(width, len(r.cells)):], func(cell string) bool { return strings.TrimSpace(cell) != "" })
		switch {
		case r.torn:
			s.fault(r.line, "", "%s", tornRow)
			continue
		case full || r.width > maxColumns:
			s.fault(r.line, "", "This row has %d cells, and the header %d. Put quotation marks around a text with a %s in it.", r.width, width, separatorName(t.separator))
			continue
		}
		read := directoryRow{line: r.line, cells: map[string]string{}}
		for what, column := range s.columns {
			if column > 0 && column <= len(r.cells) {
				read.cells[what] = strings.TrimSpace(r.cells[column-1])
			}
		}
		s.rows = append(s.rows, read)
	}
	if len(s.rows) == 0 && len(s.faults) == 0 {
		return badFile("There is nothing below the header. Give a line for each person or body.")
	}
	return nil
}

// bodies reads a file of bodies.
func (s *directoryRows) bodies() Directory {
	var d Directory
	lines := map[improvement.BodyID]int{}
	coming := map[improvement.BodyID]improvement.Body{}
	var read []improvement.Body
	for _, r := range s.rows {
		b := improvement.Body{
			ID: improvement.BodyID(r.cells["id"]), Kind: improvement.BodyKind(strings.ReplaceAll(strings.ToLower(r.cells["kind"]), " ", "-")),
			Name: r.cells["name"], Parent: improvement.BodyID(r.cells["parent"]),
		}
		if at := lines[b.ID]; at > 0 {
			s.fault(r.line, "id", "%q stands on line %d already. Give each its own identifier.", clip(string(b.ID)), at)
			continue
		}
		lines[b.ID], coming[b.ID] = r.line, b
		read = append(read, b)
	}
	for _, b := range read {
		c := improvement.RecordBody{Body: b}
		if _, err := c.Decide(improvement.Actor{}, true); err != nil { // who may load is asked elsewhere
			s.refused(lines[b.ID], err)
			continue
		}
		s.refused(lines[b.ID], s.checkPlace(b, coming))
		d.Bodies = append(d.Bodies, c)
	}
	return d
}

// checkPlace refuses a parent that is neither here nor on record, or no LMG, and
// another kind than on record.
func (s *directoryRows) checkPlace(b improvement.Body, coming map[improvement.BodyID]improvement.Body) error {
	was, err := s.bodyOnRecord(b.ID)
	if err != nil {
		return err
	}
	parent, here := coming[b.Parent]
	if b.Parent != "" && !here {
		if parent, err = s.bodyOnRecord(b.Parent); err != nil {
			return err
		}
		if parent.Kind == "" && s.known == nil {
			return nil // not known yet
		}
		if parent.Kind == "" {
			return improvement.Refuse(improvement.NotFound, "parent", "%q is neither in this file nor on record.", clip(string(b.Parent)))
		}
	}
	return b.CheckPlace(was, parent)
}

func (s *directoryRows) bodyOnRecord(id improvement.BodyID) (improvement.Body, error) {
	if s.known == nil || id == "" {
		return improvement.Body{}, nil
	}
	return s.known.Body(s.ctx, id)
}

// isAddress tells whether a cell is an email address and nothing else.
func isAddress(text string) bool {
	address, err := mail.ParseAddress(text)
	return err == nil && address.Address == text
}

// Measured checks a text as the vault does and gives its length, sealing nothing: for a
// look at what a file would change.
func Measured(ctx context.Context, field string, author improvement.PersonID, text string) (improvement.Words, error) {
	return lengths{}.Seal(ctx, field, author, text)
}
