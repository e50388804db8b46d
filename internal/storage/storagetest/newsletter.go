package storagetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

const eastNetwork improvement.BodyID = "east-network"

// subscribe files where readers stand with a network.
func subscribe(t *testing.T, s *storage.Store, states map[improvement.PersonID]improvement.SubscriptionState) {
	t.Helper()
	f := theme("subscriptions", 0, "subscribe", "x")
	for reader, state := range states {
		f.Subscribers = append(f.Subscribers, improvement.Subscriber{Network: eastNetwork, Reader: reader, State: state})
	}
	file(t, s, f)
}

func readers(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	setMembers(t, s, 0, eastNetwork, member("ann", improvement.NetworkMember), member("ben", improvement.NetworkMember), member("cat", improvement.NetworkMember))
	subscribe(t, s, map[improvement.PersonID]improvement.SubscriptionState{
		"ben": improvement.SubLeft, "cat": improvement.SubConfirmed, "subscription/a-1": improvement.SubConfirmed,
		"subscription/b-1": improvement.SubPending, "subscription/c-1": improvement.SubSuspended,
	})
	all := read[[]improvement.PersonID](t)(s.Readers(ctx, eastNetwork, "", 10))
	same(t, "readers", all, []improvement.PersonID{"ann", "cat", "subscription/a-1"})
	same(t, "the next after ann", read[[]improvement.PersonID](t)(s.Readers(ctx, eastNetwork, "ann", 1)), []improvement.PersonID{"cat"})
	same(t, "of another network", read[[]improvement.PersonID](t)(s.Readers(ctx, "west-network", "", 10)), []improvement.PersonID(nil))
	for reader, want := range map[improvement.PersonID]bool{"ann": true, "ben": false, "cat": true, "subscription/a-1": true, "subscription/b-1": false, "nobody": false} {
		same(t, string(reader)+" reads", read[bool](t)(s.Reads(ctx, eastNetwork, reader)), want)
	}
	same(t, "counted", read[improvement.Readership](t)(s.Readership(ctx, eastNetwork)), improvement.Readership{Readers: 3, Pending: 1, Suspended: 1, Left: 1})
	same(t, "unconfirmed", read[[]improvement.PersonID](t)(s.Unconfirmed(ctx, eastNetwork)), []improvement.PersonID{"subscription/b-1"})
}

// bulkOf is a letter of an issue, to one reader.
func bulkOf(cause string, to improvement.PersonID) improvement.Notice {
	return improvement.Notice{Cause: cause, To: improvement.Recipient{Person: to}, Kind: improvement.NoticeNewsletter, Subject: "newsletter/east-network/2026-07", Bulk: true, SendAfter: start}
}

func bulkApart(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	letters := []improvement.Notice{bulkOf("one", "anna"), bulkOf("two", "anna"), bulkOf("one", "ben")}
	for range 2 { // who has one is not told again
		if err := s.Post(ctx, letters); err != nil {
			t.Fatal(err)
		}
	}
	notify(t, s, notice("task", to("anna")))
	claimed := claim(t, s, start, real, 10)
	if len(claimed) != 1 || len(claimed[0].Notices) != 1 || claimed[0].Notices[0].Notice.Cause != "task" {
		t.Fatalf("with bulk waiting, claimed %+v", claimed)
	}
	bulk := read[[]improvement.Message](t)(s.ClaimBulk(ctx, start, real, lease, 2))
	same(t, "in order, each alone", causes(bulk), []string{"anna one", "anna two"})
	same(t, "the rest", causes(read[[]improvement.Message](t)(s.ClaimBulk(ctx, start, real, lease, 2))), []string{"ben one"})
	if again := read[[]improvement.Message](t)(s.ClaimBulk(ctx, start, real, lease, 2)); len(again) != 0 {
		t.Errorf("leased ones were claimed again: %v", causes(again))
	}
	if err := s.MarkSent(ctx, []string{bulk[0].ID}, start); err != nil {
		t.Fatal(err)
	}
	if err := s.MarkFailed(ctx, bulk[1].ID, "refused", time.Time{}); err != nil {
		t.Fatal(err)
	}
	subject := improvement.SubjectID("newsletter/east-network/2026-07")
	same(t, "of one", read[improvement.Progress](t)(s.Delivered(ctx, subject, "one")), improvement.Progress{Sent: 1, Waiting: 1})
	same(t, "of two", read[improvement.Progress](t)(s.Delivered(ctx, subject, "two")), improvement.Progress{Failed: 1})
	later := read[[]improvement.Message](t)(s.ClaimBulk(ctx, start, real.Add(2*lease), lease, 5))
	same(t, "once the lease is over", causes(later), []string{"ben one"})
	if later[0].Attempts != 1 {
		t.Errorf("after %d attempts", later[0].Attempts)
	}
	handedOnce(t, s, later[0].ID)
}

// handedOnce holds that a letter of many that the mail server had is never given out again.
func handedOnce(t *testing.T, s *storage.Store, leasedLater string) {
	ctx, subject := context.Background(), improvement.SubjectID("newsletter/east-network/2026-07")
	if err := s.MarkHanded(ctx, leasedLater); err != nil {
		t.Fatal(err)
	}
	if err := s.MarkHanded(ctx, leasedLater); !errors.Is(err, improvement.ErrNotFound) {
		t.Errorf("one that does not wait is handed over again: %v", err)
	}
	for after, want := range []improvement.Progress{{Sent: 1, Waiting: 1}, {Sent: 1, Unsure: 1}} {
		if again := read[[]improvement.Message](t)(s.ClaimBulk(ctx, start, real.Add(time.Duration(2+after)*lease+time.Second), lease, 5)); len(again) != 0 {
			t.Errorf("one that was handed over is given out again: %v", causes(again))
		}
		same(t, "in the server's hands", read[improvement.Progress](t)(s.Delivered(ctx, subject, "one")), want)
	}
	if err := s.Post(ctx, []improvement.Notice{bulkOf("one", "cat"), bulkOf("one", "dan")}); err != nil {
		t.Fatal(err)
	}
	given := read[[]improvement.Message](t)(s.ClaimBulk(ctx, start, real, lease, 2))
	for i, m := range given {
		if err := s.MarkHanded(ctx, m.ID); err != nil {
			t.Fatal(err)
		}
		var err error
		if i == 0 {
			err = s.MarkSent(ctx, []string{m.ID}, start)
		} else {
			err = s.MarkFailed(ctx, m.ID, "not now", real)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	same(t, "that was taken, and that was refused for now", read[improvement.Progress](t)(s.Delivered(ctx, subject, "one")), improvement.Progress{Sent: 2, Waiting: 1, Unsure: 1})
	if err := s.MarkFailed(ctx, leasedLater, "not now", real); err != nil {
		t.Fatal(err)
	}
	same(t, "to try again, without what was given up", causes(read[[]improvement.Message](t)(s.ClaimBulk(ctx, start, real, lease, 2))), []string{"dan one"})
}

func causes(messages []improvement.Message) []string {
	return names(messages, func(m improvement.Message) string { return fmt.Sprint(m.Person, " ", m.Notices[0].Notice.Cause) })
}

func deeds(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	put := func(id improvement.PriorityID, lmg improvement.BodyID) {
		f := filing(improvement.PrioritySubject(id), 0, "load", &improvement.PriorityRecorded{Priority: improvement.Priority{ID: id, LMG: lmg, Statement: improvement.Words{By: "anna", Length: 1, Sealed: "x"}}})
		f.Summary = improvement.Summary{Open: true, LMG: lmg}
		file(t, s, f)
	}
	put("p", "east")
	put("q", "west")
	ask := func(after, until time.Time, events ...string) []string {
		found := read[[]improvement.Deed](t)(s.Deeds(ctx, "east", after, until, events))
		return names(found, func(d improvement.Deed) string {
			return fmt.Sprint(d.Subject, " ", d.Entry.Version, " ", d.Entry.Event.EventName())
		})
	}
	want := []string{"priority/p 1 priority-recorded"}
	same(t, "within", ask(start.Add(-time.Second), start, "priority-recorded", "launched"), want)
	same(t, "after it", ask(start, start.Add(time.Hour), "priority-recorded"), []string{})
	same(t, "before it", ask(start.Add(-time.Hour), start.Add(-time.Microsecond), "priority-recorded"), []string{})
	same(t, "of another kind", ask(start.Add(-time.Second), start, "launched"), []string{})
}
