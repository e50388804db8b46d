package notify

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

func aLetter() Letter {
	return Letter{
		MessageID: "m-17", To: "ben@example.org", ToName: "Ben Éxample",
		Subject: "Reminder: write the plan for “Breakfast club”", Text: "Hello Ben Éxample,\n", HTML: "<p>Hello Ben Éxample,</p>",
	}
}

// send sends a letter through a new channel.
func send(t *testing.T, o SMTPOptions, l Letter) error {
	t.Helper()
	s, err := NewSMTP(o)
	if err != nil {
		t.Fatal(err)
	}
	return s.deliver(t.Context(), l)
}

func TestALetterByEmail(t *testing.T) {
	for _, mode := range []TLSMode{NoTLS, StartTLS, TLS} {
		for _, user := range []string{"", "cairn"} {
			t.Run(fmt.Sprintf("%s %q", mode, user), func(t *testing.T) {
				server := startMail(t, mode, func(s *mailServer) { s.user, s.password = user, "not a secret" })
				if err := send(t, server.options(mode), aLetter()); err != nil {
					t.Fatal(err)
				}
				mails := server.got()
				if len(mails) != 1 {
					t.Fatalf("%d letters arrived", len(mails))
				}
				checkMail(t, mails[0])
				if mails[0].tls != (mode != NoTLS) {
					t.Errorf("encrypted: %v", mails[0].tls)
				}
			})
		}
	}
}

func checkMail(t *testing.T, m mailed) {
	t.Helper()
	if m.from != "cairn@example.org" || m.to != "ben@example.org" {
		t.Errorf("from %s to %s", m.from, m.to)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != aLetter().Subject {
		t.Errorf("subject %q, error %v", subject, err)
	}
	to, err := m.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Name != "Ben Éxample" {
		t.Errorf("to %v, error %v", to, err)
	}
	if _, err := m.Header.Date(); err != nil {
		t.Errorf("date: %v", err)
	}
	for header, want := range map[string]string{
		"Message-Id": "<m-17@example.org>", "Auto-Submitted": "auto-generated", "From": `"Cairn" <cairn@example.org>`,
	} {
		if got := m.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	parts := bodies(t, m)
	if !strings.Contains(parts["text/plain"], "Hello Ben Éxample,") || !strings.Contains(parts["text/html"], "<p>Hello Ben Éxample,</p>") {
		t.Errorf("parts %q", parts)
	}
}

// bodies gives a letter's parts by media type.
func bodies(t *testing.T, m mailed) map[string]string {
	t.Helper()
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := make(map[string]string)
	for reader := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return parts
		}
		if err != nil {
			t.Fatal(err)
		}
		media, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		parts[media] = string(text)
	}
}

func TestHeadersCannotBeInjected(t *testing.T) {
	server := startMail(t, NoTLS, nil)
	l := aLetter()
	l.MessageID = "m1>\r\nBcc: a@example.org\r\nX: <"
	l.ToName = "Ben\r\nBcc: b@example.org"
	l.Subject = "Plan\r\nBcc: c@example.org\r\n\r\nanother body"
	if err := send(t, server.options(NoTLS), l); err != nil {
		t.Fatal(err)
	}
	m := server.got()[0]
	if got := m.Header.Get("Bcc"); got != "" {
		t.Errorf("a header was injected: %s", got)
	}
	if !strings.Contains(bodies(t, m)["text/plain"], "Hello Ben") {
		t.Errorf("the body was changed:\n%s", m.raw)
	}
}

func TestWhatTheMailServerRefuses(t *testing.T) {
	answer := func(code int, enhanced smtp.EnhancedCode, text string) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text}
	}
	unknown := answer(550, smtp.EnhancedCode{5, 1, 1}, "no mailbox ben@example.org")
	busy := answer(451, smtp.EnhancedCode{4, 3, 0}, "busy")
	tests := []struct {
		name    string
		set     func(*mailServer)
		change  func(*SMTPOptions)
		forGood bool
		says    string
	}{
		{"the address is unknown", func(s *mailServer) { s.onRcpt = func(int, string) error { return unknown } }, nil, true, "550"},
		{"the address is busy", func(s *mailServer) { s.onRcpt = func(int, string) error { return busy } }, nil, false, "451"},
		{"the letter is refused", func(s *mailServer) {
			s.onData = func(int) error { return answer(554, smtp.EnhancedCode{5, 7, 1}, "not wanted") }
		}, nil, true, "not wanted"},
		{"the letter comes at a bad time", func(s *mailServer) { s.onData = func(int) error { return busy } }, nil, false, "451"},
		{"the password is wrong", func(s *mailServer) { s.user, s.password = "cairn", "right" },
			func(o *SMTPOptions) { o.Password = "wrong" }, false, "wrong password"},
		{"the certificate is not trusted", nil, func(o *SMTPOptions) { o.RootCAs = nil }, false, "certificate"},
		{"nobody listens", nil, func(o *SMTPOptions) { o.Port = closedPort(t) }, false, "refused"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := startMail(t, TLS, tt.set)
			options := server.options(TLS)
			if tt.change != nil {
				tt.change(&options)
			}
			err := send(t, options, aLetter())
			if err == nil {
				t.Fatal("the letter was accepted")
			}
			var undeliverable *Undeliverable
			if forGood := errors.As(err, &undeliverable); forGood != tt.forGood || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("for good: %v, want %v: %v", forGood, tt.forGood, err)
			}
			if strings.Contains(causeOf(err), "@") {
				t.Errorf("the cause has an address: %s", causeOf(err))
			}
			if n := len(server.got()); n != 0 {
				t.Errorf("%d letters arrived", n)
			}
		})
	}
}

func closedPort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port
}

func TestStartTLSIsRequired(t *testing.T) {
	server := startMail(t, NoTLS, nil) // does not offer it
	if err := send(t, server.options(StartTLS), aLetter()); err == nil || !strings.Contains(err.Error(), "STARTTLS") {
		t.Errorf("got %v", err)
	}
	if n := len(server.got()); n != 0 {
		t.Errorf("%d letters arrived in the clear", n)
	}
}

func TestAddressesThatAreNone(t *testing.T) {
	server := startMail(t, NoTLS, nil)
	for address, says := range map[string]string{
		"":                                   "has no address",
		"ben at example":                     "has an address that is not one",
		"ben@example.org\r\nRCPT TO:<x@y.z>": "has an address that is not one",
	} {
		l := aLetter()
		l.To = address
		err := send(t, server.options(NoTLS), l)
		var undeliverable *Undeliverable
		if !errors.As(err, &undeliverable) || undeliverable.Cause != says {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestAServerThatHangs(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	hungUp := make(chan struct{})
	go func() {
		conn, err := listener.Accept() // and never says a word
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, conn)
		close(hungUp)
	}()
	options := SMTPOptions{
		Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, TLS: NoTLS,
		From: "cairn@example.org", Timeout: 100 * time.Millisecond,
	}
	if err := send(t, options, aLetter()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	eventually(t, "the connection is closed", func() bool {
		select {
		case <-hungUp:
			return true
		default:
			return false
		}
	})
}

func TestAServerThatHangsInTheMiddle(t *testing.T) {
	release := make(chan struct{})
	server := startMail(t, NoTLS, func(s *mailServer) { s.afterData = func() { <-release } })
	defer close(release)
	options := server.options(NoTLS)
	options.Timeout = 200 * time.Millisecond
	if err := send(t, options, aLetter()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestStoppingEndsAConversation(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	release := make(chan struct{})
	defer close(release)
	server := startMail(t, NoTLS, func(s *mailServer) { s.afterData = func() { stop(); <-release } })
	s, err := NewSMTP(server.options(NoTLS))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.deliver(ctx, aLetter()); err == nil {
		t.Error("an unanswered letter counts as accepted")
	}
}

// rudeServer accepts one letter and drops the line instead of parting.
func rudeServer(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer func() { _ = conn.Close() }()
		say := func(line string) { _, _ = io.WriteString(conn, line+"\r\n") }
		lines := bufio.NewScanner(conn)
		say("220 mail.example.org")
		for data := false; lines.Scan(); {
			switch line := lines.Text(); {
			case data && line == ".":
				say("250 accepted")
				return
			case data:
			case line == "DATA":
				data = true
				say("354 go on")
			default:
				say("250 fine")
			}
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port
}

func TestWhatWasAcceptedIsSentWhateverFollows(t *testing.T) {
	options := SMTPOptions{Host: "127.0.0.1", Port: rudeServer(t), TLS: NoTLS, From: "cairn@example.org"}
	if err := send(t, options, aLetter()); err != nil {
		t.Errorf("an accepted letter would be sent again: %v", err)
	}
}

func TestWrongMailSettings(t *testing.T) {
	good := SMTPOptions{Host: "mail.example.org", TLS: StartTLS, From: "cairn@example.org"}
	if _, err := NewSMTP(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*SMTPOptions){
		"an unknown mode":  func(o *SMTPOptions) { o.TLS = "maybe" },
		"no sender":        func(o *SMTPOptions) { o.From = "" },
		"no host":          func(o *SMTPOptions) { o.Host = "" },
		"no such port":     func(o *SMTPOptions) { o.Port = 70000 },
		"a broken address": func(o *SMTPOptions) { o.From = "cairn at example.org" },
	} {
		o := good
		change(&o)
		if _, err := NewSMTP(o); err == nil {
			t.Errorf("%s passed", name)
		}
	}
}
