package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/assembly/assemblytest"
	"github.com/cairnqi/cairn/internal/storage/storagetest/pgserver"
	"github.com/cairnqi/cairn/workflows"
)

// away is how long the database cannot be reached.
const away = 2 * time.Minute

// ownServer starts a PostgreSQL server that this test may interrupt.
func ownServer(t *testing.T) *pgserver.Server {
	t.Helper()
	server, err := pgserver.Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Remove(); err != nil {
			t.Error(err)
		}
	})
	return server
}

// TestDatabaseAway interrupts the database under load. Whoever sends a command
// hears the truth, and all that was received is filed once when it is back.
func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	server := ownServer(t)
	settings := rehearsal("2s")
	settings["record.url"] = server.URL("postgres")
	site := newSite(t, settings)
	startWorker(t, site)
	c := newCrew(t, site.Desk(t))
	const n = 12
	begin(t, c, n)

	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	back := time.Now().Add(away)
	lost := nameSomebody(t, c)
	pending := sendMeanwhile(c, n, func() bool { return time.Now().Before(back) })
	meanwhile(t, pending)
	if err := server.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	resume(t, site, c, n, pending)
	if _, err := c.desk.CommandEntry(context.Background(), lost.subject, lost.id); !errors.Is(err, improvement.ErrNotFound) {
		t.Errorf("a command that was never sent again is on record: %v", err)
	}
}

// nameSomebody sends a command that needs the record before anything is sent: it
// is not received, and says so.
func nameSomebody(t *testing.T, c *crew) *dispatch {
	t.Helper()
	d := &dispatch{subject: improvement.TestSubject("test-0"), id: "names-somebody"}
	stranger := improvement.PersonID("keith-parent") // to this desk, so far
	_, err := c.desk.Sender.Test(context.Background(), "test-0", d.id, lead, improvement.AssignStep{Step: "1.1", To: stranger, Reason: c.words[lead]})
	if !errors.Is(err, improvement.ErrUnavailable) {
		t.Errorf("a command that needs the record was answered with %v", err)
	}
	return d
}

// resume waits until all that was received is on record, without being sent
// again; sends the rest again, as people would; and carries the tests to their end.
func resume(t *testing.T, site *assemblytest.Site, c *crew, n int, pending []*sending) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	for _, s := range pending {
		if s.accepted {
			awaitOnRecord(t, c.desk, s.dispatch)
		}
		c.settle(ctx, s.dispatch, s.try)
	}
	<-c.carryAll(t, n, 2*time.Minute)
	settled(t, site, c)
}

// begin brings tests to Do.
func begin(t *testing.T, c *crew, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			id := fmt.Sprintf("test-%d", i)
			c.launch(ctx, id)
			c.test(ctx, id, 0, lead, improvement.SubmitPlan{Plan: c.plan()})
			c.test(ctx, id, 0, lwo, improvement.AgreePlan{})
			c.test(ctx, id, 0, volunteer, c.evidence(0)) // so that the volunteer is known here
			c.test(ctx, id, 0, lead, improvement.RecordPoints{Measure: "attendance", Points: []improvement.Point{{Date: c.in(-1000), Value: 80}}})
		})
	}
	all.Wait()
}

// sending is a command sent while the database was away.
type sending struct {
	*dispatch
	try attempt
}

// sendMeanwhile sends evidence and points to every test for as long as it lasts,
// and each command again until it is received.
func sendMeanwhile(c *crew, n int, lasts func() bool) []*sending {
	ofTest := make([][]*sending, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			for k := 1; lasts(); k++ {
				s := c.something(fmt.Sprintf("test-%d", i), k)
				ofTest[i] = append(ofTest[i], s)
				for lasts() && !s.accepted && s.refused == nil && !s.filed {
					c.try(s.dispatch, s.try)
				}
			}
		})
	}
	all.Wait()
	return slices.Concat(ofTest...)
}

// something is a command that a test in Do takes.
func (c *crew) something(test string, k int) *sending {
	id := fmt.Sprintf("meanwhile-%d", k)
	var command improvement.TestCommand = c.evidence(1000 + k)
	by := volunteer
	if k%2 == 0 {
		command = improvement.RecordPoints{Measure: "attendance", Points: []improvement.Point{{Date: c.in(-1000 - k), Value: 90}}}
		by = lead
	}
	d := c.dispatched(improvement.TestSubject(test), id)
	return &sending{dispatch: d, try: func(cid improvement.CommandID) (workflows.Receipt, error) {
		return c.desk.Sender.Test(context.Background(), test, cid, by, command)
	}}
}

// meanwhile holds that nothing but the truth was said while the database was away.
func meanwhile(t *testing.T, pending []*sending) {
	t.Helper()
	received := 0
	for _, s := range pending {
		switch {
		case s.filed:
			t.Errorf("%s of %s was said to be filed, with no database to file it in", s.id, s.subject)
		case s.refused != nil:
			t.Errorf("%s of %s was refused: %v", s.id, s.subject, s.refused)
		case s.accepted:
			received++
		case s.err != nil && !errors.Is(s.err, workflows.ErrNotConfirmed) && !errors.Is(s.err, improvement.ErrUnavailable):
			t.Errorf("%s of %s was answered with %v", s.id, s.subject, s.err)
		}
	}
	t.Logf("%d commands were sent meanwhile, %d were received", len(pending), received)
	if received == 0 {
		t.Error("nothing was received while the database was away")
	}
}

func awaitOnRecord(t *testing.T, desk *assembly.Desk, d *dispatch) {
	t.Helper()
	assemblytest.Await(t, 2*time.Minute, fmt.Sprintf("%s of %s on record", d.id, d.subject), func() bool {
		_, err := desk.CommandEntry(context.Background(), d.subject, d.id)
		return err == nil
	})
}
