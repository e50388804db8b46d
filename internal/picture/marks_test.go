package picture

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/spc"
)

// Every kind of mark differs from every other without its colour.
func TestMarksDifferByShapeAndFilling(t *testing.T) {
	type form struct {
		outline string
		hollow  bool
	}
	seen, signs := map[form]spc.Mark{}, map[rune]spc.Mark{}
	for _, rule := range []spc.Rule{"", spc.Outside, spc.Trend, spc.TwoOfThree, spc.Shift} {
		for _, judged := range []spc.Judgement{spc.Improvement, spc.Deterioration} {
			m := spc.Mark{Rule: rule, Direction: spc.Up, Judgement: judged}
			if rule == "" {
				m = spc.Mark{}
			}
			l := lookOf(m)
			f := form{hollow: l.worse()}
			if l.shape != nil {
				var p pen
				for _, v := range l.shape(10) {
					p.to('L', v.x, v.y)
				}
				f.outline = p.buf.String()
			}
			if before, twice := seen[f]; twice && before != m {
				t.Errorf("%v and %v look the same", before, m)
			}
			if before, twice := signs[l.sign]; twice && before != m {
				t.Errorf("%v and %v are both %c", before, m, l.sign)
			}
			seen[f], signs[l.sign] = m, m
		}
	}
	if len(seen) != 9 {
		t.Errorf("%d forms", len(seen))
	}
}

func TestMarksAsDrawn(t *testing.T) {
	for _, tt := range []struct {
		rule      spc.Rule
		direction spc.Direction
		corners   int
		word      string
	}{
		{spc.Outside, spc.Up, 4, "Beyond the upper limit"},
		{spc.Trend, spc.Down, 3, "Several in a row falling"},
		{spc.TwoOfThree, spc.Up, 10, "Two of three near the upper limit"},
		{spc.Shift, spc.Down, 4, "Several in a row below the middle"},
		{"a rule to come", spc.Level, 6, "Unusual"},
	} {
		c := lateStart(t)
		c.Result.Marks = slices.Clone(c.Result.Marks)
		c.Result.Marks[2] = spc.Mark{Rule: tt.rule, Direction: tt.direction, Judgement: spc.Deterioration}
		svg := c.SVG(Options{})
		found := 0
		for _, e := range elements(t, svg) {
			if e.name == "path" && strings.HasPrefix(e.group, "marks "+string(tt.rule)) {
				found++
				if got := strings.Count(e.own["d"], "l") + 1; got != tt.corners {
					t.Errorf("%s has %d corners", tt.rule, got)
				}
				if e.attrs["fill"] != white || e.attrs["stroke"] != orange {
					t.Errorf("%s for the worse: fill %s, stroke %s", tt.rule, e.attrs["fill"], e.attrs["stroke"])
				}
			}
		}
		if found != 1 || !strings.Contains(string(svg), tt.word+": worse") {
			t.Errorf("%s: %d marks, and in the key %q: %v", tt.rule, found, tt.word, strings.Contains(string(svg), tt.word))
		}
	}
}

func TestATriangleShowsTheWay(t *testing.T) {
	up, down := triangle(true)(10), triangle(false)(10)
	if up[0].y >= 0 || down[0].y <= 0 {
		t.Errorf("tips at %v and %v", up[0].y, down[0].y)
	}
}

func TestTheKeyHasOnlyWhatOccurs(t *testing.T) {
	quiet, loud := string(breakfasts(t).SVG(Options{})), string(waiting(t).SVG(Options{}))
	for word, in := range map[string]bool{"Other points": false, "Limits": false, "Target": false, "Median 14": true} {
		if strings.Contains(quiet, word) != in {
			t.Errorf("%q in the quiet chart: %v", word, !in)
		}
	}
	for word, in := range map[string]bool{"Other points": true, "Limits": true, "falling: better": true, "rising": false, ": worse": false} {
		if strings.Contains(loud, word) != in {
			t.Errorf("%q in the loud chart: %v", word, !in)
		}
	}
}

// A graphic is to differ from its ground by 3:1 (WCAG 2.2, 1.4.11).
func TestColoursStandOnWhiteAndOnBlack(t *testing.T) {
	for _, colour := range []string{blue, orange, purple} {
		l := luminance(t, colour)
		if onWhite, onBlack := 1.05/(l+0.05), (l+0.05)/0.05; onWhite < 3 || onBlack < 3 {
			t.Errorf("%s: %.2f on white, %.2f on black", colour, onWhite, onBlack)
		}
	}
}

// luminance by WCAG 2.2.
func luminance(t *testing.T, colour string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		part := float64(n) / 255
		if part <= 0.04045 {
			sum += weight * part / 12.92
		} else {
			sum += weight * math.Pow((part+0.055)/1.055, 2.4)
		}
	}
	return sum
}
