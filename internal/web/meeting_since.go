package web

import (
	"context"

	"github.com/cairnqi/cairn/improvement"
)

// mostSince is how many changes a meeting's pack tells of one decision; its own page tells all.
const mostSince = 5

// cameSince is what came after the packs of the decisions were frozen that a meeting has
// before it, as whoever asks may know of it.
type cameSince struct {
	shown    map[improvement.ItemID]shownItem
	journals map[improvement.SubjectID][]improvement.Entry
	tests    map[improvement.SubjectID]improvement.Changed // by the approval, as the two that follow
	rounds   map[improvement.SubjectID]improvement.RoundSince
	reviews  map[improvement.SubjectID]improvement.ReviewSince
}

// sinceFrozen compares the packs with what is on record now: two queries at most, and none
// where nothing needs a name or a word. What is kept back is taken out of the packs.
func (v *visit) sinceFrozen(ctx context.Context, b *brought) (*cameSince, error) {
	c := &cameSince{
		tests: map[improvement.SubjectID]improvement.Changed{}, rounds: map[improvement.SubjectID]improvement.RoundSince{},
		reviews: map[improvement.SubjectID]improvement.ReviewSince{},
	}
	cited := b.cited()
	var err error
	if c.shown, err = v.itemsShown(ctx, cited); err != nil {
		return nil, err
	}
	hidden := hiddenOf(cited, c.shown)
	var worded []improvement.SubjectID // of which a change has words in its journal
	for _, a := range b.approvals {
		a.Pack = a.Pack.Without(hidden)
		if t := b.tests[a.Of]; t != nil {
			if c.tests[a.Subject] = changedFor(v.who, a, t); len(c.tests[a.Subject].Evidence) > 0 {
				worded = append(worded, a.Of)
			}
		}
		if r := b.round(a.Of); r != nil {
			c.rounds[a.Subject] = r.Without(hidden).ChangedSince(a.Pack)
		}
		if a.Pack.Review != nil {
			worded = append(worded, canBeCorrected(a.Pack.Review.Cited())...)
		}
	}
	if len(worded) > 0 {
		if c.journals, err = v.Record.Journals(ctx, worded); err != nil {
			return nil, err
		}
	}
	c.compareReviews(b)
	return c, nil
}

// cited lists the items that the packs and their rounds name.
func (b *brought) cited() []improvement.ItemID {
	var all []improvement.ItemID
	for _, a := range b.approvals {
		all = append(all, a.Pack.Cited()...)
		if r := b.round(a.Of); r != nil {
			all = append(all, r.Cited()...)
		}
	}
	return all
}

// compareReviews needs the journals.
func (c *cameSince) compareReviews(b *brought) {
	for _, a := range b.approvals {
		if a.Pack.Review != nil {
			c.reviews[a.Subject] = a.Pack.Review.ChangedSince(a.FirstOpened(), b.reviewBefore(a.Pack.Review.Before), c.journals)
		}
	}
}

// round is one of the rounds; nil where there is none of that subject.
func (b *brought) round(of improvement.SubjectID) *improvement.PrioritySetting {
	for _, r := range b.rounds {
		if r.Subject() == of {
			return r
		}
	}
	return nil
}

// reviewBefore is the review before another; nil where it is none, or long gone.
func (b *brought) reviewBefore(before *improvement.EarlierReview) *improvement.QualityReview {
	for _, r := range b.reviews {
		if before != nil && r.Subject() == before.Review {
			return r
		}
	}
	return nil
}

// people are those whom the changes name.
func (c *cameSince) people() []improvement.PersonID {
	var all []improvement.PersonID
	for _, changed := range c.tests {
		all = append(all, filersOf(changed.Evidence)...)
	}
	for _, since := range c.rounds {
		named, _ := namedInRound(improvement.Pack{}, since)
		all = append(all, named...)
	}
	for _, since := range c.reviews {
		for _, a := range since.Actions {
			all = append(all, a.Who)
		}
	}
	return all
}

// tell puts on the page what came since the pack of a decision was frozen.
func (c *cameSince) tell(v *visit, item *meetingItem, a *improvement.Approval, t *improvement.TestOfChange) {
	switch {
	case t != nil:
		item.Since = v.sinceTest(t, c.tests[a.Subject], c.journals[a.Of])
	case a.Pack.Review != nil:
		item.Since = v.sinceReview(*a.Pack.Review, c.reviews[a.Subject], c.shown)
	default:
		item.Since = v.sinceRound(c.rounds[a.Subject], c.shown)
	}
	if len(item.Since) > mostSince {
		item.MoreSince = len(item.Since) - mostSince
		item.Since = item.Since[:mostSince]
	}
}
