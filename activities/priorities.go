package activities

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/activity"
)

// Subjects reads subjects as they stand on record, and files to them.
type Subjects interface {
	improvement.Recorder
	State(ctx context.Context, subject improvement.SubjectID) (int, json.RawMessage, error)
	List(ctx context.Context, f improvement.Filter) ([]improvement.Listing, error)
}

// Contributors tells those who spoke up, and asked to hear back, what a round agreed. It
// tells each of them once, however often it is called, and how many there are; alive is
// called between them.
type Contributors interface {
	TellContributors(ctx context.Context, round *improvement.PrioritySetting, alive func()) (told int, err error)
}

// Priorities is the activities on priorities.
type Priorities struct {
	Subjects     Subjects
	Contributors Contributors
	Now          func() time.Time // the record's time
}

// EffectRequest asks to let a round take effect.
type EffectRequest struct {
	Round improvement.SubjectID `json:"round"`
}

// EffectReply tells how many contributors heard back, and which priorities took effect
// under another identifier.
type EffectReply struct {
	Told    int                   `json:"told,omitempty"`
	Renamed []improvement.Renamed `json:"renamed,omitempty"`
}

// CommissionRequest asks whether a commission's test was launched.
type CommissionRequest struct {
	Commission improvement.SubjectID `json:"commission"`
}

// CommissionReply names the test; empty where there is none yet.
type CommissionReply struct {
	Test improvement.SubjectID `json:"test,omitempty"`
}

// Register makes the activities known under their wire names.
func (p *Priorities) Register(to Registry) {
	to.RegisterActivityWithOptions(p.takeEffect, activity.RegisterOptions{Name: TakeEffect})
	to.RegisterActivityWithOptions(p.commissioned, activity.RegisterOptions{Name: CommissionedTest})
}

// takeEffect files to each priority what its published round says, each once, and tells
// the contributors.
func (p *Priorities) takeEffect(ctx context.Context, q EffectRequest) (EffectReply, error) {
	_, state, err := p.Subjects.State(ctx, q.Round)
	if err != nil {
		return EffectReply{}, err
	}
	round, err := improvement.RestoreRound(state)
	if err != nil {
		return EffectReply{}, err
	}
	alive := func() { activity.RecordHeartbeat(ctx) }
	renamed, err := p.fileEffects(ctx, round, alive)
	if err != nil {
		return EffectReply{}, err
	}
	told, err := p.Contributors.TellContributors(ctx, round.Rename(renamed), alive)
	return EffectReply{Told: told, Renamed: renamed}, err
}

// fileEffects files every effect, and gives the priorities that took effect under another
// identifier, as another priority had their own. Called again, it comes to the same.
func (p *Priorities) fileEffects(ctx context.Context, round *improvement.PrioritySetting, alive func()) ([]improvement.Renamed, error) {
	var renamed []improvement.Renamed
	given := make(map[improvement.PriorityID]bool)
	for _, effect := range round.Effects() {
		alive()
		recorded, isNew := effect.Event.(*improvement.PriorityRecorded)
		if !isNew {
			if err := p.file(ctx, round.Subject(), effect); err != nil {
				return nil, err
			}
			continue
		}
		as, err := p.record(ctx, round, recorded.Priority, given)
		if err != nil {
			return nil, err
		}
		if given[as] = true; as != effect.Priority {
			renamed = append(renamed, improvement.Renamed{Draft: effect.Priority, As: as})
		}
	}
	return renamed, nil
}

// record files an agreed priority under the first of its identifiers that no other has:
// what another filed is never overwritten. given are those of the round's own so far.
func (p *Priorities) record(ctx context.Context, round *improvement.PrioritySetting, agreed improvement.Priority, given map[improvement.PriorityID]bool) (improvement.PriorityID, error) {
	for id := range round.Identifiers(agreed.ID) {
		if given[id] {
			continue
		}
		agreed.ID = id
		if ours, err := p.claim(ctx, agreed); err != nil || ours {
			return id, err
		}
	}
	return "", fmt.Errorf("%s: no identifier is free", agreed.ID) // there is no end to them
}

// claim files a priority where none has its identifier, and tells whether the one on
// record is it.
func (p *Priorities) claim(ctx context.Context, agreed improvement.Priority) (bool, error) {
	subject := improvement.PrioritySubject(agreed.ID)
	_, state, err := p.Subjects.State(ctx, subject)
	if err == nil {
		var there improvement.Priority
		if err := json.Unmarshal(state, &there); err != nil {
			return false, fmt.Errorf("%s: %w", subject, err)
		}
		return there.Round == agreed.Round, nil
	}
	if !errors.Is(err, improvement.ErrNotFound) {
		return false, err
	}
	filing, err := improvement.DirectoryFiling(subject, 0, nil, effectOf(agreed.Round), "", p.Now(), []improvement.Event{&improvement.PriorityRecorded{Priority: agreed}})
	if err != nil {
		return false, fmt.Errorf("%s: %w", subject, err)
	}
	filed, err := p.Subjects.File(ctx, filing)
	return filed.Held, err // not held: another came first
}

// effectOf is the command by which a round files to a priority.
func effectOf(round improvement.SubjectID) improvement.CommandID {
	return improvement.CommandID("round/" + string(round))
}

// file files what becomes of an earlier priority, under a command that the round names: once, whatever happens.
func (p *Priorities) file(ctx context.Context, round improvement.SubjectID, e improvement.Effect) error {
	subject := improvement.PrioritySubject(e.Priority)
	command := effectOf(round)
	for {
		version, state, err := p.Subjects.State(ctx, subject)
		if err != nil && !errors.Is(err, improvement.ErrNotFound) {
			return err
		}
		filing, err := improvement.DirectoryFiling(subject, version, state, command, "", p.Now(), []improvement.Event{e.Event})
		if err != nil {
			return fmt.Errorf("%s: %w", subject, err)
		}
		filed, err := p.Subjects.File(ctx, filing)
		if err != nil || filed.Held {
			return err
		}
	}
}

// commissioned looks for the test that fulfils a commission: of several, the first by
// name.
func (p *Priorities) commissioned(ctx context.Context, q CommissionRequest) (CommissionReply, error) {
	_, state, err := p.Subjects.State(ctx, q.Commission)
	if err != nil {
		return CommissionReply{}, err
	}
	commission, err := improvement.RestoreCommission(state)
	if err != nil {
		return CommissionReply{}, err
	}
	tests, err := p.Subjects.List(ctx, improvement.Filter{Kind: improvement.KindTest, Parent: improvement.PrioritySubject(commission.Priority)})
	if err != nil {
		return CommissionReply{}, err
	}
	for _, listing := range tests {
		_, state, err := p.Subjects.State(ctx, listing.Subject)
		if err != nil {
			return CommissionReply{}, err
		}
		test, err := improvement.RestoreTest(state)
		if err != nil {
			return CommissionReply{}, err
		}
		if commission.Answers(test) {
			return CommissionReply{Test: listing.Subject}, nil
		}
	}
	return CommissionReply{}, nil
}
