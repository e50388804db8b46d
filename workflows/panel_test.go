package workflows_test

import (
	"slices"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// Who joins or leaves an LMG does so for the panels to come: one that is open keeps its
// members, whoever they are by then.
func TestAnOpenPanelKeepsItsMembers(t *testing.T) {
	s := newStory(t)
	all := s.cycle("2037-03-02", 1, abandon())
	s.at("2037-03-06 12:00", func() {
		s.rec.mu.Lock()
		defer s.rec.mu.Unlock()
		members := slices.DeleteFunc(slices.Clone(s.rec.members[east]), func(m improvement.Membership) bool { return m.Person == memberOne })
		s.rec.members[east] = append(members, improvement.Membership{Body: east, Person: "newcomer", Role: improvement.Member})
	})
	joined := s.approval("2037-03-09 09:00", 1, "newcomer", vote(improvement.Agree))
	all = append(all,
		s.approval("2037-03-09 10:00", 1, chair, vote(improvement.Decline)),
		s.approval("2037-03-09 10:10", 1, memberOne, vote(improvement.Decline)), // left, and decides what they were asked
		s.approval("2037-03-09 10:20", 1, memberTwo, vote(improvement.Decline)),
		s.test("2037-03-10 10:00", lead, abandon()),
	)
	left := s.approval("2037-03-11 09:00", 2, memberOne, vote(improvement.Agree))
	all = append(all,
		s.approval("2037-03-11 10:00", 2, chair, vote(improvement.Agree)),
		s.approval("2037-03-11 10:10", 2, "newcomer", vote(improvement.Agree)),
		s.approval("2037-03-11 10:20", 2, memberTwo, vote(improvement.Agree)),
	)
	s.play()
	s.filed(all...)
	s.refused(joined, improvement.NotAllowed, "as")
	s.refused(left, improvement.NotAllowed, "as")
	sits := func(n int, p improvement.PersonID) bool {
		return slices.ContainsFunc(s.rec.approval(approvalOf(n)).Panel, func(seat improvement.Seat) bool { return seat.Person == p })
	}
	if sits(1, "newcomer") || !sits(1, memberOne) || !sits(2, "newcomer") || sits(2, memberOne) {
		t.Errorf("the panels are %+v and %+v", s.rec.approval(approvalOf(1)).Panel, s.rec.approval(approvalOf(2)).Panel)
	}
}
