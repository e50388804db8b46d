package workflows_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/cairnqi/cairn/improvement"
)

// launchCharted launches the club with an XmR chart, its usual, and a frozen baseline.
func (h *house) launchCharted() {
	h.t.Helper()
	receipt, err := h.sender.Launch(testContext(h.t), "launch", lwo, chartedCharter(h.charter()))
	if err != nil || !receipt.Filed {
		h.t.Fatalf("the launch: %+v, %v", receipt, err)
	}
	h.test("usual", volunteer, imported(usual(h.today(0))))
	h.test("freeze", lead, frozen(h.today(-1)))
}

// Two people write down the same day at the same time: one point is on record, and the
// other person is told so.
func TestTwoPeopleRecordTheSameDayAtOnce(t *testing.T) {
	h := openHouse(t, realDay)
	h.launchCharted()
	on := h.today(0)
	people := []improvement.PersonID{volunteer, lead, newLead, lwo}
	var filed atomic.Int32
	h.together(len(people), func(i int) {
		err := h.insist(improvement.CommandID(fmt.Sprintf("at-once-%d", i)), people[i], counts(on, float64(60+i)))
		if err == nil {
			filed.Add(1)
			return
		}
		says(t, err, improvement.Conflict, "There is a point of "+on.Plain()+" already. To change it, correct it.")
	})
	if n := filed.Load(); n != 1 {
		t.Errorf("%d were told that theirs is filed", n)
	}
	if test := h.state(); test.Points() != 13 || len(test.Talks) != 1 {
		t.Errorf("%d points, talks %+v", test.Points(), test.Talks)
	}
	h.settled()
}

// Two people correct the same point to different values: both are on record, the later
// one stands. A point that one takes out the other cannot correct any more.
func TestTwoPeopleCorrectTheSamePointAtOnce(t *testing.T) {
	h := openHouse(t, realDay)
	h.launchCharted()
	day := h.today(-3)
	h.together(2, func(i int) {
		if err := h.insist(improvement.CommandID(fmt.Sprintf("right-%d", i)), volunteer, corrected(day, float64(80+i))); err != nil {
			t.Error(err)
		}
	})
	entries, err := h.store.Journal(testContext(t), club, 0)
	if err != nil {
		t.Fatal(err)
	}
	var origin improvement.Origin
	for _, o := range improvement.Origins(entries, measure) {
		if o.Date == day {
			origin = o
		}
	}
	if len(origin.Was) != 2 || origin.Was[0].Value != 84 || origin.Was[1].Value+origin.Value != 161 {
		t.Errorf("its origin is %+v", origin)
	}
	h.test("out", lead, takenOut(day))
	_, err = h.sender.Test(testContext(t), club.ID(), "late", volunteer, corrected(day, 82))
	says(t, err, improvement.NotFound, "Record it instead")
	h.settled()
}

// A file is imported once: however often its command is sent, by whichever run of the
// test it is answered, and whoever else sends the same file.
func TestAFileIsImportedOnce(t *testing.T) {
	h := openHouse(t, realDay)
	h.launchCharted()
	for _, run := range []string{"the same run", "a later run"} {
		again, err := h.sender.Test(testContext(t), club.ID(), "usual", volunteer, imported(usual(h.today(0))))
		if err != nil || !again.Filed || again.Version != 2 {
			t.Errorf("in %s: sent again: %+v, %v", run, again, err)
		}
		_, err = h.sender.Test(testContext(t), club.ID(), "other", lead, imported(usual(h.today(0))))
		says(t, err, improvement.Conflict, "already")
		if run == "the same run" {
			if err := h.client.TerminateWorkflow(testContext(t), string(club), "", "lost"); err != nil {
				t.Fatal(err)
			}
			if _, err := h.sender.Resume(testContext(t), club, h.stateJSON()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if v := h.version(club); v != 3 {
		t.Errorf("the test is at version %d", v)
	}
	h.settled()
}

// Verify computes the packs of the record again.
func TestVerifyFindsEveryPackAsItWasFrozen(t *testing.T) {
	h := openHouse(t, realDay)
	h.launchCharted()
	h.measured()
	report, err := h.store.Verify(testContext(t))
	if err != nil || len(report.Faults) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

// measured carries a charted club to an open approval whose pack is not what the points
// are now, with a signal that was talked about and some that a phase and a correction took away.
func (h *house) measured() {
	h.t.Helper()
	on := h.today(0)
	h.test("plan", lead, plan(h.today(5)))
	h.test("agree", lwo, &improvement.AgreePlan{})
	h.test("signal", volunteer, counts(on, 60))
	h.test("talk", lead, talked("t1"))
	h.test("other", volunteer, corrected(on, 120)) // far outside on the other side
	h.test("phase", lwo, &improvement.RebaseMeasure{Measure: measure, From: on, Reason: words(lwo)})
	h.test("undo", lwo, &improvement.RebaseMeasure{Measure: measure, From: on, Undo: true, Reason: words(lwo)})
	h.test("out", lead, takenOut(h.today(-5)))
	h.test("again", volunteer, counts(h.today(-5), 85))
	h.test("done", volunteer, done("1.1"))
	h.test("finish", lead, finished())
	h.test("study", lead, study())
	h.test("act", lead, abandon())
	h.approve(1, "vote-chair", chair, vote(improvement.Agree))
	h.test("correct", volunteer, corrected(on, 84))
	test := h.state()
	if changed := test.ChangedSince(h.approvalState(1).Pack); len(changed.Measures) != 1 {
		h.t.Errorf("changed since: %+v", changed)
	}
	if len(test.Talks) != 3 || test.Talks[0].By != lead || !test.Talks[1].Gone || !test.Talks[2].Gone {
		h.t.Errorf("the talks are %+v", test.Talks)
	}
}

// approvalState is the club's nth approval on record.
func (h *house) approvalState(n int) *improvement.Approval {
	h.t.Helper()
	_, state, err := h.store.State(testContext(h.t), approvalOf(n))
	if err != nil {
		h.t.Fatal(err)
	}
	approval, err := improvement.RestoreApproval(state)
	if err != nil {
		h.t.Fatal(err)
	}
	return approval
}
