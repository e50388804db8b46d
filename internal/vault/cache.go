package vault

import (
	"crypto/cipher"
	"sync"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

const (
	// freshFor is how long keys are used without asking the record whether one was
	// destroyed, and so how long words may stay readable, in a process that runs, after
	// their key was.
	freshFor = time.Second
	// staleFor is how long they are used while the record cannot be reached.
	staleFor = 10 * time.Minute
	// maxCached bounds the memory that keys take.
	maxCached = 1024
)

// cache keeps opened keys. All of them are as fresh as the last look at how many keys were
// destroyed: where that has grown, none is kept.
type cache struct {
	mu        sync.Mutex
	held      map[improvement.PersonID]cached
	destroyed int       // keys, at that look
	looked    time.Time // when it was
}

type cached struct {
	seal cipher.AEAD
	at   time.Time
}

func newCache() *cache { return &cache{held: map[improvement.PersonID]cached{}} }

// fresh tells whether the last look is fresh at a time, and whether it is at least not
// stale.
func (c *cache) fresh(now time.Time) (fresh, usable bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	age := now.Sub(c.looked)
	return age < freshFor, age < staleFor
}

// look takes note of how many keys are destroyed at a time.
func (c *cache) look(destroyed int, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if destroyed != c.destroyed {
		clear(c.held)
	}
	c.destroyed, c.looked = destroyed, now
}

// get gives a key; nil where there is none.
func (c *cache) get(person improvement.PersonID) cipher.AEAD {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.held[person].seal
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
