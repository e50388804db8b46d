package improvement_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
	"pgregory.net/rapid"
)

// reader drives one subscription as the registrar does.
type reader struct {
	t       reporter
	sub     Direct
	now     time.Time
	version int
	journal []Entry
	letters []time.Time
}

const theirs SubjectID = "subscription/0123456789abcdef-1"

func newReader(t reporter) *reader {
	sub, err := RestoreDirect(theirs, nil)
	if err != nil {
		t.Fatalf("RestoreDirect: %v", err)
	}
	return &reader{t: t, sub: sub, now: monday}
}

func (r *reader) do(c DirectCommand) error {
	r.t.Helper()
	events, err := DecideDirect(r.sub, c, Actor{}, r.now)
	if err != nil || len(events) == 0 {
		return err
	}
	f, err := r.sub.Filing(CommandID("c"+time.Duration(r.version).String()), "", r.now, events)
	if err != nil {
		r.t.Fatalf("Filing: %v", err)
	}
	for _, n := range f.Notices {
		if n.Kind != NoticeConfirm || n.To.Person != theirs.Correspondent() {
			r.t.Fatalf("it sends %+v", n)
		}
		r.letters = append(r.letters, n.SendAfter)
	}
	for _, e := range f.Entries {
		r.sub.Apply(e)
		r.version = e.Version
		r.journal = append(r.journal, e)
	}
	for _, row := range f.Subscribers {
		if row.Reader == "" || row.State == "" {
			r.t.Fatalf("a row is not whole: %+v", row)
		}
	}
	if live := string(stateOf(r.t, r.sub)); live != string(f.State) {
		r.t.Fatalf("filed %s, live %s", f.State, live)
	}
	return nil
}

func (r *reader) state() *Subscription { return r.sub.(*Subscription) }

func (r *reader) stands(network BodyID) SubscriptionState {
	for _, n := range r.state().Networks {
		if n.Network == network {
			return n.State
		}
	}
	return ""
}

func ask(network BodyID) AskToSubscribe {
	return AskToSubscribe{
		Subject: theirs, Network: Body{ID: network, Kind: Network, Parent: east},
		Address: Words{By: theirs.Correspondent(), Length: 15, Sealed: "sealed:reader@example.org"},
	}
}

func confirm(networks ...BodyID) ConfirmSubscription { return ConfirmSubscription{Networks: networks} }

func leave(network BodyID) LeaveNewsletter { return LeaveNewsletter{Subject: theirs, Network: network} }

func bounce(issue, previous SubjectID, status string) NoteBounce {
	return NoteBounce{Subject: theirs, Network: eastNetwork, Issue: issue, Previous: previous, Status: status, Most: 3}
}

// wholeSubscription is asked for, confirmed, spared after letters came back, asked for
// again and dropped.
func wholeSubscription(t reporter) ([]Entry, *Subscription) {
	r := newReader(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%v", err)
		}
	}
	must(r.do(ask(eastNetwork)))
	must(r.do(ask("west-network")))
	must(r.do(confirm(eastNetwork, "west-network")))
	must(r.do(leave("west-network")))
	must(r.do(bounce("newsletter/east-network/2026-03", "", "5.2.2")))
	must(r.do(bounce("newsletter/east-network/2026-04", "newsletter/east-network/2026-03", NoSuchMailbox)))
	r.now = r.now.Add(100 * 24 * time.Hour)
	must(r.do(ask(eastNetwork)))
	r.now = r.now.Add(UnconfirmedFor)
	must(r.do(DropUnconfirmed{}))
	if !r.state().Closed {
		t.Fatalf("it ends as %+v", r.state())
	}
	return r.journal, r.state()
}

func TestAnAddressConfirmsBeforeItHears(t *testing.T) {
	r := newReader(t)
	if err := r.do(ask(eastNetwork)); err != nil {
		t.Fatal(err)
	}
	if r.stands(eastNetwork) != SubPending || len(r.letters) != 1 {
		t.Fatalf("it is %s after %d letters", r.stands(eastNetwork), len(r.letters))
	}
	for range 2 { // again, it changes nothing
		if err := r.do(confirm(eastNetwork)); err != nil || r.stands(eastNetwork) != SubConfirmed {
			t.Fatalf("%v, %s", err, r.stands(eastNetwork))
		}
	}
	if err := r.do(ask(eastNetwork)); err != nil || len(r.letters) != 1 || r.version != 2 {
		t.Errorf("asked again: %v, %d letters, version %d", err, len(r.letters), r.version)
	}
	if r.state().HearsAt().Empty() {
		t.Error("nobody is written to")
	}
	for range 2 {
		if err := r.do(leave(eastNetwork)); err != nil || !r.state().Closed {
			t.Fatalf("%v, %+v", err, r.state())
		}
	}
	if says, _ := Refusal(r.do(confirm(eastNetwork))); says == nil || says.Code != WrongStage {
		t.Errorf("confirmed once over: %v", says)
	}
}

// What is asked for after a letter was written is not confirmed by it; what it was written
// for is, however late; and a letter of an earlier release, which does not say, confirms all.
func TestALetterConfirmsWhatItWasWrittenFor(t *testing.T) {
	r := newReader(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(r.do(ask("west-network")))
	must(r.do(confirm("west-network"))) // the address stays
	first := confirm(eastNetwork)
	first.Asked = r.now
	must(r.do(ask(eastNetwork)))
	r.now = r.now.Add(3 * 24 * time.Hour)
	must(r.do(ask(eastNetwork))) // again, while it waits: one more letter
	must(r.do(first))
	must(r.do(leave(eastNetwork)))
	must(r.do(ask(eastNetwork)))
	if says, _ := Refusal(r.do(first)); says == nil || says.Code != WrongStage || r.stands(eastNetwork) != SubPending {
		t.Errorf("a letter of before: %v, %s", says, r.stands(eastNetwork))
	}
	both := confirm(eastNetwork, "west-network")
	both.Asked = r.now
	must(r.do(both))
	if r.stands(eastNetwork) != SubConfirmed {
		t.Errorf("the later letter leaves it %s", r.stands(eastNetwork))
	}
	must(r.do(first)) // it changes nothing
	must(r.do(leave(eastNetwork)))
	r.now = r.now.Add(3 * 24 * time.Hour)
	must(r.do(ask(eastNetwork)))
	must(r.do(confirm(eastNetwork)))
	if r.stands(eastNetwork) != SubConfirmed {
		t.Errorf("a letter that does not say leaves it %s", r.stands(eastNetwork))
	}
}

// However often anybody asks, for whatever networks, the address is asked to confirm once
// a day at most, and nothing else is sent to it.
func TestOneLetterADay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newReader(t)
		earlier := r.now.Add(-time.Duration(rapid.IntRange(0, 48).Draw(t, "an earlier letter")) * time.Hour)
		r.letters = []time.Time{earlier}
		for range rapid.IntRange(1, 30).Draw(t, "times") {
			c := ask(rapid.SampledFrom([]BodyID{eastNetwork, "west-network", "north-network"}).Draw(t, "network"))
			c.Letter = earlier
			if err := r.do(c); err != nil {
				t.Fatal(err)
			}
			r.now = r.now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "hours")) * time.Hour)
			if rapid.IntRange(0, 9).Draw(t, "leaves") == 0 && !r.state().Closed {
				if err := r.do(leave("west-network")); err != nil {
					t.Fatal(err)
				}
			}
			if r.state().Closed {
				break
			}
		}
		for i := 1; i < len(r.letters); i++ {
			if gap := r.letters[i].Sub(r.letters[i-1]); gap < LetterEvery {
				t.Fatalf("two letters within %s: %v", gap, r.letters)
			}
		}
	})
}

func TestLettersThatComeBack(t *testing.T) {
	confirmed := func(t *testing.T) *reader {
		r := newReader(t)
		for _, c := range []DirectCommand{ask(eastNetwork), confirm(eastNetwork)} {
			if err := r.do(c); err != nil {
				t.Fatal(err)
			}
		}
		return r
	}
	for name, c := range map[string]struct {
		bounces []NoteBounce
		want    SubscriptionState
	}{
		"one":                  {[]NoteBounce{bounce("a", "", "")}, SubConfirmed},
		"three in a row":       {[]NoteBounce{bounce("a", "", ""), bounce("b", "a", ""), bounce("c", "b", "5.2.2")}, SubSuspended},
		"three not in a row":   {[]NoteBounce{bounce("a", "", ""), bounce("b", "a", ""), bounce("d", "c", "")}, SubConfirmed},
		"one told three times": {[]NoteBounce{bounce("a", "", ""), bounce("a", "", ""), bounce("a", "", "")}, SubConfirmed},
		"no such mailbox":      {[]NoteBounce{bounce("a", "", NoSuchMailbox)}, SubSuspended},
	} {
		t.Run(name, func(t *testing.T) {
			r := confirmed(t)
			for _, b := range c.bounces {
				if err := r.do(b); err != nil {
					t.Fatal(err)
				}
			}
			if got := r.stands(eastNetwork); got != c.want {
				t.Errorf("it is %s, want %s", got, c.want)
			}
		})
	}
	r := confirmed(t)
	if err := r.do(bounce("a", "", NoSuchMailbox)); err != nil {
		t.Fatal(err)
	}
	r.now = r.now.Add(48 * time.Hour)
	for _, c := range []DirectCommand{ask(eastNetwork), confirm(eastNetwork), bounce("b", "a", "")} {
		if err := r.do(c); err != nil {
			t.Fatal(err)
		}
	}
	if n := r.state().Networks[0]; n.State != SubConfirmed || n.Bounces != 1 {
		t.Errorf("confirmed anew it counts %+v", n)
	}
}

// A member hears without asking: what they left, and what came back, is kept all the same.
func TestAMemberLeaves(t *testing.T) {
	sub, err := RestoreDirect("subscription/member/ann", nil)
	if err != nil {
		t.Fatal(err)
	}
	c := LeaveNewsletter{Subject: "subscription/member/ann", Network: eastNetwork, Person: "ann"}
	events, err := DecideDirect(sub, c, Actor{}, monday)
	if err != nil {
		t.Fatal(err)
	}
	f, err := sub.Filing("c", "", monday, events)
	if err != nil || len(f.Subscribers) != 1 || f.Subscribers[0] != (Subscriber{eastNetwork, "ann", SubLeft}) {
		t.Errorf("%+v, %v", f.Subscribers, err)
	}
	var after Subscription
	if err := json.Unmarshal(f.State, &after); err != nil || after.Closed {
		t.Errorf("closed: %+v, %v", after, err)
	}
}

// Somebody who asks day by day for an address that is not theirs brings it ever fewer
// letters, and it is dropped all the same.
func TestAskingDayByDayBringsFewLetters(t *testing.T) {
	r := newReader(t)
	for day := range 31 {
		r.now = monday.AddDate(0, 0, day)
		if err := r.do(DropUnconfirmed{}); err != nil {
			t.Fatal(err)
		}
		if r.state().Closed {
			break
		}
		if err := r.do(ask(eastNetwork)); err != nil {
			t.Fatal(err)
		}
	}
	if !r.state().Closed || len(r.letters) > 6 {
		t.Errorf("%d letters, closed %t", len(r.letters), r.state().Closed)
	}
}

// Of a member to whom a letter came back nothing is written beside the membership: it
// would outlive that, and they would hear for good.
func TestAMembersBounceMakesThemNoSubscriber(t *testing.T) {
	sub, err := RestoreDirect("subscription/member/ann", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		issue, previous SubjectID
		rows            []Subscriber
	}{{"a", "", nil}, {"b", "a", nil}, {"c", "b", []Subscriber{{eastNetwork, "ann", SubSuspended}}}} {
		b := bounce(c.issue, c.previous, "")
		b.Subject, b.Person = "subscription/member/ann", "ann"
		events, err := DecideDirect(sub, b, Actor{}, monday)
		if err != nil {
			t.Fatal(err)
		}
		f, err := sub.Filing("c", "", monday, events)
		if err != nil || !slices.Equal(f.Subscribers, c.rows) {
			t.Errorf("after %s: %+v, %v", c.issue, f.Subscribers, err)
		}
		for _, e := range f.Entries {
			sub.Apply(e)
		}
	}
}

func TestNobodyConfirmsInTime(t *testing.T) {
	r := newReader(t)
	if err := r.do(ask(eastNetwork)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{{0, false}, {UnconfirmedFor - time.Second, false}, {UnconfirmedFor, true}} {
		r.now = monday.Add(c.after)
		if err := r.do(DropUnconfirmed{}); err != nil || r.state().Closed != c.want {
			t.Errorf("after %s: %v, closed %t", c.after, err, r.state().Closed)
		}
	}
}

func TestWhatHasNoNewsletterIsRefused(t *testing.T) {
	r := newReader(t)
	c := ask(east)
	c.Network.Kind = LMG
	if says, _ := Refusal(r.do(c)); says == nil || says.Field != "network" {
		t.Errorf("%v", says)
	}
	c = ask(eastNetwork)
	c.Address = Words{}
	if says, _ := Refusal(r.do(c)); says == nil || says.Field != "address" {
		t.Errorf("%v", says)
	}
}
