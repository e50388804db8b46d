package workflows_test

import (
	"slices"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

func TestFromLaunchToAnAdoptedGain(t *testing.T) {
	s := newStory(t)
	all := s.cycle("2037-03-02", 1, adopt())
	all = append(all, s.agreed("2037-03-10", 1)...)
	all = append(all, s.test("2037-06-02 10:00", lwo, &improvement.CheckGain{Held: "yes", Says: words(lwo)}))
	s.play()
	s.ended()
	s.filed(all...)
	test := s.rec.test(club)
	if !test.Closed() || test.Conclusion != improvement.Adopt || test.GainCheck.Due != "2037-06-02" {
		t.Errorf("the test ended as %s, %s, with its check due %s", test.Stage, test.Conclusion, test.GainCheck.Due)
	}
	if s.runs != 1 {
		t.Errorf("a story of one cycle took %d runs", s.runs)
	}
	want := []string{
		"2037-05-26 09:00 check-gain -5 [owner]", "2037-06-01 09:00 check-gain -1 [owner]", "2037-06-02 09:00 check-gain +0 [owner]",
	}
	if got := s.rec.reminders(club); len(got) < 3 || !slices.Equal(got[len(got)-3:], want) {
		t.Errorf("the check after twelve weeks was spoken of %q, want last %q", got, want)
	}
	if a := s.rec.approval(approvalOf(1)); a.Result.Verdict != improvement.Agreed || len(s.rec.tasks[club]) != 0 {
		t.Errorf("the LMG %s and %d tasks are left", a.Result.Verdict, len(s.rec.tasks[club]))
	}
}

func TestAPlanIsSentBackAndSubmittedAgain(t *testing.T) {
	s := newStory(t)
	first := s.test("2037-03-02 11:00", lead, plan("2037-03-20"))
	back := s.test("2037-03-03 11:00", lwo, &improvement.SendBackPlan{Reason: words(lwo)})
	again := s.test("2037-03-04 11:00", lead, plan("2037-03-20"))
	agree := s.test("2037-03-05 11:00", lwo, &improvement.AgreePlan{})
	s.cancel("2037-03-06 11:00")
	s.play()
	s.cancelled()
	s.filed(first, back, again, agree)
	if test := s.rec.test(club); test.Stage != improvement.StageDo || test.Cycle().Submitted != 2 {
		t.Errorf("the test is in %s after %d plans", test.Stage, test.Cycle().Submitted)
	}
	if told := s.rec.told(club, improvement.NoticeSentBack); !slices.Equal(told, []improvement.Recipient{{Person: lead}}) {
		t.Errorf("told of the plan sent back: %v", told)
	}
}

// An agreement to adapt grants cycles ahead: one is begun without the LMG, one is
// taken to it all the same, and abandoning returns to it always.
func TestARampOfCycles(t *testing.T) {
	s := newStory(t)
	all := s.cycle("2037-03-02", 1, adapt(3, "2037-12-01"))
	all = append(all, s.agreed("2037-03-09", 1)...)
	all = append(all, s.cycle("2037-03-16", 2, adapt(1, ""))...)
	all = append(all, s.test("2037-03-20 11:00", lwo, &improvement.BeginCycle{}))
	all = append(all, s.cycle("2037-03-23", 3, adapt(1, ""))...)
	all = append(all, s.test("2037-03-27 11:00", lwo, &improvement.TakeToLMG{}))
	all = append(all, s.agreed("2037-03-30", 2)...)
	all = append(all, s.cycle("2037-04-06", 4, abandon())...)
	all = append(all, s.agreed("2037-04-13", 3)...)
	s.play()
	s.ended()
	s.filed(all...)
	test := s.rec.test(club)
	if !test.Closed() || test.Conclusion != improvement.Abandon || len(test.Cycles) != 4 || test.Approvals != 3 {
		t.Errorf("ended in %s as %s after %d cycles and %d approvals", test.Stage, test.Conclusion, len(test.Cycles), test.Approvals)
	}
	if s.runs != 4 {
		t.Errorf("four cycles took %d runs; each has its own", s.runs)
	}
	refreshed := slices.Contains(s.rec.events(club), "calendar-refreshed")
	if refreshed {
		t.Error("the calendar was refreshed although no holiday changed")
	}
}

func TestTheLMGWantsMoreEvidenceThenDeclinesThenAgrees(t *testing.T) {
	s := newStory(t)
	all := s.cycle("2037-03-02", 1, adopt())
	for i, who := range []improvement.PersonID{chair, memberOne, memberTwo} {
		all = append(all, s.approval("2037-03-09 1"+string(rune('0'+i))+":00", 1, who, vote(improvement.MoreEvidence)))
	}
	requests := 0
	s.at("2037-03-09 15:00", func() { requests = len(s.rec.test(club).Cycle().Requests) })
	all = append(all, s.test("2037-03-10 10:00", lead, study()), s.test("2037-03-11 10:00", lead, adopt()))
	for i, who := range []improvement.PersonID{chair, memberOne, memberTwo} {
		all = append(all, s.approval("2037-03-12 1"+string(rune('0'+i))+":00", 2, who, vote(improvement.Decline)))
	}
	declined := 0
	s.at("2037-03-12 15:00", func() { declined = len(s.rec.test(club).Cycle().Declined) })
	all = append(all, s.test("2037-03-13 10:00", lead, abandon()))
	all = append(all, s.agreed("2037-03-16", 3)...)
	s.play()
	s.ended()
	s.filed(all...)
	if requests != 3 || declined != 3 {
		t.Errorf("the test holds %d requests for evidence and %d reasons, want 3 each", requests, declined)
	}
	if test := s.rec.test(club); !test.Closed() || test.Cycle().Studies != 2 || test.Cycle().Acts != 3 {
		t.Errorf("ended in %s after %d studies and %d proposals", test.Stage, test.Cycle().Studies, test.Cycle().Acts)
	}
}

// What the LMG asked for on closing keeps the test open until it is done.
func TestConditionsBecomeStepsAlsoOnClosing(t *testing.T) {
	s := newStory(t)
	all := s.cycle("2037-03-02", 1, abandon())
	all = append(all,
		s.approval("2037-03-09 10:00", 1, chair, conditional("2037-03-20")),
		s.approval("2037-03-09 10:10", 1, memberOne, vote(improvement.Agree)),
		s.approval("2037-03-09 10:20", 1, memberTwo, vote(improvement.Agree)))
	stage := improvement.Stage("")
	s.at("2037-03-09 15:00", func() { stage = s.rec.test(club).Stage })
	dropped := s.test("2037-03-10 10:00", lead, &improvement.DropStep{Step: "1.c1", Reason: words(lead)})
	all = append(all, s.test("2037-03-18 10:00", volunteer, done("1.c1")))
	s.play()
	s.ended()
	s.filed(all...)
	s.refused(dropped, improvement.NotAllowed, "as")
	if stage != improvement.StageFollowUp {
		t.Errorf("with a condition open the test was in %s", stage)
	}
	if got, want := s.rec.reminders(club), "2037-03-13 09:00 step/1.c1 -5 [owner]"; !slices.Contains(got, want) {
		t.Errorf("reminders %q do not hold %q", got, want)
	}
	if test := s.rec.test(club); !test.Closed() || clockTime(test.ClosedAt) != "2037-03-18 10:00" {
		t.Errorf("closed %t at %s", test.Closed(), clockTime(test.ClosedAt))
	}
}

func TestWhilePausedNothingFallsDue(t *testing.T) {
	s := newStory(t)
	paused := s.test("2037-03-04 10:00", lwo, pause("2037-04-06"))
	held := s.test("2037-03-05 10:00", lead, plan("2037-04-20"))
	s.cancel("2037-04-14 12:00")
	s.play()
	s.cancelled()
	s.filed(paused)
	s.refused(held, improvement.WrongStage, "")
	// 22 working days were paused: the plan's day moves from 16 March to 16 April.
	want := []string{"2037-04-09 09:00 plan/1 -5 [owner]"}
	if got := s.rec.reminders(club); !slices.Equal(got, want) {
		t.Errorf("reminders %q, want %q", got, want)
	}
	journal := s.rec.journal(club)
	if last := journal[2]; last.Event.EventName() != "resumed" || clockTime(last.At) != "2037-04-06 09:00" {
		t.Errorf("entry 3 is %s at %s", last.Event.EventName(), clockTime(last.At))
	}
}

func TestAPauseEndsEarlyWhenTheLWOResumes(t *testing.T) {
	s := newStory(t)
	paused := s.test("2037-03-04 10:00", lwo, pause("2037-04-06"))
	resumed := s.test("2037-03-11 10:00", lwo, &improvement.ResumeTest{})
	s.cancel("2037-03-20 12:00")
	s.play()
	s.cancelled()
	s.filed(paused, resumed)
	// Five working days later than the 16th is the 23rd.
	want := []string{"2037-03-16 09:00 plan/1 -5 [owner]", "2037-03-20 09:00 plan/1 -1 [owner]"}
	if got := s.rec.reminders(club); !slices.Equal(got, want) {
		t.Errorf("reminders %q, want %q", got, want)
	}
}

func TestAnOpenApprovalCannotBePaused(t *testing.T) {
	s := newStory(t)
	s.cycle("2037-03-02", 1, abandon())
	refused := s.test("2037-03-09 09:00", lwo, pause("2037-04-06"))
	s.agreed("2037-03-10", 1)
	s.play()
	s.ended()
	s.refused(refused, improvement.WrongStage, "")
}

func TestHandingOverMovesTasksAndKeepsWhoHadThem(t *testing.T) {
	s := newStory(t)
	hand := &improvement.HandOver{From: lead, To: newLead, ToRoles: actor(newLead).Roles, Reason: words(lwo)}
	filed := s.test("2037-03-03 10:00", lwo, hand)
	before := s.test("2037-03-04 10:00", newLead, plan("2037-03-20"))
	s.cancel("2037-03-04 12:00")
	s.play()
	s.cancelled()
	s.filed(filed, before)
	test := s.rec.test(club)
	if test.Charter.Lead != newLead || len(test.HandedOver) != 1 || test.HandedOver[0].From != lead {
		t.Errorf("lead %s, handed over %v", test.Charter.Lead, test.HandedOver)
	}
	if told := s.rec.told(club, improvement.NoticeTask); !slices.Contains(told, improvement.Recipient{Person: newLead}) {
		t.Errorf("the new lead was not told of the plan: %v", told)
	}
}

func TestWhatIsOverdueClimbsTheLadder(t *testing.T) {
	s := newStory(t)
	s.cancel("2037-04-30 12:00")
	s.play()
	s.cancelled()
	want := []string{
		"2037-03-09 09:00 plan/1 -5 [owner]", "2037-03-13 09:00 plan/1 -1 [owner]", "2037-03-16 09:00 plan/1 +0 [owner]",
		"2037-03-17 09:00 plan/1 +1 [owner lead]", "2037-03-19 09:00 plan/1 +3 [lwo]", "2037-03-25 09:00 plan/1 +7 [chair]",
	}
	if got := s.rec.reminders(club); !slices.Equal(got, want) {
		t.Errorf("reminders\n%q, want\n%q", got, want)
	}
}

// A step does not reach the chair, a holiday is no working day, and after the
// clocks change nine o'clock is nine o'clock.
func TestStepsClimbALowerLadderRoundHolidays(t *testing.T) {
	s := newStory(t)
	s.test("2037-03-02 11:00", lead, plan("2037-04-02"))
	s.test("2037-03-02 12:00", lwo, &improvement.AgreePlan{})
	s.cancel("2037-04-09 08:00")
	s.play()
	s.cancelled()
	want := []string{
		"2037-03-26 09:00 step/1.1 -5 [owner]", "2037-04-01 09:00 step/1.1 -1 [owner]",
		"2037-04-02 09:00 do/3 -5 [owner]", "2037-04-02 09:00 step/1.1 +0 [owner]",
		"2037-04-06 09:00 step/1.1 +1 [owner lead]", "2037-04-08 09:00 step/1.1 +3 [lwo]",
	}
	got := s.rec.reminders(club)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("reminders\n%q, want\n%q", got, want)
	}
}

func TestRecurringStepsRollOnUndone(t *testing.T) {
	s := newStory(t)
	weekly := plan("2037-03-10")
	weekly.Plan.Steps[0].Repeat = &improvement.Recurrence{EveryDays: 7, Until: "2037-03-24"}
	s.test("2037-03-02 11:00", lead, weekly)
	s.test("2037-03-02 12:00", lwo, &improvement.AgreePlan{})
	once := s.test("2037-03-10 15:00", volunteer, done("1.1"))
	s.cancel("2037-03-26 12:00")
	s.play()
	s.cancelled()
	s.filed(once)
	step := s.rec.test(club).Cycle().Steps[0]
	if step.Done != 1 || step.Missed != 2 || step.Status != improvement.StepIsEnded {
		t.Errorf("done %d, missed %d, %s", step.Done, step.Missed, step.Status)
	}
	var onTheDay []string
	for _, line := range s.rec.reminders(club) {
		if line[17:23] == "step/1" {
			onTheDay = append(onTheDay, line)
		}
	}
	want := []string{
		"2037-03-10 09:00 step/1.1/2037-03-10 +0 [owner]", "2037-03-17 09:00 step/1.1/2037-03-17 +0 [owner]",
		"2037-03-24 09:00 step/1.1/2037-03-24 +0 [owner]",
	}
	if !slices.Equal(onTheDay, want) {
		t.Errorf("reminders %q, want %q", onTheDay, want)
	}
}

func TestDoEndsAtOnceWhereSomeoneCouldBeHarmed(t *testing.T) {
	s := newStory(t)
	s.test("2037-03-02 11:00", lead, plan("2037-03-20"))
	s.test("2037-03-02 12:00", lwo, &improvement.AgreePlan{})
	paused := s.test("2037-03-03 10:00", lwo, pause("2037-03-20"))
	ended := s.test("2037-03-04 10:00", lwo, &improvement.EndDoEarly{Reason: words(lwo), Harm: true})
	studied := s.test("2037-03-05 10:00", lead, study())
	s.cancel("2037-03-05 12:00")
	s.play()
	s.cancelled()
	s.filed(paused, ended, studied)
	test := s.rec.test(club)
	if test.Stage != improvement.StageAct || test.Cycle().Steps[0].Status != improvement.StepIsGone {
		t.Errorf("in %s with the step %s", test.Stage, test.Cycle().Steps[0].Status)
	}
	safe := improvement.Recipient{Body: east, Role: improvement.Safeguarding}
	if told := s.rec.told(club, improvement.NoticeHarm); !slices.Contains(told, safe) {
		t.Errorf("told of the harm: %v", told)
	}
}
