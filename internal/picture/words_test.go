package picture

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		" two\n\twords ": "two words", "\x1b[31mred": "[31mred", "\u202eright": "right", "a\x00b": "ab",
		"\xffx": "\ufffdx", "שלום": "שלום", "\ufffe\uffff": "", "e\u0301": "e\u0301",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}

func TestFit(t *testing.T) {
	for _, tt := range []struct {
		in   string
		room float64
		want string
	}{
		{"short", 5, "short"}, {"longer words", 8, "longer…"}, {"longer words", 9, "longer w…"}, {"日本語", 5, "日本…"}, {"日本語", 6, "日本語"}, {"ab", 1, "…"}, {"", 0, ""},
	} {
		if got := terminal.fit(tt.in, tt.room); got != tt.want {
			t.Errorf("%q in %v is %q", tt.in, tt.room, got)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		in    string
		lines int
		want  []string
	}{
		{"the quick brown fox", 3, []string{"the quick", "brown fox"}},
		{"the quick brown fox jumps", 2, []string{"the quick", "brown fox…"}},
		{"abcdefghijklmnop", 2, []string{"abcdefghij", "klmnop"}},
		{"", 2, nil},
	} {
		if got := terminal.wrap(tt.in, 10, tt.lines); !slices.Equal(got, tt.want) {
			t.Errorf("%q became %q", tt.in, got)
		}
	}
}

func TestWrapLosesNothingButBlanks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := clean(rapid.String().Draw(t, "text"))
		room := rapid.Float64Range(2, 30).Draw(t, "room")
		lines := terminal.wrap(text, room, 10000)
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if squeeze(strings.Join(lines, "")) != squeeze(text) {
			t.Errorf("%q became %q", text, lines)
		}
		for _, line := range lines {
			if terminal.width(line) > room || !utf8.ValidString(line) {
				t.Errorf("%q in %v", line, room)
			}
		}
	})
}

func TestNumber(t *testing.T) {
	for _, tt := range []struct {
		v      float64
		places int
		want   string
	}{
		{78.5, 1, "78.5"}, {78, 1, "78"}, {1250, 0, "1,250"}, {-1234567.8, 1, "-1,234,567.8"}, {-0.001, 1, "0"},
		{1.25e12, 0, "1.25e12"}, {3e-9, 10, "3e-9"}, {0, 9, "0"}, {100, 0, "100"},
	} {
		if got := number(tt.v, tt.places); got != tt.want {
			t.Errorf("%v is written %s", tt.v, got)
		}
	}
}

func TestRoundTicks(t *testing.T) {
	for _, tt := range []struct {
		lo, hi float64
		want   []float64
	}{
		{0, 12, []float64{0, 2, 4, 6, 8, 10, 12}}, {73.3, 92, []float64{70, 75, 80, 85, 90, 95}},
		{-5, 5, []float64{-6, -4, -2, 0, 2, 4, 6}}, {0, 0.3, []float64{0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3}},
	} {
		if got, _ := roundTicks(tt.lo, tt.hi, 7); !slices.Equal(got, tt.want) {
			t.Errorf("%v to %v: %v", tt.lo, tt.hi, got)
		}
	}
}

func TestTicksEncloseWhatIsDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lo, hi := widened(clampValue(rapid.Float64().Draw(t, "lo")), clampValue(rapid.Float64().Draw(t, "hi")))
		ticks, step := roundTicks(lo, hi, 7)
		if n := len(ticks); n < 2 || n > 7 || ticks[0] > lo+step*1e-6 || ticks[n-1] < hi-step*1e-6 {
			t.Errorf("%v to %v: %v", lo, hi, ticks)
		}
		if !slices.IsSorted(ticks) {
			t.Errorf("%v", ticks)
		}
	})
}

func labelsOf(from, to time.Time, room float64) []string {
	var out []string
	b := band{right: 1e6, gap: 6, metric: plain}
	place := scale{lo: seconds(from), hi: seconds(to), from: 50, to: 50 + room}
	for _, l := range b.dateLabels(dates(seconds(from), seconds(to), seconds(from), plain, 12, room), place.at) {
		out = append(out, strings.TrimSpace(l.label+" "+l.year))
	}
	return out
}

func TestDatesOnTheAxis(t *testing.T) {
	for _, tt := range []struct {
		name     string
		from, to time.Time
		want     string
	}{
		{"days", on(2026, 11, 2), on(2026, 11, 5), "2 Nov 2026,3 Nov,4 Nov,5 Nov"},
		{"weeks of the points", on(2026, 11, 5), on(2026, 12, 3), "5 Nov 2026,12 Nov,19 Nov,26 Nov,3 Dec"},
		{"the year changes", on(2026, 12, 7), on(2027, 1, 18), "7 Dec 2026,21 Dec,4 Jan 2027,18 Jan"},
		{"over the change of clocks", on(2026, 3, 16), on(2026, 4, 13), "16 Mar 2026,23 Mar,30 Mar,6 Apr,13 Apr"},
		{"months", on(2026, 9, 7), on(2027, 3, 1), "Oct 2026,Nov,Dec,Jan 2027,Feb,Mar"},
		{"quarters", on(2025, 8, 1), on(2027, 3, 1), "Oct 2025,Jan 2026,Apr,Jul,Oct,Jan 2027"},
		{"years", on(2015, 5, 1), on(2021, 5, 1), "2016,2017,2018,2019,2020,2021"},
		{"centuries", on(1000, 1, 1), on(2000, 1, 1), "1000,1200,1400,1600,1800,2000"},
	} {
		if got := strings.Join(labelsOf(tt.from, tt.to, 360), ","); got != tt.want {
			t.Errorf("%s: %s", tt.name, got)
		}
	}
}

func TestBoundariesNeverMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := band{left: 0, right: 400, gap: 8, metric: plain}
		xs := rapid.SliceOfN(rapid.Float64Range(10, 390), 0, 30).Draw(t, "xs")
		slices.Sort(xs)
		labels := rapid.SliceOfN(rapid.SampledFrom([]string{"Cycle 1", "C", "Re-based by the group", ""}), len(xs), len(xs)).Draw(t, "labels")
		tags := b.tags(xs, labels, 3)
		for _, l := range tags {
			if l.row < 0 {
				continue
			}
			right := l.left + b.width(l.label)
			for _, line := range tags {
				if line.row >= 0 && line.row < l.row && line.x > l.left && line.x < right {
					t.Errorf("the line of %+v runs through %+v", line, l)
				}
				if line != l && line.row == l.row && line.left < right && l.left < line.left+b.width(line.label) {
					t.Errorf("%+v meets %+v", line, l)
				}
			}
		}
	})
}

func TestNumbersOfNotesNeverMeetAndNoneIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Float64Range(0, 400), 0, 40).Draw(t, "xs")
		slices.Sort(xs)
		dots := make([]dot, len(xs))
		for i, x := range xs {
			dots[i] = dot{at: x, number: i + 1}
		}
		next, taken := 1, -1.0
		for _, p := range (band{right: 400, gap: 8, metric: plain}).pills(dots, func(x float64) float64 { return x }) {
			if p.first != next || p.left < taken {
				t.Errorf("%+v after %d, %v", p, next-1, taken)
			}
			next, taken = p.last+1, p.right
		}
		if next != len(xs)+1 {
			t.Errorf("the last is %d of %d", next-1, len(xs))
		}
	})
}
