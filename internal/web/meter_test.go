package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/access"
)

// countedPages is a meter that keeps what it is told.
type countedPages struct {
	answered []string
	refused  map[access.What]int
}

func (m *countedPages) Answered(route string, status int, took time.Duration) {
	m.answered = append(m.answered, fmt.Sprint(route, " ", status, " ", took > 0))
}
func (m *countedPages) Refused(why access.What) { m.refused[why]++ }

// TestEveryRequestIsCountedByItsRoute holds that figures name no address.
func TestEveryRequestIsCountedByItsRoute(t *testing.T) {
	s, _, _ := guarded(t, route{pattern: "GET /task/{token}", policy: everybody, handle: func(_ context.Context, v *visit) (answer, error) {
		switch v.path("token") {
		case "FAILS":
			panic("a fault")
		case "BREAKS":
			panic(http.ErrAbortHandler)
		}
		return goTo("/b")
	}})
	m := &countedPages{refused: map[access.What]int{}}
	s.Meter = m
	for _, token := range []string{"SECRET", "FAILS", "BREAKS"} {
		func() {
			defer func() { _ = recover() }() // as the server does
			s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/task/"+token, nil))
		}()
	}
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/static/x.css", nil))
	if want := []string{"GET /task/{token} 303 true", "GET /task/{token} 500 true", "GET /task/{token} 500 true", "GET /static/ 404 true"}; !slices.Equal(m.answered, want) {
		t.Errorf("counted: %q", m.answered)
	}
}

// TestWhatIsTurnedAwayDoesNotFloodTheAudit holds that all of it is counted, and the first
// of it audited, however many send it.
func TestWhatIsTurnedAwayDoesNotFloodTheAudit(t *testing.T) {
	for what, from := range map[access.What]string{access.FromElsewhere: "cross-site", access.TooOften: "same-origin"} {
		s, _, kept := guarded(t, route{pattern: "POST /task/{token}", policy: everybody, limited: limit{1, time.Hour},
			handle: func(context.Context, *visit) (answer, error) { return goTo("/b") }})
		m := &countedPages{refused: map[access.What]int{}}
		s.Meter = m
		send := func(client string) {
			r := httptest.NewRequest(http.MethodPost, "/task/SECRET", nil)
			r.RemoteAddr = client + ":1"
			r.Header.Set("Sec-Fetch-Site", from)
			s.ServeHTTP(httptest.NewRecorder(), r)
		}
		for range 10 {
			send("192.0.2.1")
		}
		if len(kept.audited) != turnedAwayOfOne.times || kept.audited[0].What != what || kept.audited[0].About != "/task/{token}" || kept.audited[0].Reference == "" {
			t.Errorf("%s, of one client: %+v", what, kept.audited)
		}
		for i := range 200 {
			send(fmt.Sprintf("198.51.100.%d", i))
			send(fmt.Sprintf("198.51.100.%d", i))
		}
		if len(kept.audited) != turnedAwayInAll.times {
			t.Errorf("%s: %d are audited", what, len(kept.audited))
		}
		if n := m.refused[what]; n < 200 {
			t.Errorf("%s: %d are counted", what, n)
		}
	}
}
