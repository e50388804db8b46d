package improvement_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

// A journal that was released stays as it is, for it stands in somebody's
// record: events of a new shape get a file of their own.
var update = flag.Bool("update", false, "write the golden journals that are missing")

// golden is a recorded journal with the state that it folds to.
type golden struct {
	Kind    Kind            `json:"kind"`
	Entries json.RawMessage `json:"entries"`
	State   json.RawMessage `json:"state"`
}

// recorded are the stories behind the golden journals.
func recorded(t *testing.T) map[string]golden {
	t.Helper()
	file := func(r *run) golden {
		r.verify()
		return golden{r.kind, stateOf(t, r.journal), stateOf(t, r.life)}
	}
	journals := map[string]golden{
		"test-of-change":  file(&wholeStory(t).run),
		"approval":        file(&wholeApproval(t).run),
		"measures":        file(&measuredStory(t).run),
		"discussion":      file(&discussedStory(t).run),
		"step-claim":      file(&claimedStory(t).run),
		"concern":         file(&worriedStory(t).run),
		"voice":           direct(t, wholeVoice(t)),
		"voice-erased":    direct(t, erasedVoice(t)),
		"voice-claimed":   direct(t, claimedVoice(t)),
		"voice-withdrawn": direct(t, withdrawnVoice(t)),
		"evidence":        direct(t, wholeItem(t)),
		"agreement":       file(&agreementStory(t).run),
		"quality-review":  file(&wholeReview(t).run), "quality-review-ended": file(&endedReview(t).run),

		"newsletter":        file(&wholeIssue(t).run),
		"newsletter-lapsed": file(&lapsedIssue(t).run),
	}
	entries, state := wholeSubscription(t)
	gone, left, _ := erasedSubscription(t)
	journals["subscription-erased"] = golden{KindSubscription, stateOf(t, gone), stateOf(t, left)}
	journals["subscription"] = golden{KindSubscription, stateOf(t, entries), stateOf(t, state)}
	maps.Copy(journals, roundJournals(t, file))
	maps.Copy(journals, claimJournals(t, file))
	plain := func(name string, kind Kind, entries []Entry) {
		state, err := Fold(kind, entries)
		if err != nil {
			t.Fatal(err)
		}
		journals[name] = golden{kind, stateOf(t, entries), state}
	}
	for name, entries := range directoryJournals(t) {
		plain(name, Kind(name), entries)
	}
	plain("erased", KindPerson, erasedJournal(t))
	plain("person-hearing", KindPerson, hearingJournal(t))
	plain("data-request", KindDataRequest, requestJournal(t))
	plain("data-request-extended", KindDataRequest, extendedJournal(t))
	return journals
}

func direct(t *testing.T, k *kept) golden {
	k.check()
	return golden{k.kind, stateOf(t, k.journal), stateOf(t, k.direct)}
}

// worriedStory has evidence that was hidden, shown again, and kept hidden in the end.
func worriedStory(t *testing.T) *story {
	s := worried(t)
	s.do(safe, SettleEvidenceConcern{Item: "e1", Shown: true, Note: words("her aunt came"), Evidence: &seen})
	s.do(helper, RaiseEvidenceConcern{Item: "e1", Day: seen.When, NoContact: true})
	s.do(safe, SettleEvidenceConcern{Item: "e1", Note: words("the school knows")})
	return s
}

// wholeVoice is looked into, shown again, accepted, set aside, and hears no more.
func wholeVoice(t *testing.T) *kept {
	said := lawfulSaid()
	said.Unsafe = true
	k := newKept(t, KindVoice, new(CommunityVoice))
	k.do(nobody, SendVoice{Said: said})
	k.do(safe, SettleConcern{Shown: true, Note: words("a misunderstanding")})
	k.do(officer, ModerateVoice{As: VoiceAccepted, Theme: "poverty"})
	k.do(helper, RaiseConcern{Why: words("I know her")})
	k.do(safe, SettleConcern{Shown: true, Note: words("so do we")})
	k.do(officer, ModerateVoice{As: VoiceSetAside, Reason: words("names a person")})
	k.do(nobody, StopHearing{})
	return k
}

// claimedVoice was taken by one LWO, given back, and taken by another who set it aside.
func claimedVoice(t *testing.T) *kept {
	k, _ := spoken(t)
	k.do(officer, ClaimVoice{})
	k.do(officer, ClaimVoice{Back: true})
	k.do(officer2, ClaimVoice{})
	k.do(officer2, ModerateVoice{As: VoiceSetAside, Reason: words("an advertisement")})
	return k
}

// withdrawnVoice was accepted; then it was not to be quoted, and then not to be kept.
func withdrawnVoice(t *testing.T) *kept {
	k, _ := spoken(t)
	k.do(officer, ModerateVoice{As: VoiceAccepted})
	k.do(officer, WithdrawConsent{Quoting: true})
	k.do(safe, WithdrawConsent{})
	return k
}

// wholeItem is a conversation that was corrected, and kept hidden.
func wholeItem(t *testing.T) *kept {
	k := newKept(t, KindEvidence, new(EvidenceItem))
	k.do(helper, FileItem{Item: lawfulConversation()})
	k.do(officer, CorrectItem{Of: 1, Item: with(lawfulConversation(), func(i *Item) { i.People = 15 }), Reason: words("one came late")})
	k.do(newcomer, RaiseConcern{Why: words("it names a child")})
	k.do(safe, SettleConcern{Note: words("the school knows")})
	return k
}

// wholeStory is a test that is adapted, adapted again on a grant, and adopted.
func wholeStory(t *testing.T) *story {
	s := reached(t, StagePlan)
	s.file("", s.test.RefreshCalendar(Calendar{Holidays: append(holidays.Holidays, "2027-01-01")}))
	s.do(lead, SubmitPlan{Plan: lawfulPlan(s.now)})
	s.do(officer, SendBackPlan{Reason: words("Who counts?")})
	plan := lawfulPlan(s.now)
	plan.Steps = append(plan.Steps,
		PlannedStep{What: words("Sweep"), Who: "helper", Where: words("hall"), Due: "2026-02-09", Repeat: &Recurrence{1, "2026-02-13"}},
		PlannedStep{What: words("Sing"), Who: "helper", Due: "2026-02-10"})
	plan.Collections = []Collection{{Measure: "waste", Who: "helper", First: "2026-02-09", EveryDays: 7, Until: "2026-03-27"}}
	s.do(lead, SubmitPlan{Plan: plan})
	s.do(officer, AgreePlan{})
	s.do(lead, AssignStep{Step: "1.1", To: "helper", Reason: words("ill")})
	s.until(at("2026-02-11 15:00"))
	num, den := 17.0, 20.0
	s.do(helper, CompleteStep{Step: "1.2", Note: words("clean")})
	s.do(helper, RecordPoints{Measure: "attendance", Points: []Point{{Date: "2026-02-09", Value: 85, Numerator: &num, Denominator: &den, Note: words("snow")}}})
	s.do(officer, PauseTest{Until: "2026-02-16", Reason: words("flu")})
	s.until(at("2026-02-16 09:00"))
	s.do(lead, RescheduleStep{Step: "1.1", Due: "2026-02-20", Reason: words("flu")})
	s.do(lead, DropStep{Step: "1.3", Reason: words("no time")})
	s.do(helper, FileEvidence{Evidence: Evidence{
		ID: "e1", Kind: Document, When: "2026-02-12", ShowsPeople: true, Consent: words("parents"), Source: words("school"),
		Files: []File{{Hash: Plan{}.Seal(), Name: words("photo"), Size: 99, Type: "image/jpeg"}},
	}})
	s.do(officer, HandOver{From: "lead", To: "helper", ToRoles: helper.Roles, Reason: words("leave")})
	s.until(at("2026-03-02 12:00"))
	s.do(officer, EndDoEarly{Reason: words("icy road"), Harm: true})
	s.do(helper, FileStudy{Study: lawfulStudy()})
	s.do(helper, ProposeNext{Act: adapt(3, "2026-12-01")})
	s.conclude(Result{Verdict: Agreed, Conditions: []Condition{{What: words("Tell the parents")}}})
	s.do(helper, CompleteStep{Step: "2.c1"})
	s.propose(adapt(1, ""))
	s.do(officer, BeginCycle{})
	s.propose(adapt(1, ""))
	s.do(officer, TakeToLMG{})
	s.conclude(Result{Verdict: WantsEvidence, Reasons: []Words{words("April")}})
	s.toAct().do(lead, ProposeNext{Act: adopt()})
	s.conclude(Result{Verdict: Declined, Reasons: []Words{words("too dear")}})
	s.do(lead, ProposeNext{Act: adopt()})
	s.conclude(Result{Verdict: Agreed, ByMeeting: true})
	s.until(at("2026-05-27 12:00"))
	s.do(officer, CheckGain{Held: "partly", Says: words("91 %")})
	if s.test.Stage != StageClosed {
		t.Fatalf("the story ends in %s", s.test.Stage)
	}
	return s
}

// measuredStory has points from a file, corrected and taken out, phases set and taken
// away, and signals that were talked about and that went with a correction.
func measuredStory(t *testing.T) *story {
	s := charted(t, spc.P, 100)
	file := strings.Repeat("c0", 32)
	sheet := RecordPoints{Measure: "attendance", File: file, Points: []Point{{Date: "2026-01-31", Missing: true, Note: words("Snow")}}}
	for i := range 12 {
		p := counted2(float64(17+i%3), 20)
		p.Date = Date("2026-01-30").AddDays(-7 * i)
		sheet.Points = append(sheet.Points, p)
	}
	s.do(helper, sheet)
	s.do(lead, RebaseMeasure{Measure: "attendance", Baseline: "2026-01-30", Reason: words("Before we began")})
	s.now = s.now.Add(90 * 24 * time.Hour)
	low := counted2(7, 20)
	low.Date = "2026-03-06"
	s.do(helper, RecordPoints{Measure: "attendance", Points: []Point{low}})
	s.do(officer, TalkAbout{Talk: "t1", Said: words("The bus did not come")})
	low.Date = "2026-03-13"
	s.do(helper, RecordPoints{Measure: "attendance", Points: []Point{low}})
	right := counted2(17, 20)
	right.Date = low.Date
	s.do(helper, CorrectPoint{Measure: "attendance", Point: right, Reason: words("A digit was missing")})
	s.do(lead, CorrectPoint{Measure: "attendance", Point: Point{Date: "2026-01-31"}, Remove: true, Reason: words("A Saturday")})
	s.do(lead, RebaseMeasure{Measure: "attendance", From: "2026-03-01", Reason: words("Another bus")})
	s.do(lead, RebaseMeasure{Measure: "attendance", From: "2026-03-01", Undo: true, Reason: words("It was the same bus")})
	if n := len(s.test.Talks); n != 2 || !s.test.Talks[1].Gone {
		t.Fatalf("the talks are %+v", s.test.Talks)
	}
	return s
}

// discussedStory has remarks of the group and of the LMG, one of them to others.
func discussedStory(t *testing.T) *story {
	s := reached(t, StagePlan)
	s.do(helper, MakeRemark{Says: words("Who has the key of the hall?"), Mentioned: []PersonID{"lead", "officer", "lead", "helper"}})
	s.do(chair, MakeRemark{Says: words("Ask the caretaker")})
	return s
}

// wholeApproval is extended, lapses, is reopened and decided in a meeting.
func wholeApproval(t *testing.T) *ballot {
	act := reached(t, StageDecide)
	panel, _ := seats(5)
	b := newBallot(t, act.now, panel)
	b.open(act.test.Request(panel))
	b.do(b.members[4], DeclareInterest{Because: words("my class")})
	b.vote(3, WithConditions)
	b.until(at("2026-02-24 12:00"))
	b.do(officer, HandOverApproval{From: "officer", To: "officer-two", ToRoles: officer2.Roles, Reason: words("leave")})
	b.do(officer2, ReopenApproval{Deadline: "2026-03-10"})
	b.vote(2, Decline)
	b.until(at("2026-03-09 12:00"))
	b.do(clerk, FileMinute{Minute: Minute{
		Outcome: WithConditions, Present: []PersonID{"m1", "m2", "m3"}, Reference: words("7.3"), Held: "2026-03-06",
		Reasons: []Words{words("worth it")}, Conditions: []Condition{{What: words("Tell the parents"), Who: "lead", Due: "2026-03-20"}},
	}})
	b.wants(ApprovalClosed, Agreed)
	return b
}

func directoryJournals(t *testing.T) map[string][]Entry {
	t.Helper()
	first := func(events []Event, err error) []Event {
		if err != nil {
			t.Fatal(err)
		}
		return events
	}
	lmg := Body{ID: east, Kind: LMG, Name: "East"}
	body := first(RecordBody{Body: lmg}.Decide(admin, false))
	body = append(body, first(SetMembers{Body: lmg, Members: append(chair.Roles, officer.Roles...)}.Decide(admin, false))...)
	child := Person{ID: "kit", Name: words("Kit"), Under16: true, NamedAdult: "lead"}
	journal := func(events []Event) []Entry { return Entries(0, "load", "admin", monday, events) }
	return map[string][]Entry{
		"body":               journal(body),
		"person":             journal(first(RecordPerson{Person: child}.Decide(nobody, true))),
		"theme":              journal(first(RecordTheme{Theme: Theme{ID: "poverty", Name: "Poverty"}}.Decide(admin, false))),
		"strategic-priority": journal(first(RecordStrategic{Strategic: Strategic{ID: "child-poverty", Name: "Tackling child poverty"}}.Decide(admin, false))),

		"priority": journal(first(RecordPriority{Priority: Priority{ID: "p", LMG: east, Theme: "poverty", Statement: words("Ready to learn"), Strategic: "3"}}.Decide(admin, false))),
	}
}

func journalFile(name string) string { return filepath.Join("testdata", "journals", name+".json") }

func TestGoldenJournals(t *testing.T) {
	if *update {
		writeJournals(t)
	}
	files, err := filepath.Glob(journalFile("*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden journals: %v", err)
	}
	seen := map[string]bool{}
	for _, file := range files {
		foldGolden(t, file, seen)
	}
	for _, name := range EventNames() {
		if !seen[name] {
			t.Errorf("no golden journal holds the event %q: add it to a story and run with -update", name)
		}
	}
}

func writeJournals(t *testing.T) {
	t.Helper()
	for name, journal := range recorded(t) {
		if _, err := os.Stat(journalFile(name)); err == nil {
			continue
		}
		text, err := json.MarshalIndent(journal, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(journalFile(name), append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// foldGolden reads a journal back, folds it, and writes it as it was.
func foldGolden(t *testing.T, file string, seen map[string]bool) {
	t.Helper()
	g, entries := readGolden(t, file)
	for _, e := range entries {
		seen[e.Event.EventName()] = true
	}
	state, err := Fold(g.Kind, entries)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if want := compact(t, g.State); !bytes.Equal(state, want) {
		t.Errorf("%s folds to\n%s\nwant\n%s", file, state, want)
	}
	if again, want := stateOf(t, entries), compact(t, g.Entries); !bytes.Equal(again, want) {
		t.Errorf("%s is written again as\n%s\nwant\n%s", file, again, want)
	}
}

func readGolden(t *testing.T, file string) (g golden, entries []Entry) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &g); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if err := json.Unmarshal(g.Entries, &entries); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return g, entries
}

func compact(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, text); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The stories behind the journals are told by today's rules, too.
func TestTheStoriesOfTheGoldenJournals(t *testing.T) {
	recorded(t)
}

func TestAJournalOfANewerRelease(t *testing.T) {
	for _, text := range []string{
		`{"v":1,"cmd":"c","at":"2026-02-02T10:00:00Z","name":"teleported","ev":1,"data":{}}`,
		`{"v":1,"cmd":"c","at":"2026-02-02T10:00:00Z","name":"launched","ev":99,"data":{}}`,
		`{"v":1,"cmd":"c","at":"2026-02-02T10:00:00Z","name":"launched","ev":1,"data":7}`,
		`{"v":"one"}`,
	} {
		var e Entry
		if err := json.Unmarshal([]byte(text), &e); err == nil {
			t.Errorf("%s was read as %+v", text, e)
		}
	}
	if _, err := json.Marshal(Entry{Version: 1}); err == nil {
		t.Error("an entry without an event was written")
	}
	if _, err := Fold("network-review", nil); err == nil {
		t.Error("an unknown kind was folded")
	}
	if _, err := RestoreTest([]byte("{")); err == nil {
		t.Error("half a state was restored")
	}
	if _, err := RestoreApproval([]byte("[]")); err == nil {
		t.Error("a list was restored")
	}
}

func TestAJournalOfTheWrongKind(t *testing.T) {
	launch := launched(t).journal
	for _, kind := range []Kind{KindBody, KindPerson, KindTheme, KindPriority} {
		if _, err := Fold(kind, launch); err == nil {
			t.Errorf("a test's journal was folded as a %s", kind)
		}
	}
	if _, err := Fold(KindPerson, nil); err == nil {
		t.Error("an empty journal was folded")
	}
}
