package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// claimedStory has a step that a member of the group took over, and that was done by them.
func claimedStory(t reporter) *story {
	s := inDo(t)
	s.do(helper, ClaimStep{Step: "1.1"})
	s.do(helper, CompleteStep{Step: "1.1"})
	return s
}

func TestAMemberTakesAStepOver(t *testing.T) {
	s := inDo(t)
	if claimable := s.test.Claimable(helper); !slices.ContainsFunc(claimable, func(c Step) bool { return c.ID == "1.1" }) {
		t.Errorf("may take over %+v", claimable)
	}
	s.do(helper, ClaimStep{Step: "1.1"})
	if step := stepOf(s, "1.1"); step.Who != "helper" || !slices.Equal(step.Had, []PersonID{"teacher"}) {
		t.Errorf("got %+v", step)
	}
	if got := s.told(NoticeClaimed); !slices.Equal(got, []string{"teacher"}) {
		t.Errorf("told %v that it was taken over", got)
	}
	if got := s.told(NoticeTask); !slices.Equal(got, []string{"helper"}) {
		t.Errorf("asked %v", got)
	}
	s.refuse(helper, ClaimStep{Step: "1.1"}, Conflict, "step")
	if slices.ContainsFunc(s.test.Claimable(helper), func(c Step) bool { return c.ID == "1.1" }) {
		t.Error("one's own step is there to be taken over")
	}
	s.do(helper, CompleteStep{Step: "1.1"})
	s.refuse(helper, ClaimStep{Step: "1.1"}, WrongStage, "")
	s.refuse(helper, ClaimStep{Step: "9.9"}, NotFound, "step")
	s.verify()
}

func TestOnlyTheGroupTakesItsStepsOver(t *testing.T) {
	for _, who := range everybody {
		s := reached(t, StageDo)
		allowed := who.Is(breakfast, GroupLead, GroupMember) && who.Person != stepOf(s, "1.1").Who
		if refused := s.try(who, ClaimStep{Step: "1.1"}); (refused == nil) != allowed {
			t.Errorf("%q: %v", who.Person, refused)
		}
		s = reached(t, StageFollowUp)
		if refused := s.try(who, ClaimStep{Step: "1.c1"}); refused == nil {
			t.Errorf("%q took over what the LMG asked somebody for", who.Person)
		}
	}
	s := reached(t, StageDo)
	s.do(officer, PauseTest{Until: "2026-03-02", Reason: words("flu")})
	s.refuse(helper, ClaimStep{Step: "1.1"}, WrongStage, "")
	child := helper
	child.NamedAdult = "lead"
	s.do(officer, ResumeTest{})
	s.refuse(child, ClaimStep{Step: "1.1"}, NotAllowed, "as")
	if got := s.test.Claimable(child); len(got) > 0 {
		t.Errorf("someone under 16 may take over %+v", got)
	}
}
