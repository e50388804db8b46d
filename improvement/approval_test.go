package improvement_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestAVoteNamesTheFieldAtFault(t *testing.T) {
	why := words("because")
	one := []Condition{{What: words("Tell the parents")}}
	cases := []struct {
		name  string
		vote  CastVote
		field string
		says  string
	}{
		{"no choice", CastVote{}, "choice", "agree, conditions, more-evidence or decline"},
		{"a strange choice", CastVote{Choice: "abstain"}, "choice", `"abstain" is not a choice`},
		{"agree with conditions", CastVote{Choice: Agree, Conditions: one}, "choice", "Vote conditions"},
		{"conditions without any", CastVote{Choice: WithConditions, Reason: why}, "conditions", "at least one"},
		{"conditions without a reason", CastVote{Choice: WithConditions, Conditions: one}, "reason", "why these conditions"},
		{"more evidence without a reason", CastVote{Choice: MoreEvidence}, "reason", "which evidence"},
		{"decline without a reason", CastVote{Choice: Decline}, "reason", "learn from it"},
		{"a long reason", CastVote{Choice: Agree, Reason: long()}, "reason", "20000"},
		{"an empty condition", CastVote{Choice: WithConditions, Reason: why, Conditions: []Condition{{}}}, "conditions.what", "must be done"},
		{"a condition of yesterday", CastVote{Choice: WithConditions, Reason: why, Conditions: []Condition{{What: why, Due: "2026-02-01"}}}, "conditions.due", "in the past"},
		{"more evidence with conditions", CastVote{Choice: MoreEvidence, Reason: why, Conditions: one}, "conditions", "instead of more-evidence"},
		{"decline with conditions", CastVote{Choice: Decline, Reason: why, Conditions: one}, "conditions", "instead of decline"},
		{"too many conditions", CastVote{Choice: WithConditions, Reason: why, Conditions: make([]Condition, 11)}, "conditions", "10 is the most"},
	}
	b := opened(t, 5)
	for _, c := range cases {
		if refused := b.refuse(b.members[2], c.vote, Invalid, c.field); !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %s", c.name, refused.Message)
		}
	}
}

func TestWhoVotes(t *testing.T) {
	panel, _ := seats(6)
	panel[5].Interest = true // a member of the action group
	b := openedWith(t, panel)
	if b.approval.Eligible() != 5 || b.approval.Quorum() != 3 {
		t.Errorf("%d eligible, quorum %d", b.approval.Eligible(), b.approval.Quorum())
	}
	refused := b.refuse(b.members[5], ballotOf(Agree), NotAllowed, "as")
	if !strings.Contains(refused.Message, "have an interest") {
		t.Error(refused.Message)
	}
	for _, who := range []Actor{officer, clerk, lead, voter, nobody} {
		b.refuse(who, ballotOf(Agree), NotAllowed, "as")
	}
	if got := len(b.approval.Tasks()); got != 5 {
		t.Errorf("%d tasks", got)
	}
	b.refuse(b.members[2], DeclareInterest{}, Invalid, "because")
	b.refuse(b.members[2], DeclareInterest{Because: long()}, Invalid, "because")
	b.refuse(lead, DeclareInterest{Because: words("my class")}, NotAllowed, "as")
	b.refuse(b.members[5], DeclareInterest{Because: words("my class")}, Conflict, "")
	b.vote(3, Decline)
	b.do(b.members[2], DeclareInterest{Because: words("my sister's class")})
	if tally := b.approval.Tally(); tally.Cast() != 0 || b.approval.Eligible() != 4 {
		t.Errorf("the vote stands: %+v of %d", tally, b.approval.Eligible())
	}
	b.refuse(b.members[2], ballotOf(Agree), NotAllowed, "as")
	b.verify()
}

func TestThePanelIsTheLMGWithoutTheGroup(t *testing.T) {
	of := func(p PersonID, r Role) Membership { return Membership{Body: east, Person: p, Role: r} }
	lmg := []Membership{of("a", Chair), of("a", Member), of("b", Clerk), of("c", Member), of("d", Deputy), of("e", LWO), of("f", Safeguarding)}
	group := []Membership{{Body: breakfast, Person: "c", Role: GroupMember}, {Body: breakfast, Person: "d", Role: GroupLead}}
	want := []Seat{{Person: "a", Role: Chair}, {Person: "c", Role: Member, Interest: true}, {Person: "d", Role: Deputy, Interest: true}}
	if got := Panel(lmg, group); !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	want[0].Interest = true // hears for a pupil of the group
	if got := Panel(lmg, group, "a"); !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
}

// Whoever leads the test does not decide on it, having left the group or not.
func TestTheLeadHasAnInterest(t *testing.T) {
	s := reached(t, StageDecide)
	panel := []Seat{{Person: "a", Role: Chair}, {Person: "lead", Role: Member}}
	want := []Seat{{Person: "a", Role: Chair}, {Person: "lead", Role: Member, Interest: true}}
	if got := s.test.Request(panel).Panel; !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	if panel[1].Interest {
		t.Error("the caller's panel was changed")
	}
}

// Nobody can vote or meet: the LWO hears at once why, and may take it back at once.
func TestWhereNobodyMayDecideItIsTheLWOs(t *testing.T) {
	whole, _ := seats(4)
	for i := range whole {
		whole[i].Interest = true
	}
	for name, panel := range map[string][]Seat{"empty": nil, "all with an interest": whole} {
		for _, waited := range []bool{false, true} {
			b := openedWith(t, panel)
			if tasks := b.approval.Tasks(); len(tasks) != 1 || tasks[0].Kind != TaskNobody || tasks[0].Owner != "officer" || tasks[0].Role != "" {
				t.Errorf("%s: got %+v, want the LWO to see to it", name, tasks)
			}
			if waited {
				b.until(at("2026-02-24 08:00"))
				b.wants(ApprovalLapsed, "")
				if tasks := b.approval.Tasks(); b.approval.Extended || len(tasks) != 1 || tasks[0].Kind != TaskNobody {
					t.Errorf("%s: once lapsed, extended %v, got %+v", name, b.approval.Extended, tasks)
				}
			}
			minute := Minute{Outcome: Agree, Present: []PersonID{"m1", "m2", "m3", "m4"}, Reference: words("7.3"), Held: DateOf(b.now)}
			for _, c := range []ApprovalCommand{FileMinute{Minute: minute}, ReopenApproval{}} {
				if refused := b.refuse(officer, c, WrongStage, ""); !strings.Contains(refused.Message, "nobody on this panel without an interest") {
					t.Errorf("%s: %s", name, refused.Message)
				}
			}
			b.refuse(clerk, ReturnApproval{Reason: words("x")}, NotAllowed, "as")
			b.do(officer, ReturnApproval{Reason: words("everybody has a child there")})
			b.wants(ApprovalClosed, Returned)
			b.verify()
		}
	}
	// The last one without an interest may declare theirs.
	b := opened(t, 1)
	b.do(b.members[0], DeclareInterest{Because: words("my class")})
	if got := b.told(NoticeTask); !slices.Equal(got, []string{"officer"}) {
		t.Errorf("told %v", got)
	}
}

func TestAVoteMayChangeUntilItCloses(t *testing.T) {
	b := opened(t, 5)
	b.vote(3, Decline)
	b.vote(3, WithConditions)
	b.vote(3, MoreEvidence)
	b.vote(3, Agree)
	if tally := b.approval.Tally(); tally != (Tally{For: 1}) {
		t.Errorf("got %+v", tally)
	}
	b.vote(4, Agree)
	b.vote(5, Agree)
	b.wants(ApprovalClosed, Agreed)
	for _, c := range []ApprovalCommand{
		ballotOf(Decline), DeclareInterest{Because: words("x")}, FileMinute{}, ReopenApproval{}, ReturnApproval{}, HandOverApproval{},
	} {
		refused := b.refuse(b.members[0], c, WrongStage, "")
		if !strings.HasPrefix(refused.Message, "This decision was closed on Mon 2 Feb 2026.") {
			t.Error(refused.Message)
		}
	}
	if len(b.approval.Tasks()) > 0 || b.approval.Withdraw(b.now) != nil {
		t.Error("a closed approval still has something to do")
	}
	if got := b.told(NoticeDecision); len(got) != 5 {
		t.Errorf("told %v", got)
	}
	b.verify()
}

func TestConditionsAndReasonsAreGathered(t *testing.T) {
	b := opened(t, 5)
	b.vote(3, WithConditions)
	b.vote(4, WithConditions)
	b.vote(5, Agree)
	b.wants(ApprovalClosed, Agreed)
	if r := b.approval.Result; len(r.Conditions) != 2 || len(r.Reasons) != 0 || r.ByMeeting {
		t.Errorf("result %+v", r)
	}
	// A journal of an earlier release may hold conditions of one who declined.
	b = opened(t, 5)
	b.vote(3, WithConditions)
	b.file("m2", []Event{&VoteCast{Person: "m2", Vote: Vote{Choice: Decline, Reason: words("no"), Conditions: []Condition{{What: words("x")}}, At: b.now}}})
	b.vote(4, Agree)
	b.vote(5, Agree)
	b.wants(ApprovalClosed, Agreed)
	if r := b.approval.Result; len(r.Conditions) != 1 {
		t.Errorf("result %+v", r)
	}
	b = opened(t, 5)
	b.vote(3, WithConditions)
	b.vote(1, MoreEvidence)
	b.vote(2, MoreEvidence)
	b.vote(4, MoreEvidence)
	b.wants(ApprovalClosed, WantsEvidence)
	if r := b.approval.Result; len(r.Conditions) != 0 || len(r.Reasons) != 3 {
		t.Errorf("result %+v", r)
	}
}

func TestVotesAfterTheDeadline(t *testing.T) {
	b := opened(t, 5)
	if b.approval.Deadline != "2026-02-16" {
		t.Fatalf("deadline %s, want ten working days", b.approval.Deadline)
	}
	b.vote(3, Agree)
	b.until(at("2026-02-16 23:59"))
	b.vote(4, Agree)
	b.now = at("2026-02-17 00:00")
	refused := b.refuse(b.members[4], ballotOf(Agree), WrongStage, "")
	if refused.Message != "Voting ended on Mon 16 Feb 2026. The votes are being counted." {
		t.Error(refused.Message)
	}
	b.until(b.now)
	if b.approval.Status != ApprovalOpen || b.approval.Deadline != "2026-02-23" || !b.approval.Extended {
		t.Fatalf("%s until %s, want it extended by five working days", b.approval.Status, b.approval.Deadline)
	}
	if got := b.told(NoticeExtended); !slices.Equal(got, []string{"east/chair", "m1", "m2", "m5"}) {
		t.Errorf("told %v", got)
	}
	b.vote(5, Agree)
	b.wants(ApprovalClosed, Agreed)
	b.verify()
}

func TestAQuorateVoteIsCountedAtTheDeadline(t *testing.T) {
	b := opened(t, 6) // quorum 4
	b.vote(3, Agree)
	b.vote(4, Agree)
	b.vote(5, Agree)
	b.vote(6, Decline)
	b.wants(ApprovalOpen, "") // two more could still change it
	b.until(at("2026-02-16 23:59"))
	b.wants(ApprovalOpen, "")
	b.until(at("2026-02-17 00:00"))
	b.wants(ApprovalClosed, Agreed)
	b.verify()
}

func TestASmallPanelNeedsAMeeting(t *testing.T) {
	for n := 1; n <= 2; n++ {
		b := opened(t, n)
		task := b.approval.Tasks()[0]
		if !b.approval.NeedsMeeting() || task.Kind != TaskMeeting || task.Body != east || task.Role != Clerk {
			t.Errorf("panel of %d: %+v", n, task)
		}
		b.refuse(b.members[0], ballotOf(Agree), WrongStage, "")
		b.until(at("2026-02-24 08:00"))
		b.wants(ApprovalLapsed, "")
		b.refuse(officer, ReopenApproval{}, WrongStage, "")
		var present []PersonID
		for _, m := range b.members {
			present = append(present, m.Person)
		}
		b.do(clerk, FileMinute{Minute: Minute{Outcome: Agree, Present: present, Reference: words("7.3"), Held: "2026-02-23"}})
		b.wants(ApprovalClosed, Agreed)
		b.verify()
	}
	// Interests that are declared can make a panel small, too.
	b := opened(t, 4)
	b.vote(3, Agree)
	b.vote(4, Agree)
	b.do(b.members[0], DeclareInterest{Because: words("my class")})
	b.do(b.members[1], DeclareInterest{Because: words("my class")})
	b.wants(ApprovalOpen, "")
	if got := b.told(NoticeTask); !slices.Equal(got, []string{"east/clerk"}) {
		t.Errorf("told %v", got)
	}
}

func TestAMeetingDecides(t *testing.T) {
	lawful := Minute{Outcome: Agree, Present: []PersonID{"m1", "m2", "m3"}, Reference: words("7.3"), Held: "2026-02-04"}
	why := []Words{words("because")}
	one := []Condition{{What: words("Tell the parents")}}
	cases := []struct {
		name  string
		wrong func(*Minute)
		field string
		says  string
	}{
		{"no reference", func(m *Minute) { m.Reference = Words{} }, "minute.reference", "reference"},
		{"no day", func(m *Minute) { m.Held = "" }, "minute.held", "missing"},
		{"before it was opened", func(m *Minute) { m.Held = "2026-02-01" }, "minute.held", "between Mon 2 Feb 2026"},
		{"tomorrow", func(m *Minute) { m.Held = "2026-02-06" }, "minute.held", "and today"},
		{"nobody there", func(m *Minute) { m.Present = nil }, "minute.present", "0 of the panel"},
		{"two of five", func(m *Minute) { m.Present = m.Present[:2] }, "minute.present", "2 of the panel without an interest were present, 3 are needed"},
		{"the same three times", func(m *Minute) { m.Present = []PersonID{"m1", "m1", "m1"} }, "minute.present", "1 of the panel"},
		{"strangers", func(m *Minute) { m.Present = []PersonID{"x", "y", "z"} }, "minute.present", "0 of the panel"},
		{"with an interest", func(m *Minute) { m.Present = []PersonID{"m1", "m2", "m6"} }, "minute.present", "2 of the panel"},
		{"no outcome", func(m *Minute) { m.Outcome = "" }, "minute.outcome", "not a choice"},
		{"decline without reasons", func(m *Minute) { m.Outcome = Decline }, "minute.reasons", "why"},
		{"more evidence without any", func(m *Minute) { m.Outcome = MoreEvidence }, "minute.reasons", "which evidence"},
		{"a second reason that is empty", func(m *Minute) { m.Outcome, m.Reasons = Decline, append(why, Words{}) }, "minute.reasons", "leave it out"},
		{"a second reason too long", func(m *Minute) { m.Outcome, m.Reasons = Decline, append(why, long()) }, "minute.reasons", "20000"},
		{"too many reasons", func(m *Minute) { m.Reasons = make([]Words, 101) }, "minute.reasons", "100"},
		{"agreed with conditions", func(m *Minute) { m.Conditions = one }, "minute.outcome", "conditions"},
		{"declined with conditions", func(m *Minute) { m.Outcome, m.Reasons, m.Conditions = Decline, why, one }, "minute.conditions", "with an agreement only"},
		{"more evidence with conditions", func(m *Minute) { m.Outcome, m.Reasons, m.Conditions = MoreEvidence, why, one }, "minute.conditions", "with an agreement only"},
		{"conditions without any", func(m *Minute) { m.Outcome, m.Reasons = WithConditions, why }, "minute.conditions", "at least one"},
		{"an empty condition", func(m *Minute) {
			m.Outcome, m.Reasons, m.Conditions = WithConditions, why, []Condition{{}}
		}, "minute.conditions.what", "must be done"},
	}
	panel, _ := seats(6)
	panel[5].Interest = true
	b := openedWith(t, panel)
	b.until(at("2026-02-05 12:00"))
	for _, c := range cases {
		minute := lawful
		c.wrong(&minute)
		if refused := b.refuse(clerk, FileMinute{Minute: minute}, Invalid, c.field); !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %s", c.name, refused.Message)
		}
	}
	for _, who := range []Actor{lead, chair, admin, foreign, b.members[0]} {
		b.refuse(who, FileMinute{Minute: lawful}, NotAllowed, "as")
	}
	for _, who := range []Actor{clerk, officer} {
		for outcome, verdict := range map[Choice]Verdict{Agree: Agreed, WithConditions: Agreed, MoreEvidence: WantsEvidence, Decline: Declined} {
			b := openedWith(t, panel)
			b.vote(4, Decline) // the meeting's decision stands above votes
			minute := lawful
			minute.Held, minute.Outcome, minute.Reasons = "2026-02-02", outcome, why
			if outcome == WithConditions {
				minute.Conditions = one
			}
			b.do(who, FileMinute{Minute: minute})
			b.wants(ApprovalClosed, verdict)
			if r := b.approval.Result; !r.ByMeeting || len(r.Conditions) != len(minute.Conditions) {
				t.Errorf("%s: %+v", outcome, r)
			}
			b.verify()
		}
	}
}

func TestAMeetingMayDecideWhatLapsed(t *testing.T) {
	b := lapsed(t, 5)
	b.do(officer, FileMinute{Minute: Minute{
		Outcome: Decline, Present: []PersonID{"m2", "m4", "m5"}, Reference: words("7.3"), Held: "2026-02-24", Reasons: []Words{words("too dear")},
	}})
	b.wants(ApprovalClosed, Declined)
	b.verify()
}

func TestTheLWOsPartIsHandedOver(t *testing.T) {
	b := lapsed(t, 5)
	cases := []struct {
		c     HandOverApproval
		field string
	}{
		{HandOverApproval{From: "officer", Reason: words("leave")}, "to"},
		{HandOverApproval{From: "officer", To: "officer", ToRoles: officer.Roles, Reason: words("leave")}, "to"},
		{HandOverApproval{From: "m1", To: "officer-two", ToRoles: officer2.Roles, Reason: words("leave")}, "from"},
		{HandOverApproval{From: "officer", To: "voter", ToRoles: voter.Roles, Reason: words("leave")}, "to"},
		{HandOverApproval{From: "officer", To: "officer-two", ToRoles: officer2.Roles}, "reason"},
	}
	for _, c := range cases {
		b.refuse(officer, c.c, Invalid, c.field)
	}
	lawful := HandOverApproval{From: "officer", To: "officer-two", ToRoles: officer2.Roles, Reason: words("leave")}
	b.refuse(chair, lawful, NotAllowed, "as")
	b.do(admin, lawful)
	if b.approval.Tasks()[0].Owner != "officer-two" || !slices.Equal(b.told(NoticeTask), []string{"officer-two"}) {
		t.Errorf("tasks %+v, told %v", b.approval.Tasks(), b.notices)
	}
	b.verify()
}

func TestAnApprovalIsWithdrawn(t *testing.T) {
	for _, b := range []*ballot{opened(t, 5), opened(t, 1), lapsed(t, 5)} {
		b.file("", b.approval.Withdraw(b.now))
		b.wants(ApprovalClosed, Withdrawn)
		b.verify()
	}
}

func TestTheApprovalsLineInLists(t *testing.T) {
	b := opened(t, 5)
	if s := b.approval.Summary(); !s.Open || s.Stage != "open" || s.Due != "2026-02-16" || s.Parent != "test-of-change/breakfast" || s.LMG != east {
		t.Errorf("%+v", s)
	}
	b = lapsed(t, 5)
	if s := b.approval.Summary(); !s.Open || s.Stage != "lapsed" || s.Due != "2026-03-03" {
		t.Errorf("%+v", s)
	}
	b.file("", b.approval.Withdraw(b.now))
	if s := b.approval.Summary(); s.Open || s.Stage != "closed" || s.Due != "" {
		t.Errorf("%+v", s)
	}
}
