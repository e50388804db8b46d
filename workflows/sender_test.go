package workflows_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
	enums "go.temporal.io/api/enums/v1"
)

// observation is evidence under an ID of its own.
func observation(id string, on improvement.Date) *improvement.FileEvidence {
	return &improvement.FileEvidence{Evidence: improvement.Evidence{
		ID: id, Kind: improvement.ObservationOf, Text: words(volunteer), When: on,
	}}
}

// says holds that an error is a refusal of a code whose sentence holds some words.
func says(t *testing.T, err error, code improvement.Code, part string) {
	t.Helper()
	refusal, ok := improvement.Refusal(err)
	if !ok || refusal.Code != code || !strings.Contains(refusal.Message, part) {
		t.Errorf("got %v, want %s saying %q", err, code, part)
	}
}

func TestAStoryOnARealEngine(t *testing.T) {
	h := openHouse(t, fastDay)
	ctx := testContext(t)
	h.launch()
	again, err := h.sender.Launch(ctx, "launch", lwo, h.charter())
	if err != nil || !again.Filed || again.Version != 1 {
		t.Errorf("the launch sent again: %+v, %v", again, err)
	}
	_, err = h.sender.Launch(ctx, "another-launch", lwo, h.charter())
	says(t, err, improvement.Conflict, "already")

	h.cycle(1, adopt())
	h.agree(1)
	h.reach(improvement.StageFollowUp)
	receipt, err := h.sender.Test(ctx, club.ID(), "done-1", volunteer, done("1.1"))
	if err != nil || !receipt.Filed {
		t.Errorf("a late duplicate: %+v, %v", receipt, err)
	}
	h.eventually("the approval has closed", func() bool {
		_, err = h.sender.Approval(ctx, approvalOf(1), "late", deputy, vote(improvement.Decline))
		return err != nil && strings.Contains(err.Error(), "was closed on")
	})
	says(t, err, improvement.WrongStage, "was closed on")

	h.test("check", lwo, &improvement.CheckGain{Held: "yes", Says: words(lwo)})
	h.reach(improvement.StageClosed)
	_, err = h.sender.Test(ctx, club.ID(), "too-late", volunteer, points(h.today(-5), 1))
	says(t, err, improvement.WrongStage, "was closed on")
	late, err := h.sender.Test(ctx, club.ID(), "check", lwo, &improvement.CheckGain{Held: "yes", Says: words(lwo)})
	if err != nil || !late.Filed {
		t.Errorf("a duplicate after the end: %+v, %v", late, err)
	}
	h.settled()
}

func TestTheSenderRefusesPlainly(t *testing.T) {
	h := openHouse(t, realDay)
	ctx := testContext(t)
	h.launch()
	_, err := h.sender.Test(ctx, "no-such-test", "x", volunteer, done("1.1"))
	says(t, err, improvement.NotFound, "There is no test of change called")
	_, err = h.sender.Approval(ctx, approvalOf(7), "x", chair, vote(improvement.Agree))
	says(t, err, improvement.NotFound, "There is no approval called")
	_, err = h.sender.Test(ctx, club.ID(), "x", "a-stranger", done("1.1"))
	says(t, err, improvement.NotFound, "a-stranger")
	_, err = h.sender.Test(ctx, club.ID(), "x", "", done("1.1"))
	says(t, err, improvement.NotAllowed, "who you are")
	forStranger := plan(h.today(5))
	forStranger.Plan.Steps[0].Who = "a-stranger"
	_, err = h.sender.Test(ctx, club.ID(), "x", lead, forStranger)
	says(t, err, improvement.NotFound, "a-stranger")
	_, err = h.sender.Test(ctx, club.ID(), "x", lead, plan(h.today(-1)))
	says(t, err, improvement.Invalid, "in the past")
	_, err = h.sender.Launch(ctx, "other", chair, h.charter())
	says(t, err, improvement.NotAllowed, "launches")
	if v := h.version(club); v != 1 {
		t.Errorf("the test is at version %d; what is refused leaves nothing", v)
	}
	history := h.historyOf(club, "")
	for _, e := range history.Events {
		if strings.Contains(e.EventType.String(), "Update") {
			t.Errorf("a refused command left %s in the history", e.EventType)
		}
	}
}

// A command ID stands for one command of one person, in the run that filed it and
// in a later one.
func TestACommandIDStandsForOneCommand(t *testing.T) {
	h := openHouse(t, realDay)
	ctx := testContext(t)
	h.launch()
	h.test("same", volunteer, points(h.today(-30), 2))
	for _, run := range []string{"the same run", "a later run"} {
		again, err := h.sender.Test(ctx, club.ID(), "same", volunteer, points(h.today(-30), 2))
		if err != nil || !again.Filed {
			t.Errorf("in %s: sent again: %+v, %v", run, again, err)
		}
		_, err = h.sender.Test(ctx, club.ID(), "same", lead, observation("seen", h.today(0)))
		says(t, err, improvement.Conflict, "something else")
		if run == "the same run" {
			_, err = h.sender.Test(ctx, club.ID(), "same", volunteer, observation("seen", h.today(0)))
			says(t, err, improvement.Conflict, "something else")
			if err := h.client.TerminateWorkflow(ctx, string(club), "", "lost"); err != nil {
				t.Fatal(err)
			}
			if _, err := h.sender.Resume(ctx, club, h.stateJSON()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if v := h.version(club); v != 2 {
		t.Errorf("the test is at version %d; a launch and one command were filed", v)
	}
}

// Roles of a successor are those on record, however the command is given.
func TestRolesComeFromTheRecord(t *testing.T) {
	h := openHouse(t, realDay)
	ctx := testContext(t)
	h.launch()
	forged := improvement.HandOver{From: lead, To: chair, ToRoles: actor(newLead).Roles, Reason: words(lwo)}
	for name, c := range map[string]improvement.TestCommand{"value": forged, "pointer": &forged} {
		_, err := h.sender.Test(ctx, club.ID(), improvement.CommandID(name), lwo, c)
		says(t, err, improvement.Invalid, "is not in")
	}
	h.test("hand", lwo, &improvement.HandOver{From: lead, To: newLead, Reason: words(lwo)})
	if got := h.state().Charter.Lead; got != newLead {
		t.Errorf("the lead is %s", got)
	}
}

// The record is cut off. A command is received and being filed, whoever is known
// may send it, and it is filed once when the record is back.
func TestAnInterruptedRecord(t *testing.T) {
	h := openHouse(t, realDay)
	ctx := testContext(t)
	h.launch()
	h.test("first", volunteer, points(h.today(-30), 2))
	h.record.cut(true)

	receipt, err := h.sender.Test(ctx, club.ID(), "second", volunteer, observation("seen", h.today(0)))
	if err != nil || receipt.Filed {
		t.Errorf("while the record is away: %+v, %v", receipt, err)
	}
	if _, err := h.sender.Test(ctx, club.ID(), "third", newLead, done("1.1")); !errors.Is(err, improvement.ErrUnavailable) {
		t.Errorf("someone whose roles were never read: %v", err)
	}
	if _, err := h.sender.Launch(ctx, "other", lwo, h.charter()); err == nil {
		t.Error("a launch cannot be checked without the record")
	}
	if n := h.count(club, "second"); n != 0 {
		t.Errorf("filed %d times while the record was away", n)
	}

	h.record.cut(false)
	h.eventually("the command is on record", func() bool { return h.count(club, "second") > 0 })
	receipt, err = h.sender.Test(ctx, club.ID(), "second", volunteer, observation("seen", h.today(0)))
	if err != nil || !receipt.Filed {
		t.Errorf("sent again: %+v, %v", receipt, err)
	}
	if n := h.count(club, "second"); n != 1 {
		t.Errorf("on record %d times", n)
	}
	h.settled()
}

// The launch reaches the engine, not the record. A command that comes before it
// is filed waits for it.
func TestACommandBeforeTheLaunchIsFiled(t *testing.T) {
	h := openHouse(t, realDay)
	ctx := testContext(t)
	h.launchIntoOutage()
	answered := make(chan error, 1)
	go func() {
		_, err := h.client.UpdateWorkflow(ctx, updateOf("early", lead, plan(h.today(5))))
		answered <- err
	}()
	h.eventually("the command has arrived", func() bool {
		return h.events(club, enums.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED) > 0
	})
	h.record.cut(false)
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
	h.eventually("both are on record", func() bool { return h.version(club) == 2 })
	if h.count(club, "launch") != 1 || h.count(club, "early") != 1 {
		t.Error("the launch or the command is not on record once")
	}
	h.settled()
}

// A worker stops mid-way; another carries on where it was.
func TestAnotherWorkerCarriesOn(t *testing.T) {
	h := openHouse(t, realDay)
	h.launch()
	h.test("plan-1", lead, plan(h.today(5)))
	h.stopWorker()
	answered := make(chan error, 1)
	go func() { answered <- h.insist("agree-1", lwo, &improvement.AgreePlan{}) }()
	h.startWorker()
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
	h.test("done-1", volunteer, done("1.1"))
	if n := h.count(club, "agree-1"); n != 1 {
		t.Errorf("the command is on record %d times", n)
	}
	h.settled()
}

// A worker ends between the commit and the answer. The next one runs the filing
// again, finds it on record, and the command counts once.
func TestAWorkerEndsBetweenCommitAndAnswer(t *testing.T) {
	h := openHouse(t, realDay)
	h.launch()
	committed, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	h.record.watch(func(f improvement.Filing) {
		if f.Command == "plan-1" {
			once.Do(func() { close(committed) })
			<-release
		}
	})
	answered := make(chan error, 1)
	go func() { answered <- h.insist("plan-1", lead, plan(h.today(5))) }()
	<-committed
	h.stopWorker()
	h.record.watch(nil)
	close(release)
	h.startWorker()
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
	if n := h.count(club, "plan-1"); n != 1 || h.version(club) != 2 {
		t.Errorf("on record %d times, version %d", n, h.version(club))
	}
	h.test("agree-1", lwo, &improvement.AgreePlan{})
	h.settled()
}

// The answer of a filing is lost. It is filed once all the same.
func TestALostAnswerIsFoundAgain(t *testing.T) {
	h := openHouse(t, realDay)
	h.launch()
	h.record.loseAnswers(2)
	h.test("plan-1", lead, plan(h.today(5)))
	if n := h.count(club, "plan-1"); n != 1 || h.version(club) != 2 {
		t.Errorf("on record %d times, version %d", n, h.version(club))
	}
	h.settled()
}

// A test cancelled in the engine withdraws its open approval.
func TestCancellingARealTestWithdrawsItsApproval(t *testing.T) {
	h := openHouse(t, realDay)
	h.launch()
	h.cycle(1, adopt())
	h.approve(1, "vote-chair", chair, vote(improvement.Agree))
	if err := h.client.CancelWorkflow(testContext(t), string(club), ""); err != nil {
		t.Fatal(err)
	}
	h.closes(approvalOf(1))
	h.closes(club)
	_, state, err := h.store.State(testContext(t), approvalOf(1))
	if err != nil {
		t.Fatal(err)
	}
	approval, err := improvement.RestoreApproval(state)
	if err != nil || !approval.Closed() || approval.Result.Verdict != improvement.Withdrawn {
		t.Errorf("the approval is %s (%v)", approval.Status, err)
	}
}

// What the engine lost is on record, and started again from it once.
func TestATestThatTheEngineLostIsResumed(t *testing.T) {
	h := openHouse(t, realDay)
	ctx := testContext(t)
	h.launch()
	h.test("plan-1", lead, plan(h.today(5)))
	if err := h.client.TerminateWorkflow(ctx, string(club), "", "lost"); err != nil {
		t.Fatal(err)
	}
	_, err := h.sender.Test(ctx, club.ID(), "agree-1", lwo, &improvement.AgreePlan{})
	says(t, err, improvement.Conflict, "recover")
	for i, want := range []bool{true, false} {
		if started, err := h.sender.Resume(ctx, club, h.stateJSON()); err != nil || started != want {
			t.Errorf("resumed %d: %t, %v", i+1, started, err)
		}
	}
	h.test("agree-1", lwo, &improvement.AgreePlan{})
	h.test("done-1", volunteer, done("1.1"))
	h.settled()
}

func TestTheStandingWorkflowsAreStartedOnce(t *testing.T) {
	h := openHouse(t, realDay)
	for range 2 {
		if err := h.sender.Standing(testContext(t)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []improvement.SubjectID{workflows.PostmanName, workflows.KeeperName} {
		if len(h.historyOf(name, "").Events) == 0 {
			t.Errorf("%s does not run", name)
		}
	}
}
