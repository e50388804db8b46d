package pagestest

import (
	"bytes"
	"log/slog"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/internal/web"
)

// Logged serves the pages of a town once more, and gives what they log so far.
func (town *Town) Logged(t testing.TB) (*Town, func() string) {
	t.Helper()
	said := &safeBuffer{}
	d, log := town.Desk, slog.New(slog.NewTextHandler(said, nil))
	pages, err := web.New(web.Options{
		Record: d.Store, Agendas: d.Store, Sender: d.Sender, Registrar: d.Registrar(), Blobs: d.Store, Vault: d.Vault,
		Sessions: d.Sessions(), Access: d.Store, Now: d.Now, Real: time.Now, Rehearsing: true, Log: log,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	return &Town{Service: town.Service, URL: server.URL, log: log}, said.String
}

// safeBuffer is written by many requests.
type safeBuffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

// Write adds to it.
func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

// String gives all of it.
func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}
