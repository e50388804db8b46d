package improvement

import (
	"slices"
	"strconv"
	"time"
)

// Choice is how a member of the panel votes.
type Choice string

// The choices.
const (
	Agree          Choice = "agree"
	WithConditions Choice = "conditions"
	MoreEvidence   Choice = "more-evidence"
	Decline        Choice = "decline"
)

// Verdict is how an approval ended.
type Verdict string

// The verdicts.
const (
	Agreed        Verdict = "agreed"
	WantsEvidence Verdict = "more-evidence"
	Declined      Verdict = "declined"
	Returned      Verdict = "returned"  // lapsed, and taken back to the proposal by the LWO
	Withdrawn     Verdict = "withdrawn" // the lifecycle that asked for it was ended
)

// Condition is what must be done if the proposal goes ahead. Without an owner it
// goes to the lead of the test, or to the LWO; without a day it has Terms.Condition
// working days.
type Condition struct {
	What Words    `json:"what"`
	Who  PersonID `json:"who,omitempty"`
	Due  Date     `json:"due,omitempty"`
}

// Seat is a place on the panel, as it was when the approval opened.
type Seat struct {
	Person   PersonID `json:"person"`
	Role     Role     `json:"role"` // chair, deputy or member
	Interest bool     `json:"interest,omitempty"`
	Because  Words    `json:"because,omitzero"` // of an interest that was declared
	Vote     *Vote    `json:"vote,omitempty"`
}

// Vote is a member's vote; the latest counts.
type Vote struct {
	Choice     Choice      `json:"choice"`
	Reason     Words       `json:"reason,omitzero"`
	Conditions []Condition `json:"conditions,omitempty"`
	At         time.Time   `json:"at"`
}

// Pack is what the panel decides by, frozen when the approval opens. The journal
// is append-only, so the subject's version names every word and point of it.
type Pack struct {
	Version  int           `json:"version"` // of the lifecycle that asks
	Cycle    int           `json:"cycle"`
	Act      *Act          `json:"act,omitempty"`
	Study    *Study        `json:"study,omitempty"`
	Evidence []EvidenceRef `json:"evidence,omitempty"`
	Measures []PackMeasure `json:"measures,omitempty"`

	// Of a round of priority setting: the drafts to agree, the evidence that was before
	// the LMG, and what it asked for.
	Drafts   []Draft           `json:"drafts,omitempty"`
	Before   []Before          `json:"before,omitempty"`
	Requests []EvidenceRequest `json:"requests,omitempty"`

	Hash string `json:"hash"` // SHA-256 of the rest as JSON, hexadecimal

	Review *PackReview    `json:"review,omitempty"` // where a quality review asks
	Found  *ReviewFinding `json:"found,omitempty"`  // by the LMG's latest agreed review, where there is one
}

// PackMeasure is one measure's points as the panel sees them, and what they say. The
// points themselves stand in the journal, up to the pack's version.
type PackMeasure struct {
	Measure MeasureID `json:"measure"`
	Points  int       `json:"points"`
	Hash    string    `json:"hash"`              // of the points as JSON
	Reading *Reading  `json:"reading,omitempty"` // by the rule set of the time
}

// Request is what a lifecycle asks an LMG to decide.
type Request struct {
	Subject  SubjectID `json:"subject"` // the approval's own
	Of       SubjectID `json:"of"`      // who asks
	Title    Words     `json:"title"`
	LMG      BodyID    `json:"lmg"`
	Locality BodyID    `json:"locality,omitempty"`
	Theme    ThemeID   `json:"theme,omitempty"`
	LWO      PersonID  `json:"lwo"`
	Lead     PersonID  `json:"lead,omitempty"`
	Proposal string    `json:"proposal"` // what is asked, such as adopt
	Pack     Pack      `json:"pack"`
	Panel    []Seat    `json:"panel"`
	Terms    Terms     `json:"terms"`
	Calendar Calendar  `json:"calendar"`
	Rules    int       `json:"rules"`
	By       Date      `json:"by,omitempty"` // the day that was planned for deciding
	// Together is how many decisions are asked for at once, as drafts one by one: they
	// share what a panel may say. 0 is one.
	Together int `json:"together,omitempty"`
}

// Asks says what is decided, after "decides".
func (r Request) Asks() string {
	switch r.Of.Kind() {
	case KindTest, KindReview:
		return "whether to " + r.Proposal
	}
	return "on its " + r.Proposal
}

// ApprovalStatus says where an approval stands.
type ApprovalStatus string

// The states of an approval.
const (
	ApprovalOpen   ApprovalStatus = "open"
	ApprovalLapsed ApprovalStatus = "lapsed" // no decision in time: the LWO settles it
	ApprovalClosed ApprovalStatus = "closed"
)

// Minute is a decision taken in a meeting.
type Minute struct {
	Outcome    Choice      `json:"outcome"`
	Present    []PersonID  `json:"present"`
	Reference  Words       `json:"reference"` // of the meeting's minute
	Reasons    []Words     `json:"reasons,omitempty"`
	Conditions []Condition `json:"conditions,omitempty"`
	Held       Date        `json:"held"`
}

// Approval is an LMG's decision in the making. It serves any lifecycle.
type Approval struct {
	Version   int            `json:"version"`
	Request                  // frozen at opening
	Status    ApprovalStatus `json:"status"`
	Opened    time.Time      `json:"opened"`         // the current round
	Asked     time.Time      `json:"asked,omitzero"` // the first round, where there is a later one
	Deadline  Date           `json:"deadline"`
	Extended  bool           `json:"extended,omitempty"`
	Round     int            `json:"round"` // from 1; reopening after a lapse starts another
	LapsedAt  time.Time      `json:"lapsed_at,omitzero"`
	SettleBy  Date           `json:"settle_by,omitempty"` // for the LWO, once lapsed
	Minute    *Minute        `json:"minute,omitempty"`
	Claim     Claim          `json:"claim,omitzero"` // the clerk who sees to the meeting
	Result    *Result        `json:"result,omitempty"`
	HandledTo time.Time      `json:"handled_to"` // up to when due moments are dealt with

	HandedOver []Handover `json:"handed_over,omitempty"` // the LWO's part
}

// FirstOpened is when the LMG was first asked.
func (a *Approval) FirstOpened() time.Time {
	if a.Asked.IsZero() {
		return a.Opened
	}
	return a.Asked
}

// Result is what the lifecycle that asked is told.
type Result struct {
	Verdict    Verdict     `json:"verdict"`
	Conditions []Condition `json:"conditions,omitempty"`
	Reasons    []Words     `json:"reasons,omitempty"` // requests for evidence, or why not
	ByMeeting  bool        `json:"by_meeting,omitempty"`
	At         time.Time   `json:"at"`
}

// smallestQuorum is the fewest votes that a decision outside a meeting rests on.
const smallestQuorum = 3

// seat finds a person's place on the panel.
func (a *Approval) seat(p PersonID) *Seat {
	i := slices.IndexFunc(a.Panel, func(s Seat) bool { return s.Person == p })
	if i < 0 {
		return nil
	}
	return &a.Panel[i]
}

// Eligible counts the panel without those who have an interest.
func (a *Approval) Eligible() int {
	n := 0
	for _, s := range a.Panel {
		if !s.Interest {
			n++
		}
	}
	return n
}

// Quorum is how many votes a decision needs: more than half of those without an
// interest, never below 3.
func (a *Approval) Quorum() int { return max(a.Eligible()/2+1, smallestQuorum) }

// NeedsMeeting tells that the panel is too small to decide by votes.
func (a *Approval) NeedsMeeting() bool { return a.Eligible() < smallestQuorum }

// nobodyDecides tells that there is nobody without an interest: neither votes nor a
// meeting can decide, and the LWO takes it back.
func (a *Approval) nobodyDecides() bool { return a.Eligible() == 0 }

// Tasks lists who has to vote, or settle it, by when.
func (a *Approval) Tasks() []Task {
	var tasks []Task
	switch a.Status {
	case ApprovalOpen:
		tasks = a.votingTasks()
	case ApprovalLapsed:
		kind := TaskLapsed
		if a.nobodyDecides() {
			kind = TaskNobody
		}
		t := a.task(kind, "lapsed", a.SettleBy)
		t.Owner, t.Opened, t.Again = a.LWO, a.LapsedAt, given(a.HandedOver, a.LWO)
		tasks = []Task{t}
	}
	a.Terms.Ladder.announce(tasks, a.Calendar, a.HandledTo)
	return tasks
}

func (a *Approval) votingTasks() []Task {
	switch {
	case a.nobodyDecides():
		t := a.task(TaskNobody, "nobody", a.Deadline)
		t.Owner, t.Again = a.LWO, given(a.HandedOver, a.LWO)
		return []Task{t}
	case a.NeedsMeeting():
		t := a.task(TaskMeeting, meetingTask, a.Deadline)
		t.Body, t.Role, t.Claimed = a.LMG, Clerk, a.Claim.By
		return []Task{t}
	}
	var tasks []Task
	for _, s := range a.Panel {
		if s.Interest || s.Vote != nil {
			continue
		}
		t := a.task(TaskVote, "vote/"+string(s.Person), a.Deadline)
		t.Owner = s.Person
		tasks = append(tasks, t)
	}
	return tasks
}

func (a *Approval) task(kind TaskKind, key string, due Date) Task {
	return Task{
		Key: key + "/" + strconv.Itoa(a.Round), Subject: a.Subject, Kind: kind, Title: a.Title, Due: due,
		Opened: a.Opened, Stage: true, Lead: a.Lead, LWO: a.LWO, LMG: a.LMG,
	}
}

// NextMoment is when time alone next changes something; zero where it never does.
func (a *Approval) NextMoment() time.Time {
	if a.Status == ApprovalClosed {
		return time.Time{}
	}
	var next time.Time
	for _, t := range a.Tasks() {
		next = sooner(next, t.NextReminder)
	}
	if a.Status == ApprovalOpen {
		next = sooner(next, a.Deadline.End())
	}
	return next
}

// Summary is the approval's line in lists.
func (a *Approval) Summary() Summary {
	s := Summary{
		Open: a.Status != ApprovalClosed, Stage: string(a.Status), Title: a.Title, LMG: a.LMG,
		Locality: a.Locality, Theme: a.Theme, Parent: a.Of,
	}
	switch a.Status {
	case ApprovalOpen:
		s.Due = a.Deadline
	case ApprovalLapsed:
		s.Due = a.SettleBy
	case ApprovalClosed:
		s.Outcome = string(a.Result.Verdict)
	}
	return s
}

// Closed tells that the decision is made.
func (a *Approval) Closed() bool { return a.Status == ApprovalClosed }
