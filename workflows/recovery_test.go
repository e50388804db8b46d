package workflows_test

import (
	"slices"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"
)

// Cancelling a test withdraws its open approval; the record keeps both.
func TestCancellingTheRootWithdrawsItsApproval(t *testing.T) {
	s := newStory(t)
	s.cycle("2037-03-02", 1, adopt())
	cast := s.approval("2037-03-09 10:00", 1, chair, vote(improvement.Agree))
	s.cancel("2037-03-10 10:00")
	s.play()
	s.cancelled()
	s.filed(cast)
	if a := s.rec.approval(approvalOf(1)); !a.Closed() || a.Result.Verdict != improvement.Withdrawn {
		t.Errorf("the approval is %s: %+v", a.Status, a.Result)
	}
	if test := s.rec.test(club); test.Stage != improvement.StageDecide {
		t.Errorf("the test is in %s", test.Stage)
	}
}

// resumed is the story of a test that is started again from its record, as
// recovery does.
func (s *story) resumed() *story {
	next := &story{t: s.t, rec: s.rec, clock: s.clock, now: s.now, subject: s.subject, name: s.name, answers: 1000}
	next.input = workflows.TestStart{Clock: s.clock, State: s.rec.states[club]}
	return next
}

func TestAWithdrawnApprovalLeadsBackToActAfterRecovery(t *testing.T) {
	s := newStory(t)
	s.cycle("2037-03-02", 1, adopt())
	s.cancel("2037-03-10 10:00")
	s.play()
	s.cancelled()

	again := s.resumed()
	proposed := again.test("2037-03-11 10:00", lead, abandon())
	votes := again.agreed("2037-03-12", 2)
	again.play()
	again.ended()
	again.filed(append(votes, proposed)...)
	if test := s.rec.test(club); !test.Closed() || test.Approvals != 2 {
		t.Errorf("in %s after %d approvals", test.Stage, test.Approvals)
	}
}

// Recovery starts a root at its approval stage; the child goes on from its own
// record, with the votes that were cast.
func TestRecoveryInTheMiddleOfAnApproval(t *testing.T) {
	s := newStory(t)
	s.cycle("2037-03-02", 1, adopt())
	s.approval("2037-03-09 10:00", 1, chair, vote(improvement.Agree))
	approval := improvement.Approval{}
	journal, state := []improvement.Entry(nil), []byte(nil)
	s.at("2037-03-09 12:00", func() {
		approval = *s.rec.approval(approvalOf(1))
		journal, state = s.rec.journal(approvalOf(1)), s.rec.states[approvalOf(1)]
	})
	s.cancel("2037-03-10 10:00")
	s.play()
	s.cancelled()
	// As if the engine's store was lost and nothing was withdrawn.
	s.rec.journals[approvalOf(1)], s.rec.states[approvalOf(1)] = journal, state

	again := s.resumed()
	votes := []*answer{
		again.approval("2037-03-11 10:00", 1, memberOne, vote(improvement.Agree)),
		again.approval("2037-03-11 10:10", 1, memberTwo, vote(improvement.Agree)),
	}
	again.test("2037-06-10 10:00", lwo, &improvement.CheckGain{Held: "partly", Says: words(lwo)})
	again.play()
	again.ended()
	again.filed(votes...)
	after := s.rec.approval(approvalOf(1))
	if after.Result.Verdict != improvement.Agreed || after.Deadline != approval.Deadline || after.Round != 1 {
		t.Errorf("%s by %s in round %d, want agreed by %s in round 1", after.Result.Verdict, after.Deadline, after.Round, approval.Deadline)
	}
}

// An approval that is ended from outside is started again and goes on from the
// record: no vote is lost.
func TestAnApprovalEndedFromOutsideGoesOn(t *testing.T) {
	s := newStory(t)
	starts := 0
	s.prepare = append(s.prepare, func(env *testsuite.TestWorkflowEnvironment) {
		env.RegisterWorkflowWithOptions(func(ctx workflow.Context, start workflows.ApprovalStart) (improvement.Result, error) {
			if starts++; starts > 1 {
				return workflows.Approval(ctx, start)
			}
			workflow.Go(ctx, func(ctx workflow.Context) { _, _ = workflows.Approval(ctx, start) })
			workflow.GetSignalChannel(ctx, "end").Receive(ctx, nil)
			return improvement.Result{}, temporal.NewNonRetryableApplicationError("ended from outside", "ended", nil)
		}, workflow.RegisterOptions{Name: workflows.ApprovalName, DisableAlreadyRegisteredCheck: true})
	})
	s.cycle("2037-03-02", 1, abandon())
	first := s.approval("2037-03-09 10:00", 1, chair, vote(improvement.Agree))
	s.at("2037-03-09 11:00", func() {
		if err := s.env.SignalWorkflowByID(string(approvalOf(1)), "end", nil); err != nil {
			t.Error(err)
		}
	})
	meanwhile := s.test("2037-03-09 11:00", volunteer, points("2037-02-02", 3))
	votes := []*answer{
		first, meanwhile,
		s.approval("2037-03-09 12:00", 1, memberOne, vote(improvement.Agree)),
		s.approval("2037-03-09 12:10", 1, memberTwo, vote(improvement.Agree)),
	}
	s.play()
	s.ended()
	s.filed(votes...)
	if opened := s.rec.events(approvalOf(1)); opened[0] != "approval-opened" || slices.Contains(opened[1:], "approval-opened") {
		t.Errorf("the approval's journal is %q", opened)
	}
}

// Where nobody belongs to the LMG there is no approval to open. The test waits
// and goes on once the members are loaded; its history stays bounded.
func TestAnLMGWithoutMembers(t *testing.T) {
	s := newStory(t)
	members := s.rec.members[east]
	s.rec.members[east] = nil
	s.cycle("2037-03-02", 1, abandon())
	s.at("2037-04-01 09:00", func() { s.rec.members[east] = members })
	returned := s.approval("2037-04-01 10:00", 1, lwo, &improvement.ReturnApproval{Reason: words(lwo)})
	again := s.test("2037-04-02 10:00", lead, abandon())
	votes := s.agreed("2037-04-03", 2)
	s.play()
	s.ended()
	s.filed(returned, again)
	s.filed(votes...)
	if told := s.rec.told(approvalOf(1), improvement.NoticeTask); !slices.Contains(told, improvement.Recipient{Person: lwo}) {
		t.Errorf("the LWO was not told that nobody can decide: %v", told)
	}
}

func TestALongHistoryStartsAfresh(t *testing.T) {
	s := newStory(t)
	s.at("2037-03-03 10:00", func() { s.env.SetContinueAsNewSuggested(true) })
	submitted := s.test("2037-03-03 10:01", lead, plan("2037-03-20"))
	agreed := s.test("2037-03-04 10:00", lwo, &improvement.AgreePlan{})
	s.cancel("2037-03-05 10:00")
	s.play()
	s.cancelled()
	s.filed(submitted, agreed)
	if s.runs != 2 {
		t.Errorf("the story took %d runs, want 2", s.runs)
	}
}

// While an approval is open the run goes on, however long its history grows.
func TestALongHistoryWaitsForAnOpenApproval(t *testing.T) {
	s := newStory(t)
	s.cycle("2037-03-02", 1, adapt(1, ""))
	s.at("2037-03-09 09:00", func() { s.env.SetContinueAsNewSuggested(true) })
	filed := s.test("2037-03-09 09:01", volunteer, points("2037-02-02", 3))
	s.at("2037-03-09 09:05", func() {
		if s.runs != 1 {
			t.Errorf("the run ended under an open approval")
		}
		s.env.SetContinueAsNewSuggested(false)
	})
	votes := s.agreed("2037-03-10", 1)
	s.cancel("2037-03-12 10:00")
	s.play()
	s.cancelled()
	s.filed(append(votes, filed)...)
}
