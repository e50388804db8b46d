package improvement_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// lapsed is an approval with a panel of n that nobody voted on.
func lapsed(t reporter, n int) *ballot {
	t.Helper()
	b := opened(t, n)
	b.until(at("2026-02-24 08:00"))
	b.wants(ApprovalLapsed, "")
	return b
}

func TestAnInquorateVoteLapsesAfterItsExtension(t *testing.T) {
	b := lapsed(t, 5)
	task := b.approval.Tasks()[0]
	if task.Kind != TaskLapsed || task.Owner != "officer" || task.Due != "2026-03-03" || !task.Opened.Equal(at("2026-02-24 00:00")) {
		t.Errorf("got %+v, want the LWO to settle it in five working days", task)
	}
	lapse := b.heard[len(b.heard)-1]
	if lapse.Kind != NoticeLapsed || nameOf(lapse.To) != "east/chair" || lapse.Due != "2026-03-03" {
		t.Errorf("told %+v", lapse)
	}
	b.refuse(b.members[0], ballotOf(Agree), WrongStage, "")
	b.until(at("2026-12-01 12:00")) // it waits, without a silent default
	b.wants(ApprovalLapsed, "")
	for _, who := range []Actor{lead, chair, clerk, foreign, b.members[0], admin} {
		b.refuse(who, ReopenApproval{}, NotAllowed, "as")
		b.refuse(who, ReturnApproval{Reason: words("x")}, NotAllowed, "as")
	}
	b.verify()
}

func TestALapsedApprovalIsReopened(t *testing.T) {
	b := lapsed(t, 5)
	b.refuse(officer, ReopenApproval{Deadline: "2026-02-23"}, Invalid, "deadline")
	b.do(officer, ReopenApproval{})
	if b.approval.Deadline != "2026-03-10" || b.approval.Round != 2 || b.approval.Extended || b.approval.SettleBy != "" {
		t.Errorf("got %+v", b.approval)
	}
	if got := b.told(NoticeTask); len(got) != 5 {
		t.Errorf("told %v", got)
	}
	b.vote(3, Agree)
	b.until(at("2026-03-18 08:00")) // extended and lapsed once more
	b.wants(ApprovalLapsed, "")
	b.do(officer2, ReopenApproval{Deadline: "2026-03-18"})
	if got := b.told(NoticeReopened); !slices.Equal(got, []string{"m1", "m2", "m3", "m4", "m5"}) {
		t.Errorf("told %v; whoever voted may change it", got)
	}
	b.vote(4, Agree)
	b.vote(5, Agree) // the vote of the second round stands
	b.wants(ApprovalClosed, Agreed)
	b.verify()
}

// All have voted and are divided: nobody has a task, yet all hear that it is open again.
func TestAReopeningIsHeardWhereAllHaveVoted(t *testing.T) {
	panel, _ := seats(6)
	panel[0].Interest, panel[1].Interest = true, true // no casting vote
	b := openedWith(t, panel)
	b.vote(3, Agree)
	b.vote(4, Agree)
	b.vote(5, MoreEvidence)
	b.vote(6, MoreEvidence)
	b.until(at("2026-02-24 08:00"))
	b.wants(ApprovalLapsed, "")
	b.do(officer, ReopenApproval{})
	b.wants(ApprovalOpen, "")
	if told, tasks := b.told(NoticeReopened), b.approval.Tasks(); !slices.Equal(told, []string{"m3", "m4", "m5", "m6"}) || len(tasks) > 0 {
		t.Errorf("told %v, tasks %+v", told, tasks)
	}
}

// An interest that is declared while it is lapsed can settle the votes that stand:
// they decide as it is reopened, and nobody waits for votes that change nothing.
func TestAnInterestDeclaredWhileLapsedSettlesIt(t *testing.T) {
	b := opened(t, 6) // quorum 4
	b.vote(3, Agree)
	b.vote(4, Agree)
	b.vote(5, Agree)
	b.until(at("2026-02-24 08:00"))
	b.wants(ApprovalLapsed, "")
	b.do(b.members[5], DeclareInterest{Because: words("my class")}) // quorum 3
	b.wants(ApprovalLapsed, "")                                     // the LWO settles it
	b.do(officer, ReopenApproval{})
	b.wants(ApprovalClosed, Agreed)
	if told := b.told(NoticeReopened); len(told)+len(b.told(NoticeTask)) > 0 || len(b.told(NoticeDecision)) != 6 {
		t.Errorf("told %+v", b.notices)
	}
	b.verify()
}

// A meeting held while it was lapsed decides, though its minute comes after the reopening.
func TestAMinuteOfAMeetingBeforeTheReopening(t *testing.T) {
	b := lapsed(t, 5)
	b.until(at("2026-02-26 12:00"))
	b.do(officer, ReopenApproval{})
	b.until(at("2026-03-16 12:00"))
	minute := Minute{Outcome: Agree, Present: []PersonID{"m1", "m2", "m3"}, Reference: words("7.3"), Held: "2026-02-01"}
	if refused := b.refuse(clerk, FileMinute{Minute: minute}, Invalid, "minute.held"); !strings.Contains(refused.Message, "between Mon 2 Feb 2026") {
		t.Error(refused.Message)
	}
	minute.Held = "2026-02-25"
	b.do(clerk, FileMinute{Minute: minute})
	b.wants(ApprovalClosed, Agreed)
	b.verify()
}

func TestALapsedApprovalIsReturned(t *testing.T) {
	b := opened(t, 5)
	refused := b.refuse(officer, ReturnApproval{Reason: words("too early")}, WrongStage, "")
	if !strings.Contains(refused.Message, "Voting is open until Mon 16 Feb 2026") {
		t.Error(refused.Message)
	}
	b.refuse(officer, ReopenApproval{}, WrongStage, "")
	b = lapsed(t, 5)
	b.refuse(officer, ReturnApproval{}, Invalid, "reason")
	b.do(officer, ReturnApproval{Reason: words("nobody has time before Easter")})
	b.wants(ApprovalClosed, Returned)
	if len(b.approval.Result.Reasons) != 1 {
		t.Errorf("result %+v", b.approval.Result)
	}
	b.verify()
}

// A deadline that an outage overran leaves time to vote, and no heap of reminders.
func TestADeadlineThatAnOutageOverran(t *testing.T) {
	b := opened(t, 5)
	b.asleep(at("2026-03-12 11:00"))
	if b.approval.Status != ApprovalOpen || b.approval.Deadline != "2026-03-18" {
		t.Fatalf("%s until %s, want five working days from now", b.approval.Status, b.approval.Deadline)
	}
	for _, n := range b.heard {
		if n.Kind != NoticeTask && n.Kind != NoticeExtended {
			t.Errorf("told %+v", n)
		}
	}
	if !b.approval.NextMoment().After(b.now) {
		t.Errorf("the next moment %v is past", b.approval.NextMoment())
	}
}
