package main

import (
	"errors"

	"github.com/cairnqi/cairn/improvement"
	"github.com/cairnqi/cairn/internal/assembly"
	"github.com/cairnqi/cairn/internal/intake"
	"github.com/cairnqi/cairn/internal/steward"
	"github.com/spf13/cobra"
)

func (a *app) loadCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "load FILE",
		Short: "Load themes, bodies, people, roles and agreed priorities",
		Args:  cobra.ExactArgs(1),
		RunE: tried(func(cmd *cobra.Command, args []string) error {
			me, err := a.me()
			if err != nil {
				return err
			}
			doc, err := a.read(args[0])
			if err != nil {
				return err
			}
			return a.reading(cmd.Context(), func(r *assembly.Record, _ *words) error {
				read, err := intake.Reader{Sealer: r.Vault, Author: me}.Directory(cmd.Context(), doc)
				if err != nil {
					return err
				}
				directory := steward.Directory{Record: r.Store, Opener: r.Vault, Now: r.Now}
				done, err := directory.Load(cmd.Context(), me, directoryCommands(read))
				if err != nil {
					return err
				}
				a.tell("Loaded.")
				return a.print(done, func(p *page) { p.printf("%d filed, %d unchanged\n", done.Filed, done.Unchanged) })
			})
		}),
	}
}

// directoryCommands lists what a load file states, what is named before what names it.
func directoryCommands(d intake.Directory) []steward.Command {
	var commands []steward.Command
	for _, c := range d.Themes {
		commands = append(commands, c)
	}
	for _, c := range d.Bodies {
		commands = append(commands, c)
	}
	for _, c := range d.People {
		commands = append(commands, c)
	}
	for _, c := range d.Members {
		commands = append(commands, c)
	}
	for _, c := range d.Priorities {
		commands = append(commands, c)
	}
	return commands
}

func (a *app) recoverCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "recover",
		Short: "Start every open test again from the record, as after the loss of Temporal's store",
		Args:  cobra.NoArgs,
		RunE: tried(func(cmd *cobra.Command, _ []string) error {
			me, err := a.me()
			if err != nil {
				return err
			}
			return a.sending(cmd.Context(), func(d *assembly.Desk) error {
				actor, err := d.Actor(cmd.Context(), me)
				if errors.Is(err, improvement.ErrNotFound) {
					return improvement.Refuse(improvement.NotFound, "as", "%q is not on record.", me)
				}
				if err != nil {
					return err
				}
				if err := improvement.MayRecover(actor); err != nil {
					return err
				}
				done, err := steward.Recover(cmd.Context(), d.Store, d.Sender)
				if err != nil {
					return err
				}
				return a.print(done, func(p *page) {
					p.printf("%d tests were started again, %d were running.\n", done.Started, done.Running)
				})
			})
		}),
	}
}
