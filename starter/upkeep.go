package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/cairnqi/cairn/workflows"
	"github.com/spf13/cobra"
)

func (a *app) recoverCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "recover",
		Short: "Start every open test and review again from the record, as after the loss of Temporal's store",
		Args:  cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			return a.acting(cmd.Context(), func(d *assembly.Desk, who improvement.Actor) error {
				if err := improvement.MayRecover(who); err != nil {
					return err
				}
				done, err := steward.Recover(cmd.Context(), d.Store, d.Sender)
				if err != nil {
					return &midway{err, "What was started stays: recover again, and the rest is started."}
				}
				return a.print(done, func(p *page) {
					p.printf("%d lifecycles were started again, %d were running.\n", done.Started, done.Running)
					if done.CaughtUp > 0 {
						p.printf("%d of those were behind the record and have caught up.\n", done.CaughtUp)
					}
				})
			})
		}),
	}
}

// handOverCommand hands over everything a person has, in all tests.
func (a *app) handOverCommand() *cobra.Command {
	var from, to, reason string
	cmd := &cobra.Command{
		Use:   "hand-over",
		Short: "Hand everything that somebody has, in all open tests and reviews, over to another",
		Args:  cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			return a.acting(cmd.Context(), func(d *assembly.Desk, who improvement.Actor) error {
				return a.handOver(cmd.Context(), d, succession{improvement.PersonID(from), improvement.PersonID(to), who.Person, reason})
			})
		}),
	}
	f := cmd.Flags()
	f.StringVar(&from, "from", "", "who had it")
	f.StringVar(&to, "to", "", "who has it now")
	f.StringVar(&reason, "reason", "", "why")
	return cmd
}

// succession is who follows whom, by whose word.
type succession struct {
	from, to, by improvement.PersonID
	reason       string
}

// handOver files the hand-over in each test, review and approval. What another has
// handed over meanwhile is told and does not stop the rest.
func (a *app) handOver(ctx context.Context, d *assembly.Desk, s succession) error {
	why, err := d.Vault.Seal(ctx, "reason", s.by, s.reason)
	if err != nil {
		return err
	}
	parts, err := steward.PartsOf(ctx, d.Store, s.from)
	if err != nil {
		return err
	}
	if len(parts) == 0 {
		return improvement.Refuse(improvement.NotFound, "from", "%q has nothing open to hand over.", s.from)
	}
	var receipts []workflows.Receipt
	var failed []error
	for _, subject := range parts {
		var receipt workflows.Receipt
		switch subject.Kind() {
		case improvement.KindApproval:
			receipt, err = d.Sender.Approval(ctx, subject, a.id(), s.by, improvement.HandOverApproval{From: s.from, To: s.to, Reason: why})
		case improvement.KindReview:
			receipt, err = d.Sender.Review(ctx, subject, a.id(), s.by, improvement.HandOver{From: s.from, To: s.to, Reason: why})
		default:
			receipt, err = d.Sender.Test(ctx, subject.ID(), a.id(), s.by, improvement.HandOver{From: s.from, To: s.to, Reason: why})
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", subject, err))
			if ctx.Err() != nil {
				break
			}
			continue
		}
		receipts = append(receipts, receipt)
	}
	err = a.print(receipts, func(p *page) {
		for _, r := range receipts {
			p.printf("%s was handed over.\n", r.Subject)
		}
	})
	if err := errors.Join(append(failed, err)...); err != nil {
		return &midway{err, "What was handed over stays: run this again with --command-id " + a.commandID + " for the rest."}
	}
	return nil
}
