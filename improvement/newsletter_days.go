package improvement

import (
	"fmt"
	"time"
)

// Period names an issue by the month in which it goes out: "2026-11".
type Period string

const periodLayout = "2006-01"

// PeriodOf is the month of a day.
func PeriodOf(d Date) Period {
	day, err := time.Parse(dateLayout, string(d))
	if err != nil {
		return ""
	}
	return Period(day.Format(periodLayout))
}

// Valid tells whether p is a month.
func (p Period) Valid() bool {
	_, err := time.Parse(periodLayout, string(p))
	return err == nil
}

// Plain writes the month as people do: "November 2026".
func (p Period) Plain() string {
	month, err := time.Parse(periodLayout, string(p))
	if err != nil {
		return string(p)
	}
	return month.Format("January 2006")
}

// add counts months.
func (p Period) add(months int) Period {
	month, err := time.Parse(periodLayout, string(p))
	if err != nil {
		return p
	}
	return Period(month.AddDate(0, months, 0).Format(periodLayout))
}

// Schedule says when newsletters go out. It comes from the configuration.
type Schedule struct {
	Months  int // an issue every so many months; 0: no newsletter
	Day     int // of the month, 1 to 28; the next working day where it is none
	AskDays int // so many working days before it, the draft is made and the LWO asked
}

// DefaultSchedule is an issue a month, on the 10th, asked for a working week before.
func DefaultSchedule() Schedule { return Schedule{Months: 1, Day: 10, AskDays: 5} }

// MaxAskDays keeps a draft from being made before the issue before it is over.
const MaxAskDays = 12

// IssueDays are the days of one issue.
type IssueDays struct {
	Draft Date `json:"draft"` // in the morning the draft is made
	Send  Date `json:"send"`  // in the morning an approved issue goes out
	Lapse Date `json:"lapse"` // at its end an issue that nobody approved is given up
}

// Days are those of an issue. An issue that nobody approved is given up at the end of
// its month, or before the next one is drafted, if that is earlier.
func (s Schedule) Days(p Period, c Calendar) IssueDays {
	draft, send := s.draftAndSend(p, c)
	next, _ := s.draftAndSend(p.add(max(s.Months, 1)), c)
	lapse := min(Date(string(p.add(1))+"-01").AddDays(-1), next.AddDays(-1))
	return IssueDays{Draft: draft, Send: send, Lapse: max(lapse, send)}
}

func (s Schedule) draftAndSend(p Period, c Calendar) (draft, send Date) {
	send = c.Add(Date(fmt.Sprintf("%s-%02d", p, s.Day)), 0)
	return c.Add(send, -s.AskDays), send
}

// Next is the first issue, after the period given, that can still go out: whose month
// has an issue and is not over on that day.
func (s Schedule) Next(after Period, today Date, c Calendar) Period {
	p := PeriodOf(today)
	if after >= p {
		p = after.add(1)
	}
	for !s.has(p) || s.Days(p, c).Lapse < today {
		p = p.add(1)
	}
	return p
}

// has tells whether there is an issue in a month: with 2 months, every even one.
func (s Schedule) has(p Period) bool {
	month, err := time.Parse(periodLayout, string(p))
	return err == nil && (12*month.Year()+int(month.Month()))%max(s.Months, 1) == 0
}

// span is the time of one issue, for the first, before which there is none.
func (s Schedule) span(until time.Time) time.Time { return until.AddDate(0, -max(s.Months, 1), 0) }

// Covers is the time that an issue tells of when its draft is made at a moment: since
// what readers last had; where they never had one, since the first draft that nobody
// approved, a year at most; else of one interval. before is the issue before, covered the
// last that readers had; nil where there is none.
func (s Schedule) Covers(before, covered *Issue, now time.Time) (since, until time.Time) {
	until = Moment(now)
	switch {
	case covered != nil:
		return covered.Until, until
	case before != nil && !before.Since.IsZero():
		return laterOf(before.Since, until.AddDate(-1, 0, 0)), until
	}
	return Moment(s.span(now)), until
}
