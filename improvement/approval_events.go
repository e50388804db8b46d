package improvement

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// ApprovalOpened starts the vote.
type ApprovalOpened struct {
	Request  Request `json:"request"`
	Deadline Date    `json:"deadline"`
}

// VoteCast is a vote, or a changed one.
type VoteCast struct {
	Person PersonID `json:"person"`
	Vote   Vote     `json:"vote"`
}

// InterestDeclared takes a member out of the count.
type InterestDeclared struct {
	Person  PersonID `json:"person"`
	Because Words    `json:"because"`
}

// MinuteFiled is a decision taken in a meeting.
type MinuteFiled struct {
	Minute Minute `json:"minute"`
}

// ApprovalTimePassed is what time alone brought.
type ApprovalTimePassed struct {
	To        time.Time  `json:"to"`
	Reminders []Reminder `json:"reminders,omitempty"`
}

// ApprovalExtended gives an inquorate vote its one extension.
type ApprovalExtended struct {
	Deadline Date `json:"deadline"`
}

// ApprovalHasLapsed ends a vote without a decision.
type ApprovalHasLapsed struct {
	SettleBy Date `json:"settle_by"`
}

// ApprovalReopened starts another round after a lapse.
type ApprovalReopened struct {
	Deadline Date `json:"deadline"`
}

// ApprovalHandedOver gives the LWO's part to another.
type ApprovalHandedOver struct {
	From   PersonID `json:"from"`
	To     PersonID `json:"to"`
	Reason Words    `json:"reason"`
}

// ApprovalDecided closes the approval.
type ApprovalDecided struct {
	Result Result `json:"result"`
}

// EventName is the wire name.
func (*ApprovalOpened) EventName() string { return "approval-opened" }

// EventName is the wire name.
func (*VoteCast) EventName() string { return "vote-cast" }

// EventName is the wire name.
func (*InterestDeclared) EventName() string { return "interest-declared" }

// EventName is the wire name.
func (*MinuteFiled) EventName() string { return "minute-filed" }

// EventName is the wire name.
func (*ApprovalTimePassed) EventName() string { return "approval-time-passed" }

// EventName is the wire name.
func (*ApprovalExtended) EventName() string { return "approval-extended" }

// EventName is the wire name.
func (*ApprovalHasLapsed) EventName() string { return "approval-lapsed" }

// EventName is the wire name.
func (*ApprovalReopened) EventName() string { return "approval-reopened" }

// EventName is the wire name.
func (*ApprovalHandedOver) EventName() string { return "approval-handed-over" }

// EventName is the wire name.
func (*ApprovalDecided) EventName() string { return "approval-decided" }

// Sentence tells it.
func (e *ApprovalOpened) Sentence(n Names) string {
	return fmt.Sprintf("asked %s to decide by %s", n.Body(e.Request.LMG), e.Deadline.Plain())
}

// Sentence tells it.
func (e *VoteCast) Sentence(Names) string {
	switch e.Vote.Choice {
	case Agree:
		return "voted to agree"
	case WithConditions:
		return "voted to agree with " + count(len(e.Vote.Conditions), "condition")
	case MoreEvidence:
		return "asked for more evidence"
	}
	return "voted to decline"
}

// Sentence tells it.
func (*InterestDeclared) Sentence(Names) string { return "declared an interest and does not vote" }

// Sentence tells it.
func (e *MinuteFiled) Sentence(Names) string {
	return fmt.Sprintf("filed the decision of the meeting of %s", e.Minute.Held.Plain())
}

// Sentence tells it.
func (e *ApprovalTimePassed) Sentence(Names) string { return remindedSentence(e.Reminders) }

// Sentence tells it.
func (e *ApprovalExtended) Sentence(Names) string {
	return fmt.Sprintf("There were too few votes or no clear result; voting goes on until %s", e.Deadline.Plain())
}

// Sentence tells it.
func (e *ApprovalHasLapsed) Sentence(Names) string {
	return "Voting ended without a decision; the Locality Wellbeing Officer settles it"
}

// Sentence tells it.
func (e *ApprovalReopened) Sentence(Names) string {
	return fmt.Sprintf("reopened the vote until %s", e.Deadline.Plain())
}

// Sentence tells it.
func (e *ApprovalHandedOver) Sentence(n Names) string {
	return fmt.Sprintf("handed the tasks of %s over to %s", n.Person(e.From), n.Person(e.To))
}

// Sentence tells it.
func (e *ApprovalDecided) Sentence(Names) string { return "The decision: " + e.Result.Verdict.plain() }

func (v Verdict) plain() string {
	switch v {
	case Agreed:
		return "agreed"
	case WantsEvidence:
		return "more evidence is asked for"
	case Declined:
		return "declined"
	case Returned:
		return "returned without a decision"
	}
	return "withdrawn"
}

// clone copies what Apply would change in place.
func (a *Approval) clone() *Approval {
	c := *a
	c.Panel = slices.Clone(a.Panel)
	return &c
}

func (a *Approval) voted(p PersonID, v Vote) {
	if seat := a.seat(p); seat != nil {
		seat.Vote = &v
	}
}

func (a *Approval) interested(p PersonID, because Words) {
	if seat := a.seat(p); seat != nil {
		seat.Interest, seat.Because, seat.Vote = true, because, nil
	}
}

// Apply folds one journal entry into the approval. Only entries that Decide,
// PassTime, Withdraw or OpenApproval gave may be applied, in their order.
func (a *Approval) Apply(entry Entry) {
	a.Version = entry.Version
	switch e := entry.Event.(type) {
	case *ApprovalOpened:
		a.Request, a.Deadline = e.Request, e.Deadline
		a.Panel = slices.Clone(e.Request.Panel)
		a.open(entry.At)
	case *VoteCast:
		a.voted(e.Person, e.Vote)
	case *InterestDeclared:
		a.interested(e.Person, e.Because)
		if a.nobodyDecides() { // a meeting cannot, either
			a.Claim = Claim{}
		}
	case *MeetingClaimed:
		a.Claim = claimed(e.By, entry.At)
	case *MinuteFiled:
		a.Minute = &e.Minute
	case *ApprovalTimePassed:
		a.HandledTo = e.To
	case *ApprovalExtended:
		a.Deadline, a.Extended = e.Deadline, true
	case *ApprovalHasLapsed:
		a.Status, a.SettleBy, a.LapsedAt, a.Claim = ApprovalLapsed, e.SettleBy, entry.At, Claim{}
	case *ApprovalReopened:
		a.Asked = a.FirstOpened()
		a.Deadline, a.Extended, a.SettleBy, a.LapsedAt = e.Deadline, false, "", time.Time{}
		a.open(entry.At)
	case *ApprovalHandedOver:
		a.LWO = e.To
		a.HandedOver = append(slices.Clone(a.HandedOver), Handover{From: e.From, To: e.To, At: entry.At})
	case *ApprovalDecided:
		a.Status, a.Result, a.Claim = ApprovalClosed, &e.Result, Claim{}
	}
}

func (a *Approval) open(at time.Time) {
	a.Status, a.Opened, a.HandledTo = ApprovalOpen, at, at
	a.Round++
}

func foldApproval(entries []Entry) (*Approval, error) {
	a := new(Approval)
	for _, entry := range entries {
		a.Apply(entry)
	}
	return a, nil
}

// RestoreApproval reads an approval's state as filed.
func RestoreApproval(state json.RawMessage) (*Approval, error) {
	a := new(Approval)
	if err := json.Unmarshal(state, a); err != nil {
		return nil, fmt.Errorf("improvement: state of an approval: %w", err)
	}
	return a, nil
}
