package improvement

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// aggregate is what the record keeps of a subject that has a state of its own: all of
// it follows from its journal.
type aggregate interface {
	Apply(Entry)
	filedAs() SubjectID
	Summary() Summary
	Tasks() []Task
	// notices lists what an entry, once applied, tells people beyond the tasks it opens.
	// before are the tasks that were open when it came.
	notices(entry Entry, before []Task) []Notice
	// links and shelved list what an entry, once applied, adds to the paths and puts on
	// the shelf of evidence.
	links(entry Entry) []Link
	shelved(entry Entry) []Shelved
	// took lists who took which part by an entry, once applied.
	took(entry Entry) []Taken
}

// prepare applies events to a copy of an aggregate and gives what is filed: the state
// after them, the tasks then open, and what they tell, link and shelve. before are the
// tasks open so far, at that version.
func prepare(after aggregate, version int, before []Task, command CommandID, by PersonID, now time.Time, events []Event) (Filing, error) {
	f := Filing{Expected: version, Command: command, Entries: Entries(version, command, by, now, events)}
	for _, entry := range f.Entries {
		after.Apply(entry)
	}
	f.Subject, f.Summary, f.Tasks = after.filedAs(), after.Summary(), after.Tasks()
	f.Notices = taskNotices(f.Subject, now, opened(before, f.Tasks))
	for _, entry := range f.Entries {
		f.Notices = append(f.Notices, after.notices(entry, before)...)
		f.Links = append(f.Links, after.links(entry)...)
		f.Shelved = append(f.Shelved, after.shelved(entry)...)
		f.Taken = append(f.Taken, after.took(entry)...)
	}
	f.Taken = together(f.Taken)
	if t, is := after.(*TestOfChange); is {
		f.Course = t.courseAfter(f.Entries)
	}
	state, err := json.Marshal(after)
	f.State = state
	return f, err
}

// Filing prepares events of the test for the record: the state after them, the
// tasks then open, and the notices they cause.
func (t *TestOfChange) Filing(command CommandID, by PersonID, now time.Time, events []Event) (Filing, error) {
	f, _, err := t.filing(command, by, now, events)
	return f, err
}

// filing is Filing, with the test as it is after the events.
func (t *TestOfChange) filing(command CommandID, by PersonID, now time.Time, events []Event) (Filing, *TestOfChange, error) {
	after, err := t.copied()
	if err != nil {
		return Filing{}, nil, err
	}
	f, err := prepare(after, t.Version, t.Tasks(), command, by, now, events)
	return f, after, err
}

func (t *TestOfChange) filedAs() SubjectID { return t.Subject() }

func (t *TestOfChange) links(entry Entry) []Link {
	if _, launched := entry.Event.(*Launched); launched {
		return []Link{{PrioritySubject(t.Charter.Priority), t.Subject()}}
	}
	return nil
}

// shelved puts what is filed to a test on the shelf, as being about all that the test is.
func (t *TestOfChange) shelved(entry Entry) []Shelved {
	filed, ok := entry.Event.(*EvidenceFiled)
	if !ok {
		return t.shelvedConcern(entry)
	}
	return []Shelved{t.shelf(filed.Evidence, refer(filed, entry))}
}

// written leaves out what nobody wrote.
func written(words ...Words) []Words {
	return slices.DeleteFunc(words, func(w Words) bool { return w.Empty() })
}

func (t *TestOfChange) copied() (*TestOfChange, error) {
	if t.Version == 0 {
		return new(TestOfChange), nil
	}
	state, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("improvement: state of a test of change: %w", err)
	}
	return RestoreTest(state)
}

func (t *TestOfChange) notices(entry Entry, before []Task) []Notice {
	lead, lwo := Recipient{Person: t.Charter.Lead}, Recipient{Person: t.LWO}
	members := Recipient{Body: t.Charter.ActionGroup, Role: GroupMember}
	leads := Recipient{Body: t.Charter.ActionGroup, Role: GroupLead}
	chair := Recipient{Body: t.Charter.LMG, Role: Chair}
	tell := func(n Notice, to ...Recipient) []Notice {
		n.Subject, n.Title, n.SendAfter = t.Subject(), t.Charter.Title, Moment(entry.At)
		n.Cause = cmp.Or(n.Cause, string(t.Subject())+"/"+strconv.Itoa(entry.Version))
		return toldTo(to, n)
	}
	switch e := entry.Event.(type) {
	case *Launched:
		return tell(Notice{Kind: NoticeLaunched}, leads, members)
	case *PlanSentBack:
		return tell(Notice{Kind: NoticeSentBack, Reason: e.Reason}, lead)
	case *StepClaimed:
		return tell(Notice{Kind: NoticeClaimed, Item: string(e.Step), What: t.step(e.Step).What, Owner: e.To}, Recipient{Person: e.From})
	case *DoFinished:
		if e.Do.Harm {
			safe := Recipient{Body: t.Charter.LMG, Role: Safeguarding}
			return tell(Notice{Kind: NoticeHarm, Reason: e.Do.Reason, Urgent: true}, lead, lwo, leads, members, safe)
		}
		if e.Do.EndedEarly {
			return tell(Notice{Kind: NoticeEndedDo, Reason: e.Do.Reason}, lead, leads, members)
		}
	case *AgreementPut, *AgreementAnswered, *AgreementReviewed:
		n, to := t.Agreement.noticesOf(e, lead, lwo)
		return tell(n, to...)
	case *RemarkMade:
		n, to := e.noticesOf()
		return tell(n, to...)
	case *TestPaused:
		return tell(Notice{Kind: NoticePaused, Reason: e.Reason, Due: e.Until}, lead, leads, members)
	case *Resumed:
		return tell(Notice{Kind: NoticeResumed}, lead, lwo, leads, members)
	case *DecisionReached:
		outcome := t.proposal() + ": " + e.Result.Verdict.plain()
		decided := Notice{Kind: NoticeDecision, Reason: firstReason(e.Result.Reasons), Outcome: outcome, Cause: decisionCause(e.Approval)}
		return tell(decided, lead, lwo, leads, members)
	case *GainChecked:
		return tell(Notice{Kind: NoticeClosed, Reason: e.Says, Outcome: e.Held}, lead, leads, members, chair)
	case *TimePassed:
		return reminderNotices(t.Subject(), entry.At, e.Reminders, before)
	case *ConcernRaised:
		return concernNotices(t.Subject(), t.Charter.LMG, string(TestItem(t.Subject(), e.Item)), entry, e.NoContact)
	}
	return nil
}

// proposal is the direction that was last decided on.
func (t *TestOfChange) proposal() string {
	for i := len(t.Cycles) - 1; i >= 0; i-- {
		if act := t.Cycles[i].Act; act != nil {
			return string(act.Direction)
		}
	}
	return ""
}

func toldTo(to []Recipient, n Notice) []Notice {
	notices := make([]Notice, len(to))
	for i, recipient := range to {
		notices[i] = n
		notices[i].To = recipient
	}
	return notices
}

// decisionCause is one for the panel and for the group: who belongs to both
// hears of the decision once.
func decisionCause(approval SubjectID) string { return string(approval) + "/decided" }

// Filing prepares events of the approval for the record.
func (a *Approval) Filing(command CommandID, by PersonID, now time.Time, events []Event) (Filing, error) {
	return prepare(a.clone(), a.Version, a.Tasks(), command, by, now, events)
}

func (a *Approval) filedAs() SubjectID { return a.Subject }

func (a *Approval) links(entry Entry) []Link {
	if _, opened := entry.Event.(*ApprovalOpened); opened {
		return []Link{{a.Of, a.Subject}}
	}
	return nil
}

func (*Approval) shelved(Entry) []Shelved { return nil }

func (a *Approval) notices(entry Entry, before []Task) []Notice {
	chair := Recipient{Body: a.LMG, Role: Chair}
	n := Notice{
		Cause: string(a.Subject) + "/" + strconv.Itoa(entry.Version), Subject: a.Subject, Title: a.Title,
		SendAfter: Moment(entry.At),
	}
	switch e := entry.Event.(type) {
	case *ApprovalTimePassed:
		return reminderNotices(a.Subject, entry.At, e.Reminders, before)
	case *ApprovalExtended:
		n.Kind, n.Due = NoticeExtended, e.Deadline
		return toldTo(append(a.silent(), chair), n)
	case *ApprovalHasLapsed:
		n.Kind, n.Due = NoticeLapsed, e.SettleBy
		return toldTo([]Recipient{chair}, n)
	case *ApprovalReopened:
		if !a.Closed() { // the votes that stand did not decide it at once
			n.Kind, n.Due = NoticeReopened, e.Deadline
			return toldTo(a.voters(), n)
		}
	case *ApprovalDecided:
		n.Kind, n.Outcome, n.Cause = NoticeDecision, a.Proposal+": "+e.Result.Verdict.plain(), decisionCause(a.Subject)
		return toldTo(a.members(), n)
	}
	return nil
}

// silent lists who may vote and has not.
func (a *Approval) silent() []Recipient {
	return a.those(func(s Seat) bool { return !s.Interest && s.Vote == nil })
}

// voters lists who may vote, or change a vote.
func (a *Approval) voters() []Recipient { return a.those(func(s Seat) bool { return !s.Interest }) }

func (a *Approval) members() []Recipient { return a.those(func(Seat) bool { return true }) }

func (a *Approval) those(of func(Seat) bool) []Recipient {
	var to []Recipient
	for _, s := range a.Panel {
		if of(s) {
			to = append(to, Recipient{Person: s.Person})
		}
	}
	return to
}
