package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// TestHowTestsGo follows a test to its decision in lists, its status and the overview.
func TestHowTestsGo(t *testing.T) {
	t.Parallel()
	s := startTown(t, "5s")
	s.toDecision(t, "club", "abandon")
	s.look(t, "", []string{"NAME STAGE STATUS DUE TITLE", "club decide waiting"}, "test", "list")
	s.look(t, "", []string{"club"}, "test", "list", "--status", "waiting-for-lmg", "--lmg", "east-lmg", "--theme", "poverty", "--sort", "due", "--limit", "1")
	s.look(t, lwo, []string{"club"}, "test", "list", "--mine")
	s.look(t, "west-chair", []string{"There are none."}, "test", "list", "--mine")
	s.look(t, "", []string{"There are none."}, "test", "list", "--overdue")
	s.look(t, "", []string{"Status waiting for the LMG", "Waits for East Locality Management Group", "Predictions", "Last filed"}, "test", "status", "club")
	s.look(t, "", []string{"1 test of East Locality Management Group", "waiting for the LMG 1", "Nothing needs attention.", "Nothing."}, "overview", "--lmg", "east-lmg")
	s.look(t, "", []string{"0 tests of West Locality Management Group"}, "overview", "--lmg", "west-lmg")

	s.agreedBy(t, "club", "east-chair", "east-health-visitor", "east-social-work")
	s.awaitShown(t, "club", "Closed")
	s.look(t, "", []string{"There are none."}, "test", "list")
	s.look(t, "", []string{"club closed closed"}, "test", "list", "--all")
	s.look(t, "", []string{"Status closed"}, "test", "status", "club")
	s.look(t, "", []string{"closed 1", "abandon: agreed, cycle 1 of club", "days in the middle, of 1 test."}, "overview")
	s.do(t, "", "verify")
}

// TestWrongQuestionsAboutTests holds that what there is not is refused with what there is.
func TestWrongQuestionsAboutTests(t *testing.T) {
	t.Parallel()
	s := officeOf(t)
	s.do(t, admin, "load", examples+"directory.yaml")
	for what, r := range map[string]refusal{
		"a status":       {"", []string{"test", "list", "--status", "great"}, []string{"great", "on-course"}},
		"an order":       {"", []string{"test", "list", "--sort", "title"}, []string{"title", "due"}},
		"a place":        {"", []string{"test", "list", "--after", "club"}, []string{"club", "first page"}},
		"two places":     {"", []string{"test", "list", "--after", ",a", "--before", ",b"}, []string{"--after or --before"}},
		"less than none": {"", []string{"test", "list", "--limit", "-1"}, []string{"-1", "0 for all"}},
		"mine, nobody":   {"", []string{"test", "list", "--mine"}, []string{"Say who you are"}},
		"mine, somebody": {"stranger", []string{"test", "list", "--mine"}, []string{"stranger", "not on record"}},
		"a test":         {"", []string{"test", "status", "club"}, []string{"club", "starter test list"}},
		"an LMG":         {"", []string{"overview", "--lmg", "north-lmg"}, []string{"north-lmg", "east-lmg"}},
		"a theme":        {"", []string{"overview", "--theme", "fun"}, []string{"fun", "poverty"}},
		"nothing listed": {"", []string{"overview", "--limit", "0"}, []string{"from 1 up"}},
	} {
		a := s.call(t, r.as, r.args...)
		if a.code != exitFailed || a.out != "" {
			t.Errorf("%s: it ended with %d: %s%s", what, a.code, a.out, a.errs)
		}
		inWords(t, a.errs, r.says)
	}
}

// TestAnOverviewFits holds what a chair reads of a large programme, in 80 columns.
func TestAnOverviewFits(t *testing.T) {
	title := improvement.Words{By: "lwo", Length: 6, Sealed: "x"}
	line := func(id string, reasons ...improvement.Reason) improvement.TestLine {
		return improvement.TestLine{
			Listing: improvement.Listing{Subject: improvement.TestSubject(id), Summary: improvement.Summary{Title: title}},
			Status:  improvement.Stuck, Course: improvement.Course{Reasons: reasons},
		}
	}
	late := func(item string) improvement.Reason {
		return improvement.Reason{Kind: improvement.ReasonOverdue, Task: improvement.TaskStep, Item: item, Since: "2026-06-01", From: "2026-06-02"}
	}
	decided := line("garden")
	decided.Course.Decisions = []improvement.TestDecision{{On: "2026-06-20", Cycle: 2, Direction: improvement.Adopt, Verdict: improvement.WantsEvidence}}
	f := improvement.ProgrammeFilter{Today: "2026-07-01", Since: "2026-04-02"}
	o := improvement.Oversee(f, improvement.Programme{
		Counts:    []improvement.TestCount{{Theme: "poverty", Stage: improvement.StageDo, Status: improvement.Stuck, N: 12, Decided: 3}},
		Attention: []improvement.TestLine{line("breakfast-club-for-the-under-fives-of-speyside", late("1.1"), late("1.2"), late("1.3"), late("1.4"), improvement.Reason{Kind: improvement.ReasonQuiet, From: "2026-08-01"})},
		Decided:   []improvement.TestLine{decided}, Waited: []improvement.Waited{{Days: 61, N: 3}},
	})
	var out bytes.Buffer
	showOverview(&page{out: &out}, newWords(t.Context(), opening{}, nil), o)
	narrow(t, out.String())
	for _, part := range []string{
		"12 tests of all LMGs, on Wed 1 Jul 2026", "Step 1.3 was due on Mon 1 Jun 2026.", "And 1 reason more.", "And 11 tests more.",
		"Sat 20 Jun 2026: adopt: more evidence, cycle 2 of garden (opened)", "And on 2 tests more.", "61 days in the middle, of 3 tests.",
	} {
		if !strings.Contains(strings.Join(strings.Fields(out.String()), " "), part) {
			t.Errorf("it does not say %q:\n%s", part, out.String())
		}
	}
	if strings.Contains(out.String(), "1.4") || strings.Contains(out.String(), "Nobody has filed") {
		t.Errorf("it says more than three reasons, or one that does not hold yet:\n%s", out.String())
	}
}
