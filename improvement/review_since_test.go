package improvement_test

import (
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

// What a review's pack refers to goes on while the LMG decides; the panel is told.
func TestWhatCameSinceAPackOfAReviewWasFrozen(t *testing.T) {
	frozen := time.Date(2026, 10, 20, 9, 0, 0, 0, time.UTC)
	later := frozen.Add(time.Hour)
	left := Action{ID: "a2", What: words("Ask the families"), Who: "cook", Due: "2026-12-01", Status: StepOpen}
	pack := PackReview{
		Groups: []GroupReview{{Group: breakfast, Own: []JointRating{{Indicator: "planning", Items: []ItemID{"evidence/e-1", "evidence/e-2"}}}, LWO: []JointRating{{Indicator: "planning", Items: []ItemID{"evidence/e-1"}}}}},
		Before: &EarlierReview{Review: "quality-review/east/2026-04", Left: []Action{left}},
	}
	before := func(change func(*QualityReview)) *QualityReview {
		r := &QualityReview{Actions: Actions{{ID: "a1", Status: StepIsDone}, left}}
		change(r)
		return r
	}
	same := before(func(*QualityReview) {})
	journals := map[SubjectID][]Entry{
		"evidence/e-1": {{Version: 1, At: frozen.Add(-time.Hour), Event: &ItemFiled{}}, {Version: 2, At: frozen.Add(-time.Minute), Event: &ItemCorrected{Reason: words("long known")}}},
		"evidence/e-3": {{Version: 2, At: later, Event: &ItemCorrected{Reason: words("no rating rests on it")}}},
	}
	for name, r := range map[string]*QualityReview{"nothing": same, "nothing is on record": nil} {
		if since := pack.ChangedSince(frozen, r, journals); !since.Empty() {
			t.Errorf("%s changed, and it tells %+v", name, since)
		}
	}
	for name, change := range map[string]func(*QualityReview){
		"done":                 func(r *QualityReview) { r.Actions[1].Status = StepIsDone },
		"left out":             func(r *QualityReview) { r.Actions[1].Status = StepIsGone },
		"given to another":     func(r *QualityReview) { r.Actions[1].Who = "parent" },
		"given to another day": func(r *QualityReview) { r.Actions[1].Due = "2026-12-20" },
	} {
		since := pack.ChangedSince(frozen, before(change), nil)
		if since.Empty() || len(since.Actions) != 1 || since.Actions[0].ID != "a2" {
			t.Errorf("an action was %s, and it tells %+v", name, since)
		}
	}

	journals["evidence/e-1"] = append(journals["evidence/e-1"], Entry{Version: 3, At: later, Event: &ItemCorrected{Reason: words("A digit was wrong")}})
	since := pack.ChangedSince(frozen, same, journals)
	if len(since.Corrected) != 1 || since.Corrected[0] != (CorrectedItem{"evidence/e-1", later, words("A digit was wrong")}) {
		t.Errorf("of a correction it tells %+v", since)
	}
	if kept := pack.Without(map[ItemID]bool{"evidence/e-1": true}); !kept.ChangedSince(frozen, same, journals).Empty() || len(pack.Groups[0].Own[0].Items) != 2 {
		t.Errorf("it tells of what is kept back, or the pack itself lost it: %+v", pack)
	}

	pack.Before.Unagreed = true
	since = pack.ChangedSince(frozen, before(func(r *QualityReview) { r.Agreed = &AgreedReview{At: later} }), nil)
	if !since.Agreed.Equal(later) || !since.Ended.IsZero() {
		t.Errorf("of the review before, agreed since, it tells %+v", since)
	}
	since = pack.ChangedSince(frozen, before(func(r *QualityReview) { r.Ended, r.ClosedAt = words("By mistake"), later }), nil)
	if !since.Ended.Equal(later) || since.Empty() {
		t.Errorf("of the review before, ended since, it tells %+v", since)
	}
}

// Nobody changes what the LMG decides on: that is why ratings are not among what came since.
func TestRatingsRestWhileTheLMGDecides(t *testing.T) {
	l := openedReview(t).rated(breakfast, lead, [2]int{5, 4}, [2]int{3, 4})
	l.do(officer, CloseEvaluation{Reason: words("half term")})
	l.proposed()
	for _, c := range []struct {
		who     Actor
		command ReviewCommand
	}{
		{helper, RateJointWork{Group: breakfast, Ratings: []JointRating{score("planning", 1)}}},
		{lead, SubmitRatings{Group: breakfast}},
		{officer, RateAsLWO{Group: breakfast, Ratings: []JointRating{score("planning", 1)}}},
		{officer, AskAgain{Group: breakfast, Reason: words("Again")}},
		{officer, ProposeConclusions{Proposal: *l.review.Proposal}},
	} {
		if _, err := l.review.Decide(c.command, c.who, l.now); err == nil {
			t.Errorf("%s changes what the LMG is deciding on", c.command.CommandName())
		}
	}
}
