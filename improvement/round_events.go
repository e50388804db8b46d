package improvement

import (
	"fmt"
	"time"
)

// RoundOpened begins a round of priority setting.
type RoundOpened struct {
	Charter  RoundCharter `json:"charter"`
	LWO      PersonID     `json:"lwo"`
	Terms    Terms        `json:"terms"`
	Calendar Calendar     `json:"calendar"`
	Rules    int          `json:"rules"`
}

// EvidencePut is items that came before the LMG.
type EvidencePut struct {
	Items []Before `json:"items"`
}

// EvidenceReviewed marks items as reviewed by the member who filed it.
type EvidenceReviewed struct {
	Items []ItemID `json:"items"`
}

// EvidenceAsked is a request for missing evidence.
type EvidenceAsked struct {
	Request EvidenceRequest `json:"request"`
}

// EvidenceAnswered is the answer to a request. A late one raises a flag: the LWO says
// by a day what it changes.
type EvidenceAnswered struct {
	Request string   `json:"request"`
	Items   []ItemID `json:"items"`
	Note    Words    `json:"note,omitzero"`
	Put     []Before `json:"put,omitempty"` // those that were not before the LMG yet
	Late    bool     `json:"late,omitempty"`
	Due     Date     `json:"due,omitempty"`
}

// EvidenceWaived goes on without an answer.
type EvidenceWaived struct {
	Request string `json:"request"`
	Reason  Words  `json:"reason"`
}

// LateEvidenceSeen is what a late answer changes.
type LateEvidenceSeen struct {
	Request string `json:"request"`
	Says    Words  `json:"says"`
}

// PriorityDrafted is a draft, new or written anew. Scores of its earlier words are gone.
type PriorityDrafted struct {
	Draft Draft    `json:"draft"`
	Put   []Before `json:"put,omitempty"` // what it rests on and was not before the LMG yet
}

// DraftIsWithdrawn takes a draft back.
type DraftIsWithdrawn struct {
	Priority PriorityID `json:"priority"`
	Reason   Words      `json:"reason"`
}

// ScoresCalled asks the members to score.
type ScoresCalled struct {
	Members []PersonID `json:"members"`
	Due     Date       `json:"due"`
}

// DraftsScored is how important the member who filed it finds drafts.
type DraftsScored struct {
	Scores []Importance `json:"scores"`
}

// RoundMoved leads to another stage.
type RoundMoved struct {
	To     RoundStage `json:"to"`
	Due    Date       `json:"due,omitempty"`
	Reason Words      `json:"reason,omitzero"`
}

// PutToTheVote asks the LMG to decide.
type PutToTheVote struct {
	Ballots []Ballot `json:"ballots"`
}

// BallotDecided is what the LMG decided by one ballot.
type BallotDecided struct {
	Approval SubjectID `json:"approval"`
	Result   Result    `json:"result"`
}

// PrioritiesPublished publishes what was agreed.
type PrioritiesPublished struct {
	Earlier  []Settling `json:"earlier,omitempty"`
	Says     Words      `json:"says,omitzero"`
	Networks []BodyID   `json:"networks,omitempty"` // whose members are told
}

// TookEffect tells that the priorities are on record as agreed.
type TookEffect struct {
	Told    int       `json:"told,omitempty"`    // contributors who had asked to hear back
	Renamed []Renamed `json:"renamed,omitempty"` // those whose identifier another priority had by then
}

// RoundEnded ends a round without priorities.
type RoundEnded struct {
	Reason Words `json:"reason"`
}

// RoundHandedOver gives a person's part to another.
type RoundHandedOver struct {
	From   PersonID `json:"from"`
	To     PersonID `json:"to"`
	Reason Words    `json:"reason"`
}

// RoundTimePassed is what time alone brought: reminders, and requests for evidence that
// timed out.
type RoundTimePassed struct {
	To        time.Time  `json:"to"`
	TimedOut  []string   `json:"timed_out,omitempty"`
	Reminders []Reminder `json:"reminders,omitempty"`
}

// EventName is the wire name.
func (*RoundOpened) EventName() string { return "round-opened" }

// EventName is the wire name.
func (*EvidencePut) EventName() string { return "evidence-put" }

// EventName is the wire name.
func (*EvidenceReviewed) EventName() string { return "evidence-reviewed" }

// EventName is the wire name.
func (*EvidenceAsked) EventName() string { return "evidence-asked" }

// EventName is the wire name.
func (*EvidenceAnswered) EventName() string { return "evidence-answered" }

// EventName is the wire name.
func (*EvidenceWaived) EventName() string { return "evidence-waived" }

// EventName is the wire name.
func (*LateEvidenceSeen) EventName() string { return "late-evidence-seen" }

// EventName is the wire name.
func (*PriorityDrafted) EventName() string { return "priority-drafted" }

// EventName is the wire name.
func (*DraftIsWithdrawn) EventName() string { return "draft-withdrawn" }

// EventName is the wire name.
func (*ScoresCalled) EventName() string { return "scores-called" }

// EventName is the wire name.
func (*DraftsScored) EventName() string { return "drafts-scored" }

// EventName is the wire name.
func (*RoundMoved) EventName() string { return "round-moved" }

// EventName is the wire name.
func (*PutToTheVote) EventName() string { return "put-to-vote" }

// EventName is the wire name.
func (*BallotDecided) EventName() string { return "ballot-decided" }

// EventName is the wire name.
func (*PrioritiesPublished) EventName() string { return "priorities-published" }

// EventName is the wire name.
func (*TookEffect) EventName() string { return "took-effect" }

// EventName is the wire name.
func (*RoundEnded) EventName() string { return "round-ended" }

// EventName is the wire name.
func (*RoundHandedOver) EventName() string { return "round-handed-over" }

// EventName is the wire name.
func (*RoundTimePassed) EventName() string { return "round-time-passed" }

// Sentence tells it.
func (e *RoundOpened) Sentence(n Names) string {
	return "opened a round of priority setting for " + n.Body(e.Charter.LMG)
}

// Sentence tells it.
func (e *EvidencePut) Sentence(Names) string {
	return "put " + count(len(e.Items), "item") + " of evidence before the LMG"
}

// Sentence tells it.
func (e *EvidenceReviewed) Sentence(Names) string {
	return "reviewed " + count(len(e.Items), "item") + " of evidence"
}

// Sentence tells it.
func (e *EvidenceAsked) Sentence(n Names) string {
	of := n.Person(e.Request.Of)
	if e.Request.Of == "" {
		of = n.Body(e.Request.Body)
	}
	return fmt.Sprintf("asked %s for evidence by %s (request %s)", of, e.Request.Due.Plain(), e.Request.ID)
}

// Sentence tells it.
func (e *EvidenceAnswered) Sentence(Names) string {
	says := "answered request " + e.Request
	if n := len(e.Items); n > 0 { // none, where all are kept back
		says += " with " + count(n, "item") + " of evidence"
	}
	if e.Late {
		says += ", late: what it changes is still to be said"
	}
	return says
}

// Sentence tells it.
func (e *EvidenceWaived) Sentence(Names) string { return "went on without an answer to " + e.Request }

// Sentence tells it.
func (e *LateEvidenceSeen) Sentence(Names) string {
	return "said what the late answer to " + e.Request + " changes"
}

// Sentence tells it.
func (e *PriorityDrafted) Sentence(Names) string {
	says := "drafted the priority " + string(e.Draft.ID)
	if n := len(e.Draft.Evidence); n > 0 { // none, where all are kept back
		says += ", on " + count(n, "item") + " of evidence"
	}
	return says
}

// Sentence tells it.
func (e *DraftIsWithdrawn) Sentence(Names) string { return "withdrew the draft " + string(e.Priority) }

// Sentence tells it.
func (e *ScoresCalled) Sentence(Names) string {
	return fmt.Sprintf("asked %s to score the drafts by %s", count(len(e.Members), "member"), e.Due.Plain())
}

// Sentence tells it.
func (e *DraftsScored) Sentence(Names) string { return "scored " + count(len(e.Scores), "draft") }

// Sentence tells it.
func (e *RoundMoved) Sentence(Names) string {
	switch e.To {
	case RoundGather:
		return "The round goes back to gathering evidence"
	case RoundPropose:
		return "Priorities are drafted now"
	}
	return "Publishing what the LMG has agreed comes next"
}

// Sentence tells it.
func (e *PutToTheVote) Sentence(Names) string {
	if len(e.Ballots) > 1 {
		return "put " + count(len(e.Ballots), "draft") + " to the vote, one by one"
	}
	return "put " + count(len(e.Ballots[0].Drafts), "draft") + " to one vote"
}

// Sentence tells it.
func (e *BallotDecided) Sentence(Names) string { return "The LMG decided: " + e.Result.Verdict.plain() }

// Sentence tells it.
func (*PrioritiesPublished) Sentence(Names) string { return "published the priorities" }

// Sentence tells it.
func (e *TookEffect) Sentence(Names) string {
	says := "The priorities took effect"
	if e.Told > 0 {
		says += ", and " + count(e.Told, "contributor") + " heard back"
	}
	for _, r := range e.Renamed {
		says += fmt.Sprintf("; %s is called %s, as another has its name", r.Draft, r.As)
	}
	return says
}

// Sentence tells it.
func (*RoundEnded) Sentence(Names) string { return "ended the round without priorities" }

// Sentence tells it.
func (e *RoundHandedOver) Sentence(n Names) string {
	return fmt.Sprintf("handed the tasks of %s over to %s", n.Person(e.From), n.Person(e.To))
}

// Sentence tells it.
func (e *RoundTimePassed) Sentence(Names) string {
	if len(e.TimedOut) > 0 {
		return "No answer came to " + list(e.TimedOut) + " in time"
	}
	return remindedSentence(e.Reminders)
}
