package improvement

import (
	"cmp"
	"strconv"
	"time"
)

// Tasks lists the open human tasks: the groups' ratings and the LWO's, the draft, the
// improvement actions.
func (r *QualityReview) Tasks() []Task {
	var tasks []Task
	switch r.Stage {
	case ReviewEvaluate:
		tasks = r.ratingTasks()
	case ReviewConclude:
		t := r.task(TaskConclude, "conclude/"+strconv.Itoa(r.Opening), r.Due)
		t.Owner, t.Stage = r.LWO, true
		tasks = []Task{t}
	}
	tasks = append(tasks, r.Actions.tasks(r.task)...)
	for i := range tasks {
		if tasks[i].Kind != TaskAction {
			tasks[i].Again = given(r.HandedOver, tasks[i].Owner)
		}
	}
	r.Terms.Ladder.announce(tasks, r.Calendar, r.HandledTo)
	return tasks
}

func (r *QualityReview) ratingTasks() []Task {
	var tasks []Task
	for _, g := range r.Groups {
		if !g.Rated() {
			t := r.task(TaskRate, "rate/"+string(g.Group)+"/"+strconv.Itoa(r.Opening), r.Due)
			if again := g.Again; again != nil {
				t.Key, t.Due, t.Opened = t.Key+"/"+strconv.Itoa(again.Times), again.Due, again.At
			}
			t.Owner, t.Item, t.Stage, t.Lead = g.Lead, string(g.Group), true, g.Lead
			tasks = append(tasks, t)
		}
	}
	if left := len(r.unratedByLWO()); left > 0 {
		t := r.task(TaskRateAsLWO, "rate-as-lwo/"+strconv.Itoa(r.Opening), r.DueLWO)
		t.Owner, t.Stage = r.LWO, true
		tasks = append(tasks, t)
	}
	return tasks
}

func (r *QualityReview) task(kind TaskKind, key string, due Date) Task {
	return Task{Key: key, Subject: r.Subject(), Kind: kind, Due: due, Opened: r.Since, Lead: r.LWO, LWO: r.LWO, LMG: r.LMG}
}

// NextMoment is when time alone next changes something; zero where it never does.
func (r *QualityReview) NextMoment() time.Time {
	var next time.Time
	for _, t := range r.Tasks() {
		next = sooner(next, t.NextReminder)
	}
	return next
}

// PassTime gives the reminders that have fallen due by now; nothing where none have.
func (r *QualityReview) PassTime(now time.Time) []Event {
	next := r.NextMoment()
	if next.IsZero() || next.After(now) {
		return nil
	}
	return []Event{&TimePassed{To: Moment(now), Reminders: r.Terms.Ladder.remind(r.Tasks(), r.Calendar, r.HandledTo, now)}}
}

// RefreshCalendar brings the holidays up to date; nothing where they are.
func (r *QualityReview) RefreshCalendar(c Calendar) []Event {
	if digest(c) == digest(r.Calendar) {
		return nil
	}
	return []Event{&CalendarRefreshed{Calendar: c}}
}

// Summary is the review's line in lists.
func (r *QualityReview) Summary() Summary {
	s := Summary{Open: !r.Closed(), Stage: string(r.Stage), LMG: r.LMG}
	if r.Agreed != nil {
		s.Outcome = string(Agreed)
	}
	for _, t := range r.Tasks() {
		if s.Due == "" || t.Due < s.Due {
			s.Due = t.Due
		}
	}
	return s
}

// Filing prepares events of the review for the record.
func (r *QualityReview) Filing(command CommandID, by PersonID, now time.Time, events []Event) (Filing, error) {
	after, err := r.copied()
	if err != nil {
		return Filing{}, err
	}
	return prepare(after, r.Version, r.Tasks(), command, by, now, events)
}

func (r *QualityReview) filedAs() SubjectID { return r.Subject() }

func (r *QualityReview) notices(entry Entry, before []Task) []Notice {
	lwo, chair := Recipient{Person: r.LWO}, Recipient{Body: r.LMG, Role: Chair}
	tell := func(n Notice, to ...Recipient) []Notice {
		n.Subject, n.SendAfter = r.Subject(), Moment(entry.At)
		n.Cause = cmp.Or(n.Cause, string(r.Subject())+"/"+strconv.Itoa(entry.Version))
		return toldTo(to, n)
	}
	switch e := entry.Event.(type) {
	case *ReviewOpened:
		to := []Recipient{chair}
		for _, g := range r.Groups { // the lead has a task
			to = append(to, Recipient{Body: g.Group, Role: GroupMember})
		}
		return tell(Notice{Kind: NoticeReview, Due: e.Due}, to...)
	case *EvaluationClosed:
		if !e.Reason.Empty() {
			return tell(Notice{Kind: NoticeRatingsClosed, Reason: e.Reason}, r.leads(func(g GroupReview) bool { return !g.Rated() })...)
		}
	case *GroupAskedAgain:
		return tell(Notice{Kind: NoticeAskedAgain, Reason: e.Reason, Due: e.Due}, r.leads(func(g GroupReview) bool { return g.Group == e.Group })...)
	case *ReviewDecided:
		n := Notice{Kind: NoticeDecision, Reason: firstReason(e.Result.Reasons), Outcome: reviewProposal + ": " + e.Result.Verdict.plain(), Cause: decisionCause(e.Approval)}
		return tell(n, append(r.leads(func(GroupReview) bool { return true }), lwo)...)
	case *ReviewEnded:
		return tell(Notice{Kind: NoticeReviewEnded, Reason: e.Reason}, append(r.leads(func(GroupReview) bool { return true }), lwo, chair)...)
	case *ActionDone, *ActionDropped:
		if r.Closed() {
			return tell(Notice{Kind: NoticeClosed}, append(r.leads(func(GroupReview) bool { return true }), lwo, chair)...)
		}
	case *TimePassed:
		return reminderNotices(r.Subject(), entry.At, e.Reminders, before)
	}
	return nil
}

// leads lists the leads of those groups.
func (r *QualityReview) leads(of func(GroupReview) bool) []Recipient {
	var to []Recipient
	for _, g := range r.Groups {
		if of(g) {
			to = append(to, Recipient{Person: g.Lead})
		}
	}
	return to
}

// links are none: a review is no outcome of the tests it looks at, and the path of a voice
// stays its own. Its approval links itself.
func (*QualityReview) links(Entry) []Link { return nil }

// shelved puts an agreed review on the shelf of evidence: what those who do the work, and
// those who answer for it, found together.
func (r *QualityReview) shelved(entry Entry) []Shelved {
	decided, is := entry.Event.(*ReviewDecided)
	if !is || decided.Result.Verdict != Agreed {
		return nil
	}
	p := r.Proposal
	item := Shelved{
		ID: ItemID(r.Subject()), Entry: entry.Version, Kind: QualityReviewed, Strength: FromPractice, By: p.By,
		Title: p.Decision, Day: DateOf(entry.At), LMG: r.LMG, Versions: 1, Words: written(p.Decision),
	}
	for _, s := range p.Strengths {
		item.Words = append(item.Words, written(s.What)...)
	}
	for _, a := range p.Actions {
		item.Words = append(item.Words, written(a.What)...)
	}
	return []Shelved{item}
}
