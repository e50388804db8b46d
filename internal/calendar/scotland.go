package calendar

import (
	"slices"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// Around reaches that far, in days.
const (
	before = 366
	after  = 2 * 366
)

// Source gives the holidays of one council. It is a value, safe for use by many.
type Source struct {
	extra  []improvement.Date
	worked []improvement.Date
}

// Scotland gives the Scottish bank holidays, without those in worked, and with
// those in extra: a council's own holidays and one-offs. A day in both is a holiday.
func Scotland(extra, worked []improvement.Date) Source {
	return Source{extra: slices.Clone(extra), worked: slices.Clone(worked)}
}

// Around gives the holidays from a year before day to two years after it,
// ascending, each once. What is no day has no holidays around it. The days up to
// 2030 are written out; later ones follow the rules, so a proclamation after this
// release must come in as an extra day.
func (s Source) Around(day improvement.Date) improvement.Calendar {
	if !day.Valid() {
		return improvement.Calendar{}
	}
	first, last := day.AddDays(-before), day.AddDays(after)
	var days []improvement.Date
	for year := yearOf(first); year <= yearOf(last); year++ {
		days = append(days, bankHolidays(year)...)
	}
	days = slices.DeleteFunc(days, func(d improvement.Date) bool { return slices.Contains(s.worked, d) })
	days = append(days, s.extra...)
	days = slices.DeleteFunc(days, func(d improvement.Date) bool { return d < first || d > last })
	slices.Sort(days)
	return improvement.Calendar{Holidays: slices.Compact(days)}
}

// bankHolidays gives those of a year, ascending.
func bankHolidays(year int) []improvement.Date {
	if days, written := proclaimed[year]; written {
		return days
	}
	return byRule(year)
}

func yearOf(d improvement.Date) int { return d.Start().In(improvement.London()).Year() }

// proclaimed is the bank holidays of Scotland as published, substitutes included.
var proclaimed = map[int][]improvement.Date{
	2024: {
		"2024-01-01", "2024-01-02", "2024-03-29", "2024-05-06", "2024-05-27",
		"2024-08-05", "2024-12-02", "2024-12-25", "2024-12-26",
	},
	2025: {
		"2025-01-01", "2025-01-02", "2025-04-18", "2025-05-05", "2025-05-26",
		"2025-08-04", "2025-12-01", "2025-12-25", "2025-12-26",
	},
	2026: {
		"2026-01-01", "2026-01-02", "2026-04-03", "2026-05-04", "2026-05-25",
		"2026-06-15", // the World Cup; Royal Proclamation of 3 February 2026
		"2026-08-03", "2026-11-30", "2026-12-25", "2026-12-28",
	},
	2027: {
		"2027-01-01", "2027-01-04", "2027-03-26", "2027-05-03", "2027-05-31",
		"2027-08-02", "2027-11-30", "2027-12-27", "2027-12-28",
	},
	2028: {
		"2028-01-03", "2028-01-04", "2028-04-14", "2028-05-01", "2028-05-29",
		"2028-08-07", "2028-11-30", "2028-12-25", "2028-12-26",
	},
	2029: {
		"2029-01-01", "2029-01-02", "2029-03-30", "2029-05-07", "2029-05-28",
		"2029-08-06", "2029-11-30", "2029-12-25", "2029-12-26",
	},
	2030: {
		"2030-01-01", "2030-01-02", "2030-04-19", "2030-05-06", "2030-05-27",
		"2030-08-05", "2030-12-02", "2030-12-25", "2030-12-26",
	},
}

// byRule computes a year's bank holidays, one-offs apart, ascending.
func byRule(year int) []improvement.Date {
	newYear := substituted(year, time.January, 1, 2)
	andrew := substituted(year, time.November, 30)
	christmas := substituted(year, time.December, 25, 26)
	return slices.Concat(newYear, []improvement.Date{
		easter(year).AddDays(-2), // Good Friday
		firstMonday(year, time.May),
		firstMonday(year, time.June).AddDays(-7), // the last Monday of May
		firstMonday(year, time.August),
	}, andrew, christmas)
}

// substituted gives fixed holidays, each one that falls on a weekend moved to the
// next day that is neither weekend nor holiday.
func substituted(year int, month time.Month, days ...int) []improvement.Date {
	var kept, moved []time.Time
	for _, day := range days {
		if d := date(year, month, day); weekend(d) {
			moved = append(moved, d)
		} else {
			kept = append(kept, d)
		}
	}
	for _, d := range moved {
		for weekend(d) || slices.Contains(kept, d) {
			d = d.AddDate(0, 0, 1)
		}
		kept = append(kept, d)
	}
	holidays := make([]improvement.Date, len(kept))
	for i, d := range kept {
		holidays[i] = written(d)
	}
	slices.Sort(holidays)
	return holidays
}

func firstMonday(year int, month time.Month) improvement.Date {
	first := date(year, month, 1)
	days := (int(time.Monday) - int(first.Weekday()) + 7) % 7
	return written(first.AddDate(0, 0, days))
}

// easter is Easter Sunday by the anonymous Gregorian algorithm, in its letters.
func easter(year int) improvement.Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return written(date(year, time.Month(n/31), n%31+1))
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func weekend(d time.Time) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

func written(d time.Time) improvement.Date { return improvement.Date(d.Format(time.DateOnly)) }
