package improvement

import (
	"fmt"
	"slices"
	"time"
)

// TestStatus is how a test of change stands at a moment, for its coach and its LMG. All of
// it is worked out from what was filed.
type TestStatus struct {
	Status  Status   `json:"status"`
	Why     []Reason `json:"why,omitempty"` // that it needs attention, the oldest first
	Stage   Stage    `json:"stage"`
	Since   Date     `json:"since"`
	Days    int      `json:"days"`           // working days in the stage so far
	Term    int      `json:"term,omitempty"` // that it has; 0 where it has none of its own
	Overdue []Late   `json:"overdue,omitempty"`
	Filed   Date     `json:"filed,omitempty"` // when somebody last filed something
	Quiet   int      `json:"quiet"`           // full weeks since then

	Cycles      int         `json:"cycles"`
	Predictions Predictions `json:"predictions"`
	Signals     []Unspoken  `json:"signals,omitempty"`
	Gaps        []Gap       `json:"gaps,omitempty"`
	Paused      *Pause      `json:"paused,omitempty"`
	Waiting     []Recipient `json:"waiting,omitempty"` // for whom: of what is overdue, or of the stage
}

// Late is an open task whose day has passed.
type Late struct {
	Task Task `json:"task"`
	Days int  `json:"days"` // working days late
}

// Predictions counts those of agreed plans, and what came of them by the studies.
type Predictions struct {
	Made      int `json:"made"`
	CameTrue  int `json:"came_true"`
	Partly    int `json:"partly"`
	Otherwise int `json:"otherwise"` // the rest is not answered yet
}

// Unspoken is signals of a measure that nobody has talked about yet.
type Unspoken struct {
	Measure MeasureID `json:"measure"`
	Talk    string    `json:"talk"`
	N       int       `json:"n"`
	Since   Date      `json:"since"`
	Due     Date      `json:"due"`
}

// Gap is a collection of data of which points that were expected were not filed. A point
// filed later for an earlier day, or one that says nobody counted, fills it.
type Gap struct {
	Step     StepID    `json:"step"`
	Measure  MeasureID `json:"measure"`
	Cycle    int       `json:"cycle"`
	Expected int       `json:"expected"` // so far
	Missing  int       `json:"missing"`
	Open     bool      `json:"open"` // it goes on
	Who      PersonID  `json:"who,omitempty"`
}

// Status sets out how the test stands. Its track comes with its Course from lists, or from
// its journal by TrackOf.
func (t *TestOfChange) Status(k Track, now time.Time) TestStatus {
	today := DateOf(now)
	c := t.Course(k)
	s := TestStatus{
		Status: c.On(today), Why: c.Why(today), Stage: c.Stage, Since: c.Since, Days: t.Calendar.Between(c.Since, today), Term: c.Term,
		Filed: c.Filed, Cycles: c.Cycle, Predictions: c.Predictions, Gaps: t.gaps(), Paused: t.Paused,
	}
	if c.Filed != "" {
		s.Quiet = int(today.midday().Sub(c.Filed.midday()).Hours()) / (24 * 7)
	}
	for _, task := range t.Tasks() {
		if !task.Private && task.Overdue(now) {
			s.Overdue = append(s.Overdue, Late{task, t.Calendar.Between(task.Due, today)})
		}
	}
	slices.SortStableFunc(s.Overdue, func(a, b Late) int { return b.Days - a.Days })
	for _, k := range t.Talks {
		if k.open() {
			s.Signals = append(s.Signals, Unspoken{k.Measure, k.ID, k.signals(), DateOf(k.Opened), k.Due})
		}
	}
	s.Waiting = t.waiting(s.Overdue)
	return s
}

// waiting tells for whom the test waits: who has what is overdue; else whose the stage is.
func (t *TestOfChange) waiting(overdue []Late) []Recipient {
	var all []Recipient
	add := func(r Recipient) {
		if !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	for _, l := range overdue {
		add(l.Task.owner())
	}
	if t.Stage == StageDecide {
		add(Recipient{Body: t.Charter.LMG})
	}
	if stage, open := t.stageTask(); open && len(all) == 0 && t.Paused == nil {
		add(stage.owner())
	}
	return all
}

// TrackOf adds up a whole journal of a test.
func TrackOf(entries []Entry) (Track, error) {
	return guarded(func() (Track, error) {
		var k Track
		t := new(TestOfChange)
		for _, entry := range entries {
			t.Apply(entry)
			k = t.track(entry).following(k)
		}
		return k, nil
	})
}

func (t *TestOfChange) predictions() Predictions {
	var p Predictions
	for _, c := range t.Cycles {
		if c.Plan == nil || c.Agreed.IsZero() {
			continue
		}
		p.Made += len(c.Plan.Questions)
		if c.Study == nil {
			continue
		}
		for _, a := range c.Study.Answers {
			switch a.AsFound {
			case "as-predicted":
				p.CameTrue++
			case "partly":
				p.Partly++
			case "otherwise":
				p.Otherwise++
			}
		}
	}
	return p
}

// gaps lists the collections of all cycles that have some.
func (t *TestOfChange) gaps() []Gap {
	var all []Gap
	for _, c := range t.Cycles {
		nth := 0
		for _, s := range c.Steps {
			if s.Measure == "" || c.Plan == nil || nth >= len(c.Plan.Collections) {
				continue
			}
			first := c.Plan.Collections[nth].First
			nth++
			if missing := t.missing(s, first); missing > 0 {
				all = append(all, Gap{
					Step: s.ID, Measure: s.Measure, Cycle: c.Number, Expected: s.Done + s.Missed, Missing: missing, Open: s.open(), Who: s.Who,
				})
			}
		}
	}
	return all
}

// Recorded tells how often a collection of data was due so far, and for how many of those
// times something was filed: points, also such as came later, or that nobody counted.
func (t *TestOfChange) Recorded(s Step) (came, due int) {
	due = s.Done + s.Missed
	came = due
	for _, g := range t.gaps() {
		if g.Step == s.ID {
			came -= g.Missing
		}
	}
	return came, due
}

// missing counts the occurrences that passed undone, less the points that came for that
// time after all.
func (t *TestOfChange) missing(s Step, first Date) int {
	last := s.Due.AddDays(-1)
	if !s.open() {
		last = DateOf(s.Closed)
	}
	points := 0
	for _, p := range t.series(s.Measure).Points {
		if p.Date >= first && p.Date <= last {
			points++
		}
	}
	return min(s.Missed, max(0, s.Done+s.Missed-points))
}

// missing adds up gaps.
func missing(gaps []Gap) int {
	n := 0
	for _, g := range gaps {
		n += g.Missing
	}
	return n
}

// tooManyGaps is how many points may be missing of a collection before that is a reason:
// one is a day on which somebody was ill.
const tooManyGaps = 2

// gapReasons are those of collections that go on. They hold at once: time files an entry
// whenever an occurrence passes undone.
func (t *TestOfChange) gapReasons() []Reason {
	var all []Reason
	for _, g := range t.gaps() {
		if g.Open && g.Missing >= tooManyGaps {
			since := DateOf(t.Since)
			all = append(all, Reason{Kind: ReasonGaps, From: since, Since: since, Item: string(g.Measure), N: g.Missing, Of: Recipient{Person: g.Who}})
		}
	}
	return all
}

// Plain tells a reason in a sentence, without people's words or names.
func (r Reason) Plain() string {
	switch r.Kind {
	case ReasonLMGLate:
		return fmt.Sprintf("The LMG was asked on %s, and its time to decide is over.", r.Since.Plain())
	case ReasonGaps:
		return fmt.Sprintf("%s of %s were expected and not filed.", count(r.N, "point"), r.Item)
	case ReasonQuiet:
		return fmt.Sprintf("Nobody has filed anything since %s.", r.Since.Plain())
	}
	return fmt.Sprintf("%s was due on %s.", r.asked(), r.Since.Plain())
}

// asked names the task that is overdue.
func (r Reason) asked() string {
	names := map[TaskKind]string{
		TaskPlan: "The plan", TaskAgree: "The LWO's answer to the plan", TaskFinishDo: "The end of Do", TaskStudy: "The study", TaskAct: "The proposal of what comes next",
		TaskBegin: "The next cycle", TaskCheck: "The look whether the gain held", TaskAgreement: "An answer to the shared agreement", TaskReview: "The review of the shared agreement",
	}
	if name, ok := names[r.Task]; ok {
		return name
	}
	switch r.Task {
	case TaskStep:
		return "Step " + r.Item
	case TaskCollect:
		return "A point of " + r.Item
	case TaskTalk:
		return "Talking about what the points show (" + r.Item + ")"
	}
	return "Something"
}
