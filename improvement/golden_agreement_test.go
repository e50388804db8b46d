package improvement_test

import . "github.com/cairnqi/cairn/improvement"

// agreementStory has outcomes chosen and in own words, marked in two cycles, with what
// each took; and an agreement that was declined, changed, agreed, handed over in a pause,
// kept and ended.
func agreementStory(t reporter) *story {
	t.Helper()
	s := hoping(t)
	s.do(officer, shared(s.now))
	s.do(teacher, DeclinePart{Reason: words("The room is let on Mondays")})
	changed := shared(s.now)
	changed.Parties[1].Brings = words("The hall")
	s.do(lead, changed)
	s.do(teacher, AgreeToPart{Version: 2})
	s.do(deputy, AgreeToPart{})
	s.do(lead, AgreeToPart{})
	s.do(officer, PauseTest{Until: "2026-02-16", Reason: words("flu")})
	s.until(at("2026-02-09 12:00"))
	s.do(officer, HandOver{From: "teacher", To: "helper", ToRoles: helper.Roles, Reason: words("leave")})
	s.until(at("2026-02-16 12:00"))
	s.do(helper, AgreeToPart{Party: 2})
	s.do(lead, ReviewAgreement{Outcome: "kept", ReviewBy: "2026-06-01", Reason: words("It works")})
	s.do(helper, FileEvidence{Evidence: Evidence{ID: "e1", Kind: Voice, When: "2026-02-10", Text: words("They asked us")}})
	s.toDo().toStudy()
	s.do(lead, FileStudy{Study: s.hoped(OutcomeNotSeen)})
	first := adapt(1, "")
	first.Costs = []Cost{{Kind: StaffHours, Amount: 7.5}, {Kind: Money, Amount: 165, Note: words("food")}, {Kind: InKind, Note: words("The hall")}}
	first.Stories, first.Consequences = []CycleStory{{Text: words("Two brothers came in"), Evidence: []string{"e1"}}}, words("44 breakfasts")
	s.do(lead, ProposeNext{Act: first})
	s.conclude(Result{Verdict: Agreed})
	s.toDo().toStudy()
	s.do(lead, FileStudy{Study: s.hoped(OutcomeAchieved)})
	s.do(lead, ProposeNext{Act: adopt()})
	s.conclude(Result{Verdict: Agreed})
	s.do(officer, ReviewAgreement{Outcome: "ended", Reason: words("The school does it now")})
	return s
}

// hoped is a study that marks every outcome the same.
func (s *story) hoped(mark OutcomeProgress) Study {
	study := lawfulStudy()
	study.Outcomes = nil
	for _, o := range s.test.Outcomes() {
		study.Outcomes = append(study.Outcomes, OutcomeMark{Outcome: o.ID, Mark: mark, Evidence: []string{"e1"}})
	}
	return study
}
