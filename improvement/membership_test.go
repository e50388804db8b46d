package improvement_test

import (
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// Who leaves the LMG while a decision is open keeps their place on its panel, and who
// joins has none: a change of membership is for the panels to come.
func TestAnOpenPanelKeepsItsMembers(t *testing.T) {
	b := opened(t, 5)
	quorum := b.approval.Quorum()
	b.refuse(member("newcomer", east, Chair), ballotOf(Agree), NotAllowed, "as")
	b.refuse(member("newcomer", east, Member), DeclareInterest{}, NotAllowed, "as")
	for place := range 3 {
		b.members[place] = Actor{Person: b.members[place].Person} // no role is left to them
		b.vote(place+1, Agree)
	}
	if b.approval.Quorum() != quorum || len(b.approval.Panel) != 5 || b.verdict() != Agreed {
		t.Errorf("the panel is %+v, quorum %d, %q", b.approval.Panel, b.approval.Quorum(), b.verdict())
	}
}
