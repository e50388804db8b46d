package improvement_test

import (
	"bytes"
	"slices"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestSomeoneMayBeUnsafe(t *testing.T) {
	v := new(CommunityVoice)
	k := newKept(t, KindVoice, v)
	said := lawfulSaid()
	said.Unsafe = true
	k.do(nobody, SendVoice{Said: said})
	k.hidden()
	if got := k.told(NoticeUnsafe); !slices.Equal(got, []string{"east/safeguarding-contact"}) || len(k.last.Notices) != 1 || !k.last.Notices[0].Urgent || !k.last.Notices[0].SendAfter.Equal(k.now) {
		t.Errorf("told: %+v", k.last.Notices)
	}
	if task := k.last.Tasks[0]; len(k.last.Tasks) != 1 || task.Role != Safeguarding || task.Due != "2026-02-03" || !task.Private {
		t.Errorf("the tasks are %+v", k.last.Tasks)
	}
	for _, who := range everybody {
		if v.MayRead(who) != (who.Person == "safe") {
			t.Errorf("%q may read it: %v", who.Person, v.MayRead(who))
		}
		if text := stateOf(t, v.For(who)); who.Person != "safe" && bytes.Contains(text, []byte("bus")) {
			t.Errorf("%q reads %s", who.Person, text)
		}
		if who.Person != "safe" && k.try(who, SettleConcern{Shown: true, Note: words("fine")}) == nil {
			t.Errorf("%q settled it", who.Person)
		}
	}
	k.refuse(officer, ModerateVoice{As: VoiceAccepted}, NotFound, "id") // as if it had never come
	both := Actor{Person: "both", Roles: []Membership{{Body: east, Role: LWO}, {Body: east, Role: Safeguarding}}}
	k.refuse(both, ModerateVoice{As: VoiceAccepted}, WrongStage, "")
	k.refuse(safe, SettleConcern{Shown: true}, Invalid, "note")
	k.do(safe, SettleConcern{Note: words("the school knows")})
	k.hidden()
	if len(k.last.Tasks) > 0 || !v.MayRead(safe) || v.MayRead(officer) || k.last.Summary.Stage != "kept-hidden" {
		t.Errorf("kept hidden, it is %+v with %+v", v, k.last.Tasks)
	}
	k.refuse(safe, SettleConcern{Note: words("again")}, WrongStage, "")
	k.do(safe, SettleConcern{Shown: true, Note: words("a misunderstanding")})
	if task := k.last.Tasks[0]; task.Kind != TaskModerate || !v.MayRead(officer) || len(k.told(NoticeTask)) != 1 {
		t.Errorf("shown again, it waits as %+v", k.last.Tasks)
	}
	k.refuse(safe, SettleConcern{Shown: true, Note: words("again")}, WrongStage, "")
}

func TestAConcernTakesAVoiceOffTheShelfAndBack(t *testing.T) {
	k, v := spoken(t)
	k.do(officer, ModerateVoice{As: VoiceAccepted})
	k.refuse(nobody, RaiseConcern{}, NotAllowed, "as")
	k.do(helper, RaiseConcern{Why: words("I know her")})
	k.hidden()
	if v.Citable() || len(k.last.Shelved) != 1 {
		t.Errorf("hidden, it is %+v", k.last.Shelved)
	}
	due := k.last.Tasks[0].Due
	k.now = k.now.AddDate(0, 0, 3)
	k.do(lead, RaiseConcern{Why: words("me too")}) // more is heard of it, and it is not due any later
	if got := k.last.Tasks[0]; got.Due != due || len(k.told(NoticeUnsafe)) != 1 || v.Concern.Times != 2 {
		t.Errorf("raised again: %+v", got)
	}
	k.do(safe, SettleConcern{Shown: true, Note: words("all is well")})
	if item := k.last.Shelved[0]; item.Hidden || item.Title.Empty() || len(item.Words) == 0 || !v.Citable() || len(k.last.Tasks) > 0 {
		t.Errorf("shown again: %+v", item)
	}
	k.refuse(helper, RaiseConcern{Why: Words{By: "helper", Length: 1001}}, Invalid, "why")
}

func TestAnLMGWithoutASafeguardingContact(t *testing.T) {
	facts := lawfulPlace()
	facts.Contact = false
	k, _ := spoken(t)
	k.do(helper, RaiseConcern{Facts: facts})
	k.hidden()
	if got := k.told(NoticeNoContact); !slices.Equal(got, []string{"east/administrator", "east/chair", "east/lwo"}) {
		t.Errorf("who can name one: %v", got)
	}
	if k.last.Tasks[0].Role != Safeguarding {
		t.Error("whoever is named finds no task")
	}
}
