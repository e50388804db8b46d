package picture

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

// Open opens sealed words for display; it may give a word in place of what was erased.
type Open func(improvement.Words) string

// Rehearsing is the stamp of what is drawn from a rehearsal's record.
const Rehearsing = "This is a rehearsal. Nothing in it is real."

// OfMeasure is the chart of a measure of a test as it stands: its points with their
// notes, what they say, and where the cycles of the ramp were put to work. It fails
// with an *improvement.Error where the test has no such measure.
func OfMeasure(t *improvement.TestOfChange, id improvement.MeasureID, open Open) (Chart, error) {
	series, result, err := t.Chart(id)
	return chartOf(t, id, series, result, open), err
}

// OfPack is the chart of a measure as a panel was given it: t is the test at the
// version of the pack, and by what the pack's reading was read by.
func OfPack(t *improvement.TestOfChange, id improvement.MeasureID, by spc.Options, open Open) (Chart, error) {
	series, result, err := t.ChartBy(id, by)
	return chartOf(t, id, series, result, open), err
}

func chartOf(t *improvement.TestOfChange, id improvement.MeasureID, series spc.Series, result spc.Result, open Open) Chart {
	m := t.Measure(id)
	for i := range series.Points {
		series.Points[i].Note = open(t.PointsOf(id)[i].Note)
	}
	return Chart{
		Title: open(m.Name), Unit: open(m.Unit), Series: series, Result: result,
		Target: m.Target, Boundaries: boundariesOf(t, id, open),
	}
}

// boundariesOf are the days on which a cycle's change began to be tried, the one on
// which it was adopted or abandoned, and those that people set another usual by, with
// their reason.
func boundariesOf(t *improvement.TestOfChange, id improvement.MeasureID, open Open) []Boundary {
	var all []Boundary
	for _, p := range t.Phases(id) {
		if p.From != "" {
			all = append(all, Boundary{At: p.From.Morning(), Label: "New phase", Why: open(p.Reason)})
		}
	}
	for _, c := range t.Cycles {
		if !c.Agreed.IsZero() {
			all = append(all, Boundary{At: c.Agreed, Label: "Cycle " + strconv.Itoa(c.Number)})
		}
		if c.Decided == nil || c.Decided.Outcome != improvement.Agreed {
			continue
		}
		switch c.Act.Direction {
		case improvement.Adopt:
			all = append(all, Boundary{At: c.Decided.At, Label: "Adopted"})
		case improvement.Abandon:
			all = append(all, Boundary{At: c.Decided.At, Label: "Abandoned"})
		}
	}
	return all
}

// OfRamp is the ramp of a test as it stands.
func OfRamp(t *improvement.TestOfChange, open Open) Ramp {
	r := Ramp{Title: open(t.Charter.Title)}
	for i, c := range t.Cycles {
		current := i == len(t.Cycles)-1
		step := RampCycle{Number: c.Number, Outcomes: Outcomes(t, c, open), Began: c.Began, Decision: Ended(c, current), Current: current && !t.Closed()}
		if c.Plan != nil {
			step.Objective = open(c.Plan.Objective)
		}
		switch {
		case !current:
			step.Ended = t.Cycles[i+1].Began
		case c.Decided != nil:
			step.Ended = c.Decided.At
		default:
			step.Stage = string(t.Stage)
		}
		r.Cycles = append(r.Cycles, step)
	}
	return r
}

// mostOutcomes is how many outcomes a step of a ramp has room for.
const mostOutcomes = 6

// Outcomes says how a cycle's study marks each anticipated outcome, one on each line.
func Outcomes(t *improvement.TestOfChange, c improvement.Cycle, open Open) []string {
	if c.Study == nil {
		return nil
	}
	names := map[improvement.OutcomeID]string{}
	for _, o := range t.Outcomes() {
		names[o.ID] = o.Says(open)
	}
	var lines []string
	for i, m := range c.Study.Outcomes {
		if i == mostOutcomes {
			return append(lines, fmt.Sprintf("and %s more", count(len(c.Study.Outcomes)-i, "outcome", "outcomes")))
		}
		lines = append(lines, markWords[m.Mark]+": "+names[m.Outcome])
	}
	return lines
}

var markWords = map[improvement.OutcomeProgress]string{
	improvement.OutcomeEmerging: "Emerging", improvement.OutcomeAchieved: "Achieved", improvement.OutcomeNotSeen: "Not seen",
}

// Ended says how a cycle ended; of the current one what was proposed, if anything was.
func Ended(c improvement.Cycle, current bool) string {
	switch {
	case c.Act == nil:
		return ""
	case c.Decided != nil:
		return fmt.Sprintf("%s: %s, %s", c.Act.Direction, plainVerdict(c.Decided.Outcome), improvement.DateOf(c.Decided.At).Plain())
	case !current:
		return fmt.Sprintf("%s, as the LMG had granted", c.Act.Direction)
	}
	return "proposed to " + string(c.Act.Direction)
}

func plainVerdict(v improvement.Verdict) string { return strings.ReplaceAll(string(v), "-", " ") }
