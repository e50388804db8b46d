package storagetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/storage"
)

// partIn files a subject, or files to it again, and the parts that people took by that.
func partIn(t *testing.T, s *storage.Store, subject improvement.SubjectID, version int, parent improvement.SubjectID, taken ...improvement.Taken) {
	t.Helper()
	f := theme("x", version, fmt.Sprint("p", version), "x")
	for i := range taken {
		taken[i].Entry = version + 1
	}
	f.Subject, f.Taken = subject, taken
	f.Summary = improvement.Summary{Open: true, Parent: parent, Outcome: "agreed", Title: said("anna", string(subject))}
	file(t, s, f)
}

func took(person improvement.PersonID, deed improvement.DeedKind, day improvement.Date, n int) improvement.Taken {
	return improvement.Taken{Entry: 1, Person: person, Deed: deed, At: day.Morning(), N: n}
}

func told(did []improvement.Did) string { return improvement.Told(did, 0) }

// parts holds that deeds are added up by person, kind and day, and once each.
func parts(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	partIn(t, s, "test-of-change/club", 0, "", took("cook", improvement.DeedPoint, "2026-07-01", 3), took("lead", improvement.DeedPlan, "2026-07-01", 1))
	partIn(t, s, "test-of-change/club", 1, "", took("cook", improvement.DeedPoint, "2026-07-01", 2), took("cook", improvement.DeedStep, "2026-07-02", 1))
	partIn(t, s, "test-of-change/club", 1, "", took("cook", improvement.DeedPoint, "2026-07-01", 2)) // once more: it is held
	partIn(t, s, "test-of-change/bus", 0, "", took("cook", improvement.DeedPoint, "2026-07-03", 1))
	linked(t, s, "theme/x", improvement.Link{From: "test-of-change/bus", To: "approval/test-of-change/bus/1"})
	for n := range 2 { // a vote that changes is one vote
		partIn(t, s, "approval/test-of-change/bus/1", n, "test-of-change/bus", took("cook", improvement.DeedVote, "2026-07-04", 1))
	}
	shelve(t, s, improvement.Shelved{ID: "evidence/unsafe", Day: "2026-07-12", Hidden: true, Versions: 1})
	partIn(t, s, "evidence/unsafe", 1, "", took("cook", improvement.DeedEvidence, "2026-07-04", 1))

	did := func(person improvement.PersonID, since improvement.Date) string {
		return told(read[[]improvement.Did](t)(s.Did(ctx, person, since)))
	}
	same(t, "the cook", did("cook", ""), "did 1 step, recorded 6 points and voted on 1 decision")
	same(t, "since a day", did("cook", "2026-07-02"), "did 1 step, recorded 1 point and voted on 1 decision")
	same(t, "since tomorrow", did("cook", "2026-08-01"), "")
	same(t, "the lead", did("lead", ""), "wrote 1 plan")
	same(t, "a stranger", did("stranger", ""), "")
	all := read[[]improvement.Did](t)(s.Did(ctx, "cook", ""))
	same(t, "of points", all[1], improvement.Counted(improvement.DeedPoint, 6, 2, "2026-07-03"))

	in := read[map[improvement.SubjectID][]improvement.Did](t)(s.DidIn(ctx, "cook", "", []improvement.SubjectID{"test-of-change/bus", "test-of-change/club", "test-of-change/none"}))
	same(t, "in the bus", told(in["test-of-change/bus"]), "recorded 1 point and voted on 1 decision")
	same(t, "in the club", told(in["test-of-change/club"]), "did 1 step and recorded 5 points")
	same(t, "in how many", len(in), 2)
	none := read[map[improvement.SubjectID][]improvement.Did](t)(s.DidIn(ctx, "cook", "", nil))
	same(t, "in none", len(none), 0)
}

// cameOfParts holds that what came of somebody's deeds is followed along the links, and
// that deeds are found again from what they led to.
func cameOfParts(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	link := func(from, to improvement.SubjectID) improvement.Link { return improvement.Link{From: from, To: to} }
	day := improvement.Date("2026-07-01")
	shelve(t, s, improvement.Shelved{ID: "evidence/unsafe", Day: day, Hidden: true, Versions: 1})
	for subject, kind := range map[improvement.SubjectID]improvement.Kind{
		"evidence/seen": improvement.KindEvidence, "priority-setting/east/1": improvement.KindRound, "priority/hungry": improvement.KindPriority,
		"priority/warm": improvement.KindPriority, "test-of-change/club": improvement.KindTest, "test-of-change/secret": improvement.KindTest,
		"approval/priority-setting/east/1/1": improvement.KindApproval, "approval/test-of-change/club/1": improvement.KindApproval,
	} {
		f := theme("x", 0, "c1", "x")
		f.Subject, f.Summary = subject, improvement.Summary{Open: true, Stage: "running", Title: said("anna", string(subject))}
		switch subject {
		case "priority/hungry", "approval/priority-setting/east/1/1":
			f.Summary.Parent = "priority-setting/east/1"
		case "approval/test-of-change/club/1":
			f.Summary.Parent, f.Summary.Outcome = "test-of-change/club", "agreed"
		}
		if kind == improvement.KindEvidence {
			f.Taken = []improvement.Taken{took("cook", improvement.DeedEvidence, day, 1)}
			f.Links = []improvement.Link{
				link("evidence/seen", "priority/hungry"), link("priority/hungry", "test-of-change/club"), link("test-of-change/club", "approval/test-of-change/club/1"),
				link("priority-setting/east/1", "approval/priority-setting/east/1/1"), link("evidence/unsafe", "test-of-change/secret"),
				link("test-of-change/club", "evidence/seen"), // a circle
			}
		}
		if subject == "approval/priority-setting/east/1/1" {
			f.Taken = []improvement.Taken{took("member", improvement.DeedVote, day, 1)}
		}
		if subject == "approval/test-of-change/club/1" {
			f.Taken = []improvement.Taken{took("chair", improvement.DeedVote, day, 1)}
		}
		file(t, s, f)
	}
	partIn(t, s, "evidence/unsafe", 1, "", took("cook", improvement.DeedEvidence, day, 1))

	cameTo := func(person improvement.PersonID, since improvement.Date) map[string]bool {
		came, more, err := s.CameOf(ctx, person, since)
		if err != nil || more {
			t.Errorf("what came of the part of %s: more %t, %v", person, more, err)
		}
		own := map[string]bool{}
		for _, c := range came {
			own[string(c.Subject)] = c.Own
			same(t, "title of "+string(c.Subject), c.Title.Sealed, string(c.Subject))
		}
		return own
	}
	same(t, "of evidence", cameTo("cook", ""), map[string]bool{
		"evidence/seen": true, "priority/hungry": false, "test-of-change/club": false, "approval/test-of-change/club/1": false})
	same(t, "of a vote in a round", cameTo("member", ""), map[string]bool{
		"priority-setting/east/1": true, "approval/priority-setting/east/1/1": false, "priority/hungry": false,
		"test-of-change/club": false, "approval/test-of-change/club/1": false, "evidence/seen": false})
	same(t, "of a vote on a test", cameTo("chair", "")["test-of-change/club"], true)
	same(t, "of nothing", len(cameTo("stranger", ""))+len(cameTo("cook", "2026-07-02")), 0)

	towards := func(person improvement.PersonID, subject improvement.SubjectID) string {
		return told(read[[]improvement.Did](t)(s.DidTowards(ctx, person, subject, day.End())))
	}
	same(t, "towards a decision", towards("cook", "approval/test-of-change/club/1"), "filed 1 item of evidence")
	same(t, "towards a priority", towards("cook", "priority/hungry"), "filed 1 item of evidence")
	same(t, "towards a round's priorities", towards("cook", "priority-setting/east/1"), "filed 1 item of evidence")
	same(t, "towards a test, by the round", towards("member", "test-of-change/club"), "voted on 1 decision")
	same(t, "towards what hangs on something hidden", towards("cook", "test-of-change/secret"), "")
	same(t, "towards what is another's", towards("cook", "priority/warm"), "")
	before := read[[]improvement.Did](t)(s.DidTowards(ctx, "cook", "priority/hungry", day.Morning().Add(-time.Second)))
	same(t, "towards a priority, before it was filed", len(before), 0)
}

// manyParts holds that what is followed is bounded, and that tests are not lost among
// the voices that somebody read.
func manyParts(t *testing.T, s *storage.Store) {
	ctx := context.Background()
	partIn(t, s, "test-of-change/club", 0, "", took("officer", improvement.DeedLaunch, "2026-01-01", 1))
	linked(t, s, "approval/test-of-change/club/1", improvement.Link{From: "test-of-change/club", To: "approval/test-of-change/club/1"})
	for n := range improvement.MaxFollowed + 5 {
		f := theme("x", 0, "c1", "x")
		f.Subject = improvement.VoiceSubject(fmt.Sprintf("v%05d", n))
		f.Taken = []improvement.Taken{took("officer", improvement.DeedVoice, "2026-07-01", 1)}
		file(t, s, f)
	}
	came, more, err := s.CameOf(ctx, "officer", "")
	if err != nil || len(came) > improvement.MaxFollowed || !more {
		t.Fatalf("%d are followed, more %t, %v", len(came), more, err)
	}
	there := 0
	for _, c := range came {
		if c.Subject.Kind() != improvement.KindVoice {
			there++
		}
	}
	same(t, "the test and its decision, among voices", there, 2)
	same(t, "all of it is counted", told(read[[]improvement.Did](t)(s.Did(ctx, "officer", ""))),
		fmt.Sprintf("read %d voices of the community and launched 1 test", improvement.MaxFollowed+5))
}
