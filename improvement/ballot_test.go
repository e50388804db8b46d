package improvement_test

import (
	"bytes"
	"fmt"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

// ballot drives one approval.
type ballot struct {
	run
	approval *Approval
	members  []Actor
}

// seats makes a panel of n: the chair, the deputy, then members m3, m4, …
func seats(n int) ([]Seat, []Actor) {
	var panel []Seat
	var actors []Actor
	for i := 1; i <= n; i++ {
		id, role := PersonID(fmt.Sprintf("m%d", i)), Member
		switch i {
		case 1:
			role = Chair
		case 2:
			role = Deputy
		}
		panel = append(panel, Seat{Person: id, Role: role})
		actors = append(actors, member(id, east, role))
	}
	return panel, actors
}

func newBallot(t reporter, now time.Time, panel []Seat) *ballot {
	approval := new(Approval)
	b := &ballot{approval: approval}
	for _, s := range panel {
		b.members = append(b.members, member(s.Person, east, s.Role))
	}
	b.run = run{t: t, now: now, life: approval, kind: KindApproval, moments: map[time.Time]bool{}, checked: b.checkApproval}
	return b
}

func (b *ballot) open(r Request) *ballot {
	b.t.Helper()
	events, err := OpenApproval(r, b.now)
	if err != nil {
		b.t.Fatalf("OpenApproval: %v", err)
	}
	b.file("", events)
	return b
}

// opened is an open approval of an adoption with a panel of n, on a Monday.
func opened(t reporter, n int) *ballot {
	t.Helper()
	panel, _ := seats(n)
	return openedWith(t, panel)
}

func openedWith(t reporter, panel []Seat) *ballot {
	t.Helper()
	b := newBallot(t, monday, panel)
	return b.open(asked(panel))
}

func asked(panel []Seat) Request {
	of := TestSubject("breakfast")
	return Request{
		Subject: ApprovalSubject(of, 1), Of: of, Title: words("Breakfast club"), LMG: east, Locality: forres, Theme: "poverty",
		LWO: "officer", Lead: "lead", Proposal: "adopt", Panel: panel, Terms: DefaultTerms(), Calendar: holidays, Rules: CurrentRules,
	}
}

func (b *ballot) do(who Actor, c ApprovalCommand) {
	b.t.Helper()
	if refused := b.try(who, c); refused != nil {
		b.t.Fatalf("%s by %s: %v", c.CommandName(), who.Person, refused)
	}
}

func (b *ballot) try(who Actor, c ApprovalCommand) *Error {
	b.t.Helper()
	before := stateOf(b.t, b.approval)
	events, err := b.approval.Decide(c, who, b.now)
	if after := stateOf(b.t, b.approval); !bytes.Equal(before, after) {
		b.t.Fatalf("deciding %s changed the state:\n%s\n%s", c.CommandName(), before, after)
	}
	if err != nil {
		return refusalOf(b.t, err)
	}
	b.file(who.Person, events)
	return nil
}

func (b *ballot) refuse(who Actor, c ApprovalCommand, code Code, field string) *Error {
	b.t.Helper()
	refused := b.try(who, c)
	if refused == nil {
		b.t.Fatalf("%s by %s was accepted, want %s of %q", c.CommandName(), who.Person, code, field)
	}
	if refused.Code != code || refused.Field != field {
		b.t.Errorf("%s by %s: got %s of %q (%s), want %s of %q",
			c.CommandName(), who.Person, refused.Code, refused.Field, refused.Message, code, field)
	}
	return refused
}

// vote casts a member's vote, by place on the panel from 1.
func (b *ballot) vote(place int, choice Choice) {
	b.t.Helper()
	b.do(b.members[place-1], ballotOf(choice))
}

func ballotOf(choice Choice) CastVote {
	v := CastVote{Choice: choice}
	if choice != Agree {
		v.Reason = words("because: " + string(choice))
	}
	if choice == WithConditions {
		v.Conditions = []Condition{{What: words("Tell the parents")}}
	}
	return v
}

// verdict is how it ended, or empty while it has not.
func (b *ballot) verdict() Verdict {
	if b.approval.Result == nil {
		return ""
	}
	return b.approval.Result.Verdict
}

// wants fails unless the approval stands so.
func (b *ballot) wants(status ApprovalStatus, verdict Verdict) {
	b.t.Helper()
	if b.approval.Status != status || b.verdict() != verdict {
		b.t.Fatalf("got %s %q, want %s %q", b.approval.Status, b.verdict(), status, verdict)
	}
}

// checkApproval is what holds for an approval at every moment.
func (b *ballot) checkApproval() {
	b.t.Helper()
	a := b.approval
	must := func(holds bool, what string) {
		b.t.Helper()
		if !holds {
			b.t.Fatalf("%s, version %d: %s\n%s", a.Status, a.Version, what, stateOf(b.t, a))
		}
	}
	must(a.Version == b.version && a.Version == len(b.journal), "the version is the number of entries")
	must((a.Status == ApprovalClosed) == (a.Result != nil), "closed with a result")
	must((a.Status == ApprovalLapsed) == (a.SettleBy != "") || a.Status == ApprovalClosed, "lapsed with a day to settle it")
	must(a.Round >= 1 && a.Deadline.Valid(), "a round and a deadline")
	must(!a.HandledTo.After(b.now), "the watermark is not ahead of time")
	for _, s := range a.Panel {
		must(!s.Interest || s.Vote == nil, "who has an interest has no vote")
	}
	must(a.Tally().Cast() <= a.Eligible() && a.Quorum() >= 3 && 2*a.Quorum() > a.Eligible(), "votes and quorum are within the panel")
	if a.Status == ApprovalOpen {
		must(!a.NextMoment().IsZero() && !a.NextMoment().After(a.Deadline.End()), "an open vote ends at its deadline")
		voters := 0
		for _, s := range a.Panel {
			if !s.Interest && s.Vote == nil {
				voters++
			}
		}
		if a.NeedsMeeting() {
			voters = 1
		}
		must(len(a.Tasks()) == voters, "each who may vote and has not has the task")
	}
	if a.Status == ApprovalLapsed {
		must(len(a.Tasks()) == 1 && a.Tasks()[0].Owner == a.LWO, "a lapsed one is the LWO's task")
	}
	if r := a.Result; r != nil {
		must(!r.At.IsZero(), "decided at a moment")
		must(r.Verdict == Agreed || len(r.Conditions) == 0, "only an agreement has conditions")
		must(r.Verdict == Agreed || r.Verdict == Withdrawn || len(r.Reasons) > 0, "whoever does not agree says why")
	}
}
