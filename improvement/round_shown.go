package improvement

import "slices"

// Cited lists the items that a round names: those before the LMG, in answers and under
// drafts. One may come more than once.
func (p *PrioritySetting) Cited() []ItemID { return cited(p.Before, p.Requests, p.Drafts) }

// Without is the round as it is shown to whom some items are kept back from: as if those
// had never come.
func (p *PrioritySetting) Without(hidden map[ItemID]bool) *PrioritySetting {
	shown := *p
	shown.Before, shown.Requests, shown.Drafts = withoutItems(p.Before, p.Requests, p.Drafts, hidden)
	return &shown
}

// ShownTo is the round as somebody may know of it. Evidence, drafts, scores and what was said
// of them are the LMG's own until they are agreed: to others only where it stands is shown,
// and what they are asked for.
func (p *PrioritySetting) ShownTo(who Actor) *PrioritySetting {
	if MaySeeDrafts(who, p.LMG) {
		return p
	}
	shown := &PrioritySetting{
		Version: p.Version, Rules: p.Rules, RoundCharter: p.RoundCharter, LWO: p.LWO, Opened: p.Opened, Stage: p.Stage, Since: p.Since,
		Due: p.Due, Says: p.Says, Published: p.Published, ClosedAt: p.ClosedAt,
	}
	for _, b := range p.Ballots {
		kept := Ballot{Approval: b.Approval}
		if b.Result != nil {
			kept.Result = &Result{At: b.Result.At}
		}
		shown.Ballots = append(shown.Ballots, kept)
	}
	for _, q := range p.Requests {
		if who.actsFor(q.Of) || q.Body != "" && slices.ContainsFunc(who.Roles, func(m Membership) bool { return m.Body == q.Body }) {
			shown.Requests = append(shown.Requests, q)
		}
	}
	for _, a := range p.Actions {
		if who.actsFor(a.Who) {
			shown.Actions = append(shown.Actions, a)
		}
	}
	return shown
}

// Cited lists the items that the pack of a round or a review names.
func (p Pack) Cited() []ItemID {
	all := cited(p.Before, p.Requests, p.Drafts)
	if p.Review != nil {
		all = append(all, p.Review.Cited()...)
	}
	return all
}

// Without is the pack of a round or a review as it is shown to whom some items are kept
// back from. Its hash stays that of the whole.
func (p Pack) Without(hidden map[ItemID]bool) Pack {
	p.Before, p.Requests, p.Drafts = withoutItems(p.Before, p.Requests, p.Drafts, hidden)
	if p.Review != nil {
		shown := p.Review.Without(hidden)
		p.Review = &shown
	}
	return p
}

func cited(before []Before, requests []EvidenceRequest, drafts []Draft) []ItemID {
	var all []ItemID
	for _, b := range before {
		all = append(all, b.Item)
	}
	for _, q := range requests {
		all = append(all, q.Items...)
	}
	for _, d := range drafts {
		all = append(all, d.Evidence...)
	}
	return all
}

func withoutItems(before []Before, requests []EvidenceRequest, drafts []Draft, hidden map[ItemID]bool) ([]Before, []EvidenceRequest, []Draft) {
	requests, drafts = slices.Clone(requests), slices.Clone(drafts)
	for i := range requests {
		requests[i].Items = itemsWithout(requests[i].Items, hidden)
	}
	for i := range drafts {
		drafts[i].Evidence = itemsWithout(drafts[i].Evidence, hidden)
	}
	return beforeWithout(before, hidden), requests, drafts
}

func beforeWithout(before []Before, hidden map[ItemID]bool) []Before {
	return slices.DeleteFunc(slices.Clone(before), func(b Before) bool { return hidden[b.Item] })
}

func itemsWithout(items []ItemID, hidden map[ItemID]bool) []ItemID {
	return slices.DeleteFunc(slices.Clone(items), func(item ItemID) bool { return hidden[item] })
}
