package main

import (
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/steward"
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
