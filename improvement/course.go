package improvement

import (
	"cmp"
	"slices"
	"time"
)

// Status is how a test of change stands, in one word. It follows from what was filed and
// from the day, by the rule of Course.On; nobody types it.
type Status string

// The words, the worst first.
const (
	Stuck          Status = "stuck"           // it needed attention, and for long nothing came
	NeedsAttention Status = "needs-attention" // something is overdue, missing or silent
	AwaitsLMG      Status = "waiting-for-lmg" // the LMG is deciding, within its time
	OnCourse       Status = "on-course"
	OnPause        Status = "paused"
	HasClosed      Status = "closed"
)

// Statuses lists the words, the worst first.
func Statuses() []Status {
	return []Status{Stuck, NeedsAttention, AwaitsLMG, OnCourse, OnPause, HasClosed}
}

// Plain is the word for people.
func (s Status) Plain() string {
	switch s {
	case NeedsAttention:
		return "needs attention"
	case AwaitsLMG:
		return "waiting for the LMG"
	case OnCourse:
		return "on course"
	}
	return string(s)
}

// ReasonKind says why a test needs attention.
type ReasonKind string

// The reasons.
const (
	ReasonOverdue ReasonKind = "overdue"   // a task
	ReasonLMGLate ReasonKind = "lmg-late"  // the LMG has had its time to vote, and the extension
	ReasonGaps    ReasonKind = "data-gaps" // points that were expected and not filed
	ReasonQuiet   ReasonKind = "quiet"     // nobody has filed anything for long
)

// Reason is why a test needs attention from a day on, unless something is filed before.
type Reason struct {
	Kind  ReasonKind `json:"kind"`
	From  Date       `json:"from"`            // the first day on which it holds
	Stuck Date       `json:"stuck,omitempty"` // the first day on which the test is stuck by it; empty: never
	Since Date       `json:"since"`           // the day that people know: what was due then, asked then, filed last
	Task  TaskKind   `json:"task,omitempty"`  // that is overdue
	Item  string     `json:"item,omitempty"`  // the step or measure
	N     int        `json:"n,omitempty"`     // points that are missing
	Of    Recipient  `json:"of,omitzero"`     // whom it waits for
}

// Course is how a test of change goes: what lists and overviews show of it. From each
// filing on it holds until the next, whatever day it is by then.
type Course struct {
	Stage     Stage    `json:"stage"`
	Since     Date     `json:"since"`          // when the stage began
	Term      int      `json:"term,omitempty"` // working days that the stage has; 0 where it has none of its own
	Base      Status   `json:"base"`           // while no reason holds
	Attention Date     `json:"attention,omitempty"`
	StuckFrom Date     `json:"stuck_from,omitempty"`
	Reasons   []Reason `json:"reasons,omitempty"` // by From; at most maxReasons, and being quiet

	Launched    Date        `json:"launched"`
	PausedUntil Date        `json:"paused_until,omitempty"`
	Cycle       int         `json:"cycle"`
	Predictions Predictions `json:"predictions,omitzero"`
	Signals     int         `json:"signals,omitempty"` // on measures, not yet talked about
	Gaps        int         `json:"gaps,omitempty"`    // points expected and not filed, of all cycles

	Lead  PersonID `json:"lead,omitempty"`
	LWO   PersonID `json:"lwo,omitempty"`
	Group BodyID   `json:"group,omitempty"`
	Track
}

// maxReasons bounds the tasks that a Course names: lists show a few.
const maxReasons = 20

// On is the word for a day. Stuck and needing attention come before all others, so that no
// test is on course while something is overdue; a paused or closed test has no reasons.
func (c Course) On(day Date) Status {
	switch {
	case c.StuckFrom != "" && c.StuckFrom <= day:
		return Stuck
	case c.Attention != "" && c.Attention <= day:
		return NeedsAttention
	}
	return c.Base
}

// Why lists the reasons that hold on a day, the oldest first.
func (c Course) Why(day Date) []Reason {
	return slices.DeleteFunc(slices.Clone(c.Reasons), func(r Reason) bool { return r.From > day })
}

// Course sets out how the test goes, with what is known of its journal.
func (t *TestOfChange) Course(k Track) Course {
	c := Course{
		Stage: t.Stage, Since: DateOf(t.Since), Term: t.Terms.of(t.Stage), Base: t.base(), Launched: DateOf(t.Launched),
		Cycle: len(t.Cycles), Predictions: t.predictions(), Gaps: missing(t.gaps()),
		Lead: t.Charter.Lead, LWO: t.LWO, Group: t.Charter.ActionGroup, Track: k,
	}
	for _, k := range t.Talks {
		if k.open() {
			c.Signals += k.signals()
		}
	}
	if t.Paused != nil {
		c.PausedUntil = t.Paused.Until
	}
	if c.Base != OnPause && c.Base != HasClosed {
		c.Reasons = t.reasons()
	}
	return c.dated()
}

// courseAfter is the course after entries that were applied.
func (t *TestOfChange) courseAfter(entries []Entry) *Course {
	var k Track
	for _, entry := range entries {
		k = t.track(entry).following(k)
	}
	c := t.Course(k)
	return &c
}

// Following is the course where an earlier part of the journal is known by its track only.
func (c Course) Following(before Track) Course {
	c.Track = c.following(before)
	return c.dated()
}

func (t *TestOfChange) base() Status {
	switch {
	case t.Closed():
		return HasClosed
	case t.Paused != nil:
		return OnPause
	case t.Stage == StageDecide:
		return AwaitsLMG
	}
	return OnCourse
}

// reasons lists all but being quiet, by the day from which they hold.
func (t *TestOfChange) reasons() []Reason {
	var all []Reason
	for _, task := range t.Tasks() {
		twice := func(r Reason) bool {
			return r.Task == task.Kind && r.Item == task.Item && r.Since == task.Due && task.Item != ""
		}
		if !task.Private && !slices.ContainsFunc(all, twice) {
			all = append(all, t.overdue(task))
		}
	}
	if t.Stage == StageDecide {
		ends := t.Calendar.Add(DateOf(t.Since), t.Terms.of(StageDecide))
		all = append(all, Reason{
			Kind: ReasonLMGLate, Since: DateOf(t.Since), From: ends.AddDays(1),
			Stuck: t.Calendar.Add(ends, t.Terms.lapse()).AddDays(1), Of: Recipient{Body: t.Charter.LMG},
		})
	}
	slices.SortStableFunc(all, byFrom)
	all = all[:min(len(all), maxReasons)]
	return append(all, t.gapReasons()...)
}

// overdue is the reason that a task will be. It is stuck by it once the last reminder has
// gone out and a day has passed: everybody who could be told has been.
func (t *TestOfChange) overdue(task Task) Reason {
	began := max(task.Due, DateOf(task.Opened))
	return Reason{
		Kind: ReasonOverdue, Since: task.Due, From: max(task.Due.AddDays(1), DateOf(task.Opened)),
		Stuck: t.Calendar.Add(began, t.Terms.Ladder.last()).AddDays(1), Task: task.Kind, Item: task.Item, Of: task.owner(),
	}
}

func byFrom(a, b Reason) int { return cmp.Compare(a.From, b.From) }

// last is how many working days after the due day the last reminder goes out; that of the
// default ladder where none goes out after it.
func (l Ladder) last() int {
	days := 0
	for _, r := range l {
		days = max(days, r.Days)
	}
	if days == 0 {
		return DefaultLadder().last()
	}
	return days
}

// of is the working days that a stage has; 0 for one that has none of its own: Do is as
// long as its plan.
func (t Terms) of(s Stage) int {
	switch s {
	case StagePlan:
		return t.Plan
	case StageAgree:
		return t.Agree
	case StageStudy:
		return t.Study
	case StageAct:
		return t.Act
	case StageBegin:
		return t.Begin
	case StageDecide:
		return t.Approval + t.Extension
	}
	return 0
}

func (t Terms) lapse() int { return cmp.Or(t.Lapse, DefaultTerms().Lapse) }

// How long nobody has filed anything when a test counts as quiet, and as stuck. The field
// knows no such threshold; methods.md says why these.
const (
	quietDays      = 6 * 7
	quietStuckDays = 12 * 7
)

// dated works out being quiet, and the days from which the test needs attention.
func (c Course) dated() Course {
	reasons := slices.DeleteFunc(slices.Clone(c.Reasons), func(r Reason) bool { return r.Kind == ReasonQuiet })
	if c.Base == OnCourse && c.Stage != StageFollowUp && c.Filed != "" {
		reasons = append(reasons, Reason{
			Kind: ReasonQuiet, Since: c.Filed, From: c.Filed.AddDays(quietDays), Stuck: c.Filed.AddDays(quietStuckDays), Of: Recipient{Person: c.Lead},
		})
	}
	slices.SortStableFunc(reasons, byFrom)
	c.Reasons, c.Attention, c.StuckFrom = reasons, "", ""
	for _, r := range reasons {
		c.Attention, c.StuckFrom = earlier(c.Attention, r.From), earlier(c.StuckFrom, r.Stuck)
	}
	return c
}

// earlier keeps the earlier of two days; an empty one is none.
func earlier(a, b Date) Date {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

// Track is what a Course takes from the journal alone: it is added up entry by entry.
type Track struct {
	Filed     Date           `json:"filed,omitempty"`     // when somebody last filed something
	First     Date           `json:"first,omitempty"`     // the LMG's first decision
	Decisions []TestDecision `json:"decisions,omitempty"` // of the LMG, the latest last; at most maxDecisions
}

// TestDecision is what the LMG decided on a test.
type TestDecision struct {
	On        Date      `json:"on"`
	Cycle     int       `json:"cycle"`
	Direction Direction `json:"direction"` // that was proposed
	Verdict   Verdict   `json:"verdict"`
	Approval  SubjectID `json:"approval"`
}

// maxDecisions bounds what a Track keeps: overviews look back for some weeks.
const maxDecisions = 20

func (k Track) following(before Track) Track {
	k.Filed, k.First = max(before.Filed, k.Filed), cmp.Or(before.First, k.First)
	k.Decisions = append(slices.Clone(before.Decisions), k.Decisions...)
	k.Decisions = k.Decisions[max(0, len(k.Decisions)-maxDecisions):]
	return k
}

// track is what an entry, once applied, adds. What time brings is nobody's doing. Nor does a
// concern show here: it is known to few. After a pause the time in which nobody filed
// anything begins anew.
func (t *TestOfChange) track(entry Entry) Track {
	k := Track{Filed: DateOf(entry.At)}
	switch e := entry.Event.(type) {
	case *Resumed:
		return k
	case *DecisionReached:
		if slices.Contains([]Verdict{Agreed, WantsEvidence, Declined}, e.Result.Verdict) {
			k.First, k.Decisions = k.Filed, []TestDecision{t.decisionOf(e, entry.At)}
		}
		return k
	case *ConcernRaised, *ConcernSettled, *ConcernClaimed, *TimePassed, *CalendarRefreshed:
		return Track{}
	}
	if entry.By == "" {
		return Track{}
	}
	return k
}

func (t *TestOfChange) decisionOf(e *DecisionReached, at time.Time) TestDecision {
	d := TestDecision{On: DateOf(at), Verdict: e.Result.Verdict, Approval: e.Approval}
	for _, c := range t.Cycles {
		if c.Decided != nil && c.Decided.Approval == e.Approval && c.Act != nil {
			d.Cycle, d.Direction = c.Number, c.Act.Direction
		}
	}
	return d
}
