package improvement_test

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// wide is a name as long as they may be.
func wide(kind string, n int) string {
	return kind + strings.Repeat("x", 63-len(kind)-4) + fmt.Sprintf("%04d", n)
}

func boxed(bytes int) Words {
	return Words{By: "lead", Length: bytes / 2, Sealed: strings.Repeat("x", bytes)}
}

// until it is refused, or n times: how often was it taken?
func (s *roundStory) fill(n int, next func(i int) (Actor, RoundCommand)) int {
	s.t.Helper()
	for i := range n {
		who, c := next(i)
		if refused := s.try(who, c); refused != nil {
			if refused.Code != Invalid || !strings.Contains(refused.Message, "holds as much as it can") {
				s.t.Fatalf("%s: %v", c.CommandName(), refused)
			}
			return i
		}
	}
	return n
}

// The 501st item is refused, and so is what would leave the vote no room; but 500 items
// as they are named in work, reviewed by a panel of twelve, are not.
func TestAllTheEvidenceOfALargeRound(t *testing.T) {
	s := openedRound(t)
	for i := range 5 {
		c := putting(many(100, func(n int) ItemID { return ItemID(fmt.Sprintf("evidence/survey-2025-%03d", 100*i+n)) })...)
		s.do(officer, c)
	}
	s.refuse(officer, putting("evidence/one-more"), Invalid, "items", "501 items would be before the LMG; 500 is the most. Choose those that matter.")
	for i := range 12 {
		s.do(member(PersonID(fmt.Sprintf("member-of-east-%d", i)), east, Member), ReviewEvidence{})
	}
	if size := len(stateOf(t, s.round)); size > MaxStateSize/2 {
		t.Errorf("it has %d bytes", size)
	}
	s.verify()
}

// Whatever people fill a round with, it can be drafted, decided, published and closed,
// and no filing is too large to travel.
func TestAFullRoundIsStillDecided(t *testing.T) {
	full := fullRound(t)
	for _, oneByOne := range []bool{false, true} {
		s := full.clone(t)
		s.do(officer, PutToVote{OneByOne: oneByOne}).stands(RoundAgree)
		if size := len(stateOf(t, s.round.Request(s.round.Waiting()[0], nil).Pack)); size > MaxStateSize/2 {
			t.Errorf("the panel gets %d bytes", size)
		}
		for i := 0; len(s.round.Waiting()) > 0; i++ {
			s.conclude(s.loudest(i%2 == 0))
		}
		s.do(officer, publishing()).takeEffect().stands(RoundFollowUp)
		for _, a := range s.round.Actions {
			s.do(officer, CompleteAction{Action: a.ID})
		}
		s.stands(RoundClosed).verify()
	}
	full.declined()
}

// declined is a full round in which nothing is agreed: it can go round again, or be ended.
func (s *roundStory) declined() {
	s.t.Helper()
	s.do(officer, PutToVote{OneByOne: true})
	for len(s.round.Waiting()) > 0 {
		s.conclude(s.loudest(false))
	}
	s.stands(RoundPropose)
	s.do(officer, PutToVote{})
	s.conclude(s.loudest(false)).stands(RoundPropose)
	s.do(officer, WithdrawDraft{Priority: s.round.Drafts[0].ID, Reason: words("too dear")})
	s.do(officer, MoveRound{To: RoundGather, Reason: words("anew")})
	s.do(officer, EndRound{Reason: words("full")}).stands(RoundClosed).verify()
}

// fullRound is a round in which everything was filed that it takes.
func fullRound(t *testing.T) *roundStory {
	t.Helper()
	s := openedRound(t)
	loud := Actor{Person: PersonID(wide("o", 1)), Roles: []Membership{{Body: east, Role: LWO}, {Body: east, Role: Member}}}
	n := s.fill(12, func(int) (Actor, RoundCommand) {
		return loud, AskEvidence{Question: boxed(1500), Of: PersonID(wide("t", 1)), Due: "2026-02-20"}
	})
	put := s.fill(12, func(i int) (Actor, RoundCommand) {
		c := putting(many(40, func(n int) ItemID { return ItemID("test-of-change/" + wide("t", i) + "#" + wide("e", n)) })...)
		for j := range c.Found {
			c.Found[j].Theme, c.Found[j].Locality = ThemeID(wide("t", 1)), BodyID(wide("b", 1))
		}
		return loud, c
	})
	reviews := s.fill(6, func(i int) (Actor, RoundCommand) {
		return member(PersonID(wide("m", i)), east, Member), ReviewEvidence{}
	})
	if n < 12 || put < 10 || reviews < 1 {
		t.Fatalf("%d questions, %d times evidence, %d reviews", n, put, reviews)
	}
	s.fill(12, func(i int) (Actor, RoundCommand) {
		return officer, WaiveEvidence{Request: fmt.Sprintf("r%d", i+1), Reason: boxed(20_000)}
	})
	for _, r := range s.round.Requests {
		if r.Status == RequestOpen {
			s.do(officer, WaiveEvidence{Request: r.ID, Reason: words("known")})
		}
	}
	s.do(officer, MoveRound{To: RoundPropose})
	first := s.round.Before[0].Item
	drafts := s.fill(20, func(i int) (Actor, RoundCommand) {
		c := drafting(PriorityID(wide("p", i)), first)
		c.Statement = boxed(1500)
		return loud, c
	})
	if drafts == 0 { // evidence and reasons took all the room that there is
		t.Fatal("nothing can be drafted")
	}
	s.fill(3, func(i int) (Actor, RoundCommand) {
		var c ScoreDrafts
		for _, d := range s.round.Drafts {
			c.Scores = append(c.Scores, Importance{d.ID, 1 + i%5})
		}
		return member(PersonID(wide("m", i)), east, Member), c
	})
	return s
}

// loudest is the longest that a panel of the open ballot may say: for, or against it.
func (s *roundStory) loudest(agree bool) Result {
	s.t.Helper()
	panel, _ := seats(5)
	b := newBallot(s.t, s.now, panel).open(s.round.Request(s.round.Waiting()[0], panel))
	for i := range b.members {
		for size := 1500; b.approval.Result == nil && b.approval.Panel[i].Vote == nil; size -= 100 {
			if size < 100 {
				s.t.Fatalf("%s has no word", b.members[i].Person)
			}
			c := CastVote{Choice: Decline, Reason: boxed(30 * size)}
			if agree {
				c = CastVote{Choice: WithConditions, Reason: words("x"), Conditions: many(1+size/200, func(int) Condition { return Condition{What: boxed(size)} })}
			}
			b.try(b.members[i], c)
		}
	}
	if b.approval.Result == nil {
		s.t.Fatalf("nothing was decided: %+v", b.approval.Tally())
	}
	return *b.approval.Result
}

// Of several decisions at once each has its part of the words and the conditions.
func TestDecisionsAtOnceShareTheWords(t *testing.T) {
	for together, c := range map[int]struct{ bytes, conditions int }{0: {64 << 10, 40}, 1: {64 << 10, 40}, 4: {64 << 10, 20}, 8: {32 << 10, 10}, 20: {13107, 4}} {
		panel, _ := seats(4)
		request := asked(panel)
		request.Together = together
		b := newBallot(t, monday, panel).open(request)
		share := c.bytes / 4
		b.refuse(b.members[0], CastVote{Choice: Decline, Reason: boxed(share)}, Invalid, "reason")
		b.do(b.members[0], CastVote{Choice: Decline, Reason: boxed(share - 200)})
		one := []Condition{{What: words("x")}}
		for i := range min(c.conditions, 10) + 1 {
			vote := CastVote{Choice: WithConditions, Reason: words("x"), Conditions: many(i, func(int) Condition { return one[0] })}
			if refused := b.try(b.members[1], vote); i > 0 && i <= min(c.conditions, 10) && refused != nil {
				t.Errorf("%d together, %d conditions: %v", together, i, refused)
			}
		}
		minute := Minute{Outcome: WithConditions, Present: []PersonID{"m1", "m2", "m3"}, Reference: words("7"), Held: "2026-02-02", Reasons: []Words{words("x")}}
		minute.Conditions = many(min(c.conditions, 10)+1, func(int) Condition { return one[0] })
		b.refuse(clerk, FileMinute{Minute: minute}, Invalid, "minute.conditions")
		minute.Conditions = one
		minute.Reasons = many(9, func(int) Words { return boxed(c.bytes / 8) })
		b.refuse(clerk, FileMinute{Minute: minute}, Invalid, "minute")
		b.do(clerk, FileMinute{Minute: Minute{Outcome: Agree, Present: minute.Present, Reference: words("7"), Held: "2026-02-02"}})
	}
}
