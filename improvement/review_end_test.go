package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// A review that was opened by mistake, or that nobody can agree, ends with a reason; but
// not over the LMG's head, nor over what it agreed.
func TestAReviewEndsWithoutADecision(t *testing.T) {
	end := EndReview{Reason: words("The groups are set up anew")}
	l := openedReview(t)
	l.refuse(lead, end, NotAllowed, "as")
	l.refuse(officer, EndReview{}, Invalid, "reason")
	l.evaluated().proposed()
	l.refuse(chair, end, WrongStage, "")
	l.conclude(Result{Verdict: Declined, Reasons: []Words{words("Too vague")}})
	l.do(officer, end)
	l.wants(ReviewClosed)
	if told := l.told(NoticeReviewEnded); !slices.Equal(told, []string{"east/chair", "lead", "officer", "parent"}) {
		t.Errorf("told %v", told)
	}
	if _, agreed := l.review.Finding(breakfast); agreed || l.review.Ended.Empty() {
		t.Error("it found something, or does not say why it ended")
	}
	if s := l.review.Summary(); s.Open || s.Outcome != "" {
		t.Errorf("it is listed as %+v", s)
	}
	l.verify()

	agreed := openedReview(t).evaluated().proposed().conclude(Result{Verdict: Agreed})
	agreed.refuse(officer, end, WrongStage, "")
}

// The review after one that was ended goes on from the one before: what was left of it is
// not lost, and its period is looked at. But the month is taken.
func TestTheReviewAfterOneThatWasEnded(t *testing.T) {
	first := openedReview(t).evaluated().proposed().conclude(Result{Verdict: Agreed})
	f := reviewFacts()
	f.Held(first.review)
	april := at("2026-04-01 09:00")
	opened, err := f.OpenScheduled("2026-04", twoTerms, DefaultTerms(), holidays, april)
	if err != nil {
		t.Fatal(err)
	}
	second := new(QualityReview)
	second.Apply(Entry{Version: 1, At: april, Event: opened})
	f.Held(second)
	if f.Before.Review != second.Subject() || !f.Before.Unagreed {
		t.Errorf("before it is ended the next one follows %+v", f.Before)
	}
	second.Apply(Entry{Version: 2, At: april, Event: &ReviewEnded{Reason: words("by mistake")}})
	f.Before = nil
	f.Held(first.review)
	f.Held(second)
	if f.Before == nil || f.Before.Review != first.review.Subject() || len(f.Before.Left) != 2 || f.Before.Unagreed {
		t.Errorf("the next one follows %+v", f.Before)
	}
	if period, due := f.Scheduled(twoTerms, april); due {
		t.Errorf("%s is due, and was ended", period)
	}
	// One that was ended shortly before a scheduled month does not take its place.
	f = reviewFacts()
	second.Ended, second.Period = words("by mistake"), "2026-03"
	f.Held(second)
	if period, due := f.Scheduled(twoTerms, april); !due || period != "2026-04" {
		t.Errorf("after one that was ended in March %s is due: %v", period, due)
	}
}
