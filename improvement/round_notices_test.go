package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

var ofEast = []string{"east/chair", "east/deputy", "east/member"}

// hears holds who hears of the last filing, by a kind of notice, and gives one of them.
func (s *roundStory) hears(kind NoticeKind, want ...string) Notice {
	s.t.Helper()
	slices.Sort(want)
	if got := s.told(kind); !slices.Equal(got, want) {
		s.t.Errorf("of %s hear %v, want %v", kind, got, want)
	}
	i := slices.IndexFunc(s.notices, func(n Notice) bool { return n.Kind == kind })
	if i < 0 {
		return Notice{}
	}
	return s.notices[i]
}

func TestWhoHearsThatTheRoundGathersAgain(t *testing.T) {
	s := roundAt(t, RoundPropose)
	s.do(chair, MoveRound{To: RoundGather, Reason: words("Nobody asked the pupils")})
	if n := s.hears(NoticeGatherAgain, ofEast...); n.Reason != words("Nobody asked the pupils") || n.Due != s.round.Due {
		t.Errorf("they read %+v", n)
	}
	s.hears(NoticeTask, "officer")
	for _, oneByOne := range []bool{false, true} {
		s = roundAt(t, RoundPropose)
		s.do(officer, PutToVote{OneByOne: oneByOne})
		for len(s.round.Waiting()) > 0 {
			s.conclude(against(WantsEvidence, "What do pupils say?"))
		}
		if n := s.hears(NoticeGatherAgain, ofEast...); n.Reason != words("What do pupils say?") || s.round.Stage != RoundGather {
			t.Errorf("after the vote they read %+v", n)
		}
		s.verify()
	}
}

func TestWhoeverWasAskedHearsThatNoAnswerIsNeeded(t *testing.T) {
	s := openedRound(t).do(chair, asking("teacher", "2026-02-20"))
	s.do(officer, AskEvidence{Question: words("How many?"), Body: breakfast, BodyIs: Body{ID: breakfast, Kind: ActionGroup}, Due: "2026-02-20"})
	s.do(officer, WaiveEvidence{Request: "r1", Reason: words("We found it")})
	n := s.hears(NoticeWaived, "teacher")
	if n.What != s.round.Requests[0].Question || n.Reason != words("We found it") || n.Item != "r1" {
		t.Errorf("they read %+v", n)
	}
	s.do(officer, WaiveEvidence{Request: "r2", Reason: words("We found it")})
	s.hears(NoticeWaived, string(breakfast)+"/group-lead")
	// One that is open when the round ends is needed no more either; one that is settled is no news.
	s.do(officer, asking("helper", "2026-02-20")).do(officer, EndRound{Reason: words("Reorganised")})
	s.hears(NoticeRoundEnded, append([]string{"helper"}, ofEast...)...)
	s.verify()
}

// Who asked and the LWO hear that no answer came, and who was asked, of each request.
func TestWhoHearsThatARequestTimedOut(t *testing.T) {
	s := openedRound(t).do(chair, asking("teacher", "2026-02-20")).do(officer, asking("helper", "2026-02-20"))
	s.until(at("2026-03-07 12:00"))
	if s.round.Requests[0].Status != RequestTimedOut {
		t.Fatalf("requests %+v", s.round.Requests)
	}
	heard := map[string][]string{}
	causes := map[string]string{}
	for _, n := range s.heard {
		if n.Kind == NoticeTimedOut {
			heard[n.Item] = append(heard[n.Item], nameOf(n.To))
			causes[n.Item] = n.Cause
		}
	}
	if !slices.Equal(heard["r1"], []string{"officer", "chair", "teacher"}) || !slices.Equal(heard["r2"], []string{"officer", "helper"}) || causes["r1"] == causes["r2"] {
		t.Errorf("heard %v by %v", heard, causes)
	}
	s.verify()
}

func TestWhoHearsOfAnAnswer(t *testing.T) {
	s := openedRound(t).do(chair, asking("teacher", "2026-02-20")).do(officer, asking("teacher", "2026-02-20")).do(chair, asking("teacher", "2026-02-20"))
	s.do(teacher, answering("r1", "evidence/x"))
	s.hears(NoticeAnswered, "chair", "officer")
	s.do(officer, answering("r2", "evidence/y")) // for them: nobody else waits
	s.hears(NoticeAnswered)
	s.do(officer, WaiveEvidence{Request: "r3", Reason: words("x")}).do(teacher, answering("r3", "evidence/z"))
	s.hears(NoticeAnswered, "chair") // the LWO has it as a task
	s.hears(NoticeTask, "officer")
	s.verify()
}

// A panel that is deciding hears of what came late.
func TestThePanelHearsOfALateAnswer(t *testing.T) {
	s := openedRound(t).do(officer, asking("teacher", "2026-02-20")).do(officer, WaiveEvidence{Request: "r1", Reason: words("x")})
	s.toPropose().drafts("meals").do(officer, PutToVote{})
	s.do(teacher, answering("r1", "evidence/x"))
	if n := s.hears(NoticeLateAnswer, ofEast...); n.What != s.round.Requests[0].Question {
		t.Errorf("they read %+v", n)
	}
	s.hears(NoticeAnswered)
	s.verify()
}
