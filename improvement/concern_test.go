package improvement_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
)

var seen = Evidence{ID: "e1", Kind: ObservationOf, Text: words("she cried"), Source: words("the cook"), When: "2026-02-01"}

// worried is a test in Do, of whose evidence a concern was raised.
func worried(t reporter) *story {
	s := inDo(t)
	s.do(helper, FileEvidence{Evidence: seen})
	s.do(newcomer, RaiseEvidenceConcern{Item: "e1", Why: words("I know her"), Day: seen.When})
	return s
}

func (s *story) concernTasks() []Task {
	return slices.DeleteFunc(s.test.Tasks(), func(t Task) bool { return t.Kind != TaskConcern })
}

func TestEvidenceOfATestByWhichSomeoneMayBeUnsafe(t *testing.T) {
	s := worried(t)
	if got := s.told(NoticeUnsafe); !slices.Equal(got, []string{"east/safeguarding-contact"}) || len(s.notices) != 1 || !s.notices[0].Urgent || !s.notices[0].Title.Empty() {
		t.Errorf("told: %+v", s.notices)
	}
	if tasks := s.concernTasks(); len(tasks) != 1 || tasks[0].Role != Safeguarding || tasks[0].Item != "test-of-change/breakfast#e1" {
		t.Errorf("the tasks are %+v", tasks)
	}
	for _, who := range everybody {
		text := stateOf(t, s.test.For(who, s.journal))
		contact := who.Person == "safe"
		if bytes.Contains(text, []byte("she cried")) != contact || bytes.Contains(text, []byte("I know her")) != contact || bytes.Contains(text, []byte(`"newcomer"`)) != contact {
			t.Errorf("%q reads %s", who.Person, text)
		}
		if s.test.MayReadEvidence(who, "e1") != contact {
			t.Errorf("%q may read it: %v", who.Person, !contact)
		}
	}
	s.refuse(officer, SettleEvidenceConcern{Item: "e1", Shown: true, Note: words("fine")}, NotAllowed, "as")
	s.refuse(safe, SettleEvidenceConcern{Item: "e2", Shown: true, Note: words("fine")}, NotFound, "item")
	s.refuse(helper, RaiseEvidenceConcern{Item: "e2"}, NotFound, "item")
	s.do(safe, SettleEvidenceConcern{Item: "e1", Shown: true, Note: words("her aunt came"), Evidence: &seen})
	if len(s.concernTasks()) > 0 || !s.test.MayReadEvidence(helper, "e1") {
		t.Errorf("shown again: %+v", s.test.Evidence)
	}
	text := stateOf(t, s.test.For(helper, s.journal))
	if !bytes.Contains(text, []byte("she cried")) || bytes.Contains(text, []byte("her aunt came")) || bytes.Contains(text, []byte("I know her")) {
		t.Errorf("shown again, the helper reads %s", text)
	}
	s.do(lead, RaiseEvidenceConcern{Item: "e1", Day: seen.When}) // what was shown again is hidden again, wherever it stands
	if text := stateOf(t, s.test.For(helper, s.journal)); bytes.Contains(text, []byte("she cried")) {
		t.Errorf("hidden again, the helper reads %s", text)
	}
	s.verify()
}

func TestTheShelfFollowsAConcern(t *testing.T) {
	s := worried(t)
	s.do(safe, SettleEvidenceConcern{Item: "e1", Shown: true, Note: words("fine"), Evidence: &seen})
	derived, err := Derive(s.test.Subject(), s.journal)
	if err != nil || len(derived.Shelved) != 3 {
		t.Fatalf("on the shelf: %+v (%v)", derived.Shelved, err)
	}
	filed, hidden, shown := derived.Shelved[0], derived.Shelved[1], derived.Shelved[2]
	if !bytes.Equal(stateOf(t, filed), stateOf(t, shown)) {
		t.Errorf("shown again, it is %+v, and was %+v", shown, filed)
	}
	if !hidden.Hidden || len(hidden.Words) > 0 || !hidden.Title.Empty() || hidden.ID != filed.ID || hidden.Day != filed.Day || hidden.Entry != filed.Entry {
		t.Errorf("hidden, it is %+v", hidden)
	}
}

// Nobody but the contact is reminded: it may be about the lead.
func TestNobodyElseIsToldThatAConcernWaits(t *testing.T) {
	s := worried(t)
	heard := len(s.heard)
	s.until(s.now.Add(20 * 24 * time.Hour))
	reminded := 0
	for _, n := range s.heard[heard:] {
		if n.TaskKind == TaskConcern {
			reminded++
			if n.To != (Recipient{Body: east, Role: Safeguarding}) {
				t.Errorf("%s is told: %+v", nameOf(n.To), n)
			}
		}
	}
	if reminded == 0 {
		t.Error("the contact is never reminded")
	}
	if due := s.test.Summary().Due; due == s.concernTasks()[0].Due || due == "" {
		t.Errorf("lists show all that something is due on %s", due)
	}
}

// Whoever reads that something is kept back may be the one whom somebody is to be kept
// safe from: what is hidden is as if it had never been filed, in whatever shows a test.
func TestThatSomethingIsKeptBackIsKeptBack(t *testing.T) {
	s := worried(t)
	s.until(s.now.Add(20 * 24 * time.Hour)) // reminders come
	pack := Pack{Version: s.test.Version, Evidence: s.test.Evidence}
	opened := []Entry{{Version: 1, Event: &ApprovalOpened{Request: Request{Of: s.test.Subject(), Pack: pack}}}, {Version: 2, Event: &VoteCast{}}}
	for _, who := range everybody {
		contact := who.Person == "safe"
		for name, shown := range map[string]any{
			"the test": s.test.ShownTo(who), "its journal": s.test.For(who, s.journal),
			"a pack": s.test.PackFor(who, pack), "the journal of an approval": s.test.ForApproval(who, opened),
		} {
			text := bytes.ReplaceAll(stateOf(t, shown), []byte(`"concern":1,"ladder"`), nil) // every test's terms have it
			if bytes.Contains(text, []byte("e1")) != contact || bytes.Contains(text, []byte("concern")) != contact {
				t.Errorf("in %s %q finds %s", name, who.Person, text)
			}
		}
		for _, task := range s.test.Tasks() {
			if task.Private && task.MayKnow(who) != contact || !task.Private && !task.MayKnow(who) {
				t.Errorf("%q may know of %+v: %v", who.Person, task, task.MayKnow(who))
			}
		}
	}
	if len(s.test.Evidence) != 1 || s.test.Evidence[0].Concern == nil || len(pack.Evidence) != 1 || opened[0].Event.(*ApprovalOpened).Request.Pack.Evidence[0].Concern == nil {
		t.Error("what is shown has changed what is")
	}
	if of, has := PackOf(opened[0]); !has || of != s.test.Subject() {
		t.Errorf("the pack is of %q", of)
	}
	if _, has := PackOf(opened[1]); has {
		t.Error("a vote has a pack")
	}
}

// Messages for the contact alone are told of as messages, and as no more.
func TestAPrivateMessageSaysNothingToOthers(t *testing.T) {
	s := worried(t)
	for _, n := range append(s.notices, Notice{Kind: NoticeReminder, TaskKind: TaskConcern, Item: "e1"}, Notice{Kind: NoticeNoContact, Subject: "voice/1"}) {
		d := Delivery{ID: 7, Person: "safe", Notice: n, State: Failed, LastError: "refused"}
		if got := d.ShownTo(safe); got.Private || got.Notice.Kind != n.Kind {
			t.Errorf("whoever got it reads %+v", got)
		}
		for _, who := range []Actor{nobody, officer, admin} {
			if got := d.ShownTo(who); !got.Private || got.Notice.Kind != "" || got.Notice.Item != "" || got.Notice.Subject != "" || got.Notice.Cause != "" || got.ID != 7 || got.State != Failed {
				t.Errorf("%q reads %+v", who.Person, got)
			}
		}
	}
	d := Delivery{Person: "helper", Notice: Notice{Kind: NoticeLaunched}}
	if got := d.ShownTo(nobody); got.Private || got.Notice.Kind != NoticeLaunched {
		t.Errorf("what all may know is told as %+v", got)
	}
}

func TestAConcernIsHeardWhilePausedAndAfterClosing(t *testing.T) {
	s := inDo(t)
	s.do(helper, FileEvidence{Evidence: seen})
	s.do(officer, PauseTest{Until: "2026-03-02", Reason: words("flu")})
	s.do(helper, RaiseEvidenceConcern{Item: "e1", Day: seen.When})
	if len(s.concernTasks()) != 1 {
		t.Error("while paused the contact finds no task")
	}
	s.verify()

	c := reached(t, StageDo)
	c.do(helper, FileEvidence{Evidence: seen})
	c.toStudy().toAct().do(lead, ProposeNext{Act: abandon()})
	c.conclude(Result{Verdict: Agreed})
	c.refuse(helper, FileEvidence{Evidence: seen}, WrongStage, "")
	c.do(helper, RaiseEvidenceConcern{Item: "e1", Day: seen.When, NoContact: true})
	if len(c.concernTasks()) != 1 || c.test.Stage != StageClosed || len(c.told(NoticeNoContact)) != 3 {
		t.Errorf("after closing: %+v, told %+v", c.test.Tasks(), c.notices)
	}
	c.do(safe, SettleEvidenceConcern{Item: "e1", Note: words("the school knows"), Evidence: &seen})
	if len(c.test.Tasks()) > 0 || c.test.MayReadEvidence(officer, "e1") {
		t.Errorf("settled: %+v", c.test.Evidence)
	}
	c.verify()
}

// What the panel was given stays what it was.
func TestAPackOutlivesAConcern(t *testing.T) {
	s := reached(t, StageDo)
	s.do(helper, FileEvidence{Evidence: seen})
	s.toStudy().toAct().do(lead, ProposeNext{Act: abandon()})
	pack := s.test.Pack()
	s.do(helper, RaiseEvidenceConcern{Item: "e1", Day: seen.When})
	if again, err := pack.Recomputed(s.journal); err != nil || !again {
		t.Errorf("it does not come out of the journal again: %v", err)
	}
	later := s.test.Pack()
	if again, err := later.Recomputed(s.journal); err != nil || !again {
		t.Errorf("a later one does not come out of the journal again: %v", err)
	}
	if len(s.test.ChangedSince(pack).Evidence) > 0 {
		t.Error("a concern is told as further evidence")
	}
}
