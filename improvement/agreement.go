package improvement

import (
	"slices"
	"strconv"
	"time"
)

// Agreement is the shared agreement of a test: who brings what to it over a longer time.
// The state holds its latest version; earlier ones stand in the journal.
type Agreement struct {
	Version  int       `json:"version"` // from 1
	Purpose  Words     `json:"purpose"`
	From     Date      `json:"from"`
	ReviewBy Date      `json:"review_by"`
	Parties  []Party   `json:"parties"`
	By       PersonID  `json:"by"` // who proposed this version
	Proposed time.Time `json:"proposed"`
	Kept     int       `json:"kept,omitempty"` // reviews that kept it
	Ended    time.Time `json:"ended,omitzero"`
	Why      Words     `json:"why,omitzero"` // it ended
}

// Party is a person or a body with what they bring, and whether they agree to it.
type Party struct {
	Person   PersonID   `json:"person,omitempty"`
	Body     BodyID     `json:"body,omitempty"`
	Role     Role       `json:"role,omitempty"` // in the body: who answers for it
	Brings   Words      `json:"brings"`
	Opened   time.Time  `json:"opened"` // when they were asked
	Due      Date       `json:"due"`    // of their answer
	Answered time.Time  `json:"answered,omitzero"`
	By       PersonID   `json:"by,omitempty"` // who answered for them
	Declined bool       `json:"declined,omitempty"`
	Reason   Words      `json:"reason,omitzero"` // for declining
	Had      []PersonID `json:"had,omitempty"`   // whose part it was before
	Claim    Claim      `json:"claim,omitzero"`  // who sees to the answer for the body, until it has answered
}

// AgreementStatus says where a version of an agreement stands.
type AgreementStatus string

// Where a version of an agreement stands.
const (
	AgreementProposed AgreementStatus = "proposed" // not all have agreed
	AgreementAgreed   AgreementStatus = "agreed"
	AgreementEnded    AgreementStatus = "ended"
)

// Bounds of an agreement: what a party brings stands again in its task.
const (
	minParties = 2
	maxParties = 20
)

// answersFor lists who may answer for a body of a kind, those before others first.
// A locality is a place: nobody answers for it.
func answersFor(k BodyKind) []Role {
	return map[BodyKind][]Role{
		LMG: {Chair, Deputy}, ActionGroup: {GroupLead, GroupMember}, Network: {NetworkMember},
	}[k]
}

// AnswersFor is the role that answers for a body: the first that somebody holds. It is
// empty where nobody does.
func (b BodyState) AnswersFor() Role {
	for _, role := range answersFor(b.Body.Kind) {
		if slices.ContainsFunc(b.Members, func(m Membership) bool { return m.Role == role }) {
			return role
		}
	}
	return ""
}

// Status is where this version stands.
func (a *Agreement) Status() AgreementStatus {
	switch {
	case !a.Ended.IsZero():
		return AgreementEnded
	case slices.ContainsFunc(a.Parties, func(p Party) bool { return !p.agrees() }):
		return AgreementProposed
	}
	return AgreementAgreed
}

// agrees tells that the party said yes.
func (p Party) agrees() bool { return !p.Answered.IsZero() && !p.Declined }

// open tells that the agreement is neither missing nor ended.
func (a *Agreement) open() bool { return a != nil && a.Ended.IsZero() }

// recipient is who hears for the party.
func (p Party) recipient() Recipient { return Recipient{Person: p.Person, Body: p.Body, Role: p.Role} }

// mayAnswer tells whether an actor speaks for the party: the person or their named adult,
// or who answers for the body.
func (p Party) mayAnswer(a Actor) bool {
	if p.Body == "" {
		return a.actsFor(p.Person)
	}
	return a.Is(p.Body, answeringAs(p.Role)...)
}

// answeringAs lists who may answer where a role was asked: chair and deputy stand in for
// each other, and a group that had no lead may have one since.
func answeringAs(asked Role) []Role {
	switch asked {
	case Chair, Deputy:
		return answersFor(LMG)
	case GroupMember:
		return answersFor(ActionGroup)
	}
	return []Role{asked}
}

// has tells whether a person has a part of their own in an agreement that is open.
func (a *Agreement) has(p PersonID) bool {
	return a.open() && p != "" && slices.ContainsFunc(a.Parties, func(party Party) bool { return party.Person == p })
}

// agreementTasks are those of the parties that have not answered, and the lead's to
// review the agreement by its date.
func (t *TestOfChange) agreementTasks() []Task {
	a := t.Agreement
	if !a.open() {
		return nil
	}
	var tasks []Task
	for i, p := range a.Parties {
		if !p.Answered.IsZero() {
			continue
		}
		task := t.task(TaskAgreement, a.partTask(i+1), p.Due)
		task.Owner, task.Body, task.Role, task.Claimed = p.Person, p.Body, p.Role, p.Claim.By
		task.Item, task.What, task.Opened, task.Again = strconv.Itoa(i+1), p.Brings, p.Opened, len(p.Had)
		tasks = append(tasks, task)
	}
	review := t.task(TaskReview, a.taskKey()+"/review/"+strconv.Itoa(a.Kept), a.ReviewBy)
	review.Owner, review.Opened, review.Again = t.Charter.Lead, a.Proposed, given(t.HandedOver, t.Charter.Lead)
	return append(tasks, review)
}

// Agreements lists every version of the shared agreement that a test had, as each stood
// in the end, from its journal from the beginning. The last is the one in force.
func Agreements(entries []Entry) ([]Agreement, error) {
	return guarded(func() ([]Agreement, error) {
		var t TestOfChange
		var all []Agreement
		for _, entry := range entries {
			if _, next := entry.Event.(*AgreementPut); next && t.Agreement != nil {
				all = append(all, *t.Agreement)
			}
			t.Apply(entry)
		}
		if t.Agreement != nil {
			all = append(all, *t.Agreement)
		}
		return all, nil
	})
}
