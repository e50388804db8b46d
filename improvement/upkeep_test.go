package improvement_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestPointsNameTheFieldAtFault(t *testing.T) {
	zero, inf := 0.0, math.Inf(-1)
	point := func(d Date) []Point { return []Point{{Date: d, Value: 1}} }
	cases := []struct {
		name  string
		c     RecordPoints
		code  Code
		field string
		says  string
	}{
		{"no measure", RecordPoints{Points: point("2026-02-01")}, Invalid, "measure", "attendance and waste"},
		{"an unknown measure", RecordPoints{Measure: "joy", Points: point("2026-02-01")}, Invalid, "measure", `"joy" is not a measure`},
		{"no points", RecordPoints{Measure: "waste"}, Invalid, "points", "at least one"},
		{"tomorrow", RecordPoints{Measure: "waste", Points: point("2026-02-03")}, Invalid, "points.date", "has not come yet"},
		{"no day", RecordPoints{Measure: "waste", Points: point("")}, Invalid, "points.date", "missing"},
		{"no real day", RecordPoints{Measure: "waste", Points: point("2026-13-01")}, Invalid, "points.date", "not a date"},
		{"the year 226", RecordPoints{Measure: "waste", Points: point("0226-02-01")}, Invalid, "points.date", "not a date"},
		{"a day twice", RecordPoints{Measure: "waste", Points: append(point("2026-02-01"), point("2026-02-01")...)}, Conflict, "points.date", "Sun 1 Feb 2026 already"},
		{"no number", RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-02-01", Value: math.NaN()}}}, Invalid, "points.value", "not a number"},
		{"a part that is none", RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-02-01", Numerator: &inf}}}, Invalid, "points.value", "part"},
		{"of nobody", RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-02-01", Denominator: &zero}}}, Invalid, "points.denominator", "above zero"},
		{"a long note", RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-02-01", Note: long()}}}, Invalid, "points.note", "20000"},
		{"no real file", RecordPoints{Measure: "waste", Points: point("2026-02-01"), File: "data.csv"}, Invalid, "file", "Store it first"},
	}
	s := launched(t)
	for _, c := range cases {
		if refused := s.refuse(helper, c.c, c.code, c.field); !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %s", c.name, refused.Message)
		}
	}
	s.do(helper, RecordPoints{Measure: "waste", Points: point("2026-02-02"), File: strings.Repeat("a", 64)}) // today counts
	s.refuse(helper, RecordPoints{Measure: "waste", Points: point("2026-02-02")}, Conflict, "points.date")
	s.do(helper, RecordPoints{Measure: "attendance", Points: point("2026-02-02")})
}

// A day is a day in London, whatever the hour is in UTC.
func TestTodayIsTheDayInLondon(t *testing.T) {
	s := newStory(t, at("2026-07-01 00:30")) // 23:30 UTC on 30 June
	s.launch(DefaultTerms())
	s.do(helper, RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-07-01", Value: 1}}})
	s.refuse(helper, RecordPoints{Measure: "waste", Points: []Point{{Date: "2026-07-02", Value: 1}}}, Invalid, "points.date")
}

func TestATestHasTwoThousandPoints(t *testing.T) {
	s := launched(t)
	points := func(n int, from Date) []Point {
		batch := make([]Point, n)
		for i := range batch {
			batch[i] = Point{Date: from.AddDays(-i), Value: float64(i)}
		}
		return batch
	}
	s.do(helper, RecordPoints{Measure: "waste", Points: points(1999, "2026-01-31")})
	refused := s.refuse(helper, RecordPoints{Measure: "attendance", Points: points(2, "2026-01-31")}, Invalid, "points")
	if refused.Message != "With these the test would have 2001 points; 2000 is the most." {
		t.Error(refused.Message)
	}
	s.do(helper, RecordPoints{Measure: "attendance", Points: points(1, "2026-01-31")})
	s.refuse(helper, RecordPoints{Measure: "attendance", Points: points(1, "2026-02-01")}, Invalid, "points")
	s.verify()
}

// What is hopelessly large is refused before it is read.
func TestAStateHasABound(t *testing.T) {
	for _, c := range []struct {
		command      string
		state, words int
		fits         bool
	}{
		{"study", MaxStateSize * 5 / 4, MaxFilingSize, true}, // it may replace one as long
		{"study", 0, MaxFilingSize + 1, false},
		{"measure", MaxFilingSize - 100, 100, true},
		{"measure", MaxFilingSize - 100, 101, false},
		{"evidence", MaxFilingSize - 100, 101, false},
	} {
		err := FitsState(c.command, c.state, c.words)
		if c.fits != (err == nil) {
			t.Errorf("%s of %d beside %d: %v", c.command, c.words, c.state, err)
		}
		if err == nil {
			continue
		}
		if refused := refusalOf(t, err); refused.Code != Invalid || !strings.Contains(refused.Message, "1536 kB") {
			t.Errorf("got %s: %s", refused.Code, refused.Message)
		}
	}
}

// The first look refuses nothing that the rules let pass: neither a study that
// replaces one as long in a test that is past its bounds, nor evidence whose words
// stay in the journal.
func TestTheFirstLookRefusesOnlyWhatTheRulesDo(t *testing.T) {
	s := launchedHeavy(t)
	s.do(helper, noted("2026-01-31", 1999, 20))
	s.do(lead, SubmitPlan{Plan: lawfulPlan(s.now)})
	s.do(officer, AgreePlan{})
	long := Evidence{ID: "long", Kind: Document, When: "2026-01-31"}
	for range 9 {
		long.Files = append(long.Files, File{Hash: strings.Repeat("ab", 32), Name: emoji(9_000), Size: 1})
	}
	s.looksFirst(helper, FileEvidence{Evidence: long})
	s.do(officer, EndDoEarly{Reason: words("flood")})
	for range 2 {
		s.looksFirst(lead, FileStudy{Study: voluminous()})
		s.do(lead, ProposeNext{Act: Act{Direction: Abandon, Why: emoji(9_000), Consequences: emoji(9_000), Costs: took}})
		s.conclude(Result{Verdict: WantsEvidence, Reasons: []Words{emoji(9_000)}})
	}
}

// looksFirst files a command that is accepted, and that the first look lets pass.
func (s *story) looksFirst(who Actor, c TestCommand) {
	s.t.Helper()
	state, command := len(stateOf(s.t, s.test)), len(stateOf(s.t, c))
	s.do(who, c)
	if err := FitsState(c.CommandName(), state, command); err != nil {
		s.t.Errorf("%s of %d kB beside %d kB: %v", c.CommandName(), command>>10, state>>10, err)
	}
}

func TestEvidenceNamesTheFieldAtFault(t *testing.T) {
	hash := strings.Repeat("ab", 32)
	cases := []struct {
		name  string
		wrong func(*Evidence)
		field string
		says  string
	}{
		{"no kind", func(e *Evidence) { e.Kind = "rumour" }, "kind", "voice or self-evaluation"},
		{"nothing", func(e *Evidence) { e.Text = Words{} }, "text", "attach a file"},
		{"no id", func(e *Evidence) { e.ID = "" }, "id", "empty"},
		{"a strange id", func(e *Evidence) { e.ID = "E 1" }, "id", "not an identifier"},
		{"a long text", func(e *Evidence) { e.Text = long() }, "text", "20000"},
		{"a long source", func(e *Evidence) { e.Source = long() }, "source", "20000"},
		{"no day", func(e *Evidence) { e.When = "" }, "when", "missing"},
		{"tomorrow", func(e *Evidence) { e.When = "2026-02-03" }, "when", "not come yet"},
		{"people without consent", func(e *Evidence) { e.ShowsPeople = true }, "consent", "who agreed to be shown"},
		{"no hash", func(e *Evidence) { e.Files = []File{{Hash: "photo.jpg", Size: 1}} }, "files", "Store it first"},
		{"an empty file", func(e *Evidence) { e.Files = []File{{Hash: hash}} }, "files", "empty"},
		{"a large file", func(e *Evidence) { e.Files = []File{{Hash: hash, Size: MaxFileSize + 1}} }, "files", "larger than 25 MB"},
		{"a long file name", func(e *Evidence) { e.Files = []File{{Hash: hash, Size: 1, Name: long()}} }, "files", "20000"},
		{"too many files", func(e *Evidence) { e.Files = make([]File, 101) }, "files", "100 is the most"},
	}
	s := launched(t)
	for _, c := range cases {
		e := Evidence{ID: "e1", Kind: ObservationOf, Text: words("calm"), When: "2026-02-02"}
		c.wrong(&e)
		if refused := s.refuse(helper, FileEvidence{Evidence: e}, Invalid, c.field); !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %s", c.name, refused.Message)
		}
	}
	photo := Evidence{
		ID: "e1", Kind: Document, When: "2026-02-02", ShowsPeople: true, Consent: words("both parents, 1 February"),
		Files: []File{{Hash: hash, Size: MaxFileSize, Name: words("photo"), Type: "image/jpeg"}},
	}
	s.do(helper, FileEvidence{Evidence: photo})
	if ref := s.test.Evidence[0]; ref.By != "helper" || ref.Cycle != 1 || ref.Entry != s.test.Version || !slices.Equal(ref.Files, []string{hash}) {
		t.Errorf("got %+v", ref)
	}
	s.refuse(helper, FileEvidence{Evidence: photo}, Conflict, "id")
}

func TestAHandOverKeepsWhoHadIt(t *testing.T) {
	s := inDo(t)
	s.do(lead, AssignStep{Step: "1.1", To: "lead", Reason: words("ill")})
	cases := []struct {
		name  string
		c     HandOver
		field string
		says  string
	}{
		{"to nobody", HandOver{From: "lead", Reason: words("leave")}, "to", "another person"},
		{"to oneself", HandOver{From: "lead", To: "lead", ToRoles: lead.Roles, Reason: words("leave")}, "to", "another person"},
		{"from someone without a task", HandOver{From: "voter", To: "helper", Reason: words("leave")}, "from", "voter has no task"},
		{"from nobody", HandOver{To: "helper", Reason: words("leave")}, "from", "no task"},
		{"the lead to a stranger", HandOver{From: "lead", To: "voter", ToRoles: voter.Roles, Reason: words("leave")}, "to", "voter is not in breakfast-group"},
		{"the LWO to another LMG's", HandOver{From: "officer", To: "officer-west", ToRoles: foreign.Roles, Reason: words("leave")}, "to", "Locality Wellbeing Officer of east"},
		{"without a reason", HandOver{From: "lead", To: "helper", ToRoles: helper.Roles}, "reason", "why"},
	}
	for _, c := range cases {
		if refused := s.refuse(officer, c.c, Invalid, c.field); !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %s", c.name, refused.Message)
		}
	}
	s.do(admin, HandOver{From: "lead", To: "helper", ToRoles: helper.Roles, Reason: words("leave")})
	if step := stepOf(s, "1.1"); step.Who != "helper" || !slices.Equal(step.Had, []PersonID{"teacher", "lead"}) {
		t.Errorf("got %+v", step)
	}
	if s.test.Charter.Lead != "helper" || len(s.test.HandedOver) != 1 || s.test.HandedOver[0].From != "lead" {
		t.Errorf("lead %s, %+v", s.test.Charter.Lead, s.test.HandedOver)
	}
	if got := s.told(NoticeTask); !slices.Equal(got, []string{"helper"}) {
		t.Errorf("told %v", got)
	}
	s.do(officer, HandOver{From: "officer", To: "officer-two", ToRoles: officer2.Roles, Reason: words("leave")})
	s.do(officer2, HandOver{From: "helper", To: "lead", ToRoles: lead.Roles, Reason: words("back")})
	if step := stepOf(s, "1.2"); step.Who != "lead" || s.test.LWO != "officer-two" {
		t.Errorf("got %+v, LWO %s", step, s.test.LWO)
	}
	for _, task := range s.test.Tasks() {
		if task.Lead != "lead" || task.LWO != "officer-two" || task.Owner != "lead" {
			t.Errorf("task %s of %s: lead %s, LWO %s", task.Key, task.Owner, task.Lead, task.LWO)
		}
	}
	s.verify()
}

// Whoever has a step only needs no role to follow.
func TestAStepIsHandedToAnyone(t *testing.T) {
	s := inDo(t)
	s.do(officer, HandOver{From: "teacher", To: "voter", Reason: words("moved away")})
	if step := stepOf(s, "1.1"); step.Who != "voter" {
		t.Errorf("got %+v", step)
	}
}

func TestHolidaysAreBroughtUpToDate(t *testing.T) {
	s := launched(t)
	if got := s.test.RefreshCalendar(holidays); got != nil {
		t.Errorf("nothing changed, yet %v", got)
	}
	events := s.test.RefreshCalendar(Calendar{Holidays: []Date{"2026-02-03"}})
	s.file("", events)
	s.do(lead, SubmitPlan{Plan: lawfulPlan(s.now)})
	if s.test.Due != "2026-02-10" {
		t.Errorf("due %s, want a day later for the holiday", s.test.Due)
	}
	s.verify()
}

func TestWhomACommandNames(t *testing.T) {
	plan := lawfulPlan(monday)
	plan.Collections = []Collection{{Who: "helper"}}
	conditions := []Condition{{Who: "voter"}, {}}
	cases := []struct {
		people []PersonID
		want   []PersonID
	}{
		{SubmitPlan{Plan: plan}.People(), []PersonID{"teacher", "helper"}},
		{AssignStep{To: "voter"}.People(), []PersonID{"voter"}},
		{HandOver{From: "a", To: "b"}.People(), []PersonID{"b"}}, // a may be erased by now,
		{CastVote{Conditions: conditions}.People(), []PersonID{"voter"}},
		{FileMinute{Minute: Minute{Present: []PersonID{"m1"}, Conditions: conditions}}.People(), []PersonID{"m1", "voter"}},
		{HandOverApproval{From: "a", To: "b"}.People(), []PersonID{"b"}},
	}
	for i, c := range cases {
		if !slices.Equal(c.people, c.want) {
			t.Errorf("case %d: %v, want %v", i, c.people, c.want)
		}
	}
	for _, blank := range TestCommands() {
		for _, p := range blank.People() {
			if p != "" {
				t.Errorf("a blank %s names %q", blank.CommandName(), p)
			}
		}
	}
}
