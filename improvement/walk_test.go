package improvement_test

import (
	"math"
	"time"

	. "github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

// chooser draws numbers from 0 to n-1: from rapid, which shrinks, or from a seed.
type chooser func(n int) int

func pick[T any](c chooser, from ...T) T { return from[c(len(from))] }

// percent is true so often.
func (c chooser) percent(n int) bool { return c(100) >= 100-n }

func (c chooser) day(s *run, from, to int) Date { return DateOf(s.now).AddDays(from + c(to-from+1)) }

// text is a lawful text, now and then an empty or an oversized one.
func (c chooser) text() Words {
	switch {
	case c.percent(3):
		return long()
	case c.percent(3):
		return Words{}
	}
	return words("word"[:1+c(4)])
}

// walk takes a test of change through random commands of random people at random
// times, its approvals included.
type walk struct {
	chooser
	story   *story
	ballot  *ballot
	reached map[string]int // stages, and what else is worth counting
}

func newWalk(t reporter, c chooser, reachedSoFar map[string]int) *walk {
	var s *story
	if c.percent(50) {
		s = reached(t, pick(c, allStages[:len(allStages)-1]...))
	} else {
		s = newStory(t, monday.Add(time.Duration(c(400*24))*time.Hour))
		terms := DefaultTerms()
		if c.percent(30) {
			terms = Terms{Plan: c(3), Agree: c(3), Finish: c(3), Study: c(3), Act: c(3), Begin: c(3), Approval: c(4), Extension: c(3), Lapse: c(3), Condition: c(3), HeldWeeks: c(3), Ladder: DefaultLadder()}
		}
		s.launch2(terms, pick(c, spc.RuleSets()...), pick(c, spc.RuleSets()...))
	}
	return &walk{chooser: c, story: s, reached: reachedSoFar}
}

// launch2 launches with an aim that suits any beginning, and measures of any rule set.
func (s *story) launch2(terms Terms, rules ...spc.RuleSet) {
	s.t.Helper()
	charter := lawfulCharter()
	for i := range rules {
		charter.Measures[i].Rules = rules[i]
	}
	charter.Aim.ByWhen = DateOf(s.now).AddDays(200)
	events, err := Launch(charter, lawfulFacts(), terms, holidays, officer, s.now)
	if err != nil {
		s.t.Fatalf("Launch: %v", err)
	}
	s.file(officer.Person, events)
}

func (w *walk) note() {
	s := w.story
	w.reached[string(s.test.Stage)]++
	if s.test.Paused != nil {
		w.reached["paused"]++
	}
	if len(s.test.Cycles) > 2 {
		w.reached["third cycle"]++
	}
	if s.test.Conclusion != "" {
		w.reached["concluded "+string(s.test.Conclusion)]++
	}
	if a := s.test.Agreement; a != nil {
		w.reached["agreement "+string(a.Status())]++
		if a.Kept > 0 {
			w.reached["agreement kept"]++
		}
	}
	if w.ballot != nil {
		w.reached["approval "+string(w.ballot.approval.Status)]++
		if w.ballot.approval.Extended {
			w.reached["approval extended"]++
		}
		if w.ballot.approval.Round > 1 {
			w.reached["approval reopened"]++
		}
		if w.ballot.approval.NeedsMeeting() {
			w.reached["approval needs a meeting"]++
		}
	}
}

// step does one thing: time passes, somebody does something, the run continues
// as new, or a closed approval's result comes in.
func (w *walk) step() {
	s := w.story
	w.note()
	if s.test.Stage == StageDecide && w.ballot == nil {
		w.openBallot()
	}
	switch {
	case w.ballot != nil && w.ballot.approval.Closed():
		w.takeResult()
	case w.percent(15):
		w.passTime()
	case w.percent(5):
		w.continueAsNew()
	case w.ballot != nil && w.percent(80):
		who, c := w.approvalCommand()
		w.ballot.try(who, c)
	default:
		who, c := w.testCommand()
		s.try(who, c)
	}
	if w.ballot != nil {
		w.ballot.now = s.now
	}
}

func (w *walk) passTime() {
	s := w.story
	var to time.Time
	switch w.chooser(4) {
	case 0:
		to = s.now.Add(time.Duration(w.chooser(72)) * time.Hour)
	case 1:
		to = s.now.AddDate(0, 0, w.chooser(40))
	case 2: // exactly to what comes next
		to = s.life.NextMoment()
		if w.ballot != nil {
			to = w.ballot.life.NextMoment()
		}
		if to.Before(s.now) {
			to = s.now
		}
	default: // some microseconds: nothing is at a full second
		to = s.now.Add(time.Duration(w.chooser(5_000_000)) * time.Microsecond)
	}
	awake := w.percent(70)
	for _, r := range w.runs() {
		if awake {
			r.until(to)
		} else {
			r.asleep(to)
		}
	}
}

func (w *walk) runs() []*run {
	if w.ballot == nil {
		return []*run{&w.story.run}
	}
	return []*run{&w.story.run, &w.ballot.run}
}

// continueAsNew goes on from the state as JSON.
func (w *walk) continueAsNew() {
	s := w.story
	test, err := RestoreTest(stateOf(s.t, s.test))
	if err != nil {
		s.t.Fatalf("RestoreTest: %v", err)
	}
	s.test, s.life = test, test
	if w.ballot == nil {
		return
	}
	approval, err := RestoreApproval(stateOf(s.t, w.ballot.approval))
	if err != nil {
		s.t.Fatalf("RestoreApproval: %v", err)
	}
	w.ballot.approval, w.ballot.life = approval, approval
}

func (w *walk) openBallot() {
	s := w.story
	panel, _ := seats(pick(w.chooser, 1, 2, 3, 3, 4, 5, 7))
	for i := range panel {
		panel[i].Interest = w.percent(10)
	}
	w.ballot = newBallot(s.t, s.now, panel)
	w.ballot.open(s.test.Request(panel))
}

func (w *walk) takeResult() {
	b := w.ballot
	w.note()
	w.reached["verdict "+string(b.verdict())]++
	if b.approval.Result.ByMeeting {
		w.reached["approval by meeting"]++
	}
	b.verify()
	w.story.conclude(*b.approval.Result)
	w.ballot = nil
}

func (w *walk) approvalCommand() (Actor, ApprovalCommand) {
	b := w.ballot
	seat := pick(w.chooser, b.members...)
	if b.approval.NeedsMeeting() && w.percent(40) {
		return pick(w.chooser, clerk, officer), FileMinute{Minute: w.minute()}
	}
	switch w.chooser(20) {
	case 0:
		return seat, DeclareInterest{Because: w.text()}
	case 1:
		return pick(w.chooser, clerk, officer, lead, seat), FileMinute{Minute: w.minute()}
	case 2, 3, 4:
		return pick(w.chooser, officer, officer, chair), ReopenApproval{Deadline: pick(w.chooser, "", "", w.day(&b.run, -1, 20))}
	case 5:
		return pick(w.chooser, officer, officer, chair), ReturnApproval{Reason: w.text()}
	case 6:
		return pick(w.chooser, officer, admin, seat), HandOverApproval{From: b.approval.LWO, To: pick[PersonID](w.chooser, "officer", "officer-two"), ToRoles: officer2.Roles, Reason: w.text()}
	case 7:
		return pick(w.chooser, everybody...), w.vote()
	}
	return seat, w.vote()
}

func (w *walk) vote() CastVote {
	v := CastVote{Choice: pick(w.chooser, Agree, Agree, WithConditions, MoreEvidence, Decline, "perhaps")}
	if v.Choice != Agree || w.percent(20) {
		v.Reason = w.text()
	}
	if v.Choice == WithConditions || w.percent(5) {
		v.Conditions = w.conditions()
	}
	return v
}

func (w *walk) conditions() []Condition {
	conditions := make([]Condition, w.chooser(4))
	for i := range conditions {
		conditions[i] = Condition{What: w.text(), Who: pick[PersonID](w.chooser, "", "teacher", "helper"), Due: pick(w.chooser, "", w.day(&w.ballot.run, -1, 30))}
	}
	return conditions
}

func (w *walk) minute() Minute {
	m := Minute{Outcome: pick(w.chooser, Agree, Agree, WithConditions, Decline), Reference: w.text(), Held: w.day(&w.ballot.run, -5, 0)}
	for _, actor := range w.ballot.members {
		if w.percent(80) {
			m.Present = append(m.Present, actor.Person)
		}
	}
	if m.Outcome != Agree {
		m.Reasons = []Words{w.text()}
	}
	if m.Outcome == WithConditions {
		m.Conditions = w.conditions()
	}
	return m
}

// value is a value as people file it, at times at the edge of numbers.
func (c chooser) value() float64 {
	return pick(c, 0, 84.5, 1.0/3, -2, math.MaxFloat64, math.SmallestNonzeroFloat64, math.Copysign(0, -1), math.NaN(), math.Inf(1))
}
