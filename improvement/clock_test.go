package improvement_test

import (
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

func TestTheClockOfRealWork(t *testing.T) {
	now := time.Date(2026, 7, 1, 10, 0, 0, 123456789, London())
	c := RealClock(now)
	if c.Rehearsing() || !c.Now(now).Equal(now.Truncate(time.Microsecond)) || c.Now(now).Location() != time.UTC {
		t.Errorf("%+v: now %v", c, c.Now(now))
	}
	if got := c.Wait(now, now.Add(time.Hour)); got != time.Hour {
		t.Errorf("waits %v", got)
	}
	if got := c.Wait(now, now.Add(-time.Hour)); got != 0 {
		t.Errorf("waits %v for what is past", got)
	}
}

// A day in a fifth of a second.
func TestTheClockOfARehearsal(t *testing.T) {
	real := time.Date(2026, 7, 1, 10, 0, 0, 0, time.UTC)
	c := Clock{Real: real, Rehearsed: monday, Factor: 24 * 3600 / 0.2}
	if !c.Rehearsing() || !c.Now(real).Equal(monday) {
		t.Errorf("begins at %v", c.Now(real))
	}
	later := c.Now(real.Add(time.Second))
	if want := monday.Add(5 * 24 * time.Hour); later.Sub(want).Abs() > time.Millisecond {
		t.Errorf("after a second it is %v, want %v", later, want)
	}
	if got := c.Wait(monday, monday.AddDate(0, 0, 1)); (got - 200*time.Millisecond).Abs() > time.Microsecond {
		t.Errorf("a day takes %v", got)
	}
	// Waiting leads to the moment that was waited for, or just after it.
	next := monday.Add(37 * time.Hour)
	if got := c.Now(real.Add(c.Wait(monday, next))); got.Sub(next).Abs() > time.Second {
		t.Errorf("waited until %v, want %v", got, next)
	}
}
