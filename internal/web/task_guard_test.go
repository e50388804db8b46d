package web

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
)

// unread is a body that tells how much of it was read.
type unread struct{ n int }

func (u *unread) Read(p []byte) (int, error) { u.n += len(p); return len(p), nil }

// auditing keeps nothing of who is refused.
type auditing struct{ access.Store }

func (auditing) Append(context.Context, access.Audited) error { return nil }
func (auditing) TaskLinksVoidBefore(context.Context, improvement.PersonID) (time.Time, error) {
	return time.Time{}, nil
}

// TestNobodySendsFilesWithoutALink holds that of what comes to a link's page without a good
// link nothing is read.
func TestNobodySendsFilesWithoutALink(t *testing.T) {
	key := bytes.Repeat([]byte{7}, 32)
	signed := func(lasts time.Duration, purpose access.Purpose) string {
		link := access.NewTaskLink("anna", "test-of-change/one", "step/1.1", lasts, time.Now().Add(-time.Hour))
		link.Purpose = purpose
		token, err := access.Signer{Key: key}.Sign(link)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	rows := taking(photoForm, linkRoutes("/task/{token}/photo", access.AddPhoto, photoByLink))
	for token, want := range map[string]int{
		"made-up": http.StatusNotFound, signed(time.Minute, access.AddPhoto): http.StatusForbidden,
	} {
		s, _, _ := guarded(t, rows[1])
		s.TaskLinks = access.Signer{Key: key}
		s.Access = auditing{}
		var err error
		if s.templates, err = parseTemplates(); err != nil {
			t.Fatal(err)
		}
		body := &unread{}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "https://cairn.example.org/task/"+token+"/photo", io.NopCloser(body))
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != want || body.n > 0 {
			t.Errorf("it was answered %d after %d bytes: %s", w.Code, body.n, w.Body)
		}
		if got := w.Header().Get("Referrer-Policy"); got != "strict-origin" {
			t.Errorf("its address goes along in the referrer: %q", got)
		}
	}
}
