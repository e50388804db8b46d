package improvement

import (
	"cmp"
	"slices"
)

// PlaceTheme is one of the 14 themes of the Place Standard tool, the Scottish way to
// talk about a place (Scottish Government, Public Health Scotland, Architecture & Design
// Scotland).
type PlaceTheme string

// Score is how a theme is where somebody lives: 1 is much to be improved, 7 is little.
type Score struct {
	Theme PlaceTheme `json:"theme"`
	Score int        `json:"score"`
	Why   Words      `json:"why,omitzero"`
}

// The lowest and the highest score.
const (
	LowestScore  = 1
	HighestScore = 7
)

// PlaceThemes lists the 14 themes, in the tool's order, with the names that it gives them.
func PlaceThemes() []struct {
	ID   PlaceTheme
	Name string
} {
	return []struct {
		ID   PlaceTheme
		Name string
	}{
		{"moving-around", "Moving around"},
		{"public-transport", "Public transport"},
		{"traffic-and-parking", "Traffic and parking"},
		{"streets-and-spaces", "Streets and spaces"},
		{"natural-space", "Natural space"},
		{"play-and-recreation", "Play and recreation"},
		{"facilities-and-services", "Facilities and services"},
		{"work-and-local-economy", "Work and local economy"},
		{"housing-and-community", "Housing and community"},
		{"social-interaction", "Social interaction"},
		{"identity-and-belonging", "Identity and belonging"},
		{"feeling-safe", "Feeling safe"},
		{"care-and-maintenance", "Care and maintenance"},
		{"influence-and-sense-of-control", "Influence and sense of control"},
	}
}

func checkScores(scores []Score) error {
	seen := map[PlaceTheme]bool{}
	for _, s := range scores {
		field := "place." + clip(string(s.Theme))
		switch {
		case !s.Theme.known():
			return invalid("place", "%q is not a theme of the Place Standard. They are: %s.", clip(string(s.Theme)), list(placeNames()))
		case seen[s.Theme]:
			return invalid(field, "This theme is scored twice. Keep one score.")
		case s.Score < LowestScore || s.Score > HighestScore:
			return invalid(field, "%d is not a score. Use %d (much to improve) to %d (little to improve), or leave the theme out.", s.Score, LowestScore, HighestScore)
		}
		if err := boundedLine(field+".why", s.Why); err != nil {
			return err
		}
		seen[s.Theme] = true
	}
	return nil
}

func (p PlaceTheme) known() bool { return slices.Contains(placeNames(), string(p)) }

func placeNames() []string {
	themes := PlaceThemes()
	names := make([]string, len(themes))
	for i, t := range themes {
		names[i] = string(t.ID)
	}
	return names
}

// reasons are the words that go with scores.
func reasons(scores []Score) []Words {
	var why []Words
	for _, s := range scores {
		why = append(why, s.Why)
	}
	return written(why...)
}

// PlaceSummary is how one theme was scored: where the middle lies, and how far people are
// apart. There is no total over themes: the tool has none, and one would hide what it shows.
type PlaceSummary struct {
	Theme   PlaceTheme `json:"theme"`
	Name    string     `json:"name"`
	N       int        `json:"n"`
	Median  float64    `json:"median,omitempty"`
	Lower   float64    `json:"lower_quartile,omitempty"` // half of the scores lie between the quartiles
	Upper   float64    `json:"upper_quartile,omitempty"`
	Lowest  int        `json:"lowest,omitempty"`
	Highest int        `json:"highest,omitempty"`
}

// SummarisePlace tells of each of the 14 themes, in their order, how it was scored;
// one that nobody scored has an N of 0. Each list of scores is one form: a voice's, or a
// conversation's, which counts once, however many took part. Quartiles are the medians of
// the halves, the middle score being in both (Tukey's hinges).
func SummarisePlace(forms [][]Score) []PlaceSummary {
	by := map[PlaceTheme][]int{}
	for _, form := range forms {
		for _, s := range form {
			by[s.Theme] = append(by[s.Theme], s.Score)
		}
	}
	var all []PlaceSummary
	for _, t := range PlaceThemes() {
		s := PlaceSummary{Theme: t.ID, Name: t.Name, N: len(by[t.ID])}
		if scores := by[t.ID]; s.N > 0 {
			slices.SortFunc(scores, cmp.Compare[int])
			half := (s.N + 1) / 2
			s.Median, s.Lower, s.Upper = middle(scores), middle(scores[:half]), middle(scores[s.N-half:])
			s.Lowest, s.Highest = scores[0], scores[s.N-1]
		}
		all = append(all, s)
	}
	return all
}

// middle is the median of what is sorted and not empty.
func middle(sorted []int) float64 {
	n := len(sorted)
	return float64(sorted[(n-1)/2]+sorted[n/2]) / 2
}
