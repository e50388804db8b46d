package calendar

import (
	"slices"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

func TestWrittenDaysFollowTheRules(t *testing.T) {
	oneOffs := []improvement.Date{"2026-06-15"}
	for year := 2024; year <= 2030; year++ {
		days, ok := proclaimed[year]
		if !ok {
			t.Fatalf("%d is not written out", year)
		}
		ordinary := slices.DeleteFunc(slices.Clone(days), func(d improvement.Date) bool {
			return slices.Contains(oneOffs, d)
		})
		if want := byRule(year); !slices.Equal(ordinary, want) {
			t.Errorf("%d: written %v, by rule %v", year, ordinary, want)
		}
	}
}

func TestWrittenDaysAreAscendingWeekdays(t *testing.T) {
	for year, days := range proclaimed {
		if !slices.IsSorted(days) || len(slices.Compact(slices.Clone(days))) != len(days) {
			t.Errorf("%d is not ascending: %v", year, days)
		}
		for _, d := range days {
			if !d.Valid() || yearOf(d) != year || weekend(d.Start().In(improvement.London())) {
				t.Errorf("%s is not a weekday of %d", d, year)
			}
		}
	}
}

func TestSubstitutesWhenHolidaysFallOnWeekends(t *testing.T) {
	tests := []struct {
		name  string
		year  int
		month time.Month
		days  []int
		want  []improvement.Date
	}{
		{"1 January a Thursday", 2026, time.January, []int{1, 2}, []improvement.Date{"2026-01-01", "2026-01-02"}},
		{"2 January a Saturday", 2027, time.January, []int{1, 2}, []improvement.Date{"2027-01-01", "2027-01-04"}},
		{"both at the weekend", 2022, time.January, []int{1, 2}, []improvement.Date{"2022-01-03", "2022-01-04"}},
		{"1 January a Sunday", 2023, time.January, []int{1, 2}, []improvement.Date{"2023-01-02", "2023-01-03"}},
		{"25 December a Thursday", 2025, time.December, []int{25, 26}, []improvement.Date{"2025-12-25", "2025-12-26"}},
		{"26 December a Saturday", 2026, time.December, []int{25, 26}, []improvement.Date{"2026-12-25", "2026-12-28"}},
		{"Christmas at the weekend", 2027, time.December, []int{25, 26}, []improvement.Date{"2027-12-27", "2027-12-28"}},
		{"25 December a Sunday", 2022, time.December, []int{25, 26}, []improvement.Date{"2022-12-26", "2022-12-27"}},
		{"St Andrew's Day a weekday", 2027, time.November, []int{30}, []improvement.Date{"2027-11-30"}},
		{"St Andrew's Day a Saturday", 2024, time.November, []int{30}, []improvement.Date{"2024-12-02"}},
		{"St Andrew's Day a Sunday", 2025, time.November, []int{30}, []improvement.Date{"2025-12-01"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := substituted(tt.year, tt.month, tt.days...); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestEasterSundays(t *testing.T) {
	// Known ones, the earliest (2285) and latest (2038) of the century included.
	for _, want := range []improvement.Date{
		"2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16",
		"2029-04-01", "2030-04-21", "2035-03-25", "2038-04-25", "2285-03-22",
	} {
		if got := easter(yearOf(want)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestDaysThatScotlandKeepsAndDoesNot(t *testing.T) {
	c := Scotland(nil, nil).Around("2026-06-01")
	tests := []struct {
		day     improvement.Date
		holiday bool
		name    string
	}{
		{"2026-01-02", true, "2 January"},
		{"2026-04-03", true, "Good Friday"},
		{"2026-04-06", false, "Easter Monday"},
		{"2026-06-15", true, "the World Cup holiday"},
		{"2026-08-03", true, "the summer holiday in early August"},
		{"2026-08-31", false, "the English summer holiday"},
		{"2026-11-30", true, "St Andrew's Day"},
		{"2026-12-28", true, "the substitute for Boxing Day"},
		{"2026-12-29", false, "an ordinary Tuesday"},
	}
	for _, tt := range tests {
		if got := !c.Working(tt.day); got != tt.holiday {
			t.Errorf("%s (%s): holiday = %v, want %v", tt.name, tt.day, got, tt.holiday)
		}
	}
}

func TestCouncilDays(t *testing.T) {
	c := Scotland(
		[]improvement.Date{"2026-09-21", "2026-04-06", "2031-01-01", "2026-08-03"},
		[]improvement.Date{"2026-05-25", "2026-08-03"},
	).Around("2026-06-01")
	for day, working := range map[improvement.Date]bool{
		"2026-09-21": false, // the council's autumn holiday
		"2026-04-06": false, // its Easter Monday
		"2026-05-25": true,  // it works on the spring holiday
		"2026-08-03": false, // in both lists: a holiday
	} {
		if got := c.Working(day); got != working {
			t.Errorf("%s: working = %v, want %v", day, got, working)
		}
	}
	if !slices.IsSorted(c.Holidays) || slices.Contains(c.Holidays, "2031-01-01") {
		t.Errorf("not ascending, or beyond the reach: %v", c.Holidays)
	}
}

func TestAroundReachesAYearBackAndTwoAhead(t *testing.T) {
	for _, day := range []improvement.Date{"2024-01-01", "2026-11-21", "2028-02-29", "2029-12-31", "2031-06-01", "2075-07-01"} {
		c := Scotland(nil, nil).Around(day)
		if c.Holidays[0] > day.AddDays(-200) || c.Holidays[len(c.Holidays)-1] < day.AddDays(2*366-130) {
			t.Errorf("%s: from %s to %s", day, c.Holidays[0], c.Holidays[len(c.Holidays)-1])
		}
		if n := len(c.Holidays); n < 26 || n > 30 {
			t.Errorf("%s: %d holidays in three years", day, n)
		}
	}
	if c := Scotland(nil, nil).Around("soon"); len(c.Holidays) != 0 {
		t.Errorf("what is no day has holidays: %v", c.Holidays)
	}
}
