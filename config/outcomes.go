package config

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"
)

const (
	mostOutcomes = 100
	longestName  = 200
	highestRate  = 10_000 // pounds per hour; more is a slip
)

// weighingKeys are the settings of what a test is weighed by.
func (s *Settings) weighingKeys() []key {
	return []key{
		{"outcomes", &s.Outcomes},
		{"rates.staff_hours", &s.Rates.StaffHours},
		{"rates.volunteer_hours", &s.Rates.VolunteerHours},
	}
}

var errOutcomes = errors.New("write outcomes as {id: heard, name: People are heard}; " +
	"in one line: heard=People are heard, safe=People feel safe")

// toOutcomes understands a list, or text such as "heard=People are heard, safe=...": a
// name with a comma is written in a file.
func toOutcomes(raw any) ([]Outcome, error) {
	switch v := raw.(type) {
	case []Outcome:
		return v, nil
	case string:
		return parseOutcomes(v)
	case []any:
		var outcomes []Outcome
		for _, item := range v {
			o, err := toOutcome(item)
			if err != nil {
				return nil, err
			}
			outcomes = append(outcomes, o)
		}
		return outcomes, nil
	}
	return nil, errOutcomes
}

func toOutcome(raw any) (Outcome, error) {
	fields, ok := raw.(map[string]any)
	id, hasID := fields["id"].(string)
	name, hasName := fields["name"].(string)
	if !ok || !hasID || !hasName || len(fields) != 2 {
		return Outcome{}, errOutcomes
	}
	return Outcome{ID: id, Name: strings.TrimSpace(name)}, nil
}

func parseOutcomes(text string) ([]Outcome, error) {
	var outcomes []Outcome
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		id, name, ok := strings.Cut(part, "=")
		if !ok {
			return nil, errOutcomes
		}
		outcomes = append(outcomes, Outcome{ID: strings.TrimSpace(id), Name: strings.TrimSpace(name)})
	}
	return outcomes, nil
}

func toNumber(raw any) (float64, error) {
	switch v := raw.(type) {
	case float64:
		return v, nil
	case int:
		return float64(v), nil
	case string:
		if n, err := strconv.ParseFloat(strings.TrimSpace(v), 64); err == nil {
			return n, nil
		}
	}
	return 0, errors.New("write a number, e.g. 21.50")
}

// outcomeID is what improvement.CheckID lets pass: the settings know no other room.
var outcomeID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

func (s Settings) checkOutcomes(f *faults) {
	if n := len(s.Outcomes); n > mostOutcomes {
		f.add("outcomes", "has %d entries: write %d or fewer.", n, mostOutcomes)
	}
	seen := map[string]bool{}
	for _, o := range s.Outcomes {
		switch {
		case !outcomeID.MatchString(o.ID):
			f.add("outcomes", "%q is no identifier: write up to 63 small letters, digits and hyphens.", o.ID)
		case seen[o.ID]:
			f.add("outcomes", "%s is listed twice: keep one.", o.ID)
		case o.Name == "" || len([]rune(o.Name)) > longestName || strings.ContainsAny(o.Name, "\r\n\t"):
			f.add("outcomes", "the name of %s is empty, longer than %d characters, or not on one line: write a short one.", o.ID, longestName)
		}
		seen[o.ID] = true
	}
}

func (s Settings) checkRates(f *faults) {
	for key, rate := range map[string]float64{"rates.staff_hours": s.Rates.StaffHours, "rates.volunteer_hours": s.Rates.VolunteerHours} {
		if math.IsNaN(rate) || rate < 0 || rate > highestRate {
			f.add(key, "is %v: write pounds per hour, from 0 (not priced) to %d.", rate, highestRate)
		}
	}
}
