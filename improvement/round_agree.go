package improvement

import (
	"slices"
	"time"
)

// PutToVote asks the LMG to agree the drafts, all in one vote or one by one.
type PutToVote struct {
	OneByOne bool `json:"one_by_one,omitempty"`

	// What the record knows of the drafts by now, resolved by the sender: those whose
	// identifier another LMG has taken, and items that are no longer in the library, or
	// hidden.
	Taken []PriorityID `json:"taken,omitempty"`
	Gone  []ItemID     `json:"gone,omitempty"`
}

// InEffect is a priority of the LMG that is in effect.
type InEffect struct {
	Priority PriorityID `json:"priority"`
	Theme    ThemeID    `json:"theme"`
	// Commissions are those that wait for a test under it, by their identifiers.
	Commissions []string `json:"commissions,omitempty"`
}

// PublishPriorities publishes what was agreed, and says what becomes of the priorities
// that were in effect.
type PublishPriorities struct {
	Earlier  []Settling `json:"earlier,omitempty"`
	Says     Words      `json:"says,omitzero"`       // a word to the network
	InEffect []InEffect `json:"in_effect,omitempty"` // resolved by the sender
	Networks []BodyID   `json:"networks,omitempty"`  // of the LMG, resolved by the sender
}

// EndRound ends a round without priorities.
type EndRound struct {
	Reason Words `json:"reason"`
}

// HandOverRound gives a person's part in the round to another.
type HandOverRound struct {
	From    PersonID     `json:"from"`
	To      PersonID     `json:"to"`
	ToRoles []Membership `json:"to_roles,omitempty"` // resolved by the sender
	Reason  Words        `json:"reason"`
}

// CommandName is the wire name.
func (PutToVote) CommandName() string { return "put-to-vote" }

// CommandName is the wire name.
func (PublishPriorities) CommandName() string { return "publish" }

// CommandName is the wire name.
func (EndRound) CommandName() string { return "end-round" }

// CommandName is the wire name.
func (HandOverRound) CommandName() string { return "hand-over" }

// People lists nobody.
func (PutToVote) People() []PersonID { return nil }

// People lists nobody.
func (PublishPriorities) People() []PersonID { return nil }

// People lists nobody.
func (EndRound) People() []PersonID { return nil }

// People lists who has it now. Who had it has a part here, and may be erased by now.
func (c HandOverRound) People() []PersonID { return []PersonID{c.To} }

func (c PutToVote) decideRound(p *PrioritySetting, who Actor, _ time.Time) ([]Event, error) {
	if err := firstOf(p.maySteer(who), p.in(RoundPropose)); err != nil {
		return nil, err
	}
	if open := p.unsettled(); len(open) > 0 {
		return nil, wrongStage("Evidence that was asked for is still to come: %s. The LMG decides once each is answered, waived with a reason, or has timed out.", list(open))
	}
	var drafts []PriorityID
	for _, d := range p.those(DraftOpen) {
		drafts = append(drafts, d.ID)
	}
	if len(drafts) == 0 {
		return nil, wrongStage("There is no draft to agree. Draft at least one priority.")
	}
	if err := c.check(p); err != nil {
		return nil, err
	}
	groups := [][]PriorityID{drafts}
	if c.OneByOne {
		groups = slices.Collect(slices.Chunk(drafts, 1))
	}
	put := new(PutToTheVote)
	for i, group := range groups {
		put.Ballots = append(put.Ballots, Ballot{Approval: ApprovalSubject(p.Subject(), p.Asked+1+i), Drafts: group})
	}
	return []Event{put}, nil
}

// check refuses drafts that could not take effect, or rest on nothing that can be read.
func (c PutToVote) check(p *PrioritySetting) error {
	for _, d := range p.those(DraftOpen) {
		if slices.Contains(c.Taken, d.ID) {
			return Refuse(Conflict, "id", "There is a priority called %s by now. Withdraw this draft, and write it anew under an identifier of its own.", d.ID)
		}
		if !slices.ContainsFunc(d.Evidence, func(item ItemID) bool { return !slices.Contains(c.Gone, item) }) {
			return invalid("evidence", "What %s rests on can no longer be read. Draft it anew with other evidence, or withdraw it.", d.ID)
		}
	}
	return nil
}

// Request is what the round asks the LMG to decide by one of its ballots, with its pack
// frozen. The panel is as on record when it opens.
func (p *PrioritySetting) Request(b Ballot, panel []Seat) Request {
	return Request{
		Subject: b.Approval, Of: p.Subject(), Title: p.asks(b), LMG: p.LMG, LWO: p.LWO, Proposal: "priorities",
		Pack: p.Pack(b), Panel: panel, Terms: p.Terms, Calendar: p.Calendar, Rules: p.Rules, By: p.Dates.Agree,
		Together: len(p.Ballots),
	}
}

// asks is what a ballot is called: the draft's statement where it is about one.
func (p *PrioritySetting) asks(b Ballot) Words {
	if len(b.Drafts) == 1 {
		return p.draft(b.Drafts[0]).Statement
	}
	return p.Title
}

// Pack freezes what the LMG decides by: the drafts, with what they rest on and how
// important the members find them, and all that was before it.
func (p *PrioritySetting) Pack(b Ballot) Pack {
	frozen := p.clone() // what is filed to the round later changes it in place
	pack := Pack{Version: p.Version, Before: frozen.Before, Requests: frozen.Requests}
	for _, id := range b.Drafts {
		pack.Drafts = append(pack.Drafts, *frozen.draft(id))
	}
	pack.Hash = digest(pack)
	return pack
}

// roundPackRecomputed tells whether a pack comes out of a round's journal again.
func (a *Approval) roundPackRecomputed(entries []Entry) (bool, error) {
	p, err := RoundAt(entries, a.Pack.Version)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(p.Ballots, func(b Ballot) bool { return b.Approval == a.Subject })
	return i >= 0 && digest(p.Pack(p.Ballots[i]).seeing(a.Pack.Found)) == digest(a.Pack), nil
}

// Waiting lists the ballots that are not decided.
func (p *PrioritySetting) Waiting() []Ballot {
	if p.Stage != RoundAgree {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.Ballots), func(b Ballot) bool { return b.Result != nil })
}

// Conclude takes the result of a ballot into the round, and with the last of them leads
// on: with something agreed to publishing, else back to where the LMG sent it. A ballot
// that the round does not wait for gives nothing.
func (p *PrioritySetting) Conclude(approval SubjectID, r Result, now time.Time) []Event {
	if !slices.ContainsFunc(p.Waiting(), func(b Ballot) bool { return b.Approval == approval }) {
		return nil
	}
	events := []Event{&BallotDecided{Approval: approval, Result: r}}
	then := p.clone()
	then.Apply(Entry{Version: p.Version + 1, At: now, Event: events[0]})
	if len(then.Waiting()) > 0 {
		return events
	}
	return append(events, then.move(then.afterVote(), Words{}, now))
}

// afterVote is the stage that the ballots lead to.
func (p *PrioritySetting) afterVote() RoundStage {
	wantsEvidence := func(b Ballot) bool { return b.Result.Verdict == WantsEvidence }
	switch {
	case len(p.those(DraftAgreed)) > 0:
		return RoundPublish
	case slices.ContainsFunc(p.Ballots, wantsEvidence):
		return RoundGather
	}
	return RoundPropose
}

func (c PublishPriorities) decideRound(p *PrioritySetting, who Actor, _ time.Time) ([]Event, error) {
	if err := firstOf(p.maySteer(who), p.in(RoundPublish), bounded("says", c.Says), c.check(p)); err != nil {
		return nil, err
	}
	return []Event{&PrioritiesPublished{Earlier: c.Earlier, Says: c.Says, Networks: c.Networks}}, nil
}

// check refuses to leave an earlier priority under a theme in scope unsettled.
func (c PublishPriorities) check(p *PrioritySetting) error {
	if err := listed("earlier", len(c.Earlier)); err != nil {
		return err
	}
	for i, s := range c.Earlier {
		at := slices.IndexFunc(c.InEffect, func(e InEffect) bool { return e.Priority == s.Priority })
		twice := slices.ContainsFunc(c.Earlier[:i], func(o Settling) bool { return o.Priority == s.Priority })
		switch {
		case at < 0:
			return Refuse(NotFound, "earlier.priority", "%q is not a priority of %s that is in effect.", clip(string(s.Priority)), p.LMG)
		case twice:
			return invalid("earlier.priority", "%s is settled twice. Keep one.", s.Priority)
		case s.Fate != Carried && s.Fate != Completed && s.Fate != Retired:
			return invalid("earlier.fate", "%q is not what becomes of a priority. Use carried, completed or retired.", clip(string(s.Fate)))
		case s.Fate != Carried && len(c.InEffect[at].Commissions) > 0: // nobody could launch what is asked for
			return Refuse(Conflict, "earlier.fate", "A test is still asked for under %s: %s. Withdraw what is not wanted any more, or carry the priority.", s.Priority, list(c.InEffect[at].Commissions))
		}
		if err := requiredLine("earlier.because", s.Because, "Say why it is "+string(s.Fate)+"."); err != nil {
			return err
		}
	}
	var open []string
	for _, e := range c.InEffect {
		settled := slices.ContainsFunc(c.Earlier, func(s Settling) bool { return s.Priority == e.Priority })
		if !settled && slices.Contains(p.Themes, e.Theme) {
			open = append(open, string(e.Priority))
		}
	}
	if len(open) > 0 {
		return invalid("earlier", "Say what becomes of %s: carried, completed or retired, and why.", list(open))
	}
	return nil
}

func (c EndRound) decideRound(p *PrioritySetting, who Actor, _ time.Time) ([]Event, error) {
	if err := firstOf(
		p.maySteer(who), p.in(RoundGather, RoundPropose),
		required("reason", c.Reason, "Say why the round ends without priorities."),
	); err != nil {
		return nil, err
	}
	if agreed := p.those(DraftAgreed); len(agreed) > 0 {
		return nil, wrongStage("The LMG has agreed %s: publish that. A draft that is left may be withdrawn.", agreed[0].ID)
	}
	return []Event{&RoundEnded{Reason: c.Reason}}, nil
}

func (c HandOverRound) decideRound(p *PrioritySetting, who Actor, _ time.Time) ([]Event, error) {
	switch {
	case !who.Is(p.LMG, LWO) && !who.administers():
		return nil, notAllowed("Only a Locality Wellbeing Officer of %s or an administrator hands tasks over.", p.LMG)
	case c.To == "" || c.From == c.To:
		return nil, invalid("to", "Name another person to hand over to.")
	case !p.HasPart(c.From):
		return nil, invalid("from", "%s has no task in this round to hand over. Scores and votes are personal.", clip(string(c.From)))
	case c.From == p.LWO && !(Actor{Roles: c.ToRoles}).Is(p.LMG, LWO):
		return nil, invalid("to", "%s is not a Locality Wellbeing Officer of %s. Name one, or give the role first.", c.To, p.LMG)
	}
	if err := required("reason", c.Reason, "Say why it is handed over."); err != nil {
		return nil, err
	}
	return []Event{&RoundHandedOver{From: c.From, To: c.To, Reason: c.Reason}}, nil
}

// HasPart tells whether a person guides the round, was asked for evidence, or owns an
// action.
func (p *PrioritySetting) HasPart(person PersonID) bool {
	return person != "" && (p.LWO == person ||
		slices.ContainsFunc(p.Requests, func(r EvidenceRequest) bool { return r.Of == person && r.Status == RequestOpen }) ||
		slices.ContainsFunc(p.Actions, func(a Action) bool { return a.Who == person && a.Status == StepOpen }))
}

func (c CompleteAction) decideRound(p *PrioritySetting, who Actor, now time.Time) ([]Event, error) {
	return p.Actions.decide(c, who, p.mayGuide(who), now)
}

func (c ChangeAction) decideRound(p *PrioritySetting, who Actor, now time.Time) ([]Event, error) {
	return p.Actions.decide(c, who, p.mayGuide(who), now)
}

func (c DropAction) decideRound(p *PrioritySetting, who Actor, now time.Time) ([]Event, error) {
	return p.Actions.decide(c, who, p.mayGuide(who), now)
}
