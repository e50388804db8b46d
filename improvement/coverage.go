package improvement

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Surveyed is what coverage is made of.
type Surveyed struct {
	Strategic  []Strategic
	Priorities []Priority // whatever became of them
	Localities []Body
	Tests      []TestsIn
}

// TestsIn counts the tests of change of one priority in one locality.
type TestsIn struct {
	Priority  PriorityID
	Locality  BodyID
	Running   int // neither adopted nor abandoned yet
	Adopted   int
	Abandoned int
}

// Surveyor counts what an LMG does where, or all of them where lmg is empty.
type Surveyor interface {
	Survey(ctx context.Context, lmg BodyID) (Surveyed, error)
}

// Coverage is strategic priorities by localities: what an LMG does about each in each
// place, and where nothing happens.
type Coverage struct {
	LMG  BodyID        `json:"lmg,omitempty"` // empty for all of them
	Rows []CoverageRow `json:"rows"`
}

// CoverageRow is one strategic priority in every locality.
type CoverageRow struct {
	ID    string `json:"id,omitempty"`   // empty where it is not on record
	Name  string `json:"name,omitempty"` // empty of priorities that support none
	Cells []Cell `json:"cells"`
}

// Cell is one strategic priority in one locality.
type Cell struct {
	LMG       BodyID       `json:"lmg"`
	Locality  BodyID       `json:"locality"`
	Agreed    []PriorityID `json:"agreed,omitempty"` // priorities in effect there
	Running   int          `json:"running,omitempty"`
	Adopted   int          `json:"adopted,omitempty"`
	Abandoned int          `json:"abandoned,omitempty"`
}

// Nothing tells that nothing happens there, and nothing ever came to an end there.
func (c Cell) Nothing() bool {
	return len(c.Agreed) == 0 && c.Running+c.Adopted+c.Abandoned == 0
}

// Cover sets out what was surveyed. Rows come in the order of their names, priorities
// that support no strategic one last; cells by LMG and locality.
func Cover(lmg BodyID, s Surveyed) Coverage {
	c := coverer{Surveyed: s, rows: map[string]*CoverageRow{}, tests: map[placeOf][]TestsIn{}}
	for _, t := range s.Tests {
		at := placeOf{t.Priority, t.Locality}
		c.tests[at] = append(c.tests[at], t)
	}
	c.Localities = slices.SortedFunc(slices.Values(s.Localities), func(a, b Body) int {
		return cmp.Or(cmp.Compare(a.Parent, b.Parent), cmp.Compare(a.ID, b.ID))
	})
	for _, one := range s.Strategic {
		c.row(one.ID)
	}
	for _, p := range s.Priorities {
		c.add(p)
	}
	all := Coverage{LMG: lmg, Rows: []CoverageRow{}}
	for _, row := range c.rows {
		all.Rows = append(all.Rows, *row)
	}
	slices.SortFunc(all.Rows, func(a, b CoverageRow) int {
		return cmp.Or(unnamedLast(a, b), cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return all
}

func unnamedLast(a, b CoverageRow) int {
	switch {
	case a.Name == b.Name || a.Name != "" && b.Name != "":
		return 0
	case a.Name == "":
		return 1
	}
	return -1
}

type placeOf struct {
	priority PriorityID
	locality BodyID
}

type coverer struct {
	Surveyed
	rows  map[string]*CoverageRow // by what strategicOf tells them apart by
	tests map[placeOf][]TestsIn
}

// row gives the row of a strategic priority, which a priority names by its identifier
// or its name.
func (c *coverer) row(text string) *CoverageRow {
	row := CoverageRow{Name: strings.TrimSpace(text)}
	for _, one := range c.Strategic {
		if one.ID == row.Name || strings.EqualFold(strings.TrimSpace(one.Name), row.Name) {
			row.ID, row.Name = one.ID, one.Name
			break
		}
	}
	key := cmp.Or(row.ID, "~"+strings.ToLower(row.Name)) // no identifier has that sign
	if c.rows[key] == nil {
		row.Cells = make([]Cell, len(c.Localities))
		for i, l := range c.Localities {
			row.Cells[i] = Cell{LMG: l.Parent, Locality: l.ID}
		}
		c.rows[key] = &row
	}
	return c.rows[key]
}

// add counts a priority, and the tests under it, where they are. One that ended has
// results yet.
func (c *coverer) add(p Priority) {
	row := c.row(p.Strategic)
	for i := range row.Cells {
		cell := &row.Cells[i]
		if cell.LMG == p.LMG && p.InEffect() && p.HoldsIn(cell.Locality) {
			cell.Agreed = append(cell.Agreed, p.ID)
		}
		for _, t := range c.tests[placeOf{p.ID, cell.Locality}] {
			cell.Running += t.Running
			cell.Adopted += t.Adopted
			cell.Abandoned += t.Abandoned
		}
	}
}
