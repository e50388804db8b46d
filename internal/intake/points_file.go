package intake

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// How many bad rows of one file are told, and how many it may have: with more it is
// refused, which bounds the work that a file can ask for.
const (
	maxBadRows = 20
	mostBad    = 10_000
)

// PointsFile is what was understood of a file of points. Every row below the header
// that is not blank is either a point, a gap among them, a bad row, ahead of what was
// counted, or a total at the end: Rows = len(Points) + len(Bad) + BadMore + Ahead + Totals.
type PointsFile struct {
	Points []FilePoint `json:"points"` // the good rows, in the file's order
	Gaps   int         `json:"gaps"`   // how many of Points are days on which nobody counted

	Bad      []BadRow `json:"bad,omitempty"`       // the first bad rows, by line; at most twenty
	BadMore  int      `json:"bad_more,omitempty"`  // bad rows beyond those
	BadLines []int    `json:"bad_lines,omitempty"` // the lines of those, in order

	Ahead  int `json:"ahead,omitempty"`  // rows at the end that have a day and no numbers yet
	Totals int `json:"totals,omitempty"` // rows at the end that are worked out from the others

	Rows    int              `json:"rows"`            // all rows below the header but blank ones
	First   improvement.Date `json:"first,omitempty"` // of Points, by date; empty without any
	Last    improvement.Date `json:"last,omitempty"`
	Columns []Column         `json:"columns"` // those that have a name
	Form    FileForm         `json:"form"`
}

// BadRow is a row that is no point, named with its line in the sentence too.
type BadRow struct {
	Line int `json:"line"`
	*improvement.Error
}

// FilePoint is a point with the line of the file on which its row begins.
type FilePoint struct {
	Line int `json:"line"`
	improvement.Point
}

// Column is what a column was taken for.
type Column struct {
	Header string `json:"header"`       // as written, clipped
	As     string `json:"as,omitempty"` // date, value, numerator, denominator or note; empty: not used
}

// FileForm is how a file is written.
type FileForm struct {
	Encoding     string `json:"encoding"`                // UTF-8, UTF-8 with a byte order mark, UTF-16 or Windows-1252
	Separator    string `json:"separator"`               // comma, semicolon or tab
	DecimalComma bool   `json:"decimal_comma,omitempty"` // 87,5 was read as 87.5
	Header       int    `json:"header"`                  // the line of the header; what stands above was left out
	Worked       string `json:"worked,omitempty"`        // the sentence that says how values are worked out; empty where all are read
}

// Err is what is wrong with the bad rows: nil where there are none, an
// *improvement.Error where there is one, or *Faults.
func (f PointsFile) Err() error {
	switch {
	case len(f.Bad) == 0:
		return nil
	case len(f.Bad) == 1 && f.BadMore == 0:
		return f.Bad[0].Error
	}
	all := &Faults{More: f.BadMore, Lines: f.BadLines}
	for _, bad := range f.Bad {
		all.List = append(all.List, bad.Error)
	}
	return all
}

// boundBad puts the bad rows in order, and keeps only the lines of those beyond twenty.
func (f *PointsFile) boundBad() {
	slices.SortStableFunc(f.Bad, func(a, b BadRow) int { return cmp.Compare(a.Line, b.Line) })
	if len(f.Bad) <= maxBadRows {
		return
	}
	lines := slices.Clone(f.BadLines)
	for _, bad := range f.Bad[maxBadRows:] {
		lines = append(lines, bad.Line)
	}
	slices.Sort(lines)
	f.BadMore += len(f.Bad) - maxBadRows
	f.Bad, f.BadLines = slices.Clone(f.Bad[:maxBadRows]), lines
}

// PointsFile reads a spreadsheet's CSV file of the points of one measure, and seals
// their notes.
//
// Columns are found by their names, in any order, within the first 20 lines. Rows of a
// day and nothing else, below the last row with a number, are days that were written in
// beforehand: they are counted as ahead, and are no gaps. A total or an average below
// all numbers is left out and counted; one among them is a bad row.
//
// Where the measure is a proportion or a rate, its values are worked out from numerator
// and denominator, which must be there. Any other measure needs a value; where it is
// empty, or there is no column of that name, it is 100 times numerator / denominator
// where both are there, and the form says so. A numerator alone is the value.
//
// A file that is no table, has no header, writes the month before the day twice, or holds
// more points than a test may have or more than 10,000 bad rows is refused as a whole,
// with an *improvement.Error. Other rows that are wrong are not: they are
// listed, and it is for the caller to go on without them. An error of the Sealer comes
// back as it is.
func (r Reader) PointsFile(ctx context.Context, content []byte, m improvement.Measure) (PointsFile, error) {
	file, notes, err := readPoints(content, m)
	if err != nil {
		return PointsFile{}, err
	}
	for i, note := range notes {
		if strings.TrimSpace(note) == "" {
			continue
		}
		point := &file.Points[i]
		if point.Note, err = r.Sealer.Seal(ctx, noteColumn, r.Author, note); err == nil {
			continue
		}
		if refusal, ok := improvement.Refusal(err); ok {
			err = faultAt(point.Line, noteColumn, "%s", refusal.Message).err
		}
		return PointsFile{}, err
	}
	return file, nil
}

// CheckPointsFile reads as PointsFile does and seals nothing, for a look at what would
// be understood: of the notes there is only their length.
func CheckPointsFile(content []byte, m improvement.Measure) (PointsFile, error) {
	return Reader{Sealer: lengths{}}.PointsFile(context.Background(), content, m)
}

// readPoints reads the whole file. notes are those of the points, in the clear: they
// are sealed once it is known that the file can be read.
func readPoints(content []byte, m improvement.Measure) (file PointsFile, notes []string, err error) {
	text, encoded, err := csvText(content, pointsSheet)
	if err != nil {
		return PointsFile{}, nil, err
	}
	h, t, err := findTable(text, m)
	if err != nil {
		return PointsFile{}, nil, err
	}
	p := newPointsReader(h, t.separator, m)
	if err := p.readAll(t); err != nil {
		return PointsFile{}, nil, err
	}
	p.file.Form.Encoding = encoded
	return p.file, p.notes, nil
}
