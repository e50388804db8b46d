package improvement

import (
	"slices"
	"strconv"
	"time"
)

// Recipient is a person, or whoever holds a role in a body when the notice is filed.
type Recipient struct {
	Person PersonID `json:"person,omitempty"`
	Body   BodyID   `json:"body,omitempty"`
	Role   Role     `json:"role,omitempty"`
}

// NoticeKind says what a notice tells.
type NoticeKind string

// The kinds of notice.
const (
	NoticeTask      NoticeKind = "task-opened"
	NoticeReminder  NoticeKind = "reminder"
	NoticeOverdue   NoticeKind = "overdue"
	NoticeEscalated NoticeKind = "escalated" // someone else's task is overdue
	NoticeLaunched  NoticeKind = "launched"
	NoticeSentBack  NoticeKind = "sent-back"
	NoticeClaimed   NoticeKind = "step-claimed" // somebody of the group took one's step over
	NoticeEndedDo   NoticeKind = "ended-early"
	NoticeHarm      NoticeKind = "possible-harm"
	NoticePaused    NoticeKind = "paused"
	NoticeResumed   NoticeKind = "resumed"
	NoticeDecision  NoticeKind = "decision"
	NoticeExtended  NoticeKind = "approval-extended"
	NoticeLapsed    NoticeKind = "approval-lapsed"
	NoticeReopened  NoticeKind = "approval-reopened"
	NoticeClosed    NoticeKind = "closed"

	NoticeRoundOpened NoticeKind = "round-opened"
	NoticeDrafting    NoticeKind = "drafting"
	NoticePriorities  NoticeKind = "priorities-published"
	NoticeRoundEnded  NoticeKind = "round-ended"
	NoticeRenamed     NoticeKind = "priority-renamed" // it took effect under another identifier

	NoticeGatherAgain NoticeKind = "gather-again" // a round goes back to gathering
	NoticeAnswered    NoticeKind = "request-answered"
	NoticeWaived      NoticeKind = "request-waived"    // the LMG goes on without an answer
	NoticeTimedOut    NoticeKind = "request-timed-out" // no answer came
	NoticeLateAnswer  NoticeKind = "late-answer"       // came while the LMG is deciding
	NoticeLateSeen    NoticeKind = "late-answer-seen"  // what that changes

	NoticeCommissioned        NoticeKind = "commissioned"
	NoticeCommissionWithdrawn NoticeKind = "commission-withdrawn"
	NoticeCommissionFulfilled NoticeKind = "commission-fulfilled"
	NoticeUnsafe              NoticeKind = "unsafe"            // to the safeguarding contact alone
	NoticeNoContact           NoticeKind = "unsafe-no-contact" // to those who can name one
	NoticeHeardBack           NoticeKind = "heard-back"        // you said, we did
	NoticeWasRead             NoticeKind = "voice-read"        // you said, and it was weighed
	NoticeDeclined            NoticeKind = "agreement-declined"
	NoticeAllAgreed           NoticeKind = "agreement-agreed"
	NoticeAgreementEnded      NoticeKind = "agreement-ended"
	NoticeMentioned           NoticeKind = "mentioned" // in the discussion of a test
	NoticeReview              NoticeKind = "review-opened"
	NoticeRatingsClosed       NoticeKind = "ratings-closed" // before a group had rated
	NoticeAskedAgain          NoticeKind = "asked-again"    // to look at its ratings
	NoticeReviewEnded         NoticeKind = "review-ended"   // without a decision
	NoticeAgreementKept       NoticeKind = "agreement-kept" // until another day
	NoticeAgreementLeft       NoticeKind = "agreement-left" // changed, and goes on without them

	NoticeNewsletter  NoticeKind = "newsletter"           // an issue, to one reader
	NoticeIssueLapsed NoticeKind = "newsletter-lapsed"    // nobody approved it
	NoticeConfirm     NoticeKind = "confirm-subscription" // asks an address
)

// Notice tells a recipient one thing. One person hears of one cause once.
type Notice struct {
	Cause     string     `json:"cause"` // unique per deployment: the subject and what happened
	To        Recipient  `json:"to"`
	Kind      NoticeKind `json:"kind"`
	Subject   SubjectID  `json:"subject"`
	Title     Words      `json:"title,omitzero"`
	TaskKind  TaskKind   `json:"task_kind,omitempty"`
	Task      string     `json:"task,omitempty"` // the key of the task that it asks for, or reminds of
	Item      string     `json:"item,omitempty"`
	What      Words      `json:"what,omitzero"`
	Reason    Words      `json:"reason,omitzero"`
	Outcome   string     `json:"outcome,omitempty"`
	Due       Date       `json:"due,omitempty"`
	Owner     PersonID   `json:"owner,omitempty"` // whose task it is, where the notice is an escalation
	Urgent    bool       `json:"urgent,omitempty"`
	Bulk      bool       `json:"bulk,omitempty"` // one of many alike: all others leave before it, and it leaves alone
	SendAfter time.Time  `json:"send_after"`     // the record's time

	NextReminder time.Time  `json:"next_reminder,omitzero"` // about the task; zero where none follows
	NextTo       []Audience `json:"next_to,omitempty"`      // who hears then
}

// entryCause is unique to an entry.
func entryCause(subject SubjectID, entry Entry) string {
	return string(subject) + "/" + strconv.Itoa(entry.Version)
}

// gather is how long reminders wait, so that what is due to one person the same
// morning leaves as one message.
const gather = 5 * time.Minute

func taskNotices(subject SubjectID, at time.Time, tasks []Task) []Notice {
	var notices []Notice
	for _, t := range tasks {
		if t.toldApart() {
			continue
		}
		n := aboutTask(t, NoticeTask, at)
		n.To = t.owner()
		n.Cause = string(subject) + "/" + t.Key + "/opened"
		if t.Again > 0 { // who has it back hears of it again
			n.Cause += "/" + strconv.Itoa(t.Again)
		}
		notices = append(notices, n)
	}
	return notices
}

// reminderNotices turns rungs that fell due into notices. tasks are those that
// were open when they did.
func reminderNotices(subject SubjectID, at time.Time, reminders []Reminder, tasks []Task) []Notice {
	byKey := make(map[string]Task, len(tasks))
	for _, t := range tasks {
		byKey[t.Key] = t
	}
	var notices []Notice
	for _, r := range reminders {
		task, open := byKey[r.Task]
		if !open {
			continue
		}
		var told []Recipient // the owner may be the lead, too
		for _, audience := range r.To {
			n := rungNotice(subject, at, r, task, audience)
			if !slices.Contains(told, n.To) {
				notices, told = append(notices, n), append(told, n.To)
			}
		}
	}
	return notices
}

func rungNotice(subject SubjectID, at time.Time, r Reminder, t Task, audience Audience) Notice {
	kind := NoticeReminder
	if r.Days > 0 {
		kind = NoticeOverdue
	}
	to := t.owner()
	switch audience {
	case ToLead:
		to = Recipient{Person: t.Lead}
	case ToLWO:
		to = Recipient{Person: t.LWO}
		if t.LWO == "" { // no one LWO guides it
			to = Recipient{Body: t.LMG, Role: LWO}
		}
	case ToChair:
		to = Recipient{Body: t.LMG, Role: Chair}
	}
	if to != t.owner() && r.Days > 0 {
		kind = NoticeEscalated
	}
	n := aboutTask(t, kind, at.Add(gather))
	n.To = to
	n.Owner = t.Owner
	n.NextReminder, n.NextTo = t.After, t.AfterTo // its next one is the one that is told now
	n.Cause = string(subject) + "/" + t.Key + "/" + string(r.Due) + "/" + dayWord(r.Days)
	return n
}

func aboutTask(t Task, kind NoticeKind, at time.Time) Notice {
	return Notice{
		Kind: kind, Subject: t.Subject, Title: t.Title, TaskKind: t.Kind, Task: t.Key,
		Item: t.Item, What: t.What, Outcome: t.Says, Due: t.Due, SendAfter: Moment(at),
		NextReminder: t.NextReminder, NextTo: t.NextTo,
	}
}
