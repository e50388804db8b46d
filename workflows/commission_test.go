package workflows_test

import (
	"testing"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
	"go.temporal.io/sdk/testsuite"
)

var commissioned = improvement.CommissionSubject("breakfast")

// newCommission is a story of a commission, from its opening; due 30 March 2037.
func newCommission(t *testing.T) *story {
	t.Helper()
	s := &story{t: t, rec: newRecord(t), now: when(launchDay), subject: commissioned, name: workflows.CommissionName}
	s.clock = improvement.RealClock(s.now)
	f := facts()
	charter := improvement.CommissionCharter{ID: "breakfast", LMG: east, Priority: priority, Group: group, Title: words(chair), Due: "2037-03-30"}
	events, err := improvement.OpenCommission(charter, improvement.CommissionFacts{LMG: f.LMG, Group: f.Group, Priority: f.Priority, LWOs: []improvement.PersonID{lwo}},
		improvement.DefaultTerms(), holidays{}.Around(""), actor(chair), s.now)
	if err != nil {
		t.Fatal(err)
	}
	s.input = workflows.Start{Clock: s.clock, First: &improvement.Entry{Version: 1, Command: "commission", By: chair, At: s.now, Event: events[0]}}
	s.prepare = append(s.prepare, func(env *testsuite.TestWorkflowEnvironment) {
		(&activities.Priorities{Subjects: s.rec, Contributors: &contributors{}, Now: func() time.Time { return s.env.Now() }}).Register(env)
	})
	return s
}

// launched puts a test on record, as its own workflow files it.
func (s *story) launches(moment string, change func(*improvement.Charter)) {
	s.at(moment, func() {
		c := charter()
		change(&c)
		test := new(improvement.TestOfChange)
		filing, err := test.Filing("launch", lwo, s.env.Now(), []improvement.Event{launched(s.t, c, s.env.Now())})
		if err != nil {
			s.t.Fatal(err)
		}
		s.rec.mu.Lock()
		defer s.rec.mu.Unlock()
		if _, err := s.rec.file(filing); err != nil {
			s.t.Fatal(err)
		}
	})
}

func (s *story) commissionState() *improvement.Commission {
	s.t.Helper()
	c, err := improvement.RestoreCommission(s.rec.states[commissioned])
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// Nobody says that the test was launched: the commission finds it before it reminds.
func TestACommissionFindsItsTestBeforeItReminds(t *testing.T) {
	s := newCommission(t)
	s.launches("2037-03-10 10:00", func(c *improvement.Charter) { c.ID, c.Priority = "another", "another-priority" })
	s.launches("2037-03-20 10:00", func(*improvement.Charter) {})
	s.play()
	s.ended()
	c := s.commissionState()
	if c.Test != club || c.ClosedAt.After(when("2037-03-24 09:00")) {
		t.Errorf("fulfilled by %q on %s", c.Test, c.ClosedAt)
	}
	for _, n := range s.rec.notices {
		if n.Kind == improvement.NoticeReminder {
			t.Errorf("reminded although the test had begun: %+v", n)
		}
	}
	s.told(improvement.NoticeCommissioned, improvement.Recipient{Body: group, Role: improvement.GroupLead})
	s.told(improvement.NoticeCommissionFulfilled, improvement.Recipient{Body: east, Role: improvement.Chair})
}

// A sender that launched a test says so: the commission looks at once.
func TestACommissionLooksAtOnceWhenNudged(t *testing.T) {
	s := newCommission(t)
	s.launches("2037-03-05 10:00", func(*improvement.Charter) {})
	s.at("2037-03-05 10:01", func() {
		s.env.UpdateWorkflow(workflows.LookUpdate, "look-breakfast-club", &testsuite.TestUpdateCallback{OnAccept: func() {}, OnReject: func(err error) { t.Error(err) }, OnComplete: func(any, error) {}})
	})
	s.play()
	s.ended()
	if c := s.commissionState(); c.Test != club || c.ClosedAt.After(when("2037-03-05 10:05")) {
		t.Errorf("fulfilled by %q on %s", c.Test, c.ClosedAt)
	}
}

// An overdue commission climbs the ladder up to the chair, may be given more time, and
// may be withdrawn.
func TestAnOverdueCommissionClimbsTheLadder(t *testing.T) {
	s := newCommission(t)
	all := []*answer{
		s.send("2037-04-14 10:00", commissioned, chair, &improvement.RescheduleCommission{Due: "2037-05-29", Reason: words(chair)}),
		s.send("2037-05-04 10:00", commissioned, lwo, &improvement.HandOverCommission{From: lwo, To: newLWO, ToRoles: actor(newLWO).Roles, Reason: words(lwo)}),
		s.send("2037-06-20 10:00", commissioned, chair, &improvement.WithdrawCommission{Reason: words(chair)}),
	}
	s.play()
	s.ended()
	s.filed(all...)
	s.told(improvement.NoticeOverdue, improvement.Recipient{Person: lwo})
	s.told(improvement.NoticeEscalated, improvement.Recipient{Body: east, Role: improvement.Chair})
	s.told(improvement.NoticeOverdue, improvement.Recipient{Person: newLWO})
	if c := s.commissionState(); c.Test != "" || c.Withdrawn.Empty() {
		t.Errorf("ended %+v", c)
	}
}
