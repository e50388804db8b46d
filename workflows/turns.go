package workflows

import (
	"context"
	"sync"

	"github.com/cairnqi/cairn/improvement"
)

// inFlight is how many commands of one process are under way to one subject.
// Temporal refuses more than 10 to a workflow, from all processes together; worse,
// a refusal makes it forget the workflow task that carries the others, and all of
// them wait for a timeout. They are filed one by one anyway.
const inFlight = 5

// turns lets commands to one subject wait here for their turn.
type turns struct {
	mu     sync.Mutex
	queues map[improvement.SubjectID]*queue
}

type queue struct {
	seats chan struct{}
	users int // seated or waiting; a queue without any is forgotten
}

func newTurns() *turns { return &turns{queues: make(map[improvement.SubjectID]*queue)} }

// take waits for a turn, or until ctx ends. Whoever got one calls leave.
func (t *turns) take(ctx context.Context, subject improvement.SubjectID) (leave func(), err error) {
	q := t.enter(subject)
	select {
	case q.seats <- struct{}{}:
		return func() { <-q.seats; t.exit(subject, q) }, nil
	case <-ctx.Done():
		t.exit(subject, q)
		return nil, ctx.Err()
	}
}

func (t *turns) enter(subject improvement.SubjectID) *queue {
	t.mu.Lock()
	defer t.mu.Unlock()
	q := t.queues[subject]
	if q == nil {
		q = &queue{seats: make(chan struct{}, inFlight)}
		t.queues[subject] = q
	}
	q.users++
	return q
}

func (t *turns) exit(subject improvement.SubjectID, q *queue) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if q.users--; q.users == 0 {
		delete(t.queues, subject)
	}
}
