package improvement

import (
	"slices"
	"time"
)

// RoundCommand is something a person does to a round of priority setting.
type RoundCommand interface {
	// CommandName is the wire name, and the name of the workflow's update.
	CommandName() string
	// People lists those whom the command names; they must be on record.
	People() []PersonID
	decideRound(p *PrioritySetting, who Actor, now time.Time) ([]Event, error)
}

// RoundFacts is what the record knows of what a round is opened with. A thing that is
// not on record is left zero.
type RoundFacts struct {
	LMG    Body
	Themes []ThemeID // those of the charter that are on record
	LWOs   []PersonID
}

// MayOpenRound refuses whoever opens no rounds of an LMG.
func MayOpenRound(who Actor, lmg BodyID) error {
	if err := who.mayAct(); err != nil {
		return err
	}
	if !who.Is(lmg, LWO, Chair) {
		return notAllowed("Only a Locality Wellbeing Officer or the chair of %s opens a round of priority setting.", clip(string(lmg)))
	}
	return nil
}

// OpenRound checks how a round is to be opened and gives its first event. The LWO who
// opens it guides it; where the chair does, it is the LMG's first LWO on record.
func OpenRound(c RoundCharter, facts RoundFacts, terms Terms, calendar Calendar, who Actor, now time.Time) ([]Event, error) {
	if err := MayOpenRound(who, c.LMG); err != nil {
		return nil, err
	}
	if err := c.check(facts, now); err != nil {
		return nil, err
	}
	lwo := who.Person
	if !who.Is(c.LMG, LWO) {
		if len(facts.LWOs) == 0 {
			return nil, invalid("lmg", "%s has no Locality Wellbeing Officer on record, who would guide the round. Give somebody the role first.", c.LMG)
		}
		lwo = facts.LWOs[0]
	}
	return []Event{&RoundOpened{Charter: c, LWO: lwo, Terms: terms, Calendar: calendar, Rules: CurrentRules}}, nil
}

func (c RoundCharter) check(f RoundFacts, now time.Time) error {
	if f.LMG.ID == "" || f.LMG.Kind != LMG {
		return invalid("lmg", "%q is not an LMG on record. Check the name, or load it first.", clip(string(c.LMG)))
	}
	if err := firstOf(
		CheckID("round", c.Round),
		requiredTitle("title", c.Title, "This title is empty. Give the round a short name, such as Priorities 2027."),
		checkDay("from", c.From), checkDay("until", c.Until),
		c.Dates.check(now), listed("themes", len(c.Themes)),
	); err != nil {
		return err
	}
	if c.Until <= c.From {
		return invalid("until", "The period ends on %s, which is not after it begins.", c.Until.Plain())
	}
	if len(c.Themes) == 0 {
		return invalid("themes", "No theme is in scope. Name at least one.")
	}
	for i, theme := range c.Themes {
		if !slices.Contains(f.Themes, theme) {
			return invalid("themes", "%q is not a theme on record. Check the name, or load it first.", clip(string(theme)))
		}
		if slices.Contains(c.Themes[:i], theme) {
			return invalid("themes", "%s is named twice. Keep one.", theme)
		}
	}
	return nil
}

func (d RoundDates) check(now time.Time) error {
	if err := firstOf(
		checkDue("gather_by", d.Gather, now), checkDue("propose_by", d.Propose, now),
		checkDue("agree_by", d.Agree, now), checkDue("publish_by", d.Publish, now),
	); err != nil {
		return err
	}
	switch {
	case d.Propose <= d.Gather:
		return invalid("propose_by", "Drafting follows gathering: name a later day than %s.", d.Gather.Plain())
	case d.Agree <= d.Propose:
		return invalid("agree_by", "Agreeing follows drafting: name a later day than %s.", d.Propose.Plain())
	case d.Publish < d.Agree:
		return invalid("publish_by", "Publishing follows agreeing: name %s or a later day.", d.Agree.Plain())
	}
	return nil
}

// Decide checks a command against the round and gives its events, or an *Error.
func (p *PrioritySetting) Decide(c RoundCommand, who Actor, now time.Time) ([]Event, error) {
	if p.Closed() {
		return nil, wrongStage("This round of priority setting was closed on %s.", DateOf(p.ClosedAt).Plain())
	}
	if err := who.mayAct(); err != nil {
		return nil, err
	}
	events, err := c.decideRound(p, who, now)
	if err != nil {
		return nil, err
	}
	if err := p.bears(events, now); err != nil {
		return nil, err
	}
	return events, nil
}

// maySteer lets an LWO, the chair and the deputy of the round's LMG go on.
func (p *PrioritySetting) maySteer(a Actor) error {
	if a.Is(p.LMG, LWO, Chair, Deputy) {
		return nil
	}
	return notAllowed("Only the Locality Wellbeing Officer, the chair or the deputy of %s does this.", p.LMG)
}

// mayGuide lets an LWO of the round's LMG go on.
func (p *PrioritySetting) mayGuide(a Actor) error {
	if a.Is(p.LMG, LWO) {
		return nil
	}
	return notAllowed("Only a Locality Wellbeing Officer of %s does this.", p.LMG)
}

// takesPart lets the LMG go on: its members, its LWO and its clerk.
func (p *PrioritySetting) takesPart(a Actor) error {
	if a.Is(p.LMG, LWO, Chair, Deputy, Member, Clerk) {
		return nil
	}
	return notAllowed("Only members of %s, its Locality Wellbeing Officer and its clerk do this.", p.LMG)
}

// in refuses what belongs to other stages.
func (p *PrioritySetting) in(stages ...RoundStage) error {
	if slices.Contains(stages, p.Stage) {
		return nil
	}
	says := map[RoundStage]string{
		RoundGather: "Evidence is being gathered", RoundPropose: "Priorities are being drafted",
		RoundAgree: "The LMG is deciding", RoundPublish: "The LMG has agreed, and nothing is published yet",
		RoundTakeEffect: "The priorities are being published", RoundFollowUp: "The priorities are published",
	}
	wanted := make([]string, len(stages))
	for i, s := range stages {
		wanted[i] = string(s)
	}
	return wrongStage("%s (stage %s). This is done in the stage %s.", says[p.Stage], p.Stage, either(wanted))
}
