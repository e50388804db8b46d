package improvement

import "time"

// Clock turns real time into the time that the record lives in. In real work the
// two are the same; in a rehearsal days pass in moments. One clock per record,
// written when it is made.
type Clock struct {
	Real      time.Time `json:"real"`      // when the record was made
	Rehearsed time.Time `json:"rehearsed"` // the moment that then was
	Factor    float64   `json:"factor"`    // rehearsed time per real time; 1 in real work
}

// RealClock is the clock of real work.
func RealClock(now time.Time) Clock {
	now = Moment(now)
	return Clock{Real: now, Rehearsed: now, Factor: 1}
}

// Rehearsing tells whether time is sped up.
func (c Clock) Rehearsing() bool { return c.Factor != 1 }

// Now is the record's time at a real moment.
func (c Clock) Now(real time.Time) time.Time {
	if !c.Rehearsing() {
		return Moment(real)
	}
	return Moment(c.Rehearsed.Add(time.Duration(float64(real.Sub(c.Real)) * c.Factor)))
}

// Wait is the real time between two moments of the record, never negative.
func (c Clock) Wait(from, until time.Time) time.Duration {
	wait := until.Sub(from)
	if c.Rehearsing() {
		wait = time.Duration(float64(wait) / c.Factor)
	}
	return max(wait, 0)
}

// Moment cuts a time to what the record stores: UTC, microseconds.
func Moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
