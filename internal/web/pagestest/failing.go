package pagestest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/internal/web"
)

// Failing serves the pages of a town once more, on a record that cannot list anything.
func (town *Town) Failing(t testing.TB) *Town {
	t.Helper()
	d := town.Desk
	pages, err := web.New(web.Options{
		Record: cannotList{d.Store}, Agendas: d.Store, Sender: d.Sender, Registrar: d.Registrar(), Blobs: d.Store, Vault: d.Vault,
		Sessions: d.Sessions(), Access: d.Store, Now: d.Now, Real: time.Now, Rehearsing: true, Log: town.log,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	return &Town{Service: town.Service, URL: server.URL, log: town.log}
}

type cannotList struct{ *storage.Store }

var errGone = errors.New("the disk is gone")

// List fails.
func (cannotList) List(context.Context, improvement.Filter) ([]improvement.Listing, error) {
	return nil, errGone
}

// StatesBy fails.
func (cannotList) StatesBy(context.Context, improvement.Filter) (map[improvement.SubjectID]json.RawMessage, error) {
	return nil, errGone
}
