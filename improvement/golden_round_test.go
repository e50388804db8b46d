package improvement_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

// roundJournals are those of priority setting and of what follows from it.
func roundJournals(t *testing.T, file func(*run) golden) map[string]golden {
	t.Helper()
	ended := openedRound(t).do(chair, EndRound{Reason: words("The LMG is set up anew")})
	withdrawn := commissioned(t).do(deputy, WithdrawCommission{Reason: words("no room")})
	named := roundAt(t, RoundTakeEffect)
	named.file("", named.round.TakeEffect(1, []Renamed{{Draft: "meals", As: "meals-2"}}))
	fold := func(kind Kind, events ...Event) golden {
		entries := Entries(0, "load", "admin", monday, events)
		state, err := Fold(kind, entries)
		if err != nil {
			t.Fatal(err)
		}
		return golden{kind, stateOf(t, entries), state}
	}
	var settled []Event
	for _, effect := range wholeRound(t).round.Effects() {
		if effect.Priority == "meals" {
			settled = append(settled, effect.Event)
		}
	}
	for _, fate := range []Fate{Carried, Retired} {
		settled = append(settled, &PrioritySettled{Round: RoundSubject(east, "2028"), Fate: fate, Because: words("schools feed all")})
	}
	return map[string]golden{
		"priority-setting":       file(&wholeRound(t).run),
		"priority-setting-ended": file(&ended.run),
		"priority-setting-named": file(&named.run),
		"commission":             file(&wholeCommission(t).run),
		"commission-withdrawn":   file(&withdrawn.run),
		"priority-settled":       fold(KindPriority, settled...),
	}
}

// wholeRound asks, hears late, drafts, scores, votes one by one and again, publishes, and
// closes with the last of its conditions.
func wholeRound(t *testing.T) *roundStory {
	s := openedRound(t)
	s.file("", s.round.RefreshCalendar(Calendar{Holidays: append(holidays.Holidays, "2027-01-01")}))
	body := AskEvidence{Question: words("Who comes?"), Body: breakfast, BodyIs: Body{ID: breakfast, Kind: ActionGroup, Parent: east}, Due: "2026-02-20"}
	s.do(officer, putting("evidence/meals", "voice/v-1")).do(chair, ReviewEvidence{}).do(officer, asking("teacher", "2026-02-06"))
	s.do(officer, body).do(chair, asking("helper", "2026-02-20"))
	s.do(lead, answering("r2", "test-of-change/breakfast#e1")).do(deputy, WaiveEvidence{Request: "r3", Reason: words("known")})
	s.until(at("2026-02-23 12:00"))
	late := answering("r1", "evidence/register")
	late.Note = words("the school was closed")
	s.do(teacher, late).do(officer, SeeLate{Request: "r1", Says: words("It confirms the meals")})
	s.do(admin, HandOverRound{From: "officer", To: "officer-two", ToRoles: officer2.Roles, Reason: words("leave")})
	s.do(officer2, MoveRound{To: RoundPropose}).drafts("meals", "warm", "play")
	s.do(officer2, calling("2026-03-13", "chair", "voter")).do(chair, scoring("meals", 5, "warm", 1)).do(voter, scoring("meals", 4, "warm", 5))
	s.do(voter, WithdrawDraft{Priority: "play", Reason: words("part of meals")})
	s.do(officer2, PutToVote{OneByOne: true})
	s.conclude(agreed(
		Condition{What: words("Ask the schools"), Who: "teacher", Due: "2026-03-20"}, Condition{What: words("Count")}, Condition{What: words("Sing")},
	)).conclude(against(Declined, "too dear"))
	s.do(chair, MoveRound{To: RoundPropose, Reason: words("for less")}).do(voter, drafting("warm", "voice/v-1"))
	s.do(officer2, PutToVote{}).conclude(Result{Verdict: Agreed, ByMeeting: true})
	s.do(officer2, publishing()).takeEffect()
	s.do(officer2, ChangeAction{Action: "a2", To: "helper", Due: "2026-04-01", Reason: words("knows how")})
	s.do(helper, CompleteAction{Action: "a2", Note: words("42")}).do(teacher, CompleteAction{Action: "a1"})
	s.do(officer2, DropAction{Action: "a3", Reason: words("nobody sings")})
	return s.stands(RoundClosed)
}

func wholeCommission(t *testing.T) *commissionStory {
	s := commissioned(t)
	s.file("", s.commission.RefreshCalendar(Calendar{Holidays: []Date{"2026-04-03"}}))
	s.until(at("2026-02-24 12:00"))
	s.do(chair, RescheduleCommission{Due: "2026-04-07", Reason: words("after Easter")})
	s.do(admin, HandOverCommission{From: "officer", To: "officer-two", ToRoles: officer2.Roles, Reason: words("leave")})
	s.until(at("2026-04-08 12:00"))
	s.file("", s.commission.Fulfil("test-of-change/breakfast"))
	return s
}

// What the record keeps beside a journal is made of it again as the filings made it: of
// the journals of every release.
func TestWhatIsDerivedOfTheGoldenJournals(t *testing.T) {
	files, err := filepath.Glob(journalFile("*"))
	if err != nil || len(files) < 10 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		g, entries := readGolden(t, file)
		filed := refiled(t, g.Kind, entries)
		subject := filed.subject
		derived, err := Derive(subject, entries)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if got, want := stateOf(t, once(derived)), stateOf(t, once(filed.Derived)); !bytes.Equal(got, want) {
			t.Errorf("%s: derived is\n%s\nand was filed\n%s", file, got, want)
		}
		if !bytes.Equal(filed.state, compact(t, g.State)) {
			t.Errorf("%s: filed again is\n%s", file, filed.state)
		}
	}
}

// once keeps a link that was added again once: on record it stands once.
func once(d Derived) Derived {
	seen := map[Link]bool{}
	var links []Link
	for _, l := range d.Links {
		if !seen[l] {
			links, seen[l] = append(links, l), true
		}
	}
	d.Links = links
	return d
}

type filedAgain struct {
	Derived
	subject SubjectID
	state   json.RawMessage
}

// refiled files each entry of a journal again, as it was filed.
func refiled(t *testing.T, kind Kind, entries []Entry) filedAgain {
	t.Helper()
	var life Direct // what every aggregate with a state of its own does
	f := filedAgain{subject: SubjectID(string(kind) + "/x")}
	switch kind {
	case KindTest:
		life = new(TestOfChange)
	case KindApproval:
		life = new(Approval)
	case KindRound:
		life = new(PrioritySetting)
	case KindCommission:
		life = new(Commission)
	case KindDataRequest:
		life = new(DataRequest)
	case KindReview:
		life = new(QualityReview)
	case KindNewsletter:
		life = new(Issue)
	default:
		if direct, err := RestoreDirect(f.subject, nil); err == nil {
			life = direct
		}
	}
	for i, e := range entries {
		var filing Filing
		var err error
		if life == nil {
			filing, err = DirectoryFiling(f.subject, i, f.state, e.Command, e.By, e.At, []Event{e.Event})
		} else if filing, err = life.Filing(e.Command, e.By, e.At, []Event{e.Event}); err == nil {
			life.Apply(filing.Entries[0])
		}
		if err != nil {
			t.Fatalf("entry %d: %v", i+1, err)
		}
		f.subject, f.state, f.Summary, f.Tasks = filing.Subject, filing.State, filing.Summary, filing.Tasks
		f.Links, f.Shelved = append(f.Links, filing.Links...), append(f.Shelved, filing.Shelved...)
		f.Taken = append(f.Taken, filing.Taken...)
		f.Course = (&run{derived: f.Derived}).course(filing)
		f.Subscribers = filing.Subscribers
	}
	return f
}

func TestDeriveRefusesWhatDoesNotFold(t *testing.T) {
	entries := wholeRound(t).journal
	for kind, of := range map[Kind][]Entry{
		KindRound: entries[4:], KindCommission: entries, KindPriority: entries, "network-review": entries,
	} {
		if d, err := Derive(SubjectID(string(kind)+"/x"), of); err == nil || !strings.Contains(err.Error(), string(kind)) {
			t.Errorf("%s: %+v, %v", kind, d, err)
		}
	}
}

// A priority that is recorded again keeps what rounds made of it, and the paths to it.
func TestACorrectedPriorityStaysAsTheRoundLeftIt(t *testing.T) {
	first := Priority{ID: "meals", LMG: east, Theme: "poverty", Statement: words("x"), Evidence: []ItemID{"evidence/a"}, Round: RoundSubject(east, "2026")}
	second := Priority{ID: "meals", LMG: east, Theme: "poverty", Statement: words("better words"), Evidence: []ItemID{"evidence/b"}}
	settled := &PrioritySettled{Round: RoundSubject(east, "2028"), Fate: Retired, Because: words("done elsewhere")}
	entries := Entries(0, "c", "admin", monday, []Event{&PriorityRecorded{Priority: first}, settled, &PriorityRecorded{Priority: second}})
	state, err := Fold(KindPriority, entries)
	if err != nil {
		t.Fatal(err)
	}
	var got Priority
	if err := json.Unmarshal(state, &got); err != nil {
		t.Fatal(err)
	}
	if got.Statement != second.Statement || got.Fate != Retired || got.Round != first.Round || got.Settled != settled.Round || got.InEffect() {
		t.Errorf("recorded again: %+v", got)
	}
	filed := refiled(t, KindPriority, entries)
	derived, err := Derive(PrioritySubject("meals"), entries)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := stateOf(t, once(derived)), stateOf(t, once(filed.Derived)); !bytes.Equal(a, b) || len(once(derived).Links) != 2 {
		t.Errorf("derived\n%s\nfiled\n%s", a, b)
	}
}
