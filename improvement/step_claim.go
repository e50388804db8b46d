package improvement

import "time"

// ClaimStep takes a step over that somebody else of the action group has. Nobody needs to
// be asked: who had it is told, and keeps its history.
type ClaimStep struct {
	Step StepID `json:"step"`
}

// StepClaimed gives a step to whoever took it over.
type StepClaimed struct {
	Step StepID   `json:"step"`
	From PersonID `json:"from"`
	To   PersonID `json:"to"`
}

// CommandName is the wire name.
func (ClaimStep) CommandName() string { return "step-claim" }

// People lists nobody.
func (ClaimStep) People() []PersonID { return nil }

// EventName is the wire name.
func (*StepClaimed) EventName() string { return "step-claimed" }

// Sentence tells it.
func (e *StepClaimed) Sentence(n Names) string {
	return "took step " + string(e.Step) + " over from " + n.Person(e.From)
}

func (c ClaimStep) decide(t *TestOfChange, who Actor, _ time.Time) ([]Event, error) {
	step, err := t.openStep(c.Step)
	if err != nil {
		return nil, err
	}
	if err := t.mayClaim(step, who); err != nil {
		return nil, err
	}
	return []Event{&StepClaimed{Step: c.Step, From: step.Who, To: who.Person}}, nil
}

// mayClaim lets a member of the action group take over an open step of somebody else. What
// the LMG asked for stays with whom it was given to, until the LWO gives it to another.
func (t *TestOfChange) mayClaim(s *Step, who Actor) error {
	switch {
	case t.Paused != nil:
		return wrongStage("This test is paused until %s. Resume it first.", t.Paused.Until.Plain())
	case s.Who == who.Person:
		return Refuse(Conflict, "step", "Step %s is yours already.", s.ID)
	case !who.Is(t.Charter.ActionGroup, GroupLead, GroupMember):
		return notAllowed("Only members of %s take its steps over. Ask the lead to give it to you.", t.Charter.ActionGroup)
	case s.Condition:
		return notAllowed("The LMG asked %s for step %s. The Locality Wellbeing Officer may give it to another.", s.Who, s.ID)
	}
	return nil
}

// Claimable lists the open steps that somebody may take over.
func (t *TestOfChange) Claimable(who Actor) []Step {
	if who.mayAct() != nil || t.Closed() {
		return nil
	}
	var steps []Step
	for _, s := range t.openSteps() {
		if t.mayClaim(s, who) == nil {
			steps = append(steps, *s)
		}
	}
	return steps
}
