package web

import (
	"strconv"
	"strings"

	"github.com/cairnqi/cairn/improvement"
)

// placeQuestion asks of one theme of the Place Standard: a score, and a word why. Both may
// be left out.
type placeQuestion struct{ Score, Why field }

// inPlace begins the names of the fields about the place.
const inPlace = "place."

// placeQuestions ask of the 14 themes.
func placeQuestions(f *form) []placeQuestion {
	var scores []option
	for n := improvement.LowestScore; n <= improvement.HighestScore; n++ {
		scores = append(scores, option{Value: strconv.Itoa(n), Label: strconv.Itoa(n)})
	}
	var all []placeQuestion
	for _, theme := range improvement.PlaceThemes() {
		at := inPlace + string(theme.ID)
		all = append(all, placeQuestion{
			Score: f.Choice(at+".score", theme.Name, theme.Asks, scores),
			Why:   f.Field(at+".why", "Why? (optional)", ""),
		})
	}
	return all
}

// scoredPlace tells whether something was written about the place.
func scoredPlace(f *form) bool {
	for name := range f.values {
		if strings.HasPrefix(name, inPlace) && f.value(name) != "" {
			return true
		}
	}
	return false
}

// atScore gives what is wrong with a theme the name of its score, as the form asks it.
func atScore(err error) error {
	refused, is := improvement.Refusal(err)
	if !is || !strings.HasPrefix(refused.Field, inPlace) || strings.HasSuffix(refused.Field, ".why") {
		return err
	}
	there := *refused
	there.Field += ".score"
	return &there
}
