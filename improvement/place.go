package improvement

import (
	"cmp"
	"slices"
)

// PlaceTheme is one of the 14 themes of the Place Standard tool, by which people in
// Scotland talk about a place: Scottish Government, NHS Health Scotland (now Public Health
// Scotland) and Architecture & Design Scotland, "Place Standard: How Good is Our Place?",
// 2015, and its version of 2022 (ourplace.scot).
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

// PlaceThemes lists the 14 themes, in the tool's order, with the names that it gives them
// and, in words of our own, what each asks about.
func PlaceThemes() []struct {
	ID         PlaceTheme
	Name, Asks string
} {
	return []struct {
		ID         PlaceTheme
		Name, Asks string
	}{
		{"moving-around", "Moving around", "Is it easy to walk, wheel and cycle here?"},
		{"public-transport", "Public transport", "Do buses and trains take you where you need to go?"},
		{"traffic-and-parking", "Traffic and parking", "Does traffic leave room for people to get about safely?"},
		{"streets-and-spaces", "Streets and spaces", "Are streets and public spaces pleasant, and easy to find one’s way in?"},
		{"natural-space", "Natural space", "Can you often be in green or open places?"},
		{"play-and-recreation", "Play and recreation", "Is there enough to do for play, sport and leisure, for every age?"},
		{"facilities-and-services", "Facilities and services", "Are there the shops, schools, health care and services that you need?"},
		{"work-and-local-economy", "Work and local economy", "Is there good work to be had, and do local businesses do well?"},
		{"housing-and-community", "Housing and community", "Do the homes here suit those who need them?"},
		{"social-interaction", "Social interaction", "Are there places and occasions to meet other people?"},
		{"identity-and-belonging", "Identity and belonging", "Are people proud of the place, and do you feel that you belong?"},
		{"feeling-safe", "Feeling safe", "Do you feel safe here, by day and by night?"},
		{"care-and-maintenance", "Care and maintenance", "Are buildings and spaces looked after?"},
		{"influence-and-sense-of-control", "Influence and sense of control", "Can you have a say in what is decided here, and change things?"},
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
