package picture

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

// journaled is the test of a golden journal, whose words are sealed as "sealed:…".
func journaled(t *testing.T, name string) *improvement.TestOfChange {
	t.Helper()
	text, err := os.ReadFile("../../improvement/testdata/journals/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var golden struct {
		State json.RawMessage `json:"state"`
	}
	if err := json.Unmarshal(text, &golden); err != nil {
		t.Fatal(err)
	}
	test, err := improvement.RestoreTest(golden.State)
	if err != nil {
		t.Fatal(err)
	}
	return test
}

func opened(w improvement.Words) string { return strings.TrimPrefix(w.Sealed, "sealed:") }

// A test's chart has its words, its points and what they say, read by its rule set.
func TestTheChartOfAMeasure(t *testing.T) {
	test := journaled(t, "measures")
	c, err := OfMeasure(test, "attendance", opened)
	if err != nil {
		t.Fatal(err)
	}
	if c.Title != "Monday attendance" || c.Unit != "%" || c.Result.Options.Rules != spc.P || len(c.Series.Points) != 14 {
		t.Errorf("drawn is %q in %q by %s, %d points", c.Title, c.Unit, c.Result.Options.Rules, len(c.Series.Points))
	}
	if signals := c.Result.Signals; len(signals) != 1 || signals[0].First != 12 {
		t.Errorf("its signals are %+v", signals)
	}
	older, _ := spc.P.Options()
	older.Baseline = 3
	if p, err := OfPack(test, "attendance", older, opened); err != nil || p.Result.Options != older {
		t.Errorf("a pack's chart is read by %+v, %v", p.Result.Options, err)
	}
	if _, err := OfMeasure(test, "joy", opened); err == nil {
		t.Error("a measure that there is not is drawn")
	}
}

// Dates on the chart are those of the cycles, and of the phases with their reasons.
func TestDatesOnTheChart(t *testing.T) {
	test := journaled(t, "test-of-change")
	c, err := OfMeasure(test, "attendance", opened)
	if err != nil {
		t.Fatal(err)
	}
	var labels []string
	for _, b := range c.Boundaries {
		labels = append(labels, b.Label)
	}
	if !slices.Equal(labels, []string{"Cycle 1", "Cycle 2", "Cycle 3", "Adopted"}) {
		t.Errorf("the dates are %q", labels)
	}
	test.Series[0].Phases = []improvement.Phase{{From: "2026-02-01", Reason: improvement.Words{Sealed: "sealed:Another bus"}}}
	if c, err = OfMeasure(test, "attendance", opened); err != nil || !strings.Contains(string(c.Page(Options{})), "New phase</span>: <span dir=\"auto\">Another bus") {
		t.Errorf("the page does not say why a phase began: %v", err)
	}
}

// A ramp has each cycle with what was decided, and where the last one stands.
func TestTheRampOfATest(t *testing.T) {
	r := OfRamp(journaled(t, "test-of-change"), opened)
	if len(r.Cycles) < 3 || r.Title != "Breakfast club" {
		t.Fatalf("the ramp is %+v", r)
	}
	first, second, last := r.Cycles[0], r.Cycles[1], r.Cycles[len(r.Cycles)-1]
	if first.Decision != "adapt: agreed, Mon 2 Mar 2026" || second.Decision != "adapt, as the LMG had granted" || first.Ended.IsZero() {
		t.Errorf("the first cycles are %+v and %+v", first, second)
	}
	if !strings.HasPrefix(last.Decision, "adopt: agreed") || last.Current {
		t.Errorf("the last one is %+v", last)
	}
}

// Each step of the ramp says how its study saw the outcomes, the chosen and the written.
func TestTheRampShowsHowOutcomesMoved(t *testing.T) {
	r := OfRamp(journaled(t, "agreement"), opened)
	if first := r.Cycles[0].Outcomes; len(first) != 4 || first[0] != "Not seen: People are heard" || first[1] != "Not seen: calmer mornings" {
		t.Errorf("the first cycle shows %q", first)
	}
	for name, text := range map[string]string{"text": r.Text(80), "drawing": string(r.SVG(Options{})), "words": r.Describe()} {
		if !strings.Contains(text, "Achieved: People are heard") {
			t.Errorf("the %s does not show it:\n%s", name, text)
		}
	}
}
