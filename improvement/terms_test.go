package improvement_test

import (
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// How long there is for a voice and for a concern is configured.
func TestHowLongAVoiceMayWait(t *testing.T) {
	facts := lawfulPlace()
	facts.Terms = Terms{Moderate: 2, Concern: 3}
	v := new(CommunityVoice)
	k := newKept(t, KindVoice, v)
	k.do(nobody, SendVoice{Said: lawfulSaid(), Facts: facts})
	if due := k.last.Tasks[0].Due; due != "2026-02-04" {
		t.Errorf("it is moderated by %s, want two working days", due)
	}
	k.do(helper, RaiseConcern{Facts: facts})
	if due := k.last.Tasks[0].Due; due != "2026-02-05" {
		t.Errorf("the concern is due on %s, want three working days", due)
	}
	facts.Terms.Moderate = 4
	k.do(safe, SettleConcern{Shown: true, Note: words("all is well"), Facts: facts})
	if due := k.last.Tasks[0].Due; due != "2026-02-06" {
		t.Errorf("shown again, it is moderated by %s, want four working days", due)
	}
	said := lawfulSaid()
	said.Unsafe = true
	k = newKept(t, KindVoice, new(CommunityVoice))
	k.do(nobody, SendVoice{Said: said, Facts: facts})
	if due := k.last.Tasks[0].Due; due != "2026-02-05" {
		t.Errorf("the concern that came with it is due on %s", due)
	}
}

// A test keeps what it was launched on; one of before there was such a term has a day.
func TestHowLongAConcernMayWaitInATest(t *testing.T) {
	for days, want := range map[int]Date{0: "2026-02-03", 4: "2026-02-06"} {
		s := newStory(t, monday)
		terms := DefaultTerms()
		terms.Concern = days
		s.launch(terms)
		s.do(helper, FileEvidence{Evidence: seen})
		s.do(newcomer, RaiseEvidenceConcern{Item: "e1", Day: seen.When})
		if task := s.concernTasks()[0]; task.Due != want {
			t.Errorf("of %d days, it is due on %s, want %s", days, task.Due, want)
		}
		s.verify()
	}
}
