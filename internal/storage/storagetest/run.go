package storagetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// Run runs the contract of a record. open gives a new, empty one each time and
// closes it at the end of the test.
func Run(t *testing.T, open func(t *testing.T) *storage.Store) {
	for _, c := range []struct {
		name string
		run  func(t *testing.T, s *storage.Store)
	}{
		{"what is filed is read back exactly", filedIsRead},
		{"what is not on record is not found", absent},
		{"what is read together is what each is alone", together},
		{"one command files several entries", severalEntries},
		{"a command again files nothing", sameAgain},
		{"a late duplicate gets all that followed", lateDuplicate},
		{"another command first is handed back", otherFirst},
		{"a filing that does not follow is an error", doesNotFollow},
		{"twenty file one command once", raceOneCommand},
		{"twenty commands race and each is filed once", raceManyCommands},
		{"a cancelled filing says so", cancelled},
		{"people and roles resolve", directory},
		{"people are found by their address", mailboxes},
		{"another address ends all ways in", movedAway},
		{"a large network fits", largeBody},
		{"lists narrow by every field", lists},
		{"tests narrow by every field", testsNarrow},
		{"pages of tests follow each other both ways", testsPaged},
		{"tests are added up", programmes},
		{"a meeting has its tests before it", agendas},
		{"how a test goes follows its filings", coursesFollow},
		{"tasks follow the filings", tasks},
		{"tasks of a role go to whoever holds it", roleTasks},
		{"an adult has the tasks of someone under 16", minorsTasks},
		{"notices reach a role, once per cause", roleNotices},
		{"an adult hears for someone under 16", minors},
		{"the outbox narrows by every field", outboxFilters},
		{"what is there of a batch is marked as sent", markedTogether},
		{"what is due to one person leaves together", gathered},
		{"urgent messages leave first", urgentFirst},
		{"a resend carries the same notices", resent},
		{"failures are retried, then given up", retried},
		{"what is one of many alike lies apart", bulkApart},
		{"the readers of a newsletter", readers},
		{"deeds of an LMG within a time", deeds},
		{"a digest carries what could wait, once", oneDigest},
		{"a new choice holds for what waits", chosenAnew},
		{"what is for someone under 16 leaves as was chosen for them", heardForMinors},
		{"digests leave on working days", overHolidays},
		{"a digest asks for nothing that is done", doneMeanwhile},
		{"two postmen never carry the same message", twoPostmen},
		{"keys are kept once and destroyed for good", keys},
		{"many states are read at once", manyStates},
		{"voices that are to be forgotten are found", unforgotten},
		{"files come back as they were", blobs},
		{"an oversized file is refused", oversized},
		{"what a photo tells besides its picture is not kept", photos},
		{"a file is given once it was checked", quarantined},
		{"two workers never check the same file", checkedOnce},
		{"who was erased takes part no more", erasedTakesNoPart},
		{"what waits for somebody is given up", givenUp},
		{"files are erased, and come back where others file them", erasedFiles},
		{"what concerns a person is found", mentions},
		{"an untouched record verifies", verifies},
		{"a record at work verifies", verifiesAtWork},
		{"what is open is counted", gauges},
		{"the library narrows by every field", shelf},
		{"a correction takes an item's place", corrected},
		{"search finds the same on every database", searched},
		{"search finds all of many", foundAmongMany},
		{"words that cannot be read are not found", unread},
		{"erased words are not found", erased},
		{"a path is traced both ways", traced},
		{"a trace leaves out what was taken back", takenBack},
		{"a trace ends", circles},
		{"coverage is surveyed", surveys},
		{"reports list tests without their states", testLines},
		{"reports list decisions without their states", decisionLines},
		{"the parts that people took are added up", parts},
		{"what came of a part is followed both ways", cameOfParts},
		{"what came of many deeds is bounded", manyParts},
		{"a sign-in stands until it ends", signIns},
		{"sessions are kept under a hash", sessions},
		{"a one-time link is used once", links},
		{"twenty use a link and one has it", raceOneLink},
		{"signed links are revoked for good", taskLinks},
		{"passkeys and handles are kept", passkeys},
		{"an identity is one person's", identities},
		{"drafts and calendars are kept", drafts},
		{"the audit is only added to", audit},
		{"what is no longer of use is tidied", tidied},
		{"how somebody comes in is erased", accessErased},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

// start is when the cases play, in summer time and to the microsecond.
var start = time.Date(2026, 7, 14, 9, 30, 0, 123_456_000, time.UTC)

// theme files a theme's name; it is the simplest subject with a journal.
func theme(id string, version int, command, name string) improvement.Filing {
	return filing(improvement.ThemeSubject(improvement.ThemeID(id)), version, command,
		&improvement.ThemeRecorded{Theme: improvement.Theme{ID: improvement.ThemeID(id), Name: name}})
}

// filing makes one whose state is that of its last event.
func filing(subject improvement.SubjectID, version int, command string, events ...improvement.Event) improvement.Filing {
	entries := improvement.Entries(version, improvement.CommandID(command), "anna", start, events)
	state, err := improvement.Fold(subject.Kind(), entries)
	if err != nil {
		panic(err) // the case itself is wrong
	}
	return improvement.Filing{
		Subject: subject, Expected: version, Command: improvement.CommandID(command),
		Entries: entries, State: state, Summary: improvement.Summary{Open: true},
	}
}

// file files and expects it to be held.
func file(t *testing.T, s *storage.Store, f improvement.Filing) improvement.Filed {
	t.Helper()
	filed, err := s.File(context.Background(), f)
	if err != nil {
		t.Fatalf("File(%s): %v", f.Command, err)
	}
	if !filed.Held {
		t.Fatalf("File(%s): the command is not on record", f.Command)
	}
	return filed
}

func recordPerson(t *testing.T, s *storage.Store, p improvement.Person) {
	t.Helper()
	file(t, s, filing(improvement.PersonSubject(p.ID), 0, "load-"+string(p.ID), &improvement.PersonRecorded{Person: p}))
}

func recordPeople(t *testing.T, s *storage.Store, ids ...improvement.PersonID) {
	t.Helper()
	for _, id := range ids {
		recordPerson(t, s, improvement.Person{ID: id})
	}
}

// setMembers states who belongs to a body; version is the body's so far.
func setMembers(t *testing.T, s *storage.Store, version int, body improvement.BodyID, members ...improvement.Membership) {
	t.Helper()
	for i := range members {
		members[i].Body = body
	}
	subject := improvement.BodySubject(body)
	entries := improvement.Entries(version, improvement.CommandID(fmt.Sprintf("members-%d", version)), "anna", start,
		[]improvement.Event{&improvement.MembersSet{Body: body, Members: members}})
	state := must(json.Marshal(improvement.BodyState{Members: members}))
	file(t, s, improvement.Filing{Subject: subject, Expected: version, Command: entries[0].Command, Entries: entries, State: state, Summary: improvement.Summary{Open: true}})
}

func member(person improvement.PersonID, role improvement.Role) improvement.Membership {
	return improvement.Membership{Person: person, Role: role}
}

// must unwraps what cannot fail unless the case itself is wrong.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// read unwraps a query that is expected to succeed.
func read[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// same compares by what a reader would see: the JSON of both.
func same(t *testing.T, what string, got, want any) {
	t.Helper()
	g, w := string(must(json.Marshal(got))), string(must(json.Marshal(want)))
	if g != w {
		t.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func isError(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func names[T any, N any](list []T, name func(T) N) []N {
	all := make([]N, len(list))
	for i, one := range list {
		all[i] = name(one)
	}
	return all
}
