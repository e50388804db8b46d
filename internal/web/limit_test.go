package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestALimitCountsInItsWindow(t *testing.T) {
	l, at, of := newLimiter(), time.Date(2027, 1, 18, 9, 0, 0, 0, time.UTC), limit{2, time.Minute}
	for i, want := range []bool{true, true, false, false} {
		if l.allows("a", of, at) != want {
			t.Errorf("time %d: not %v", i+1, want)
		}
	}
	if !l.allows("b", of, at) {
		t.Error("another is refused")
	}
	if !l.allows("a", of, at.Add(time.Minute)) {
		t.Error("the next window is closed")
	}
	if !l.allows("a", limit{}, at) {
		t.Error("no limit is one")
	}
}

func TestALimiterStaysSmall(t *testing.T) {
	l, at := newLimiter(), time.Date(2027, 1, 18, 9, 0, 0, 0, time.UTC)
	for i := range maxCounted + 10 {
		l.allows(fmt.Sprint(i), limit{1, time.Hour}, at)
	}
	if len(l.counts) > maxCounted {
		t.Errorf("it holds %d", len(l.counts))
	}
}

func TestTheClientIsWhomTheProxyNames(t *testing.T) {
	for _, tt := range []struct {
		from, forwarded string
		proxy           bool
		want            string
	}{
		{"192.0.2.7:1234", "", false, "192.0.2.7"},
		{"192.0.2.7:1234", "198.51.100.1", false, "192.0.2.7"}, // nobody said to trust it
		{"127.0.0.1:1234", "203.0.113.9, 198.51.100.1", true, "198.51.100.1"},
		{"127.0.0.1:1234", "", true, "127.0.0.1"},
		{"[2001:db8::1]:1234", "", false, "2001:db8::/64"},
		{"[2001:db8::ffff]:1234", "", false, "2001:db8::/64"},
		{"[::ffff:192.0.2.7]:1234", "", false, "192.0.2.7"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = tt.from
		if tt.forwarded != "" {
			r.Header.Set("X-Forwarded-For", tt.forwarded)
		}
		s := &Server{Options: Options{Proxy: tt.proxy}}
		if got := s.client(r); got != tt.want {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}
