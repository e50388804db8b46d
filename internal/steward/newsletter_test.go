package steward_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/internal/storage"
	"github.com/cairnqi/cairn/internal/vault"
)

// put files a subject of one event, or several.
func put(t *testing.T, s *storage.Store, subject improvement.SubjectID, lmg improvement.BodyID, at time.Time, events ...improvement.Event) {
	t.Helper()
	entries := improvement.Entries(0, "load", "anna", at, events)
	state, err := improvement.Fold(subject.Kind(), entries)
	if err != nil {
		t.Fatal(err)
	}
	derived, err := improvement.Derive(subject, entries)
	if err != nil {
		t.Fatal(err)
	}
	f := improvement.Filing{Subject: subject, Command: "load", Entries: entries, State: state, Summary: derived.Summary, Shelved: derived.Shelved}
	if n := len(f.Shelved); n > 1 { // as they came to be: of one subject here, the last counts
		f.Shelved = f.Shelved[n-1:]
	}
	if lmg != "" { // a journal that was cut short to what matters here
		f.Summary.LMG = lmg
	}
	if subject.Kind() == improvement.KindNewsletter {
		f.Summary.Parent = improvement.BodySubject("network")
	}
	if _, err := s.File(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// newsroom is a record with two networks of an LMG, and what newsletters need of it.
func newsroom(t *testing.T) (*office, *steward.Subscriptions, *time.Time) {
	t.Helper()
	o := open(t)
	now := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	put(t, o.Store, "body/lmg", "", now, &improvement.BodyRecorded{Body: improvement.Body{ID: "lmg", Kind: improvement.LMG, Name: "East LMG"}})
	for _, network := range []improvement.BodyID{"network", "other"} {
		put(t, o.Store, improvement.BodySubject(network), "", now, &improvement.BodyRecorded{Body: improvement.Body{ID: network, Kind: improvement.Network, Name: "The " + string(network), Parent: "lmg"}})
	}
	ledger := vault.NewLedger(filepath.Join(t.TempDir(), "erasures.jsonl"))
	s := &steward.Subscriptions{Record: o.Store, Ledger: ledger, Sealer: o.vault, Marker: o.vault, Now: func() time.Time { return improvement.Moment(now) }, Address: o.address}
	return o, s, &now
}

func TestAnAddressSubscribesConfirmsAndLeaves(t *testing.T) {
	o, s, now := newsroom(t)
	ctx := t.Context()
	for i, network := range []improvement.BodyID{"network", "other", "network"} {
		if err := s.Subscribe(ctx, improvement.CommandID(fmt.Sprint("ask", i)), network, " Reader@Example.org "); err != nil {
			t.Fatal(err)
		}
	}
	letters, err := o.Outbox(ctx, improvement.OutboxFilter{})
	if err != nil || len(letters) != 2 { // one now, and for the other network one tomorrow
		t.Fatalf("%d letters, %v", len(letters), err)
	}
	if gap := letters[0].Notice.SendAfter.Sub(letters[1].Notice.SendAfter); gap < improvement.LetterEvery {
		t.Errorf("two letters within %s", gap)
	}
	reader := letters[0].Person
	if strings.Contains(string(reader), "reader@") {
		t.Error("the address is readable")
	}
	token, err := s.ConfirmToken(t.Context(), reader, []improvement.BodyID{"network"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := s.Confirm(ctx, token); err != nil {
			t.Fatal(err)
		}
	}
	if reads, err := o.Reads(ctx, "network", reader); !reads || err != nil {
		t.Errorf("reads %t, %v", reads, err)
	}
	if reads, _ := o.Reads(ctx, "other", reader); reads {
		t.Error("what was not confirmed is sent")
	}
	stop, err := s.UnsubscribeToken(reader, "network")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if network, err := s.Unsubscribe(ctx, stop); err != nil || network != "network" {
			t.Fatal(network, err)
		}
	}
	if _, err := o.Key(ctx, reader); err != nil {
		t.Errorf("the other network waits yet, and the key is gone: %v", err)
	}
	*now = now.Add(improvement.UnconfirmedFor + improvement.LetterEvery)
	if err := s.Tidy(ctx, "other"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Key(ctx, reader); !errors.Is(err, improvement.ErrErased) {
		t.Errorf("nobody hears by it any more, and its key: %v", err)
	}
	if _, err := s.Confirm(ctx, token); err == nil {
		t.Error("confirmed once it was over")
	}
	if err := s.Subscribe(ctx, "anew", "network", "reader@example.org"); err != nil {
		t.Errorf("asked anew: %v", err)
	}
	if waiting, err := o.Unconfirmed(ctx, "network"); err != nil || len(waiting) != 1 || waiting[0] == reader {
		t.Errorf("%v, %v", waiting, err)
	}
	if report, err := o.Verify(ctx); err != nil || len(report.Faults) > 0 {
		t.Errorf("%+v, %v", report, err)
	}
}

// An old letter confirms nothing that is asked for later, and one of an earlier release, whose
// token says nothing of when, works as it did.
func TestAnOldLetterConfirmsNothingLater(t *testing.T) {
	o, s, now := newsroom(t)
	ctx, n := t.Context(), 0
	ask := func(network improvement.BodyID) (reader improvement.PersonID, token string) {
		t.Helper()
		n++
		*now = now.Add(48 * time.Hour)
		if err := s.Subscribe(ctx, improvement.CommandID(fmt.Sprint("ask", n)), network, "reader@example.org"); err != nil {
			t.Fatal(err)
		}
		waiting := must(o.Unconfirmed(ctx, network))(t)
		if len(waiting) != 1 {
			t.Fatal(waiting)
		}
		return waiting[0], must(s.ConfirmToken(ctx, waiting[0], []improvement.BodyID{network}))(t)
	}
	confirms := func(token string) bool {
		t.Helper()
		networks, err := s.Confirm(ctx, token)
		if err == nil && !slices.Equal(networks, []improvement.BodyID{"network"}) {
			t.Errorf("it is for %v", networks)
		}
		return err == nil
	}
	_, other := ask("other")
	must(s.Confirm(ctx, other))(t) // by which the address stays
	reader, first := ask("network")
	stop := must(s.UnsubscribeToken(reader, "network"))(t)
	for range 2 {
		if !confirms(first) {
			t.Fatal("a letter does not confirm what it was written for")
		}
	}
	must(s.Unsubscribe(ctx, stop))(t)
	_, second := ask("network")
	if confirms(first) || !confirms(second) {
		t.Error("not the later letter alone confirms what was asked for later")
	}
	must(s.Unsubscribe(ctx, stop))(t)
	ask("network")
	text := []byte(string(reader) + " network")
	mark := must(o.vault.Mac("confirm newsletter", string(text)))(t)
	if encode := base64.RawURLEncoding.EncodeToString; !confirms(encode(text) + "." + encode(mark)) {
		t.Error("a letter that is under way works no more")
	}
}

func TestWrongTokensAndAddressesAreRefused(t *testing.T) {
	_, s, _ := newsroom(t)
	good, err := s.UnsubscribeToken("subscription/abc-1", "network")
	if err != nil {
		t.Fatal(err)
	}
	text, mark, _ := strings.Cut(good, ".")
	for name, token := range map[string]string{
		"empty": "", "cut": good[:len(good)-4], "another's mark": text + "." + mark[1:] + "A", "no mark": text, "other words": "c3Vic2NyaXB0aW9uL2FiYy0yIG5ldHdvcms." + mark, "not ours": "zzz.zzz",
		"a line end in its words": text[:4] + "\n" + text[4:] + "." + mark, "a line end in its mark": text + "." + mark[:4] + "\r\n" + mark[4:],
	} {
		if _, err := s.Unsubscribe(t.Context(), token); refusedField(err) != "token" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Confirm(t.Context(), good); refusedField(err) != "token" { // of another purpose
		t.Errorf("a token to unsubscribe confirms: %v", err)
	}
	for _, address := range []string{"", "x", "Reader <reader@example.org>", "a@example.org\r\nBcc: b@example.org", "a@b, c@d", strings.Repeat("a", 250) + "@example.org"} {
		if err := s.Subscribe(t.Context(), "c", "network", address); refusedField(err) != "address" {
			t.Errorf("%q: %v", address, err)
		}
	}
	for _, network := range []improvement.BodyID{"nowhere", "lmg"} {
		if err := s.Subscribe(t.Context(), "c", network, "a@example.org"); refusedField(err) != "network" {
			t.Errorf("%s: %v", network, err)
		}
	}
}

func refusedField(err error) string {
	if refused, ok := improvement.Refusal(err); ok {
		return refused.Field
	}
	return ""
}

// address is where somebody on record hears.
func (o *office) address(ctx context.Context, id improvement.PersonID) (string, error) {
	_, state, err := o.State(ctx, improvement.PersonSubject(id))
	if err != nil {
		return "", err
	}
	var p improvement.Person
	if err := json.Unmarshal(state, &p); err != nil || p.Email.Empty() {
		return "", err
	}
	return o.vault.Open(ctx, p.Email)
}

// members puts an LWO and members of the network on record, who hear at their name.
func (o *office) members(t *testing.T, names ...improvement.PersonID) {
	t.Helper()
	at := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	set := &improvement.MembersSet{Body: "network"}
	for _, id := range append(names, "officer") {
		person := o.person(t, id)
		email, err := o.vault.Seal(t.Context(), "email", id, strings.ToUpper(string(id[:1]))+string(id[1:])+"@example.org")
		if err != nil {
			t.Fatal(err)
		}
		person.Email = email
		put(t, o.Store, improvement.PersonSubject(id), "", at, &improvement.PersonRecorded{Person: person})
		if id != "officer" {
			set.Members = append(set.Members, improvement.Membership{Body: "network", Person: id, Role: improvement.NetworkMember})
		}
	}
	file(t, o.Store, "body/network", set)
	file(t, o.Store, "body/lmg", &improvement.MembersSet{Body: "lmg", Members: []improvement.Membership{{Body: "lmg", Person: "officer", Role: improvement.LWO}}})
}

// file adds events to what is on record.
func file(t *testing.T, s *storage.Store, subject improvement.SubjectID, events ...improvement.Event) {
	t.Helper()
	before, err := s.Journal(t.Context(), subject, 0)
	if err != nil {
		t.Fatal(err)
	}
	entries := improvement.Entries(len(before), improvement.CommandID(fmt.Sprint("then-", len(before))), "anna", before[len(before)-1].At, events)
	all := append(before, entries...)
	state, err := improvement.Fold(subject.Kind(), all)
	if err != nil {
		t.Fatal(err)
	}
	derived, err := improvement.Derive(subject, all)
	if err != nil {
		t.Fatal(err)
	}
	f := improvement.Filing{Subject: subject, Expected: len(before), Command: entries[0].Command, Entries: entries, State: state, Summary: derived.Summary}
	if n := len(derived.Shelved); n > 0 {
		f.Shelved = derived.Shelved[n-1:]
	}
	if subject.Kind() == improvement.KindNewsletter {
		f.Summary.Parent = improvement.BodySubject("network")
	}
	if _, err := s.File(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// subscribe lets an address have the newsletter.
func subscribe(t *testing.T, o *office, s *steward.Subscriptions, address string) improvement.PersonID {
	t.Helper()
	if err := s.Subscribe(t.Context(), improvement.CommandID("ask"), "network", address); err != nil {
		t.Fatal(err)
	}
	waiting, err := o.Unconfirmed(t.Context(), "network")
	if err != nil || len(waiting) != 1 {
		t.Fatal(waiting, err)
	}
	token, err := s.ConfirmToken(t.Context(), waiting[0], []improvement.BodyID{"network"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Confirm(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	return waiting[0]
}

func readersOf(t *testing.T, o *office) []improvement.PersonID {
	t.Helper()
	all, err := o.Readers(t.Context(), "network", "", 100)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A member who subscribed with the address that they have on record has one letter, and
// says once that they want no more.
func TestAMemberWhoSubscribedTooHasOneLetter(t *testing.T) {
	o, s, _ := newsroom(t)
	o.members(t, "ann", "ben")
	address := subscribe(t, o, s, "ANN@example.org")
	stranger := subscribe(t, o, s, "stranger@example.org")
	opened := improvement.OpenIssue(improvement.Body{ID: "network", Parent: "lmg"}, "2026-03", improvement.DefaultSchedule(), improvement.DefaultSections(), nil, improvement.Calendar{})
	issue := improvement.IssueSubject("network", "2026-03")
	put(t, o.Store, issue, "lmg", s.Now(), opened)
	press := &steward.Press{Record: o.Store, Now: s.Now, Mailbox: s.Mailbox}
	if n, err := press.HandOut(t.Context(), issue, func() {}); n != 3 || err != nil {
		t.Errorf("%d letters, %v; want those of ann, ben and a stranger", n, err)
	}
	letters, err := o.Outbox(t.Context(), improvement.OutboxFilter{Person: address})
	if err != nil || slices.ContainsFunc(letters, func(d improvement.Delivery) bool { return d.Notice.Kind == improvement.NoticeNewsletter }) {
		t.Errorf("to the address, too: %+v, %v", letters, err)
	}
	if err := s.Leave(t.Context(), "leave", "ann", "network"); err != nil {
		t.Fatal(err)
	}
	if left := readersOf(t, o); !slices.Equal(left, []improvement.PersonID{"ben", stranger}) {
		t.Errorf("who hears: %v", left)
	}
	if _, err := o.Key(t.Context(), address); !errors.Is(err, improvement.ErrErased) {
		t.Errorf("the key of the address: %v", err)
	}
}

// Whoever tells the LWO on the telephone is taken off, a member as well.
func TestAMemberIsTakenOffByTheirAddress(t *testing.T) {
	o, s, _ := newsroom(t)
	o.members(t, "ann", "ben")
	if err := s.UnsubscribeAddress(t.Context(), "ben", "network", "ann@example.org"); refusedField(err) != "as" {
		t.Errorf("by another member: %v", err)
	}
	if err := s.UnsubscribeAddress(t.Context(), "officer", "network", "ann@example.org"); err != nil {
		t.Fatal(err)
	}
	if left := readersOf(t, o); !slices.Equal(left, []improvement.PersonID{"ben"}) {
		t.Errorf("who hears: %v", left)
	}
}

func TestHandingOutIsDoneOnce(t *testing.T) {
	o, s, _ := newsroom(t)
	ctx := t.Context()
	o.readers(t, s, 450)
	network := improvement.Body{ID: "network", Kind: improvement.Network, Name: "The network", Parent: "lmg"}
	opened := improvement.OpenIssue(network, "2026-03", improvement.DefaultSchedule(), improvement.DefaultSections(), nil, improvement.Calendar{})
	issue := improvement.IssueSubject("network", "2026-03")
	put(t, o.Store, issue, "lmg", s.Now(), opened)
	press := &steward.Press{Record: o.Store, Now: s.Now, Mailbox: s.Mailbox}
	cut, stop := context.WithCancel(ctx)
	batches := 0
	if _, err := press.HandOut(cut, issue, func() {
		if batches++; batches == 3+2 {
			stop() // killed after the second batch of letters; three were looked through before
		}
	}); err == nil {
		t.Fatal("it went on")
	}
	before, err := press.Progress(ctx, issue)
	if err != nil || before.Of() != 400 {
		t.Fatalf("%+v, %v", before, err)
	}
	for range 2 {
		if n, err := press.HandOut(ctx, issue, func() {}); n != 450 || err != nil {
			t.Errorf("handed out to %d, %v", n, err)
		}
	}
}

// readers subscribes and confirms so many addresses.
func (o *office) readers(t *testing.T, s *steward.Subscriptions, n int) {
	t.Helper()
	for i := range n {
		if err := s.Subscribe(t.Context(), improvement.CommandID(fmt.Sprint("c", i)), "network", fmt.Sprintf("r%d@example.org", i)); err != nil {
			t.Fatal(err)
		}
	}
	waiting, err := o.Unconfirmed(t.Context(), "network")
	if err != nil {
		t.Fatal(err)
	}
	for _, reader := range waiting {
		token, err := s.ConfirmToken(t.Context(), reader, []improvement.BodyID{"network"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Confirm(t.Context(), token); err != nil {
			t.Fatal(err)
		}
	}
}
