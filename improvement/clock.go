package improvement

import "time"

// Clock turns real time into the time that the record lives in. In real work the
// two are the same; in a rehearsal days pass in moments. One clock per record,
// written when it is made.
type Clock struct {
	Real      time.Time `json:"real"`      // when the record was made
	Rehearsed time.Time `json:"rehearsed"` // the moment that then was
	Factor    float64   `json:"factor"`    // rehearsed time per real time; 1 in real work
	// Settled is the real moment from which on the time of a rehearsal passes as it does
	// in real work; zero where it never did. The mark of a rehearsal stays.
	Settled time.Time `json:"settled,omitzero"`
}

// RealClock is the clock of real work.
func RealClock(now time.Time) Clock {
	now = Moment(now)
	return Clock{Real: now, Rehearsed: now, Factor: 1}
}

// Rehearsing tells whether the record is of a rehearsal: its time is, or was, sped up.
func (c Clock) Rehearsing() bool { return c.Factor != 1 }

// HasSettled tells whether a rehearsal has come to real speed.
func (c Clock) HasSettled() bool { return c.Rehearsing() && !c.Settled.IsZero() }

// Settle is the clock of a rehearsal that comes to real speed at a real moment, or as
// soon after it as everything that is on record lies in the past: last is the moment of
// the record's latest entry.
func (c Clock) Settle(real, last time.Time) Clock {
	if !c.Rehearsing() || c.HasSettled() {
		return c
	}
	if now := c.Now(real); last.After(now) {
		real = real.Add(c.Wait(now, last) + time.Microsecond) // Wait rounds down
	}
	c.Settled = Moment(real.Add(time.Microsecond - 1)) // up: never before the last entry
	return c
}

// Now is the record's time at a real moment.
func (c Clock) Now(real time.Time) time.Time {
	switch {
	case !c.Rehearsing():
		return Moment(real)
	case c.HasSettled() && real.After(c.Settled):
		return Moment(c.stood().Add(real.Sub(c.Settled)))
	}
	return Moment(c.spedUp(real))
}

// spedUp is the time at a real moment as long as a rehearsal has not settled.
func (c Clock) spedUp(real time.Time) time.Time {
	return c.Rehearsed.Add(time.Duration(float64(real.Sub(c.Real)) * c.Factor))
}

// stood is the record's time at the moment at which it settled.
func (c Clock) stood() time.Time { return c.spedUp(c.Settled) }

// Wait is the real time between two moments of the record, never negative.
func (c Clock) Wait(from, until time.Time) time.Duration {
	slow := time.Duration(0)
	if c.HasSettled() {
		stood := c.stood()
		slow = max(until.Sub(latest(from, stood)), 0)
		if until.After(stood) {
			until = stood
		}
	}
	wait := max(until.Sub(from), 0)
	if c.Rehearsing() {
		wait = time.Duration(float64(wait) / c.Factor)
	}
	return wait + slow
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Moment cuts a time to what the record stores: UTC, microseconds.
func Moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
