package engine

import (
	"context"
	"fmt"

	namespacepb "go.temporal.io/api/namespace/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
)

// recordMark is the entry of a namespace's data that identifies the record whose
// workflows run there. Older releases and clusters have none.
const recordMark = "cairn.record"

func markOf(ns *workflowservice.DescribeNamespaceResponse) string {
	return ns.GetNamespaceInfo().GetData()[recordMark]
}

func marked(record string) *namespacepb.UpdateNamespaceInfo {
	return &namespacepb.UpdateNamespaceInfo{Data: map[string]string{recordMark: record}}
}

// checkRecord refuses a namespace that is known to be another record's, and marks
// one that is nobody's where that is asked for.
func (o DialOptions) checkRecord(ctx context.Context, c client.Client, opts client.Options, ns *workflowservice.DescribeNamespaceResponse) error {
	mark := markOf(ns)
	switch {
	case o.Record == "":
		return nil
	case mark != "" && mark != o.Record:
		return &RecordError{Server: opts.HostPort}
	case mark != "" || !o.Mark:
		return nil
	}
	_, err := c.WorkflowService().UpdateNamespace(ctx, &workflowservice.UpdateNamespaceRequest{
		Namespace: opts.Namespace, UpdateInfo: marked(o.Record),
	})
	if err != nil {
		return fmt.Errorf("tell the engine at %s which record is kept: %w", opts.HostPort, err)
	}
	return nil
}
