package main

import (
	"context"
	"fmt"
	"sync"
)

// What the driver of a lifecycle waits for.
const (
	reminderFiled = "reminder"
	approvalOpen  = "approval"
	decisionFiled = "decision"
)

// marks tells drivers what was written, without asking the database again and again.
type marks struct {
	mu   sync.Mutex
	seen map[string]chan struct{}
}

func newMarks() *marks { return &marks{seen: make(map[string]chan struct{})} }

func (m *marks) of(id, what string) chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := what + " of " + id
	c, ok := m.seen[key]
	if !ok {
		c = make(chan struct{})
		m.seen[key] = c
	}
	return c
}

// set marks something as written; again, it changes nothing.
func (m *marks) set(id, what string) {
	c := m.of(id, what)
	m.mu.Lock()
	defer m.mu.Unlock()
	select {
	case <-c:
	default:
		close(c)
	}
}

// wait waits until something is written.
func (m *marks) wait(ctx context.Context, id, what string) error {
	select {
	case <-m.of(id, what):
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the %s of %s is awaited: %w", what, id, context.Cause(ctx))
	}
}
