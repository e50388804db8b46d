package pagestest

import (
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// Mail is a mail server that keeps what it is sent.
type Mail struct {
	t       testing.TB
	address *net.TCPAddr
	mu      sync.Mutex
	letters []Letter
}

// Letter is what came: to whom, and the plain text.
type Letter struct{ To, Subject, Text string }

// OpenMail starts a mail server that ends with the test.
func OpenMail(t testing.TB) *Mail {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &Mail{t: t, address: listener.Addr().(*net.TCPAddr)}
	server := smtp.NewServer(m)
	server.Domain = "mail.example.org"
	go func() { _ = server.Serve(listener) }() // it ends with Close
	t.Cleanup(func() { _ = server.Close() })
	return m
}

// Settings are those of a service that sends its letters here.
func (m *Mail) Settings() map[string]any {
	return map[string]any{
		"mail.mode": "smtp", "mail.host": "127.0.0.1", "mail.port": m.address.Port, "mail.tls": "none",
		"mail.from": "Cairn <cairn@example.org>",
	}
}

// To gives the letters to an address so far.
func (m *Mail) To(address string) []Letter {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []Letter
	for _, l := range m.letters {
		if l.To == address {
			all = append(all, l)
		}
	}
	return all
}

// Wait waits until so many letters with such a subject have come to an address.
func (m *Mail) Wait(address, subject string, number int) Letter {
	m.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		found := 0
		for _, l := range m.To(address) {
			if strings.Contains(l.Subject, subject) {
				if found++; found == number {
					return l
				}
			}
		}
	}
	m.t.Fatalf("no letter %q number %d came to %s: %+v", subject, number, address, m.To(address))
	return Letter{}
}

// WaitFor waits until a letter with such a text has come to an address.
func (m *Mail) WaitFor(address, text string) Letter {
	m.t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		for _, l := range m.To(address) {
			if strings.Contains(l.Text, text) {
				return l
			}
		}
	}
	m.t.Fatalf("no letter with %q came to %s: %+v", text, address, m.To(address))
	return Letter{}
}

var inLetter = regexp.MustCompile(`https?://[^\s<>"]+`)

// Links are the addresses in a letter.
func (l Letter) Links() []string { return inLetter.FindAllString(l.Text, -1) }

// NewSession begins a connection.
func (m *Mail) NewSession(*smtp.Conn) (smtp.Session, error) { return &delivery{mail: m}, nil }

type delivery struct {
	mail *Mail
	to   string
}

func (*delivery) Mail(string, *smtp.MailOptions) error        { return nil }
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error { d.to = to; return nil }
func (*delivery) Reset()                                      {}
func (*delivery) Logout() error                               { return nil }
func (d *delivery) Data(r io.Reader) error {
	message, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	text, err := plainText(message)
	if err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil {
		return err
	}
	d.mail.mu.Lock()
	defer d.mail.mu.Unlock()
	d.mail.letters = append(d.mail.letters, Letter{To: d.to, Subject: subject, Text: text})
	return nil
}

// plainText is the first part of a letter.
func plainText(m *mail.Message) (string, error) {
	body := m.Body
	encoding := m.Header.Get("Content-Transfer-Encoding")
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return "", err
	}
	for strings.HasPrefix(kind, "multipart/") {
		part, err := multipart.NewReader(body, params["boundary"]).NextRawPart()
		if err != nil {
			return "", err
		}
		body, encoding = part, part.Header.Get("Content-Transfer-Encoding")
		if kind, params, err = mime.ParseMediaType(part.Header.Get("Content-Type")); err != nil {
			return "", err
		}
	}
	if strings.EqualFold(encoding, "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	return string(text), err
}
