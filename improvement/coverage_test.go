package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// county is two LMGs with three localities.
func county() Surveyed {
	return Surveyed{
		Strategic: []Strategic{{ID: "child-poverty", Name: "Tackling child poverty"}, {ID: "best-start", Name: "The best start in life"}},
		Localities: []Body{
			{ID: "forres", Parent: "west"}, {ID: "keith", Parent: east}, {ID: "buckie", Parent: east},
		},
		Priorities: []Priority{
			{ID: "hungry", LMG: east, Strategic: "tackling CHILD poverty"},
			{ID: "warm", LMG: east, Strategic: "child-poverty", Localities: []BodyID{"keith"}},
			{ID: "ended", LMG: east, Strategic: "child-poverty", Fate: Completed},
			{ID: "own", LMG: "west"},
			{ID: "theirs", LMG: "west", Strategic: "Their own plan"},
		},
		Tests: []TestsIn{
			{Priority: "hungry", Locality: "keith", Running: 2, Adopted: 1},
			{Priority: "ended", Locality: "keith", Abandoned: 1},
			{Priority: "ended", Locality: "buckie", Adopted: 3},
			{Priority: "own", Locality: "forres", Running: 1},
		},
	}
}

func TestCoverage(t *testing.T) {
	c := Cover("", county())
	var names []string
	for _, row := range c.Rows {
		names = append(names, row.ID+"|"+row.Name)
	}
	if !slices.Equal(names, []string{"child-poverty|Tackling child poverty", "best-start|The best start in life", "|Their own plan", "|"}) {
		t.Fatalf("the rows are %q", names)
	}
	for _, cell := range []struct {
		row      int
		locality BodyID
		lmg      BodyID
		agreed   []PriorityID
		counts   [3]int
		nothing  bool
	}{
		{0, "buckie", east, []PriorityID{"hungry"}, [3]int{0, 3, 0}, false},
		{0, "keith", east, []PriorityID{"hungry", "warm"}, [3]int{2, 1, 1}, false},
		{0, "forres", "west", nil, [3]int{}, true},
		{1, "keith", east, nil, [3]int{}, true},
		{2, "forres", "west", []PriorityID{"theirs"}, [3]int{}, false},
		{3, "forres", "west", []PriorityID{"own"}, [3]int{1, 0, 0}, false},
	} {
		i := slices.IndexFunc(c.Rows[cell.row].Cells, func(x Cell) bool { return x.Locality == cell.locality })
		got := c.Rows[cell.row].Cells[i]
		if got.LMG != cell.lmg || !slices.Equal(got.Agreed, cell.agreed) || [3]int{got.Running, got.Adopted, got.Abandoned} != cell.counts || got.Nothing() != cell.nothing {
			t.Errorf("%s in %s: %+v, want %+v", c.Rows[cell.row].Name, cell.locality, got, cell)
		}
	}
	if cells := c.Rows[0].Cells; cells[0].Locality != "buckie" || cells[2].Locality != "forres" {
		t.Errorf("the cells come as %+v", cells)
	}
}

// What is surveyed is counted once, however it comes.
func TestCoverageCountsEveryTestOnce(t *testing.T) {
	s := county()
	slices.Reverse(s.Priorities)
	slices.Reverse(s.Localities)
	slices.Reverse(s.Tests)
	running, adopted, abandoned := 0, 0, 0
	for _, row := range Cover("", s).Rows {
		for _, cell := range row.Cells {
			running, adopted, abandoned = running+cell.Running, adopted+cell.Adopted, abandoned+cell.Abandoned
		}
	}
	if running != 3 || adopted != 4 || abandoned != 1 {
		t.Errorf("%d running, %d adopted, %d abandoned", running, adopted, abandoned)
	}
	if none := Cover(east, Surveyed{}); none.LMG != east || none.Rows == nil {
		t.Errorf("of nothing: %+v", none)
	}
}
