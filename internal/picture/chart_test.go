package picture

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/spc"
)

var words = []string{
	"", "Attendance", "a < b & \"c\" > 'd'", "<script>alert(1)</script>", "]]>", "\x1b[31mred\x00\x07", "\xff\xfe broken",
	strings.Repeat("Llanfairpwllgwyngyll", 30), strings.Repeat("a few words ", 60), "מדידה של נוכחות", "\u202eevil\u202c", "日本語の測定",
	"e\u0301\u0301\u0301", "👨‍👩‍👧 families", "line\nbreak\ttab", "WWWWWWWWWWWWWWW", "\uffff\ufdd0",
}

var sizes = []float64{0, 1, -1, 0.1, 12, 84.5, 100, 1e-9, -3e-7, 12345.678, 1e6, 1e9, 1e15, -1e15, 1e18}

// someChart draws any chart; its result is the analysis' own where that accepts the series.
func someChart(t *rapid.T) Chart {
	word := rapid.SampledFrom(words)
	value := rapid.OneOf(rapid.Float64Range(0, 100), rapid.SampledFrom(sizes), rapid.Float64Range(-1e18, 1e18), rapid.Just(7.0))
	if rapid.Bool().Draw(t, "calm") {
		value = rapid.Float64Range(60, 95)
	}
	c := Chart{Title: word.Draw(t, "title"), Unit: word.Draw(t, "unit"), Stamp: word.Draw(t, "stamp")}
	at := time.Date(rapid.IntRange(1950, 2060).Draw(t, "year"), 3, 1, 0, 0, 0, 0, london)
	steps := rapid.SampledFrom([]time.Duration{time.Minute, time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 31 * 24 * time.Hour, 800 * 24 * time.Hour}).Draw(t, "pace")
	for range rapid.IntRange(0, 40).Draw(t, "points") {
		p := spc.Point{At: at, Value: value.Draw(t, "value")}
		if rapid.IntRange(0, 9).Draw(t, "gap") == 0 {
			p.Missing, p.Value = true, 0
		}
		if rapid.IntRange(0, 3).Draw(t, "noted") == 0 {
			p.Note = word.Draw(t, "note")
		}
		c.Series.Points = append(c.Series.Points, p)
		at = at.Add(steps * time.Duration(rapid.IntRange(1, 3).Draw(t, "apart")))
	}
	if n := len(c.Series.Points); n > 3 && rapid.Bool().Draw(t, "phases") {
		c.Series.Phases = []spc.Phase{{Baseline: c.Series.Points[n/4].At}, {From: c.Series.Points[n/2].At}}
	}
	c.Series.Better = rapid.SampledFrom([]spc.Better{spc.Neither, spc.Higher, spc.Lower}).Draw(t, "better")
	for range rapid.IntRange(0, 8).Draw(t, "boundaries") {
		c.Boundaries = append(c.Boundaries, Boundary{At: at.Add(-time.Duration(rapid.IntRange(-5, 60).Draw(t, "back")) * steps), Label: word.Draw(t, "label")})
	}
	if rapid.Bool().Draw(t, "aimed") {
		target := value.Draw(t, "target")
		c.Target = &target
	}
	rules := rapid.SampledFrom([]spc.RuleSet{spc.IHI2011, spc.Anhoej, spc.XmR, spc.C}).Draw(t, "rules")
	if options, err := rules.Options(); err == nil {
		if r, err := spc.Analyse(c.Series, options); err == nil {
			c.Result = r
		}
	}
	return c
}

func counted(c Chart) int {
	n := 0
	for _, p := range c.Series.Points {
		if !p.Missing {
			n++
		}
	}
	return n
}

// checkChart is what holds of the drawing of every chart.
func checkChart(t problem, c Chart, o Options) {
	all, err := walk(c.SVG(o))
	if err != nil {
		t("not well-formed: %v", err)
		return
	}
	checkBare(t, all)
	checkPlaces(t, all)
	shown := 0
	for _, e := range markers(all) {
		if !strings.HasPrefix(e.group, "marks sample") {
			shown++
		}
	}
	if shown != counted(c) {
		t("%d markers for %d points", shown, counted(c))
	}
	if _, err := walk(c.Document(o)); err != nil {
		t("the document is not well-formed: %v", err)
	}
}

func TestEveryChartIsDrawnWithinItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := Options{Width: rapid.SampledFrom([]int{0, 320, 480, 720, 1600}).Draw(t, "width"), IDPrefix: "a b", NoTitle: rapid.Bool().Draw(t, "bare")}
		checkChart(t.Errorf, someChart(t), o)
	})
}

func TestTextStaysWithinItsColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := someChart(t)
		width := rapid.IntRange(narrowest, 130).Draw(t, "width")
		for _, text := range []string{c.Text(width), c.TextTable(width)} {
			if !utf8.ValidString(text) || strings.ContainsAny(text, "\x1b\x00\u202e") {
				t.Errorf("unclean: %q", text)
			}
			for line := range strings.Lines(text) {
				if got := terminal.width(strings.TrimSuffix(line, "\n")); got > float64(width) {
					t.Errorf("%v columns instead of %d: %q", got, width, line)
				}
			}
		}
	})
}

func TestSamplesAreDrawnWithinTheirBounds(t *testing.T) {
	for name, c := range samples(t) {
		for _, width := range []int{0, 320, 720} {
			checkChart(func(format string, args ...any) {
				t.Errorf("%s at %d: %s", name, width, fmt.Sprintf(format, args...))
			}, c, Options{Width: width})
		}
	}
}

// edge are the charts that a plain one does not teach about.
func edges(t *testing.T) map[string]Chart {
	far, many := 5000.0, lateStart(t)
	out := map[string]Chart{"none": {Title: "Nothing yet"}, "one": {Series: spc.Series{Points: every(on(2027, 3, 1), 1, 7)}}}
	for name, values := range map[string][]float64{
		"equal": {100, 100, 100, 100}, "zeros": {0, 0, 0}, "huge": {1e300, -1e300, 1e308}, "tiny": {1e-300, 2e-300},
		"small": {1e-9, 3e-9, 2e-9}, "close": {1e12, 1e12 + 0.001}, "negative": {-5, -80, -20}, "gaps": {gap, gap, gap},
		"impossible": {1, math.Inf(1), math.Inf(-1), 2},
	} {
		out[name] = Chart{Title: name, Unit: "units", Series: spc.Series{Points: every(on(2027, 3, 1), 7, values...)}}
	}
	c := attendance(t)
	c.Target = &far
	out["far target"] = c
	for i := range 30 {
		many.Boundaries = append(many.Boundaries, Boundary{At: on(2027, 2, 22).AddDate(0, 0, i), Label: fmt.Sprintf("Cycle %d", i+1)})
	}
	out["many boundaries"] = many
	noted := attendance(t)
	for i := range noted.Series.Points {
		noted.Series.Points[i].Note = fmt.Sprintf("Note %d & more", i)
	}
	out["noted"] = noted
	foreign := attendance(t)
	foreign.Result = lateStart(t).Result
	out["another's result"] = foreign
	return out
}

func TestEdges(t *testing.T) {
	for name, c := range edges(t) {
		t.Run(name, func(t *testing.T) {
			all := elements(t, c.SVG(Options{}))
			checkBare(t.Errorf, all)
			checkPlaces(t.Errorf, all)
			for line := range strings.Lines(c.Text(80)) {
				if terminal.width(strings.TrimSuffix(line, "\n")) > 80 {
					t.Errorf("too wide: %q", line)
				}
			}
			for _, text := range []string{string(c.SVG(Options{})), c.Text(80), c.Describe(), string(c.Page(Options{}))} {
				if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
					t.Errorf("not a number is shown: %s", text)
				}
			}
		})
	}
}

func TestNoPointsAreSaid(t *testing.T) {
	c := Chart{Title: "Breakfasts"}
	for _, text := range []string{string(c.SVG(Options{})), c.Text(80)} {
		if !strings.Contains(text, "No points yet") {
			t.Errorf("not said in %s", text)
		}
	}
	if got := c.Describe(); got != "Breakfasts: no points yet." {
		t.Errorf("described as %q", got)
	}
}

func TestGapsBreakTheLine(t *testing.T) {
	c := Chart{Series: spc.Series{Points: every(on(2027, 3, 1), 7, 1, 2, gap, 3, gap, gap, 4, 5)}}
	for _, e := range elements(t, c.SVG(Options{})) {
		if e.own["class"] != "data" {
			continue
		}
		if m, l := strings.Count(e.own["d"], "M"), strings.Count(e.own["d"], "L"); m != 3 || l != 2 {
			t.Errorf("%d beginnings and %d lines in %s", m, l, e.own["d"])
		}
		return
	}
	t.Error("no line")
}

func TestATargetFarAwayDoesNotPressThePoints(t *testing.T) {
	near, far := attendance(t), attendance(t)
	target := 5000.0
	far.Target = &target
	if a, b := near.valueAxis(near.dots(), 7).ticks, far.valueAxis(far.dots(), 7).ticks; !slices.Equal(a, b) {
		t.Errorf("ticks %v became %v", a, b)
	}
	if svg := string(far.SVG(Options{})); !strings.Contains(svg, "5,000 ↑") || !strings.Contains(svg, "Target 5,000, above this chart") {
		t.Error("it is not said where the target is")
	}
}

func TestFrozenCentreIsSolidThenDashed(t *testing.T) {
	c := attendance(t)
	var solid, dashed element
	for _, e := range elements(t, c.SVG(Options{})) {
		switch e.own["class"] {
		case "centre":
			solid = e
		case "centre carried":
			dashed = e
		}
	}
	if solid.own["stroke-dasharray"] != "" || dashed.own["stroke-dasharray"] == "" {
		t.Errorf("solid %v, dashed %v", solid.own, dashed.own)
	}
	if solid.own["x2"] != dashed.own["x1"] || solid.own["y1"] != dashed.own["y1"] {
		t.Errorf("%v does not go on in %v", solid.own, dashed.own)
	}
	for _, e := range elements(t, breakfasts(t).SVG(Options{})) {
		if e.own["class"] == "centre carried" {
			t.Error("a centre of all points is dashed")
		}
	}
}

func TestLimitsStepWithTheDenominator(t *testing.T) {
	steps := func(c Chart) (n int) {
		for _, e := range elements(t, c.SVG(Options{})) {
			if e.own["class"] == "limit" {
				n += strings.Count(e.own["d"], "V")
			}
		}
		return n
	}
	if got := steps(missed(t)); got < 20 {
		t.Errorf("%d steps where every denominator differs", got)
	}
	if got := steps(waiting(t)); got != 0 {
		t.Errorf("%d steps of level limits", got)
	}
}

func TestTwoThousandPoints(t *testing.T) {
	points := make([]spc.Point, 2000)
	for i := range points {
		points[i] = spc.Point{At: on(2020, 1, 1).AddDate(0, 0, i), Numerator: float64(i*7919%(3+i%5) + 1), Denominator: float64(60 + i%40)}
	}
	c := analysed(t, Chart{Title: "Many", Series: spc.Series{Points: points, Per: 100}}, spc.P)
	worst := c
	worst.Result.Marks = make([]spc.Mark, len(points))
	for i := range points {
		worst.Result.Marks[i] = spc.Mark{Rule: spc.TwoOfThree, Direction: spc.Up, Judgement: spc.Deterioration}
	}
	for name, c := range map[string]Chart{"usual": c, "each stands out": worst} {
		if n := len(c.SVG(Options{})); n > 300_000 {
			t.Errorf("%s: %d bytes", name, n)
		}
		if n := len(markers(elements(t, c.SVG(Options{})))); n < 2000 {
			t.Errorf("%s: %d markers", name, n)
		}
	}
}

func TestIDsFollowThePrefix(t *testing.T) {
	c := lateStart(t)
	a, b := c.SVG(Options{IDPrefix: "late-1"}), c.SVG(Options{IDPrefix: `"><x`})
	if !bytes.Contains(a, []byte(`id="late-1-title"`)) || !bytes.Contains(b, []byte(`id="___x-title"`)) {
		t.Errorf("ids: %.300s\n%.300s", a, b)
	}
}

func TestDaysAreThoseOfLondon(t *testing.T) {
	c := Chart{Series: spc.Series{Points: every(on(2026, 7, 6), 7, 1, 2, 3)}} // 23:00 the day before in UTC
	for _, text := range []string{c.Describe(), c.Text(80), c.TextTable(80), string(c.SVG(Options{}))} {
		if !strings.Contains(text, "6 Ju") || strings.Contains(text, "5 Ju") {
			t.Errorf("not 6 July: %s", text)
		}
	}
}

func FuzzWordsOfAChart(f *testing.F) {
	for _, w := range words {
		f.Add(w, 3.0, 480)
	}
	f.Fuzz(func(t *testing.T, word string, value float64, width int) {
		points := every(on(2027, 3, 1), 7, 1, value, 3)
		points[1].Note = word
		c := Chart{Title: word, Unit: word, Stamp: word, Series: spc.Series{Points: points},
			Target: &value, Boundaries: []Boundary{{At: points[1].At, Label: word}, {At: points[2].At, Label: word}}}
		checkChart(t.Errorf, c, Options{Width: width, IDPrefix: word})
		for line := range strings.Lines(c.Text(80) + c.TextTable(80)) {
			if terminal.width(strings.TrimSuffix(line, "\n")) > 80 {
				t.Errorf("too wide: %q", line)
			}
		}
		if !utf8.Valid(c.Page(Options{})) {
			t.Error("the page is not UTF-8")
		}
	})
}

func BenchmarkSVG(b *testing.B) {
	for name, c := range map[string]Chart{"26 points": attendance(b), "2000 points": long(b, 2000), "20000 points": long(b, 20000)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.SVG(Options{})
			}
		})
	}
}

func BenchmarkText(b *testing.B) {
	c := attendance(b)
	b.ReportAllocs()
	for b.Loop() {
		c.Text(80)
	}
}

func BenchmarkTable(b *testing.B) {
	c := long(b, 2000)
	b.ReportAllocs()
	for b.Loop() {
		c.Table()
	}
}

func long(t testing.TB, n int) Chart {
	values := make([]float64, n)
	for i := range values {
		values[i] = float64(i * 7919 % 101)
	}
	return analysed(t, Chart{Title: "Long", Series: spc.Series{Points: every(on(1990, 1, 1), 1, values...)}}, spc.XmR)
}
