package spc_test

import (
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/spc"
)

// plain holds of every text for people: a sentence, no shouting, none of the field's jargon.
func plain(t testing.TB, text string) {
	t.Helper()
	if text == "" || !strings.HasSuffix(text, ".") || strings.Contains(text, "!") || strings.Contains(text, "  ") || strings.TrimSpace(text) != text {
		t.Errorf("not a plain sentence: %q", text)
	}
	for _, word := range []string{"sigma", "median", "special cause", "astronomical", "statistic", "because"} {
		if strings.Contains(strings.ToLower(text), word) {
			t.Errorf("%q says %q to a volunteer", text, word)
		}
	}
}

// spaced is the same series with other times between its points.
func spaced(s spc.Series, next func(time.Time) time.Time) spc.Series {
	at := s.Points[0].At
	for i := range s.Points {
		s.Points[i].At = at
		at = next(at)
	}
	return s
}

func TestSentences(t *testing.T) {
	calm := []float64{4, 4, 6, 6, 4, 4, 6, 6, 4, 6}
	shift := join(calm, []float64{4}, repeat(4, 7, 6))
	for _, c := range []struct {
		name     string
		rules    spc.RuleSet
		baseline int
		series   spc.Series
		better   spc.Better
		want     string
	}{
		{"a shift from a baseline", spc.IHI2011, 10, weekly(shift...), spc.Higher,
			"8 weeks in a row above the middle of what was usual before: this is unlikely to be chance. It is the way you hope for."},
		{"a shift the other way", spc.IHI2011, 10, weekly(shift...), spc.Lower,
			"8 weeks in a row above the middle of what was usual before: this is unlikely to be chance. It is not the way you hope for."},
		{"a shift on a chart's own centre", spc.XmR, 0, weekly(join(repeat(7, 1), repeat(4, 4, 2))...), spc.Neither,
			"7 weeks in a row below the average: this is unlikely to be chance. Whether it is good is for people to say."},
		{"days", spc.IHI2011, 10, spaced(weekly(shift...), func(at time.Time) time.Time { return at.AddDate(0, 0, 1) }), spc.Higher,
			"8 days in a row above the middle of what was usual before: this is unlikely to be chance. It is the way you hope for."},
		{"months", spc.IHI2011, 10, spaced(weekly(shift...), func(at time.Time) time.Time { return at.AddDate(0, 1, 0) }), spc.Higher,
			"8 months in a row above the middle of what was usual before: this is unlikely to be chance. It is the way you hope for."},
		{"now and then", spc.IHI2011, 10, spaced(weekly(shift...), func(at time.Time) time.Time { return at.AddDate(0, 0, 3+at.Day()%9) }), spc.Higher,
			"8 points in a row above the middle of what was usual before: this is unlikely to be chance. It is the way you hope for."},
		{"what does not count", spc.IHI2011, 10, weekly(join(calm, []float64{4, 7, 5, 7, gap, gap, 6, 7, 6, 7})...), spc.Higher,
			"6 weeks in a row above the middle of what was usual before, leaving out 1 on it and 2 without a value: this is unlikely to be chance. It is the way you hope for."},
		{"a trend", spc.IHI2011, 10, weekly(join(calm, []float64{3, 4, 5, 6, 7, 4})...), spc.Lower,
			"The values of 5 weeks in a row only go up: this is unlikely to be chance. It is not the way you hope for."},
		{"a trend with ties", spc.IHI2011, 10, weekly(join(calm, []float64{7, 6, 6, 5, 3, 2, 7})...), spc.Lower,
			"The values of 5 weeks in a row only go down, leaving out 1 the same as the one before: this is unlikely to be chance. It is the way you hope for."},
		{"outside", spc.XmR, 12, weekly(join(repeat(6, 4, 6), []float64{20})...), spc.Higher,
			"The value of 25 May 2026 is much higher than was usual before: this is unlikely to be chance. It is the way you hope for."},
		{"outside on a chart's own limits", spc.XmR, 0, weekly(join(repeat(6, 4, 7), []float64{-9})...), spc.Neither,
			"The value of 25 May 2026 is much lower than usual: this is unlikely to be chance. Whether it is good is for people to say."},
		{"two of three", spc.XmR, 12, weekly(join(repeat(6, 4, 6), []float64{4, 9, 6, 9, 4})...), spc.Higher,
			"2 of 3 weeks in a row are well above what was usual before: this is unlikely to be chance. It is the way you hope for."},
		{"two next to each other", spc.XmR, 12, weekly(join(repeat(6, 4, 6), []float64{4, 9, 9, 6, 4})...), spc.Higher,
			"2 weeks in a row are well above what was usual before: this is unlikely to be chance. It is the way you hope for."},
		{"two of three and a gap", spc.XmR, 12, weekly(join(repeat(6, 4, 6), []float64{4, 9, 6, gap, 9, 4})...), spc.Higher,
			"2 of 3 weeks in a row are well above what was usual before, leaving out 1 without a value: this is unlikely to be chance. It is the way you hope for."},
		{"few runs", spc.IHI2011, 0, weekly(1, 2, 1, 2, 1, 9, 8, 9, 8, 9), spc.Higher,
			"The line crosses the middle only once in 10 points, where chance usually brings at least 2 crossings: this is unlikely to be chance."},
		{"many runs", spc.IHI2011, 0, weekly(repeat(5, 4, 6)...), spc.Higher,
			"The line crosses the middle 9 times in 10 points, where chance usually brings at most 8 crossings: this is unlikely to be chance."},
		{"few crossings", spc.Anhoej, 0, weekly(1, 2, 1, 2, 1, 9, 8, 9, 8, 9), spc.Higher,
			"The line crosses the middle only once in 10 points, where chance usually brings at least 2 crossings: this is unlikely to be chance."},
		{"a shift from a short baseline", spc.IHI2011, 4, weekly(shift...), spc.Higher,
			"8 weeks in a row above the middle of what was usual before, but what was usual before rests on only 4 points. It is the way you hope for."},
		{"outside limits that rest on few", spc.C, 11, weekly(join(repeat(5, 4, 6), []float64{4, 20})...), spc.Lower,
			"The value of 18 May 2026 is much higher than was usual before, but what was usual before rests on only 11 points. It is not the way you hope for."},
		{"a trend rests on nothing", spc.IHI2011, 4, weekly(join(calm, []float64{3, 4, 5, 6, 7, 4})...), spc.Higher,
			"The values of 5 weeks in a row only go up: this is unlikely to be chance. It is the way you hope for."},
		{"four weeks are no month", spc.IHI2011, 10, spaced(weekly(shift...), func(at time.Time) time.Time { return at.AddDate(0, 0, 28) }), spc.Higher,
			"8 points in a row above the middle of what was usual before: this is unlikely to be chance. It is the way you hope for."},
		{"events of a week apart", spc.G, 12, weekly(join(repeat(6, 4, 6), []float64{4}, repeat(5, 7, 6))...), spc.Higher,
			"10 points in a row above the middle of what was usual before: this is unlikely to be chance. It is the way you hope for."},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.series.Better = c.better
			r := frozen(t, c.rules, c.baseline, c.series)
			if len(r.Signals) != 1 {
				t.Fatalf("signals %s, want one", brief(r))
			}
			got := r.Sentence(c.series, r.Signals[0])
			if got != c.want {
				t.Errorf("\n%s, want\n%s", got, c.want)
			}
			plain(t, got)
		})
	}
}

// What else a series shows changes no sentence.
func TestSentencesBesideOthers(t *testing.T) {
	below := weekly(join(repeat(10, 5), repeat(5, 4, 3), []float64{4})...)
	three := weekly(join(repeat(6, 4, 6), []float64{4, 9, 20, 9, 4})...)
	few, enough := weekly(join(repeat(5, 4, 6), []float64{20})...), weekly(join(repeat(6, 4, 6), []float64{20})...)
	for _, c := range []struct {
		rules    spc.RuleSet
		baseline int
		series   spc.Series
		rule     spc.Rule
		want     string
	}{
		{spc.Anhoej, 10, below, spc.FewCrossings,
			"The line never crosses the middle in 11 points, where chance usually brings at least 2 crossings: this is unlikely to be chance."},
		{spc.IHI2011, 10, below, spc.FewRuns,
			"The line never crosses the middle in 11 points, where chance usually brings at least 2 crossings: this is unlikely to be chance."},
		{spc.IHI2011, 5, below, spc.FewRuns,
			"The line never crosses the middle in 11 points, where chance usually brings at least 2 crossings, but what was usual before rests on only 5 points."},
		{spc.XmR, 0, few, spc.Outside,
			"The value of 11 May 2026 is much higher than usual, but the limits rest on only 11 points. Whether it is good is for people to say."},
		{spc.XmR, 0, enough, spc.Outside,
			"The value of 25 May 2026 is much higher than usual: this is unlikely to be chance. Whether it is good is for people to say."},
		{spc.XmR, 12, three, spc.TwoOfThree, // the one between lies further out
			"3 weeks in a row are well above what was usual before: this is unlikely to be chance. Whether it is good is for people to say."},
	} {
		r := frozen(t, c.rules, c.baseline, c.series)
		found := ofRule(r, c.rule)
		if len(found) != 1 {
			t.Fatalf("%s, want one %s", brief(r), c.rule)
		}
		got := r.Sentence(c.series, found[0])
		if got != c.want {
			t.Errorf("\n%s, want\n%s", got, c.want)
		}
		plain(t, got)
	}
}

func TestSays(t *testing.T) {
	calm := []float64{4, 4, 6, 6, 4, 4, 6, 6, 4, 6, 4, 6}
	phased := func(s spc.Series, from ...int) spc.Series {
		s.Phases = []spc.Phase{{}}
		for _, i := range from {
			s.Phases = append(s.Phases, spc.Phase{From: week(i)})
		}
		return s
	}
	better := weekly(join(calm, []float64{4}, repeat(3, 7, 8), []float64{1, 6, 5.5, 5.25, 4, 3, 2})...)
	better.Better = spc.Higher
	hoped := func(good spc.Better) spc.Series {
		s := weekly(join(repeat(6, 4, 6), []float64{4, 9, 20, 9, 4})...)
		s.Better = good
		return s
	}
	oneOut := func(good spc.Better) spc.Series {
		s := weekly(append(repeat(6, 4, 6), 20)...)
		s.Better = good
		return s
	}
	below := weekly(join(repeat(10, 5), repeat(5, 4, 3), []float64{4})...)
	below.Better = spc.Higher
	before := weekly(calm...)
	before.Phases = []spc.Phase{{Baseline: week(-1)}}
	for _, c := range []struct {
		name     string
		rules    spc.RuleSet
		baseline int
		series   spc.Series
		want     string
	}{
		{"none", spc.IHI2011, 0, spc.Series{}, "Too few points to say: there are none yet, and at least 10 are needed."},
		{"one", spc.Anhoej, 0, weekly(4), "Too few points to say: there is 1, and at least 10 are needed."},
		{"seven", spc.XmR, 0, weekly(calm[:7]...), "Too few points to say: there are 7, and at least 12 are needed."},
		{"on the middle", spc.IHI2011, 0, weekly(join(calm, repeat(5, 5), repeat(8, 5))[3:]...), "Too few points to say: 9 of 22 lie off the middle, and at least 10 are needed."},
		{"one off the middle", spc.Anhoej, 0, weekly(append(repeat(12, 5), 6)...), "Too few points to say: 1 of 13 lies off the middle, and at least 10 are needed."},
		{"all equal", spc.Anhoej, 0, weekly(repeat(20, 5)...), "Too few points to say: none of 20 lies off the middle, and at least 10 are needed."},
		{"few that differ", spc.IHI2011, 0, weekly(join(repeat(3, 1), repeat(3, 5), repeat(3, 1), repeat(3, 5))...),
			"Too few points to say: 3 of 12 differ from the one before, and at least 4 are needed."},
		{"a short baseline", spc.XmR, 5, weekly(calm...), "Too few points to say: what was usual before rests on 5, and at least 12 are needed."},
		{"a short later phase", spc.IHI2011, 0, phased(weekly(join(calm, calm)...), 20),
			"Too few points to say from 20 July 2026 on: there are 4, and at least 10 are needed."},
		{"a short first phase", spc.IHI2011, 0, phased(weekly(join(calm, calm)...), 4),
			"Too few points to say before 30 March 2026: there are 4, and at least 10 are needed."},
		{"a short phase between", spc.IHI2011, 0, phased(weekly(join(calm, calm, calm)...), 12, 16),
			"Too few points to say from 25 May 2026 and before 22 June 2026: there are 4, and at least 10 are needed."},
		{"quiet", spc.IHI2011, 0, weekly(calm...), "Nothing unusual: chance alone can bring what these points show."},
		{"findings", spc.IHI2011, 12, better, "2 findings unlikely to be chance: 1 is the way you hope for and 1 is not."},
		{"findings that are all hoped for", spc.XmR, 12, hoped(spc.Higher), "2 findings unlikely to be chance: all are the way you hope for."},
		{"findings that are not", spc.XmR, 12, hoped(spc.Lower), "2 findings unlikely to be chance: none is the way you hope for."},
		{"one hoped for", spc.XmR, 12, oneOut(spc.Higher), "1 finding unlikely to be chance: it is the way you hope for."},
		{"one that is not", spc.XmR, 12, oneOut(spc.Lower), "1 finding unlikely to be chance: it is not the way you hope for."},
		{"one that points nowhere beside others", spc.Anhoej, 10, below, "2 findings unlikely to be chance: 1 is not the way you hope for and 1 goes neither way."},
		{"findings from a short baseline", spc.XmR, 5, hoped(spc.Higher),
			"2 findings to look at: all are the way you hope for. Too few points to say: what was usual before rests on 5, and at least 12 are needed."},
		{"an early look at a short baseline", spc.IHI2011, 4, weekly(calm[:7]...), "Too few points to say: what was usual before rests on 4, and at least 10 are needed."},
		{"a short run chart baseline", spc.Anhoej, 8, weekly(join(calm, calm)...), "Too few points to say: what was usual before rests on 8, and at least 10 are needed."},
		{"a baseline before the points", spc.IHI2011, 0, before, "Too few points to say: no point lies in the baseline."},
		{"none that differs", spc.XmR, 0, weekly(repeat(12, 5)...), "Too few points to say: those that set the limits do not differ from one to the next."},
		{"a finding that points nowhere", spc.IHI2011, 0, weekly(repeat(5, 4, 6)...), "1 finding unlikely to be chance."},
		{"a finding and too few points", spc.XmR, 0, weekly(1, 2, 3, 4, 5, 6, 7),
			"3 findings to look at. Too few points to say: there are 7, and at least 12 are needed."},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := frozen(t, c.rules, c.baseline, c.series).Says(c.series)
			if got != c.want {
				t.Errorf("\n%s, want\n%s", got, c.want)
			}
			plain(t, got)
		})
	}
}
