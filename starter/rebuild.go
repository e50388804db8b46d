package main

import (
	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/spf13/cobra"
)

func (a *app) rebuildCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rebuild",
		Short: "Make again, from the journals, what lists, traces and the library show",
		Args:  cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			me, err := a.me()
			if err != nil {
				return err
			}
			return a.reading(cmd.Context(), func(r *assembly.Record, _ *words) error {
				who, err := onRecord(cmd.Context(), r, "as", me)
				if err != nil {
					return err
				}
				if err := improvement.MayRebuild(who); err != nil {
					return err
				}
				done, err := r.Rebuild(cmd.Context())
				if err != nil {
					return &midway{err, "What was made again stays: rebuild again, and it goes on from there."}
				}
				return a.print(done, func(p *page) {
					p.printf("%d subjects were looked at; %d of them stood otherwise and were made again.\n", done.Subjects, done.Changed)
					for _, f := range done.Faults {
						p.row("", 2, f.Subject+" was left as it stood: "+f.What)
					}
				})
			})
		}),
	}
}
