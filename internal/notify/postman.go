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
	MaxAttempts int           // then a message is given up; 24, about two and a half days
	AtOnce      int           // letters under way at a time; 16
	BaseURL     string        // of the pages that letters link to; empty: no links

	// Tests gives the tests whose measures a letter shows; nil: letters have no charts.
	Tests Tests
	// Parts tells what people did, for letters that say what came of it; nil: none does.
	Parts Parts

	// TaskLink makes links to one task; nil, or without BaseURL: letters have none.
	TaskLink TaskLink

	// Newsletters gives the issues of newsletters; nil: there are none. Unsubscribe is an
	// address to which readers may write to stop one; empty: none.
	Newsletters Newsletters
	Unsubscribe string
	// BulkPerMinute is how many letters of newsletters leave in a minute; 0: no limit.
	BulkPerMinute int
	// Bounced hears of each newsletter that the mail server refused for good, before it
	// is given up; nil: nobody does. Where it fails, the letter is tried again.
	Bounced func(ctx context.Context, m improvement.Message, status string) error

	// Sent hears of each message that the channel accepted, from many goroutines at
	// once; nil: nobody does.
	Sent func(improvement.Message)
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
		o.AtOnce = 16
	}
	if o.Sent == nil {
		o.Sent = func(improvement.Message) {}
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
		outbox: outbox,
		compose: &composer{
			directory: directory, opener: opener, tests: options.Tests, partaking: options.Parts, taskLink: options.TaskLink, baseURL: options.BaseURL, rehearsal: clock.Rehearsing(), log: log,
			newsletters: options.Newsletters, unsubscribe: options.Unsubscribe, issues: &compositions{now: map[improvement.SubjectID]composedAt{}},
		},
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
	r := newRound(p, sending)
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
			r.end()
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
	freed    chan struct{} // tells that half of the slots are free
	accepted chan string   // messages to be marked as sent
	underWay sync.WaitGroup
	marking  sync.WaitGroup
	down     bool // the outbox could not be reached the last time
	bulk     bulk
}

func newRound(p *Postman, sending context.Context) *round {
	r := &round{
		postman: p, sending: sending, slots: make(chan struct{}, p.options.AtOnce),
		freed: make(chan struct{}, 1), accepted: make(chan string, p.options.AtOnce),
		bulk: newBulk(p.options),
	}
	r.marking.Go(r.markSent)
	return r
}

// end waits until what is under way has ended.
func (r *round) end() {
	r.underWay.Wait()
	close(r.accepted)
	r.marking.Wait()
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
		r.send(m, func() {})
	}
	return len(messages) == free || r.takeBulk(ctx, now, free-len(messages))
}

// send sends a message off. ended is called when the channel has answered.
func (r *round) send(m improvement.Message, ended func()) {
	r.slots <- struct{}{}
	r.underWay.Go(func() {
		accepted := r.postman.deliver(r.sending, m)
		ended()
		if accepted {
			r.accepted <- m.ID
		} else {
			r.release(1)
		}
	})
}

// release frees slots. With half of them free it is worth a look for more; what
// waits for fewer is found at the next poll.
func (r *round) release(slots int) {
	for range slots {
		<-r.slots
	}
	if 2*len(r.slots) > cap(r.slots) {
		return
	}
	select {
	case r.freed <- struct{}{}:
	default:
	}
}

// markSent marks what was accepted: together what came while the mark before it
// was written. So a message waits for one other mark at most, a quarter of the
// lease, and has another quarter for its own.
func (r *round) markSent() {
	p := r.postman
	for id := range r.accepted {
		together := []string{id}
		for range len(r.accepted) {
			together = append(together, <-r.accepted)
		}
		p.mark(r.sending, together, func(ctx context.Context) error {
			return p.outbox.MarkSent(ctx, together, p.clock.Now(time.Now()))
		})
		r.release(len(together))
	}
}

// deliver sends one message, for which it has half of the lease, so that nobody
// else has it meanwhile. It tells whether the message was accepted, and marks one
// that failed.
func (p *Postman) deliver(ctx context.Context, m improvement.Message) bool {
	sending, cancel := context.WithTimeout(ctx, p.options.Lease/2)
	defer cancel()
	var gone bool
	err := p.channel.Send(sending, func(ctx context.Context) (Letter, error) { return p.letter(ctx, m, &gone) })
	switch {
	case err == nil:
		p.options.Sent(m)
		return true
	case gone:
		p.log.Info("a message was given up or is in other hands; it did not leave", "message", m.ID)
	case ctx.Err() != nil:
		// Stopped, not failed: the lease runs out and it is sent again.
		p.log.Info("a message was left when the postman stopped", "message", m.ID)
	default:
		p.failed(ctx, m, err)
	}
	return false
}

// letter writes one. A newsletter is marked as in the mail server's hands before that has
// it whole: of many alike nobody gets two, whenever we are killed. gone tells that it does
// not wait any more.
func (p *Postman) letter(ctx context.Context, m improvement.Message, gone *bool) (Letter, error) {
	letter, err := p.compose.letter(ctx, m)
	if isNewsletter(m) {
		letter.Taking = func() error {
			err := p.outbox.MarkHanded(ctx, m.ID)
			*gone = errors.Is(err, improvement.ErrNotFound)
			return err
		}
	}
	return letter, err
}

// failed keeps the cause and says when to try again, if at all. A newsletter that the mail
// server left unanswered stays in its hands.
func (p *Postman) failed(ctx context.Context, m improvement.Message, err error) {
	cause := causeOf(err)
	var unsure *Unsure
	if errors.As(err, &unsure) && isNewsletter(m) {
		p.log.Error("a newsletter may have arrived; it is not sent again", "message", m.ID, "person", m.Person, "cause", cause)
		return
	}
	var retry time.Time // zero: it is given up
	var undeliverable *Undeliverable
	if errors.As(err, &undeliverable) && undeliverable.Bounced && isNewsletter(m) && p.options.Bounced != nil {
		if noting := p.options.Bounced(ctx, m, undeliverable.Status); noting != nil {
			p.log.Warn("a newsletter that came back could not be noted; it is tried again", "message", m.ID, "cause", noting)
			undeliverable, cause = nil, causeOf(noting)
		}
	}
	if m.Attempts+1 < p.options.MaxAttempts && undeliverable == nil {
		retry = time.Now().Add(p.wait(m.Attempts))
		p.log.Warn("a message could not be sent; it is tried again", "message", m.ID, "retry", retry, "cause", cause)
	} else {
		p.log.Error("a message was given up", "message", m.ID, "person", m.Person, "attempts", m.Attempts+1, "cause", cause)
	}
	p.mark(ctx, []string{m.ID}, func(ctx context.Context) error {
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

// mark writes to the outbox, trying again while the messages are still ours, even
// when the postman is stopped: what was accepted should not leave twice. What is not
// there will not come.
func (p *Postman) mark(ctx context.Context, messages []string, write func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.options.Lease/4)
	defer cancel()
	for {
		err := write(ctx)
		if err == nil {
			return
		}
		if errors.Is(err, improvement.ErrNotFound) {
			p.log.Error("messages are not in the outbox any more", "messages", messages)
			return
		}
		select {
		case <-ctx.Done():
			p.log.Error("messages could not be marked; they may leave again with the same Message-ID", "messages", messages, "error", err)
			return
		case <-time.After(min(p.options.Poll, p.options.Lease/20)):
		}
	}
}

var anAddress = regexp.MustCompile(`[^\s<>"'(),;:\[\]]+@[^\s<>"'(),;:\[\]]+`)

// causeOf is an error without addresses: the outbox and the log outlive an erasure.
func causeOf(err error) string {
	return clip(anAddress.ReplaceAllString(oneLine(err.Error()), "(address)"), causeLength)
}
