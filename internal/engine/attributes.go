package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
)

const keyword = enumspb.INDEXED_VALUE_TYPE_KEYWORD

// AttributesError says which search attributes are missing and could not be
// added, with the command for whoever may.
type AttributesError struct {
	Names             []string
	Namespace, Server string
	Err               error
}

func (e *AttributesError) Error() string {
	var flags strings.Builder
	for _, n := range e.Names {
		fmt.Fprintf(&flags, " --name %s --type Keyword", n)
	}
	return fmt.Sprintf("the namespace %q on the Temporal server at %s lacks the search attributes %s and they "+
		"could not be added (%v): ask its administrator to run: "+
		"temporal operator search-attribute create --namespace %s%s",
		e.Namespace, e.Server, strings.Join(e.Names, ", "), e.Err, e.Namespace, flags.String())
}

func (e *AttributesError) Unwrap() error { return e.Err }

// ensureAttributes adds what is missing and waits until it can be used.
func ensureAttributes(ctx context.Context, c client.Client, opts client.Options, names []string) error {
	missing, err := missingAttributes(ctx, c, opts.Namespace, names)
	if err != nil || len(missing) == 0 {
		return err
	}
	types := map[string]enumspb.IndexedValueType{}
	for _, n := range missing {
		types[n] = keyword
	}
	_, err = c.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{
		Namespace:        opts.Namespace,
		SearchAttributes: types,
	})
	var exists *serviceerror.AlreadyExists // added by another process meanwhile
	if err != nil && !errors.As(err, &exists) {
		return &AttributesError{Names: missing, Namespace: opts.Namespace, Server: opts.HostPort, Err: err}
	}
	if err := awaitAttributes(ctx, c, opts.Namespace, missing); err != nil {
		return &AttributesError{Names: missing, Namespace: opts.Namespace, Server: opts.HostPort, Err: err}
	}
	return nil
}

func missingAttributes(ctx context.Context, c client.Client, namespace string, names []string) ([]string, error) {
	r, err := c.OperatorService().ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{
		Namespace: namespace,
	})
	if err != nil {
		return nil, fmt.Errorf("list the search attributes of the namespace %q: %w", namespace, err)
	}
	var missing []string
	for _, n := range names {
		switch t, ok := r.GetCustomAttributes()[n]; {
		case !ok:
			missing = append(missing, n)
		case t != keyword:
			return nil, fmt.Errorf("the search attribute %s of the namespace %q is of type %s, but Cairn needs Keyword: "+
				"use another namespace, or rename that attribute", n, namespace, t)
		}
	}
	return missing, nil
}

// awaitAttributes polls until a query by the new attributes is understood: the
// cluster's hosts learn of them one after the other.
func awaitAttributes(ctx context.Context, c client.Client, namespace string, names []string) error {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	query := strings.Join(names, ` = "none" AND `) + ` = "none"`
	for {
		_, err := c.WorkflowService().CountWorkflowExecutions(ctx, &workflowservice.CountWorkflowExecutionsRequest{
			Namespace: namespace,
			Query:     query,
		})
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("they are not usable yet: %w", err)
		case <-tick.C:
		}
	}
}
