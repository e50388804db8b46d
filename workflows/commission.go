package workflows

import (
	"errors"
	"time"

	"github.com/cairnqi/cairn/activities"
	"github.com/cairnqi/cairn/improvement"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// commission is one run of a commission.
type commission struct {
	*lifecycle
	commission *improvement.Commission
	nudged     bool // a test was launched that may be the one
}

// Commission waits until the action group has begun a test under the priority, and
// reminds the LWO meanwhile. Whether it has is looked up on record: nobody has to say so.
func Commission(ctx workflow.Context, start Start) error {
	c, err := setUpCommission(ctx, start)
	if err != nil {
		return err
	}
	err = c.story(ctx)
	if resting := rest(ctx); resting != nil {
		return resting
	}
	if errors.Is(err, errStartAfresh) {
		return c.startAfresh(ctx, CommissionName, c.commission)
	}
	return err
}

// story looks before it reminds: who has begun hears no more of it.
func (c *commission) story(ctx workflow.Context) error {
	due := func() bool { return !c.next.IsZero() && !c.next.After(c.now(ctx)) }
	for {
		c.nudged = false
		if err := c.look(ctx); err != nil || c.Closed() {
			return err
		}
		if due() {
			if err := c.passTime(ctx); err != nil {
				return err
			}
		}
		if err := c.until(ctx, func() bool { return c.Closed() || c.nudged || due() }); err != nil {
			return err
		}
	}
}

// look closes the commission where its test is on record.
func (c *commission) look(ctx workflow.Context) error {
	if c.Closed() {
		return nil
	}
	local := workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{ScheduleToCloseTimeout: 5 * time.Second, StartToCloseTimeout: 5 * time.Second})
	var found activities.CommissionReply
	ask := activities.CommissionRequest{Commission: c.subject}
	err := workflow.ExecuteLocalActivity(local, activities.CommissionedTest, ask).Get(ctx, &found)
	if err != nil && !temporal.IsCanceledError(err) {
		err = workflow.ExecuteActivity(patiently(ctx, "look for the test once the record answers"), activities.CommissionedTest, ask).Get(ctx, &found)
	}
	if err != nil || found.Test == "" {
		return err
	}
	_, err = c.file(ctx, "fulfilled", "", func(time.Time) ([]improvement.Event, error) { return c.commission.Fulfil(found.Test), nil })
	return err
}

func setUpCommission(ctx workflow.Context, start Start) (*commission, error) {
	state := new(improvement.Commission)
	if start.First == nil {
		restored, err := improvement.RestoreCommission(start.State)
		if err != nil {
			return nil, unreadable(err)
		}
		state = restored
	}
	subject := improvement.SubjectID(workflow.GetInfo(ctx).WorkflowExecution.ID)
	c := &commission{lifecycle: newLifecycle(ctx, subject, state, start.Clock), commission: state}
	return c, c.setUp(ctx, start, state.Version, c.listen, state.RefreshCalendar)
}

func (c *commission) listen(ctx workflow.Context) error {
	for _, blank := range improvement.CommissionCommands() {
		name := blank.CommandName()
		err := c.accept(ctx, name, func(m Message, now time.Time) ([]improvement.Event, error) {
			command, err := improvement.DecodeCommissionCommand(name, m.Command)
			if err != nil {
				return nil, err
			}
			return c.commission.Decide(command, m.Actor, now)
		})
		if err != nil {
			return err
		}
	}
	nudge := func(workflow.Context) error { c.nudged = true; return nil }
	if err := workflow.SetUpdateHandler(ctx, LookUpdate, nudge); err != nil {
		return err
	}
	return c.answer(ctx)
}
