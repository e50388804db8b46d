package picture

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestARampRises(t *testing.T) {
	place := map[string]element{}
	for _, e := range named(elements(t, ramp().SVG(Options{})), "text") {
		head, _, _ := strings.Cut(e.text, ",")
		place[head] = e
	}
	for _, pair := range [][2]string{{"Cycle 1", "Cycle 2"}, {"Cycle 2", "Cycle 3"}} {
		ax, ay, _ := places(place[pair[0]])
		bx, by, _ := places(place[pair[1]])
		if bx[0] <= ax[0] || by[0] >= ay[0] {
			t.Errorf("%s at %v %v, %s at %v %v", pair[0], ax, ay, pair[1], bx, by)
		}
	}
}

func TestARampSaysItsCyclesInOrder(t *testing.T) {
	got := ramp().Describe()
	at := -1
	for _, want := range []string{
		"Breakfast before school: 3 cycles.", "Cycle 1, 30 Nov 2026 to 15 Jan 2027: Find out whether",
		"Decision: agreed to adapt, 2 further cycles.", "Cycle 2, 18 Jan to 26 Feb 2027:", "Cycle 3, since 1 Mar 2027:", "Now: Do.",
	} {
		next := strings.Index(got, want)
		if next <= at {
			t.Errorf("%q comes at %d, after %d, in %q", want, next, at, got)
		}
		at = next
	}
}

func TestTheCurrentCycleStandsOutWithoutColour(t *testing.T) {
	current := 0
	for _, e := range elements(t, ramp().SVG(Options{})) {
		if e.name == "line" && e.own["stroke-width"] == "6" {
			current++
		}
	}
	if text := ramp().Text(80); current != 1 || strings.Count(text, "┃") != 3 {
		t.Errorf("%d heavy risers; %s", current, text)
	}
}

func TestEveryRampIsDrawnWithinItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom(words)
		r := Ramp{Title: word.Draw(t, "title"), Stamp: word.Draw(t, "stamp")}
		for i := range rapid.IntRange(0, 40).Draw(t, "cycles") {
			c := RampCycle{Number: i + 1, Objective: word.Draw(t, "objective"), Decision: word.Draw(t, "decision"), Stage: word.Draw(t, "stage"), Current: rapid.Bool().Draw(t, "current")}
			for range rapid.IntRange(0, 7).Draw(t, "outcomes") {
				c.Outcomes = append(c.Outcomes, word.Draw(t, "outcome"))
			}
			if rapid.Bool().Draw(t, "begun") {
				c.Began = on(2027, 1, 1).AddDate(0, i, 0)
				c.Ended = c.Began.Add(time.Duration(rapid.IntRange(0, 500).Draw(t, "days")) * 24 * time.Hour)
			}
			r.Cycles = append(r.Cycles, c)
		}
		o := Options{Width: rapid.SampledFrom([]int{0, 320, 720}).Draw(t, "width")}
		all, err := walk(r.SVG(o))
		if err != nil {
			t.Fatalf("not well-formed: %v", err)
		}
		checkBare(t.Errorf, all)
		checkPlaces(t.Errorf, all)
		if _, err := walk(r.Document(o)); err != nil {
			t.Errorf("the document: %v", err)
		}
		for line := range strings.Lines(r.Text(80)) {
			if terminal.width(strings.TrimSuffix(line, "\n")) > 80 {
				t.Errorf("too wide: %q", line)
			}
		}
	})
}

func TestARampWithoutCycles(t *testing.T) {
	r := Ramp{Title: "A test"}
	if got := r.Describe(); got != "A test: no cycle yet." {
		t.Errorf("described as %q", got)
	}
	for _, text := range []string{string(r.SVG(Options{})), r.Text(80)} {
		if !strings.Contains(text, "No cycle yet") {
			t.Errorf("not said: %s", text)
		}
	}
}

// The page of a ramp says each cycle beside the drawing, for those who do not see it.
func TestRampPage(t *testing.T) {
	r := Ramp{Title: "Breakfast <club>", Cycles: []RampCycle{
		{Number: 1, Objective: "Do they come?", Decision: "adapt: agreed"}, {Number: 2, Objective: "Do friends help?", Stage: "do", Current: true},
	}}
	page := string(r.Page(Options{}))
	for _, want := range []string{"<h1 dir=\"auto\">Breakfast &lt;club&gt;</h1>", "<li>Cycle 1: Do they come? Decision: adapt: agreed.</li>", "<li>Cycle 2: Do friends help? Now: do.</li>", "<svg"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if strings.Contains(page, "style=") || strings.Contains(page, "<script") {
		t.Error("the page has what a strict policy refuses")
	}
}
