package improvement

import (
	"fmt"
	"time"
)

// Action is something that an LMG wants done outside a test: a condition of what it
// agreed, or an improvement action of a quality review. It has an owner and a day, and
// climbs the ladder as a step of a test does.
type Action struct {
	ID       string     `json:"id"` // a1, a2, … within its subject
	What     Words      `json:"what"`
	Who      PersonID   `json:"who"`
	Due      Date       `json:"due"`
	Status   StepStatus `json:"status"`
	Opened   time.Time  `json:"opened"`
	Given    int        `json:"given,omitempty"` // how often it came to another owner
	Note     Words      `json:"note,omitzero"`   // how it was done, or why it was dropped
	Closed   time.Time  `json:"closed,omitzero"`
	ClosedBy PersonID   `json:"closed_by,omitempty"`
}

// Actions are those of one subject, in their order.
type Actions []Action

// CompleteAction says that an action was done.
type CompleteAction struct {
	Action string `json:"action"`
	Note   Words  `json:"note,omitzero"`
}

// ChangeAction gives an action to another person, or another day.
type ChangeAction struct {
	Action string   `json:"action"`
	To     PersonID `json:"to,omitempty"`  // as it is where empty
	Due    Date     `json:"due,omitempty"` // as it is where empty
	Reason Words    `json:"reason"`
}

// DropAction leaves an action out.
type DropAction struct {
	Action string `json:"action"`
	Reason Words  `json:"reason"`
}

// ActionDone is an action that was done.
type ActionDone struct {
	Action string `json:"action"`
	Note   Words  `json:"note,omitzero"`
}

// ActionChanged is an action with another owner, or another day.
type ActionChanged struct {
	Action string   `json:"action"`
	To     PersonID `json:"to"`
	Due    Date     `json:"due"`
	Reason Words    `json:"reason"`
}

// ActionDropped is an action that is left out.
type ActionDropped struct {
	Action string `json:"action"`
	Reason Words  `json:"reason"`
}

// CommandName is the wire name.
func (CompleteAction) CommandName() string { return "action-done" }

// CommandName is the wire name.
func (ChangeAction) CommandName() string { return "action-change" }

// CommandName is the wire name.
func (DropAction) CommandName() string { return "action-drop" }

// People lists nobody.
func (CompleteAction) People() []PersonID { return nil }

// People lists the new owner.
func (c ChangeAction) People() []PersonID {
	if c.To == "" {
		return nil
	}
	return []PersonID{c.To}
}

// People lists nobody.
func (DropAction) People() []PersonID { return nil }

// EventName is the wire name.
func (*ActionDone) EventName() string { return "action-done" }

// EventName is the wire name.
func (*ActionChanged) EventName() string { return "action-changed" }

// EventName is the wire name.
func (*ActionDropped) EventName() string { return "action-dropped" }

// Sentence tells it.
func (e *ActionDone) Sentence(Names) string { return "did action " + e.Action }

// Sentence tells it.
func (e *ActionChanged) Sentence(n Names) string {
	return fmt.Sprintf("gave action %s to %s, until %s", e.Action, n.Person(e.To), e.Due.Plain())
}

// Sentence tells it.
func (e *ActionDropped) Sentence(Names) string { return "dropped action " + e.Action }

// decide lets an owner, or whoever guides, do, change or drop an action. guides is
// nil for who does.
func (a Actions) decide(command any, who Actor, guides error, now time.Time) ([]Event, error) {
	switch c := command.(type) {
	case CompleteAction:
		action, err := a.open(c.Action)
		if err != nil {
			return nil, err
		}
		if guides != nil && !who.actsFor(action.Who) {
			return nil, notAllowed("Action %s is for %s. They or the Locality Wellbeing Officer mark it as done.", c.Action, action.Who)
		}
		return []Event{&ActionDone{c.Action, c.Note}}, bounded("note", c.Note)
	case ChangeAction:
		return a.change(c, guides, now)
	case DropAction:
		if _, err := a.open(c.Action); err != nil {
			return nil, err
		}
		return []Event{&ActionDropped{c.Action, c.Reason}}, firstOf(guides, required("reason", c.Reason, "Say why, in a few words."))
	}
	return nil, fmt.Errorf("improvement: %T is nothing one does to an action", command)
}

func (a Actions) change(c ChangeAction, guides error, now time.Time) ([]Event, error) {
	action, err := a.open(c.Action)
	if err := firstOf(err, guides, required("reason", c.Reason, "Say why, in a few words.")); err != nil {
		return nil, err
	}
	to, due := action.Who, action.Due
	if c.To != "" {
		to = c.To
	}
	if c.Due != "" {
		if err := checkDue("due", c.Due, now); err != nil {
			return nil, err
		}
		due = c.Due
	}
	if to == action.Who && due == action.Due {
		return nil, Refuse(Conflict, "action", "Action %s is %s's until %s already. Name another person or another day.", c.Action, to, due.Plain())
	}
	return []Event{&ActionChanged{Action: c.Action, To: to, Due: due, Reason: c.Reason}}, nil
}

// open finds an action that is to be done.
func (a Actions) open(id string) (*Action, error) {
	for i := range a {
		switch {
		case a[i].ID != id:
		case a[i].Status != StepOpen:
			return nil, wrongStage("Action %s is %s already.", id, a[i].Status)
		default:
			return &a[i], nil
		}
	}
	return nil, Refuse(NotFound, "action", "There is no action %q here.", clip(id))
}

// apply folds what was done to an action, and tells whether the entry was that.
func (a Actions) apply(entry Entry) bool {
	closed := func(id string, as StepStatus, note Words) {
		if action, err := a.open(id); err == nil {
			action.Status, action.Note, action.Closed, action.ClosedBy = as, note, entry.At, entry.By
		}
	}
	switch e := entry.Event.(type) {
	case *ActionDone:
		closed(e.Action, StepIsDone, e.Note)
	case *ActionDropped:
		closed(e.Action, StepIsGone, e.Reason)
	case *ActionChanged:
		if action, err := a.open(e.Action); err == nil {
			if action.Who != e.To {
				action.Given++
			}
			action.Who, action.Due = e.To, e.Due
		}
	default:
		return false
	}
	return true
}

// with adds what an LMG wants done. Without an owner it goes to lwo, without a day, or
// with one that has passed, it has so many working days.
func (a Actions) with(conditions []Condition, lwo PersonID, days int, c Calendar, at time.Time) Actions {
	for _, condition := range conditions {
		action := Action{
			ID: fmt.Sprintf("a%d", len(a)+1), What: condition.What, Who: condition.Who, Due: condition.Due,
			Status: StepOpen, Opened: at,
		}
		if action.Who == "" {
			action.Who = lwo
		}
		if action.Due < DateOf(at) {
			action.Due = c.Add(DateOf(at), days)
		}
		a = append(a, action)
	}
	return a
}

// Left counts the actions that are open.
func (a Actions) Left() int {
	n := 0
	for _, action := range a {
		if action.Status == StepOpen {
			n++
		}
	}
	return n
}

// tasks lists what is open, each as the subject makes its tasks.
func (a Actions) tasks(of func(kind TaskKind, key string, due Date) Task) []Task {
	var tasks []Task
	for _, action := range a {
		if action.Status != StepOpen {
			continue
		}
		t := of(TaskAction, "action/"+action.ID, action.Due)
		t.Owner, t.Item, t.What, t.Opened, t.Again = action.Who, action.ID, action.What, action.Opened, action.Given
		tasks = append(tasks, t)
	}
	return tasks
}
