package notify

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/emersion/go-smtp"
)

// A letter tells when the mail server begins to have it, and stays here where that fails.
func TestTheMailServerTakesALetter(t *testing.T) {
	refuses := false
	server := startMail(t, NoTLS, func(s *mailServer) {
		s.onRcpt = func(int, string) error {
			if refuses {
				return &smtp.SMTPError{Code: 450, Message: "not now"}
			}
			return nil
		}
	})
	taken := 0
	letter := aLetter()
	letter.Taking = func() error {
		taken++
		if len(server.got()) != 0 {
			t.Error("it was told after the letter had arrived")
		}
		return nil
	}
	if err := send(t, server.options(NoTLS), letter); err != nil || taken != 1 {
		t.Errorf("told %d times, %v", taken, err)
	}
	checkMail(t, server.got()[0])

	var unsure *Unsure
	letter.Taking = func() error { return improvement.ErrUnavailable }
	if err := send(t, server.options(NoTLS), letter); err == nil || errors.As(err, &unsure) {
		t.Errorf("a letter that may not leave: %v", err)
	}
	refuses = true
	letter.Taking = func() error { t.Error("told of a letter that the server does not take"); return nil }
	if err := send(t, server.options(NoTLS), letter); err == nil || errors.As(err, &unsure) {
		t.Errorf("a letter that is refused for now: %v", err)
	}
	if n := len(server.got()); n != 1 {
		t.Errorf("%d letters arrived", n)
	}
}

func TestALetterWithoutAnAnswerMayHaveArrived(t *testing.T) {
	release := make(chan struct{})
	server := startMail(t, NoTLS, func(s *mailServer) { s.afterData = func() { <-release } })
	defer close(release)
	options := server.options(NoTLS)
	options.Timeout = 200 * time.Millisecond
	var unsure *Unsure
	if err := send(t, options, aLetter()); !errors.As(err, &unsure) {
		t.Errorf("got %v", err)
	}
}

// Of a letter of many, nobody gets two; what is for one person is sent again.
func TestANewsletterThatMayHaveArrivedIsNotSentAgain(t *testing.T) {
	o := new(outbox)
	o.put("bulk", "ann", aNewsletter())
	o.put("task", "ann", aReminder())
	c := &channel{answer: func(_ context.Context, _ int, l Letter) error {
		if l.Taking != nil {
			if err := l.Taking(); err != nil {
				return err
			}
		}
		return &Unsure{errBusy}
	}}
	log := new(logged)
	ctx, stop := context.WithCancel(t.Context())
	p := NewPostman(o, somePeople(), openWords{}, c, realWork(), log.logger(), Options{Poll: time.Millisecond, Backoff: time.Millisecond, Newsletters: &press{edition: anEdition()}})
	ended := make(chan struct{})
	go func() { defer close(ended); _ = p.Run(ctx, nil) }()
	o.put("gone", "ben", aNewsletter())
	if err := o.mark("gone", func(r *row) { r.taken = true }); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the reminder is tried again", func() bool { return len(o.get("task").tries) > 3 })
	stop()
	<-ended
	if r := o.get("gone"); r.state != improvement.Waiting || r.cause != "" {
		t.Errorf("one that somebody else gave up is %s, %q", r.state, r.cause)
	}
	if r := o.get("bulk"); r.state != improvement.Handed || len(r.tries) != 1 {
		t.Errorf("the newsletter is %s after %d tries", r.state, len(r.tries))
	}
}
