package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/cairnqi/cairn/improvement"
)

// anyDay is a day between 2024 and 2040.
func anyDay(t *rapid.T, label string) improvement.Date {
	return written(date(2024, time.January, 1+rapid.IntRange(0, 16*365).Draw(t, label)))
}

// anyCalendar is Scotland's around a day, with some council days.
func anyCalendar(t *rapid.T, day improvement.Date) improvement.Calendar {
	offsets := rapid.SliceOfN(rapid.IntRange(-300, 700), 0, 20)
	var extra, worked []improvement.Date
	for _, n := range offsets.Draw(t, "extra") {
		extra = append(extra, day.AddDays(n))
	}
	for _, n := range offsets.Draw(t, "worked") {
		worked = append(worked, day.AddDays(n))
	}
	return Scotland(extra, worked).Around(day)
}

func TestCountingForward(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day, n := anyDay(t, "day"), rapid.IntRange(1, 300).Draw(t, "n")
		c := anyCalendar(t, day)
		got := c.Add(day, n)
		if !c.Working(got) || got <= day {
			t.Fatalf("%s + %d = %s, which is no later working day", day, n, got)
		}
		if between := c.Between(day, got); between != n {
			t.Fatalf("%s + %d = %s, yet %d working days lie between", day, n, got, between)
		}
		if next := c.Add(day, n+1); next <= got {
			t.Fatalf("%d days on is %s, %d days on is %s", n, got, n+1, next)
		}
	})
}

func TestCountingInTwoSteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := anyDay(t, "day")
		c := anyCalendar(t, day)
		a, b := rapid.IntRange(1, 100).Draw(t, "a"), rapid.IntRange(1, 100).Draw(t, "b")
		if one, two := c.Add(day, a+b), c.Add(c.Add(day, a), b); one != two {
			t.Fatalf("%s + %d = %s, in two steps %s", day, a+b, one, two)
		}
	})
}

func TestCountingThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := anyDay(t, "day")
		c := anyCalendar(t, day)
		n := rapid.IntRange(-150, 150).Draw(t, "n")
		start := c.Add(day, 0)
		if back := c.Add(c.Add(start, n), -n); back != start {
			t.Fatalf("%s, %d there and back is %s", start, n, back)
		}
	})
}

func TestCountingNone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := anyDay(t, "day")
		c := anyCalendar(t, day)
		got := c.Add(day, 0)
		if !c.Working(got) || got < day || c.Add(got, 0) != got {
			t.Fatalf("%s + 0 = %s", day, got)
		}
		if c.Working(day) != (got == day) {
			t.Fatalf("%s is a working day: %v, yet + 0 = %s", day, c.Working(day), got)
		}
	})
}

func TestDaysBetweenAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := anyDay(t, "a")
		c := anyCalendar(t, a)
		b := a.AddDays(rapid.IntRange(0, 300).Draw(t, "to b"))
		end := b.AddDays(rapid.IntRange(0, 300).Draw(t, "to end"))
		if c.Between(a, b)+c.Between(b, end) != c.Between(a, end) {
			t.Fatalf("%s to %s to %s does not add up", a, b, end)
		}
		if c.Between(end, a) != 0 {
			t.Fatalf("days counted backwards from %s to %s", end, a)
		}
	})
}
