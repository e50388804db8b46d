package web

import (
	"net/url"
	"slices"

	"github.com/cairnqi/cairn/improvement"
)

// reviewOffers lists what somebody may do with a review as it stands.
func (v *visit) reviewOffers(r *improvement.QualityReview) []offer {
	return v.offersOn(r, reviewPath(r.Subject()), []reviewMay{
		{improvement.ProposeConclusions{}, "Take what follows to the group", "/propose"},
		{improvement.CloseEvaluation{}, "Go on before everybody has rated", "/close-evaluation"},
		{improvement.HandOver{From: r.LWO}, "Hand a part over", "/hand-over"},
		{improvement.EndReview{}, "End it without a decision", "/end"},
	})
}

// reviewMay is what may be done, and where below a page.
type reviewMay struct {
	command improvement.ReviewCommand
	name    string
	path    string
}

func (v *visit) offersOn(r *improvement.QualityReview, at string, all []reviewMay) []offer {
	var offers []offer
	for _, one := range all {
		if r.Offers(one.command, v.who, v.Now()) == nil {
			offers = append(offers, offer{one.name, at + one.path})
		}
	}
	return offers
}

// reviewGroupOffers lists what somebody may do about a group as a whole.
func (v *visit) reviewGroupOffers(r *improvement.QualityReview, g improvement.GroupReview) []offer {
	all := []reviewMay{{improvement.AskAgain{Group: g.Group}, "Ask the group to look again", "/ask-again"}}
	if unrated(r, g.Own) == "" {
		all = append(all, reviewMay{improvement.SubmitRatings{Group: g.Group}, "Submit the group’s ratings", "/submit"})
	}
	return v.offersOn(r, reviewGroupPath(r.Subject(), g.Group), all)
}

// reviewActionOffers lists what somebody may do with an improvement action.
func (v *visit) reviewActionOffers(r *improvement.QualityReview, action string) []offer {
	id := "/" + url.PathEscape(action)
	return v.offersOn(r, reviewPath(r.Subject()), []reviewMay{
		{improvement.CompleteAction{Action: action}, "It is done", "/action-done" + id},
		{improvement.ChangeAction{Action: action}, "Change who or when", "/action-change" + id},
		{improvement.DropAction{Action: action}, "Leave it out", "/action-drop" + id},
	})
}

// unrated is the first indicator that ratings leave out; empty where there is none.
func unrated(r *improvement.QualityReview, ratings []improvement.JointRating) string {
	for _, i := range r.Indicators {
		if ratingOf(ratings, i.ID) == nil {
			return i.ID
		}
	}
	return ""
}

// ratingOf is the rating of an indicator; nil where there is none.
func ratingOf(ratings []improvement.JointRating, indicator string) *improvement.JointRating {
	i := slices.IndexFunc(ratings, func(r improvement.JointRating) bool { return r.Indicator == indicator })
	if i < 0 {
		return nil
	}
	return &ratings[i]
}
