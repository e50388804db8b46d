package improvement_test

import (
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// wholeReview is closed early, asked again, sent back, agreed with a condition, handed
// over and closed.
func wholeReview(t *testing.T) *look {
	l := openedReview(t)
	l.file("", l.review.RefreshCalendar(Calendar{Holidays: append(holidays.Holidays, "2027-01-01")}))
	l.do(helper, RateJointWork{Group: breakfast, Ratings: []JointRating{
		{Indicator: "planning", Score: 5, Items: []ItemID{"test-of-change/breakfast"}}, score("impact", 4),
	}})
	l.do(lead, SubmitRatings{Group: breakfast})
	l.do(officer, RateAsLWO{Group: breakfast, Ratings: []JointRating{score("planning", 3), score("impact", 4)}})
	l.until(at("2026-03-12 12:00"))
	l.do(officer, CloseEvaluation{Reason: words("The families are away")})
	l.do(officer, AskAgain{Group: families, Reason: words("They are back")})
	l.rated(families, parent, [2]int{4, 2}, [2]int{4, 3})
	l.proposed().conclude(Result{Verdict: WantsEvidence, Reasons: []Words{words("What do pupils say?")}})
	l.proposed().conclude(Result{Verdict: Declined, Reasons: []Words{words("Too vague")}})
	l.proposed().conclude(Result{Verdict: Agreed, Conditions: []Condition{{What: words("Tell the network")}}})
	l.do(officer, HandOver{From: "officer", To: "officer-two", ToRoles: officer2.Roles, Reason: words("leave")})
	l.do(parent, CompleteAction{Action: "a1", Note: words("Every first Friday")})
	l.do(officer2, ChangeAction{Action: "a2", To: "helper", Due: "2026-06-05", Reason: words("She has the list")})
	l.do(officer2, DropAction{Action: "a3", Reason: words("The newsletter did")})
	l.do(helper, CompleteAction{Action: "a2"})
	if l.review.Stage != ReviewClosed {
		t.Fatalf("the story ends in %s", l.review.Stage)
	}
	return l
}

// endedReview is rated in part, and ended without a decision.
func endedReview(t *testing.T) *look {
	l := openedReview(t)
	l.do(helper, RateJointWork{Group: breakfast, Ratings: []JointRating{score("impact", 4)}})
	l.do(chair, EndReview{Reason: words("The groups are set up anew")})
	return l
}
