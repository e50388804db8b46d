package improvement_test

import (
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

func TestADayInLondon(t *testing.T) {
	cases := []struct {
		day             Date
		start, end, ate string // UTC
	}{
		{"2026-01-15", "2026-01-15 00:00", "2026-01-16 00:00", "2026-01-15 09:00"},
		{"2026-03-28", "2026-03-28 00:00", "2026-03-29 00:00", "2026-03-28 09:00"},
		{"2026-03-29", "2026-03-29 00:00", "2026-03-29 23:00", "2026-03-29 08:00"}, // 23 hours
		{"2026-07-01", "2026-06-30 23:00", "2026-07-01 23:00", "2026-07-01 08:00"},
		{"2026-10-25", "2026-10-24 23:00", "2026-10-26 00:00", "2026-10-25 09:00"}, // 25 hours
	}
	utc := func(t time.Time) string { return t.Format("2006-01-02 15:04") }
	for _, c := range cases {
		if utc(c.day.Start()) != c.start || utc(c.day.End()) != c.end || utc(c.day.Morning()) != c.ate || c.day.Start().Location() != time.UTC {
			t.Errorf("%s: %v to %v, morning %v", c.day, c.day.Start(), c.day.End(), c.day.Morning())
		}
		if DateOf(c.day.Start()) != c.day || DateOf(c.day.End().Add(-time.Microsecond)) != c.day || DateOf(c.day.End()) != c.day.AddDays(1) {
			t.Errorf("%s is not the day of its own moments", c.day)
		}
	}
}

func TestWorkingDays(t *testing.T) {
	cases := []struct {
		from Date
		n    int
		want Date
	}{
		{"2026-04-02", 0, "2026-04-02"}, {"2026-04-03", 0, "2026-04-06"}, {"2026-04-04", 0, "2026-04-06"},
		{"2026-04-02", 1, "2026-04-06"}, {"2026-04-02", -1, "2026-04-01"}, {"2026-04-06", -1, "2026-04-02"},
		{"2026-04-04", 1, "2026-04-06"}, {"2026-04-04", -1, "2026-04-02"}, {"2026-12-24", 1, "2026-12-29"},
	}
	for _, c := range cases {
		if got := holidays.Add(c.from, c.n); got != c.want {
			t.Errorf("%s %+d: %s, want %s", c.from, c.n, got, c.want)
		}
	}
	for from, want := range map[Date]int{"2026-04-02": 1, "2026-04-06": 0, "2026-04-07": 0, "2026-03-27": 5} {
		if got := holidays.Between(from, "2026-04-06"); got != want {
			t.Errorf("after %s: %d working days, want %d", from, got, want)
		}
	}
	// Days forth and the days between agree.
	for d := Date("2026-03-20"); d < "2026-05-10"; d = d.AddDays(1) {
		for n := 1; n < 12; n++ {
			if got := holidays.Between(d, holidays.Add(d, n)); got != n {
				t.Errorf("%s and %d working days: %d between", d, n, got)
			}
		}
	}
}

func TestWhatIsNoDay(t *testing.T) {
	for _, d := range []Date{"", "2026-02-29", "2026-2-1", "01/02/2026", "2026-02-01T00:00"} {
		if d.Valid() {
			t.Errorf("%q is valid", d)
		}
		if d.Plain() != string(d) || d.AddDays(1) != d || !d.Start().IsZero() {
			t.Errorf("%q is taken for a day", d)
		}
	}
	if Date("2026-03-03").Plain() != "Tue 3 Mar 2026" {
		t.Error(Date("2026-03-03").Plain())
	}
}
