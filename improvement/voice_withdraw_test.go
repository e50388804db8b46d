package improvement_test

import (
	"bytes"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestConsentIsTakenBackAsFreelyAsItWasGiven(t *testing.T) {
	k, v := spoken(t)
	k.do(officer, ModerateVoice{As: VoiceAccepted})
	for _, who := range everybody {
		may := who.Person == "officer" || who.Person == "officer-two" || who.Person == "safe"
		if !may && k.try(who, WithdrawConsent{}) == nil {
			t.Errorf("%q took back somebody else's word", who.Person)
		}
	}
	k.do(officer, WithdrawConsent{Quoting: true})
	if v.Said.Consent.Quoted || !v.Citable() || !v.HearsBack() || k.last.Shelved[0].Off {
		t.Errorf("it is not quoted, and still read: %+v", v)
	}
	k.do(officer, WithdrawConsent{})
	if v.Citable() || v.HearsBack() || len(v.Tasks()) > 0 || !k.last.Shelved[0].Off || len(k.last.Shelved[0].Words) > 0 || k.last.Summary.Open || !k.last.Summary.Title.Empty() || k.last.Summary.Stage != "withdrawn" {
		t.Errorf("withdrawn, it is %+v, listed as %+v", v, k.last.Summary)
	}
	for _, who := range everybody {
		if text := stateOf(t, v.For(who)); v.MayRead(who) || bytes.Contains(text, []byte("bus")) || bytes.Contains(text, []byte("score")) {
			t.Errorf("%q reads %s", who.Person, text)
		}
	}
	k.refuse(officer, ModerateVoice{As: VoiceAccepted}, WrongStage, "")
	k.refuse(nobody, StopHearing{}, NotFound, "id")
	for _, again := range []WithdrawConsent{{}, {Quoting: true}} {
		if events, err := DecideDirect(v, again, officer, k.now); err != nil || len(events) > 0 {
			t.Errorf("again it brings %v (%v)", events, err)
		}
	}
	if events := v.Withdraw("2026-03-01"); len(events) > 0 || len(new(CommunityVoice).Withdraw("2026-03-01")) > 0 {
		t.Errorf("a record that knows of it is told %v", events)
	}
	newKept(t, KindVoice, new(CommunityVoice)).refuse(officer, WithdrawConsent{}, NotFound, "id")
}

// Whoever is feared may have sent for it, or may have the voice's identifier.
func TestNobodyWithdrawsWhatMayKeepSomebodySafe(t *testing.T) {
	k, v := spoken(t)
	k.do(helper, RaiseConcern{Why: words("I know her")})
	k.refuse(officer, WithdrawConsent{}, NotFound, "id")
	k.refuse(safe, WithdrawConsent{}, WrongStage, "")
	k.do(safe, SettleConcern{Note: words("the school knows")})
	k.refuse(safe, WithdrawConsent{}, WrongStage, "")
	k.do(safe, SettleConcern{Shown: true, Note: words("a misunderstanding")})
	k.do(safe, WithdrawConsent{})
	if v.Withdrawn != "2026-02-02" || v.Withdrawn != DateOf(k.now) {
		t.Errorf("withdrawn on %q", v.Withdrawn)
	}
}

// A voice that was set aside leaves the shelf; hidden there it must be known as hidden, or
// a trace of what rests on it would show it.
func TestAVoiceThatWasSetAsideIsHiddenToo(t *testing.T) {
	k, _ := spoken(t)
	k.do(officer, ModerateVoice{As: VoiceAccepted})
	k.do(officer, ModerateVoice{As: VoiceSetAside, Reason: words("names a person")})
	k.do(helper, RaiseConcern{})
	if item := k.last.Shelved[0]; item.Off || !item.Hidden || len(item.Words) > 0 || !item.Title.Empty() {
		t.Errorf("on the shelf is %+v", item)
	}
	k.do(safe, SettleConcern{Shown: true, Note: words("fine")})
	if item := k.last.Shelved[0]; !item.Off || item.Hidden {
		t.Errorf("shown again, on the shelf is %+v", item)
	}
}
