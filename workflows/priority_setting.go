package workflows

import (
	"errors"
	"slices"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// prioritySetting is one run of a round.
type prioritySetting struct {
	*lifecycle
	round *improvement.PrioritySetting
}

// PrioritySetting carries a round from gathering evidence to priorities that take
// effect, and to the conditions that came with them.
func PrioritySetting(ctx workflow.Context, start Start) error {
	p, err := setUpRound(ctx, start)
	if err != nil {
		return err
	}
	err = p.story(ctx)
	if resting := rest(ctx); resting != nil {
		return resting
	}
	if errors.Is(err, errStartAfresh) {
		return p.startAfresh(ctx, PrioritySettingName, p.round)
	}
	return err
}

// story leads through the stages. One that is past already, as after a restart, is
// passed at once; the LMG may send the round back.
func (p *prioritySetting) story(ctx workflow.Context) error {
	for !p.round.Closed() {
		for _, next := range []func(workflow.Context) error{
			p.leave(improvement.RoundGather),   // evidence reviewed and sought, the community heard
			p.leave(improvement.RoundPropose),  // priorities drafted and scored
			p.askLMG,                           // in one vote or one by one
			p.leave(improvement.RoundPublish),  // earlier priorities settled
			p.takeEffect,                       // priorities filed, contributors told
			p.leave(improvement.RoundFollowUp), // the LMG's conditions met
		} {
			if err := next(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// leave waits until people have left a stage behind.
func (p *prioritySetting) leave(stage improvement.RoundStage) func(workflow.Context) error {
	return func(ctx workflow.Context) error {
		return p.until(ctx, func() bool { return p.round.Stage != stage })
	}
}

func setUpRound(ctx workflow.Context, start Start) (*prioritySetting, error) {
	round := new(improvement.PrioritySetting)
	if start.First == nil {
		restored, err := improvement.RestoreRound(start.State)
		if err != nil {
			return nil, unreadable(err)
		}
		round = restored
	}
	subject := improvement.SubjectID(workflow.GetInfo(ctx).WorkflowExecution.ID)
	p := &prioritySetting{lifecycle: newLifecycle(ctx, subject, round, start.Clock), round: round}
	return p, p.setUp(ctx, start, round.Version, p.listen, round.RefreshCalendar)
}

// listen installs the handlers of every command.
func (p *prioritySetting) listen(ctx workflow.Context) error {
	for _, blank := range improvement.RoundCommands() {
		name := blank.CommandName()
		err := p.accept(ctx, name, func(m Message, now time.Time) ([]improvement.Event, error) {
			command, err := improvement.DecodeRoundCommand(name, m.Command)
			if err != nil {
				return nil, err
			}
			return p.round.Decide(command, m.Actor, now)
		})
		if err != nil {
			return err
		}
	}
	return p.answer(ctx)
}

// vote is a ballot under way.
type vote struct {
	request improvement.Request
	child   workflow.ChildWorkflowFuture
}

// askLMG opens an approval for each ballot that is not decided, as a child, and takes
// their results as they come. One that was ended from outside is started again: its
// record holds every vote.
func (p *prioritySetting) askLMG(ctx workflow.Context) error {
	for p.round.Stage == improvement.RoundAgree {
		votes, err := p.openVotes(ctx)
		if err != nil {
			return err
		}
		for len(votes) > 0 {
			ready := func(v vote) bool { return v.child.IsReady() }
			if err := p.wait(ctx, func() bool { return slices.ContainsFunc(votes, ready) }, false); err != nil {
				return err
			}
			i := slices.IndexFunc(votes, ready)
			if err := p.conclude(ctx, votes[i]); err != nil {
				return err
			}
			votes = slices.Delete(votes, i, i+1)
		}
		if p.round.Stage == improvement.RoundAgree && workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return errStartAfresh // no child is open
		}
	}
	return nil
}

func (p *prioritySetting) openVotes(ctx workflow.Context) ([]vote, error) {
	panel, err := p.convene(ctx, p.round.LMG, "")
	if err != nil {
		return nil, err
	}
	var votes []vote
	for _, ballot := range p.round.Waiting() {
		request := p.round.Request(ballot, panel.Seats).Seeing(panel.Found)
		votes = append(votes, vote{request, p.ask(ctx, request)})
	}
	return votes, nil
}

// conclude takes what a ballot decided into the round.
func (p *prioritySetting) conclude(ctx workflow.Context, v vote) error {
	result, err := p.answered(ctx, v.request, v.child)
	if err != nil || result == nil {
		return err
	}
	command := improvement.CommandID("decision/" + string(v.request.Subject))
	_, err = p.file(ctx, command, "", func(now time.Time) ([]improvement.Event, error) {
		return p.round.Conclude(v.request.Subject, *result, now), nil
	})
	return err
}

// takeEffect files what was agreed to each priority, tells the contributors who asked to
// hear back, and closes publishing. Each part is done once, however often it is tried.
func (p *prioritySetting) takeEffect(ctx workflow.Context) error {
	if p.round.Stage != improvement.RoundTakeEffect {
		return nil
	}
	effect := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Hour,
		HeartbeatTimeout:    time.Minute,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: 30 * time.Second},
		Summary:             "file the priorities and tell who asked to hear back",
	})
	var told activities.EffectReply
	if err := workflow.ExecuteActivity(effect, activities.TakeEffect, activities.EffectRequest{Round: p.subject}).Get(ctx, &told); err != nil {
		return err
	}
	_, err := p.file(ctx, "effect", "", func(time.Time) ([]improvement.Event, error) {
		return p.round.TakeEffect(told.Told, told.Renamed), nil
	})
	return err
}
