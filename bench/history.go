package main

import (
	"context"
	"fmt"

	enums "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
)

// history is what one lifecycle leaves in Temporal, children included.
type history struct {
	Events  int
	Bytes   int64
	Tasks   int            // workflow tasks
	Timers  int            // started
	Actions int            // that Temporal Cloud would bill
	Kinds   map[string]int // events by type
}

// historyOf reads the workflows of one lifecycle once they are closed.
func historyOf(ctx context.Context, c client.Client, ids []string) (history, error) {
	h := history{Kinds: map[string]int{}}
	for _, id := range ids {
		if err := c.GetWorkflow(ctx, id, "").Get(ctx, nil); err != nil {
			return h, fmt.Errorf("%s did not end well: %w", id, err)
		}
		described, err := c.DescribeWorkflowExecution(ctx, id, "")
		if err != nil {
			return h, err
		}
		h.Bytes += described.GetWorkflowExecutionInfo().GetHistorySizeBytes()
		events := c.GetWorkflowHistory(ctx, id, "", false, enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		billed := map[int64]bool{} // workflow tasks whose local activities are counted
		for events.HasNext() {
			e, err := events.Next()
			if err != nil {
				return h, err
			}
			h.count(e, billed)
		}
	}
	return h, nil
}

// count adds an event. Temporal Cloud bills each start of a workflow, child or not,
// timer, activity, update, search attributes that the workflow itself sets, and
// local activities once per workflow task.
func (h *history) count(e *historypb.HistoryEvent, billed map[int64]bool) {
	h.Events++
	h.Kinds[e.GetEventType().String()]++
	switch e.GetEventType() {
	case enums.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
		h.Tasks++
	case enums.EVENT_TYPE_TIMER_STARTED:
		h.Timers++
		h.Actions++
	case enums.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED, enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
		enums.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED, enums.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
		h.Actions++
	case enums.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES:
		fields := e.GetUpsertWorkflowSearchAttributesEventAttributes().GetSearchAttributes().GetIndexedFields()
		if _, versions := fields["TemporalChangeVersion"]; !versions { // those are free
			h.Actions++
		}
	case enums.EVENT_TYPE_MARKER_RECORDED:
		marker := e.GetMarkerRecordedEventAttributes()
		task := marker.GetWorkflowTaskCompletedEventId()
		if marker.GetMarkerName() == "LocalActivity" && !billed[task] {
			billed[task] = true
			h.Actions++
		}
	}
}
