package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// roundRule says in which stages a command is for whom. Everyone else and everywhere
// else it is refused.
type roundRule struct {
	command RoundCommand
	stages  []RoundStage
	roles   []Actor
}

var (
	steerers     = []Actor{officer, officer2, chair, deputy}
	voters       = []Actor{chair, deputy, voter}
	lmgs         = []Actor{officer, officer2, chair, deputy, voter}
	whileDrafted = []RoundStage{RoundGather, RoundPropose}
	running      = allRoundStages[:len(allRoundStages)-1]
	acting       = []RoundStage{RoundPublish, RoundTakeEffect, RoundFollowUp} // where the action a1 is open
)

var roundRules = []roundRule{
	{putting("evidence/new"), whileDrafted, append([]Actor{clerk}, lmgs...)},
	{ReviewEvidence{}, []RoundStage{RoundGather, RoundPropose, RoundAgree}, lmgs},
	{asking("teacher", "2026-02-20"), whileDrafted, steerers},
	{answering("r1", "evidence/new"), running, []Actor{officer, officer2, clerk, teacher}},
	{WaiveEvidence{Request: "r2", Reason: words("known")}, whileDrafted, steerers},
	{ClaimRequest{Request: "r1"}, nil, nil}, // it waits for the teacher alone
	{MoveRound{To: RoundPropose, Reason: words("x")}, []RoundStage{RoundGather}, steerers},
	{MoveRound{To: RoundGather, Reason: words("x")}, []RoundStage{RoundPropose}, steerers},
	{MoveRound{To: RoundPublish}, nil, nil},
	{drafting("new", "evidence/meals"), []RoundStage{RoundPropose}, lmgs},
	{drafting("meals", "evidence/meals"), []RoundStage{RoundPropose}, lmgs},
	{WithdrawDraft{Priority: "warm", Reason: words("x")}, []RoundStage{RoundPropose}, lmgs}, // the voter drafted it
	{calling("2026-02-20", "chair"), []RoundStage{RoundPropose}, steerers},
	{scoring("meals", 4), []RoundStage{RoundPropose}, voters},
	{PutToVote{}, nil, nil}, // r2 is open
	{publishing(), []RoundStage{RoundPublish}, steerers},
	{EndRound{Reason: words("x")}, []RoundStage{RoundGather, RoundPropose}, steerers},
	{HandOverRound{From: "officer", To: "officer-two", ToRoles: officer2.Roles, Reason: words("leave")}, running, []Actor{officer, officer2, admin}},
	{CompleteAction{Action: "a1"}, acting, []Actor{officer, officer2, teacher}},
	{ChangeAction{Action: "a1", To: "helper", Reason: words("x")}, acting, guides},
	{DropAction{Action: "a1", Reason: words("x")}, acting, guides},
}

// withRequests is a round in a stage, with two requests: open ones, or where the LMG has
// been asked one that was waived and one that timed out.
func withRequests(t *testing.T, stage RoundStage) *roundStory {
	t.Helper()
	s := openedRound(t).do(officer, putting("evidence/meals")).do(officer, asking("teacher", "2026-02-20")).do(officer, asking("teacher", "2026-02-20"))
	early := stage == RoundGather || stage == RoundPropose
	if !early {
		s.do(officer, WaiveEvidence{Request: "r1", Reason: words("known")}).do(officer, WaiveEvidence{Request: "r2", Reason: words("known")})
	}
	if stage == RoundGather {
		return s
	}
	s.toPropose().drafts("meals", "warm")
	if early {
		return s
	}
	s.do(officer, PutToVote{})
	way := []func(){
		func() { s.conclude(agreed(Condition{What: words("Ask"), Who: "teacher"})) },
		func() { s.do(officer, publishing()) },
		func() { s.takeEffect() },
		func() { s.do(teacher, CompleteAction{Action: "a1"}) },
	}
	for _, next := range way[:slices.Index(allRoundStages, stage)-2] {
		next()
	}
	return s.stands(stage)
}

func TestWhoMayDoWhatWhenInARound(t *testing.T) {
	for _, r := range roundRules {
		name := r.command.CommandName()
		for _, stage := range allRoundStages {
			s := withRequests(t, stage)
			for _, who := range everybody {
				allowed := slices.Contains(r.stages, stage) && among(r.roles, who)
				refused := s.try(who, r.command)
				if allowed != (refused == nil) {
					t.Errorf("%s by %q in %s: allowed %v, got %v", name, who.Person, stage, allowed, refused)
				}
				plain := []Code{NotAllowed, WrongStage, NotFound, Conflict}
				if refused != nil && !slices.Contains(plain, refused.Code) {
					t.Errorf("%s by %q in %s: refused as %s", name, who.Person, stage, refused.Code)
				}
				if refused == nil {
					s.verify()
					s = withRequests(t, stage)
				}
			}
		}
	}
	tested := map[string]bool{}
	for _, r := range roundRules {
		tested[r.command.CommandName()] = true
	}
	for _, blank := range RoundCommands() {
		if name := blank.CommandName(); !tested[name] && name != (SeeLate{}).CommandName() { // see the late answers
			t.Errorf("nobody asks who may %s", name)
		}
	}
}

// Nothing is left to anybody once a round is closed, and someone under 16 files nothing.
func TestRoundCommandsThatNobodyMaySend(t *testing.T) {
	closed, open := roundAt(t, RoundClosed), roundAt(t, RoundPropose)
	young := member("kit", east, Chair, LWO)
	young.NamedAdult = "lead"
	for _, blank := range RoundCommands() {
		closed.refuse(officer, blank, WrongStage, "", "This round of priority setting was closed on Mon 2 Feb 2026.")
		open.refuse(young, blank, NotAllowed, "as", "ask lead, your named adult")
		if again, err := DecodeRoundCommand(blank.CommandName(), []byte("{}")); err != nil || again.CommandName() != blank.CommandName() {
			t.Errorf("%s: %v", blank.CommandName(), err)
		}
		if _, err := DecodeRoundCommand(blank.CommandName(), []byte("7")); refusalOf(t, err).Code != Invalid {
			t.Errorf("%s: %v", blank.CommandName(), err)
		}
	}
	if _, err := DecodeRoundCommand("vote", []byte("{}")); refusalOf(t, err).Message != `"vote" is not something one does to a round of priority setting.` {
		t.Error(err)
	}
}

// A late answer raises a flag in every stage, until somebody says what it changes; the
// round does not close before.
func TestALateAnswerRaisesAFlag(t *testing.T) {
	for _, stage := range running {
		s := withRequests(t, stage)
		if stage == RoundGather || stage == RoundPropose {
			s.do(officer, WaiveEvidence{Request: "r1", Reason: words("known")})
		}
		s.do(teacher, answering("r1", "evidence/late"))
		if r := s.round.Requests[0]; !r.Late || r.Status != RequestAnswered || r.Due != "2026-02-09" {
			t.Errorf("%s: answered %+v", stage, r)
		}
		if got := s.told(NoticeTask); !slices.Equal(got, []string{"officer"}) {
			t.Errorf("%s: told %v", stage, got)
		}
		for _, who := range []Actor{voter, clerk, teacher, admin, foreign} {
			s.refuse(who, SeeLate{Request: "r1", Says: words("x")}, NotAllowed, "as", "Only the Locality Wellbeing Officer, the chair or the deputy of east does this.")
		}
		s.refuse(officer, SeeLate{Request: "r1"}, Invalid, "says", "if only that it changes nothing")
		if stage == RoundFollowUp {
			s.do(teacher, CompleteAction{Action: "a1"}).stands(RoundFollowUp)
		}
		s.do(chair, SeeLate{Request: "r1", Says: words("Nothing")})
		if s.round.Closed() != (stage == RoundFollowUp) {
			t.Errorf("%s: then the round stands in %s", stage, s.round.Stage)
		} else if !s.round.Closed() {
			s.refuse(officer, SeeLate{Request: "r1", Says: words("x")}, Conflict, "request", "on record already")
		}
		s.verify()
	}
}

// Somebody else may write for the one who was asked: a named adult, or whoever speaks
// for the body.
func TestWhoAnswersForWhom(t *testing.T) {
	s := openedRound(t)
	adult := Actor{Person: "adult", HearsFor: []PersonID{"kit"}}
	s.do(officer, asking("kit", "2026-02-20")).do(adult, answering("r1", "evidence/x"))
	group := AskEvidence{Question: words("x"), Body: breakfast, BodyIs: Body{ID: breakfast, Kind: ActionGroup, Parent: east}, Due: "2026-02-20"}
	lmg := AskEvidence{Question: words("x"), Body: west, BodyIs: Body{ID: west, Kind: LMG}, Due: "2026-02-20"}
	s.do(officer, group)
	if got := s.told(NoticeTask); !slices.Equal(got, []string{"breakfast-group/group-lead"}) {
		t.Errorf("told %v", got)
	}
	s.do(officer, lmg)
	if got := s.told(NoticeTask); !slices.Equal(got, []string{"west/clerk"}) {
		t.Errorf("told %v", got)
	}
	s.refuse(helper, answering("r2", "evidence/x"), NotAllowed, "as", "Whoever was asked")
	s.refuse(foreign, answering("r3", "evidence/x"), NotAllowed, "as", "Whoever was asked")
	s.do(lead, answering("r2", "evidence/x")).do(member("w", west, Clerk), answering("r3", "evidence/x")).verify()
}

// Whoever drafted it, and those who steer, write a draft anew: its scores go, its author
// stays.
func TestADraftIsWrittenAnew(t *testing.T) {
	s := roundAt(t, RoundPropose).do(chair, scoring("meals", 5, "warm", 3))
	anew := drafting("meals", "voice/v-1", "evidence/new")
	anew.Statement, anew.Strategic, anew.Localities = words("A warm meal for all"), "", nil
	s.do(deputy, anew)
	d := s.round.Drafts[0]
	if d.By != "voter" || len(d.Scores) != 0 || d.Statement != words("A warm meal for all") || !slices.Equal(d.Evidence, []ItemID{"evidence/new", "voice/v-1"}) || len(s.round.Before) != 3 {
		t.Errorf("written anew: %+v", d)
	}
	if w := s.round.Drafts[1]; len(w.Scores) != 1 {
		t.Errorf("the other's scores went, too: %+v", w)
	}
	s.do(voter, WithdrawDraft{Priority: "meals", Reason: words("x")}).do(voter, drafting("meals", "evidence/meals"))
	if d := s.round.Drafts[0]; d.Status != DraftOpen || !d.Because.Empty() {
		t.Errorf("drafted again: %+v", d)
	}
	s.verify()
}
