package storagetest

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// erasePerson files that a person was erased; version is the person's so far.
func erasePerson(t *testing.T, s *storage.Store, version int, person improvement.Person) {
	t.Helper()
	subject := improvement.PersonSubject(person.ID)
	state := must(json.Marshal(person))
	f := must(improvement.DirectoryFiling(subject, version, state, "erase", "admin", start,
		[]improvement.Event{&improvement.PersonErased{AskedBy: person.ID, Asked: "2026-07-14"}}))
	file(t, s, f)
}

func erasedTakesNoPart(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	recordPeople(t, s, "anna", "adult")
	child := improvement.Person{ID: "kim", Under16: true, NamedAdult: "adult"}
	recordPerson(t, s, child)
	setMembers(t, s, 0, "east", member("anna", improvement.Chair), member("adult", improvement.Chair))
	erasePerson(t, s, 1, improvement.Person{ID: "anna"})
	erasePerson(t, s, 1, child)

	anna := read[improvement.Actor](t)(s.Actor(ctx, "anna"))
	if !anna.Erased {
		t.Errorf("anna acts as %+v", anna)
	}
	same(t, "the adult hears for", read[improvement.Actor](t)(s.Actor(ctx, "adult")).HearsFor, []improvement.PersonID(nil))
	same(t, "missing", read[[]improvement.PersonID](t)(s.Missing(ctx, []improvement.PersonID{"adult", "anna", "kim"})),
		[]improvement.PersonID{"anna", "kim"})

	f := theme("poverty", 0, "c1", "one")
	f.Notices = []improvement.Notice{
		{Cause: "1", To: improvement.Recipient{Person: "anna"}, SendAfter: start},
		{Cause: "2", To: improvement.Recipient{Person: "kim"}, SendAfter: start},
		{Cause: "3", To: improvement.Recipient{Body: "east", Role: improvement.Chair}, SendAfter: start},
	}
	file(t, s, f)
	told := read[[]improvement.Delivery](t)(s.Outbox(ctx, improvement.OutboxFilter{}))
	same(t, "who hears", names(told, func(d improvement.Delivery) improvement.PersonID { return d.Person }), []improvement.PersonID{"adult"})
	clean(t, s)
}

func clean(t *testing.T, s *storage.Store) {
	t.Helper()
	if report := read[storage.Report](t)(s.Verify(context.Background())); len(report.Faults) > 0 {
		t.Errorf("verify finds %v", report.Faults)
	}
}

func givenUp(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	recordPeople(t, s, "anna", "adult")
	recordPerson(t, s, improvement.Person{ID: "kim", Under16: true, NamedAdult: "adult"})
	notice := func(cause string, to improvement.PersonID, after time.Duration) improvement.Notice {
		return improvement.Notice{Cause: cause, To: improvement.Recipient{Person: to}, SendAfter: start.Add(after)}
	}
	f := theme("poverty", 0, "c1", "one")
	f.Notices = []improvement.Notice{notice("sent", "anna", 0)}
	file(t, s, f)
	sent := read[[]improvement.Message](t)(s.Claim(ctx, start, start, time.Minute, 10))
	if err := s.MarkSent(ctx, []string{sent[0].ID}, start); err != nil {
		t.Fatal(err)
	}
	f = theme("poverty", 1, "c2", "two")
	f.Notices = []improvement.Notice{notice("claimed", "anna", 0)}
	file(t, s, f)
	read[[]improvement.Message](t)(s.Claim(ctx, start, start, time.Minute, 10))
	f = theme("poverty", 2, "c3", "three")
	f.Notices = []improvement.Notice{
		notice("waits", "anna", 0), notice("waits too", "anna", time.Hour), notice("kims", "kim", 0), notice("own", "adult", 0),
	}
	file(t, s, f)

	const cause = "the person was erased"
	for _, c := range []struct {
		person improvement.PersonID
		want   int
	}{{"anna", 3}, {"kim", 1}, {"anna", 0}, {"nobody", 0}} {
		if n := read[int](t)(s.GiveUpNotices(ctx, c.person, cause)); n != c.want {
			t.Errorf("%d notices to %s were given up, want %d", n, c.person, c.want)
		}
	}
	states := map[string]improvement.DeliveryState{}
	for _, d := range read[[]improvement.Delivery](t)(s.Outbox(ctx, improvement.OutboxFilter{})) {
		states[d.Notice.Cause] = d.State
		if d.State == improvement.Failed && d.LastError != cause {
			t.Errorf("%s was given up because %q", d.Notice.Cause, d.LastError)
		}
	}
	same(t, "the outbox", states, map[string]improvement.DeliveryState{
		"sent": improvement.Sent, "claimed": improvement.Failed, "waits": improvement.Failed, "waits too": improvement.Failed,
		"kims": improvement.Failed, "own": improvement.Waiting,
	})
	later := start.Add(2 * time.Hour)
	left := read[[]improvement.Message](t)(s.Claim(ctx, later, later, time.Minute, 10))
	if len(left) != 1 || left[0].Person != "adult" || len(left[0].Notices) != 1 {
		t.Errorf("what is still delivered: %+v", left)
	}
}

// attached files an item with those files, as by does it.
func attached(t *testing.T, s *storage.Store, test string, by improvement.PersonID, hashes ...string) {
	t.Helper()
	item := improvement.Evidence{ID: "e"}
	for _, hash := range hashes {
		item.Files = append(item.Files, improvement.File{Hash: hash, Size: 1})
	}
	entries := improvement.Entries(0, "attach", by, start, []improvement.Event{&improvement.EvidenceFiled{Evidence: item}})
	file(t, s, improvement.Filing{Subject: improvement.TestSubject(test), Command: "attach", Entries: entries, State: []byte(`{}`)})
}

func erasedFiles(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	store := func(content string) string {
		hash, _, _, err := s.Store(ctx, strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		return hash
	}
	own, shared, others := store(strings.Repeat("own", 200_000)), store("shared"), store("others")
	attached(t, s, "one", "anna", own, shared, strings.Repeat("0", 64))
	attached(t, s, "two", "ben", shared, others)
	attached(t, s, "three", "", own) // as a pack refers to it

	files := read[[]string](t)(s.FilesFiled(ctx, "anna"))
	if len(files) != 2 {
		t.Errorf("anna filed %v, want two that are on record", files)
	}
	same(t, "others filed", read[[]string](t)(s.FiledByOthers(ctx, "anna", files)), []string{shared})

	for range 2 {
		if gone := read[bool](t)(s.EraseFile(ctx, own, start, start)); !gone {
			t.Error("the file is not gone")
		}
		_, err := s.Load(ctx, own)
		isError(t, "Load", err, improvement.ErrErased)
	}
	same(t, "what was erased", read[[]string](t)(s.ErasedFiles(ctx, []string{shared, own, strings.Repeat("1", 64)})), []string{own})
	same(t, "anna's files", read[[]string](t)(s.FilesFiled(ctx, "anna")), files)
	_, err := s.EraseFile(ctx, strings.Repeat("1", 64), start, start)
	isError(t, "EraseFile of none", err, improvement.ErrNotFound)

	// Somebody is about to file the same content: it stays. What was erased comes back.
	now := time.Now()
	store("others")
	if gone := read[bool](t)(s.EraseFile(ctx, others, start, now.Add(-time.Hour))); gone {
		t.Error("a file was erased under the hands of whoever stored it")
	}
	if gone := read[bool](t)(s.EraseFile(ctx, others, start, now.Add(time.Hour))); !gone {
		t.Error("a file is kept although nobody stored it since")
	}
	store(strings.Repeat("own", 200_000))
	if back := read[[]byte](t)(s.Load(ctx, own)); len(back) != 600_000 {
		t.Errorf("it came back with %d bytes", len(back))
	}
}

func mentions(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	recordPeople(t, s, "ida-two", "ida", "ben")
	erasePerson(t, s, 1, improvement.Person{ID: "ida"})
	setMembers(t, s, 0, "east", member("ida", improvement.Chair), member("ben", improvement.Member))
	setMembers(t, s, 1, "east", member("ben", improvement.Chair))
	attached(t, s, "by-ida", "ida", strings.Repeat("0", 64))
	attached(t, s, "by-ben", "ben", strings.Repeat("0", 64))
	attached(t, s, "by-ida-two", "ida-two", strings.Repeat("0", 64))
	var found []string
	for _, m := range read[[]improvement.Mention](t)(s.Mentions(ctx, "ida")) {
		found = append(found, string(m.Subject)+" "+m.Entry.Event.EventName())
	}
	same(t, "what concerns ida", found, []string{
		"body/east members-set", "person/ida person-recorded", "person/ida person-erased", "test-of-change/by-ida evidence-filed",
	})
	same(t, "what concerns nobody", len(read[[]improvement.Mention](t)(s.Mentions(ctx, "zoe"))), 0)

	recordPerson(t, s, improvement.Person{ID: "kim", Under16: true, NamedAdult: "ben"})
	f := theme("poverty", 0, "c1", "one")
	for _, to := range []improvement.PersonID{"kim", "ben", "ida-two"} {
		f.Notices = append(f.Notices, improvement.Notice{Cause: "to " + string(to), To: improvement.Recipient{Person: to}, SendAfter: start})
	}
	file(t, s, f)
	for person, want := range map[improvement.PersonID][]string{"kim": {"to kim"}, "ben": {"to kim", "to ben"}, "zoe": {}} {
		told := read[[]improvement.Delivery](t)(s.Told(ctx, person))
		same(t, string(person)+" was told", names(told, func(d improvement.Delivery) string { return d.Notice.Cause }), want)
	}
}
