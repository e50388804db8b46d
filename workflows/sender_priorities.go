package workflows

import (
	"context"
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/client"
)

// OpenRound opens a round of priority setting. A repeated opening with the same command
// ID gives the same receipt.
func (s *Sender) OpenRound(ctx context.Context, id improvement.CommandID, as improvement.PersonID, c improvement.RoundCharter) (Receipt, error) {
	return s.open(ctx, opening{
		subject: improvement.RoundSubject(c.LMG, c.Round), id: id, as: as, workflow: PrioritySettingName, options: s.roundOptions(c),
		decide: s.first(id, as, func(ctx context.Context, who improvement.Actor) ([]improvement.Event, error) {
			facts, err := s.roundFacts(ctx, c)
			if err != nil {
				return nil, err
			}
			now := s.now()
			return improvement.OpenRound(c, facts, s.terms, s.calendars.Around(improvement.DateOf(now)), who, now)
		}),
	})
}

// Commission commissions an action group. A repeated one with the same command ID gives
// the same receipt.
func (s *Sender) Commission(ctx context.Context, id improvement.CommandID, as improvement.PersonID, c improvement.CommissionCharter) (Receipt, error) {
	return s.open(ctx, opening{
		subject: improvement.CommissionSubject(c.ID), id: id, as: as, workflow: CommissionName, options: s.commissionOptions(c),
		decide: s.first(id, as, func(ctx context.Context, who improvement.Actor) ([]improvement.Event, error) {
			facts, err := s.commissionFacts(ctx, c)
			if err != nil {
				return nil, err
			}
			now := s.now()
			return improvement.OpenCommission(c, facts, s.terms, s.calendars.Around(improvement.DateOf(now)), who, now)
		}),
	})
}

// first decides the first entry of a root lifecycle for whoever acts.
func (s *Sender) first(id improvement.CommandID, as improvement.PersonID, decide func(context.Context, improvement.Actor) ([]improvement.Event, error)) func(context.Context) (any, error) {
	return func(ctx context.Context) (any, error) {
		who, err := s.people.actor(ctx, as)
		if err != nil {
			return nil, err
		}
		events, err := decide(ctx, who)
		if err != nil {
			return nil, err
		}
		return Start{Clock: s.clock, First: &improvement.Entry{Version: 1, Command: id, By: as, At: improvement.Moment(s.now()), Event: events[0]}}, nil
	}
}

func (s *Sender) roundOptions(c improvement.RoundCharter) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		TypedSearchAttributes: attributes(c.LMG, "", ""),
		StaticSummary:         fmt.Sprintf("Priority setting of %s (%s)", c.LMG, c.Round),
	}
}

func (s *Sender) commissionOptions(c improvement.CommissionCharter) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		TypedSearchAttributes: attributes(c.LMG, "", ""),
		StaticSummary:         fmt.Sprintf("%s is commissioned to begin a test under %s", c.Group, c.Priority),
	}
}

// Round sends a command to a round of priority setting. What the record knows of what it
// names goes with it.
func (s *Sender) Round(ctx context.Context, round improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.RoundCommand) (Receipt, error) {
	c, err := s.withFacts(ctx, round, c)
	if err != nil {
		return Receipt{}, err
	}
	return s.send(ctx, round, id, as, c)
}

// OnCommission sends a command to a commission.
func (s *Sender) OnCommission(ctx context.Context, commission improvement.SubjectID, id improvement.CommandID, as improvement.PersonID, c improvement.CommissionCommand) (Receipt, error) {
	if hand, ok := valueOf[improvement.HandOverCommission](c); ok {
		to, err := s.people.actor(ctx, hand.To)
		if err != nil {
			return Receipt{}, err
		}
		hand.ToRoles = to.Roles
		c = hand
	}
	return s.send(ctx, commission, id, as, c)
}

// withFacts completes a command with what the record knows of what it names.
func (s *Sender) withFacts(ctx context.Context, round improvement.SubjectID, c improvement.RoundCommand) (improvement.RoundCommand, error) {
	lmg, _, _ := improvement.CutRound(round)
	var err error
	if put, ok := valueOf[improvement.PutEvidence](c); ok {
		put.Found, err = s.found(ctx, put.Items)
		return put, err
	}
	if answer, ok := valueOf[improvement.AnswerEvidence](c); ok {
		answer.Found, err = s.found(ctx, answer.Items)
		return answer, err
	}
	if ask, ok := valueOf[improvement.AskEvidence](c); ok {
		var body improvement.BodyState
		err = read(ctx, s.reader, improvement.BodySubject(ask.Body), &body)
		ask.BodyIs = body.Body
		return ask, err
	}
	if draft, ok := valueOf[improvement.DraftPriority](c); ok {
		draft.Facts, err = s.draftFacts(ctx, draft)
		return draft, err
	}
	if put, ok := valueOf[improvement.PutToVote](c); ok {
		put.Taken, put.Gone, err = s.stillLawful(ctx, round)
		return put, err
	}
	if call, ok := valueOf[improvement.CallForScores](c); ok {
		call.Members, err = s.voters(ctx, lmg)
		return call, err
	}
	if publish, ok := valueOf[improvement.PublishPriorities](c); ok {
		publish.InEffect, publish.Networks, err = s.published(ctx, lmg)
		return publish, err
	}
	if hand, ok := valueOf[improvement.HandOverRound](c); ok {
		to, err := s.people.actor(ctx, hand.To)
		hand.ToRoles = to.Roles
		return hand, err
	}
	return c, nil
}

// stillLawful looks up what became of the drafts of a round since they were written:
// identifiers that another priority took, and items that left the library.
func (s *Sender) stillLawful(ctx context.Context, round improvement.SubjectID) (taken []improvement.PriorityID, gone []improvement.ItemID, err error) {
	_, state, err := s.reader.State(ctx, round)
	if errors.Is(err, improvement.ErrNotFound) {
		return nil, nil, nil // the sender says so when it sends
	}
	if err != nil {
		return nil, nil, err
	}
	p, err := improvement.RestoreRound(state)
	if err != nil {
		return nil, nil, err
	}
	for _, d := range p.Drafts {
		if d.Status != improvement.DraftOpen {
			continue
		}
		switch _, _, err := s.reader.State(ctx, improvement.PrioritySubject(d.ID)); {
		case err == nil:
			taken = append(taken, d.ID)
		case !errors.Is(err, improvement.ErrNotFound):
			return nil, nil, err
		}
		for _, id := range d.Evidence {
			item, err := s.library.Item(ctx, id)
			if err != nil && !errors.Is(err, improvement.ErrNotFound) {
				return nil, nil, err
			}
			if err != nil || item.Hidden || item.Off {
				gone = append(gone, id)
			}
		}
	}
	return taken, gone, nil
}

// found looks items up in the library. Those that are not there are left out; the rules
// name them.
func (s *Sender) found(ctx context.Context, items []improvement.ItemID) ([]improvement.Shelved, error) {
	var found []improvement.Shelved
	for _, id := range items[:min(len(items), improvement.MaxListLength)] {
		item, err := s.library.Item(ctx, id)
		if errors.Is(err, improvement.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		item.Title, item.Words = improvement.Words{}, nil // the round refers to it
		found = append(found, item)
	}
	return found, nil
}

func (s *Sender) roundFacts(ctx context.Context, c improvement.RoundCharter) (improvement.RoundFacts, error) {
	var f improvement.RoundFacts
	var lmg improvement.BodyState
	if err := read(ctx, s.reader, improvement.BodySubject(c.LMG), &lmg); err != nil {
		return f, err
	}
	f.LMG = lmg.Body
	f.LWOs = withRole(lmg.Members, improvement.LWO)
	for _, id := range c.Themes[:min(len(c.Themes), improvement.MaxListLength)] {
		var theme improvement.Theme
		if err := read(ctx, s.reader, improvement.ThemeSubject(id), &theme); err != nil {
			return f, err
		}
		if theme.ID != "" {
			f.Themes = append(f.Themes, theme.ID)
		}
	}
	return f, nil
}

func (s *Sender) commissionFacts(ctx context.Context, c improvement.CommissionCharter) (improvement.CommissionFacts, error) {
	var f improvement.CommissionFacts
	var lmg, group improvement.BodyState
	for subject, into := range map[improvement.SubjectID]any{
		improvement.BodySubject(c.LMG):          &lmg,
		improvement.BodySubject(c.Group):        &group,
		improvement.PrioritySubject(c.Priority): &f.Priority,
	} {
		if err := read(ctx, s.reader, subject, into); err != nil {
			return f, err
		}
	}
	f.LMG, f.Group, f.LWOs = lmg.Body, group.Body, withRole(lmg.Members, improvement.LWO)
	return f, nil
}

func withRole(members []improvement.Membership, role improvement.Role) []improvement.PersonID {
	var people []improvement.PersonID
	for _, m := range members {
		if m.Role == role {
			people = append(people, m.Person)
		}
	}
	return people
}

func (s *Sender) draftFacts(ctx context.Context, c improvement.DraftPriority) (f improvement.DraftFacts, err error) {
	_, _, err = s.reader.State(ctx, improvement.PrioritySubject(c.ID))
	if f.Taken = err == nil; err != nil && !errors.Is(err, improvement.ErrNotFound) {
		return f, err
	}
	for _, id := range c.Localities[:min(len(c.Localities), improvement.MaxListLength)] {
		var locality improvement.BodyState
		if err := read(ctx, s.reader, improvement.BodySubject(id), &locality); err != nil {
			return f, err
		}
		f.Localities = append(f.Localities, locality.Body)
	}
	strategic, err := s.reader.List(ctx, improvement.Filter{Kind: improvement.KindStrategic})
	if err != nil {
		return f, err
	}
	for _, listing := range strategic {
		var priority improvement.Strategic
		if err := read(ctx, s.reader, listing.Subject, &priority); err != nil {
			return f, err
		}
		f.Strategic = append(f.Strategic, priority.Name)
	}
	f.Found, err = s.found(ctx, c.Evidence)
	return f, err
}

// voters are the chair, the deputy and the members of an LMG.
func (s *Sender) voters(ctx context.Context, lmg improvement.BodyID) ([]improvement.PersonID, error) {
	members, err := s.reader.Members(ctx, lmg)
	if err != nil {
		return nil, err
	}
	var voters []improvement.PersonID
	for _, seat := range improvement.Panel(members, nil) {
		voters = append(voters, seat.Person)
	}
	return voters, nil
}

// published gives the priorities of an LMG that are in effect, and its networks.
func (s *Sender) published(ctx context.Context, lmg improvement.BodyID) ([]improvement.InEffect, []improvement.BodyID, error) {
	priorities, err := s.reader.List(ctx, improvement.Filter{Kind: improvement.KindPriority, LMG: lmg, Open: true})
	if err != nil {
		return nil, nil, err
	}
	var inEffect []improvement.InEffect
	for _, p := range priorities {
		e := improvement.InEffect{Priority: improvement.PriorityID(p.Subject.ID()), Theme: p.Theme}
		open, err := s.reader.List(ctx, improvement.Filter{Kind: improvement.KindCommission, Open: true, Parent: p.Subject})
		if err != nil {
			return nil, nil, err
		}
		for _, commission := range open {
			e.Commissions = append(e.Commissions, commission.Subject.ID())
		}
		inEffect = append(inEffect, e)
	}
	bodies, err := s.reader.List(ctx, improvement.Filter{Kind: improvement.KindBody, LMG: lmg, Stage: string(improvement.Network)})
	if err != nil {
		return nil, nil, err
	}
	var networks []improvement.BodyID
	for _, b := range bodies {
		networks = append(networks, improvement.BodyID(b.Subject.ID()))
	}
	return inEffect, networks, nil
}

// nudge tells the open commissions of a priority that a test was launched under it. It
// only hurries: each looks by itself before its next reminder.
func (s *Sender) nudge(ctx context.Context, c improvement.Charter) {
	open, err := s.reader.List(ctx, improvement.Filter{Kind: improvement.KindCommission, Open: true, Parent: improvement.PrioritySubject(c.Priority)})
	if err != nil {
		return
	}
	for _, commission := range open {
		options := client.UpdateWorkflowOptions{
			WorkflowID: string(commission.Subject), UpdateID: "look-" + c.ID, UpdateName: LookUpdate,
			WaitForStage: client.WorkflowUpdateStageAccepted,
		}
		if _, err := s.temporal.UpdateWorkflow(ctx, options); err != nil {
			return
		}
	}
}
