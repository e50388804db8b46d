package main

import "github.com/cairnqi/cairn/improvement"

// The latest reviews that are open, each at another stage.
const (
	ratedReview   = 3 // all have rated, and what follows is drafted
	agreedReview  = 6 // its actions are open
	reviewsOf     = 9 // of each LMG
	actionsAgreed = 2
)

// review is one of quality: the latest is rated still, others are ended.
func (f *founder) review(n int, open bool) error {
	lwo, lead := f.person("lwo"), f.person(string(improvement.GroupLead))
	scope := improvement.ReviewScope{
		Rules: improvement.CurrentRules, LMG: f.lmg(), Period: month(n), From: "2026-01-01", To: "2026-05-31", LWO: lwo, Indicators: improvement.DefaultReviewTerms().Indicators,
		Groups: []improvement.GroupReview{{Group: f.group(), Lead: lead, Tests: []improvement.SubjectID{improvement.TestSubject(f.test(0))}}},
		Terms:  improvement.DefaultTerms(), Days: improvement.DefaultReviewTerms().Days,
	}
	review, err := f.reviewed(new(improvement.QualityReview), "open", lwo, &improvement.ReviewOpened{ReviewScope: scope, Due: "2026-07-01", DueLWO: "2026-07-10"})
	if err != nil {
		return err
	}
	if !open {
		_, err := f.reviewed(review, "end", lwo, &improvement.ReviewEnded{Reason: f.text(5)})
		return err
	}
	as := improvement.Actor{Person: lead, Roles: []improvement.Membership{{Body: f.group(), Person: lead, Role: improvement.GroupLead}}}
	guide := improvement.Actor{Person: lwo, Roles: []improvement.Membership{{Body: f.lmg(), Person: lwo, Role: improvement.LWO}}}
	for _, one := range []struct {
		from    int // the first review that came so far
		by      improvement.Actor
		command improvement.ReviewCommand
	}{
		{0, as, improvement.RateJointWork{Group: f.group(), Ratings: f.ratings(scope.Indicators)}},
		{ratedReview, as, improvement.SubmitRatings{Group: f.group()}},
		{ratedReview, guide, improvement.RateAsLWO{Group: f.group(), Ratings: f.ratings(scope.Indicators)}},
		{agreedReview, guide, improvement.ProposeConclusions{Proposal: f.follows()}},
	} {
		if n < one.from {
			return nil
		}
		events, err := review.Decide(one.command, one.by, began)
		if err != nil {
			return err
		}
		if review, err = f.reviewed(review, one.command.CommandName(), one.by.Person, events...); err != nil {
			return err
		}
	}
	if n < agreedReview {
		return nil
	}
	agreed := review.Conclude(review.ApprovalSubject(), improvement.Result{Verdict: improvement.Agreed, At: began}, began)
	_, err = f.reviewed(review, "decided", lwo, agreed...)
	return err
}

// reviewed files events of a review, and gives it after them.
func (f *founder) reviewed(r *improvement.QualityReview, command string, by improvement.PersonID, events ...improvement.Event) (*improvement.QualityReview, error) {
	filing, err := r.Filing(improvement.CommandID(command), by, began, events)
	if err := f.put(filing, err); err != nil {
		return nil, err
	}
	return improvement.RestoreReview(filing.State)
}

// ratings are one of each indicator, resting on words and a test.
func (f *founder) ratings(of []improvement.Indicator) []improvement.JointRating {
	var all []improvement.JointRating
	for _, i := range of {
		all = append(all, improvement.JointRating{
			Indicator: i.ID, Score: 1 + f.random.IntN(6), Evidence: f.text(20), Items: []improvement.ItemID{improvement.ItemID(improvement.TestSubject(f.test(0)))},
		})
	}
	return all
}

// follows is what is proposed from the ratings.
func (f *founder) follows() improvement.ReviewProposal {
	p := improvement.ReviewProposal{Strengths: []improvement.ReviewStrength{{What: f.text(6)}}, Decision: f.text(15)}
	for range actionsAgreed {
		p.Actions = append(p.Actions, improvement.ReviewAction{What: f.text(6), Who: f.person(string(improvement.GroupLead)), Due: "2026-12-01"})
	}
	return p
}
