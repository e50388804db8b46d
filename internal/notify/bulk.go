package notify

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// bulk keeps letters of newsletters from holding up others: they have half of the slots
// at most, and no more than so many leave in a minute.
type bulk struct {
	most     int
	underWay *atomic.Int32
	rate     float64 // letters a second; 0: no limit
	credit   float64 // letters that may leave now
	counted  time.Time
	longest  time.Duration // for which credit is saved up
}

func newBulk(o Options) bulk {
	return bulk{
		most: max(o.AtOnce/2, 1), underWay: new(atomic.Int32),
		rate: float64(o.BulkPerMinute) / 60, counted: time.Now(), longest: 2 * o.Poll,
	}
}

// allowed is how many may be taken now, with so many slots free. Few at a time are not
// worth a look into the outbox while others are under way.
func (b *bulk) allowed(now time.Time, free int) int {
	underWay := int(b.underWay.Load())
	room := min(free, b.most-underWay)
	if underWay > 0 && 2*room < b.most {
		return 0
	}
	if b.rate == 0 {
		return room
	}
	b.credit = min(b.credit+now.Sub(b.counted).Seconds()*b.rate, max(b.longest.Seconds()*b.rate, 1))
	b.counted = now
	return min(room, int(b.credit))
}

// took counts what was taken.
func (b *bulk) took(n int) {
	b.underWay.Add(int32(n))
	if b.rate > 0 {
		b.credit -= float64(n)
	}
}

// takeBulk claims letters of newsletters for the slots that nothing else wants. It tells
// whether more may be taken before the next poll.
func (r *round) takeBulk(ctx context.Context, now time.Time, free int) bool {
	n := r.bulk.allowed(now, free)
	if n <= 0 {
		return r.bulk.underWay.Load() > 0
	}
	p := r.postman
	messages, err := p.outbox.ClaimBulk(ctx, p.clock.Now(now), now, p.options.Lease, n)
	if err != nil {
		if ctx.Err() == nil {
			p.log.Warn("newsletters cannot be taken from the outbox; they wait", "error", err)
		}
		return false
	}
	r.bulk.took(len(messages))
	for _, m := range messages {
		r.send(m, func() { r.bulk.underWay.Add(-1) })
	}
	return len(messages) == n
}

func isNewsletter(m improvement.Message) bool {
	return len(m.Notices) > 0 && m.Notices[0].Notice.Kind == improvement.NoticeNewsletter
}
