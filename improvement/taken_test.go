package improvement_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
	"pgregory.net/rapid"
)

// nobodys are the events that are nobody's deed: what time brings and what follows from
// a deed that is counted; what keeps people, groups and priorities on record; and what
// concerns somebody's safety or data. Where nobody but time resumes a test, that is nobody's either.
const nobodys = `approval-decided approval-extended approval-lapsed approval-opened approval-time-passed ballot-decided
	body-recorded calendar-refreshed commission-fulfilled commission-time-passed concern-claimed concern-raised concern-settled
	consent-withdrawn data-request-acknowledged data-request-claimed data-request-closed data-request-extended data-request-recorded data-request-time-passed
	decision-reached erasure-finished hearing-stopped issue-claimed issue-draft-due issue-drafted issue-handed-out issue-lapsed
	issue-opened issue-send-due issue-sent issue-time-passed meeting-claimed members-set notices-chosen part-claimed person-erased person-exported
	person-recorded priority-recorded priority-settled request-claimed resumed review-decided round-time-passed
	signals-noticed strategic-recorded subscription-asked subscription-bounced subscription-confirmed
	subscription-expired subscription-left theme-recorded time-passed took-effect voice-claimed voice-received`

// Whoever adds an event says whose deed it is, or that it is nobody's.
func TestEveryEventIsSomebodysDeedOrNobodys(t *testing.T) {
	files, err := filepath.Glob(journalFile("*"))
	if err != nil || len(files) < 10 {
		t.Fatalf("%v, %v", files, err)
	}
	counted := map[string]bool{}
	for _, file := range files {
		g, entries := readGolden(t, file)
		for i, e := range entries {
			before := refiled(t, g.Kind, entries[:i]).Taken
			after := refiled(t, g.Kind, entries[:i+1]).Taken
			counted[e.Event.EventName()] = counted[e.Event.EventName()] || deeds(after) > deeds(before)
		}
	}
	var uncounted []string
	for name, is := range counted {
		if !is {
			uncounted = append(uncounted, name)
		}
	}
	slices.Sort(uncounted)
	if got, want := strings.Join(uncounted, " "), strings.Join(strings.Fields(nobodys), " "); got != want {
		t.Errorf("these events are nobody's deed:\n%s\nwant\n%s", got, want)
	}
}

func deeds(taken []Taken) int {
	n := 0
	for _, t := range taken {
		n += t.N
	}
	return n
}

// partOf are the deeds of one person, added up.
func partOf(taken []Taken, person PersonID) string {
	all := map[DeedKind]int{}
	for _, t := range taken {
		if t.Person == person {
			all[t.Deed] += t.N
		}
	}
	var did []Did
	for _, kind := range slices.Sorted(maps.Keys(all)) {
		did = append(did, Counted(kind, all[kind], 1, ""))
	}
	return Told(InOrder(did), 0)
}

func TestWhoDidWhat(t *testing.T) {
	for _, c := range []struct {
		journal string
		person  PersonID
		did     string
	}{
		{"measures", "helper", "recorded 15 points and put right 1 entry"},
		{"measures", "officer", "talked over 1 chart that showed something and launched 1 test"},
		{"approval", "m3", "voted on 1 decision and decided in 1 meeting"},
		{"approval", "m5", "declared an interest in 1 decision"},
		{"approval", "clerk", "filed 1 minute"},
		{"agreement", "teacher", "did 2 steps and took part in 1 shared agreement"},
		{"agreement", "lead", "made 4 predictions, wrote 2 plans, filed 2 studies, made 2 proposals of what comes next, took part in 1 shared agreement, filed 2 deeds of others for them and kept 1 piece of work going"},
		{"priority-setting", "voter", "drafted priorities in 1 round, scored the drafts of 1 round and kept 1 piece of work going"},
		{"quality-review", "helper", "rated joint work in 1 quality review and did 1 improvement action"},
		{"commission", "chair", "asked for 1 test to begin and kept 1 piece of work going"},
		{"newsletter", "helper", "offered 1 newsletter item"},
		{"evidence", "helper", "recorded 1 community conversation"},
		{"concern", "safe", ""}, // who looks into safety is not counted
		{"data-request", "admin", ""},
	} {
		g, entries := readGolden(t, journalFile(c.journal))
		if got := partOf(refiled(t, g.Kind, entries).Taken, c.person); got != c.did {
			t.Errorf("%s in %s: %s\nwant %s", c.person, c.journal, got, c.did)
		}
	}
}

// An answer is the deed of whoever was asked, whoever filed it for them.
func TestAnAnswerIsTheirsWhoWereAsked(t *testing.T) {
	s := openedRound(t)
	s.do(officer, AskEvidence{Of: helper.Person, Question: words("What do pupils say?"), Due: "2026-02-20"})
	s.do(officer, answering("r1", "evidence/x"))
	if got := partOf(s.derived.Taken, helper.Person); got != "answered 1 request for evidence" {
		t.Errorf("who was asked %s", got)
	}
	if got := partOf(s.derived.Taken, officer.Person); !strings.Contains(got, "filed 1 deed of somebody else for them") {
		t.Errorf("who filed it %s", got)
	}
}

func TestHowDeedsAreTold(t *testing.T) {
	for _, c := range []struct {
		kind  DeedKind
		n, in int
		says  string
	}{
		{DeedPoint, 1, 1, "recorded 1 point"},
		{DeedPoint, 12, 2, "recorded 12 points"},
		{DeedVote, 3, 2, "voted on 2 decisions"}, // one was changed
		{DeedVoice, 1, 1, "read 1 voice of the community"},
		{DeedStudy, 2, 2, "filed 2 studies"},
		{"kind-word", 2, 1, "did 2 kind words"}, // of a later release
	} {
		if got := Counted(c.kind, c.n, c.in, ""); got.Says != c.says {
			t.Errorf("%d %s in %d: %q, want %q", c.n, c.kind, c.in, got.Says, c.says)
		}
	}
	did := []Did{Counted(DeedGuided, 9, 1, ""), Counted(DeedStep, 3, 1, ""), Counted(DeedPoint, 2, 1, "")}
	for most, want := range map[int]string{
		0: "did 3 steps, recorded 2 points and kept 1 piece of work going",
		2: "did 3 steps, recorded 2 points and more",
		1: "did 3 steps and more",
	} {
		if got := Told(InOrder(did), most); got != want {
			t.Errorf("at most %d: %q, want %q", most, got, want)
		}
	}
	if got := Told(nil, 0); got != "" {
		t.Errorf("nothing is told as %q", got)
	}
}

func TestWhatASubjectIsAbout(t *testing.T) {
	for subject, want := range map[SubjectID]SubjectID{
		"test-of-change/club":                "test-of-change/club",
		"approval/test-of-change/club/2":     "test-of-change/club",
		"approval/priority-setting/east/1/3": "priority-setting/east/1",
		"approval/x":                         "",
		"evidence/e":                         "evidence/e",
	} {
		if got := Matter(subject); got != want {
			t.Errorf("%s is about %q, want %q", subject, got, want)
		}
	}
}

// However deeds are filed, together or one by one, they are counted alike.
func TestPartsAreCountedAlikeHoweverFiled(t *testing.T) {
	files, err := filepath.Glob(journalFile("*"))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		g, entries := readGolden(t, rapid.SampledFrom(files).Draw(rt, "journal"))
		entries = entries[:rapid.IntRange(1, len(entries)).Draw(rt, "entries")]
		filed := refiled(t, g.Kind, entries)
		derived, err := Derive(filed.subject, entries)
		if err != nil {
			rt.Fatal(err)
		}
		if got, want := fmt.Sprint(derived.Taken), fmt.Sprint(filed.Taken); got != want {
			rt.Errorf("the whole journal gives\n%s\nand its entries\n%s", got, want)
		}
	})
}
