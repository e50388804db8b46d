package assembly

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/contrib/opentelemetry"
)

// metrics are the SDK's, the process's and the product's, for Prometheus.
type metrics struct {
	registry *prometheus.Registry
	handler  client.MetricsHandler
}

func newMetrics() (*metrics, error) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	exporter, err := otelprometheus.New(otelprometheus.WithRegisterer(registry), otelprometheus.WithoutScopeInfo())
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	meter := metric.NewMeterProvider(metric.WithReader(exporter)).Meter("temporal-sdk-go")
	return &metrics{registry: registry, handler: opentelemetry.NewMetricsHandler(opentelemetry.MetricsHandlerOptions{Meter: meter})}, nil
}

func (m *metrics) page() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

// watch adds the product's own figures, counted from the record at each scrape.
func (m *metrics) watch(r *Record) error {
	return m.registry.Register(&figures{
		record:    r,
		tests:     prometheus.NewDesc("cairn_tests_open", "Open tests of change by stage.", []string{"stage"}, nil),
		overdue:   prometheus.NewDesc("cairn_tasks_overdue", "Human tasks past their due day.", nil, nil),
		approvals: prometheus.NewDesc("cairn_approvals_waiting", "Approvals that wait for a decision.", nil, nil),
		notices:   prometheus.NewDesc("cairn_notices", "Notices by state: waiting, sent or failed.", []string{"state"}, nil),
	})
}

// figures counts the record.
type figures struct {
	record                             *Record
	tests, overdue, approvals, notices *prometheus.Desc
}

// Describe names the figures.
func (f *figures) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{f.tests, f.overdue, f.approvals, f.notices} {
		to <- d
	}
}

// Collect counts them. A record out of reach shows as an error of the scrape.
func (f *figures) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	g, err := f.record.Gauges(ctx, improvement.DateOf(f.record.Now()))
	if err != nil {
		to <- prometheus.NewInvalidMetric(f.tests, err)
		return
	}
	gauge := func(d *prometheus.Desc, n int, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), labels...)
	}
	for stage, n := range g.TestsByStage {
		gauge(f.tests, n, stage)
	}
	gauge(f.overdue, g.TasksOverdue)
	gauge(f.approvals, g.ApprovalsWaiting)
	for state, n := range g.Notices {
		gauge(f.notices, n, string(state))
	}
}
