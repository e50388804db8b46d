package improvement_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	. "github.com/cairnqi/cairn/improvement"
)

// settling draws a rehearsal's clock and the same once it has settled, within a century.
func settling(t *rapid.T) (before, after Clock) {
	before = Clock{
		Real: time.Date(2026, 7, 1, 10, 0, 0, 0, time.UTC), Rehearsed: monday,
		Factor: float64(24*time.Hour) / float64(rapid.IntRange(1, 24*3600*1000-1).Draw(t, "day in ms")) / float64(time.Millisecond),
	}
	century := float64(100 * 365 * 24 * time.Hour)
	played := time.Duration(rapid.Int64Range(0, min(int64(5*time.Minute), int64(century/before.Factor))).Draw(t, "played"))
	return before, before.Settle(before.Real.Add(played), time.Time{})
}

// Time goes on across the moment at which a rehearsal settles: never back, and never by a leap.
func TestASettledClockGoesOnWithoutALeap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, c := settling(t)
		if !c.HasSettled() || !c.Rehearsing() {
			t.Fatalf("%+v is no settled rehearsal", c)
		}
		played := c.Settled.Sub(c.Real)
		a := c.Settled.Add(time.Duration(rapid.Int64Range(-int64(played), int64(time.Hour)).Draw(t, "from")))
		b := a.Add(time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "for")))
		if c.Now(b).Before(c.Now(a)) {
			t.Fatalf("time went back from %s to %s", c.Now(a), c.Now(b))
		}
		if passed, most := c.Now(b).Sub(c.Now(a)), time.Duration(float64(b.Sub(a))*c.Factor)+time.Millisecond; passed > most {
			t.Fatalf("in %s %s passed, more than %s", b.Sub(a), passed, most)
		}
		if !a.After(c.Settled) && !c.Now(a).Equal(before.Now(a)) {
			t.Fatalf("what was has changed: %s, not %s", c.Now(a), before.Now(a))
		}
		if a.After(c.Settled) && (c.Now(b).Sub(c.Now(a))-b.Sub(a)).Abs() > time.Microsecond {
			t.Fatalf("settled, %s take %s", b.Sub(a), c.Now(b).Sub(c.Now(a)))
		}
	})
}

// Whoever waits as long as Wait says is where they wanted to be.
func TestWaitingAcrossTheSettling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, c := settling(t)
		played := c.Settled.Sub(c.Real)
		real := c.Settled.Add(time.Duration(rapid.Int64Range(-int64(played), int64(time.Hour)).Draw(t, "from")))
		until := c.Now(c.Settled.Add(time.Duration(rapid.Int64Range(-int64(played), int64(100*24*time.Hour)).Draw(t, "until"))))
		wait := c.Wait(c.Now(real), until)
		if wait < 0 {
			t.Fatalf("waits %s", wait)
		}
		if until.Before(c.Now(real)) {
			if wait != 0 {
				t.Fatalf("waits %s for what is past", wait)
			}
			return
		}
		tolerated := time.Duration(c.Factor)*2*time.Microsecond + time.Millisecond
		if off := c.Now(real.Add(wait)).Sub(until).Abs(); off > tolerated {
			t.Fatalf("waited %s, and is %s off", wait, off)
		}
	})
}

// A clock settles behind everything that is on record.
func TestAClockSettlesBehindTheLastEntry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, c := settling(t)
		last := before.Now(c.Settled).Add(time.Duration(rapid.Int64Range(0, int64(1000*time.Hour/time.Microsecond)).Draw(t, "µs later")) * time.Microsecond)
		c = before.Settle(c.Settled, last)
		if now := c.Now(c.Settled); now.Before(last) || now.Sub(last) > time.Duration(c.Factor)*3*time.Microsecond+time.Millisecond {
			t.Fatalf("it settled at %s, the last entry is of %s", now, last)
		}
	})
}

func TestWhatDoesNotSettle(t *testing.T) {
	now := time.Date(2026, 7, 1, 10, 0, 0, 0, time.UTC)
	if c := RealClock(now); c.Settle(now.Add(time.Hour), now) != c || c.HasSettled() {
		t.Errorf("real work settled: %+v", c)
	}
	once := Clock{Real: now, Rehearsed: monday, Factor: 1000}.Settle(now.Add(time.Hour), monday)
	if again := once.Settle(now.Add(2*time.Hour), monday); again != once {
		t.Errorf("it settled twice: %+v, then %+v", once, again)
	}
}

// What was written before there was settling reads unchanged, and is written as it was.
func TestAnOldClockReadsUnchanged(t *testing.T) {
	old := `{"real":"2026-07-01T10:00:00Z","rehearsed":"2026-09-07T00:00:00Z","factor":432000}`
	var c Clock
	if err := json.Unmarshal([]byte(old), &c); err != nil {
		t.Fatal(err)
	}
	written, err := json.Marshal(c)
	if err != nil || string(written) != old || c.HasSettled() {
		t.Errorf("it is written as %s (%v)", written, err)
	}
}
