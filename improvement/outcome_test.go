package improvement_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

var core = []CoreOutcome{{ID: "heard", Name: "People are heard"}, {ID: "safe", Name: "People feel safe"}}

// hoping is a test that hopes for something of the list and for two things in own words.
func hoping(t reporter) *story {
	t.Helper()
	s := newStory(t, monday)
	charter, facts := lawfulCharter(), lawfulFacts()
	facts.Outcomes = core
	charter.Outcomes = []AnticipatedOutcome{
		{ID: "heard", Chosen: true}, {Text: words("calmer mornings")}, {ID: "friends", Text: words("friends come along")}, {Text: words("fed")},
	}
	events, err := Launch(charter, facts, DefaultTerms(), holidays, officer, s.now)
	if err != nil {
		s.t.Fatalf("Launch: %v", err)
	}
	s.file(officer.Person, events)
	return s
}

func clear(w Words) string { return strings.TrimPrefix(w.Sealed, "sealed:") }

func TestOutcomesAreChosenOrInOwnWords(t *testing.T) {
	s := hoping(t)
	var got []string
	for _, o := range s.test.Outcomes() {
		got = append(got, string(o.ID)+": "+o.Says(clear))
	}
	want := []string{"heard: People are heard", "o1: calmer mornings", "friends: friends come along", "o2: fed"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	s.verify()
}

func TestOutcomesThatCannotBeChosen(t *testing.T) {
	launch := func(from []CoreOutcome, outcomes ...AnticipatedOutcome) *Error {
		charter, facts := lawfulCharter(), lawfulFacts()
		charter.Outcomes, facts.Outcomes = outcomes, from
		_, err := Launch(charter, facts, DefaultTerms(), holidays, officer, monday)
		return refusalOf(t, err)
	}
	for _, c := range []struct {
		refused     *Error
		field, says string
	}{
		{launch(core, AnticipatedOutcome{ID: "rich", Chosen: true}), "outcomes", "Choose from heard and safe"},
		{launch(nil, AnticipatedOutcome{ID: "heard", Chosen: true}), "outcomes", "your own words"},
		{launch(core, AnticipatedOutcome{ID: "heard", Chosen: true}, AnticipatedOutcome{ID: "heard", Text: words("x")}), "outcomes", "Two outcomes are called heard"},
		{launch(core, AnticipatedOutcome{ID: "not an id", Text: words("x")}), "outcomes.id", "not an identifier"},
		{launch(core, AnticipatedOutcome{ID: "empty"}), "outcomes", "leave it out"},
	} {
		if c.refused.Field != c.field || !strings.Contains(c.refused.Message, c.says) {
			t.Errorf("got %s, want %q of %s", c.refused, c.says, c.field)
		}
	}
}

func TestEachOutcomeIsMarkedAtStudy(t *testing.T) {
	all := func() []OutcomeMark {
		return []OutcomeMark{
			{Outcome: "heard", Mark: OutcomeEmerging, Evidence: []string{"e1"}}, {Outcome: "o1", Mark: OutcomeAchieved, Seen: words("The bell is heard")},
			{Outcome: "friends", Mark: OutcomeNotSeen}, {Outcome: "o2", Mark: OutcomeNotSeen},
		}
	}
	s := hoping(t).toDo().toStudy()
	s.do(helper, FileEvidence{Evidence: Evidence{ID: "e1", Kind: Voice, Text: words("They asked us"), When: "2026-01-31"}})
	for _, c := range []struct {
		name  string
		wrong func([]OutcomeMark) []OutcomeMark
		field string
		says  string
	}{
		{"none", func([]OutcomeMark) []OutcomeMark { return nil }, "outcomes", "heard has no mark"},
		{"one left out", func(m []OutcomeMark) []OutcomeMark { return m[:3] }, "outcomes", "o2 has no mark"},
		{"twice", func(m []OutcomeMark) []OutcomeMark { return append(m, m[0]) }, "outcomes.outcome", "heard is marked twice"},
		{"another's", func(m []OutcomeMark) []OutcomeMark { m[0].Outcome = "rich"; return m }, "outcomes.outcome", "heard, o1, friends and o2"},
		{"no mark", func(m []OutcomeMark) []OutcomeMark { m[0].Mark = "good"; return m }, "outcomes.mark", "emerging, achieved or not-seen"},
		{"nothing behind it", func(m []OutcomeMark) []OutcomeMark { m[0].Evidence = nil; return m }, "outcomes.seen", "Say what was seen"},
		{"evidence of nowhere", func(m []OutcomeMark) []OutcomeMark { m[0].Evidence = []string{"e9"}; return m }, "outcomes.evidence", "\"e9\""},
		{"evidence twice", func(m []OutcomeMark) []OutcomeMark { m[0].Evidence = []string{"e1", "e1"}; return m }, "outcomes.evidence", "twice"},
		{"too much", func(m []OutcomeMark) []OutcomeMark { m[0].Evidence = make([]string, 21); return m }, "outcomes.evidence", "20 is the most"},
		{"a book", func(m []OutcomeMark) []OutcomeMark { m[0].Seen = long(); return m }, "outcomes.seen", "20000 is the most"},
	} {
		study := lawfulStudy()
		study.Outcomes = c.wrong(all())
		if refused := s.refuse(lead, FileStudy{Study: study}, Invalid, c.field); !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %s", c.name, refused.Message)
		}
	}
	study := lawfulStudy()
	study.Outcomes = all()
	s.do(lead, FileStudy{Study: study})
	if pack := s.test.Pack(); len(pack.Study.Outcomes) != 4 {
		t.Error("the panel does not see the marks")
	}
}

func TestHowAnOutcomeMovedFromCycleToCycle(t *testing.T) {
	s := launched(t)
	s.propose(adapt(1, ""))
	s.conclude(Result{Verdict: Agreed})
	s.toDo().toStudy()
	study := lawfulStudy()
	study.Outcomes = []OutcomeMark{{Outcome: "o1", Mark: OutcomeEmerging, Seen: words("calmer")}}
	s.do(lead, FileStudy{Study: study})
	paths := s.test.OutcomePaths()
	if len(paths) != 1 || len(paths[0].Marks) != 2 || paths[0].Marks[0].Mark != OutcomeNotSeen || paths[0].Marks[1].Mark != OutcomeEmerging || paths[0].Marks[1].Cycle != 2 {
		t.Errorf("the outcome moved %+v", paths)
	}
	study.Outcomes = nil
	none := launched(t)
	none.test.Charter.Outcomes = nil
	none.toDo().toStudy().do(lead, FileStudy{Study: study})
}

// before is a test as it was launched before outcomes had an identifier.
func before(t reporter) *story {
	t.Helper()
	s := newStory(t, monday)
	charter := lawfulCharter()
	events, err := Launch(charter, lawfulFacts(), DefaultTerms(), holidays, officer, s.now)
	if err != nil {
		t.Fatalf("Launch: %v", err)
	}
	launch := events[0].(*Launched)
	launch.Rules, launch.Charter = 1, charter
	s.file(officer.Person, events)
	return s
}

func TestATestFromBeforeOutcomesWereMarked(t *testing.T) {
	old := `{"by":"lead","n":15,"box":"sealed:calmer mornings"}`
	var o AnticipatedOutcome
	if err := json.Unmarshal([]byte(old), &o); err != nil || o.ID != "" || o.Says(clear) != "calmer mornings" {
		t.Fatalf("read %+v (%v)", o, err)
	}
	if again := string(stateOf(t, o)); again != old {
		t.Errorf("written as %s, was %s", again, old)
	}

	s := before(t).toDo().toStudy()
	if outcomes := s.test.Outcomes(); len(outcomes) != 1 || outcomes[0].ID != "o1" {
		t.Errorf("the outcomes are %+v", outcomes)
	}
	unmarked := lawfulStudy()
	unmarked.Outcomes = nil
	s.do(lead, FileStudy{Study: unmarked})
	s.do(lead, ProposeNext{Act: Act{Direction: Abandon, Why: words("Nobody came"), Costs: []Cost{{Kind: InKind}}}})
	s.conclude(Result{Verdict: WantsEvidence, Reasons: []Words{words("April")}})
	s.toAct() // marks are taken where they are given
	if _, marked := s.test.OutcomePaths()[0], len(s.test.OutcomePaths()[0].Marks) == 1; !marked {
		t.Error("its mark is lost")
	}
	s.do(lead, ProposeNext{Act: Act{Direction: Abandon, Why: words("Nobody came")}})
	if table := s.test.CostTable(Rates{}); len(table.Unrecorded) != 1 {
		t.Errorf("nobody said what it took, and the table is %+v", table)
	}
	s.verify()
}
