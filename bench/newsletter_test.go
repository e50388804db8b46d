package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/cairnqi/cairn/config"
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/notify"
)

// BenchmarkNewsletter hands a newsletter out to 5,000 addresses and delivers it to a mail
// server on this machine, without a limit of letters per minute; meanwhile a letter to
// somebody is filed every 100 ms. It tells letters per second, and how long the others
// took. Run it with: go test ./bench -run none -bench Newsletter -benchtime 1x
func BenchmarkNewsletter(b *testing.B) {
	for b.Loop() {
		newsletter(b, 5_000)
	}
}

// A short run, so that the benchmark cannot rot.
func TestNewsletterBenchmark(t *testing.T) { newsletter(t, 40) }

const benchNetwork improvement.BodyID = "network"

func newsletter(t testing.TB, readers int) {
	settings := config.Default()
	settings.Data.Dir = t.TempDir()
	settings.Newsletter.PerMinute = 0
	record, err := assembly.OpenRecord(t.Context(), settings, assembly.Opening{})
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	news := record.Newsletters(settings)
	issue := readyToSend(t, record, news, readers)
	inbox, address := startInbox(t)
	channel, err := notify.NewSMTP(notify.SMTPOptions{Host: "127.0.0.1", Port: address.Port, TLS: notify.NoTLS, From: "cairn@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if n, err := news.HandOut(t.Context(), issue, func() {}); err != nil || n != readers {
		t.Fatalf("handed out to %d, %v", n, err)
	}
	handedOut := time.Since(began)
	ctx, stop := context.WithCancel(t.Context())
	postman := notify.NewPostman(record.Store, record, record.Vault, channel, record.Time, quiet(), notify.Options{Newsletters: news, Poll: 100 * time.Millisecond})
	var running sync.WaitGroup
	running.Go(func() { _ = postman.Run(ctx, nil) })
	began = time.Now()
	var filed []time.Time
	for inbox.newsletters() < readers {
		filed = append(filed, time.Now())
		n := improvement.Notice{Cause: fmt.Sprint("other-", len(filed)), To: improvement.Recipient{Person: "somebody"}, Kind: improvement.NoticeTask, Subject: "theme/x", SendAfter: time.Now()}
		if err := record.Post(t.Context(), []improvement.Notice{n}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
	}
	took := time.Since(began)
	stop()
	running.Wait()
	waits := inbox.waits(filed)
	t.Logf("%d readers: handed out in %s; %.0f letters/s; %d others meanwhile, taken after %s in the median, %s at most",
		readers, handedOut.Round(time.Millisecond), float64(readers)/took.Seconds(), len(waits), waits[len(waits)/2].Round(time.Millisecond), waits[len(waits)-1].Round(time.Millisecond))
}

// readyToSend files a network, its readers, each with an address of their own, and an
// issue that is about to go out.
func readyToSend(t testing.TB, record *assembly.Record, news *assembly.Newsletters, readers int) improvement.SubjectID {
	t.Helper()
	body := improvement.Body{ID: benchNetwork, Kind: improvement.Network, Name: "Network", Parent: "lmg"}
	put(t, record, improvement.BodySubject(benchNetwork), &improvement.BodyRecorded{Body: body})
	email, err := record.Vault.Seal(t.Context(), "email", "somebody", "somebody@example.org")
	if err != nil {
		t.Fatal(err)
	}
	put(t, record, improvement.PersonSubject("somebody"), &improvement.PersonRecorded{Person: improvement.Person{ID: "somebody", Name: email, Email: email}})
	for i := range readers {
		if err := news.Subscribe(t.Context(), improvement.CommandID(fmt.Sprint("c", i)), benchNetwork, fmt.Sprintf("reader-%d@example.org", i)); err != nil {
			t.Fatal(err)
		}
	}
	waiting, err := record.Unconfirmed(t.Context(), benchNetwork)
	if err != nil {
		t.Fatal(err)
	}
	for _, reader := range waiting {
		token, err := news.ConfirmToken(reader, []improvement.BodyID{benchNetwork})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := news.Confirm(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}
	emptied(t, record) // of the letters that asked to confirm
	opened := improvement.OpenIssue(body, "2026-03", improvement.DefaultSchedule(), improvement.DefaultSections(), nil, improvement.Calendar{})
	note, err := record.Vault.Seal(t.Context(), "note", "somebody", strings.Repeat("Good news. ", 100))
	if err != nil {
		t.Fatal(err)
	}
	issue := improvement.IssueSubject(benchNetwork, "2026-03")
	put(t, record, issue, opened, &improvement.OpeningWritten{Note: note}, &improvement.IssueDraftDue{}, &improvement.IssueApprovedBy{}, &improvement.IssueSendDue{})
	return issue
}

// emptied takes out of the outbox what waits there.
func emptied(t testing.TB, record *assembly.Record) {
	t.Helper()
	for {
		messages, err := record.Claim(t.Context(), time.Now(), time.Now(), time.Minute, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(messages) == 0 {
			return
		}
		ids := make([]string, len(messages))
		for i, m := range messages {
			ids[i] = m.ID
		}
		if err := record.MarkSent(t.Context(), ids, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
}

func put(t testing.TB, record *assembly.Record, subject improvement.SubjectID, events ...improvement.Event) {
	t.Helper()
	entries := improvement.Entries(0, "load", "somebody", time.Now(), events)
	state, err := improvement.Fold(subject.Kind(), entries)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := record.File(t.Context(), improvement.Filing{Subject: subject, Command: "load", Entries: entries, State: state}); err != nil {
		t.Fatal(err)
	}
}

// inbox is a mail server that counts.
type inbox struct {
	mu     sync.Mutex
	bulk   int
	others []time.Time
}

func startInbox(t testing.TB) (*inbox, *net.TCPAddr) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	box := new(inbox)
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{box: box}, nil }))
	server.Domain = "mail.example.org"
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return box, listener.Addr().(*net.TCPAddr)
}

func (b *inbox) newsletters() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bulk
}

// waits are the times from filing to acceptance, ascending. Letters to one person that are
// due together leave as one, so each filing waits for the next that was accepted.
func (b *inbox) waits(filed []time.Time) []time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	waits := []time.Duration{0}
	for _, at := range filed {
		if i := slices.IndexFunc(b.others, func(taken time.Time) bool { return taken.After(at) }); i >= 0 {
			waits = append(waits, b.others[i].Sub(at))
		}
	}
	slices.Sort(waits)
	return waits
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
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	d.box.mu.Lock()
	defer d.box.mu.Unlock()
	if strings.HasPrefix(d.to, "reader-") {
		d.box.bulk++
	} else {
		d.box.others = append(d.box.others, time.Now())
	}
	return nil
}

func (d *delivery) Reset()        {}
func (d *delivery) Logout() error { return nil }
