package workflows_test

import (
	"context"
	"slices"
	"testing"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/testsuite"
)

// regular counts the regular activities of a story, by name.
func (s *story) regular() map[string]int {
	started := make(map[string]int)
	s.prepare = append(s.prepare, func(env *testsuite.TestWorkflowEnvironment) {
		env.SetOnActivityStartedListener(func(info *activity.Info, _ context.Context, _ converter.EncodedValues) {
			started[info.ActivityType.Name]++
		})
	})
	return started
}

func TestAShortOutageOfTheRecordGoesUnnoticed(t *testing.T) {
	s := newStory(t)
	regular := s.regular()
	s.at("2037-03-02 10:59", func() { s.rec.fail(3) })
	a := s.test("2037-03-02 11:00", lead, plan("2037-03-20"))
	s.cancel("2037-03-02 11:01")
	s.play()
	s.cancelled()
	s.filed(a)
	if n := len(s.rec.journal(club)); n != 2 || len(regular) > 0 {
		t.Errorf("%d entries on record, by regular activities %v", n, regular)
	}
}

// Five seconds on, a regular activity takes over, for as long as it takes.
func TestALongOutageOfTheRecordCostsPatience(t *testing.T) {
	s := newStory(t)
	regular := s.regular()
	s.at("2037-03-02 10:59", func() { s.rec.fail(12) })
	a := s.test("2037-03-02 11:00", lead, plan("2037-03-20"))
	waiting := s.test("2037-03-02 11:00:06", volunteer, points("2037-02-02", 2))
	s.at("2037-03-02 11:00:10", func() {
		if !a.accepted || a.settled || waiting.settled {
			t.Error("while the record is away a command is accepted and waits")
		}
	})
	s.cancel("2037-03-02 12:00")
	s.play()
	s.cancelled()
	s.filed(a, waiting)
	if got := s.rec.events(club); !slices.Equal(got, []string{"launched", "plan-submitted", "points-recorded"}) {
		t.Errorf("on record: %q", got)
	}
	if regular[activities.File] == 0 {
		t.Error("no regular activity filed")
	}
}

func TestALaunchIntoAnOutageIsFiledOnce(t *testing.T) {
	s := newStory(t)
	s.rec.fail(12)
	early := s.test("2037-03-02 09:31", lead, plan("2037-03-20"))
	s.cancel("2037-03-02 12:00")
	s.play()
	s.cancelled()
	s.filed(early)
	if got := s.rec.events(club); !slices.Equal(got, []string{"launched", "plan-submitted"}) {
		t.Errorf("on record: %q", got)
	}
}

// A command accepted during an outage is filed although the test is cancelled
// before the record is back.
func TestAnAcceptedCommandOutlivesItsCancelledLifecycle(t *testing.T) {
	s := newStory(t)
	s.at("2037-03-02 10:59", func() { s.rec.fail(12) })
	a := s.test("2037-03-02 11:00", lead, plan("2037-03-20"))
	s.cancel("2037-03-02 11:00:10")
	s.play()
	s.cancelled()
	s.filed(a)
}

func TestTheMembersAreReadOnceTheRecordAnswers(t *testing.T) {
	s := newStory(t)
	regular := s.regular()
	s.rec.absent = 12
	s.cycle("2037-03-02", 1, abandon())
	votes := s.agreed("2037-03-09", 1)
	s.play()
	s.ended()
	s.filed(votes...)
	if regular[activities.Panel] == 0 {
		t.Error("no regular activity read the members")
	}
}

// The process ends between the commit and the answer. The filing is tried again,
// finds its command on record and goes on from there.
func TestACrashAfterTheCommitFilesOnce(t *testing.T) {
	for name, after := range map[string]func(*record){
		"found by the local activity":   func(*record) {},
		"found by the regular activity": func(r *record) { r.fail(12) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStory(t)
			s.at("2037-03-02 10:59", func() { s.rec.crash(1) })
			s.rec.committed = func(command improvement.CommandID) {
				if command == "submit" {
					s.rec.committed = nil
					after(s.rec)
				}
			}
			a := s.sendAs("2037-03-02 11:00", club, "submit", lead, plan("2037-03-20"))
			s.cancel("2037-03-02 12:00")
			s.play()
			s.cancelled()
			s.filed(a)
			if n := s.rec.count(club, "submit"); n != 1 || len(s.rec.journal(club)) != 2 {
				t.Errorf("the command is on record %d times in %d entries", n, len(s.rec.journal(club)))
			}
			if told := s.rec.told(club, improvement.NoticeTask); len(told) != 2 {
				t.Errorf("told of tasks: %v", told)
			}
		})
	}
}

// lost files a command as a process did that ended before its workflow knew.
func (s *story) lost(moment string, id improvement.CommandID, who improvement.PersonID, c improvement.TestCommand) {
	s.at(moment, func() {
		test := s.rec.test(club)
		events, err := test.Decide(c, actor(who), s.env.Now())
		if err != nil {
			s.t.Fatal(err)
		}
		s.rec.another(who, id, s.env.Now(), test, events)
	})
}

func TestAfterACrashTheSameCommandComes(t *testing.T) {
	s := newStory(t)
	s.lost("2037-03-02 11:00", "submit", lead, plan("2037-03-20"))
	again := s.sendAs("2037-03-02 12:00", club, "submit", lead, plan("2037-03-20"))
	agreed := s.test("2037-03-02 13:00", lwo, &improvement.AgreePlan{})
	s.cancel("2037-03-02 14:00")
	s.play()
	s.cancelled()
	s.filed(again, agreed)
	if again.receipt.Version != 2 || s.rec.count(club, "submit") != 1 {
		t.Errorf("version %d, on record %d times", again.receipt.Version, s.rec.count(club, "submit"))
	}
}

// Another command comes first: it is decided again on what the record holds.
func TestAfterACrashAnotherCommandComesFirst(t *testing.T) {
	s := newStory(t)
	s.lost("2037-03-02 11:00", "submit", lead, plan("2037-03-20"))
	other := s.test("2037-03-02 12:00", volunteer, points("2037-02-02", 2))
	again := s.sendAs("2037-03-02 13:00", club, "submit", lead, plan("2037-03-20"))
	s.cancel("2037-03-02 14:00")
	s.play()
	s.cancelled()
	s.filed(other)
	s.refused(again, improvement.WrongStage, "") // the sender then finds it on record
	if got := s.rec.events(club); !slices.Equal(got, []string{"launched", "plan-submitted", "points-recorded"}) {
		t.Errorf("on record: %q", got)
	}
}

// The other command was right when it was accepted and is wrong on what the
// record holds: it is refused with a plain error and not filed.
func TestAfterACrashAnotherCommandIsNoLongerLawful(t *testing.T) {
	s := newStory(t)
	s.test("2037-03-02 11:00", lead, plan("2037-03-20"))
	s.lost("2037-03-02 11:30", "agree", lwo, &improvement.AgreePlan{})
	back := s.test("2037-03-02 12:00", lwo, &improvement.SendBackPlan{Reason: words(lwo)})
	after := s.test("2037-03-02 13:00", volunteer, done("1.1"))
	s.cancel("2037-03-02 14:00")
	s.play()
	s.cancelled()
	s.filed(after)
	if refusal := s.refusal(back); refusal != nil && refusal.Code != improvement.WrongStage {
		t.Errorf("refused with %+v", refusal)
	}
	if got := s.rec.events(club); !slices.Equal(got, []string{"launched", "plan-submitted", "plan-agreed", "step-done"}) {
		t.Errorf("on record: %q", got)
	}
}

// What fell due was filed, and the process ended: nobody is reminded twice.
func TestAfterACrashNobodyIsRemindedTwice(t *testing.T) {
	s := newStory(t)
	s.at("2037-03-09 08:00", func() { s.rec.crash(1) })
	s.cancel("2037-03-10 12:00")
	s.play()
	s.cancelled()
	if got := s.rec.reminders(club); len(got) != 1 {
		t.Errorf("reminders %q", got)
	}
	if told := s.rec.told(club, improvement.NoticeReminder); len(told) != 1 {
		t.Errorf("told %v", told)
	}
}

// A late duplicate of a command from an earlier run would be lawful again; it is
// on record, and so it is not filed twice.
func TestALateDuplicateAfterContinueAsNewIsNotFiledTwice(t *testing.T) {
	s := newStory(t)
	paused := s.sendAs("2037-03-02 10:00", club, "pause-1", lwo, pause("2037-03-20"))
	resumed := s.test("2037-03-02 10:30", lwo, &improvement.ResumeTest{})
	s.cycle("2037-03-02", 1, adapt(1, ""))
	s.agreed("2037-03-09", 1)
	late := s.sendAs("2037-03-10 10:00", club, "pause-1", lwo, pause("2037-03-20"))
	vote := s.sendAs("2037-03-10 11:00", club, "act-11", lead, adapt(1, ""))
	s.cancel("2037-03-11 10:00")
	s.play()
	s.cancelled()
	s.filed(paused, resumed, late)
	s.refused(vote, improvement.WrongStage, "")
	if s.runs != 2 || s.rec.count(club, "pause-1") != 1 || s.rec.test(club).Paused != nil {
		t.Errorf("after %d runs the pause is on record %d times, paused %v", s.runs, s.rec.count(club, "pause-1"), s.rec.test(club).Paused)
	}
}

// An update that is here before the launch was filed waits for it; one that then
// proves wrong is refused and not filed.
func TestAnUpdateBeforeTheLaunchIsFiledWaits(t *testing.T) {
	s := newStory(t)
	s.rec.fail(1)
	early := s.test(launchDay, lead, plan("2037-03-20"))
	wrong := s.test(launchDay, lwo, &improvement.CheckGain{Held: "yes", Says: words(lwo)})
	s.cancel("2037-03-02 12:00")
	s.play()
	s.cancelled()
	s.filed(early)
	if refusal := s.refusal(wrong); refusal != nil && refusal.Code != improvement.WrongStage {
		t.Errorf("refused with %+v", refusal)
	}
	if got := s.rec.events(club); !slices.Equal(got, []string{"launched", "plan-submitted"}) {
		t.Errorf("on record: %q", got)
	}
}

func TestAVoteBeforeTheOpeningIsFiledWaits(t *testing.T) {
	s := newDecision(t)
	s.rec.fail(1)
	early := s.vote("2037-03-09 09:30", chair, improvement.Agree)
	s.cancel("2037-03-10 10:00")
	s.play()
	s.filed(early)
	s.decided(improvement.Withdrawn, "2037-03-10 10:00")
}

// What is refused leaves nothing on record and nothing in the history.
func TestWhatIsWrongIsRefusedPlainly(t *testing.T) {
	nobody := plan("2037-03-20")
	nobody.Plan.Steps[0].Who = ""
	unpredicted := plan("2037-03-20")
	unpredicted.Plan.Questions[0].Prediction = improvement.Words{}
	long := plan("2037-03-20")
	long.Plan.Objective = longWords(lead, improvement.MaxTextLength+1)
	for name, c := range map[string]struct {
		who   improvement.PersonID
		send  improvement.TestCommand
		code  improvement.Code
		field string
	}{
		"a wrong stage":               {lwo, &improvement.AgreePlan{}, improvement.WrongStage, ""},
		"someone without the role":    {memberOne, plan("2037-03-20"), improvement.NotAllowed, "as"},
		"nobody":                      {"", plan("2037-03-20"), improvement.NotAllowed, "as"},
		"a due date in the past":      {lead, plan("2037-02-27"), improvement.Invalid, "steps.due"},
		"an empty prediction":         {lead, unpredicted, improvement.Invalid, "questions.prediction"},
		"a step assigned to nobody":   {lead, nobody, improvement.Invalid, "steps.who"},
		"a text too long":             {lead, long, improvement.Invalid, "objective"},
		"an unknown step":             {volunteer, done("7.7"), improvement.NotFound, "step"},
		"a point of a day to come":    {volunteer, points("2037-03-03", 1), improvement.Invalid, "points.date"},
		"more points than a test has": {volunteer, points("2018-01-01", improvement.MaxPoints+1), improvement.Invalid, "points"},
		"a pause until today":         {lwo, pause("2037-03-02"), improvement.Invalid, "until"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStory(t)
			refused := s.test("2037-03-02 11:00", c.who, c.send)
			s.cancel("2037-03-02 12:00")
			s.play()
			s.cancelled()
			s.refused(refused, c.code, c.field)
			if n := len(s.rec.journal(club)); n != 1 {
				t.Errorf("%d entries on record", n)
			}
		})
	}
}

// What cannot be read at all is refused too.
func TestGarbledUpdatesAreRefused(t *testing.T) {
	s := newStory(t)
	command := []byte(`{"plan": 3}`)
	garbled, unknown, empty, foreign := new(answer), new(answer), new(answer), new(answer)
	s.at("2037-03-02 11:00", func() {
		s.update(club, "plan", "garbled", garbled, workflows.Message{Actor: actor(lead), Command: command})
		s.update(club, "no-such-command", "unknown", unknown, workflows.Message{Actor: actor(lead), Command: command})
		s.update(club, "plan", "empty", empty, workflows.Message{})
		s.env.UpdateWorkflow("plan", "foreign", &testsuite.TestUpdateCallback{
			OnReject:   func(err error) { foreign.err, foreign.settled = err, true },
			OnAccept:   func() { foreign.accepted = true },
			OnComplete: func(any, error) { foreign.settled = true },
		}, 7)
	})
	s.cancel("2037-03-02 12:00")
	s.play()
	s.cancelled()
	s.refused(garbled, improvement.Invalid, "")
	for name, a := range map[string]*answer{"unknown": unknown, "empty": empty, "foreign": foreign} {
		if a.accepted || !a.settled || a.err == nil {
			t.Errorf("%s: accepted %t, settled %t, %v", name, a.accepted, a.settled, a.err)
		}
	}
	if n := len(s.rec.journal(club)); n != 1 {
		t.Errorf("%d entries on record", n)
	}
}
