package improvement_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

// clone is another story at the same place.
func (s *story) clone(t reporter) *story {
	t.Helper()
	test, err := RestoreTest(stateOf(t, s.test))
	if err != nil {
		t.Fatalf("RestoreTest: %v", err)
	}
	c := &story{test: test, seal: s.seal, talked: s.talked, frozen: s.frozen}
	c.run = s.run.clone(t, test)
	c.checked = c.checkTest
	return c
}

func (b *ballot) clone(t reporter) *ballot {
	t.Helper()
	approval, err := RestoreApproval(stateOf(t, b.approval))
	if err != nil {
		t.Fatalf("RestoreApproval: %v", err)
	}
	c := &ballot{approval: approval, members: b.members}
	c.run = b.run.clone(t, approval)
	c.checked = c.checkApproval
	return c
}

func (r *run) clone(t reporter, life aggregate) run {
	c := *r
	c.t, c.life = t, life
	c.journal, c.written = slices.Clone(r.journal), slices.Clone(r.written)
	c.heard, c.moments = slices.Clone(r.heard), maps.Clone(r.moments)
	c.derived.Links, c.derived.Shelved = slices.Clone(r.derived.Links), slices.Clone(r.derived.Shelved)
	c.derived.Taken = slices.Clone(r.derived.Taken)
	return c
}

// places are tests of change in every stage, and paused.
func places(t reporter) []*story {
	var all []*story
	for _, stage := range allStages {
		all = append(all, reached(t, stage))
	}
	paused := inDo(t)
	paused.do(officer, PauseTest{Until: "2026-03-02", Reason: words("flu")})
	return append(all, inDo(t), paused, proposedStory(t), agreedStory(t))
}

func ballots(t reporter) []*ballot {
	voted := opened(t, 5)
	voted.vote(3, WithConditions)
	withdrawn := opened(t, 5)
	withdrawn.file("", withdrawn.approval.Withdraw(withdrawn.now))
	return []*ballot{opened(t, 1), opened(t, 3), voted, lapsed(t, 2), lapsed(t, 5), withdrawn}
}

// seeds are commands as people send them.
func seeds() map[string][]any {
	minute := Minute{Outcome: WithConditions, Present: []PersonID{"m1", "m2", "m3"}, Reference: words("7.3"), Held: "2026-02-24",
		Reasons: []Words{words("x")}, Conditions: []Condition{{What: words("x"), Due: "2026-03-20"}}}
	plan := lawfulPlan(monday)
	plan.Steps[0].Repeat = &Recurrence{1, "2026-02-20"}
	plan.Collections = []Collection{{Measure: "waste", Who: "helper", First: "2026-02-09", EveryDays: 7, Until: "2026-03-27"}}
	return map[string][]any{
		"plan": {SubmitPlan{Plan: plan}}, "send-back": {SendBackPlan{Reason: words("x")}},
		"step-claim": {ClaimStep{Step: "1.1"}}, "step-done": {CompleteStep{Step: "1.1"}, CompleteStep{Step: "1.c1"}}, "step-assign": {AssignStep{Step: "1.1", To: "helper", Reason: words("x")}},
		"step-reschedule": {RescheduleStep{Step: "1.2", Due: "2026-02-12", Reason: words("x")}}, "step-drop": {DropStep{Step: "1.1", Reason: words("x")}},
		"measure":         {RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-01-31", Value: 1.5}}}},
		"measure-correct": {CorrectPoint{Measure: "waste", Point: Point{Date: "2026-01-31", Value: 2}, Reason: words("x")}, CorrectPoint{Measure: "waste", Point: Point{Date: "2026-01-31"}, Remove: true, Reason: words("x")}},
		"measure-rebase":  {RebaseMeasure{Measure: "waste", From: "2026-01-31", Reason: words("x")}, RebaseMeasure{Measure: "waste", Baseline: "2026-01-31", Reason: words("x")}},
		"measure-talk":    {TalkAbout{Talk: "t1", Said: words("x")}},
		"remark":          {MakeRemark{Says: words("x"), Mentioned: []PersonID{"lead"}}},
		"evidence":        {FileEvidence{Evidence: Evidence{ID: "e", Kind: Voice, Text: words("x"), When: "2026-01-31"}}},
		"raise-concern":   {RaiseEvidenceConcern{Item: "e", Why: words("x")}}, "settle-concern": {SettleEvidenceConcern{Item: "e", Shown: true, Note: words("x")}},
		"claim-concern": {ClaimEvidenceConcern{Item: "e"}}, "claim-meeting": {ClaimMeeting{}}, "agreement-claim": {ClaimPart{Party: 3}},
		"finish-do": {FinishDo{Unplanned: words("x")}}, "end-do-early": {EndDoEarly{Reason: words("x"), Harm: true}},
		"study": {FileStudy{Study: lawfulStudy()}}, "act": {ProposeNext{Act: adapt(3, "2026-06-01")}, ProposeNext{Act: adopt()}, ProposeNext{Act: abandon()}},
		"check-gain": {CheckGain{Held: "yes", Says: words("x")}}, "pause": {PauseTest{Until: "2026-03-02", Reason: words("x")}},
		"hand-over":         {HandOver{From: "lead", To: "helper", ToRoles: helper.Roles, Reason: words("x")}},
		"agreement-propose": {shared(monday)}, "agreement-agree": {AgreeToPart{Party: 1}, AgreeToPart{Version: 1}},
		"agreement-decline": {DeclinePart{Party: 2, Reason: words("x")}},
		"agreement-review":  {ReviewAgreement{Outcome: "kept", ReviewBy: "2026-12-01"}, ReviewAgreement{Outcome: "ended", Reason: words("x")}},
		"vote":              {ballotOf(WithConditions), ballotOf(Decline)}, "declare-interest": {DeclareInterest{Because: words("x")}},
		"minute": {FileMinute{Minute: minute}}, "reopen": {ReopenApproval{Deadline: "2026-03-20"}}, "return": {ReturnApproval{Reason: words("x")}},
	}
}

// FuzzCommands sends whatever bytes as each command to tests and approvals at
// every place. Nothing panics, a refusal is a plain one, and what is accepted
// folds.
func FuzzCommands(f *testing.F) {
	tests, approvals := places(f), ballots(f)
	var names []string
	for _, c := range TestCommands() {
		names = append(names, c.CommandName())
	}
	for _, c := range ApprovalCommands() {
		names = append(names, "approval "+c.CommandName())
	}
	for i, name := range names {
		bodies := append(seeds()[strings.TrimPrefix(name, "approval ")], struct{}{})
		for _, body := range bodies {
			for place := range tests {
				f.Add(byte(i), byte(place), byte(0), uint16(place), stateOf(f, body))
			}
		}
	}
	f.Fuzz(func(t *testing.T, command, place, who byte, hours uint16, body []byte) {
		name := names[int(command)%len(names)]
		if approval, of := strings.CutPrefix(name, "approval "); of {
			b := approvals[int(place)%len(approvals)].clone(t)
			b.until(b.now.Add(time.Duration(hours) * time.Hour / 8))
			b.fuzzed(approval, body, pick(func(n int) int { return int(who) % n }, append(b.members, officer, clerk, admin, teacher)...))
			return
		}
		s := tests[int(place)%len(tests)].clone(t)
		s.until(s.now.Add(time.Duration(hours) * time.Hour / 8))
		s.fuzzed(name, body, pick(func(n int) int { return int(who) % n }, officer, lead, helper, teacher, admin))
	})
}

func (s *story) fuzzed(name string, body []byte, who Actor) {
	s.t.Helper()
	c, err := DecodeTestCommand(name, body)
	if err != nil {
		if !json.Valid(body) {
			return // the decoder's own words stand in the refusal
		}
		refusalOf(s.t, err)
		return
	}
	c.People()
	s.try(who, c)
	s.until(s.now.AddDate(0, 1, 0))
	s.verify()
}

func (b *ballot) fuzzed(name string, body []byte, who Actor) {
	b.t.Helper()
	c, err := DecodeApprovalCommand(name, body)
	if err != nil {
		if !json.Valid(body) {
			return
		}
		refusalOf(b.t, err)
		return
	}
	c.People()
	b.try(who, c)
	b.until(b.now.AddDate(0, 1, 0))
	b.verify()
}

func TestAnUnknownCommandIsRefused(t *testing.T) {
	_, err := DecodeTestCommand("teleport", []byte("{}"))
	refusalOf(t, err)
	_, err = DecodeApprovalCommand("teleport", []byte("{}"))
	refusalOf(t, err)
	for _, c := range TestCommands() {
		if _, err := DecodeTestCommand(c.CommandName(), []byte(`[]`)); err == nil {
			t.Errorf("%s was read from a list", c.CommandName())
		}
	}
	for _, c := range ApprovalCommands() {
		if _, err := DecodeApprovalCommand(c.CommandName(), []byte(`[]`)); err == nil {
			t.Errorf("%s was read from a list", c.CommandName())
		}
	}
}

// A journal with a gap, in another order or without its beginning is an error,
// never a panic.
func TestABrokenJournal(t *testing.T) {
	story, approval := wholeStory(t), wholeApproval(t)
	for _, r := range []*run{&story.run, &approval.run} {
		for i := range r.journal {
			_, _ = Fold(r.kind, slices.Delete(slices.Clone(r.journal), i, i+1))
		}
	}
	if _, err := Fold(KindTest, story.journal[1:]); err == nil {
		t.Error("a test was folded without its launch")
	}
}
