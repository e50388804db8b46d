package spc_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/spc"
)

// What is wrong is refused by kind, field and point, and nothing is computed.
func TestRefusedSeries(t *testing.T) {
	value := func(at int, v float64) func(*spc.Series) {
		return func(s *spc.Series) { s.Points[at].Value = v }
	}
	ratio := func(at int, n, d float64) func(*spc.Series) {
		return func(s *spc.Series) { s.Points[at].Numerator, s.Points[at].Denominator = n, d }
	}
	for _, c := range []struct {
		name  string
		rules spc.RuleSet
		spoil func(*spc.Series)
		kind  error
		field string
		point int
	}{
		{"not a number", spc.IHI2011, value(3, math.NaN()), spc.ErrNotFinite, "value", 3},
		{"endless", spc.XmR, value(0, math.Inf(1)), spc.ErrNotFinite, "value", 0},
		{"endless below", spc.Anhoej, value(11, math.Inf(-1)), spc.ErrNotFinite, "value", 11},
		{"beyond what can be plotted", spc.XmR, value(2, 1e31), spc.ErrNotFinite, "value", 2},
		{"numerator not a number", spc.P, ratio(2, math.NaN(), 5), spc.ErrNotFinite, "numerator", 2},
		{"denominator not a number", spc.U, ratio(2, 1, math.Inf(1)), spc.ErrNotFinite, "denominator", 2},
		{"unsorted", spc.IHI2011, func(s *spc.Series) { s.Points[4].At = week(1).Add(time.Hour) }, spc.ErrOrder, "at", 4},
		{"the same moment twice", spc.IHI2011, func(s *spc.Series) { s.Points[4].At = week(3) }, spc.ErrDuplicate, "at", 4},
		{"the same moment in another zone", spc.IHI2011, func(s *spc.Series) {
			s.Points[4].At = week(3).In(time.FixedZone("BST", 3600))
		}, spc.ErrDuplicate, "at", 4},
		{"a gap out of order", spc.IHI2011, func(s *spc.Series) { s.Points[4] = spc.Point{At: week(0), Missing: true} }, spc.ErrOrder, "at", 4},
		{"of nobody", spc.P, ratio(5, 0, 0), spc.ErrDenominator, "denominator", 5},
		{"of less than nobody", spc.UPrime, ratio(5, 0, -3), spc.ErrDenominator, "denominator", 5},
		{"more than all", spc.P, ratio(5, 11, 10), spc.ErrNumerator, "numerator", 5},
		{"more than all, by Laney", spc.PPrime, ratio(5, 11, 10), spc.ErrNumerator, "numerator", 5},
		{"a count below zero", spc.C, value(5, -1), spc.ErrNegative, "value", 5},
		{"fewer than none between events", spc.G, value(5, -1), spc.ErrNegative, "value", 5},
		{"a rate below zero", spc.U, ratio(5, -1, 10), spc.ErrNegative, "numerator", 5},
		{"two events at once", spc.T, value(5, 0), spc.ErrNotPositive, "value", 5},
		{"the second event first", spc.T, value(5, -2), spc.ErrNotPositive, "value", 5},
		{"phases out of order", spc.IHI2011, func(s *spc.Series) { s.Phases = []spc.Phase{{}, {From: week(5)}, {From: week(4)}} }, spc.ErrPhase, "phases", -1},
		{"two phases at once", spc.IHI2011, func(s *spc.Series) { s.Phases = []spc.Phase{{}, {From: week(5)}, {From: week(5)}} }, spc.ErrPhase, "phases", -1},
		{"a baseline before its phase", spc.IHI2011, func(s *spc.Series) {
			s.Phases = []spc.Phase{{}, {From: week(5), Baseline: week(4)}}
		}, spc.ErrPhase, "phases", -1},
		{"points before the first phase", spc.IHI2011, func(s *spc.Series) { s.Phases = []spc.Phase{{From: week(2)}} }, spc.ErrPhase, "phases", 0},
		{"no such direction", spc.IHI2011, func(s *spc.Series) { s.Better = "sideways" }, spc.ErrBetter, "better", -1},
		{"ratios times nothing", spc.P, func(s *spc.Series) { s.Per = -1 }, spc.ErrPer, "per", -1},
		{"ratios times no number", spc.P, func(s *spc.Series) { s.Per = math.NaN() }, spc.ErrPer, "per", -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := counted(10, repeat(6, 3, 5)...)
			o := optionsOf(t, c.rules)
			if _, err := spc.Analyse(s, o); err != nil {
				t.Fatalf("refused before it was spoilt: %v", err)
			}
			c.spoil(&s)
			r, err := spc.Analyse(s, o)
			refused(t, err, c.kind, c.field, c.point)
			if r.Verdict != "" || r.Values != nil {
				t.Errorf("and yet there is a result: %+v", r)
			}
		})
	}
}

func refused(t *testing.T, err error, kind error, field string, point int) {
	t.Helper()
	var e *spc.Error
	if !errors.As(err, &e) || !errors.Is(err, kind) {
		t.Fatalf("%v, want one of kind %q", err, kind)
	}
	if e.Field != field || e.Point != point {
		t.Errorf("at %q of point %d, want %q of %d", e.Field, e.Point, field, point)
	}
	plain(t, e.Message)
}

func TestRefusedOptions(t *testing.T) {
	for _, c := range []struct {
		name    string
		options spc.Options
		kind    error
		field   string
	}{
		{"none", spc.Options{}, spc.ErrRules, "rules"},
		{"unknown rules", spc.Options{Rules: "nelson", Version: 1}, spc.ErrRules, "rules"},
		{"no version", spc.Options{Rules: spc.Anhoej}, spc.ErrRules, "version"},
		{"a later version", spc.Options{Rules: spc.Anhoej, Version: 2}, spc.ErrRules, "version"},
		{"negative shift", spc.Options{Rules: spc.Anhoej, Version: 1, Shift: -6}, spc.ErrOption, "shift"},
		{"short shift", spc.Options{Rules: spc.IHI2011, Version: 1, Shift: 4}, spc.ErrOption, "shift"},
		{"no shift where none follows", spc.Options{Rules: spc.XmR, Version: 1}, spc.ErrOption, "shift"},
		{"short trend", spc.Options{Rules: spc.IHI2011, Version: 1, Shift: 6, Trend: 3}, spc.ErrOption, "trend"},
		{"negative trend", spc.Options{Rules: spc.IHI2011, Version: 1, Shift: 6, Trend: -5}, spc.ErrOption, "trend"},
		{"negative baseline", spc.Options{Rules: spc.IHI2011, Version: 1, Shift: 6, Baseline: -1}, spc.ErrOption, "baseline"},
		{"nothing to screen", spc.Options{Rules: spc.P, Version: 1, Screening: true}, spc.ErrOption, "screening"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := spc.Analyse(weekly(1, 2, 3), c.options)
			refused(t, err, c.kind, c.field, -1)
		})
	}
	_, err := spc.RuleSet("nelson").Options()
	refused(t, err, spc.ErrRules, "rules", -1)
	_, err = spc.Analyse(weekly(1), spc.Options{Rules: spc.PPrime, Version: 1, Screening: true})
	if want := "screening: p' does not screen moving ranges. Leave screening out."; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestConventions(t *testing.T) {
	for rules, want := range map[spc.RuleSet]spc.Options{
		spc.IHI2011: {Rules: spc.IHI2011, Version: 1, Shift: 6, Trend: 5},
		spc.XmR:     {Rules: spc.XmR, Version: 1, Shift: 7, Trend: 7, TiesBreakTrend: true, Screening: true},
		spc.T:       {Rules: spc.T, Version: 1},
	} {
		if got := optionsOf(t, rules); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

// Too few points are never an all-clear.
func TestVerdicts(t *testing.T) {
	calm := []float64{4, 4, 6, 6, 4, 4, 6, 6, 4, 6, 4, 6}
	for _, c := range []struct {
		name    string
		rules   spc.RuleSet
		series  spc.Series
		verdict spc.Verdict
	}{
		{"no points", spc.IHI2011, spc.Series{}, spc.TooFew},
		{"no points on a control chart", spc.P, spc.Series{}, spc.TooFew},
		{"gaps only", spc.XmR, weekly(gap, gap, gap), spc.TooFew},
		{"one point", spc.IHI2011, weekly(4), spc.TooFew},
		{"one point with limits", spc.XmR, weekly(4), spc.TooFew},
		{"nine", spc.IHI2011, weekly(calm[:9]...), spc.TooFew},
		{"ten", spc.IHI2011, weekly(calm[:10]...), spc.Quiet},
		{"nine and a gap", spc.IHI2011, weekly(join(calm[:4], []float64{gap}, calm[4:9])...), spc.TooFew},
		{"eleven of which three lie on the median", spc.IHI2011, weekly(join(calm[:8], repeat(3, 5))...), spc.TooFew},
		{"nine by Anhøj", spc.Anhoej, weekly(calm[:9]...), spc.TooFew},
		{"ten by Anhøj", spc.Anhoej, weekly(calm[:10]...), spc.Quiet},
		{"eleven with limits", spc.XmR, weekly(calm[:11]...), spc.TooFew},
		{"twelve with limits", spc.XmR, weekly(calm...), spc.Quiet},
		{"eleven with limits by denominator", spc.P, counted(10, calm[:11]...), spc.TooFew},
		{"twelve with limits by denominator", spc.P, counted(10, calm...), spc.Quiet},
		{"all equal: no point is off the median", spc.IHI2011, weekly(repeat(30, 7)...), spc.TooFew},
		{"all equal: no point is off the centre", spc.Anhoej, weekly(repeat(30, 7)...), spc.TooFew},
		{"all equal: no limits follow", spc.XmR, weekly(repeat(30, 0.1)...), spc.TooFew},
		{"none of anybody", spc.PPrime, counted(10, repeat(30, 0)...), spc.TooFew},
		{"a signal, whatever else is short", spc.XmR, weekly(1, 2, 3, 4, 5, 6, 7), spc.Signaled},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := analysed(t, c.series, optionsOf(t, c.rules))
			if r.Verdict != c.verdict {
				t.Errorf("verdict %q, want %q: %+v", r.Verdict, c.verdict, r.Phases)
			}
		})
	}
}

func TestShortPhases(t *testing.T) {
	calm := []float64{4, 4, 6, 6, 4, 4, 6, 6, 4, 6, 4, 6}
	s := weekly(join(calm, calm)...)
	for _, c := range []struct {
		name    string
		phases  []spc.Phase
		verdict spc.Verdict
	}{
		{"long enough", []spc.Phase{{}, {From: week(12)}}, spc.Quiet},
		{"a short later one", []spc.Phase{{}, {From: week(20)}}, spc.TooFew},
		{"a short first one", []spc.Phase{{}, {From: week(4)}}, spc.TooFew},
		{"one that has no points yet", []spc.Phase{{}, {From: week(30)}}, spc.TooFew},
		{"a baseline that no point lies in", []spc.Phase{{Baseline: week(-1)}}, spc.TooFew},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.Phases = c.phases
			r := analysed(t, s, optionsOf(t, spc.IHI2011))
			if r.Verdict != c.verdict {
				t.Errorf("verdict %q, want %q", r.Verdict, c.verdict)
			}
			if len(r.Phases) != len(c.phases) {
				t.Errorf("%d phases, want each of the series", len(r.Phases))
			}
		})
	}
	s.Phases = []spc.Phase{{}, {From: week(30)}}
	if p := analysed(t, s, optionsOf(t, spc.XmR)).Phases[1]; p.First != 24 || p.Last != 23 || p.Baseline != 23 || p.Points != 0 {
		t.Errorf("a phase without points lies after the last: %+v", p)
	}
}

// A centre that rests on fewer than ten points calls nothing quiet, however many it judges.
func TestFewFrozenPointsAreNoAllClear(t *testing.T) {
	calm := weekly(repeat(6, 4, 4, 6, 6)...)
	for _, rules := range []spc.RuleSet{spc.IHI2011, spc.Anhoej} {
		for baseline := 1; baseline <= 12; baseline++ {
			r := frozen(t, rules, baseline, calm)
			if quiet := r.Verdict == spc.Quiet; quiet != (baseline >= 10) && len(r.Signals) == 0 {
				t.Errorf("%s on %d frozen points: %q", rules, baseline, r.Verdict)
			}
		}
	}
}

// About an own median half of the points lie on either side: a longer shift than the
// publication's cannot be in fewer than twice its length, and its absence says nothing.
func TestALongerShiftNeedsMorePoints(t *testing.T) {
	for _, c := range []struct {
		rules           spc.RuleSet
		shift, baseline int
		needs           int
	}{
		{spc.IHI2011, 6, 0, 6},
		{spc.IHI2011, 9, 0, 18},
		{spc.IHI2011, 9, 12, 9}, // of a frozen median all later points can lie on one side
		{spc.Anhoej, 0, 0, 10},
		{spc.Anhoej, 8, 0, 16},
		{spc.P, 12, 0, 12}, // a mean is no median
	} {
		o := optionsOf(t, c.rules)
		o.Shift, o.Baseline = c.shift, c.baseline
		for _, check := range analysed(t, counted(10, repeat(4, 4, 4, 6, 6)...), o).Phases[0].Checks {
			if check.Rule == spc.Shift && check.Needs != c.needs {
				t.Errorf("%s, shift of %d, baseline %d: needs %d points, want %d", c.rules, c.shift, c.baseline, check.Needs, c.needs)
			}
		}
	}
}

// tenths are worked out, so that 0.1 and 0.2 are not quite 0.3.
func tenths(n int) float64 { return float64(n) * 0.1 }

// Neighbours that only rounding keeps apart are equal: they make no trend and break none.
func TestRoundingMakesNoTrend(t *testing.T) {
	third := tenths(1) + tenths(2)
	s := weekly(1, 3, 2, 4, third, 0.3, 0.2, 0.1, 0.05, 0.01, 5, 2)
	r := analysed(t, s, optionsOf(t, spc.IHI2011))
	if len(r.Signals) == 0 || r.Signals[0].Rule != spc.Trend {
		t.Fatalf("no trend: %s", brief(r))
	}
	if got := r.Sentence(s, r.Signals[0]); !strings.HasPrefix(got, "The values of 6 weeks in a row only go down, leaving out 1 the same as the one before") {
		t.Error(got)
	}
	four := weekly(5, 5, 1, 2, third, 0.3, 0.2, 0.1, 6, 5, 5)
	if r := analysed(t, four, optionsOf(t, spc.IHI2011)); len(r.Signals) != 0 {
		t.Errorf("rounding makes a step: %s", brief(r))
	}
	for _, check := range analysed(t, weekly(third, 0.3, third, 0.3, third, 0.3), optionsOf(t, spc.IHI2011)).Phases[0].Checks {
		if check.Rule == spc.Trend && check.Has != 1 {
			t.Errorf("%d different points for a trend, want 1", check.Has)
		}
	}
}

// The median of an even number is the mean of the middle two.
func TestCentres(t *testing.T) {
	for _, c := range []struct {
		rules  spc.RuleSet
		values []float64
		centre float64
	}{
		{spc.IHI2011, []float64{3}, 3},
		{spc.IHI2011, []float64{3, 5}, 4},
		{spc.IHI2011, []float64{9, 1, 5}, 5},
		{spc.Anhoej, []float64{9, 1, 5, 7}, 6},
		{spc.IHI2011, []float64{gap, 9, 1, gap, 5, 7, gap}, 6},
		{spc.XmR, []float64{9, 1, 5, 7}, 5.5},
		{spc.C, []float64{9, 1, 5, 7}, 5.5},
		{spc.G, []float64{9, 1, 5, 70}, 7},
	} {
		if got := analysed(t, weekly(c.values...), optionsOf(t, c.rules)).Phases[0].Centre; got != c.centre {
			t.Errorf("%s of %v: centre %v, want %v", c.rules, c.values, got, c.centre)
		}
	}
}

// A value that is the centre but for rounding lies on it, on every kind of chart.
func TestRoundingPutsNoPointOffTheCentre(t *testing.T) {
	for _, rules := range spc.RuleSets() {
		s := weekly(repeat(40, 0.1)...)
		for i := range s.Points {
			s.Points[i].Numerator, s.Points[i].Denominator = 0.1*float64(1+i%7), 0.3*float64(1+i%7)
		}
		s.Per = 100
		r := analysed(t, s, optionsOf(t, rules))
		if len(r.Signals) != 0 || r.Phases[0].Useful != 0 {
			t.Errorf("%s: %d points off the centre, signals %s", rules, r.Phases[0].Useful, brief(r))
		}
	}
	tenths := analysed(t, weekly(repeat(8, 0.1, 0.2, 0.3)...), optionsOf(t, spc.XmR))
	if got := tenths.Phases[0].Useful; got != 16 {
		t.Errorf("%d points off the mean of 0.1, 0.2 and 0.3, want 16", got)
	}
}

// Ranges at or above 3.267 times the mean range are left out, once.
func TestScreening(t *testing.T) {
	values := join(repeat(6, 10, 12), []float64{60}, repeat(6, 10, 12))
	o := optionsOf(t, spc.XmR)
	if got := analysed(t, weekly(values...), o).Phases[0].MeanRange; got != 2 {
		t.Errorf("screened mean range %v, want 2", got)
	}
	o.Screening = false
	if got, want := analysed(t, weekly(values...), o).Phases[0].MeanRange, (22*2+48+50)/24.0; math.Abs(got-want) > 1e-12 {
		t.Errorf("mean range %v, want %v", got, want)
	}
	// Only one range is not 0: without it every point would lie outside.
	o.Screening = true
	r := analysed(t, weekly(join(repeat(14, 5), []float64{9})...), o)
	if got, want := r.Phases[0].MeanRange, 4.0/14; got != want || brief(r) != "shift 0-13 down, outside-limits 14-14 up" {
		t.Errorf("mean range %v, want %v; signals %s", got, want, brief(r))
	}
}

// Points with a gap between them are no neighbours: no range is measured over it.
func TestNoRangeOverAGap(t *testing.T) {
	r := analysed(t, weekly(2, 5, gap, 60, gap, gap, 4, 5), optionsOf(t, spc.XmR))
	if got := r.Phases[0].MeanRange; got != 2 {
		t.Errorf("mean range %v, want that of 3 and 1", got)
	}
	alone := analysed(t, weekly(2, gap, 60, gap, 4), optionsOf(t, spc.XmR))
	if l := alone.Limits[0]; !math.IsInf(l.Upper, 1) || !math.IsInf(l.Lower, -1) || len(alone.Signals) > 0 {
		t.Errorf("points without neighbours have limits %v and signals %s", l, brief(alone))
	}
	many := slices.Repeat([]float64{3, gap}, 30)
	if r := analysed(t, weekly(many...), optionsOf(t, spc.XmR)); r.Verdict != spc.TooFew {
		t.Errorf("thirty points of which no two are neighbours: %s, want too few to say", r.Verdict)
	}
}
