package spc

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const unlikely = ": this is unlikely to be chance."

// Sentence says a signal in plain words: what was seen, and whether that is the hoped-for
// way. It names no cause. The series is the one that was analysed.
func (r Result) Sentence(s Series, g Signal) string {
	p := r.Phases[g.Phase]
	switch g.Rule {
	case Outside:
		return fmt.Sprintf("The value of %s is much %s than %s", day(s.Points[g.First].At), way(g, "higher", "lower"), p.usual(g, "")) +
			unlikely + hope(g)
	case Trend:
		return r.trendSentence(s, g)
	case TwoOfThree:
		return r.nearSentence(s, g)
	case Shift:
		return r.shiftSentence(s, g)
	case FewRuns:
		return fmt.Sprintf("Only %s on one side of the %s in %s, where chance usually brings at least %d",
			count(p.Runs, "stretch"), r.centreWord(), count(p.Useful, "point"), p.FewestRuns) + unlikely
	case ManyRuns:
		return fmt.Sprintf("The line crosses the %s %s in %s, where chance usually brings at most %d",
			r.centreWord(), times(p.Crossings), count(p.Useful, "point"), p.MostRuns-1) + unlikely
	default:
		return fmt.Sprintf("The line crosses the %s only %s in %s, where chance usually brings at least %d",
			r.centreWord(), times(p.Crossings), count(p.Useful, "point"), p.FewestCrossings) + unlikely
	}
}

func (r Result) shiftSentence(s Series, g Signal) string {
	tally := r.tally(s, g)
	return fmt.Sprintf("%s in a row %s the %s%s%s", s.count(tally.part, g), way(g, "above", "below"),
		r.Phases[g.Phase].centreOf(g, r.centreWord()), tally.leaving("on it"), unlikely) + hope(g)
}

func (r Result) trendSentence(s Series, g Signal) string {
	tally := r.tally(s, g)
	return fmt.Sprintf("The values of %s in a row only go %s%s%s", s.count(tally.part, g),
		way(g, "up", "down"), tally.leaving("the same as the one before"), unlikely) + hope(g)
}

func (r Result) nearSentence(s Series, g Signal) string {
	tally := r.tally(s, g)
	among := ""
	if all := tally.part + tally.apart; all > tally.part {
		among = " of " + strconv.Itoa(all)
	}
	noun := s.spacing(g)
	return fmt.Sprintf("%d%s %ss in a row are well %s %s%s", tally.part, among, noun, way(g, "above", "below"),
		r.Phases[g.Phase].usual(g, "what "), unlikely) + hope(g)
}

// tally counts the points between the first and the last of a signal.
type tally struct{ part, apart, gaps int }

func (r Result) tally(s Series, g Signal) tally {
	a := analysis{Result: &r, series: s}
	p := phase{PhaseResult: &r.Phases[g.Phase], a: &a}
	var t tally
	for i, before := g.First, -1; i <= g.Last; i++ {
		switch {
		case s.Points[i].Missing:
			t.gaps++
			continue
		case !a.bears(&p, &g, i), g.Rule == Trend && before >= 0 && r.Values[i] == r.Values[before]:
			t.apart++
		default:
			t.part++
		}
		before = i
	}
	return t
}

// leaving says what lies between and does not count.
func (t tally) leaving(apart string) string {
	var parts []string
	if t.apart > 0 {
		parts = append(parts, strconv.Itoa(t.apart)+" "+apart)
	}
	if t.gaps > 0 {
		parts = append(parts, strconv.Itoa(t.gaps)+" without a value")
	}
	if len(parts) == 0 {
		return ""
	}
	return ", leaving out " + strings.Join(parts, " and ")
}

// beyond tells that a signal reaches past a frozen baseline: that there is a before.
func (p PhaseResult) beyond(g Signal) bool { return p.Frozen && g.Last > p.Baseline }

func (p PhaseResult) usual(g Signal, what string) string {
	if p.beyond(g) {
		return what + "was usual before"
	}
	return "usual"
}

func (p PhaseResult) centreOf(g Signal, word string) string {
	if p.beyond(g) {
		return word + " of what was usual before"
	}
	return word
}

func (r Result) centreWord() string {
	if r.Options.Rules.median() {
		return "middle"
	}
	return "average"
}

func way(g Signal, up, down string) string {
	if g.Direction == Up {
		return up
	}
	return down
}

// hope says whether a direction is the hoped-for one.
func hope(g Signal) string {
	switch g.Judgement {
	case Improvement:
		return " It is the way you hope for."
	case Deterioration:
		return " It is not the way you hope for."
	}
	return " Whether it is good is for people to say."
}

// Says sums up in plain words: what is too few, that nothing is unusual, or how many
// findings there are. The series is the one that was analysed.
func (r Result) Says(s Series) string {
	short := r.shortfall(s)
	switch r.Verdict {
	case Signaled:
		return r.findings() + short
	case Quiet:
		return "Nothing unusual: chance alone can bring what these points show."
	default:
		return strings.TrimPrefix(short, " ")
	}
}

func (r Result) findings() string {
	better, worse, open := 0, 0, 0
	for _, g := range r.Signals {
		switch g.Judgement {
		case Improvement:
			better++
		case Deterioration:
			worse++
		default:
			open++
		}
	}
	var b strings.Builder
	b.WriteString(count(len(r.Signals), "finding"))
	b.WriteString(" unlikely to be chance")
	separator := ": "
	for _, part := range []struct {
		n    int
		what string
	}{{better, "the hoped-for way"}, {worse, "not the hoped-for way"}, {open, "neither way"}} {
		if part.n > 0 && open < len(r.Signals) {
			fmt.Fprintf(&b, "%s%d %s", separator, part.n, part.what)
			separator = ", "
		}
	}
	return b.String() + "."
}

// shortfall says of the last phase with too few points what it has and needs; nothing
// where all have enough.
func (r Result) shortfall(s Series) string {
	for i := len(r.Phases) - 1; i >= 0; i-- {
		if p := r.Phases[i]; !p.Enough() {
			return " Too few points to say" + s.span(r, i) + ": " + p.lacks(r.centreWord()) + "."
		}
	}
	return ""
}

// lacks tells of the rule that wants most.
func (p PhaseResult) lacks(centre string) string {
	var most Check
	for _, c := range p.Checks {
		if !c.Enough() && c.Needs > most.Needs {
			most = c
		}
	}
	switch {
	case p.Measured == 0:
		return fmt.Sprintf("there are none yet, and at least %d are needed", most.Needs)
	case p.Measured < most.Needs:
		return fmt.Sprintf("there %s, and at least %d are needed", areIs(p.Measured), most.Needs)
	case most.Useful:
		return fmt.Sprintf("%d of %d lie off the %s, and at least %d are needed", most.Has, p.Measured, centre, most.Needs)
	case most.Rule == Trend:
		return fmt.Sprintf("%d of %d differ from the one before, and at least %d are needed", most.Has-1, p.Measured, most.Needs-1)
	default:
		return fmt.Sprintf("what was usual before rests on %d, and at least %d are needed", most.Has, most.Needs)
	}
}

// span names the days of a phase where there are several.
func (s Series) span(r Result, i int) string {
	switch last := len(r.Phases) - 1; {
	case last == 0:
		return ""
	case i == 0:
		return " before " + day(s.Phases[1].From)
	case i < last:
		return " from " + day(s.Phases[i].From) + " and before " + day(s.Phases[i+1].From)
	default:
		return " from " + day(s.Phases[i].From) + " on"
	}
}

// count writes a number of points by the time between them: "8 weeks", "1 point".
func (s Series) count(n int, g Signal) string { return count(n, s.spacing(g)) }

// spacing is the word for the time between the points of a signal: day, week or month
// where all neighbours lie about so far apart, and point otherwise.
func (s Series) spacing(g Signal) string {
	for _, unit := range []struct {
		noun        string
		least, most time.Duration
	}{
		{"day", 22 * time.Hour, 26 * time.Hour}, // clocks change
		{"week", 5 * 24 * time.Hour, 9 * 24 * time.Hour},
		{"month", 27 * 24 * time.Hour, 32 * 24 * time.Hour},
	} {
		fits := g.Last > g.First
		for i := g.First + 1; i <= g.Last && fits; i++ {
			apart := s.Points[i].At.Sub(s.Points[i-1].At)
			fits = unit.least <= apart && apart <= unit.most
		}
		if fits {
			return unit.noun
		}
	}
	return "point"
}

// count writes a number with its noun: "1 week", "2 stretches".
func count(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "ch"):
		return strconv.Itoa(n) + " " + noun + "es"
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

func areIs(n int) string {
	if n == 1 {
		return "is 1"
	}
	return "are " + strconv.Itoa(n)
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return strconv.Itoa(n) + " times"
}

func day(t time.Time) string { return t.Format("2 January 2006") }
