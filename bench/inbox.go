package main

import (
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// inbox is a mail server on this machine that counts.
type inbox struct {
	server *smtp.Server
	port   int
	mu     sync.Mutex
	bulk   map[string]int // letters of a newsletter, by address
	times  []time.Time    // when each of them was accepted
	others []time.Time    // when each letter to somebody else was
}

func startInbox() (*inbox, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	box := &inbox{port: listener.Addr().(*net.TCPAddr).Port, bulk: map[string]int{}}
	box.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{box: box}, nil }))
	box.server.Domain = "mail.example.org"
	box.server.ErrorLog = log.New(io.Discard, "", 0) // of connections that a killed worker leaves
	go box.server.Serve(listener)                    //nolint:errcheck // it ends when it is closed; before, letters would be missing
	return box, nil
}

// settings send a worker's letters there, as fast as may be.
func (b *inbox) settings() map[string]any {
	return map[string]any{
		"mail.mode": "smtp", "mail.tls": "none", "mail.host": "127.0.0.1", "mail.port": b.port,
		"mail.from": "cairn@example.org", "newsletter.per_minute": 0,
	}
}

// reached is how many addresses have a newsletter.
func (b *inbox) reached() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.bulk)
}

// accepted gives when each letter of a newsletter was accepted, copies of one included.
func (b *inbox) accepted() []time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.times)
}

// waits are the times from filing to acceptance of letters to somebody, ascending. Letters
// to one person that are due together leave as one, so each filing waits for the next that
// was accepted.
func (b *inbox) waits(filed []time.Time) []time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	var waits []time.Duration
	for _, at := range filed {
		if i := slices.IndexFunc(b.others, func(taken time.Time) bool { return taken.After(at) }); i >= 0 {
			waits = append(waits, b.others[i].Sub(at))
		}
	}
	slices.Sort(waits)
	return waits
}

func (b *inbox) keep(to string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if !strings.HasPrefix(to, "reader-") {
		b.others = append(b.others, now)
		return
	}
	b.bulk[to]++
	b.times = append(b.times, now)
}

// delivery is one connection.
type delivery struct {
	box *inbox
	to  string
}

func (d *delivery) Mail(string, *smtp.MailOptions) error { return nil }

func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	d.to = to
	return nil
}

func (d *delivery) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	if err == nil {
		d.box.keep(d.to)
	}
	return err
}

func (d *delivery) Reset()        {}
func (d *delivery) Logout() error { return nil }
