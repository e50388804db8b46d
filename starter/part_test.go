package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// TestYourPart plays a test to its end and shows everybody their part in it.
func TestYourPart(t *testing.T) {
	t.Parallel()
	s := startTown(t, "5s")
	s.look(t, volunteer, []string{"Practitioner or volunteer, Keith breakfast group: does the steps", "Nothing is filed under this name yet."}, "part", volunteer)
	s.toDecision(t, "club", "abandon")
	s.do(t, volunteer, "test", "observe", "club", "--text", "Nineteen children came.")
	s.look(t, volunteer, []string{"It fed 1 test.", "Breakfast club and Monday attendance (running): filed 1 item of evidence"}, "part", volunteer)
	s.agreedBy(t, "club", "east-chair", "east-health-visitor", "east-social-work")
	s.awaitShown(t, "club", "Closed")

	s.look(t, volunteer, []string{
		"Volunteer, Keith (keith-volunteer)", "What was done", "filed 1 item of evidence, last on",
		"It fed 1 test and 1 decision.", "(abandoned): filed 1 item of evidence", "decision Breakfast club and Monday attendance (agreed)",
	}, "part", volunteer)
	s.look(t, "east-chair", []string{"Chair, East Locality Management Group", "voted on 1 decision", "(abandoned): voted on 1 decision"}, "part", "east-chair")
	s.look(t, lwo, []string{"Locality Wellbeing Officer", "launched 1 test"}, "part", lwo)
	s.look(t, lwo, []string{"Volunteer, Keith", "filed 1 item of evidence"}, "part", volunteer) // their LWO
	s.look(t, lead, []string{"Primary 7 pupil, Keith", "Nothing is filed under this name yet."}, "part", "keith-pupil")
	s.look(t, volunteer, []string{"Nothing is filed under this name since"}, "part", volunteer, "--since", s.in(30))

	for what, r := range map[string]refusal{
		"a colleague":          {volunteer, []string{"part", cook}, []string{"as: ", "for themselves", "Your own is yours to read"}},
		"the LWO of the West":  {"west-lwo", []string{"part", volunteer}, []string{"a Locality Wellbeing Officer of theirs"}},
		"an administrator":     {admin, []string{"part", volunteer}, []string{"for themselves"}},
		"nobody":               {"", []string{"part", volunteer}, []string{"Say who you are"}},
		"a stranger":           {"stranger", []string{"part", volunteer}, []string{`"stranger" is not on record`}},
		"of a stranger":        {lwo, []string{"part", "stranger"}, []string{"person: ", `"stranger" is not on record`}},
		"of a correspondent":   {lwo, []string{"part", "voice/abc"}, []string{"not on record"}},
		"a child themselves":   {"keith-pupil", []string{"part", "keith-pupil"}, []string{"ask keith-link-worker"}},
		"since someday":        {volunteer, []string{"part", volunteer, "--since", "someday"}, []string{"since: ", "someday"}},
		"a name that is signs": {lwo, []string{"part", "';--"}, []string{"not on record"}},
	} {
		a := s.call(t, r.as, r.args...)
		if a.code != exitFailed || a.out != "" {
			t.Errorf("%s: it ended with %d: %s%s", what, a.code, a.out, a.errs)
		}
		inWords(t, a.errs, r.says)
	}

	s.do(t, admin, "person", "erase", volunteer, "--why", "They asked.", "--yes", volunteer)
	gone := s.call(t, lwo, "part", volunteer)
	inWords(t, gone.errs, []string{"was erased", "nobody's any more"})
	s.do(t, "", "verify") // what was counted stays
	s.look(t, admin, []string{"0 of them stood otherwise"}, "rebuild")

	var out, errs bytes.Buffer
	if code := run(t.Context(), []string{"__complete", "--config", s.config, "part", ""}, strings.NewReader(""), &out, &errs); code != exitDone || !strings.Contains(out.String(), cook) {
		t.Errorf("people are completed with %d: %s%s", code, &out, &errs)
	}
}

// A long part fits a terminal, says how each thing ended, and that there is more.
func TestALongPartIsShown(t *testing.T) {
	title := improvement.Words{By: "lwo", Length: 3, Sealed: "eA=="}
	came := func(subject improvement.SubjectID, outcome string) improvement.Came {
		return improvement.Came{Listing: improvement.Listing{Subject: subject, Summary: improvement.Summary{Open: outcome == "", Outcome: outcome, Title: title}}}
	}
	part := improvement.PartOf(
		improvement.Actor{Person: "cook"}, "", []improvement.Did{improvement.Counted(improvement.DeedEvidence, 2, 2, "2026-07-10")},
		[]improvement.Came{
			came("test-of-change/club", "adopt"), came("test-of-change/bus", ""), came("priority/hungry", "completed"),
			came("approval/test-of-change/club/1", "agreed"), came("approval/test-of-change/bus/1", "more-evidence"),
		}, true)
	var out bytes.Buffer
	w := newWords(t.Context(), opening{}, nil)
	w.Call(map[improvement.PersonID]string{"cook": "Cook"}, nil)
	showPart(&page{out: &out}, w, part)
	narrow(t, out.String())
	inWords(t, strings.Join(strings.Fields(out.String()), " "), []string{
		"Cook (cook)", "No role is on record just now.", "filed 2 items of evidence, last on Fri 10 Jul 2026", "It fed 2 tests, 1 priority and 2 decisions.",
		"opened (running): it rests on what was done before", "opened was adopted", "opened (more evidence)", "opened (completed)", "only the first 50",
	})
}
