package intake

import (
	"fmt"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

func TestDates(t *testing.T) {
	cases := map[string]improvement.Date{
		"2026-11-03":               "2026-11-03",
		"3/11/2026":                "2026-11-03",
		"03/11/2026":               "2026-11-03",
		"3/11/26":                  "2026-11-03",
		"03.11.2026":               "2026-11-03",
		"3.11.26":                  "2026-11-03",
		"3-11-2026":                "2026-11-03",
		"3 November 2026":          "2026-11-03",
		"3 Nov 2026":               "2026-11-03",
		"3 Sept 2026":              "2026-09-03",
		"3 Nov 26":                 "2026-11-03",
		"3-Nov-26":                 "2026-11-03",
		"03-NOV-2026":              "2026-11-03",
		"3rd November 2026":        "2026-11-03",
		"1st Nov 2026":             "2026-11-01",
		"Tue 3 Nov 2026":           "2026-11-03",
		"Tuesday 3 november 2026":  "2026-11-03",
		"Tuesday, 3 Nov 2026":      "2026-11-03",
		"Tues 3/11/2026":           "2026-11-03",
		" 3\u00a0 November  2026 ": "2026-11-03",
		"03/11/2026 00:00":         "2026-11-03", // as a spreadsheet exports a day
		"2026-11-03 00:00:00":      "2026-11-03",
		"1/1/49":                   "2049-01-01",
		"29/2/2028":                "2028-02-29",
	}
	for text, want := range cases {
		if got, err := Date(text); got != want || err != nil {
			t.Errorf("%q is %q, %v; want %q", text, got, err, want)
		}
	}
	for day := improvement.Date("2026-01-01"); day < "2027-01-01"; day = day.AddDays(1) {
		if got, err := Date(day.Plain()); err != nil || got != day {
			t.Errorf("%q, as we write it, is %q, %v", day.Plain(), got, err)
		}
	}
}

func TestDatesAreRefused(t *testing.T) {
	cases := map[string]string{
		"29/2/2027":              `"29/2/2027" is not a date: February 2027 has 28 days. Check the day.`,
		"31 June 2026":           `"31 June 2026" is not a date: June 2026 has 30 days. Check the day.`,
		"0/11/2026":              `"0/11/2026" is not a date: November 2026 has 30 days. Check the day.`,
		"11/13/2026":             `"11/13/2026" has no month 13: the day comes first. Write it as 13/11/2026.`,
		"1/1/50":                 `"1/1/50" has a year of two digits. Write the year in full.`,
		"3/11/98":                `"3/11/98" has a year of two digits. Write the year in full.`,
		"Monday 3 November 2026": `3 November 2026 is a Tuesday. Check the day.`,
		"46329":                  `"46329" is how a spreadsheet keeps a day inside. Format these cells as dates, such as 03/11/2026, and save again.`,
		"46329.5":                `"46329.5" is how a spreadsheet keeps a day inside. Format these cells as dates, such as 03/11/2026, and save again.`,
		"Nov-26":                 `"Nov-26" has no day or no year. Write both, such as 1 November 2026.`,
		"November 2026":          `"November 2026" has no day or no year. Write both, such as 1 November 2026.`,
		"3rd Nov":                `"3rd Nov" has no day or no year. Write both, such as 1 November 2026.`,
		"3/11":                   `"3/11" has no day or no year. Write both, such as 1 November 2026.`,
		"2026-11-03T10:00:00Z":   `"2026-11-03T10:00:00Z" has a time of day in it. Write the day alone, such as 3/11/2026.`,
		"3/11/2026 23:00":        `"3/11/2026 23:00" has a time of day in it. Write the day alone, such as 3/11/2026.`,
	}
	for _, text := range []string{"", "day 3", "day 12", "26-11-03", "3/11-2026", "3 11 2026", "12/45/2026", "13/13/2026", "2/30/2026", "0/25/2026", "1 January 1850", "3 Nob 2026", "2026-13-03", "460", "Tue"} {
		cases[text] = fmt.Sprintf("%q is not a date. Write it as 2026-11-03, 3/11/2026 or 3 November 2026.", text)
	}
	for text, says := range cases {
		day, err := Date(text)
		if refusal, ok := improvement.Refusal(err); !ok || day != "" || refusal.Field != "" || refusal.Message != says {
			t.Errorf("%q is %q, %v\nwant %s", text, day, err, says)
		}
	}
}

func TestMomentsOfAStoryAreInLondon(t *testing.T) {
	summer := When{Day: 1, Hour: 10, Minute: 30}.Moment("2026-08-31")
	winter := When{Day: 100, Hour: 10}.Moment("2026-08-31")
	if want := time.Date(2026, 9, 1, 9, 30, 0, 0, time.UTC); !summer.Equal(want) {
		t.Errorf("got %s, want %s", summer, want)
	}
	if want := time.Date(2026, 12, 9, 10, 0, 0, 0, time.UTC); !winter.Equal(want) {
		t.Errorf("got %s, want %s", winter, want)
	}
}

func TestStoryDaysCountFromItsFirst(t *testing.T) {
	s, err := ReadStory([]byte(shortStory + "  - {on: day 1 10:00, as: east-lwo, do: pause, with: {until: day 12, reason: Snow}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for begins, until := range map[improvement.Date]improvement.Date{"2026-08-31": "2026-09-12", "2027-02-20": "2027-03-04"} {
		c, err := s.Moves[1].Command(t.Context(), openSealer{}, begins)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.Test.(improvement.PauseTest); got.Until != until || got.Reason.By != "east-lwo" {
			t.Errorf("begun on %s, got %+v", begins, got)
		}
	}
}
