package improvement

import (
	"cmp"
	"slices"
)

func (p *PrioritySetting) notices(entry Entry, before []Task) []Notice {
	members := []Recipient{{Body: p.LMG, Role: Chair}, {Body: p.LMG, Role: Deputy}, {Body: p.LMG, Role: Member}}
	tell := func(n Notice, to ...Recipient) []Notice {
		n.Subject, n.Title, n.SendAfter = p.Subject(), cmp.Or(n.Title, p.Title), Moment(entry.At)
		n.Cause = cmp.Or(n.Cause, entryCause(p.Subject(), entry))
		return toldTo(to, n)
	}
	switch e := entry.Event.(type) {
	case *RoundOpened:
		return tell(Notice{Kind: NoticeRoundOpened, Due: p.Dates.Gather}, members...)
	case *EvidenceAnswered, *EvidenceWaived, *LateEvidenceSeen, *RoundTimePassed:
		return p.requestNotices(entry, before, tell, members)
	case *RoundMoved:
		switch e.To {
		case RoundGather:
			return tell(Notice{Kind: NoticeGatherAgain, Due: e.Due, Reason: cmp.Or(e.Reason, p.sought())}, members...)
		case RoundPropose:
			return tell(Notice{Kind: NoticeDrafting, Due: e.Due, Reason: e.Reason}, members...)
		}
	case *BallotDecided:
		i := slices.IndexFunc(p.Ballots, func(b Ballot) bool { return b.Approval == e.Approval })
		decided := Notice{
			Kind: NoticeDecision, Title: p.asks(p.Ballots[i]), Reason: firstReason(e.Result.Reasons),
			Outcome: "priorities: " + e.Result.Verdict.plain(), Cause: decisionCause(e.Approval),
		}
		return tell(decided, Recipient{Person: p.LWO})
	case *PrioritiesPublished:
		var networks []Recipient
		for _, network := range e.Networks {
			networks = append(networks, Recipient{Body: network, Role: NetworkMember})
		}
		return tell(Notice{Kind: NoticePriorities, Reason: e.Says}, append(networks, members...)...)
	case *TookEffect:
		return p.renamedNotices(e, entry, tell)
	case *RoundEnded:
		return tell(Notice{Kind: NoticeRoundEnded, Reason: e.Reason}, append(members, p.stillAsked()...)...)
	}
	return nil
}

// renamedNotices tell of each priority that took effect under another identifier: those
// who steer, and who drafted it.
func (p *PrioritySetting) renamedNotices(e *TookEffect, entry Entry, tell func(Notice, ...Recipient) []Notice) []Notice {
	var notices []Notice
	for _, r := range e.Renamed {
		d := p.draft(r.Draft)
		n := Notice{
			Kind: NoticeRenamed, Title: d.Statement, Item: string(r.As), Outcome: string(r.Draft),
			Cause: entryCause(p.Subject(), entry) + "/" + string(r.Draft),
		}
		to := []Recipient{{Person: p.LWO}, {Body: p.LMG, Role: Chair}}
		if d.By != p.LWO {
			to = append(to, Recipient{Person: d.By})
		}
		notices = append(notices, tell(n, to...)...)
	}
	return notices
}

// sought is the first thing that the LMG asked to know in the vote that sent the round
// back; empty where nobody voted so.
func (p *PrioritySetting) sought() Words {
	for _, b := range p.Ballots {
		if b.Result != nil && b.Result.Verdict == WantsEvidence {
			return firstReason(b.Result.Reasons)
		}
	}
	return Words{}
}

// stillAsked lists those of whom an answer is awaited.
func (p *PrioritySetting) stillAsked() []Recipient {
	var to []Recipient
	for _, r := range p.Requests {
		if r.Status == RequestOpen {
			to = append(to, r.asked())
		}
	}
	return to
}

// asked is who was asked.
func (r EvidenceRequest) asked() Recipient {
	return Recipient{Person: r.Of, Body: r.Body, Role: r.Role}
}

// whoWaits lists who asked, and the LWO, each once, without the person who acts: they
// know.
func (p *PrioritySetting) whoWaits(r *EvidenceRequest, acts PersonID) []Recipient {
	var to []Recipient
	for _, person := range []PersonID{p.LWO, r.By} {
		if one := (Recipient{Person: person}); person != "" && person != acts && !slices.Contains(to, one) {
			to = append(to, one)
		}
	}
	return to
}

// requestNotices tell what became of requests for evidence: who was asked, that no answer
// is needed any more; who asked, and the LWO, that one came, or none; a panel that is
// deciding, what came late and what it changes.
func (p *PrioritySetting) requestNotices(entry Entry, before []Task, tell func(Notice, ...Recipient) []Notice, members []Recipient) []Notice {
	about := func(kind NoticeKind, id string) (Notice, *EvidenceRequest) {
		r := p.request(id)
		return Notice{Kind: kind, Item: r.ID, What: r.Question, Cause: entryCause(p.Subject(), entry) + "/" + r.ID}, r
	}
	switch e := entry.Event.(type) {
	case *EvidenceAnswered:
		n, r := about(NoticeAnswered, e.Request)
		n.Reason = e.Note
		to := p.whoWaits(r, entry.By)
		if e.Late { // the LWO has it as a task
			to = slices.DeleteFunc(to, func(one Recipient) bool { return one.Person == p.LWO })
		}
		if e.Late && p.Stage == RoundAgree {
			n.Kind, to = NoticeLateAnswer, append(to, members...)
		}
		return tell(n, to...)
	case *EvidenceWaived:
		n, r := about(NoticeWaived, e.Request)
		n.Reason = e.Reason
		return tell(n, r.asked())
	case *LateEvidenceSeen:
		if p.Stage != RoundAgree {
			return nil
		}
		n, _ := about(NoticeLateSeen, e.Request)
		n.Reason = e.Says
		return tell(n, members...)
	case *RoundTimePassed:
		notices := reminderNotices(p.Subject(), entry.At, e.Reminders, before)
		for _, id := range e.TimedOut {
			n, r := about(NoticeTimedOut, id)
			notices = append(notices, tell(n, append(p.whoWaits(r, ""), r.asked())...)...)
		}
		return notices
	}
	return nil
}
