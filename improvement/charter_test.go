package improvement_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	. "github.com/cairnqi/cairn/improvement"
)

func TestALaunchNamesTheFieldAtFault(t *testing.T) {
	inf := math.Inf(1)
	cases := []struct {
		name  string
		wrong func(*Charter, *CharterFacts)
		field string
		says  string
	}{
		{"no kind", func(c *Charter, _ *CharterFacts) { c.Kind = "trial" }, "kind", "test-of-change or small-scale-project"},
		{"no id", func(c *Charter, _ *CharterFacts) { c.ID = "" }, "id", "empty"},
		{"a name for an id", func(c *Charter, _ *CharterFacts) { c.ID = "Breakfast Club" }, "id", "not an identifier"},
		{"a long id", func(c *Charter, _ *CharterFacts) { c.ID = strings.Repeat("a", 64) }, "id", "63"},
		{"no title", func(c *Charter, _ *CharterFacts) { c.Title = Words{} }, "title", "short name"},
		{"a long title", func(c *Charter, _ *CharterFacts) { c.Title = long() }, "title", "20001 characters; 200 is the most"},
		{"a title of less than nothing", func(c *Charter, _ *CharterFacts) { c.Title.Length = -1 }, "title", "short name"},
		{"no aim", func(c *Charter, _ *CharterFacts) { c.Aim.What = Words{} }, "aim.what", "The aim is empty"},
		{"for nobody", func(c *Charter, _ *CharterFacts) { c.Aim.ForWhom = Words{} }, "aim.for_whom", "for whom"},
		{"by nothing", func(c *Charter, _ *CharterFacts) { c.Aim.HowMuch = Words{} }, "aim.how_much", "by how much"},
		{"by no day", func(c *Charter, _ *CharterFacts) { c.Aim.ByWhen = "" }, "aim.by_when", "missing"},
		{"by a day past", func(c *Charter, _ *CharterFacts) { c.Aim.ByWhen = "2026-02-01" }, "aim.by_when", "Sun 1 Feb 2026 is in the past"},
		{"by no real day", func(c *Charter, _ *CharterFacts) { c.Aim.ByWhen = "2026-02-30" }, "aim.by_when", "not a date"},
		{"in ten years", func(c *Charter, _ *CharterFacts) { c.Aim.ByWhen = "2036-02-01" }, "aim.by_when", "five years"},
		{"no idea", func(c *Charter, _ *CharterFacts) { c.ChangeIdea = Words{} }, "change_idea", "what you will try"},
		{"with nobody", func(c *Charter, _ *CharterFacts) { c.TestedWith = Words{} }, "tested_with", "with whom"},
		{"an empty outcome", func(c *Charter, _ *CharterFacts) { c.Outcomes = []AnticipatedOutcome{{}} }, "outcomes", "leave it out"},
		{"too many outcomes", func(c *Charter, _ *CharterFacts) { c.Outcomes = make([]AnticipatedOutcome, 101) }, "outcomes", "100 is the most"},
		{"unknown LMG", func(_ *Charter, f *CharterFacts) { f.LMG = Body{} }, "lmg", `"east" is not an LMG on record`},
		{"a network for an LMG", func(_ *Charter, f *CharterFacts) { f.LMG.Kind = Network }, "lmg", "not an LMG"},
		{"unknown locality", func(_ *Charter, f *CharterFacts) { f.Locality = Body{} }, "locality", "not a locality"},
		{"another's locality", func(_ *Charter, f *CharterFacts) { f.Locality.Parent = west }, "locality", "but under west"},
		{"unknown theme", func(_ *Charter, f *CharterFacts) { f.Theme = Theme{} }, "theme", "not a theme"},
		{"unknown priority", func(_ *Charter, f *CharterFacts) { f.Priority = Priority{} }, "priority", "not an agreed priority"},
		{"another's priority", func(_ *Charter, f *CharterFacts) { f.Priority.LMG = west }, "priority", "not of this LMG and theme"},
		{"a priority of another theme", func(_ *Charter, f *CharterFacts) { f.Priority.Theme = "parenting" }, "priority", "not of this LMG and theme"},
		{"unknown group", func(_ *Charter, f *CharterFacts) { f.Group = Body{} }, "action_group", "not an action group"},
		{"another's group", func(_ *Charter, f *CharterFacts) { f.Group.Parent = west }, "action_group", "works for west"},
		{"no lead", func(c *Charter, _ *CharterFacts) { c.Lead = "" }, "lead", "no lead"},
		{"a lead from elsewhere", func(_ *Charter, f *CharterFacts) { f.LeadRoles = chair.Roles }, "lead", "lead is not in breakfast-group"},
		{"no measure", func(c *Charter, _ *CharterFacts) { c.Measures = nil }, "measures", "at least one"},
		{"a measure twice", func(c *Charter, _ *CharterFacts) { c.Measures[1].ID = "attendance" }, "measures.id", "called attendance"},
		{"a measure without a name", func(c *Charter, _ *CharterFacts) { c.Measures[0].Name = Words{} }, "measures.name", "no name"},
		{"a measure of no kind", func(c *Charter, _ *CharterFacts) { c.Measures[0].Kind = "input" }, "measures.kind", "outcome, process or balancing"},
		{"no good way", func(c *Charter, _ *CharterFacts) { c.Measures[0].Better = "up" }, "measures.better", "higher, lower or neither"},
		{"a target that is none", func(c *Charter, _ *CharterFacts) { c.Measures[0].Target = &inf }, "measures.target", "number"},
		{"a cost of no kind", func(c *Charter, _ *CharterFacts) { c.Costs[0].Kind = "euros" }, "costs.kind", "money or in-kind"},
		{"a cost below zero", func(c *Charter, _ *CharterFacts) { c.Costs[0].Amount = -1 }, "costs.amount", "not below zero"},
		{"a cost that is none", func(c *Charter, _ *CharterFacts) { c.Costs[0].Amount = math.NaN() }, "costs.amount", "number"},
	}
	for _, c := range cases {
		charter, facts := lawfulCharter(), lawfulFacts()
		c.wrong(&charter, &facts)
		events, err := Launch(charter, facts, DefaultTerms(), holidays, officer, monday)
		if len(events) > 0 {
			t.Errorf("%s: launched", c.name)
			continue
		}
		refused := refusalOf(t, err)
		if refused.Code != Invalid || refused.Field != c.field || !strings.Contains(refused.Message, c.says) {
			t.Errorf("%s: got %s of %q: %s", c.name, refused.Code, refused.Field, refused.Message)
		}
	}
}

func TestALaunchOpensThePlan(t *testing.T) {
	s := launched(t)
	tasks := s.test.Tasks()
	if len(tasks) != 1 || tasks[0].Kind != TaskPlan || tasks[0].Owner != "lead" || tasks[0].Due != "2026-02-16" {
		t.Errorf("got %+v, want the lead to plan in ten working days", tasks)
	}
	if got := s.told(NoticeLaunched); !slices.Equal(got, []string{"breakfast-group/group-lead", "breakfast-group/group-member"}) {
		t.Errorf("launched: told %v", got)
	}
	if got := s.told(NoticeTask); len(got) != 1 || got[0] != "lead" {
		t.Errorf("task: told %v", got)
	}
	sum := s.test.Summary()
	if !sum.Open || sum.Stage != "plan" || sum.Due != "2026-02-16" || sum.Locality != forres || sum.LMG != east || sum.Theme != "poverty" {
		t.Errorf("summary %+v", sum)
	}
}

func TestASmallProjectRunsTheSameCycle(t *testing.T) {
	charter := lawfulCharter()
	charter.Kind = SmallProject
	if _, err := Launch(charter, lawfulFacts(), DefaultTerms(), holidays, officer, monday); err != nil {
		t.Error(err)
	}
}
