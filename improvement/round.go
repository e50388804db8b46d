package improvement

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// RoundStage is where a round of priority setting stands.
type RoundStage string

// The stages of a round, in their usual order.
const (
	RoundGather     RoundStage = "gather"      // evidence is reviewed and sought, the community is listened to
	RoundPropose    RoundStage = "propose"     // priorities are drafted and scored
	RoundAgree      RoundStage = "agree"       // the LMG decides
	RoundPublish    RoundStage = "publish"     // agreed: earlier priorities are settled, and all is published
	RoundTakeEffect RoundStage = "take-effect" // published: the priorities are filed, the contributors told
	RoundFollowUp   RoundStage = "follow-up"   // the LMG's conditions are open
	RoundClosed     RoundStage = "closed"
)

// Bounds of one round, that keep its state below MaxStateSize.
const (
	maxRoundItems    = 500 // items of evidence before the LMG
	maxRoundRequests = 50
	maxDrafts        = 20
	maxCitedByDraft  = 50 // items that one priority rests on
)

// RoundDates are the days by which the stages of a round are to be through.
type RoundDates struct {
	Gather  Date `json:"gather"`
	Propose Date `json:"propose"`
	Agree   Date `json:"agree"`
	Publish Date `json:"publish"`
}

// RoundCharter is what a round is opened with.
type RoundCharter struct {
	LMG    BodyID     `json:"lmg"`
	Round  string     `json:"round"` // its identifier within the LMG, such as 2027
	Title  Words      `json:"title"`
	From   Date       `json:"from"` // the period that the priorities are for
	Until  Date       `json:"until"`
	Themes []ThemeID  `json:"themes"` // in scope
	Dates  RoundDates `json:"dates"`
}

// Before is an item of evidence that is before the LMG in a round.
type Before struct {
	Item     ItemID       `json:"item"`
	Kind     EvidenceKind `json:"kind,omitempty"`
	Strength Strength     `json:"strength,omitempty"`
	Theme    ThemeID      `json:"theme,omitempty"`
	Locality BodyID       `json:"locality,omitempty"`
	By       PersonID     `json:"by"` // who put it there
	At       time.Time    `json:"at"`
	Reviewed []PersonID   `json:"reviewed,omitempty"` // the members who did, in their order
}

// RequestStatus says what became of a request for evidence.
type RequestStatus string

// The states of a request for evidence.
const (
	RequestOpen     RequestStatus = "open"
	RequestAnswered RequestStatus = "answered"
	RequestWaived   RequestStatus = "waived"
	RequestTimedOut RequestStatus = "timed-out"
)

// EvidenceRequest asks a person, or whoever speaks for a body, for missing evidence.
type EvidenceRequest struct {
	ID       string        `json:"id"` // r1, r2, …
	Question Words         `json:"question"`
	Of       PersonID      `json:"of,omitempty"`
	Body     BodyID        `json:"body,omitempty"` // with Role, where no person is asked
	Role     Role          `json:"role,omitempty"`
	Due      Date          `json:"due"`
	GivenUp  Date          `json:"given_up,omitempty"` // the day with whose end it times out; it stays, whatever becomes of the calendar
	Asked    time.Time     `json:"asked"`
	By       PersonID      `json:"by,omitempty"` // who asked
	Status   RequestStatus `json:"status"`
	Items    []ItemID      `json:"items,omitempty"` // the answer
	Note     Words         `json:"note,omitzero"`   // with the answer, or why it was waived
	Settled  time.Time     `json:"settled,omitzero"`
	Late     bool          `json:"late,omitempty"` // the answer came after it was given up, or after the drafts were put to the vote
	Seen     Words         `json:"seen,omitzero"`  // what the LWO made of a late answer
	Given    int           `json:"given,omitempty"`
	Claim    Claim         `json:"claim,omitzero"` // who sees to it for the body, while it is open
}

// DraftStatus says how far a draft priority has come.
type DraftStatus string

// The states of a draft.
const (
	DraftOpen      DraftStatus = "draft"
	DraftWithdrawn DraftStatus = "withdrawn"
	DraftAgreed    DraftStatus = "agreed"
	DraftRejected  DraftStatus = "not-agreed"
)

// DraftScore is how important a member finds a draft: 1 (of little importance) to 5 (of the
// greatest).
type DraftScore struct {
	Person     PersonID `json:"person"`
	Importance int      `json:"importance"`
}

// Draft is a priority in the making.
type Draft struct {
	ID         PriorityID   `json:"id"`
	Statement  Words        `json:"statement"`
	Theme      ThemeID      `json:"theme"`
	Strategic  string       `json:"strategic,omitempty"` // the strategic priority it supports
	Localities []BodyID     `json:"localities,omitempty"`
	Evidence   []ItemID     `json:"evidence"`
	By         PersonID     `json:"by"`
	Status     DraftStatus  `json:"status"`
	As         PriorityID   `json:"as,omitempty"` // that it took effect under, where another priority had its own by then
	Scores     []DraftScore `json:"scores,omitempty"`
	Because    Words        `json:"because,omitzero"` // why it was withdrawn
	Verdict    Verdict      `json:"verdict,omitempty"`
	Reasons    []Words      `json:"reasons,omitempty"` // the LMG's, where it voted on this draft alone and did not agree
}

// Ballot is one decision that a round asks for: on all of its drafts, or on one.
type Ballot struct {
	Approval SubjectID    `json:"approval"`
	Drafts   []PriorityID `json:"drafts"`
	Result   *Result      `json:"result,omitempty"`
}

// Settling is what becomes of a priority that was in effect before the round.
type Settling struct {
	Priority PriorityID `json:"priority"`
	Fate     Fate       `json:"fate"`
	Because  Words      `json:"because"`
}

// PrioritySetting is a round in which an LMG sets its priorities: it gathers evidence,
// proposes, agrees, and publishes what was agreed.
type PrioritySetting struct {
	Version int `json:"version"` // entries applied
	Rules   int `json:"rules"`
	RoundCharter
	LWO      PersonID          `json:"lwo"`
	Terms    Terms             `json:"terms"`
	Calendar Calendar          `json:"calendar"`
	Opened   time.Time         `json:"opened"`
	Stage    RoundStage        `json:"stage"`
	Since    time.Time         `json:"since"`   // when the stage began
	Opening  int               `json:"opening"` // how many stages were opened so far
	Due      Date              `json:"due,omitempty"`
	Before   []Before          `json:"before,omitempty"` // evidence before the LMG
	Requests []EvidenceRequest `json:"requests,omitempty"`
	Drafts   []Draft           `json:"drafts,omitempty"`
	Call     *ScoreCall        `json:"call,omitempty"` // for scores, while it is open
	Ballots  []Ballot          `json:"ballots,omitempty"`
	Asked    int               `json:"asked,omitempty"`    // approvals opened so far
	Sought   []Words           `json:"sought,omitempty"`   // evidence that the LMG asked for, in its latest vote on several drafts
	Declined []Words           `json:"declined,omitempty"` // its reasons there
	Earlier  []Settling        `json:"earlier,omitempty"`
	Says     Words             `json:"says,omitzero"` // the LMG's word to the network
	Actions  Actions           `json:"actions,omitempty"`

	Published  time.Time  `json:"published,omitzero"`
	Told       int        `json:"told,omitempty"` // contributors who asked to hear back
	Ended      Words      `json:"ended,omitzero"` // why it was ended without priorities
	ClosedAt   time.Time  `json:"closed_at,omitzero"`
	HandedOver []Handover `json:"handed_over,omitempty"`
	HandledTo  time.Time  `json:"handled_to"` // up to when due moments are dealt with
}

// ScoreCall asks members to score the drafts by a day.
type ScoreCall struct {
	Members []PersonID `json:"members"`
	Due     Date       `json:"due"`
	At      time.Time  `json:"at"`
	Number  int        `json:"number"`            // of this call, from 1
	Drafted int        `json:"drafted,omitempty"` // drafts that were written, or written anew, since
}

// Subject is the round's subject and workflow ID.
func (p *PrioritySetting) Subject() SubjectID { return RoundSubject(p.LMG, p.Round) }

// Closed tells that nothing is left to do.
func (p *PrioritySetting) Closed() bool { return p.Stage == RoundClosed }

// before finds an item that is before the LMG.
func (p *PrioritySetting) before(item ItemID) *Before {
	i := slices.IndexFunc(p.Before, func(b Before) bool { return b.Item == item })
	if i < 0 {
		return nil
	}
	return &p.Before[i]
}

func (p *PrioritySetting) request(id string) *EvidenceRequest {
	i := slices.IndexFunc(p.Requests, func(r EvidenceRequest) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return &p.Requests[i]
}

func (p *PrioritySetting) draft(id PriorityID) *Draft {
	i := slices.IndexFunc(p.Drafts, func(d Draft) bool { return d.ID == id })
	if i < 0 {
		return nil
	}
	return &p.Drafts[i]
}

// those lists the drafts of a status.
func (p *PrioritySetting) those(s DraftStatus) []Draft {
	var drafts []Draft
	for _, d := range p.Drafts {
		if d.Status == s {
			drafts = append(drafts, d)
		}
	}
	return drafts
}

// unsettled names the requests for evidence that are neither answered, waived nor timed
// out, with who was asked, by when.
func (p *PrioritySetting) unsettled() []string {
	var open []string
	for _, r := range p.Requests {
		if r.Status == RequestOpen {
			open = append(open, fmt.Sprintf("%s (%s, by %s)", r.ID, cmp.Or(string(r.Of), string(r.Body)), r.Due.Plain()))
		}
	}
	return open
}

// RestoreRound reads a round's state as filed.
func RestoreRound(state json.RawMessage) (*PrioritySetting, error) {
	p := new(PrioritySetting)
	if err := json.Unmarshal(state, p); err != nil {
		return nil, fmt.Errorf("improvement: state of a round of priority setting: %w", err)
	}
	return p, nil
}

// RoundAt is a round as it was at a version of its journal: what a pack was made of.
// entries are its journal from the beginning.
func RoundAt(entries []Entry, version int) (*PrioritySetting, error) {
	return guarded(func() (*PrioritySetting, error) { return foldRound(entries[:min(max(version, 0), len(entries))]) })
}

func foldRound(entries []Entry) (*PrioritySetting, error) {
	p := new(PrioritySetting)
	for i, entry := range entries {
		if _, opens := entry.Event.(*RoundOpened); opens != (i == 0) {
			return nil, fmt.Errorf("improvement: %q as entry %d of a round", entry.Event.EventName(), i+1)
		}
		p.Apply(entry)
	}
	return p, nil
}
