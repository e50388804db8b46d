package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// sharedAgreement proposes an agreement, changes it after a no, and has it agreed, kept and
// shown.
func (s *town) sharedAgreement(t *testing.T, test string) {
	t.Helper()
	const headteacher = "keith-headteacher"
	s.look(t, "", []string{"People have somebody nearby whom they can turn to", "cycle 1 emerging", "cycle 1 not seen"}, "test", "show", test)
	file := s.doc(t, "agreement.yaml", test)
	s.do(t, lwo, "agreement", "propose", test, file)
	s.look(t, headteacher, []string{"Agree to your part in the shared agreement, or decline: The dining hall"}, "tasks")
	s.do(t, headteacher, "agreement", "decline", test, "--reason", "The hall is let in May.")
	s.look(t, "", []string{"version 1: proposed; 0 of 4 have agreed", "declined on", "The hall is let in May."}, "agreement", "show", test)
	s.do(t, lead, "agreement", "propose", test, file)
	s.do(t, headteacher, "agreement", "agree", test, "--version", "2")
	s.do(t, parent, "agreement", "agree", test)
	s.do(t, lead, "agreement", "agree", test, "--party", "3")
	s.do(t, lead, "agreement", "agree", test) // the one that is left: the pupil's, as the named adult
	s.look(t, "", []string{"version 2: agreed by all", "Primary 7 pupil, Keith", "by Home-school link worker, Keith"}, "agreement", "show", test)
	s.look(t, "", []string{"version 1: replaced by a later one", "did not answer"}, "agreement", "show", test, "--version", "1")
	s.do(t, lead, "agreement", "review", test, "--outcome", "kept", "--review-by", s.in(200))
	s.look(t, "", []string{"Shared agreement (version 2: agreed by all)"}, "test", "show", test)
	var shown struct {
		Version int
		Status  string
	}
	if out := s.do(t, "", "agreement", "show", test, "-o", "json"); json.Unmarshal([]byte(out), &shown) != nil || shown.Version != 2 || shown.Status != "agreed" {
		t.Errorf("for machines it is %s", out)
	}
	s.do(t, lwo, "agreement", "review", test, "--outcome", "ended", "--reason", "The school does it now.")
	s.look(t, "", []string{"ended on", "The school does it now."}, "agreement", "show", test)
}

// weighed sets what the test took beside what came of it: each kind by itself, a price
// only where hours have a rate.
func (s *town) weighed(t *testing.T, test string) {
	t.Helper()
	s.look(t, "", []string{
		"volunteer hours 24 54", "money £180 £391", "in kind - 3 items not valued", "cycle 2 emerging, cycle 3 emerging",
		"Cycle 3", "£61", "in kind, 1 item not valued (The dining hall)", "Two brothers stood outside until a friend went in.",
	}, "test", "costs", test)
	if out := s.do(t, "", "test", "costs", test); strings.Contains(out, "priced") {
		t.Errorf("hours are priced without a rate:\n%s", out)
	}
	var table struct {
		Took   []improvement.PricedHours
		Cycles []struct{ Cycle int }
	}
	if out := s.do(t, "", "test", "costs", test, "-o", "json"); json.Unmarshal([]byte(out), &table) != nil || len(table.Took) != 3 || len(table.Cycles) != 3 {
		t.Errorf("for machines it is %s", out)
	}
	priced := *s
	priced.config = writeFile(t, "priced.yaml", readFile(t, s.config)+"\nrates:\n  volunteer_hours: 11.50\n")
	priced.look(t, "", []string{"Hours so far, priced: 54 volunteer hours at £11.50 an hour are £621. Money and things in kind are not in it."}, "test", "costs", test)
	priced.look(t, "", []string{"The whole test so far", "Took 27 volunteer hours", "priced"}, "approval", "show", test+"/2")
}
