package improvement

import (
	"strings"
	"time"
)

// TaskKind says what a task asks for.
type TaskKind string

// The kinds of human task.
const (
	TaskPlan     TaskKind = "write-plan"
	TaskAgree    TaskKind = "agree-plan"
	TaskStep     TaskKind = "step"
	TaskCollect  TaskKind = "collect-data"
	TaskFinishDo TaskKind = "finish-do"
	TaskStudy    TaskKind = "study"
	TaskAct      TaskKind = "act"
	TaskBegin    TaskKind = "begin-cycle"
	TaskVote     TaskKind = "vote"
	TaskMeeting  TaskKind = "meeting-decision"
	TaskLapsed   TaskKind = "approval-lapsed"
	TaskNobody   TaskKind = "nobody-may-decide" // the whole panel has an interest, or there is none
	TaskCheck    TaskKind = "check-gain"
	TaskTalk     TaskKind = "talk-about-it" // a measure shows a signal
	TaskAction   TaskKind = "action"        // that an LMG wants done outside a test

	TaskGather       TaskKind = "gather-evidence"
	TaskAnswer       TaskKind = "answer-request"
	TaskLateEvidence TaskKind = "late-evidence" // say what a late answer changes
	TaskPropose      TaskKind = "draft-priorities"
	TaskScore        TaskKind = "score-drafts"
	TaskPublish      TaskKind = "publish-priorities"
	TaskLaunch       TaskKind = "launch-test" // that the LMG commissioned
	TaskModerate     TaskKind = "moderate"    // a voice waits to be accepted or set aside
	TaskConcern      TaskKind = "settle-concern"
	TaskAgreement    TaskKind = "answer-agreement" // say whether one agrees to one's part in the shared agreement
	TaskReview       TaskKind = "review-agreement"

	TaskAcknowledge TaskKind = "acknowledge-complaint"
	TaskAnswerData  TaskKind = "answer-data-request"
	TaskRate        TaskKind = "rate-joint-work" // a group, its own
	TaskRateAsLWO   TaskKind = "rate-as-lwo"     // the LWO, that of each group
	TaskConclude    TaskKind = "conclude-review"

	TaskNewsletter TaskKind = "edit-newsletter" // look through the draft and approve it
)

// Task is an open human task: who does what by when, when they are next
// reminded, and who hears after that. Owner is a person; where Body and Role
// stand instead, whoever holds that role may do it.
type Task struct {
	Key     string    `json:"key"` // unique per subject and opening
	Subject SubjectID `json:"subject"`
	Kind    TaskKind  `json:"kind"`
	Title   Words     `json:"title,omitzero"` // the subject's title
	What    Words     `json:"what,omitzero"`  // the step, where the task is one
	Item    string    `json:"item,omitempty"` // the step's or measure's ID
	Says    string    `json:"says,omitempty"` // what the points show, where the task is to talk about it
	Owner   PersonID  `json:"owner,omitempty"`
	Body    BodyID    `json:"body,omitempty"`
	Role    Role      `json:"role,omitempty"`
	Claimed PersonID  `json:"claimed,omitempty"` // who of that role said that they see to it
	Opened  time.Time `json:"opened"`
	Due     Date      `json:"due"`
	Again   int       `json:"again,omitempty"` // above zero where it was handed to its owner, and another number each time

	Stage     bool     `json:"stage,omitempty"`     // a stage of the lifecycle: the chair hears too
	Recurring bool     `json:"recurring,omitempty"` // reminded on the day only
	Private   bool     `json:"private,omitempty"`   // nobody but its owner is told of it
	Lead      PersonID `json:"lead,omitempty"`
	LWO       PersonID `json:"lwo,omitempty"`
	LMG       BodyID   `json:"lmg,omitempty"`

	NextReminder time.Time  `json:"next_reminder,omitzero"` // zero where none follows
	NextTo       []Audience `json:"next_to,omitempty"`      // who hears then
	After        time.Time  `json:"after,omitzero"`         // the reminder that follows the next
	AfterTo      []Audience `json:"after_to,omitempty"`
}

// toldApart tells that the lifecycle itself says when it opens, in its own words.
func (t Task) toldApart() bool { return t.Kind == TaskModerate || t.Kind == TaskConcern }

// owner is the task's recipient.
func (t Task) owner() Recipient { return Recipient{Person: t.Owner, Body: t.Body, Role: t.Role} }

// Overdue tells whether the due day has ended.
func (t Task) Overdue(now time.Time) bool { return !now.Before(t.Due.End()) }

// opened lists the tasks of after that before does not have, by key and owner. A
// further occurrence of a recurring one is told by its reminder on the day, and
// listed only where that morning is over.
func opened(before, after []Task) []Task {
	type identity struct {
		key   string
		owner Recipient
	}
	had := make(map[identity]bool, len(before))
	for _, t := range before {
		had[identity{t.Key, t.owner()}] = true
		had[identity{t.series(), t.owner()}] = true
	}
	var fresh []Task
	for _, t := range after {
		further := t.Recurring && had[identity{t.series(), t.owner()}]
		if !had[identity{t.Key, t.owner()}] && (!further || t.NextReminder.IsZero()) {
			fresh = append(fresh, t)
		}
	}
	return fresh
}

// series is the key of all occurrences of a recurring task.
func (t Task) series() string {
	if !t.Recurring {
		return t.Key
	}
	return strings.TrimSuffix(t.Key, string(t.Due))
}
