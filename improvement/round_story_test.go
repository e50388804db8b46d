package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestEveryStageOfARoundIsReached(t *testing.T) {
	for _, stage := range allRoundStages {
		roundAt(t, stage).verify()
	}
}

func TestOneVoteAgrees(t *testing.T) {
	s := openedRound(t)
	if got := s.told(NoticeRoundOpened); !slices.Equal(got, []string{"east/chair", "east/deputy", "east/member"}) {
		t.Errorf("told %v", got)
	}
	s.do(officer, asking("teacher", "2026-02-20")).do(teacher, answering("r1", "evidence/register"))
	s.toPropose().drafts("meals", "warm")
	s.do(voter, ReviewEvidence{}).do(chair, ReviewEvidence{Items: []ItemID{"evidence/meals"}})
	s.do(chair, scoring("meals", 5, "warm", 2)).do(voter, scoring("meals", 4))
	s.do(chair, PutToVote{})
	b := s.round.Waiting()[0]
	request := s.round.Request(b, nil)
	if request.Subject != "approval/priority-setting/east/2026/1" || request.By != "2026-04-10" || request.Title != words("Priorities 2026") || request.Together != 1 {
		t.Errorf("asked %+v", request)
	}
	if len(request.Pack.Drafts) != 2 || len(request.Pack.Before) != 3 || len(request.Pack.Requests) != 1 || request.Pack.Drafts[0].Scores[0].Importance != 5 {
		t.Errorf("the panel gets %+v", request.Pack)
	}
	s.conclude(agreed()).stands(RoundPublish)
	if got := s.statuses(); got != "meals agreed, warm agreed" {
		t.Error(got)
	}
	s.do(officer, publishing())
	if got := s.told(NoticePriorities); !slices.Equal(got, []string{"east-network/network-member", "east/chair", "east/deputy", "east/member"}) {
		t.Errorf("told %v", got)
	}
	effects := s.round.Effects()
	if len(effects) != 3 || effects[2].Priority != "ready-to-learn" || effects[2].Event.(*PrioritySettled).Fate != Completed {
		t.Fatalf("effects %+v", effects)
	}
	p := effects[0].Event.(*PriorityRecorded).Priority
	if p.ID != "meals" || p.LMG != east || p.Round != "priority-setting/east/2026" || p.Strategic != "The best start" || !slices.Equal(p.Evidence, []ItemID{"evidence/meals"}) || !slices.Equal(p.Localities, []BodyID{forres}) {
		t.Errorf("agreed %+v", p)
	}
	s.takeEffect().stands(RoundClosed)
	if s.round.Told != 3 || s.round.Summary().Outcome != "published" || s.round.TakeEffect(1, nil) != nil {
		t.Errorf("closed as %+v", s.round.Summary())
	}
	s.verify()
}

// One by one, one is declined: it is proposed anew, and agreed, with what was agreed
// before.
func TestOneByOneWithOneDeclined(t *testing.T) {
	s := openedRound(t).toPropose().drafts("meals", "warm")
	s.do(officer, PutToVote{OneByOne: true})
	second := s.round.Request(s.round.Waiting()[1], nil)
	if second.Title != words("Nobody learns hungry: warm") || second.Subject != "approval/priority-setting/east/2026/2" || len(second.Pack.Drafts) != 1 || second.Together != 2 {
		t.Errorf("asked %+v", second)
	}
	s.conclude(agreed()).stands(RoundAgree)
	if s.round.Conclude("approval/priority-setting/east/2026/1", agreed(), s.now) != nil {
		t.Error("a ballot was decided twice")
	}
	s.conclude(against(Declined, "too dear", "too soon")).stands(RoundPublish)
	heard := slices.IndexFunc(s.notices, func(n Notice) bool { return n.Kind == NoticeDecision })
	if n := s.notices[heard]; n.Title != words("Nobody learns hungry: warm") || n.Cause != "approval/priority-setting/east/2026/2/decided" || n.To.Person != "officer" {
		t.Errorf("the LWO hears %+v", n)
	}
	d := s.round.Drafts[1]
	if s.statuses() != "meals agreed, warm not-agreed" || d.Verdict != Declined || len(d.Reasons) != 2 || s.round.Declined != nil {
		t.Fatalf("%s: %+v", s.statuses(), d)
	}
	s.do(officer, MoveRound{To: RoundPropose, Reason: words("warm, for less")})
	s.do(voter, drafting("warm", "voice/v-1")).do(officer, PutToVote{})
	if got := s.round.Waiting(); len(got) != 1 || !slices.Equal(got[0].Drafts, []PriorityID{"warm"}) || got[0].Approval != "approval/priority-setting/east/2026/3" {
		t.Fatalf("ballots %+v", got)
	}
	s.conclude(agreed()).do(officer, publishing()).takeEffect().stands(RoundClosed)
	if got := s.statuses(); got != "meals agreed, warm agreed" || len(s.round.Effects()) != 3 {
		t.Error(got)
	}
	s.verify()
}

func TestMoreEvidenceLeadsBackToGathering(t *testing.T) {
	s := roundAt(t, RoundAgree)
	s.now = at("2026-04-09 12:00")
	s.conclude(against(WantsEvidence, "What do pupils say?")).stands(RoundGather)
	if s.round.Due != "2026-04-23" || len(s.round.Sought) != 1 || s.statuses() != "meals draft, warm draft" {
		t.Errorf("until %s, sought %v, %s", s.round.Due, s.round.Sought, s.statuses())
	}
	s.do(officer, putting("voice/v-9")).do(officer, MoveRound{To: RoundPropose}).do(officer, PutToVote{})
	if s.round.Sought != nil {
		t.Error("what an earlier vote asked for stands in a later one")
	}
	s.conclude(agreed()).stands(RoundPublish).verify()
}

func TestNothingIsAgreed(t *testing.T) {
	for _, verdict := range []Verdict{Declined, Returned} {
		s := roundAt(t, RoundAgree)
		s.conclude(against(verdict, "not now")).stands(RoundPropose)
		if s.statuses() != "meals draft, warm draft" || len(s.round.Declined) != 1 || len(s.round.Drafts[0].Reasons) != 0 {
			t.Errorf("%s: %+v", s.statuses(), s.round)
		}
		s.do(officer, WithdrawDraft{Priority: "warm", Reason: words("not now")}).do(officer, PutToVote{})
		if d := s.round.Drafts; d[0].Verdict != "" || d[1].Verdict != verdict || s.round.Declined != nil {
			t.Errorf("the earlier verdict stands: %+v", d)
		}
		s.conclude(agreed()).stands(RoundPublish).verify()
	}
}

// A panel that nobody sits on, or that lets the vote lapse, sends the drafts back; the
// round goes on.
func TestAVoteThatLapsedIsReturned(t *testing.T) {
	for _, n := range []int{0, 5} {
		s := roundAt(t, RoundAgree)
		panel, _ := seats(n)
		b := newBallot(t, s.now, panel).open(s.round.Request(s.round.Waiting()[0], panel))
		if b.approval.Deadline != "2026-04-10" {
			t.Errorf("voting until %s, want the day that was planned", b.approval.Deadline)
		}
		b.until(at("2026-04-21 12:00"))
		b.wants(ApprovalLapsed, "")
		b.do(officer, ReturnApproval{Reason: words("nobody came")})
		s.until(b.now)
		s.conclude(*b.approval.Result).stands(RoundPropose)
		if s.round.Due != "2026-04-28" {
			t.Errorf("drafting until %s", s.round.Due)
		}
		s.do(officer, EndRound{Reason: words("The LMG is set up anew")}).stands(RoundClosed).verify()
	}
}

func TestARoundIsEnded(t *testing.T) {
	for _, stage := range []RoundStage{RoundGather, RoundPropose} {
		s := roundAt(t, stage)
		if stage == RoundGather {
			s.do(officer, asking("teacher", "2026-02-20"))
		}
		s.do(chair, EndRound{Reason: words("Reorganised")}).stands(RoundClosed)
		wanted := 3 // and whoever was asked
		if stage == RoundGather {
			wanted++
		}
		if got := s.told(NoticeRoundEnded); len(got) != wanted || s.round.Summary().Outcome != "ended" || s.round.Summary().Open {
			t.Errorf("told %v; %+v", got, s.round.Summary())
		}
		if s.round.RefreshCalendar(Calendar{}) != nil || s.round.Conclude("x", agreed(), s.now) != nil {
			t.Error("a closed round goes on")
		}
		s.verify()
	}
}

// Conditions of the LMG are actions; the round closes with the last of them.
func TestConditionsBecomeActions(t *testing.T) {
	s := roundAt(t, RoundAgree)
	s.conclude(agreed(
		Condition{What: words("Ask the schools"), Who: "teacher", Due: "2026-03-20"}, Condition{What: words("Find a cook")}, Condition{What: words("Count"), Who: "helper"},
	)).do(officer, publishing()).takeEffect().stands(RoundFollowUp)
	a := s.round.Actions
	if a[1].Who != "officer" || a[1].Due != "2026-02-16" || a[0].Due != "2026-03-20" {
		t.Errorf("actions %+v", a)
	}
	s.refuse(helper, CompleteAction{Action: "a1"}, NotAllowed, "as", "Action a1 is for teacher.")
	s.do(teacher, CompleteAction{Action: "a1", Note: words("all of them")})
	s.do(officer, ChangeAction{Action: "a2", To: "helper", Due: "2026-03-02", Reason: words("knows one")})
	s.do(helper, CompleteAction{Action: "a2"}).stands(RoundFollowUp)
	s.do(officer, DropAction{Action: "a3", Reason: words("counted already")}).stands(RoundClosed).verify()
}

// What is agreed is not lost where nothing is left to vote on.
func TestWhatWasAgreedIsPublishedAfterAll(t *testing.T) {
	s := openedRound(t).toPropose().drafts("meals", "warm").do(officer, PutToVote{OneByOne: true})
	s.refuse(officer, MoveRound{To: RoundPublish}, WrongStage, "", "from either to publish where the LMG has agreed something")
	s.conclude(agreed()).conclude(against(Declined, "too dear"))
	s.do(officer, MoveRound{To: RoundPropose, Reason: words("warm anew")})
	s.do(officer, WithdrawDraft{Priority: "warm", Reason: words("too dear")})
	s.refuse(officer, PutToVote{}, WrongStage, "", "There is no draft to agree.")
	s.do(officer, MoveRound{To: RoundGather, Reason: words("once more")})
	s.do(officer, MoveRound{To: RoundPublish}).stands(RoundPublish)
	s.refuse(officer, MoveRound{To: RoundPropose, Reason: words("again")}, WrongStage, "", "back to propose where a draft is left")
	s.do(officer, publishing()).takeEffect().stands(RoundClosed)
	if got := s.round.Effects(); len(got) != 2 || got[0].Priority != "meals" {
		t.Errorf("effects %+v", got)
	}
	s.verify()
	// A draft that is left can still be taken up again.
	s = openedRound(t).toPropose().drafts("meals", "warm").do(officer, PutToVote{OneByOne: true})
	s.conclude(agreed()).conclude(against(Declined, "too dear"))
	s.do(officer, MoveRound{To: RoundPropose, Reason: words("warm anew")}).do(officer, MoveRound{To: RoundPublish})
	s.do(officer, MoveRound{To: RoundPropose, Reason: words("warm after all")}).do(officer, PutToVote{}).verify()
}

// What came to be hidden since it was cited is nothing to decide by: a draft that rests on
// that alone is not put to the vote. One that rests on more is.
func TestADraftThatRestsOnNothingAnyMoreIsNotPutToTheVote(t *testing.T) {
	s := roundAt(t, RoundPropose)
	var all []ItemID
	for _, d := range s.round.Drafts {
		all = append(all, d.Evidence...)
	}
	s.refuse(officer, PutToVote{Gone: all}, Invalid, "evidence", "can no longer be read")
	s.do(voter, drafting(s.round.Drafts[0].ID, append(s.round.Drafts[0].Evidence, "evidence/other")...))
	s.refuse(officer, PutToVote{Gone: all}, Invalid, "evidence", string(s.round.Drafts[1].ID))
	s.do(officer, PutToVote{Gone: []ItemID{"evidence/other"}}).stands(RoundAgree)
}

// What the LMG has agreed is published: nobody ends the round over it.
func TestWhatIsAgreedIsNotEnded(t *testing.T) {
	s := roundAt(t, RoundPublish)
	s.refuse(officer, EndRound{Reason: words("no")}, WrongStage, "", "This is done in the stage gather or propose.")
	s = roundAt(t, RoundPropose)
	s.do(officer, PutToVote{OneByOne: true}).conclude(agreed())
	for len(s.round.Waiting()) > 0 {
		s.conclude(against(Declined, "too dear"))
	}
	s.do(officer, MoveRound{To: RoundPropose, Reason: words("cheaper")})
	s.refuse(officer, EndRound{Reason: words("no")}, WrongStage, "", "publish that")
}
