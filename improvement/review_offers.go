package improvement

import "time"

// Offers tells whether somebody may give the review such a command now, whatever they will
// write in it: nil, or the refusal that holds for all of that kind. Pages offer what may
// be done by it.
func (r *QualityReview) Offers(c ReviewCommand, who Actor, now time.Time) error {
	if again, is := c.(AskAgain); is && again.Reason.Empty() { // it is checked before the stage
		again.Reason = Words{By: who.Person, Length: 1}
		c = again
	}
	_, err := r.Decide(c, who, now)
	if refused, is := Refusal(err); !is || refused.Code == Invalid { // what is written is yet to come
		return nil
	}
	return err
}

// MaySeeRatings tells whether somebody reads how a group rates itself, and is rated, before
// the LMG has agreed it: those of the LMG, and those who belong to the group. An agreed
// review is for all.
func (r *QualityReview) MaySeeRatings(who Actor, group BodyID) bool {
	return r.MaySeeAll(who) || who.Is(group, GroupLead, GroupMember) || who.hearsIn(group)
}

// MaySeeAll tells whether somebody reads the whole review: until it is agreed it is the
// LMG's own.
func (r *QualityReview) MaySeeAll(who Actor) bool { return r.Agreed != nil || MaySeeDrafts(who, r.LMG) }
