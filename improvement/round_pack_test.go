package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// inRoundVote is a round in its second vote, one by one, with the approval of its second
// ballot: scored, asked and answered.
func inRoundVote(t *testing.T) (*roundStory, *ballot) {
	t.Helper()
	s := openedRound(t).do(officer, asking("teacher", "2026-02-20")).do(officer, asking("helper", "2026-02-20"))
	s.do(officer, WaiveEvidence{Request: "r2", Reason: words("x")}).do(teacher, answering("r1", "evidence/x"))
	s.toPropose().drafts("meals", "warm", "third").do(chair, scoring("meals", 5, "warm", 2)).do(voter, scoring("warm", 4))
	s.do(officer, PutToVote{OneByOne: true})
	for range 3 {
		s.conclude(against(Declined, "not yet"))
	}
	s.do(officer, PutToVote{OneByOne: true})
	panel, _ := seats(3)
	b := newBallot(t, s.now, panel).open(s.round.Request(s.round.Waiting()[1], panel))
	return s, b
}

func TestAPackOfARoundStaysAsItWas(t *testing.T) {
	s, b := inRoundVote(t)
	if d := b.approval.Pack.Drafts; len(d) != 1 || d[0].ID != "warm" || len(d[0].Scores) != 2 || d[0].Verdict != "" {
		t.Fatalf("the panel gets %+v", d)
	}
	live := s.round.Request(s.round.Waiting()[1], nil) // held in memory, as by the run that asked
	before := string(stateOf(t, live))
	// All that may be filed to the round meanwhile, and after.
	s.do(helper, answering("r2", "evidence/late"))
	s.conclude(agreed()).conclude(against(Declined, "too dear")).conclude(agreed())
	s.do(officer, MoveRound{To: RoundPropose, Reason: words("warm anew")})
	s.do(voter, scoring("warm", 1)).do(chair, ReviewEvidence{}).do(chair, scoring("warm", 1))
	if after := string(stateOf(t, live)); after != before {
		t.Errorf("what the panel was given changed:\n%s\n%s", before, after)
	}
	if same, err := b.approval.PackRecomputed(s.journal); !same || err != nil {
		t.Errorf("computed again: %t, %v", same, err)
	}
	was, err := RoundAt(s.journal, b.approval.Pack.Version)
	if err != nil || was.Stage != RoundAgree || len(was.Waiting()) != 3 {
		t.Errorf("the round was %+v, %v", was, err)
	}
	s.verify()
	b.verify()
}

// Nothing of a pack can be another without being found out, with a hash of its own or
// not.
func TestAPackOfARoundThatWasAltered(t *testing.T) {
	for name, alter := range map[string]func(a *Approval){
		"its version":        func(a *Approval) { a.Pack.Version-- },
		"a later version":    func(a *Approval) { a.Pack.Version += 100 },
		"no version":         func(a *Approval) { a.Pack.Version = 0 },
		"a score":            func(a *Approval) { a.Pack.Drafts[0].Scores[0].Importance = 1 },
		"the statement":      func(a *Approval) { a.Pack.Drafts[0].Statement = words("else") },
		"another draft":      func(a *Approval) { a.Pack.Drafts[0].ID = "meals" },
		"no draft":           func(a *Approval) { a.Pack.Drafts = nil },
		"evidence left out":  func(a *Approval) { a.Pack.Before = a.Pack.Before[1:] },
		"an answer":          func(a *Approval) { a.Pack.Requests[0].Status = RequestWaived },
		"another's approval": func(a *Approval) { a.Subject = "approval/priority-setting/east/2026/4" },
		"no such approval":   func(a *Approval) { a.Subject = "approval/priority-setting/east/2026/9" },
		"a test's proposal":  func(a *Approval) { act := adopt(); a.Pack.Act = &act },
	} {
		t.Run(name, func(t *testing.T) {
			s, b := inRoundVote(t)
			a, err := RestoreApproval(stateOf(t, b.approval))
			if err != nil {
				t.Fatal(err)
			}
			alter(a)
			if same, err := a.PackRecomputed(s.journal); same && err == nil {
				t.Error("it passes for the pack that was frozen")
			}
			a.Pack = rehashed(t, a.Pack)
			if same, err := a.PackRecomputed(s.journal); same && err == nil {
				t.Error("with a hash of its own it passes for the pack that was frozen")
			}
		})
	}
	t.Run("its hash", func(t *testing.T) {
		s, b := inRoundVote(t)
		b.approval.Pack.Hash = "0"
		if same, _ := b.approval.PackRecomputed(s.journal); same {
			t.Error("it passes for the pack that was frozen")
		}
	})
}

// A journal that was tampered with is an error, not a crash.
func TestAPackOfAJournalThatDoesNotFold(t *testing.T) {
	s, b := inRoundVote(t)
	for i := range s.journal[:b.approval.Pack.Version] {
		cut := slices.Delete(slices.Clone(s.journal), i, i+1)
		same, err := b.approval.PackRecomputed(cut)
		seen := slices.Contains([]string{"evidence-asked", "evidence-answered", "evidence-put", "priority-drafted", "drafts-scored"}, s.journal[i].Event.EventName())
		if same && err == nil && seen {
			t.Errorf("without entry %d (%s) it passes", i+1, s.journal[i].Event.EventName())
		}
	}
	if _, err := RoundAt(s.journal[3:], 5); err == nil {
		t.Error("half a journal was folded")
	}
	for _, version := range []int{-1, 0} {
		if p, err := RoundAt(s.journal, version); err != nil || p.Version != 0 {
			t.Errorf("at %d: %+v, %v", version, p, err)
		}
	}
	b.approval.Of = "newsletter/east/1"
	if _, err := b.approval.PackRecomputed(s.journal); err == nil {
		t.Error("a newsletter has a pack")
	}
}
