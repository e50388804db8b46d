package storage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// agreedReview files a quality review that was agreed, by its journal alone.
func agreedReview(t *testing.T, s *storage.Store) *improvement.QualityReview {
	t.Helper()
	at := time.Unix(1_780_000_000, 0)
	said := improvement.Words{By: "lwo", Length: 3, Sealed: "Ym94"}
	rating := []improvement.JointRating{{Indicator: "planning", Score: 4, Evidence: said, By: "lead", At: at.UTC()}}
	events := []improvement.Event{
		&improvement.ReviewOpened{ReviewScope: improvement.ReviewScope{
			LMG: "east", Period: "2026-05", From: "2025-11-01", To: "2026-04-30", LWO: "lwo", Terms: improvement.DefaultTerms(),
			Indicators: []improvement.Indicator{{ID: "planning", Name: "Planning together"}},
			Groups:     []improvement.GroupReview{{Group: "group", Lead: "lead", Tests: []improvement.SubjectID{"test-of-change/club"}}},
		}, Due: "2026-06-12", DueLWO: "2026-06-19"},
		&improvement.JointWorkRated{Group: "group", Ratings: rating},
		&improvement.RatingsSubmitted{Group: "group"},
		&improvement.JointWorkRatedByLWO{Group: "group", Ratings: rating},
		&improvement.EvaluationClosed{Due: "2026-06-12"},
		&improvement.ConclusionsProposed{Proposal: improvement.ReviewProposal{
			Strengths: []improvement.ReviewStrength{{What: said}}, Decision: said, By: "lwo", At: at.UTC(),
			Actions: []improvement.ReviewAction{{What: said, Who: "lead", Due: "2026-09-01"}},
		}},
		&improvement.ReviewDecided{Approval: "approval/quality-review/east/2026-05/1", Result: improvement.Result{Verdict: improvement.Agreed, At: at.UTC()}},
	}
	review := new(improvement.QualityReview)
	fileEvents(t, s, review, events)
	for _, e := range improvement.Entries(0, "c", "lwo", at, events) {
		review.Apply(e)
	}
	return review
}

// What an earlier review found is checked as the rest of a pack is, though it stands in
// another journal.
func TestVerifyComputesWhatAReviewFoundAgain(t *testing.T) {
	for name, c := range map[string]struct {
		alter func(f *improvement.ReviewFinding)
		want  string
	}{
		"as it was found":  {func(*improvement.ReviewFinding) {}, ""},
		"a score":          {func(f *improvement.ReviewFinding) { f.Indicators[0].LWO = 6 }, "the pack is not what the journal of quality-review/east/2026-05 gives"},
		"another group":    {func(f *improvement.ReviewFinding) { f.Group = "other" }, "the pack is not what"},
		"before it agreed": {func(f *improvement.ReviewFinding) { f.Version = 3 }, "the pack is not what"},
		"another review":   {func(f *improvement.ReviewFinding) { f.Review = "quality-review/east/1999-01" }, "the subject is gone"},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, sqliteURL(t), storage.Options{})
			found, agreed := agreedReview(t, s).Finding("group")
			if !agreed {
				t.Fatal("the review was not agreed")
			}
			c.alter(&found)
			request := asked(t, s).Seeing(&found)
			events, err := improvement.OpenApproval(request, time.Unix(1_780_000_000, 0))
			if err != nil {
				t.Fatal(err)
			}
			fileEvents(t, s, new(improvement.Approval), events)
			report, err := s.Verify(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			switch faults := report.Faults; {
			case c.want == "" && len(faults) == 0:
			case c.want == "" || len(faults) != 1 || faults[0].Subject != string(request.Subject) || !strings.Contains(faults[0].What, c.want):
				t.Errorf("found %+v, want %q", faults, c.want)
			}
		})
	}
}

// The pack of a review itself is computed again from the review's journal.
func TestVerifyComputesAReviewsPackAgain(t *testing.T) {
	for _, altered := range []bool{false, true} {
		s := open(t, sqliteURL(t), storage.Options{})
		review := agreedReview(t, s)
		entries, err := s.Journal(t.Context(), review.Subject(), 0)
		if err != nil {
			t.Fatal(err)
		}
		before := new(improvement.QualityReview)
		for _, e := range entries[:6] {
			before.Apply(e)
		}
		request := before.Request([]improvement.Seat{{Person: "m1"}, {Person: "m2"}, {Person: "m3"}})
		if altered {
			request.Pack.Review.Groups[0].Own[0].Score = 1
		}
		events, err := improvement.OpenApproval(request, time.Unix(1_780_000_000, 0))
		if err != nil {
			t.Fatal(err)
		}
		fileEvents(t, s, new(improvement.Approval), events)
		report, err := s.Verify(t.Context())
		if err != nil || len(report.Faults) > 0 != altered {
			t.Errorf("altered %v: found %+v, %v", altered, report.Faults, err)
		}
	}
}
