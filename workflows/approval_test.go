package workflows_test

import (
	"slices"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
)

// decision is the approval that the stories here are about.
var decision = approvalOf(1)

// newDecision is a story of an approval alone, opened on Monday 9 March 2037 and
// so due on the 23rd. Four of its five members have no interest: three are a quorum.
func newDecision(t *testing.T) *story {
	t.Helper()
	s := &story{t: t, rec: newRecord(t), now: when("2037-03-09 09:30"), subject: decision, name: workflows.ApprovalName}
	s.clock = improvement.RealClock(s.now)
	s.input = workflows.ApprovalStart{Clock: s.clock, Request: improvement.Request{
		Subject: decision, Of: club, Title: words(lwo), LMG: east, Locality: forres, Theme: theme, LWO: lwo, Lead: lead,
		Proposal: "adopt", Panel: improvement.Panel(memberships()[east], memberships()[group]),
		Terms: improvement.DefaultTerms(), Calendar: holidays{}.Around(""), Rules: improvement.CurrentRules,
	}}
	return s
}

// vote casts a vote on the decision.
func (s *story) vote(moment string, who improvement.PersonID, choice improvement.Choice) *answer {
	return s.send(moment, decision, who, vote(choice))
}

// decided holds how and when the decision came about, and that the workflow
// gave it to who asked.
func (s *story) decided(verdict improvement.Verdict, moment string) {
	s.t.Helper()
	s.ended()
	var result improvement.Result
	if err := s.env.GetWorkflowResult(&result); err != nil {
		s.t.Fatal(err)
	}
	if result.Verdict != verdict || clockTime(result.At) != moment {
		s.t.Errorf("%s at %s, want %s at %s", result.Verdict, clockTime(result.At), verdict, moment)
	}
	if onRecord := s.rec.approval(decision); !onRecord.Closed() || onRecord.Result.Verdict != verdict {
		s.t.Errorf("on record the decision is %s: %+v", onRecord.Status, onRecord.Result)
	}
}

func TestHowAPanelDecides(t *testing.T) {
	const agree, decline, evidence, conditions = improvement.Agree, improvement.Decline, improvement.MoreEvidence, improvement.WithConditions
	const wednesday, deadline = "2037-03-11 10:3", "2037-03-24 00:00"
	type cast struct {
		who    improvement.PersonID
		choice improvement.Choice
	}
	for name, c := range map[string]struct {
		interest improvement.PersonID
		votes    []cast
		verdict  improvement.Verdict
		at       string
	}{
		"no later vote can change it": {"", []cast{{memberOne, agree}, {chair, agree}, {deputy, agree}}, improvement.Agreed, wednesday + "2"},
		"above half at the deadline":  {"", []cast{{memberOne, agree}, {chair, agree}, {deputy, decline}}, improvement.Agreed, deadline},
		"conditions count as for":     {"", []cast{{memberOne, conditions}, {chair, agree}, {deputy, agree}}, improvement.Agreed, wednesday + "2"},
		"the larger of the others":    {"", []cast{{memberOne, evidence}, {memberTwo, evidence}, {deputy, decline}}, improvement.WantsEvidence, deadline},
		"all decline":                 {"", []cast{{memberOne, decline}, {chair, decline}, {deputy, decline}}, improvement.Declined, wednesday + "2"},
		"a tie is the chair's":        {"", []cast{{memberOne, agree}, {chair, agree}, {deputy, decline}, {memberTwo, decline}}, improvement.Agreed, wednesday + "3"},
		"or the deputy's":             {chair, []cast{{memberOne, agree}, {deputy, decline}, {memberTwo, evidence}}, improvement.Declined, wednesday + "2"},
		"a changed vote counts once":  {"", []cast{{memberOne, decline}, {chair, agree}, {memberOne, agree}, {deputy, agree}}, improvement.Agreed, wednesday + "3"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newDecision(t)
			if c.interest != "" {
				s.send("2037-03-10 10:00", decision, c.interest, &improvement.DeclareInterest{Because: words(c.interest)})
			}
			var all []*answer
			for i, v := range c.votes {
				moment := wednesday + string(rune('0'+i))
				if v.choice == conditions {
					all = append(all, s.send(moment, decision, v.who, conditional("2037-04-20")))
					continue
				}
				all = append(all, s.vote(moment, v.who, v.choice))
			}
			s.play()
			s.filed(all...)
			s.decided(c.verdict, c.at)
		})
	}
}

func TestVotersAreReminded(t *testing.T) {
	s := newDecision(t)
	s.vote("2037-03-17 10:00", chair, improvement.Agree)
	s.vote("2037-03-17 10:10", deputy, improvement.Agree)
	s.vote("2037-03-20 10:10", memberOne, improvement.Agree)
	s.play()
	s.decided(improvement.Agreed, "2037-03-20 10:10")
	want := []string{
		"2037-03-16 09:00 vote/chair/1 -5 [owner]", "2037-03-16 09:00 vote/deputy/1 -5 [owner]",
		"2037-03-16 09:00 vote/member-one/1 -5 [owner]", "2037-03-16 09:00 vote/member-two/1 -5 [owner]",
		"2037-03-20 09:00 vote/member-one/1 -1 [owner]", "2037-03-20 09:00 vote/member-two/1 -1 [owner]",
	}
	if got := s.rec.reminders(decision); !slices.Equal(got, want) {
		t.Errorf("reminders\n%q, want\n%q", got, want)
	}
}

// Whoever has an interest does not vote: by membership of the group, or declared.
func TestWhoHasAnInterestDoesNotVote(t *testing.T) {
	s := newDecision(t)
	byMembership := s.vote("2037-03-10 10:00", both, improvement.Agree)
	earlier := s.vote("2037-03-10 10:05", chair, improvement.Decline)
	declared := s.send("2037-03-10 10:10", decision, chair, &improvement.DeclareInterest{Because: words(chair)})
	byDeclaration := s.vote("2037-03-10 10:20", chair, improvement.Decline)
	stranger := s.vote("2037-03-10 10:30", volunteer, improvement.Agree)
	for i, who := range []improvement.PersonID{deputy, memberOne, memberTwo} {
		s.vote("2037-03-10 11:0"+string(rune('0'+i)), who, improvement.Agree)
	}
	s.play()
	s.filed(earlier, declared)
	for _, refused := range []*answer{byMembership, byDeclaration, stranger} {
		s.refused(refused, improvement.NotAllowed, "as")
	}
	s.decided(improvement.Agreed, "2037-03-10 11:02")
}

// lapsing is a story in which one votes, the vote is extended once, and lapses as
// the 30th ends: a week later than the clocks went forward.
func lapsing(t *testing.T) *story {
	s := newDecision(t)
	s.vote("2037-03-10 10:00", chair, improvement.Agree)
	s.at("2037-03-24 01:00", func() {
		if a := s.rec.approval(decision); a.Deadline != "2037-03-30" || !a.Extended {
			t.Errorf("after the first deadline it runs until %s, extended %t", a.Deadline, a.Extended)
		}
	})
	s.at("2037-03-31 01:00", func() {
		a := s.rec.approval(decision)
		if a.Status != improvement.ApprovalLapsed || a.SettleBy != "2037-04-08" {
			t.Errorf("after the second deadline it is %s, to settle by %s", a.Status, a.SettleBy)
		}
	})
	return s
}

func TestAnInquorateVoteIsExtendedOnceThenLapses(t *testing.T) {
	s := lapsing(t)
	late := s.vote("2037-04-01 10:00", memberOne, improvement.Agree)
	s.cancel("2037-04-30 10:00")
	s.play()
	s.refused(late, improvement.WrongStage, "")
	chairOf := improvement.Recipient{Body: east, Role: improvement.Chair}
	if told := s.rec.told(decision, improvement.NoticeExtended); !slices.Contains(told, chairOf) || len(told) != 4 {
		t.Errorf("told of the extension: %v", told)
	}
	if told := s.rec.told(decision, improvement.NoticeLapsed); !slices.Contains(told, chairOf) {
		t.Errorf("told of the lapse: %v", told)
	}
	var settling []string
	for _, line := range s.rec.reminders(decision) {
		if line[17:23] == "lapsed" {
			settling = append(settling, line)
		}
	}
	want := []string{
		"2037-03-31 09:00 lapsed/1 -5 [owner]", "2037-04-07 09:00 lapsed/1 -1 [owner]", "2037-04-08 09:00 lapsed/1 +0 [owner]",
		"2037-04-09 09:00 lapsed/1 +1 [owner lead]", "2037-04-13 09:00 lapsed/1 +3 [lwo]", "2037-04-17 09:00 lapsed/1 +7 [chair]",
	}
	if !slices.Equal(settling, want) {
		t.Errorf("the LWO was reminded\n%q, want\n%q", settling, want)
	}
	s.decided(improvement.Withdrawn, "2037-04-30 10:00") // never by default: only because the story was ended
}

func TestALapsedVoteIsReopened(t *testing.T) {
	s := lapsing(t)
	early := s.send("2037-03-20 10:00", decision, lwo, &improvement.ReopenApproval{})
	byChair := s.send("2037-04-01 09:30", decision, chair, &improvement.ReopenApproval{})
	reopened := s.send("2037-04-01 10:00", decision, lwo, &improvement.ReopenApproval{})
	votes := []*answer{
		reopened, s.vote("2037-04-02 10:00", memberOne, improvement.Agree), s.vote("2037-04-02 10:10", deputy, improvement.Agree),
	}
	s.play()
	s.filed(votes...)
	s.refused(early, improvement.WrongStage, "")
	s.refused(byChair, improvement.NotAllowed, "as")
	// The chair's vote of the first round stands.
	s.decided(improvement.Agreed, "2037-04-02 10:10")
}

func TestALapsedVoteIsDecidedInAMeeting(t *testing.T) {
	s := lapsing(t)
	few := s.send("2037-04-01 10:00", decision, clerk, minute(improvement.Decline, "2037-04-01", chair, memberOne, both))
	filed := s.send("2037-04-01 10:10", decision, clerk, minute(improvement.Decline, "2037-04-01", chair, memberOne, deputy))
	s.play()
	s.refused(few, improvement.Invalid, "minute.present")
	s.filed(filed)
	s.decided(improvement.Declined, "2037-04-01 10:10")
	if a := s.rec.approval(decision); !a.Result.ByMeeting || len(a.Result.Reasons) != 1 {
		t.Errorf("the meeting's decision is %+v", a.Result)
	}
}

func TestALapsedVoteIsReturned(t *testing.T) {
	s := lapsing(t)
	returned := s.send("2037-04-01 10:00", decision, lwo, &improvement.ReturnApproval{Reason: words(lwo)})
	s.play()
	s.filed(returned)
	s.decided(improvement.Returned, "2037-04-01 10:00")
}

func TestADecisionIsTakenInAMeetingWhileTheVoteIsOpen(t *testing.T) {
	s := newDecision(t)
	s.vote("2037-03-10 10:00", memberTwo, improvement.Decline)
	byMember := s.send("2037-03-12 10:00", decision, memberOne, minute(improvement.Agree, "2037-03-12", chair, deputy, memberOne))
	filed := s.send("2037-03-12 10:10", decision, lwo, minute(improvement.Agree, "2037-03-12", chair, deputy, memberOne))
	s.play()
	s.refused(byMember, improvement.NotAllowed, "as")
	s.filed(filed)
	s.decided(improvement.Agreed, "2037-03-12 10:10")
}

// A panel of which fewer than three have no interest needs a meeting.
func TestASmallPanelNeedsAMeeting(t *testing.T) {
	s := newDecision(t)
	start := s.input.(workflows.ApprovalStart)
	start.Request.Panel = start.Request.Panel[:2]
	s.input = start
	byVote := s.vote("2037-03-10 10:00", chair, improvement.Agree)
	filed := s.send("2037-03-12 10:00", decision, clerk, minute(improvement.Agree, "2037-03-12", chair, deputy))
	s.play()
	s.refused(byVote, improvement.WrongStage, "")
	s.filed(filed)
	s.decided(improvement.Agreed, "2037-03-12 10:00")
}

func TestTheLWOsPartIsHandedOver(t *testing.T) {
	s := lapsing(t)
	hand := &improvement.HandOverApproval{From: lwo, To: newLWO, ToRoles: actor(newLWO).Roles, Reason: words(lwo)}
	handed := s.send("2037-04-01 10:00", decision, lwo, hand)
	returned := s.send("2037-04-02 10:00", decision, newLWO, &improvement.ReturnApproval{Reason: words(newLWO)})
	s.play()
	s.filed(handed, returned)
	s.decided(improvement.Returned, "2037-04-02 10:00")
	if told := s.rec.told(decision, improvement.NoticeTask); !slices.Contains(told, improvement.Recipient{Person: newLWO}) {
		t.Errorf("the new LWO was not told of the task: %v", told)
	}
}

// An approval of a long history starts afresh, with its votes.
func TestAnApprovalOfALongHistoryStartsAfresh(t *testing.T) {
	s := newDecision(t)
	first := s.vote("2037-03-10 10:00", chair, improvement.Agree)
	s.at("2037-03-10 11:00", func() { s.env.SetContinueAsNewSuggested(true) })
	rest := []*answer{
		first, s.vote("2037-03-10 12:00", memberOne, improvement.Agree),
		s.vote("2037-03-11 10:00", memberTwo, improvement.Agree),
	}
	s.play()
	s.filed(rest...)
	s.decided(improvement.Agreed, "2037-03-11 10:00")
	if s.runs != 2 {
		t.Errorf("the story took %d runs, want 2", s.runs)
	}
}
