//go:build !noembedded

package engine

import (
	"context"
	"errors"
	"fmt"

	commonpb "go.temporal.io/api/common/v1"
	namespacepb "go.temporal.io/api/namespace/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"
)

// frontendHealth is the name under which the frontend reports its health.
const frontendHealth = "temporal.api.workflowservice.v1.WorkflowService"

func checkServing(ctx context.Context, conn *grpc.ClientConn) error {
	r, err := healthpb.NewHealthClient(conn).Check(ctx, &healthpb.HealthCheckRequest{Service: frontendHealth})
	if err != nil {
		return fmt.Errorf("the engine does not answer: %w", err)
	}
	if r.GetStatus() != healthpb.HealthCheckResponse_SERVING {
		return fmt.Errorf("the engine is not serving: %s", r.GetStatus())
	}
	return nil
}

// checkNamespace is nil when the namespace is known with its retention and record, and a
// request passes through to the history of workflows and back.
func checkNamespace(ctx context.Context, conn *grpc.ClientConn, o Options) error {
	api := workflowservice.NewWorkflowServiceClient(conn)
	ns, err := api.DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: o.Namespace})
	if err != nil {
		return err
	}
	if ns.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration() != o.Retention {
		_, err := api.UpdateNamespace(ctx, &workflowservice.UpdateNamespaceRequest{
			Namespace: o.Namespace,
			Config:    &namespacepb.NamespaceConfig{WorkflowExecutionRetentionTtl: durationpb.New(o.Retention)},
		})
		if err != nil {
			return fmt.Errorf("set the retention: %w", err)
		}
	}
	if o.Record != "" && markOf(ns) != o.Record {
		_, err := api.UpdateNamespace(ctx, &workflowservice.UpdateNamespaceRequest{Namespace: o.Namespace, UpdateInfo: marked(o.Record)})
		if err != nil {
			return fmt.Errorf("mark the namespace with its record: %w", err)
		}
	}
	_, err = api.DescribeWorkflowExecution(ctx, &workflowservice.DescribeWorkflowExecutionRequest{
		Namespace: o.Namespace,
		Execution: &commonpb.WorkflowExecution{WorkflowId: "no-such-workflow"},
	})
	if status.Code(err) == codes.NotFound {
		return nil
	}
	return errors.Join(errors.New("an unknown workflow was not refused"), err)
}
