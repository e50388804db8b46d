package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/cairnqi/cairn/internal/access"
)

// Meter counts what the pages do, for whoever watches them. It is safe for concurrent use.
type Meter interface {
	// Answered counts a request by its row of the route table, such as GET /tests/{test}: an
	// address itself may have a token.
	Answered(route string, status int, took time.Duration)
	// Refused counts what was turned away before any page took it.
	Refused(why access.What)
}

// noMeter counts nothing.
type noMeter struct{}

func (noMeter) Answered(string, int, time.Duration) {}
func (noMeter) Refused(access.What)                 {}

// measured counts every request with how it was answered and how long that took.
func (s *Server) measured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, seen := time.Now(), &seenWriter{ResponseWriter: w, status: http.StatusOK}
		whole := false
		defer func() {
			if !whole { // it was cut off
				seen.status = http.StatusInternalServerError
			}
			s.Meter.Answered(s.routeOf(r), seen.status, time.Since(began))
		}()
		next.ServeHTTP(seen, r)
		whole = true
	})
}

// seenWriter remembers the status of an answer, and that it has begun.
type seenWriter struct {
	http.ResponseWriter
	status int
	begun  bool
}

func (w *seenWriter) WriteHeader(status int) {
	w.status, w.begun = status, true
	w.ResponseWriter.WriteHeader(status)
}

func (w *seenWriter) Write(content []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(content)
}

// Unwrap gives http.ResponseController the writer.
func (w *seenWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// How much of what is turned away comes into the audit: enough to see that something goes
// on, and from where in the pages. The metrics count all of it.
var (
	turnedAwayOfOne = limit{3, 10 * time.Minute} // of one client
	turnedAwayInAll = limit{60, time.Hour}
)

// turnedAway counts and audits what was refused before any page took it: who sends it may
// send much, so that the audit has the first of it only.
func (s *Server) turnedAway(ctx context.Context, r *http.Request, a access.Audited) {
	s.Meter.Refused(a.What)
	now, what := s.Real(), string(a.What)
	if !s.limits.allows("audit "+what+" "+s.client(r), turnedAwayOfOne, now) || !s.limits.allows("audit "+what, turnedAwayInAll, now) {
		return
	}
	_, a.About, _ = strings.Cut(s.routeOf(r), " ")
	a.At = now
	if err := s.Access.Append(ctx, a.Clean()); err != nil {
		s.Log.Error("A refusal could not be audited", "reference", a.Reference, "cause", err)
	}
}
