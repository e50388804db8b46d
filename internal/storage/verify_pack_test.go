package storage_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// asked is a test of change that asks its LMG to decide, filed by its journal alone: what
// led there is not verify's to judge.
func asked(t *testing.T, s *storage.Store) improvement.Request {
	t.Helper()
	said := improvement.Words{By: "lwo", Length: 3, Sealed: "Ym94"}
	charter := improvement.Charter{ID: "club", Title: said, LMG: "east", Lead: "lead", ActionGroup: "group",
		Measures: []improvement.Measure{{ID: "visits", Kind: improvement.Outcome, Name: said, Better: improvement.Higher}}}
	plan := improvement.Plan{Objective: said, Questions: []improvement.Question{{Question: said, Prediction: said}}}
	points := &improvement.PointsRecorded{Measure: "visits"}
	for i := range 12 {
		points.Points = append(points.Points, improvement.Point{Date: improvement.Date("2026-06-01").AddDays(i), Value: float64(i)})
	}
	events := []improvement.Event{
		&improvement.Launched{Charter: charter, LWO: "lwo", Terms: improvement.DefaultTerms(), Rules: improvement.CurrentRules, Due: "2026-07-01"},
		points,
		&improvement.PlanSubmitted{Plan: plan, Due: "2026-07-02"},
		&improvement.PlanAgreed{Predictions: plan.Seal(), Due: "2026-07-09"},
		&improvement.DoFinished{Do: improvement.Do{AsPlanned: true}, Due: "2026-07-20"},
		&improvement.Studied{Study: improvement.Study{Learned: said}, Due: "2026-07-24"},
		&improvement.NextProposed{Act: improvement.Act{Direction: improvement.Abandon, Why: said}},
	}
	test := new(improvement.TestOfChange)
	fileEvents(t, s, test, events)
	for _, e := range improvement.Entries(0, "c", "lwo", time.Unix(1_780_000_000, 0), events) {
		test.Apply(e)
	}
	panel := []improvement.Seat{{Person: "m1"}, {Person: "m2"}, {Person: "m3"}}
	return test.Request(panel)
}

func fileEvents(t *testing.T, s *storage.Store, life improvement.Lifecycle, events []improvement.Event) {
	t.Helper()
	filing, err := life.Filing("c", "lwo", time.Unix(1_780_000_000, 0), events)
	if err != nil {
		t.Fatal(err)
	}
	filing.Notices = nil // nobody is in the directory
	if _, err := s.File(t.Context(), filing); err != nil {
		t.Fatal(err)
	}
}

// A panel that was given another pack than the journal gives is found out, though every
// chain of the record holds.
func TestVerifyFindsAPackThatWasAltered(t *testing.T) {
	for name, c := range map[string]struct {
		alter func(p *improvement.Pack)
		want  string
	}{
		"as it was frozen": {func(*improvement.Pack) {}, ""},
		"what the points say": {func(p *improvement.Pack) {
			p.Measures[0].Reading.Says = "All is well."
		}, "the pack is not what the journal of test-of-change/club gives"},
		"how many there are": {func(p *improvement.Pack) { p.Measures[0].Points-- }, "the pack is not what"},
		"the proposal": {func(p *improvement.Pack) {
			p.Act = &improvement.Act{Direction: improvement.Adopt}
		}, "the pack is not what"},
		"the version": {func(p *improvement.Pack) { p.Version = 99 }, "the pack is not what"},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, sqliteURL(t), storage.Options{})
			request := asked(t, s)
			c.alter(&request.Pack)
			events, err := improvement.OpenApproval(request, time.Unix(1_780_000_000, 0))
			if err != nil {
				t.Fatal(err)
			}
			fileEvents(t, s, new(improvement.Approval), events)
			report, err := s.Verify(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if c.want == "" && len(report.Faults) == 0 {
				return
			}
			if len(report.Faults) != 1 || c.want == "" || report.Faults[0].Subject != string(request.Subject) || !strings.Contains(report.Faults[0].What, c.want) {
				t.Errorf("found %+v, want %q", report.Faults, c.want)
			}
		})
	}
}

// A pack that is changed on record later differs from what the journal gives.
func TestVerifyFindsAPackChangedInTheState(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, storage.Options{})
		request := asked(t, s)
		events, err := improvement.OpenApproval(request, time.Unix(1_780_000_000, 0))
		if err != nil {
			t.Fatal(err)
		}
		fileEvents(t, s, new(improvement.Approval), events)
		_, state, err := s.State(t.Context(), request.Subject)
		if err != nil {
			t.Fatal(err)
		}
		approval, err := improvement.RestoreApproval(state)
		if err != nil {
			t.Fatal(err)
		}
		approval.Pack.Measures[0].Reading.Says = "All is well."
		altered, err := json.Marshal(approval)
		if err != nil {
			t.Fatal(err)
		}
		raw(t, address, `UPDATE subjects SET state = '`+strings.ReplaceAll(string(altered), "'", "''")+`' WHERE id = '`+string(request.Subject)+`'`)
		report, err := s.Verify(t.Context())
		if err != nil || len(report.Faults) != 2 {
			t.Errorf("found %+v, %v; want the state and the pack", report.Faults, err)
		}
	})
}

// A pack whose test's journal is spoilt is a fault of both, and the rest is still looked at.
func TestVerifyGoesOnWhenThePacksJournalCannotBeRead(t *testing.T) {
	const test = "test-of-change/club"
	for name, c := range map[string]struct {
		change, onApproval, onTest string
		version, subjects, entries int
	}{
		"data that is no JSON": {`UPDATE journal SET data = '{' WHERE subject = '` + test + `' AND version = 2`,
			"which its pack rests on, cannot be read", "changed after it was filed", 2, 3, 9},
		"an event nobody knows": {`UPDATE journal SET event = 'unheard-of' WHERE subject = '` + test + `' AND version = 3`,
			"which its pack rests on, cannot be read", "changed after it was filed", 3, 3, 9},
		"no entries": {`DELETE FROM journal WHERE subject = '` + test + `'`,
			"which its pack rests on, cannot be read: it has no entries", "the journal has 0 entries", 1, 3, 2},
		"no subject": {`DELETE FROM subjects WHERE id = '` + test + `'`,
			"which its pack rests on, cannot be read: the subject is gone", "but the subject is gone", 0, 2, 2},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, address string) {
				s := open(t, address, storage.Options{})
				request := asked(t, s)
				events, err := improvement.OpenApproval(request, time.Unix(1_780_000_000, 0))
				if err != nil {
					t.Fatal(err)
				}
				fileEvents(t, s, new(improvement.Approval), events)
				fileTheme(t, s) // after both in the order that verify looks
				if report, err := s.Verify(t.Context()); err != nil || len(report.Faults) > 0 || report.Subjects != 3 || report.Entries != 9 {
					t.Fatalf("before the change: %+v, %v", report, err)
				}
				raw(t, address, append(unguard(address, "journal"), c.change)...)
				report, err := s.Verify(t.Context())
				if err != nil || report.Subjects != c.subjects || report.Entries != c.entries || len(report.Faults) != 2 {
					t.Fatalf("after the change: %+v, %v", report, err)
				}
				for i, want := range []storage.Fault{
					{Subject: string(request.Subject), What: c.onApproval},
					{Subject: test, Version: c.version, What: c.onTest},
				} {
					f := report.Faults[i]
					if f.Subject != want.Subject || f.Version != want.Version || !strings.Contains(f.What, want.What) {
						t.Errorf("found %+v, want %+v", f, want)
					}
				}
			})
		})
	}
}

func fileTheme(t *testing.T, s *storage.Store) {
	t.Helper()
	theme := improvement.Theme{ID: "play", Name: "Play"}
	state, err := json.Marshal(theme)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.File(t.Context(), improvement.Filing{Subject: improvement.ThemeSubject(theme.ID), Command: "c", State: state, Summary: improvement.Summary{Open: true},
		Entries: improvement.Entries(0, "c", "anna", time.Unix(1_780_000_000, 0), []improvement.Event{&improvement.ThemeRecorded{Theme: theme}})})
	if err != nil {
		t.Fatal(err)
	}
}
