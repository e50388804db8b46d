package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// What comes after a pack was frozen is told beside it, and leaves it as it was.
func TestWhatCameSinceAPackOfARoundWasFrozen(t *testing.T) {
	s, b := inRoundVote(t)
	pack := func() string { return string(stateOf(t, b.approval.Pack)) }
	frozen := pack()
	if since := s.round.ChangedSince(b.approval.Pack); !since.Empty() {
		t.Errorf("at once there is %+v", since)
	}
	s.do(voter, ReviewEvidence{Items: []ItemID{"evidence/meals"}})
	if since := s.round.ChangedSince(b.approval.Pack); !since.Empty() {
		t.Errorf("that a member read what they were given is news: %+v", since)
	}
	s.do(helper, answering("r2", "evidence/late", "evidence/meals"))
	since := s.round.ChangedSince(b.approval.Pack)
	if since.Empty() || len(since.Answers) != 1 || since.Answers[0].ID != "r2" || !since.Answers[0].Late ||
		len(since.Before) != 1 || since.Before[0].Item != "evidence/late" {
		t.Errorf("after a late answer there is %+v", since)
	}
	s.do(officer, SeeLate{Request: "r2", Says: words("One more school")})
	if since = s.round.ChangedSince(b.approval.Pack); len(since.Answers) != 1 || since.Answers[0].Seen != words("One more school") {
		t.Errorf("what it changes is not told: %+v", since)
	}
	if pack() != frozen {
		t.Error("the pack changed")
	}
	if same, err := b.approval.PackRecomputed(s.journal); !same || err != nil {
		t.Errorf("computed again: %t, %v", same, err)
	}
	s.verify()
}

// A late answer that was there when the pack was frozen is no news; what is said of it later is.
func TestALateAnswerInThePack(t *testing.T) {
	s := openedRound(t).do(officer, asking("teacher", "2026-02-20")).do(officer, WaiveEvidence{Request: "r1", Reason: words("x")})
	s.do(teacher, answering("r1", "evidence/x")).toPropose().drafts("meals").do(officer, PutToVote{})
	pack := s.round.Request(s.round.Waiting()[0], nil).Pack
	if since := s.round.ChangedSince(pack); !since.Empty() {
		t.Errorf("what the panel was given is news: %+v", since)
	}
	s.do(officer, SeeLate{Request: "r1", Says: words("Nothing")})
	if since := s.round.ChangedSince(pack); len(since.Answers) != 1 || len(since.Before) != 0 {
		t.Errorf("there is %+v", since)
	}
}

// Who is deciding may read what came late, and say so.
func TestALateAnswerIsReviewedDuringTheVote(t *testing.T) {
	s, _ := inRoundVote(t)
	s.do(helper, answering("r2", "evidence/late")).do(voter, ReviewEvidence{Items: []ItemID{"evidence/late"}})
	i := slices.IndexFunc(s.round.Before, func(b Before) bool { return b.Item == "evidence/late" })
	if got := s.round.Before[i].Reviewed; !slices.Equal(got, []PersonID{"voter"}) {
		t.Errorf("reviewed by %v", got)
	}
	s.verify()
}

// The panel that was told of a late answer hears what it changes.
func TestThePanelHearsWhatALateAnswerChanges(t *testing.T) {
	s, _ := inRoundVote(t)
	s.do(helper, answering("r2", "evidence/late")).do(officer, SeeLate{Request: "r2", Says: words("One more school")})
	if n := s.hears(NoticeLateSeen, ofEast...); n.Reason != words("One more school") || n.What != s.round.Requests[1].Question {
		t.Errorf("they read %+v", n)
	}
	// Nobody is deciding: it stands in the round.
	s = openedRound(t).do(officer, asking("teacher", "2026-02-20")).do(officer, WaiveEvidence{Request: "r1", Reason: words("x")})
	s.do(teacher, answering("r1", "evidence/x")).do(officer, SeeLate{Request: "r1", Says: words("Nothing")})
	s.hears(NoticeLateSeen)
	s.verify()
}
