package improvement

import "slices"

// Cited lists the items that the ratings of a review rest on. One may come more than once.
func (p PackReview) Cited() []ItemID {
	var all []ItemID
	for _, g := range p.Groups {
		all = append(append(all, citedByRatings(g.Own)...), citedByRatings(g.LWO)...)
		if g.Last != nil {
			all = append(all, citedByRatings(g.Last.Ratings)...)
		}
	}
	return all
}

// Without is the review as it is shown to whom some items are kept back from: as if nothing
// rested on those.
func (p PackReview) Without(hidden map[ItemID]bool) PackReview {
	p.Groups = slices.Clone(p.Groups)
	for i, g := range p.Groups {
		p.Groups[i].Own, p.Groups[i].LWO = ratingsWithout(g.Own, hidden), ratingsWithout(g.LWO, hidden)
		if g.Last != nil {
			p.Groups[i].Last = &SubmittedRatings{Ratings: ratingsWithout(g.Last.Ratings, hidden), At: g.Last.At}
		}
	}
	return p
}

// Cited lists the items that the review's ratings rest on.
func (r *QualityReview) Cited() []ItemID { return PackReview{Groups: r.Groups}.Cited() }

// Without is the review as it is shown to whom some items are kept back from.
func (r *QualityReview) Without(hidden map[ItemID]bool) *QualityReview {
	shown := *r
	shown.Groups = PackReview{Groups: r.Groups}.Without(hidden).Groups
	return &shown
}

func citedByRatings(ratings []JointRating) []ItemID {
	var all []ItemID
	for _, r := range ratings {
		all = append(all, r.Items...)
	}
	return all
}

func ratingsWithout(ratings []JointRating, hidden map[ItemID]bool) []JointRating {
	ratings = slices.Clone(ratings)
	for i := range ratings {
		ratings[i].Items = itemsWithout(ratings[i].Items, hidden)
	}
	return ratings
}
