package improvement

import (
	"slices"
	"time"
)

// ApprovalCommand is something a person does to an approval.
type ApprovalCommand interface {
	// CommandName is the wire name, and the name of the workflow's update.
	CommandName() string
	// People lists those whom the command names; they must be on record.
	People() []PersonID
	decide(a *Approval, who Actor, now time.Time) ([]Event, error)
}

// CastVote votes, or changes one's vote.
type CastVote struct {
	Choice     Choice      `json:"choice"`
	Reason     Words       `json:"reason,omitzero"`
	Conditions []Condition `json:"conditions,omitempty"`
}

// DeclareInterest says that the actor has an interest and does not count.
type DeclareInterest struct {
	Because Words `json:"because"`
}

// FileMinute files a decision taken in a meeting.
type FileMinute struct {
	Minute Minute `json:"minute"`
}

// ReopenApproval opens a lapsed approval for another round of votes.
type ReopenApproval struct {
	Deadline Date `json:"deadline,omitempty"` // Terms.Approval working days where empty
}

// ReturnApproval takes a lapsed approval back: the lifecycle proposes anew.
type ReturnApproval struct {
	Reason Words `json:"reason"`
}

// HandOverApproval gives the LWO's part in the approval to another.
type HandOverApproval struct {
	From    PersonID     `json:"from"`
	To      PersonID     `json:"to"`
	ToRoles []Membership `json:"to_roles,omitempty"` // what To is on record as, resolved by the sender
	Reason  Words        `json:"reason"`
}

// CommandName is the wire name.
func (CastVote) CommandName() string { return "vote" }

// CommandName is the wire name.
func (DeclareInterest) CommandName() string { return "declare-interest" }

// CommandName is the wire name.
func (FileMinute) CommandName() string { return "minute" }

// CommandName is the wire name.
func (ReopenApproval) CommandName() string { return "reopen" }

// CommandName is the wire name.
func (ReturnApproval) CommandName() string { return "return" }

// CommandName is the wire name.
func (HandOverApproval) CommandName() string { return "hand-over" }

// People lists the owners of conditions.
func (c CastVote) People() []PersonID { return conditionOwners(c.Conditions) }

// People lists nobody.
func (DeclareInterest) People() []PersonID { return nil }

// People lists those present and the owners of conditions.
func (c FileMinute) People() []PersonID {
	return append(slices.Clone(c.Minute.Present), conditionOwners(c.Minute.Conditions)...)
}

// People lists nobody.
func (ReopenApproval) People() []PersonID { return nil }

// People lists nobody.
func (ReturnApproval) People() []PersonID { return nil }

// People lists who has it now. Who had it has a part here, and may be erased by now.
func (c HandOverApproval) People() []PersonID { return []PersonID{c.To} }

func conditionOwners(conditions []Condition) []PersonID {
	var people []PersonID
	for _, c := range conditions {
		if c.Who != "" {
			people = append(people, c.Who)
		}
	}
	return people
}

// Decide checks a command against the approval and gives its events, or an *Error.
func (a *Approval) Decide(c ApprovalCommand, who Actor, now time.Time) ([]Event, error) {
	if a.Status == ApprovalClosed {
		return nil, wrongStage("This decision was closed on %s. Votes and minutes can no longer change it.", DateOf(a.Result.At).Plain())
	}
	if err := who.mayAct(); err != nil {
		return nil, err
	}
	return c.decide(a, who, now)
}

func (c CastVote) decide(a *Approval, who Actor, now time.Time) ([]Event, error) {
	seat := a.seat(who.Person)
	switch {
	case seat == nil:
		return nil, notAllowed("You are not on the panel of this decision. The members of %s when it opened are.", a.LMG)
	case seat.Interest:
		return nil, notAllowed("You have an interest in this, so you do not vote on it.")
	case a.Status != ApprovalOpen:
		return nil, wrongStage("Voting has ended without a decision. The Locality Wellbeing Officer decides how it goes on.")
	case !now.Before(a.Deadline.End()):
		return nil, wrongStage("Voting ended on %s. The votes are being counted.", a.Deadline.Plain())
	case a.NeedsMeeting():
		return nil, wrongStage("Only %d on this panel have no interest; %d are needed to vote. Decide it in a meeting.", a.Eligible(), smallestQuorum)
	}
	if err := checkVote(c.Choice, c.Reason, c.Conditions, now); err != nil {
		return nil, err
	}
	cast := &VoteCast{Person: who.Person, Vote: Vote{Choice: c.Choice, Reason: c.Reason, Conditions: c.Conditions, At: Moment(now)}}
	then := a.clone()
	then.voted(cast.Person, cast.Vote)
	if err := firstOf(then.fitsConditions(), a.fitsSeat("reason", cast.Vote)); err != nil {
		return nil, err
	}
	return append([]Event{cast}, then.close(now)...), nil
}

// close is the closing event where the votes are settled.
func (a *Approval) close(now time.Time) []Event {
	verdict, settled := a.settled()
	if !settled {
		return nil
	}
	return []Event{&ApprovalDecided{Result: a.result(verdict, now)}}
}

func checkVote(choice Choice, reason Words, conditions []Condition, now time.Time) error {
	if err := firstOf(bounded("reason", reason), checkConditions(conditions, now)); err != nil {
		return err
	}
	switch named := len(conditions) > 0; {
	case named && choice == Agree:
		return invalid("choice", "You name conditions. Vote conditions instead of agree.")
	case named && (choice == MoreEvidence || choice == Decline):
		return invalid("conditions", "Conditions go with an agreement only. Put them into the reason, or vote conditions instead of %s.", choice)
	}
	switch choice {
	case Agree:
		return nil
	case WithConditions:
		if len(conditions) == 0 {
			return invalid("conditions", "Name at least one condition, or vote agree.")
		}
		return required("reason", reason, "Say why these conditions matter.")
	case MoreEvidence:
		return required("reason", reason, "Say which evidence you would like to see.")
	case Decline:
		return required("reason", reason, "Say why, so that the group can learn from it.")
	}
	return invalid("choice", "%q is not a choice. Use agree, conditions, more-evidence or decline.", clip(string(choice)))
}

func checkConditions(conditions []Condition, now time.Time) error {
	if n := len(conditions); n > MaxConditions {
		return invalid("conditions", "There are %d conditions; %d is the most. Bring together what belongs together.", n, MaxConditions)
	}
	for _, c := range conditions {
		if err := requiredLine("conditions.what", c.What, "A condition is empty. Say what must be done."); err != nil {
			return err
		}
		if c.Due != "" {
			if err := checkDue("conditions.due", c.Due, now); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c DeclareInterest) decide(a *Approval, who Actor, now time.Time) ([]Event, error) {
	seat := a.seat(who.Person)
	switch {
	case seat == nil:
		return nil, notAllowed("You are not on the panel of this decision.")
	case seat.Interest:
		return nil, Refuse(Conflict, "", "Your interest is on record already.")
	}
	if err := firstOf(
		required("because", c.Because, "Say what your interest is."),
		a.fitsSeat("because", c.Because),
	); err != nil {
		return nil, err
	}
	declared := &InterestDeclared{Person: who.Person, Because: c.Because}
	then := a.clone()
	then.interested(declared.Person, declared.Because)
	if then.Status != ApprovalOpen {
		return []Event{declared}, nil
	}
	return append([]Event{declared}, then.close(now)...), nil
}

func (c ReopenApproval) decide(a *Approval, who Actor, now time.Time) ([]Event, error) {
	if err := a.mayOnceLapsed(who); err != nil {
		return nil, err
	}
	if a.nobodyDecides() {
		return nil, a.undecidable()
	}
	if a.NeedsMeeting() {
		return nil, wrongStage("Only %d on this panel have no interest, too few to vote. File a meeting's decision, or return it.", a.Eligible())
	}
	deadline := c.Deadline
	if deadline == "" {
		deadline = a.Calendar.Add(DateOf(now), a.Terms.Approval)
	}
	if err := checkDue("deadline", deadline, now); err != nil {
		return nil, err
	}
	// An interest declared meanwhile may have settled the votes that stand.
	return append([]Event{&ApprovalReopened{Deadline: deadline}}, a.close(now)...), nil
}

func (c ReturnApproval) decide(a *Approval, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(
		a.mayOnceLapsed(who),
		required("reason", c.Reason, "Say why it goes back."),
	); err != nil {
		return nil, err
	}
	return []Event{&ApprovalDecided{Result: Result{Verdict: Returned, Reasons: []Words{c.Reason}, At: Moment(now)}}}, nil
}

// undecidable is the refusal of a decision that nobody could take.
func (a *Approval) undecidable() error {
	return wrongStage("There is nobody on this panel without an interest, so no vote or meeting of it can decide. The Locality Wellbeing Officer takes it back.")
}

// mayOnceLapsed lets an LWO go on where voting has lapsed, or nobody could decide.
func (a *Approval) mayOnceLapsed(who Actor) error {
	if !who.Is(a.LMG, LWO) {
		return notAllowed("Only the Locality Wellbeing Officer of %s settles a lapsed decision.", a.LMG)
	}
	if a.Status != ApprovalLapsed && !a.nobodyDecides() {
		return wrongStage("Voting is open until %s. This can be done only if it lapses.", a.Deadline.Plain())
	}
	return nil
}

func (c HandOverApproval) decide(a *Approval, who Actor, _ time.Time) ([]Event, error) {
	switch {
	case !who.Is(a.LMG, LWO) && !who.administers():
		return nil, notAllowed("Only a Locality Wellbeing Officer of %s or an administrator hands tasks over.", a.LMG)
	case c.From == c.To || c.To == "":
		return nil, invalid("to", "Name another person to hand over to.")
	case c.From != a.LWO:
		return nil, invalid("from", "%s has no task here to hand over. Votes are personal.", c.From)
	case !(Actor{Roles: c.ToRoles}).Is(a.LMG, LWO):
		return nil, invalid("to", "%s is not a Locality Wellbeing Officer of %s. Name one, or give the role first.", c.To, a.LMG)
	}
	if err := required("reason", c.Reason, "Say why it is handed over."); err != nil {
		return nil, err
	}
	return []Event{&ApprovalHandedOver{From: c.From, To: c.To, Reason: c.Reason}}, nil
}

// PassTime gives what has fallen due by now: reminders, the extension, the count
// at the deadline, the lapse. Nothing where nothing has.
func (a *Approval) PassTime(now time.Time) []Event {
	next := a.NextMoment()
	if next.IsZero() || next.After(now) {
		return nil
	}
	passed := &ApprovalTimePassed{To: Moment(now)}
	if a.Status == ApprovalOpen && !a.Deadline.End().After(now) {
		// Reminders that an outage held up are moot: the deadline itself says more.
		return []Event{passed, a.atDeadline(now)}
	}
	passed.Reminders = a.Terms.Ladder.remind(a.Tasks(), a.Calendar, a.HandledTo, now)
	return []Event{passed}
}

// atDeadline counts, extends once, or lapses. After an outage the extension
// starts today, so that there is time to vote.
func (a *Approval) atDeadline(now time.Time) Event {
	if verdict, clear := a.counted(); clear {
		return &ApprovalDecided{Result: a.result(verdict, now)}
	}
	if !a.Extended && !a.nobodyDecides() {
		from := max(a.Deadline, DateOf(now).AddDays(-1))
		longer := max(a.Terms.Extension, 1) // or the same deadline would come again
		return &ApprovalExtended{Deadline: a.Calendar.Add(from, longer)}
	}
	return &ApprovalHasLapsed{SettleBy: a.Calendar.Add(DateOf(now), a.Terms.Lapse)}
}

// Withdraw ends an approval whose lifecycle was ended.
func (a *Approval) Withdraw(now time.Time) []Event {
	if a.Status == ApprovalClosed {
		return nil
	}
	return []Event{&ApprovalDecided{Result: Result{Verdict: Withdrawn, At: Moment(now)}}}
}

// OpenApproval opens the approval that a lifecycle asks for. Members of the
// action group are on the panel with their interest marked. A panel too small to
// vote is asked for a meeting's decision; one without anybody who may decide is the
// LWO's task.
func OpenApproval(r Request, now time.Time) ([]Event, error) {
	deadline := max(r.By, r.Calendar.Add(DateOf(now), r.Terms.Approval))
	return []Event{&ApprovalOpened{Request: r, Deadline: deadline}}, nil
}

// Panel seats an LMG's chair, deputy and members. Whoever also belongs to the action
// group has an interest, and so has an adult named for someone of it.
func Panel(lmg, group []Membership, adults ...PersonID) []Seat {
	var seats []Seat
	for _, m := range lmg {
		if m.Role != Chair && m.Role != Deputy && m.Role != Member {
			continue
		}
		if slices.ContainsFunc(seats, func(s Seat) bool { return s.Person == m.Person }) {
			continue
		}
		interest := slices.Contains(adults, m.Person) ||
			slices.ContainsFunc(group, func(g Membership) bool { return g.Person == m.Person })
		seats = append(seats, Seat{Person: m.Person, Role: m.Role, Interest: interest})
	}
	return seats
}
