package spc_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/spc"
)

// Worked examples with a named source. The expected figures are the publication's, to the
// digits that it prints.

func TestKnownLimits(t *testing.T) {
	flow := []float64{49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1}
	wafers := []float64{16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13}
	boards := []float64{21, 24, 16, 12, 15, 5, 28, 20, 31, 25, 20, 24, 16, 19, 10, 17, 13, 22, 18, 39, 30, 24, 16, 19, 17, 15}
	cans := []float64{12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6}
	for _, known := range []struct {
		source               string
		rules                spc.RuleSet
		series               spc.Series
		centre, lower, upper float64
		digits               float64 // half of the last digit printed
		outside              []int
	}{
		// The handbook divides by 1.128; 2.66 is 3 / 1.128 to three digits, so the limits
		// agree to 0.001 only.
		{"NIST/SEMATECH e-Handbook 6.3.2.2, flow rate", spc.XmR, plotted(flow...), 50.81, 45.8159, 55.8041, 0.001, nil},
		{"NIST/SEMATECH e-Handbook 6.3.3.1, wafer defects", spc.C, plotted(wafers...), 16, 4, 28, 0.5, []int{23}},
		{"Montgomery, circuit boards (R package qcc, circuit)", spc.C, plotted(boards...), 19.84615, 6.481447, 33.21086, 5e-6, []int{5, 19}},
		{"Montgomery, orange juice cans (R package qcc, orangejuice)", spc.P, of(cans, 50), 0.2313333, 0.05242755, 0.4102391, 5e-8, []int{14, 22}},
	} {
		r := mustAnalyse(t, known.rules, known.series)
		p := r.Phases[0]
		for i, l := range r.Limits {
			near(t, known.source+": lower limit", l.Lower, known.lower, known.digits)
			near(t, known.source+": upper limit", l.Upper, known.upper, known.digits)
			if t.Failed() {
				t.Fatalf("%s: at point %d", known.source, i)
			}
		}
		near(t, known.source+": centre", p.Centre, known.centre, known.digits)
		var outside []int
		for _, s := range ofRule(r, spc.Outside) {
			outside = append(outside, s.First)
		}
		if !slices.Equal(outside, known.outside) {
			t.Errorf("%s: outside at %v, not %v", known.source, outside, known.outside)
		}
	}
}

// Montgomery's dyed cloth (R package qcc, dyedcloth; Montgomery 1991, pages 183-184): 153
// defects in 107.5 units. The limits, by hand: 1.4233 and three roots of it over the size.
func TestKnownVaryingLimits(t *testing.T) {
	defects := []float64{14, 12, 20, 11, 7, 10, 21, 16, 19, 23}
	units := []float64{10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5}
	s := ofEach(defects, units)
	r := mustAnalyse(t, spc.U, s)
	near(t, "centre", r.Phases[0].Centre, 1.42, 0.005)
	for i, want := range [][2]float64{{0.291, 2.555}, {0.158, 2.689}, {0.431, 2.416}, {0.291, 2.555}, {0.262, 2.584}, {0.291, 2.555}, {0.390, 2.456}, {0.319, 2.528}, {0.390, 2.456}, {0.411, 2.436}} {
		near(t, "lower limit", r.Limits[i].Lower, want[0], 0.0005)
		near(t, "upper limit", r.Limits[i].Upper, want[1], 0.0005)
	}
	if len(r.Signals) != 0 {
		t.Errorf("no roll lies outside, got %v", r.Signals)
	}
}

// The vignette "Deviations from Excel defaults" of NHSRplotthedots screens this series: of
// 17 ranges 15 are 1, one 8 and one 9; their mean is 32/17, times 3.267 is 6.1, so the two
// are left out and the limits are the mean 35/18 and 2.66 to either side.
func TestKnownScreening(t *testing.T) {
	s := plotted(1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)
	r := mustAnalyse(t, spc.XmR, s)
	near(t, "mean", r.Phases[0].Centre, 35.0/18, 1e-12)
	near(t, "mean range", r.Phases[0].MeanRange, 1, 1e-12)
	near(t, "upper limit", r.Limits[0].Upper, 35.0/18+2.66, 1e-12)
	near(t, "lower limit", r.Limits[0].Lower, 35.0/18-2.66, 1e-12)

	o, _ := spc.XmR.Options()
	o.Screening = false
	r, err := spc.Analyse(s, o)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mean range without screening", r.Phases[0].MeanRange, 32.0/17, 1e-12)
	near(t, "upper limit without screening", r.Limits[0].Upper, 35.0/18+2.66*32/17, 1e-12)
}

// NHSRplotthedots keeps the ranges below 3.267 times their mean: of ten ranges, nine of 1
// and one of r, that is where r is below 4.368.
func TestKnownScreeningBound(t *testing.T) {
	bound := 9 * 3.267 / (10 - 3.267)
	for r, want := range map[float64]float64{bound - 1e-6: (9 + bound) / 10, bound + 1e-6: 1} {
		p := mustAnalyse(t, spc.XmR, plotted(0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1+r)).Phases[0]
		near(t, "mean range", p.MeanRange, want, 1e-6)
	}
}

// NHSRplotthedots asks that seven in a row lie on one side of the mean; a point on the mean
// lies on neither. The Anhøj rules, on a control chart, skip it.
func TestKnownPointOnTheMean(t *testing.T) {
	s := plotted(6, 6, 6, 5, 6, 6, 6, 6, 4, 4, 4, 4, 4, 4, 4) // their mean is 5
	if found := ofRule(mustAnalyse(t, spc.XmR, s), spc.Shift); len(found) != 1 || found[0].First != 8 || found[0].Last != 14 {
		t.Errorf("xmr-mdc: one shift, from 8 to 14, got %v", found)
	}
	if p := mustAnalyse(t, spc.C, s).Phases[0]; p.Useful != 14 || p.LongestRun != 7 || p.Crossings != 1 {
		t.Errorf("c: 14 useful points, 7 in a row, 1 crossing, got %+v", p)
	}
}

// The tests of NHSRplotthedots say what its trend rule finds, among others in these series.
func TestKnownTrends(t *testing.T) {
	for _, known := range []struct {
		values []float64
		way    spc.Direction // of the one trend; 0 for none
		first  int
		last   int
	}{
		{[]float64{1, 2, 3, 4, 5, 6}, 0, 0, 0},
		{[]float64{1, 2, 3, 3, 4, 5, 6}, 0, 0, 0},
		{[]float64{1, 2, 3, 4, 5, 6, 7}, spc.Up, 0, 6},
		{[]float64{2, 1, 2, 3, 4, 5, 6, 7, 3}, spc.Up, 1, 7},
		{[]float64{7, 6, 5, 4, 3, 2, 1}, spc.Down, 0, 6},
		{[]float64{2, 7, 6, 5, 4, 3, 2, 1, 3}, spc.Down, 1, 7},
	} {
		found := ofRule(mustAnalyse(t, spc.XmR, plotted(known.values...)), spc.Trend)
		if known.way == 0 {
			if len(found) != 0 {
				t.Errorf("%v: no trend by the package, got %v", known.values, found)
			}
			continue
		}
		if len(found) != 1 || found[0].Direction != known.way || found[0].First != known.first || found[0].Last != known.last {
			t.Errorf("%v: one trend by the package, from %d to %d, got %v", known.values, known.first, known.last, found)
		}
	}
}

// NHSRplotthedots gives a point that ends one trend and begins another the direction of the
// one that follows.
func TestKnownTurningPoint(t *testing.T) {
	quiet := []float64{0, 9, 1, 8, 2, 9, 0, 8, 1, 9, 0, 9} // wide ranges, so that no point lies outside
	values := append([]float64{1, 2, 3, 4, 5, 6, 7, 6.5, 5.5, 4.5, 3.5, 2.5, 1.5}, quiet...)
	r := mustAnalyse(t, spc.XmR, plotted(values...))
	for i, want := range []spc.Direction{1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1} {
		if m := r.Marks[i]; m.Rule != spc.Trend || m.Direction != want {
			t.Errorf("point %d bears %v, not a trend of direction %d", i, m, want)
		}
	}
}

// The examples of the crossrun package (Wentzel-Larsen, Anhøj, vignette): of the 8192
// sequences of 14 that begin on one side, 392 cross 6 times with a longest run of 5, and
// 756 cross 7 (or 8) times with a longest of 3; of the 1716 that lie evenly about their own
// median, 108 cross 5 times with a longest of 4, and 240 cross 7 times with one of 3.
func TestKnownJointDistribution(t *testing.T) {
	given, own := map[[2]int]int{}, map[[2]int]int{}
	for bits := range 1 << 13 {
		sides := sidesOf(bits<<1, 14) // begins above
		p := mustAnalyse(t, spc.Anhoej, aboutZero(sides)).Phases[0]
		given[[2]int{p.Crossings, p.LongestRun}]++
		if strings.Count(sides, "a") != 7 {
			continue
		}
		p = mustAnalyse(t, spc.Anhoej, plotted(valuesOf(sides)...)).Phases[0]
		own[[2]int{p.Crossings, p.LongestRun}]++
	}
	for _, known := range []struct {
		found              map[[2]int]int
		crossings, longest int
		want               int
	}{
		{given, 6, 5, 392}, {given, 7, 3, 756}, {given, 8, 3, 756},
		{own, 5, 4, 108}, {own, 7, 3, 240},
	} {
		if got := known.found[[2]int{known.crossings, known.longest}]; got != known.want {
			t.Errorf("%d crossings with a longest run of %d: %d sequences, not %d", known.crossings, known.longest, got, known.want)
		}
	}
}

// of is a series of counts out of as many each time.
func of(counts []float64, size float64) spc.Series {
	sizes := make([]float64, len(counts))
	for i := range sizes {
		sizes[i] = size
	}
	return ofEach(counts, sizes)
}

func ofEach(counts, sizes []float64) spc.Series {
	s := plotted(make([]float64, len(counts))...)
	for i := range s.Points {
		s.Points[i].Numerator, s.Points[i].Denominator = counts[i], sizes[i]
	}
	return s
}

func near(t rapid.TB, what string, got, want, within float64) {
	t.Helper()
	if math.IsInf(want, 0) && got == want {
		return
	}
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: %v, not %v", what, got, want)
	}
}
