package improvement

import (
	"slices"
	"time"
)

// CharterKind says how large an undertaking is. Both kinds run the same cycle.
type CharterKind string

// The kinds of charter.
const (
	SmallTest    CharterKind = "test-of-change"
	SmallProject CharterKind = "small-scale-project"
)

// Aim says what is to become better, for whom, how much and by when.
type Aim struct {
	What    Words `json:"what"`
	ForWhom Words `json:"for_whom"`
	HowMuch Words `json:"how_much"`
	ByWhen  Date  `json:"by_when"`
}

// CostKind says what a cost is paid in.
type CostKind string

// The kinds of cost.
const (
	StaffHours     CostKind = "staff-hours"
	VolunteerHours CostKind = "volunteer-hours"
	Money          CostKind = "money"
	InKind         CostKind = "in-kind"
)

// Cost is what a test takes, by kind; costs are never added up to one number.
type Cost struct {
	Kind   CostKind `json:"kind"`
	Amount float64  `json:"amount"` // hours, or pounds
	Note   Words    `json:"note,omitzero"`
}

// Charter is what a Locality Wellbeing Officer launches.
type Charter struct {
	ID          string               `json:"id"`
	Kind        CharterKind          `json:"kind"`
	Title       Words                `json:"title"`
	Locality    BodyID               `json:"locality"`
	LMG         BodyID               `json:"lmg"`
	Theme       ThemeID              `json:"theme"`
	Priority    PriorityID           `json:"priority"`
	Aim         Aim                  `json:"aim"`
	ChangeIdea  Words                `json:"change_idea"`
	TestedWith  Words                `json:"tested_with"`
	Outcomes    []AnticipatedOutcome `json:"outcomes,omitempty"` // anticipated
	Measures    []Measure            `json:"measures"`
	ActionGroup BodyID               `json:"action_group"`
	Lead        PersonID             `json:"lead"`
	Costs       []Cost               `json:"costs,omitempty"` // expected
}

// CharterFacts is what the record knows of what a charter names. A thing that is
// not on record is left zero.
type CharterFacts struct {
	Locality, LMG, Group Body
	Theme                Theme
	Priority             Priority
	LeadRoles            []Membership  // the lead's, in any body
	LeadAdult            PersonID      // named for the lead, where that is someone under 16
	Outcomes             []CoreOutcome // that may be chosen, as configured
}

func (c Charter) check(facts CharterFacts, now time.Time) error {
	return firstOf(
		c.checkWords(),
		c.checkPlace(facts),
		c.checkMeasures(),
		checkCosts("costs", c.Costs), plausible("costs", c.Costs),
		checkDue("aim.by_when", c.Aim.ByWhen, now),
		c.fits(),
	)
}

func (c Charter) checkWords() error { return firstOf(append(c.wordFaults(), c.checkOutcomes())...) }

// wordFaults are what is wrong with the charter's words, each or nil.
func (c Charter) wordFaults() []error {
	return []error{
		c.checkKind(),
		CheckNewID("id", c.ID),
		requiredTitle("title", c.Title, "This title is empty. Give the test a short name."),
		required("aim.what", c.Aim.What, "The aim is empty. Say what is to become better."),
		required("aim.for_whom", c.Aim.ForWhom, "Say for whom it is to become better."),
		required("aim.how_much", c.Aim.HowMuch, "Say by how much, so that you can tell whether it worked."),
		required("change_idea", c.ChangeIdea, "This is empty. Say what you will try."),
		required("tested_with", c.TestedWith, "This is empty. Say with whom you will try it."),
	}
}

func (c Charter) checkKind() error {
	if c.Kind != SmallTest && c.Kind != SmallProject {
		return invalid("kind", "%q is not a kind of charter. Use test-of-change or small-scale-project.", clip(string(c.Kind)))
	}
	return nil
}

func (c Charter) checkPlace(f CharterFacts) error {
	switch {
	case f.LMG.ID == "" || f.LMG.Kind != LMG:
		return invalid("lmg", "%q is not an LMG on record. Check the name, or load it first.", clip(string(c.LMG)))
	case f.Locality.ID == "" || f.Locality.Kind != Locality:
		return invalid("locality", "%q is not a locality on record. Check the name, or load it first.", clip(string(c.Locality)))
	case f.Locality.Parent != c.LMG:
		return invalid("locality", "%s does not lie under %s, but under %s.", c.Locality, c.LMG, f.Locality.Parent)
	case f.Theme.ID == "":
		return invalid("theme", "%q is not a theme on record. Check the name, or load it first.", clip(string(c.Theme)))
	case f.Priority.ID == "":
		return invalid("priority", "%q is not an agreed priority. Check the name; a test serves a priority that the LMG agreed.", clip(string(c.Priority)))
	case f.Priority.LMG != c.LMG || f.Priority.Theme != c.Theme:
		return invalid("priority", "%s is a priority of %s under %s, not of this LMG and theme.", c.Priority, f.Priority.LMG, f.Priority.Theme)
	case !f.Priority.InEffect():
		return invalid("priority", "%s is no longer worked on: it was %s. Name a priority that is in effect.", c.Priority, f.Priority.Fate)
	case !f.Priority.HoldsIn(c.Locality):
		return invalid("priority", "%s was agreed for %s, not for %s.", c.Priority, list(bodyNames(f.Priority.Localities)), c.Locality)
	case f.Group.ID == "" || f.Group.Kind != ActionGroup:
		return invalid("action_group", "%q is not an action group on record. Check the name, or load it first.", clip(string(c.ActionGroup)))
	case f.Group.Parent != c.LMG:
		return invalid("action_group", "%s works for %s, not for %s.", c.ActionGroup, f.Group.Parent, c.LMG)
	case c.Lead == "":
		return invalid("lead", "This test has no lead. Name a lead of the action group.")
	case !(Actor{Roles: f.LeadRoles}).Is(c.ActionGroup, GroupLead, GroupMember):
		return invalid("lead", "%s is not in %s. Name someone of the group, or add them first.", c.Lead, c.ActionGroup)
	case f.LeadAdult != "":
		return tooYoungToLead("lead", c.Lead, f.LeadAdult)
	}
	return nil
}

// tooYoungToLead refuses someone under 16 as a lead: they have no account to lead with.
func tooYoungToLead(field string, p, adult PersonID) error {
	return invalid(field, "%s is under 16, and nobody under 16 leads a test. They can have steps of it. Name somebody older, such as %s, their named adult.", p, adult)
}

func (c Charter) checkMeasures() error {
	if len(c.Measures) == 0 {
		return invalid("measures", "There is no measure. Name at least one, so that you can see a change.")
	}
	if err := listed("measures", len(c.Measures)); err != nil {
		return err
	}
	for i, m := range c.Measures {
		if err := m.check(); err != nil {
			return err
		}
		twice := slices.ContainsFunc(c.Measures[:i], func(o Measure) bool { return o.ID == m.ID })
		if twice {
			return invalid("measures.id", "Two measures are called %s. Give each its own identifier.", m.ID)
		}
	}
	return nil
}

func checkCosts(field string, costs []Cost) error {
	if err := listed(field, len(costs)); err != nil {
		return err
	}
	for _, cost := range costs {
		switch cost.Kind {
		case StaffHours, VolunteerHours, Money, InKind:
		default:
			return invalid(field+".kind", "%q is not a kind of cost. Use staff-hours, volunteer-hours, money or in-kind.", clip(string(cost.Kind)))
		}
		if !finite(cost.Amount) || cost.Amount < 0 {
			return invalid(field+".amount", "A cost is a number that is not below zero.")
		}
		if err := bounded(field+".note", cost.Note); err != nil {
			return err
		}
	}
	return nil
}
