package vault

import (
	"crypto/cipher"
	"sync"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

const (
	// freshFor is how long a key is used without asking the record, and so how
	// long words may stay readable, in a process that runs, after their key was destroyed.
	freshFor = time.Second
	// staleFor is how long one is used while the record cannot be reached.
	staleFor = 10 * time.Minute
	// maxCached bounds the memory that keys take.
	maxCached = 1024
)

// cache keeps opened keys for a while.
type cache struct {
	mu   sync.Mutex
	held map[improvement.PersonID]cached
}

type cached struct {
	seal cipher.AEAD
	at   time.Time
}

func newCache() *cache { return &cache{held: map[improvement.PersonID]cached{}} }

// get gives a key and its age; nil where there is none, or none that may be used.
func (c *cache) get(person improvement.PersonID, now time.Time) (cipher.AEAD, time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	held, ok := c.held[person]
	age := now.Sub(held.at)
	if !ok || age >= staleFor {
		delete(c.held, person)
		return nil, 0
	}
	return held.seal, age
}

// put keeps a key, in the place of the oldest where there is no room.
func (c *cache) put(person improvement.PersonID, seal cipher.AEAD, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.held[person]; !ok && len(c.held) >= maxCached {
		c.dropOldest()
	}
	c.held[person] = cached{seal, now}
}

func (c *cache) dropOldest() {
	var oldest improvement.PersonID
	var at time.Time
	for person, held := range c.held {
		if oldest == "" || held.at.Before(at) {
			oldest, at = person, held.at
		}
	}
	delete(c.held, oldest)
}

func (c *cache) drop(person improvement.PersonID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, person)
}
