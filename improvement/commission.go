package improvement

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// CommissionCharter is what an LMG commissions: an action group is to begin a test under
// an agreed priority by a day.
type CommissionCharter struct {
	ID       string     `json:"id"`
	LMG      BodyID     `json:"lmg"`
	Priority PriorityID `json:"priority"`
	Group    BodyID     `json:"action_group"`
	Title    Words      `json:"title"`
	Note     Words      `json:"note,omitzero"` // what the LMG has in mind
	Due      Date       `json:"due"`
	// Minute refers to the LMG's minute, where neither the chair nor the deputy files it.
	Minute Words `json:"minute,omitzero"`
}

// CommissionFacts is what the record knows of what a commission names. A thing that is
// not on record is left zero.
type CommissionFacts struct {
	LMG, Group Body
	Priority   Priority
	LWOs       []PersonID
}

// Commission lives until a test is launched under its priority by its group, or until it
// is withdrawn. Meanwhile launching is the LWO's task, on the ladder.
type Commission struct {
	Version int `json:"version"`
	CommissionCharter
	By         PersonID   `json:"by"`
	LWO        PersonID   `json:"lwo"`
	Terms      Terms      `json:"terms"`
	Calendar   Calendar   `json:"calendar"`
	Opened     time.Time  `json:"opened"`
	Test       SubjectID  `json:"test,omitempty"` // that fulfils it
	Withdrawn  Words      `json:"withdrawn,omitzero"`
	ClosedAt   time.Time  `json:"closed_at,omitzero"`
	HandedOver []Handover `json:"handed_over,omitempty"`
	HandledTo  time.Time  `json:"handled_to"`
}

// CommissionCommand is something a person does to a commission.
type CommissionCommand interface {
	// CommandName is the wire name, and the name of the workflow's update.
	CommandName() string
	// People lists those whom the command names; they must be on record.
	People() []PersonID
	decideCommission(c *Commission, who Actor, now time.Time) ([]Event, error)
}

// RescheduleCommission moves the day.
type RescheduleCommission struct {
	Due    Date  `json:"due"`
	Reason Words `json:"reason"`
}

// WithdrawCommission takes the commission back.
type WithdrawCommission struct {
	Reason Words `json:"reason"`
}

// HandOverCommission gives the LWO's part to another.
type HandOverCommission struct {
	From    PersonID     `json:"from"`
	To      PersonID     `json:"to"`
	ToRoles []Membership `json:"to_roles,omitempty"` // resolved by the sender
	Reason  Words        `json:"reason"`
}

// OpenCommission checks a commission and gives its first event.
func OpenCommission(c CommissionCharter, f CommissionFacts, terms Terms, calendar Calendar, who Actor, now time.Time) ([]Event, error) {
	if err := who.mayAct(); err != nil {
		return nil, err
	}
	if !who.Is(c.LMG, Chair, Deputy, Clerk, LWO) {
		return nil, notAllowed("The chair or the deputy of %s commissions an action group; its clerk or Locality Wellbeing Officer may file what it decided.", clip(string(c.LMG)))
	}
	if !who.Is(c.LMG, Chair, Deputy) && c.Minute.Empty() {
		return nil, invalid("minute", "The LMG commissions. Give the reference of the minute in which it did.")
	}
	if err := c.check(f, now); err != nil {
		return nil, err
	}
	lwo := who.Person
	if !who.Is(c.LMG, LWO) {
		if len(f.LWOs) == 0 {
			return nil, invalid("lmg", "%s has no Locality Wellbeing Officer on record, who would launch the test. Give somebody the role first.", c.LMG)
		}
		lwo = f.LWOs[0]
	}
	return []Event{&Commissioned{Charter: c, By: who.Person, LWO: lwo, Terms: terms, Calendar: calendar}}, nil
}

func (c CommissionCharter) check(f CommissionFacts, now time.Time) error {
	switch {
	case f.LMG.ID == "" || f.LMG.Kind != LMG:
		return invalid("lmg", "%q is not an LMG on record. Check the name, or load it first.", clip(string(c.LMG)))
	case f.Priority.ID == "" || f.Priority.LMG != c.LMG:
		return invalid("priority", "%q is not a priority that %s agreed. Check the name.", clip(string(c.Priority)), c.LMG)
	case !f.Priority.InEffect():
		return invalid("priority", "%s is no longer worked on: it was %s. Name a priority that is in effect.", c.Priority, f.Priority.Fate)
	case f.Group.ID == "" || f.Group.Kind != ActionGroup:
		return invalid("action_group", "%q is not an action group on record. Check the name, or load it first.", clip(string(c.Group)))
	case f.Group.Parent != c.LMG:
		return invalid("action_group", "%s works for %s, not for %s.", c.Group, f.Group.Parent, c.LMG)
	}
	return firstOf(
		CheckID("id", c.ID),
		requiredTitle("title", c.Title, "This title is empty. Say in a few words what is to be tried."),
		bounded("note", c.Note), boundedLine("minute", c.Minute),
		checkDue("due", c.Due, now),
	)
}

// CommandName is the wire name.
func (RescheduleCommission) CommandName() string { return "reschedule" }

// CommandName is the wire name.
func (WithdrawCommission) CommandName() string { return "withdraw" }

// CommandName is the wire name.
func (HandOverCommission) CommandName() string { return "hand-over" }

// People lists nobody.
func (RescheduleCommission) People() []PersonID { return nil }

// People lists nobody.
func (WithdrawCommission) People() []PersonID { return nil }

// People lists who has it now. Who had it has a part here, and may be erased by now.
func (c HandOverCommission) People() []PersonID { return []PersonID{c.To} }

// Decide checks a command against the commission and gives its events, or an *Error.
func (c *Commission) Decide(command CommissionCommand, who Actor, now time.Time) ([]Event, error) {
	if c.Closed() {
		return nil, wrongStage("This commission was closed on %s.", DateOf(c.ClosedAt).Plain())
	}
	if err := who.mayAct(); err != nil {
		return nil, err
	}
	return command.decideCommission(c, who, now)
}

// maySteer lets those go on who may commission.
func (c *Commission) maySteer(a Actor) error {
	if a.Is(c.LMG, Chair, Deputy, LWO) {
		return nil
	}
	return notAllowed("Only the chair, the deputy or the Locality Wellbeing Officer of %s does this.", c.LMG)
}

func (r RescheduleCommission) decideCommission(c *Commission, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(c.maySteer(who), checkDue("due", r.Due, now), requiredLine("reason", r.Reason, "Say why, in a few words.")); err != nil {
		return nil, err
	}
	if r.Due == c.Due {
		return nil, Refuse(Conflict, "due", "%s is its day already.", c.Due.Plain())
	}
	return []Event{&CommissionRescheduled{Due: r.Due, Reason: r.Reason}}, nil
}

func (w WithdrawCommission) decideCommission(c *Commission, who Actor, _ time.Time) ([]Event, error) {
	if err := firstOf(c.maySteer(who), requiredLine("reason", w.Reason, "Say why it is withdrawn.")); err != nil {
		return nil, err
	}
	return []Event{&CommissionWithdrawn{Reason: w.Reason}}, nil
}

func (h HandOverCommission) decideCommission(c *Commission, who Actor, _ time.Time) ([]Event, error) {
	switch {
	case !who.Is(c.LMG, LWO) && !who.administers():
		return nil, notAllowed("Only a Locality Wellbeing Officer of %s or an administrator hands tasks over.", c.LMG)
	case h.To == "" || h.From == h.To:
		return nil, invalid("to", "Name another person to hand over to.")
	case h.From != c.LWO:
		return nil, invalid("from", "%s has no task here to hand over.", clip(string(h.From)))
	case !(Actor{Roles: h.ToRoles}).Is(c.LMG, LWO):
		return nil, invalid("to", "%s is not a Locality Wellbeing Officer of %s. Name one, or give the role first.", h.To, c.LMG)
	}
	if err := required("reason", h.Reason, "Say why it is handed over."); err != nil {
		return nil, err
	}
	return []Event{&CommissionHandedOver{From: h.From, To: h.To, Reason: h.Reason}}, nil
}

// Answers tells whether a test fulfils the commission: it was launched since, under its
// priority, by its group.
func (c *Commission) Answers(t *TestOfChange) bool {
	return t.Charter.Priority == c.Priority && t.Charter.ActionGroup == c.Group && !t.Launched.Before(c.Opened)
}

// Fulfil closes the commission with the test that was launched for it.
func (c *Commission) Fulfil(test SubjectID) []Event {
	if c.Closed() || test == "" {
		return nil
	}
	return []Event{&CommissionFulfilled{Test: test}}
}

// Subject is the commission's subject and workflow ID.
func (c *Commission) Subject() SubjectID { return CommissionSubject(c.ID) }

// Closed tells that nothing is left to do.
func (c *Commission) Closed() bool { return !c.ClosedAt.IsZero() }

// Tasks is the LWO's: to launch a test.
func (c *Commission) Tasks() []Task {
	if c.Closed() {
		return nil
	}
	tasks := []Task{{
		Key: "launch", Subject: c.Subject(), Kind: TaskLaunch, Title: c.Title, Due: c.Due, Owner: c.LWO, Opened: c.Opened,
		Item: string(c.Group), Stage: true, LWO: c.LWO, LMG: c.LMG, Again: given(c.HandedOver, c.LWO),
	}}
	c.Terms.Ladder.announce(tasks, c.Calendar, c.HandledTo)
	return tasks
}

// NextMoment is when time alone next changes something; zero where it never does.
func (c *Commission) NextMoment() time.Time {
	for _, t := range c.Tasks() {
		return t.NextReminder
	}
	return time.Time{}
}

// PassTime gives the reminders that have fallen due by now; nothing where none has.
func (c *Commission) PassTime(now time.Time) []Event {
	if next := c.NextMoment(); next.IsZero() || next.After(now) {
		return nil
	}
	return []Event{&CommissionTimePassed{To: Moment(now), Reminders: c.Terms.Ladder.remind(c.Tasks(), c.Calendar, c.HandledTo, now)}}
}

// RefreshCalendar brings the holidays up to date; nothing where they are.
func (c *Commission) RefreshCalendar(calendar Calendar) []Event {
	if c.Closed() || digest(calendar) == digest(c.Calendar) {
		return nil
	}
	return []Event{&CalendarRefreshed{Calendar: calendar}}
}

// Summary is the commission's line in lists.
func (c *Commission) Summary() Summary {
	s := Summary{Open: !c.Closed(), Stage: "open", Title: c.Title, LMG: c.LMG, Parent: PrioritySubject(c.Priority), Due: c.Due}
	if c.Closed() {
		s.Stage, s.Due, s.Outcome = "closed", "", "fulfilled"
		if c.Test == "" {
			s.Outcome = "withdrawn"
		}
	}
	return s
}

// Filing prepares events of the commission for the record.
func (c *Commission) Filing(command CommandID, by PersonID, now time.Time, events []Event) (Filing, error) {
	after := *c
	return prepare(&after, c.Version, c.Tasks(), command, by, now, events)
}

func (c *Commission) filedAs() SubjectID { return c.Subject() }

func (c *Commission) links(entry Entry) []Link {
	switch e := entry.Event.(type) {
	case *Commissioned:
		return []Link{{PrioritySubject(c.Priority), c.Subject()}}
	case *CommissionFulfilled:
		return []Link{{c.Subject(), e.Test}}
	}
	return nil
}

func (*Commission) shelved(Entry) []Shelved { return nil }

func (c *Commission) notices(entry Entry, before []Task) []Notice {
	group := []Recipient{{Body: c.Group, Role: GroupLead}, {Body: c.Group, Role: GroupMember}}
	chair := Recipient{Body: c.LMG, Role: Chair}
	tell := func(n Notice, to ...Recipient) []Notice {
		n.Subject, n.Title, n.SendAfter = c.Subject(), c.Title, Moment(entry.At)
		n.Cause = string(c.Subject()) + "/" + strconv.Itoa(entry.Version)
		return toldTo(to, n)
	}
	switch e := entry.Event.(type) {
	case *Commissioned:
		return tell(Notice{Kind: NoticeCommissioned, Due: c.Due, Reason: c.Note}, group...)
	case *CommissionWithdrawn:
		return tell(Notice{Kind: NoticeCommissionWithdrawn, Reason: e.Reason}, append(group, Recipient{Person: c.LWO})...)
	case *CommissionFulfilled:
		return tell(Notice{Kind: NoticeCommissionFulfilled}, chair)
	case *CommissionTimePassed:
		return reminderNotices(c.Subject(), entry.At, e.Reminders, before)
	}
	return nil
}

// Apply folds one journal entry into the commission.
func (c *Commission) Apply(entry Entry) {
	c.Version = entry.Version
	switch e := entry.Event.(type) {
	case *Commissioned:
		c.CommissionCharter, c.By, c.LWO, c.Terms, c.Calendar = e.Charter, e.By, e.LWO, e.Terms, e.Calendar
		c.Opened, c.HandledTo = entry.At, entry.At
	case *CalendarRefreshed:
		c.Calendar = e.Calendar
	case *CommissionRescheduled:
		c.Due = e.Due
	case *CommissionWithdrawn:
		c.Withdrawn, c.ClosedAt = e.Reason, entry.At
	case *CommissionFulfilled:
		c.Test, c.ClosedAt = e.Test, entry.At
	case *CommissionHandedOver:
		c.LWO = e.To
		c.HandedOver = append(c.HandedOver[:len(c.HandedOver):len(c.HandedOver)], Handover{From: e.From, To: e.To, At: entry.At})
	case *CommissionTimePassed:
		c.HandledTo = e.To
	}
}

// RestoreCommission reads a commission's state as filed.
func RestoreCommission(state json.RawMessage) (*Commission, error) {
	c := new(Commission)
	if err := json.Unmarshal(state, c); err != nil {
		return nil, fmt.Errorf("improvement: state of a commission: %w", err)
	}
	return c, nil
}

func foldCommission(entries []Entry) (*Commission, error) {
	c := new(Commission)
	for _, entry := range entries {
		c.Apply(entry)
	}
	return c, nil
}
