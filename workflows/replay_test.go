package workflows_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sync/atomic"
	"testing"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
	"go.temporal.io/api/common/v1"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/api/proxy"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// update records the histories anew, on the real engine. Do it only for a new
// shape: an old history that no longer replays is a running test that is stuck.
var update = flag.Bool("update", false, "record the histories of testdata anew")

// shapes are the histories that are kept, each with how it comes about.
var shapes = map[string]func(*testing.T){
	"adopted": func(t *testing.T) {
		h := openHouse(t, fastDay)
		h.launch()
		h.cycle(1, adopt())
		h.agree(1)
		h.reach(improvement.StageFollowUp)
		h.test("check", lwo, &improvement.CheckGain{Held: "yes", Says: words(lwo)})
		h.keep(club, "adopted")
		h.keep(approvalOf(1), "approval-early")
	},
	"adapted": func(t *testing.T) {
		h := openHouse(t, fastDay)
		h.launch()
		h.cycle(1, adapt(2, h.today(90)))
		h.agree(1)
		h.eventually("the second cycle has begun", func() bool { return len(h.state().Cycles) == 2 })
		h.cycle(2, adapt(1, ""))
		h.test("begin", lwo, &improvement.BeginCycle{})
		h.test("plan-3", lead, plan(h.today(30)))
		first := h.historyOf(club, "").Events[0].GetWorkflowExecutionStartedEventAttributes().FirstExecutionRunId
		h.keepRun(club, first, "adapted")
		h.keep(club, "adapted-third-run")
	},
	"approval-lapsed": func(t *testing.T) {
		h := openHouse(t, 10*fastDay)
		h.launch()
		h.cycle(1, abandon())
		h.approve(1, "vote-chair", chair, vote(improvement.Agree))
		h.eventually("the approval has lapsed", func() bool {
			_, state, err := h.store.State(testContext(t), approvalOf(1))
			a, restored := improvement.RestoreApproval(state)
			return err == nil && restored == nil && a.Status == improvement.ApprovalLapsed
		})
		h.approve(1, "minute", clerk, minute(improvement.Agree, h.today(0), chair, deputy, memberOne))
		h.reach(improvement.StageClosed)
		h.keep(club, "abandoned")
		h.keep(approvalOf(1), "approval-lapsed")
	},
	"outage": func(t *testing.T) {
		h := openHouse(t, realDay)
		h.launch()
		h.test("points", volunteer, points(h.today(-30), 2))
		h.record.cut(true)
		if receipt, err := h.sender.Test(testContext(t), club.ID(), "seen", volunteer, observation("seen", h.today(0))); err != nil || receipt.Filed {
			t.Fatalf("%+v, %v", receipt, err)
		}
		h.eventually("a regular activity files", func() bool { return h.events(club, enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED) > 0 })
		h.record.cut(false)
		h.eventually("the command is on record", func() bool { return h.count(club, "seen") == 1 })
		h.keep(club, "outage")
	},
	"paused": func(t *testing.T) {
		h := openHouse(t, 10*fastDay)
		h.launch()
		h.test("pause", lwo, pause(h.today(10)))
		h.eventually("the pause has ended", func() bool { return h.state().Paused == nil })
		h.eventually("somebody is reminded", func() bool { return h.version(club) > 3 })
		h.keep(club, "paused")
	},
	"measured": func(t *testing.T) {
		h := openHouse(t, realDay)
		h.launchCharted()
		h.measured()
		h.approve(1, "vote-member-one", memberOne, vote(improvement.Agree))
		h.approve(1, "vote-member-two", memberTwo, vote(improvement.Agree))
		h.reach(improvement.StageClosed)
		h.closes(club)
		h.keep(club, "measured")
		h.keep(approvalOf(1), "measured-approval")
	},
	"before-talks": func(t *testing.T) { // as a release filed it whose points opened no talks
		h := openHouse(t, realDay)
		h.record.leave("signals-noticed")
		h.launchCharted()
		h.test("signal", volunteer, counts(h.today(0), 60))
		h.test("plan", lead, plan(h.today(5)))
		h.keep(club, "before-talks")
	},
	"agreement": func(t *testing.T) {
		h := openHouse(t, realDay)
		h.launch()
		h.agreed()
		h.test("hand-over", lwo, &improvement.HandOver{From: volunteer, To: newLead, Reason: words(lwo)})
		h.test("agree-anew", newLead, &improvement.AgreeToPart{})
		h.test("keep", lead, &improvement.ReviewAgreement{Outcome: "kept", ReviewBy: h.today(400)})
		h.test("end", lead, &improvement.ReviewAgreement{Outcome: "ended", Reason: words(lead)})
		h.cycle(1, abandon())
		h.agree(1)
		h.reach(improvement.StageClosed)
		h.closes(club)
		h.keep(club, "agreement")
	},
	"newsletter": func(t *testing.T) {
		h := openHouse(t, realDay)
		h.stopWorker()
		h.press = &press{
			days: improvement.IssueDays{Draft: h.today(0), Send: h.today(0), Lapse: h.today(20)}, stop: "2037-04",
			looks: []improvement.Progress{{Waiting: 2}},
		}
		h.startWorker()
		issue := h.beginNewsletter()
		h.eventually("the draft is made", func() bool { return h.stageOf(issue) == improvement.IssueDrafting && h.version(issue) >= 3 })
		for _, c := range []improvement.IssueCommand{offer("i-1"), &improvement.ApproveIssue{}} {
			if _, err := h.sender.Newsletter(testContext(t), issue, improvement.CommandID(c.CommandName()), lwo, c); err != nil {
				t.Fatal(err)
			}
		}
		h.closes(issue)
		h.closes(improvement.NewsletterID(network))
		h.keep(issue, "newsletter-issue")
		h.keep(improvement.NewsletterID(network), "newsletter")
	},
	"newsletter-lapsed": func(t *testing.T) {
		h := openHouse(t, fastDay)
		h.stopWorker()
		h.press = &press{days: improvement.IssueDays{Draft: h.today(0), Send: h.today(1), Lapse: h.today(2)}, stop: "2037-04"}
		h.startWorker()
		issue := h.beginNewsletter()
		h.eventually("it has begun", func() bool { return h.stageOf(issue) != "" })
		h.closes(issue)
		h.keep(march, "newsletter-lapsed")
	},
	"withdrawn": func(t *testing.T) {
		h := openHouse(t, realDay)
		h.launch()
		h.cycle(1, adopt())
		h.approve(1, "vote-chair", chair, vote(improvement.Agree))
		if err := h.client.CancelWorkflow(testContext(t), string(club), ""); err != nil {
			t.Fatal(err)
		}
		h.closes(approvalOf(1))
		h.closes(club)
		h.keep(club, "cancelled")
		h.keep(approvalOf(1), "approval-withdrawn")
	},
	"data-request": func(t *testing.T) {
		h := openHouse(t, 10*fastDay)
		ctx := testContext(t)
		form := improvement.DataRequestForm{ID: "c1", Kind: improvement.DataComplaint, Body: east, From: words(clerk), Received: h.today(-27)}
		if _, err := h.sender.RecordDataRequest(ctx, "record", clerk, form); err != nil {
			t.Fatal(err)
		}
		complaint := improvement.DataRequestSubject("c1")
		h.eventually("somebody is reminded", func() bool { return h.version(complaint) > 1 })
		for id, c := range []improvement.DataRequestCommand{&improvement.AcknowledgeRequest{}, &improvement.CloseRequest{Done: words(admin)}} {
			if _, err := h.sender.OnDataRequest(ctx, complaint, improvement.CommandID(fmt.Sprint("command-", id)), admin, c); err != nil {
				t.Fatal(err)
			}
		}
		h.closes(complaint)
		h.keep(complaint, "data-request")
	},
	"quality-review": func(t *testing.T) {
		h := openHouse(t, fastDay)
		h.launch()
		review := h.reviewed()
		h.cycle(1, abandon())
		h.agree(1)
		h.reach(improvement.StageClosed)
		h.keep(club, "reviewed")
		h.onReview(review, "done", volunteer, &improvement.CompleteAction{Action: "a1"})
		h.closes(review)
		h.keep(review, "quality-review")
	},
	"quality-reviews": func(t *testing.T) {
		h := openHouse(t, 10*fastDay)
		h.launch()
		if err := h.sender.Standing(testContext(t)); err != nil {
			t.Fatal(err)
		}
		standing := improvement.SubjectID("quality-review/" + string(east))
		h.eventually("it has looked twice", func() bool {
			return h.events(standing, enums.EVENT_TYPE_ACTIVITY_TASK_COMPLETED) >= 2
		})
		if err := h.client.CancelWorkflow(testContext(t), string(standing), ""); err != nil {
			t.Fatal(err)
		}
		h.closes(standing)
		h.keep(standing, "quality-reviews")
	},
	"postman": func(t *testing.T) {
		h := openHouse(t, realDay)
		h.stopWorker()
		h.postman = &short{}
		h.startWorker()
		h.stand(workflows.PostmanName)
		h.eventually("three rounds are over", func() bool {
			return h.events(workflows.PostmanName, enums.EVENT_TYPE_ACTIVITY_TASK_COMPLETED) == 3
		})
		h.end(workflows.PostmanName)
	},
	"keeper": func(t *testing.T) {
		h := openHouse(t, fastDay)
		h.stand(workflows.KeeperName, workflows.KeeperStart{Clock: h.clock})
		h.eventually("a day is anchored", func() bool {
			return h.events(workflows.KeeperName, enums.EVENT_TYPE_ACTIVITY_TASK_COMPLETED) == 1
		})
		h.end(workflows.KeeperName)
	},
}

// kept are the files of testdata, so that none goes missing.
var kept = []string{
	"adopted", "approval-early", "adapted", "adapted-third-run", "abandoned", "approval-lapsed",
	"outage", "paused", "cancelled", "approval-withdrawn", "postman", "keeper",
	"measured", "measured-approval", "before-talks", "agreement", "data-request",
	"quality-review", "quality-reviews", "reviewed",
	"newsletter", "newsletter-issue", "newsletter-lapsed",
}

// short is a postman of three short rounds; the fourth lasts.
type short struct {
	idle
	rounds atomic.Int32
}

func (s *short) Run(ctx context.Context, alive func()) error {
	if s.rounds.Add(1) <= 3 {
		return nil
	}
	return s.idle.Run(ctx, alive)
}

// stand starts a standing workflow.
func (h *house) stand(name string, args ...any) {
	h.t.Helper()
	if _, err := h.client.ExecuteWorkflow(testContext(h.t), client.StartWorkflowOptions{ID: name, TaskQueue: queue}, name, args...); err != nil {
		h.t.Fatal(err)
	}
}

// end cancels a standing workflow and keeps its history.
func (h *house) end(name string) {
	h.t.Helper()
	if err := h.client.CancelWorkflow(testContext(h.t), name, ""); err != nil {
		h.t.Fatal(err)
	}
	h.closes(improvement.SubjectID(name))
	h.keep(improvement.SubjectID(name), name)
}

// closes waits for the end of a workflow.
func (h *house) closes(id improvement.SubjectID) {
	h.t.Helper()
	h.eventually("the workflow has ended", func() bool {
		d, err := h.client.DescribeWorkflowExecution(testContext(h.t), string(id), "")
		return err == nil && d.WorkflowExecutionInfo.Status != enums.WORKFLOW_EXECUTION_STATUS_RUNNING
	})
}

func (h *house) keep(id improvement.SubjectID, name string) { h.keepRun(id, "", name) }

// keepRun writes a run's history to testdata.
func (h *house) keepRun(id improvement.SubjectID, run, name string) {
	h.t.Helper()
	text, err := temporalproto.CustomJSONMarshalOptions{}.Marshal(h.historyOf(id, run))
	if err != nil {
		h.t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte(`"`+machine(h.t)+`:`), []byte(`"sticky:`)) // the worker's own task queue
	if err := os.WriteFile(file(name), text, 0o644); err != nil {
		h.t.Fatal(err)
	}
}

// machine is this computer's name.
func machine(t testing.TB) string {
	t.Helper()
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func file(name string) string { return filepath.Join("testdata", name+".json") }

func read(t *testing.T, name string) *history.History {
	t.Helper()
	f, err := os.Open(file(name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := client.HistoryFromJSON(f, client.HistoryJSONOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Every history ever recorded replays: what runs today goes on after an upgrade.
func TestRecordedHistoriesReplay(t *testing.T) {
	if *update {
		for name, record := range shapes {
			t.Run("record "+name, record)
		}
	}
	replayer := worker.NewWorkflowReplayer()
	workflows.Register(replayer)
	for _, name := range kept {
		t.Run(name, func(t *testing.T) {
			all := read(t, name)
			started := all.Events[0].GetWorkflowExecutionStartedEventAttributes()
			options := worker.ReplayWorkflowHistoryOptions{
				OriginalExecution: workflow.Execution{ID: started.WorkflowId, RunID: started.OriginalExecutionRunId},
			}
			if err := replayer.ReplayWorkflowHistoryWithOptions(silent, all, options); err != nil {
				t.Error(err)
			}
		})
	}
}

// The replays above would notice a change of the stories.
func TestAHistoryOfAnotherStoryDoesNotReplay(t *testing.T) {
	replayer := worker.NewWorkflowReplayer()
	replayer.RegisterWorkflowWithOptions(func(ctx workflow.Context, _ workflows.TestStart) error {
		return workflow.Sleep(ctx, 1)
	}, workflow.RegisterOptions{Name: workflows.TestOfChangeName})
	if err := replayer.ReplayWorkflowHistory(silent, read(t, "adopted")); err == nil {
		t.Error("another story replayed the history")
	}
}

var sealed = regexp.MustCompile(`"box":"([^"]*)"`)

// The histories hold sealed words only, and nothing of the machine they were
// recorded on.
func TestRecordedHistoriesHoldNothingPersonal(t *testing.T) {
	here := regexp.MustCompile(`(@|")` + regexp.QuoteMeta(machine(t)) + `[:"@]`)
	for _, name := range kept {
		text, err := os.ReadFile(file(name))
		if err != nil {
			t.Fatal(err)
		}
		if here.Match(text) {
			t.Errorf("%s names the machine", name)
		}
		for _, payload := range payloads(read(t, name)) {
			for _, box := range sealed.FindAllSubmatch(payload, -1) {
				if string(box[1]) != words(lwo).Sealed {
					t.Errorf("%s holds the words %q", name, box[1])
				}
			}
		}
	}
}

// payloads lists the data of every event, decoded.
func payloads(all *history.History) [][]byte {
	var data [][]byte
	visit := func(p *proxy.VisitPayloadsContext, payloads []*common.Payload) ([]*common.Payload, error) {
		for _, one := range payloads {
			data = append(data, one.Data)
		}
		return payloads, nil
	}
	_ = proxy.VisitPayloads(context.Background(), all, proxy.VisitPayloadsOptions{Visitor: visit})
	return data
}
