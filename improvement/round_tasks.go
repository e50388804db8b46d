package improvement

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// lateUnseen lists the late answers of which nobody has said what they change.
func (p *PrioritySetting) lateUnseen() []EvidenceRequest {
	return slices.DeleteFunc(slices.Clone(p.Requests), func(r EvidenceRequest) bool { return !r.Late || !r.Seen.Empty() })
}

// Tasks lists the open human tasks: who does what by when, when they next hear, and who
// hears after that.
func (p *PrioritySetting) Tasks() []Task {
	if p.Closed() {
		return nil
	}
	var tasks []Task
	if stage, open := p.stageTask(); open {
		tasks = append(tasks, stage)
	}
	for _, r := range p.Requests {
		if r.Status == RequestOpen {
			t := p.task(TaskAnswer, requestTask(r.ID), r.Due)
			t.Owner, t.Body, t.Role, t.Item, t.What, t.Opened, t.Again = r.Of, r.Body, r.Role, r.ID, r.Question, r.Asked, r.Given
			t.Claimed = r.Claim.By
			tasks = append(tasks, t)
		}
	}
	for _, r := range p.lateUnseen() {
		t := p.task(TaskLateEvidence, "late/"+r.ID, r.Due)
		t.Owner, t.Item, t.What, t.Opened = p.LWO, r.ID, r.Question, r.Settled
		t.Again = given(p.HandedOver, p.LWO)
		tasks = append(tasks, t)
	}
	tasks = append(tasks, p.scoreTasks()...)
	tasks = append(tasks, p.Actions.tasks(p.task)...)
	p.Terms.Ladder.announce(tasks, p.Calendar, p.HandledTo)
	return tasks
}

// stageTask is the task that the stage itself is: the LWO's. Deciding is the panel's.
func (p *PrioritySetting) stageTask() (Task, bool) {
	kinds := map[RoundStage]TaskKind{RoundGather: TaskGather, RoundPropose: TaskPropose, RoundPublish: TaskPublish}
	kind, has := kinds[p.Stage]
	if !has {
		return Task{}, false
	}
	t := p.task(kind, string(p.Stage)+"/"+strconv.Itoa(p.Opening), p.Due)
	t.Owner, t.Stage, t.Opened, t.Again = p.LWO, true, p.Since, given(p.HandedOver, p.LWO)
	return t, true
}

// scoreTasks are those of the members who were asked and have not scored every draft.
func (p *PrioritySetting) scoreTasks() []Task {
	if p.Call == nil || p.Stage != RoundPropose {
		return nil
	}
	var tasks []Task
	for _, member := range p.Call.Members {
		unscored := func(d Draft) bool {
			return !slices.ContainsFunc(d.Scores, func(s DraftScore) bool { return s.Person == member })
		}
		if slices.ContainsFunc(p.those(DraftOpen), unscored) {
			t := p.task(TaskScore, fmt.Sprintf("score/%d/%d/%s", p.Opening, p.Call.Number, member), p.Call.Due)
			t.Owner, t.Opened = member, p.Call.At
			t.Again = p.Call.Drafted // who had scored all hears of what was drafted since
			tasks = append(tasks, t)
		}
	}
	return tasks
}

func (p *PrioritySetting) task(kind TaskKind, key string, due Date) Task {
	return Task{Key: key, Subject: p.Subject(), Kind: kind, Title: p.Title, Due: due, LWO: p.LWO, LMG: p.LMG}
}

// givenUp is when a request for evidence times out: with the day that was told, or, of one
// that was recorded before there was such a day, so many working days after its own.
func (p *PrioritySetting) givenUp(r EvidenceRequest) time.Time {
	if r.GivenUp == "" {
		return p.Calendar.Add(r.Due, p.Terms.unanswered()).End()
	}
	return r.GivenUp.End()
}

// NextMoment is when time alone next changes something; zero where it never does.
func (p *PrioritySetting) NextMoment() time.Time {
	var next time.Time
	for _, t := range p.Tasks() {
		next = sooner(next, t.NextReminder)
	}
	for _, r := range p.Requests {
		if r.Status == RequestOpen && !p.Closed() {
			next = sooner(next, p.givenUp(r))
		}
	}
	return next
}

// PassTime gives what has fallen due by now: reminders, and requests for evidence that
// timed out. Nothing where nothing has.
func (p *PrioritySetting) PassTime(now time.Time) []Event {
	next := p.NextMoment()
	if next.IsZero() || next.After(now) {
		return nil
	}
	passed := &RoundTimePassed{To: Moment(now)}
	tasks := p.Tasks()
	for _, r := range p.Requests {
		if r.Status == RequestOpen && !p.givenUp(r).After(now) {
			passed.TimedOut = append(passed.TimedOut, r.ID)
			tasks = slices.DeleteFunc(tasks, func(t Task) bool { return t.Key == requestTask(r.ID) })
		}
	}
	passed.Reminders = p.Terms.Ladder.remind(tasks, p.Calendar, p.HandledTo, now)
	return []Event{passed}
}

// RefreshCalendar brings the holidays up to date; nothing where they are.
func (p *PrioritySetting) RefreshCalendar(c Calendar) []Event {
	if p.Closed() || digest(c) == digest(p.Calendar) {
		return nil
	}
	return []Event{&CalendarRefreshed{Calendar: c}}
}

// Summary is the round's line in lists.
func (p *PrioritySetting) Summary() Summary {
	s := Summary{Open: !p.Closed(), Stage: string(p.Stage), Title: p.Title, LMG: p.LMG}
	for _, t := range p.Tasks() {
		if s.Due == "" || t.Due < s.Due {
			s.Due = t.Due
		}
	}
	switch {
	case !p.Published.IsZero():
		s.Outcome = "published"
	case !p.Ended.Empty():
		s.Outcome = "ended"
	}
	return s
}

// Filing prepares events of the round for the record.
func (p *PrioritySetting) Filing(command CommandID, by PersonID, now time.Time, events []Event) (Filing, error) {
	return prepare(p.clone(), p.Version, p.Tasks(), command, by, now, events)
}

// clone copies the round, so that applying to it leaves this one as it is.
func (p *PrioritySetting) clone() *PrioritySetting {
	c := new(PrioritySetting)
	if p.Version == 0 {
		return c
	}
	if err := json.Unmarshal(plain(p), c); err != nil {
		panic("improvement: a round out of its own JSON: " + err.Error()) // plain fields only
	}
	return c
}

func (p *PrioritySetting) filedAs() SubjectID { return p.Subject() }

func (*PrioritySetting) links(Entry) []Link { return nil }

func (*PrioritySetting) shelved(Entry) []Shelved { return nil }
