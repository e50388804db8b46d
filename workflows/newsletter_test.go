package workflows_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"
)

const network improvement.BodyID = "east-network"

// march is East's issue of March 2037: drafted on the 3rd, sent on the 10th.
var march = improvement.IssueSubject(network, "2037-03")

// press makes newsletters in memory, and fails where it is told to.
type press struct {
	mu     sync.Mutex
	days   improvement.IssueDays // of the one issue that there is; zero: by the schedule
	stop   improvement.Period    // from which on there is no newsletter
	asked  []improvement.Period
	drafts int
	handed int
	looks  []improvement.Progress // what each look finds; the last stays
	fail   int                    // so many calls fail first
}

func (p *press) call() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail > 0 {
		p.fail--
		return improvement.ErrUnavailable
	}
	return nil
}

func opened(p improvement.Period, days improvement.IssueDays) *improvement.IssueOpened {
	body := improvement.Body{ID: network, Kind: improvement.Network, Name: "East network", Parent: east}
	o := improvement.OpenIssue(body, p, improvement.DefaultSchedule(), improvement.DefaultSections(), improvement.DefaultLadder(), holidays{}.Around(""))
	if days != (improvement.IssueDays{}) {
		o.Days = days
	}
	return o
}

func (p *press) Next(_ context.Context, _ improvement.BodyID, after improvement.Period) (*improvement.IssueOpened, error) {
	if err := p.call(); err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	next := improvement.DefaultSchedule().Next(after, "2037-03-02", holidays{}.Around(""))
	p.asked = append(p.asked, next)
	if p.stop != "" && next >= p.stop {
		return nil, improvement.ErrNotFound
	}
	return opened(next, p.days), nil
}

func (p *press) Draft(context.Context, improvement.SubjectID) (*improvement.IssueDrafted, error) {
	if err := p.call(); err != nil {
		return nil, err
	}
	p.drafts++
	found := []improvement.Found{{ID: "j-1", Kind: improvement.FoundTest, Subject: club, Entry: 1, Day: "2037-03-02"}}
	return improvement.DefaultSchedule().Drafted(nil, nil, found, holidays{}.Around(""), when(launchDay)), nil
}

func (p *press) HandOut(_ context.Context, _ improvement.SubjectID, alive func()) (int, error) {
	if err := p.call(); err != nil {
		return 0, err
	}
	alive()
	p.handed++
	return 5, nil
}

func (p *press) Progress(context.Context, improvement.SubjectID) (improvement.Progress, error) {
	if err := p.call(); err != nil {
		return improvement.Progress{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := improvement.Progress{Sent: 5}
	if len(p.looks) > 0 {
		now, p.looks = p.looks[0], p.looks[1:]
	}
	return now, nil
}

// newIssue is a story of the issue of March.
func newIssue(t *testing.T) (*story, *press) {
	s := newStory(t)
	p := new(press)
	s.subject, s.name = march, workflows.IssueName
	s.input = workflows.Start{Clock: s.clock, First: &improvement.Entry{Version: 1, Command: improvement.OpenCommand, At: s.now, Event: opened("2037-03", improvement.IssueDays{})}}
	s.prepare = append(s.prepare, func(env *testsuite.TestWorkflowEnvironment) {
		(&activities.Newsletters{Press: p, Poll: time.Millisecond}).Register(env)
	})
	return s, p
}

func (s *story) issue() *improvement.Issue {
	s.t.Helper()
	issue, err := improvement.RestoreIssue(s.rec.states[march])
	if err != nil {
		s.t.Fatal(err)
	}
	return issue
}

func (s *story) onIssue(moment string, who improvement.PersonID, c improvement.IssueCommand) *answer {
	return s.send(moment, march, who, c)
}

func offer(id string) *improvement.ContributeItem {
	return &improvement.ContributeItem{Item: improvement.IssueItem{ID: id, Section: "events", Title: words(lwo)}}
}

func TestFromTheFirstItemToTheLastLetter(t *testing.T) {
	s, p := newIssue(t)
	p.looks = []improvement.Progress{{Waiting: 5}, {Sent: 3, Waiting: 2}, {Sent: 4, Failed: 1}}
	all := []*answer{
		s.onIssue("2037-03-02 11:00", volunteer, offer("i-1")),
		s.onIssue("2037-03-05 10:00", lwo, &improvement.AcceptItem{Item: "i-1"}),
		s.onIssue("2037-03-05 11:00", lwo, &improvement.LeaveOutItem{Item: "j-1"}),
		s.onIssue("2037-03-06 10:00", lwo, &improvement.ApproveIssue{}),
	}
	early := s.onIssue("2037-03-02 12:00", lwo, &improvement.ApproveIssue{})
	notTheirs := s.onIssue("2037-03-06 09:00", chair, &improvement.ApproveIssue{})
	late := s.onIssue("2037-03-06 12:00", volunteer, offer("i-2"))
	s.play()
	s.ended()
	s.filed(all...)
	s.refused(early, improvement.WrongStage, "")
	s.refused(notTheirs, improvement.NotAllowed, "as")
	s.refused(late, improvement.WrongStage, "")
	i := s.issue()
	if i.Stage != improvement.IssueSent || i.Readers != 5 || i.Delivered != (improvement.Progress{Sent: 4, Failed: 1}) || p.handed != 1 {
		t.Errorf("it ended %s, handed out %d times to %d: %+v", i.Stage, p.handed, i.Readers, i.Delivered)
	}
	if got := clockTime(i.ClosedAt); got[:16] != "2037-03-10 09:00" {
		t.Errorf("sent at %s", got)
	}
	want := []string{
		"issue-opened", "item-contributed", "issue-draft-due", "issue-drafted", "item-decided", "item-decided",
		"issue-time-passed", "issue-approved", "issue-send-due", "issue-handed-out", "issue-sent",
	}
	if got := s.rec.events(march); !slices.Equal(got, want) {
		t.Errorf("its journal is %q, want %q", got, want)
	}
}

func TestNobodyApproves(t *testing.T) {
	s, p := newIssue(t)
	s.onIssue("2037-03-02 11:00", volunteer, offer("i-1"))
	s.play()
	s.ended()
	if i := s.issue(); i.Stage != improvement.IssueLapsed || p.handed != 0 || clockTime(i.ClosedAt) != "2037-04-01 00:00" {
		t.Errorf("it is %s at %s, handed out %d times", i.Stage, clockTime(i.ClosedAt), p.handed)
	}
	if told := s.rec.told(march, improvement.NoticeIssueLapsed); !slices.Equal(told, []improvement.Recipient{{Body: east, Role: improvement.LWO}}) {
		t.Errorf("told: %v", told)
	}
}

func TestAnApprovalIsTakenBackAndGivenLate(t *testing.T) {
	s, p := newIssue(t)
	first := s.onIssue("2037-03-04 10:00", lwo, &improvement.ApproveIssue{})
	back := s.onIssue("2037-03-09 10:00", lwo, &improvement.ReconsiderIssue{})
	again := s.onIssue("2037-03-13 10:00", newLWO, &improvement.ApproveIssue{})
	s.play()
	s.ended()
	s.filed(first, back, again)
	if i := s.issue(); i.Stage != improvement.IssueSent || clockTime(i.ClosedAt)[:16] != "2037-03-13 10:00" || p.handed != 1 {
		t.Errorf("it is %s at %s, handed out %d times", i.Stage, clockTime(i.ClosedAt), p.handed)
	}
}

// What fails is tried again, and nothing is done twice: the record is away, the draft
// cannot be made, the outbox cannot be reached.
func TestAnIssueOutlivesFaults(t *testing.T) {
	s, p := newIssue(t)
	approved := s.onIssue("2037-03-04 10:00", lwo, &improvement.ApproveIssue{})
	p.fail = 3
	s.rec.fail(3)
	s.at("2037-03-09 10:00", func() { p.fail = 4; s.rec.crash(2) })
	s.play()
	s.ended()
	s.filed(approved)
	if i := s.issue(); i.Stage != improvement.IssueSent || p.drafts != 1 || p.handed != 1 {
		t.Errorf("it is %s after %d drafts, handed out %d times", i.Stage, p.drafts, p.handed)
	}
}

// As after the loss of Temporal's store: from any state on record the story goes on.
func TestAnIssueGoesOnFromAnyState(t *testing.T) {
	whole, _ := newIssue(t)
	whole.onIssue("2037-03-04 10:00", lwo, &improvement.ApproveIssue{})
	whole.play()
	whole.ended()
	journal := whole.rec.journal(march)
	for n := 1; n <= len(journal); n++ {
		t.Run(journal[n-1].Event.EventName(), func(t *testing.T) {
			s, p := newIssue(t)
			state, err := improvement.Fold(improvement.KindNewsletter, journal[:n])
			if err != nil {
				t.Fatal(err)
			}
			s.rec.journals[march], s.rec.states[march] = slices.Clone(journal[:n]), state
			s.input = workflows.Start{Clock: s.clock, State: state}
			s.now = journal[n-1].At
			if issue, _ := improvement.RestoreIssue(state); issue.Stage == improvement.IssueCollecting || issue.Stage == improvement.IssueDrafting {
				s.onIssue("2037-03-05 10:00", lwo, &improvement.ApproveIssue{})
			}
			s.play()
			s.ended()
			if i := s.issue(); i.Stage != improvement.IssueSent || p.handed > 1 {
				t.Errorf("it ended %s, handed out %d times", i.Stage, p.handed)
			}
		})
	}
}

func TestANetworkHasAnIssueEveryMonth(t *testing.T) {
	p := &press{stop: "2037-06", fail: 2}
	var begun []string
	var env *testsuite.TestWorkflowEnvironment
	env = newslettersAlone(t, p, func(ctx workflow.Context, _ workflows.Start) error {
		begun = append(begun, clockTime(env.Now())+" "+workflow.GetInfo(ctx).WorkflowExecution.ID)
		return nil
	})
	env.ExecuteWorkflow(workflows.NewsletterName, workflows.NewsletterStart{Clock: improvement.RealClock(when(launchDay)), Network: network})
	if err := env.GetWorkflowError(); err != nil {
		t.Fatal(err)
	}
	// Each begins when the one before it is drafted.
	want := []string{
		"2037-03-02 09:30 newsletter/east-network/2037-03", "2037-03-03 09:00 newsletter/east-network/2037-04",
		"2037-04-02 09:00 newsletter/east-network/2037-05",
	}
	if !slices.Equal(begun, want) {
		t.Errorf("begun %q, want %q", begun, want)
	}
	if want := []improvement.Period{"2037-03", "2037-04", "2037-05", "2037-06"}; !slices.Equal(p.asked, want) {
		t.Errorf("asked for %q", p.asked)
	}
}

func TestTheNewsletterStartsAfreshBeforeItsHistoryGrowsLong(t *testing.T) {
	env := newslettersAlone(t, new(press), func(workflow.Context, workflows.Start) error { return nil })
	env.ExecuteWorkflow(workflows.NewsletterName, workflows.NewsletterStart{Clock: improvement.RealClock(when(launchDay)), Network: network})
	var next *workflow.ContinueAsNewError
	if err := env.GetWorkflowError(); !errors.As(err, &next) || next.WorkflowType.Name != workflows.NewsletterName {
		t.Errorf("it ended with %v", err)
	}
}

// newslettersAlone is where newsletters begin issues of another story.
func newslettersAlone(t *testing.T, p *press, issue func(workflow.Context, workflows.Start) error) *testsuite.TestWorkflowEnvironment {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(silent)
	env := suite.NewTestWorkflowEnvironment()
	env.SetTestTimeout(time.Minute)
	env.SetWorkflowRunTimeout(100 * 365 * 24 * time.Hour)
	env.SetStartTime(when(launchDay))
	env.RegisterWorkflowWithOptions(workflows.Newsletter, workflow.RegisterOptions{Name: workflows.NewsletterName})
	env.RegisterWorkflowWithOptions(issue, workflow.RegisterOptions{Name: workflows.IssueName})
	(&activities.Newsletters{Press: p}).Register(env)
	return env
}

// On a real engine: one issue that runs already is left alone, a second opens nothing,
// and what is lost with Temporal's store comes back from the record.
func TestNewslettersOnAnEngine(t *testing.T) {
	h := openHouse(t, realDay)
	h.stopWorker()
	// Drafts and letters go from nine in the morning: of yesterday, so that the test passes at night, too.
	h.press = &press{days: improvement.IssueDays{Draft: h.today(-1), Send: h.today(-1), Lapse: h.today(20)}}
	h.startWorker()
	issue := h.beginNewsletter()
	h.eventually("the draft is made", func() bool { return h.stageOf(issue) == improvement.IssueDrafting && h.version(issue) >= 3 })
	if _, err := h.sender.Newsletter(testContext(t), issue, "offer", volunteer, &improvement.ContributeItem{Item: offer("").Item}); err != nil {
		t.Fatal(err)
	}
	_, state, err := h.store.State(testContext(t), issue)
	if err != nil {
		t.Fatal(err)
	}
	for _, running := range []bool{true, false} { // as long as it runs, and once it is lost
		if !running {
			if err := h.client.TerminateWorkflow(testContext(t), string(issue), "", "lost"); err != nil {
				t.Fatal(err)
			}
		}
		if started, err := h.sender.Resume(testContext(t), issue, state); err != nil || started == running {
			t.Fatalf("resumed %t, %v", started, err)
		}
	}
	if _, err := h.sender.Newsletter(testContext(t), issue, "approve", lwo, &improvement.ApproveIssue{}); err != nil {
		t.Fatal(err)
	}
	h.eventually("it is sent", func() bool { return h.stageOf(issue) == improvement.IssueSent })
	_, err = h.sender.Newsletter(testContext(t), issue, "more", volunteer, offer("i-2"))
	says(t, err, improvement.WrongStage, "")
}

// beginNewsletter starts the network's newsletter, and gives its first issue.
func (h *house) beginNewsletter() improvement.SubjectID {
	h.t.Helper()
	start := workflows.NewsletterStart{Clock: h.clock, Network: network}
	_, err := h.client.ExecuteWorkflow(testContext(h.t), client.StartWorkflowOptions{ID: string(improvement.NewsletterID(network)), TaskQueue: queue}, workflows.NewsletterName, start)
	var exists *serviceerror.WorkflowExecutionAlreadyStarted
	if err != nil && !errors.As(err, &exists) {
		h.t.Fatal(err)
	}
	return march
}

func (h *house) stageOf(issue improvement.SubjectID) improvement.IssueStage {
	h.t.Helper()
	_, state, err := h.store.State(testContext(h.t), issue)
	if errors.Is(err, improvement.ErrNotFound) {
		return ""
	}
	if err != nil {
		h.t.Fatal(err)
	}
	restored, err := improvement.RestoreIssue(state)
	if err != nil {
		h.t.Fatal(err)
	}
	return restored.Stage
}
