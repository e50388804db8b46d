package improvement

import (
	"slices"
	"strconv"
	"time"
)

// ProposeAgreement puts a shared agreement to its parties. Where there is one, this is a
// changed version of it.
type ProposeAgreement struct {
	Purpose  Words          `json:"purpose"`
	From     Date           `json:"from"`
	ReviewBy Date           `json:"review_by"`
	Parties  []PlannedParty `json:"parties"`
}

// PlannedParty is a person or a body, with what they bring.
type PlannedParty struct {
	Person PersonID `json:"person,omitempty"`
	Body   BodyID   `json:"body,omitempty"`
	Brings Words    `json:"brings"`
	// Kind and Role are the body's kind and who answers for it, as on record: resolved by
	// the sender. No kind: the body is not on record; no role: nobody answers for it.
	Kind BodyKind `json:"kind,omitempty"`
	Role Role     `json:"role,omitempty"`
}

// AgreeToPart says yes for a party to the version in force.
type AgreeToPart struct {
	Party   int `json:"party,omitempty"`   // from 1; may be left out where the actor answers for one only
	Version int `json:"version,omitempty"` // that was read; where given, another one is refused
}

// DeclinePart says no for a party, with a reason.
type DeclinePart struct {
	Party   int   `json:"party,omitempty"`
	Version int   `json:"version,omitempty"`
	Reason  Words `json:"reason"`
}

// ReviewAgreement keeps the agreement until another day, or ends it. A changed one is
// proposed.
type ReviewAgreement struct {
	Outcome  string `json:"outcome"` // kept or ended
	ReviewBy Date   `json:"review_by,omitempty"`
	Reason   Words  `json:"reason,omitzero"`
}

// CommandName is the wire name.
func (ProposeAgreement) CommandName() string { return "agreement-propose" }

// CommandName is the wire name.
func (AgreeToPart) CommandName() string { return "agreement-agree" }

// CommandName is the wire name.
func (DeclinePart) CommandName() string { return "agreement-decline" }

// CommandName is the wire name.
func (ReviewAgreement) CommandName() string { return "agreement-review" }

// People lists the parties who are persons.
func (c ProposeAgreement) People() []PersonID {
	var people []PersonID
	for _, p := range c.Parties {
		if p.Person != "" {
			people = append(people, p.Person)
		}
	}
	return people
}

// People lists nobody.
func (AgreeToPart) People() []PersonID { return nil }

// People lists nobody.
func (DeclinePart) People() []PersonID { return nil }

// People lists nobody.
func (ReviewAgreement) People() []PersonID { return nil }

func (c ProposeAgreement) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(t.mayLead(who), t.unpaused(), c.check(now)); err != nil {
		return nil, err
	}
	a := Agreement{
		Version: 1, Purpose: c.Purpose, From: c.From, ReviewBy: c.ReviewBy, By: who.Person, Proposed: Moment(now),
	}
	if t.Agreement != nil {
		a.Version = t.Agreement.Version + 1
	}
	due := t.dueIn(t.Terms.agreement(), now)
	for _, planned := range c.Parties {
		p := Party{Person: planned.Person, Body: planned.Body, Role: planned.Role, Brings: planned.Brings, Opened: Moment(now), Due: due}
		if p.Person == who.Person { // who puts their own part to the others agrees to it
			p.Answered, p.By = Moment(now), who.Person
		}
		a.Parties = append(a.Parties, p)
	}
	return []Event{&AgreementPut{Agreement: a, Left: t.Agreement.without(a)}}, nil
}

// without lists who has a part in an open agreement and none in the one that follows.
func (a *Agreement) without(next Agreement) []Recipient {
	if !a.open() {
		return nil
	}
	var left []Recipient
	for _, p := range a.Parties {
		stays := slices.ContainsFunc(next.Parties, func(n Party) bool { return n.Person == p.Person && n.Body == p.Body })
		if !stays {
			left = append(left, p.recipient())
		}
	}
	return left
}

func (c ProposeAgreement) check(now time.Time) error {
	if err := firstOf(
		required("purpose", c.Purpose, "The purpose is empty. Say what you agree this for."),
		checkDay("from", c.From), checkDue("review_by", c.ReviewBy, now),
	); err != nil {
		return err
	}
	switch n := len(c.Parties); {
	case c.ReviewBy <= c.From:
		return invalid("review_by", "%s is not after %s, from when it is agreed. Choose a later day.", c.ReviewBy.Plain(), c.From.Plain())
	case n < minParties:
		return invalid("parties", "An agreement has two parties or more. Name who brings what.")
	case n > maxParties:
		return invalid("parties", "There are %d parties here; %d is the most. Bring together who belongs together.", n, maxParties)
	}
	for i, p := range c.Parties {
		if err := p.check(); err != nil {
			return err
		}
		twice := slices.ContainsFunc(c.Parties[:i], func(o PlannedParty) bool { return o.Person == p.Person && o.Body == p.Body })
		if twice {
			return invalid("parties", "%s is named twice. Put together what they bring.", p.id())
		}
	}
	return nil
}

func (p PlannedParty) id() string { return string(p.Person) + string(p.Body) }

func (p PlannedParty) check() error {
	switch {
	case (p.Person == "") == (p.Body == ""):
		return invalid("parties", "A party is a person or a body: name one of the two.")
	case p.Body != "" && p.Kind == "":
		return invalid("parties.body", "%q is not a body on record. Check the name, or load it first.", clip(string(p.Body)))
	case p.Body != "" && len(answersFor(p.Kind)) == 0:
		return invalid("parties.body", "%s is a place, and nobody answers for it. Name a group or a person there.", clip(string(p.Body)))
	case p.Body != "" && !slices.Contains(answersFor(p.Kind), p.Role):
		return invalid("parties.body", "Nobody on record answers for %s. Name a person, or add who leads it.", clip(string(p.Body)))
	case p.Body == "" && (p.Kind != "" || p.Role != ""):
		return invalid("parties.person", "A person answers for themselves. Leave the role out.")
	}
	return requiredLine("parties.brings", p.Brings, "Say what "+clip(p.id())+" brings.")
}

// unpaused refuses what starts a due day while nothing falls due.
func (t *TestOfChange) unpaused() error {
	if t.Paused == nil {
		return nil
	}
	return wrongStage("This test is paused until %s. Resume it first.", t.Paused.Until.Plain())
}

func (c AgreeToPart) decide(t *TestOfChange, who Actor, _ time.Time) ([]Event, error) {
	i, err := t.partOf(who, c.Party, c.Version, Party.agrees)
	if err != nil {
		return nil, err
	}
	p := t.Agreement.Parties[i]
	if p.agrees() {
		return nil, Refuse(Conflict, "party", "This was agreed to on %s already.", DateOf(p.Answered).Plain())
	}
	return []Event{&AgreementAnswered{Version: t.Agreement.Version, Party: i + 1, Person: p.Person, Body: p.Body}}, nil
}

func (c DeclinePart) decide(t *TestOfChange, who Actor, _ time.Time) ([]Event, error) {
	i, err := t.partOf(who, c.Party, c.Version, func(p Party) bool { return p.Declined })
	if err != nil {
		return nil, err
	}
	if t.Agreement.Status() == AgreementAgreed {
		return nil, wrongStage("All have agreed to this. If it no longer suits, ask the lead, %s, to change or end it.", t.Charter.Lead)
	}
	if err := requiredLine("reason", c.Reason, "Say why, in a line or two, so that it can be changed."); err != nil {
		return nil, err
	}
	p := t.Agreement.Parties[i]
	return []Event{&AgreementAnswered{Version: t.Agreement.Version, Party: i + 1, Person: p.Person, Body: p.Body, Declined: true, Reason: c.Reason}}, nil
}

// partOf finds the party that somebody answers for, by its number or as the only one that
// is left: settled tells those apart that said the same already.
func (t *TestOfChange) partOf(who Actor, number, version int, settled func(Party) bool) (int, error) {
	a := t.Agreement
	switch {
	case a == nil:
		return 0, Refuse(NotFound, "agreement", "This test has no shared agreement yet. The lead proposes one.")
	case !a.open():
		return 0, wrongStage("The shared agreement ended on %s.", DateOf(a.Ended).Plain())
	case version != 0 && version != a.Version:
		return 0, Refuse(Conflict, "version", "Version %d is in force, not %d. Read it, and answer to that one.", a.Version, version)
	case number < 0 || number > len(a.Parties):
		return 0, invalid("party", "There is no party %d. There are %d.", number, len(a.Parties))
	}
	var theirs, left []int
	for i, p := range a.Parties {
		if (number == 0 || number == i+1) && p.mayAnswer(who) {
			theirs = append(theirs, i)
			if !settled(p) {
				left = append(left, i)
			}
		}
	}
	switch {
	case len(theirs) == 0:
		return 0, notAllowed("Only a party answers for itself: a person, their named adult if they are under 16, or who leads the group or chairs the LMG.")
	case len(left) > 1:
		return 0, invalid("party", "You answer for the parties %s. Say for which one, by its number.", list(partyNumbers(left)))
	case len(left) == 1:
		return left[0], nil
	}
	return theirs[0], nil
}

func partyNumbers(indexes []int) []string {
	numbers := make([]string, len(indexes))
	for i, n := range indexes {
		numbers[i] = strconv.Itoa(n + 1)
	}
	return numbers
}

func (c ReviewAgreement) decide(t *TestOfChange, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(t.mayLead(who), t.unpaused(), boundedLine("reason", c.Reason)); err != nil {
		return nil, err
	}
	a := t.Agreement
	switch {
	case a == nil:
		return nil, Refuse(NotFound, "agreement", "This test has no shared agreement to review. Propose one first.")
	case !a.open():
		return nil, wrongStage("The shared agreement ended on %s.", DateOf(a.Ended).Plain())
	}
	switch c.Outcome {
	case "ended":
		if c.Reason.Empty() {
			return nil, invalid("reason", "Say why it ends. Those who brought something would like to know.")
		}
		return []Event{&AgreementReviewed{Version: a.Version, Ended: true, Reason: c.Reason}}, nil
	case "kept":
		if a.Status() != AgreementAgreed {
			return nil, wrongStage("Not all have agreed to version %d yet, so it cannot be kept. Wait for them, propose a changed one, or end it.", a.Version)
		}
		if err := checkDue("review_by", c.ReviewBy, now); err != nil {
			return nil, err
		}
		if c.ReviewBy <= DateOf(now) {
			return nil, invalid("review_by", "Choose a later day than today for the next review.")
		}
		return []Event{&AgreementReviewed{Version: a.Version, ReviewBy: c.ReviewBy, Reason: c.Reason}}, nil
	case "changed":
		return nil, invalid("outcome", "A changed agreement is a new version, and each party is asked again. Propose it.")
	}
	return nil, invalid("outcome", "%q does not say what came of the review. Use kept or ended, or propose a changed agreement.", clip(c.Outcome))
}
