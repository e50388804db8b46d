package web

import (
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// addressLimit lets so many requests of one address through in a while. It forgets all of
// them together, so that it never grows beyond those of one while.
type addressLimit struct {
	most   int
	within time.Duration

	mu    sync.Mutex
	since time.Time
	seen  map[string]int
}

func newAddressLimit(most int, within time.Duration) *addressLimit {
	return &addressLimit{most: most, within: within, seen: map[string]int{}}
}

// pass counts a request, and refuses it where there were too many.
func (l *addressLimit) pass(address string, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.since) >= l.within {
		l.since = now
		clear(l.seen)
	}
	if l.seen[address] >= l.most {
		return improvement.Refuse(improvement.Conflict, "", "Many have written from this place in a short while. What you wrote is still here: wait ten minutes, and send it again.")
	}
	l.seen[address]++
	return nil
}

// address is where a request comes from: as the proxy in front tells, where there is one.
func (s *Server) address(r *http.Request) string {
	if s.Proxy {
		told := r.Header.Values("X-Forwarded-For")
		if len(told) > 0 {
			all := strings.Split(told[len(told)-1], ",")
			return strings.TrimSpace(all[len(all)-1])
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
