package improvement

import (
	"slices"
	"time"
)

// DraftFacts is what the record knows of what a draft names, resolved by the sender.
type DraftFacts struct {
	Taken      bool      `json:"taken,omitempty"` // a priority of that identifier is on record
	Localities []Body    `json:"localities,omitempty"`
	Strategic  []string  `json:"strategic,omitempty"` // the names of all strategic priorities on record
	Found      []Shelved `json:"found,omitempty"`     // of its evidence, in the library
}

// DraftPriority proposes a priority, or writes an earlier draft anew.
type DraftPriority struct {
	ID         PriorityID `json:"id"`
	Statement  Words      `json:"statement"`
	Theme      ThemeID    `json:"theme"`
	Strategic  string     `json:"strategic,omitempty"`
	Localities []BodyID   `json:"localities,omitempty"`
	Evidence   []ItemID   `json:"evidence"`
	Facts      DraftFacts `json:"facts,omitzero"`
}

// WithdrawDraft takes a draft back.
type WithdrawDraft struct {
	Priority PriorityID `json:"priority"`
	Reason   Words      `json:"reason"`
}

// CallForScores asks the members to score the drafts by a day.
type CallForScores struct {
	Due     Date       `json:"due"`
	Members []PersonID `json:"members,omitempty"` // who votes in the LMG, resolved by the sender
}

// Importance is how important a member finds a draft, 1 to 5.
type Importance struct {
	Priority   PriorityID `json:"priority"`
	Importance int        `json:"importance"`
}

// ScoreDrafts scores drafts, or scores them anew.
type ScoreDrafts struct {
	Scores []Importance `json:"scores"`
}

// MoveRound leads a round from gathering to proposing, or back; and from drafting anew to
// publishing what is agreed already, or back.
type MoveRound struct {
	To     RoundStage `json:"to"`
	Reason Words      `json:"reason,omitzero"` // for going back
}

// CommandName is the wire name.
func (DraftPriority) CommandName() string { return "draft" }

// CommandName is the wire name.
func (WithdrawDraft) CommandName() string { return "withdraw-draft" }

// CommandName is the wire name.
func (CallForScores) CommandName() string { return "call-for-scores" }

// CommandName is the wire name.
func (ScoreDrafts) CommandName() string { return "score" }

// CommandName is the wire name.
func (MoveRound) CommandName() string { return "move-round" }

// People lists nobody.
func (DraftPriority) People() []PersonID { return nil }

// People lists nobody.
func (WithdrawDraft) People() []PersonID { return nil }

// People lists those who are asked.
func (c CallForScores) People() []PersonID { return c.Members }

// People lists nobody.
func (ScoreDrafts) People() []PersonID { return nil }

// People lists nobody.
func (MoveRound) People() []PersonID { return nil }

func (c DraftPriority) decideRound(p *PrioritySetting, who Actor, now time.Time) ([]Event, error) {
	if !who.Is(p.LMG, LWO, Chair, Deputy, Member) {
		return nil, notAllowed("Members of %s and its Locality Wellbeing Officer propose priorities.", p.LMG)
	}
	if err := firstOf(p.in(RoundPropose), c.check(p)); err != nil {
		return nil, err
	}
	cited := once(c.Evidence)
	put, err := p.put("evidence", cited, c.Facts.Found, who, now)
	if err != nil {
		return nil, err
	}
	draft := Draft{
		ID: c.ID, Statement: c.Statement, Theme: c.Theme, Strategic: c.Strategic, Localities: c.Localities,
		Evidence: cited, By: who.Person, Status: DraftOpen,
	}
	if was := p.draft(c.ID); was != nil {
		if err := p.mayRewrite(was, who); err != nil {
			return nil, err
		}
		draft.By = was.By
	}
	return []Event{&PriorityDrafted{Draft: draft, Put: put}}, nil
}

// mayRewrite lets whoever drafted it, and those who steer, write a draft anew or take it
// back: its scores go with it.
func (p *PrioritySetting) mayRewrite(d *Draft, who Actor) error {
	if who.Person == d.By || p.maySteer(who) == nil {
		return nil
	}
	return notAllowed("%s drafted %s. They, the Locality Wellbeing Officer, the chair or the deputy of %s change it; give yours an identifier of its own.", d.By, d.ID, p.LMG)
}

// once lists items by name, each once.
func once(items []ItemID) []ItemID { return slices.Compact(slices.Sorted(slices.Values(items))) }

func (c DraftPriority) check(p *PrioritySetting) error {
	was := p.draft(c.ID)
	if err := firstOf(
		CheckID("id", string(c.ID)),
		requiredLine("statement", c.Statement, "This statement is empty. Say what the LMG would work on."),
		shortLine("strategic", c.Strategic),
	); err != nil {
		return err
	}
	switch {
	case c.Facts.Taken || was != nil && was.Status == DraftAgreed:
		return Refuse(Conflict, "id", "There is a priority called %s already. Give the new one an identifier of its own.", c.ID)
	case was == nil && len(p.Drafts) >= maxDrafts:
		return invalid("id", "There are %d drafts, which is the most. Bring together what belongs together.", len(p.Drafts))
	case !slices.Contains(p.Themes, c.Theme):
		return invalid("theme", "%q is not in scope of this round. In scope are %s.", clip(string(c.Theme)), list(themeNames(p.Themes)))
	case len(c.Evidence) == 0:
		return invalid("evidence", "This priority rests on no evidence. Name at least one item: data, research, practice or a voice.")
	case len(c.Evidence) > maxCitedByDraft:
		return invalid("evidence", "%d items are cited; %d is the most. Choose those that matter.", len(c.Evidence), maxCitedByDraft)
	case c.Strategic != "" && len(c.Facts.Strategic) > 0 && !slices.Contains(c.Facts.Strategic, c.Strategic):
		return invalid("strategic", "%q is not a strategic priority on record. There are %s.", clip(c.Strategic), list(c.Facts.Strategic))
	}
	return c.checkLocalities(p.LMG)
}

func (c DraftPriority) checkLocalities(lmg BodyID) error {
	if err := listed("localities", len(c.Localities)); err != nil {
		return err
	}
	for i, id := range c.Localities {
		known := slices.ContainsFunc(c.Facts.Localities, func(b Body) bool { return b.ID == id && b.Kind == Locality && b.Parent == lmg })
		if !known {
			return invalid("localities", "%q is not a locality of %s.", clip(string(id)), lmg)
		}
		if slices.Contains(c.Localities[:i], id) {
			return invalid("localities", "%s is named twice. Keep one.", id)
		}
	}
	return nil
}

func (c WithdrawDraft) decideRound(p *PrioritySetting, who Actor, _ time.Time) ([]Event, error) {
	d := p.draft(c.Priority)
	if d == nil || d.Status == DraftWithdrawn {
		return nil, Refuse(NotFound, "priority", "There is no draft %q in this round.", clip(string(c.Priority)))
	}
	if err := firstOf(p.mayRewrite(d, who), p.in(RoundPropose), required("reason", c.Reason, "Say why it is withdrawn.")); err != nil {
		return nil, err
	}
	if d.Status == DraftAgreed {
		return nil, wrongStage("The LMG has agreed %s. It can be retired in a later round.", d.ID)
	}
	return []Event{&DraftIsWithdrawn{Priority: d.ID, Reason: c.Reason}}, nil
}

func (c CallForScores) decideRound(p *PrioritySetting, who Actor, now time.Time) ([]Event, error) {
	if err := firstOf(p.maySteer(who), p.in(RoundPropose), checkDue("due", c.Due, now)); err != nil {
		return nil, err
	}
	if len(p.those(DraftOpen)) == 0 {
		return nil, wrongStage("There is no draft to score yet.")
	}
	if len(c.Members) == 0 {
		return nil, wrongStage("%s has no chair, deputy or members on record, who would score.", p.LMG)
	}
	members := slices.Compact(slices.Sorted(slices.Values(c.Members)))
	return []Event{&ScoresCalled{Members: members, Due: c.Due}}, nil
}

func (c ScoreDrafts) decideRound(p *PrioritySetting, who Actor, _ time.Time) ([]Event, error) {
	if !who.Is(p.LMG, Chair, Deputy, Member) {
		return nil, notAllowed("The chair, the deputy and the members of %s score its drafts.", p.LMG)
	}
	if err := firstOf(p.in(RoundPropose), listed("scores", len(c.Scores))); err != nil {
		return nil, err
	}
	if len(c.Scores) == 0 {
		return nil, invalid("scores", "No draft is scored. Say how important each is: 1 for little, 5 for the greatest importance.")
	}
	for i, s := range c.Scores {
		d := p.draft(s.Priority)
		switch {
		case d == nil || d.Status != DraftOpen:
			return nil, Refuse(NotFound, "scores.priority", "There is no draft %q to score.", clip(string(s.Priority)))
		case s.Importance < LowestImportance || s.Importance > HighestImportance:
			return nil, invalid("scores.importance", "%d is not on the scale. Use 1 (of little importance) to 5 (of the greatest).", s.Importance)
		case slices.ContainsFunc(c.Scores[:i], func(o Importance) bool { return o.Priority == s.Priority }):
			return nil, invalid("scores.priority", "%s is scored twice. Keep one.", s.Priority)
		}
	}
	return []Event{&DraftsScored{Scores: c.Scores}}, nil
}

func (c MoveRound) decideRound(p *PrioritySetting, who Actor, now time.Time) ([]Event, error) {
	if err := p.maySteer(who); err != nil {
		return nil, err
	}
	if c.To != RoundGather && c.To != RoundPropose && c.To != RoundPublish {
		return nil, invalid("to", "%q is not a stage to go to. Use gather, propose or publish.", clip(string(c.To)))
	}
	agreed, left := len(p.those(DraftAgreed)) > 0, len(p.those(DraftOpen))+len(p.those(DraftRejected)) > 0
	err := bounded("reason", c.Reason)
	switch from := p.Stage; {
	case c.To == RoundPropose && from == RoundGather:
	case c.To == RoundPublish && (from == RoundGather || from == RoundPropose) && agreed:
	case c.To == RoundPropose && from == RoundPublish && left:
		err = required("reason", c.Reason, "Say what is to be proposed anew.")
	case c.To == RoundGather && from == RoundPropose:
		err = required("reason", c.Reason, "Say what is still to be gathered.")
	default:
		err = wrongStage("This round is in the stage %s and does not go to %s from there. It goes from gather to propose and back, from either to publish where the LMG has agreed something, and back to propose where a draft is left.", from, c.To)
	}
	if err != nil {
		return nil, err
	}
	return []Event{p.move(c.To, c.Reason, now)}, nil
}

// move leads to a stage, by its day; where that has come already, by as many working
// days as a test has for the like.
func (p *PrioritySetting) move(to RoundStage, reason Words, now time.Time) *RoundMoved {
	m := &RoundMoved{To: to, Reason: reason}
	today := DateOf(now)
	switch to {
	case RoundGather:
		m.Due = max(p.Dates.Gather, p.Calendar.Add(today, p.Terms.Study))
	case RoundPropose:
		m.Due = max(p.Dates.Propose, p.Calendar.Add(today, p.Terms.Act))
	case RoundPublish:
		m.Due = max(p.Dates.Publish, p.Calendar.Add(today, p.Terms.Act))
	}
	return m
}

func themeNames(ids []ThemeID) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return names
}
