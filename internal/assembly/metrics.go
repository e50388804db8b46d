package assembly

import (
	"context"
	"fmt"
	"log/slog"
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

// countWithin is how long a scrape waits for the record.
const countWithin = 5 * time.Second

// metrics are the SDK's, the process's and the product's, for Prometheus.
type metrics struct {
	registry       *prometheus.Registry
	handler        client.MetricsHandler
	messages, sent prometheus.Counter
}

func newMetrics() (*metrics, error) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	exporter, err := otelprometheus.New(otelprometheus.WithRegisterer(registry), otelprometheus.WithoutScopeInfo())
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	meter := metric.NewMeterProvider(metric.WithReader(exporter)).Meter("temporal-sdk-go")
	return &metrics{
		registry: registry,
		handler:  opentelemetry.NewMetricsHandler(opentelemetry.MetricsHandlerOptions{Meter: meter}),
		messages: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "cairn_messages_sent_total", Help: "Messages that left from this process, each with one or more notices.",
		}),
		sent: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "cairn_notices_sent_total", Help: "Notices that left from this process.",
		}),
	}, nil
}

func (m *metrics) page() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
}

// watch adds the product's own figures: those of the record are counted at each
// scrape, and only what is open, so that a scrape stays cheap as the record grows.
func (m *metrics) watch(r *Record, log *slog.Logger) error {
	for _, counter := range []prometheus.Counter{m.messages, m.sent} {
		if err := m.registry.Register(counter); err != nil {
			return err
		}
	}
	return m.registry.Register(&figures{
		record:    r,
		log:       log,
		up:        prometheus.NewDesc("cairn_record_up", "1 where the record could be counted, 0 where not.", nil, nil),
		tests:     prometheus.NewDesc("cairn_tests_open", "Open tests of change by stage.", []string{"stage"}, nil),
		overdue:   prometheus.NewDesc("cairn_tasks_overdue", "Human tasks past their due day.", nil, nil),
		approvals: prometheus.NewDesc("cairn_approvals_waiting", "Approvals that wait for a decision.", nil, nil),
		notices:   prometheus.NewDesc("cairn_notices", "Notices that wait, and those that were given up.", []string{"state"}, nil),
		unchecked: prometheus.NewDesc("cairn_files_unchecked", "Files that wait to be checked for viruses.", nil, nil),
	})
}

// count counts a message that left, and the notices in it.
func (m *metrics) count(sent improvement.Message) {
	m.messages.Inc()
	m.sent.Add(float64(len(sent.Notices)))
}

// figures counts the record.
type figures struct {
	record                                            *Record
	log                                               *slog.Logger
	told                                              told
	up, tests, overdue, approvals, notices, unchecked *prometheus.Desc
}

// Describe names the figures.
func (f *figures) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{f.up, f.tests, f.overdue, f.approvals, f.notices, f.unchecked} {
		to <- d
	}
}

// Collect counts them. Of a record out of reach it tells only that; why, the log does.
func (f *figures) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), countWithin)
	defer cancel()
	gauge := func(d *prometheus.Desc, n int, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), labels...)
	}
	g, err := f.record.Gauges(ctx, improvement.DateOf(f.record.Now()))
	if err != nil {
		f.told.tell(f.log, "the record cannot be counted", err)
		gauge(f.up, 0)
		return
	}
	f.told.tell(f.log, "", nil)
	gauge(f.up, 1)
	for stage, n := range g.TestsByStage {
		gauge(f.tests, n, stage)
	}
	gauge(f.overdue, g.TasksOverdue)
	gauge(f.approvals, g.ApprovalsWaiting)
	gauge(f.notices, g.NoticesWaiting, string(improvement.Waiting))
	gauge(f.notices, g.NoticesFailed, string(improvement.Failed))
	gauge(f.unchecked, g.FilesUnchecked)
}
