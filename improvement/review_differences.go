package improvement

import "slices"

// worthATalk is how far two raters are apart before it is worth a talk.
const worthATalk = 2

// Apart is how far the two scores are apart; 0 where one is missing.
func (s TwoScores) Apart() int {
	if s.Group == 0 || s.LWO == 0 {
		return 0
	}
	return max(s.Group, s.LWO) - min(s.Group, s.LWO)
}

// WorthATalk tells that the raters see it so differently that they should talk.
func (s TwoScores) WorthATalk() bool { return s.Apart() >= worthATalk }

// beside sets a group's scores beside the LWO's, indicator by indicator. What the group
// did not submit is no score.
func beside(indicators []Indicator, g GroupReview) []TwoScores {
	scores := make([]TwoScores, len(indicators))
	for i, indicator := range indicators {
		scores[i] = TwoScores{Indicator: indicator, LWO: scoreOf(g.LWO, indicator.ID)}
		if g.Rated() {
			scores[i].Group = scoreOf(g.Own, indicator.ID)
		}
	}
	return scores
}

// Beside sets each group's scores beside the LWO's.
func (p PackReview) Beside(group BodyID) []TwoScores {
	for _, g := range p.Groups {
		if g.Group == group {
			return beside(p.Indicators, g)
		}
	}
	return nil
}

func scoreOf(ratings []JointRating, indicator string) int {
	for _, r := range ratings {
		if r.Indicator == indicator {
			return r.Score
		}
	}
	return 0
}

// ReviewSpread is the scores of an indicator over all groups: each of them, ascending,
// with their middle and range, never one number for them.
type ReviewSpread struct {
	Indicator Indicator `json:"indicator"`
	Scores    []int     `json:"scores"` // ascending
	Median    float64   `json:"median"` // of those; 0 where there is none
	Lowest    int       `json:"lowest"`
	Highest   int       `json:"highest"`
	Unrated   int       `json:"unrated"` // groups without a score
}

// Spreads gives the spread of each indicator over the groups: of their own scores, and of
// the LWO's.
func (p PackReview) Spreads() (own, lwo []ReviewSpread) {
	for _, indicator := range p.Indicators {
		var theirs, officers []int
		for _, g := range p.Groups {
			if g.Rated() {
				theirs = append(theirs, scoreOf(g.Own, indicator.ID))
			}
			officers = append(officers, scoreOf(g.LWO, indicator.ID))
		}
		own = append(own, spread(indicator, theirs, len(p.Groups)))
		lwo = append(lwo, spread(indicator, officers, len(p.Groups)))
	}
	return own, lwo
}

// spread leaves out what was not rated: a missing score is no number.
func spread(indicator Indicator, scores []int, groups int) ReviewSpread {
	scores = slices.DeleteFunc(scores, func(s int) bool { return s == 0 })
	slices.Sort(scores)
	s := ReviewSpread{Indicator: indicator, Scores: scores, Unrated: groups - len(scores)}
	if n := len(scores); n > 0 {
		s.Median = float64(scores[(n-1)/2]+scores[n/2]) / 2
		s.Lowest, s.Highest = scores[0], scores[n-1]
	}
	return s
}

// Look is the review as it stands, as a pack shows it: with the drafts while joint work is
// rated, and from then on with each group's word.
func (r *QualityReview) Look() PackReview {
	look := PackReview{
		LMG: r.LMG, Period: r.Period, From: r.From, To: r.To, Indicators: r.Indicators, Groups: r.Groups,
		ClosedWith: r.ClosedWith, Before: r.Before,
	}
	if r.Stage != ReviewEvaluate {
		look.Groups = r.words()
	}
	if r.Proposal != nil {
		look.Proposal = *r.Proposal
	}
	return look
}
