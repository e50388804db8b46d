package config

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// decode puts a value from the file, the environment or an override where it
// belongs. Text is understood everywhere, for that is all an environment holds.
// Its error is the rest of a sentence about the key, without the value: that
// may be a secret.
func decode(raw any, into any) error {
	var err error
	switch p := into.(type) {
	case *string:
		*p, err = toText(raw)
	case *int:
		*p, err = toInt(raw)
	case *bool:
		*p, err = toYes(raw)
	case *time.Duration:
		*p, err = toDuration(raw)
	case *[]string:
		*p, err = toTexts(raw)
	case *[]Rung:
		*p, err = toLadder(raw)
	case *float64:
		*p, err = toNumber(raw)
	case *[]Outcome:
		*p, err = toOutcomes(raw)
	case *[]Indicator:
		*p, err = toIndicators(raw)
	default:
		err = fmt.Errorf("is of a type that cannot be read: %T", into)
	}
	return err
}

func toText(raw any) (string, error) {
	switch v := raw.(type) {
	case string:
		return v, nil
	case time.Time: // YAML reads a bare date as one
		return v.Format(time.DateOnly), nil
	case []any, []string, map[string]any:
		return "", errors.New("write one value, not a list or a section")
	}
	// A number would not come back as it was written: 007 reads as 7.
	return "", errors.New("write it in quotes")
}

func toInt(raw any) (int, error) {
	switch v := raw.(type) {
	case int:
		return v, nil
	case string:
		if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil {
			return n, nil
		}
	}
	return 0, errors.New("write a whole number, e.g. 5")
}

func toYes(raw any) (bool, error) {
	switch v := raw.(type) {
	case bool:
		return v, nil
	case string:
		if yes, err := strconv.ParseBool(strings.TrimSpace(v)); err == nil {
			return yes, nil
		}
	}
	return false, errors.New("write true or false")
}

func toDuration(raw any) (time.Duration, error) {
	switch v := raw.(type) {
	case time.Duration:
		return v, nil
	case string:
		if d, err := time.ParseDuration(strings.TrimSpace(v)); err == nil {
			return d, nil
		}
	}
	return 0, errors.New("write a time with its unit, e.g. 30s, 5m or 720h")
}

// toTexts understands a list, or text with commas.
func toTexts(raw any) ([]string, error) {
	var texts []string
	switch v := raw.(type) {
	case string:
		for part := range strings.SplitSeq(v, ",") {
			if part = strings.TrimSpace(part); part != "" {
				texts = append(texts, part)
			}
		}
		return texts, nil
	case []string:
		return v, nil
	case []any:
		for _, item := range v {
			text, err := toText(item)
			if err != nil {
				return nil, fmt.Errorf("in the list, %w", err)
			}
			texts = append(texts, text)
		}
		return texts, nil
	}
	return nil, errors.New("write a list, e.g. [first, second]")
}

var errLadder = errors.New("write rungs as {days: 1, to: [owner, lead]}, with stages_only: true where wanted; " +
	"in one line: -1:owner, 1:owner+lead, 7:chair:stages")

func toLadder(raw any) ([]Rung, error) {
	switch v := raw.(type) {
	case []Rung:
		return v, nil
	case string:
		return parseLadder(v)
	case []any:
		var ladder []Rung
		for _, item := range v {
			rung, err := toRung(item)
			if err != nil {
				return nil, err
			}
			ladder = append(ladder, rung)
		}
		return ladder, nil
	}
	return nil, errLadder
}

func toRung(raw any) (Rung, error) {
	fields, ok := raw.(map[string]any)
	if !ok {
		return Rung{}, errLadder
	}
	var r Rung
	for name, value := range fields {
		var err error
		switch name {
		case "days":
			r.Days, err = toInt(value)
		case "to":
			r.To, err = toTexts(value)
		case "stages_only":
			if r.StagesOnly, ok = value.(bool); !ok {
				err = errLadder
			}
		default:
			err = fmt.Errorf("a rung has no %q: %w", name, errLadder)
		}
		if err != nil {
			return Rung{}, err
		}
	}
	if _, given := fields["days"]; !given {
		return Rung{}, errLadder
	}
	return r, nil
}

// parseLadder reads "-1:owner, 1:owner+lead, 7:chair:stages".
func parseLadder(text string) ([]Rung, error) {
	var ladder []Rung
	for part := range strings.SplitSeq(text, ",") {
		fields := strings.Split(strings.TrimSpace(part), ":")
		if len(fields) < 2 || len(fields) > 3 || len(fields) == 3 && fields[2] != "stages" {
			return nil, errLadder
		}
		days, err := strconv.Atoi(fields[0])
		if err != nil {
			return nil, errLadder
		}
		ladder = append(ladder, Rung{Days: days, To: strings.Split(fields[1], "+"), StagesOnly: len(fields) == 3})
	}
	slices.SortStableFunc(ladder, func(a, b Rung) int { return a.Days - b.Days })
	return ladder, nil
}

// parseRehearse reads "1d=200ms" as rehearsed time per real time.
func parseRehearse(text string) (float64, error) {
	rehearsed, real, ok := strings.Cut(text, "=")
	if !ok {
		return 0, errors.New("no =")
	}
	of, err := parseDays(strings.TrimSpace(rehearsed))
	if err != nil {
		return 0, err
	}
	in, err := time.ParseDuration(strings.TrimSpace(real))
	if err != nil {
		return 0, err
	}
	if in <= 0 || of < in {
		return 0, errors.New("rehearsed time runs slower than real time")
	}
	return float64(of) / float64(in), nil
}

// parseDays reads a duration that may also be in days (1d) or weeks (2w).
func parseDays(text string) (time.Duration, error) {
	for unit, length := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		if count, ok := strings.CutSuffix(text, unit); ok {
			n, err := strconv.Atoi(count)
			if err != nil || n < 1 || n > 1000 {
				return 0, errors.New("not a number of days or weeks")
			}
			return time.Duration(n) * length, nil
		}
	}
	return time.ParseDuration(text)
}
