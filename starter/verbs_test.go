package main

import (
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
)

// TestEveryVerb uses every verb on a real story, with the documents of the examples.
func TestEveryVerb(t *testing.T) {
	t.Parallel()
	s := startTown(t, "1s")
	if again := s.do(t, admin, "load", s.directory); !strings.HasPrefix(again, "0 filed,") {
		t.Errorf("loading again says %q", again)
	}
	const club = "club"
	s.firstPlan(t, club)
	s.carriedOut(t, club)
	s.shown(t, club)
	s.firstDecision(t, club)
	s.sharedAgreement(t, club)
	s.grantedCycle(t, club)
	s.secondDecision(t, club)
	s.weighed(t, club)
	s.upkept(t, club)
}

// TestLapsedVotes lets votes lapse and settles them, each in another way.
func TestLapsedVotes(t *testing.T) {
	t.Parallel()
	s := startTown(t, "400ms")
	for _, test := range []string{"reopened", "returned", "met"} {
		s.toDecision(t, test, "abandon")
	}
	for _, test := range []string{"reopened", "returned", "met"} {
		assemblytest.Await(t, time.Minute, "lapsed", func() bool {
			return strings.Contains(s.call(t, "", "approval", "show", test).out, "Voting lapsed")
		})
	}
	s.look(t, lwo, []string{"Voting lapsed: reopen it, file a meeting's decision, or return it"}, "tasks")
	s.do(t, lwo, "approval", "hand-over", "reopened", "--from", lwo, "--to", lwoTwo, "--reason", "On leave.")
	s.do(t, lwoTwo, "approval", "reopen", "reopened", "--deadline", s.in(300))
	s.agreedBy(t, "reopened", "east-chair", "east-health-visitor", "east-social-work")
	s.do(t, lwo, "approval", "return", "returned", "--reason", "The proposal was not clear to the panel.")
	s.awaitShown(t, "returned", "stage act")
	s.do(t, clerk, "approval", "minute", "met", s.doc(t, "minute.yaml", "met"))
	s.awaitShown(t, "met", "Closed")
	s.awaitShown(t, "reopened", "Closed")
}

// firstPlan launches a test and sends its plan back once.
func (s *town) firstPlan(t *testing.T, test string) {
	t.Helper()
	s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", test))
	s.do(t, lead, "test", "measure", test, s.doc(t, "points.yaml", test))
	s.do(t, lead, "test", "plan", test, s.doc(t, "plan.yaml", test))
	s.do(t, lwo, "test", "send-back", test, "--reason", "Please say who tells the families.")
	s.do(t, lead, "test", "plan", test, s.doc(t, "plan.yaml", test))
	s.do(t, lwo, "test", "agree-plan", test)
}

// carriedOut does all that can be done in Do.
func (s *town) carriedOut(t *testing.T, test string) {
	t.Helper()
	s.do(t, parent, "test", "step", "done", test, "1.1", "--note", "62 letters.")
	s.do(t, lead, "test", "step", "reschedule", test, "1.2", s.in(60), "--reason", "The cook is off.")
	s.do(t, lead, "test", "step", "assign", test, "1.2", volunteer, "--reason", "The volunteer has the certificate.")
	s.do(t, lwo, "test", "hand-over", test, "--from", volunteer, "--to", cook, "--reason", "On holiday.")
	s.do(t, cook, "test", "step", "done", test, "1.2")
	s.do(t, cook, "test", "step", "done", test, "1.3") // one of several Mondays
	s.do(t, lead, "test", "step", "drop", test, "1.3", "--reason", "The hall is closed.")
	s.do(t, volunteer, "test", "observe", test, s.doc(t, "observation.yaml", test))
	s.do(t, volunteer, "test", "observe", test, "--text", "Nineteen came.", "--where", "Dining hall")
	table := writeFile(t, "breakfasts.csv", "day,children\n2027-02-22,11\n")
	s.do(t, lead, "test", "attach", test, table, "--kind", "data", "--source", "Tally", "--text", "Breakfasts by day")
	s.do(t, lwo, "test", "pause", test, "--until", s.in(40), "--reason", "School holidays.")
	s.look(t, "", []string{"Paused until"}, "test", "show", test)
	s.do(t, lwo, "test", "resume", test)
}

// shown looks at the test from every side.
func (s *town) shown(t *testing.T, test string) {
	t.Helper()
	s.look(t, "", []string{"Breakfast club and Monday attendance", "Ramp", "Predictions (sealed", "Evidence", "What happens next", "Say how Do went"}, "test", "show", test)
	s.look(t, "", []string{test, "do"}, "test", "list", "--stage", "do", "--locality", "keith")
	s.look(t, "", []string{"There are none."}, "test", "list", "--lmg", "west-lmg")
	s.look(t, "", []string{"submitted the plan: 2 questions, 3 steps and 2 collections of data", "LWO, East agreed the plan", "paused"}, "test", "journal", test)
	s.look(t, lead, []string{"Say how Do went", "by", "Next reminder"}, "tasks")
	s.look(t, "", []string{"Home-school link worker, Keith"}, "tasks", "--everyone")
	s.look(t, "", []string{"goes on again", "sent"}, "notices", "--state", "sent", "--to", lead, "--limit", "20")
}

// firstDecision brings the first cycle to the LMG, which agrees with a condition.
func (s *town) firstDecision(t *testing.T, test string) {
	t.Helper()
	s.do(t, lead, "test", "finish-do", test, s.doc(t, "finish-do.yaml", test))
	s.do(t, lead, "test", "study", test, s.doc(t, "study.yaml", test))
	s.do(t, lead, "test", "act", test, s.doc(t, "act.yaml", test, "cycles: 2", "cycles: 3"))
	s.await(t, test+"/1")
	s.look(t, "", []string{test + "/1", "open"}, "approval", "list", "--lmg", "east-lmg")
	s.do(t, "east-deputy", "approval", "declare-interest", test, "--because", "My child goes there.")
	s.do(t, "east-health-visitor", "approval", "vote", test, s.doc(t, "vote.yaml", test))
	s.look(t, "", []string{"The pack (cycle 1", "has an interest and does not vote", "Votes: 1 of the 3"}, "approval", "show", test)
	s.agreedBy(t, test, "east-chair", "east-social-work")
	s.awaitShown(t, test, "Cycle 2, stage plan")
	s.do(t, cook, "test", "step", "done", test, "2.c1")
}

// grantedCycle ends the second cycle early and begins the third, granted ahead.
func (s *town) grantedCycle(t *testing.T, test string) {
	t.Helper()
	s.planned(t, test)
	s.do(t, lwo, "test", "end-do", test, "--reason", "A norovirus in the school.", "--harm")
	s.proposed(t, test, "act.yaml")
	s.awaitShown(t, test, "Cycle 2, stage begin")
	s.do(t, lwo, "test", "begin-cycle", test)
	s.awaitShown(t, test, "Cycle 3, stage plan")
}

// secondDecision takes the third cycle to the LMG although it was granted, which
// declines; the group then proposes to adopt, and a meeting agrees.
func (s *town) secondDecision(t *testing.T, test string) {
	t.Helper()
	s.planned(t, test)
	s.do(t, lwo, "test", "end-do", test, "--reason", "Enough was seen.")
	s.proposed(t, test, "act.yaml")
	s.awaitShown(t, test, "Cycle 3, stage begin")
	s.do(t, lwo, "test", "take-to-lmg", test)
	s.await(t, test+"/2")
	s.do(t, clerk, "approval", "minute", test, s.doc(t, "minute.yaml", test, "outcome: agree ", "outcome: decline "))
	s.awaitShown(t, test, "Cycle 3, stage act")
	adopt := "direction: adopt\nimplementation: Every Monday.\nsustain: The parent council keeps the rota.\n" +
		"costs: [{kind: money, amount: 61}, {kind: in-kind, note: The dining hall}]\n"
	s.do(t, lead, "test", "act", test, writeFile(t, "act.yaml", adopt))
	s.await(t, test+"/3")
	s.do(t, clerk, "approval", "minute", test+"/3", s.doc(t, "minute.yaml", test))
	s.awaitShown(t, test, "stage follow-up")
	s.do(t, lwo, "test", "check-gain", test, "--held", "yes", "--says", "It held.")
	s.awaitShown(t, test, "Closed")
}

// upkept looks after the record.
func (s *town) upkept(t *testing.T, test string) {
	t.Helper()
	if out := s.do(t, admin, "recover"); !strings.Contains(out, "0 lifecycles were started again") {
		t.Errorf("recover says %q", out)
	}
	s.look(t, "", []string{"entries and"}, "verify")
	s.look(t, "", []string{test, "closed"}, "test", "list", "--all")
	s.look(t, "", []string{test, "closed"}, "test", "list", "--stage", "closed")
	s.look(t, "", []string{test + "/3", "closed"}, "approval", "list", "--all")
}

// planned brings a cycle from Plan to Do.
func (s *town) planned(t *testing.T, test string) {
	t.Helper()
	s.do(t, lead, "test", "plan", test, s.doc(t, "plan.yaml", test))
	s.do(t, lwo, "test", "agree-plan", test)
}

// proposed brings a cycle from Study to its proposal.
func (s *town) proposed(t *testing.T, test, act string) {
	t.Helper()
	s.do(t, lead, "test", "study", test, s.doc(t, "study.yaml", test))
	s.do(t, lead, "test", "act", test, s.doc(t, act, test))
}

// toDecision brings a new test to the LMG.
func (s *town) toDecision(t *testing.T, test, direction string) {
	t.Helper()
	s.do(t, lwo, "test", "launch", s.doc(t, "charter.yaml", test))
	s.planned(t, test)
	s.do(t, lwo, "test", "end-do", test, "--reason", "Enough was seen.")
	s.do(t, lead, "test", "study", test, s.doc(t, "study.yaml", test))
	s.do(t, lead, "test", "act", test, writeFile(t, "act.yaml", "direction: "+direction+"\nwhy: Nobody came.\ncosts: [{kind: volunteer-hours, amount: 12}]\n"))
	s.await(t, test)
}

func (s *town) agreedBy(t *testing.T, test string, members ...string) {
	t.Helper()
	for _, m := range members {
		s.do(t, m, "approval", "vote", test, "--choice", "agree")
	}
}

// awaitShown waits until show says something.
func (s *town) awaitShown(t *testing.T, test, part string) {
	t.Helper()
	var out string
	assemblytest.Await(t, 20*time.Second, test+" showing "+part, func() bool {
		out = s.call(t, "", "test", "show", test).out
		return strings.Contains(out, part)
	})
}
