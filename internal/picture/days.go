package picture

import (
	"strconv"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// london is where a moment is which day.
var london = improvement.London()

// pace is the time between two dates on the axis: days, or months.
type pace struct{ days, months int }

// paces are those that people count in, ascending.
var paces = []pace{
	{days: 1}, {days: 2}, {days: 7}, {days: 14}, {days: 28},
	{months: 1}, {months: 2}, {months: 3}, {months: 6},
	{months: 12}, {months: 24}, {months: 60}, {months: 120}, {months: 240}, {months: 600},
	{months: 1200}, {months: 2400}, {months: 6000}, {months: 12000}, {months: 24000}, {months: 60000},
}

const day = 24 * 60 * 60.0 // seconds

func (p pace) seconds() float64 { return float64(p.days)*day + float64(p.months)*30.44*day }

// label writes a date as the pace asks: "3 Nov", "Nov" or "2026".
func (p pace) label(t time.Time) string {
	switch {
	case p.days > 0:
		return t.Format("2 Jan")
	case p.months < 12:
		return t.Format("Jan")
	}
	return strconv.Itoa(t.Year())
}

// room is what a label of the pace, or a year below it, takes at most.
func (p pace) room(m metric) float64 {
	widest := "2000" // no month is wider
	if p.days > 0 {
		widest = "28 Mar"
	}
	return m.width(widest)
}

// date is one date on the axis.
type date struct {
	at    float64 // seconds since 1970
	label string
	year  string // of a day or a month
}

// dates chooses what the axis between two moments shows, so that labels of the
// metric m, gap apart, fit into room. Days and weeks are counted from anchor, so that
// the dates of a weekly series are those of its points.
func dates(from, to, anchor float64, m metric, gap, room float64) []date {
	chosen := paces[len(paces)-1]
	for _, p := range paces {
		if p.room(m)+gap <= room*p.seconds()/max(to-from, 1) {
			chosen = p
			break
		}
	}
	out := []date{}
	for t := chosen.first(moment(from), moment(anchor)); seconds(t) <= to; t = chosen.next(t) {
		d := date{at: seconds(t), label: chosen.label(t)}
		if chosen.months < 12 {
			d.year = strconv.Itoa(t.Year())
		}
		out = append(out, d)
	}
	return out
}

func moment(at float64) time.Time { return time.Unix(int64(at), 0).In(london) }

// first is the pace's first date not before from.
func (p pace) first(from, anchor time.Time) time.Time {
	if p.days > 0 {
		start := time.Date(anchor.Year(), anchor.Month(), anchor.Day(), 0, 0, 0, 0, london)
		back := int((seconds(start)-seconds(from))/(float64(p.days)*day)) + 1
		start = start.AddDate(0, 0, -back*p.days)
		for start.Before(from) {
			start = p.next(start)
		}
		return start
	}
	months := from.Year()*12 + int(from.Month()) - 1
	months -= months % p.months
	start := time.Date(0, time.Month(months+1), 1, 0, 0, 0, 0, london)
	for start.Before(from) {
		start = p.next(start)
	}
	return start
}

func (p pace) next(t time.Time) time.Time { return t.AddDate(0, p.months, p.days) }

// plainDay writes a day as people in Scotland do.
func plainDay(t time.Time) string { return t.Format("2 Jan 2006") }
