package improvement_test

import (
	"fmt"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestQuorum(t *testing.T) {
	want := map[int]int{1: 3, 2: 3, 3: 3, 4: 3, 5: 3, 6: 4, 7: 4, 8: 5, 9: 5, 10: 6, 11: 6, 12: 7}
	for n, quorum := range want {
		panel, _ := seats(n + 2)
		panel[n].Interest, panel[n+1].Interest = true, true
		b := openedWith(t, panel)
		if b.approval.Quorum() != quorum || b.approval.NeedsMeeting() != (n < 3) {
			t.Errorf("panel of %d: quorum %d, meeting %v", n, b.approval.Quorum(), b.approval.NeedsMeeting())
		}
		if n < 3 {
			continue
		}
		// All but one of a quorum agree: it lapses. With one more it is agreed.
		for place := 1; place < quorum; place++ {
			b.vote(place, Agree)
		}
		b.until(at("2026-03-01 12:00"))
		b.wants(ApprovalLapsed, "")
		b.do(officer, ReopenApproval{})
		b.vote(quorum, Agree)
		b.until(at("2026-04-01 12:00"))
		b.wants(ApprovalClosed, Agreed)
	}
}

func TestTheCount(t *testing.T) {
	const a, c, m, d, o, x = Agree, WithConditions, MoreEvidence, Decline, Choice(""), Choice("interest")
	cases := []struct {
		votes []Choice // chair, deputy, members; o did not vote, x has an interest
		want  Verdict  // at the deadline; empty where it is extended
	}{
		{[]Choice{a, a, a, o, o}, Agreed},
		{[]Choice{a, c, c, d, d}, Agreed},
		{[]Choice{a, a, m, m, d}, Agreed},           // an equal top with for: the chair's
		{[]Choice{d, a, a, m, m, m}, WantsEvidence}, // for is not above half
		{[]Choice{a, a, d, d, d}, Declined},
		{[]Choice{a, a, a, m, d, d}, Declined},               // half is not above half
		{[]Choice{m, d, m, d}, WantsEvidence},                // the chair's
		{[]Choice{d, m, m, d}, Declined},                     // the chair's
		{[]Choice{o, m, m, d, d}, WantsEvidence},             // the chair did not vote: the deputy's
		{[]Choice{x, d, m, m, d}, Declined},                  // the chair has an interest: the deputy's
		{[]Choice{o, o, m, m, d, d}, ""},                     // neither voted
		{[]Choice{a, o, m, m, d, d}, ""},                     // the chair's vote is not among the equals
		{[]Choice{a, a, d, d}, Agreed},                       // an equal top with for
		{[]Choice{d, a, a, d}, Declined},                     //
		{[]Choice{o, a, a, d, d}, Agreed},                    // the deputy's
		{[]Choice{a, a, m, d}, ""},                           // for is half; more evidence and decline are equal
		{[]Choice{m, a, a, d}, WantsEvidence},                //
		{[]Choice{a, a, o, o, o, o}, ""},                     // two of six: no quorum
		{[]Choice{a, a, x, x, a}, Agreed},                    // three of three
		{[]Choice{x, x, d, d, d, o}, Declined},               // three of four
		{[]Choice{o, o, o, o, o}, ""},                        //
		{[]Choice{m, m, a, a, d, d}, WantsEvidence},          // three equals
		{[]Choice{a, d, m, m, a, d}, Agreed},                 //
		{[]Choice{x, o, a, a, d, d, o, o, a}, Agreed},        // five of eight
		{[]Choice{x, o, a, a, d, d, o, o, o}, ""},            // four of eight
		{[]Choice{c, o, d, m, c, o, m, o, c}, WantsEvidence}, // half is not above half
		{[]Choice{c, o, d, m, c, o, m, d, o, c}, ""},         //
		{[]Choice{c, o, d, m, c, o, m, o, c, c}, Agreed},
	}
	for _, c := range cases {
		approval := counted(c.votes)
		events := approval.PassTime(approval.Deadline.End())
		if got := decided(events); got != c.want {
			t.Errorf("%v: got %q, want %q", c.votes, got, c.want)
		}
	}
}

// counted is an open approval with these votes.
func counted(votes []Choice) *Approval {
	panel, _ := seats(len(votes))
	for i, v := range votes {
		switch v {
		case "":
		case "interest":
			panel[i].Interest = true
		default:
			panel[i].Vote = &Vote{Choice: v, Reason: words("because"), At: monday}
		}
	}
	return &Approval{Version: 1, Request: asked(panel), Status: ApprovalOpen, Opened: monday, Deadline: "2026-02-16", Round: 1, HandledTo: monday}
}

func decided(events []Event) Verdict {
	for _, e := range events {
		if d, ok := e.(*ApprovalDecided); ok {
			return d.Result.Verdict
		}
	}
	return ""
}

// tellers count votes once more, written from the design alone. The chair is
// first, the deputy second.
func tellers(votes []Choice) Verdict {
	quorum, eligible, in := 0, 0, map[Verdict]int{}
	says := func(c Choice) Verdict {
		return map[Choice]Verdict{Agree: Agreed, WithConditions: Agreed, MoreEvidence: WantsEvidence, Decline: Declined}[c]
	}
	for _, v := range votes {
		if v != "interest" {
			eligible++
		}
		if says(v) != "" {
			in[says(v)]++
			quorum++
		}
	}
	if quorum < 3 || quorum <= eligible/2 {
		return ""
	}
	if in[Agreed] > quorum-in[Agreed] {
		return Agreed
	}
	tops := []Verdict{WantsEvidence, Declined}
	switch {
	case in[WantsEvidence] > in[Declined]:
		tops = tops[:1]
	case in[Declined] > in[WantsEvidence]:
		tops = tops[1:]
	}
	if in[Agreed] == in[tops[0]] {
		tops = append(tops[:len(tops):len(tops)], Agreed)
	}
	if len(tops) == 1 {
		return tops[0]
	}
	casting := says(votes[0])
	if casting == "" && len(votes) > 1 {
		casting = says(votes[1])
	}
	for _, top := range tops {
		if top == casting {
			return top
		}
	}
	return ""
}

// foregone tells the verdict that every way of the remaining votes leads to,
// trying each.
func foregone(votes []Choice) Verdict {
	for i, v := range votes {
		if v != "" {
			continue
		}
		then := append([]Choice(nil), votes...)
		then[i] = "stays away"
		verdict := foregone(then)
		for _, choice := range []Choice{Agree, MoreEvidence, Decline} {
			then[i] = choice
			if verdict == "" || foregone(then) != verdict {
				return ""
			}
		}
		return verdict
	}
	return tellers(votes)
}

// Every way in which panels of up to five members, and one of six, can vote.
func TestEarlyCloseAgainstEveryCompletion(t *testing.T) {
	closed, tried := 0, 0
	for n := 3; n <= 6; n++ {
		options := []Choice{"", Agree, MoreEvidence, Decline, "interest"}
		if n == 6 {
			options = options[:4]
		}
		votes := make([]Choice, n)
		var each func(place int)
		each = func(place int) {
			if place < n {
				for _, v := range options {
					votes[place] = v
					each(place + 1)
				}
				return
			}
			tried++
			if want := foregone(votes); tryAll(t, votes, want) && want != "" {
				closed++
			}
		}
		each(0)
	}
	t.Logf("%d of %d ways close early", closed, tried)
}

// tryAll casts each member's vote as the last and counts at the deadline.
func tryAll(t *testing.T, votes []Choice, want Verdict) bool {
	t.Helper()
	approval := counted(votes)
	if approval.NeedsMeeting() {
		return false
	}
	if got := decided(approval.PassTime(approval.Deadline.End())); got != tellers(votes) {
		t.Fatalf("%v at the deadline: got %q, want %q", votes, got, tellers(votes))
	}
	for i, v := range votes {
		if v == "" || v == "interest" {
			continue
		}
		vote := approval.Panel[i].Vote
		approval.Panel[i].Vote = nil
		who := member(PersonID(fmt.Sprintf("m%d", i+1)), east, Member)
		events, err := approval.Decide(ballotOf(v), who, monday)
		approval.Panel[i].Vote = vote
		if err != nil {
			t.Fatal(err)
		}
		if got := decided(events); got != want {
			t.Fatalf("%v after vote %d: closed as %q, want %q", votes, i+1, got, want)
		}
	}
	return true
}

// An interest that is declared may decide a vote, or undo a decision in sight.
func TestADeclaredInterestIsCountedAtOnce(t *testing.T) {
	b := opened(t, 6) // quorum 4
	b.vote(3, Agree)
	b.vote(4, Agree)
	b.vote(5, Agree)
	b.wants(ApprovalOpen, "")
	b.do(b.members[5], DeclareInterest{Because: words("my class")}) // quorum 3 of 5
	b.wants(ApprovalClosed, Agreed)
	b.verify()
}
