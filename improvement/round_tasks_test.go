package improvement_test

import (
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func keys(r *run) []string {
	var all []string
	for _, task := range r.life.Tasks() {
		all = append(all, task.Key)
	}
	slices.Sort(all)
	return all
}

// The LWO hears of the stage; the chair where nothing came of it.
func TestTheLadderOfTheStagesOfARound(t *testing.T) {
	s := openedRound(t)
	s.until(at("2026-06-01 12:00"))
	sameLines(t, heardOf(&s.run, TaskGather), []string{
		"2026-02-20 09:05 GMT reminder officer", "2026-02-26 09:05 GMT reminder officer", "2026-02-27 09:05 GMT reminder officer",
		"2026-03-02 09:05 GMT overdue officer", "2026-03-04 09:05 GMT overdue officer", "2026-03-10 09:05 GMT escalated east/chair",
	})
	if !s.round.NextMoment().IsZero() {
		t.Errorf("after the last rung there is still %v", s.round.NextMoment())
	}
	s.toPropose().drafts("meals")
	if s.round.Due != "2026-06-08" {
		t.Errorf("drafting until %s, want five working days as its day has come", s.round.Due)
	}
	s.until(at("2026-06-09 12:00"))
	sameLines(t, heardOf(&s.run, TaskPropose), []string{
		"2026-06-05 09:05 BST reminder officer", "2026-06-08 09:05 BST reminder officer", "2026-06-09 09:05 BST overdue officer",
	})
	s.do(officer, PutToVote{}).conclude(agreed())
	s.until(at("2026-06-17 12:00"))
	sameLines(t, heardOf(&s.run, TaskPublish), []string{
		"2026-06-15 09:05 BST reminder officer", "2026-06-16 09:05 BST reminder officer", "2026-06-17 09:05 BST overdue officer",
	})
	s.verify()
}

// Whoever was asked is reminded, then the LWO; ten working days after its day it is given
// up, and nobody hears of it again.
func TestTheLadderOfARequest(t *testing.T) {
	s := openedRound(t).do(officer, asking("teacher", "2026-02-20"))
	if r := s.round.Requests[0]; r.GivenUp != "2026-03-06" {
		t.Errorf("given up on %s", r.GivenUp)
	}
	s.until(at("2026-06-01 12:00"))
	sameLines(t, heardOf(&s.run, TaskAnswer), []string{
		"2026-02-13 09:05 GMT reminder teacher", "2026-02-19 09:05 GMT reminder teacher", "2026-02-20 09:05 GMT reminder teacher",
		"2026-02-23 09:05 GMT overdue teacher", "2026-02-25 09:05 GMT escalated officer",
	})
	if r := s.round.Requests[0]; r.Status != RequestTimedOut || !r.Settled.Equal(at("2026-03-07 00:00")) {
		t.Errorf("request %+v", r)
	}
	// After an outage it is given up without any reminder of it.
	s = openedRound(t).do(officer, asking("teacher", "2026-02-20"))
	s.asleep(at("2026-03-09 10:00"))
	sameLines(t, heardOf(&s.run, TaskAnswer), nil)
	s.do(teacher, answering("r1", "evidence/x"))
	s.until(at("2026-06-01 12:00"))
	sameLines(t, heardOf(&s.run, TaskLateEvidence), []string{
		"2026-03-13 09:05 GMT reminder officer", "2026-03-16 09:05 GMT reminder officer", "2026-03-17 09:05 GMT overdue officer", "2026-03-19 09:05 GMT overdue officer",
	})
	s.verify()
}

// The day on which a request is given up was told; it stays when the calendar changes.
func TestADayThatWasToldStays(t *testing.T) {
	s := openedRound(t).do(officer, asking("teacher", "2026-02-20")).do(officer, asking("helper", "2026-02-23"))
	s.until(at("2026-03-07 12:00"))
	if r := s.round.Requests; r[0].Status != RequestTimedOut || r[1].Status != RequestOpen {
		t.Fatalf("requests %+v", r)
	}
	s.file("", s.round.RefreshCalendar(Calendar{Holidays: []Date{"2026-02-24"}}))
	s.until(at("2026-03-09 23:59"))
	if s.round.Requests[1].Status != RequestOpen {
		t.Error("it was given up before its day")
	}
	s.until(at("2026-03-10 00:00"))
	if s.round.Requests[1].Status != RequestTimedOut {
		t.Error("it was not given up with its day")
	}
	if s.round.RefreshCalendar(Calendar{Holidays: []Date{"2026-02-24"}}) != nil {
		t.Error("the same calendar was taken in twice")
	}
	s.verify()
}

// A member is asked until every draft is scored; what is drafted since is asked of them
// again, and they hear of it.
func TestTheLadderOfScores(t *testing.T) {
	s := roundAt(t, RoundPropose)
	s.do(officer, calling("2026-02-13", "voter", "chair", "deputy", "voter"))
	if got := s.told(NoticeTask); !slices.Equal(got, []string{"chair", "deputy", "voter"}) {
		t.Errorf("told %v", got)
	}
	s.do(chair, scoring("meals", 5))
	s.do(deputy, scoring("meals", 4, "warm", 3)).do(voter, scoring("meals", 1, "warm", 2))
	if got := keys(&s.run); !slices.Equal(got, []string{"propose/2", "score/2/1/chair"}) {
		t.Errorf("tasks %v", got)
	}
	causes := map[string]bool{}
	for range 2 { // written anew twice, and heard of twice
		s.do(voter, drafting("warm", "voice/v-1"))
		if got := s.told(NoticeTask); !slices.Equal(got, []string{"deputy", "voter"}) {
			t.Errorf("told %v", got)
		}
		for _, n := range s.notices {
			if causes[n.Cause] {
				t.Errorf("%s was told before: nobody hears it again", n.Cause)
			}
			causes[n.Cause] = true
		}
		s.do(deputy, scoring("warm", 3)).do(voter, scoring("warm", 2))
	}
	s.until(at("2026-02-27 12:00"))
	sameLines(t, heardOf(&s.run, TaskScore), []string{
		"2026-02-06 09:05 GMT reminder chair", "2026-02-12 09:05 GMT reminder chair", "2026-02-13 09:05 GMT reminder chair",
		"2026-02-16 09:05 GMT overdue chair", "2026-02-18 09:05 GMT escalated officer",
	})
	s.do(officer, calling("2026-03-13", "chair", "deputy"))
	if got := keys(&s.run); !slices.Equal(got, []string{"propose/2", "score/2/2/chair"}) {
		t.Errorf("tasks %v", got)
	}
	s.do(officer, PutToVote{})
	if got := keys(&s.run); len(got) != 0 {
		t.Errorf("tasks %v", got)
	}
	s.conclude(against(Declined, "x"))
	if got := keys(&s.run); !slices.Equal(got, []string{"propose/4"}) {
		t.Errorf("an old call for scores is open again: %v", got)
	}
	s.verify()
}

func TestTheLadderOfAnAction(t *testing.T) {
	s := roundAt(t, RoundFollowUp)
	s.until(at("2026-03-24 12:00"))
	s.do(officer, ChangeAction{Action: "a1", Due: "2026-03-27", Reason: words("Easter")})
	s.until(at("2026-05-01 12:00"))
	sameLines(t, heardOf(&s.run, TaskAction), []string{
		"2026-03-13 09:05 GMT reminder teacher", "2026-03-19 09:05 GMT reminder teacher", "2026-03-20 09:05 GMT reminder teacher", "2026-03-23 09:05 GMT overdue teacher",
		"2026-03-26 09:05 GMT reminder teacher", "2026-03-27 09:05 GMT reminder teacher", "2026-03-30 09:05 BST overdue teacher", "2026-04-01 09:05 BST escalated officer",
	})
	s.do(officer, CompleteAction{Action: "a1"}).stands(RoundClosed).verify()
}

// The LWO's part goes to another LWO: the stage, late answers, and what was asked of them.
func TestARoundIsHandedOver(t *testing.T) {
	s := openedRound(t).do(officer, asking("officer", "2026-02-20")).do(officer, asking("teacher", "2026-02-20")).do(officer, asking("teacher", "2026-02-20"))
	s.do(officer, WaiveEvidence{Request: "r3", Reason: words("x")}).do(teacher, answering("r3", "evidence/x"))
	s.do(admin, HandOverRound{From: "officer", To: "officer-two", ToRoles: officer2.Roles, Reason: words("left")})
	if got := s.told(NoticeTask); !slices.Equal(got, []string{"officer-two"}) || len(s.notices) != 3 {
		t.Errorf("told %v of %d", got, len(s.notices))
	}
	for _, task := range s.round.Tasks() {
		if task.Owner == "officer" || task.LWO != "officer-two" {
			t.Errorf("task %+v", task)
		}
	}
	s.do(officer2, HandOverRound{From: "teacher", To: "helper", Reason: words("ill")})
	if got := s.told(NoticeTask); !slices.Equal(got, []string{"helper"}) || s.round.LWO != "officer-two" {
		t.Errorf("told %v; the LWO is %s", got, s.round.LWO)
	}
	s.refuse(teacher, answering("r2", "evidence/x"), NotAllowed, "as", "Whoever was asked")
	first := s.notices[0].Cause
	s.do(officer2, HandOverRound{From: "helper", To: "teacher", Reason: words("well again")})
	s.do(officer2, HandOverRound{From: "teacher", To: "helper", Reason: words("ill again")})
	if s.notices[0].Cause == first {
		t.Error("who has it back never hears of it")
	}
	s.do(helper, answering("r2", "evidence/x"))
	// What was already answered is not handed over, and an action is.
	s.refuse(officer2, HandOverRound{From: "helper", To: "teacher", Reason: words("x")}, Invalid, "from", "has no task")
	s.verify()
	s = roundAt(t, RoundFollowUp).do(officer, HandOverRound{From: "teacher", To: "helper", Reason: words("ill")})
	if got := s.told(NoticeTask); !slices.Equal(got, []string{"helper"}) {
		t.Errorf("told %v", got)
	}
	s.refuse(teacher, CompleteAction{Action: "a1"}, NotAllowed, "as", "for helper")
	s.do(helper, CompleteAction{Action: "a1"}).stands(RoundClosed).verify()
}

func TestWhoHearsOfAStage(t *testing.T) {
	s := roundAt(t, RoundPropose)
	everyMember := []string{"east/chair", "east/deputy", "east/member"}
	if got := toldIn(&s.run, NoticeDrafting); !slices.Equal(got, everyMember) {
		t.Errorf("told %v", got)
	}
	s.do(officer, PutToVote{})
	s.conclude(against(Declined, "too dear"))
	if got := s.told(NoticeDecision); !slices.Equal(got, []string{"officer"}) {
		t.Errorf("told %v", got)
	}
	if got := s.told(NoticeDrafting); !slices.Equal(got, everyMember) {
		t.Errorf("told %v", got)
	}
}

func toldIn(r *run, kind NoticeKind) []string {
	var who []string
	for _, n := range r.heard {
		if n.Kind == kind {
			who = append(who, nameOf(n.To))
		}
	}
	slices.Sort(who)
	return slices.Compact(who)
}

// The line of a round in lists.
func TestTheSummaryOfARound(t *testing.T) {
	s := openedRound(t).do(officer, asking("teacher", "2026-02-10"))
	if got := s.round.Summary(); !got.Open || got.Stage != "gather" || got.LMG != east || got.Due != "2026-02-10" || got.Outcome != "" {
		t.Errorf("%+v", got)
	}
	if got := roundAt(t, RoundAgree).round.Summary(); got.Due != "" || got.Stage != "agree" {
		t.Errorf("%+v", got)
	}
	for kind, state := range map[Kind][]byte{KindRound: stateOf(t, roundAt(t, RoundClosed).round)} {
		if day, err := ClosedOn(kind, state); err != nil || day != "2026-02-02" {
			t.Errorf("closed on %q, %v", day, err)
		}
	}
	if day, err := ClosedOn(KindRound, stateOf(t, s.round)); err != nil || day != "" {
		t.Errorf("closed on %q, %v", day, err)
	}
	for _, text := range []string{"{", "[]"} {
		if _, err := RestoreRound([]byte(text)); err == nil {
			t.Errorf("%s was restored", text)
		}
		if _, err := RestoreCommission([]byte(text)); err == nil {
			t.Errorf("%s was restored", text)
		}
		if _, err := ClosedOn(KindRound, []byte(text)); err == nil {
			t.Errorf("%s was closed", text)
		}
		if _, err := ClosedOn(KindCommission, []byte(text)); err == nil {
			t.Errorf("%s was closed", text)
		}
	}
}

// A request that was recorded without the day on which it is given up is not given up at
// once.
func TestARequestWithoutADayToGiveItUp(t *testing.T) {
	s := openedRound(t)
	old := EvidenceRequest{ID: "r1", Question: words("x"), Of: "teacher", Due: "2026-02-20", Asked: s.now, Status: RequestOpen}
	s.file("officer", []Event{&EvidenceAsked{Request: old}})
	s.until(at("2026-03-06 23:59"))
	if s.round.Requests[0].Status != RequestOpen {
		t.Error("it was given up before its day")
	}
	s.until(at("2026-03-07 00:00"))
	if s.round.Requests[0].Status != RequestTimedOut {
		t.Error("it was not given up")
	}
	s.verify()
}
