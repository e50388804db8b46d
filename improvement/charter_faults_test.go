package improvement_test

import (
	"fmt"
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestAllThatIsWrongWithACharterIsNamedAtOnce(t *testing.T) {
	c := lawfulCharter()
	if faults := c.Faults(monday); len(faults) > 0 {
		t.Fatalf("a lawful charter: %v", faults[0])
	}
	c.Title, c.Aim.ByWhen, c.Kind = Words{}, "2026-02-01", ""
	c.Measures = append(slices.Clone(c.Measures), Measure{ID: "x", Kind: Outcome, Better: Higher})
	c.Costs = append(slices.Clone(c.Costs), Cost{Kind: InKind})
	c.Outcomes = append(slices.Clone(c.Outcomes), AnticipatedOutcome{})
	var fields []string
	for _, f := range c.Faults(monday) {
		fields = append(fields, f.Field)
	}
	n, m := entryField("measures", len(c.Measures), "name"), entryField("costs", len(c.Costs), "note")
	if want := []string{"kind", "title", "aim.by_when", "outcomes", n, m}; !slices.Equal(fields, want) {
		t.Errorf("got faults of %v, want %v", fields, want)
	}
	c.Measures = nil
	if faults := c.Faults(monday); !slices.ContainsFunc(faults, func(f *Error) bool { return f.Field == "measures" }) {
		t.Error("a charter without a measure is told of none")
	}
}

func TestTwoMeasuresOfOneNameAreToldApart(t *testing.T) {
	c := lawfulCharter()
	c.Measures = append(slices.Clone(c.Measures), c.Measures[0])
	faults := c.Faults(monday)
	if len(faults) != 1 || faults[0].Field != entryField("measures", len(c.Measures), "name") {
		t.Errorf("got %v", faults)
	}
}

func entryField(list string, n int, name string) string {
	return fmt.Sprintf("%s[%d].%s", list, n, name)
}
