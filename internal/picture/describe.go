package picture

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cairnqi/cairn/spc"
)

const longDay = "2 January 2006"

// Describe says in words what the chart shows: what was measured and when, the
// centre, and what the analysis found.
func (c Chart) Describe() string {
	c = c.sound()
	said := append([]string{c.extent(c.dots()), c.levels()}, c.findings()...)
	return strings.TrimSpace(strings.Join(said, " "))
}

// levels tells the numbers of the lines.
func (c Chart) levels() string {
	var out []string
	dots := c.dots()
	for _, e := range c.lineEntries(dots, c.valueAxis(dots, valueTicks)) {
		if e.line != carriedLine {
			out = append(out, sentence(e.words))
		}
	}
	return strings.Join(out, " ")
}

// sentence ends words with a full stop.
func sentence(words string) string {
	if words == "" || strings.ContainsAny(words[len(words)-1:], ".?!") || strings.HasSuffix(words, "…") {
		return words
	}
	return words + "."
}

// extent tells what was measured, and from when to when.
func (c Chart) extent(dots []dot) string {
	what := c.title()
	if unit := clean(c.Unit); unit != "" {
		what += " (" + unit + ")"
	}
	counted := len(dots)
	for _, d := range dots {
		if d.missing {
			counted--
		}
	}
	switch {
	case len(dots) == 0:
		return what + ": no points yet."
	case len(dots) == 1:
		return fmt.Sprintf("%s: 1 point, on %s.", what, dots[0].day.Format(longDay))
	}
	text := fmt.Sprintf("%s: %s from %s to %s", what, count(counted, "point", "points"),
		dots[0].day.Format(longDay), dots[len(dots)-1].day.Format(longDay))
	if gaps := len(dots) - counted; gaps > 0 {
		text += fmt.Sprintf(", and %s without a value", count(gaps, "date", "dates"))
	}
	return text + "."
}

// saidFindings is how many are told one by one, the newest.
const saidFindings = 12

// findings are what the analysis says, in its own words.
func (c Chart) findings() []string {
	if !c.read() {
		return nil
	}
	series := c.inLondon()
	out := []string{c.Result.Says(series)}
	signals := c.Result.Signals
	if earlier := len(signals) - saidFindings; earlier > 0 {
		out = append(out, fmt.Sprintf("The newest %d are told here.", saidFindings))
		signals = signals[earlier:]
	}
	for _, g := range signals {
		out = append(out, c.Result.Sentence(series, g))
	}
	return out
}

// read tells that there are points, and a result of them.
func (c Chart) read() bool { return c.Result.Options.Rules != "" && len(c.Series.Points) > 0 }

// inLondon is the series as people in Scotland date it: the analysis writes days of
// the zone that a moment is in.
func (c Chart) inLondon() spc.Series {
	s := c.Series
	s.Points = slices.Clone(s.Points)
	for i := range s.Points {
		s.Points[i].At = s.Points[i].At.In(london)
	}
	s.Phases = slices.Clone(s.Phases)
	for i := range s.Phases {
		s.Phases[i].From = s.Phases[i].From.In(london)
	}
	return s
}

// wholes are what the analysis says of the chart as a whole: its sum, and the
// findings that no point bears.
func (c Chart) wholes() []string {
	if !c.read() {
		return nil
	}
	series := c.inLondon()
	out := []string{c.Result.Says(series)}
	for _, g := range c.Result.Signals {
		if g.Rule.Whole() && len(out) < 4 {
			out = append(out, c.Result.Sentence(series, g))
		}
	}
	return out
}
