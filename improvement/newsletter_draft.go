package improvement

import (
	"slices"
	"time"
)

// OpenIssue begins the issue of a period.
func OpenIssue(network Body, p Period, s Schedule, sections []Section, ladder Ladder, c Calendar) *IssueOpened {
	return &IssueOpened{IssuePlan{
		Network: network.ID, Called: network.Name, LMG: network.Parent, Period: p, Days: s.Days(p, c),
		Sections: sections, Calendar: c, Ladder: ladder.forOfficers(), Rules: CurrentRules,
	}}
}

// forOfficers is the ladder of a task that every LWO of an LMG has: it has no lead, and who
// would hear of it is whose task it is.
func (l Ladder) forOfficers() Ladder {
	var rungs Ladder
	for _, rung := range l {
		var to []Audience
		for _, audience := range rung.To {
			switch audience {
			case ToLead:
				continue
			case ToLWO:
				audience = ToOwner
			}
			if !slices.Contains(to, audience) {
				to = append(to, audience)
			}
		}
		if rung.To = to; len(to) > 0 {
			rungs = append(rungs, rung)
		}
	}
	return rungs
}

// Opened is how the issue began.
func (i *Issue) Opened() *IssueOpened { return &IssueOpened{i.IssuePlan} }

// Drafted makes the draft at a moment: what the journal tells since the last issue that
// readers had, and what the issue before left over. before is the issue before, nil
// where there is none; covered the last that readers had.
func (s Schedule) Drafted(before, covered *Issue, found []Found, c Calendar, now time.Time) *IssueDrafted {
	since, until := s.Covers(before, covered, now)
	d := &IssueDrafted{Since: since, Until: until, Calendar: c}
	if covered != nil {
		d.Previous = covered.Subject()
	}
	if n := len(found) - MaxIssueFound; n > 0 { // the newest are kept
		d.More, found = n, found[n:]
	}
	d.Found = found
	if before != nil {
		d.Carried = before.leftOver(DateOf(now))
	}
	return d
}

// leftOver lists the items that no reader saw, and that are of use yet: the newest, as
// nobody may ever decide on them.
func (i *Issue) leftOver(today Date) []IssueItem {
	var left []IssueItem
	for _, item := range i.Items {
		seen := i.Covered() && item.State == ItemAccepted
		over := item.Until != "" && item.Until < today
		if !seen && !over && item.State != ItemLeftOut {
			left = append(left, item)
		}
	}
	slices.SortStableFunc(left, func(a, b IssueItem) int { return a.At.Compare(b.At) })
	return left[max(len(left)-MaxCarried, 0):]
}
