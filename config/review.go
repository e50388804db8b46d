package config

import (
	"errors"
	"regexp"
	"strings"
)

const (
	mostIndicators   = 12
	longestIndicator = 100
	longestAbout     = 300
)

var errIndicators = errors.New("write indicators as {id: planning, name: Planning together, about: Plans rest on evidence}; " +
	"in one text: planning=Planning together=Plans rest on evidence; pace=Pace")

// toIndicators understands a list of fields, or text with semicolons.
func toIndicators(raw any) ([]Indicator, error) {
	switch v := raw.(type) {
	case []Indicator:
		return v, nil
	case string:
		return parseIndicators(v)
	case []any:
		var all []Indicator
		for _, item := range v {
			one, err := toIndicator(item)
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
		return all, nil
	}
	return nil, errIndicators
}

func toIndicator(raw any) (Indicator, error) {
	fields, ok := raw.(map[string]any)
	if !ok {
		return Indicator{}, errIndicators
	}
	var i Indicator
	for name, value := range fields {
		var err error
		switch name {
		case "id":
			i.ID, err = toText(value)
		case "name":
			i.Name, err = toText(value)
		case "about":
			i.About, err = toText(value)
		default:
			err = errIndicators
		}
		if err != nil {
			return Indicator{}, err
		}
	}
	return i, nil
}

// parseIndicators reads "planning=Planning together=Plans rest on evidence; leadership=...".
func parseIndicators(text string) ([]Indicator, error) {
	var all []Indicator
	for part := range strings.SplitSeq(text, ";") {
		fields := strings.SplitN(strings.TrimSpace(part), "=", 3)
		if len(fields) < 2 {
			return nil, errIndicators
		}
		i := Indicator{ID: strings.TrimSpace(fields[0]), Name: strings.TrimSpace(fields[1])}
		if len(fields) == 3 {
			i.About = strings.TrimSpace(fields[2])
		}
		all = append(all, i)
	}
	return all, nil
}

var indicatorID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

func (s Settings) checkReview(f *faults) {
	r := s.Review
	if r.Months < 1 || r.Months > 12 || 12%r.Months != 0 {
		f.add("review.months", "is %d: write 1, 2, 3, 4, 6 or 12, so that reviews fall in the same months each year.", r.Months)
	}
	within(f, "review.first_month", r.FirstMonth, 1, 12)
	within(f, "review.evaluate_days", r.EvaluateDays, 1, mostDays)
	within(f, "review.lwo_days", r.LWODays, 1, mostDays)
	within(f, "review.conclude_days", r.ConcludeDays, 1, mostDays)
	within(f, "review.indicators", len(r.Indicators), 1, mostIndicators)
	seen := map[string]bool{}
	for _, i := range r.Indicators {
		switch {
		case !indicatorID.MatchString(i.ID):
			f.add("review.indicators", "%q is no identifier: use small letters, digits and hyphens.", i.ID)
		case seen[i.ID]:
			f.add("review.indicators", "%s is there twice: give each its own identifier.", i.ID)
		case i.Name == "" || len([]rune(i.Name)) > longestIndicator || len([]rune(i.About)) > longestAbout:
			f.add("review.indicators", "%s needs a name of at most %d characters, and at most %d in about.", i.ID, longestIndicator, longestAbout)
		}
		seen[i.ID] = true
	}
}
