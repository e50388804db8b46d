package notify

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// sealed makes words that openWords opens.
func sealed(text string) improvement.Words {
	return improvement.Words{By: "ann", Length: len([]rune(text)), Sealed: text}
}

// gone is words whose key was destroyed.
var gone = improvement.Words{By: "gone", Length: 5, Sealed: "?"}

// openWords opens what sealed made.
type openWords struct{}

func (openWords) Open(_ context.Context, w improvement.Words) (string, error) {
	if w.By == "gone" {
		return "", improvement.ErrErased
	}
	return w.Sealed, nil
}

// plainly opens words as Line wants it.
func plainly(w improvement.Words) string {
	text, err := openWords{}.Open(context.Background(), w)
	if err != nil {
		return Erased
	}
	return text
}

// people is a directory.
type people map[improvement.PersonID]improvement.Person

func (p people) Person(_ context.Context, id improvement.PersonID) (improvement.Person, error) {
	person, known := p[id]
	if !known {
		return person, improvement.ErrNotFound
	}
	return person, nil
}

func somePeople() people {
	return people{
		"ann":            {ID: "ann", Name: sealed("Ann Example"), Email: sealed("ann@example.org")},
		"ben":            {ID: "ben", Name: sealed("Ben Éxample"), Email: sealed("ben@example.org")},
		"voice/5d41402a": {ID: "voice/5d41402a", Email: sealed("someone@example.org")}, // nobody on record

		"cat":  {ID: "cat", Name: sealed("Cat Example")},
		"sam":  {ID: "sam", Name: sealed("Sam"), Under16: true, NamedAdult: "ann"},
		"gone": {ID: "gone", Name: gone, Email: gone},
	}
}

// row is a message in the outbox with what became of it.
type row struct {
	improvement.Message
	due    time.Time // the record's time
	state  improvement.DeliveryState
	cause  string
	leased time.Time // real time
	tries  []time.Time
	marks  int
	taken  bool // by somebody else, since it was leased
}

// outbox is improvement.Outbox in memory.
type outbox struct {
	mu      sync.Mutex
	rows    []*row
	down    bool // neither claims nor marks
	deaf    bool // claims, and fails every mark
	largest int  // limit that was asked for
}

func (o *outbox) put(id string, to improvement.PersonID, notices ...improvement.Notice) {
	m := improvement.Message{ID: id, Person: to}
	for i, n := range notices {
		m.Notices = append(m.Notices, improvement.Delivery{ID: int64(i + 1), Person: to, Notice: n})
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rows = append(o.rows, &row{Message: m, state: improvement.Waiting})
}

func (o *outbox) Claim(_ context.Context, now, real time.Time, lease time.Duration, limit int) ([]improvement.Message, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.largest = max(o.largest, limit)
	return o.claim(false, now, real, lease, limit)
}

func (o *outbox) ClaimBulk(_ context.Context, now, real time.Time, lease time.Duration, limit int) ([]improvement.Message, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.claim(true, now, real, lease, limit)
}

func (o *outbox) claim(bulk bool, now, real time.Time, lease time.Duration, limit int) ([]improvement.Message, error) {
	if o.down {
		return nil, improvement.ErrUnavailable
	}
	var claimed []improvement.Message
	for _, r := range o.rows {
		if len(claimed) == limit {
			break
		}
		if r.Notices[0].Notice.Bulk == bulk && r.state == improvement.Waiting && !r.due.After(now) && !r.leased.After(real) {
			r.leased = real.Add(lease)
			r.tries = append(r.tries, real)
			claimed = append(claimed, r.Message)
		}
	}
	return claimed, nil
}

func (o *outbox) mark(id string, change func(*row)) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.down || o.deaf {
		return improvement.ErrUnavailable
	}
	i := slices.IndexFunc(o.rows, func(r *row) bool { return r.ID == id })
	if i < 0 {
		return improvement.ErrNotFound
	}
	o.rows[i].marks++
	change(o.rows[i])
	return nil
}

func (o *outbox) MarkHanded(_ context.Context, id string) error {
	if o.get(id).taken {
		return improvement.ErrNotFound
	}
	return o.mark(id, func(r *row) { r.state = improvement.Handed })
}

func (o *outbox) MarkSent(_ context.Context, ids []string, _ time.Time) error {
	for _, id := range ids {
		if err := o.mark(id, func(r *row) { r.state = improvement.Sent }); err != nil {
			return err
		}
	}
	return nil
}

func (o *outbox) MarkFailed(_ context.Context, id, cause string, retry time.Time) error {
	return o.mark(id, func(r *row) {
		r.cause, r.leased = cause, retry
		r.Attempts++
		if retry.IsZero() {
			r.state = improvement.Failed
		}
	})
}

func (o *outbox) set(change func(*outbox)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	change(o)
}

// get is a copy of a row.
func (o *outbox) get(id string) row {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, r := range o.rows {
		if r.ID == id {
			c := *r
			c.tries = slices.Clone(r.tries)
			return c
		}
	}
	return row{}
}

// channel records letters and answers as told.
type channel struct {
	mu      sync.Mutex
	letters []Letter
	answer  func(ctx context.Context, try int, l Letter) error // try counts from 1, per address
}

func (c *channel) Send(ctx context.Context, write func(context.Context) (Letter, error)) error {
	l, err := write(ctx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	try := 1
	for _, earlier := range c.letters {
		if earlier.To == l.To {
			try++
		}
	}
	c.letters = append(c.letters, l)
	answer := c.answer
	c.mu.Unlock()
	if answer == nil {
		return nil
	}
	return answer(ctx, try, l)
}

func (c *channel) ids() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var ids []string
	for _, l := range c.letters {
		ids = append(ids, l.MessageID)
	}
	return ids
}

// logged is a log to look into.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *logged) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

// realWork is a clock without rehearsal.
func realWork() improvement.Clock { return improvement.RealClock(time.Now()) }

var errBusy = errors.New("451 busy, try later")

// eventually waits for a condition.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	limit := time.After(20 * time.Second)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-limit:
			t.Fatalf("waited in vain: %s", what)
		case <-tick.C:
		}
	}
}

// aReminder is an ordinary notice.
func aReminder() improvement.Notice {
	return improvement.Notice{
		Cause: "test-of-change/breakfast/plan/1", Kind: improvement.NoticeReminder,
		Subject: "test-of-change/breakfast", Title: sealed("Breakfast club"),
		TaskKind: improvement.TaskPlan, Due: "2026-03-03", Owner: "ann",
	}
}
