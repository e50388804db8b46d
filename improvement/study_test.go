package improvement_test

import (
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestAStudyNamesTheFieldAtFault(t *testing.T) {
	rated := func(score int) []Rating {
		return []Rating{{Indicator: words("QI 2.3"), Score: score, Because: words("walkthrough")}}
	}
	cases := []struct {
		name  string
		wrong func(*Study)
		field string
		says  string
	}{
		{"nothing learned", func(s *Study) { s.Learned = Words{} }, "learned", "whatever it was"},
		{"a long comparison", func(s *Study) { s.Before = long() }, "before", "20000 is the most"},
		{"no answers", func(s *Study) { s.Answers = nil }, "answers", "Question 1 has no answer"},
		{"one answer of two", func(s *Study) { s.Answers = s.Answers[:1] }, "answers", "Question 2 has no answer"},
		{"question 0", func(s *Study) { s.Answers[0].Question = 0 }, "answers.question", "no question 0. It has 2"},
		{"question 3", func(s *Study) { s.Answers[0].Question = 3 }, "answers.question", "no question 3"},
		{"one answered twice", func(s *Study) { s.Answers[1].Question = 1 }, "answers.question", "answered twice"},
		{"no finding", func(s *Study) { s.Answers[0].AsFound = "good" }, "answers.as_found", "as-predicted, partly or otherwise"},
		{"nothing happened", func(s *Study) { s.Answers[0].Happened = Words{} }, "answers.happened", "beside each prediction"},
		{"an unknown measure", func(s *Study) { s.Analyses[0].Measure = "joy" }, "analyses.measure", "not a measure"},
		{"no measure", func(s *Study) { s.Analyses[0].Measure = "" }, "analyses.measure", "not a measure"},
		{"an empty analysis", func(s *Study) { s.Analyses[0].Says = Words{} }, "analyses.says", "what the points show"},
		{"a score of 0", func(s *Study) { s.SelfEvaluation = rated(0) }, "self_evaluation.score", "not on the scale"},
		{"a score of 7", func(s *Study) { s.SelfEvaluation = rated(7) }, "self_evaluation.score", "not on the scale"},
		{"a rating of nothing", func(s *Study) { s.SelfEvaluation = rated(4); s.SelfEvaluation[0].Indicator = Words{} }, "self_evaluation.indicator", "of"},
		{"a rating on nothing", func(s *Study) { s.SelfEvaluation = rated(4); s.SelfEvaluation[0].Because = Words{} }, "self_evaluation.because", "rests on"},
		{"too many answers", func(s *Study) { s.Answers = make([]Answer, 101) }, "answers", "100 is the most"},
	}
	s := reached(t, StageStudy)
	for _, c := range cases {
		study := lawfulStudy()
		c.wrong(&study)
		if refused := s.refuse(lead, FileStudy{Study: study}, Invalid, c.field); !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %s", c.name, refused.Message)
		}
	}
	study := lawfulStudy()
	study.SelfEvaluation = rated(6)
	s.do(lead, FileStudy{Study: study})
	if c := s.test.Cycle(); c.Studies != 1 || !c.Study.At.Equal(s.now) || s.test.Stage != StageAct {
		t.Errorf("study %+v in %s", c.Study, s.test.Stage)
	}
}

func TestAProposalNamesTheFieldAtFault(t *testing.T) {
	cases := []struct {
		name  string
		act   Act
		field string
		says  string
	}{
		{"no direction", Act{Direction: "carry-on"}, "direction", "adapt, adopt or abandon"},
		{"adapt what", Act{Direction: Adapt}, "changes", "next cycle"},
		{"adapt by less than a cycle", Act{Direction: Adapt, Changes: words("x"), Cycles: -1}, "cycles", "1 to 5"},
		{"adapt by six cycles", adapt(6, "2026-12-01"), "cycles", "1 to 5"},
		{"two cycles until ever", adapt(2, ""), "until", "missing"},
		{"two cycles until yesterday", adapt(2, "2026-02-01"), "until", "in the past"},
		{"one cycle until yesterday", adapt(1, "2026-02-01"), "until", "in the past"},
		{"adopt how", Act{Direction: Adopt, Sustain: words("x")}, "implementation", "put in place"},
		{"adopt for how long", Act{Direction: Adopt, Implementation: words("x")}, "sustain", "last"},
		{"abandon why", Act{Direction: Abandon}, "why", "worth knowing"},
		{"long consequences", Act{Direction: Abandon, Why: words("x"), Consequences: long()}, "consequences", "20000"},
		{"long why", Act{Direction: Abandon, Why: long()}, "why", "20000"},
		{"a strange cost", Act{Direction: Abandon, Why: words("x"), Costs: []Cost{{Kind: "tea"}}}, "costs.kind", "not a kind of cost"},
	}
	s := reached(t, StageAct)
	for _, c := range cases {
		if refused := s.refuse(lead, ProposeNext{Act: c.act}, Invalid, c.field); !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %s", c.name, refused.Message)
		}
	}
}

func TestEachProposalGoesToTheLMG(t *testing.T) {
	for _, act := range []Act{adapt(0, ""), adapt(5, "2026-12-01"), adopt(), abandon()} {
		s := reached(t, StageAct)
		s.do(lead, ProposeNext{Act: act})
		if s.test.Stage != StageDecide || s.test.Approvals != 1 || len(s.test.Tasks()) != 0 || !s.test.NextMoment().IsZero() {
			t.Errorf("%s: %s with %d approvals", act.Direction, s.test.Stage, s.test.Approvals)
		}
		if act.Direction == Adapt && s.test.Cycle().Act.Cycles == 0 {
			t.Error("one further cycle is the default")
		}
		panel, _ := seats(5)
		r := s.test.Request(panel)
		if r.Subject != "approval/test-of-change/breakfast/1" || r.Of != s.test.Subject() || r.Proposal != string(act.Direction) || r.LWO != "officer" {
			t.Errorf("request %+v", r)
		}
	}
}

func TestWhatTheLMGDecidesLeadsOn(t *testing.T) {
	why := []Words{words("show us May")}
	cases := []struct {
		act     Act
		result  Result
		stage   Stage
		owner   PersonID
		due     Date
		outcome string
	}{
		{adapt(1, ""), Result{Verdict: Agreed}, StagePlan, "lead", "2026-02-16", "adapt: agreed"},
		{adopt(), Result{Verdict: Agreed}, StageFollowUp, "officer", "2026-04-27", "adopt: agreed"},
		{abandon(), Result{Verdict: Agreed}, StageClosed, "", "", "abandon: agreed"},
		{adopt(), Result{Verdict: WantsEvidence, Reasons: why}, StageStudy, "lead", "2026-02-16", "adopt: more evidence is asked for"},
		{adopt(), Result{Verdict: Declined, Reasons: why}, StageAct, "lead", "2026-02-09", "adopt: declined"},
		{adopt(), Result{Verdict: Returned, Reasons: why}, StageAct, "lead", "2026-02-09", "adopt: returned without a decision"},
		{adopt(), Result{Verdict: Withdrawn}, StageAct, "lead", "2026-02-09", "adopt: withdrawn"},
	}
	for _, c := range cases {
		s := reached(t, StageAct)
		s.do(lead, ProposeNext{Act: c.act})
		s.conclude(c.result)
		if s.test.Stage != c.stage {
			t.Errorf("%s: in %s, want %s", c.outcome, s.test.Stage, c.stage)
		}
		tasks := s.test.Tasks()
		if c.owner == "" && len(tasks) > 0 || c.owner != "" && (len(tasks) != 1 || tasks[0].Owner != c.owner || tasks[0].Due != c.due) {
			t.Errorf("%s: tasks %+v, want one of %s by %s", c.outcome, tasks, c.owner, c.due)
		}
		for _, n := range s.notices {
			if n.Kind == NoticeDecision && n.Outcome != c.outcome {
				t.Errorf("told %q, want %q", n.Outcome, c.outcome)
			}
		}
		if got := s.told(NoticeDecision); len(got) != 4 {
			t.Errorf("%s: told %v", c.outcome, got)
		}
		s.verify()
	}
}

func TestRequestsForEvidenceAndReasonsStandBesideTheCycle(t *testing.T) {
	s := reached(t, StageDecide)
	s.conclude(Result{Verdict: WantsEvidence, Reasons: []Words{words("May"), words("P6")}})
	if c := s.test.Cycle(); len(c.Requests) != 2 || c.Decided.Outcome != WantsEvidence {
		t.Errorf("cycle %+v", c)
	}
	s.toAct()
	if c := s.test.Cycle(); len(c.Requests) != 0 || c.Studies != 2 {
		t.Errorf("a further study answers the requests: %+v", c)
	}
	s.do(lead, ProposeNext{Act: adopt()})
	if s.test.ApprovalSubject() != "approval/test-of-change/breakfast/2" {
		t.Errorf("the second approval is %s", s.test.ApprovalSubject())
	}
	s.conclude(Result{Verdict: Declined, Reasons: []Words{words("too dear")}})
	if c := s.test.Cycle(); len(c.Declined) != 1 || s.test.Stage != StageAct {
		t.Errorf("cycle %+v in %s", c, s.test.Stage)
	}
	s.do(lead, ProposeNext{Act: abandon()})
	if len(s.test.Cycle().Declined) != 0 || s.test.Cycle().Acts != 3 {
		t.Errorf("a further proposal answers the reasons: %+v", s.test.Cycle())
	}
	s.conclude(Result{Verdict: Agreed})
	if s.test.Conclusion != Abandon || s.test.Stage != StageClosed {
		t.Errorf("%s in %s", s.test.Conclusion, s.test.Stage)
	}
	s.verify()
}

func TestOnlyTheApprovalThatIsWaitedForDecides(t *testing.T) {
	s := reached(t, StageDecide)
	for _, other := range []SubjectID{"", "approval/test-of-change/breakfast/2", "approval/test-of-change/other/1"} {
		if got := s.test.Conclude(other, Result{Verdict: Agreed}, s.now); got != nil {
			t.Errorf("%q decided", other)
		}
	}
	subject := s.test.ApprovalSubject()
	s.conclude(Result{Verdict: Agreed})
	if got := s.test.Conclude(subject, Result{Verdict: Agreed}, s.now); got != nil {
		t.Error("the same result was taken twice")
	}
}

func TestThePackIsFrozen(t *testing.T) {
	s := reached(t, StageDo)
	s.do(helper, RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-01-30", Value: 3}}})
	s.do(helper, FileEvidence{Evidence: Evidence{ID: "e1", Kind: Voice, Text: words("nice"), When: "2026-01-30"}})
	s.toStudy().toAct().do(lead, ProposeNext{Act: adopt()})
	pack := s.test.Pack()
	text := string(stateOf(t, pack))
	if pack.Version != s.test.Version || len(pack.Evidence) != 1 || len(pack.Measures) != 2 || pack.Measures[1].Points != 1 || len(pack.Hash) != 64 {
		t.Errorf("pack %+v", pack)
	}
	if changed := s.test.ChangedSince(pack); len(changed.Evidence)+len(changed.Measures) > 0 {
		t.Errorf("nothing changed, yet %+v", changed)
	}
	s.do(helper, RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-01-29", Value: 3}}})
	s.do(helper, FileEvidence{Evidence: Evidence{ID: "e2", Kind: Voice, Text: words("loud"), When: "2026-01-30"}})
	changed := s.test.ChangedSince(pack)
	if len(changed.Evidence) != 1 || changed.Evidence[0].ID != "e2" || len(changed.Measures) != 1 || changed.Measures[0].Now.Measure != "waste" {
		t.Errorf("changed %+v", changed)
	}
	if string(stateOf(t, pack)) != text {
		t.Error("the pack moved")
	}
	if s.test.Pack().Hash == pack.Hash {
		t.Error("another pack has the same hash")
	}
}
