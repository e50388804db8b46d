package notify

import (
	"context"
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/cairnqi/cairn/improvement"
)

const (
	longestWait = 4 * time.Hour   // between two tries
	grace       = 5 * time.Second // for letters under way when the postman is stopped
	causeLength = 300             // characters of a cause in the outbox
)

// Options are how the postman works. A zero field takes its default.
type Options struct {
	Poll        time.Duration // between two looks into the outbox; 2 s
	Lease       time.Duration // how long a claimed message is ours; a letter has half of it; 1 min
	Backoff     time.Duration // before the second try; doubled each time, up to 4 hours; 30 s
	MaxAttempts int           // then a message is given up; 24, about three days
	AtOnce      int           // letters under way at a time; 8
	BaseURL     string        // of the pages that letters link to; empty: no links
}

func (o Options) withDefaults() Options {
	orElse := func(d *time.Duration, fallback time.Duration) {
		if *d <= 0 {
			*d = fallback
		}
	}
	orElse(&o.Poll, 2*time.Second)
	orElse(&o.Lease, time.Minute)
	orElse(&o.Backoff, 30*time.Second)
	if o.MaxAttempts <= 0 {
		o.MaxAttempts = 24
	}
	if o.AtOnce <= 0 {
		o.AtOnce = 8
	}
	o.BaseURL = strings.TrimRight(o.BaseURL, "/")
	return o
}

// Postman takes messages from the outbox and hands them to a channel; the
// activity layer runs it. Several may work on one outbox, in one process or in
// many.
type Postman struct {
	outbox  improvement.Outbox
	compose *composer
	channel Channel
	clock   improvement.Clock
	log     *slog.Logger
	options Options
}

// NewPostman makes a postman for a record with that clock. In a rehearsal every
// letter is marked as one.
func NewPostman(outbox improvement.Outbox, directory Directory, opener improvement.Opener, channel Channel,
	clock improvement.Clock, log *slog.Logger, options Options,
) *Postman {
	options = options.withDefaults()
	return &Postman{
		outbox:  outbox,
		compose: &composer{directory, opener, options.BaseURL, clock.Rehearsing()},
		channel: channel,
		clock:   clock,
		log:     log,
		options: options,
	}
}

// Run delivers until ctx is done, and returns ctx's error once the letters under
// way have ended; they have a few seconds. It calls heartbeat, which may be nil,
// at every poll. An outbox that cannot be reached is tried again at the next poll.
func (p *Postman) Run(ctx context.Context, heartbeat func()) error {
	if heartbeat == nil {
		heartbeat = func() {}
	}
	// Letters under way outlive ctx a little: one that is cut off may have been
	// accepted, and would be sent twice.
	sending, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	r := &round{postman: p, sending: sending, slots: make(chan struct{}, p.options.AtOnce), freed: make(chan struct{}, 1)}
	poll := time.NewTicker(p.options.Poll)
	defer poll.Stop()
	for {
		heartbeat()
		var freed <-chan struct{}
		if more := r.take(ctx); more {
			freed = r.freed // go on as soon as a letter has left
		}
		select {
		case <-ctx.Done():
			late := time.AfterFunc(grace, cut)
			defer late.Stop()
			r.underWay.Wait()
			return ctx.Err()
		case <-poll.C:
		case <-freed:
		}
	}
}

// round is one run's letters under way.
type round struct {
	postman  *Postman
	sending  context.Context
	slots    chan struct{} // one per letter under way
	freed    chan struct{} // tells that a slot was freed
	underWay sync.WaitGroup
	down     bool // the outbox could not be reached the last time
}

// take claims as many messages as there are free slots and sends them off. It
// tells whether more may wait.
func (r *round) take(ctx context.Context) (more bool) {
	p := r.postman
	free := cap(r.slots) - len(r.slots)
	if free == 0 {
		return true
	}
	now := time.Now()
	messages, err := p.outbox.Claim(ctx, p.clock.Now(now), now, p.options.Lease, free)
	if err != nil {
		if !r.down && ctx.Err() == nil {
			p.log.Warn("the outbox cannot be reached; messages wait", "error", err)
		}
		r.down = true
		return false
	}
	r.down = false
	for _, m := range messages {
		r.slots <- struct{}{}
		r.underWay.Go(func() {
			p.deliver(r.sending, m)
			<-r.slots
			select {
			case r.freed <- struct{}{}:
			default:
			}
		})
	}
	return len(messages) == free
}

// deliver writes and sends one message and marks what became of it. Half of the
// lease is for sending, a quarter for the mark, so that nobody else has it meanwhile.
func (p *Postman) deliver(ctx context.Context, m improvement.Message) {
	sending, cancel := context.WithTimeout(ctx, p.options.Lease/2)
	defer cancel()
	letter, err := p.compose.letter(sending, m)
	if err == nil {
		err = p.channel.Send(sending, letter)
	}
	switch {
	case err == nil:
		p.mark(ctx, m, func(ctx context.Context) error {
			return p.outbox.MarkSent(ctx, m.ID, p.clock.Now(time.Now()))
		})
	case ctx.Err() != nil:
		// Stopped, not failed: the lease runs out and it is sent again.
		p.log.Info("a message was left when the postman stopped", "message", m.ID)
	default:
		p.failed(ctx, m, err)
	}
}

// failed keeps the cause and says when to try again, if at all.
func (p *Postman) failed(ctx context.Context, m improvement.Message, err error) {
	cause := causeOf(err)
	var retry time.Time
	var undeliverable *Undeliverable
	if m.Attempts+1 < p.options.MaxAttempts && !errors.As(err, &undeliverable) {
		retry = time.Now().Add(p.wait(m.Attempts))
		p.log.Warn("a message could not be sent; it is tried again", "message", m.ID, "retry", retry, "cause", cause)
	} else {
		p.log.Error("a message was given up", "message", m.ID, "person", m.Person, "attempts", m.Attempts+1, "cause", cause)
	}
	p.mark(ctx, m, func(ctx context.Context) error {
		return p.outbox.MarkFailed(ctx, m.ID, cause, retry)
	})
}

// wait is the time before the next try after so many earlier ones.
func (p *Postman) wait(attempts int) time.Duration {
	wait := p.options.Backoff
	for range attempts {
		if wait >= longestWait {
			break
		}
		wait *= 2
	}
	return min(wait, longestWait)
}

// mark writes to the outbox, trying again while the message is still ours, even
// when the postman is stopped: what was accepted should not leave twice.
func (p *Postman) mark(ctx context.Context, m improvement.Message, write func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.options.Lease/4)
	defer cancel()
	for {
		err := write(ctx)
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			p.log.Error("a message could not be marked; it may leave again with the same Message-ID", "message", m.ID, "error", err)
			return
		case <-time.After(p.options.Poll):
		}
	}
}

var anAddress = regexp.MustCompile(`[^\s<>"'(),;:\[\]]+@[^\s<>"'(),;:\[\]]+`)

// causeOf is an error without addresses: the outbox and the log outlive an erasure.
func causeOf(err error) string {
	return clip(anAddress.ReplaceAllString(oneLine(err.Error()), "(address)"), causeLength)
}
