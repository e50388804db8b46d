package workflows_test

import (
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
)

var complained = improvement.DataRequestSubject("c1")

// newRequest is a story of a data-protection request that came on 2 March 2037.
func newRequest(t *testing.T, kind improvement.DataRequestKind) *story {
	t.Helper()
	s := &story{t: t, rec: newRecord(t), now: when(launchDay), subject: complained, name: workflows.DataRequestName}
	s.clock = improvement.RealClock(s.now)
	form := improvement.DataRequestForm{ID: "c1", Kind: kind, Body: east, From: words(complained.Correspondent()), Received: "2037-03-02"}
	facts := improvement.DataRequestFacts{Body: facts().LMG, Administrators: 1}
	events, err := improvement.RecordDataRequest(form, facts, improvement.DefaultTerms(), holidays{}.Around(""), actor(clerk), s.now)
	if err != nil {
		t.Fatal(err)
	}
	s.input = workflows.Start{Clock: s.clock, First: &improvement.Entry{Version: 1, Command: "record", By: clerk, At: s.now, Event: events[0]}}
	return s
}

func (s *story) requestState() *improvement.DataRequest {
	s.t.Helper()
	d, err := improvement.RestoreDataRequest(s.rec.states[complained])
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

// A complaint that is overlooked climbs the ladder: its administrators, then the LWO and
// the chair. It is acknowledged before it is closed.
func TestAComplaintClimbsTheLadderUntilItIsClosed(t *testing.T) {
	s := newRequest(t, improvement.DataComplaint)
	early := s.send("2037-03-20 10:00", complained, admin, &improvement.CloseRequest{Done: words(admin)})
	stranger := s.send("2037-03-20 11:00", complained, lead, &improvement.AcknowledgeRequest{})
	notTheirs := s.send("2037-03-20 12:00", complained, clerk, &improvement.ClaimDataRequest{})
	all := []*answer{
		s.send("2037-03-20 13:00", complained, admin, &improvement.ClaimDataRequest{}), // it binds nobody: reminders go on
		s.send("2037-04-20 10:00", complained, admin, &improvement.AcknowledgeRequest{}),
		s.send("2037-05-04 10:00", complained, clerk, &improvement.CloseRequest{Done: words(clerk)}),
	}
	s.play()
	s.ended()
	s.filed(all...)
	s.refused(early, improvement.WrongStage, "")
	s.refused(stranger, improvement.NotAllowed, "as")
	s.refused(notTheirs, improvement.NotAllowed, "as")
	admins := improvement.Recipient{Body: east, Role: improvement.Administrator}
	s.told(improvement.NoticeTask, admins)
	s.told(improvement.NoticeReminder, admins)
	s.told(improvement.NoticeOverdue, admins)
	s.told(improvement.NoticeEscalated, improvement.Recipient{Body: east, Role: improvement.LWO})
	s.told(improvement.NoticeEscalated, improvement.Recipient{Body: east, Role: improvement.Chair})
	for _, n := range s.rec.notices {
		if !n.Title.Empty() || !n.What.Empty() || !n.Reason.Empty() {
			t.Errorf("a notice carries somebody's words: %+v", n)
		}
	}
	if d := s.requestState(); !d.Closed() || d.Due != "2037-05-20" {
		t.Errorf("ended %+v", d)
	}
}

func TestAnAccessRequestIsExtendedAndAnswered(t *testing.T) {
	s := newRequest(t, improvement.AccessRequest)
	all := []*answer{
		s.send("2037-03-30 10:00", complained, admin, &improvement.ExtendRequest{Reason: words(admin)}),
		s.send("2037-05-29 10:00", complained, admin, &improvement.CloseRequest{Done: words(admin)}),
	}
	s.play()
	s.ended()
	s.filed(all...)
	if d := s.requestState(); !d.Extended || d.Due != "2037-06-02" {
		t.Errorf("ended %+v", d)
	}
	if s.rec.notices[len(s.rec.notices)-1].Kind == improvement.NoticeOverdue {
		t.Error("it was overdue although it was extended")
	}
}
