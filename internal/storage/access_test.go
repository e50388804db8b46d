package storage_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/storage"
)

// scsCtxStore is what alexedwards/scs v2.9 asks of a store (scs.CtxStore).
type scsCtxStore interface {
	Delete(token string) (err error)
	Find(token string) (b []byte, found bool, err error)
	Commit(token string, b []byte, expiry time.Time) (err error)
	DeleteCtx(ctx context.Context, token string) (err error)
	FindCtx(ctx context.Context, token string) (b []byte, found bool, err error)
	CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) (err error)
}

var _ scsCtxStore = (*storage.Sessions)(nil)

// Whoever has the file has no token that lets them in.
func TestNoTokenStandsInTheFile(t *testing.T) {
	address := sqliteURL(t)
	s := open(t, address, storage.Options{})
	ctx, now := t.Context(), time.Now()
	session, cookie := access.NewToken(), access.NewToken()
	link, l := access.NewLink(access.LinkSignIn, "anna", cookie, now)
	calendar, c := access.NewCalendar("anna", now)
	for _, err := range []error{
		s.Sessions().Commit(session, []byte("held in the session"), now.Add(time.Hour)),
		s.BeginSignIn(ctx, access.NewSignIn("anna", access.ByLink, session, "", now)),
		s.PutLink(ctx, l), s.PutCalendar(ctx, c),
		s.PutDraft(ctx, access.Draft{Browser: access.HashOf(cookie), Form: "/tests/new", Sealed: []byte("x"), At: now}),
		s.Append(ctx, access.Audited{At: now, What: access.LinkUsed, About: "/enter?token=" + link}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(strings.TrimPrefix(address, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(content, []byte("held in the session")) {
		t.Fatal("the file is not looked at whole")
	}
	for what, token := range map[string]string{"a session's": session, "a browser's": cookie, "a link's": link, "a calendar's": calendar} {
		if bytes.Contains(content, []byte(token)) {
			t.Errorf("%s token is in the file", what)
		}
	}
}

// Somebody who adds passkeys on two devices at once has one handle.
func TestAHandleIsMadeOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, address string) {
		s := open(t, address, storage.Options{})
		var all sync.WaitGroup
		handles := make(chan string, 10)
		for range cap(handles) {
			all.Go(func() {
				handle, err := s.Handle(context.Background(), "anna")
				if err != nil {
					t.Error(err)
				}
				handles <- string(handle)
			})
		}
		all.Wait()
		close(handles)
		seen := map[string]bool{}
		for handle := range handles {
			seen[handle] = true
		}
		if len(seen) != 1 {
			t.Errorf("%d handles were given", len(seen))
		}
	})
}
