package storagetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// The cases play on a Tuesday in summer: 10:30 in London.
var (
	wednesday  = improvement.Date("2026-07-15").Start().Add(8 * time.Hour)
	nextMonday = improvement.Date("2026-07-20").Start().Add(8 * time.Hour)
)

// choose files how a person hears; version is the person's so far.
func choose(t *testing.T, s *storage.Store, version int, person improvement.PersonID, how improvement.Hearing) {
	t.Helper()
	file(t, s, filing(improvement.PersonSubject(person), version, fmt.Sprintf("choose-%d", version), &improvement.NoticesChosen{How: how}))
}

// telling is a notice of a kind at an hour of the day on which the cases play.
func telling(cause string, kind improvement.NoticeKind, person improvement.PersonID, after time.Duration) improvement.Notice {
	n := notice(cause, to(person))
	n.Kind, n.SendAfter = kind, start.Add(after)
	return n
}

// oneDigest has three notices over a day, an urgent one and one that is due among them.
func oneDigest(t *testing.T, s *storage.Store) {
	recordPeople(t, s, "anna", "ben")
	choose(t, s, 1, "anna", improvement.HearDaily)
	due := telling("due", improvement.NoticeTask, "anna", time.Hour)
	due.Due = "2026-07-15"
	unsafe := telling("unsafe", improvement.NoticeUnsafe, "anna", 2*time.Hour)
	unsafe.Urgent = true
	notify(t, s, telling("one", improvement.NoticeLaunched, "anna", 0), telling("bens", improvement.NoticeLaunched, "ben", 0))
	notify(t, s, due, telling("two", improvement.NoticeDecision, "anna", time.Hour))
	notify(t, s, unsafe, telling("three", improvement.NoticeTask, "anna", 2*time.Hour))
	same(t, "at once", carried(claim(t, s, start, real, 9)), []string{"ben: [bens]"})
	same(t, "in the evening", carried(claim(t, s, start.Add(9*time.Hour), real, 9)), []string{"anna: [due unsafe]"})
	same(t, "before the digest", len(claim(t, s, wednesday.Add(-time.Second), real, 9)), 0)
	same(t, "the digest", carried(claim(t, s, wednesday, real, 9)), []string{"anna: [one two three]"})
	for _, d := range read[[]improvement.Delivery](t)(s.Outbox(context.Background(), improvement.OutboxFilter{})) {
		waited := d.Notice.Kind != improvement.NoticeUnsafe && d.Notice.Due == "" && d.Person == "anna"
		if waited != d.WithDigest.Equal(wednesday) {
			t.Errorf("%s leaves with the digest of %v", d.Notice.Cause, d.WithDigest)
		}
	}
}

// chosenAnew has what waits leave by the latest choice, whichever way.
func chosenAnew(t *testing.T, s *storage.Store) {
	recordPeople(t, s, "anna", "ben")
	choose(t, s, 1, "anna", improvement.HearWeekly)
	choose(t, s, 1, "ben", improvement.HearWeekly)
	notify(t, s, telling("one", improvement.NoticeLaunched, "anna", 0), telling("bens", improvement.NoticeLaunched, "ben", 0))
	same(t, "weekly, a day on", len(claim(t, s, wednesday, real, 9)), 0)
	choose(t, s, 2, "anna", improvement.HearDaily)
	same(t, "daily", carried(claim(t, s, wednesday, real, 9)), []string{"anna: [one]"})
	choose(t, s, 2, "ben", improvement.HearAtOnce)
	same(t, "at once", carried(claim(t, s, wednesday, real, 9)), []string{"ben: [bens]"})
	notify(t, s, telling("later", improvement.NoticeLaunched, "ben", time.Hour))
	choose(t, s, 3, "ben", improvement.HearWeekly)
	same(t, "weekly again", len(claim(t, s, nextMonday.Add(-time.Second), real, 9)), 0)
	same(t, "on Monday", carried(claim(t, s, nextMonday, real, 9)), []string{"ben: [later]"})
}

// heardForMinors has an adult hear for two: for one of them otherwise than for themselves.
func heardForMinors(t *testing.T, s *storage.Store) {
	recordPeople(t, s, "adult")
	recordPerson(t, s, improvement.Person{ID: "kim", Under16: true, NamedAdult: "adult"})
	recordPerson(t, s, improvement.Person{ID: "lee", Under16: true, NamedAdult: "adult"})
	choose(t, s, 1, "kim", improvement.HearAtOnce)
	choose(t, s, 1, "adult", improvement.HearWeekly)
	notify(t, s, telling("kims", improvement.NoticeLaunched, "kim", 0), telling("lees", improvement.NoticeLaunched, "lee", 0), telling("own", improvement.NoticeLaunched, "adult", 0))
	same(t, "at once", carried(claim(t, s, start, real, 9)), []string{"adult: [kims]"})
	choose(t, s, 2, "kim", improvement.HearWeekly)
	notify(t, s, telling("more", improvement.NoticeLaunched, "kim", 0))
	choose(t, s, 2, "adult", improvement.HearAtOnce)
	same(t, "the adult's own choice", carried(claim(t, s, start, real, 9)), []string{"adult: [lees own]"})
	same(t, "on Monday", carried(claim(t, s, nextMonday, real, 9)), []string{"adult: [more]"})
}

// overHolidays has digests keep to the working days that the store is handed.
func overHolidays(t *testing.T, s *storage.Store) {
	s.ReadDays(func(improvement.Date) improvement.Calendar {
		return improvement.Calendar{Holidays: []improvement.Date{"2026-07-15"}}
	})
	recordPeople(t, s, "anna")
	choose(t, s, 1, "anna", improvement.HearDaily)
	notify(t, s, telling("one", improvement.NoticeLaunched, "anna", 0))
	same(t, "on the holiday", len(claim(t, s, wednesday, real, 9)), 0)
	same(t, "after it", carried(claim(t, s, wednesday.Add(24*time.Hour), real, 9)), []string{"anna: [one]"})
}

// doneMeanwhile has one of two tasks done before the digest that would ask for both.
func doneMeanwhile(t *testing.T, s *storage.Store) {
	recordPeople(t, s, "anna", "ben")
	choose(t, s, 1, "anna", improvement.HearDaily)
	asks := func(key string, person improvement.PersonID) improvement.Notice {
		n := telling(key+" of "+string(person), improvement.NoticeTask, person, 0)
		n.Task = key
		return n
	}
	task := func(key string) improvement.Task {
		return improvement.Task{Key: key, Subject: "theme/poverty", Owner: "anna", Due: "2026-07-31"}
	}
	opening, closing := theme("poverty", 0, "open", "x"), theme("poverty", 1, "done", "x")
	opening.Tasks = []improvement.Task{task("one"), task("two")}
	opening.Notices = []improvement.Notice{asks("one", "anna"), asks("two", "anna"), asks("one", "ben"), telling("news", improvement.NoticeDecision, "anna", 0)}
	closing.Tasks = opening.Tasks[1:]
	file(t, s, opening)
	file(t, s, closing)
	same(t, "who hears at once", carried(claim(t, s, start, real, 9)), []string{"ben: [one of ben]"})
	same(t, "the digest", carried(claim(t, s, wednesday, real, 9)), []string{"anna: [two of anna news]"})
}
