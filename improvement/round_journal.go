package improvement

import "slices"

// CitedIn lists the items that entries of the journal of a round or a review, or of its
// approvals, name. One may come more than once.
func CitedIn(entries []Entry) []ItemID {
	var all []ItemID
	for _, entry := range entries {
		all = append(all, citedBy(entry.Event)...)
	}
	return all
}

func citedBy(event Event) []ItemID {
	switch e := event.(type) {
	case *EvidencePut:
		return cited(e.Items, nil, nil)
	case *EvidenceReviewed:
		return e.Items
	case *EvidenceAnswered:
		return append(cited(e.Put, nil, nil), e.Items...)
	case *PriorityDrafted:
		return cited(e.Put, nil, []Draft{e.Draft})
	case *JointWorkRated:
		return citedByRatings(e.Ratings)
	case *JointWorkRatedByLWO:
		return citedByRatings(e.Ratings)
	case *ApprovalOpened:
		return e.Request.Pack.Cited()
	}
	return nil
}

// ForRound gives entries of the journal of a round or a review, or of its approvals, as they
// are shown to whom some items are kept back from: as if those had never come. An entry that told of
// nothing else is left out.
func ForRound(entries []Entry, hidden map[ItemID]bool) []Entry {
	var known []Entry
	for _, entry := range entries {
		if slices.ContainsFunc(citedBy(entry.Event), func(item ItemID) bool { return hidden[item] }) {
			entry.Event = eventWithout(entry.Event, hidden)
		}
		if entry.Event != nil {
			known = append(known, entry)
		}
	}
	return known
}

// eventWithout copies an event without what is hidden; nil where nothing else is in it.
func eventWithout(event Event, hidden map[ItemID]bool) Event {
	switch e := event.(type) {
	case *EvidencePut:
		if left := beforeWithout(e.Items, hidden); len(left) > 0 {
			return &EvidencePut{Items: left}
		}
		return nil
	case *EvidenceReviewed:
		if left := itemsWithout(e.Items, hidden); len(left) > 0 {
			return &EvidenceReviewed{Items: left}
		}
		return nil
	case *EvidenceAnswered:
		kept := *e
		kept.Items, kept.Put = itemsWithout(e.Items, hidden), beforeWithout(e.Put, hidden)
		return &kept
	case *PriorityDrafted:
		kept := *e
		kept.Draft.Evidence, kept.Put = itemsWithout(e.Draft.Evidence, hidden), beforeWithout(e.Put, hidden)
		return &kept
	case *JointWorkRated:
		return &JointWorkRated{Group: e.Group, Ratings: ratingsWithout(e.Ratings, hidden)}
	case *JointWorkRatedByLWO:
		return &JointWorkRatedByLWO{Group: e.Group, Ratings: ratingsWithout(e.Ratings, hidden)}
	case *ApprovalOpened:
		kept := *e
		kept.Request.Pack = e.Request.Pack.Without(hidden)
		return &kept
	}
	return event
}
