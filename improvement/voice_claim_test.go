package improvement_test

import (
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// TestWhoReadsAVoiceIsSeen holds that an LWO may take a voice that waits, give it back, or
// take it over, and that its task tells who has it while it stays everybody's.
func TestWhoReadsAVoiceIsSeen(t *testing.T) {
	k, v := spoken(t)
	with := func(who PersonID) {
		t.Helper()
		task := k.last.Tasks[0]
		if v.Claimed != who || task.Claimed != who || task.Owner != "" || task.Role != LWO {
			t.Errorf("it is with %q, its task %+v", v.Claimed, task)
		}
		if len(k.last.Notices) > 0 {
			t.Errorf("somebody was told: %+v", k.last.Notices)
		}
	}
	k.do(officer, ClaimVoice{})
	with("officer")
	k.refuse(officer, ClaimVoice{}, Conflict, "")
	k.refuse(officer2, ClaimVoice{Back: true}, Conflict, "")
	k.do(officer2, ClaimVoice{})
	with("officer-two")
	k.do(officer2, ClaimVoice{Back: true})
	with("")
	k.do(officer, ClaimVoice{})
	k.do(officer2, ModerateVoice{As: VoiceAccepted}) // it binds nobody
	if v.Claimed != "" {
		t.Errorf("once it is read it is with %s", v.Claimed)
	}
	k.refuse(officer, ClaimVoice{}, WrongStage, "")
}

func TestWhoMayTakeAVoice(t *testing.T) {
	k, v := spoken(t)
	for _, who := range everybody {
		if who.Person != "officer" && who.Person != "officer-two" && k.try(who, ClaimVoice{}) == nil {
			t.Errorf("%q took a voice", who.Person)
		}
	}
	k.do(officer, ClaimVoice{})
	k.do(helper, RaiseConcern{Why: words("I know her")})
	k.refuse(officer, ClaimVoice{Back: true}, NotFound, "id") // as if it were not there
	k.do(safe, SettleConcern{Shown: true, Note: words("all is well")})
	if v.Claimed != "officer" || k.last.Tasks[0].Claimed != "officer" {
		t.Errorf("shown again, it is with %q", v.Claimed)
	}
}
