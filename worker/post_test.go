package main

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// post is a real mail server that keeps what it accepts.
type post struct {
	address *net.TCPAddr
	mu      sync.Mutex
	letters map[string][]string // by Message-ID: to whom, subject and text of each copy
}

func startPost(t *testing.T) *post {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &post{address: listener.Addr().(*net.TCPAddr), letters: map[string][]string{}}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &visit{post: p}, nil }))
	server.Domain = "mail.example.org"
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close()
		if err := <-ended; err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			t.Error(err)
		}
	})
	return p
}

// settings send a deployment's notices there.
func (p *post) settings() map[string]any {
	return map[string]any{
		"mail.mode": "smtp", "mail.tls": "none", "mail.host": "127.0.0.1",
		"mail.port": p.address.Port, "mail.from": "Cairn <cairn@example.org>",
	}
}

// accepted gives a copy of all that was accepted.
func (p *post) accepted() map[string][]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make(map[string][]string, len(p.letters))
	for id, copies := range p.letters {
		all[id] = append([]string(nil), copies...)
	}
	return all
}

// slowness is between keeping a letter and saying so: time for a worker to die in.
const slowness = 50 * time.Millisecond

// visit is one connection.
type visit struct {
	post *post
	to   string
}

func (v *visit) Mail(string, *smtp.MailOptions) error { return nil }

func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.to = to
	return nil
}

func (v *visit) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	letter, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	text, err := contentOf(letter)
	if err != nil {
		return err
	}
	v.post.keep(letter.Header.Get("Message-ID"), v.to+"\n"+letter.Header.Get("Subject")+"\n"+text)
	time.Sleep(slowness)
	return nil
}

func (p *post) keep(id, letter string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.letters[id] = append(p.letters[id], letter)
}

func (v *visit) Reset()        {}
func (v *visit) Logout() error { return nil }

// contentOf is what a reader sees; the boundaries between the parts differ by copy.
func contentOf(letter *mail.Message) (string, error) {
	_, params, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil {
		return "", err
	}
	parts := multipart.NewReader(letter.Body, params["boundary"])
	var content strings.Builder
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return content.String(), nil
		}
		if err != nil {
			return "", err
		}
		if _, err := io.Copy(&content, part); err != nil {
			return "", err
		}
	}
}
