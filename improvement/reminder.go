package improvement

import (
	"cmp"
	"slices"
	"time"
)

// Audience is who hears a reminder.
type Audience string

// The audiences of the ladder.
const (
	ToOwner Audience = "owner"
	ToLead  Audience = "lead"
	ToLWO   Audience = "lwo"
	ToChair Audience = "chair"
)

// Rung is one reminder about a task: so many working days before (negative) or
// after its due day, at 09:00. Where a task opened after its due day, as a step of a
// plan that was agreed late, the days after count from its opening.
type Rung struct {
	Days       int        `json:"days"`
	To         []Audience `json:"to"`
	StagesOnly bool       `json:"stages_only,omitempty"`
}

// Ladder is the rungs of a reminder, ascending by days.
type Ladder []Rung

// DefaultLadder is 5 and 1 working days before, on the day, and overdue after 1
// (the lead too), 3 (the LWO) and, for stages, 7 (the LMG chair).
func DefaultLadder() Ladder {
	return Ladder{
		{Days: -5, To: []Audience{ToOwner}},
		{Days: -1, To: []Audience{ToOwner}},
		{Days: 0, To: []Audience{ToOwner}},
		{Days: 1, To: []Audience{ToOwner, ToLead}},
		{Days: 3, To: []Audience{ToLWO}},
		{Days: 7, To: []Audience{ToChair}, StagesOnly: true},
	}
}

// Reminder is a rung of one task that fell due.
type Reminder struct {
	Task string     `json:"task"` // the task's key
	Due  Date       `json:"due"`
	Days int        `json:"days"`
	To   []Audience `json:"to"`
}

// applies tells whether the rung is for this task.
func (r Rung) applies(t Task) bool {
	if t.Private {
		return slices.Contains(r.To, ToOwner)
	}
	if t.Recurring {
		return r.Days == 0
	}
	return t.Stage || !r.StagesOnly
}

// hearers leaves out the lead where the task has none, and everybody but the owner where
// it is private.
func (r Rung) hearers(t Task) []Audience {
	if t.Private {
		return []Audience{ToOwner}
	}
	if t.Lead != "" || !slices.Contains(r.To, ToLead) {
		return r.To
	}
	return slices.DeleteFunc(slices.Clone(r.To), func(a Audience) bool { return a == ToLead })
}

// moment is when the rung of a task is reached.
func (r Rung) moment(c Calendar, t Task) time.Time {
	switch {
	case r.Days == 0:
		return t.Due.Morning()
	case r.Days > 0: // nobody would hear of what is overdue at its opening
		return c.Add(max(t.Due, DateOf(t.Opened)), r.Days).Morning()
	}
	return c.Add(t.Due, r.Days).Morning()
}

// after lists the rungs of t past from, ascending. A rung that was past when the
// task opened is never climbed.
func (l Ladder) after(t Task, c Calendar, from time.Time) []fallingDue {
	from = laterOf(from, t.Opened)
	var rungs []fallingDue
	for _, r := range l {
		to := r.hearers(t)
		if at := r.moment(c, t); r.applies(t) && at.After(from) && len(to) > 0 {
			rungs = append(rungs, fallingDue{at, Reminder{t.Key, t.Due, r.Days, to}})
		}
	}
	slices.SortStableFunc(rungs, func(a, b fallingDue) int { return a.at.Compare(b.at) })
	return rungs
}

type fallingDue struct {
	at       time.Time
	reminder Reminder
}

// remind lists what fell due after from and by now, for all tasks. Of one task
// only the latest rung speaks for the owner, so that nobody gets three
// reminders at once after an outage.
func (l Ladder) remind(tasks []Task, c Calendar, from, now time.Time) []Reminder {
	var due []fallingDue
	for _, t := range tasks {
		var reached []fallingDue
		for _, f := range l.after(t, c, from) {
			if !f.at.After(now) {
				reached = append(reached, f)
			}
		}
		for i := range reached {
			if i < len(reached)-1 {
				reached[i].reminder.To = without(reached[i].reminder.To, reached[i+1:])
			}
			if len(reached[i].reminder.To) > 0 {
				due = append(due, reached[i])
			}
		}
	}
	slices.SortStableFunc(due, func(a, b fallingDue) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.reminder.Task, b.reminder.Task))
	})
	reminders := make([]Reminder, len(due))
	for i, f := range due {
		reminders[i] = f.reminder
	}
	return reminders
}

// without drops the audiences that a later rung reaches anyway.
func without(to []Audience, later []fallingDue) []Audience {
	var kept []Audience
	for _, a := range to {
		again := slices.ContainsFunc(later, func(f fallingDue) bool { return slices.Contains(f.reminder.To, a) })
		if !again {
			kept = append(kept, a)
		}
	}
	return kept
}

// announce fills in when each task is next spoken of, and who hears.
func (l Ladder) announce(tasks []Task, c Calendar, from time.Time) {
	for i := range tasks {
		rungs := l.after(tasks[i], c, from)
		if len(rungs) > 0 {
			tasks[i].NextReminder, tasks[i].NextTo = rungs[0].at, rungs[0].reminder.To
		}
		if len(rungs) > 1 {
			tasks[i].After, tasks[i].AfterTo = rungs[1].at, rungs[1].reminder.To
		}
	}
}

func laterOf(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// sooner keeps the earlier of two moments; a zero one is none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
