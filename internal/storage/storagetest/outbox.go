package storagetest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// real is the postman's time, which is not the record's.
var real = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

const lease = time.Minute

func notice(cause string, to improvement.Recipient) improvement.Notice {
	return improvement.Notice{Cause: cause, To: to, Kind: improvement.NoticeTask, Subject: "theme/poverty", SendAfter: start}
}

func to(person improvement.PersonID) improvement.Recipient {
	return improvement.Recipient{Person: person}
}

func toRole(body improvement.BodyID, role improvement.Role) improvement.Recipient {
	return improvement.Recipient{Body: body, Role: role}
}

// notify files notices with the next version of a theme.
func notify(t *testing.T, s *storage.Store, notices ...improvement.Notice) {
	t.Helper()
	v, err := version(context.Background(), s, "theme/poverty")
	if err != nil {
		v = 0
	}
	f := theme("poverty", v, fmt.Sprintf("notify-%d", v), "x")
	f.Notices = notices
	file(t, s, f)
}

// outbox shows deliveries, oldest first, as "cause to person (for minor)".
func outbox(t *testing.T, s *storage.Store, f improvement.OutboxFilter) []string {
	t.Helper()
	list := read[[]improvement.Delivery](t)(s.Outbox(context.Background(), f))
	if !f.Oldest {
		slices.Reverse(list)
	}
	return names(list, func(d improvement.Delivery) string {
		line := d.Notice.Cause + " to " + string(d.Person)
		if d.For != "" {
			line += " for " + string(d.For)
		}
		return line
	})
}

func roleNotices(t *testing.T, s *storage.Store) {
	setMembers(t, s, 0, "east", member("cara", improvement.Member), member("ben", improvement.Member), member("anna", improvement.Chair))
	notify(t, s,
		notice("one", toRole("east", improvement.Member)),
		notice("two", to("anna")),
		notice("two", toRole("east", improvement.Chair)), // anna again
		notice("three", toRole("east", improvement.Clerk)),
	)
	notify(t, s, notice("one", to("ben")), notice("four", to("ben")))
	same(t, "outbox", outbox(t, s, improvement.OutboxFilter{}), []string{"one to ben", "one to cara", "two to anna", "four to ben"})
	list := read[[]improvement.Delivery](t)(s.Outbox(context.Background(), improvement.OutboxFilter{Person: "cara"}))
	same(t, "notice", list[0].Notice, notice("one", toRole("east", improvement.Member)))
}

func minors(t *testing.T, s *storage.Store) {
	recordPeople(t, s, "adult", "grown")
	recordPerson(t, s, improvement.Person{ID: "kim", Under16: true, NamedAdult: "adult"})
	recordPerson(t, s, improvement.Person{ID: "lee", Under16: true, NamedAdult: "adult"})
	recordPerson(t, s, improvement.Person{ID: "moe", NamedAdult: "adult"})
	setMembers(t, s, 0, "group",
		member("kim", improvement.GroupMember), member("lee", improvement.GroupMember), member("adult", improvement.GroupMember))
	notify(t, s, notice("own", to("kim")), notice("grown", to("moe")), notice("all", toRole("group", improvement.GroupMember)))
	same(t, "outbox", outbox(t, s, improvement.OutboxFilter{}), []string{"own to adult for kim", "grown to moe", "all to adult"})
}

func outboxFilters(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	other := notice("three", to("anna"))
	other.Subject = "theme/other"
	notify(t, s, notice("one", to("anna")), notice("two", to("ben")), other)
	claimed := claim(t, s, start, real, 1)
	if err := s.MarkSent(ctx, []string{claimed[0].ID}, start); err != nil {
		t.Fatal(err)
	}
	all := read[[]improvement.Delivery](t)(s.Outbox(ctx, improvement.OutboxFilter{}))
	for what, c := range map[string]struct {
		by   improvement.OutboxFilter
		want []string
	}{
		"person":  {improvement.OutboxFilter{Person: "ben"}, []string{"two to ben"}},
		"waiting": {improvement.OutboxFilter{State: improvement.Waiting}, []string{"two to ben"}},
		"sent":    {improvement.OutboxFilter{State: improvement.Sent}, []string{"one to anna", "three to anna"}},
		"failed":  {improvement.OutboxFilter{State: improvement.Failed}, []string{}},
		"subject": {improvement.OutboxFilter{Subject: "theme/other"}, []string{"three to anna"}},
		"newest":  {improvement.OutboxFilter{Limit: 2}, []string{"two to ben", "three to anna"}},
		"after":   {improvement.OutboxFilter{Oldest: true, AfterID: all[2].ID, Limit: 1}, []string{"two to ben"}},
	} {
		same(t, what, outbox(t, s, c.by), c.want)
	}
	sent := all[2]
	if sent.State != improvement.Sent || !sent.SentAt.Equal(start) || sent.Message != claimed[0].ID || sent.Attempts != 1 {
		t.Errorf("the sent one reads %+v", sent)
	}
}

func claim(t *testing.T, s *storage.Store, now, real time.Time, limit int) []improvement.Message {
	t.Helper()
	messages, err := s.Claim(context.Background(), now, real, lease, limit)
	if err != nil {
		t.Fatal(err)
	}
	return messages
}

// carried shows messages as "person: causes", in the order claimed.
func carried(messages []improvement.Message) []string {
	return names(messages, func(m improvement.Message) string {
		return string(m.Person) + ": " + fmt.Sprint(names(m.Notices, func(d improvement.Delivery) string { return d.Notice.Cause }))
	})
}

func gathered(t *testing.T, s *storage.Store) {
	later := notice("later", to("anna"))
	later.SendAfter = start.Add(time.Hour)
	notify(t, s, notice("one", to("anna")), notice("two", to("ben")), notice("three", to("anna")), later)
	same(t, "before anything is due", len(claim(t, s, start.Add(-time.Second), real, 9)), 0)
	same(t, "due", carried(claim(t, s, start, real, 9)), []string{"anna: [one three]", "ben: [two]"})
	same(t, "leased", len(claim(t, s, start, real, 9)), 0)
	same(t, "an hour on", carried(claim(t, s, start.Add(time.Hour), real, 9)), []string{"anna: [later]"})
}

func urgentFirst(t *testing.T, s *storage.Store) {
	urgent := notice("urgent", to("cara"))
	urgent.Urgent = true
	notify(t, s, notice("one", to("anna")), notice("two", to("ben")), urgent)
	same(t, "first", carried(claim(t, s, start, real, 2)), []string{"cara: [urgent]", "anna: [one]"})
	same(t, "then", carried(claim(t, s, start, real, 2)), []string{"ben: [two]"})
}

func resent(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	notify(t, s, notice("one", to("anna")), notice("two", to("anna")))
	first := claim(t, s, start, real, 9)
	notify(t, s, notice("three", to("anna"))) // must not slip into a message that may have left
	second := claim(t, s, start, real.Add(lease-time.Second), 9)
	same(t, "while leased", carried(second), []string{"anna: [three]"})

	again := claim(t, s, start, real.Add(lease), 9) // the postman died
	same(t, "after the lease", carried(again), []string{"anna: [one two]"})
	if again[0].ID != first[0].ID || again[0].ID == second[0].ID {
		t.Errorf("message IDs %q, %q, %q: want the first again", first[0].ID, second[0].ID, again[0].ID)
	}
	same(t, "attempts before", []int{first[0].Attempts, again[0].Attempts}, []int{0, 1})

	for _, m := range []improvement.Message{again[0], second[0], again[0]} {
		if err := s.MarkSent(ctx, []string{m.ID}, start.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.MarkFailed(ctx, again[0].ID, "a late loser's error", time.Time{}); err != nil {
		t.Fatal(err)
	}
	same(t, "when sent", len(claim(t, s, start, real.Add(time.Hour), 9)), 0)
	same(t, "sent", len(outbox(t, s, improvement.OutboxFilter{State: improvement.Sent})), 3)
}

// markedTogether marks a message twice, another once, and one that nobody knows.
func markedTogether(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	notify(t, s, notice("one", to("anna")), notice("two", to("ben")))
	claimed := claim(t, s, start, real, 9)
	anna, ben := claimed[0].ID, claimed[1].ID
	if err := s.MarkSent(ctx, []string{ben, anna, ben}, start); err != nil {
		t.Error(err)
	}
	notify(t, s, notice("three", to("anna")))
	isError(t, "MarkSent", s.MarkSent(ctx, []string{"none", claim(t, s, start, real, 9)[0].ID}, start), improvement.ErrNotFound)
	same(t, "sent", len(outbox(t, s, improvement.OutboxFilter{State: improvement.Sent})), 3)
}

func retried(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	notify(t, s, notice("one", to("anna")))
	id := claim(t, s, start, real, 9)[0].ID
	if err := s.MarkFailed(ctx, id, "no such host", real.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	same(t, "too soon", len(claim(t, s, start, real.Add(time.Hour-time.Second), 9)), 0)
	again := claim(t, s, start, real.Add(time.Hour), 9)
	same(t, "again", again[0].ID, id)
	if err := s.MarkFailed(ctx, id, "mailbox unknown", time.Time{}); err != nil {
		t.Fatal(err)
	}
	same(t, "given up", len(claim(t, s, start, real.Add(1000*time.Hour), 9)), 0)
	list := read[[]improvement.Delivery](t)(s.Outbox(ctx, improvement.OutboxFilter{State: improvement.Failed}))
	if len(list) != 1 || list[0].LastError != "mailbox unknown" || list[0].Attempts != 2 || !list[0].SentAt.IsZero() {
		t.Errorf("the failed one reads %+v", list)
	}
}

func twoPostmen(t *testing.T, s *storage.Store) {
	const people = 60
	for i := range people {
		notify(t, s, notice(fmt.Sprint(i), to(improvement.PersonID(fmt.Sprintf("p%02d", i)))))
	}
	var mu sync.Mutex
	seen := map[string]int{}
	race(t, func(int) error {
		for {
			messages, err := s.Claim(context.Background(), start, real, lease, 4)
			if err != nil || len(messages) == 0 {
				return err
			}
			mu.Lock()
			for _, m := range messages {
				seen[m.ID]++
			}
			mu.Unlock()
		}
	})
	same(t, "messages", len(seen), people)
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was claimed %d times", id, n)
		}
	}
}
