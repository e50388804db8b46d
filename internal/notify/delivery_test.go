package notify

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/cairnqi/cairn/improvement"
)

// startPostman runs a postman by email until stop is called.
func startPostman(t *testing.T, o *outbox, server *mailServer, log *logged) (stop func()) {
	t.Helper()
	channel, err := NewSMTP(server.options(NoTLS))
	if err != nil {
		t.Fatal(err)
	}
	postman := NewPostman(o, somePeople(), openWords{}, channel, realWork(), log.logger(),
		Options{Poll: 2 * time.Millisecond, Lease: 4 * time.Second, Backoff: 5 * time.Millisecond, BaseURL: "https://cairn.example.org/"})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- postman.Run(ctx, nil) }()
	return func() {
		cancel()
		<-done
	}
}

func TestTheMailServerIsBusyAtFirst(t *testing.T) {
	server := startMail(t, NoTLS, func(s *mailServer) {
		s.onRcpt = func(try int, _ string) error {
			if try <= 3 {
				return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "busy"}
			}
			return nil
		}
	})
	o := &outbox{}
	o.put("m1", "ann", threeThings()...)
	stop := startPostman(t, o, server, &logged{})
	eventually(t, "the message is sent", func() bool { return o.get("m1").state == improvement.Sent })
	stop()
	mails := server.got()
	if len(mails) != 1 || o.get("m1").Attempts != 3 {
		t.Fatalf("%d letters arrived after %d failures", len(mails), o.get("m1").Attempts)
	}
	if text := bodies(t, mails[0])["text/plain"]; !strings.Contains(text, "https://cairn.example.org/see/test-of-change/breakfast") {
		t.Errorf("the letter has no link:\n%s", text)
	}
}

func TestByEmailSomebodyHasNoAddressAndAnotherIsRefused(t *testing.T) {
	server := startMail(t, NoTLS, func(s *mailServer) {
		s.onRcpt = func(_ int, to string) error {
			if to == "ben@example.org" {
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no <ben@example.org> here"}
			}
			return nil
		}
	})
	o, log := &outbox{}, &logged{}
	for i, person := range []improvement.PersonID{"cat", "gone", "ben", "ann"} {
		o.put(fmt.Sprintf("m%d", i), person, aReminder())
	}
	stop := startPostman(t, o, server, log)
	eventually(t, "all are dealt with", func() bool {
		for i := range 4 {
			if o.get(fmt.Sprintf("m%d", i)).state == improvement.Waiting {
				return false
			}
		}
		return true
	})
	stop()
	for id, want := range map[string]string{"m0": "has no address", "m1": "has no address", "m2": "refused by the mail server"} {
		got := o.get(id)
		if got.state != improvement.Failed || len(got.tries) != 1 || !strings.Contains(got.cause, want) {
			t.Errorf("%s is %s after %d tries: %s", id, got.state, len(got.tries), got.cause)
		}
		if strings.Contains(got.cause+log.String(), "@example.org") {
			t.Errorf("%s: an address is in the cause or the log", id)
		}
	}
	if o.get("m3").state != improvement.Sent {
		t.Errorf("the other one is %s", o.get("m3").state)
	}
}

func TestAPostmanThatDiesBeforeTheMarkRepeatsTheMessageID(t *testing.T) {
	server := startMail(t, NoTLS, nil)
	o := &outbox{deaf: true}
	o.put("m1", "ann", aReminder())
	stop := startPostman(t, o, server, &logged{})
	eventually(t, "the letter arrived", func() bool { return len(server.got()) == 1 })
	stop()
	o.set(func(o *outbox) { o.deaf = false })
	stop = startPostman(t, o, server, &logged{})
	eventually(t, "the message is marked", func() bool { return o.get("m1").state == improvement.Sent })
	stop()
	mails := server.got()
	if len(mails) != 2 || mails[0].Header.Get("Message-Id") != mails[1].Header.Get("Message-Id") {
		t.Errorf("%d letters arrived; a second one must repeat the Message-ID", len(mails))
	}
}
