package improvement_test

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	. "github.com/cairnqi/cairn/improvement"
	"pgregory.net/rapid"
)

// checkCosts is what holds for the table at every moment.
func (s *story) checkCosts(must func(bool, string)) {
	s.t.Helper()
	if s.test.Points() > 300 {
		return // reading all of them after every cycle takes its time
	}
	table := s.test.CostTable(Rates{StaffHours: 20})
	stateOf(s.t, table)
	must(len(table.Cycles) == len(s.test.Cycles), "every cycle is in the table")
	for _, c := range table.Cycles[:len(table.Cycles)-1] {
		must(c.Recorded, "every earlier cycle says what it took")
	}
	for _, sum := range append(table.Took, table.Expected...) {
		must(sum.Amount >= 0 && sum.Amount <= math.MaxFloat64, "a sum is a number")
	}
}

func TestAProposalSaysWhatItsCycleTook(t *testing.T) {
	s := reached(t, StageAct)
	act := func(change func(*Act)) ProposeNext {
		a := abandon()
		change(&a)
		return ProposeNext{Act: a}
	}
	for _, c := range []struct {
		name  string
		wrong func(*Act)
		field string
		says  string
	}{
		{"nothing", func(a *Act) { a.Costs = nil }, "costs", "write 0"},
		{"nothing named in kind", func(a *Act) { a.Costs = []Cost{{Kind: InKind, Amount: 30}} }, "costs.note", "what was given"},
		{"a slip", func(a *Act) { a.Costs = []Cost{{Kind: Money, Amount: 1e12}} }, "costs.amount", "Check the amount"},
		{"an empty story", func(a *Act) { a.Stories = []CycleStory{{}} }, "stories.text", "leave it out"},
		{"a story on nothing", func(a *Act) { a.Stories = []CycleStory{{Text: words("x"), Evidence: []string{"e9"}}} }, "stories.evidence", "\"e9\""},
		{"too many stories", func(a *Act) { a.Stories = make([]CycleStory, 21) }, "stories", "20 is the most"},
	} {
		if refused := s.refuse(lead, act(c.wrong), Invalid, c.field); !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: %s", c.name, refused.Message)
		}
	}
	s.do(lead, act(func(a *Act) { a.Costs = []Cost{{Kind: Money}, {Kind: InKind, Note: words("The hall")}} }))
}

// costly is a test of two cycles, the second at its proposal.
func costly(t *testing.T) *story {
	t.Helper()
	s := launched(t)
	s.do(helper, FileEvidence{Evidence: Evidence{ID: "e1", Kind: Voice, Text: words("nice"), When: "2026-01-30"}})
	first := adapt(1, "")
	first.Costs = []Cost{{Kind: Money, Amount: 100.1}, {Kind: StaffHours, Amount: 8}, {Kind: InKind, Note: words("The hall")}}
	first.Stories = []CycleStory{{Text: words("Two brothers came in"), Evidence: []string{"e1"}}}
	s.do(helper, RecordPoints{Measure: "waste", Points: weekly("2026-01-30", 5, 4)})
	s.propose(first)
	s.conclude(Result{Verdict: Agreed})
	s.now = s.now.Add(30 * 24 * time.Hour)
	s.do(helper, RecordPoints{Measure: "waste", Points: weekly("2026-02-27", 2, 1)})
	second := adopt()
	second.Costs = []Cost{{Kind: Money, Amount: 0.2}, {Kind: StaffHours, Amount: 4}, {Kind: VolunteerHours, Amount: 30}, {Kind: InKind, Amount: 50, Note: words("Oats")}}
	s.propose(second)
	return s
}

func TestCostsStandBesideConsequences(t *testing.T) {
	table := costly(t).test.CostTable(Rates{})
	want := []CostSum{
		{Kind: StaffHours, Amount: 12}, {Kind: VolunteerHours, Amount: 30}, {Kind: Money, Amount: 100.3},
		{Kind: InKind, Amount: 50, Notes: []Words{words("The hall"), words("Oats")}, Unvalued: 1},
	}
	if !reflect.DeepEqual(table.Took, want) || !reflect.DeepEqual(table.Expected, []CostSum{{Kind: Money, Amount: 120}}) || table.Unrecorded != nil {
		t.Errorf("it took %+v, expected was %+v", table.Took, table.Expected)
	}
	if table.Priced != nil || table.ExpectedPriced != nil || table.Cycles[0].Priced != nil {
		t.Error("hours are priced without a rate")
	}
	one, two := table.Cycles[0], table.Cycles[1]
	if len(one.Took) != 3 || len(one.Stories) != 1 || one.Stories[0].Evidence[0] != "e1" || one.Outcomes[0].Mark != OutcomeNotSeen {
		t.Errorf("cycle 1: %+v", one)
	}
	if one.Measures[1].Points != 2 || two.Measures[1].Points != 4 || table.Measures[1].Points != 4 || two.Measures[1].Reading.Says == "" {
		t.Errorf("the measures read %+v, then %+v", one.Measures[1], two.Measures[1])
	}
}

// A price stands beside the hours, only of those that have a rate, with the rate.
func TestHoursArePricedWhereRatesAreConfigured(t *testing.T) {
	table := costly(t).test.CostTable(Rates{StaffHours: 20.5})
	want := &Pricing{Hours: []PricedHours{{Kind: StaffHours, Hours: 12, Rate: 20.5, Pounds: 246}}, Pounds: 246, Unpriced: []CostSum{{Kind: VolunteerHours, Amount: 30}}}
	if !reflect.DeepEqual(table.Priced, want) || table.Took[0].Amount != 12 || table.Cycles[1].Priced.Pounds != 82 {
		t.Errorf("priced %+v", table.Priced)
	}
	if table.ExpectedPriced != nil {
		t.Error("a price of hours that nobody expected")
	}
	both := costly(t).test.CostTable(Rates{StaffHours: 20, VolunteerHours: 10})
	if both.Priced.Pounds != 12*20+30*10 || len(both.Priced.Hours) != 2 || both.Priced.Unpriced != nil {
		t.Errorf("priced %+v", both.Priced)
	}
}

// A kind's sum over the test is that of its cycles, and no kind leaks into another.
func TestSumsStayWithinTheirKind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := launched(t)
		want := map[CostKind]float64{}
		for range rapid.IntRange(1, 4).Draw(t, "cycles") {
			act := adapt(1, "")
			act.Costs = nil
			for range rapid.IntRange(1, 6).Draw(t, "lines") {
				c := Cost{Kind: rapid.SampledFrom(CostKinds()).Draw(t, "kind"), Amount: float64(rapid.IntRange(0, 40_000).Draw(t, "pence")) / 100, Note: words("x")}
				act.Costs = append(act.Costs, c)
				want[c.Kind] += c.Amount
			}
			s.propose(act)
			s.conclude(Result{Verdict: Agreed})
		}
		got := s.test.CostTable(Rates{StaffHours: 1, VolunteerHours: 1})
		hours := 0.0
		for _, sum := range got.Took {
			if math.Abs(sum.Amount-want[sum.Kind]) > 0.005 {
				t.Fatalf("%s: %v, want %v", sum.Kind, sum.Amount, want[sum.Kind])
			}
			if sum.Kind == StaffHours || sum.Kind == VolunteerHours {
				hours += sum.Amount
			}
			delete(want, sum.Kind)
		}
		if len(want) > 0 || (got.Priced != nil && math.Abs(got.Priced.Pounds-hours) > 0.01) {
			t.Fatalf("left out %v; priced %+v of %v hours", want, got.Priced, hours)
		}
	})
}
