package intake

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// PointsImport is a file of points held against the test that is to take them.
type PointsImport struct {
	PointsFile
	New   []improvement.Point `json:"new"`   // to be recorded
	Known int                 `json:"known"` // on record already, with the same value
	Left  int                 `json:"left"`  // put right on record since: left as they are there
}

// For holds the file against the test: what is there already is left out, and what the
// test would refuse becomes a bad row, named with its line.
func (f PointsFile) For(t *improvement.TestOfChange, id improvement.MeasureID, now time.Time) (PointsImport, error) {
	held := PointsImport{PointsFile: f}
	held.Bad = slices.Clone(f.Bad)
	held.Points, held.Gaps, held.First, held.Last = nil, 0, "", ""
	for _, p := range f.Points {
		taken, err := t.Takes(id, p.Point, now)
		var refused *improvement.Error
		switch {
		case errors.As(err, &refused):
			held.refuse(p.Line, refused)
			continue
		case err != nil:
			return PointsImport{}, err
		case taken == improvement.TakenKnown:
			held.Known++
		case taken == improvement.TakenLeft:
			held.Left++
		default:
			held.New = append(held.New, p.Point)
		}
		held.keep(p)
	}
	held.boundBad()
	return held, nil
}

// keep adds a good point.
func (f *PointsFile) keep(p FilePoint) {
	f.Points = append(f.Points, p)
	if p.Missing {
		f.Gaps++
	}
	if f.First == "" || p.Date < f.First {
		f.First = p.Date
	}
	f.Last = max(f.Last, p.Date)
}

// refuse makes a point a bad row, as the file's own are.
func (h *PointsImport) refuse(line int, refused *improvement.Error) {
	bad := faultAt(line, strings.TrimPrefix(refused.Field, "points."), "%s", refused.Message)
	bad.err.Code = refused.Code
	h.Bad = append(h.Bad, BadRow{line, bad.err})
}

// Understood tells in a few lines what was made of a file.
func (h PointsImport) Understood() []string {
	form := fmt.Sprintf("Read as %s, separated by %s, with its header on line %d.", h.Form.Encoding, h.Form.Separator, h.Form.Header)
	if h.Form.DecimalComma {
		form += " A comma in a number was read as the decimal point."
	}
	lines := []string{form}
	for _, c := range h.Columns {
		as := "is not used"
		if c.As != "" {
			as = "gives the " + c.As
		}
		lines = append(lines, fmt.Sprintf("Column %q %s.", c.Header, as))
	}
	if h.Form.Worked != "" {
		lines = append(lines, h.Form.Worked)
	}
	lines = append(lines, fmt.Sprintf("%s of points: %d new, %d on record already, %d not good.",
		rowsOf(h.Rows), len(h.New), h.Known, len(h.Bad)+h.BadMore))
	if len(h.Points) > 0 {
		lines = append(lines, fmt.Sprintf("They are of %s to %s.", h.First.Plain(), h.Last.Plain()))
	}
	if h.Gaps > 0 {
		lines = append(lines, fmt.Sprintf("On %d of these days nobody counted: they are kept as gaps.", h.Gaps))
	}
	if h.Left > 0 {
		lines = append(lines, fmt.Sprintf("%s of days that were corrected on record, or taken out: the record stays as it is.", rowsOf(h.Left)))
	}
	if h.Totals > 0 {
		lines = append(lines, fmt.Sprintf("%s at the end: worked out from the others, and left out.", rowsOf(h.Totals)))
	}
	if h.Ahead > 0 {
		lines = append(lines, fmt.Sprintf("%s at the end: a day and no number yet. Nothing is taken from there.", rowsOf(h.Ahead)))
	}
	return lines
}

func rowsOf(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}
