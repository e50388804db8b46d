package web

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// limit is how often something may be asked for in a while. Zero is no limit.
type limit struct {
	times int
	in    time.Duration
}

// The limits of what anybody may ask for. An office may have one address to the outside.
var (
	byAddress = limit{60, 10 * time.Minute} // from one client
	byMailbox = limit{5, 30 * time.Minute}  // letters to one address, asked for by one client
	toMailbox = limit{30, 30 * time.Minute} // by all of them: a stranger who asks uses up nobody's own

	voicesFromOnePlace = limit{30, 10 * time.Minute} // a library, a school
	keptForStrangers   = limit{30, 10 * time.Minute} // forms from one client of whom nobody is known

	sentLately = limit{1, 10 * time.Minute} // of a form that was sent nothing is kept by itself any more
)

// errTooOften refuses what was asked for too often.
var errTooOften = errors.New("asked for too often")

// maxCounted bounds the memory of a limiter, at about a hundred bytes for each.
const maxCounted = 100_000

// limiter counts what was asked for, in windows of a fixed length. It counts in memory:
// of several processes each has its own, and a start begins anew.
type limiter struct {
	mu     sync.Mutex
	counts map[string]counted
}

type counted struct {
	times int
	until time.Time
}

func newLimiter() *limiter { return &limiter{counts: map[string]counted{}} }

// allows counts one more, and tells whether it is within the limit.
func (l *limiter) allows(key string, of limit, now time.Time) bool {
	if of.times == 0 {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.counts[key]
	if !now.Before(c.until) {
		l.makeRoom(now)
		c = counted{until: now.Add(of.in)}
	}
	c.times++
	l.counts[key] = c
	return c.times <= of.times
}

// counted tells whether something was counted within its window.
func (l *limiter) counted(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return now.Before(l.counts[key].until)
}

// makeRoom drops windows that are over; all of them where too many are not.
func (l *limiter) makeRoom(now time.Time) {
	if len(l.counts) < maxCounted {
		return
	}
	for key, c := range l.counts {
		if !now.Before(c.until) {
			delete(l.counts, key)
		}
	}
	if len(l.counts) >= maxCounted {
		clear(l.counts)
	}
}

// limited puts a limit, counted by the client's address, on routes.
func limited(rows []route) []route {
	for i := range rows {
		rows[i].limited = byAddress
	}
	return rows
}

// withinLimit refuses a request of a route that its client asked for too often.
func (s *Server) withinLimit(r route, req *http.Request) error {
	if s.limits.allows(r.pattern+" "+s.client(req), r.limited, s.Real()) {
		return nil
	}
	return errTooOften
}

// client is from where a request comes. A proxy in front adds whom it asks for at the end
// of X-Forwarded-For; what stands before may be made up. Of IPv6 a client has a whole /64.
func (s *Server) client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if all := r.Header.Values("X-Forwarded-For"); s.Proxy && len(all) > 0 {
		last := all[len(all)-1]
		host = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
	}
	address, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil { // some proxies name the port, too, which is another with each connection
		with, err := netip.ParseAddrPort(host)
		if err != nil {
			return host
		}
		address = with.Addr()
	}
	if address = address.Unmap().WithZone(""); address.Is6() {
		if prefix, err := address.Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return address.String()
}
