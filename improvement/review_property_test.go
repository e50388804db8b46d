package improvement_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	. "github.com/cairnqi/cairn/improvement"
)

// No accepted sequence of commands and times leads a review to an impossible state: the
// checks are those of run and look. A draft is never counted, whatever comes after.
func TestRandomReviews(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := openedReview(t)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			if randomStep(t, l); l.review.Closed() {
				break
			}
		}
		l.verify()
	})
}

func randomStep(t *rapid.T, l *look) {
	if l.review.Stage == ReviewDecide {
		verdict := rapid.SampledFrom([]Verdict{Agreed, Agreed, WantsEvidence, Declined, Returned}).Draw(t, "verdict")
		l.conclude(Result{Verdict: verdict})
		return
	}
	if rapid.IntRange(0, 3).Draw(t, "time") == 0 {
		l.until(l.now.Add(time.Duration(rapid.IntRange(1, 20*24).Draw(t, "hours")) * time.Hour))
		return
	}
	// The officer comes first: a walk that is shrunk still goes far.
	who := rapid.SampledFrom([]Actor{officer, officer2, lead, helper, parent, chair, inBoth, ofPupil}).Draw(t, "who")
	events, err := l.review.Decide(randomReviewCommand(t), who, l.now)
	if err != nil {
		refusalOf(t, err)
		return
	}
	l.file(who.Person, events)
}

func randomReviewCommand(t *rapid.T) ReviewCommand {
	group := rapid.SampledFrom([]BodyID{breakfast, families}).Draw(t, "group")
	rating := func(indicator string) JointRating {
		return score(indicator, rapid.IntRange(1, 6).Draw(t, indicator))
	}
	both := []JointRating{rating("planning"), rating("impact")}
	action := rapid.SampledFrom([]string{"a1", "a2"}).Draw(t, "action")
	return rapid.SampledFrom([]ReviewCommand{
		RateJointWork{Group: group, Ratings: both}, RateJointWork{Group: group, Ratings: both[:1]}, SubmitRatings{Group: group},
		SubmitRatings{Group: group}, RateAsLWO{Group: group, Ratings: both}, RateAsLWO{Group: group, Ratings: both[1:]},
		CloseEvaluation{Reason: words("half term")}, AskAgain{Group: group, Reason: words("look again")}, inTime(conclusions()),
		CompleteAction{Action: action}, DropAction{Action: action, Reason: words("done elsewhere")},
		ChangeAction{Action: action, To: "helper", Reason: words("moves")},
		HandOver{From: "lead", To: "helper", ToRoles: helper.Roles, Reason: words("leave")},
	}).Draw(t, "command")
}

// inTime gives conclusions days that are still ahead however long a walk takes.
func inTime(c ProposeConclusions) ProposeConclusions {
	c.Proposal.Actions = slices.Clone(c.Proposal.Actions)
	for i := range c.Proposal.Actions {
		c.Proposal.Actions[i].Due = "2028-06-01"
	}
	return c
}
