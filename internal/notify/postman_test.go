package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

// post is a postman at work on fakes, in a bubble of fake time.
type post struct {
	outbox  *outbox
	channel *channel
	log     *logged
	stop    context.CancelFunc
	done    chan error
}

func startPost(t *testing.T, o *outbox, c *channel, options Options) *post {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	p := &post{outbox: o, channel: c, log: &logged{}, stop: stop, done: make(chan error, 1)}
	postman := NewPostman(o, somePeople(), openWords{}, c, realWork(), p.log.logger(), options)
	go func() { p.done <- postman.Run(ctx, nil) }()
	return p
}

// end stops the postman and wants it to say why it ended.
func (p *post) end(t *testing.T) {
	t.Helper()
	p.stop()
	if err := <-p.done; !errors.Is(err, context.Canceled) {
		t.Errorf("the postman ended with %v", err)
	}
}

func TestAMessageLeavesOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := startPost(t, &outbox{}, &channel{}, Options{})
		p.outbox.put("m1", "ann", aReminder())
		time.Sleep(time.Hour)
		p.end(t)
		if got := p.outbox.get("m1"); got.state != improvement.Sent || got.marks != 1 {
			t.Errorf("the message is %s after %d marks", got.state, got.marks)
		}
		if ids := p.channel.ids(); !slices.Equal(ids, []string{"m1"}) {
			t.Errorf("sent %v", ids)
		}
	})
}

func TestAPassingFailureIsTriedAgainEverMoreSlowly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &channel{answer: func(_ context.Context, try int, _ Letter) error {
			if try <= 4 {
				return errBusy
			}
			return nil
		}}
		p := startPost(t, &outbox{}, c, Options{Poll: time.Second, Backoff: 30 * time.Second})
		p.outbox.put("m1", "ann", aReminder())
		time.Sleep(time.Hour)
		p.end(t)
		got := p.outbox.get("m1")
		var gaps []time.Duration
		for i := 1; i < len(got.tries); i++ {
			gaps = append(gaps, got.tries[i].Sub(got.tries[i-1]).Round(time.Second))
		}
		want := []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute}
		if !slices.Equal(gaps, want) || got.state != improvement.Sent {
			t.Errorf("the message is %s, tried with gaps of %v, want %v", got.state, gaps, want)
		}
		if !slices.Equal(c.ids(), []string{"m1", "m1", "m1", "m1", "m1"}) {
			t.Errorf("the Message-ID changed: %v", c.ids())
		}
	})
}

func TestAMessageIsGivenUpInTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &channel{answer: func(context.Context, int, Letter) error { return errBusy }}
		p := startPost(t, &outbox{}, c, Options{})
		p.outbox.put("m1", "ann", aReminder())
		time.Sleep(7 * 24 * time.Hour)
		p.end(t)
		got := p.outbox.get("m1")
		if got.state != improvement.Failed || len(got.tries) != 24 || !strings.Contains(got.cause, "451 busy") {
			t.Errorf("the message is %s after %d tries: %s", got.state, len(got.tries), got.cause)
		}
		if lasted := got.tries[23].Sub(got.tries[0]); lasted < 60*time.Hour {
			t.Errorf("given up after %v: an outage over a weekend loses messages", lasted)
		}
		if !strings.Contains(p.log.String(), "level=ERROR") {
			t.Error("giving up left no error in the log")
		}
	})
}

func TestWhatIsRefusedForGoodIsGivenUpAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &channel{answer: func(_ context.Context, _ int, l Letter) error {
			if l.To == "ann@example.org" {
				return fmt.Errorf("mail: %w", &Undeliverable{Cause: "no mailbox <ann@example.org> here"})
			}
			return nil
		}}
		p := startPost(t, &outbox{}, c, Options{})
		p.outbox.put("m1", "ann", aReminder())
		p.outbox.put("m2", "ben", aReminder())
		time.Sleep(time.Hour)
		p.end(t)
		if got := p.outbox.get("m1"); got.state != improvement.Failed || len(got.tries) != 1 {
			t.Errorf("the refused one is %s after %d tries", got.state, len(got.tries))
		}
		if got := p.outbox.get("m2"); got.state != improvement.Sent {
			t.Errorf("the other one is %s", got.state)
		}
		cause := p.outbox.get("m1").cause
		if !strings.Contains(cause, "no mailbox") || strings.Contains(cause+p.log.String(), "@example.org") {
			t.Errorf("the cause should be kept and the address not: %s\n%s", cause, p.log)
		}
	})
}

func TestASlowLetterHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &channel{answer: func(ctx context.Context, _ int, l Letter) error {
			if l.To == "ann@example.org" {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}}
		p := startPost(t, &outbox{}, c, Options{AtOnce: 2})
		p.outbox.put("slow", "ann", aReminder())
		for i := range 20 {
			p.outbox.put(fmt.Sprintf("m%d", i), "ben", aReminder())
		}
		time.Sleep(5 * time.Second)
		for i := range 20 {
			if got := p.outbox.get(fmt.Sprintf("m%d", i)); got.state != improvement.Sent {
				t.Errorf("message %d is %s", i, got.state)
			}
		}
		time.Sleep(time.Minute)
		if got := p.outbox.get("slow"); got.marks == 0 || got.state != improvement.Waiting {
			t.Errorf("the slow one is %s after %d marks; it should be tried again", got.state, got.marks)
		}
		p.end(t)
	})
}

func TestFewLettersAreUnderWayAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var under, most atomic.Int32
		c := &channel{answer: func(context.Context, int, Letter) error {
			most.Store(max(most.Load(), under.Add(1)))
			time.Sleep(time.Second)
			under.Add(-1)
			return nil
		}}
		p := startPost(t, &outbox{}, c, Options{AtOnce: 3})
		for i := range 30 {
			p.outbox.put(fmt.Sprintf("m%d", i), "ben", aReminder())
		}
		time.Sleep(20 * time.Second)
		p.end(t)
		if most.Load() != 3 || len(c.ids()) != 30 {
			t.Errorf("%d letters, %d at once", len(c.ids()), most.Load())
		}
	})
}

func TestAMessageAcceptedButNotMarkedLeavesAgainUnderItsID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &outbox{deaf: true}, &channel{}
		first := startPost(t, o, c, Options{})
		o.put("m1", "ann", aReminder())
		time.Sleep(3 * time.Second)
		first.end(t) // dies: accepted, never marked
		o.set(func(o *outbox) { o.deaf = false })
		second := startPost(t, o, c, Options{})
		time.Sleep(2 * time.Minute)
		second.end(t)
		if got := o.get("m1"); got.state != improvement.Sent {
			t.Errorf("the message is %s", got.state)
		}
		if !slices.Equal(c.ids(), []string{"m1", "m1"}) {
			t.Errorf("sent %v", c.ids())
		}
		if !strings.Contains(first.log.String(), "may leave again") {
			t.Error("the log does not tell that it may leave again")
		}
	})
}

func TestAMarkWaitsForTheRecord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &outbox{deaf: true}, &channel{}
		p := startPost(t, o, c, Options{})
		o.put("m1", "ann", aReminder())
		time.Sleep(5 * time.Second)
		o.set(func(o *outbox) { o.deaf = false })
		time.Sleep(time.Hour)
		p.end(t)
		if got := o.get("m1"); got.state != improvement.Sent || len(c.ids()) != 1 {
			t.Errorf("the message is %s, sent %d times", got.state, len(c.ids()))
		}
	})
}

// However seldom the outbox is looked into, a mark is tried again in time.
func TestAMarkWaitsForTheRecordAtASlowPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &outbox{deaf: true}, &channel{}
		o.put("m1", "ann", aReminder())
		p := startPost(t, o, c, Options{Poll: 20 * time.Second})
		time.Sleep(10 * time.Second)
		o.set(func(o *outbox) { o.deaf = false })
		time.Sleep(time.Hour)
		p.end(t)
		if got := o.get("m1"); got.state != improvement.Sent || len(c.ids()) != 1 {
			t.Errorf("the message is %s, sent %d times", got.state, len(c.ids()))
		}
	})
}

// A message that is not there any more keeps nobody else from being marked.
func TestAMarkDoesNotWaitForWhatIsNotThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &outbox{}, &channel{}
		c.answer = func(context.Context, int, Letter) error {
			o.set(func(o *outbox) { o.rows = nil })
			return nil
		}
		o.put("m1", "ann", aReminder())
		p := startPost(t, o, c, Options{})
		time.Sleep(3 * time.Second)
		c.mu.Lock()
		c.answer = nil
		c.mu.Unlock()
		o.put("m2", "ben", aReminder())
		time.Sleep(5 * time.Second)
		if got := o.get("m2"); got.state != improvement.Sent {
			t.Errorf("the other one is %s:\n%s", got.state, p.log)
		}
		p.end(t)
	})
}

func TestWhatIsSentIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, c := &outbox{}, &channel{answer: func(_ context.Context, try int, _ Letter) error {
			if try == 1 {
				return errBusy
			}
			return nil
		}}
		var messages, notices atomic.Int32
		o.put("m1", "ann", aReminder(), aReminder())
		o.put("m2", "ben", aReminder())
		p := startPost(t, o, c, Options{Sent: func(m improvement.Message) {
			messages.Add(1)
			notices.Add(int32(len(m.Notices)))
		}})
		time.Sleep(time.Hour)
		p.end(t)
		if messages.Load() != 2 || notices.Load() != 3 {
			t.Errorf("told of %d messages with %d notices", messages.Load(), notices.Load())
		}
	})
}

func TestAnOutageOfTheOutboxCostsPatienceOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &outbox{down: true}
		p := startPost(t, o, &channel{}, Options{})
		o.put("m1", "ann", aReminder())
		time.Sleep(2 * time.Minute)
		o.set(func(o *outbox) { o.down = false })
		time.Sleep(5 * time.Second)
		p.end(t)
		if got := o.get("m1"); got.state != improvement.Sent {
			t.Errorf("the message is %s", got.state)
		}
		if n := strings.Count(p.log.String(), "messages wait"); n != 1 {
			t.Errorf("one outage was logged %d times", n)
		}
	})
}

func TestALetterUnderWayMayEndWhenThePostmanStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &channel{answer: func(ctx context.Context, _ int, l Letter) error {
			wait := 3 * time.Second
			if l.To == "ann@example.org" {
				wait = time.Minute
			}
			select {
			case <-time.After(wait):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}}
		p := startPost(t, &outbox{}, c, Options{})
		p.outbox.put("long", "ann", aReminder())
		p.outbox.put("short", "ben", aReminder())
		time.Sleep(3 * time.Second)
		p.end(t)
		if got := p.outbox.get("short"); got.state != improvement.Sent {
			t.Errorf("the short one is %s", got.state)
		}
		if got := p.outbox.get("long"); got.state != improvement.Waiting || got.marks != 0 {
			t.Errorf("the long one is %s after %d marks; stopping is no failure", got.state, got.marks)
		}
	})
}

// workFor runs a postman for a while.
func workFor(t *testing.T, d time.Duration, postman *Postman, heartbeat func()) {
	t.Helper()
	ctx, end := context.WithTimeout(t.Context(), d)
	defer end()
	if err := postman.Run(ctx, heartbeat); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the postman ended with %v", err)
	}
}

func TestThePostmanShowsThatItIsAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		postman := NewPostman(&outbox{}, somePeople(), openWords{}, &channel{}, realWork(), (&logged{}).logger(), Options{})
		var beats atomic.Int32
		workFor(t, 10*time.Minute, postman, func() { beats.Add(1) })
		if beats.Load() < 300 {
			t.Errorf("%d heartbeats in ten minutes at a poll every 2 s", beats.Load())
		}
	})
}

func TestMessagesAreDueByTheRecordsClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := realWork()
		clock.Factor = 86400 // a day a second
		o, c := &outbox{}, &channel{}
		o.put("m1", "ann", aReminder())
		o.rows[0].due = time.Now().Add(10 * 24 * time.Hour)
		postman := NewPostman(o, somePeople(), openWords{}, c, clock, (&logged{}).logger(), Options{})
		workFor(t, 8*time.Second, postman, nil)
		if len(c.ids()) != 0 {
			t.Errorf("sent %v before its day", c.ids())
		}
		workFor(t, 5*time.Second, postman, nil)
		if len(c.ids()) != 1 {
			t.Errorf("sent %v after its day", c.ids())
		}
	})
}

func TestTheOutboxChannelAcceptsThoseWithoutAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &outbox{}
		o.put("m1", "cat", aReminder())
		o.put("m2", "gone", aReminder())
		postman := NewPostman(o, somePeople(), openWords{}, OutboxChannel{}, realWork(), (&logged{}).logger(), Options{})
		workFor(t, time.Minute, postman, nil)
		for _, id := range []string{"m1", "m2"} {
			if got := o.get(id); got.state != improvement.Sent {
				t.Errorf("%s is %s: %s", id, got.state, got.cause)
			}
		}
	})
}
