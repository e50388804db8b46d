package spc

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Sentence says a signal in plain words: what was seen, and whether that is the hoped-for
// way. It names no cause. The series is the one that was analysed; a day is named in the
// zone that its moment carries.
func (r Result) Sentence(s Series, g Signal) string {
	if g.Rule.Whole() {
		return r.seen(s, g) + r.weight(g)
	}
	return r.seen(s, g) + r.weight(g) + hope(g)
}

// seen tells what a signal is.
func (r Result) seen(s Series, g Signal) string {
	p := r.Phases[g.Phase]
	switch g.Rule {
	case Outside:
		return fmt.Sprintf("The value of %s is much %s than %s", day(s.Points[g.First].At), way(g, "higher", "lower"), p.usual(g, ""))
	case Trend:
		tally := r.tally(s, g)
		return fmt.Sprintf("The values of %s in a row only go %s%s", count(tally.part, r.spacing(s, g)),
			way(g, "up", "down"), tally.leaving("the same as the one before"))
	case TwoOfThree:
		return r.nearSentence(s, g)
	case Shift:
		tally := r.tally(s, g)
		return fmt.Sprintf("%s in a row %s the %s%s", count(tally.part, r.spacing(s, g)), way(g, "above", "below"),
			p.centreOf(g, r.centreWord()), tally.leaving("on it"))
	case ManyRuns:
		return r.crossings(p, "", "at most", p.MostRuns-1)
	case FewRuns:
		return r.crossings(p, "only ", "at least", p.FewestRuns-1)
	default:
		return r.crossings(p, "only ", "at least", p.FewestCrossings)
	}
}

// weight says that chance seldom brings a signal, or that it was held against too little to
// tell.
func (r Result) weight(g Signal) string {
	switch p := r.Phases[g.Phase]; {
	case !p.doubtful(g):
		return ": this is unlikely to be chance."
	case p.beyond(g):
		return ", but what was usual before rests on only " + count(p.Points, "point") + "."
	default:
		return ", but the limits rest on only " + count(p.Points, "point") + "."
	}
}

// doubtful tells that a signal was held against fewer points than its rule asks for: those
// of a frozen baseline that it reaches past, or those that set the limits.
func (p PhaseResult) doubtful(g Signal) bool {
	return p.Points < g.Rule.rests() && (p.beyond(g) || g.Rule.limited())
}

// limited tells that a rule looks at the limits.
func (r Rule) limited() bool { return r == Outside || r == TwoOfThree }

// crossings holds how often the line changes sides against what is usual.
func (r Result) crossings(p PhaseResult, only, bound string, usual int) string {
	how := "crosses the " + r.centreWord() + " " + only + times(p.Crossings)
	if p.Crossings == 0 {
		how = "never crosses the " + r.centreWord()
	}
	return fmt.Sprintf("The line %s in %s, where chance usually brings %s %s", how, count(p.Useful, "point"), bound, count(usual, "crossing"))
}

func (r Result) nearSentence(s Series, g Signal) string {
	t := r.tally(s, g)
	among := ""
	if t.apart > 0 {
		among = " of " + strconv.Itoa(t.part+t.apart)
	}
	return fmt.Sprintf("%d%s %ss in a row are well %s %s%s", t.part, among, r.spacing(s, g), way(g, "above", "below"),
		r.Phases[g.Phase].usual(g, "what "), tally{gaps: t.gaps}.leaving(""))
}

// tally counts the points between the first and the last of a signal.
type tally struct{ part, apart, gaps int }

func (r Result) tally(s Series, g Signal) tally {
	p := &r.Phases[g.Phase]
	var t tally
	for i, before := g.First, -1; i <= g.Last; i++ {
		switch {
		case s.Points[i].Missing:
			t.gaps++
			continue
		case g.Rule == Trend && before >= 0 && r.step(p, r.Values[before], r.Values[i]) == 0:
			t.apart++
		case r.bears(s, &g, i), g.Rule == TwoOfThree && r.outside(p, r.Values[i], r.Limits[i]) == int(g.Direction):
			t.part++
		default:
			t.apart++
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
	return ", leaving out " + and(parts)
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
	better, worse, doubtful := 0, 0, false
	for _, g := range r.Signals {
		switch g.Judgement {
		case Improvement:
			better++
		case Deterioration:
			worse++
		}
		doubtful = doubtful || r.Phases[g.Phase].doubtful(g)
	}
	what := count(len(r.Signals), "finding")
	if doubtful {
		what += " to look at"
	} else {
		what += " unlikely to be chance"
	}
	return what + ways(better, worse, len(r.Signals)-better-worse) + "."
}

// ways says how many findings are the hoped-for way; nothing where none has a way at all.
func ways(better, worse, neither int) string {
	switch all := better + worse + neither; {
	case better == 1 && all == 1:
		return ": it is the way you hope for"
	case worse == 1 && all == 1:
		return ": it is not the way you hope for"
	case better == all && all > 0:
		return ": all are the way you hope for"
	case worse == all && all > 0:
		return ": none is the way you hope for"
	case neither == all:
		return ""
	}
	var parts []string
	say := func(n int, what string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s %s", n, is(n), what))
		}
	}
	say(better, "the way you hope for")
	if better > 0 {
		say(worse, "not")
	} else {
		say(worse, "not the way you hope for")
	}
	switch {
	case neither == 1:
		parts = append(parts, "1 goes neither way")
	case neither > 1:
		parts = append(parts, strconv.Itoa(neither)+" go neither way")
	}
	return ": " + and(parts)
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
	needs := fmt.Sprintf(", and at least %d are needed", most.Needs)
	switch limited := most.Rule.limited(); {
	case p.Measured == 0:
		return "there are none yet" + needs
	case p.Points == 0:
		return "no point lies in the baseline"
	case p.Points < p.Measured && p.Points < most.Rule.rests():
		return fmt.Sprintf("what was usual before rests on %d, and at least %d are needed", p.Points, most.Rule.rests())
	case p.Measured < most.Needs:
		return fmt.Sprintf("there %s %d%s", is(p.Measured), p.Measured, needs)
	case limited && p.Flat:
		return "those that set the limits do not differ from one to the next"
	case limited:
		return of(most.Has, fmt.Sprintf("the %d that set the limits", p.Points), "stands", "stand") + " beside another without a gap between" + needs
	case most.Useful:
		return of(most.Has, strconv.Itoa(p.Measured), "lies", "lie") + " off the " + centre + needs
	default:
		return of(most.Has-1, strconv.Itoa(p.Measured), "differs", "differ") +
			fmt.Sprintf(" from the one before, and at least %d are needed", most.Needs-1)
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

// spacing is the word for the time between the points of a signal: day, week or month
// where all neighbours lie about so far apart, and point otherwise. Rare events (t, g) come
// when they come. Steps of four weeks are no months, though one may be as short.
func (r Result) spacing(s Series, g Signal) string {
	if rules := r.Options.Rules; rules == T || rules == G || g.Last == g.First {
		return "point"
	}
	average := s.Points[g.Last].At.Sub(s.Points[g.First].At) / time.Duration(g.Last-g.First)
	for _, unit := range []struct {
		noun        string
		least, most time.Duration
	}{
		{"day", 22 * time.Hour, 26 * time.Hour}, // clocks change
		{"week", 5 * 24 * time.Hour, 9 * 24 * time.Hour},
		{"month", 27 * 24 * time.Hour, 32 * 24 * time.Hour},
	} {
		fits := unit.noun != "month" || average >= 29*24*time.Hour
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

func is(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// of tells how many do something: "none of 20 lies", "1 of 13 lies", "9 of 22 lie".
func of(n int, all, does, do string) string {
	switch n {
	case 0:
		return "none of " + all + " " + does
	case 1:
		return "1 of " + all + " " + does
	}
	return strconv.Itoa(n) + " of " + all + " " + do
}

// and joins what is said of several: "a, b and c".
func and(parts []string) string {
	last := len(parts) - 1
	if last < 1 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
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
