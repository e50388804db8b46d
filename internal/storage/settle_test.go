package storage_test

import (
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// fileThemeAt files something at a moment of the record.
func fileThemeAt(t *testing.T, s *storage.Store, at time.Time) {
	t.Helper()
	entries := improvement.Entries(0, "theme", "anna", at, []improvement.Event{&improvement.ThemeRecorded{Theme: improvement.Theme{ID: "poverty", Name: "Poverty"}}})
	state, err := improvement.Fold(improvement.KindTheme, entries)
	if err != nil {
		t.Fatal(err)
	}
	filing := improvement.Filing{Subject: improvement.ThemeSubject("poverty"), Command: "theme", Entries: entries, State: state, Summary: improvement.Summary{Open: true}}
	if _, err := s.File(t.Context(), filing); err != nil {
		t.Fatal(err)
	}
}

func clockOf(t *testing.T, s *storage.Store) improvement.Clock {
	t.Helper()
	clock, err := s.Clock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return clock
}

// A rehearsal comes to real speed once, behind all that was filed; it stays one, at the
// speed that a worker is told.
func TestARehearsalSettles(t *testing.T) {
	now := time.Date(2026, 7, 14, 9, 0, 0, 0, time.UTC)
	rehearsal := improvement.Clock{Real: now, Rehearsed: now.AddDate(-1, 0, 0), Factor: 432_000}
	ended := now.Add(time.Minute)
	for what, filedAfter := range map[string]time.Duration{"before its end": -time.Hour, "while the service stopped": 40 * time.Hour} {
		onBoth(t, func(t *testing.T, url string) {
			s := open(t, url, storage.Options{Create: &rehearsal})
			last := rehearsal.Now(ended).Add(filedAfter)
			fileThemeAt(t, s, last)
			for _, at := range []time.Time{ended, ended.Add(time.Hour)} { // once
				if err := s.Settle(t.Context(), at); err != nil {
					t.Fatal(err)
				}
			}
			for _, create := range []*improvement.Clock{nil, &rehearsal} { // a restart
				clock := clockOf(t, open(t, url, storage.Options{Create: create}))
				if clock != rehearsal.Settle(ended, last) || !clock.HasSettled() {
					t.Errorf("filed %s the clock is %+v", what, clock)
				}
				if clock.Now(clock.Settled).Before(last) {
					t.Errorf("filed %s, %s lies in the future at %s", what, last, clock.Now(clock.Settled))
				}
			}
		})
	}
}

func TestRealWorkDoesNotSettle(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		s := open(t, url, storage.Options{})
		refused(t, s.Settle(t.Context(), time.Now()), "is of real work")
		if clock := clockOf(t, open(t, url, storage.Options{})); clock.HasSettled() || clock.Rehearsing() {
			t.Errorf("the clock is %+v", clock)
		}
	})
}
