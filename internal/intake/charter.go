package intake

import (
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/spc"
)

func charter(f *form) improvement.Charter {
	return improvement.Charter{
		ID:          f.id("id"),
		Kind:        improvement.CharterKind(f.line("kind")),
		Title:       f.text("title"),
		Locality:    improvement.BodyID(f.id("locality")),
		LMG:         improvement.BodyID(f.id("lmg")),
		Theme:       improvement.ThemeID(f.id("theme")),
		Priority:    improvement.PriorityID(f.id("priority")),
		Aim:         aim(f.sub("aim")),
		ChangeIdea:  f.text("change_idea"),
		TestedWith:  f.text("tested_with"),
		Outcomes:    outcomes(f),
		Measures:    each(f, "measures", measure),
		ActionGroup: improvement.BodyID(f.id("action_group")),
		Lead:        f.person("lead"),
		Costs:       each(f, "costs", cost),
	}
}

func aim(f *form) improvement.Aim {
	defer f.close()
	return improvement.Aim{
		What:    f.text("what"),
		ForWhom: f.text("for_whom"),
		HowMuch: f.text("how_much"),
		ByWhen:  f.date("by_when"),
	}
}

func measure(f *form) improvement.Measure {
	return improvement.Measure{
		ID:     improvement.MeasureID(f.id("id")),
		Kind:   improvement.MeasureKind(f.line("kind")),
		Name:   f.text("name"),
		Unit:   f.text("unit"),
		Better: improvement.Better(f.line("better")),
		Target: f.number("target"),
		Rules:  spc.RuleSet(f.line("rules")),
		Per:    f.numberOr0("per"),
	}
}

// cost is an amount of one kind. What is given in kind need not have one: then its note
// says what it is.
func cost(f *form) improvement.Cost {
	c := improvement.Cost{Kind: improvement.CostKind(f.line("kind")), Note: f.text("note")}
	if c.Kind == improvement.InKind {
		c.Amount = f.numberOr0("amount")
	} else {
		c.Amount = f.figure("amount")
	}
	return c
}
