package improvement

import (
	"slices"
	"time"
	_ "time/tzdata" // the same days on every machine, with or without a zone database
)

// Date is a day in Europe/London, written 2006-01-02. Dates order as text.
type Date string

const dateLayout = "2006-01-02"

var london = mustLoad("Europe/London")

func mustLoad(zone string) *time.Location {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		panic("improvement: embedded zone database: " + err.Error())
	}
	return loc
}

// London is the time zone of every Date.
func London() *time.Location { return london }

// DateOf is the day of a moment.
func DateOf(t time.Time) Date { return Date(t.In(london).Format(dateLayout)) }

// Valid tells whether d is a day of the calendar.
func (d Date) Valid() bool {
	_, err := time.Parse(dateLayout, string(d))
	return err == nil
}

// at is the moment of d at an hour in London, in UTC.
func (d Date) at(hour int) time.Time {
	day, err := time.ParseInLocation(dateLayout, string(d), london)
	if err != nil {
		return time.Time{}
	}
	return time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, london).UTC()
}

// Start is the first moment of the day.
func (d Date) Start() time.Time { return d.at(0) }

// End is the first moment after the day.
func (d Date) End() time.Time { return d.AddDays(1).at(0) }

// Morning is the day's 09:00, when reminders leave.
func (d Date) Morning() time.Time { return d.at(9) }

// midday is noon of the day in UTC: charts count whole days.
func (d Date) midday() time.Time {
	day, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return time.Time{}
	}
	return day.Add(12 * time.Hour)
}

// AddDays counts calendar days.
func (d Date) AddDays(n int) Date {
	day, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return d
	}
	return Date(day.AddDate(0, 0, n).Format(dateLayout))
}

// Plain writes the day as people do: "Tue 3 Mar 2026".
func (d Date) Plain() string {
	day, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return string(d)
	}
	return day.Format("Mon 2 Jan 2006")
}

func (d Date) weekend() bool {
	day, err := time.Parse(dateLayout, string(d))
	return err == nil && (day.Weekday() == time.Saturday || day.Weekday() == time.Sunday)
}

// Calendar knows which days people work. The holidays are data, kept in an
// aggregate's state, so that rules stay pure and a history replays the same.
type Calendar struct {
	Holidays []Date `json:"holidays,omitempty"` // ascending
}

// Working tells whether people work on d.
func (c Calendar) Working(d Date) bool {
	_, holiday := slices.BinarySearch(c.Holidays, d)
	return !holiday && !d.weekend()
}

// Add counts n working days on from d, back where n is negative. With n = 0 it
// is d itself, or the next working day where d is none.
func (c Calendar) Add(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	if n == 0 {
		for !c.Working(d) {
			d = d.AddDays(1)
		}
		return d
	}
	for n > 0 {
		d = d.AddDays(step)
		if c.Working(d) {
			n--
		}
	}
	return d
}

// Between counts the working days after from, up to and including to; 0 where
// to is not after from.
func (c Calendar) Between(from, to Date) int {
	n := 0
	for d := from.AddDays(1); d <= to; d = d.AddDays(1) {
		if c.Working(d) {
			n++
		}
	}
	return n
}

// checkDay refuses what is not a day, or is a day too far off to be meant.
func checkDay(field string, d Date) error {
	if d == "" {
		return invalid(field, "This date is missing. Write it as 2026-03-31.")
	}
	if !d.Valid() || d < "1900-01-01" || d > "2199-12-31" {
		return invalid(field, "%q is not a date. Write it as 2026-03-31.", clip(string(d)))
	}
	return nil
}

// checkDue refuses a due date that is no date, past, or years away.
func checkDue(field string, d Date, now time.Time) error {
	if err := checkDay(field, d); err != nil {
		return err
	}
	today := DateOf(now)
	if d < today {
		return invalid(field, "%s is in the past. Choose today or a later day.", d.Plain())
	}
	if d > today.AddDays(5*366) {
		return invalid(field, "%s is more than five years away. Choose an earlier day.", d.Plain())
	}
	return nil
}
