package assembly

import (
	"strconv"
	"time"

	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/web"
	"github.com/prometheus/client_golang/prometheus"
)

// pageTimes are the bounds of the histogram, in seconds: pages are to take less than 0.15.
var pageTimes = []float64{.01, .025, .05, .1, .15, .25, .5, 1, 2.5, 10}

// pageMeter counts what the pages of this process do.
type pageMeter struct {
	requests, refused *prometheus.CounterVec
	seconds           *prometheus.HistogramVec
}

// pages adds the figures of the pages. Their labels are of the route table, so that nobody
// makes more of them by asking for addresses.
func (m *metrics) pages() (web.Meter, error) {
	p := &pageMeter{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cairn_page_requests_total", Help: "Requests to the pages by route and class of status.",
		}, []string{"route", "status"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cairn_pages_turned_away_total", Help: "Requests that were sent from another site, or too often.",
		}, []string{"why"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cairn_page_seconds", Help: "How long requests to the pages took.", Buckets: pageTimes,
		}, []string{"route"}),
	}
	for _, c := range []prometheus.Collector{p.requests, p.refused, p.seconds} {
		if err := m.registry.Register(c); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Answered counts a request.
func (p *pageMeter) Answered(route string, status int, took time.Duration) {
	p.requests.WithLabelValues(route, strconv.Itoa(status/100)+"xx").Inc()
	p.seconds.WithLabelValues(route).Observe(took.Seconds())
}

// Refused counts what was turned away.
func (p *pageMeter) Refused(why access.What) { p.refused.WithLabelValues(string(why)).Inc() }
