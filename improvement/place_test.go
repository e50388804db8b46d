package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
	"pgregory.net/rapid"
)

func TestThePlaceStandardHasFourteenThemes(t *testing.T) {
	themes := PlaceThemes()
	if len(themes) != 14 || themes[0].ID != "moving-around" || themes[13].ID != "influence-and-sense-of-control" {
		t.Errorf("the themes are %v", themes)
	}
}

// Worked by hand: Tukey's hinges are the medians of the halves, the middle in both.
func TestHowAPlaceWasScored(t *testing.T) {
	for _, c := range []struct {
		scores                []int
		median, lower, upper  float64
		lowest, highest, want int
	}{
		{[]int{4}, 4, 4, 4, 4, 4, 1},
		{[]int{7, 1}, 4, 1, 7, 1, 7, 2},
		{[]int{5, 1, 3}, 3, 2, 4, 1, 5, 3},
		{[]int{6, 2, 3, 5}, 4, 2.5, 5.5, 2, 6, 4},
		{[]int{1, 2, 2, 3, 7}, 2, 2, 3, 1, 7, 5},
	} {
		var forms [][]Score
		for _, n := range c.scores {
			forms = append(forms, []Score{{Theme: "feeling-safe", Score: n}})
		}
		for _, s := range SummarisePlace(forms) {
			want := PlaceSummary{Theme: s.Theme, Name: s.Name}
			if s.Theme == "feeling-safe" {
				want = PlaceSummary{s.Theme, s.Name, c.want, c.median, c.lower, c.upper, c.lowest, c.highest}
			}
			if s != want {
				t.Errorf("%v give %+v, want %+v", c.scores, s, want)
			}
		}
	}
}

func TestAnyScoresAreSummedUpByTheme(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var forms [][]Score
		n := 0
		for range rapid.IntRange(0, 20).Draw(t, "forms") {
			var form []Score
			for _, theme := range PlaceThemes() {
				if rapid.Bool().Draw(t, "scored") {
					form = append(form, Score{Theme: theme.ID, Score: rapid.IntRange(LowestScore, HighestScore).Draw(t, "score")})
					n++
				}
			}
			forms = append(forms, form)
		}
		summary := SummarisePlace(forms)
		for _, s := range summary {
			n -= s.N
			ordered := []float64{float64(s.Lowest), s.Lower, s.Median, s.Upper, float64(s.Highest)}
			if s.N > 0 && (!slices.IsSorted(ordered) || s.Lowest < LowestScore || s.Highest > HighestScore) {
				t.Fatalf("out of order: %+v", s)
			}
		}
		if n != 0 || len(summary) != 14 {
			t.Fatalf("%d scores are lost over %d themes", n, len(summary))
		}
	})
}
