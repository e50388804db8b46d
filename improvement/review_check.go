package improvement

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// complete checks ratings, signs them, and refuses them where they would take more than
// the group's share of the review with those that stay.
func (r *QualityReview) complete(ratings, stand []JointRating, by PersonID, now time.Time) ([]JointRating, error) {
	if len(ratings) == 0 {
		return nil, invalid("ratings", "There is no rating here. Rate at least one indicator, with what it rests on.")
	}
	signed := make([]JointRating, len(ratings))
	for i, rating := range ratings {
		if err := r.checkRating(rating, ratings[:i]); err != nil {
			return nil, err
		}
		rating.By, rating.At = by, Moment(now)
		signed[i] = rating
	}
	share := maxRatingsSize / (2 * len(r.Groups))
	if len(plain(merged(stand, signed))) > share {
		return nil, invalid("ratings", "This is too long: each group has room for about %d characters of evidence. File long texts as evidence, and name the items.", share/2)
	}
	return signed, nil
}

// MaxReviewedTests is how many tests of a group a review names: the latest.
const MaxReviewedTests = 50

const (
	maxRatingsSize = 6 * room // of all groups and the LWO, shared equally
	maxReviewLines = 20       // strengths, and as many actions: with the decision, two rooms at most
	maxRatingItems = 10
)

var itemID = regexp.MustCompile(`^[a-z-]+(/[a-z0-9][a-z0-9-]{0,99}){1,2}(#[a-z0-9-]{1,99})?$`)

func (r *QualityReview) checkRating(rating JointRating, before []JointRating) error {
	known := slices.ContainsFunc(r.Indicators, func(i Indicator) bool { return i.ID == rating.Indicator })
	switch {
	case !known:
		return invalid("ratings.indicator", "%q is no indicator of this review. It has %s.", clip(rating.Indicator), list(indicatorIDs(r.Indicators)))
	case rates(before, rating.Indicator):
		return invalid("ratings.indicator", "%s is rated twice. Rate each indicator once.", rating.Indicator)
	case ScoreWord(rating.Score) == "":
		return invalid("ratings.score", "%d is not on the scale. Use 1 (unsatisfactory) to 6 (excellent).", rating.Score)
	case rating.Evidence.Empty() && len(rating.Items) == 0:
		return invalid("ratings.evidence", "The rating of %s has no evidence. Write what it rests on, or name items of the library or tests.", rating.Indicator)
	case len(rating.Items) > maxRatingItems:
		return invalid("ratings.items", "There are %d items; %d is the most for one rating. Name those that show it best.", len(rating.Items), maxRatingItems)
	}
	for _, item := range rating.Items {
		if err := checkItem(item); err != nil {
			return err
		}
	}
	return bounded("ratings.evidence", rating.Evidence)
}

func checkItem(item ItemID) error {
	kinds := []Kind{KindEvidence, KindVoice, KindTest, KindReview}
	if slices.Contains(kinds, item.Subject().Kind()) && itemID.MatchString(string(item)) {
		return nil
	}
	return invalid("ratings.items", "%q names no evidence. Write an item of the library, such as evidence/e-1, or a test, such as test-of-change/breakfast-club.", clip(string(item)))
}

func indicatorIDs(indicators []Indicator) []string {
	ids := make([]string, len(indicators))
	for i, indicator := range indicators {
		ids[i] = indicator.ID
	}
	return ids
}

func (r *QualityReview) checkProposal(p ReviewProposal, now time.Time) error {
	switch {
	case len(p.Strengths) == 0:
		return invalid("strengths", "There is no strength. Name at least one thing that goes well.")
	case len(p.Strengths) > maxReviewLines || len(p.Actions) > maxReviewLines:
		return invalid("actions", "There are %d strengths and %d actions; %d of each is the most. Keep those that matter most.", len(p.Strengths), len(p.Actions), maxReviewLines)
	}
	for _, s := range p.Strengths {
		if err := firstOf(
			requiredLine("strengths.what", s.What, "A strength is empty. Say what goes well."),
			r.about("strengths", s.Group, s.Indicator),
		); err != nil {
			return err
		}
	}
	for _, a := range p.Actions {
		if a.Who == "" {
			return invalid("actions.who", "This action is nobody's. Name the person who does it.")
		}
		if err := firstOf(
			requiredLine("actions.what", a.What, "An action is empty. Say what will be done."),
			checkDue("actions.due", a.Due, now),
			r.about("actions", a.Group, ""),
		); err != nil {
			return err
		}
	}
	return required("decision", p.Decision, "The decision is empty. Say what the LMG is to agree.")
}

// about refuses a group or an indicator that is not part of the review; both may be empty.
func (r *QualityReview) about(field string, group BodyID, indicator string) error {
	if group != "" {
		if _, err := r.known(group); err != nil {
			return invalid(field+".group", "%q is no group of this review. Name one of its groups, or leave it out.", clip(string(group)))
		}
	}
	ids := indicatorIDs(r.Indicators)
	if indicator != "" && !slices.Contains(ids, indicator) {
		return invalid(field+".indicator", "%q is no indicator of this review. It has %s.", clip(indicator), strings.Join(ids, ", "))
	}
	return nil
}
