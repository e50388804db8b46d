package assembly

import (
	"context"
	"encoding/json"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// readWithin is how long whoever sends a command waits for the record.
const readWithin = 3 * time.Second

// prompt reads what sending a command needs, in time or not at all: a database
// that has fallen silent is one that cannot be reached.
type prompt struct{ *storage.Store }

// Actor is Store's, in time.
func (p prompt) Actor(ctx context.Context, person improvement.PersonID) (improvement.Actor, error) {
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	return p.Store.Actor(ctx, person)
}

// State is Store's, in time.
func (p prompt) State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	return p.Store.State(ctx, subject)
}

// CommandEntry is Store's, in time.
func (p prompt) CommandEntry(ctx context.Context, subject improvement.SubjectID, command improvement.CommandID) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	return p.Store.CommandEntry(ctx, subject, command)
}

// Journal is Store's, in time.
func (p prompt) Journal(ctx context.Context, subject improvement.SubjectID, after int) ([]improvement.Entry, error) {
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	return p.Store.Journal(ctx, subject, after)
}

// Missing is Store's, in time.
func (p prompt) Missing(ctx context.Context, people []improvement.PersonID) ([]improvement.PersonID, error) {
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	return p.Store.Missing(ctx, people)
}
