package improvement_test

import (
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// erased is the erasure of what somebody sent in, as the steward files it.
type erased struct {
	entries []Entry
	last    Filing
	refused *Error
}

func erase(t reporter, d Direct, who Actor, of SubjectID) (did erased) {
	t.Helper()
	c := ErasePerson{Person: of.Correspondent(), AskedBy: of.Correspondent(), Asked: DateOf(monday), Why: words("They asked.")}
	events, err := c.Decide(who, ErasureFacts{Correspondence: d.(Correspondence)}, monday)
	if err != nil {
		did.refused = refusalOf(t, err)
		return did
	}
	for _, e := range append(events, &ErasureFinished{}, &PersonExported{}) {
		if did.last, err = d.Filing(CommandID("load/"+e.EventName()), who.Person, monday, []Event{e}); err != nil {
			t.Fatalf("%v", err)
		}
		d.Apply(did.last.Entries[0])
		did.entries = append(did.entries, did.last.Entries...)
	}
	return did
}

var theirVoice = VoiceSubject(lawfulSaid().ID)

// erase erases the voice.
func (k *kept) erase(who Actor) *Error {
	k.t.Helper()
	did := erase(k.t, k.direct, who, theirVoice)
	if did.refused == nil {
		k.last, k.journal = did.last, append(k.journal, did.entries...)
		k.check()
	}
	return did.refused
}

func erasedVoice(t *testing.T) *kept {
	k := newKept(t, KindVoice, new(CommunityVoice))
	k.do(nobody, SendVoice{Said: lawfulSaid()})
	k.do(officer, ModerateVoice{As: VoiceAccepted, Theme: "poverty"})
	if refused := k.erase(admin); refused != nil {
		t.Fatal(refused)
	}
	return k
}

// A voice whose words are gone waits for nobody, also where a concern about it is settled
// only afterwards.
func TestAnErasedVoiceIsNobodysTask(t *testing.T) {
	k := newKept(t, KindVoice, new(CommunityVoice))
	k.do(nobody, SendVoice{Said: lawfulSaid()})
	if refused := k.erase(admin); refused != nil {
		t.Fatal(refused)
	}
	k.do(helper, RaiseConcern{})
	before := len(k.heard)
	k.do(safe, SettleConcern{Shown: true, Note: words("All is well.")})
	if v := k.direct.(*CommunityVoice); v.Summary().Due != "" || len(v.Tasks()) > 0 || len(k.heard) > before {
		t.Errorf("due %q, tasks %+v, told %+v", v.Summary().Due, v.Tasks(), k.heard[before:])
	}
}

func erasedSubscription(t *testing.T) ([]Entry, *Subscription, Filing) {
	r := newReader(t)
	for _, c := range []DirectCommand{ask(eastNetwork), confirm(eastNetwork), ask("west-network")} {
		if err := r.do(c); err != nil {
			t.Fatal(err)
		}
	}
	did := erase(t, r.sub, admin, theirs)
	return append(r.journal, did.entries...), r.state(), did.last
}

// Nobody hears from an address that was erased, nor waits for it to confirm.
func TestWhatAnErasureLeavesOfASubscription(t *testing.T) {
	_, s, last := erasedSubscription(t)
	if !s.Closed || s.Erased == nil || s.Erased.By != admin.Person || s.Erased.AskedBy != theirs.Correspondent() || s.Erased.Finished.IsZero() {
		t.Errorf("left is %+v", s)
	}
	if len(last.Subscribers) != 2 {
		t.Fatalf("it keeps %+v", last.Subscribers)
	}
	for _, r := range last.Subscribers {
		if r.State != SubLeft {
			t.Errorf("with %s it is %s", r.Network, r.State)
		}
	}
	if _, err := DecideDirect(s, ask(eastNetwork), nobody, monday); refusalOf(t, err).Code != WrongStage {
		t.Errorf("it is asked for again: %v", err)
	}
}

// What a voice counted for stays; nobody is asked to read it, nor told anything.
func TestWhatAnErasureLeavesOfAVoice(t *testing.T) {
	k := erasedVoice(t)
	v := k.direct.(*CommunityVoice)
	if v.HearsBack() || v.Citable() || v.Moderation != VoiceAccepted || len(v.Said.Place) == 0 || v.Erased == nil || v.Erased.Why != words("They asked.") {
		t.Errorf("left is %+v", v)
	}
	k.refuse(officer, ModerateVoice{As: VoiceSetAside, Reason: words("x")}, WrongStage, "")
	k.refuse(nobody, StopHearing{}, NotFound, "id")

	waiting := newKept(t, KindVoice, new(CommunityVoice))
	waiting.do(nobody, SendVoice{Said: lawfulSaid()})
	if refused := waiting.erase(admin); refused != nil {
		t.Fatal(refused)
	}
	if s := waiting.last.Summary; s.Open || s.Stage != "erased" || len(waiting.last.Tasks) > 0 {
		t.Errorf("it waits for somebody: %+v, %+v", s, waiting.last.Tasks)
	}
}

func TestWhoMaySeeToWhatSomebodySentIn(t *testing.T) {
	voice := func(unsafe bool, then ...DirectCommand) func() Direct {
		return func() Direct {
			said := lawfulSaid()
			said.Unsafe = unsafe
			k := newKept(t, KindVoice, new(CommunityVoice))
			k.do(nobody, SendVoice{Said: said})
			for _, c := range then {
				k.do(safe, c)
			}
			return k.direct
		}
	}
	hidden := voice(true, SettleConcern{Note: words("the school knows")})
	address := func() Direct {
		r := newReader(t)
		if err := r.do(ask(eastNetwork)); err != nil {
			t.Fatal(err)
		}
		return r.sub
	}
	for _, c := range []struct {
		what            string
		of              func() Direct
		who             Actor
		erases, exports Code // empty: may
	}{
		{"a voice", voice(false), admin, "", ""},
		{"a voice", voice(false), safe, NotAllowed, NotAllowed},
		{"a voice", voice(false), officer, NotAllowed, NotAllowed},
		{"one that may be of somebody unsafe", voice(true), admin, NotFound, NotFound},
		{"one that may be of somebody unsafe", voice(true), safe, WrongStage, ""},
		{"one that may be of somebody unsafe", voice(true), officer, NotAllowed, NotAllowed},
		{"one that is kept hidden", hidden, admin, NotFound, NotFound},
		{"one that is kept hidden", hidden, safe, "", ""},
		{"none", func() Direct { return new(CommunityVoice) }, admin, NotFound, NotFound},
		{"none", func() Direct { return new(CommunityVoice) }, officer, NotAllowed, NotAllowed},
		{"an address", address, admin, "", ""},
		{"an address", address, officer, NotAllowed, NotAllowed},
		{"no address", func() Direct { return new(Subscription) }, admin, NotFound, NotFound},
	} {
		d := c.of()
		subject := theirVoice
		if _, is := d.(*Subscription); is {
			subject = theirs
		}
		var exports, erases Code
		if refused, is := Refusal(MayExportCorrespondence(c.who, d.(Correspondence))); is {
			exports = refused.Code
		}
		if refused := erase(t, d, c.who, subject).refused; refused != nil {
			erases = refused.Code
		}
		if exports != c.exports || erases != c.erases {
			t.Errorf("%s by %s: export %q, erasure %q", c.what, c.who.Person, exports, erases)
		}
	}
	left := &Subscription{Version: 1, Subject: MemberSubscription("ann"), Person: "ann"}
	if err := MayExportCorrespondence(admin, left); err == nil || !strings.Contains(err.Error(), "Name the person: ann") {
		t.Errorf("what a member left: %v", err)
	}
}
