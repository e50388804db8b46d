package pagestest

import (
	"context"
	"encoding/json"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/access"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/internal/web"
)

// Counted serves the pages of a town once more, counting the queries that they ask of the
// record, of sign-ins and of sessions. Keys of words are not in it: the vault holds those
// that it has opened.
func (town *Town) Counted(t testing.TB, rates improvement.Rates) (*Town, *atomic.Int64) {
	t.Helper()
	d, n := town.Desk, new(atomic.Int64)
	r := &counted{d.Store, n}
	pages, err := web.New(web.Options{
		Record: r, Agendas: r, Sender: d.Sender, Registrar: d.Registrar(), Blobs: d.Store, Vault: d.Vault,
		Sessions: countedSessions{d.Sessions(), n}, Access: countedAccess{d.Store, n}, Now: d.Now, Real: time.Now, Rates: rates,
		Rehearsing: true, Log: town.log,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	return &Town{Service: town.Service, URL: server.URL, log: town.log}, n
}

// counted is a record that counts. All that pages read of one is here: its methods are
// those of web.Record.
type counted struct {
	store *storage.Store
	n     *atomic.Int64
}

func (c *counted) Actor(ctx context.Context, person improvement.PersonID) (improvement.Actor, error) {
	c.n.Add(1)
	return c.store.Actor(ctx, person)
}

func (c *counted) State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error) {
	c.n.Add(1)
	return c.store.State(ctx, subject)
}

func (c *counted) States(ctx context.Context, subjects []improvement.SubjectID) (map[improvement.SubjectID]json.RawMessage, error) {
	c.n.Add(1)
	return c.store.States(ctx, subjects)
}

func (c *counted) FileStates(ctx context.Context, files []string) (map[string]improvement.FileState, error) {
	c.n.Add(1)
	return c.store.FileStates(ctx, files)
}

func (c *counted) StatesBy(ctx context.Context, f improvement.Filter) (map[improvement.SubjectID]json.RawMessage, error) {
	c.n.Add(1)
	return c.store.StatesBy(ctx, f)
}

func (c *counted) Journals(ctx context.Context, subjects []improvement.SubjectID) (map[improvement.SubjectID][]improvement.Entry, error) {
	c.n.Add(1)
	return c.store.Journals(ctx, subjects)
}

func (c *counted) Journal(ctx context.Context, subject improvement.SubjectID, after int) ([]improvement.Entry, error) {
	c.n.Add(1)
	return c.store.Journal(ctx, subject, after)
}

func (c *counted) CommandEntry(ctx context.Context, subject improvement.SubjectID, command improvement.CommandID) (int, error) {
	c.n.Add(1)
	return c.store.CommandEntry(ctx, subject, command)
}

func (c *counted) Members(ctx context.Context, body improvement.BodyID) ([]improvement.Membership, error) {
	c.n.Add(1)
	return c.store.Members(ctx, body)
}

func (c *counted) Missing(ctx context.Context, people []improvement.PersonID) ([]improvement.PersonID, error) {
	c.n.Add(1)
	return c.store.Missing(ctx, people)
}

func (c *counted) List(ctx context.Context, f improvement.Filter) ([]improvement.Listing, error) {
	c.n.Add(1)
	return c.store.List(ctx, f)
}

func (c *counted) Tasks(ctx context.Context, person improvement.PersonID) ([]improvement.Task, error) {
	c.n.Add(1)
	return c.store.Tasks(ctx, person)
}

func (c *counted) Outbox(ctx context.Context, f improvement.OutboxFilter) ([]improvement.Delivery, error) {
	c.n.Add(1)
	return c.store.Outbox(ctx, f)
}

// Clock asks nothing: the record remembers it.
func (c *counted) Clock(ctx context.Context) (improvement.Clock, error) { return c.store.Clock(ctx) }

// Agenda asks two: those open, and those decided.
func (c *counted) Agenda(ctx context.Context, f improvement.AgendaFilter) (improvement.Agenda, error) {
	c.n.Add(2)
	return c.store.Agenda(ctx, f)
}

// countedAccess counts what every page asks of who is signed in, and what a form asks of
// drafts.
type countedAccess struct {
	*storage.Store
	n *atomic.Int64
}

func (c countedAccess) SignIn(ctx context.Context, id access.SignInID) (access.SignIn, error) {
	c.n.Add(1)
	return c.Store.SignIn(ctx, id)
}

func (c countedAccess) SeeSignIn(ctx context.Context, id access.SignInID, at time.Time) error {
	c.n.Add(1)
	return c.Store.SeeSignIn(ctx, id, at)
}

func (c countedAccess) Draft(ctx context.Context, person improvement.PersonID, browser access.Hash, form string) (access.Draft, error) {
	c.n.Add(1)
	return c.Store.Draft(ctx, person, browser, form)
}

// countedSessions counts what sessions ask.
type countedSessions struct {
	web.SessionStore
	n *atomic.Int64
}

func (c countedSessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	c.n.Add(1)
	return c.SessionStore.FindCtx(ctx, token)
}

func (c countedSessions) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	c.n.Add(1)
	return c.SessionStore.CommitCtx(ctx, token, data, expires)
}
