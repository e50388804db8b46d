package improvement

import (
	"slices"
	"time"
)

// Apply folds one journal entry into the round. Only entries that OpenRound, Decide,
// PassTime, Conclude or TakeEffect gave may be applied, in their order.
func (p *PrioritySetting) Apply(entry Entry) {
	p.Version = entry.Version
	switch e := entry.Event.(type) {
	case *RoundOpened:
		p.RoundCharter, p.LWO, p.Terms, p.Calendar, p.Rules = e.Charter, e.LWO, e.Terms, e.Calendar, e.Rules
		p.Opened, p.HandledTo = entry.At, entry.At
		p.enter(RoundGather, p.Dates.Gather, entry.At)
	case *CalendarRefreshed:
		p.Calendar = e.Calendar
	case *EvidencePut, *EvidenceReviewed, *EvidenceAsked, *EvidenceAnswered, *EvidenceWaived, *RequestClaimed, *LateEvidenceSeen:
		p.applyEvidence(entry)
	case *PriorityDrafted, *DraftIsWithdrawn, *ScoresCalled, *DraftsScored:
		p.applyDraft(entry)
	case *RoundMoved:
		p.moved(e, entry.At)
	case *PutToTheVote:
		p.putToVote(e, entry.At)
	case *BallotDecided:
		p.decided(e, entry.At)
	case *PrioritiesPublished:
		p.Earlier, p.Says, p.Published = e.Earlier, e.Says, entry.At
		p.enter(RoundTakeEffect, "", entry.At)
	case *TookEffect:
		p.Told = e.Told
		p.renamed(e.Renamed)
		p.enter(RoundFollowUp, "", entry.At)
	case *RoundEnded:
		p.Ended = e.Reason
		p.close(entry.At)
	case *RoundHandedOver:
		p.handOver(e, entry.At)
	case *RoundTimePassed:
		p.passed(e, entry.At)
	default:
		p.Actions.apply(entry)
	}
	if p.Stage == RoundFollowUp && p.Actions.Left() == 0 && len(p.lateUnseen()) == 0 {
		p.close(entry.At)
	}
}

// enter opens a stage.
func (p *PrioritySetting) enter(stage RoundStage, due Date, at time.Time) {
	p.Stage, p.Since, p.Due = stage, at, due
	p.Opening++
}

func (p *PrioritySetting) close(at time.Time) {
	p.enter(RoundClosed, "", at)
	p.ClosedAt = at
}

func (p *PrioritySetting) applyEvidence(entry Entry) {
	switch e := entry.Event.(type) {
	case *EvidencePut:
		p.Before = append(p.Before, e.Items...)
	case *EvidenceReviewed:
		for _, item := range e.Items {
			b := p.before(item)
			b.Reviewed = append(b.Reviewed, entry.By)
		}
	case *EvidenceAsked:
		p.Requests = append(p.Requests, e.Request)
	case *EvidenceAnswered:
		r := p.request(e.Request)
		r.Status, r.Items, r.Note, r.Late, r.Settled, r.Claim = RequestAnswered, e.Items, e.Note, e.Late, entry.At, Claim{}
		if e.Late {
			r.Due = e.Due
		}
		p.Before = append(p.Before, e.Put...)
	case *EvidenceWaived:
		r := p.request(e.Request)
		r.Status, r.Note, r.Settled, r.Claim = RequestWaived, e.Reason, entry.At, Claim{}
	case *RequestClaimed:
		p.request(e.Request).Claim = claimed(e.By, entry.At)
	case *LateEvidenceSeen:
		p.request(e.Request).Seen = e.Says
	}
}

func (p *PrioritySetting) applyDraft(entry Entry) {
	switch e := entry.Event.(type) {
	case *PriorityDrafted:
		p.Before = append(p.Before, e.Put...)
		if was := p.draft(e.Draft.ID); was != nil {
			*was = e.Draft
		} else {
			p.Drafts = append(p.Drafts, e.Draft)
		}
		if p.Call != nil {
			p.Call.Drafted++
		}
	case *DraftIsWithdrawn:
		d := p.draft(e.Priority)
		d.Status, d.Because = DraftWithdrawn, e.Reason
	case *ScoresCalled:
		number := 1
		if p.Call != nil {
			number = p.Call.Number + 1
		}
		p.Call = &ScoreCall{Members: e.Members, Due: e.Due, At: entry.At, Number: number}
	case *DraftsScored:
		for _, s := range e.Scores {
			p.draft(s.Priority).scored(DraftScore{Person: entry.By, Importance: s.Importance})
		}
	}
}

// scored keeps a member's latest score.
func (d *Draft) scored(s DraftScore) {
	d.Scores = slices.DeleteFunc(d.Scores, func(o DraftScore) bool { return o.Person == s.Person })
	d.Scores = append(d.Scores, s)
}

// moved opens a stage. What the LMG did not agree is open again where drafting goes on.
func (p *PrioritySetting) moved(e *RoundMoved, at time.Time) {
	if e.To == RoundGather || e.To == RoundPropose {
		for i := range p.Drafts {
			if p.Drafts[i].Status == DraftRejected {
				p.Drafts[i].Status = DraftOpen
			}
		}
		p.Call = nil
	}
	p.enter(e.To, e.Due, at)
}

// putToVote asks anew: what the LMG said in an earlier vote stands in the journal.
func (p *PrioritySetting) putToVote(e *PutToTheVote, at time.Time) {
	p.Ballots, p.Call = slices.Clone(e.Ballots), nil // results come into them; the event stays
	p.Asked += len(e.Ballots)
	p.Sought, p.Declined = nil, nil
	for _, b := range e.Ballots {
		for _, id := range b.Drafts {
			d := p.draft(id)
			d.Verdict, d.Reasons = "", nil
		}
	}
	p.enter(RoundAgree, "", at)
}

// decided takes a ballot's result in: its drafts are agreed or not, conditions become
// actions, and the LMG's reasons stand with the draft, or with the round where they are
// about several.
func (p *PrioritySetting) decided(e *BallotDecided, at time.Time) {
	i := slices.IndexFunc(p.Ballots, func(b Ballot) bool { return b.Approval == e.Approval })
	p.Ballots[i].Result = &e.Result
	drafts := p.Ballots[i].Drafts
	for _, id := range drafts {
		d := p.draft(id)
		d.Verdict, d.Status = e.Result.Verdict, DraftRejected
		if e.Result.Verdict == Agreed {
			d.Status = DraftAgreed
		}
	}
	switch verdict := e.Result.Verdict; {
	case verdict == Agreed:
		p.Actions = p.Actions.with(e.Result.Conditions, p.LWO, p.Terms.Condition, p.Calendar, at)
	case len(drafts) == 1:
		p.draft(drafts[0]).Reasons = e.Result.Reasons
	case verdict == WantsEvidence:
		p.Sought = e.Result.Reasons
	default:
		p.Declined = e.Result.Reasons
	}
}

func (p *PrioritySetting) handOver(e *RoundHandedOver, at time.Time) {
	for i := range p.Requests {
		if r := &p.Requests[i]; r.Of == e.From && r.Status == RequestOpen {
			r.Of = e.To
			r.Given++
		}
	}
	for i := range p.Actions {
		if a := &p.Actions[i]; a.Who == e.From && a.Status == StepOpen {
			a.Who = e.To
			a.Given++
		}
	}
	guided := p.LWO == e.From
	if guided {
		p.LWO = e.To
	}
	p.HandedOver = append(p.HandedOver, Handover{From: e.From, To: e.To, At: at, StepsOnly: !guided})
}

func (p *PrioritySetting) passed(e *RoundTimePassed, at time.Time) {
	p.HandledTo = e.To
	for _, id := range e.TimedOut {
		r := p.request(id)
		r.Status, r.Settled, r.Claim = RequestTimedOut, at, Claim{}
	}
}
