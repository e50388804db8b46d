package improvement

import (
	"slices"
	"time"
)

// ReviewSince is what came after the pack of a quality review was frozen, and is not in it.
// While the LMG decides nobody can change the ratings or the proposal, so these are not
// among it: only what the pack refers to goes on.
type ReviewSince struct {
	// Agreed and Ended are of the review before, where that was not agreed as this one was
	// opened; zero where it still is not, and has not ended.
	Agreed time.Time `json:"agreed,omitzero"`
	Ended  time.Time `json:"ended,omitzero"`
	// Actions of the review before that are not any more as the pack has them.
	Actions []Action `json:"actions,omitempty"`
	// Corrected are items that ratings rest on.
	Corrected []CorrectedItem `json:"corrected,omitempty"`
}

// CorrectedItem is an item of which there is a further version.
type CorrectedItem struct {
	Item   ItemID    `json:"item"`
	At     time.Time `json:"at"`
	Reason Words     `json:"reason"`
}

// Empty tells that nothing came.
func (s ReviewSince) Empty() bool {
	return s.Agreed.IsZero() && s.Ended.IsZero() && len(s.Actions)+len(s.Corrected) == 0
}

// ChangedSince compares the pack, frozen at a moment, with what it refers to as that is now:
// with the review before, nil where there is none any more, and with the journals of items
// that ratings rest on. Of items that are kept back from whoever reads, none must be given.
func (p PackReview) ChangedSince(frozen time.Time, before *QualityReview, journals map[SubjectID][]Entry) ReviewSince {
	s := p.beforeSince(before)
	for _, item := range p.Cited() {
		told := slices.ContainsFunc(s.Corrected, func(c CorrectedItem) bool { return c.Item == item })
		if c, was := correctedSince(frozen, item, journals[item.Subject()]); was && !told {
			s.Corrected = append(s.Corrected, c)
		}
	}
	return s
}

func (p PackReview) beforeSince(before *QualityReview) ReviewSince {
	var s ReviewSince
	if p.Before == nil || before == nil {
		return s
	}
	if p.Before.Unagreed {
		s.Ended = before.endedWithout()
		if before.Agreed != nil {
			s.Agreed = before.Agreed.At
		}
	}
	for _, was := range p.Before.Left {
		i := slices.IndexFunc(before.Actions, func(now Action) bool { return now.ID == was.ID })
		if i < 0 {
			continue
		}
		if now := before.Actions[i]; now.Status != was.Status || now.Who != was.Who || now.Due != was.Due {
			s.Actions = append(s.Actions, now)
		}
	}
	return s
}

// endedWithout is when the review ended without a decision; zero where it did not.
func (r *QualityReview) endedWithout() time.Time {
	if r.Ended.Empty() {
		return time.Time{}
	}
	return r.ClosedAt
}

// correctedSince is the latest correction of an item after a moment.
func correctedSince(frozen time.Time, item ItemID, entries []Entry) (latest CorrectedItem, was bool) {
	for _, entry := range entries {
		if e, is := entry.Event.(*ItemCorrected); is && entry.At.After(frozen) {
			latest, was = CorrectedItem{Item: item, At: entry.At, Reason: e.Reason}, true
		}
	}
	return latest, was
}
