package intake

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// dayLayouts are the ways in which people in Scotland write a day.
var dayLayouts = []string{"2006-01-02", "2/1/2006", "2 January 2006", "2 Jan 2006"}

// Date reads a day as written in Scotland: 2026-11-03, 3/11/2026 (the day comes
// first), 3 November 2026 or 3 Nov 2026, the day of the week in front where one
// likes. Anything else is refused with an *improvement.Error without a field.
func Date(text string) (improvement.Date, error) {
	words := strings.Fields(strings.ReplaceAll(text, ",", " "))
	weekday := ""
	if len(words) == 4 {
		weekday, words = words[0], words[1:]
	}
	written := strings.Join(words, " ")
	for _, layout := range dayLayouts {
		day, err := time.Parse(layout, written)
		if err != nil || day.Year() < 1900 || day.Year() > 2199 {
			continue
		}
		if weekday != "" && !isWeekday(weekday, day.Weekday()) {
			return "", improvement.Refuse(improvement.Invalid, "", "%s is a %s. Check the day.", day.Format("2 January 2006"), day.Weekday())
		}
		return improvement.Date(day.Format(time.DateOnly)), nil
	}
	return "", improvement.Refuse(improvement.Invalid, "", "%q is not a date. Write it as 2026-11-03, 3/11/2026 or 3 November 2026.", clip(text))
}

func isWeekday(word string, day time.Weekday) bool {
	return strings.EqualFold(word, day.String()) || strings.EqualFold(word, day.String()[:3])
}

// maxDays is the most days that a story counts, either way.
const maxDays = 3660

var counted = regexp.MustCompile(`^day (-?\d{1,4})$`)

// parseDay reads a day; in a story also "day 12", which counts from its first.
func (p *page) parseDay(text string) (improvement.Date, error) {
	found := counted.FindStringSubmatch(text)
	switch {
	case found == nil:
		return Date(text)
	case p.day0 == "":
		return "", improvement.Refuse(improvement.Invalid, "", "%q is for stories only. Write the date, such as 3 November 2026.", text)
	}
	n, err := strconv.Atoi(found[1])
	if err != nil || n > maxDays || n < -maxDays {
		return "", improvement.Refuse(improvement.Invalid, "", "%q is too far away.", text)
	}
	return p.day0.AddDays(n), nil
}

// When is a moment of a story: so many days after its first, at a time of day in
// London.
type When struct {
	Day, Hour, Minute int
}

// Moment is when that is in a story whose first day is day0.
func (w When) Moment(day0 improvement.Date) time.Time {
	day := day0.AddDays(w.Day).Start().In(improvement.London())
	return time.Date(day.Year(), day.Month(), day.Day(), w.Hour, w.Minute, 0, 0, improvement.London()).UTC()
}

// before tells whether w comes before another moment.
func (w When) before(o When) bool {
	return w.minutes() < o.minutes()
}

func (w When) minutes() int { return (w.Day*24+w.Hour)*60 + w.Minute }

var countedHour = regexp.MustCompile(`^day (\d{1,4}) (\d{1,2}):(\d{2})$`)

func parseWhen(text string) (When, bool) {
	found := countedHour.FindStringSubmatch(text)
	if found == nil {
		return When{}, false
	}
	var n [3]int
	for i := range n {
		number, err := strconv.Atoi(found[i+1])
		if err != nil {
			return When{}, false
		}
		n[i] = number
	}
	return When{n[0], n[1], n[2]}, n[0] <= maxDays && n[1] < 24 && n[2] < 60
}
