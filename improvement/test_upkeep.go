package improvement

import (
	"slices"
	"time"
)

// CompleteStep marks a step, or the current occurrence of a recurring one, as done.
type CompleteStep struct {
	Step StepID `json:"step"`
	Note Words  `json:"note,omitzero"`
}

// AssignStep gives a step to another person.
type AssignStep struct {
	Step   StepID   `json:"step"`
	To     PersonID `json:"to"`
	Reason Words    `json:"reason"`
}

// RescheduleStep moves a step to another day.
type RescheduleStep struct {
	Step   StepID `json:"step"`
	Due    Date   `json:"due"`
	Reason Words  `json:"reason"`
}

// DropStep leaves a step out.
type DropStep struct {
	Step   StepID `json:"step"`
	Reason Words  `json:"reason"`
}

// FileEvidence files an observation, a document or another item.
type FileEvidence struct {
	Evidence Evidence `json:"evidence"`
}

// PauseTest stops everything from falling due until a day.
type PauseTest struct {
	Until  Date  `json:"until"`
	Reason Words `json:"reason"`
}

// ResumeTest ends a pause.
type ResumeTest struct{}

// HandOver gives all of a person's tasks here to another, and keeps who had them.
type HandOver struct {
	From    PersonID     `json:"from"`
	To      PersonID     `json:"to"`
	ToRoles []Membership `json:"to_roles,omitempty"` // what To is on record as, resolved by the sender
	ToAdult PersonID     `json:"to_adult,omitempty"` // named for To, where that is someone under 16; resolved by the sender
	Reason  Words        `json:"reason"`
}

// CommandName is the wire name.
func (CompleteStep) CommandName() string { return "step-done" }

// CommandName is the wire name.
func (AssignStep) CommandName() string { return "step-assign" }

// CommandName is the wire name.
func (RescheduleStep) CommandName() string { return "step-reschedule" }

// CommandName is the wire name.
func (DropStep) CommandName() string { return "step-drop" }

// CommandName is the wire name.
func (FileEvidence) CommandName() string { return "evidence" }

// CommandName is the wire name.
func (PauseTest) CommandName() string { return "pause" }

// CommandName is the wire name.
func (ResumeTest) CommandName() string { return "resume" }

// CommandName is the wire name.
func (HandOver) CommandName() string { return "hand-over" }

// People lists nobody.
func (CompleteStep) People() []PersonID { return nil }

// People lists the new owner.
func (c AssignStep) People() []PersonID { return []PersonID{c.To} }

// People lists nobody.
func (RescheduleStep) People() []PersonID { return nil }

// People lists nobody.
func (DropStep) People() []PersonID { return nil }

// People lists nobody.
func (FileEvidence) People() []PersonID { return nil }

// People lists nobody.
func (PauseTest) People() []PersonID { return nil }

// People lists nobody.
func (ResumeTest) People() []PersonID { return nil }

// People lists who has it now. Who had it has a part here, and may be erased by now.
func (c HandOver) People() []PersonID { return []PersonID{c.To} }

// openStep finds an open step, or refuses.
func (t *TestOfChange) openStep(id StepID) (*Step, error) {
	step := t.step(id)
	switch {
	case step == nil:
		return nil, Refuse(NotFound, "step", "This test has no step %q. Look at its steps and use their number, such as 1.2.", clip(string(id)))
	case !step.open():
		return nil, wrongStage("Step %s is %s already.", id, step.Status)
	}
	return step, nil
}

func (c CompleteStep) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	step, err := t.openStep(c.Step)
	if err != nil {
		return nil, err
	}
	if step.Measure != "" {
		return nil, invalid("step", "Step %s collects data. Record the points of %s and it is done.", c.Step, step.Measure)
	}
	if !who.actsFor(step.Who) {
		if err := t.mayLead(who); err != nil {
			return nil, notAllowed("Step %s is for %s. They, the lead or the Locality Wellbeing Officer mark it as done.", c.Step, step.Who)
		}
	}
	if err := firstOf(bounded("note", c.Note), step.mayOccur(DateOf(now))); err != nil {
		return nil, err
	}
	return []Event{&StepDone{Step: c.Step, Occurrence: step.Due, Note: c.Note}}, nil
}

func (c AssignStep) decide(t *TestOfChange, who Actor, _ time.Time) ([]Event, error) {
	step, err := t.changeStep(c.Step, c.Reason, who)
	switch {
	case err != nil:
		return nil, err
	case c.To == "":
		return nil, invalid("to", "This step would be nobody's. Name the person who does it.")
	case c.To == step.Who:
		return nil, Refuse(Conflict, "to", "Step %s is %s's already.", c.Step, c.To)
	}
	return []Event{&StepAssigned{Step: c.Step, To: c.To, Reason: c.Reason}}, nil
}

func (c RescheduleStep) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	step, err := t.changeStep(c.Step, c.Reason, who)
	if err != nil {
		return nil, err
	}
	if err := checkDue("due", c.Due, now); err != nil {
		return nil, err
	}
	if step.Repeat != nil && c.Due > step.Repeat.Until {
		return nil, invalid("due", "Step %s repeats until %s only.", c.Step, step.Repeat.Until.Plain())
	}
	later := max(t.Calendar.Add(c.Due, t.Terms.Finish), t.Due)
	if t.Stage != StageDo || step.Condition { // Do does not wait for a condition
		later = ""
	}
	return []Event{&StepRescheduled{Step: c.Step, Due: c.Due, Reason: c.Reason, StageDue: later}}, nil
}

func (c DropStep) decide(t *TestOfChange, who Actor, _ time.Time) ([]Event, error) {
	if _, err := t.changeStep(c.Step, c.Reason, who); err != nil {
		return nil, err
	}
	return []Event{&StepDropped{Step: c.Step, Reason: c.Reason}}, nil
}

// changeStep checks what all changes of a step need.
func (t *TestOfChange) changeStep(id StepID, reason Words, who Actor) (*Step, error) {
	step, err := t.openStep(id)
	if err != nil {
		return nil, err
	}
	if t.Paused != nil {
		return nil, wrongStage("This test is paused until %s. Resume it first.", t.Paused.Until.Plain())
	}
	if step.Condition {
		err = t.mayGuide(who) // what the LMG asked for is not the group's to drop
	} else {
		err = t.mayLead(who)
	}
	return step, firstOf(err, required("reason", reason, "Say why, in a few words."))
}

func (c FileEvidence) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(t.mayContribute(who), c.Evidence.check(now)); err != nil {
		return nil, err
	}
	if t.hasEvidence(c.Evidence.ID) {
		return nil, Refuse(Conflict, "id", "Evidence %s is filed already.", c.Evidence.ID)
	}
	return []Event{&EvidenceFiled{Evidence: c.Evidence, Cycle: t.Cycle().Number}}, nil
}

func (c PauseTest) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	switch err := t.mayGuide(who); {
	case err != nil:
		return nil, err
	case t.Paused != nil:
		return nil, Refuse(Conflict, "", "This test is paused until %s already.", t.Paused.Until.Plain())
	case t.Stage == StageDecide:
		return nil, wrongStage("The LMG is deciding. An open approval cannot be paused.")
	}
	if err := firstOf(
		checkDue("until", c.Until, now),
		required("reason", c.Reason, "Say why it is paused."),
	); err != nil {
		return nil, err
	}
	if c.Until == DateOf(now) {
		return nil, invalid("until", "A pause ends on a later day than today.")
	}
	return []Event{&TestPaused{Since: DateOf(now), Until: c.Until, Reason: c.Reason}}, nil
}

func (ResumeTest) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	if err := t.mayGuide(who); err != nil {
		return nil, err
	}
	if t.Paused == nil {
		return nil, wrongStage("This test is not paused.")
	}
	return []Event{t.resumed(now)}, nil
}

func (c HandOver) decide(t *TestOfChange, who Actor, _ time.Time) ([]Event, error) {
	switch {
	case !who.Is(t.Charter.LMG, LWO) && !who.administers():
		return nil, notAllowed("Only a Locality Wellbeing Officer of %s or an administrator hands tasks over.", t.Charter.LMG)
	case c.To == "" || c.From == c.To:
		return nil, invalid("to", "Name another person to hand over to.")
	case !t.HasPart(c.From):
		return nil, invalid("from", "%s has no task in this test to hand over.", clip(string(c.From)))
	}
	if err := t.fits(c); err != nil {
		return nil, err
	}
	if err := required("reason", c.Reason, "Say why it is handed over."); err != nil {
		return nil, err
	}
	return []Event{&TasksHandedOver{From: c.From, To: c.To, Reason: c.Reason}}, nil
}

// fits refuses a successor who could not act: an LWO follows an LWO, someone of
// the group, and not under 16, follows the lead.
func (t *TestOfChange) fits(c HandOver) error {
	to := Actor{Person: c.To, Roles: c.ToRoles}
	if c.From == t.LWO && !to.Is(t.Charter.LMG, LWO) {
		return invalid("to", "%s is not a Locality Wellbeing Officer of %s. Name one, or give the role first.", c.To, t.Charter.LMG)
	}
	if c.From == t.Charter.Lead && !to.Is(t.Charter.ActionGroup, GroupLead, GroupMember) {
		return invalid("to", "%s is not in %s. Name someone of the group, or add them first.", c.To, t.Charter.ActionGroup)
	}
	if c.From == t.Charter.Lead && c.ToAdult != "" {
		return tooYoungToLead("to", c.To, c.ToAdult)
	}
	return nil
}

// HasPart tells whether a person leads, guides, has an open step, or a part of their own
// in the shared agreement.
func (t *TestOfChange) HasPart(p PersonID) bool {
	return p != "" && (t.Charter.Lead == p || t.LWO == p || t.Agreement.has(p) ||
		slices.ContainsFunc(t.openSteps(), func(s *Step) bool { return s.Who == p }))
}
