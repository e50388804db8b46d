package improvement

import (
	"slices"
	"strconv"
	"time"
)

// Tasks lists the open human tasks: who does what by when, when they next hear,
// and who hears after that. While the test is paused nothing falls due.
func (t *TestOfChange) Tasks() []Task {
	if t.Paused != nil || t.Closed() {
		return t.concernTasks()
	}
	var tasks []Task
	if stage, open := t.stageTask(); open {
		tasks = append(tasks, stage)
	}
	for _, s := range t.openSteps() {
		tasks = append(tasks, t.stepTask(s))
	}
	for _, k := range t.Talks {
		if k.open() {
			tasks = append(tasks, t.talkTasks(k)...)
		}
	}
	tasks = append(tasks, t.agreementTasks()...)
	if check := t.GainCheck; check != nil && check.At.IsZero() {
		task := t.task(TaskCheck, "check-gain", check.Due)
		task.Owner, task.Stage, task.Opened = t.LWO, true, t.Since
		task.Again = given(t.HandedOver, task.Owner)
		tasks = append(tasks, task)
	}
	tasks = append(tasks, t.concernTasks()...)
	t.Terms.Ladder.announce(tasks, t.Calendar, t.HandledTo)
	return tasks
}

// stageTask is the task that the stage itself is; Decide's tasks are the
// approval's, FollowUp has none of its own.
func (t *TestOfChange) stageTask() (Task, bool) {
	kinds := map[Stage]TaskKind{
		StagePlan: TaskPlan, StageAgree: TaskAgree, StageDo: TaskFinishDo,
		StageStudy: TaskStudy, StageAct: TaskAct, StageBegin: TaskBegin,
	}
	kind, has := kinds[t.Stage]
	if !has {
		return Task{}, false
	}
	task := t.task(kind, string(t.Stage)+"/"+strconv.Itoa(t.Opening), t.Due)
	task.Owner, task.Stage, task.Opened = t.Charter.Lead, true, t.Since
	if kind == TaskAgree || kind == TaskBegin {
		task.Owner = t.LWO
	}
	task.Again = given(t.HandedOver, task.Owner)
	return task, true
}

func (t *TestOfChange) stepTask(s *Step) Task {
	key := "step/" + string(s.ID)
	if s.Repeat != nil {
		key += "/" + string(s.Due) // each occurrence is a task of its own
	}
	task := t.task(TaskStep, key, s.Due)
	task.Owner, task.Item, task.What, task.Opened = s.Who, string(s.ID), s.What, s.Opened
	task.Recurring, task.Again = s.Repeat != nil, len(s.Had)
	if s.Measure != "" {
		task.Kind, task.Item, task.What = TaskCollect, string(s.Measure), t.measureName(s.Measure)
	}
	return task
}

func (t *TestOfChange) measureName(id MeasureID) Words { return t.Measure(id).Name }

func (t *TestOfChange) task(kind TaskKind, key string, due Date) Task {
	return Task{
		Key: key, Subject: t.Subject(), Kind: kind, Title: t.Charter.Title, Due: due,
		Lead: t.Charter.Lead, LWO: t.LWO, LMG: t.Charter.LMG,
	}
}

// NextMoment is when time alone next changes something; zero where it never does.
func (t *TestOfChange) NextMoment() time.Time {
	if t.Paused != nil {
		return t.Paused.Until.Morning()
	}
	var next time.Time
	for _, task := range t.Tasks() {
		next = sooner(next, task.NextReminder)
	}
	for _, s := range t.openSteps() {
		if s.Repeat != nil {
			next = sooner(next, s.rollsAt())
		}
	}
	return next
}

// PassTime gives what has fallen due by now: reminders, occurrences that passed
// undone, the end of a pause. Nothing where nothing has.
func (t *TestOfChange) PassTime(now time.Time) []Event {
	next := t.NextMoment()
	if next.IsZero() || next.After(now) {
		return nil
	}
	if t.Paused != nil {
		return []Event{t.resumed(now)}
	}
	passed := &TimePassed{To: Moment(now)}
	tasks := t.Tasks()
	for _, s := range t.openSteps() {
		if s.Repeat != nil && !s.rollsAt().After(now) {
			passed.Missed = append(passed.Missed, s.ID)
			key := t.stepTask(s).Key // what is over is not reminded of
			tasks = slices.DeleteFunc(tasks, func(task Task) bool { return task.Key == key })
		}
	}
	passed.Reminders = t.Terms.Ladder.remind(tasks, t.Calendar, t.HandledTo, now)
	return []Event{passed}
}

// resumed ends the pause. Open due days move by the working days that were paused.
func (t *TestOfChange) resumed(now time.Time) *Resumed {
	return &Resumed{Moved: t.Calendar.Between(t.Paused.Since, DateOf(now)), On: Moment(now)}
}

// Summary is the test's line in lists.
func (t *TestOfChange) Summary() Summary {
	s := Summary{
		Open: !t.Closed(), Stage: string(t.Stage), Title: t.Charter.Title,
		LMG: t.Charter.LMG, Locality: t.Charter.Locality, Theme: t.Charter.Theme,
		Parent: PrioritySubject(t.Charter.Priority), Outcome: string(t.Conclusion),
	}
	for _, task := range t.Tasks() {
		if !task.Private && (s.Due == "" || task.Due < s.Due) {
			s.Due = task.Due
		}
	}
	return s
}
