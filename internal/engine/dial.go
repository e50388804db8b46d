package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/envconfig"
	"go.temporal.io/sdk/log"
)

const defaultDialWait = 10 * time.Second

// DialOptions describes which Temporal server to reach and how.
type DialOptions struct {
	// HostPort is an embedded engine's address. Empty means a cluster, described
	// by TEMPORAL_* and Temporal's own configuration file.
	HostPort string
	// Namespace is the one to use, default DefaultNamespace; on a cluster
	// TEMPORAL_NAMESPACE or that file's comes first.
	Namespace string
	// SearchAttributes are names of Keyword attributes that must exist; those
	// that do not are added. None are checked where it is empty.
	SearchAttributes []string
	// Record identifies the record at hand: a namespace that is marked as another's
	// is refused. Empty: it is not compared.
	Record string
	// Mark marks a namespace that is nobody's as that of Record.
	Mark bool
	// Identity names this process in histories, default the SDK's pid@host.
	Identity string
	// Metrics receives the SDK's metrics; nil discards them.
	Metrics client.MetricsHandler
	// Logger receives the SDK's messages; nil discards them.
	Logger *slog.Logger
	// Timeout bounds the whole call, default 10 s.
	Timeout time.Duration
}

// Dial connects, proves that the namespace is there and ensures the search
// attributes, or fails in time with a plain error: *UnreachableError,
// *NamespaceError, *RecordError, *AttributesError, or what is wrong with the
// configuration. The caller closes the client.
func Dial(ctx context.Context, o DialOptions) (client.Client, error) {
	o.Timeout = cmp.Or(o.Timeout, defaultDialWait)
	ctx, cancel := context.WithTimeout(ctx, o.Timeout)
	defer cancel()
	opts, err := o.clientOptions()
	if err != nil {
		return nil, fmt.Errorf("read the Temporal settings (TEMPORAL_*): %w", err)
	}
	c, err := client.DialContext(ctx, opts)
	if err != nil {
		return nil, &UnreachableError{Server: opts.HostPort, Err: err}
	}
	if err := o.checkCluster(ctx, c, opts); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// clientOptions leaves the data converter as it is: people's words are sealed
// before they come here.
func (o DialOptions) clientOptions() (client.Options, error) {
	opts := client.Options{HostPort: o.HostPort}
	// The embedded engine is near, and sealed words hardly shrink.
	opts.ConnectionOptions.GrpcCompression = &client.GrpcCompressionNone{}
	if o.HostPort == "" {
		var err error
		opts, err = envconfig.LoadDefaultClientOptions()
		if err != nil {
			return opts, err
		}
	}
	opts.HostPort = cmp.Or(opts.HostPort, client.DefaultHostPort)
	opts.Namespace = cmp.Or(opts.Namespace, o.Namespace, DefaultNamespace)
	opts.Identity = cmp.Or(o.Identity, opts.Identity)
	opts.MetricsHandler = o.Metrics
	opts.Logger = log.NewStructuredLogger(cmp.Or(o.Logger, slog.New(slog.DiscardHandler)))
	opts.ConnectionOptions.GetSystemInfoTimeout = o.Timeout
	return opts, nil
}

func (o DialOptions) checkCluster(ctx context.Context, c client.Client, opts client.Options) error {
	ns, err := c.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{
		Namespace: opts.Namespace,
	})
	var absent *serviceerror.NamespaceNotFound
	switch {
	case errors.As(err, &absent):
		return &NamespaceError{Namespace: opts.Namespace, Server: opts.HostPort, Err: err}
	case err != nil:
		return fmt.Errorf("look up the namespace %q on the Temporal server at %s: %w",
			opts.Namespace, opts.HostPort, err)
	}
	if err := o.checkRecord(ctx, c, opts, ns); err != nil || len(o.SearchAttributes) == 0 {
		return err
	}
	return ensureAttributes(ctx, c, opts, o.SearchAttributes)
}
