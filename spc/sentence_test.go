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
		{"outside", spc.XmR, 10, weekly(join(repeat(5, 4, 6), []float64{20})...), spc.Higher,
			"The value of 11 May 2026 is much higher than was usual before: this is unlikely to be chance. It is the way you hope for."},
		{"outside on a chart's own limits", spc.XmR, 0, weekly(join(repeat(6, 4, 7), []float64{-9})...), spc.Neither,
			"The value of 25 May 2026 is much lower than usual: this is unlikely to be chance. Whether it is good is for people to say."},
		{"two of three", spc.XmR, 10, weekly(join(repeat(5, 4, 6), []float64{4, 9, 6, 9, 4})...), spc.Higher,
			"2 of 3 weeks in a row are well above what was usual before: this is unlikely to be chance. It is the way you hope for."},
		{"two next to each other", spc.XmR, 10, weekly(join(repeat(5, 4, 6), []float64{4, 9, 9, 6, 4})...), spc.Higher,
			"2 weeks in a row are well above what was usual before: this is unlikely to be chance. It is the way you hope for."},
		{"few runs", spc.IHI2011, 0, weekly(1, 2, 1, 2, 1, 9, 8, 9, 8, 9), spc.Higher,
			"Only 2 stretches on one side of the middle in 10 points, where chance usually brings at least 3: this is unlikely to be chance."},
		{"many runs", spc.IHI2011, 0, weekly(repeat(5, 4, 6)...), spc.Higher,
			"The line crosses the middle 9 times in 10 points, where chance usually brings at most 8: this is unlikely to be chance."},
		{"few crossings", spc.Anhoej, 0, weekly(1, 2, 1, 2, 1, 9, 8, 9, 8, 9), spc.Higher,
			"The line crosses the middle only once in 10 points, where chance usually brings at least 2: this is unlikely to be chance."},
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
		{"all equal", spc.Anhoej, 0, weekly(repeat(20, 5)...), "Too few points to say: 0 of 20 lie off the middle, and at least 10 are needed."},
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
		{"findings", spc.IHI2011, 12, better, "2 findings unlikely to be chance: 1 the hoped-for way, 1 not the hoped-for way."},
		{"a finding that points nowhere", spc.IHI2011, 0, weekly(repeat(5, 4, 6)...), "1 finding unlikely to be chance."},
		{"a finding and too few points", spc.XmR, 0, weekly(1, 2, 3, 4, 5, 6, 7),
			"3 findings unlikely to be chance. Too few points to say: there are 7, and at least 12 are needed."},
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
