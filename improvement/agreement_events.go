package improvement

import (
	"fmt"
	"slices"
	"time"
)

// AgreementPut puts a version of the shared agreement to its parties. It takes the place
// of the one before.
type AgreementPut struct {
	Agreement Agreement `json:"agreement"`
	// Left are who had a part in the version before, which was not ended, and have none here.
	Left []Recipient `json:"left,omitempty"`
}

// AgreementAnswered is a party's yes or no to the version in force.
type AgreementAnswered struct {
	Version  int      `json:"version"`
	Party    int      `json:"party"` // from 1
	Person   PersonID `json:"person,omitempty"`
	Body     BodyID   `json:"body,omitempty"`
	Declined bool     `json:"declined,omitempty"`
	Reason   Words    `json:"reason,omitzero"`
}

// AgreementReviewed keeps the agreement until another day, or ends it.
type AgreementReviewed struct {
	Version  int   `json:"version"`
	Ended    bool  `json:"ended,omitempty"`
	ReviewBy Date  `json:"review_by,omitempty"` // where it is kept
	Reason   Words `json:"reason,omitzero"`
}

// EventName is the wire name.
func (*AgreementPut) EventName() string { return "agreement-proposed" }

// EventName is the wire name.
func (*AgreementAnswered) EventName() string { return "agreement-answered" }

// EventName is the wire name.
func (*AgreementReviewed) EventName() string { return "agreement-reviewed" }

// Sentence tells it.
func (e *AgreementPut) Sentence(Names) string {
	a := e.Agreement
	return fmt.Sprintf("proposed version %d of the shared agreement to %d parties, to be reviewed by %s", a.Version, len(a.Parties), a.ReviewBy.Plain())
}

// Sentence tells it.
func (e *AgreementAnswered) Sentence(n Names) string {
	party := n.Body(e.Body)
	if e.Person != "" {
		party = n.Person(e.Person)
	}
	if e.Declined {
		return fmt.Sprintf("declined the part of %s in version %d of the shared agreement", party, e.Version)
	}
	return fmt.Sprintf("agreed to the part of %s in version %d of the shared agreement", party, e.Version)
}

// Sentence tells it.
func (e *AgreementReviewed) Sentence(Names) string {
	if e.Ended {
		return "reviewed the shared agreement and ended it"
	}
	return "reviewed the shared agreement and kept it, to be reviewed again by " + e.ReviewBy.Plain()
}

func (t *TestOfChange) applyAgreement(entry Entry) {
	switch e := entry.Event.(type) {
	case *AgreementPut:
		put := e.Agreement
		put.Parties = slices.Clone(put.Parties)
		t.Agreement = &put
	case *AgreementAnswered:
		p := &t.Agreement.Parties[e.Party-1]
		p.Answered, p.By, p.Declined, p.Reason, p.Claim = entry.At, entry.By, e.Declined, e.Reason, Claim{}
	case *PartClaimed:
		t.Agreement.Parties[e.Party-1].Claim = claimed(e.By, entry.At)
	case *AgreementReviewed:
		a := t.Agreement
		if e.Ended {
			a.Ended, a.Why = entry.At, e.Reason
			return
		}
		a.ReviewBy, a.Kept = e.ReviewBy, a.Kept+1
	}
}

// resumed moves the days of an agreement by a pause that ended. Whoever was asked during
// the pause waited for the rest of it only.
func (a *Agreement) resumed(moved int, on time.Time, c Calendar) {
	if !a.open() {
		return
	}
	move := func(due Date, opened time.Time) Date {
		if days := min(moved, c.Between(DateOf(opened), DateOf(on))); days > 0 {
			return c.Add(due, days)
		}
		return due
	}
	a.ReviewBy = move(a.ReviewBy, a.Proposed)
	for i, p := range a.Parties {
		if p.Answered.IsZero() {
			a.Parties[i].Due = move(p.Due, p.Opened)
		}
	}
}

// handOver gives a person's parts to another. An answer was its giver's: who has the part
// now is asked anew.
func (a *Agreement) handOver(from, to PersonID, due Date, at time.Time) {
	if !a.has(from) {
		return
	}
	for i, p := range a.Parties {
		if p.Person != from {
			continue
		}
		moved := Party{Person: to, Brings: p.Brings, Opened: p.Opened, Due: p.Due, Had: append(slices.Clone(p.Had), from)}
		if !p.Answered.IsZero() {
			moved.Opened, moved.Due = at, due
		}
		a.Parties[i] = moved
	}
}

// noticesOf lists what an entry about the agreement tells people beyond tasks: of a no,
// of the last yes, what came of a review, and that a changed one goes on without them.
func (a *Agreement) noticesOf(e Event, lead, lwo Recipient) (Notice, []Recipient) {
	guides := []Recipient{lead, lwo}
	switch e := e.(type) {
	case *AgreementPut:
		return Notice{Kind: NoticeAgreementLeft}, e.Left
	case *AgreementAnswered:
		switch {
		case e.Declined:
			return Notice{Kind: NoticeDeclined, Reason: e.Reason}, guides
		case a.Status() == AgreementAgreed:
			return Notice{Kind: NoticeAllAgreed, Due: a.ReviewBy}, append(guides, a.everybody()...)
		}
	case *AgreementReviewed:
		if e.Ended {
			return Notice{Kind: NoticeAgreementEnded, Reason: e.Reason}, append(guides, a.everybody()...)
		}
		return Notice{Kind: NoticeAgreementKept, Due: e.ReviewBy, Reason: e.Reason}, append(guides, a.everybody()...)
	}
	return Notice{}, nil
}

// everybody lists who hears for the parties.
func (a *Agreement) everybody() []Recipient {
	to := make([]Recipient, len(a.Parties))
	for i, p := range a.Parties {
		to[i] = p.recipient()
	}
	return to
}
