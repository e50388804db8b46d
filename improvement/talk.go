package improvement

import (
	"slices"
	"strconv"
	"time"
)

// Talk is what the lead and the LWO are asked to talk about: signals that the points
// of a measure showed at one time. Each signal is talked about once.
type Talk struct {
	ID      string    `json:"id"` // t1, t2, ...
	Measure MeasureID `json:"measure"`
	Signals []Signal  `json:"signals"`
	More    int       `json:"more,omitempty"` // further signals up to Until, too many to list
	Until   Date      `json:"until"`          // the latest point then
	Due     Date      `json:"due"`
	Opened  time.Time `json:"opened,omitzero"`
	Said    Words     `json:"said,omitzero"`
	By      PersonID  `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`    // when it was talked about
	Gone    bool      `json:"gone,omitempty"` // a change left none of its signals
}

// TalkAbout says what the group made of signals. It changes nothing of the chart:
// another usual is set by a person, with RebaseMeasure.
type TalkAbout struct {
	Talk string `json:"talk"`
	Said Words  `json:"said"`
}

// CommandName is the wire name.
func (TalkAbout) CommandName() string { return "measure-talk" }

// People lists nobody.
func (TalkAbout) People() []PersonID { return nil }

func (c TalkAbout) decide(t *TestOfChange, who Actor, _ time.Time) ([]Event, error) {
	if err := t.mayLead(who); err != nil {
		return nil, err
	}
	talk := t.talk(c.Talk)
	switch {
	case len(t.Talks) == 0:
		return nil, Refuse(NotFound, "talk", "No signal of this test waits to be talked about.")
	case talk == nil:
		return nil, Refuse(NotFound, "talk", "This test has no signals %q to talk about. Look at its tasks and use their number, such as t1.", clip(c.Talk))
	case talk.Gone:
		return nil, wrongStage("These signals are gone: the points, or their phases, were changed since.")
	case !talk.open():
		return nil, wrongStage("What was made of %s was filed on %s already.", talk.ID, DateOf(talk.At).Plain())
	}
	if err := required("said", c.Said, "Say what you made of it, if only that nobody knows why."); err != nil {
		return nil, err
	}
	return []Event{&SignalsTalkedAbout{Talk: c.Talk, Said: c.Said}}, nil
}

// Talk is the talk of that ID; false where there is none.
func (t *TestOfChange) Talk(id string) (Talk, bool) {
	if k := t.talk(id); k != nil {
		return *k, true
	}
	return Talk{}, false
}

func (t *TestOfChange) talk(id string) *Talk {
	i := slices.IndexFunc(t.Talks, func(o Talk) bool { return o.ID == id })
	if i < 0 {
		return nil
	}
	return &t.Talks[i]
}

// open tells that nobody has said yet what was made of it.
func (k Talk) open() bool { return k.At.IsZero() && !k.Gone }

// openTalks counts the talks of which nobody has said yet what was made of them.
func (t *TestOfChange) openTalks() int {
	n := 0
	for _, k := range t.Talks {
		if k.open() {
			n++
		}
	}
	return n
}

// signals counts them, with those that are not listed.
func (k Talk) signals() int { return len(k.Signals) + k.More }

// covers tells whether the talk is about that signal.
func (k Talk) covers(s Signal) bool {
	if k.Gone {
		return false
	}
	return k.More > 0 && s.Last <= k.Until || slices.ContainsFunc(k.Signals, s.same)
}

// noticing is a change of a measure's points, with what they then show: signals that
// reach into the test and that nobody was asked about yet, and open talks of which
// nothing is left. Where points were added, from a day on, only signals that reach that
// day are new: an own median that moves also finds some in what is long past. Then no
// talk goes, either: it would come and go with the median.
func (t *TestOfChange) noticing(change Event, after Series, from Date, now time.Time) ([]Event, error) {
	plotted, result, err := after.chart(t.Measure(after.Measure))
	if err != nil {
		return nil, err
	}
	signals := signalsOf(plotted, result)
	var noticed SignalsNoticed
	if fresh := t.fresh(after.Measure, signals, from); len(fresh) > 0 {
		more := max(0, len(fresh)-maxTalkSignals)
		noticed.Talk = &Talk{
			ID: "t" + strconv.Itoa(len(t.Talks)+1), Measure: after.Measure, Signals: fresh[more:], More: more,
			Until: after.Points[len(after.Points)-1].Date, Due: t.dueIn(t.Terms.talk(), now),
		}
	}
	if from == "" {
		noticed.Gone = t.gone(after.Measure, signals)
	}
	if noticed.Talk == nil && len(noticed.Gone) == 0 {
		return []Event{change}, nil
	}
	return []Event{change, &noticed}, nil
}

// fresh lists the signals that reach into the test, and that day, and that no talk is about.
func (t *TestOfChange) fresh(m MeasureID, signals []Signal, from Date) []Signal {
	from = max(from, DateOf(t.Launched))
	return slices.DeleteFunc(slices.Clone(signals), func(s Signal) bool {
		return s.Last < from || slices.ContainsFunc(t.Talks, func(k Talk) bool { return k.Measure == m && k.covers(s) })
	})
}

// gone lists the open talks of a measure of which no signal is left.
func (t *TestOfChange) gone(m MeasureID, signals []Signal) []string {
	var ids []string
	for _, k := range t.Talks {
		if k.Measure == m && k.open() && !slices.ContainsFunc(signals, k.covers) {
			ids = append(ids, k.ID)
		}
	}
	return ids
}

// talkTasks are the tasks of a talk, for the lead and the LWO; one where they are one.
func (t *TestOfChange) talkTasks(k Talk) []Task {
	var tasks []Task
	for _, part := range []struct {
		word  string
		owner PersonID
	}{{"lead", t.Charter.Lead}, {"lwo", t.LWO}} {
		if len(tasks) > 0 && tasks[0].Owner == part.owner {
			continue
		}
		task := t.task(TaskTalk, "talk/"+k.ID+"/"+part.word, k.Due)
		task.Owner, task.Item, task.Opened = part.owner, k.ID, k.Opened
		task.What, task.Says = t.measureName(k.Measure), k.Signals[len(k.Signals)-1].Says
		task.Again = given(t.HandedOver, part.owner)
		tasks = append(tasks, task)
	}
	return tasks
}
