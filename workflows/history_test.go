package workflows_test

import (
	"encoding/json"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/workflows"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
)

// historyOf is a workflow's history: of one run, or of the latest.
func (h *house) historyOf(subject improvement.SubjectID, run string) *history.History {
	h.t.Helper()
	all := new(history.History)
	pages := h.client.GetWorkflowHistory(testContext(h.t), string(subject), run, false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for pages.HasNext() {
		event, err := pages.Next()
		if err != nil {
			h.t.Fatal(err)
		}
		all.Events = append(all.Events, event)
	}
	return all
}

// events counts the events of one type in the latest run.
func (h *house) events(subject improvement.SubjectID, kind enums.EventType) int {
	n := 0
	for _, e := range h.historyOf(subject, "").Events {
		if e.EventType == kind {
			n++
		}
	}
	return n
}

// launchIntoOutage starts the club's workflow while the record is cut off.
func (h *house) launchIntoOutage() {
	h.t.Helper()
	h.record.cut(true)
	now := h.clock.Now(h.clock.Real)
	start := workflows.TestStart{Clock: h.clock, Command: "launch", By: lwo, Launched: launched(h.t, h.charter(), now)}
	options := client.StartWorkflowOptions{ID: string(club), TaskQueue: queue}
	if _, err := h.client.ExecuteWorkflow(testContext(h.t), options, workflows.TestOfChangeName, start); err != nil {
		h.t.Fatal(err)
	}
}

// updateOf is a command to the club as the sender sends it, accepted only.
func updateOf(id string, who improvement.PersonID, c improvement.TestCommand) client.UpdateWorkflowOptions {
	body, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return client.UpdateWorkflowOptions{
		WorkflowID: string(club), UpdateID: id, UpdateName: c.CommandName(), WaitForStage: client.WorkflowUpdateStageAccepted,
		Args: []any{workflows.Message{Actor: actor(who), Command: body}},
	}
}
