package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/workflows"
	"github.com/spf13/cobra"
)

// commissionVerbs are what people do to a commission.
func commissionVerbs() []verb {
	return []verb{
		{use: "reschedule", short: "Move its day", command: "reschedule-commission", flags: []field{{name: "due", usage: "by when"}, reason("why")}},
		{use: "withdraw", short: "Take it back", command: "withdraw-commission", flags: []field{reason("why")}},
		{use: "hand-over", short: "Hand the LWO's part over to another", command: "hand-over-commission", flags: []field{
			{name: "from", usage: "who had it"}, {name: "to", usage: "who has it now"}, reason("why"),
		}},
	}
}

func (a *app) commissions() target {
	return target{"COMMISSION", improvement.KindCommission, a.onCommission}
}

func (a *app) commissionCommand() *cobra.Command {
	commission := group("commission", "Commission an action group to begin a test")
	commission.AddCommand(a.openCommissionCommand())
	for _, v := range commissionVerbs() {
		commission.AddCommand(v.cobra(a, a.commissions()))
	}
	commission.AddCommand(a.commissionShowCommand(), a.listing("commissions", improvement.KindCommission))
	return commission
}

func commissionSubject(name string) improvement.SubjectID {
	return improvement.CommissionSubject(strings.TrimPrefix(name, string(improvement.KindCommission)+"/"))
}

// onCommission sends a command to a commission.
func (a *app) onCommission(ctx context.Context, d *assembly.Desk, commission string, c intake.Command) (workflows.Receipt, error) {
	if c.Commission == nil {
		return workflows.Receipt{}, fmt.Errorf("not a command on a commission")
	}
	return d.Sender.OnCommission(ctx, commissionSubject(commission), a.id(), improvement.PersonID(a.as), c.Commission)
}

func (a *app) openCommissionCommand() *cobra.Command {
	return a.begins("open FILE", "Commission an action group under an agreed priority: the LWO launches a test by a day",
		func(ctx context.Context, d *assembly.Desk, r intake.Reader, doc []byte) (workflows.Receipt, error) {
			charter, err := r.Commission(ctx, doc)
			if err != nil {
				return workflows.Receipt{}, err
			}
			return d.Sender.Commission(ctx, a.id(), r.Author, charter)
		})
}

func (a *app) commissionShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show COMMISSION",
		Short: "Show what was commissioned, and what came of it",
		Args:  cobra.ExactArgs(1),

		ValidArgsFunction: a.completeFirst(improvement.KindCommission, noFiles),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			return a.reading(cmd.Context(), func(r *assembly.Record, w *words) error {
				subject := commissionSubject(args[0])
				_, state, err := r.State(cmd.Context(), subject)
				if errors.Is(err, improvement.ErrNotFound) {
					return improvement.Refuse(improvement.NotFound, "commission", "There is no commission called %q. See what there is with: starter commission list", subject.ID())
				}
				if err != nil {
					return err
				}
				c, err := improvement.RestoreCommission(state)
				if err != nil {
					return err
				}
				return a.print(c, func(p *page) { showCommission(p, w, c) })
			})
		}),
	}
}

func showCommission(p *page, w *words, c *improvement.Commission) {
	p.row("", 0, w.line(c.Title))
	p.row("", 0, fmt.Sprintf("%s · %s asks %s, under %s", c.ID, w.Body(c.LMG), w.Body(c.Group), c.Priority))
	p.printf("\n")
	now := "A test is to be launched by " + c.Due.Plain() + "."
	switch {
	case c.Test != "":
		now = fmt.Sprintf("Fulfilled on %s by the test %s.", improvement.DateOf(c.ClosedAt).Plain(), c.Test.ID())
	case c.Closed():
		now = fmt.Sprintf("Withdrawn on %s: %s", improvement.DateOf(c.ClosedAt).Plain(), w.line(c.Withdrawn))
	}
	p.row("Now", labelWidth, now)
	p.row("In mind", labelWidth, w.line(c.Note))
	p.row("Minute", labelWidth, w.line(c.Minute))
	p.row("LWO", labelWidth, w.Person(c.LWO))
	showNext(p, w, c.Tasks())
}
