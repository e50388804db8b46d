package spc_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/spc"
)

// week is the Monday of a week of the series.
func week(i int) time.Time { return time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 7*i) }

// gap is a week in which nobody counted.
var gap = math.NaN()

// weekly is a value a week; gap is a missing one.
func weekly(values ...float64) spc.Series {
	var s spc.Series
	for i, v := range values {
		s.Points = append(s.Points, spc.Point{At: week(i), Value: v, Missing: math.IsNaN(v)})
	}
	return s
}

// counted is a numerator a week, of one denominator.
func counted(denominator float64, numerators ...float64) spc.Series {
	s := weekly(numerators...)
	for i := range s.Points {
		s.Points[i].Numerator, s.Points[i].Denominator = s.Points[i].Value, denominator
	}
	return s
}

// repeat writes a pattern n times.
func repeat(n int, pattern ...float64) []float64 {
	var all []float64
	for range n {
		all = append(all, pattern...)
	}
	return all
}

func join(parts ...[]float64) []float64 {
	var all []float64
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func optionsOf(t testing.TB, rules spc.RuleSet) spc.Options {
	t.Helper()
	o, err := rules.Options()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func analysed(t testing.TB, s spc.Series, o spc.Options) spc.Result {
	t.Helper()
	r, err := spc.Analyse(s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// brief writes the signals as "shift 3-9 up better".
func brief(r spc.Result) string {
	var all []string
	for _, g := range r.Signals {
		text := fmt.Sprintf("%s %d-%d %s", g.Rule, g.First, g.Last, map[spc.Direction]string{spc.Up: "up", spc.Down: "down", spc.Level: "level"}[g.Direction])
		if g.Judgement != spc.Unjudged {
			text += " " + string(g.Judgement)
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

// marks writes a letter a point: O, T, 2, S, or a dot; small where it points down.
func marks(r spc.Result) string {
	letters := map[spc.Rule]string{spc.Outside: "O", spc.Trend: "T", spc.TwoOfThree: "N", spc.Shift: "S", "": "."}
	var b strings.Builder
	for _, m := range r.Marks {
		if m.Direction == spc.Down {
			b.WriteString(strings.ToLower(letters[m.Rule]))
			continue
		}
		b.WriteString(letters[m.Rule])
	}
	return b.String()
}

// frozen reads a series by the rule set with a baseline of the first points.
func frozen(t testing.TB, rules spc.RuleSet, baseline int, s spc.Series) spc.Result {
	t.Helper()
	o := optionsOf(t, rules)
	o.Baseline = baseline
	return analysed(t, s, o)
}

func TestSignals(t *testing.T) {
	usual := repeat(5, 4, 6)                        // ten weeks about a median and a mean of 5
	calm := []float64{4, 4, 6, 6, 4, 4, 6, 6, 4, 6} // with as many runs as chance brings
	for _, c := range []struct {
		name     string
		rules    spc.RuleSet
		baseline int
		values   []float64
		signals  string
		marks    string
	}{
		{"six in a row above are a shift", spc.IHI2011, 10, join(calm, []float64{7, 6, 7, 6, 7, 6}),
			"shift 9-15 up", ".........SSSSSSS"},
		{"five are none", spc.IHI2011, 10, join(calm, []float64{4, 7, 6, 7, 6, 7, 4}), "", "................."},
		{"points on the median are skipped, neither breaking nor counted", spc.IHI2011, 10,
			join(calm, []float64{4, 7, 6, 5, 7, 6, 5, 7, 6, 4}), "shift 11-18 up", "...........SS.SS.SS."},
		{"a gap neither breaks nor counts", spc.IHI2011, 10,
			join(calm, []float64{4, 7, 6, gap, 7, 6, 7, 6, 4}), "shift 11-17 up", "...........SS.SSSS."},
		{"five rising are a trend", spc.IHI2011, 10, join(calm, []float64{1, 3, 5, 7, 9, 4}),
			"trend 10-14 up", "..........TTTTT."},
		{"four are none", spc.IHI2011, 10, join(calm, []float64{3, 3.5, 7, 8, 4}), "", "..............."},
		{"equal neighbours count once", spc.IHI2011, 10, join(calm, []float64{1, 3, 3, 5, 5, 7, 4}), "", "................."},
		{"and do not break", spc.IHI2011, 10, join(calm, []float64{1, 3, 3, 5, 5, 7, 9, 9, 4}),
			"trend 10-16 up", "..........TTTTTTT.."},
		{"falling", spc.IHI2011, 10, join(calm, []float64{9, 8, 7, 3, 1, 8}), "trend 10-14 down", "..........ttttt."},
		{"too few runs", spc.IHI2011, 0, repeat(1, 1, 2, 1, 2, 1, 9, 8, 9, 8, 9), "too-few-runs 0-9 level", ".........."},
		{"too many runs", spc.IHI2011, 0, usual, "too-many-runs 0-9 level", ".........."},
		{"a long run by Anhøj", spc.Anhoej, 10, join(usual, repeat(4, 6, 7)), "shift 9-17 up", ".........SSSSSSSSS"},
		{"a long run has no set length", spc.Anhoej, 10, join(usual, []float64{4}, repeat(3, 6, 7), []float64{4}), "", ".................."},
		{"few crossings", spc.Anhoej, 0, repeat(1, 1, 2, 1, 2, 1, 9, 8, 9, 8, 9), "few-crossings 0-9 level", ".........."},
		{"outside the limits", spc.XmR, 10, join(usual, []float64{20, 4, -20}),
			"outside-limits 10-10 up, outside-limits 12-12 down", "..........O.o"},
		{"seven on one side", spc.XmR, 10, join(usual, []float64{4}, repeat(3, 6, 7), []float64{6, 4}),
			"shift 11-17 up", "...........SSSSSSS."},
		{"a point on the mean ends the run", spc.XmR, 10, join(usual, []float64{4, 6, 7, 6, 5, 7, 6, 7, 4}), "", "..................."},
		{"seven rising", spc.XmR, 10, join(usual, []float64{2, 3, 4, 5.5, 6, 7, 8, 4}), "trend 10-16 up", "..........TTTTTTT."},
		{"ties break", spc.XmR, 10, join(usual, []float64{2, 3, 4, 4, 5.5, 6, 7, 8, 4}), "", "..................."},
		{"two of three near a limit", spc.XmR, 10, join(usual, []float64{4, 9, 6, 9, 4}),
			"two-of-three 11-13 up", "...........N.N."},
		{"all three on that side", spc.XmR, 10, join(usual, []float64{4, 9, 4, 9, 4}), "", "..............."},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := frozen(t, c.rules, c.baseline, weekly(c.values...))
			if got := brief(r); got != c.signals {
				t.Errorf("signals %q, want %q", got, c.signals)
			}
			if got := marks(r); got != c.marks {
				t.Errorf("marks\n%s, want\n%s", got, c.marks)
			}
		})
	}
}

// A point bears its first match: limits, trend, two of three, side.
func TestPrecedence(t *testing.T) {
	r := frozen(t, spc.XmR, 10, weekly(join(repeat(5, 4, 6), []float64{5.5, 6, 6.5, 7, 7.5, 9, 10, 12, 6, 9, 9, 6})...))
	if got, want := brief(r), "shift 9-21 up, trend 10-17 up, two-of-three 15-16 up, outside-limits 17-17 up, two-of-three 19-20 up"; got != want {
		t.Errorf("signals %q, want %q", got, want)
	}
	if got, want := marks(r), ".........STTTTTTTOSNNS"; got != want {
		t.Errorf("marks %q, want %q", got, want)
	}
}

func TestJudgement(t *testing.T) {
	up := weekly(join(repeat(5, 4, 6), repeat(3, 7, 8))...)
	for better, want := range map[spc.Better]spc.Judgement{
		spc.Higher: spc.Improvement, spc.Lower: spc.Deterioration, spc.Neither: spc.Unjudged,
	} {
		up.Better = better
		r := frozen(t, spc.IHI2011, 10, up)
		if len(r.Signals) == 0 || r.Signals[0].Judgement != want {
			t.Errorf("upwards where %q is good: %v, want judgement %q", better, r.Signals, want)
		}
		if m := r.Marks[12]; m.Judgement != want {
			t.Errorf("point 12 bears %v, want judgement %q", m, want)
		}
	}
	level := weekly(repeat(5, 4, 6)...)
	level.Better = spc.Higher
	if r := frozen(t, spc.IHI2011, 0, level); len(r.Signals) != 1 || r.Signals[0].Judgement != spc.Unjudged {
		t.Errorf("a number of runs is neither better nor worse, got %v", r.Signals)
	}
}

func TestPhases(t *testing.T) {
	s := weekly(join(repeat(6, 4, 6), repeat(6, 14, 16), repeat(6, 24, 26))...)
	s.Phases = []spc.Phase{{}, {From: week(12), Baseline: week(15)}, {From: week(24).Add(-time.Hour)}}
	r := analysed(t, s, optionsOf(t, spc.XmR))
	for i, want := range []spc.PhaseResult{
		{First: 0, Last: 11, Baseline: 11, Points: 12, Centre: 5},
		{First: 12, Last: 23, Baseline: 15, Points: 4, Centre: 15, Frozen: true},
		{First: 24, Last: 35, Baseline: 35, Points: 12, Centre: 25},
	} {
		p := r.Phases[i]
		if p.First != want.First || p.Last != want.Last || p.Baseline != want.Baseline || p.Points != want.Points ||
			p.Centre != want.Centre || p.Frozen != want.Frozen || p.Measured != 12 || p.MeanRange != 2 {
			t.Errorf("phase %d: %+v, want %+v", i, p, want)
		}
		for at := p.First; at <= p.Last; at++ {
			if got := r.Limits[at].Upper; got != want.Centre+2.66*2 {
				t.Errorf("upper limit %v at %d", got, at)
			}
		}
	}
	if len(r.Signals) != 0 {
		t.Errorf("each phase is judged by its own usual, got %v", r.Signals)
	}
	if r.Verdict != spc.TooFew {
		t.Errorf("the second phase rests on 4 points, and the verdict is %q", r.Verdict)
	}
}

func TestRatioLimits(t *testing.T) {
	s := counted(100, repeat(6, 18, 22)...)
	s.Points[3].Denominator, s.Points[3].Numerator = 25, 7
	s.Points[5].Missing, s.Points[5].Denominator = true, 0
	s.Per = 100
	ratio := (18.0*6 + 22*4 + 7) / (100*10 + 25)
	for rules, variance := range map[spc.RuleSet]float64{spc.P: ratio * (1 - ratio), spc.U: ratio} {
		r := analysed(t, s, optionsOf(t, rules))
		if got := r.Phases[0].Centre; math.Abs(got-100*ratio) > 1e-12 {
			t.Errorf("%s: centre %v, want all counted of all: %v", rules, got, 100*ratio)
		}
		for i, p := range s.Points {
			l := r.Limits[i]
			if p.Missing {
				if !math.IsInf(l.Lower, -1) || !math.IsInf(l.Upper, 1) {
					t.Errorf("%s: a gap has limits %v", rules, l)
				}
				continue
			}
			reach := 3 * math.Sqrt(variance/p.Denominator)
			want := [2]float64{100 * (ratio - reach), 100 * (ratio + reach)}
			if want[0] < 0 {
				want[0] = math.Inf(-1)
			}
			if math.Abs(l.Upper-want[1]) > 1e-9 || l.Lower != want[0] && math.Abs(l.Lower-want[0]) > 1e-9 {
				t.Errorf("%s: point %d of %v: %v, want %v", rules, i, p.Denominator, l, want)
			}
		}
	}
}

func TestProportionStaysWithinTheWhole(t *testing.T) {
	s := counted(10, repeat(6, 9, 10)...)
	s.Per = 100
	for _, rules := range []spc.RuleSet{spc.P, spc.PPrime} {
		if got := analysed(t, s, optionsOf(t, rules)).Limits[0].Upper; got != 100 {
			t.Errorf("%s: upper limit %v, want 100", rules, got)
		}
	}
}

// Laney's limits are those of p and u, times how much the z-scores really vary.
func TestPrimes(t *testing.T) {
	s := counted(400, repeat(6, 30, 50)...)
	for prime, plain := range map[spc.RuleSet]spc.RuleSet{spc.PPrime: spc.P, spc.UPrime: spc.U} {
		wide, narrow := analysed(t, s, optionsOf(t, prime)), analysed(t, s, optionsOf(t, plain))
		c := narrow.Phases[0].Centre
		variance := c
		if plain == spc.P {
			variance = c * (1 - c)
		}
		want := (50.0 - 30) / 400 / math.Sqrt(variance/400) / 1.128
		got := (wide.Limits[0].Upper - c) / (narrow.Limits[0].Upper - c)
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %v times as wide, want %v", prime, got, want)
		}
	}
}

func TestRareEvents(t *testing.T) {
	g := analysed(t, weekly(repeat(6, 10, 40)...), optionsOf(t, spc.G))
	if p := g.Phases[0]; p.Centre != 25 || math.Abs(g.Limits[0].Upper-(25+3*math.Sqrt(25*26))) > 1e-9 || !math.IsInf(g.Limits[0].Lower, -1) {
		t.Errorf("g: centre %v, limits %v", p.Centre, g.Limits[0])
	}
	skewed := analysed(t, weekly(repeat(4, 1, 2, 30)...), optionsOf(t, spc.G))
	if p := skewed.Phases[0]; p.Centre != 2 || math.Abs(skewed.Limits[0].Upper-(11+3*math.Sqrt(11*12))) > 1e-9 {
		t.Errorf("g: the centre is the median and the limits come from the mean, got %v and %v", p.Centre, skewed.Limits[0])
	}
	c := analysed(t, weekly(repeat(6, 7, 11)...), optionsOf(t, spc.C))
	if l := c.Limits[0]; c.Phases[0].Centre != 9 || l.Upper != 18 || l.Lower != 0 {
		t.Errorf("c: centre %v, limits %v", c.Phases[0].Centre, l)
	}
	times := analysed(t, weekly(repeat(6, math.Pow(2, 3.6), math.Pow(3, 3.6))...), optionsOf(t, spc.T))
	reach := 3 / 1.128
	if got, want := times.Limits[0].Upper, math.Pow(2.5+reach, 3.6); math.Abs(got-want) > 1e-9*want || !math.IsInf(times.Limits[0].Lower, -1) {
		t.Errorf("t: limits %v, want none and %v", times.Limits[0], want)
	}
	if got, want := times.Phases[0].Centre, math.Pow(2.5, 3.6); math.Abs(got-want) > 1e-9 {
		t.Errorf("t: centre %v, want %v", got, want)
	}
}

func TestSignalsOverlap(t *testing.T) {
	shift := spc.Signal{Rule: spc.Shift, First: 4, Last: 9, Direction: spc.Up}
	for _, c := range []struct {
		other spc.Signal
		same  bool
	}{
		{shift, true},
		{spc.Signal{Rule: spc.Shift, First: 4, Last: 12, Direction: spc.Up}, true},
		{spc.Signal{Rule: spc.Shift, First: 9, Last: 15, Direction: spc.Up}, true},
		{spc.Signal{Rule: spc.Shift, First: 10, Last: 15, Direction: spc.Up}, false},
		{spc.Signal{Rule: spc.Shift, First: 4, Last: 9, Direction: spc.Down}, false},
		{spc.Signal{Rule: spc.Trend, First: 4, Last: 9, Direction: spc.Up}, false},
	} {
		if shift.Same(c.other) != c.same || c.other.Same(shift) != c.same {
			t.Errorf("%v and %v: the same is not %v", shift, c.other, c.same)
		}
	}
}

// JSON has no infinity; a result is written and read without loss all the same.
func TestResultInJSON(t *testing.T) {
	for _, rules := range spc.RuleSets() {
		want := analysed(t, counted(100, repeat(6, 3, 5)...), optionsOf(t, rules))
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got spc.Result
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", rules, got, want)
		}
		if name := regexp.MustCompile(`"\w*[A-Z]\w*":`).Find(text); name != nil {
			t.Errorf("%s: %s is not named as options are", rules, name)
		}
	}
}
