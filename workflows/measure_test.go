package workflows_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
	"github.com/cairnqi/cairn/workflows"
)

// usual is twelve days of points in an XmR chart's usual range; the last is the day
// before that.
func usual(before improvement.Date) *improvement.RecordPoints {
	return counts(before.AddDays(-12), 84, 86, 85, 87, 84, 86, 83, 85, 86, 84, 85, 86)
}

// counts is a point a day.
func counts(from improvement.Date, values ...float64) *improvement.RecordPoints {
	c := &improvement.RecordPoints{Measure: measure}
	for i, v := range values {
		c.Points = append(c.Points, improvement.Point{Date: from.AddDays(i), Value: v})
	}
	return c
}

// imported is a batch of points from a file.
func imported(c *improvement.RecordPoints) *improvement.RecordPoints {
	c.File = strings.Repeat("ab", 32)
	return c
}

func corrected(day improvement.Date, value float64) *improvement.CorrectPoint {
	return &improvement.CorrectPoint{Measure: measure, Point: improvement.Point{Date: day, Value: value}, Reason: words(volunteer)}
}

func takenOut(day improvement.Date) *improvement.CorrectPoint {
	return &improvement.CorrectPoint{Measure: measure, Point: improvement.Point{Date: day}, Remove: true, Reason: words(volunteer)}
}

func frozen(last improvement.Date) *improvement.RebaseMeasure {
	return &improvement.RebaseMeasure{Measure: measure, Baseline: last, Reason: words(lead)}
}

func talked(id string) *improvement.TalkAbout {
	return &improvement.TalkAbout{Talk: id, Said: words(lead)}
}

func chartedCharter(c improvement.Charter) improvement.Charter {
	c.Measures[0].Rules = spc.XmR
	return c
}

// newChart is a story of the club whose measure has an XmR chart with a usual from
// before the launch.
func newChart(t *testing.T) *story {
	t.Helper()
	s := newStory(t)
	s.input = workflows.TestStart{Clock: s.clock, Command: "launch", By: lwo, Launched: launched(t, chartedCharter(charter()), s.now)}
	s.test("2037-03-02 09:40", volunteer, usual("2037-03-02"))
	s.test("2037-03-02 09:50", lead, frozen("2037-03-01"))
	return s
}

// alarmed is newChart with a point far outside, of the 3rd, a Tuesday.
func alarmed(t *testing.T) *story {
	t.Helper()
	s := newChart(t)
	s.test("2037-03-03 10:00", volunteer, counts("2037-03-03", 60))
	return s
}

// asked lists who has an open task to talk about a signal.
func (s *story) asked() []string {
	var who []string
	for _, task := range s.rec.tasks[club] {
		if task.Kind == improvement.TaskTalk {
			who = append(who, string(task.Owner)+" "+task.Item+" "+string(task.Due))
		}
	}
	return who
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s\n%q, want\n%q", what, got, want)
	}
}

func TestPointsAreCorrectedAndPhasesSet(t *testing.T) {
	s := newChart(t)
	phase := &improvement.RebaseMeasure{Measure: measure, Baseline: "2037-02-25", Reason: words(lwo)}
	undo := &improvement.RebaseMeasure{Measure: measure, Undo: true, Reason: words(lwo)}
	all := []*answer{
		s.test("2037-03-02 11:00", volunteer, corrected("2037-02-20", 88)),
		s.test("2037-03-02 11:10", lead, takenOut("2037-02-21")),
		s.test("2037-03-02 11:20", lwo, phase),
		s.test("2037-03-02 11:30", lwo, undo),
		s.test("2037-03-02 11:40", volunteer, counts("2037-02-21", 85)), // recorded anew
	}
	again := s.test("2037-03-02 12:00", volunteer, counts("2037-02-20", 90))
	nothing := s.test("2037-03-02 12:10", volunteer, corrected("2037-02-20", 88))
	noReason := s.test("2037-03-02 12:20", volunteer, &improvement.CorrectPoint{Measure: measure, Point: improvement.Point{Date: "2037-02-20", Value: 1}})
	notTheirs := s.test("2037-03-02 12:30", volunteer, phase)
	none := s.test("2037-03-02 12:40", lwo, undo)
	noTalk := s.test("2037-03-02 12:50", lead, talked("t1"))
	s.cancel("2037-03-02 13:00")
	s.play()
	s.cancelled()
	s.filed(all...)
	s.refused(again, improvement.Conflict, "points.date")
	s.refused(nothing, improvement.Conflict, "value")
	s.refused(noReason, improvement.Invalid, "reason")
	s.refused(notTheirs, improvement.NotAllowed, "as")
	s.refused(none, improvement.NotFound, "from")
	s.refused(noTalk, improvement.NotFound, "talk")
	same(t, "on record", s.rec.events(club), []string{
		"launched", "points-recorded", "measure-rebased", "point-corrected", "point-corrected", "measure-rebased", "measure-rebased", "points-recorded",
	})
	if points := s.rec.test(club).PointsOf(measure); len(points) != 12 || points[2].Value != 88 || !points[2].Corrected || points[3].Corrected {
		t.Errorf("the points are %+v", points)
	}
}

// One conversation for the lead and the LWO: both are told, reminded before, on the day
// and after, and the LWO hears of both; the chair does not.
func TestASignalClimbsTheLadder(t *testing.T) {
	s := alarmed(t)
	s.at("2037-03-03 10:30", func() {
		same(t, "asked", s.asked(), []string{"lead t1 2037-03-10", "lwo t1 2037-03-10"})
	})
	s.cancel("2037-03-24 12:00")
	s.play()
	s.cancelled()
	var talks []string
	for _, line := range s.rec.reminders(club) {
		if strings.Contains(line, " talk/") {
			talks = append(talks, line)
		}
	}
	same(t, "reminders", talks, []string{
		"2037-03-09 09:00 talk/t1/lead -1 [owner]", "2037-03-09 09:00 talk/t1/lwo -1 [owner]",
		"2037-03-10 09:00 talk/t1/lead +0 [owner]", "2037-03-10 09:00 talk/t1/lwo +0 [owner]",
		"2037-03-11 09:00 talk/t1/lead +1 [owner lead]", "2037-03-11 09:00 talk/t1/lwo +1 [owner lead]",
		"2037-03-13 09:00 talk/t1/lead +3 [lwo]", "2037-03-13 09:00 talk/t1/lwo +3 [lwo]",
	})
	for _, n := range s.rec.notices {
		if n.TaskKind == improvement.TaskTalk && (n.Outcome == "" || n.What.Empty() || n.To.Person != lead && n.To.Person != lwo) {
			t.Errorf("told: %+v", n)
		}
	}
}

func TestAfterTheTalkNobodyIsRemindedOrAskedAgain(t *testing.T) {
	s := alarmed(t)
	said := s.test("2037-03-05 10:00", lwo, talked("t1"))
	late := s.test("2037-03-05 11:00", lead, talked("t1"))
	s.test("2037-03-06 10:00", lead, &improvement.RebaseMeasure{Measure: measure, From: "2037-03-03", Reason: words(lead)})
	s.at("2037-03-06 10:30", func() { same(t, "asked", s.asked(), nil) })
	s.cancel("2037-03-16 08:00")
	s.play()
	s.cancelled()
	s.filed(said)
	s.refused(late, improvement.WrongStage, "")
	for _, line := range s.rec.reminders(club) {
		if strings.Contains(line, " talk/") {
			t.Errorf("reminded: %s", line)
		}
	}
	if phases := s.rec.test(club).Phases(measure); len(phases) != 2 || phases[1].By != lead {
		t.Errorf("the phases are %+v", phases)
	}
}

// While the test is paused nobody is asked; then the talk is due so much later.
func TestAPauseRestsATalk(t *testing.T) {
	s := alarmed(t)
	s.test("2037-03-04 10:00", lwo, pause("2037-03-11"))
	s.at("2037-03-04 10:30", func() { same(t, "asked in the pause", s.asked(), nil) })
	s.at("2037-03-11 12:00", func() {
		same(t, "asked after the pause", s.asked(), []string{"lead t1 2037-03-17", "lwo t1 2037-03-17"})
	})
	s.cancel("2037-03-11 12:30")
	s.play()
	s.cancelled()
	if got := s.rec.reminders(club); len(got) != 0 {
		t.Errorf("reminded in the pause: %q", got)
	}
}

func TestATalkIsHandedOver(t *testing.T) {
	s := alarmed(t)
	all := []*answer{
		s.test("2037-03-04 10:00", lwo, &improvement.HandOver{From: lead, To: newLead, ToRoles: actor(newLead).Roles, Reason: words(lwo)}),
		s.test("2037-03-04 10:10", lwo, &improvement.HandOver{From: lwo, To: newLWO, ToRoles: actor(newLWO).Roles, Reason: words(lwo)}),
	}
	s.at("2037-03-04 11:00", func() {
		same(t, "asked", s.asked(), []string{"new-lead t1 2037-03-10", "new-lwo t1 2037-03-10"})
	})
	all = append(all, s.test("2037-03-05 10:00", newLead, talked("t1")))
	s.cancel("2037-03-05 12:00")
	s.play()
	s.cancelled()
	s.filed(all...)
	told := s.rec.told(club, improvement.NoticeTask)
	for _, who := range []improvement.PersonID{lead, lwo, newLead, newLWO} {
		if !slices.Contains(told, improvement.Recipient{Person: who}) {
			t.Errorf("%s was not told: %v", who, told)
		}
	}
}

// week is a cycle of the story that counts nothing more.
func (s *story) week(monday improvement.Date, number int, next *improvement.ProposeNext) []*answer {
	all := s.cycle(monday, number, next)
	s.scenes = slices.DeleteFunc(s.scenes, func(c scene) bool { return c.at.Equal(when(string(monday.AddDays(2)) + " 10:30")) })
	return slices.Delete(all, 3, 4)
}

// A talk holds up neither the decision nor the end, and ends with the test.
func TestATestClosesWithAnOpenTalk(t *testing.T) {
	s := alarmed(t)
	all := s.week("2037-03-09", 1, abandon())
	all = append(all, s.agreed("2037-03-16", 1)...)
	s.play()
	s.ended()
	s.filed(all...)
	test := s.rec.test(club)
	if talk, _ := test.Talk("t1"); !test.Closed() || !talk.At.IsZero() || len(s.rec.tasks[club]) != 0 {
		t.Errorf("in %s, the talk is %+v, and %d tasks are left", test.Stage, talk, len(s.rec.tasks[club]))
	}
}

// The next cycle is a run of its own: the talk is open in it, is reminded of, and its
// signal is not asked about again.
func TestATalkOutlivesItsRun(t *testing.T) {
	s := alarmed(t)
	all := s.week("2037-03-09", 1, adapt(1, ""))
	all = append(all, s.agreed("2037-03-16", 1)...)
	late := s.sendAs("2037-03-17 09:10", club, "measure-1", volunteer, usual("2037-03-02"))
	all = append(all,
		s.test("2037-03-17 09:30", volunteer, counts("2037-03-04", 84)),
		s.test("2037-03-17 10:00", volunteer, corrected("2037-03-03", 59)))
	s.at("2037-03-17 10:30", func() {
		same(t, "asked", s.asked(), []string{"lead t1 2037-03-10", "lwo t1 2037-03-10"})
	})
	all = append(all, s.test("2037-03-18 10:00", lead, talked("t1")))
	s.cancel("2037-03-18 12:00")
	s.play()
	s.cancelled()
	s.filed(all...)
	s.refused(late, improvement.Conflict, "points.date") // the sender then finds it on record
	if s.runs != 2 || len(s.rec.test(club).Talks) != 1 || s.rec.count(club, "measure-1") != 1 {
		t.Errorf("%d runs, talks %+v", s.runs, s.rec.test(club).Talks)
	}
}

func TestATalkOutlivesTheEngine(t *testing.T) {
	s := alarmed(t)
	s.cancel("2037-03-04 10:00")
	s.play()
	s.cancelled()

	again := s.resumed()
	said := again.test("2037-03-11 10:00", lead, talked("t1"))
	again.cancel("2037-03-12 10:00")
	again.play()
	again.cancelled()
	again.filed(said)
	if got := s.rec.reminders(club); !slices.Contains(got, "2037-03-11 09:00 talk/t1/lwo +1 [owner lead]") {
		t.Errorf("reminders %q", got)
	}
}

// The process ends between the commit of points that show a signal and the answer.
func TestACrashOpensNoSecondTalk(t *testing.T) {
	s := newChart(t)
	s.at("2037-03-03 09:59", func() { s.rec.crash(1) })
	filed := s.test("2037-03-03 10:00", volunteer, imported(counts("2037-03-03", 60)))
	s.lost("2037-03-04 10:00", "correct", lead, corrected("2037-03-03", 84)) // which the workflow does not know
	next := s.test("2037-03-05 10:00", volunteer, counts("2037-03-04", 60))
	s.cancel("2037-03-05 11:00")
	s.play()
	s.cancelled()
	s.filed(filed, next)
	talks := s.rec.test(club).Talks
	if len(talks) != 2 || !talks[0].Gone || talks[1].Signals[0].First != "2037-03-04" {
		t.Errorf("the talks are %+v", talks)
	}
	same(t, "on record", s.rec.events(club)[3:], []string{
		"points-recorded", "signals-noticed", "point-corrected", "signals-noticed", "points-recorded", "signals-noticed",
	})
}

// What the panel decides by is frozen: points that are corrected while it decides show
// as changed since, and the pack comes out of the journal again.
func TestPointsAreCorrectedWhileTheLMGDecides(t *testing.T) {
	s := alarmed(t)
	all := s.week("2037-03-09", 1, abandon())
	all = append(all,
		s.approval("2037-03-16 09:00", 1, chair, vote(improvement.Agree)),
		s.test("2037-03-16 10:00", volunteer, corrected("2037-03-03", 84)),
		s.test("2037-03-16 10:30", volunteer, counts("2037-03-04", 85)))
	s.at("2037-03-16 12:00", func() {
		pack, test := s.rec.approval(approvalOf(1)).Pack, s.rec.test(club)
		changed := test.ChangedSince(pack).Measures
		if len(changed) != 1 || changed[0].Was.Reading.Verdict != spc.Signaled || changed[0].Now.Reading.Verdict == spc.Signaled || changed[0].Now.Points != 14 {
			t.Errorf("changed since: %+v", changed)
		}
		if same, err := pack.Recomputed(s.rec.journal(club)); !same || err != nil {
			t.Errorf("the pack computed again: %t, %v", same, err)
		}
		same(t, "asked", s.asked(), nil) // its signal went with the correction
	})
	all = append(all,
		s.approval("2037-03-17 10:10", 1, memberOne, vote(improvement.Agree)),
		s.approval("2037-03-17 10:20", 1, memberTwo, vote(improvement.Agree)))
	s.play()
	s.ended()
	s.filed(all...)
}
