package workflows_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// errLost stands for a process that ended between the commit and the answer.
var errLost = errors.New("the answer was lost")

// unreliable is the record, which can be cut off.
type unreliable struct {
	*storage.Store
	mu    sync.Mutex
	down  bool                       // nothing is reached
	lose  int                        // so many answers of filings are lost
	after func(f improvement.Filing) // and after its commit
	left  string                     // wire name of events that are not filed, as of a release before them
}

func (u *unreliable) cut(down bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.down = down
}

// watch calls a function after every commit; nil ends it.
func (u *unreliable) watch(after func(improvement.Filing)) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.after = after
}

func (u *unreliable) leave(event string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.left = event
}

func (u *unreliable) loseAnswers(n int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.lose = n
}

func (u *unreliable) reached() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.down {
		return improvement.ErrUnavailable
	}
	return nil
}

// File files, unless the record is cut off.
func (u *unreliable) File(ctx context.Context, f improvement.Filing) (improvement.Filed, error) {
	if err := u.reached(); err != nil {
		return improvement.Filed{}, err
	}
	u.mu.Lock()
	f.Entries = slices.DeleteFunc(f.Entries, func(e improvement.Entry) bool { return e.Event.EventName() == u.left })
	u.mu.Unlock()
	filed, err := u.Store.File(ctx, f)
	u.mu.Lock()
	after, lost := u.after, u.lose > 0
	if lost {
		u.lose--
	}
	u.mu.Unlock()
	if err == nil && after != nil {
		after(f)
	}
	if err == nil && lost {
		return improvement.Filed{}, errLost
	}
	return filed, err
}

// Members reads, unless the record is cut off.
func (u *unreliable) Members(ctx context.Context, body improvement.BodyID) ([]improvement.Membership, error) {
	if err := u.reached(); err != nil {
		return nil, err
	}
	return u.Store.Members(ctx, body)
}

// Actor reads, unless the record is cut off.
func (u *unreliable) Actor(ctx context.Context, p improvement.PersonID) (improvement.Actor, error) {
	if err := u.reached(); err != nil {
		return improvement.Actor{}, err
	}
	return u.Store.Actor(ctx, p)
}

// State reads, unless the record is cut off.
func (u *unreliable) State(ctx context.Context, s improvement.SubjectID) (int, json.RawMessage, error) {
	if err := u.reached(); err != nil {
		return 0, nil, err
	}
	return u.Store.State(ctx, s)
}

// CommandEntry reads, unless the record is cut off.
func (u *unreliable) CommandEntry(ctx context.Context, s improvement.SubjectID, c improvement.CommandID) (int, error) {
	if err := u.reached(); err != nil {
		return 0, err
	}
	return u.Store.CommandEntry(ctx, s, c)
}

// Missing reads, unless the record is cut off.
func (u *unreliable) Missing(ctx context.Context, people []improvement.PersonID) ([]improvement.PersonID, error) {
	if err := u.reached(); err != nil {
		return nil, err
	}
	return u.Store.Missing(ctx, people)
}
