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

// TestNobodyUsesUpTheLettersOfAnother holds that who asks for somebody's letters again and
// again keeps that somebody from none, and that a mailbox is not flooded all the same.
func TestNobodyUsesUpTheLettersOfAnother(t *testing.T) {
	at := time.Date(2027, 1, 18, 9, 0, 0, 0, time.UTC)
	s := &Server{limits: newLimiter(), Options: Options{Real: func() time.Time { return at }}}
	letters := func(client, times int) (n int) {
		r := httptest.NewRequest(http.MethodPost, "/sign-in", nil)
		r.RemoteAddr = fmt.Sprintf("192.0.2.%d:1234", client)
		for range times {
			if (&visit{Server: s, request: r}).mayWriteTo("mailbox") {
				n++
			}
		}
		return n
	}
	if n := letters(1, 50); n != 5 {
		t.Errorf("one client has %d letters sent", n)
	}
	if n := letters(2, 1); n != 1 {
		t.Error("another has none")
	}
	n := 0
	for client := range 20 {
		n += letters(3+client, 5)
	}
	if n != 24 {
		t.Errorf("all together have %d letters sent", 6+n)
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
		{"127.0.0.1:1234", "198.51.100.1:40123", true, "198.51.100.1"}, // some proxies name the port
		{"127.0.0.1:1234", "203.0.113.9, [2001:db8::1]:40123", true, "2001:db8::/64"},
		{"127.0.0.1:1234", "[2001:db8::1]", true, "2001:db8::/64"},
		{"127.0.0.1:1234", "unknown", true, "unknown"},
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
